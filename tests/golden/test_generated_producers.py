"""The same reports by other producers: HTML, Word, Excel, and Chromium's print of the HTML,
LibreOffice's print of the Word file."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from samples.families import FAMILIES
from samples.invent import invent
from samples.render_html import print_pdf, render_html
from samples.render_office import render_docx, render_xlsx
from samples.report import Report
from samples.score import Score, score
from samples.truth import truth
from services.extract import reading
from services.extract.core.pipeline import reconstruct
from shared.model.codec import document_to_json
from shared.model.document import Identity

_OFFICE = "application/vnd.openxmlformats-officedocument."
_PRODUCERS: dict[str, tuple[str, str, Callable[[Report], bytes]]] = {
    "html": ("a.html", "text/html", lambda report: render_html(report).encode()),
    "docx": ("a.docx", _OFFICE + "wordprocessingml.document", render_docx),
    "xlsx": ("a.xlsx", _OFFICE + "spreadsheetml.sheet", render_xlsx),
}


def _score(report: Report, name: str, media_type: str, data: bytes, folder: Path) -> Score:
    path = folder / name
    path.write_bytes(data)
    document = reconstruct(reading.read(path, media_type))
    identity = Identity(document_id=None, revision=1, sha256="", filename=name)
    return score(truth(report, name), document_to_json(document, identity))


@pytest.mark.parametrize("family", ["shenzhen2023", "generic", "final_accounts", "application", "unknown"])
@pytest.mark.parametrize("producer", sorted(_PRODUCERS))
def test_every_producer(producer: str, family: str, tmp_path: Path) -> None:
    name, media_type, render = _PRODUCERS[producer]
    report = FAMILIES[family](invent(103, year=2023))
    found = _score(report, name, media_type, render(report), tmp_path)
    assert found.cell_f1 >= 0.995, found.wrong
    assert found.head_f1 >= 0.99, found.wrong


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is missing")
@pytest.mark.parametrize("family", ["shenzhen2023", "shanghai", "application"])
def test_chromium_prints(family: str, tmp_path: Path) -> None:
    report = FAMILIES[family](invent(104, year=2023))
    found = _score(report, "a.pdf", "application/pdf", print_pdf(render_html(report)), tmp_path)
    assert found.cell_f1 >= 0.995, found.wrong
    assert found.head_f1 >= 0.99, found.wrong
    assert found.silent == 0, found.wrong


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is missing")
@pytest.mark.parametrize("family", ["shanghai"])
def test_titles_units_and_notes_printed_in_the_frame(family: str, tmp_path: Path) -> None:
    report = FAMILIES[family](invent(9102, year=2024))
    found = _score(report, "a.pdf", "application/pdf", print_pdf(render_html(report, framed=True)), tmp_path)
    assert found.cell_f1 >= 0.995, found.wrong
    assert found.titles_right == found.tables_true, found.wrong
    assert found.silent == 0, found.wrong


def _printed(data: bytes, ending: str, folder: Path) -> bytes:
    """The file as LibreOffice prints it; its settings stay in `folder`."""
    source = folder / f"source.{ending}"
    source.write_bytes(data)
    settings = f"-env:UserInstallation={(folder / 'settings').as_uri()}"
    command = ["soffice", "--headless", "--norestore", settings, "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=240)
    return (folder / "source.pdf").read_bytes()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is missing")
@pytest.mark.parametrize(("family", "seed"), [("generic", 95004), ("futian", 95002), ("unknown", 95008)])
def test_libreoffice_prints_rows_cut_in_the_middle_of_figures(family: str, seed: int, tmp_path: Path) -> None:
    """A Word file without column widths: narrow columns break codes and figures, pages cut the rows."""
    report = FAMILIES[family](invent(seed, year=2024))
    data = _printed(render_docx(report), "docx", tmp_path)
    found = _score(report, "a.pdf", "application/pdf", data, tmp_path)
    assert found.cell_f1 >= 0.995, found.wrong
    assert found.head_f1 >= 0.99, found.wrong
    assert found.silent == 0, found.wrong


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is missing")
@pytest.mark.parametrize(("family", "seed"), [("shanghai", 95012), ("generic", 95014)])
def test_libreoffice_prints_sheets_wider_than_their_paper(family: str, seed: int, tmp_path: Path) -> None:
    """A workbook without page settings: columns go to further pages, wrapped texts run over rows that are too low."""
    report = FAMILIES[family](invent(seed, year=2024))
    data = _printed(render_xlsx(report), "xlsx", tmp_path)
    found = _score(report, "a.pdf", "application/pdf", data, tmp_path)
    assert found.cell_f1 >= 0.995, found.wrong
    assert found.head_f1 >= 0.99, found.wrong
    assert found.silent == 0, found.wrong
