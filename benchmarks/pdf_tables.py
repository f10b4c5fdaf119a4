"""How fast and how right are tables of PDFs found, beside other libraries? Same files, same run, turn by turn.

    python -m benchmarks.pdf_tables [--rounds N] [--ways WAY …] [FILE.pdf …]

Without files: generated ones, whose figures are known (a page full of ruled cells, and a report with all rules and
with three rules a table). Prints, for each way, seconds of wall clock and of processor time a page (best of the
rounds), the factor of ours in processor time, tables, figures found alone in a cell of all that are printed, and peak
memory (of the largest process). Every way runs in a process of its own, without its start. Ours is the cells of each
page, as the others give them, and in a row of its own all that `yusuan process` does. camelot, tabula and img2table are
measured where `make bench-peers` put them; PDFium's bare text is the floor.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.pdf_ways import WAYS  # noqa: E402

#: the environment of `make bench-peers`
PEERS = ROOT / ".venv-bench" / "bin" / "python"
#: ways that yusuan's own environment has
HERE = ("yusuan", "yusuan, joined and checked", "pdfplumber", "pdfium, text alone")
_FIGURE = re.compile(r"[-−]?[\d,]*\d(?:\.\d+)?")


@dataclass(kw_only=True)
class Outcome:
    """The best of what a way needed for one file, in seconds, and what it found."""

    wall: float = float("inf")
    processor: float = float("inf")
    pages: int = 0
    tables: int = 0
    figures: Counter[str] = field(default_factory=Counter)


def run(way: str, paths: Sequence[Path], outcomes: Sequence[Outcome]) -> float:
    """One round of a way over all files, kept where it is the best; peak memory in MB."""
    python = sys.executable if way in HERE else str(PEERS)
    command = [python, str(ROOT / "benchmarks" / "pdf_ways.py"), way, *map(str, paths)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)} if way in HERE else None
    said = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, timeout=1800).stdout
    found = json.loads(said[said.index(b'{"files"') :])
    for outcome, one in zip(outcomes, found["files"], strict=True):
        outcome.wall = min(outcome.wall, one["wall"])
        outcome.processor = min(outcome.processor, one["processor"])
        outcome.pages, outcome.tables = one["pages"], one["tables"]
        outcome.figures = figures(one["cells"])
    return float(found["peak"])


def figures(cells: Sequence[str]) -> Counter[str]:
    """The cells that hold a figure and nothing else, spaces and line breaks aside."""
    return Counter(text for c in cells if _FIGURE.fullmatch(text := re.sub(r"\s", "", c)))


def generated(folder: Path) -> dict[Path, Counter[str]]:
    """Files and the figures in their tables."""
    from samples.layout import CATALOGUE
    from samples.suite import Case
    from samples.truth import truth

    ruled, printed = _ruled(folder)
    files = {ruled: printed}
    for layout in ("full", "three_line"):
        case = Case(family="shenzhen2023", layout=CATALOGUE[layout], seed=2711)
        path = folder / f"report-{layout}.pdf"
        path.write_bytes(case.pdf())
        tables = truth(case.report(), path.name)["tables"]
        files[path] = figures([c for t in tables for row in t["rows"] for c in row])
    return files


def _ruled(folder: Path, pages: int = 20) -> tuple[Path, Counter[str]]:
    """Pages with 26 rows of 14 ruled cells."""
    from reportlab.pdfgen.canvas import Canvas

    path = folder / "ruled.pdf"
    printed: Counter[str] = Counter()
    canvas = Canvas(str(path), pagesize=(842, 595))
    for page in range(pages):
        canvas.setFont("Helvetica", 7)
        for row in range(27):
            canvas.line(40, 560 - 19 * row, 800, 560 - 19 * row)
        for col in range(15):
            canvas.line(40 + 760 * col / 14, 560, 40 + 760 * col / 14, 560 - 19 * 26)
        for row in range(26):
            for col in range(14):
                figure = f"{(row * 7919 + col * 104729 + page) % 999983:,}"
                printed[figure] += bool(col)
                text = figure if col else f"Item {row + 26 * page}"
                canvas.drawRightString(40 + 760 * (col + 1) / 14 - 3, 547 - 19 * row, text)
        canvas.showPage()
    canvas.save()
    return path, printed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=[w for w in WAYS if w in HERE or PEERS.exists()])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        known = {} if arguments.files else generated(Path(folder))
        paths = arguments.files or list(known)
        outcomes = {way: [Outcome() for _ in paths] for way in arguments.ways}
        peaks = dict.fromkeys(arguments.ways, 0.0)
        for turn in range(arguments.rounds):
            for way in arguments.ways:
                peaks[way] = max(peaks[way], run(way, paths, outcomes[way]))
                spent = sum(o.processor for o in outcomes[way])
                print(f"round {turn + 1}: {way}, {spent:.1f} s of processor at best", file=sys.stderr, flush=True)
    for at, path in enumerate(paths):
        show(path, known.get(path), {way: outcomes[way][at] for way in outcomes}, peaks)
    return 0


def show(path: Path, printed: Counter[str] | None, found: dict[str, Outcome], peaks: dict[str, float]) -> None:
    """The table of one file."""
    print(f"\n{path.name}, {next(iter(found.values())).pages} pages\n")
    print("| way | wall s/page | processor s/page | × ours | tables | figures right | peak MB of the run |")
    print("|---|---|---|---|---|---|---|")
    ours = found["yusuan"].processor if "yusuan" in found else float("nan")
    for way, one in found.items():
        right = f"{sum((one.figures & printed).values())} of {sum(printed.values())}" if printed else "–"
        print(
            f"| {way} | {one.wall / one.pages:.4f} | {one.processor / one.pages:.4f} | {one.processor / ours:.2f} "
            f"| {one.tables} | {right} | {peaks[way]:.0f} |"
        )


if __name__ == "__main__":
    raise SystemExit(main())
