"""The PDF reader: what a person does not see is left out, what cannot be believed is flagged, damage is an error."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib import pdfencrypt
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from services.extract.readers import pdf
from shared.errors import EmptyFileError, EncryptedFileError, LimitExceededError, UnreadableFileError
from shared.model.page import Legibility, PageContent, Reader, Source

CJK_FONT = Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")
SENTENCE = "本部门二〇二三年一般公共预算支出总额为四千五百八十八万元，其中基本支出三百二十三万元。"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.pdf"


def source(path: Path) -> Source:
    return pdf.read(path, media_type="application/pdf")


def only_page(path: Path) -> PageContent:
    (page,) = source(path).pages
    return page


def texts(page: PageContent) -> list[str]:
    return [w.text for w in page.words]


def chinese(canvas: Canvas) -> None:
    if not CJK_FONT.exists():
        pytest.skip("no Chinese font on this machine")
    pdfmetrics.registerFont(TTFont("zenhei", str(CJK_FONT)))
    canvas.setFont("zenhei", 10)


def test_words_have_boxes_sizes_and_character_edges(path: Path) -> None:
    canvas = Canvas(str(path), pagesize=(200, 100))
    canvas.setFont("Helvetica", 10)
    canvas.drawString(20, 50, "Total 12,345.60")
    canvas.save()
    page = only_page(path)
    total, figure = page.words
    assert (total.text, figure.text) == ("Total", "12,345.60")
    assert total.size == figure.size == 10
    assert total.box.x0 == pytest.approx(20, abs=0.2)
    assert total.box.x1 == pytest.approx(20 + pdfmetrics.stringWidth("Total", "Helvetica", 10), abs=0.2)
    assert total.box.top < 50 < total.box.bottom < 55
    assert len(figure.char_x) == len(figure.text) + 1
    assert list(figure.char_x) == sorted(figure.char_x)


def test_the_crop_box_is_the_page(path: Path) -> None:
    canvas = Canvas(str(path), pagesize=(400, 400), cropBox=(100, 100, 300, 350))
    canvas.drawString(120, 300, "inside")
    canvas.drawString(10, 10, "outside")
    canvas.save()
    page = only_page(path)
    assert (page.width, page.height) == (200, 250)
    assert texts(page) == ["inside"]
    assert page.words[0].box.x0 == pytest.approx(20, abs=1)
    assert page.words[0].box.bottom == pytest.approx(52, abs=3)


def test_a_crop_box_that_leaves_nothing_of_the_page_does_not_count(path: Path) -> None:
    canvas = Canvas(str(path), pagesize=(400, 300), cropBox=(1000, 1000, 1300, 1350))
    canvas.drawString(120, 250, "inside")
    canvas.save()
    page = only_page(path)
    assert (page.width, page.height, texts(page)) == (400, 300, ["inside"])


def test_what_cannot_be_seen_is_left_out_and_counted(path: Path) -> None:
    canvas = Canvas(str(path), pagesize=(400, 400))
    for mode, x in ((0, 10), (3, 100)):
        text = canvas.beginText(x, 350)
        text.setTextRenderMode(mode)
        text.textOut("seen" if mode == 0 else "ghost")
        text.setTextRenderMode(0)
        canvas.drawText(text)
    canvas.setFillGray(1)
    canvas.drawString(10, 300, "white")
    canvas.setFillGray(0.2)
    canvas.rect(100, 290, 100, 30, stroke=0, fill=1)
    canvas.setFillGray(1)
    canvas.drawString(110, 300, "reversed")
    canvas.setFillGray(0)
    canvas.setFont("Helvetica", 0.4)
    canvas.drawString(10, 250, "dust")
    canvas.setFont("Helvetica", 12)
    canvas.drawString(10, 200, "covered")
    canvas.setFillGray(0.9)
    canvas.rect(0, 190, 120, 30, stroke=0, fill=1)
    canvas.setFillGray(0)
    canvas.drawString(10, 195, "above")
    path_ = canvas.beginPath()
    path_.rect(200, 100, 50, 20)
    canvas.saveState()
    canvas.clipPath(path_, stroke=0, fill=0)
    canvas.drawString(10, 100, "clipped")
    canvas.drawString(205, 105, "123,456.78")
    canvas.restoreState()
    canvas.save()
    page = only_page(path)
    assert texts(page) == ["seen", "reversed", "above", "123,456.78"]
    hidden = {"clipped": 7, "covered": 7, "invisible": 5, "tiny": 4, "white": 5}
    assert page.notes == tuple(f"hidden:{reason}:{count}" for reason, count in hidden.items())


def test_a_watermark_is_no_content(path: Path) -> None:
    canvas = Canvas(str(path))
    for i in range(20):
        canvas.drawString(50, 700 - 20 * i, f"Row {i} 1,234")
    canvas.saveState()
    canvas.translate(100, 300)
    canvas.rotate(40)
    canvas.setFont("Helvetica", 60)
    canvas.drawString(0, 0, "DRAFT")
    canvas.restoreState()
    canvas.setFillGray(0.8)
    canvas.setFont("Helvetica", 70)
    canvas.drawString(100, 600, "COPY")
    canvas.save()
    page = only_page(path)
    assert "DRAFT" not in texts(page)
    assert "COPY" not in texts(page)
    assert len(page.words) == 60


def test_bold_by_painting_twice_and_any_painting_order_give_one_word(path: Path) -> None:
    canvas = Canvas(str(path))
    canvas.setFont("Helvetica", 12)
    for shift in (0, 0.3):
        x = 50.0
        for char in "Total":
            canvas.drawString(x + shift, 700, char)
            x += pdfmetrics.stringWidth(char, "Helvetica", 12)
    glyphs = []
    x = 50.0
    for char in "82,096,797.42":
        glyphs.append((x, char))
        x += pdfmetrics.stringWidth(char, "Helvetica", 12)
    for x, char in reversed(glyphs):
        canvas.drawString(x, 650, char)
    canvas.save()
    assert texts(only_page(path)) == ["Total", "82,096,797.42"]


def test_touching_amounts_of_two_columns_stay_two(path: Path) -> None:
    canvas = Canvas(str(path))
    canvas.setFont("Helvetica", 10)
    width = pdfmetrics.stringWidth("82,096,797.42", "Helvetica", 10)
    canvas.drawString(50, 700, "82,096,797.42")
    canvas.drawString(50 + width, 700, "82,096,797.42")
    canvas.save()
    assert texts(only_page(path)) == ["82,096,797.42", "82,096,797.42"]


def test_fonts_that_are_not_embedded_are_read(path: Path) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path))
    canvas.setFont("STSong-Light", 12)
    canvas.drawString(50, 700, "收入总表")
    canvas.save()
    page = only_page(path)
    assert texts(page) == ["收入总表"]
    assert page.legibility is Legibility.CLEAR


def without_unicode(path: Path, change: bytes) -> None:
    """The file with its maps to Unicode taken away (`change` replaces the key, of the same length)."""
    data = path.read_bytes()
    assert b"/ToUnicode" in data
    path.write_bytes(data.replace(b"/ToUnicode", change))


def test_a_font_without_unicode_is_flagged_and_gives_no_words(path: Path) -> None:
    canvas = Canvas(str(path))
    chinese(canvas)
    for i in range(5):
        canvas.drawString(50, 700 - 20 * i, SENTENCE)
    canvas.save()
    assert only_page(path).words
    without_unicode(path, b"/NoUnicode")
    page = only_page(path)
    assert page.legibility is Legibility.GARBLED
    assert page.words == ()
    assert pdf.needs_ocr(page)
    assert source(path).reader is Reader.PDF_SCAN


def test_a_wrong_map_to_unicode_is_flagged(path: Path) -> None:
    canvas = Canvas(str(path), pageCompression=0)
    chinese(canvas)
    shifted = "".join(chr(ord(c) + 7) if c > "\u4e00" else c for c in SENTENCE)
    for i in range(3):
        canvas.drawString(50, 700 - 20 * i, shifted)
    canvas.save()
    page = only_page(path)
    assert page.legibility is Legibility.GARBLED
    assert page.words == ()


def test_rare_names_in_ordinary_text_are_no_rubbish(path: Path) -> None:
    canvas = Canvas(str(path))
    chinese(canvas)
    canvas.drawString(50, 700, SENTENCE)
    canvas.drawString(50, 680, "负责人：禤翀燊 联系人：綦珺玥")
    canvas.drawString(50, 660, "中國香港特別行政區政府總部預算報告")
    canvas.save()
    assert only_page(path).legibility is Legibility.CLEAR


def test_blank_and_scanned_pages_say_so(path: Path) -> None:
    canvas = Canvas(str(path), pagesize=(200, 200))
    canvas.showPage()
    canvas.drawImage(ImageReader(Image.new("L", (50, 50), 200)), 0, 0, 200, 200)
    canvas.showPage()
    canvas.drawString(20, 100, "text")
    canvas.showPage()
    canvas.drawImage(ImageReader(Image.new("L", (50, 50), 200)), 0, 0, 200, 200)
    text = canvas.beginText(20, 100)
    text.setTextRenderMode(3)
    text.textOut("what an older engine read")
    canvas.drawText(text)
    canvas.save()
    result = source(path)
    assert [p.legibility for p in result.pages] == [Legibility.CLEAR if i else Legibility.BLANK for i in range(4)]
    assert [pdf.needs_ocr(p) for p in result.pages] == [False, True, False, True]
    assert result.reader is Reader.PDF_MIXED
    assert result.pages[3].words == ()


def test_rules_are_what_a_person_sees(path: Path) -> None:
    canvas = Canvas(str(path), pagesize=(300, 300))
    canvas.line(10, 280, 200, 280)
    canvas.setDash(2, 2)
    canvas.line(10, 260, 200, 260)
    canvas.setDash()
    canvas.rect(10, 240, 190, 0.5, stroke=0, fill=1)
    for i in range(10):
        canvas.line(10 + 19 * i, 220, 29 + 19 * i, 220)
    for i in range(95):
        canvas.rect(10 + 2 * i, 200, 0.6, 0.6, stroke=0, fill=1)
    canvas.line(10, 180, 200, 180)
    canvas.line(10, 180.7, 200, 180.7)
    canvas.setStrokeGray(1)
    canvas.line(10, 160, 200, 160)
    canvas.setStrokeGray(0)
    canvas.line(10, 150, 200, 20)
    canvas.setFillGray(0.8)
    canvas.rect(210, 10, 50, 50, stroke=0, fill=1)
    canvas.save()
    page = only_page(path)
    assert [round(300 - r.box.top) for r in page.rules] == [280, 260, 240, 220, 201, 181]
    assert all(r.horizontal and abs(r.box.x0 - 10) < 1.5 and abs(r.box.x1 - 200) < 1.5 for r in page.rules)
    assert [r.dashed for r in page.rules] == [False, True, False, False, True, False]
    (fill,) = page.fills
    assert fill.grey == pytest.approx(0.8, abs=0.01)


def test_page_ranges_are_read_alone(path: Path) -> None:
    canvas = Canvas(str(path))
    for i in range(1, 6):
        canvas.drawString(50, 700, f"page{i}")
        canvas.showPage()
    canvas.save()
    assert pdf.count_pages(path) == 5
    part = pdf.read(path, media_type="application/pdf", pages=range(2, 4))
    assert [(p.number, texts(p)) for p in part.pages] == [(2, ["page2"]), (3, ["page3"])]
    assert pdf.read(path, media_type="application/pdf", pages=range(5, 9)).pages[0].number == 5


def test_a_password_is_asked_for(path: Path) -> None:
    canvas = Canvas(str(path), encrypt=pdfencrypt.StandardEncryption("secret", canPrint=0))
    canvas.drawString(50, 700, "text")
    canvas.save()
    with pytest.raises(EncryptedFileError):
        source(path)


def test_an_owner_password_alone_does_not_keep_from_reading(path: Path) -> None:
    canvas = Canvas(str(path), encrypt=pdfencrypt.StandardEncryption("", ownerPassword="boss"))
    canvas.drawString(50, 700, "text")
    canvas.save()
    assert texts(only_page(path)) == ["text"]


@pytest.mark.parametrize("data", [b"%PDF-1.4\n%broken", b"not a pdf at all", b"\x00" * 400])
def test_damage_is_an_error_of_the_file(data: bytes, path: Path) -> None:
    path.write_bytes(data)
    with pytest.raises(UnreadableFileError):
        source(path)
    with pytest.raises(UnreadableFileError):
        pdf.count_pages(path)


def test_no_bytes_is_an_error_of_its_own(path: Path) -> None:
    path.write_bytes(b"")
    with pytest.raises(EmptyFileError):
        source(path)


def test_too_many_pages_and_too_many_characters_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    canvas = Canvas(str(path))
    for _ in range(3):
        canvas.drawString(50, 700, "x" * 80)
        canvas.showPage()
    canvas.save()
    monkeypatch.setattr("services.extract.readers.pdf.MAX_PAGES", 2)
    with pytest.raises(LimitExceededError, match="3 pages"):
        source(path)
    monkeypatch.setattr("services.extract.readers.pdf.MAX_PAGES", 3)
    monkeypatch.setattr("services.extract.readers.pdf_shown.MAX_CHARS", 50)
    with pytest.raises(LimitExceededError) as caught:
        source(path)
    assert caught.value.page == 1


def test_a_drawing_of_very_many_lines_keeps_its_text_and_loses_its_lines(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas = Canvas(str(path))
    canvas.drawString(50, 700, "map")
    for i in range(300):
        canvas.line(50, i, 60, i)
    canvas.save()
    monkeypatch.setattr("services.extract.readers.pdf_paths.MAX_SEGMENTS", 200)
    page = only_page(path)
    assert texts(page) == ["map"]
    assert page.rules == ()
    assert "rules-ignored" in page.notes


def test_notes_are_of_the_documented_forms(path: Path) -> None:
    canvas = Canvas(str(path))
    canvas.rotate(30)
    canvas.drawString(400, 300, "slanted")
    canvas.save()
    page = only_page(path)
    assert page.legibility is Legibility.BLANK
    assert all(re.fullmatch(r"hidden:[a-z]+:\d+|garbled:0\.\d+|image-only|rules-ignored", n) for n in page.notes)
    assert page.notes == ("hidden:slanted:7",)


def test_a_line_is_doubted_that_stands_where_its_cell_hides_another(path: Path) -> None:
    canvas = Canvas(str(path), pagesize=(200, 200))
    for y, lines in ((100, ("hidden start", "of an end")), (50, ("whole",))):
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(20, y, 100, 14)
        canvas.clipPath(clip, stroke=0)
        for k, line in enumerate(reversed(lines)):
            canvas.drawString(22, y + 3 + 13 * k, line)
        canvas.restoreState()
    canvas.save()
    assert {w.text: w.confidence < 0.99 for w in only_page(path).words} == {
        "of": True, "an": True, "end": True, "whole": False,
    }  # fmt: skip


def test_a_text_whose_end_in_another_font_is_clipped_away_is_never_sure(path: Path) -> None:
    """What the side of a sheet's page cuts off is a text object of its own: nothing of it shows."""
    canvas = Canvas(str(path), pagesize=(400, 400))
    for y, clip_at in ((300, 140), (200, 200)):
        for text, x, font in (("95", 126, "Helvetica"), ("%", 142, "Courier")):
            canvas.saveState()
            cell = canvas.beginPath()
            cell.rect(100, 10, clip_at - 100, 380)
            canvas.clipPath(cell, stroke=0, fill=0)
            canvas.setFont(font, 14)
            canvas.drawString(x, y + 5, text)
            canvas.restoreState()
    canvas.drawString(20, 305, "whole")
    canvas.save()
    words = [(w.text, w.confidence < 0.99) for w in only_page(path).words]
    assert sorted(words) == [("95", True), ("95%", False), ("whole", False)]


