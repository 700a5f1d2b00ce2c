"""Run benchmarks: ``python -m benchmarks [names] [--quick]``."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

NAMES = ("speed", "generation", "rows", "stages", "mesa_ratio", "answer", "resolutions", "indices",
         "engines", "store", "parent", "figures")  # fmt: skip


def main() -> None:
    """Run the named benchmarks, by default all, print them and keep what they found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"any of {', '.join(NAMES)}")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="small sizes, a minute or two; prints and keeps nothing",
    )
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in NAMES]
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}; choose from {', '.join(NAMES)}")
    for name in options.names or NAMES:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        for sheet in import_module(f"benchmarks.{name}").run(options.quick):
            print(f"\n{sheet.name}\n\n{sheet.text()}", flush=True)
            if not options.quick:
                sheet.save()


if __name__ == "__main__":
    main()
