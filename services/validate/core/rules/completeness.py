"""Completeness: 目录 against tables, gaps in 表 N, notes under empty tables (domain.md RT-13, RT-14, RM-01, RM-05)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from difflib import SequenceMatcher

from services.validate.core import places as b
from services.validate.core import words
from services.validate.core.amounts import show
from services.validate.core.relations import NotEvaluated, Outcome, Passed
from services.validate.core.rule import Rule
from services.validate.core.select import Index
from shared.model.document import Document, ReportType
from shared.model.finding import Finding, Severity
from shared.model.fold import fold
from shared.model.table import Table

SOURCE = "domain.md §2.5, §2.10"
ALIKE = 0.8
_PREFIX = re.compile(r"^(?:(?:公开)?(?:附)?表[0-9一二三四五六七八九十\-]{1,5}[:：.、]?|\d{1,2}[.、])")
_TITLE_NOISE = re.compile(r"[《》\"()、,.·]|20\d\d年(?:度)?")
_CHINESE = {c: n for n, c in enumerate("一二三四五六七八九十", start=1)}


def plain_title(title: str) -> str:
    """A title for comparison: folded, without 表 N, year, quotes and brackets, and without the name of a block."""
    return _TITLE_NOISE.sub("", _PREFIX.sub("", fold(title).split("·")[0]))


def number_of(table: Table) -> int | None:
    """The N of 表 N where it is a plain number."""
    text = fold(table.number or "").removeprefix("表").removeprefix("公开").removesuffix("表")
    if text.isdecimal():
        return int(text)
    if text and all(c in _CHINESE for c in text):
        tens, _, ones = text.rpartition("十") if "十" in text else ("", "", text)
        return (_CHINESE.get(tens, 1) * 10 if "十" in text else 0) + _CHINESE.get(ones, 0)
    return None


def leading_number(table: Table) -> int | None:
    """The N of 表 N, also of 表 N-1 (a part of it)."""
    plain = number_of(table)
    if plain is not None:
        return plain
    match = re.search(r"\d+", fold(table.number or ""))
    return int(match.group(0)) if match else None


def alike(one: str, other: str) -> float:
    """How alike two plain titles are; 1 where one is the end of the other (whole title and its short form)."""
    if one == other:
        return 1.0
    if min(len(one), len(other)) >= 6 and (one.endswith(other) or other.endswith(one)):
        return 0.95
    return SequenceMatcher(a=one, b=other, autojunk=False).ratio()


def matched(contents: Sequence[str], tables: Sequence[Table]) -> list[Table | None]:
    """For every line of 目录 its table: same title, then the most alike, then the same number."""
    result: list[Table | None] = [None] * len(contents)
    free = {plain_title(t.title): t for t in reversed(tables) if t.title}
    wanted = [plain_title(c) for c in contents]
    for at, title in enumerate(wanted):
        if title in free:
            result[at] = free.pop(title)
    pairs = sorted(
        ((alike(title, other), at, other) for at, title in enumerate(wanted) if result[at] is None for other in free),
        reverse=True,
    )
    for score, at, other in pairs:
        if score >= ALIKE and result[at] is None and other in free and other not in wanted:
            result[at] = free.pop(other)
    by_number = {n: t for t in tables if (n := number_of(t)) is not None}
    used = {id(t) for t in result if t is not None}
    for at in range(len(contents)):
        by_place = by_number.get(at + 1)
        if result[at] is None and by_place is not None and id(by_place) not in used:
            same_base = any(r is not None and plain_title(r.title) == plain_title(by_place.title) for r in result)
            if not same_base and plain_title(by_place.title) not in wanted:
                result[at] = by_place
    return result


def check_contents(index: Index) -> Iterator[Outcome]:
    """RT-14: every table that 目录 lists is there."""
    document = index.document
    contents = document.contents
    if not contents:
        yield from _no_contents(document)
        return
    for at, (title, table) in enumerate(zip(contents, matched(contents, document.tables), strict=True)):
        if table is None and _elsewhere(document, title):
            yield Passed()
            continue
        if table is None and "表" not in title:
            yield NotEvaluated(where=f"目录 / {title}", why="此行可能不是表")
            continue
        if table is None:
            yield missing(document, title, str(at + 1), "目录列有", "the contents page lists it")
            continue
        yield Passed()
        if plain_title(title) != plain_title(table.title):
            yield Finding(
                code="title_variant",
                severity=Severity.INFO,
                rule="RT-14",
                message=f"目录作“{title}”，表上印作“{table.title}”（RT-14）。",
                message_en=f"The contents page says “{title}”, the table “{table.title}” (RT-14).",
                table=table.id,
                table_title=table.title,
                where=f"目录 / {title}",
                expected=title,
                actual=table.title,
                page=table.place.page,
            )


def _elsewhere(document: Document, title: str) -> bool:
    """Whether the title stands over a form, or over words that say that the table is empty."""
    wanted = plain_title(title)
    if any(plain_title(form.title) == wanted for form in document.forms):
        return True
    return any(
        plain_title(section.title) == wanted and words.EMPTY_NOTE.search(fold(section.text))
        for section in document.sections
    )


def _no_contents(document: Document) -> Iterator[Outcome]:
    if document.report.type in {ReportType.DEPARTMENT_BUDGET, ReportType.FINAL_ACCOUNTS} and document.tables:
        yield Finding(
            code="missing_contents",
            severity=Severity.INFO,
            rule="RT-14",
            message="报告没有目录，完整性只能由表的编号看出（RT-14）。",
            message_en="The report has no contents page: completeness shows by the table numbers only (RT-14).",
            where="文首",
            expected="目录",
            actual="",
        )


def check_numbers(index: Index) -> Iterator[Outcome]:
    """RT-14: the numbers 表 1, 表 2 … have no gap. An excerpt (表 5, 表 6, 表 8) is judged from its first number."""
    document = index.document
    numbers = sorted({n for t in document.tables if (n := leading_number(t)) is not None})
    most = len(numbers) * 2
    if len(numbers) < 3:
        return
    first = 1 if numbers[-1] <= most else numbers[0]
    if numbers[-1] - first >= most:
        return
    listed = {at + 1 for at in range(len(document.contents))}
    for number in range(first, numbers[-1] + 1):
        if number in numbers:
            yield Passed()
        elif number not in listed:
            yield missing(document, f"表{number}", str(number), "表的编号不连续", "the numbering has a gap")


#: kinds whose title is the same everywhere: (what must stand in it, the whole title)
STANDARD_TITLES = {
    kind: (re.compile(r"(?:部门|单位).{0,8}整体(?:支出)?绩效"), "部门（单位）整体支出绩效目标表")
    for kind in ("annual_tasks", "performance_indicators")
}


def check_titles(index: Index) -> Iterator[Outcome]:
    """RT-14v: a title that is short of what the table is called everywhere else (整体支出绩效目标表)."""
    seen: set[str] = set()
    for table in index.document.tables:
        pattern, whole = STANDARD_TITLES.get(table.kind or "", (None, ""))
        title = table.title.split("·")[0]
        if pattern is None or title in seen or "整体" not in title:
            continue
        seen.add(title)
        if pattern.search(fold(title)):
            yield Passed()
            continue
        yield Finding(
            code="title_variant",
            severity=Severity.INFO,
            rule="RT-14v",
            message=f"表名印作“{title}”，通行的全称为“{whole}”（RT-14v）。",
            message_en=f"The title is “{title}”; the table is called “{whole}” (RT-14v).",
            table=table.id,
            table_title=title,
            where=f"{title} / 表名",
            expected=whole,
            actual=title,
            page=table.place.page,
            line=table.place.line,
        )


def missing(document: Document, title: str, number: str, why: str, why_en: str) -> Finding:
    """A table that is not there; the message says whether its place in the input is blank."""
    blank = number in document.blank_table_numbers
    if blank:
        what, what_en = "原文中它的位置是空白，是提取时丢失的", "its place in the input is blank: lost in extraction"
    elif document.blank_pages:
        pages = "、".join(str(p) for p in document.blank_pages[:6])
        what, what_en = f"原文第 {pages} 页空白，可能是提取时丢失的", f"pages {pages} of the input are blank"
    else:
        what, what_en = "原文中没有它的空白位置", "the input has no blank place for it"
    return Finding(
        code="missing_table",
        severity=Severity.ERROR,
        rule="RT-14",
        message=f"没有找到“{title}”：{why}，{what}（RT-14）。",
        message_en=f"“{title}” was not found: {why_en}; {what_en} (RT-14).",
        table_title=title,
        where=f"目录 / {title}" if document.contents else title,
        expected=title,
        actual="",
    )


def check_units(index: Index) -> Iterator[Outcome]:
    """RM-01: every table of money prints its unit."""
    for view in index.views:
        if not view.money or not any(v for _, v in view.figures()):
            continue
        if view.table.unit or any(view.units[c] and view.units[c] != view.default_unit for c in view.money):
            yield Passed()
        elif not any("元" in p for c in view.table.columns for p in c.path):
            yield Finding(
                code="unit_not_printed",
                severity=Severity.INFO,
                rule="RM-01",
                message=f"《{view.title}》没有印出金额单位（RM-01）。",
                message_en=f"{view.title} prints no unit (RM-01).",
                table=view.table.id,
                table_title=view.title,
                where=view.title,
                page=view.table.place.page,
            )


def check_sound(index: Index) -> Iterator[Outcome]:
    """RM-07: the tables that came out of reading whole; others are not evaluated, and nothing in them is certain."""
    if index.views:
        yield Passed(count=len(index.views))
    for view, why in index.damaged:
        yield NotEvaluated(where=view.title, why=why)
        rows = enumerate(view.table.rows)
        yield Finding(
            code="garbled_source",
            severity=Severity.WARNING,
            rule="RM-07",
            message=f"《{view.title}》{why}：表内各数没有核对，都可能有误（RM-07）。",
            message_en=f"The columns or rows of {view.title} may be mixed up: its figures were not checked, and any of "
            "them may be wrong (RM-07).",
            table=view.table.id,
            table_title=view.title,
            where=view.title,
            cells=tuple(view.ref(r, c) for r, row in rows for c, cell in enumerate(row.cells) if cell.text),
            page=view.table.place.page,
        )


FUNDS = {"政府性基金": b.FUND, "国有资本经营": b.SOE}
_NONE = re.compile(r"(?:没有|无)(?:使用|安排)?([^,。;]{0,60}?(?:预算|支出|收入|拨款))")


def check_statements(index: Index) -> Iterator[Outcome]:
    """RT-13: 本部门无政府性基金预算支出 against the fund's table."""
    for section in index.document.sections:
        for paragraph in section.paragraphs:
            text = fold(paragraph.text)
            for match in _NONE.finditer(text):
                for name, kind in FUNDS.items():
                    total = b.whole(index.one(kind))
                    if name not in match.group(1) or total is None:
                        continue
                    if not total.amount.value:
                        yield Passed()
                        continue
                    yield Finding(
                        code="text_table_mismatch",
                        severity=Severity.ERROR,
                        rule="RT-13",
                        message=f"正文说无{name}预算支出，而{total.printed_at}为 {show(total.amount.value)}（RT-13）。",
                        message_en=f"The prose says there is no {name} expenditure, {total.printed_at} prints "
                        f"{show(total.amount.value)} (RT-13).",
                        where=f"正文 / {section.title}",
                        cells=(total.cell,) if total.cell else (),
                        expected="0",
                        actual=show(total.amount.value),
                        delta=total.amount.value,
                        tolerance=Decimal(0),
                        page=paragraph.place.page,
                        line=paragraph.place.line,
                    )


