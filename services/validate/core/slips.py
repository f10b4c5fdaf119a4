"""Unit slips: figures that differ from all their counterparts by one power of ten (domain.md §5).

元 printed as 万元 (or the reverse) shows as one ratio 10ᵏ over every quantity that the table shares with others. It is
proven by two or more independent quantities; a single figure of the prose by printing the very digits of its
counterpart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from services.validate.core.amounts import show
from services.validate.core.judging import Judged
from services.validate.core.relations import Relation, Scope, Term, quoted
from shared.model.finding import FINDING_CODES, Finding
from shared.model.numbers import UNITS

POWERS = {Decimal(10) ** k: k for k in (-8, -6, -5, -4, -3, -2, 2, 3, 4, 5, 6, 8)}
TOLERANCE = Decimal("0.02")
#: relations of two places, whose units can differ
_OF_TWO = frozenset({Scope.CROSS, Scope.TEXT})


def power_between(actual: Decimal, expected: Decimal) -> int | None:
    """k where actual ≈ expected · 10ᵏ (within rounding), else None."""
    if not actual or not expected:
        return None
    ratio = actual / expected
    for power, k in POWERS.items():
        if abs(ratio / power - 1) <= TOLERANCE:
            return k
    return None


def find(judged: Sequence[Judged]) -> tuple[list[Finding], set[int]]:
    """Findings of wrong units, and the indexes of the failing relations that they explain."""
    findings: list[Finding] = []
    explained: set[int] = set()
    by_table: dict[str, list[tuple[int, int, Term, Term]]] = defaultdict(list)
    held: dict[str, int] = defaultdict(int)
    usual = _usual_unit(judged)
    for i, j in enumerate(judged):
        relation = j.relation
        counterpart = _counterpart(relation) if relation.scope in _OF_TWO else None
        if counterpart is None:
            continue
        one, other = relation.total, counterpart
        if not j.fails:
            if relation.at_most:
                continue  # that a part is smaller than its whole says nothing of the units
            for term in (one, other):
                held[term.cell.table if term.cell else ""] += bool(term.amount.value)
            continue
        k = power_between(one.amount.base, other.amount.base)
        if k is None:
            continue
        if one.cell is not None:
            by_table[one.cell.table].append((i, k, one, other))
        if other.cell is not None:
            by_table[other.cell.table].append((i, -k, other, one))
    # The table whose unit nobody else declares is the suspect; then the one with most slips.
    order = sorted(by_table.items(), key=lambda item: (item[1][0][2].unit_name == usual, -len(item[1])))
    for table, slips in order:
        fresh = [s for s in slips if s[0] not in explained]
        powers = {k for _, k, _, _ in fresh}
        values = {(t.amount.value, t.cell.column if t.cell else 0) for _, _, t, _ in fresh}
        if len(powers) != 1 or held[table] >= len(fresh) or not (len(values) >= 2 or _same_digits(fresh, usual)):
            continue
        explained |= {i for i, *_ in fresh}
        findings.append(_table_finding(fresh))
    for i, j in enumerate(judged):
        if i not in explained and j.fails and (finding := _text_finding(j)) is not None:
            explained.add(i)
            findings.append(finding)
    return findings, explained


def _counterpart(relation: Relation) -> Term | None:
    """The other side as one figure: the only part, or the sum of parts of one table and unit."""
    first = relation.parts[0][1]
    if len(relation.parts) == 1:
        return first
    terms = [t for sign, t in relation.parts if sign > 0]
    if len(terms) != len(relation.parts) or len({(t.table_title, t.amount.unit) for t in terms}) > 1:
        return None
    total = sum((t.amount.value for t in terms), Decimal(0))
    return replace(first, amount=replace(first.amount, value=total), label=" + ".join(t.label for t in terms))


def _same_digits(slips: list[tuple[int, int, Term, Term]], usual: str | None) -> bool:
    """One quantity alone proves a unit if both print the very same digits: four or more, or three in an odd unit."""
    return any(
        own.amount.value == other.amount.value
        and own.amount.unit != other.amount.unit
        and len(own.amount.value.normalize().as_tuple().digits) >= (4 if own.unit_name == usual else 3)
        for _, _, own, other in slips
    )


def _usual_unit(judged: Sequence[Judged]) -> str | None:
    """The unit that most tables declare."""
    units = {t.cell.table: t.unit_name for j in judged for t in j.relation.terms if t.cell is not None}
    return Counter(units.values()).most_common(1)[0][0] if units else None


def _unit_for(term: Term, k: int) -> str | None:
    """The unit under which the term would agree."""
    wanted = term.amount.unit / Decimal(10) ** k
    return next((name for name, size in UNITS.items() if size == wanted), None)


def _table_finding(slips: list[tuple[int, int, Term, Term]]) -> Finding:
    _, k, term, _ = slips[0]
    right = _unit_for(term, k)
    proofs = "；".join(
        f"{own.spot} {show(own.amount.value)} 对 {other.printed_at} {show(other.amount.value)}{other.unit_name or ''}"
        for _, _, own, other in slips[:4]
    )
    proofs_en = "; ".join(
        f"{own.spot} {show(own.amount.value)} against {show(other.amount.value)}{other.unit_name or ''} of "
        f"{other.printed_at_en}"
        for _, _, own, other in slips[:4]
    )
    declared = term.unit_name or "未印"
    return Finding(
        code="unit_mismatch",
        severity=FINDING_CODES["unit_mismatch"],
        rule="RU-01",
        message=f"《{term.table_title}》标明单位{declared}，而 {len(slips)} 个数与别处相差 10 的 {abs(k)} 次方，"
        f"实际单位应为{right or '别的单位'}（RU-01）。证据：{proofs}。",
        message_en=f"{term.table_title} declares {declared}, but {len(slips)} figures differ from elsewhere by "
        f"10^{abs(k)}: the values are in {right or 'another unit'} (RU-01). Evidence: {proofs_en}.",
        table=term.cell.table if term.cell else None,
        table_title=term.table_title,
        where=f"{term.table_title} / 单位",
        cells=tuple(own.cell for _, _, own, _ in slips[:20] if own.cell),
        expected=right,
        actual=declared,
        page=term.place.page,
        line=term.place.line,
        proposal=f"单位 {declared} → {right}：{len(slips)} 处与其他表一致" if right else None,
    )


def _text_finding(judged: Judged) -> Finding | None:
    """A figure of the prose that prints the digits of its counterpart with another unit."""
    relation = judged.relation
    own, other = relation.total, relation.parts[0][1] if relation.parts else relation.total
    if relation.scope is not Scope.TEXT or not relation.same_quantity or own.amount.value != other.amount.value:
        return None
    if own.amount.unit == other.amount.unit or not own.amount.value:
        return None
    return Finding(
        code="unit_mismatch",
        severity=FINDING_CODES["unit_mismatch"],
        rule="RU-01",
        message=f"正文{quoted(own.label)}印为 {show(own.amount.value)}{own.unit_name}，{other.printed_at}为"
        f" {show(other.amount.value)}{other.unit_name}：数字相同而单位不同（RU-01）。",
        message_en=f"The prose prints {show(own.amount.value)}{own.unit_name} for {quoted(own.label)}, "
        f"{other.printed_at_en} {show(other.amount.value)}{other.unit_name}: same digits, other unit (RU-01).",
        where=relation.where,
        cells=(other.cell,) if other.cell else (),
        expected=f"{show(other.amount.value)}{other.unit_name}",
        actual=f"{show(own.amount.value)}{own.unit_name}",
        page=own.place.page,
        line=own.place.line,
    )
