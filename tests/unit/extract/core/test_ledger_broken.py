"""Amounts broken over two lines of their cell."""

from __future__ import annotations

from services.extract.core.ledger.broken import mended
from services.extract.core.ledger.rows import rows_of
from services.extract.core.ledger.stacks import Placed
from services.extract.core.ledger.tokens import token
from shared.model.page import Word
from tests.unit.extract.core.test_ledger import right, word


def column(*figures: tuple[str, float]) -> list[Placed]:
    """Figures at heights, set to the right of column 1."""
    return [Placed(token([right(text, 200, y)]), 1, 1) for text, y in figures]


def texts(placed: list[Placed]) -> list[str]:
    return [p.token.text for p in sorted(placed, key=lambda p: p.token.middle)]


def words(placed: list[Placed]) -> list[Word]:
    return [w for p in placed for w in p.token.words]


def test_an_amount_broken_over_two_lines_is_one_and_in_doubt() -> None:
    found = mended(column(("1,250.3", 100), ("2", 112), ("9.40", 140), ("1,8", 170), ("07.25", 182), ("3.10", 210)))
    assert texts(found) == ["1,250.32", "9.40", "1,807.25", "3.10"]
    assert [w.confidence < 0.99 for w in words(found)].count(True) == 4


def test_figures_of_two_rows_stay_two() -> None:
    for figures in (
        [("1,250.30", 100), ("2", 112), ("9.40", 140)],  # the upper one is whole
        [("1,250.3", 100), ("2", 120), ("9.40", 140)],  # too far below
        [("1,250.3", 100), ("2", 112), ("9.4", 140), ("8.1", 160)],  # amounts here have one decimal
        [("1,250.3", 100), ("2.10", 112), ("9.40", 140)],  # the lower one is whole
    ):
        assert texts(mended(column(*figures))) == [text for text, _ in figures]


def test_a_bracket_that_a_narrow_cell_breaks_off_belongs_to_the_amount_above() -> None:
    found = mended(column(("(1,250.32", 100), (")", 112), ("9.40", 140), ("(81.5", 170), ("7)", 182), ("3.10", 210)))
    assert texts(found) == ["(1,250.32)", "9.40", "(81.57)", "3.10"]


def test_an_amount_without_separators_that_fills_its_lines_is_one_where_others_are_broken_beyond_doubt() -> None:
    figures = column(("2492841", 100), ("7.21", 112), ("168697.", 124), ("65", 136), ("5792038", 148), (".35", 160))
    assert texts(mended(figures)) == ["24928417.21", "168697.65", "5792038.35"]
    tail = (("168697.", 124), ("65", 136), ("5792038", 148), (".35", 160), ("5792038", 172), (".35", 184))
    short = mended(column(("281", 100), ("7.21", 112), *tail))
    assert texts(short) == ["281", "7.21", "168697.65", "5792038.35", "5792038.35"]
    alone = column(("2492841", 100), ("7.21", 112), ("9.40", 124), ("8.10", 148))
    assert texts(mended(alone)) == ["2492841", "7.21", "9.40", "8.10"]


def test_a_sign_that_a_narrow_cell_breaks_off_belongs_to_the_broken_amount_below() -> None:
    pairs = (("168697.", 100), ("65", 112), ("211704.", 124), ("74", 136))
    found = mended(column(*pairs, ("-", 148), ("127612.", 160), ("87", 172), ("-", 184), ("127612.8", 196), ("7", 208)))
    assert texts(found) == ["168697.65", "211704.74", "-127612.87", "-127612.87"]
    found = mended(column(*pairs, ("-", 148), ("12.50", 160)))
    assert texts(found) == ["168697.65", "211704.74", "-", "12.50"]


def test_pieces_stand_as_near_to_one_another_as_those_beyond_doubt() -> None:
    figures = [("168697.", 100), ("65", 112), ("211704.", 124), ("74", 136), ("5792038", 148), ("7.35", 165)]
    found = mended(column(*figures, ("9.40", 190), ("8.10", 210)))
    assert texts(found) == ["168697.65", "211704.74", "5792038", "7.35", "9.40", "8.10"]


def test_dates_and_telephone_numbers_of_a_column_of_them_are_one_each_and_certain() -> None:
    dates = column(("2023-0", 100), ("6-15", 112), ("2023-11-02", 128), ("2023-1", 144), ("2-15", 156))
    assert texts(mended(dates)) == ["2023-06-15", "2023-11-02", "2023-12-15"]
    assert all(w.confidence == 1.0 for w in words(mended(dates)))
    numbers = column(("0755-6086", 100), ("6948", 112), ("1532602", 128), ("2018", 140))
    assert texts(mended(numbers)) == ["0755-60866948", "15326022018"]