def check_note_names(index: Index) -> Iterator[Outcome]:
    """RT-13: the note under an empty fund table names that fund, not another one."""
    for name, kind in FUNDS.items():
        for view in index.kinds.get(kind, []):
            for note in view.table.notes:
                others = [o for o in FUNDS if o != name and o in fold(note)]
                if not words.EMPTY_NOTE.search(fold(note)):
                    continue
                if not others or name in fold(note):
                    yield Passed()
                else:
                    yield Finding(
                        code="wording_mismatch",
                        severity=Severity.WARNING,
                        rule="RT-13",
                        message=f"《{view.title}》的注“{note}”说的是{others[0]}，不是{name}（RT-13）。",
                        message_en=f"The note under {view.title} speaks of another fund (RT-13).",
                        table=view.table.id,
                        table_title=view.title,
                        where=f"{view.title} / 注",
                        expected=name,
                        actual=others[0],
                        page=view.table.place.page,
                    )


def _rule(
    id_: str, title: str, title_en: str, formula: str, check: Callable[[Index], Iterator[Outcome]], severity: Severity
) -> Rule:
    return Rule(
        id=id_,
        title=title,
        title_en=title_en,
        formula=formula,
        source=SOURCE,
        applies="所有报告",
        severity=severity,
        check=check,
    )


RULES: tuple[Rule, ...] = (
    _rule("RT-14", "目录与表", "Contents", "目录所列 = 报告所有的表", check_contents, Severity.ERROR),
    _rule("RT-14n", "表的编号", "Table numbers", "表 1, 2, … 无缺号", check_numbers, Severity.ERROR),
    _rule("RT-14v", "表名", "Titles", "表名为通行的全称", check_titles, Severity.INFO),
    _rule(
        "RT-13s",
        "无基金的说明",
        "Statements of absence",
        "“无政府性基金…” ⇔ 该表为零",
        check_statements,
        Severity.ERROR,
    ),
    _rule("RT-13n", "空表注的名称", "Names in notes", "空表的注说的是本表的基金", check_note_names, Severity.WARNING),
    _rule("RM-07", "表的完好", "Sound tables", "两半分开、名称与编码未失、一格一数", check_sound, Severity.WARNING),
    _rule("RM-01", "金额单位", "Unit printed", "每张金额表印出单位", check_units, Severity.INFO),
)
