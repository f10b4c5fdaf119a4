"""The scan reader on pages drawn here: real engines, known text, known places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from services.extract.readers import image, ocr, pixels, scan, scan_lines, scan_words, second_reading
from services.extract.readers.cross_reading import cross_reader
from services.extract.readers.raster import Pixels, Raster
from shared.model.page import DOUBT, NO_TEXT, Box, Legibility, PageContent, Word

FONT = Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")
ROWS = [
    ("科目名称", "支出总计", "基本支出"),
    ("一般公共服务支出", "4,959", "796"),
    ("社会保障和就业支出", "1,099", "99"),
    ("机关事业单位基本养老保险缴费支出", "58.25", "58.25"),
]
EDGES = (120, 800, 1100, 1400)


def table_page() -> Image.Image:
    """An A4 page at 200 dpi with a ruled table of ROWS."""
    page = Image.new("RGB", (1654, 2339), "white")
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(str(FONT), 30)
    draw.text((600, 120), "支出总表（测试）", font=font, fill="black")
    for i, row in enumerate(ROWS):
        for j, text in enumerate(row):
            draw.rectangle((EDGES[j], 220 + i * 70, EDGES[j + 1], 290 + i * 70), outline="black", width=2)
            draw.text((EDGES[j] + 16, 236 + i * 70), text, font=font, fill="black")
    return page


def read(page: Image.Image, tmp_path: Path) -> PageContent:
    file = tmp_path / "page.png"
    page.save(file, dpi=(200, 200))
    (content,) = image.read(file, media_type="image/png").pages
    return content


def test_words_and_rules_stand_where_they_were_drawn(tmp_path: Path) -> None:
    page = read(table_page(), tmp_path)
    assert page.legibility is Legibility.OCR
    by_text = {w.text: w for w in page.words}
    assert {text for row in ROWS for text in row} <= set(by_text)
    assert len([r for r in page.rules if r.horizontal]) == len(ROWS) + 1
    points = 72 / 200
    figure = by_text["4,959"].box
    assert figure.x0 == pytest.approx((EDGES[1] + 16) * points, abs=4)
    assert (220 + 70) * points < figure.top < figure.bottom < (290 + 70) * points


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_that_lies_on_its_side_or_head_is_set_right(quarters: int, tmp_path: Path) -> None:
    page = read(table_page().rotate(90 * quarters, expand=True), tmp_path)
    assert "4,959" in {w.text for w in page.words}
    assert any("turned by" in note for note in page.notes)
    assert page.height > page.width


def test_a_page_of_figures_that_read_well_head_over_is_set_right(tmp_path: Path) -> None:
    """0, 6, 8 and 9 are figures upside down as well: the few names say which way is up."""
    page = Image.new("RGB", (1654, 1200), "white")
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(str(FONT), 30)
    draw.text((120, 100), "公务接待费", font=font, fill="black")
    figures = [f"{a}{b}8.9{a}" for a in "698" for b in "0896"]
    for i, figure in enumerate(figures):
        draw.text((120 + 330 * (i % 4), 200 + 80 * (i // 4)), figure, font=font, fill="black")
    words = {w.text for w in read(page.rotate(180), tmp_path).words}
    assert {"公务接待费", *figures} <= words


def test_a_blank_page_is_called_blank_and_not_an_empty_success(tmp_path: Path) -> None:
    page = read(Image.new("RGB", (800, 1100), "white"), tmp_path)
    assert page.legibility is Legibility.BLANK
    assert page.words == ()


@pytest.mark.parametrize("size", [(1, 1), (20_000, 5), (5, 20_000)])
def test_an_image_without_room_for_a_line_is_blank(size: tuple[int, int], tmp_path: Path) -> None:
    assert read(Image.new("RGB", size, "black"), tmp_path).legibility is Legibility.BLANK


class FixedEngine:
    """An engine that finds one line and always answers the same: for the decision between two readings."""

    def __init__(self, text: str, score: float = 0.999) -> None:
        self.text, self.score = text, score

    def find_lines(self, pixels: Pixels) -> list[Box]:
        return [Box(96, 96, 304, 134)]

    def read_lines(self, crops: Sequence[Pixels]) -> list[ocr.Reading]:
        return [self.reading(self.text, crop) for crop in crops]

    def reading(self, text: str, crop: Pixels) -> ocr.Reading:
        step = crop.shape[1] / max(len(text), 1)
        return ocr.Reading(
            glyphs=tuple(
                ocr.Glyph(text=c, score=self.score, x0=i * step, x1=(i + 1) * step) for i, c in enumerate(text)
            )
        )


class ChangingEngine(FixedEngine):
    """Reads one thing on the page and another in the word's own frame."""

    def __init__(self, text: str, again: str) -> None:
        super().__init__(text)
        self.answers = [text, again]

    def read_lines(self, crops: Sequence[Pixels]) -> list[ocr.Reading]:
        text = self.answers.pop(0)
        return [self.reading(text, crop) for crop in crops]


