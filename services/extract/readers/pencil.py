"""Lines that somebody drew on a printed page, folds, and streaks of dirt on a scanner's glass: they part nothing, and
what they run through is in doubt.

Lengths are pixels here, as in `pixels`. The page is level and evenly lit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

import numpy as np

from services.extract.readers.pixels import Stroke, ends_on, ink, middle_level, without_rules
from services.extract.readers.raster import Pixels

#: a line of less than this share of the contrast of the page's other lines of its direction is paler than they
_PALER = 0.8
#: points by which the ends of rules that meet, or of those of one table, are apart; for a line of less than half the
#: usual contrast, of which pieces are seen, chance would do the rest
_REACH, _CLOSE, _HALF = 5.0, 2.0, 0.5
#: a fold, or a line that dirt on the scanner's glass drew, goes so far (points) beyond the rules that run across it and
#: all others of its direction; what ends this near to the sheet's edge goes to it
_BEYOND = 20.0
#: more than this share of the level rules that meet a side of a table end on it
_ENDING = 0.5
#: the strokes of characters are no wider than this (points) on average
_WIDEST = 2.5
#: a rule with a fold on it is so many times as dark as the fold alone
_DARKER = 1.25
#: what has no more than this share of a line's contrast is the line, not text under it
_OWN = 1.2
#: pixels at both sides of a line in which it fades; a character's stroke that runs through it goes so many pixels on
_FADES, _THROUGH = 2, 4


def streaks(rules: Sequence[Stroke], shape: tuple[int, ...], scale: float) -> list[Stroke]:
    """The upright lines that dirt on a scanner's glass drew from edge to edge of a sheet (`shape`: rows, columns)
    and far beyond all level rules that they run over. Where level rules end on one of them, or go from edge to edge as
    well, the picture was cut out of a table, whose rules they are."""
    edge, near = _BEYOND * scale, _CLOSE * scale
    down = [r for r in rules if not r.horizontal and _is_from_edge_to_edge(r, shape[0], edge)]
    found = []
    for line in down:
        met = [r for r in rules if r.horizontal and r.x0 - near <= line.x1 and line.x0 <= r.x1 + near]
        ending = [r for r in met if min(abs(r.x0 - line.x0), abs(r.x1 - line.x1)) <= near]
        if len(ending) > _ENDING * len(met) or any(_is_from_edge_to_edge(r, shape[1], edge) for r in met):
            return []
        if all(r.top - line.top > edge and line.bottom - r.bottom > edge for r in met):
            found.append(line)
    return found


def drawn(rules: Sequence[Stroke], page: Pixels, covered: Pixels, scale: float) -> list[Stroke]:
    """Which of the rules were drawn by hand: they are paler than most of their direction and end neither on rules
    that run across nor where another one ends. Pale rules of a table do the one or the other. Or the paper was folded
    there, or the glass dirty: they run through a table and far beyond it at both ends, as its own rules do not, or are
    paler and run through characters, those of a stamp and of the other side (the mask `covered`) aside. Pale pieces on
    such a line are of it. Where no rule runs across, as in a table of three lines, only very pale ones are told that
    end where no other does: what the shadow of a fold left."""
    paper = middle_level(page)
    shaded = [(rule, _contrast(rule, page, paper)) for rule in rules]
    # A rule that is too pale to be among them, as a side of a table, is no character either.
    mask = np.where(covered > 0, np.uint8(0), without_rules(ink(page), scale))
    found = []
    for horizontal in (True, False):
        alike = [(r, shade) for r, shade in shaded if r.horizontal == horizontal]
        crossing = [r for r in rules if r.horizontal != horizontal]
        if not alike:
            continue
        usual = _usual(alike)
        if not crossing:
            pale = [rule for rule, shade in alike if shade < _HALF * usual]
            found += [rule for rule in pale if not _in_line(rule, [r for r, _ in alike if r is not rule], scale)]
            continue
        far = _going_beyond(alike, crossing, usual, scale, page.shape[1] if horizontal else page.shape[0])
        lines = []
        for rule, shade in alike:
            others = [r for r, _ in alike if r is not rule]
            reach = _REACH if shade >= _HALF * usual else _CLOSE
            is_free = not ends_on(rule, crossing, reach * scale)
            is_pale = shade < _PALER * usual
            is_line = is_free and (rule in far or (is_pale and not _in_line(rule, others, scale, crossing, reach)))
            if is_line or (is_pale and _cuts_characters(rule, crossing, mask, scale)):
                lines.append(rule)
        pale = [rule for rule, shade in alike if shade < _PALER * usual and rule not in lines]
        found += [*lines, *(rule for rule in pale if any(_is_on(rule, line) for line in lines))]
    return found


def _is_on(rule: Stroke, line: Stroke) -> bool:
    """Whether both, of one direction, lie on one line: pieces of it."""
    if rule.horizontal:
        return rule.top < line.bottom and line.top < rule.bottom
    return rule.x0 < line.x1 and line.x0 < rule.x1


def folded_on(lines: Sequence[Stroke], rules: Sequence[Stroke], page: Pixels, scale: float) -> list[Stroke]:
    """The rules that a fold among the `lines` lies on exactly: its parts between `rules` across it that are darker than
    what of it stands beyond them all. Where there is no rule of its direction, what is darker is text."""
    found, paper = [], middle_level(page) if lines else 0.0
    for line in lines:
        start, end = _ends(line)
        beside = (line.top + line.bottom) / 2 if line.horizontal else (line.x0 + line.x1) / 2
        if all(r.horizontal != line.horizontal for r in rules):
            continue
        across = [r for r in rules if r.horizontal != line.horizontal and _ends(r)[0] <= beside <= _ends(r)[1]]
        places = [(r.x0 + r.x1 if line.horizontal else r.top + r.bottom) // 2 for r in across]
        stops = sorted({at for at in places if start < at < end})
        if len(stops) < 2:
            continue
        beyond = [(start, stops[0]), (stops[-1], end)]
        alone = [_contrast(part, page, paper) for a, b in beyond if (part := _part(line, a, b, scale)) is not None]
        inner = [(a, b, _part(line, a, b, scale)) for a, b in pairwise(stops)]
        least = _DARKER * max(alone, default=np.inf)
        dark = [(a, b) for a, b, part in inner if part and _contrast(part, page, paper) >= least]
        for _, group in groupby(enumerate(dark), key=lambda pair: stops.index(pair[1][0]) - pair[0]):
            own = [ends for _, ends in group]
            found.append(_between(line, own[0][0], own[-1][1]))
    return found


def _part(line: Stroke, start: int, end: int, scale: float) -> Stroke | None:
    """The line from one rule across it to the next, without them; None where nothing is left."""
    margin = round(_CLOSE * scale)
    return _between(line, start + margin, end - margin) if end - start > 3 * margin else None


def _between(line: Stroke, start: int, end: int) -> Stroke:
    return replace(line, x0=start, x1=end) if line.horizontal else replace(line, top=start, bottom=end)


def _going_beyond(
    alike: Sequence[tuple[Stroke, float]], crossing: Sequence[Stroke], usual: float, scale: float, extent: int
) -> list[Stroke]:
    """Those of the rules that run over two or more of those across them, and at both ends far beyond them and all rules
    that do not: dirt on a scanner's glass draws several lines from edge to edge of a sheet, which is `extent` long that
    way; those that end together before it are a table's with open sides. What is as pale as the other side's print is
    seen no further than a little beyond the table."""
    far = []
    for rule, shade in alike:
        start, end = _ends(rule)
        beside = rule.top if rule.horizontal else rule.x0
        across = [o for o in crossing if _ends(o)[0] <= beside <= _ends(o)[1]]
        met = [at for o in across if start <= (at := o.x0 if rule.horizontal else o.top) <= end]
        beyond = (_BEYOND if shade >= _HALF * usual else _CLOSE) * scale
        if len(met) > 1 and min(min(met) - start, end - max(met)) > beyond:
            far.append((rule, beyond))
    edge = _BEYOND * scale
    dark = [rule for rule, beyond in far if beyond == edge and not _is_from_edge_to_edge(rule, extent, edge)]
    open_sided = [rule for rule in dark if _in_line(rule, [r for r in dark if r is not rule], scale)]
    far = [(rule, beyond) for rule, beyond in far if rule not in open_sided]
    lines = [rule for rule, _ in far]
    inner = [end for rule, _ in alike if rule not in lines for end in _ends(rule)]
    if not inner:
        return lines if len(lines) == 1 else []
    return [r for r, beyond in far if min(min(inner) - _ends(r)[0], _ends(r)[1] - max(inner)) > beyond]


def _is_from_edge_to_edge(rule: Stroke, extent: int, edge: float) -> bool:
    return _ends(rule)[0] <= edge and _ends(rule)[1] >= extent - edge


def _cuts_characters(rule: Stroke, crossing: Sequence[Stroke], mask: Pixels, scale: float) -> bool:
    """Whether strokes run through the rule from one side to the other that are none of the rules across it, nor a part
    of what makes the rule itself thicker than it seems."""
    if rule.horizontal:
        mask = mask.T
    start, end = _ends(rule)
    first, past = (rule.top, rule.bottom) if rule.horizontal else (rule.x0, rule.x1)
    reach = _FADES + _THROUGH
    if first < reach or past + reach > mask.shape[1]:
        return False
    before, behind = mask[start:end, first - reach : first - _FADES], mask[start:end, past + _FADES : past + reach]
    through = np.logical_and(before.min(axis=1), behind.min(axis=1)).astype(np.int8)
    for other in crossing:
        at = (other.x0, other.x1) if rule.horizontal else (other.top, other.bottom)
        through[max(at[0] - reach - start, 0) : max(at[1] + reach - start, 0)] = 0
    strokes = int(np.count_nonzero(np.diff(through, prepend=0) > 0))
    return 0 < int(np.count_nonzero(through)) <= strokes * _WIDEST * scale


def without(page: Pixels, lines: Sequence[Stroke]) -> tuple[Pixels, Pixels]:
    """The page with paper where the lines are, but for the darker text under them; and a mask (255) of the lines."""
    mask = np.zeros(page.shape[:2], np.uint8)
    if not lines:
        return page, mask
    clean, paper = page.copy(), middle_level(page)
    for line in lines:
        box = np.s_[
            max(line.top - _FADES, 0) : line.bottom + _FADES,
            max(line.x0 - _FADES, 0) : line.x1 + _FADES,
        ]
        own = paper - page[box].min(axis=2).astype(np.int16) <= _OWN * _contrast(line, page, paper)
        clean[box][own] = int(paper)
        mask[box] = 255
    return clean, mask


def _contrast(rule: Stroke, page: Pixels, paper: float) -> float:
    """How much darker than paper (that bright) the rule is, where it is darkest across; the median along it."""
    part = page[rule.top : rule.bottom, rule.x0 : rule.x1].min(axis=2)
    if not part.size:
        return 0.0
    return paper - float(np.median(part.min(axis=0 if rule.horizontal else 1)))


def _usual(shaded: Sequence[tuple[Stroke, float]]) -> float:
    """The contrast that half of the lines' length has at the most."""
    order = sorted(shaded, key=lambda pair: pair[1])
    lengths = np.cumsum([r.x1 - r.x0 if r.horizontal else r.bottom - r.top for r, _ in order])
    return order[int(np.searchsorted(lengths, lengths[-1] / 2))][1]


def _in_line(
    rule: Stroke, others: Sequence[Stroke], scale: float, crossing: Sequence[Stroke] = (), reach: float = _REACH
) -> bool:
    """Whether each end of the rule is where some other rule of its direction has the same end, or on a rule `crossing`
    it: a table with open sides has rules in its head that go from where all begin to one of its uprights."""

    def is_held(end: int, i: int) -> bool:
        shared = any(abs(end - _ends(o)[i]) <= _REACH * scale for o in others)
        return shared or ends_on(_between(rule, end, end), list(crossing), reach * scale)

    return all(is_held(end, i) for i, end in enumerate(_ends(rule)))


def _ends(rule: Stroke) -> tuple[int, int]:
    return (rule.x0, rule.x1) if rule.horizontal else (rule.top, rule.bottom)
