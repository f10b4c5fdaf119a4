"""What a published report must hold, beside what its own 目录 promises (domain.md §1.1, RM-05), and the years that its
prose may speak of (RM-03)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from services.validate.core import places as b
from services.validate.core.relations import NotEvaluated, Outcome, Passed
from services.validate.core.rule import Rule, declared
from services.validate.core.rules.completeness import plain_title
from services.validate.core.select import Index
from shared.model.document import ReportType
from shared.model.finding import FINDING_CODES, Finding, Severity
from shared.model.fold import fold

SOURCE = "domain.md §1.1, §2.10"
PUBLISHED = {ReportType.DEPARTMENT_BUDGET, ReportType.FINAL_ACCOUNTS}
_WHOLE = r"^(?:部门|单位|预算单位|综合|预算|决算)*{}(?:预算|决算)?(?:总体情况|情况|总)?表"
#: (name, kinds that are it, its title in any wording) of the tables that every family prints (财预〔2016〕143号)
TABLES = (
    ("收支总表", (b.SUM,), re.compile(r"(?<!拨款)(?:收支|收入支出)")),
    ("收入总表", (b.INC,), re.compile(_WHOLE.format("收入"))),
    ("支出总表", (b.EXP,), re.compile(_WHOLE.format("支出"))),
    ("财政拨款收支总表", (b.FIS,), re.compile(r"拨款收(?:支|入支出)")),
    ("一般公共预算支出表", (b.FUN,), re.compile(r"一般公共预算.{0,6}支出")),
    ("基本支出表", (b.BAS, b.ECO, b.ECO_BASIC), re.compile(r"基本支出|经济分类")),
    ("“三公”经费表", (b.THREE,), re.compile(r"三公")),
    ("政府性基金预算支出表", (b.FUND,), re.compile(r"政府性基金")),
)
#: (name, words of its text) of the parts
PARTS = (
    ("主要职责", re.compile(r"职责|职能")),
    ("机构设置", re.compile(r"机构设置|内设机构|单位构成|机构情况|机构及")),
    ("“三公”经费说明", re.compile(r"三公")),
    ("机关运行经费说明", re.compile(r"机关运行经费")),
    ("政府采购说明", re.compile(r"政府采购")),
    ("名词解释", re.compile(r"名词解释|专业名词|术语")),
)
#: reports with fewer headings give an extract of their prose
FEWEST_SECTIONS = 8


def check_tables(index: Index) -> Iterator[Outcome]:
    """RM-05: the tables that the law asks for. What 目录 lists is RT-14's matter; without 目录 nothing is known."""
    document = index.document
    if document.report.type not in PUBLISHED:
        return
    if not document.contents:
        yield NotEvaluated(where="目录", why="没有目录，不知道报告原有哪些表")
        return
    kinds = {(t.kind or "").removeprefix("final_") for t in document.tables}
    named = (*document.contents, *(t.title for t in document.tables), *(s.title for s in document.sections))
    titles = [plain_title(t) for t in named]
    absent = [n for n, own, words in TABLES if not kinds & set(own) and not any(words.search(t) for t in titles)]
    yield from _told(absent, "表", "tables", len(TABLES))


def check_parts(index: Index) -> Iterator[Outcome]:
    """RM-05: the parts of the prose that the law asks for."""
    document = index.document
    if document.report.type not in PUBLISHED or not document.sections:
        return
    if len(document.sections) < FEWEST_SECTIONS:
        yield NotEvaluated(where="正文", why="正文只有几节，可能是摘录")
        return
    texts = [fold(s.title + s.text) for s in document.sections]
    absent = [name for name, words in PARTS if not any(words.search(t) for t in texts)]
    yield from _told(absent, "部分", "parts", len(PARTS))


def _told(absent: list[str], what: str, what_en: str, count: int) -> Iterator[Outcome]:
    """A note: the list is of the whole country, a place may have reasons of its own."""
    if not absent:
        yield Passed(count=count)
        return
    said = "、".join(absent)
    yield Finding(
        code="missing_contents",
        severity=FINDING_CODES["missing_contents"],
        rule="RM-05",
        message=f"报告没有应公开的{what}：{said}，目录也没有列出（RM-05）。"
        if what == "表"
        else f"报告的正文没有应公开的{what}：{said}（RM-05）。",
        message_en=f"The report lacks {what_en} that must be published: {said} (RM-05).",
        where=f"应公开的{what} / {said}",
        expected=said,
    )


_BUDGET_OF = re.compile(
    r"(?<![\d\-~至])(20\d\d)年度?(?:[\u4e00-\u9fff]{0,12}(?:部门|单位)|本部门|我局)?"
    r"(?:收入|支出|收支|基本支出|项目支出|\"?三公\"?经费|政府采购)?(?:总)?预算(?:收入|支出|总额|安排|数)"
)
_ELSEWHERE = re.compile(r"截[至止]|依据|根据|按照|文件|通知|决算|规划|同比|累计")


def check_years(index: Index) -> Iterator[Outcome]:
    """RM-03p: the prose speaks of the budgets of the report's year and of the year before (a year left from a copy)."""
    year = index.document.report.year
    if year is None or index.document.report.year_source == "inferred":
        return
    seen: set[int] = set()
    for section in index.document.sections:
        for paragraph in section.paragraphs:
            text = re.sub(r"《[^》]*》", "", fold(paragraph.text))
            for match in _BUDGET_OF.finditer(text):
                named = int(match.group(1))
                clause = re.split(r"[。;；]", text[: match.start()])[-1]
                if named in {year, year - 1} or _ELSEWHERE.search(clause + match.group()):
                    yield Passed()
                elif named not in seen:
                    seen.add(named)
                    yield Finding(
                        code="year_mismatch",
                        severity=FINDING_CODES["year_mismatch"],
                        rule="RM-03p",
                        message=f"正文“{section.title}”写作“{match.group()}”，报告是 {year} 年的（RM-03p）。",
                        message_en=f"The prose says “{match.group()}”, the report is of {year} (RM-03p).",
                        where=f"正文 / {section.title} / {named}年",
                        expected=str(year),
                        actual=str(named),
                        page=paragraph.place.page,
                        line=paragraph.place.line,
                    )


_note = declared(source=SOURCE, applies="部门预算、部门决算", severity=Severity.INFO)
_warn = declared(source=SOURCE, applies="有文字部分的报告", severity=Severity.WARNING)


def check_timeliness(_: Index) -> Iterator[Outcome]:
    """RM-06: no report prints when it was approved, nor which units its department has: told, never taken as right."""
    yield NotEvaluated(where="公开时限与范围", why="需要批复日期、公开日期与下属单位名单，报告中没有")


RULES: tuple[Rule, ...] = (
    _note("RM-05", "应公开的表", "Required tables", "143 号文所列各表俱全", check_tables),
    _note("RM-05p", "应公开的部分", "Required parts", "职责、机构、三公、运行经费、采购、名词解释俱全", check_parts),
    _note("RM-06", "公开时限与范围", "Timeliness", "批复后 20 日内公开，覆盖每个下属单位", check_timeliness),
    _warn("RM-03p", "正文的年度", "Years of the prose", "正文的预算年度 ∈ {Y, Y−1}", check_years),
)
