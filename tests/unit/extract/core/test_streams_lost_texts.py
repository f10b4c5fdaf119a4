"""Streams of words whose head lost texts, against heads that never printed them, on invented reports."""

from __future__ import annotations

from services.extract.core.heads.lexicon import disorder, is_plausible, meaning
from services.extract.core.heads.words import settle
from services.extract.core.streams.composed import composed_ways
from services.extract.core.streams.head_sums import misfit
from services.extract.core.streams.recovery import recover
from services.extract.core.streams.rows import Placed
from services.extract.core.streams.tokens import tokens_of, unnumbered
from services.extract.core.templates import ColumnTemplate, HeadTemplate
from services.extract.templates import load
from shared.model.page import Grid, Line
from shared.model.table import Role
from tests.unit.extract.core.stream_makers import lines
from tests.unit.extract.core.table_makers import TEMPLATES, grid, part

TITLE = "2031年预算单位一般公共预算支出功能分类预算表\n单位：元\n"
ROWS = """201 一般公共服务支出 90.00 60.00 30.00
201 03 政府办公厅（室）及相关机构事务 90.00 60.00 30.00
201 03 01 行政运行 60.00 60.00
201 03 02 一般行政管理事务 30.00 30.00
合计 90.00 60.00 30.00
"""


def table(text: str) -> list[list[str]]:
    (found,) = (b for b in recover(lines(text), load()) if isinstance(b, Grid))
    rows = [[""] * found.cols for _ in range(found.rows)]
    for cell in found.cells:
        rows[cell.row][cell.col] = cell.text
    return rows


def test_a_column_that_the_rows_fill_is_there_though_its_text_was_lost() -> None:
    """款 is printed nowhere in the head, and holds two digits of the codes."""
    head = "项目 一般公共预算支出\n功能分类科目编码 功能分类科目名称 合计 基本支出 项目支出\n类 项\n"
    found = table(TITLE + head + ROWS)
    assert len(found[0]) == 7
    assert [row[:4] for row in found if "行政运行" in row] == [["201", "03", "01", "行政运行"]]


def test_a_head_without_a_column_for_the_names_that_rows_print_says_no_more() -> None:
    head = "项目 一般公共预算支出\n功能分类科目编码 合计 基本支出\n类 款 项\n"
    found = table(TITLE + head + ROWS)
    assert [row[:4] for row in found if "行政运行" in row] == [["201", "03", "01", "行政运行"]]


def test_columns_under_one_printed_text_of_which_each_row_fills_one_are_that_texts_one_column() -> None:
    title = "政府性基金预算支出情况表\n单位：万元\n"
    head = "科目编码 科目名称 合计 基本支出 项目支出\n"
    rows = "212 城乡社区支出 9.00 9.00\n21208 国有土地使用权出让收入安排的支出 9.00 9.00\n"
    assert table(title + head + rows)[0] == ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]


def test_rows_without_codes_and_names_do_not_tell_which_of_these_were_printed() -> None:
    title = "国有资本经营预算支出表\n单位：万元\n"
    head = "预算单位 科目编码 支出总计 基本支出 项目支出\n"
    found = table(title + head + "云汀市水务局 0 0 0\n")
    assert found[0] == ["预算单位", "科目编码", "科目名称", "支出总计", "基本支出", "项目支出"]


def test_codes_stand_before_the_figures_and_beside_what_they_stand_for() -> None:
    lexicon = load().lexicon

    def columns(*texts: str) -> list[ColumnTemplate]:
        found = [(text, *meaning((text,), lexicon)) for text in texts]
        return [ColumnTemplate(path=(text,), key=key, role=role) for text, key, role in found]

    assert [c.role for c in columns("类", "款")] == [Role.CODE, Role.CODE]
    assert is_plausible(columns("科目编码", "科目名称", "合计"))
    assert not is_plausible(columns("科目编码", "合计"))
    assert not is_plausible(columns("预算单位", "科目编码", "支出总计"))
    assert is_plausible(columns("类", "款", "单位代码", "单位名称（科目）", "合计"))
    assert not is_plausible(columns("项目", "合计", "类"))
    assert not is_plausible(columns("项目", "合计", "科目编码", "单位代码", "单位名称（科目）"))
    words = tokens_of([b for b in lines("项目 合计 人员经费\n类\n办公费 1.00 1.00") if isinstance(b, Line)])
    assert all(head.columns[-1].role is not Role.CODE for _, head in composed_ways(words, lexicon))


