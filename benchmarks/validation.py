"""What validation costs beside reading: all rules on PDFs, and on generated reports of growing size.

`python -m benchmarks.validation [FILE.pdf …]` prints, for each PDF (default: the samples that ship, and the real
reports in ../shared/real where they are), what reading and reconstruction cost, what all rules cost, and the second as
a share of the first; then the rules alone on one report whose tables grow, which shows that they are linear in cells.
Milliseconds of CPU, each the best of three runs that take turns.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.documents import document_of
from samples.families import FAMILIES
from samples.invent import invent
from services.extract.core.pipeline import reconstruct
from services.extract.readers import pdf
from services.validate.core.engine import validate
from shared.model.document import Document

RUNS = 3
SHIPPED = Path(__file__).resolve().parents[1] / "samples" / "files"
REAL = Path(__file__).resolve().parents[2] / "shared" / "real"


def milliseconds(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return (time.process_time() - begin) * 1000


def cells(document: Document) -> int:
    return sum(len(r.cells) for t in document.tables for r in t.rows)


def grown(document: Document, factor: int) -> Document:
    """Every table `factor` times as long: its rows repeated as further units' blocks."""
    return replace(
        document,
        tables=tuple(
            replace(t, rows=tuple(replace(r, parent=None) for _ in range(factor) for r in t.rows))
            for t in document.tables
        ),
    )


def beside_reading(path: Path) -> tuple[Document, float, float]:
    """(the document, ms of reading and reconstruction, ms of all rules). They take turns, so that what else the
    machine does falls on both."""

    def read() -> Document:
        return reconstruct(pdf.read(path, media_type="application/pdf"))

    document = read()
    validate(document)
    pairs = [(milliseconds(read), milliseconds(lambda: validate(document))) for _ in range(RUNS)]
    return document, min(r for r, _ in pairs), min(v for _, v in pairs)


def print_pdfs(paths: Sequence[Path]) -> None:
    print(f"{'PDF':40}{'pages':>6}{'cells':>8}{'reading ms':>12}{'rules ms':>10}{'of reading':>12}")
    for path in paths:
        document, reading, rules = beside_reading(path)
        share = f"{100 * rules / reading:.1f} %"
        pages = document.pages or 0
        print(f"{path.name[:38]:40}{pages:6}{cells(document):8}{reading:12.0f}{rules:10.0f}{share:>12}")


def print_growth() -> None:
    print(f"{'generated':40}{'cells':>14}{'rules ms':>22}{'µs a cell':>12}")
    base = document_of(FAMILIES["shenzhen2023"](invent(1, year=2023)))
    for factor in (1, 2, 4, 8):
        document = grown(base, factor)
        validate(document)
        took = min(milliseconds(lambda: validate(document)) for _ in range(RUNS))  # noqa: B023 - called at once
        print(f"{f'× {factor}':40}{cells(document):14}{took:22.0f}{1000 * took / cells(document):12.1f}")


def main() -> None:
    named = [Path(name) for name in sys.argv[1:]]
    # A scan is read by OCR: minutes for a page, beside which the rules cost nothing.
    print_pdfs(
        named or [p for p in (*sorted(SHIPPED.glob("*.pdf")), *sorted(REAL.glob("*.pdf"))) if "scan" not in p.stem]
    )
    print_growth()


if __name__ == "__main__":
    main()
