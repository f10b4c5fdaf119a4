"""Rows that leave no cell where a merged one goes on: put right where only one way fits, in doubt where several do."""

from __future__ import annotations

from services.extract.readers.text_rows import TextRow
from services.extract.readers.text_spans import reached_down, straightened


def rows(*texts: str) -> list[TextRow]:
    return [TextRow(line=at, cells=tuple(text.split("|"))) for at, text in enumerate(texts, start=1)]


def straight(*texts: str) -> list[str]:
    return ["|".join(row.cells) for row in straightened(rows(*texts))]


def test_a_parent_stands_over_the_run_that_it_covers() -> None:
    found = straight("单位|年度|公务用车|备注", "||小计|购置|运行|", "甲馆|2031年|9|4|5|")
    assert found[0] == "单位|年度|公务用车|||备注"


def test_two_parents_that_cover_the_same_texts() -> None:
    assert straight("收入|支出", "项目|预算数|项目|预算数", "甲|5|乙|5")[0] == "收入||支出|"


def test_parents_that_may_cover_these_columns_or_others_stay_in_doubt() -> None:
    first, *others = straightened(rows("收入|支出", "项目|预算数|科目|基本|项目", "甲|5|乙|3|2"))
    assert first.cells == ("收入", "支出")
    assert first.confidence < 0.99
    assert all(row.confidence == 1 for row in others)


def test_figures_of_a_total_stand_in_columns_of_figures() -> None:
    found = straight("编码|名称|合计|基本", "201|行政运行|1,005|5", "208|离退休|7|7", "合计|1,012|12")
    assert found[-1] == "合计||1,012|12"


def test_codes_of_two_digits_make_no_column_of_amounts() -> None:
    head = "类|款|名称|合计|人员经费|公用经费"
    found = straight(head, "302|16|培训费|5||5", "302|26|劳务费|7||7", "303|02|退休费|9|9|", "合计|21|9|12")
    assert found[-1] == "合计|||21|9|12"


def test_totals_of_two_halves() -> None:
    found = straight("编码|名称|数|编码|名称|数", "301|工资|5|302|办公费|7", "人员经费合计|5.00|公用经费合计|7.00")
    assert found[-1] == "人员经费合计||5.00|公用经费合计||7.00"


def test_rows_that_are_short_since_their_last_cells_are_blank_stay() -> None:
    texts = ("项目|||收入", "编码|名称|类别|合计|其他", "201|行政运行|甲|5|1", "合计|||5")
    assert straight(*texts) == list(texts)


def test_a_total_of_a_table_whose_first_head_was_lost_begins_in_the_first_column() -> None:
    assert straight("|名称|合计|基本", "合计|0.00|0.00")[-1] == "合计||0.00|0.00"


def test_a_blank_in_a_short_total_is_a_column_without_one_where_blank_cells_at_the_right_are_kept() -> None:
    texts = ("名称|片区|人次|面积", "甲馆|东片|5|", "乙馆|西片|2|7", "合计||7")
    assert straight(*texts)[-1] == "合计|||7"


def test_a_blank_in_a_short_total_may_stand_under_names_or_figures() -> None:
    texts = ("名称|片区|人次|面积", "甲馆|东片|5|3", "乙馆|西片|2|7", "合计||7")
    *others, last = straightened(rows(*texts))
    assert last.cells == ("合计", "", "7")
    assert last.confidence < 0.99
    assert all(row.confidence == 1 for row in others)


def test_a_blank_in_a_short_total_stands_under_names_where_other_rows_are_cut_short() -> None:
    *_, last = straightened(rows("名称|片区|人次|面积", "甲馆|东片|5", "乙馆|西片|2|7", "合计||7"))
    assert last.cells == ("合计", "", "7")
    assert last.confidence == 1


def down(*texts: str) -> list[str]:
    return ["|".join(row.cells) for row in reached_down(rows(*texts))]


def test_cells_of_a_head_stand_under_the_parents_where_no_cell_is_left_for_what_reaches_down() -> None:
    head = "事项|单位|上年|||来源||"
    body = "修缮|甲馆|0.18|4.3|9|8|7|5"
    assert down(head, "面积|新增|结存|小计|拨款|其他", body)[1] == "||面积|新增|结存|小计|拨款|其他"
    totals = down("事项|上年||||本年", "按来源合计|计划|||完成合计", "面积|新增|结存", "修缮|4|3|2|5|6")
    assert totals[:3] == ["事项|上年||||本年", "|按来源合计|计划|||完成合计", "||面积|新增|结存|"]
    deep = down("名称|计划|||按来源", "完成|||合计", "数量|人次|小计", "甲|1|2|3|4")
    assert deep[:3] == ["名称|计划|||按来源", "|完成|||合计", "|数量|人次|小计|"]


