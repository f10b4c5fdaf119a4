"""Project application forms: the unit of their amounts, their arithmetic, copied fields (domain.md §2.8, §5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.validate.core.amounts import show
from services.validate.core.others import project_figures, total_of
from services.validate.core.relations import NotEvaluated, Outcome, Passed, Term
from services.validate.core.rule import Rule
from services.validate.core.select import Index
from shared.model.figures import half_width
from shared.model.finding import FINDING_CODES, Finding, Severity
from shared.model.fold import fold
from shared.model.numbers import UNITS, decimals, parse_number
from shared.model.table import Cell, Form

SOURCE = "domain.md §2.8, §5"
_UNIT = re.compile(r"(亿元|千万元|百万元|万元|千元|百元|元)\)?$")
#: an amount this many times another is the other unit's, not the whole of which the other is a part
_FAR_OFF = 1000
_AMOUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(亿元|万元|千元|元)")
#: a single project beyond 10 亿元 is not to be believed of a unit's application form
ABSURD = Decimal(1_000_000_000)


#: for each document to compare with: project name → its amounts
Known = Sequence[Mapping[str, Sequence[Term]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class FormAmount:
    """An amount field of a form: its label declares a unit."""

    form: Form
    label: str
    cell: Cell
    value: Decimal
    unit: str

    @property
    def declared(self) -> Decimal:
        """The amount in 元 as declared."""
        return self.value * UNITS[self.unit]


def amounts(form: Form) -> Iterator[FormAmount]:
    """The fields whose label names a unit (…金额（万元）)."""
    for label, cell in form.fields:
        match = _UNIT.search(fold(label))
        value = parse_number(cell.text)
        if match and value is not None:
            yield FormAmount(form=form, label=label, cell=cell, value=value, unit=match.group(1))


def field(form: Form, *names: str) -> Cell | None:
    """The first field whose folded label begins with one of `names`."""
    for name in names:
        for label, cell in form.fields:
            if fold(label).startswith(name):
                return cell
    return None


def annual(form: Form) -> FormAmount | None:
    return next((a for a in amounts(form) if fold(a.label).startswith(("本年", "年度", "当年"))), None)


def whole_period(form: Form) -> FormAmount | None:
    return next((a for a in amounts(form) if fold(a.label).startswith(("项目总金额", "总金额", "项目总"))), None)


def finding(
    amount: FormAmount | None, form: Form, rule: str, code: str, text: tuple[str, str], label: str,
    expected: str | None = None, actual: str | None = None, proposal: str | None = None, delta: Decimal | None = None,
) -> Finding:  # fmt: skip
    """A finding about a field of a form."""
    cell = amount.cell if amount is not None else field(form, fold(label))
    place = cell.place if cell is not None and cell.place.line else form.place
    name = field(form, "项目名称")
    shown = name.text if name is not None else form.id
    page, page_en = (f"（第 {place.page} 页）", f" (page {place.page})") if place.page else ("", "")
    return Finding(
        code=code,
        severity=FINDING_CODES[code],
        rule=rule,
        message=f"《{form.title}》“{shown}”{page}的“{label}”{text[0]}（{rule}）。",
        message_en=f"{form.title} “{shown}”{page_en}, {label}: {text[1]} ({rule}).",
        table_title=form.title,
        form=form.id,
        field=label,
        where=f"{form.title} / {shown} / {label}",
        expected=expected,
        actual=actual,
        delta=delta,
        tolerance=None if delta is None else Decimal(0),
        page=place.page,
        line=place.line,
        proposal=proposal,
    )


def references(known: Known, form: Form) -> list[tuple[Decimal, Decimal, str]]:
    """(amount in 元, its half unit, where) of the form's project in the documents to compare with."""
    name = field(form, "项目名称")
    if name is None:
        return []
    found = []
    for figures in known:
        for term in figures.get(fold(name.text), []):
            found.append((term.amount.base, term.amount.half, term.printed_at))
    return found


def check_units(index: Index) -> Iterator[Outcome]:
    """RU-02: 万元 on the label and 元 in the field (or the reverse), decided by proofs (domain.md §5, the 004 trap)."""
    annuals = [a for f in index.document.forms if (a := annual(f)) is not None]
    shaped = len(annuals) >= 1 and all(decimals(a.cell.text) == 2 and a.value % 100 == 0 for a in annuals)
    known = [project_figures(o) for o in index.others]
    ceiling = max((t for o in index.others if (t := total_of(o)) is not None), default=ABSURD)
    for amount in annuals:
        yield _unit(known, ceiling, amount, shaped)


