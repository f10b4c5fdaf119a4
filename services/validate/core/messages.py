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
SHOWN_PARTS = 12


def mismatch(rule: Rule, relation: Relation, comparison: Comparison) -> Finding:
    """A relation beyond rounding."""
    return _finding(rule, relation, comparison, MISMATCH[relation.scope], "超出", "beyond")


def rounding(rule: Rule, relation: Relation, comparison: Comparison) -> Finding:
    """A relation that rounding explains; for the same quantity printed twice, only just."""
    code = ROUNDING.get(relation.scope, "sum_rounding") if relation.same_quantity else "sum_rounding"
    return _finding(rule, relation, comparison, code, "未超出", "within")


def missing_value(rule: Rule, relation: Relation, blank: Term, value: Decimal) -> Finding:
    """A blank cell in a table that prints its zeros, where a relation asks for a figure."""
    shown = show(value)
    return Finding(
        code="missing_value",
        severity=FINDING_CODES["missing_value"],
        rule=rule.id,
        message=f"“{blank.label}”没有数字，而本表的零都印出；按{rule.id}（{relation.formula}）应为 {shown}。",
        message_en=f"“{blank.label}” is blank although this table prints its zeros; {rule.id} asks for {shown}.",
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
    shown = "；".join(f"{j.rule.id} {j.relation.where}（{j.relation.formula}）" for j in group[:5])
    return Finding(
        code=code,
        severity=rule.severity,
        rule=rule.id,
        message=f"{len(group)} 条关系各自在四舍五入范围内，但不能同时成立（{rule.id}）：{shown}。",
        message_en=f"{len(group)} relations hold singly within rounding but not together ({rule.id}): {shown}.",
        table=None if in_prose else table,
        table_title=title,
        where=" + ".join(j.relation.where for j in group[:3]),
        cells=tuple(dict.fromkeys(t.cell for j in group for t in j.relation.terms if t.cell))[:40],
        page=total.place.page,
        line=total.place.line,
    )


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


def _finding(rule: Rule, relation: Relation, comparison: Comparison, code: str, word: str, word_en: str) -> Finding:
    total = relation.total
    severity = FINDING_CODES[code]
    if rule.severity is not Severity.ERROR and severity is Severity.ERROR:
        severity = rule.severity
    expected, actual = show(comparison.expected), show(comparison.actual)
    delta, tolerance = show(comparison.delta), show(comparison.tolerance)
    unit = total.unit_name or ""
    if relation.same_quantity:
        other = relation.parts[0][1]
        both = f"{total.printed_at}为 {actual}{unit}，{other.printed_at}为 {_in(other)}，同一数额应当相等"
        both_en = f"{total.printed_at}: {actual}{unit}; {other.printed_at}: {_in(other)}; the two are one quantity"
    else:
        sides = "至多 " if relation.at_most else ""
        sides += relation.parts[0][1].printed_at if len(relation.parts) == 1 else _sides(relation)
        both = f"{total.printed_at}为 {actual}{unit}，而 {sides} = {expected}{unit}"
        both_en = f"{total.printed_at}: {actual}{unit}, but {_sides(relation)} = {expected}{unit}"
    tail = f"相差 {delta}，{word}四舍五入容许的 {tolerance}"
    message = f"{both}（{rule.id}：{relation.formula}）；{tail}。{relation.note}"
    in_prose = relation.scope is Scope.TEXT
    return Finding(
        code=code,
        severity=severity,
        rule=rule.id,
        message=message,
        message_en=f"{both_en} ({rule.id}: {relation.formula}); difference {delta}, "
        f"{word_en} the rounding tolerance {tolerance}.",
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


def _in(term: Term) -> str:
    return f"{show(term.amount.value)}{term.unit_name or ''}"


def _sides(relation: Relation) -> str:
    """The right side with its numbers: `796 + 4,164`; zeros left out of long sums."""
    parts = [(s, t) for s, t in relation.parts if t.amount.value] or list(relation.parts[:1])
    shown = parts[:SHOWN_PARTS]
    text = ""
    for sign, term in shown:
        mark = ("" if not text else " + ") if sign > 0 else (" − " if text else "−")
        text += f"{mark}{show(term.amount.value)}"
    return text + (f" + …（共 {len(parts)} 项）" if len(parts) > SHOWN_PARTS else "")
