"""Scans: are the tables right, and is what is called sure sure? Generated reports, scanned, read back and scored.

    python -m benchmarks scans [--setting 200 …] [--family unknown …] [--seed 8000] [--tables 3] [--keep FOLDER]

For every setting and family one report of a few tables, in one of four fonts by turns. Columns: cells read, cell F1,
head F1, silent wrong cells (confidence ≥ 0.99, no repair, wrong), share of cells that claim such certainty, processor
seconds a page. Then the reliability table: of the cells in each bin of confidence, how many are right.
"""

from __future__ import annotations

import argparse
import json
import resource
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from samples.families import FAMILIES
from samples.invent import invent
from samples.layout import CATALOGUE, Layout
from samples.render_pdf import render
from samples.report import Block, FormSheet, LogicalTable, PageBreak, Report, SideBySide
from samples.scan import ScanSettings, scan
from samples.scan_damage import Damage
from samples.score import NONE, Score, cells_judged, score
from samples.truth import truth
from services.extract import reading
from services.extract.core.pipeline import reconstruct
from services.validate.core.engine import validate
from shared.model.codec import document_to_json
from shared.model.document import Identity

SETTINGS = {
    "300": ScanSettings(dpi=300, skew=0.4, noise=4, quality=60),
    "300 skew 3°": ScanSettings(dpi=300, skew=3.0, noise=3, quality=60),
    "200": ScanSettings(dpi=200, skew=0.5, noise=4, quality=60),
    "200 noise": ScanSettings(dpi=200, skew=1.0, noise=10, quality=50),
    "200 stamp": ScanSettings(dpi=200, skew=0.8, noise=3, quality=50, stamped=frozenset(range(1, 100))),
    "200 skew 3°": ScanSettings(dpi=200, skew=3.0, noise=3, quality=60),
    "200 JPEG 20": ScanSettings(dpi=200, skew=0.4, noise=3, quality=20),
    "150": ScanSettings(dpi=150, skew=0.5, noise=3, quality=60),
    "150 JPEG 30": ScanSettings(dpi=150, skew=1.0, noise=4, quality=30),
    "200 three-line": ScanSettings(dpi=200, skew=0.5, noise=4, quality=60),
} | {
    f"200 {damage.value}": ScanSettings(dpi=200, skew=1.0, noise=3, blur=0.4, quality=65, damage=damage)
    for damage in Damage
}
LAYOUTS = {"200 three-line": "three_line"}
FAMILY_NAMES = ("shanghai", "generic", "shenzhen2023", "unknown")
#: the fonts by turns; zenhei, on which the reader was tuned, is not among them
FONTS = ("uming", "ukai", "microhei", "cid")
BINS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1.01)
YEAR = 2023


@dataclass(kw_only=True)
class Line:
    pages: int = 0
    seconds: float = 0.0
    sure: int = 0
    cells: int = 0
    score: Score = NONE


@dataclass(kw_only=True)
class Reliability:
    """Cells given and right by bin of confidence: those that nothing else speaks of, and those repaired or cited."""

    given: Counter[tuple[bool, int]] = field(default_factory=Counter)
    right: Counter[tuple[bool, int]] = field(default_factory=Counter)


def main() -> None:
    asked = _parser().parse_args()
    lines: dict[str, Line] = {}
    reliability = Reliability()
    with TemporaryDirectory() as folder:
        for name, report, pdf in _documents(asked):
            line = lines.setdefault(name, Line())
            data = _read(line, pdf, asked.keep or Path(folder), f"{name}-{report.family}".replace(" ", "-"))
            _count(line, reliability, truth(report, name), data, asked.verbose)
    _print(lines, reliability)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks scans", description=__doc__)
    parser.add_argument("--setting", action="append", default=[], choices=sorted(SETTINGS))
    parser.add_argument("--family", action="append", default=[], choices=sorted(FAMILIES))
    parser.add_argument("--seed", type=int, default=8000)
    parser.add_argument("--count", type=int, default=1, help="documents for each setting and family")
    parser.add_argument("--tables", type=int, default=3, help="tables of each report, taken by turns")
    parser.add_argument("--keep", type=Path, help="keep the scans and their results there")
    parser.add_argument("--verbose", action="store_true", help="print what is wrong")
    return parser


def _documents(asked: argparse.Namespace) -> Iterator[tuple[str, Report, bytes]]:
    turn = 0
    for name in asked.setting or SETTINGS:
        for family in asked.family or FAMILY_NAMES:
            for _ in range(asked.count):
                seed = asked.seed + turn
                whole = FAMILIES[family](invent(seed, year=YEAR))
                report = _few(whole, asked.tables, turn)
                yield name, report, scan(render(report, _layout(name, turn)), SETTINGS[name], seed)
                turn += 1


def _layout(setting: str, turn: int) -> Layout:
    return replace(CATALOGUE[LAYOUTS.get(setting, "full")], font=FONTS[turn % len(FONTS)])


def _few(report: Report, count: int, turn: int) -> Report:
    """The report cut down to `count` of its tables, others with every turn: OCR takes seconds for a page."""
    tables = [b for b in report.blocks if isinstance(b, LogicalTable | SideBySide | FormSheet)]
    first = turn * count % max(len(tables) - count + 1, 1)
    blocks: list[Block] = []
    for table in tables[first : first + count]:
        blocks += [PageBreak(), table] if blocks else [table]
    return replace(report, blocks=tuple(blocks), contents=())


def _read(line: Line, pdf: bytes, folder: Path, name: str) -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.pdf"
    path.write_bytes(pdf)
    before = _processor()
    source = reading.read(path, "application/pdf")
    line.seconds += _processor() - before
    line.pages += len(source.pages)
    document = validate(reconstruct(source))
    data = document_to_json(document, Identity(document_id=None, revision=1, sha256="", filename=path.name))
    path.with_suffix(".json").write_text(json.dumps(data, ensure_ascii=False, indent=1), "utf-8")
    return data


def _processor() -> float:
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def _count(line: Line, reliability: Reliability, true: dict[str, Any], data: dict[str, Any], verbose: bool) -> None:
    result = score(true, data)
    line.score = line.score + result
    for confidence, spoken_of, right in cells_judged(true, data):
        place = (spoken_of, next(i for i, edge in enumerate(BINS[1:]) if confidence < edge))
        reliability.given[place] += 1
        reliability.right[place] += right
        line.cells += 1
        line.sure += confidence >= 0.99 and not spoken_of
    if verbose:
        print("\n".join(result.wrong), flush=True)


def _print(lines: dict[str, Line], reliability: Reliability) -> None:
    print("\n| scan | pages | cells | cell F1 | head F1 | tables | silent | sure | core s/page |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for name, line in lines.items():
        s = line.score
        print(
            f"| {name} | {line.pages} | {s.cells_true} | {s.cell_f1:.4f} | {s.head_f1:.4f} | "
            f"{s.tables_found}/{s.tables_true} | {s.silent} | {line.sure / max(line.cells, 1):.0%} | "
            f"{line.seconds / max(line.pages, 1):.1f} |"
        )
    print("\n| confidence | cells | right | with repair or finding | right |\n|---|---:|---:|---:|---:|")
    for i in range(len(BINS) - 1):
        shares = []
        for spoken_of in (False, True):
            given, right = reliability.given[spoken_of, i], reliability.right[spoken_of, i]
            shares.append(f"{given} | {right / given:.4f}" if given else "0 | ")
        print(f"| {BINS[i]:.3f}–{min(BINS[i + 1], 1):.3f} | {' | '.join(shares)} |")


if __name__ == "__main__":
    main()
