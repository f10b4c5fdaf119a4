"""Tables that alignment alone shows, in Latin script: columns, rows, heads; and what only looks like one."""

from __future__ import annotations

from services.extract.core.aligned.rows import Piece, TableRow, by_bands
from services.extract.core.geometry.layout import blocks
from shared.model.page import Box, Grid, Line, PageContent, Rule, Word

SIZE = 10.0


def words(text: str, x: float, y: float) -> list[Word]:
    """Words set from `x` on, letters 5 points wide and spaces 3."""
    out = []
    for part in text.split(" "):
        out.append(Word(text=part, box=Box(x, y, x + 5 * len(part), y + SIZE), size=SIZE))
        x += 5 * len(part) + 3
    return out


def right(text: str, x: float, y: float) -> list[Word]:
    return words(text, x - words(text, 0, y)[-1].box.x1, y)


def level(y: float, x0: float = 50, x1: float = 450) -> Rule:
    return Rule(box=Box(x0, y - 0.3, x1, y + 0.3), horizontal=True)


def grids(found: list[Word], *rules: Rule) -> list[Grid]:
    page = PageContent(number=1, width=600, height=800, words=tuple(found), rules=rules)
    return [b for b in blocks(page) if isinstance(b, Grid)]


def rows(grid: Grid) -> list[list[str]]:
    out = [["" for _ in range(grid.cols)] for _ in range(grid.rows)]
    for cell in grid.cells:
        out[cell.row][cell.col] = cell.text
    return out


def body(*lines: tuple[str, ...], x: float = 50, y: float = 100, step: float = 14) -> list[Word]:
    """A label at `x`, figures that end 200, 280 … points further right, a line every `step` points."""
    out: list[Word] = []
    for i, (label, *figures) in enumerate(lines):
        out += words(label, x, y + step * i) if label else []
        for c, figure in enumerate(figures):
            out += right(figure, x + 200 + 80 * c, y + step * i) if figure else []
    return out


def test_dots_that_lead_to_figures_make_no_contents_page() -> None:
    (grid,) = grids(
        body(("Fish.............", "9", "17"), ("Meat.............", "4", "12"), ("Milk.............", "7", "3"))
    )
    assert rows(grid)[1] == ["Meat.............", "4", "12"]


def test_dots_that_lead_to_rising_page_numbers_do() -> None:
    assert grids(body(("Fish.............", "4"), ("Meat.............", "7"), ("Milk.............", "9"))) == []


def test_lines_of_one_text_stand_closer_than_rows() -> None:
    """No figures say where a row ends: the distance does."""
    found = words("Measure", 50, 80) + words("State", 200, 80) + words("Remark", 300, 80)
    for i, y in enumerate((100, 130, 160, 190)):
        found += words("Public lighting", 50, y) + words("Open", 200, y) + words("Reviewed every", 300, y)
        found += words("and signs", 50, y + 11) + words(f"Second {'abcd'[i]}", 300, y + 11)
    (grid,) = grids(found)
    assert grid.rows == 5
    assert rows(grid)[2] == ["Public lightingand signs", "Open", "Reviewed everySecond b"]


def test_marks_in_the_middle_of_labels_of_two_and_three_lines_are_of_their_rows() -> None:
    found = words("Programme", 50, 80) + [w for c in range(3) for w in words("Towns", 200 + 80 * c, 80)]
    y = 100.0
    for label in (
        ("Grants to", "localities"),
        ("Defense",),
        ("Commerce,", "Justice and", "Science"),
        ("Labor",),
        ("Net",),
    ):
        for i, line in enumerate(label):
            found += words(line, 50, y + 14 * i)
        for c in range(3):
            found += words("X" if c else "–", 210 + 80 * c, y + 7 * (len(label) - 1))
        y += 14 * len(label) + 2
    (grid,) = grids(found)
    labels = ["Grants tolocalities", "Defense", "Commerce,Justice andScience", "Labor", "Net"]
    assert rows(grid)[1:] == [[label, "–", "X", "X"] for label in labels]


