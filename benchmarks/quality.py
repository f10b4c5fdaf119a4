"""How right are the tables? Freshly generated reports, read back and scored, one line a layout.

    python -m benchmarks.quality --seed 7000 --count 1 [--layout three_line] [--family shanghai] [--random 40] [--scans]

Columns: documents, cell F1, head F1, tables found, titles right, silent wrong cells, milliseconds a page (reading and
reconstruction). A cell counts only with the right table, row label, full column path and text.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from samples.families import FAMILIES
from samples.layout import CATALOGUE, random_layout
from samples.scan import ScanSettings, scan
from samples.score import NONE, Score, score
from samples.suite import Case, cases
from samples.truth import truth
from services.extract import reading
from services.extract.core.pipeline import reconstruct
from shared.model.codec import document_to_json
from shared.model.document import Identity

#: families of few pages: OCR takes seconds for each
_SHORT = ("performance", "unknown")
_SCANS = {
    "scan-300": ScanSettings(dpi=300, skew=0.3, noise=2, quality=70),
    "scan-200": ScanSettings(dpi=200, skew=0.5, noise=3, quality=60),
    "scan-200-stamp": ScanSettings(dpi=200, skew=0.8, noise=3, quality=50, stamped=frozenset(range(1, 100))),
    "scan-150": ScanSettings(dpi=150, skew=0.5, noise=2, quality=60),
}


@dataclass(kw_only=True)
class _Line:
    documents: int = 0
    pages: int = 0
    seconds: float = 0.0
    score: Score = NONE


def main() -> None:
    asked = _parser().parse_args()
    lines: dict[str, _Line] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, case, pdf in _documents(asked):
            line = lines.setdefault(name, _Line())
            _measure(line, case, pdf, Path(folder))
            if asked.verbose:
                print("\n".join(line.score.wrong), flush=True)
    _print(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("--seed", type=int, default=7000, help="the first seed; documents count up from it")
    parser.add_argument("--count", type=int, default=1, help="documents for each layout and family")
    parser.add_argument("--layout", action="append", default=[], choices=sorted(CATALOGUE))
    parser.add_argument("--family", action="append", default=[], choices=sorted(FAMILIES))
    parser.add_argument("--random", type=int, default=0, help="instead: that many layouts drawn at random")
    parser.add_argument("--scans", action="store_true", help="instead: short reports as scans")
    parser.add_argument("--verbose", action="store_true", help="print what is wrong")
    return parser


def _documents(asked: argparse.Namespace) -> Iterator[tuple[str, Case, bytes]]:
    if asked.scans:
        families = tuple(asked.family) or _SHORT
        for i, (name, settings) in enumerate(_SCANS.items()):
            for n in range(asked.count):
                seed = asked.seed + i * asked.count + n
                case = Case(family=families[seed % len(families)], layout=CATALOGUE["full"], seed=seed)
                yield name, case, scan(case.pdf(), settings, seed)
        return
    families = tuple(asked.family) or tuple(FAMILIES)
    chosen: Iterable[Case] = cases(asked.count, families=families, layouts=asked.layout, first_seed=asked.seed)
    if asked.random:
        seeds = range(asked.seed, asked.seed + asked.random)
        chosen = (Case(family=families[s % len(families)], layout=random_layout(s), seed=s) for s in seeds)
    for case in chosen:
        yield (f"random-{case.layout.rules}" if asked.random else case.layout.name), case, case.pdf()


def _measure(line: _Line, case: Case, pdf: bytes, folder: Path) -> None:
    path = folder / f"{case.name}.pdf"
    path.write_bytes(pdf)
    start = time.perf_counter()
    source = reading.read(path, "application/pdf")
    document = reconstruct(source)
    line.seconds += time.perf_counter() - start
    line.pages += len(source.pages)
    line.documents += 1
    identity = Identity(document_id=None, revision=1, sha256="", filename=path.name)
    line.score = line.score + score(truth(case.report(), path.name), document_to_json(document, identity))
    path.unlink()


def _print(lines: dict[str, _Line]) -> None:
    heads = ("docs", "cells", "heads", "tables", "titles", "silent", "ms/page")
    print(f"{'layout':22s}" + "".join(f"{h:>{w}s}" for h, w in zip(heads, (5, 8, 8, 9, 8, 8, 9), strict=True)))
    for name, line in lines.items():
        s = line.score
        print(
            f"{name:22s}{line.documents:5d}{s.cell_f1:8.4f}{s.head_f1:8.4f}{s.tables_found:5d}/{s.tables_true:<4d}"
            f"{s.titles_right:7d}{s.silent:8d}{line.seconds / max(line.pages, 1) * 1000:9.1f}"
        )


if __name__ == "__main__":
    main()