def marked_raster(text: str = "916.83") -> Raster:
    """A page with that text at (100, 100)."""
    page = Image.new("RGB", (400, 400), "white")
    ImageDraw.Draw(page).text((104, 98), text, font=ImageFont.truetype(str(FONT), 30), fill="black")
    return Raster(number=1, pixels=np.asarray(page, dtype=np.uint8), scale=200 / 72)


def test_two_readings_that_agree_keep_their_confidence() -> None:
    (word,) = scan.read_raster(marked_raster(), FixedEngine("916.83"), None).words
    assert word.confidence >= 0.99
    assert word.second_reading is None


def test_two_readings_that_differ_are_never_confident() -> None:
    (word,) = scan.read_raster(marked_raster(), ChangingEngine("91683", "916.83"), None).words
    assert (word.text, word.second_reading) == ("91683", "916.83")
    assert word.confidence <= DOUBT


@pytest.mark.parametrize(("first", "again"), [("收支預算", "收支预算"), ("收支预算", "收支預算")])
def test_of_two_readings_the_one_without_a_sign_that_reports_do_not_print_is_taken(first: str, again: str) -> None:
    word = Word(text=first, box=Box(0, 0, 40, 10), confidence=0.6)
    page = np.full((60, 200, 3), 255, np.uint8)
    asks = [second_reading.Ask(word=word, ink=Box(10, 10, 120, 38))]
    score = 0.5 if again == "收支预算" else 0.9
    (read,) = second_reading.checked(asks, page, 255 - page[:, :, 0], FixedEngine(again, score), None)
    assert (read.text, read.second_reading) == ("收支预算", "收支預算")
    assert read.confidence <= DOUBT


def test_the_second_engine_decides_and_the_loser_is_kept() -> None:
    page = scan.read_raster(marked_raster(), ChangingEngine("91683", "916.83"), FixedEngine("916.83"))
    (word,) = page.words
    assert (word.text, word.second_reading) == ("916.83", "91683")
    assert word.confidence <= DOUBT


@pytest.mark.parametrize(
    ("score", "third", "sure"),
    [(0.95, "916.83", True), (0.95, "916.88", False), (0.95, "", False)],
)
def test_what_both_readings_agree_on_without_being_sure_the_other_engine_bears_out(
    score: float, third: str, sure: bool
) -> None:
    (word,) = scan.read_raster(marked_raster(), FixedEngine("916.83", score), FixedEngine(third)).words
    assert (word.text, word.second_reading) == ("916.83", None)
    assert word.confidence == pytest.approx(0.99 if sure else score)


@pytest.mark.parametrize("text", ["18.716", "<2%"])
def test_what_two_engines_may_both_see_wrongly_is_not_borne_out(text: str) -> None:
    (word,) = scan.read_raster(marked_raster(text), FixedEngine(text, 0.95), FixedEngine(text)).words
    assert word.confidence <= DOUBT


def test_tesseract_reads_a_line_where_it_is_installed() -> None:
    second = cross_reader()
    assert second is not None, "the tests install tesseract with chi_sim"
    line = Image.new("RGB", (260, 56), "white")
    ImageDraw.Draw(line).text((20, 10), "12,345.60", font=ImageFont.truetype(str(FONT), 32), fill="black")
    blank = np.full((40, 200, 3), 255, np.uint8)
    first, nothing, again = second.read_lines([np.asarray(line, dtype=np.uint8), blank, np.asarray(line, np.uint8)])
    assert first.text == again.text == "12,345.60"
    assert first.score > 0.5
    assert nothing.glyphs == ()