def test_figures_are_no_parts_of_a_date_in_a_column_that_holds_others() -> None:
    for figures in (
        [("2023-0", 100), ("6-15", 112), ("9.40", 140)],
        [("1532602", 100), ("2018", 112), ("15", 128)],
        [("2023-0", 100), ("6-15", 130)],
    ):
        assert texts(mended(column(*figures))) == [text for text, _ in figures]


def test_an_amount_of_full_width_and_one_whose_next_line_begins_with_its_point_are_one() -> None:
    found = mended(column(("９５２．６", 100), ("７", 112), ("2,285", 140), (".85", 152), ("9.40", 170)))
    assert texts(found) == ["９５２．６７", "2,285.85", "9.40"]


def test_the_numbers_of_the_rows_say_nothing_of_the_amounts() -> None:
    serial = [Placed(token([right(str(n + 1), 60, 100 + 20 * n)]), 0, 0) for n in range(8)]
    found = mended([*serial, *column(("1,250.3", 100), ("2", 112), ("9.40", 140))])
    assert [t for t in texts(found) if "." in t] == ["1,250.32", "9.40"]


def test_lines_of_a_name_beside_the_lines_of_one_amount_are_of_one_row() -> None:
    names = [
        Placed(token([word(text, 50, y)]), 0, 0) for text, y in (("一、财政拨款", 100), ("收入", 115), ("二、", 140))
    ]
    found = mended([*names, *column(("123,4", 100), ("69,90", 110), ("9.93", 120), ("9.40", 140))])
    assert texts([p for p in found if p.first == 0]) == ["一、财政拨款收入", "二、"]
    assert texts([p for p in found if p.first == 1]) == ["123,469,909.93", "9.40"]


def test_pieces_that_nothing_shows_to_be_those_of_one_amount_are_two_in_doubt() -> None:
    found = mended(column(("396,481.6", 100), ("4", 112)))
    assert texts(found) == ["396,481.6", "4"]
    assert all(w.confidence < 0.99 for w in words(found))


def test_no_amount_goes_on_across_a_rule() -> None:
    """A dash that stands for no amount, and the broken amount of the row below."""
    pairs = (("168697.", 100), ("65", 112), ("211704.", 130), ("74", 142), ("-", 160), ("127612.8", 172), ("7", 184))
    assert texts(mended(column(*pairs)))[2:] == ["-127612.87"]
    assert texts(mended(column(*pairs), [125, 155, 171]))[2:] == ["-", "127612.87"]


def test_codes_broken_over_two_lines_are_one_where_their_column_holds_codes() -> None:
    found = mended(
        column(("201", 100), ("20103", 120), ("20103", 140), ("01", 152), ("20103", 170), ("50", 182), ("208", 200))
    )
    assert texts(found) == ["201", "20103", "2010301", "2010350", "208"]


def test_figures_that_look_like_codes_stay_two() -> None:
    for figures in (
        [("20103", 100), ("50", 112), ("208", 140)],  # nothing that it would hang on, and no nought
        [("201", 100), ("20103", 120), ("20103", 140), ("01", 152), ("1,250", 180)],  # an amount among them
        [("20103", 100), ("201", 120), ("01", 132)],  # the upper one has room for more
        [("20103", 100), ("01", 122)],  # too far below
    ):
        assert texts(mended(column(*figures))) == [text for text, _ in figures]


def codes(*pieces: tuple[str, float]) -> list[Placed]:
    return [Placed(token([word(text, 40, y)]), 0, 0) for text, y in pieces]


def test_what_looks_like_a_code_below_a_part_of_one_is_its_rest() -> None:
    """A column of four digits: 2080 over 501 is 2080501, and no 501 below something else."""
    found = mended(
        codes(("208", 100), ("2080", 120), ("5", 132), ("2080", 152), ("501", 164), ("2080", 184), ("505", 196))
    )
    assert texts(found) == ["208", "20805", "2080501", "2080505"]
    assert texts(mended(codes(("208", 100), ("301", 112)))) == ["208", "301"]


