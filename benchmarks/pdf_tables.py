"""How fast are tables of PDFs found, against pdfplumber and against PDFium's bare text? Same files, same run.

    python benchmarks/pdf_tables.py FILE.pdf …        (without files: a generated report of ruled pages)

Prints, for each way, seconds a page, the factor against pdfplumber, tables and filled cells found, and peak memory
(each way runs in a process of its own).
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

Count = tuple[int, int, int]
"""pages, tables, filled cells"""


def ours(path: Path) -> Count:
    from services.extract.core.layout import blocks
    from services.extract.readers import pdf
    from shared.model.page import Grid

    pages = pdf.read(path, media_type="application/pdf").pages
    grids = [b for p in pages for b in blocks(p) if isinstance(b, Grid)]
    return len(pages), len(grids), sum(bool(c.fragments) for g in grids for c in g.cells)


def pdfplumber_tables(path: Path) -> Count:
    import pdfplumber

    with pdfplumber.open(path) as document:
        tables = [t for p in document.pages for t in p.extract_tables()]
        return len(document.pages), len(tables), sum(bool(c) for t in tables for row in t for c in row)


def pdfium_text(path: Path) -> Count:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    for page in document:
        page.get_textpage().get_text_range()
    return len(document), 0, 0


WAYS: dict[str, Callable[[Path], Count]] = {
    "yusuan": ours,
    "pdfplumber.extract_tables": pdfplumber_tables,
    "pdfium text alone": pdfium_text,
}


def measure(way: str, paths: Sequence[Path], rounds: int) -> tuple[float, Count, float]:
    """Best seconds a page of `rounds`, what was found, and peak memory in MB, in this process."""
    best, total = float("inf"), (0, 0, 0)
    for _ in range(rounds):
        start = time.perf_counter()
        counts = [WAYS[way](p) for p in paths]
        seconds = time.perf_counter() - start
        total = (sum(c[0] for c in counts), sum(c[1] for c in counts), sum(c[2] for c in counts))
        best = min(best, seconds / max(total[0], 1))
    return best, total, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def generated(folder: Path, pages: int = 20) -> Path:
    """A report of `pages` ruled pages with 26 rows of 14 cells."""
    from reportlab.pdfgen.canvas import Canvas

    path = folder / "ruled.pdf"
    canvas = Canvas(str(path), pagesize=(842, 595))
    for page in range(pages):
        canvas.setFont("Helvetica", 7)
        for row in range(27):
            canvas.line(40, 560 - 19 * row, 800, 560 - 19 * row)
        for col in range(15):
            canvas.line(40 + 760 * col / 14, 560, 40 + 760 * col / 14, 560 - 19 * 26)
        for row in range(26):
            for col in range(14):
                text = f"Item {row + 26 * page}" if col == 0 else f"{(row * 7919 + col * 104729 + page) % 999983:,}"
                canvas.drawRightString(40 + 760 * (col + 1) / 14 - 3, 547 - 19 * row, text)
        canvas.showPage()
    canvas.save()
    return path


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = arguments.files or [generated(Path(folder))]
        context = multiprocessing.get_context("spawn")
        results = {}
        for way in WAYS:
            with context.Pool(1) as pool:
                results[way] = pool.apply(measure, (way, paths, arguments.rounds))
    peer = results["pdfplumber.extract_tables"][0]
    print(f"{'way':28}{'s/page':>10}{'× pdfplumber':>14}{'pages':>7}{'tables':>8}{'cells':>8}{'peak MB':>9}")
    for way, (seconds, (pages, tables, cells), memory) in results.items():
        print(f"{way:28}{seconds:10.4f}{peer / seconds:14.1f}{pages:7}{tables:8}{cells:8}{memory:9.0f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