def test_a_misread_parent_is_not_the_leaf_that_ends_with_its_words() -> None:
    leaf = "其中：面向小型、微型企业政府采购项目"
    paths = (("名称",), ("{Y}年政府采购项目", "小计"), ("{Y}年政府采购项目", leaf))
    roles = (Role.LABEL, Role.AMOUNT, Role.AMOUNT)
    known = HeadTemplate(
        columns=tuple(ColumnTemplate(path=p, role=r, key=None) for p, r in zip(paths, roles, strict=True))
    )
    head = part(grid("名称|2031年政府采购项日|", f"|小计|{leaf}", "办公费|3|3"))
    settled = settle(head.matrix[:2], known, TEMPLATES, 2031, all_there=True)
    assert settled is not None
    assert [path[0] for path in settled[1:]] == ["2031年政府采购项目"] * 2


def test_of_two_ways_to_put_words_under_others_the_one_whose_sums_hold_is_meant() -> None:
    """小计, 基本支出 and 项目支出 may stand under either year: the subtotal of the second is its sum."""
    title = "一般公共预算支出预算表\n单位：万元\n"
    head = "功能分类科目 2030 年预算数 2031 年预算数\n科目编码 科目名称 小计 基本支出 项目支出\n"
    rows = "201 一般公共服务支出 8.00 9.00 5.00 4.00\n20103 政府办公厅（室）及相关机构事务 8.00 9.00 5.00 4.00\n"
    found = table(title + head + rows)
    assert [found[0][c] for c in (2, 3)] == ["2030 年预算数", "2031 年预算数"]
    assert [found[1][c] for c in (3, 4, 5)] == ["小计", "基本支出", "项目支出"]


def test_a_word_that_heads_have_is_no_remnant_of_a_longer_one() -> None:
    title = "收入决算表\n单位：万元\n"
    head = (
        "项目 本年收入合计 财政拨款收入 上级补助收入 事业收入 经营收入 附属单位上缴收入 其他收入\n科目代码 科目名称\n"
    )
    rows = "204 公共安全支出 9.00 9.00\n20405 法院 9.00 9.00\n"
    assert "科目代码" in [text for row in table(title + head + rows) for text in row]


def test_subtotals_that_are_not_the_sum_of_their_group_speak_against_a_head() -> None:
    def head(*paths: str) -> HeadTemplate:
        columns = [ColumnTemplate(path=tuple(p.split(">")), role=Role.AMOUNT, key=None) for p in paths]
        return HeadTemplate(columns=tuple(columns))

    words = tokens_of([b for b in lines("8.00 9.00 5.00 4.00\n6.00 3.00\n") if isinstance(b, Line)])
    rows: list[Placed] = [{c: [t] for c, t in enumerate(words[:4])}, {c: [t] for c, t in enumerate(words[4:])}]
    assert misfit(rows, head("去年", "今年>小计", "今年>基本支出", "今年>项目支出")) == 0
    assert misfit(rows, head("去年>小计", "去年>基本支出", "去年>项目支出", "今年")) == 1


def test_a_subtotal_over_one_column_that_it_differs_from_in_several_rows_speaks_against_a_head() -> None:
    def head(part: str) -> HeadTemplate:
        paths = (("去年",), ("今年", "小计"), ("今年", part), ("增减", "项目支出"))
        return HeadTemplate(columns=tuple(ColumnTemplate(path=p, role=Role.AMOUNT, key=None) for p in paths))

    text = "8.00 9.00 5.00 4.00\n8.00 3.00 3.00 0.00\n8.00 7.00 1.00 6.00\n"
    words = tokens_of([b for b in lines(text) if isinstance(b, Line)])
    rows: list[Placed] = [{c: [t] for c, t in enumerate(words[at : at + 4])} for at in (0, 4, 8)]
    assert misfit(rows, head("基本支出")) == 1
    assert misfit(rows[:2], head("基本支出")) == 0  # one row may be misprinted
    assert misfit(rows, head("其中：基本支出")) == 0