def test_a_head_text_between_two_lines_of_others_takes_no_cell_below() -> None:
    found = words("Programme", 50, 80)
    for c, lines in enumerate((("Local", "towns"), ("Small", "firms"), ("Tribes",), ("States",))):
        for i, line in enumerate(lines):
            found += words(line, 200 + 80 * c, 80 + 11 * i + (5.5 if len(lines) == 1 else 0))
    for i, label in enumerate(("Housing", "Labor", "Energy", "Education")):
        found += words(label, 50, 110 + 16 * i)
        found += [w for c in range(4) for w in words("X" if (c + i) % 2 else "–", 205 + 80 * c, 110 + 16 * i)]
    (grid,) = grids(found, level(105))
    taken = [(c.row + r, c.col + k) for c in grid.cells for r in range(c.row_span) for k in range(c.col_span)]
    assert len(taken) == len(set(taken))
    assert rows(grid)[-4] == ["Housing", "–", "X", "–", "X"]


def test_a_heading_in_the_middle_over_rows_spans_the_columns() -> None:
    table = body(
        ("Harbour", "9", "17"), ("Valley", "4", "12"), ("", "", ""), ("Harbour", "7", "3"), ("Plain", "8", "2")
    )
    (grid,) = grids([*table, *words("Women", 180, 128)])
    (heading,) = [c for c in grid.cells if c.text == "Women"]
    assert (heading.row, heading.col, heading.col_span) == (2, 0, 3)


def test_a_row_that_counts_the_columns_is_a_row_of_the_head() -> None:
    found = [*right("Men", 250, 86), *right("Women", 330, 86), *right("(1)", 250, 98), *right("(2)", 330, 98)]
    (grid,) = grids(found + body(("Harbour", "9.25", "17"), ("Valley", "4.5", "12"), ("Plain", "8.1", "3"), y=112))
    assert rows(grid)[:2] == [["", "Men", "Women"], ["", "(1)", "(2)"]]
    assert grid.head_rows == 2


def test_a_label_that_nearly_touches_its_figure_keeps_off_it() -> None:
    table = body(("Harbour", "919", "17"), ("Valley", "412", "12"), ("Plain", "801", "3"), ("Hill", "702", "8"))
    long = words("A name as long as its column is in", 50, 156) + right("633", 250, 156) + right("5", 330, 156)
    (grid,) = grids([*table, *long])
    assert rows(grid)[4] == ["A name as long as its column is in", "633", "5"]


def test_rules_of_two_widths_over_the_same_lines_give_one_table() -> None:
    table = body(("Assets", "9", "17"), ("Loans", "4", "12"), ("Shares", "7", "3"), ("Debts", "8", "2"), step=20)
    wide = [level(95), level(115), level(175)]
    narrow = [level(135, 180), level(155, 180)]
    (grid,) = grids(table, *wide, *narrow)
    assert sum(c.text == "9" for c in grid.cells) == 1


def test_rules_around_the_head_alone_are_followed_by_the_rows() -> None:
    head = [*words("Region", 50, 100), *right("1998", 250, 100), *right("1999", 330, 100)]
    table = body(("Old town and", "9", "17"), ("harbour", "", ""), ("Valley", "4", "12"), ("Plain", "8", "2"), y=120)
    (grid,) = grids([*head, *table], level(96), level(114))
    assert rows(grid)[0] == ["Region", "1998", "1999"]
    assert grid.head_rows == 1
    assert [r[1] for r in rows(grid)[1:] if r[1]] == ["9", "4", "8"]


def test_two_tables_side_by_side_do_not_mix_their_rows() -> None:
    left = body(("Harbour", "9", "17"), ("Valley", "4", "12"), ("Plain", "8", "2"), ("Hill", "3", "1"))
    other = body(("Men", "90"), ("Women", "41"), ("Girls", "80"), ("Boys", "33"), x=370, y=107)
    assert sorted((g.rows, g.cols) for g in grids([*left, *other])) == [(4, 2), (4, 3)]


def test_grid_lines_of_a_diagram_frame_no_table() -> None:
    found: list[Word] = []
    rules = []
    for i in range(5):
        found += right(f"{50 - 10 * i}", 90, 100 + 30 * i)
        rules.append(level(105 + 30 * i, 93, 400))
    for i in range(6):
        found += words(f"{1990 + i}", 100 + 50 * i, 235)
    assert grids(found, *rules) == []


