"""Words of lines whose columns drift: a tool that counts an ideograph as one column moves what follows it.

What stays is the order of the words on a line, what each column is for, and roughly where it stands. Every line is laid
over the columns in order, as near to them as can be; then the columns are taken to stand where their words do, and the
lines are laid anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median

from services.extract.core.streams.rows import Placed, is_total, together
from services.extract.core.streams.tokens import Token
from shared.model.table import Role

_ROUNDS = 4
_MISFIT = 200.0
"""against a word in a column of figures, or a figure in one of names: more than a line is wide"""
_SHARED = 40.0
"""against two words of a line in one column"""
_SCATTERED = 0.1
"""against a word that stands one letter off the others of its column"""

Place = Callable[[Sequence[Token]], Placed]
"""sets the words of a line into columns"""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a column's words begin, end and have their middle."""

    x0: float
    x1: float
    middle: float

    @classmethod
    def of(cls, words: Sequence[Token]) -> Spot:
        return cls(median(t.x0 for t in words), median(t.x1 for t in words), median((t.x0 + t.x1) / 2 for t in words))

    @classmethod
    def around(cls, words: Sequence[Token]) -> Spot:
        """The place that all these words take up together."""
        x0, x1 = min(t.x0 for t in words), max(t.x1 for t in words)
        return cls(x0, x1, (x0 + max(x1, *(t.x0 + t.width for t in words))) / 2)

    def off(self, token: Token) -> float:
        """How far the word stands from where the column's words begin, end, or have their middle."""
        return min(abs(token.x0 - self.x0), abs(token.x1 - self.x1), abs((token.x0 + token.x1) / 2 - self.middle))


def placings(lines: Sequence[Sequence[Token]], leaves: Sequence[Spot] | None, roles: Sequence[Role]) -> Iterator[Place]:
    """Ways to set the words of a line into columns: beginning with the head's leaves, and with the lines that have a
    word for every column."""
    starts = [list(leaves)] if leaves is not None else []
    whole = [line for line in lines if len(line) == len(roles) and not any(map(_misfit, line, roles))]
    if whole:
        starts.append([Spot.of(words) for words in zip(*whole, strict=True)])
    for start in starts:
        spots = start
        for _ in range(_ROUNDS):
            found: list[list[Token]] = [[] for _ in roles]
            for line in lines:
                for column, words in _laid(line, spots, roles).items():
                    found[column] += words
            spots = [Spot.of(words) if words else spot for words, spot in zip(found, spots, strict=True)]
        yield partial(_laid, spots=spots, roles=roles)


def scattered(lines: Sequence[Placed]) -> float:
    """How far the words of columns stand from where the others of their column do, in lines broken early."""
    off = 0.0
    for words in together(lines).values():
        spot = Spot.of(words)
        off += sum(map(spot.off, words))
    return _SCATTERED * off


def _laid(line: Sequence[Token], spots: Sequence[Spot], roles: Sequence[Role]) -> Placed:
    """The words by column, in order, at the least distance in all."""
    costs = [[spot.off(t) + _misfit(t, role) for spot, role in zip(spots, roles, strict=True)] for t in line]
    return in_order(line, costs, lambda number, column: _SHARED)


def in_order(line: Sequence[Token], costs: Sequence[Sequence[float]], shared: Callable[[int, int], float]) -> Placed:
    """The words by column, each column right of those before it or the same, at the least cost in all: that of each
    word in each column, and of what a word shares with the one before it (its number, the column)."""
    best: dict[int, tuple[float, list[int]]] = {-1: (0.0, [])}
    for number, own in enumerate(costs):
        following: dict[int, tuple[float, list[int]]] = {}
        for last, (cost, path) in best.items():
            for column in range(max(last, 0), len(own)):
                total = cost + own[column] + (shared(number, column) if column == last else 0.0)
                if column not in following or total < following[column][0]:
                    following[column] = (total, [*path, column])
        best = following
    placed: Placed = {}
    for token, column in zip(line, min(best.values())[1], strict=True):
        placed.setdefault(column, []).append(token)
    return placed


def suits(token: Token, role: Role) -> bool:
    """Whether the word may stand in a column that is for this. Codes have two digits at least."""
    if role is Role.AMOUNT:
        return token.is_number
    if role is Role.CODE:
        return (token.is_digits and len(token.folded) > 1) or is_total(token.folded)
    return role is Role.TEXT or not token.is_number


def _misfit(token: Token, role: Role) -> float:
    return 0.0 if suits(token, role) else _MISFIT
