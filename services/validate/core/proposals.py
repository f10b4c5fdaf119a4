"""One small correction that mends two or more failing relations and breaks none: proposed with proof, never applied.

Tried: another figure in one cell (one digit, two digits exchanged, a digit lost or doubled, a shifted point; any other
figure only if two relations ask for exactly it), two cells of a row or column exchanged, a row shifted by one column.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from services.validate.core.amounts import Amount, Verdict, show
from services.validate.core.judging import Judged, judge
from services.validate.core.relations import Relation, Scope, Term
from shared.model.finding import CellRef

#: how many suspicious cells are looked at: a report with more faults than this needs a person
MOST_CELLS = 60


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """New figures for cells, in words, with the relations that they mend."""

    values: Mapping[CellRef, Decimal]
    what: str
    mends: tuple[int, ...]
    exact: int
    kind: str
    doubted: bool = False
    """every cell was read with doubt"""

    @property
    def text(self) -> str:
        return f"{self.what}：使 {len(self.mends)} 条不符的关系都成立（其中 {self.exact} 条完全相等），不破坏任何关系"


def propose(judged: Sequence[Judged], doubted: Collection[CellRef] = ()) -> list[Proposal]:
    """The proposals, best first; a cell about which two proposals disagree gets none. Of two that mend the same
    relations equally well, one that corrects only cells whose reading is doubted anyway is preferred."""
    failing = [i for i, j in enumerate(judged) if j.fails and not j.relation.at_most]
    if not failing:
        return []
    by_cell: dict[CellRef, list[int]] = {}
    terms: dict[CellRef, Term] = {}
    for i, j in enumerate(judged):
        for term in j.relation.terms:
            if term.cell is None:
                continue
            own = by_cell.setdefault(term.cell, [])
            if not own or own[-1] != i:
                own.append(i)
                terms[term.cell] = term
    shaken = {term.cell for j in judged if j.fails for term in j.relation.terms}
    suspects = [cell for cell in by_cell if cell in shaken]
    suspects.sort(key=lambda c: -sum(judged[i].fails for i in by_cell[c]))
    suspects = suspects[:MOST_CELLS]
    found = [
        *_single(judged, by_cell, terms, suspects),
        *_exchanged(judged, by_cell, terms, suspects),
        *_shifted(judged, by_cell, terms, suspects),
    ]
    found = [replace(p, doubted=all(cell in doubted for cell in p.values)) for p in found]
    found.sort(key=_rank)
    return _undisputed(found)


def for_prose(judged: Judged, doubted: Mapping[CellRef, int]) -> str | None:
    """What a figure of the prose should be: its table's, where nothing else speaks against that one."""
    relation = judged.relation
    if not judged.fails or not relation.same_quantity or relation.scope is not Scope.TEXT:
        return None
    own, other = relation.total, relation.parts[0][1]
    if own.cell is not None or other.cell is None or doubted.get(other.cell, 0) > 1 or not own.amount.unit:
        return None
    wanted = round(other.amount.base / own.amount.unit, max(own.amount.places, 0))
    kind = small_change(own.amount.value, wanted, own.amount.places)
    why = f"{kind}；" if kind else ""
    return (
        f"正文的 {show(own.amount.value)} 可能应为 {show(wanted)}{own.unit_name or ''}"
        f"（{why}{other.printed_at}，该数在表中没有别的不符）"
    )


def _rank(proposal: Proposal) -> tuple[int, bool, bool, int, int]:
    """Best first: more relations mended, doubtful cells before sure ones, a slip that people make before any other
    figure, exactly, in few cells."""
    unlikely = proposal.kind == "demanded"
    return (-len(proposal.mends), not proposal.doubted, unlikely, -proposal.exact, len(proposal.values))


def _undisputed(found: list[Proposal]) -> list[Proposal]:
    """For the same failing relations only the best proposal; two equally good ones cancel each other."""
    kept: list[Proposal] = []
    taken: set[int] = set()
    for proposal in found:
        if taken & set(proposal.mends):
            continue
        rivals = [
            p
            for p in found
            if p is not proposal
            and set(p.mends) & set(proposal.mends)
            and _rank(p) == _rank(proposal)
            and dict(p.values) != dict(proposal.values)
        ]
        taken |= set(proposal.mends)
        if not rivals:
            kept.append(proposal)
    return kept


def _try(
    judged: Sequence[Judged], by_cell: Mapping[CellRef, list[int]], values: Mapping[CellRef, Decimal]
) -> tuple[tuple[int, ...], int] | None:
    """(failing relations that would hold, how many exactly); None where any would fail then."""
    touched = sorted({i for cell in values for i in by_cell.get(cell, ())})
    mended, exact = [], 0
    for i in touched:
        comparison = judge(_with(judged[i].relation, values))
        if comparison.verdict is Verdict.BEYOND:
            return None
        if judged[i].fails:
            mended.append(i)
            exact += comparison.verdict is Verdict.EXACT
    return (tuple(mended), exact) if mended else None


def _with(relation: Relation, values: Mapping[CellRef, Decimal]) -> Relation:
    def changed(term: Term) -> Term:
        if term.cell is None or term.cell not in values:
            return term
        amount: Amount = replace(term.amount, value=values[term.cell], exact=False)
        return replace(term, amount=amount)

    return replace(relation, total=changed(relation.total), parts=tuple((s, changed(t)) for s, t in relation.parts))


