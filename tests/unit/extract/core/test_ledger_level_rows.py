"""Tables of indicators whose merged labels no rule parts."""

from __future__ import annotations

from services.extract.core.ledger.level_rows import level_rows
from services.extract.core.ledger.stacks import LedgerRow
from tests.unit.extract.core.test_ledger import placed

Item = tuple[str, int, float]

#: indicator and value of each row, 20 points apart: five of one project, two of the next
ROWS = ("巡检次数", "培训人数", "合格率", "节约比例", "群众满意度", "设备台数", "完好率")
VALUES = ("4次", "30人", "逐步提高", "按期", "90%", "12台", "100%")


def rows(top: float = 100.0) -> list[Item]:
    return [
        (t, c, top + 20 * i)
        for i, pair in enumerate(zip(ROWS, VALUES, strict=True))
        for c, t in zip((4, 5), pair, strict=True)
    ]


def spans(found: list[LedgerRow], column: int) -> list[tuple[int, int, str]]:
    """First row, rows and text of each cell of a column."""
    cells = [(i, s) for i, row in enumerate(found) for s in row.cells if s.first == column]
    return [(i, s.row_span, "".join(t.text for t in s.tokens)) for i, s in cells]


#: at the middle of their rows: two, one, one, one; two
SECONDS = [
    ("数量指标", 3, 110.0), ("质量指标", 3, 140.0), ("经济效益指标", 3, 160.0), ("服务对象满意", 3, 174.0),
    ("度指标", 3, 186.0), ("数量指标", 3, 210.0),
]  # fmt: skip
FIRSTS = [("产出指标", 2, 120.0), ("效益指标", 2, 160.0), ("满意度指标", 2, 180.0), ("产出指标", 2, 210.0)]
PROJECTS = [("系统运维", 0, 140.0), ("46.69", 1, 140.0), ("设备购置", 0, 210.0), ("8.00", 1, 210.0)]


def test_the_words_of_levels_tell_the_rows_of_each_label_and_of_each_project() -> None:
    found = level_rows(placed(*rows(), *SECONDS, *FIRSTS, *PROJECTS))
    assert found is not None
    assert spans(found, 3) == [
        (0, 2, "数量指标"), (2, 1, "质量指标"), (3, 1, "经济效益指标"),
        (4, 1, "服务对象满意度指标"), (5, 2, "数量指标"),
    ]  # fmt: skip
    assert spans(found, 2) == [(0, 3, "产出指标"), (3, 1, "效益指标"), (4, 1, "满意度指标"), (5, 2, "产出指标")]
    assert spans(found, 0) == [(0, 5, "系统运维"), (5, 2, "设备购置")]
    assert spans(found, 1) == [(0, 5, "46.69"), (5, 2, "8.00")]
    assert not any(row.sure for row in found)


def test_a_name_of_several_lines_belongs_to_the_row_of_the_value_that_it_is_centred_on() -> None:
    wrapped = [item for item in rows() if item[0] != "培训人数"]
    lines = [("参加培训的", 4, 114.0), ("总人数", 4, 126.0)]
    found = level_rows(placed(*wrapped, *lines, *SECONDS, *FIRSTS, *PROJECTS))
    assert found is not None
    assert [text for *_, text in spans(found, 4)][:3] == ["巡检次数", "参加培训的总人数", "合格率"]


def test_where_cells_are_set_at_the_top_labels_begin_level_with_the_first_of_their_rows() -> None:
    wrapped = [item for item in rows() if item[0] != "培训人数"]
    lines = [("参加培训的", 4, 120.0), ("总人数", 4, 130.0)]
    heights = {"数量指标": 100.0, "质量指标": 140.0, "经济效益指标": 160.0, "服务对象指标": 180.0}
    seconds = [(text, 3, y) for text, y in heights.items()]
    found = level_rows(placed(*wrapped, *lines, *seconds, ("数量指标", 3, 200.0)))
    assert found is not None
    assert [(i, n) for i, n, _ in spans(found, 3)] == [(0, 2), (2, 1), (3, 1), (4, 1), (5, 2)]


def test_a_page_may_have_the_label_of_its_first_rows_printed_by_the_one_before() -> None:
    found = level_rows(placed(*rows(), *SECONDS, *FIRSTS[1:], *PROJECTS[2:]))
    assert found is not None
    assert spans(found, 2) == [(3, 1, "效益指标"), (4, 1, "满意度指标"), (5, 2, "产出指标")]
    assert spans(found, 0) == [(5, 2, "设备购置")]


def test_a_unit_alone_beside_several_projects_is_that_of_all() -> None:
    shifted = [(t, c + 1, y) for t, c, y in (*rows(), *SECONDS, *FIRSTS, *PROJECTS)]
    found = level_rows(placed(("测试局", 0, 100.0), *shifted))
    assert found is not None
    assert spans(found, 0) == [(0, 7, "测试局")]


def test_labels_whose_levels_stand_beside_others_rows_make_no_table() -> None:
    """A first level beside second levels of another: something is read wrong, and nothing is told by words."""
    firsts = [("效益指标", 2, 120.0), ("产出指标", 2, 160.0), *FIRSTS[2:]]
    assert level_rows(placed(*rows(), *SECONDS, *firsts, *PROJECTS)) is None
    assert level_rows(placed(*rows(), *FIRSTS)) is None


def test_the_label_of_rows_that_a_page_cuts_may_stand_beyond_them() -> None:
    """Set at half the height of all its rows, some of which are on the page before, or on the next."""
    firsts = [("产出指标", 2, 84.0), *FIRSTS[1:]]
    found = level_rows(placed(*rows(), *SECONDS, *firsts, *PROJECTS[:2], ("设备购置", 0, 240.0), ("8.00", 1, 240.0)))
    assert found is not None
    assert spans(found, 2)[0] == (0, 3, "产出指标")
    assert spans(found, 0)[-1] == (5, 2, "设备购置")


def test_the_last_row_of_a_page_may_be_set_at_its_top() -> None:
    shown = [item for item in rows() if item[0] != "完好率"]
    lines = [("设备运行的", 4, 220.0), ("完好率", 4, 230.0)]
    found = level_rows(placed(*shown, *lines, *SECONDS, *FIRSTS, *PROJECTS))
    assert found is not None
    assert spans(found, 4)[-1] == (6, 1, "设备运行的完好率")


def test_a_project_alone_at_the_middle_of_its_rows_is_none_of_the_one_that_ends_above() -> None:
    """The page before printed the first project, the rest of whose goal stands here."""
    goals = [("年稳定运行。", 1, 100.0), ("完成购置，", 1, 204.0), ("投入使用。", 1, 216.0)]
    found = level_rows(placed(*rows(), *SECONDS, *FIRSTS, *goals, ("设备购置", 0, 210.0)))
    assert found is not None
    assert spans(found, 0) == [(5, 2, "设备购置")]
    assert spans(found, 1) == [(0, 5, "年稳定运行。"), (5, 2, "完成购置，投入使用。")]
