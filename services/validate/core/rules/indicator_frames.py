"""The frame that indicators stand in: their codes, their numbers, the levels that must not be empty, and what the prose
says of their values (domain.md §2.9)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from services.validate.core.relations import NotEvaluated, Outcome, Passed
from services.validate.core.rule import Rule, declared
from services.validate.core.rules.indicators import Indicators, finding, tables
from services.validate.core.select import Index, View
from shared.model.document import ReportType
from shared.model.finding import FINDING_CODES, Finding, Severity
from shared.model.fold import fold
from shared.model.numbers import parse_number

SOURCE = "domain.md §2.9"
_CODE = re.compile(r"^(\d{1,2})[-－—](?=[\u4e00-\u9fff])")
#: (what both frames ask for, the column that says it, its words)
REQUIRED = (
    ("产出的数量指标", "indicator.level2", re.compile(r"数量")),
    ("效益指标", "indicator.level1", re.compile(r"效益")),
    ("满意度指标", "indicator.level1", re.compile(r"满意")),
)
#: costs stand as a first level of their own in the newer frame (财预〔2021〕101号), under 产出 in the older one, which
#: is also taken where no costs are printed
COSTS = ("成本指标", "indicator.level1", re.compile(r"成本"))
FRAMES = {
    False: ("产出、效益、满意度", "outputs, benefits, satisfaction"),
    True: ("成本、产出、效益、满意度（财预〔2021〕101号）", "costs, outputs, benefits, satisfaction"),
}
#: fewer rows than the frame has second levels are a part of a table
FEWEST = 4
_TARGET = re.compile(r"^(≥|>=|>|≤|<=|<|=)?(\d[\d,]*(?:\.\d+)?)([^\d~\-]{0,6})$")
_SAID = r"(?:指标)?(?:达到|达|为|是|不低于|不少于|≥|:)?(\d[\d,]*(?:\.\d+)?)"
_YEAR = re.compile(r"(20\d\d)年")
_PAST = re.compile(r"上年|去年|上一年|已完成|实际")


def check_codes(index: Index) -> Iterator[Outcome]:
    """RI-01: the code of a second level begins with the digit of its first level (1-产出, 12-质量)."""
    for table in tables(index):
        first = _column(table.view, "indicator.level1")
        for row, second, _, _ in table.rows():
            above = _CODE.match(table.view.text(row, first)) if first is not None else None
            below = _CODE.match(second)
            if above is None or below is None:
                continue
            if below.group(1)[0] == above.group(1)[0]:
                yield Passed()
                continue
            upper = table.view.text(row, first or 0)
            text = (f"的二级指标“{second}”不在一级指标“{upper}”之下", f"“{second}” does not belong to “{upper}”")
            yield finding(table, row, "RI-01", "suspicious_value", text, second, f"{above.group(1)}…")


def check_numbers(index: Index) -> Iterator[Outcome]:
    """RI-02: the indicators of a project are numbered 1, 2, … n."""
    for view in index.kinds.get("indicator_details", []):
        heads = [c[-1] for c in view.columns]
        if "序号" not in heads or "项目名称" not in heads:
            continue
        project, number = heads.index("项目名称"), heads.index("序号")
        table = Indicators(view)
        expected: dict[str, int] = {}
        for row in range(len(view.table.rows)):
            name, text = view.text(row, project), view.text(row, number)
            if not text.isdecimal():
                yield NotEvaluated(where=f"{view.title} / {name}", why="序号不是数字")
                continue
            wanted = expected.get(name, 1)
            # A project of the same name begins anew with 1.
            if int(text) in {wanted, 1}:
                yield Passed()
            else:
                said = (
                    f"的序号为 {text}，“{name}”的上一个是 {wanted - 1}",
                    f"number {text} follows {wanted - 1}",
                )
                code = "missing_value" if int(text) > wanted else "suspicious_value"
                yield finding(table, row, "RI-02", code, said, text, str(wanted))
            expected[name] = int(text) + 1


def check_levels(index: Index) -> Iterator[Outcome]:
    """RI-03: every level that the frame asks for has an indicator, be it 不适用."""
    for view in index.kinds.get("performance_indicators", []):
        if len(view.table.rows) < FEWEST or _column(view, "indicator.level1") is None:
            continue
        absent = [name for name, key, words in REQUIRED if not _has(view, key, words)]
        if not absent:
            yield Passed(count=len(REQUIRED))
            continue
        if len(absent) == len(REQUIRED):
            yield NotEvaluated(where=view.title, why="一级、二级指标的名称不在指标框架内")
            continue
        said = "、".join(absent)
        frame, frame_en = FRAMES[_has(view, *COSTS[1:])]
        yield Finding(
            code="blank_indicator_cell",
            severity=FINDING_CODES["blank_indicator_cell"],
            rule="RI-03",
            message=f"《{view.title}》没有{said}，所用的指标框架（{frame}）要求至少一个（不适用的也应列明）（RI-03）。",
            message_en=f"{view.title} has no {said}; its frame ({frame_en}) asks for one at least (RI-03).",
            table=view.table.id,
            table_title=view.title,
            where=f"{view.title} / {said}",
            expected=said,
            page=view.table.place.page,
            line=view.table.place.line,
        )


def _has(view: View, key: str, words: re.Pattern[str]) -> bool:
    column = _column(view, key)
    # Without the column there is nothing to miss.
    return column is None or any(words.search(fold(view.text(r, column))) for r in range(len(view.table.rows)))


def _column(view: View, key: str) -> int | None:
    return next((i for i, c in enumerate(view.table.columns) if c.key == key), None)


def check_prose(index: Index) -> Iterator[Outcome]:
    """RI-08: the value that the prose gives an indicator by name meets the target that the table prints for it."""
    if index.document.report.type is ReportType.FINAL_ACCOUNTS:
        return  # its prose tells results, not targets
    targets = _targets(index)
    paragraphs = [(s, p, fold(p.text)) for s in index.document.sections for p in s.paragraphs] if targets else []
    whole = "\n".join(text for *_, text in paragraphs)
    for name in [n for n in targets if n in whole]:
        said = re.compile(re.escape(name) + _SAID)
        for section, paragraph, text in paragraphs:
            for match in said.finditer(text) if name in text else ():
                before = text[max(0, match.start() - 60) : match.start()]
                years = {int(y) for y in _YEAR.findall(before)}
                if match.group(1).startswith("00") or _PAST.search(before) or years - {index.document.report.year}:
                    continue  # a lost digit is told as such; other years have other values
                rest = text[match.end() : match.end() + 6]
                own = [t for t in targets[name] if rest.startswith(t[2])]
                value = parse_number(match.group(1))
                if not own or value is None:
                    continue
                if any(_meets(value, *t[:2]) for t in own):
                    yield Passed()
                    continue
                sign, target, unit = own[0]
                actual, expected = f"{match.group(1)}{unit}", f"{sign}{target}{unit}"
                yield Finding(
                    code="suspicious_value",
                    severity=FINDING_CODES["suspicious_value"],
                    rule="RI-08",
                    message=f"正文“{section.title}”的“{name}”为 {actual}，绩效指标表的目标值为 {expected}（RI-08）。",
                    message_en=f"The prose gives “{name}” {actual}, the table of indicators {expected} (RI-08).",
                    where=f"正文 / {section.title} / {name}",
                    expected=expected,
                    actual=actual,
                    page=paragraph.place.page,
                    line=paragraph.place.line,
                )


def _targets(index: Index) -> dict[str, list[tuple[str, Decimal, str]]]:
    """Folded indicator name → the (comparator, number, unit) that tables print for it; very short names are out."""
    found: dict[str, list[tuple[str, Decimal, str]]] = defaultdict(list)
    for table in tables(index):
        for _, _, name, target in table.rows():
            match = _TARGET.match(fold(target))
            value = parse_number(match.group(2)) if match else None
            if match and value is not None and len(fold(name)) >= 4:
                found[fold(name)].append((match.group(1) or "", value, match.group(3)))
    return found


def _meets(value: Decimal, sign: str, target: Decimal) -> bool:
    if sign.startswith(("≥", ">")):
        return value >= target
    if sign.startswith(("≤", "<")):
        return value <= target
    return value == target


_rule = declared(source=SOURCE, applies="绩效指标表", severity=Severity.WARNING)

RULES: tuple[Rule, ...] = (
    _rule("RI-01", "指标编码", "Codes of indicators", "二级指标编码的首位 = 一级指标编码", check_codes),
    _rule("RI-02", "指标序号", "Numbers of indicators", "每个项目的指标编号 1, 2, … n", check_numbers),
    _rule("RI-03f", "指标框架", "Frame of indicators", "产出·数量、效益、满意度各至少一个", check_levels),
    _rule("RI-08", "正文的指标值", "Targets in the prose", "正文的指标值符合指标表的目标值", check_prose),
)