def _unit(known: Known, ceiling: Decimal, amount: FormAmount, shaped: bool) -> Outcome:
    proofs: list[str] = []
    decisive = False
    for unit in ("元", "万元", "千元", "百元"):
        if unit == amount.unit:
            continue
        value = amount.value * UNITS[unit]
        proofs = _cross(known, amount, value) + _internal(amount, value)
        if proofs:
            decisive = True
            break
    else:
        unit = "元"
    too_large = UNITS[unit] < UNITS[amount.unit] and amount.declared > ceiling
    if too_large:
        whole = "全单位预算" if ceiling != ABSURD else "单个项目的合理上限"
        proofs.append(f"按{amount.unit}为 {show(amount.declared / UNITS['亿元'])} 亿元，超过{whole}")
        if shaped:
            proofs.append("各表本年金额都带 .00 且是 100 的整数倍，像是元")
    if not decisive and not too_large:
        return Passed()
    code = "unit_mismatch" if decisive or shaped else "unit_suspect"
    right = f"{show(amount.value * UNITS[unit] / UNITS['万元'])}万元"
    text = (
        f"标明{amount.unit}，数值 {amount.cell.text} 应是{unit}（即 {right}）：{'；'.join(proofs)}",
        f"declared {amount.unit}, the value {amount.cell.text} is in {unit} (= {right})",
    )
    return finding(
        amount, amount.form, "RU-02", code, text, amount.label, expected=unit, actual=amount.unit,
        proposal=f"{amount.cell.text}{unit} = {right}",
    )  # fmt: skip


def _cross(known: Known, amount: FormAmount, value: Decimal) -> list[str]:
    """Proof (a): the other documents' figure for the project rounds from this reading and not from the declared one."""
    for base, half, where in references(known, amount.form):
        if abs(base - value) <= half < abs(base - amount.declared):
            return [f"{where}为 {show(base / UNITS['万元'])}万元"]
    return []


def _internal(amount: FormAmount, value: Decimal) -> list[str]:
    """Proof (c): amounts of 测算依据, or all of them together, are this reading's."""
    basis = field(amount.form, "测算依据", "测算过程")
    if basis is None:
        return []
    named = [Decimal(n.replace(",", "")) * UNITS[u] for n, u in _AMOUNT.findall(fold(basis.text))]
    if named and (sum(named) == value or value in named):
        shown = " + ".join(show(n / UNITS["万元"]) for n in named)
        return [f"测算依据 {shown} 万元"]
    return []


def check_periods(index: Index) -> Iterator[Outcome]:
    """RD-05: the amount of the whole period is at least that of the year."""
    for form in index.document.forms:
        total, year = whole_period(form), annual(form)
        if total is None or year is None:
            continue
        if total.declared >= year.declared:
            yield Passed()
            continue
        text = (
            f"为 {total.cell.text}，小于本年度的 {year.cell.text}",
            f"{total.cell.text} is less than the year's {year.cell.text}",
        )
        delta = (total.declared - year.declared) / UNITS[total.unit]
        yield finding(
            total, form, "RD-05", "sum_mismatch", text, total.label, f"≥ {year.cell.text}", total.cell.text,
            delta=delta,
        )  # fmt: skip


#: fields that say different things of a project; 长期目标 often repeats 年度目标 and is named only beside another copy
COPIED = ("政策依据", "立项依据", "测算依据", "测算过程", "年度目标", "长期目标")


def check_copies(index: Index) -> Iterator[Outcome]:
    """RM-09: 政策依据, 测算依据 and the targets that say the same."""
    for form in index.document.forms:
        texts: dict[str, list[str]] = {}
        for name in COPIED:
            cell = field(form, name)
            if cell is not None and len(fold(cell.text)) >= 6:
                texts.setdefault(fold(cell.text), []).append(name)
        copies = [names for names in texts.values() if len(names) > 1 and set(names) != {"年度目标", "长期目标"}]
        for names in copies:
            same = "、".join(names[:1] + names[2:])
            text = (f"与{same}完全相同", f"the same words as {same}")
            cell = field(form, names[1])
            yield finding(
                None, form, "RM-09", "identical_fields", text, names[1], actual=cell.text[:40] if cell else None
            )
        if texts and not copies:
            yield Passed()


#: labels that mean the same field (domain.md §4, label synonyms)
SYNONYMS = (("项目编码", "项目编号"), ("申请单位", "项目单位", "实施单位"), ("一级预算单位", "主管部门"))


def check_labels(index: Index) -> Iterator[Outcome]:
    """RM-08: one field has one label over all forms of a document."""
    for group in SYNONYMS:
        used: dict[str, list[Form]] = {}
        for form in index.document.forms:
            for name in group:
                if any(fold(label).rstrip(":") == name for label, _ in form.fields):
                    used.setdefault(name, []).append(form)
        if len(used) < 2:
            continue
        usual = max(used, key=lambda n: (len(used[n]), -group.index(n)))
        for name, forms in used.items():
            if name != usual:
                text = (
                    f"一栏在 {len(forms)} 份表中写作此名，其他表写作“{usual}”",
                    f"is labelled “{name}” in {len(forms)} forms, “{usual}” in the others",
                )
                yield finding(None, forms[0], "RM-08", "title_variant", text, name, expected=usual, actual=name)


_OF_YEAR = re.compile(r"(20\d\d)年(?:度)?[^,，。;；:：\d]{0,10}?(\d[\d,]*(?:\.\d+)?)(亿元|万元|千元|元)")


