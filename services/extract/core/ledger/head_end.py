"""Where the head of a ledger ends and its first row begins."""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.core.ledger.columns import Column, home_of, over
from services.extract.core.ledger.evidence import begins_in_row, height_of
from services.extract.core.ledger.first_figures import first_figures
from services.extract.core.ledger.heads import head_texts
from services.extract.core.ledger.regions import LedgerRegion
from services.extract.core.ledger.stacks import LEADING, Stack
from services.extract.core.ledger.tokens import Token
from shared.codes import LEVELS
from shared.model.labels import is_total

#: a full rule below the names of this share of the columns ends the head
_NAMED = 0.7
#: lines nearer to one another than this (font sizes) are of cells beside one another
_BESIDE = 1.05


def head_end(lines: Sequence[Sequence[Token]], first: int, columns: Sequence[Column], region: LedgerRegion) -> float:
    """The height at which the head ends: where every column has been named, at a full rule if there is one.

    0 where no column is named: the part of a table that goes on from the page before.
    """
    above = lines[:first]
    if not columns:
        middle = (height_of(above[-1]) + height_of(lines[first])) / 2
        return next((y for y in region.stops[1:-1] if height_of(above[-1]) < y < height_of(lines[first])), middle)
    limit = min(t.box.top for t in lines[first])
    texts = head_texts(above, region.rules, columns, region.order)
    homes = [home_of(s, columns) for s in texts]
    named: list[float] = []
    for i in range(len(columns)):
        own = [s for s, home in zip(texts, homes, strict=True) if home == i]
        # What stands over a column names it; what stands over none may be a parent of it and of another.
        if own := [s for s in own if over(s, columns)] or own:
            named.append(min(s.bottom for s in own))
    if not above or len(named) < 0.5 * len(columns) or begins_in_row(lines, first, columns):
        return 0.0
    rules = [y for y in region.stops[1:-1] if y <= limit + 2]
    for y in rules:
        over_rule = [line for line in above if height_of(line) < y]
        each = len(over_rule) == 1 and len(over_rule[0]) == len(columns)
        if each or sum(b <= y + 2 for b in named) >= _NAMED * len(columns):
            return y
    reached = max(named)
    for line in above:
        codes = len(line) > 1 and all(t.text in LEVELS for t in line)  # below the heads of all other columns
        if codes or not any(over(Stack(0, 0, [t], 0.0, 0.0), columns) for t in line):
            reached = max(reached, *(t.box.bottom for t in line))
    rules = [y for y in rules if y >= reached - 2]
    if rules:
        return rules[0]
    for s in sorted(texts, key=lambda s: s.top):
        if s.top < reached - 1 and s.bottom > reached:
            reached = s.bottom
    for line in above:  # nearer than a row below: of cells beside the last names
        size = line[0].size
        if reached < max(t.box.bottom for t in line) < reached + _BESIDE * size:
            reached = max(t.box.bottom for t in line)
    low = [t for line in above for t in line if t.box.top < reached - 1]
    return max((t.middle for t in low), default=0.0) + 0.1 if low else 0.0


def first_of_figures(lines: Sequence[Sequence[Token]], stops: Sequence[float]) -> int | None:
    """The first line of the first row with figures other than years; in a table left empty, of its total's row, be
    there dashes in it or nothing."""
    at = first_figures(lines)
    if at is not None:
        return _first_of_row(lines, at, stops)
    for i, line in enumerate(lines[1:], start=1):
        if is_total(line[0].text) and all(t.numeric for t in line[1:]):
            return i
    return None


def _first_of_row(lines: Sequence[Sequence[Token]], at: int, stops: Sequence[float]) -> int:
    """The first line of the row whose figures stand in line `at`: a label that goes on beside or below them, in no
    figure and over no rule (`stops`, heights)."""

    def goes_on(t: Token, low: Token) -> bool:
        near = abs(t.box.x0 - low.box.x0) < 0.2 * t.size and 0.6 * t.size < low.middle - t.middle < LEADING * t.size
        return near and not low.figure and not any(t.middle < y < low.middle for y in stops)

    while at > 0 and all(any(goes_on(t, low) for n in lines[at : at + 3] for low in n) for t in lines[at - 1]):
        at -= 1
    return at


def stands_over_rule(lines: Sequence[Sequence[Token]], first: int, stops: Sequence[float]) -> bool:
    """Whether a full rule parts several texts above from the first figures (line `first`): a head, be it that nothing
    in it names the columns."""
    above = lines[first - 1] if first else ()
    return len(above) > 1 and any(height_of(above) < y < height_of(lines[first]) for y in stops)
