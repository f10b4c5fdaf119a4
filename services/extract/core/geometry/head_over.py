"""A head over columns whose edges are known: its texts are centred in their cells, so each says what it stands over."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from services.extract.core.ledger.columns import Column, over
from services.extract.core.ledger.heads import head_texts
from services.extract.core.ledger.outside import is_fact
from services.extract.core.ledger.parent_options import Parent
from services.extract.core.ledger.parents import parents_of
from services.extract.core.ledger.stacks import Stack
from services.extract.core.ledger.tokens import Token, at_columns, token_lines
from shared.model.page import Box, Rule, Word

#: a head text is no further from the middle of its cell (font sizes)
_CENTRED = 0.6
#: lines of a head are no further apart (font sizes), and as large as one another but for this share
_CLOSE, _SIZE = 1.3, 0.12
#: and what is no further above them may be another one
_FAR = 5.0
#: drawn lines end where the columns do but for this (points), and leave this room above a text (font sizes)
_OFF, _ROOM = 2.4, 2.5
#: lines of a head at the most
_MOST = 10
#: so many texts over a head, at the least, are a row of it
_PARENTS = 2


def head_over(stops: Sequence[float], bottom: float, words: Sequence[Word], rules: Sequence[Rule]) -> list[Rule] | None:
    """The edges of the cells of the head that stands over the columns between `stops`, its lowest line at `bottom`.

    `words` stand above, `rules` are the level ones. None where a column has no text of its own, or a text no place.
    """
    levels = [r.box.top for r in rules if r.box.x0 < stops[0] + _OFF and r.box.x1 > stops[-1] - _OFF]
    lines = _lines(stops, bottom, words, levels)
    if not lines:
        return None
    columns = [Column(a + 1, b - 1) for a, b in itertools.pairwise(stops)]
    texts = head_texts(lines, rules, columns)
    for s in sorted(texts, key=lambda s: -s.middle):
        under = over(s, columns)
        if len(under) == 1 and columns[under[0]].leaf is None:
            columns[under[0]].leaf = s
    if any(c.leaf is None for c in columns):
        return None
    parents, _ = parents_of(columns, texts, [(x, x) for x in stops], (), bottom)
    top = min(s.top for s in texts) - 1.0
    if len(parents) + len(columns) != len(texts) or not _fills(columns, parents, top, bottom):
        return None
    room = _ROOM * texts[0].tokens[0].size
    drawn = max((y for y in levels if top - room <= y <= top + 1.0), default=top)
    return _edges(stops, parents, columns, drawn, bottom)


def parents_over(stops: Sequence[float], bottom: float, words: Sequence[Word]) -> list[Rule] | None:
    """The edges of the row of parents that stands, not painted, close over the painted part of a head: several texts
    that share all its columns among them, each in the middle of its own. [] without one, None where they can do so in
    more than one way."""
    lines = token_lines(at_columns([w for w in words if w.box.bottom < bottom + 1.0]))
    if not lines or len(lines[-1]) < _PARENTS or is_fact(lines[-1]):
        return []
    line = sorted(lines[-1], key=lambda t: t.centre)
    if bottom - max(t.box.bottom for t in line) > line[0].size or len(line) >= len(stops) - 1:
        return []
    shares = list(_shares(line, stops, 0))
    if len(shares) != 1:
        return None if shares else []
    top = min(t.box.top for t in line) - 1.0
    uprights = [Rule(box=Box(stops[i], top, stops[i], bottom), horizontal=False) for i in (0, *shares[0])]
    return [_level(stops[0], stops[-1], top), *uprights]


def _shares(line: Sequence[Token], stops: Sequence[float], first: int) -> Iterator[tuple[int, ...]]:
    """The stops at which the texts' shares may end, each text in the middle of its own, the first from `first` on."""
    if not line and first == len(stops) - 1:
        yield ()
    for end in range(first + 1, len(stops)) if line else ():
        if abs(line[0].centre - (stops[first] + stops[end]) / 2) < _CENTRED * line[0].size:
            yield from ((end, *rest) for rest in _shares(line[1:], stops, end))


def _fills(columns: Sequence[Column], parents: Sequence[Parent], top: float, bottom: float) -> bool:
    """Whether every column without a parent has its text in the middle of the head's height, or at its top."""
    alone = [c.leaf for i, c in enumerate(columns) if c.leaf and not any(p.first <= i <= p.last for p in parents)]
    return all(min(2 * s.middle - bottom, s.top) - top < _CENTRED * s.tokens[0].size for s in alone)


def _lines(stops: Sequence[float], bottom: float, words: Sequence[Word], levels: Sequence[float]) -> list[list[Token]]:
    """The lines of the head: from the lowest up, while they are close, or in a row between lines over all columns that
    are drawn at `levels`, as large, and centred over columns. No line where one more may be of the head."""
    found: list[list[Token]] = []
    low = bottom
    for line in reversed(token_lines(at_columns(words))):
        size = found[-1][0].size if found else line[0].size
        below = max(t.box.bottom for t in line)
        other = any(abs(t.size - size) > _SIZE * size or not _is_centred(t, stops) for t in line)
        if other or len(found) == _MOST or low - below > _FAR * size:
            break
        if low - below > _CLOSE * size and not _is_ruled_off(line, low, levels):
            return []
        found.append(line)
        low = min(low, min(t.box.top for t in line))
    return found[::-1]


def _is_ruled_off(line: Sequence[Token], low: float, levels: Sequence[float]) -> bool:
    """Whether a line is drawn between this one and what is below it, at `low`, and another not far above it."""
    top, below, size = min(t.box.top for t in line), max(t.box.bottom for t in line), line[0].size
    return any(below <= y <= low for y in levels) and any(top - _ROOM * size <= y <= top for y in levels)


def _is_centred(t: Token, stops: Sequence[float]) -> bool:
    middles = [(a + b) / 2 for a, b in itertools.combinations(stops, 2) if (a, b) != (stops[0], stops[-1])]
    return any(abs(t.centre - x) < _CENTRED * t.size for x in middles)


def _edges(
    stops: Sequence[float], parents: Sequence[Parent], columns: Sequence[Column], top: float, bottom: float
) -> list[Rule]:
    """Lines around every cell: under each parent, and between columns up to what stands over both."""
    floors = {id(p): _floor(p, parents, columns) for p in parents}
    out = [_level(stops[0], stops[-1], y) for y in (top, bottom)]
    out += [_level(stops[p.first], stops[p.last + 1], floors[id(p)]) for p in parents]
    for i, x in enumerate(stops):
        over_it = [floors[id(p)] for p in parents if p.first < i <= p.last]
        out.append(Rule(box=Box(x, max(over_it, default=top), x, bottom), horizontal=False))
    return out


def _floor(p: Parent, parents: Sequence[Parent], columns: Sequence[Column]) -> float:
    """Half way between a parent and the highest text under it."""
    inside = [o.text for o in parents if p.first <= o.first and o.last <= p.last and o.text.top > p.text.bottom - 1]
    leaves: list[Stack] = [c.leaf for c in columns[p.first : p.last + 1] if c.leaf is not None]
    return (p.text.bottom + min(s.top for s in (*inside, *leaves))) / 2


def _level(x0: float, x1: float, y: float) -> Rule:
    return Rule(box=Box(x0, y, x1, y), horizontal=True)