@pytest.mark.parametrize("text", ["V", "C", "奖金√", "V滨湖应急处置5号", "18.716", "1.445,495", "一", "—"])
def test_what_only_the_column_can_decide_is_never_confident(text: str) -> None:
    (word,) = scan.read_raster(marked_raster(text), FixedEngine(text), None).words
    assert word.text == text
    assert word.confidence <= DOUBT


def test_a_point_that_both_readings_passed_over_is_seen_in_the_ink() -> None:
    (word,) = scan.read_raster(marked_raster("916.83"), FixedEngine("91683"), None).words
    assert word.confidence <= DOUBT


def test_a_comma_that_hangs_below_the_line_is_no_point() -> None:
    (word,) = scan.read_raster(marked_raster("18,716"), FixedEngine("18.716"), None).words
    assert (word.text, word.second_reading) == ("18,716", "18.716")
    assert word.confidence <= DOUBT


@pytest.mark.parametrize(
    ("printed", "read", "meant"),
    [("≤2%", "<2%", "≤2%"), ("≤2%", "‹2%", "≤2%"), ("≥95%", ">95%", "≥95%"), ("<2%", "<2%", "<2%")],
)
def test_a_bar_that_both_readings_passed_over_is_seen_and_without_one_the_sign_is_doubted(
    printed: str, read: str, meant: str
) -> None:
    (word,) = scan.read_raster(marked_raster(printed), FixedEngine(read), None).words
    assert (word.text, word.second_reading) == (meant, read if read != meant else None)
    assert word.confidence <= DOUBT


def test_a_character_without_ink_of_its_own_is_doubted() -> None:
    (word,) = scan.read_raster(marked_raster("博物馆"), FixedEngine("博物馆官官官"), None).words
    assert word.confidence <= DOUBT


class DeafEngine(FixedEngine):
    """Overlooks every line but one, and reads what it is given."""

    def find_lines(self, pixels: Pixels) -> list[Box]:
        return [Box(96, 96, 230, 134)]


def test_ink_that_the_engine_overlooked_is_read_all_the_same() -> None:
    raster = marked_raster("916.83      7")
    words = scan.read_raster(raster, DeafEngine("5"), None).words
    assert len(words) == 2


def test_ink_between_lines_is_overlooked_though_there_is_texture_all_around_them() -> None:
    mask = np.zeros((1200, 1200), np.uint8)
    for y in range(10, 1190, 24):
        for x in range(10, 1190, 24):
            mask[y : y + 16, x : x + 10] = 255
    mask[300:700, 300:900] = 0
    mask[500:516, 600:610] = 255
    lines = [Box(330, 340, 500, 370), Box(650, 620, 860, 650)]
    (found,) = scan_lines.overlooked(lines, (), mask)
    assert found.x0 < 600 < found.x1


def test_a_dash_of_one_pixel_is_overlooked_ink() -> None:
    mask = np.zeros((200, 600), np.uint8)
    mask[100, 400:422] = 255
    mask[150:152, 300:302] = 255
    (dash,) = scan_lines.overlooked([Box(50, 80, 150, 110)], (), mask)
    assert dash.x0 < 400
    assert dash.x1 > 421


@pytest.mark.parametrize(
    ("middle", "beside", "found"),
    [(95, False, 1), (83, False, 0), (95, True, 0)],
    ids=["alone", "high", "in a texture"],
)
def test_a_hyphen_level_with_a_line_is_overlooked_ink(middle: int, beside: bool, found: int) -> None:
    mask = np.zeros((200, 600), np.uint8)
    mask[middle - 1 : middle + 2, 400:406] = 255  # a third of a figure's width less than a dash
    if beside:
        mask[middle + 4, 403] = 255
    assert len(scan_lines.overlooked([Box(50, 80, 150, 110)], (), mask)) == found


