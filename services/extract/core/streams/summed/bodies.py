"""The rows of a table of amounts by their arity alone: words, then as many figures as most rows have or fewer, for
blank cells leave no trace.

A code is what nothing but its place tells from a figure: plain digits before a name. So a body is read with codes and
without, and what comes of both is for the head to choose from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from services.extract.core.streams.broken import joined
from services.extract.core.streams.tokens import Token, is_rate, text_of
from shared.model.labels import is_total, names_total
from shared.model.table import Role

_FEWEST_ROWS, _FEWEST_FIGURES, _MOST_FIGURES = 2, 2, 20
_MOST_CODE, _BEGUN_CODE, _CODE_END = 12, 4, 2
"""digits of a code, and of the two pieces of one"""
_MOSTLY = 0.6
"""of the rows have what there is a column for"""
_MOST_LABEL = 3
"""words of the first row's label"""
_LONG_LABEL, _PLAIN_CODE, _TWO_NAMES = 0.5, 0.5, 0.2
"""against a first label of more words than others have, against figures that look like codes, and against two columns
of names where it may be one whose names are broken over lines"""


@dataclass(slots=True)
class BodyRow:
    """The words of a row: those before its figures, its figures, those behind."""

    labels: list[Token] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    """places in `labels` that are codes"""
    figures: list[Token] = field(default_factory=list)
    after: list[Token] = field(default_factory=list)

    @property
    def is_total(self) -> bool:
        return not self.codes and names_total(text_of(self.labels))


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """The rows from the word `start` on: columns that hold what `leading` says, `width` columns of figures, and a
    column of texts behind them or none. `cost`: what speaks against it."""

    start: int
    leading: tuple[Role, ...]
    width: int
    tail: bool
    rows: tuple[BodyRow, ...]
    cost: float

    @property
    def roles(self) -> tuple[Role, ...]:
        return (*self.leading, *[Role.AMOUNT] * self.width, *[Role.TEXT] * self.tail)

    @property
    def numbered(self) -> frozenset[int]:
        """The columns of codes that number the rows from 1 on (序号)."""
        coded = [[int(row.labels[i].folded) for i in row.codes] for row in self.rows if row.codes]
        by_column = zip(*coded, strict=False)
        return frozenset(2 * at for at, codes in enumerate(by_column) if list(codes) == [*range(1, len(coded) + 1)])


def is_figure(token: Token) -> bool:
    """An amount, a dash, a rate."""
    return token.is_number or is_rate(token.folded)


def with_whole_codes(tokens: Sequence[Token]) -> list[Token]:
    """The words with codes whole that a narrow column broke before their last digits, where all amounts have decimals,
    so that no digits before a name are one."""
    figures = [t for t in tokens if t.is_number and t.folded not in ("0", "-")]
    if sum("." in t.text for t in figures) < _MOSTLY * len(figures):
        return list(tokens)
    out: list[Token] = []
    for at, token in enumerate(tokens):
        above = out[-1] if out else None
        begun = above is not None and above.is_digits and len(above.text) >= _BEGUN_CODE and not above.pieces
        if above is not None and begun and len(token.text) <= _CODE_END and token.is_digits and _is_code(tokens, at):
            out[-1] = joined(above, token)
        else:
            out.append(token)
    return out


def bodies_of(tokens: Sequence[Token]) -> Iterator[Body]:
    """The ways to read the rows of a table whose head the first words are."""
    first = next((i for i, token in enumerate(tokens) if is_figure(token)), len(tokens))
    for pairs in (0, 1, 2):
        begins = pairs and _is_code(tokens, first)
        for start in [first] if begins else range(first - 1, max(0, first - _MOST_LABEL - 1), -1):
            for noted in (False, True) if pairs else (False,):
                yield from _bodies(tokens, start, pairs, noted=noted)