def check_basis(index: Index) -> Iterator[Outcome]:
    """RD-06: what 测算依据 says of the year, against the year's amount (under any unit that the field can mean)."""
    year = index.document.report.year
    for form in index.document.forms:
        basis, amount = field(form, "测算依据", "测算过程"), annual(form)
        if basis is None or amount is None or year is None:
            continue
        named = [(n, u) for y, n, u in _OF_YEAR.findall(fold(basis.text)) if int(y) == year]
        if not named:
            yield NotEvaluated(where=form.id, why="测算依据没有本年的数额")
            continue
        total = sum(Decimal(n.replace(",", "")) * UNITS[u] for n, u in named)
        readings = {amount.value * UNITS[u] for u in (amount.unit, "元", "万元")}
        if total in readings:
            yield Passed()
            continue
        is_part = any(total < r < _FAR_OFF * total for r in readings)
        if is_part and len(_AMOUNT.findall(fold(basis.text))) > len(named):
            yield NotEvaluated(where=form.id, why="测算依据列有多项，写明本年的只是其中一项")
            continue
        shown = "、".join(n + u for n, u in named)
        # In 万元 by the reading that lies nearest: what the field's own unit is, RU-02 says.
        meant = min(readings, key=lambda r: abs(r - total)) / UNITS["万元"]
        said, wanted = (f"{show(v)}万元" for v in (total / UNITS["万元"], meant))
        label = re.split("[（(]", amount.label)[0]
        text = (
            f"本年列 {shown}，而{label}印为 {amount.cell.text}（{wanted}），二者不符",
            f"names {shown} for the year, the field prints {amount.cell.text} ({wanted})",
        )
        yield finding(
            None, form, "RD-06", "basis_amount_mismatch", text, "测算依据", wanted, said,
            delta=total / UNITS["万元"] - meant,
        )  # fmt: skip


_ITEM = re.compile(r"(?:^|[\s:：;；。])\d{1,2}[.、．)）](?!\d)")


def check_basis_sum(index: Index) -> Iterator[Outcome]:
    """RD-06s: 以上合计 of 测算依据 = the last amount of each of its numbered items."""
    for form in index.document.forms:
        basis = field(form, "测算依据", "测算过程")
        text = half_width(basis.text) if basis is not None else ""
        total = re.search(r"以上(?:各项)?(?:合计|共计|总计)为?(\d[\d,]*(?:\.\d+)?)(亿元|万元|千元|元)", text)
        if total is None:
            continue
        items = [_AMOUNT.findall(part) for part in _ITEM.split(text[: total.start()])[1:]]
        if len(items) < 2 or not all(items):
            yield NotEvaluated(where=f"{form.id} / 测算依据", why="合计以前的各项没有分别列出数额")
            continue
        parts = [Decimal(n.replace(",", "")) * UNITS[u] for n, u in (item[-1] for item in items)]
        unit = UNITS[total.group(2)]
        said, true = Decimal(total.group(1).replace(",", "")), sum(parts) / unit
        if abs(said - true) <= Decimal(5).scaleb(-decimals(total.group(1)) - 1) * (len(parts) + 1):
            yield Passed()
            continue
        shown = " + ".join(show(p / unit) for p in parts)
        words = (
            f"印“{total.group(0)}”，而各项之和 {shown} = {show(true)}{total.group(2)}",
            f"prints “{total.group(0)}”, its items add up to {shown} = {show(true)}",
        )
        yield finding(
            None, form, "RD-06s", "basis_amount_mismatch", words, "测算依据", show(true), show(said), delta=said - true
        )


def _rule(
    id_: str,
    title: str,
    title_en: str,
    formula: str,
    check: Callable[[Index], Iterator[Outcome]],
    severity: Severity,
    reads: Callable[[Index], bool] | None = None,
) -> Rule:
    return Rule(
        id=id_,
        title=title,
        title_en=title_en,
        formula=formula,
        source=SOURCE,
        applies="项目申报表",
        severity=severity,
        check=check,
        reads=reads,
    )


def _several(index: Index) -> bool:
    return len(index.document.forms) > 1


RULES: tuple[Rule, ...] = (
    _rule("RU-02", "申报表金额单位", "Unit of a form", "交叉引用或内文之一；或量级加形状", check_units, Severity.ERROR),
    _rule("RD-05", "项目总金额", "Whole period", "项目总金额 ≥ 本年度金额", check_periods, Severity.ERROR),
    _rule("RD-06", "测算依据", "Basis", "测算依据中本年的数额 = 本年度金额", check_basis, Severity.WARNING),
    _rule("RD-06s", "测算依据的合计", "Sum of the basis", "以上合计 = Σ 各项", check_basis_sum, Severity.WARNING),
    _rule("RM-09", "雷同字段", "Copied fields", "政策依据 ≠ 测算依据 ≠ 年度目标", check_copies, Severity.WARNING),
    _rule("RM-08", "栏目名称", "Labels", "同一栏目在各表写法一致", check_labels, Severity.INFO, _several),
)
