"""Command line: parse, call, print."""

from __future__ import annotations


def main() -> None:
    """Run the command line and end the process with its exit code."""
    from sim.cli.app import start

    raise SystemExit(start())