def body_like(tokens: Sequence[Token], start: int, roles: Sequence[Role]) -> Body | None:
    """The rows from a word on under a head whose columns are known."""
    leading = tuple(takewhile(lambda role: role in (Role.CODE, Role.LABEL), roles))
    width, tail = roles.count(Role.AMOUNT), roles[-1] is Role.TEXT
    rows = _rows(tokens, start, leading.count(Role.CODE), noted=tail)
    fits = all(row.labels and len(row.figures) <= width and (tail or not row.after) for row in rows)
    if not rows or not fits:
        return None
    return Body(start=start, leading=leading, width=width, tail=tail, rows=tuple(rows), cost=0.0)


def _bodies(tokens: Sequence[Token], start: int, pairs: int, *, noted: bool) -> Iterator[Body]:
    """The rows from a word on, with so many codes in each that lead a name; two words before the figures may be one
    name, or two. `noted`: texts stand behind the figures."""
    rows = _rows(tokens, start, pairs, noted=noted)
    if noted != any(row.after for row in rows):
        return
    width = max((len(row.figures) for row in rows), default=0)
    items = [row for row in rows if not row.is_total]
    if len(rows) < _FEWEST_ROWS or not items or not _FEWEST_FIGURES <= width <= _MOST_FIGURES:
        return
    if not all(row.labels for row in rows) or sum(len(row.figures) == width for row in rows) < _FEWEST_ROWS:
        return
    if any(len(row.codes) > pairs for row in rows) or _share(items, lambda r: len(r.codes) == pairs) < _MOSTLY:
        return
    usual = max(len(row.labels) for row in items[1:] or items)
    cost = _LONG_LABEL * max(0, len(rows[0].labels) - usual * (not rows[0].is_total) - rows[0].is_total)
    plain = [t for row in rows for t in row.figures[-1:] if t.is_digits and t.folded != "0"]
    cost += _PLAIN_CODE * (not pairs and len(plain) >= _MOSTLY * len(rows))
    leading = (Role.CODE, Role.LABEL) * pairs or (Role.LABEL,)
    yield Body(start=start, leading=leading, width=width, tail=noted, rows=tuple(rows), cost=cost)
    if not pairs and _share(items, lambda r: len(r.labels) == 2) >= _MOSTLY:
        yield Body(start=start, leading=leading * 2, width=width, tail=noted, rows=tuple(rows), cost=cost + _TWO_NAMES)


def _share(rows: Sequence[BodyRow], fits: Callable[[BodyRow], bool]) -> float:
    return sum(map(fits, rows)) / len(rows)


def _rows(tokens: Sequence[Token], start: int, pairs: int, *, noted: bool) -> list[BodyRow]:
    """The rows; words behind the last figures are none. A row begins with its code, and one without with the label of
    a total: other words before it, if rows are `noted`, are of the row above."""
    rows: list[BodyRow] = []
    row = BodyRow()
    for i in range(start, len(tokens)):
        token = tokens[i]
        code = pairs > 0 and _is_code(tokens, i)
        if is_figure(token) and not code:
            row.figures.append(token)
            continue
        named = bool(row.codes) and len(row.labels) - 1 not in row.codes
        if row.figures or (code and named and len(row.codes) == pairs):
            rows.append(row)
            row = BodyRow()
        if noted and code and row.labels and not row.codes and rows:
            rows[-1].after, row.labels = row.labels, []
        if code:
            row.codes.append(len(row.labels))
        row.labels.append(token)
    rows = [*rows, row] if row.figures else rows
    for above, row in pairwise(rows) if noted else ():
        if not row.codes and len(row.labels) > 1 and is_total(row.labels[-1].folded):
            above.after, row.labels = row.labels[:-1], row.labels[-1:]
    return rows


def _is_code(tokens: Sequence[Token], at: int) -> bool:
    """Whether plain digits stand before a name."""
    if at + 1 >= len(tokens) or not tokens[at].is_digits or len(tokens[at].folded) > _MOST_CODE:
        return False
    return not is_figure(tokens[at + 1])
