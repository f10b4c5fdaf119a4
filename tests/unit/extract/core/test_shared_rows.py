"""A row that holds the last texts of the head and the total: two rows, each with its own texts."""

from __future__ import annotations

from services.extract.core.heads import shared_rows
from services.extract.core.parts import Caption, Part, matrix_of
from services.extract.templates import load
from shared.model.page import Fragment, Grid, GridCell, GridSource

LEXICON = load().lexicon


def part_of(*cells: tuple[int, int, str, int, int], rows: int, cols: int) -> Part:
    """`cells`: row, column, text, row span and column span of each."""
    made = (
        GridCell(row=r, col=c, row_span=down, col_span=over, fragments=(Fragment(text=text),))
        for r, c, text, down, over in cells
    )
    grid = Grid(cells=tuple(made), rows=rows, cols=cols, source=GridSource.RULED)
    return Part(caption=Caption(), source=GridSource.RULED, matrix=matrix_of(grid), cols=cols)


def texts(part: Part) -> list[list[str]]:
    return [[slot.text for slot in row] for row in part.matrix]


FUND = (
    (0, 0, "项目", 1, 2),
    (1, 0, "科目编码", 1, 1),
    (1, 1, "科目名称", 1, 1),
    (0, 2, "本年收入", 2, 1),
    (0, 3, "本年支出", 2, 3),
    (2, 0, "合计", 1, 2),
    (2, 2, "105.00", 1, 1),
    (3, 0, "221", 1, 1),
    (3, 1, "住房保障支出", 1, 1),
    (3, 2, "105.00", 1, 1),
    (3, 3, "105.00", 1, 1),
    (3, 5, "105.00", 1, 1),
)
LEAVES = ((2, 3, "合计", 1, 1), (2, 4, "基本支出", 1, 1), (2, 5, "项目支出", 1, 1))


def test_the_texts_under_one_over_all_of_them_are_the_head_s() -> None:
    found = shared_rows.parted(part_of(*FUND, *LEAVES, rows=4, cols=6), LEXICON)
    assert texts(found) == [
        ["项目", "项目", "本年收入", "本年支出", "本年支出", "本年支出"],
        ["科目编码", "科目名称", "本年收入", "本年支出", "本年支出", "本年支出"],
        ["科目编码", "科目名称", "本年收入", "合计", "基本支出", "项目支出"],
        ["合计", "合计", "105.00", "", "", ""],
        ["221", "住房保障支出", "105.00", "105.00", "", "105.00"],
    ]
    assert [slot.row for slot in found.matrix[4]] == [4] * 6
    assert {slot.row_span for slot in found.matrix[2][:3]} == {2, 3}
    (said,) = found.repairs
    assert (said.code, said.after) == ("head_parted", "合计 | 基本支出 | 项目支出")


def test_figures_and_words_that_no_head_has_there_stay_in_their_row() -> None:
    plain = part_of(*FUND, (2, 3, "105.00", 1, 1), (2, 5, "105.00", 1, 1), rows=4, cols=6)
    strange = part_of(*FUND, *LEAVES[:2], (2, 5, "湿地巡护", 1, 1), rows=4, cols=6)
    twice = part_of(*FUND, *LEAVES[:2], (2, 5, "基本支出", 1, 1), rows=4, cols=6)
    for part in (plain, strange, twice):
        assert shared_rows.parted(part, LEXICON) == part


def test_a_row_of_nothing_else_is_no_total() -> None:
    without = [cell for cell in FUND if cell[0] != 2]
    part = part_of(*without, *LEAVES, rows=4, cols=6)
    assert shared_rows.parted(part, LEXICON) == part