def test_a_head_whose_cells_are_more_or_fewer_than_its_parents_cover_stays_as_it_is() -> None:
    assert [row.confidence < 0.99 for row in reached_down(rows("片区|其中", "合计", "甲|5"))] == [True, True, False]
    for lower in ("面积|新增", "|面积|新增|结存|小计|拨款", "面积|新增|结存|小计|拨款|其他|合计|率|数"):
        assert down("事项|单位|上年|||来源||", lower, "修缮|甲馆|0.18|4.3|9|8|7|5")[1] == lower
    assert down("单位|车辆|||备注", "|小计|购置|运行", "甲馆|9|4|5|")[1] == "|小计|购置|运行"
    assert down("事项|单位|小计", "一|二|3") == ["事项|单位|小计", "一|二|3"]


def test_a_total_of_words_is_no_row_of_a_head_that_begins_with_it() -> None:
    found = straight(
        "预算数|决算数",
        "合计|公务用车|接待|合计|公务用车|接待",
        "|购置|运行|||购置|运行|",
        "9|1|2|6|12|3|4|5",
    )
    assert found[:2] == ["预算数||||决算数|||", "合计|公务用车||接待|合计|公务用车||接待"]


def test_a_total_goes_where_its_figures_are_sums() -> None:
    head = "序号|采购项目|类别|数量|金额|备注"
    found = straight(head, "1|桌椅|货物|3|5.20|是", "2|印刷|服务|1|4.00|否", "合计||||9.20|".replace("||||", "|||"))
    assert found[-1] == "合计||||9.20|"


def test_a_short_total_that_no_sum_places_is_in_doubt() -> None:
    head = "序号|采购项目|类别|数量|金额|备注"
    found = straightened(rows(head, "1|桌椅|货物|3|5.20|是", "2|印刷|服务|1|4.00|否", "合计|||8.20|"))
    assert found[-1].confidence < 0.99


INDICATORS = "项目名称|预算数|一级指标|二级指标|三级指标|指标值"


def test_indicators_stand_right_of_the_cells_that_reach_down() -> None:
    found = down(
        INDICATORS,
        "库房改造|20.50|产出指标|数量指标|修缮面积|≥300平方米",
        "更新密集架|≥12组",
        "质量指标|验收合格率|=100%",
        "满意度指标|服务对象满意度指标|读者满意度|≥90%",
        "年鉴编纂|8.00|产出指标|时效指标|完成时限|12月底前",
    )
    assert found[2:5] == [
        "||||更新密集架|≥12组",
        "|||质量指标|验收合格率|=100%",
        "||满意度指标|服务对象满意度指标|读者满意度|≥90%",
    ]


def test_indicators_whose_levels_tell_nothing_are_left_as_they_are() -> None:
    first = "库房改造|20.50|产出指标|数量指标|修缮面积|≥300平方米"
    assert down(INDICATORS, first, "更新密集架|≥12组")[2] == "更新密集架|≥12组"  # no level came right
    strange = "密集架|更新密集架|≥12组"  # another cell than that of a level would stand under 二级指标
    assert down(INDICATORS, first, "质量指标|验收合格率|=100%", strange)[2:] == ["质量指标|验收合格率|=100%", strange]


def test_a_short_row_of_indicators_without_level_or_measure_is_in_doubt() -> None:
    first = "库房改造|20.50|产出指标|数量指标|修缮面积|≥300平方米"
    found = reached_down(rows(INDICATORS, first, "质量指标|验收合格率|=100%", "资料齐备", "更新密集架|≥12组"))
    assert [row.confidence < 0.99 for row in found[2:]] == [False, True, False]


def test_the_head_of_a_table_without_data_ends_above_a_blank_row_or_a_total() -> None:
    head = ["科目编码|科目名称|本年支出||", "合计|基本支出|项目支出"]
    for below in ("||||", "合计||||"):
        assert down(*head, below)[1] == "||合计|基本支出|项目支出"
