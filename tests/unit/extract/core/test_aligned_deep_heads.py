"""Heads of dense tables without upright rules: names of several lines beside names of one, on two levels."""

from __future__ import annotations

from services.extract.core.geometry.layout import blocks
from shared.model.page import Box, Fill, Grid, PageContent, Word
from tests.unit.extract.core.test_aligned import body, grids, level, right, rows, words

FISH = (
    ("Fish", "9.1", "17", "4"),
    ("Meat", "4.0", "12", "6"),
    ("Milk and eggs", "7.2", "3", "1"),
    ("Wine", "6", "8", "2"),
)


def centred(text: str, x: float, y: float) -> list[Word]:
    return words(text, x - words(text, 0, y)[-1].box.x1 / 2, y)


def test_figures_that_names_of_columns_end_with_are_of_the_head() -> None:
    head = [*right("Mean", 250, 76), *right("Less than", 330, 76), *right("$30,000", 410, 76)]
    head += [*words("Item", 50, 87), *right("value", 250, 87), *right("$30,000", 330, 87), *right("or more", 410, 87)]
    (grid,) = grids([*head, *body(*FISH)])
    assert rows(grid)[0] == ["Item", "Meanvalue", "Less than$30,000", "$30,000or more"]
    assert (rows(grid)[1], grid.head_rows) == (["Fish", "9.1", "17", "4"], 1)


def test_a_figure_alone_under_a_name_ends_it() -> None:
    head = [*right("Value", 250, 65), *right("Firms on", 330, 65), *right("Rank", 410, 65)]
    head += [*right("the Top", 330, 76), *right("100", 330, 87)]
    (grid,) = grids([*head, *body(*FISH)])
    assert rows(grid)[0] == ["", "Value", "Firms onthe Top100", "Rank"]


def test_a_figure_without_a_label_close_over_labelled_rows_stays_a_row() -> None:
    head = [*words("Item", 50, 76), *right("Value", 250, 76), *right("Firms", 330, 76), *right("Rank", 410, 76)]
    (grid,) = grids([*head, *right("100", 330, 90), *body(*FISH, y=104)])
    assert rows(grid)[1] == ["", "", "100", ""]


def test_names_of_one_line_are_on_the_level_of_names_of_two() -> None:
    head = [*centred("2009", 262, 62), *centred("2010", 422, 62)]
    found: list[Word] = []
    for c in range(4):
        x = 220 + 80 * c
        head += [*centred("Margin", x, 78), *centred("of error", x, 88)] if c % 2 else centred("Number", x, 88)
        found += [w for i in range(4) for w in centred(f"{i + 1},{c}40", x, 102 + 14 * i)]
    labels = [w for i in range(4) for w in words(("Fish", "Meat", "Milk", "Wine")[i], 50, 102 + 14 * i)]
    (grid,) = grids([*head, *words("Item", 50, 83), *labels, *found])
    assert rows(grid)[:2] == [
        ["Item", "2009", "", "2010", ""],
        ["", "Number", "Marginof error", "Number", "Marginof error"],
    ]
    spans = {c.text: (c.row_span, c.col_span) for c in grid.cells if c.row == 0}
    assert spans == {"Item": (2, 1), "2009": (1, 2), "2010": (1, 2)}


def test_texts_over_runs_of_columns_with_the_same_names_span_these_alone() -> None:
    """Both would be centred over the columns of numbers beside them too."""
    xs = (180, 220, 260, 300, 340, 380, 420)
    names = ("No.", "Body", "Share", "No.", "Body", "Share", "No.")
    head = [*centred("Day one", 240, 60), *centred("Day four", 360, 60)]
    head += [w for x, name in zip(xs, names, strict=True) for w in centred(name, x, 78)]
    labels = [w for i in range(4) for w in words(("Fish", "Meat", "Milk", "Wine")[i], 50, 92 + 14 * i)]
    found = [w for i in range(4) for x in xs for w in centred(f"{i + 2}.5", x, 92 + 14 * i)]
    (grid,) = grids([*head, *labels, *found])
    assert [(c.text, c.col, c.col_span) for c in grid.cells if c.text.startswith("Day")] == [
        ("Day one", 2, 2),
        ("Day four", 5, 2),
    ]


