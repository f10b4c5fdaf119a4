"""`python -m samples make DIR`, `refresh`, `suite DIR`: makes sample reports with their truths."""

from __future__ import annotations

import argparse
from pathlib import Path

from samples import shipped_set


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m samples", description="Makes sample reports with their truths.")
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("make", help="the shipped samples, into a folder")
    make.add_argument("folder", type=Path)
    commands.add_parser("refresh", help="the shipped samples, into samples/files")
    asked = parser.parse_args()
    folder = asked.folder if asked.command == "make" else Path(__file__).parent / "files"
    for path in shipped_set.write(folder):
        print(f"{path.name}\t{path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
