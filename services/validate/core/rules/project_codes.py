"""The code of a project against the form that bears it (domain.md RD-07). Its grammar is inferred from forms in print,
so a code of another shape is not evaluated and a breach is a warning."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from services.validate.core.relations import NotEvaluated, Outcome, Passed
from services.validate.core.rule import Rule, declared
from services.validate.core.rules.forms import field, finding
from services.validate.core.select import Index
from shared.model.finding import Severity
from shared.model.fold import fold
from shared.model.table import Form

_CODE = re.compile(r"(?P<region>\d{6})(?P<year>\d{2})\d{3}(?P<type>\d{2})\d{8}")
_LABELS = ("项目编码", "项目编号")


def check(index: Index) -> Iterator[Outcome]:
    """RD-07: 21 digits: 区划 6, year 2, …, type (digits 12 and 13)."""
    codes = [(form, label, code) for form in index.document.forms for label, code in _code(form)]
    matched = [m for *_, code in codes if (m := _CODE.fullmatch(code))]
    regions = Counter(m["region"] for m in matched)
    for form, label, code in codes:
        match = _CODE.fullmatch(code)
        if match is None:
            yield NotEvaluated(where=f"{form.title} / {label}", why="项目编码不是 21 位数字")
            continue
        faults = list(_faults(index, form, match, regions))
        yield from [Passed()] if not faults else ()
        for said, said_en, expected in faults:
            text = (f"“{code}”{said}", f"“{code}”: {said_en}")
            yield finding(None, form, "RD-07", "suspicious_value", text, label, expected=expected, actual=code)


def _code(form: Form) -> Iterator[tuple[str, str]]:
    for label, cell in form.fields:
        if fold(label).startswith(_LABELS) and cell.text.strip():
            yield label, fold(cell.text)
            return


def _faults(index: Index, form: Form, match: re.Match[str], regions: Counter[str]) -> Iterator[tuple[str, str, str]]:
    usual, count = regions.most_common(1)[0]
    if match["region"] != usual and count >= 2 and count > sum(regions.values()) / 2:
        yield f"的区划 {match['region']} 与其他申报表的 {usual} 不同", f"another region than {usual}", usual
    kind = field(form, "项目类型")
    leading = re.match(r"\d{2}", fold(kind.text)) if kind is not None else None
    if leading and leading.group() != match["type"]:
        yield (
            f"的第 12–13 位 {match['type']} 与项目类型“{kind.text if kind else ''}”不符",
            f"digits 12–13 are not the type {leading.group()}",
            leading.group(),
        )
    year, begun = index.document.report.year, 2000 + int(match["year"])
    if year is None:
        return
    period = field(form, "实施期限")
    length = re.fullmatch(r"(\d{1,2})年?", fold(period.text)) if period is not None else None
    if begun > year or (length and begun + int(length.group(1)) - 1 < year):
        until = f"，实施期限 {length.group(1)} 年" if length else ""
        yield f"的年份为 {begun}{until}，不含预算年度 {year}", f"begun in {begun}, not running in {year}", str(year)


RULES: tuple[Rule, ...] = (
    declared(source="domain.md §2.8", applies="项目申报表", severity=Severity.WARNING)(
        "RD-07", "项目编码", "Project codes", "第 1–6 位 = 区划，7–8 = 年份，12–13 = 项目类型", check
    ),
)