def test_a_hyphen_that_lost_a_pixel_or_with_a_speck_is_known_by_those_of_its_column() -> None:
    """Hyphens of 5 × 2 pixels less one, on the lines of a page of small print; one of 4 × 2 below them and one beside a
    speck; and both kinds alone in other columns."""
    mask = np.zeros((300, 400), np.uint8)
    lines = [Box(50, top, 150, top + 24) for top in (40, 90, 140, 190, 240)]
    for top in (51, 101, 151):
        mask[top : top + 2, 200:205] = 255
        mask[top, 204] = 0
    mask[201:203, 200:204] = 255
    mask[201:203, 300:304] = 255
    for left in (200, 350):
        mask[251:253, left : left + 5] = 255
        mask[255, left + 2] = 255
    found = scan_lines.overlooked(lines, (), mask)
    assert [(int(box.x0) // 100, int(box.top) // 50) for box in found] == [(1, 0), (1, 1), (1, 2), (1, 3), (1, 4)]


@pytest.mark.parametrize(("height", "found"), [(4, 1), (5, 0)], ids=["a short hyphen", "a point"])
def test_a_hyphen_of_a_small_font_is_thicker_by_what_the_mask_adds(height: int, found: int) -> None:
    mask = np.zeros((200, 600), np.uint8)
    mask[93 : 93 + height, 400:406] = 255
    assert len(scan_lines.overlooked([Box(50, 82, 150, 108)], (), mask)) == found


def test_a_column_of_single_characters_that_was_found_as_one_line_is_cut_at_every_rule() -> None:
    """The first rules stand within a quarter of the line's height of its ends."""
    levels = [pixels.Stroke(x0=0, top=y - 2, x1=200, bottom=y + 2, horizontal=True) for y in range(40, 400, 40)]
    cells = list(scan_lines.cut_at_rules(Box(80, 0, 120, 400), levels))
    assert cells == [Box(80, y, 120, y + 40) for y in range(0, 400, 40)]
    assert list(scan_lines.cut_at_rules(Box(0, 35, 200, 75), levels)) == [Box(0, 35, 200, 75)], "margins of a line"


def test_neighbours_that_share_ink_have_each_their_own() -> None:
    mask = np.zeros((60, 400), np.uint8)
    for x in (20, 44, 92, 116, 140):
        mask[12:34, x : x + 22] = 255
    one, other = sorted(scan_lines.pieces([Box(14, 8, 108, 38), Box(90, 8, 168, 38)], (), mask), key=lambda b: b.x0)
    assert 66 < one.x1 < 92
    assert 66 < other.x0 < 92


def test_neighbours_whose_margins_overlap_stay_as_they_are() -> None:
    mask = np.zeros((60, 400), np.uint8)
    for x in (20, 56, 82, 106):
        mask[12:34, x : x + 22] = 255
    boxes = scan_lines.pieces([Box(14, 8, 80, 38), Box(80, 8, 134, 38)], (), mask)
    assert sorted(round(b.x0) for b in boxes) == [14, 76]


def test_a_negative_figure_behind_a_label_is_another_word() -> None:
    glyphs = glyphs_at("变化-91", [0, 24, 64, 76, 88], 11)
    assert ["".join(g.text for g in run) for run in scan_words.split(glyphs, 34, 24)] == ["变化", "-91"]


def test_a_frayed_hyphen_is_a_stroke() -> None:
    ink = np.zeros((6, 9), np.uint8)
    ink[1:5, 1:] = 255
    ink[0, 2] = ink[5, 6] = ink[2, 0] = 255
    assert [g.text for g in scan_words.stroke_or([], ink)] == ["—"]


def test_a_dense_ideograph_is_no_stroke() -> None:
    ink = np.full((20, 21), 255, np.uint8)
    ink[4:10, 2:18] = ink[13:17, 5:20] = 0
    assert [g.text for g in scan_words.stroke_or([ocr.Glyph(text="张", score=0.99, x0=0, x1=21)], ink)] == ["张"]


@pytest.mark.parametrize("text", ["", " "])
def test_a_line_that_nothing_is_read_from_is_no_word(text: str) -> None:
    assert scan.read_raster(marked_raster(), FixedEngine(text), None).words == ()


def test_a_page_without_text_gives_no_words() -> None:
    """A photograph of something else: marks in plenty, and nothing that the engine is sure of."""
    noise = np.random.default_rng(3).integers(0, 255, (400, 400, 3), dtype=np.uint8)
    page = scan.read_raster(Raster(number=1, pixels=noise, scale=200 / 72), FixedEngine("囧田口", score=0.3), None)
    assert page.words == ()
    assert NO_TEXT in page.notes


@pytest.mark.parametrize(("gap", "words"), [(12, ["2,470", "一般"]), (2, ["2,470一般"])])
def test_a_label_close_behind_an_amount_is_another_word(gap: int, words: list[str]) -> None:
    edges = [0, 12, 18, 30, 42, 54 + gap, 80 + gap]
    widths = [12, 4, 12, 12, 12, 24, 24]
    glyphs = [ocr.Glyph(text=c, score=0.99, x0=x, x1=x + w) for c, x, w in zip("2,470一般", edges, widths, strict=True)]
    assert ["".join(g.text for g in run) for run in scan_words.split(glyphs, 26, 24)] == words


def test_the_number_of_an_entry_begins_a_word_however_closely_it_follows_an_amount() -> None:
    texts = {"6,006.75一、一般": ["6,006.75", "一、一般"], "2023年一、": ["2023年一、"]}
    for text, words in texts.items():
        found = scan_words.split(glyphs_at(text, range(0, 13 * len(text), 13)), 26, 24)
        assert ["".join(g.text for g in run) for run in found] == words


def glyphs_at(text: str, edges: Sequence[float], width: float = 12) -> list[ocr.Glyph]:
    return [ocr.Glyph(text=c, score=0.99, x0=x, x1=x + width) for c, x in zip(text, edges, strict=True)]


def test_figures_further_apart_than_those_of_one_number_are_two() -> None:
    glyphs = glyphs_at("567625537", [0, 13, 26, 39, 52, 65, 95, 108, 121])
    assert ["".join(g.text for g in run) for run in scan_words.split(glyphs, 26, 24)] == ["567625", "537"]


@pytest.mark.parametrize(("gap", "words"), [(1, ["123.456.00"]), (9, ["123.45", "6.00"])])
def test_a_figure_a_little_off_behind_two_decimals_is_another_amounts(gap: int, words: list[str]) -> None:
    glyphs = glyphs_at("123.456.00", [0, 12, 24, 36, 41, 53, 64 + gap, 76 + gap, 81 + gap, 93 + gap], 11)
    assert ["".join(g.text for g in run) for run in scan_words.split(glyphs, 26, 24)] == words


@pytest.mark.parametrize(("gap", "words"), [(0, ["财政专其他资"]), (8, ["财政专其他资"]), (16, ["财政专", "其他资"])])
def test_ideographs_set_close_are_two_words_where_they_stand_apart(gap: int, words: list[str]) -> None:
    glyphs = glyphs_at("财政专其他资", [0, 25, 50, 75 + gap, 100 + gap, 125 + gap], 23)
    assert ["".join(g.text for g in run) for run in scan_words.split(glyphs, 26, 24)] == words


@pytest.mark.parametrize(("gap", "words"), [(0, ["提高满意度。产出"]), (10, ["提高满意度。", "产出"])])
def test_what_stands_apart_behind_a_mark_is_another_word(gap: int, words: list[str]) -> None:
    starts = [0, 25, 50, 75, 100, 126, 150 + gap, 175 + gap]
    widths = [23, 23, 23, 23, 23, 7, 23, 23]
    places = zip("提高满意度。产出", starts, widths, strict=True)
    glyphs = [ocr.Glyph(text=c, score=0.99, x0=x, x1=x + w) for c, x, w in places]
    assert ["".join(g.text for g in run) for run in scan_words.split(glyphs, 30, 24)] == words


@pytest.mark.parametrize(
    ("text", "left", "doubted"),
    [(".收入", "收入", 0), ("收入·", "收入", 1), (".25", ".25", None), ("1.收入", "1.收入", None)],
)
def test_a_speck_beside_ideographs_is_no_point_and_leaves_doubt(text: str, left: str, doubted: int | None) -> None:
    run = scan_words.unspecked(glyphs_at(text, range(0, 13 * len(text), 13)))
    assert "".join(g.text for g in run) == left
    assert [i for i, g in enumerate(run) if g.score <= DOUBT] == ([] if doubted is None else [doubted])


@pytest.mark.parametrize(
    ("text", "size", "beside", "left"),
    [
        ("。", (6, 6), False, 1),
        ("•", (6, 6), False, 1),
        ("•", (7, 5), False, 2),
        ("。", (9, 9), False, 2),
        ("·", (5, 5), True, 2),
        ("大", (6, 5), False, 1),
        ("0", (8, 4), False, 1),
        ("—", (6, 3), False, 2),
        ("—", (5, 3), False, 1),
        ("*", (9, 9), False, 2),
    ],
    ids=[
        "a speck",
        "a round one",
        "a short hyphen",
        "a stop",
        "beside a text",
        "a letter",
        "a figure",
        "a hyphen",
        "a shorter stroke",
        "an asterisk",
    ],
)
def test_a_small_round_point_with_nothing_beside_it_is_dirt(
    text: str, size: tuple[int, int], beside: bool, left: int
) -> None:
    name = scan_words.Run(glyphs=tuple(glyphs_at("收入", [100, 125], 24)), top=100, bottom=124)
    x, (width, height) = 155 if beside else 400, size
    speck = scan_words.Run(glyphs=(ocr.Glyph(text=text, score=0.9, x0=x, x1=x + width),), top=110, bottom=110 + height)
    usual = scan_words.Usual(ideographs=26, figures=26)
    assert len(scan_words.without_specks([name, speck], usual)) == left


@pytest.mark.parametrize(
    ("rows", "left"), [((90, 121), 1), ((84, 102), 2), ((20, 60), 2)], ids=["a piece", "a figure", "apart"]
)
def test_an_upright_stroke_taller_than_figures_right_above_a_text_is_of_a_line(
    rows: tuple[int, int], left: int
) -> None:
    name = scan_words.Run(glyphs=tuple(glyphs_at("采购数量", [100, 125, 150, 175], 24)), top=122, bottom=146)
    stroke = scan_words.Run(glyphs=tuple(glyphs_at("1", [110], 8)), top=rows[0], bottom=rows[1])
    usual = scan_words.Usual(ideographs=24, figures=24)
    assert len(scan_words.without_specks([name, stroke], usual)) == left


def test_a_mark_whose_ink_stands_far_to_the_left_parts_nothing() -> None:
    starts, widths = [0, 29, 53, 92, 121, 150], [26, 24, 15, 27, 27, 27]
    places = zip("其中：面向中", starts, widths, strict=True)
    glyphs = [ocr.Glyph(text=c, score=0.99, x0=x, x1=x + w) for c, x, w in places]
    assert [len(run) for run in scan_words.split(glyphs, 32, 29)] == [6]


@pytest.mark.parametrize(("gap", "words"), [(4, ["一法院"]), (17, ["一", "法院"])])
def test_a_dash_before_a_label_of_few_ideographs_is_another_word(gap: int, words: list[str]) -> None:
    glyphs = glyphs_at("一法院", [0, 22 + gap, 47 + gap], 22)
    assert ["".join(g.text for g in run) for run in scan_words.split(glyphs, 26, 24)] == words


@pytest.mark.parametrize(("text", "words"), [("类款", ["类", "款"]), ("合计", ["合计"])])
def test_heads_of_one_letter_each_are_words_of_their_own_where_they_stand_apart(text: str, words: list[str]) -> None:
    for gap, found in ((0, [text]), (18, words)):
        glyphs = glyphs_at(text, [0, 22 + gap], 22)
        assert ["".join(g.text for g in run) for run in scan_words.split(glyphs, 26, 24)] == found


def test_ideographs_spread_out_or_few_are_one_word() -> None:
    spread, few = glyphs_at("科目编码", [0, 40, 80, 120], 20), glyphs_at("合计", [0, 43], 20)
    assert [len(run) for run in scan_words.split(spread, 26, 24)] == [4]
    assert [len(run) for run in scan_words.split(few, 26, 24)] == [2]


@pytest.mark.parametrize(("gap", "words"), [(8, ["技术局2024年"]), (18, ["技术局", "2024年"])])
def test_a_figure_far_behind_an_ideograph_is_another_word(gap: int, words: list[str]) -> None:
    starts = [0, 25, 50, *(73 + gap + 13 * i for i in range(5))]
    widths = [23, 23, 23, 12, 12, 12, 12, 23]
    glyphs = [
        ocr.Glyph(text=c, score=0.99, x0=x, x1=x + w) for c, x, w in zip("技术局2024年", starts, widths, strict=True)
    ]
    assert ["".join(g.text for g in run) for run in scan_words.split(glyphs, 26, 24)] == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("局（本级）2,999.26", ["局（本级）", "2,999.26"]),
        ("局（本级）79.26", ["局（本级）", "79.26"]),
        ("（本级）2,999", ["（本级）", "2,999"]),
        ("收入（本级）2,999.26万元", ["收入（本级）2,999.26万元"]),
        ("项目（二）2024年", ["项目（二）2024年"]),
    ],
)
def test_the_amount_behind_a_name_in_brackets_is_the_next_columns(text: str, words: list[str]) -> None:
    glyphs = glyphs_at(text, range(0, 13 * len(text), 13))
    assert ["".join(g.text for g in run) for run in scan_words.split(glyphs, 30, 24)] == words


