"""Tables whose level rules end beside merged labels, whole or cut by a page."""

from __future__ import annotations

from shared.model.page import Grid, Rule, Word
from tests.unit.extract.core.test_ledger import grids, level, middle, right, texts, word

#: what each row has right of the labels, 20 points apart
ROWS = (
    ("巡检次数", "≥4次"),
    ("培训人数", "30人"),
    ("验收合格率", "100%"),
    ("节约资金比例", "≥5%"),
    ("群众满意度", "≥90%"),
    ("设备台数", "12台"),
)


def body(top: float) -> list[Word]:
    rows = [(word(name, 303, top + 20 * i), word(value, 403, top + 20 * i)) for i, (name, value) in enumerate(ROWS)]
    return [w for pair in rows for w in pair]


def label(text: str, x: float, top: float, first: int, last: int) -> Word:
    """A label at the middle of its rows."""
    return middle(text, x, top + 10 * (first + last))


def labels(top: float) -> list[Word]:
    projects = [label("系统运维", 80, top, 0, 4), right("46.69", 190, top + 40), label("设备购置", 80, top, 5, 5)]
    firsts = [label(t, 240, top, a, b) for t, a, b in (("产出", 0, 2), ("效益", 3, 3), ("满意", 4, 4), ("产出", 5, 5))]
    return [*projects, right("8.00", 190, top + 100), *firsts]


def steps(top: float) -> list[Rule]:
    """The rules between the rows: below the first two right of all labels, below the next right of the projects."""
    lefts = (300.0, 300.0, 215.0, 215.0, 50.0)
    return [level(top + 15 + 20 * i, x0) for i, x0 in enumerate(lefts)]


def filled(grid: Grid, col: int) -> list[tuple[int, int, str]]:
    """First row, rows and text of each cell of a column below the head."""
    head = grid.head_rows or 0
    return [(t[0] - head, t[2], t[4]) for t in texts(grid) if t[1] == col and t[0] >= head]


PROJECTS = [(0, 5, "系统运维"), (5, 1, "设备购置")]
FIRSTS = [(0, 3, "产出"), (3, 1, "效益"), (4, 1, "满意"), (5, 1, "产出")]


def test_a_cell_takes_the_rows_between_the_rules_over_its_column() -> None:
    names = [
        middle(t, x, 110)
        for t, x in (("项目", 80), ("金额", 170), ("一级指标", 240), ("三级指标", 330), ("指标值", 420))
    ]
    marks = [word("部门：测试局", 50, 80), right("单位：万元", 450, 80), *names, *labels(130), *body(130)]
    (grid,) = grids(marks, level(105), level(125), *steps(130), level(245))
    assert grid.head_rows == 1
    assert filled(grid, 0) == PROJECTS
    assert filled(grid, 2) == FIRSTS
    assert [name for *_, name in filled(grid, 3)] == [name for name, _ in ROWS]
    assert all(f.confidence < 0.99 for c in grid.cells if c.row for f in c.fragments)


def test_a_page_that_cuts_merged_cells_draws_no_rule_there() -> None:
    """No rule stands above the first row, whose labels the page cuts, nor below the last; one alone crosses all."""
    (grid,) = grids([*labels(60), *body(60)], *steps(60))
    assert filled(grid, 0) == PROJECTS
    assert filled(grid, 2) == FIRSTS
    assert [name for *_, name in filled(grid, 3)] == [name for name, _ in ROWS]


def test_rules_that_part_every_column_alike_are_no_stairs() -> None:
    rows = [w for i, (n, v) in enumerate(ROWS) for w in (word(n, 53, 60 + 20 * i), right(v, 440, 60 + 20 * i))]
    (grid,) = grids(rows, *(level(55 + 20 * i) for i in range(7)))
    assert [t[4] for t in texts(grid) if t[1] == 0] == [name for name, _ in ROWS]
