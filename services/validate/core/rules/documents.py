"""Between documents: consecutive years of one organisation, project forms against the budget (domain.md §2.7, §2.8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from services.validate.core import places as b
from services.validate.core import three_public
from services.validate.core.amounts import ZERO, Amount, show
from services.validate.core.others import plain_name, project_figures, same_organization
from services.validate.core.prose_changes import FALL
from services.validate.core.prose_terms import project_terms, subject_key, term_of
from services.validate.core.relations import NotEvaluated, Outcome, Passed, Relation, Scope, Term
from services.validate.core.rule import Rule, declared
from services.validate.core.rules.forms import annual, check_units, field
from services.validate.core.rules.indicators import tables as indicator_tables
from services.validate.core.select import Index, Other
from shared.model.finding import FINDING_CODES, CellRef, Finding, Severity
from shared.model.fold import fold
from shared.model.numbers import UNITS
from shared.model.prose import FactKind, ProseFact
from shared.model.table import Form

SOURCE = "domain.md §2.7, §2.8"


def earlier(index: Index) -> Iterator[Other]:
    """The same organisation's documents of the year before."""
    year = index.document.report.year
    for other in index.others:
        if year is not None and other.year == year - 1 and same_organization(index.document, other.document):
            yield other


def of_year(index: Index) -> Iterator[Other]:
    """The same organisation's documents of the same year."""
    year = index.document.report.year
    for other in index.others:
        if other.year == year and same_organization(index.document, other.document):
            yield other


def _label(term: Term, other: Other) -> Term:
    """The term of another document, saying so."""
    return replace(term, table_title=f"{other.year or ''}年报告{term.table_title or '正文'}", cell=None)


def _equal(total: Term, other: Other, term: Term, scope: Scope, formula: str) -> Relation:
    return Relation(
        scope=scope,
        total=total,
        parts=((1, _label(term, other)),),
        formula=formula,
        where=total.label,
        document_id=other.id,
    )


def _change(total: Term, delta: ProseFact, other: Other, before: Term, formula: str) -> Relation:
    """total = before ± delta."""
    sign = -1 if delta.direction and FALL.search(delta.direction) else 1
    return Relation(
        scope=Scope.YEAR,
        total=total,
        parts=((1, _label(before, other)), (sign, term_of(delta))),
        formula=formula,
        where=total.label,
        document_id=other.id,
    )


def _deltas(index: Index) -> Iterator[tuple[ProseFact, ProseFact]]:
    """(amount, its change against last year's budget) of the prose."""
    facts = index.facts
    for at, fact in enumerate(facts):
        if fact.kind is not FactKind.DELTA or fact.amount is None or not fact.direction or fact.repeated:
            continue
        if any(word in (fact.base or "") for word in ("执行", "决算")):
            continue
        for k in range(at - 1, max(-1, at - 8), -1):
            near = facts[k]
            if near.paragraph != fact.paragraph or near.section != fact.section:
                break
            if near.kind is FactKind.AMOUNT and subject_key(near) == subject_key(fact):
                yield near, fact
                break


def check_totals(index: Index) -> Iterator[Outcome]:
    """RY-01: total(Y) = total(Y−1) + Δ(text)."""
    for other in earlier(index):
        before = b.closing(other.index.one(b.SUM), 1)
        if not before:
            yield NotEvaluated(where="上年报告", why="上年报告没有收支总表的合计")
            continue
        for amount, delta in _deltas(index):
            name = subject_key(amount)
            if name.endswith(("预算收入", "预算支出", "收入预算", "支出预算")):
                yield _change(term_of(amount), delta, other, before[0][1], "本年总数 = 上年报告总数 ± 增减")


def check_three_public(index: Index) -> Iterator[Outcome]:
    """RY-02: last year's row of 三公 = the row of the budget year in last year's report."""
    year = index.document.report.year
    if year is None:
        return
    for other in earlier(index):
        for key in three_public.NAMES:
            now, then = three_public.amount(index, key, year - 1), three_public.amount(other.index, key, other.year)
            if now is not None and then is not None:
                yield _equal(now, other, then, Scope.YEAR, "本报告的上年数 = 上年报告的本年数")


def check_projects(index: Index) -> Iterator[Outcome]:
    """RY-03: project(Y) = project(Y−1) + Δ(text)."""
    for other in earlier(index):
        before = project_terms(other.index)
        for amount, delta in _deltas(index):
            terms = before.get(subject_key(amount))
            if terms:
                yield _change(term_of(amount), delta, other, terms[0], "本年项目 = 上年报告项目 ± 增减")


def check_carried(index: Index) -> Iterator[Outcome]:
    """RY-04: 结转下年 of last year's report and 上年结余、结转 of this one. A note: budgets plan nothing to be left."""
    carried = b.carryover_of(index.one(b.SUM))
    for other in earlier(index):
        planned = b.left_over(other.index.one(b.SUM))
        if carried is None or planned is None:
            continue
        if abs(carried.amount.base - planned.amount.base) <= carried.amount.half + planned.amount.half:
            yield Passed()
            continue
        now, then = (f"{show(t.amount.value)}{t.unit_name or ''}" for t in (carried, planned))
        yield Finding(
            code="includes_carryover",
            severity=FINDING_CODES["includes_carryover"],
            rule="RY-04",
            message=f"{carried.printed_at}为 {now}，{other.year} 年报告的结转下年为 {then}（RY-04）。",
            message_en=f"{carried.printed_at_en}: {now}; the report of {other.year} left {then} (RY-04).",
            table=carried.cell.table if carried.cell else None,
            table_title=carried.table_title,
            where=carried.label,
            cells=(carried.cell,) if carried.cell else (),
            expected=then,
            actual=now,
            document_id=other.id,
            page=carried.place.page,
            line=carried.place.line,
        )