def test_a_figure_whose_last_digits_stand_off_the_page_is_never_sure(path: Path) -> None:
    """A table wider than its sheet, its letters painted one by one: those off it do not show, and the ones beside
    them leave their cells in doubt."""
    canvas = Canvas(str(path), pagesize=(400, 400))
    for y, text, start in ((300, "3,836", 376.7), (250, "2,700", 60.0), (200, "4,091", -16.7)):
        for k, letter in enumerate(text):
            canvas.drawString(start + canvas.stringWidth(text[:k]), y, letter)
    canvas.save()
    words = [(w.text, w.confidence < 0.99) for w in only_page(path).words]
    assert words == [("3,8", False), ("3", True), ("2,700", False), ("9", True), ("1", False)]


@pytest.mark.parametrize("turned", [False, True])
def test_a_name_that_its_cell_cuts_is_whole_though_its_letters_are_painted_alone(path: Path, turned: bool) -> None:
    """The cell shows four letters and a bit of seven; the number painted next begins where the seventh ends."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=(400, 400))
    if turned:
        canvas.translate(400, 0)
        canvas.rotate(90)
    canvas.saveState()
    cell = canvas.beginPath()
    cell.rect(98, 295, 52, 20)
    canvas.clipPath(cell, stroke=0, fill=0)
    for k, letter in enumerate("公共服务中心等"):
        canvas.setFont("STSong-Light", 12)
        canvas.drawString(100 + 12 * k, 300, letter)
    canvas.restoreState()
    x = 186.0
    for letter in "1,234.00":
        canvas.setFont("Helvetica", 12)
        canvas.drawString(x, 300, letter)
        x += canvas.stringWidth(letter, "Helvetica", 12)
    canvas.save()
    words = {w.text: w for w in only_page(path).words}
    assert [(w.text, w.confidence < 0.99) for w in words.values()] == [("公共服务中心等", True), ("1,234.00", False)]
    name, number = (words[text].box for text in ("公共服务中心等", "1,234.00"))
    assert name.bottom <= number.top or name.x1 <= number.x0 or name.top >= number.bottom


def test_what_begins_where_a_cut_name_ends_is_another_word(path: Path) -> None:
    """The cell of the name ends at 145, its last letter at 148, where the number begins."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=(400, 400))
    canvas.saveState()
    cell = canvas.beginPath()
    cell.rect(98, 295, 47, 20)
    canvas.clipPath(cell, stroke=0, fill=0)
    canvas.setFont("STSong-Light", 12)
    canvas.drawString(100, 300, "公共服务")
    canvas.restoreState()
    canvas.setFont("STSong-Light", 12)
    canvas.drawString(149, 300, "1,234.00")
    canvas.drawString(100, 200, "公共服务1,234.00")
    canvas.save()
    assert [w.text for w in only_page(path).words] == ["公共服务", "1,234.00", "公共服务1,234.00"]


