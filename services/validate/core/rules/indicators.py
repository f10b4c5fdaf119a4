"""Performance indicators (domain.md §2.9)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from services.validate.core.relations import NotEvaluated, Outcome, Passed, quoted
from services.validate.core.rule import Rule, declared
from services.validate.core.select import Index, View
from shared.model.finding import FINDING_CODES, Finding, Severity
from shared.model.fold import fold

SOURCE = "domain.md §2.9"
TIME_OR_COUNT = re.compile(r"\d\s*(?:秒|毫秒|分钟|小时|天|个工作日|次|个|台|套|人|份)(?!.*%)")
RATE_NAME = re.compile(r"率(?:\(%\))?$|\(%\)$")
TARGET_KEYS = ("indicator.target", "indicator.annual_target")


class Indicators:
    """The columns of an indicator table."""

    def __init__(self, view: View) -> None:
        keys = {c.key: i for i, c in enumerate(view.table.columns) if c.key}
        self.view = view
        self.level2 = keys.get("indicator.level2")
        self.name = keys.get("indicator.level3")
        self.target = next((keys[k] for k in TARGET_KEYS if k in keys), None)
        self.period = keys.get("indicator.period_target")
        self.annual = keys.get("indicator.annual_target")

    def rows(self) -> Iterator[tuple[int, str, str, str]]:
        """(row, second level, name, target)"""
        if self.name is None or self.target is None:
            return
        for row in range(len(self.view.table.rows)):
            second = self.view.text(row, self.level2) if self.level2 is not None else ""
            yield row, second, self.view.text(row, self.name), self.view.text(row, self.target)


def tables(index: Index) -> Iterator[Indicators]:
    for view in index.views:
        found = Indicators(view)
        if found.name is not None and found.target is not None:
            yield found


def finding(
    table: Indicators, row: int, rule: str, code: str, text: tuple[str, str], actual: str, expected: str | None = None
) -> Finding:
    view = table.view
    column = table.target or 0
    name = view.text(row, table.name or 0)
    shown = quoted(name) if name else ""
    return Finding(
        code=code,
        severity=FINDING_CODES[code],
        rule=rule,
        message=f"《{view.title}》{shown}{text[0]}（{rule}）。",
        message_en=f"{view.title}{f', {shown}' if shown else ''}: {text[1]} ({rule}).",
        table=view.table.id,
        table_title=view.title,
        where=f"{name} / {view.head(column)}",
        cells=(view.ref(row, column),),
        expected=expected,
        actual=actual,
        page=view.cell(row, column).place.page,
        line=view.cell(row, column).place.line,
    )


def check_rates(index: Index) -> Iterator[Outcome]:
    """RI-05: a rate has a percentage as its target, not a time or a count."""
    for table in tables(index):
        for row, _, name, target in table.rows():
            if RATE_NAME.search(fold(name)) and TIME_OR_COUNT.search(fold(target)) and "%" not in target:
                text = (f"是比率，指标值却是“{target}”", f"a rate with the target “{target}”")
                yield finding(table, row, "RI-05", "rate_with_time_value", text, target, "百分比")
            else:
                yield Passed()


def check_quantities(index: Index) -> Iterator[Outcome]:
    """RI-05: counts stand under 数量, ratios elsewhere (one note a table)."""
    for table in tables(index):
        rows = [(r, t) for r, second, _, t in table.rows() if "数量" in second]
        ratios = [(r, t) for r, t in rows if "%" in fold(t)]
        if ratios:
            text = (
                f"的指标值是百分比；{len(rows)} 个数量指标中有 {len(ratios)} 个如此",
                f"{len(ratios)} of {len(rows)} quantity indicators have percentages",
            )
            yield finding(table, ratios[0][0], "RI-05", "ratio_under_quantity_indicator", text, ratios[0][1])


def check_comparators(index: Index) -> Iterator[Outcome]:
    """RI-07: ＞ where the table otherwise writes ≥, and one indicator with two comparators."""
    for table in tables(index):
        rows = list(table.rows())
        usual = sum("≥" in t for *_, t in rows)
        for row, _, _, target in rows:
            if re.match(r"[>＞]\s*\d", target) and usual >= 2:
                text = (f"的指标值“{target}”用＞，别处用≥，可能误读", f"“{target}” where the table writes ≥ elsewhere")
                yield finding(table, row, "RI-07", "strict_comparator", text, target, target.replace("＞", "≥"))


def check_across(index: Index) -> Iterator[Outcome]:
    """RI-07: one indicator in several forms has one comparator and value."""
    named: dict[str, list[tuple[Indicators, int, str]]] = defaultdict(list)
    for table in tables(index):
        if table.view.kind == "indicator_details":
            continue
        for row, _, name, target in table.rows():
            named[fold(name)].append((table, row, fold(target).removeprefix("=")))
    for places in named.values():
        if len({id(t) for t, _, _ in places}) < 3:
            continue
        values = [v for _, _, v in places if v]
        if not values:
            continue
        usual = max(set(values), key=lambda v: (values.count(v), v))
        for table, row, value in places:
            bare = value.lstrip(">≥<≤=")
            if value[:1] not in set(">≥<≤") or usual[:1] not in set(">≥<≤"):
                continue
            if value != usual and values.count(usual) >= 2 and bare == usual.lstrip(">≥<≤="):
                text = (f"的指标值为“{value}”，其他表为“{usual}”", f"“{value}” here, “{usual}” in the other forms")
                yield finding(table, row, "RI-07", "inconsistent_indicator_across_forms", text, value, usual)


def check_required(index: Index) -> Iterator[Outcome]:
    """RI-04: mandatory (*) indicators are filled in."""
    for table in tables(index):
        for row, second, name, target in table.rows():
            if not second.strip().startswith("*"):
                continue
            if fold(target) == "不适用" or fold(name) == "不适用":
                text = ("是必填（*）指标而填不适用", "a mandatory (*) indicator says 不适用")
                yield finding(table, row, "RI-04", "required_indicator_not_applicable", text, "不适用")
            elif not target.strip():
                text = ("是必填（*）指标而没有指标值", "a mandatory (*) indicator is blank")
                yield finding(table, row, "RI-04", "blank_indicator_cell", text, "")
            else:
                yield Passed()


def check_blank(index: Index) -> Iterator[Outcome]:
    """RI-03: an indicator that is named has a target."""
    for table in tables(index):
        for row, second, name, target in table.rows():
            if second.strip().startswith("*"):
                continue
            if table.period is not None and not table.view.text(row, table.period).strip() and not target.strip():
                yield NotEvaluated(where=f"{table.view.title} / {name or second}", why="指标的文字没有读全")
                continue
            if name.strip() and not target.strip():
                yield finding(table, row, "RI-03", "blank_indicator_cell", ("没有指标值", "no target"), "")
            elif not name.strip() and not target.strip() and second.strip():
                text = (f"的{second}一栏没有指标名称，也没有指标值", f"no name and no target under {second}")
                yield finding(table, row, "RI-03", "blank_indicator_cell", text, "")


def check_periods(index: Index) -> Iterator[Outcome]:
    """RI-06: the annual target beside that of the whole period."""
    for view in index.views:
        table = Indicators(view)
        if table.name is None or table.period is None or table.annual is None:
            continue
        for row in range(len(view.table.rows)):
            period, annual = view.text(row, table.period), view.text(row, table.annual)
            if not period.strip() or not annual.strip():
                continue  # told by RI-03
            if fold(period) == fold(annual):
                yield Passed()
                continue
            text = (
                f"的年度指标值“{annual}”与实施周期指标值“{period}”不同",
                f"annual “{annual}”, whole period “{period}”",
            )
            yield finding(table, row, "RI-06", "annual_target_differs_from_period_target", text, annual, period)


def check_explanations(index: Index) -> Iterator[Outcome]:
    """RI-09: the explanation of an indicator that is another indicator's, name and all."""
    for table in tables(index):
        column = next((i for i, c in enumerate(table.view.table.columns) if c.key == "indicator.explanation"), None)
        if column is None:
            continue
        rows = [(row, fold(name), fold(table.view.text(row, column))) for row, _, name, _ in table.rows()]
        for row, name, said in rows:
            owner = next((n for r, n, _ in rows if r != row and len(n) >= 6 and n != name and n in said), None)
            if owner is None or name in said or not name:
                continue
            text = (f"的解释“{said}”说的是另一指标“{owner}”", f"its explanation speaks of “{owner}”")
            yield finding(table, row, "RI-09", "identical_fields", text, said)


_rule = declared(source=SOURCE, applies="绩效指标表", severity=Severity.WARNING)
_scan = declared(source=SOURCE, applies="绩效指标表", severity=Severity.WARNING, reads=lambda index: any(tables(index)))

RULES: tuple[Rule, ...] = (
    _scan("RI-03", "指标值", "Targets filled", "有指标则有指标值", check_blank),
    _rule("RI-04", "必填指标", "Mandatory indicators", "* 指标不得空白或不适用", check_required),
    _rule("RI-05", "比率与单位", "Rates and units", "“率”的指标值是百分比", check_rates),
    _scan("RI-05q", "数量指标", "Quantities", "数量指标的值是数，不是百分比", check_quantities),
    _rule("RI-06", "年度与周期", "Annual and period targets", "年度指标值与实施周期指标值", check_periods),
    _scan("RI-07", "比较号", "Comparators", "同一表的比较号一致", check_comparators),
    _rule("RI-07f", "各表同一指标", "One indicator in several forms", "同名指标的值一致", check_across),
    _scan("RI-09", "指标解释", "Explanations", "解释说的是本指标", check_explanations),
)
