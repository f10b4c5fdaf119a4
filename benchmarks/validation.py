"""What validation costs beside reading: all rules on generated reports of growing size, and on any PDF.

`python -m benchmarks.validation [FILE.pdf …]` prints milliseconds warm (second run), cells, and, for a PDF, the share
of reading and rebuilding it.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.documents import document_of
from samples.families import FAMILIES
from samples.invent import invent
from services.extract.core.pipeline import reconstruct
from services.extract.readers import pdf
from services.validate.core.engine import validate
from shared.model.document import Document


def milliseconds(document: Document) -> float:
    """The better of two runs after one that warms up."""
    validate(document)
    times = []
    for _ in range(2):
        begin = time.perf_counter()
        validate(document)
        times.append(time.perf_counter() - begin)
    return min(times) * 1000


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


def main() -> None:
    print(f"{'document':40}{'cells':>9}{'validate ms':>13}{'µs a cell':>11}{'of reading':>12}")
    base = document_of(FAMILIES["shenzhen2023"](invent(1, year=2023)))
    for factor in (1, 2, 4, 8):
        document = grown(base, factor)
        took = milliseconds(document)
        print(f"{f'generated × {factor}':40}{cells(document):9}{took:13.1f}{1000 * took / cells(document):11.1f}")
    for name in sys.argv[1:]:
        begin = time.perf_counter()
        document = reconstruct(pdf.read(Path(name), media_type="application/pdf"))
        reading = (time.perf_counter() - begin) * 1000
        took = milliseconds(document)
        share = f"{100 * took / reading:.1f} %"
        count = max(1, cells(document))
        print(f"{Path(name).name[:38]:40}{count:9}{took:13.1f}{1000 * took / count:11.1f}{share:>12}")


if __name__ == "__main__":
    main()
