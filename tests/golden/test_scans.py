"""Generated scans, read back and scored: one page each, in fonts and with damage that nothing was tuned on.

`python -m benchmarks scans` takes as many as one wishes and prints the reliability table of docs/scans.md.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from samples.families import FAMILIES
from samples.invent import invent
from samples.layout import CATALOGUE
from samples.render_pdf import render
from samples.report import LogicalTable, Report
from samples.scan import ScanSettings, scan
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

#: family, which of its tables, font, damage, and the cell F1 that it must reach
_SCANS = [
    ("generic", 2, "ukai", ScanSettings(dpi=200, skew=1.5, noise=4, quality=50), 0.98),
    ("shenzhen2023", 0, "microhei", ScanSettings(dpi=300, skew=0.4, noise=3, quality=60), 0.98),
    ("unknown", 1, "uming", ScanSettings(dpi=150, skew=0.5, noise=3, quality=50), 0.95),
]


def one_table(family: str, which: int) -> Report:
    report = FAMILIES[family](invent(9200, year=2023))
    tables = [b for b in report.blocks if isinstance(b, LogicalTable)]
    return replace(report, blocks=(tables[which],), contents=())


@pytest.mark.parametrize(("family", "which", "font", "settings", "least"), _SCANS)
def test_a_scan_gives_the_table_and_nothing_wrong_is_sure(
    family: str, which: int, font: str, settings: ScanSettings, least: float, tmp_path: Path
) -> None:
    assert cross_reader() is not None, "the tests install tesseract with chi_sim"
    report, file = one_table(family, which), tmp_path / "scan.pdf"
    file.write_bytes(scan(render(report, replace(CATALOGUE["full"], font=font)), settings, 9200))
    source = reading.read(file, "application/pdf")
    assert source.reader is Reader.PDF_SCAN
    identity = Identity(document_id=None, revision=1, sha256="", filename=file.name)
    found = score(truth(report, file.name), document_to_json(reconstruct(source), identity))
    assert found.cell_f1 >= least, found.wrong
    assert found.head_f1 >= 0.98, found.wrong
    assert found.silent == 0, found.wrong
