"""Lines of tables without upright rules: what dots lead to, texts over spaces between columns, heads apart from their
bodies, the last lines of long texts."""

from __future__ import annotations

from shared.model.page import Word
from tests.unit.extract.core.test_aligned import body, grids, level, right, rows, words

FISH = (("Fish", "9.1", "17"), ("Meat", "4.0", "12"), ("Milk and eggs", "7.2", "3"), ("Wine", "6.6", "8"))


def test_one_figure_that_looks_like_a_page_number_ends_no_table_with_dots() -> None:
    table = [
        (f"{t} {'.' * 12}", f) for t, f in (("Fish", "9,710"), ("Meat", "6,660"), ("Milk", "179"), ("Wine", "3,312"))
    ]
    (grid,) = grids(body(*table))
    assert [r[1] for r in rows(grid)] == ["9,710", "6,660", "179", "3,312"]


def test_a_text_of_several_words_over_two_columns_is_not_cut_at_the_space_between_them() -> None:
    wide = [
        Word(text=t, box=w.box, size=w.size) for t, w in zip(("In", "millions", "of", "euro"), spaced(), strict=True)
    ]
    head = [*words("Item", 50, 72), *right("Low", 250, 72), *right("High", 330, 72), *wide]
    (grid,) = grids([*head, *body(*FISH)], level(96, 50, 335), level(70, 50, 335), level(154, 50, 335))
    assert "In millions of euro" in [c.text for c in grid.cells]


def spaced() -> list[Word]:
    """Words of which the third gap is narrower, as between letters that lean."""
    found: list[Word] = []
    x = 224.5
    for text, gap in (("In", 3.5), ("millions", 3.5), ("of", 2.0), ("euro", 0.0)):
        found += words(text, x, 85)
        x = found[-1].box.x1 + gap
    return found


def test_first_lines_of_head_texts_are_no_parents_though_they_would_share_out_all_columns() -> None:
    head = [*right("Share", 250, 74), *right("Rate", 410, 74), *words("Item", 50, 85)]
    head += [w for c, t in enumerate(("of all", "Sum", "of ten", "Mean")) for w in right(t, 250 + 80 * c, 85)]
    (grid,) = grids([*head, *body(*((*row, "5", "6") for row in FISH))])
    assert rows(grid)[0] == ["Item", "Shareof all", "Sum", "Rateof ten", "Mean"]


def test_a_head_between_rules_whose_last_line_is_what_is_counted_keeps_its_body() -> None:
    head = [*words("Item", 50, 60), *right("Low", 250, 60), *right("High", 330, 60)]
    head += [*right("Now", 410, 60), *words("(in thousands of persons)", 240, 72)]
    (grid,) = grids([*head, *body(*((*row, "5") for row in FISH), y=92)], level(56, 50, 412), level(86, 50, 412))
    assert ["Fish", "9.1", "17", "5"] in rows(grid)
    assert grid.cells[0].text == "Item"


def test_the_last_text_of_a_table_keeps_its_last_lines() -> None:
    found: list[Word] = []
    for i, (name, year) in enumerate((("Fish", "1990"), ("Meat", "1991"), ("Milk", "1992"))):
        y = 100 + 40 * i
        found += [*words(name, 50, y), *words(year, 130, y), *words("The catch was as large as then", 200, y)]
        found += [*words("and the price was lower than", 200, y + 12), *words("ever.", 200, y + 24)]
    (grid,) = grids(found)
    assert all(r[-1].endswith("ever.") for r in rows(grid))


def test_amounts_over_rules_between_all_rows_are_no_head() -> None:
    table = (("Fish", "2,479"), ("Meat", "2,231"), ("Milk", "7,703"), ("Wine", "2,237"))
    (grid,) = grids(body(*table), *(level(97 + 14 * i, 48, 255) for i in range(5)))
    assert grid.head_rows == 0


def test_ranges_over_a_rule_are_a_head() -> None:
    head = [*right("18-24", 250, 86), *right("25-34", 330, 86)]
    (grid,) = grids([*head, *body(*FISH)], level(83, 48, 335), level(97, 48, 335), level(154, 48, 335))
    assert grid.head_rows == 1


def test_a_parent_over_some_columns_above_all_rules_is_of_the_head() -> None:
    head = [*words("Item", 50, 72), *right("Low", 250, 72), *right("High", 330, 72), *right("All", 410, 72)]
    found = [*words("2010", 274, 60), *head, *body(*((*row, "5") for row in FISH), y=88)]
    (grid,) = grids(found, level(84, 48, 412), level(142, 48, 412))
    assert ("2010", 1, 2) in [(c.text, c.col, c.col_span) for c in grid.cells]


def test_who_signs_below_a_run_of_lines_is_no_row_of_it() -> None:
    """What a seal left above them, two marks side by side, is no table with it."""
    left = [*words("上", 212, 90), *words("1", 290, 90)]
    signed = [*words("Signed", 94, 103), *words("审核：", 296, 103), *words("填表人：", 476, 103)]
    assert grids([*left, *signed]) == []
    table = body(*FISH, y=20)
    (grid,) = grids([*table, *words("负责人：", 50, 80), *words("审核：", 200, 80)])
    assert rows(grid)[-1][0] == "Wine"
