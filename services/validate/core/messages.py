"""Findings of relations, in one plain sentence: both values and places, the formula with its numbers, the tolerance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from services.validate.core.amounts import Comparison, show
from services.validate.core.judging import Judged
from services.validate.core.proposals import Proposal
from services.validate.core.relations import Relation, Scope, Term
from services.validate.core.rule import Rule
from shared.model.finding import FINDING_CODES, CellRef, Finding, Severity
from shared.model.table import Cell, Table

MISMATCH = {
    Scope.SUM: "sum_mismatch",
    Scope.CROSS: "cross_table_mismatch",
    Scope.TEXT: "text_table_mismatch",
    Scope.YEAR: "year_on_year_mismatch",
    Scope.DOCUMENT: "cross_document_mismatch",
}
ROUNDING = {Scope.CROSS: "cross_table_rounding", Scope.TEXT: "text_table_rounding"}
#: a formula with more numbers than this is shortened
SHOWN_PARTS = 8


def mismatch(rule: Rule, relation: Relation, comparison: Comparison) -> Finding:
    """A relation beyond rounding."""
    return _finding(rule, relation, comparison, MISMATCH[relation.scope], beyond=True)


def rounding(rule: Rule, relation: Relation, comparison: Comparison) -> Finding:
    """A relation that rounding explains; for the same quantity printed twice, only just."""
    code = ROUNDING.get(relation.scope, "sum_rounding") if relation.same_quantity else "sum_rounding"
    return _finding(rule, relation, comparison, code, beyond=False)


def missing_value(rule: Rule, relation: Relation, blank: Term, value: Decimal) -> Finding:
    """A blank cell in a table that prints its zeros, where a relation asks for a figure."""
    shown = show(value)
    asked = f"{shown}{blank.unit_name or ''}"
    return Finding(
        code="missing_value",
        severity=FINDING_CODES["missing_value"],
        rule=rule.id,
        message=f"{blank.printed_at}没有数字，而本表的零都印出；按“{relation.formula}”应为 {asked}（{rule.id}）。",
        message_en=f"{blank.printed_at_en} is blank although the table prints zeros; it should be {asked} ({rule.id}).",
        table=blank.cell.table if blank.cell else None,
        table_title=blank.table_title,
        where=blank.label,
        cells=tuple(t.cell for t in (blank, relation.total) if t.cell),
        expected=shown,
        actual="",
        tolerance=None,
        page=blank.place.page,
        line=blank.place.line,
        proposal=f"{shown}：{_sides(relation)}",
    )


def conflict(rule: Rule, group: Sequence[Judged]) -> Finding:
    """Relations that hold singly and cannot hold together."""
    tables = Counter(t.table_title for j in group for t in j.relation.terms)
    in_prose = None in tables
    within = len(tables) == 1 and not in_prose
    code = "sum_mismatch" if within else ("text_table_mismatch" if in_prose else "cross_table_mismatch")
    total = group[0].relation.total
    title = None if in_prose else tables.most_common(1)[0][0]
    table = next((t.cell.table for j in group for t in j.relation.terms if t.table_title == title and t.cell), None)
    shown = "；".join(_numbers(j.relation) for j in group[:5])
    shown_en = "; ".join(_numbers_en(j.relation) for j in group[:5])
    return Finding(
        code=code,
        severity=rule.severity,
        rule=rule.id,
        message=f"下列 {len(group)} 条关系各自在四舍五入范围内，但不可能同时成立（{rule.id}）：{shown}。",
        message_en=f"{len(group)} relations hold singly within rounding but not together ({rule.id}): {shown_en}.",
        table=None if in_prose else table,
        table_title=title,
        where=" + ".join(j.relation.where for j in group[:3]),
        cells=tuple(dict.fromkeys(t.cell for j in group for t in j.relation.terms if t.cell))[:40],
        page=total.place.page,
        line=total.place.line,
    )


def _numbers(relation: Relation) -> str:
    """`《表》“行”的“列”4,242 等于 4,054 + 187`; for one quantity printed twice both places."""
    own, other = relation.total, relation.parts[0][1]
    left = f"{own.printed_at} {_in(own)}"
    return (
        f"{left}与{other.printed_at} {_in(other)} 相等" if relation.same_quantity else f"{left} 等于 {_sides(relation)}"
    )


def _numbers_en(relation: Relation) -> str:
    """As `_numbers`, in English."""
    own, other = relation.total, relation.parts[0][1]
    right = f"{other.printed_at_en} {_in(other)}" if relation.same_quantity else _sides(relation, english=True)
    return f"{own.printed_at_en} {_in(own)} = {right}"


def misread(table: Table, cell: CellRef, read: Cell, proposal: Proposal) -> Finding:
    """A figure of a scan that one small correction explains."""
    wanted = show(proposal.values[cell])
    return Finding(
        code="ocr_misread",
        severity=FINDING_CODES["ocr_misread"],
        rule="RJ-02",
        message=f"{table.title}的“{read.text}”（识别置信度 {read.confidence:.2f}）可能是 {wanted} 的误读（RJ-02）。",
        message_en=f"“{read.text}” in {table.title} may be a misreading of {wanted} (RJ-02).",
        table=table.id,
        table_title=table.title,
        where=f"{table.title} / {read.text}",
        cells=(cell,),
        expected=wanted,
        actual=read.text,
        page=read.place.page,
        line=read.place.line,
        proposal=proposal.text,
    )


def _finding(rule: Rule, relation: Relation, comparison: Comparison, code: str, beyond: bool) -> Finding:
    total = relation.total
    severity = FINDING_CODES[code]
    if rule.severity is not Severity.ERROR and severity is Severity.ERROR:
        severity = rule.severity
    expected, actual = show(comparison.expected), show(comparison.actual)
    unit = total.unit_name or ""
    said, said_en = _sentence(relation, comparison, unit)
    one = len(relation.parts) == 1 and relation.parts[0][0] == 1
    gap = f"{'前者' if one else ''}{'多' if comparison.delta > 0 else '少'} {show(abs(comparison.delta))}{unit}"
    gap_en = f"{'more' if comparison.delta > 0 else 'less'} by {show(abs(comparison.delta))}{unit}"
    tolerance = show(comparison.tolerance)
    allowed = f"四舍五入容许的 ±{tolerance}{unit}"
    tail = f"超出{allowed}" if beyond else f"仍在{allowed}之内"
    cut, cut_en = _cut_off(relation) if beyond and relation.same_quantity else ("", "")
    message = f"{said}，{gap}，{tail}{cut}（{rule.id}）。{relation.note}"
    within = "beyond" if beyond else "within"
    in_prose = relation.scope is Scope.TEXT
    return Finding(
        code=code,
        severity=severity,
        rule=rule.id,
        message=message,
        message_en=f"{said_en[0].upper()}{said_en[1:]}: {gap_en}, {within} the rounding tolerance ±{tolerance}{unit}"
        f"{cut_en} ({rule.id}).",
        table=None if in_prose or total.cell is None else total.cell.table,
        table_title=None if in_prose else total.table_title,
        where=relation.where,
        cells=tuple(t.cell for t in relation.terms if t.cell is not None),
        expected=expected,
        actual=actual,
        delta=comparison.delta,
        tolerance=comparison.tolerance,
        document_id=relation.document_id,
        page=total.place.page,
        line=total.place.line,
    )


def _cut_off(relation: Relation) -> tuple[str, str]:
    """What explains two figures of one quantity of which the coarser is the finer one, cut off instead of rounded."""
    coarse, fine = sorted((relation.total, relation.parts[0][1]), key=lambda t: -t.amount.half)
    step = 2 * coarse.amount.half
    if not step or coarse.amount.half == fine.amount.half or fine.amount.base // step * step != coarse.amount.base:
        return "", ""
    shown = _in(coarse)
    return f"；{shown}像是舍去了尾数，没有四舍五入", f"; {shown} seems to be cut off, not rounded"


def _sentence(relation: Relation, comparison: Comparison, unit: str) -> tuple[str, str]:
    """What is printed and what it should be, with the formula and its numbers."""
    total, one = relation.total, relation.parts[0][1]
    actual, expected = f"{show(comparison.actual)}{unit}", f"{show(comparison.expected)}{unit}"
    printed, printed_en = f"{total.printed_at}印为 {actual}", f"{total.printed_at_en} prints {actual}"
    if relation.at_most:
        limit = one.printed_at if len(relation.parts) == 1 else relation.formula
        limit_en = one.printed_at_en if len(relation.parts) == 1 else f"“{relation.formula}”"
        return (
            f"{printed}，不应超过{limit}的 {expected}",
            f"{printed_en}, which should be at most the {expected} of {limit_en}",
        )
    if len(relation.parts) == 1 and relation.parts[0][0] == 1:
        asked = "" if relation.same_quantity else f"按“{relation.formula}”"
        return (
            f"{printed}，{one.printed_at}印为 {_in(one)}，{asked}两数应当相等",
            f"{printed_en}, {one.printed_at_en} prints {_in(one)}, and the two should be equal",
        )
    return (
        f"{printed}，按“{relation.formula}”应为 {_sides(relation)} = {expected}",
        f"{printed_en}, but “{relation.formula}” gives {_sides(relation, english=True)} = {expected}",
    )


def _in(term: Term) -> str:
    return f"{show(term.amount.value)}{term.unit_name or ''}"


def _sides(relation: Relation, *, english: bool = False) -> str:
    """The right side with its numbers, `0 + 289`; of a long sum only what is not zero, and how much there is of it.
    Figures in several units print theirs."""
    several = len({t.unit_name for t in relation.terms}) > 1
    parts = list(relation.parts)
    zeros = 0
    if len(parts) > SHOWN_PARTS:
        parts = [(s, t) for s, t in relation.parts if t.amount.value] or parts[:1]
        zeros = len(relation.parts) - len(parts)
    text = ""
    for sign, term in parts[:SHOWN_PARTS]:
        mark = ("" if not text else " + ") if sign > 0 else (" − " if text else "−")
        text += f"{mark}{_in(term) if several else show(term.amount.value)}"
    more = len(parts) - SHOWN_PARTS
    if more > 0:
        text += f" + … ({len(relation.parts)} in all)" if english else f" + …（共 {len(relation.parts)} 项）"
    elif zeros:
        text += f" ({zeros} more are 0)" if english else f"（另 {zeros} 项为 0）"
    return text
