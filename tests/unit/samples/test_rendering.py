"""Renderers: what is printed is what the truth says, in every layout; the same input gives the same bytes."""

from __future__ import annotations

import re
from dataclasses import replace

import pypdfium2 as pdfium
import pytest

from samples.families import performance, shenzhen
from samples.fonts import FILES, FOLDER
from samples.invent import invent
from samples.layout import CATALOGUE, Wide
from samples.render_pdf import render
from samples.render_text import render_text
from samples.report import Report
from samples.scan import ScanSettings, scan
from samples.suite import Case
from samples.typeset import Typesetter
from samples.variants import printed_width
from samples.wrap import wrap

needs_fonts = pytest.mark.skipif(
    not all((FOLDER / path).exists() for path, _ in FILES.values()), reason="the fonts of the generator are missing"
)


def _report() -> Report:
    return shenzhen.report(invent(4, small=True), shenzhen.SHENZHEN_2023)


def _text(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    try:
        return "".join(document[i].get_textpage().get_text_bounded() for i in range(len(document)))
    finally:
        document.close()


@needs_fonts
@pytest.mark.parametrize("layout", sorted(set(CATALOGUE) - {"radicals", "full_width", "spaced_heads"}))
def test_every_number_is_printed(layout: str) -> None:
    report = _report()
    printed = re.sub(r"\s", "", _text(render(report, CATALOGUE[layout])))
    numbers = {cell for t in report.tables for row in t.rows for cell in row.cells if re.fullmatch(r"[\d,]{4,}", cell)}
    assert numbers
    assert not [n for n in numbers if n not in printed]


@needs_fonts
def test_the_same_input_gives_the_same_bytes() -> None:
    layout = CATALOGUE["full"]
    assert render(_report(), layout) == render(_report(), layout)


@needs_fonts
def test_rows_are_cut_only_where_the_layout_cuts() -> None:
    report = performance.report(invent(9))
    pages = {name: len(pdfium.PdfDocument(render(report, CATALOGUE[name]))) for name in ("full", "cut_rows")}
    assert pages["cut_rows"] > pages["full"] >= 1


@needs_fonts
def test_a_scan_has_images_and_no_text() -> None:
    pdf = scan(render(performance.report(invent(2)), CATALOGUE["full"]), ScanSettings(dpi=60), 1)
    assert _text(pdf).strip() == ""
    assert len(pdf) > 10_000


def test_the_text_export_repeats_heads_and_drops_spans() -> None:
    text = render_text(_report(), rows_a_page=5)
    lines = text.splitlines()
    assert lines.count("## 收支总表") > 1
    assert "收入\t\t支出" in lines
    assert any(line.startswith("\t208\t") for line in lines)


def test_wrapping_keeps_numbers_whole_and_closing_marks_back() -> None:
    assert wrap("一二三，四", 3, len) == ["一二三，", "四"]
    assert "".join(wrap("第1,234号文件（试行）", 6, len)) == "第1,234号文件（试行）"


@needs_fonts
def test_the_widest_amounts_of_a_column_run_over_the_rule_at_their_left() -> None:
    layout = CATALOGUE["over_rules"]
    over = 0
    for page in Typesetter(Case(family="shenzhen2023", layout=layout, seed=7).report(), layout).run():
        upright = [r for r in page.rules if r.x0 == r.x1]
        for text in page.texts:
            end = text.x + printed_width(text.text, layout, text.size)
            here = [r for r in upright if text.x + 1 < r.x0 < end - 1 and r.y0 < text.y - 1 < r.y1]
            over += bool(here)
            assert not here or text.text.replace(",", "").isdigit()
    assert over > 20


def _low_pages(height: float) -> Case:
    """A report on pages so low that a row has less room below the repeated head than its lines take."""
    layout = replace(CATALOGUE["horizontal"], page_height=height, wide=Wide.PORTRAIT, pad=5.0)
    return Case(family="futian", layout=layout, seed=6040035)


@needs_fonts
def test_a_row_that_no_page_has_room_for_whole_is_printed_all_the_same() -> None:
    case = _low_pages(560.0)
    printed = re.sub(r"\s", "", _text(case.pdf()))
    texts = {text for t in case.report().tables for row in t.rows for c in row.cells if (text := re.sub(r"\s", "", c))}
    assert sum(text in printed for text in texts) > 0.9 * len(texts)


@needs_fonts
def test_a_head_that_leaves_no_room_for_a_line_is_refused() -> None:
    with pytest.raises(ValueError, match="no page has room"):
        _low_pages(200.0).pdf()