def test_a_code_that_opens_a_page_hangs_on_one_of_the_page_before() -> None:
    opening = (("208050", 100), ("6", 112))
    found = mended(codes(*opening, ("20899", 132), ("208999", 152), ("9", 164), ("210", 184)))
    assert texts(found) == ["2080506", "20899", "2089999", "210"]
    assert texts(mended(codes(*opening, ("210", 132)))) == ["208050", "6", "210"]


def beside(text: str, y: float) -> Placed:
    return Placed(token([right(text, 300, y)]), 2, 2)


def test_codes_of_classes_broken_in_a_narrow_column_are_told_by_the_amounts_of_their_rows() -> None:
    codes = column(("20", 100), ("8", 112), ("20", 130), ("8", 142), ("21", 160), ("0", 172))
    amounts = [beside(f"{n}.50", y) for n, y in ((3, 106), (2, 136), (1, 166))]
    assert texts([p for p in mended([*codes, *amounts]) if p.first == 1]) == ["208", "208", "210"]
    at_top = [beside(f"{n}.50", y) for n, y in ((3, 100), (2, 130), (1, 160))]
    assert texts([p for p in mended([*codes, *at_top]) if p.first == 1]) == ["208", "208", "210"]
    of_each = [beside(f"{n}.50", y) for n, y in enumerate((100, 112, 130, 142, 160, 172), start=1)]
    assert len([p for p in mended([*codes, *of_each]) if p.first == 1]) == 6


def test_codes_of_units_broken_over_two_lines_are_one_where_their_department_stands_above() -> None:
    codes = column(("229", 90), ("22900", 110), ("1", 122), ("22900", 140), ("2", 152))
    assert texts(mended(codes)) == ["229", "229001", "229002"]


def test_whole_numbers_that_fill_their_column_each_over_the_rest_of_an_amount_are_broken() -> None:
    """Nothing but their width shows it, and that each of them has a rest below it."""
    figures = (("1202835", 100), ("0.74", 112), ("1354415", 136), ("0.90", 148), ("0.00", 172), ("1923980", 196))
    found = mended(column(*figures, ("0.07", 208)))
    assert texts(found) == ["12028350.74", "13544150.90", "0.00", "19239800.07"]
    assert all(w.confidence < 0.99 for p in found if p.token.text != "0.00" for w in p.token.words)
    alone = column(*figures, ("0.07", 208), ("1600900", 230))
    assert len(mended(alone)) == 8, "one of them is an amount by itself"


def name(text: str, y: float) -> Placed:
    return Placed(token([word(text, 0, y)]), 0, 0)


def test_a_name_of_more_lines_than_its_amount_begins_level_with_it_where_cells_are_set_at_the_top() -> None:
    amounts = column(("2,150,8", 100), ("40.88", 115), ("2,958,3", 130), ("40.19", 145), ("1,886,0", 190))
    lines = (
        ("群众体", 100),
        ("育", 115),
        ("基层政", 130),
        ("权建设", 145),
        ("和社区", 160),
        ("治理", 175),
        ("死亡抚", 190),
    )
    found = mended([*amounts, *column(("80.24", 205)), *(name(t, y) for t, y in lines), name("恤", 205)])
    assert [p.token.text for p in found if p.first == 0] == ["群众体育", "基层政权建设和社区治理", "死亡抚恤"]


def test_the_lines_of_a_name_centred_on_its_amount_are_left_to_the_levels_of_the_amounts() -> None:
    amounts = column(("2,150,8", 100), ("40.88", 115), ("2,958,3", 145), ("40.19", 160), ("1,886,0", 190))
    lines = (
        ("群众体", 100),
        ("育", 115),
        ("基层政", 130),
        ("权建设", 145),
        ("和社区", 160),
        ("治理", 175),
        ("死亡抚", 190),
    )
    found = mended([*amounts, *column(("80.24", 205)), *(name(t, y) for t, y in lines), name("恤", 205)])
    assert [p.token.text for p in found if p.first == 0] == [*(t for t, _ in lines), "恤"]
    rows = rows_of(found, ())
    names = ["".join(t.text for t in s.tokens) for row in rows for s in row.cells if s.first == 0]
    assert names == ["群众体育", "基层政权建设和社区治理", "死亡抚恤"]


def test_noughts_among_broken_amounts_are_no_amounts_without_decimals() -> None:
    figures = (("11,301,150.", 100), ("49", 112), ("0", 136), ("0", 160), ("0", 184), ("33,238,301.", 208), ("31", 220))
    found = mended(column(*figures, ("9.40", 244)))
    assert texts(found) == ["11,301,150.49", "0", "0", "0", "33,238,301.31", "9.40"]
