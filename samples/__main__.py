"""`python -m samples make DIR`, `refresh`, `suite DIR`: makes sample reports with their truths."""

from __future__ import annotations

import argparse
from pathlib import Path

from samples import shipped_set, suite
from samples.families import FAMILIES
from samples.layout import CATALOGUE


def main() -> None:
    asked = _parser().parse_args()
    if asked.command == "suite":
        chosen = suite.cases(asked.count, families=asked.family, layouts=asked.layout, first_seed=asked.seed)
        print(f"{suite.write(asked.folder, chosen)} documents in {asked.folder}")
        return
    folder = asked.folder if asked.command == "make" else Path(__file__).parent / "files"
    for path in shipped_set.write(folder):
        print(f"{path.name}\t{path.stat().st_size} bytes")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m samples", description="Makes sample reports with their truths.")
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("make", help="the shipped samples, into a folder")
    make.add_argument("folder", type=Path)
    commands.add_parser("refresh", help="the shipped samples, into samples/files")
    many = commands.add_parser("suite", help="many reports: every family in every layout")
    many.add_argument("folder", type=Path)
    many.add_argument("--count", type=int, default=1, help="documents for each family and layout")
    many.add_argument("--seed", type=int, default=1, help="the first seed; the following documents count up")
    many.add_argument("--family", action="append", default=[], choices=sorted(FAMILIES))
    many.add_argument("--layout", action="append", default=[], choices=sorted(CATALOGUE))
    return parser


if __name__ == "__main__":
    main()
