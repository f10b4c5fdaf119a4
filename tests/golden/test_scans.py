"""Generated scans, read back and scored: one page each, in fonts and with damage that nothing was tuned on.

`python -m benchmarks scans` takes as many as one wishes and prints the reliability table of docs/scans.md.
"""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from samples.families import FAMILIES
from samples.invent import invent
from samples.layout import CATALOGUE
from samples.render_pdf import render
from samples.report import LogicalTable, Report
from samples.scan import ScanSettings, scan
from samples.scan_damage import Damage
from samples.score import score
from samples.truth import truth
from services.extract import reading
from services.extract.core.pipeline import reconstruct
from services.extract.readers.cross_reading import cross_reader
from shared.model.codec import document_to_json
from shared.model.document import Identity
from shared.model.page import Reader
from tests.golden.reading import FONTS_MISSING

pytestmark = pytest.mark.skipif(FONTS_MISSING, reason="the fonts of the generator are missing")

#: family, which of its tables, layout, font, damage, and the cell F1 that it must reach
_SCANS = [
    ("generic", 2, "full", "ukai", ScanSettings(dpi=200, skew=1.5, noise=4, quality=50), 0.98),
    ("shenzhen2023", 0, "full", "microhei", ScanSettings(dpi=300, skew=0.4, noise=3, quality=60), 0.98),
    ("unknown", 1, "full", "uming", ScanSettings(dpi=150, skew=0.5, noise=3, quality=50), 0.95),
    ("generic", 3, "full", "cid", ScanSettings(dpi=200, skew=1.2, blur=0.4, quality=60, damage=Damage.FOLD), 0.98),
    ("generic", 4, "horizontal", "ukai", ScanSettings(dpi=200, skew=0.5, noise=4, quality=50), 0.98),
]


def one_table(family: str, which: int) -> Report:
    report = FAMILIES[family](invent(9200, year=2023))
    tables = [b for b in report.blocks if isinstance(b, LogicalTable)]
    return replace(report, blocks=(tables[which],), contents=())


@pytest.mark.parametrize(("family", "which", "layout", "font", "settings", "least"), _SCANS)
def test_a_scan_gives_the_table_and_nothing_wrong_is_sure(
    family: str, which: int, layout: str, font: str, settings: ScanSettings, least: float, tmp_path: Path
) -> None:
    assert cross_reader() is not None, "the tests install tesseract with chi_sim"
    report, file = one_table(family, which), tmp_path / "scan.pdf"
    file.write_bytes(scan(render(report, replace(CATALOGUE[layout], font=font)), settings, 9200))
    source = reading.read(file, "application/pdf")
    assert source.reader is Reader.PDF_SCAN
    identity = Identity(document_id=None, revision=1, sha256="", filename=file.name)
    found = score(truth(report, file.name), document_to_json(reconstruct(source), identity))
    assert found.cell_f1 >= least, found.wrong
    assert found.head_f1 >= 0.98, found.wrong
    assert found.silent == 0, found.wrong


def two_pages() -> tuple[Report, bytes]:
    """A report of one table that takes two pages, and its PDF."""
    whole = FAMILIES["generic"](invent(61003, year=2023))
    for table in (b for b in whole.blocks if isinstance(b, LogicalTable)):
        report = replace(whole, blocks=(table,), contents=())
        pdf = render(report, replace(CATALOGUE["full"], font="uming"))
        if len(pypdfium2.PdfDocument(pdf)) == 2:
            return report, pdf
    raise AssertionError("no table of the report takes two pages")


def test_a_table_that_goes_on_from_a_digital_page_to_a_scanned_one_is_one_table(tmp_path: Path) -> None:
    report, pdf = two_pages()
    scanned = scan(pdf, ScanSettings(dpi=200, skew=0.6, noise=3, quality=60), 61003)
    mixed, out, file = pypdfium2.PdfDocument.new(), io.BytesIO(), tmp_path / "mixed.pdf"
    mixed.import_pages(pypdfium2.PdfDocument(pdf), [0])
    mixed.import_pages(pypdfium2.PdfDocument(scanned), [1])
    mixed.save(out)
    file.write_bytes(out.getvalue())
    source = reading.read(file, "application/pdf")
    assert source.reader is Reader.PDF_MIXED
    identity = Identity(document_id=None, revision=1, sha256="", filename=file.name)
    found = score(truth(report, file.name), document_to_json(reconstruct(source), identity))
    assert (found.tables_found, found.silent) == (found.tables_true, 0), found.wrong
    assert found.cell_f1 >= 0.98, found.wrong
