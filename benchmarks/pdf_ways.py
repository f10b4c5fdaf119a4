"""One way to find the tables of PDF files, run and measured in this process: `pdf_ways.py WAY FILE…` prints JSON.

`pdf_tables.py` starts this file for every way, the peers' in an environment of their own: nothing of yusuan is
imported here unless it is what is measured.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Found = tuple[int, int, list[str]]
"""pages, tables, texts of filled cells"""


def _as_the_command_starts() -> None:
    import gc

    from services.cli import COLLECTOR

    gc.set_threshold(*COLLECTOR)


def ours(path: Path) -> Found:
    _as_the_command_starts()
    from services.extract.core.geometry.layout import blocks
    from services.extract.readers import pdf
    from shared.model.page import Grid

    pages = pdf.read(path, media_type="application/pdf").pages
    grids = [b for p in pages for b in blocks(p) if isinstance(b, Grid)]
    return len(pages), len(grids), [c.text for g in grids for c in g.cells if c.fragments]


def ours_whole(path: Path) -> Found:
    _as_the_command_starts()
    from services.process import process_file

    document = process_file(path).document
    return (
        document.pages,
        len(document.tables),
        ["".join(c.raw) for t in document.tables for r in t.rows for c in r.cells],
    )


def pdfplumber_tables(path: Path) -> Found:
    import pdfplumber

    with pdfplumber.open(path) as document:
        tables = [t for p in document.pages for t in p.extract_tables()]
        return len(document.pages), len(tables), [c for t in tables for row in t for c in row if c]


def pdfium_text(path: Path) -> Found:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    for page in document:
        page.get_textpage().get_text_range()
    return len(document), 0, []


def _camelot(flavor: str) -> Callable[[Path], Found]:
    def way(path: Path) -> Found:
        import camelot

        tables = camelot.read_pdf(str(path), pages="all", flavor=flavor, suppress_stdout=True)
        return _pages(path), len(tables), [c for t in tables for row in t.data for c in row if c]

    return way


def _tabula(**options: bool) -> Callable[[Path], Found]:
    def way(path: Path) -> Found:
        import tabula

        tables: Any = tabula.read_pdf(str(path), pages="all", output_format="json", silent=True, **options)
        cells = [c["text"] for t in tables for row in t["data"] for c in row if c["text"]]
        return _pages(path), len(tables), cells

    return way


def img2table_tables(path: Path) -> Found:
    from img2table.document import PDF

    found = PDF(str(path)).extract_tables(implicit_rows=False, borderless_tables=False)
    tables = [t for page in found.values() for t in page]
    cells = [c.value for t in tables for row in t.content.values() for c in row if c.value]
    return _pages(path), len(tables), cells


def _pages(path: Path) -> int:
    import pypdfium2

    return len(pypdfium2.PdfDocument(path))


WAYS: dict[str, Callable[[Path], Found]] = {
    "yusuan": ours,
    "yusuan, joined and checked": ours_whole,
    "pdfplumber": pdfplumber_tables,
    "camelot lattice": _camelot("lattice"),
    "camelot auto": _camelot("auto"),
    "tabula lattice": _tabula(lattice=True),
    "tabula": _tabula(),
    "img2table": img2table_tables,
    "pdfium, text alone": pdfium_text,
}


def _processor_time() -> float:
    """Seconds of this process and of those that it ended (tabula's Java)."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main() -> None:
    way, paths = sys.argv[1], [Path(p) for p in sys.argv[2:]]
    WAYS[way](min(paths, key=lambda p: p.stat().st_size))  # imports and caches are not what is compared
    measured = []
    for path in paths:
        wall, processor = time.perf_counter(), _processor_time()
        pages, tables, cells = WAYS[way](path)
        measured.append(
            {
                "wall": time.perf_counter() - wall,
                "processor": _processor_time() - processor,
                "pages": pages,
                "tables": tables,
                "cells": cells,
            }
        )
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    json.dump({"files": measured, "peak": peak / 1024}, sys.stdout)


if __name__ == "__main__":
    main()
