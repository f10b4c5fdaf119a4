"""Rows of a table of more than two lists side by side (陕西: income, outlay by function, by the department's economic
classes, by the government's), out of words.

Rows are printed line by line, and a list with no entry left in a row leaves no trace. Which list an entry is of, the
lists say together: numbers that go on in one (2、 under 1、), names of functions or of economic classes, what only
income has. The way to deal all entries out that has least against it is taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from services.extract.core.streams.balance import Entry, Side, Vocabulary, entries_of, key_of, rows_of
from services.extract.core.streams.tokens import Token, text_of
from services.extract.core.table_numbers import plain_number
from services.extract.core.templates import HeadTemplate
from shared.codes import Scheme
from shared.codes import load as load_codes
from shared.model.labels import names_total

_NUMBERED = re.compile(r"(?P<open>\(?)(?P<number>[一二三四五六七八九十]+|\d{1,2})(?P<close>[)、.])")
_MOST_WAYS = 60
"""ways to deal the entries out that are followed at a time"""
_WRONG_HALF = 3.0
"""against income among outlay, or outlay among income"""
_WRONG_KIND = 1.0
"""against a function in a list of economic classes, or the other way round"""
_BREAKS_OFF = 1.0
"""against a number that does not go on from the last of its list"""
_BEGINS_AGAIN = 0.3
"""against a first number where such numbers had begun"""
_OPENED_AGAIN = 0.2
"""against an entry of a list that had none in the row above"""

_Last = tuple[tuple[str, int], ...]
"""how a list's numbers stand, outermost first: how they are written, and the last one"""


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to deal out the entries so far."""

    cost: float
    sides: tuple[int, ...]
    last: tuple[_Last, ...]
    open: frozenset[int]


def parse(
    tokens: Sequence[Token], head: HeadTemplate, sides: Sequence[Side], vocabulary: Vocabulary
) -> list[list[Entry]]:
    """Rows with at most one entry for each of `sides`."""
    entries = entries_of(tokens, sides, vocabulary)
    schemes = [_scheme_of("".join(head.columns[side.label].path)) for side in sides]
    everything = frozenset(range(len(sides)))
    ways = [_Way(0.0, (), ((),) * len(sides), everything)]
    for row in _by_row(entries, len(sides)):
        ways = [after for way in ways for after in _dealt(way, row, schemes, vocabulary)]
        best: dict[tuple[tuple[_Last, ...], frozenset[int]], _Way] = {}
        for way in sorted(ways, key=lambda w: w.cost):
            best.setdefault((way.last, way.open), way)
        ways = list(best.values())[:_MOST_WAYS]
    for entry, side in zip(entries, ways[0].sides, strict=True):
        entry.side = side
    return rows_of(entries, tokens)


def _by_row(entries: Sequence[Entry], most: int) -> list[list[Entry]]:
    """Entries that begin on one line, at most as many as there are lists; those of a line where only the end of a
    label stands, and its row goes on, are of the row of that label."""
    rows: list[list[Entry]] = []
    for entry in entries:
        before = rows[-1][-1] if rows else None
        along = before is not None and entry.line in (before.line, before.label[-1].line, before.last_line)
        below = before is not None and (end := before.broken_off) is not None and entry.line == end.line + 1
        if rows and (along or (below and entry.label[0].first)) and len(rows[-1]) < most:
            rows[-1].append(entry)
        else:
            rows.append([entry])
    return rows


def _dealt(way: _Way, row: Sequence[Entry], schemes: Sequence[Scheme | None], vocabulary: Vocabulary) -> list[_Way]:
    """The ways to go on with the entries of a row, from left to right."""
    out: list[_Way] = []
    total = all(names_total(key_of(text_of(e.label))) for e in row)
    for chosen in combinations(range(len(schemes)), len(row)):
        cost, last = way.cost, list(way.last)
        for entry, side in zip(row, chosen, strict=True):
            text = text_of(entry.label)
            cost += _against_half(text, side, vocabulary) + _against_kind(text, schemes[side])
            cost += 0.0 if total or side in way.open else _OPENED_AGAIN
            more, last[side] = _gone_on(text, last[side])
            cost += more
        out.append(_Way(cost, (*way.sides, *chosen), tuple(last), way.open if total else frozenset(chosen)))
    return out


def _against_half(text: str, side: int, vocabulary: Vocabulary) -> float:
    told = vocabulary.side(text)
    return _WRONG_HALF if told is not None and (told == 0) != (side == 0) else 0.0


def _against_kind(text: str, scheme: Scheme | None) -> float:
    """Against a name that the list's code list does not have while the other has it."""
    codes, name = load_codes(), key_of(text)
    of = {s for s in ("function", "economic") if codes.codes_of(s, name)}
    return _WRONG_KIND if of and (scheme is None or scheme not in of) else 0.0


def _scheme_of(path: str) -> Scheme | None:
    """The code list that a list's head names."""
    if "功能" in path:
        return "function"
    return "economic" if "经济" in path else None


def _gone_on(text: str, last: _Last) -> tuple[float, _Last]:
    """What speaks against this number as the next of the list, and how its numbers stand then."""
    found = _NUMBERED.match(text)
    if found is None:
        return 0.0, last
    style = found["open"] + ("1" if found["number"].isdigit() else "一") + found["close"]
    number = int(plain_number(found["number"]))
    at = next((i for i, (own, _) in enumerate(last) if own == style), len(last))
    before = last[at][1] if at < len(last) else 0
    cost = 0.0 if number == before + 1 else _BEGINS_AGAIN if number == 1 else _BREAKS_OFF
    return cost, (*last[:at], (style, number))