def test_commas_make_two_amounts_side_by_side_no_larger() -> None:
    """The gap between them is 0.7 of the font size, which the height of their commas makes seem less."""
    mask, glyphs, x = np.zeros((40, 500), np.uint8), [], 10
    for text in ("3,959.52", "3,959.52"):
        for char in text:
            width, rows = (4, slice(25, 34)) if char in ",." else (12, slice(8, 30))
            mask[rows, x : x + width] = 255
            glyphs.append(ocr.Glyph(text=char, score=0.99, x0=x, x1=x + width))
            x += width + 2
        x += 18
    runs = scan_words.runs_of(ocr.Reading(glyphs=tuple(glyphs)), Box(0, 0, 500, 40), mask)
    assert [run.text for run in runs] == ["3,959.52", "3,959.52"]


def test_specks_beside_a_word_make_it_no_taller() -> None:
    mask, glyphs = np.zeros((40, 200), np.uint8), []
    for x in (20, 34, 48):
        mask[10:32, x : x + 12] = 255
        glyphs.append(ocr.Glyph(text="0", score=0.99, x0=x, x1=x + 12))
    mask[3:5, 50:53] = mask[35:37, 22:24] = 255
    (run,) = scan_words.runs_of(ocr.Reading(glyphs=tuple(glyphs)), Box(0, 0, 200, 40), mask)
    assert (run.top, run.bottom) == (10, 32)