def test_no_figures_stand_under_a_text_over_codes_and_names() -> None:
    def columns(parent: str) -> list[ColumnTemplate]:
        roles = (Role.CODE, Role.LABEL, Role.AMOUNT)
        texts = ("科目编码", "科目名称", "总计")
        return [ColumnTemplate(path=(parent, t), role=r, key=None) for t, r in zip(texts, roles, strict=True)]

    assert not is_plausible(columns("经济分类科目"))
    assert is_plausible(columns("人员经费"))


def test_figures_of_a_group_are_those_that_its_subtotal_is_the_sum_of() -> None:
    """A figure with none beside it that it could be the sum of is no subtotal: that of the projects."""
    title = "一般公共预算支出表\n单位：万元\n"
    head = "科目编码 科目名称 合计 基本支出 项目支出\n小计 人员经费 公用经费\n"
    rows = (
        "201 一般公共服务支出 9.00 5.00 3.00 2.00 4.00\n20103 政府办公厅（室）及相关机构事务 9.00 5.00 3.00 2.00 4.00\n"
    )
    last = "2010301 行政运行 5.00 5.00 3.00 2.00\n2010302 一般行政管理事务 4.00 4.00\n"
    found = table(title + head + rows + last)
    by_name = {row[1]: row[2:] for row in found}
    assert by_name["一般行政管理事务"] == ["4.00", "", "", "", "4.00"]
    assert by_name["行政运行"] == ["5.00", "5.00", "3.00", "2.00", ""]


def test_of_the_year_before_the_sum_is_printed_alone() -> None:
    text = (
        "功能分类科目 2030 年预算数 2031 年预算数\n科目编码 科目名称 小计 基本支出 项目支出\n201 支出 8.12 8.74 8.74\n"
    )
    words = tokens_of([b for b in lines(text) if isinstance(b, Line)])
    likeliest = composed_ways(words, load().lexicon)[0][1]
    assert [len(column.path) for column in likeliest.columns] == [2, 2, 1, 2, 2, 2]


def test_a_text_that_says_what_is_of_another_may_be_the_last_of_a_head() -> None:
    head = "科目编码 科目名称 总计 事业收入 其他收入\n金额\n其中：非教育\n收费收入预算\n201 支出 8.12 8.74 8.74\n"
    words = tokens_of([b for b in lines(head) if isinstance(b, Line)])
    likeliest = composed_ways(words, load().lexicon)[0][1]
    assert "其中:非教育收费收入预算" in [column.path[-1] for column in likeliest.columns]


def test_sources_of_money_of_a_budget_are_labels_of_the_left_half() -> None:
    title = "部门收支总表\n单位：万元\n收入 支出\n项目 预算数 项目 预算数\n"
    rows = (
        "一般公共预算拨款收入 9.00 农林水支出 5.00\n事业收入预算\n其他支出 4.00\n其他收入预算\n"
        "本年收入合计 9.00 本年支出合计 9.00\n"
    )
    found = table(title + rows)
    assert {"事业收入预算", "其他收入预算"} <= {row[0] for row in found}


def test_the_row_that_numbers_the_columns_is_none_of_the_head_nor_of_the_body() -> None:
    words = tokens_of([b for b in lines("科目名称\n合计\n栏次\n1\n2\n3\n1.00") if isinstance(b, Line)])
    assert [t.folded for t in unnumbered(words)] == ["科目名称", "合计", "1.00"]
    kept = tokens_of([b for b in lines("栏次 1\n合计 9.00") if isinstance(b, Line)])
    assert [t.folded for t in unnumbered(kept)] == ["栏次", "1", "合计", "9.00"]


def test_what_is_of_another_amount_stands_behind_it_under_the_same_text() -> None:
    def columns(*paths: tuple[str, ...]) -> list[ColumnTemplate]:
        return [ColumnTemplate(path=path, role=Role.AMOUNT, key=None) for path in paths]

    part = "其中:教育收费"
    assert disorder(columns(("事业收入", "金额"), ("事业收入", part))) == 0
    assert disorder(columns(("事业收入", "金额"), ("其他收入", part))) > 0


def test_texts_of_one_meaning_stand_over_the_same_ones() -> None:
    lexicon = load().lexicon
    assert "金额" in lexicon.under["事业收入预算"]
    assert "日常公用经费" in lexicon.under["基本支出"]