def test_words_set_evenly_apart_are_a_justified_line() -> None:
    lines = ("the state may lay down stricter", "rules where public health calls", "for them in any of the regions")
    found: list[Word] = []
    for k, line in enumerate(lines * 2):
        x = 50.0
        for part in line.split():
            found.append(Word(text=part, box=Box(x, 100 + 12 * k, x + 5 * len(part), 110 + 12 * k), size=SIZE))
            x += 5 * len(part) + 12
    assert grids(found) == []


def test_a_heading_in_larger_letters_ends_a_table() -> None:
    table = body(("Harbour", "9", "17"), ("Valley", "4", "12"), ("Plain", "8", "2"))
    heading = Word(text="Outlook", box=Box(50, 144, 100, 156), size=12)
    below = body(("1995", "1996", "1997"), y=162)
    (grid,) = grids([*table, heading, *below])
    assert grid.rows == 3


def test_a_heading_between_rules_parts_two_tables_of_one_width_and_a_narrower_one_stands_alone() -> None:
    first = body(("", "1998", "1999"), ("Harbour", "9", "17"), ("Valley", "4", "12"))
    heading = Word(text="Outlook", box=Box(50, 146, 100, 158), size=12)
    narrow = body(("", "2001"), ("Men", "90"), ("Women", "41"), y=166)
    last = body(("", "1998", "1999"), ("Plain", "8", "2"), ("Hill", "3", "1"), y=226)
    rules = [level(97), level(112), *(level(y, x1=260) for y in (163, 178, 208)), level(223), level(238), level(266)]
    found = grids([*first, heading, *narrow, *last], *rules)
    assert [rows(g) for g in found] == [
        [["", "1998", "1999"], ["Harbour", "9", "17"], ["Valley", "4", "12"]],
        [["", "2001"], ["Men", "90"], ["Women", "41"]],
        [["", "1998", "1999"], ["Plain", "8", "2"], ["Hill", "3", "1"]],
    ]


def test_a_name_that_ends_in_the_last_line_is_whole_and_a_note_stays_out() -> None:
    table = body(("Harbour", "9", "17"), ("Valley", "4", "12"), ("Plain", "8", "2"), ("Total of", "21", "31"))
    (grid,) = grids([*table, *words("regions", 50, 156)])
    assert rows(grid)[3][0] == "Total ofregions"
    note = [Word(text="revised", box=Box(50, 154, 80, 161), size=7)]
    (grid,) = grids([*table, *note])
    assert rows(grid)[3][0] == "Total of"


def test_ordinals_are_words_of_the_head() -> None:
    head = [*right("Amount", 250, 100), *right("1st", 330, 100)]
    (grid,) = grids([*head, *body(("Harbour", "9", "17"), ("Valley", "4", "12"), ("Plain", "8", "2"), y=114)])
    assert grid.head_rows == 1


def test_texts_that_begin_at_one_place_make_a_column_close_to_the_next() -> None:
    found = words("Item", 50, 86) + words("Applies to", 120, 86) + words("Reviewed by", 200, 86)
    for i in range(6):
        found += words(f"Item {'abcdef'[i]}", 50, 100 + 14 * i) + words("offices of all", 120, 100 + 14 * i)
        found += words("boards and courts" if i % 2 else "the board", 200, 100 + 14 * i)
    (grid,) = grids(found)
    assert grid.cols == 3
    assert rows(grid)[1] == ["Item a", "offices of all", "the board"]


def test_a_percent_sign_belongs_to_the_figure_before_it() -> None:
    (grid,) = grids(body(("Harbour", "9.5 %", "17"), ("Valley", "4.1 %", "12"), ("Plain", "8.0 %", "2")))
    assert [r[1] for r in rows(grid)] == ["9.5 %", "4.1 %", "8.0 %"]


