"""Tables whose rules end beside merged labels: all of them reach the right end, and begin right of the labels that
stand for the rows on both sides, like stairs. The rules that begin furthest left cross the table; where a page cuts a
merged cell it draws none."""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.core.ledger.evidence import height_of
from services.extract.core.ledger.outside import is_foot, is_larger, is_outside
from services.extract.core.ledger.tokens import Token
from shared.model.page import Box, Rule

#: rules begin or end at one place as near as this (points), and are as wide as that at the least
_SAME, _WIDTH = 3.0, 40.0
#: so many rules that begin right of the widest show merged cells: a head of three levels has fewer
_FEWEST = 3
#: lines of the rows that a page cuts stand no further from the next rule, or line, than this (font sizes)
_NEAR = 2.2
#: so many texts beside one another, below a rule that crosses the table, are of one more row
_TEXTS = 3


def stairs(rules: Sequence[Rule], lines: Sequence[list[Token]]) -> list[list[Rule]]:
    """For each table of such `rules`, those that cross it, from top to bottom, with one more above the rows, and below
    them, where `lines` of its rows stand beyond the last."""
    groups: list[list[Rule]] = []
    for rule in sorted((r for r in rules if r.horizontal and r.box.width >= _WIDTH), key=lambda r: r.box.middle):
        home = next((g for g in groups if abs(g[0].box.x1 - rule.box.x1) < _SAME), None)
        if home is None:
            groups.append([rule])
        else:
            home.append(rule)
    return [_whole(g, lines) for g in groups if sum(r.box.x0 > _left(g) + _SAME for r in g) >= _FEWEST]


def _whole(group: Sequence[Rule], lines: Sequence[list[Token]]) -> list[Rule]:
    left, right = _left(group), max(r.box.x1 for r in group)
    across = [r for r in group if r.box.x0 < left + _SAME]
    first, last = group[0], group[-1]
    out = [r.box for r in across]
    if first not in across:
        above = _beyond(first.box.middle, [n for n in reversed(lines) if height_of(n) < first.box.middle], right)
        y = min((t.box.top for line in above for t in line), default=first.box.middle + _SAME) - _SAME
        out.insert(0, Box(left, y, right, y))
    below = _beyond(last.box.middle, [n for n in lines if height_of(n) > last.box.middle], right)
    if last not in across or max(map(len, below), default=0) >= _TEXTS:
        y = max((t.box.bottom for line in below for t in line), default=last.box.middle - _SAME) + _SAME
        out.append(Box(left, y, right, y))
    outer = [t.box.x0 for n in lines if out[0].top < height_of(n) < out[-1].bottom for t in n]
    left = min([left, *(x - _SAME for x in outer)])
    return [Rule(box=Box(left, box.top, box.x1, box.bottom), horizontal=True) for box in out]


def _beyond(rule: float, lines: Sequence[list[Token]], right: float) -> list[list[Token]]:
    """The lines of cut rows beyond the last rule (its height), the nearest first."""
    out: list[list[Token]] = []
    for line in lines:
        size = line[0].size
        if is_outside(line, size) or is_larger(line, size) or is_foot(line, out[-1:]) or line[0].box.x0 > right:
            break
        far = min(abs(t.middle - y) for t in line for y in (rule, *(o.middle for n in out for o in n)))
        if far > _NEAR * size:
            break
        out.append(line)
    return out


def _left(group: Sequence[Rule]) -> float:
    return min(r.box.x0 for r in group)
