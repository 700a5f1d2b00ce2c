"""``python -m sim`` is ``parksim``."""

from sim.cli import main

if __name__ == "__main__":
    main()
