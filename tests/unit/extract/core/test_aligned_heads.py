"""Heads over tables without upright rules whose lines stand above what shows the table, and signs beside figures."""

from __future__ import annotations

from services.extract.core.geometry.layout import blocks
from shared.model.page import Box, Fill, Grid, PageContent, Rule, Word
from tests.unit.extract.core.test_aligned import body, grids, level, right, rows, words

FISH = (("Fish", "9.1", "17"), ("Meat", "4.0", "12"), ("Milk and eggs", "7.2", "3"), ("Wine", "6.6", "8"))


def test_a_head_text_of_two_lines_keeps_its_first_though_it_is_alone_in_its_line() -> None:
    head = [*right("Value", 250, 74), *words("Item", 50, 86), *right("(EUR)", 250, 86), *right("Rank", 330, 86)]
    (grid,) = grids([*head, *body(*FISH)])
    assert rows(grid)[0] == ["Item", "Value(EUR)", "Rank"]


def test_the_unit_of_a_table_is_no_line_of_its_head() -> None:
    head = [
        *right("(in thousands)", 330, 75),
        *words("Item", 50, 86),
        *right("Value", 250, 86),
        *right("Rank", 330, 86),
    ]
    (grid,) = grids([*head, *body(*FISH)])
    assert rows(grid)[0] == ["Item", "Value", "Rank"]


def test_running_text_close_over_a_table_is_no_line_of_its_head() -> None:
    text = words("The catch of every year is given below.", 50, 74)
    (grid,) = grids([*text, *words("Item", 50, 86), *right("Value", 250, 86), *right("Rank", 330, 86), *body(*FISH)])
    assert rows(grid)[0] == ["Item", "Value", "Rank"]


def test_a_head_over_the_first_shaded_row_is_the_table_s() -> None:
    found = [*right("Mean", 250, 72), *words("Item", 50, 84), *right("value", 250, 84), *right("Rank", 330, 84)]
    shades = tuple(Fill(box=Box(48, y, 340, y + 14), grey=0.9) for y in (98, 126))
    page = PageContent(number=1, width=600, height=800, words=(*found, *body(*FISH, y=100)), rules=(), fills=shades)
    (grid,) = (b for b in blocks(page) if isinstance(b, Grid))
    assert rows(grid)[0] == ["Item", "Meanvalue", "Rank"]
    assert rows(grid)[1] == ["Fish", "9.1", "17"]


def test_currency_signs_at_the_left_of_their_columns_are_of_their_figures() -> None:
    found = body(
        ("Fish ..................", "1,230", "4,170"), ("Meat ..................", "810", "1,200"),
        ("Sum ...................", "2,040", "5,370"),
    )  # fmt: skip
    signs = [w for y in (100, 128) for x in (168, 257) for w in words("$", x, y)]
    (grid,) = grids([*found, *signs])
    assert [r[1:] for r in rows(grid)] == [["$ 1,230", "$ 4,170"], ["810", "1,200"], ["$ 2,040", "$ 5,370"]]


def test_rules_over_the_sums_alone_do_not_cut_the_labels_off() -> None:
    found = body(
        ("Fish", "12", "41", "6"), ("Meat", "8", "12", "4"), ("Sum", "20", "53", "10"), ("Wool", "3", "9", "2"),
        ("Silk", "5", "1", "2"), ("Sum", "8", "10", "4"), ("Loss", "7", "6", "5"),
    )  # fmt: skip
    (grid,) = grids(found, level(126.5, 225, 415), level(168.5, 225, 415))
    assert rows(grid)[2] == ["Sum", "20", "53", "10"]


def test_one_word_in_every_column_of_a_head_is_no_justified_line() -> None:
    head = [w for c in range(4) for w in words("December", 200 + 60 * c, 86)]
    years = [w for c in range(4) for w in words(f"31, 200{c}", 200 + 60 * c, 98)]
    found = [w for i, label in enumerate(("Fish", "Meat", "Milk")) for w in words(label, 50, 112 + 14 * i)]
    found += [w for i in range(3) for c in range(4) for w in right(f"{i + 2},{c}50", 235 + 60 * c, 112 + 14 * i)]
    (grid,) = grids([*head, *years, *found])
    assert rows(grid)[0] == ["", "December31, 2000", "December31, 2001", "December31, 2002", "December31, 2003"]