def test_a_name_of_two_lines_beside_texts_over_several_columns_is_one() -> None:
    """The lines stand as far apart as rows and were painted one after another, as rows are."""
    upper = [*centred("White", 220, 72), *centred("Black", 380, 72), *centred("Whole", 500, 72)]
    lower = [w for c in range(4) for w in centred(("Male", "Female")[c % 2], 180 + 80 * c, 86)]
    found = [w for i in range(4) for x in (180, 260, 340, 420, 500) for w in centred(f"{i + 2}1,480", x, 100 + 14 * i)]
    labels = [w for i in range(4) for w in words(("1-2", "3-5", "6-11", "12-19")[i] + " years", 50, 100 + 14 * i)]
    (grid,) = grids([*words("Age", 50, 72), *upper, *lower, *centred("group", 500, 86), *labels, *found])
    assert [c.text for c in grid.cells if c.row < 2 and c.col == 5] == ["Wholegroup"]


def test_close_columns_of_figures_are_parted_under_names_as_close_as_words() -> None:
    xs = (180, 208, 236, 264, 292)
    head = [w for x in xs for y, name in ((64, "Mean"), (75, "rate"), (86, "sum")) for w in centred(name, x, y)]
    found = [w for i in range(4) for x in xs for w in centred(f"{i + 2}.{i}5", x, 100 + 14 * i)]
    labels = [w for i in range(4) for w in words(("Fish", "Meat", "Milk", "Wine")[i], 50, 100 + 14 * i)]
    (grid,) = grids([*head, *labels, *found])
    assert rows(grid)[1] == ["Fish", "2.05", "2.05", "2.05", "2.05", "2.05"]


def test_the_last_line_of_one_name_alone_in_its_line_is_of_the_head() -> None:
    head = [*words("All firms", 200, 76), *words("The hundred largest firms", 300, 76), *words("in the list", 300, 87)]
    found = [w for i in range(4) for w in words(f"States where {'abcd'[i]} firm", 50, 101 + 24 * i)]
    found += [w for i in range(4) for w in words("applied it", 50, 112 + 24 * i)]
    found += [w for i in range(4) for x in (200, 300) for w in words(f"{i + 3}1", x, 101 + 24 * i)]
    (grid,) = grids([*head, *found])
    assert rows(grid)[0] == ["", "All firms", "The hundred largest firmsin the list"]


def test_a_note_that_begins_with_its_mark_is_no_end_of_the_last_name() -> None:
    found = body(*FISH, step=24)
    small = [
        Word(text=w.text, box=Box(w.box.x0, w.box.top, w.box.x1, w.box.bottom), size=9.6)
        for w in words("! Read with care.", 50, 186)
    ]
    (grid,) = grids([*found, *small])
    assert rows(grid)[-1][0] == "Wine"


def test_a_row_below_the_last_shade_as_far_off_as_rows_are_is_the_table_s() -> None:
    found = body(*FISH, ("Salt", "3", "1", "0"), step=27)
    shades = tuple(Fill(box=Box(48, y, 440, y + 27), grey=0.9) for y in (92, 146))
    page = PageContent(number=1, width=600, height=800, words=tuple(found), rules=(), fills=shades)
    (grid,) = (b for b in blocks(page) if isinstance(b, Grid))
    assert [r[0] for r in rows(grid)] == ["Fish", "Meat", "Milk and eggs", "Wine", "Salt"]