def test_a_ruled_table_of_texts_is_not_read_as_two_columns_of_prose() -> None:
    sentence = "the rules of this part apply to every office of the state"
    found = [*words("Article", 50, 100), *words("Meaning", 330, 100)]
    for i in range(8):
        y = 120 + 30 * i
        for x in (50, 330):
            found += words(sentence[:44], x, y) + words(sentence[:40], x, y + 11)
    rules = [level(95, 45, 590), level(114, 45, 590), level(355, 45, 590)]
    page = PageContent(number=1, width=640, height=800, words=tuple(found), rules=tuple(rules))
    first = blocks(page)[0]
    assert isinstance(first, Grid) or (isinstance(first, Line) and "Meaning" in first.text)


def test_text_that_runs_over_the_ends_of_the_rules_parts_two_tables() -> None:
    first = body(("Harbour", "9", "17"), ("Valley", "4", "12"), ("Plain", "8", "2"), y=100)
    prose = [
        w
        for i in range(3)
        for w in words("the figures were collected by the offices of all the regions", 50, 156 + 12 * i)
    ]
    second = body(("Harbour", "5", "7"), ("Valley", "3", "2"), ("Plain", "6", "1"), y=204)
    rules = [level(y, 45, 335) for y in (96, 112, 142, 200, 216, 246)]
    assert [g.rows for g in grids([*first, *prose, *second], *rules)] == [3, 3]


def sure(grid: Grid) -> set[str]:
    """The texts of the cells that are called certain."""
    return {c.text for c in grid.cells if c.fragments and all(f.confidence >= 0.99 for f in c.fragments)}


PLAIN = (("", "2019", "2020"), ("Fish", "12.5", "17.0"), ("Meat", "4.0", "12.5"), ("Milk", "7.5", "3.0"))
WOODS = (("Wood", "1.5", "2.5"), ("Wool", "3.5", "6.5"))


def test_a_plain_table_is_certain() -> None:
    (grid,) = grids(body(*PLAIN), level(97), level(112), level(155))
    assert sure(grid) == {text for line in PLAIN for text in line if text}


def test_a_line_without_figures_and_its_neighbours_are_not_certain() -> None:
    """It may be a heading, the end of the label above or the beginning of the label below."""
    (grid,) = grids(body(*PLAIN, ("Agriculture", "", ""), ("forestry", "8.0", "9.5"), *WOODS))
    assert sure(grid).isdisjoint({"Milk", "7.5", "Agriculture", "forestry", "8.0", "9.5"})
    assert sure(grid) >= {"Fish", "12.5", "17.0", "Wool", "3.5", "6.5"}


def test_a_parent_without_a_rule_leaves_all_rows_in_doubt_and_one_with_a_rule_none() -> None:
    head = [*words("Annual change", 260, 86)]
    (bare,) = grids(head + body(*PLAIN))
    assert sure(bare).isdisjoint({"12.5", "17.0", "Milk", "3.0"})
    (ruled,) = grids(head + body(*PLAIN), level(84), level(98, 225, 332), level(112), level(155))
    assert sure(ruled) >= {"12.5", "17.0", "Milk", "3.0"}


def test_a_row_without_its_label_is_not_certain() -> None:
    (grid,) = grids(body(*PLAIN, ("", "8.0", "9.5"), *WOODS))
    assert sure(grid).isdisjoint({"8.0", "9.5"})
    assert sure(grid) >= {"Wool", "6.5"}


def test_the_head_of_another_table_among_the_rows_ends_what_is_certain() -> None:
    (grid,) = grids(body(*PLAIN, ("Goods", "Men", "Women"), *WOODS))
    assert sure(grid).isdisjoint({"Wood", "2.5", "Wool", "6.5"})
    assert "Fish" in sure(grid)


def test_a_text_in_the_middle_of_a_ruled_cell_spans_all_columns_found_below_it() -> None:
    """One upright rule, behind the labels; the four columns right of it are told by their figures."""
    found = words("Employment", 315, 83)
    for i, label in enumerate(["Kind", "Fish", "Meat", "Milk", "Wood"]):
        y = 98 + 14 * i
        found += words(label, 52, y)
        for c in range(4):
            found += right(f"Head{c}" if i == 0 else f"{i}{c}.5", 265 + 55 * c, y)
    upright = Rule(box=Box(199.7, 80, 200.3, 170), horizontal=False)
    (grid,) = grids(found, upright, level(80, 50, 480), level(96, 50, 480), level(112, 50, 480), level(170, 50, 480))
    assert [(c.col, c.col_span) for c in grid.cells if c.text == "Employment"] == [(1, 4)]