def test_a_telephone_number_is_one_text() -> None:
    found = [w for i in range(4) for w in words(("Ann", "Bea", "Carl", "Dora")[i], 50, 100 + 14 * i)]
    found += [w for i in range(4) for w in words(("clerk", "judge", "mayor", "usher")[i], 150, 100 + 14 * i)]
    found += [w for i in range(4) for w in words(f"(20{i}) 555-01{i}7", 250, 100 + 14 * i)]
    (grid,) = grids(found)
    assert rows(grid)[0] == ["Ann", "clerk", "(200) 555-0107"]


def test_dots_after_the_second_line_of_a_name_end_no_table() -> None:
    found = body(*FISH[:2])
    found += [*words("Milk and eggs of", 50, 130), *right("7.2", 250, 130), *right("3", 330, 130)]
    found += [*words("ducks ...............", 50, 141), *body(("Wine", "6.6", "8"), ("Salt", "1.0", "2"), y=155)]
    (grid,) = grids(found)
    assert [r[1] for r in rows(grid)] == ["9.1", "4.0", "7.2", "6.6", "1.0"]


def test_rows_that_stand_a_little_closer_than_others_are_rows() -> None:
    """Browsers set lines to whole points: 11 between two rows, 12 between the next."""
    found: list[Word] = []
    for y, label, *marks in ((100, "Fish", "A", "n", "B"), (111, "Meat", "B", "A", "n"), (123, "Milk", "n", "A", "A")):
        found += words(str(label), 50, float(y))
        for c, mark in enumerate(marks):
            found += words(str(mark), 200 + 60 * c, float(y))
    found += [w for c, t in enumerate(("Item", "Low", "Mid", "High")) for w in words(t, (50, 200, 260, 320)[c], 86)]
    rules = [Rule(box=Box(48, y, 345, y + 0.5), horizontal=True) for y in (84, 98, 136)]
    (grid,) = grids(found, *rules)
    assert rows(grid)[1:] == [["Fish", "A", "n", "B"], ["Meat", "B", "A", "n"], ["Milk", "n", "A", "A"]]


def test_single_dots_with_spaces_lead_from_the_label_and_are_no_column() -> None:
    found: list[Word] = []
    table = (("Fish", "9", "17"), ("Milk and eggs", "4", "12"), ("Wine", "7", "3"), ("Wool", "6", "2"))
    for i, (label, *figures) in enumerate((*table, *table)):
        name = words(label, 50, 100 + 14 * i)
        found += [*name, *words(" ".join("." * 6), name[-1].box.x1 + (30 if i == 2 else 3), 100 + 14 * i)]
        found += [w for c, t in enumerate(figures) for w in right(t, 250 + 80 * c, 100 + 14 * i)]
    (grid,) = grids(found)
    assert [r[1:] for r in rows(grid)][:3] == [["9", "17"], ["4", "12"], ["7", "3"]]


def test_head_texts_of_several_lines_with_one_middle_are_one_row() -> None:
    pairs = (("Low", "sum"), ("Now",), ("Rank", "then"), ("Sum",), ("Last", "year"), ("Big", "one"))
    texts = (("Seasonal", "mean", "value"), *pairs)
    head = words("Item", 50, 80)
    for c, lines in enumerate(texts):
        for k, text in enumerate(lines):
            width = 5 * len(text)
            head += words(text, 205 + 60 * c - width / 2, 80 + 12 * k - 6 * (len(lines) - 1))
    found = [w for i, t in enumerate(("Fish", "Meat", "Milk", "Wine")) for w in words(t, 50, 110 + 14 * i)]
    found += [w for i in range(4) for c in range(7) for w in right(f"{i}.{c}", 213 + 60 * c, 110 + 14 * i)]
    (grid,) = grids([*head, *found], level(106, 50, 580), level(66, 50, 580), level(170, 50, 580))
    assert rows(grid)[0] == ["Item", "Seasonalmeanvalue", "Lowsum", "Now", "Rankthen", "Sum", "Lastyear", "Bigone"]


def test_a_paragraph_of_two_lines_between_two_tables_parts_them() -> None:
    found = [*body(*FISH[:3], y=100), *body(*FISH[1:], y=200)]
    found += words("The catch was as large as in the year before and", 50, 158) + words("the price fell.", 50, 170)
    rules = [level(y, 48, 340) for y in (97, 144, 197, 242)]
    assert len(grids(found, *rules)) == 2