def test_a_dash_beside_a_figure_is_another_cell_and_a_sign_is_not() -> None:
    apart, close = glyphs_at("796—", [0, 13, 26, 52]), glyphs_at("-796", [0, 14, 27, 40])
    assert [len(run) for run in scan_words.split(apart, 26, 24)] == [3, 1]
    assert [len(run) for run in scan_words.split(close, 26, 24)] == [4]


@pytest.mark.parametrize("text", ["f", ""])
def test_a_flat_stroke_that_no_reading_explains_is_a_doubtful_dash(text: str) -> None:
    mask = np.zeros((40, 100), np.uint8)
    mask[18:21, 30:60] = 255
    reading = FixedEngine(text).reading(text, mask)
    (run,) = scan_words.runs_of(reading, Box(0, 0, 99, 39), mask)
    assert (run.text, run.box.x0, run.box.x1) == ("—", 30, 60)
    assert run.score <= DOUBT


def test_what_its_ink_shows_as_a_stroke_stays_one_whatever_is_read_again() -> None:
    page = marked_raster("").pixels.copy()
    page[115:118, 120:150] = 0
    (word,) = scan.read_raster(Raster(number=1, pixels=page, scale=200 / 72), FixedEngine("f"), None).words
    assert (word.text, word.second_reading) == ("—", "f")