def test_parents_set_over_the_middle_of_their_columns_share_them_out_where_figures_stand_to_the_right() -> None:
    span = [*words("Rate of change", 257, 79), *words("Amounts", 478, 79)]
    head = [w for i in range(5) for w in right(f"{1996 + i}", 250 + 80 * i, 100)]
    table = body(("Harbour", *"91734"), ("Valley", *"41281"), ("Plain", *"82625"), y=118)
    (grid,) = grids([*span, *head, *table], level(75, x1=580), level(114, x1=580), level(160, x1=580))
    spans = {(c.text, c.col, c.col_span) for c in grid.cells if c.row == 0}
    assert spans == {("Rate of change", 1, 3), ("Amounts", 4, 2)}


def test_heads_wider_than_their_figures_stand_each_over_its_own_column() -> None:
    head = [
        w
        for text, x in (("Region", 50), ("Average", 200), ("Standard", 240), ("Amount", 285))
        for w in words(text, x, 100)
    ]
    table: list[Word] = []
    for i, label in enumerate(("Harbour", "Valley", "Plain", "Hill")):
        table += words(label, 50, 118 + 14 * i)
        for c, x in enumerate((218, 262, 301)):
            table += right(f"{i + c}", x, 118 + 14 * i)
    (grid,) = grids([*head, *table])
    assert rows(grid)[0] == ["Region", "Average", "Standard", "Amount"]


def test_a_rule_under_a_parent_level_does_not_end_the_head() -> None:
    span = [*words("Rate of change", 190, 100), *words("Amounts", 340, 100)]
    head = [*right("1998", 250, 116), *right("1999", 330, 116), *right("2000", 410, 116)]
    table = body(("Harbour", "9", "17", "3"), ("Valley", "4", "12", "8"), ("Plain", "8", "2", "6"), y=132, step=16)
    (grid,) = grids([*span, *head, *table], *(level(97 + 16 * i) for i in range(6)))
    assert grid.head_rows == 2


def test_a_dollar_sign_set_apart_below_a_head_belongs_to_its_figure() -> None:
    lines = [
        ("Harbour", "9", "17"),
        ("Valley", "4", "12"),
        ("Plain", "8", "2"),
        ("Hill", "6", "3"),
        ("Marsh", "5", "4"),
    ]
    head = [*words("1998", 260, 100), *right("1999", 330, 100)]
    signs = [w for y in (114, 128, 156) for w in words("$", 270, y)]
    (grid,) = grids([*head, *body(*lines, y=114), *signs], level(96), level(111), level(184))
    assert rows(grid)[:2] == [["", "1998", "1999"], ["Harbour", "9", "$ 17"]]


def test_rules_that_part_the_levels_of_a_head_make_no_table_of_its_right_half() -> None:
    head = [*words("Spending", 280, 100), *right("1998", 250, 116), *right("1999", 330, 116)]
    table = body(("Harbour", "9", "17"), ("Valley", "4", "12"), ("Plain", "8", "2"), y=132)
    (grid,) = grids([*head, *table], level(96), level(112, 220, 450), level(128, 220, 450))
    assert ["Harbour", "9", "17"] in rows(grid)


def test_texts_beside_one_another_in_columns_that_they_share_are_two() -> None:
    def piece(text: str, first: int, last: int, x: float, y: float) -> Piece:
        (made,) = words(text, x, y)
        return Piece(first, last, [made], y, y + 10)

    name = [piece("电梯维护保", 1, 2, 100, 100), piece("养", 1, 1, 100, 112)]
    rows = [TableRow([piece("4", 0, 0, 50, 106), piece("跨年", 2, 2, 152, 106), piece("0.59", 3, 3, 220, 106)])]
    (row,) = by_bands([TableRow([name[0]]), *rows, TableRow([name[1]])], [])
    assert [p.text.replace(" ", "") for p in row.pieces] == ["4", "电梯维护保养", "跨年", "0.59"]
