"""What the report says it is: type, title, organisation, year. Each from the most reliable place that prints it.

A cover beats headings, headings beat running text; a year is never read out of an amount. What is concluded instead
of read (the year in project codes) is said to be `inferred`; what is neither stays None.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from services.extract.core import contents, numbering
from shared.model.document import Report, ReportType
from shared.model.fold import fold, tidy
from shared.model.page import Line
from shared.model.table import Form, Table

_COVER_LINES = 14
_YEAR = re.compile(r"(?<![\d比较与])(20\d\d)\s*年")
_BUDGET_YEAR = re.compile(r"(?<![\d比较与])(20\d\d)\s*年(?:度)?(?=[^，。；,;：:]{0,40}?(?:预算|决算|绩效目标))")
_YEAR_ALONE = re.compile(r"[（(]?\s*(20\d\d)\s*年度\s*[)）]?")
_TITLE_END = re.compile(
    r"(?:预算|决算)(?:公开)?(?:信息(?:公开)?)?(?:情况)?(?:说明|报告|情况|草案|文本)?$|绩效目标(?:申报|填报)?表(?:[（(].*[)）])?$"
)
_LABEL = re.compile(
    r"(?:预算主管部门|预算部门|预算单位|编制部门|编制单位|填报单位|部门名称|单位名称|部门[（(]单位[)）]名称|公开部门|公开单位|部门|单位)"
    r"(?:[（(](?:盖章|公章)[)）])?\s*[：:]\s*(?P<name>[^：:]*?)(?=\s*[（(]?(?:金额)?单位\s*[：:]|$)"
)
_ORGANIZATION_END = re.compile(
    r"(?:局|委|委员会|办|办公室|中心|院|厅|部|处|会|站|所|校|学院|大学|中学|小学|幼儿园|队|总队|支队|大队|馆|室|办事处|政府|公司|社|团|园|联合会|总工会"
    r"|监狱|银行|基金会|党校|报社|医院|协会|机关)(?:[（(](?:本级|本部|汇总|部门|单位)[)）])?$"
)
_FORM_NAMES = ("申请单位", "部门（单位）名称", "单位名称", "名称", "实施单位", "项目单位", "主管部门")
_CODE_FIELDS = ("项目编码", "项目编号", "项目代码")
_CODE_YEAR = re.compile(r"\d{6}(2\d)\d{7,}")


def identify(lines: Sequence[Line], tables: Sequence[Table], forms: Sequence[Form]) -> Report:
    """`lines`: all lines of the document in order, before tables and furniture are taken out."""
    cover = _cover(lines)
    title = _title(cover, lines, tables, forms)
    organization = _organization(cover, title, lines, tables, forms)
    year, source = _year(title, cover, lines, tables, forms)
    return Report(
        type=_type(title, lines, tables, forms),
        title=title,
        organization=organization,
        year=year,
        year_source=source,
    )


def names_report(text: str) -> bool:
    """Whether a title is that of a whole report: `某局2024年部门预算公开`."""
    return _TITLE_END.search(text) is not None


def names_organization(text: str) -> bool:
    """Whether a text ends as names of organisations do."""
    return _ORGANIZATION_END.search(text) is not None


def _cover(lines: Sequence[Line]) -> list[Line]:
    """The lines before the contents page or the first numbered heading: where a title may stand."""
    listed = contents.locate(lines).lines
    end = min(listed) if listed else _COVER_LINES
    cover = []
    for line in lines[: min(end, _COVER_LINES)]:
        text = tidy(numbering.strip_bullet(line.text))
        if not listed and (numbering.level(text) is not None or re.search(r"[。；]", text)):
            break
        if text and not numbering.is_page_number(text):
            cover.append(line)
    return cover


def _title(cover: Sequence[Line], lines: Sequence[Line], tables: Sequence[Table], forms: Sequence[Form]) -> str | None:
    """The cover's title, its lines joined; bare tables and forms have the title that they share."""
    if _is_bare(tables, forms):
        return _shared_title(tables, forms)
    texts = [tidy(line.text) for line in cover]
    texts = [t for t in texts if not _LABEL.match(t)]
    for start in range(len(texts)):
        joined = ""
        for text in texts[start : start + 4]:
            joined = numbering.join(joined, text)
            if _is_table_title(joined, tables):
                break
            if len(joined) <= 60 and names_report(joined):
                return joined
    return None


def _is_table_title(text: str, tables: Sequence[Table]) -> bool:
    return any(fold(text) == fold(_base(table.title)) for table in tables)


def _base(title: str) -> str:
    return title.partition("·")[0]


def _is_bare(tables: Sequence[Table], forms: Sequence[Form]) -> bool:
    """Whether the document is nothing but performance tables or forms."""
    titles = {_base(t.title) for t in tables if t.kind != "indicator_details"} | {f.title for f in forms}
    titles.discard("绩效指标明细")
    return bool(titles) and all("绩效" in title or "申报" in title or "填报" in title for title in titles)