def test_numbers_that_count_on_are_names_of_columns() -> None:
    """Years ahead under what they are of."""
    xs = (200, 240, 280, 320, 360)
    head = [*centred("Years ahead", 280, 69), *words("Item", 50, 86)]
    head += [w for i, x in enumerate(xs) for w in centred(str(i + 1), x, 86)]
    found = [w for i in range(4) for c, x in enumerate(xs) for w in centred(f"{i}.{c}", x, 100 + 14 * i)]
    labels = [w for i in range(4) for w in words(("Fish", "Meat", "Milk", "Wine")[i], 50, 100 + 14 * i)]
    (grid,) = grids([*head, *labels, *found])
    assert (grid.head_rows, rows(grid)[1][1:]) == (2, ["1", "2", "3", "4", "5"])


def test_days_and_thousands_are_names_of_columns() -> None:
    head = [*centred("12/31/2009", 240, 72), *centred("6/30/2011", 400, 72), *words("Item", 50, 86)]
    head += [w for c in range(4) for w in right(("$000's", "%")[c % 2], 250 + 80 * c, 86)]
    (grid,) = grids([*head, *body(*((*row, "2") for row in FISH))])
    assert (grid.head_rows, rows(grid)[2]) == (2, ["Fish", "9.1", "17", "4", "2"])


def test_the_first_line_of_a_name_may_be_longer_than_all_below_it() -> None:
    head = [*centred("Percent of all range", 235, 75), *words("Item", 50, 86), *centred("lost", 235, 86)]
    found = [w for i in range(4) for w in words(("Fish", "Meat", "Milk", "Wine")[i], 50, 102 + 20 * i)]
    (grid,) = grids([*head, *found, *[w for i in range(4) for w in centred(f"{i + 2}4%", 235, 102 + 20 * i)]])
    assert rows(grid)[0] == ["Item", "Percent of all rangelost"]


def test_rows_of_two_texts_are_rows_and_a_line_of_small_letters_ends_one() -> None:
    pairs = (
        ("Population", "Grows as the office of statistics says"), ("18 to 24 years", "Grows by a tenth of a percent"),
        ("25 to 29 years", "Grows by half of a percent a year"), ("30 to 34 years", "Falls by a tenth of a percent"),
        ("Income for each person in", "Changes every year between the two"),
        ("constant amounts", "with a mean of one percent"), ("Prices", "Rise by less than two percent"),
    )  # fmt: skip
    found = [*words("Variable", 50, 66), *words("Assumption", 260, 66), *words("People", 50, 84)]
    for i, (label, text) in enumerate(pairs):
        found += [*words(label, 50, 95 + 11 * i), *words(text, 260, 95 + 11 * i)]
    (grid,) = grids(found, level(62), level(80), level(176))
    assert [r[0] for r in rows(grid)] == [
        "Variable", "People", "Population", "18 to 24 years", "25 to 29 years", "30 to 34 years",
        "Income for each person inconstant amounts", "Prices",
    ]  # fmt: skip


def test_a_percent_sign_in_brackets_ends_a_name() -> None:
    head = [*right("Number of", 250, 72), *right("Women", 330, 72), *right("people", 250, 83), *right("(%)", 330, 83)]
    (grid,) = grids([*head, *body(*(row[:3] for row in FISH))])
    assert rows(grid)[0] == ["", "Number ofpeople", "Women(%)"]


def test_texts_over_close_columns_on_two_lines_do_not_join_them() -> None:
    xs = (180, 212, 244, 276, 308)
    head = [
        *centred("2009", 228, 60),
        *centred("Unfit homes of all", 228, 74),
        *centred("1999", 400, 60),
        *centred("All homes", 400, 74),
    ]
    head += [
        w
        for x, name in zip((*xs, 400), ("All", "No.", "(%)", "Odds", "Range", "All"), strict=True)
        for w in centred(name, x, 88)
    ]
    found = [w for i in range(5) for x in (*xs, 400) for w in centred(f"{i + 1}.{i}2", x, 104 + 14 * i)]
    labels = [w for i in range(5) for w in words(("Fish", "Meat", "Milk", "Wine", "Salt")[i], 50, 104 + 14 * i)]
    (grid,) = grids([*head, *labels, *found])
    assert rows(grid)[-1] == ["Salt", *["5.42"] * 6]