def check_forms(index: Index) -> Iterator[Outcome]:
    """RD-02, RD-03: the forms of the year's projects against the budget's amounts."""
    for other in of_year(index):
        if index.document.forms and other.index.one(b.EXP) is not None:
            yield from _forms(index.document.forms, index, other)


def _forms(forms: tuple[Form, ...], index: Index, other: Other) -> Iterator[Outcome]:
    terms = []
    figures = project_figures(other)
    units = proven_units(index)
    for form in forms:
        amount, name = annual(form), field(form, "项目名称")
        if amount is None or name is None:
            continue
        unit = units.get(form.id, UNITS[amount.unit])
        own = Term(
            amount=Amount(value=amount.value, places=2, unit=unit),
            label=f"{name.text} / {amount.label}",
            table_title=form.title,
            place=amount.cell.place,
            unit_name="元" if unit == 1 else amount.unit,
        )
        terms.append(own)
        for term in figures.get(fold(name.text), [])[:1]:
            yield _rounded(own, other, term, "申报表本年度金额 = 预算中的项目金额")
    total = b.whole(other.index.one(b.EXP), "project") or b.whole(other.index.one(b.PRJ))
    if total is None or len(terms) < 2:
        return
    whole = sum((t.amount.base for t in terms), ZERO)
    if abs(whole - total.amount.base) <= total.amount.half + sum((t.amount.half for t in terms), ZERO):
        yield Passed()
    else:
        yield NotEvaluated(where="Σ 申报表 ~ 项目支出", why="申报表可能不是全部项目")


def _rounded(own: Term, other: Other, term: Term, formula: str) -> Relation:
    return _equal(own, other, term, Scope.DOCUMENT, formula)


def proven_units(index: Index) -> dict[str, Decimal]:
    """元 of one unit of the amounts of each form whose declared unit the unit rule refutes."""
    found = (o for o in check_units(index) if isinstance(o, Finding) and o.form)
    return {f.form or "": UNITS[f.expected] for f in found if f.expected in UNITS}


def check_names(index: Index) -> Iterator[Outcome]:
    """RD-03: 申请单位 of a form is the organisation of the budget."""
    own = index.document.report.organization
    for form in index.document.forms:
        applicant = field(form, "申请单位", "项目单位")
        if applicant is None or not own:
            continue
        if plain_name(applicant.text) == plain_name(own):
            yield Passed()
        else:
            yield Finding(
                code="organization_name_mismatch",
                severity=Severity.WARNING,
                rule="RD-03",
                message=f"《{form.title}》的申请单位“{applicant.text}”与报告的单位“{own}”不同（RD-03）。",
                message_en=f"{form.title} names “{applicant.text}”, the report “{own}” (RD-03).",
                table_title=form.title,
                form=form.id,
                where=f"{form.title} / 申请单位",
                expected=own,
                actual=applicant.text,
            )


def check_indicators(index: Index) -> Iterator[Outcome]:
    """RD-04: indicators of the whole-unit performance table against those of the forms, by name."""
    if not any(annual(form) for form in index.document.forms):
        return
    for other in of_year(index):
        known = {fold(n): t for table in indicator_tables(other.index) for _, _, n, t in table.rows() if n}
        if not known:
            continue
        for table in indicator_tables(index):
            for row, _, name, target in table.rows():
                if not name or fold(name) == "不适用":
                    continue
                yield _indicator(table.view.ref(row, table.target or 0), table.view.title, name, target, known, other)


def _indicator(cell: CellRef, title: str, name: str, target: str, known: dict[str, str], other: Other) -> Outcome:
    wanted = known.get(fold(name))
    if wanted is not None and fold(wanted).removeprefix("=") == fold(target).removeprefix("="):
        return Passed()
    code = "cross_document_indicator_missing" if wanted is None else "cross_document_indicator_value_mismatch"
    said = "没有此指标" if wanted is None else f"为“{wanted}”"
    return Finding(
        code=code,
        severity=FINDING_CODES[code],
        rule="RD-04",
        message=f"《{title}》“{name}”为“{target}”，整体支出绩效目标表{said}（RD-04）。",
        message_en=f"{title}, “{name}”: “{target}”; the whole-unit table has {wanted or 'no such indicator'} (RD-04).",
        table=cell.table,
        table_title=title,
        where=f"{name} / 指标值",
        cells=(cell,),
        expected=wanted,
        actual=target,
        document_id=other.id,
    )


_year = declared(source=SOURCE, applies="本报告与同一单位上年的报告", severity=Severity.ERROR)
_note = declared(source=SOURCE, applies="本报告与同一单位上年的报告", severity=Severity.INFO)
_form = declared(source=SOURCE, applies="申报表与同一单位当年的预算", severity=Severity.ERROR)

RULES: tuple[Rule, ...] = (
    _year("RY-01", "总数与上年", "Totals and last year", "total(Y) = total(Y−1) ± Δ", check_totals),
    _year("RY-02", "三公上年数", "Last year's three public", "3G 的 Y−1 行 = 上年报告 3G 的 Y 行", check_three_public),
    _year("RY-03", "项目与上年", "Projects and last year", "project(Y) = project(Y−1) ± Δ", check_projects),
    _note("RY-04", "结转与上年", "Carry-over and last year", "上年结余、结转 ~ 上年报告的结转下年", check_carried),
    _form("RD-02", "申报表与预算", "Forms and budget", "申报表本年度金额 = 预算项目金额；Σ = 项目支出", check_forms),
    _form("RD-03", "申请单位", "Applicant", "申请单位 = 部门名称", check_names),
    _form("RD-04", "申报表与整体指标", "Indicators of forms", "PERF 指标 ⊆ ∪ 申报表，值相等", check_indicators),
)
