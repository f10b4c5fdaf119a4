"""Levels of indicators in a table that is no form, printed once for all their rows and not in the first of them."""

from __future__ import annotations

from services.extract.core.filled import fill_down
from shared.model.table import Cell, Column, Role

COLUMNS = [
    Column(path=("一级指标",), role=Role.LABEL, key="indicator.level1"),
    Column(path=("二级指标",), role=Role.LABEL, key="indicator.level2"),
    Column(path=("三级指标",), role=Role.LABEL, key="indicator.level3"),
    Column(path=("指标值",), role=Role.TEXT, key="indicator.target"),
]


def rows(*texts: tuple[str, ...]) -> list[tuple[Cell, ...]]:
    return [tuple(Cell(text=t, raw=(t,) if t else ()) for t in row) for row in texts]


def test_levels_at_the_foot_of_their_rows_reach_up_and_no_row_is_sure() -> None:
    filled = fill_down(
        rows(
            ("", "数量", "培训期数", "≥12期"),
            ("", "质量", "验收合格率", "100%"),
            ("", "", "资金支付及时率", "≥90%"),
            ("产出", "时效", "完成时间", "12月31日前"),
            ("", "", "单位正常运转", "有效保障"),
            ("效益", "社会效益", "服务人次", "≥3万人次"),
            ("满意度", "服务对象满意度", "学员满意度", "≥90%"),
        ),
        COLUMNS,
    )
    assert [(r[0].text, r[1].text) for r in filled] == [
        ("产出", "数量"), ("产出", "质量"), ("产出", "时效"), ("产出", "时效"),
        ("效益", "社会效益"), ("效益", "社会效益"), ("满意度", "服务对象满意度"),
    ]  # fmt: skip
    assert all(c.confidence < 0.99 for row in filled for c in row)


def test_levels_in_the_first_of_their_rows_are_filled_down_and_their_rows_are_sure() -> None:
    filled = fill_down(
        rows(
            ("产出", "数量", "培训期数", "≥12期"),
            ("", "", "设备数量", "≥30台"),
            ("满意度", "服务对象满意度", "学员满意度", "≥90%"),
        ),
        COLUMNS,
    )
    assert [(r[0].text, r[1].text) for r in filled] == [
        ("产出", "数量"), ("产出", "数量"), ("满意度", "服务对象满意度"),
    ]  # fmt: skip
    assert all(c.confidence == 1.0 for row in filled for c in row[2:])


def test_a_unit_over_several_projects_is_filled_beside_the_next_of_them() -> None:
    columns = [
        Column(path=("单位名称",), role=Role.LABEL, key="unit"),
        Column(path=("项目名称",), role=Role.LABEL, key="item"),
        *COLUMNS,
    ]
    filled = fill_down(
        rows(
            ("辰溪县林业站", "低产林改造", "产出指标", "数量指标", "改造面积", "≥500亩"),
            ("", "", "", "质量指标", "合格率", "100%"),
            ("", "森林防火", "产出指标", "数量指标", "巡山次数", "≥12次"),
        ),
        columns,
    )
    assert [(r[0].text, r[1].text) for r in filled] == [
        ("辰溪县林业站", "低产林改造"), ("辰溪县林业站", "低产林改造"), ("辰溪县林业站", "森林防火"),
    ]  # fmt: skip
    assert filled[2][0].repairs


def test_what_stands_before_the_levels_is_filled_down_beside_levels_set_lower() -> None:
    columns = [Column(path=("项目名称",), role=Role.LABEL, key="item"), *COLUMNS]
    texts = [
        ("河道整治", "产出", "数量", "培训期数", "≥12期"), ("", "", "质量", "合格率", "100%"),
        ("", "效益", "社会效益", "服务人次", "≥3万人次"), ("", "效益", "服务对象满意度", "满意率", "≥90%"),
        ("学校修缮", "产出", "数量", "面积", "50平方米"),
    ]  # fmt: skip
    filled = fill_down(rows(*texts), columns)
    assert [r[0].text for r in filled] == [*(["河道整治"] * 4), "学校修缮"]
    assert filled[1][0].repairs
