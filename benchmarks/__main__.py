"""`python -m benchmarks [name…]`: run benchmarks and print their figures; without a name, all of them."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from pathlib import Path

from benchmarks.catalogue import BENCHMARKS
from benchmarks.figures import Figure, table
from benchmarks.stage import set_up

NAMES = {benchmark.name: benchmark for benchmark in BENCHMARKS}


def main(arguments: list[str]) -> None:
    """Run what the command line asks for."""
    asked = _parser().parse_args(arguments)
    unknown = set(asked.names) - NAMES.keys()
    if unknown:
        sys.exit(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    print(
        f"scale {asked.scale:g}, seed {asked.seed}, {os.cpu_count()} cores, Python {platform.python_version()}"
    )
    figures: list[Figure] = []
    with set_up(asked.folder, scale=asked.scale, seed=asked.seed) as stage:
        for name in asked.names or NAMES:
            print(f"── {NAMES[name].title}", flush=True)
            found = NAMES[name].run(stage)
            print(table(found), flush=True)
            figures += found
    if len(asked.names) != 1:
        print(f"── all\n{table(figures)}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(NAMES))
    parser.add_argument("--scale", type=float, default=1.0, help="1 is the size that the goals speak of")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path("var/benchmarks"), help="the servers' data")
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
