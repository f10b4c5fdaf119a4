"""Who and when: organisation, year, names of codes (domain.md RH-03, RM-02, RM-03)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import SequenceMatcher
from functools import cache

from services.validate.core import words
from services.validate.core.entries import EntryKind
from services.validate.core.others import plain_name
from services.validate.core.relations import Outcome, Passed
from services.validate.core.rule import Rule
from services.validate.core.select import Index, View
from shared.codes import Rename, Scheme, load
from shared.model.finding import Finding, Severity
from shared.model.fold import fold

SOURCE = "domain.md §2.4, §2.10"
ALMOST = 0.85
_YEAR = re.compile(r"20\d\d(?=年)")
_REGION = re.compile(r"(?:[^省市区县州盟旗]{1,8}(?:省|市|自治区|区|县|自治州|盟|旗))+")


def check_organization(index: Index) -> Iterator[Outcome]:
    """RM-02: one name of the organisation through the heads of tables and their unit rows."""
    own = index.document.report.organization
    if not own:
        return
    reported: set[str] = set()
    for view in index.views:
        for name, row in _names(view):
            key = fold(name)
            if _is_same(key, fold(own)) or (row is not None and _is_part(key, own)):
                yield Passed()
            elif key not in reported and (row is None or _almost(key, fold(own))):
                reported.add(key)
                yield _other_name(view, name, own, row)


def _names(view: View) -> Iterator[tuple[str, int | None]]:
    if view.table.organization:
        yield view.table.organization, None
    for tree in view.trees:
        for entry in tree.entries:
            if entry.kind is EntryKind.UNIT:
                yield entry.label, entry.row


def _is_same(one: str, other: str) -> bool:
    """Whether two names are one, the province or city before it printed or not (上海市普陀区…局, 普陀区…局)."""
    longer, shorter = sorted((one, other), key=len, reverse=True)
    return longer == shorter or bool(
        shorter and longer.endswith(shorter) and _REGION.fullmatch(longer.removesuffix(shorter))
    )


def _is_part(unit: str, own: str) -> bool:
    """Whether a unit row names the organisation or a part of it: 教育局, 教育局（本级）, 教育局本级, 教育局信息中心."""
    return plain_name(unit) == plain_name(own) or unit.startswith(fold(own))


def _almost(one: str, other: str) -> bool:
    return SequenceMatcher(a=one, b=other, autojunk=False).ratio() >= ALMOST


def _other_name(view: View, name: str, own: str, row: int | None) -> Finding:
    place = view.table.place if row is None else view.cell(row, 0).place
    return Finding(
        code="organization_name_mismatch",
        severity=Severity.WARNING,
        rule="RM-02",
        message=f"《{view.title}》的{'部门名称' if row is None else '单位行'}为“{name}”，"
        f"报告的单位为“{own}”（RM-02）。",
        message_en=f"{view.title} names “{name}”, the report is of “{own}” (RM-02).",
        table=view.table.id,
        table_title=view.title,
        where=f"{view.title} / {name}",
        cells=(view.ref(row, 0),) if row is not None else (),
        expected=own,
        actual=name,
        page=place.page,
        line=place.line,
    )


def check_years(index: Index) -> Iterator[Outcome]:
    """RM-03: years in heads of tables are the budget year or the year before."""
    year = index.document.report.year
    if (year is None or index.document.report.year_source == "inferred") and index.document.tables:
        guess = f"，从文中推断为 {year} 年" if year else ""
        yield Finding(
            code="year_not_printed",
            severity=Severity.INFO,
            rule="RM-03",
            message=f"报告没有印出预算年度{guess}（RM-03）。",
            message_en="The report prints no budget year (RM-03).",
            where="文首",
        )
    if year is None:
        return
    for view in index.views:
        printed = {int(y) for c in view.table.columns for p in c.path for y in _YEAR.findall(fold(p))}
        if view.table.year:
            printed.add(view.table.year)
        wrong = sorted(y for y in printed if y not in {year, year - 1})
        if not wrong:
            yield Passed()
            continue
        yield Finding(
            code="year_mismatch",
            severity=Severity.WARNING,
            rule="RM-03",
            message=f"《{view.title}》印有 {wrong[0]} 年，报告是 {year} 年的（RM-03）。",
            message_en=f"{view.title} prints the year {wrong[0]}, the report is of {year} (RM-03).",
            table=view.table.id,
            table_title=view.title,
            where=f"{view.title} / {wrong[0]}年",
            expected=str(year),
            actual=str(wrong[0]),
            page=view.table.place.page,
        )


def check_codes(index: Index) -> Iterator[Outcome]:
    """RH-03: a code bears the name of its year. Where only the name is printed, it is no name of former years."""
    seen: set[tuple[str, str]] = set()
    for view in index.views:
        heads = {part for path in view.columns for part in path}
        for tree in view.trees:
            for entry in tree.entries:
                if not entry.code or not entry.label or (entry.code, entry.bare) in seen:
                    continue
                if entry.inferred_code and (
                    entry.bare in _current_names() or not _stale(entry.code, entry.bare, index.document.report.year)
                ):
                    continue
                seen.add((entry.code, entry.bare))
                if entry.bare in heads:
                    continue  # a word of the head that slipped into the body
                yield from _code(index, view, entry.row, entry.code, entry.label)


_LEVEL_NAME = re.compile(r"([^(),。;:，；：\"]{2,30})\((类|款)\)")
_NO_NAME = re.compile(r"^[^\u4e00-\u9fff]+")
_LENGTHS = {"类": 3, "款": 5}


def check_prose_names(index: Index) -> Iterator[Outcome]:
    """RH-03p: 类 and 款 in the prose bear the names of their year."""
    year = index.document.report.year
    if year is None:
        return
    current = _current_names()
    former = {
        (len(r.code), fold(r.old)): r
        for r in load().renames
        if r.scheme == "function" and r.year is not None and r.year <= year and fold(r.old) not in current
    }
    seen: set[str] = set()
    for section in index.document.sections:
        for paragraph in section.paragraphs:
            for match in _LEVEL_NAME.finditer(fold(paragraph.text)):
                # Folding makes a plain 3 of ③: what is no Chinese character before the name is its numbering.
                name = _NO_NAME.sub("", words.bare(match.group(1)))
                rename = _former(name, _LENGTHS[match.group(2)], former, current)
                if rename is None:
                    yield Passed()
                elif rename.old not in seen:
                    seen.add(rename.old)
                    name = fold(rename.old)
                    level = f"{name}（{match.group(2)}）"
                    yield Finding(
                        code="code_name_mismatch",
                        severity=Severity.WARNING,
                        rule="RH-03p",
                        message=f"正文“{section.title}”写作“{level}”，是 {rename.year} 年以前的名称；"
                        f"科目 {rename.code} 现名“{rename.new}”（RH-03p）。",
                        message_en=f"The prose writes “{level}”, the name of code {rename.code} before {rename.year}; "
                        f"it is now “{rename.new}” (RH-03p).",
                        where=f"正文 / {section.title} / {name}",
                        expected=rename.new,
                        actual=name,
                        page=paragraph.place.page,
                        line=paragraph.place.line,
                    )


def _former(
    name: str, length: int, former: Mapping[tuple[int, str], Rename], current: Collection[str]
) -> Rename | None:
    """The rename whose old name the words end with (三是…, 用于…), unless the longest name they end with is in use."""
    for at in range(len(name)):
        if name[at:] in current:
            return None
        if (rename := former.get((length, name[at:]))) is not None:
            return rename
    return None


def _code(index: Index, view: View, row: int, code: str, label: str) -> Iterator[Outcome]:
    codes = load()
    scheme: Scheme = "economic" if code[0] in "35" and len(code) <= 5 else "function"
    entry = codes.entry(scheme, code)
    name = words.bare(fold(label))
    if entry is None:
        yield _name_finding(view, row, code, label, None, "code_unknown")
        return
    year = index.document.report.year
    expected = codes.name_in(scheme, code, year)
    if expected is not None and name == fold(expected):
        yield Passed()
    elif not entry.certain:
        yield _name_finding(view, row, code, label, expected, "code_unknown")
    elif _stale(code, name, year) or name not in {fold(n) for n in codes.names(scheme, code)}:
        yield _name_finding(view, row, code, label, expected, "code_name_mismatch")
    else:
        yield Passed()


@cache
def _current_names() -> frozenset[str]:
    """The folded names that codes of the functional classification bear now."""
    return frozenset(fold(e.name) for e in load().function.values())


def _stale(code: str, name: str, year: int | None) -> bool:
    """Whether `name` is one that the code had before `year`."""
    return any(
        r.code == code and fold(r.old) == name and r.year is not None and year is not None and year >= r.year
        for r in load().renames
    )


def _name_finding(view: View, row: int, code: str, label: str, expected: str | None, kind: str) -> Finding:
    known = kind == "code_name_mismatch"
    said = f"该年的名称为“{expected}”" if known else "编码表中没有或未经证实"
    return Finding(
        code=kind,
        severity=Severity.WARNING if known else Severity.INFO,
        rule="RH-03",
        message=f"《{view.title}》的科目 {code} 印作“{label}”，{said}（RH-03）。",
        message_en=f"{view.title} names code {code} “{label}”; the list has {expected or 'no such code'} (RH-03).",
        table=view.table.id,
        table_title=view.title,
        where=f"{code} {label}",
        cells=(view.ref(row, view.sides[0].labels[-1]),) if view.sides and view.sides[0].labels else (),
        expected=expected,
        actual=label,
        page=view.cell(row, 0).place.page,
        line=view.cell(row, 0).place.line,
    )


RULES: tuple[Rule, ...] = (
    Rule(id="RH-03", title="科目编码与名称", title_en="Codes and names", formula="编码存在于当年科目表，名称相符",
         source=SOURCE, applies="任何带编码的表", severity=Severity.WARNING, check=check_codes),
    Rule(id="RH-03p", title="正文的科目名称", title_en="Names of codes in the prose",
         formula="正文的类、款为当年的名称", source=SOURCE, applies="有文字部分的报告", severity=Severity.WARNING,
         check=check_prose_names),
    Rule(id="RM-02", title="单位名称", title_en="Organisation", formula="封面、表头、单位行的名称一致",
         source=SOURCE, applies="所有报告", severity=Severity.WARNING, check=check_organization),
    Rule(id="RM-03", title="年度", title_en="Years", formula="表中年度 ∈ {Y, Y−1}",
         source=SOURCE, applies="所有报告", severity=Severity.WARNING, check=check_years),
)  # fmt: skip
