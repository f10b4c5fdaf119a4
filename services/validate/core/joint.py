"""The joint test: conflicts that every single relation lets pass (domain.md §2.1).

Every printed figure may deviate by its half unit; all relations that hold singly must hold together. A small linear
program (HiGHS) finds the least extra deviation t that makes them all hold; t > 0 is a conflict, and relations are
then left out one by one until an irreducible set remains. Only connected groups that contain a relation explained by
rounding are looked at: where all are exact, the printed figures themselves are a solution.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from services.validate.core.amounts import Verdict
from services.validate.core.judging import Judged
from services.validate.core.relations import Relation, Term
from services.validate.core.settling import NOISE, Equation, settled

#: groups over this size are not searched for an irreducible set (time grows with its square)
LARGEST = 400

Key = tuple[object, ...]


def key_of(term: Term) -> Key:
    """One variable a cell; a figure of the prose is its own."""
    return (term.cell.table, term.cell.row, term.cell.column) if term.cell else ("text", id(term))


def conflicts(judged: Sequence[Judged]) -> list[list[Judged]]:
    """Irreducible sets of relations that hold singly and cannot hold together."""
    usable = [
        j
        for j in judged
        if not j.fails
        and not j.relation.at_most
        and not j.relation.soft
        and not (j.relation.same_quantity and j.comparison.verdict is Verdict.ROUNDING)
    ]
    if all(j.comparison.verdict is Verdict.EXACT for j in usable):
        return []
    found = []
    for group in _groups(usable):
        if len(group) > LARGEST or len(group) < 2 or all(j.comparison.verdict is Verdict.EXACT for j in group):
            continue
        relations = [j.relation for j in group]
        if not _solved_by_hand(relations) and _excess(relations) > NOISE:
            found.append(_irreducible(group))
    return found


class _Joined:
    """Which keys belong together (union-find)."""

    def __init__(self) -> None:
        self._parent: dict[Key, Key] = {}

    def root(self, key: Key) -> Key:
        parent = self._parent
        above = parent.setdefault(key, key)
        while above is not key:
            parent[key] = key = parent[above]
            above = parent[key]
        return key

    def join(self, one: Key, other: Key) -> None:
        self._parent[self.root(one)] = self.root(other)


def _groups(judged: Sequence[Judged]) -> list[list[Judged]]:
    """Relations that share cells which are not exact."""
    joined = _Joined()
    keys = []
    for j in judged:
        own = [key_of(t) for t in j.relation.terms if not t.amount.exact]
        keys.append(own)
        for key in own[1:]:
            joined.join(key, own[0])
    groups: dict[Key, list[Judged]] = {}
    for j, own in zip(judged, keys, strict=True):
        if own:
            groups.setdefault(joined.root(own[0]), []).append(j)
    return list(groups.values())


def _solved_by_hand(relations: Sequence[Relation]) -> bool:
    """Whether figures are found, inside their intervals, for which all relations hold.

    Nearly every report is settled so, without importing the solver (a second) for it; what is not settled is left to
    the linear program.
    """
    return settled(*_equations(relations))


def _equations(relations: Sequence[Relation]) -> tuple[list[Equation], list[float]]:
    """The relations as equations, each once, and the least deviation of each figure.

    Cells that must agree and print the same with the same precision deviate together: they are one figure.
    """
    one = _Joined()
    sums = []
    for relation in relations:
        if _prints_one_figure_twice(relation):
            one.join(key_of(relation.total), key_of(relation.parts[0][1]))
        else:
            sums.append(relation)
    equations: dict[tuple[float, tuple[tuple[int, float], ...]], None] = {}
    columns: dict[Key, int] = {}
    lower: list[float] = []
    for relation in sums:
        scale = relation.total.amount.unit
        gap, terms = Decimal(0), dict[int, float]()
        for sign, term in ((-1, relation.total), *relation.parts):
            amount = term.amount
            gap += sign * amount.base
            if amount.exact:
                continue
            at = columns.setdefault(one.root(key_of(term)), len(columns))
            if at == len(lower):
                lower.append(0.0 if amount.value == 0 and not amount.signed else -1.0)
            terms[at] = terms.get(at, 0.0) + sign * float(amount.half / scale)
        equations[float(gap / scale), tuple((i, w) for i, w in terms.items() if w)] = None
    return list(equations), lower


def _prints_one_figure_twice(relation: Relation) -> bool:
    if not relation.same_quantity:
        return False
    one, other = relation.total.amount, relation.parts[0][1].amount
    return not one.exact and not other.exact and one.interval == other.interval and one.base == other.base


def _irreducible(group: list[Judged]) -> list[Judged]:
    """Without any one of the result the rest would hold together."""
    kept = list(group)
    # Large chunks first: most relations have nothing to do with the conflict.
    size = max(1, len(kept) // 2)
    while size >= 1:
        at = 0
        while at < len(kept):
            without = kept[:at] + kept[at + size :]
            if without and _excess([j.relation for j in without]) > NOISE:
                kept = without
            else:
                at += size
        size //= 2
    return kept


def load_solver() -> None:
    """Load the linear program ahead: for a process that validates many documents and may take a second to start."""
    _solver()


@cache
def _solver() -> tuple[Any, Any]:
    """SciPy's linear program and sparse matrix: a second to import, so only when they are asked for."""
    from scipy.optimize import linprog
    from scipy.sparse import coo_matrix

    return linprog, coo_matrix


def _excess(relations: Sequence[Relation]) -> float:
    """The least t ≥ 0 with every figure within (1 + t) half units of its print and all relations holding."""
    linprog, coo_matrix = _solver()
    equations, lower = _equations(relations)
    if not lower:
        return 0.0
    rows = [(at, i, weight) for at, (_, own) in enumerate(equations) for i, weight in own]
    right = [-gap for gap, _ in equations]
    count = len(lower)
    t = count
    equal = coo_matrix(
        ([v for _, _, v in rows], ([r for r, _, _ in rows], [c for _, c, _ in rows])), shape=(len(equations), count + 1)
    )
    # d ≤ 1 + t and, where the figure may be smaller than printed, −d ≤ 1 + t
    upper_rows = [(i, i, 1.0) for i in range(count)] + [(i, t, -1.0) for i in range(count)]
    free = [i for i in range(count) if lower[i] < 0]
    upper_rows += [(count + k, i, -1.0) for k, i in enumerate(free)]
    upper_rows += [(count + k, t, -1.0) for k in range(len(free))]
    bound = coo_matrix(
        ([v for _, _, v in upper_rows], ([r for r, _, _ in upper_rows], [c for _, c, _ in upper_rows])),
        shape=(count + len(free), count + 1),
    )
    limits = [(0.0, None) if low == 0.0 else (None, None) for low in lower] + [(0.0, None)]
    solved = linprog(
        [0.0] * count + [1.0],
        A_ub=bound.tocsr(),
        b_ub=[1.0] * (count + len(free)),
        A_eq=equal.tocsr(),
        b_eq=right,
        bounds=limits,
        method="highs",
    )
    # An unsolved program proves nothing: no conflict is reported from it.
    return float(solved.fun) if solved.status == 0 else 0.0
