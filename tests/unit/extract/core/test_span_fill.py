"""Levels of indicators filled into the rows that their merged cells cover."""

from __future__ import annotations

from services.extract.core.forms.rows import Token
from services.extract.core.forms.span_fill import Levels, fill_levels
from services.extract.templates.forms import load


def _levels(*rows: tuple[str, str, str]) -> list[tuple[str, str]]:
    """What is filled in for rows of first level, second level, name."""
    given = [Levels(first=_token(first), second=_token(second), name=name) for first, second, name in rows]
    filled = fill_levels(given, load())
    return [(row.first.text if row.first else "", row.second.text if row.second else "") for row in filled]


def _token(text: str) -> Token | None:
    return Token(text=text, raw=(text,)) if text else None


def test_wording_does_not_centre_second_levels_whose_first_levels_stand_on_top() -> None:
    levels = _levels(
        ("产出指标", "数量指标", "走访企业家数"),
        ("", "", "巡查到位情况"),
        ("", "质量指标", "居民参与率"),
        ("", "", "报修处理及时率"),
        ("", "", "道路质量"),
        ("效益指标", "社会效益指标", "队伍建设"),
        ("", "", "责任事故"),
    )
    assert levels == [("产出指标", s) for s in ["数量指标"] * 2 + ["质量指标"] * 3] + [("效益指标", "社会效益指标")] * 2


def test_wording_centres_levels_that_both_stand_in_the_middle() -> None:
    levels = _levels(
        ("", "数量指标", "走访企业家数"),
        ("", "", "工程合格率"),
        ("产出指标", "质量指标", "验收合格率"),
        ("", "", "设备完好率"),
        ("", "时效指标", "完成及时率"),
    )
    assert [second for _, second in levels] == ["数量指标", "质量指标", "质量指标", "质量指标", "时效指标"]
    assert {first for first, _ in levels} == {"产出指标"}


def test_a_level_may_reach_a_row_further_up_where_the_wording_says_so() -> None:
    """A row of two lines among rows of one moves the middle of its block."""
    levels = _levels(
        ("", "", "走访企业家数"),
        ("", "", "维护设备台数"),
        ("", "", "编印简报期数"),
        ("", "数量指标", "走访完成情况"),
        ("", "", "巡检次数"),
        ("", "", "培训人次"),
        ("", "", "改造工程验收合格率"),
        ("产出指标", "质量指标", "数据审核差错率"),
        ("", "", "项目验收合格率"),
        ("", "", "信息系统故障率"),
        ("", "", "完成及时性"),
        ("", "时效指标", "报送时间"),
        ("", "", "故障响应时间"),
        ("", "", "预算节约率"),
        ("", "成本指标", "成本控制率"),
    )
    seconds = ["数量指标"] * 6 + ["质量指标"] * 4 + ["时效指标"] * 3 + ["成本指标"] * 2
    assert [second for _, second in levels] == seconds


def test_levels_that_all_stand_in_the_last_of_their_rows_reach_up() -> None:
    levels = _levels(
        ("", "", "设备维护台数"),
        ("", "", "培训场次"),
        ("", "数量指标", "购置设备数量"),
        ("", "", "验收合格率"),
        ("", "质量指标", "支付准确率"),
        ("", "", "故障响应时间"),
        ("", "", "完成时限"),
        ("产出指标", "时效指标", "拨付及时性"),
        ("效益指标", "社会效益指标", "覆盖情况"),
    )
    seconds = ["数量指标"] * 3 + ["质量指标"] * 2 + ["时效指标"] * 3 + ["社会效益指标"]
    assert [second for _, second in levels] == seconds
    assert [first for first, _ in levels] == ["产出指标"] * 8 + ["效益指标"]


def test_rows_above_the_first_label_that_is_in_the_middle_of_none_are_unsure() -> None:
    rows = [
        ("", "", "甲"),
        ("", "", "乙"),
        ("产出指标", "数量指标", "丙"),
        ("", "", "丁"),
        ("", "质量指标", "戊"),
        ("", "", "己"),
    ]
    given = [Levels(first=_token(first), second=_token(second), name=name) for first, second, name in rows]
    assert [row.unsure for row in fill_levels(given, load())] == [True, True, False, True, False, True]


def test_a_merged_first_level_ends_below_rows_whose_second_levels_are_of_the_one_above() -> None:
    """Nothing drawn says where 效益 ends and 满意度 begins; a level that its row prints alone stays."""
    reaching = Token(text="满意度", raw=("满意度",), row_span=2)
    rows = [
        Levels(first=_token("效益"), second=_token("社会效益")),
        Levels(first=reaching, second=_token("生态效益")),
        Levels(first=reaching, second=_token("服务对象满意度")),
    ]
    assert [row.first and row.first.text for row in fill_levels(rows, load())] == ["效益", "效益", "满意度"]
    printed = [rows[0], Levels(first=_token("满意度"), second=_token("生态效益"))]
    assert [row.first and row.first.text for row in fill_levels(printed, load())] == ["效益", "满意度"]