def _single(
    judged: Sequence[Judged],
    by_cell: Mapping[CellRef, list[int]],
    terms: Mapping[CellRef, Term],
    suspects: Sequence[CellRef],
) -> Iterator[Proposal]:
    for cell in suspects:
        failing = [i for i in by_cell[cell] if judged[i].fails]
        if len(failing) < 2:
            continue
        printed = terms[cell].amount.value
        places = terms[cell].amount.places
        for wanted in sorted({w for i in failing for w in _wanted(judged[i], cell, places)}):
            kind = small_change(printed, wanted, places)
            result = _try(judged, by_cell, {cell: wanted})
            # A figure that is no small slip is proposed only where two relations ask for exactly that one.
            if result is None or len(result[0]) < 2 or (kind is None and result[1] < 2):
                continue
            what = f"{terms[cell].printed_at}的 {show(printed)} 可能应为 {show(wanted)}（{kind or '各关系都要求此数'}）"
            how = "digit" if kind else "demanded"
            yield Proposal(values={cell: wanted}, what=what, mends=result[0], exact=result[1], kind=how)


def _wanted(judged: Judged, cell: CellRef, places: int) -> Iterator[Decimal]:
    """The figure that would make the relation exact."""
    relation, comparison = judged.relation, judged.comparison
    delta = comparison.delta * relation.total.amount.unit
    if relation.total.cell == cell:
        yield comparison.expected
        return
    for sign, term in relation.parts:
        if term.cell == cell:
            value = term.amount.value + sign * delta / term.amount.unit
            if value >= 0 or term.amount.signed:
                yield round(value, places)


def small_change(printed: Decimal, wanted: Decimal, places: int) -> str | None:
    """What kind of slip turns `wanted` into `printed`, in words; None where it is no small one."""
    if printed == wanted:
        return None
    one = format(round(abs(printed), places), "f").replace(".", "")
    other = format(round(abs(wanted), places), "f").replace(".", "")
    if printed == -wanted:
        return "正负号"
    if len(one) == len(other):
        differing = [i for i in range(len(one)) if one[i] != other[i]]
        if len(differing) == 1:
            return "一位数字"
        if (
            len(differing) == 2
            and one[differing[0]] == other[differing[1]]
            and one[differing[1]] == other[differing[0]]
        ):
            return "两位数字互换"
        return None
    if wanted and printed:
        ratio = printed / wanted
        for power in (1, 2, 3, 4):
            if ratio in {Decimal(10) ** power, Decimal(10) ** -power}:
                return "小数点移位"
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    if len(longer) - len(shorter) == 1 and any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer))):
        return "多或少一位数字"
    return None


def _exchanged(
    judged: Sequence[Judged],
    by_cell: Mapping[CellRef, list[int]],
    terms: Mapping[CellRef, Term],
    suspects: Sequence[CellRef],
) -> Iterator[Proposal]:
    lines: dict[tuple[str, str, int], list[CellRef]] = {}
    for cell in suspects:
        lines.setdefault((cell.table, "row", cell.row), []).append(cell)
        lines.setdefault((cell.table, "column", cell.column), []).append(cell)
    for cells in lines.values():
        for at, one in enumerate(cells):
            for other in cells[at + 1 :]:
                first, second = terms[one].amount, terms[other].amount
                if first.value == second.value or first.unit != second.unit:
                    continue
                values = {one: second.value, other: first.value}
                result = _try(judged, by_cell, values)
                if result is not None and len(result[0]) >= 2:
                    pair = f"{show(first.value)} ⇄ {show(second.value)}"
                    what = f"{terms[one].printed_at}与{terms[other].spot}的两数可能互换（{pair}）"
                    yield Proposal(values=values, what=what, mends=result[0], exact=result[1], kind="exchange")


def _shifted(
    judged: Sequence[Judged],
    by_cell: Mapping[CellRef, list[int]],
    terms: Mapping[CellRef, Term],
    suspects: Sequence[CellRef],
) -> Iterator[Proposal]:
    rows: dict[tuple[str, int], list[CellRef]] = {(c.table, c.row): [] for c in suspects}
    for cell in by_cell:
        if (cell.table, cell.row) in rows:
            rows[cell.table, cell.row].append(cell)
    for _, cells in sorted(rows.items()):
        cells.sort(key=lambda c: c.column)
        if len(cells) < 3:
            continue
        printed = [terms[c].amount.value for c in cells]
        for name, moved, free in (
            ("左", [*printed[1:], printed[-1]], cells[-1]),
            ("右", [printed[0], *printed[:-1]], cells[0]),
        ):
            base = {c: v for c, v, was in zip(cells, moved, printed, strict=True) if v != was and c != free}
            if len(base) < 2:
                continue
            # What stood in the column that the shift pushed out is lost; the relations say what it was.
            for figure in sorted({Decimal(0), printed[cells.index(free)], *_lost(judged, by_cell, base, free, terms)}):
                result = _try(judged, by_cell, {**base, free: figure})
                if result is not None and len(result[0]) >= 2:
                    row_name = f"《{terms[cells[0]].table_title or ''}》“{terms[cells[0]].label.split(' / ')[0]}”"
                    what = f"{row_name}一行的数可能整体错位，应向{name}移一列（空出的一格为 {show(figure)}）"
                    yield Proposal(
                        values={**base, free: figure}, what=what, mends=result[0], exact=result[1], kind="shift"
                    )


def _lost(
    judged: Sequence[Judged],
    by_cell: Mapping[CellRef, list[int]],
    values: Mapping[CellRef, Decimal],
    free: CellRef,
    terms: Mapping[CellRef, Term],
) -> Iterator[Decimal]:
    """The figures that relations ask for in `free` once the others are moved."""
    for i in by_cell.get(free, [])[:4]:
        relation = _with(judged[i].relation, values)
        yield from _wanted(
            Judged(rule=judged[i].rule, relation=relation, comparison=judge(relation)), free, terms[free].amount.places
        )