def test_a_text_that_fills_its_cells_clip_to_the_side_is_never_sure(path: Path) -> None:
    """A sheet clips what is too long for its cell, and leaves the characters out that do not show."""
    canvas = Canvas(str(path), pagesize=(400, 400))
    for y, text, side in ((300, "cut off he", -0.5), (250, "cut half", -4.0), (200, "room enough", 3.0)):
        canvas.saveState()
        cell = canvas.beginPath()
        cell.rect(100, 10, canvas.stringWidth(text) + side, 380)
        canvas.clipPath(cell, stroke=0, fill=0)
        canvas.drawString(100, y, text)
        canvas.restoreState()
    canvas.drawString(300, 300, "beside")
    canvas.save()
    doubted = {w.text for w in only_page(path).words if w.confidence < 0.99}
    assert doubted == {"cut", "off", "he", "half"}


def test_filled_dots_in_a_line_are_a_rule_and_a_dot_alone_is_none(path: Path) -> None:
    canvas = Canvas(str(path), pagesize=(200, 200))
    canvas.drawString(20, 150, "text")
    for i in range(30):
        canvas.rect(20 + 3 * i, 100, 1, 1, stroke=0, fill=1)
    canvas.rect(20, 50, 1, 1, stroke=0, fill=1)
    canvas.save()
    (rule,) = only_page(path).rules
    assert (rule.horizontal, rule.dashed) == (True, True)
    assert rule.box == pytest.approx((20, 99, 108, 100), abs=0.01)


def test_a_text_that_shows_in_part_stays_in_its_cell_and_is_never_sure(path: Path) -> None:
    canvas = Canvas(str(path), pagesize=(400, 400))
    canvas.saveState()
    cell = canvas.beginPath()
    cell.rect(100, 300, 40, 20)
    canvas.clipPath(cell, stroke=0, fill=0)
    canvas.drawString(110, 305, "1,234,567.00")  # over the right side of its cell, and over the next figure
    canvas.restoreState()
    canvas.drawString(145, 305, "89.00")
    canvas.drawString(10, 200, "1,230.50")
    canvas.setFillGray(1)
    canvas.rect(30, 190, 60, 30, stroke=0, fill=1)  # over its end
    canvas.save()
    words = {w.text: w for w in only_page(path).words}
    assert set(words) == {"1,234,567.00", "89.00", "1,2"}
    assert words["1,234,567.00"].box.x1 == pytest.approx(140)
    assert [words[t].confidence < 0.99 for t in ("1,234,567.00", "89.00", "1,2")] == [True, False, True]