def _shared_title(tables: Sequence[Table], forms: Sequence[Form]) -> str | None:
    titles = [f.title for f in forms] or [_base(t.title) for t in tables]
    return titles[0] if titles and titles[0] else None


def _type(title: str | None, lines: Sequence[Line], tables: Sequence[Table], forms: Sequence[Form]) -> ReportType:
    if title and "决算" in title:
        return ReportType.FINAL_ACCOUNTS
    if _is_bare(tables, forms):
        applied = bool(forms) and any("申报" in f.title or "申请" in f.title or "填报" in f.title for f in forms)
        return ReportType.PROJECT_APPLICATION if applied else ReportType.PERFORMANCE_TARGETS
    names = [t.title for t in tables] + [tidy(line.text) for line in lines if len(line.text) <= 60]
    final, budget = (sum(word in name for name in names) for word in ("决算", "预算"))
    if not final and not budget:
        return ReportType.UNKNOWN
    return ReportType.FINAL_ACCOUNTS if final > budget else ReportType.DEPARTMENT_BUDGET


def _organization(
    cover: Sequence[Line], title: str | None, lines: Sequence[Line], tables: Sequence[Table], forms: Sequence[Form]
) -> str | None:
    """The cover's label, the title, the label lines above the tables, the forms, the tables: the first that has one."""
    candidates: list[Iterable[str]] = [
        _labelled(cover),
        [_name_in(title)] if title else [],
        _labelled(lines),
        (cell.text for form in forms for name in _FORM_NAMES if (cell := form.field(name)) is not None),
        (table.organization or "" for table in tables),
    ]
    for group in candidates:
        counted = Counter(name for name in group if name and len(name) <= 50)
        if counted:
            return counted.most_common(1)[0][0]
    return None


def _labelled(lines: Iterable[Line]) -> Iterable[str]:
    for line in lines:
        match = _LABEL.match(tidy(line.text))
        if match and not match["name"].endswith("元"):
            yield match["name"].strip()


def _name_in(title: str) -> str:
    """The organisation that a title names: `2022年某局某中心部门预算` → 某局某中心."""
    candidates = [
        re.sub(r"(?:部门|单位)?(?:预算|决算).*$", "", part) for part in re.split(r"20\d\d\s*年(?:度)?", title)
    ]
    names = [c.strip() for c in candidates if _ORGANIZATION_END.search(c.strip())]
    return max(names, key=len, default="")


def _year(
    title: str | None, cover: Sequence[Line], lines: Sequence[Line], tables: Sequence[Table], forms: Sequence[Form]
) -> tuple[int | None, str | None]:
    """(year, `printed` or `inferred`)."""
    head = [fold(title or ""), *(fold(line.text) for line in cover)]
    heads = [text for table in tables for column in table.columns for text in column.path]
    heads += [table.title for table in tables] + [form.title for form in forms]
    short = [fold(line.text) for line in lines if len(line.text) <= 60]
    alone = [m.group(1) for text in short if (m := _YEAR_ALONE.match(text))]
    prose = [fold(line.text) for line in lines]
    for years in (
        [y for text in head for y in _YEAR.findall(text)],
        [str(table.year) for table in tables if table.year]
        + alone
        + [y for t in heads for y in _BUDGET_YEAR.findall(t)],
        [y for text in prose for y in _BUDGET_YEAR.findall(text)],
    ):
        if years:
            counted = Counter(years)
            most = max(counted.values())
            return int(max(y for y, n in counted.items() if n == most)), "printed"
    inferred = _inferred_year(tables, forms)
    return (inferred, "inferred") if inferred else (None, None)


def _inferred_year(tables: Sequence[Table], forms: Sequence[Form]) -> int | None:
    """The year that targets are due in, that project codes bear, or in which the latest named project begins."""
    cells = [c for t in tables for row in t.rows for c in row.cells]
    due = [y for c in cells for y in re.findall(r"(20\d\d)年\d{1,2}月(?:\d{1,2}日)?[底末]?[之以]?前", fold(c.text))]
    if due:
        return int(Counter(due).most_common(1)[0][0])
    codes = [fold(c.text) for f in forms for n in _CODE_FIELDS if (c := f.field(n)) is not None]
    coded = [2000 + int(m.group(1)) for text in codes if (m := _CODE_YEAR.fullmatch(text))]
    if coded:
        return max(coded)
    names = [fold(row.cells[0].text) for t in tables for row in t.rows if row.cells]
    begun = [int(y) for name in names for y in re.findall(r"(?<!-)(?<!\d)(20\d\d)年?(?:-20\d\d)?年", name)]
    return max(begun, default=None)