@pytest.mark.parametrize(("height", "given"), [(4, "-"), (12, "t")])
def test_a_short_stroke_stays_one_and_what_stands_as_high_as_it_is_wide_may_be_a_letter(
    height: int, given: str
) -> None:
    page = np.full((200, 200, 3), 255, np.uint8)
    page[100 : 100 + height, 90:97] = 0
    word = Word(text="-", box=Box(30, 30, 33, 40), size=10.0, confidence=0.4)
    asks = [second_reading.Ask(word=word, ink=Box(90, 100, 97, 100 + height))]
    (read,) = second_reading.checked(asks, page, 255 - page[:, :, 0], FixedEngine("t", 0.45), None)
    assert read.text == given


def test_a_speck_over_a_label_makes_its_font_no_larger() -> None:
    clean = scan_words.Run(glyphs=tuple(glyphs_at("基本养老保险", range(0, 144, 24), 23)), top=0, bottom=23.5)
    specked = replace(clean, top=-6)
    figure = scan_words.Run(glyphs=tuple(glyphs_at("4959", range(0, 48, 12), 11)), top=5, bottom=21.5)
    usual = scan_words.usual_size([clean, clean, specked, figure])
    sizes = {scan_words.word_of(run, 1.0, usual).size for run in (clean, specked, figure)}
    assert sizes == {24.0}


class NoLines(FixedEngine):
    """Finds nothing to read."""

    def find_lines(self, pixels: Pixels) -> list[Box]:
        return []


@pytest.mark.parametrize("colour", [(45, 75, 215), (215, 60, 60)])
def test_a_rule_that_the_ink_of_a_stamp_all_but_covers_goes_on_under_it(colour: tuple[int, int, int]) -> None:
    page, ring = Image.new("RGB", (1100, 900), "white"), Image.new("L", (1100, 900), 0)
    draw = ImageDraw.Draw(page)
    for x in (100, 550, 1000):
        draw.line((x, 100, x, 800), fill="black", width=3)
    for y in range(100, 801, 140):
        draw.line((100, y, 1000, y), fill="black", width=3)
    ImageDraw.Draw(ring).ellipse((330, 260, 650, 580), outline=255, width=26)
    printed, ink = np.asarray(page, dtype=np.float64), np.array(colour, dtype=np.float64)
    mixed = np.where(np.asarray(ring)[:, :, None] > 0, 0.7 * ink + 0.3 * printed * ink / 255, printed)
    blurred = Image.fromarray(mixed.astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.7))
    sheet = scan._sheet(np.asarray(blurred, dtype=np.uint8), 200 / 72, NoLines(""))
    upright = sorted((r.x0, r.top, r.bottom) for r in sheet.rules if not r.horizontal)
    assert [round(x, -1) for x, _, _ in upright] == [100, 550, 1000]
    assert all(top <= 104 and bottom >= 796 for _, top, bottom in upright)


@pytest.mark.parametrize(("gap", "is_sure"), [(6, False), (60, True)])
def test_a_figure_that_ends_beside_a_stamp_may_have_lost_its_last_digit(gap: int, is_sure: bool) -> None:
    raster = marked_raster("916.83")
    page = raster.pixels.copy()
    inked = np.flatnonzero((page[:, :, 0] < 128).any(axis=0))
    page[60:190, inked[-1] + gap : inked[-1] + gap + 130] = (215, 60, 60)
    words = scan.read_raster(replace(raster, pixels=page), FixedEngine("916.83"), None).words
    assert [(w.text, w.confidence > DOUBT) for w in words if "9" in w.text] == [("916.83", is_sure)]


@pytest.mark.parametrize(("read", "flipped", "given"), [("M", True, "≤"), ("2", False, "≥"), (">", False, "≥")])
def test_a_lone_character_whose_ink_is_a_sign_with_its_bar_is_that_sign(read: str, flipped: bool, given: str) -> None:
    ink = Image.new("L", (40, 40), "white")
    draw = ImageDraw.Draw(ink)
    draw.line([(4, 4), (32, 12), (4, 20)], fill="black", width=3)
    draw.line([(32, 19), (4, 27)], fill="black", width=3)
    drawn = np.asarray(ink, dtype=np.uint8)
    page = np.repeat((drawn[:, ::-1] if flipped else drawn)[:, :, None], 3, axis=2)
    word = Word(text=read, box=Box(1, 1, 9, 9), confidence=0.999)
    asks = [second_reading.Ask(word=word, ink=Box(2, 2, 36, 30))]
    (found,) = second_reading.checked(asks, page, 255 - page[:, :, 0], FixedEngine(read), None)
    assert (found.text, found.second_reading) == (given, read)
    assert found.confidence <= DOUBT
