"""Which characters of a PDF page a person sees: what is left out is counted, what shows in part is marked.

Left out: text clipped away or outside the page, white on white, and watermarks (large and pale), beside what its own
text object hides (`pdf_chars`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

from services.extract.readers import pdf_calls as calls
from services.extract.readers.pdf_chars import Char, Chars, Run, gather, inside, visible
from services.extract.readers.pdf_frame import Frame
from services.extract.readers.pdf_paths import WHITE, Drawing
from shared.errors import LimitExceededError
from shared.model.page import Box

#: characters of one page at most
MAX_CHARS = 150_000
#: text this much larger than the page's usual and this pale is a watermark
WATERMARK_RATIO, WATERMARK_GREY = 2.2, 0.55
#: a clip that is no higher than so many lines is that of a cell
CELL_LINES = 6
#: what ends as near as this to the side of a cell's clip, or runs over it, is cut there (points)
NEAR = 0.3
#: texts that follow one another are no further apart than this (font sizes)
MEETS = 0.3
#: ideographs, radicals and marks of their width begin here
_WIDE = "\u2e80"
_Ends = tuple[Char, Char]
"""The first and last character of a text object"""


def read_chars(textpage: Any, frame: Frame, drawing: Drawing, number: int) -> Chars:
    """The characters of an open page, also those that something covers (`pdf_covers`). Raises `LimitExceededError` for
    a page of more than `MAX_CHARS`."""
    total = pdfium.FPDFText_CountChars(textpage)
    if total > MAX_CHARS:
        raise LimitExceededError(f"page {number} has {total} characters, over the limit of {MAX_CHARS}", page=number)
    out = Chars()
    known = gather(calls.handle(textpage), total, frame, drawing, out)
    runs = [r for r in known.values() if r.hidden is None]
    _mark_in_part(out, frame)
    if not all(r.seen for r in runs):
        _mark_cut(out, runs)
        painted = _painted(out)
        _keep_whole(out, painted)
        _mark_beside_clipped(painted, frame)
        # A text object that shows in part is kept whole: half a number is a wrong number.
        out.keep([c for c in out.chars if c.run.seen], "clipped")
    if any(r.cut for r in runs):
        _set_apart(out)
    _drop_white(out, runs, drawing)
    _drop_watermark(out, runs)
    return out


def _mark_in_part(out: Chars, frame: Frame) -> None:
    """The text objects that begin or end outside their clip, or outside the page, or fill the clip of a cell up to
    its side: what has no room there need not even be in the file."""
    if not out.chars:
        return
    _, lefts, tops, rights, bottoms, runs, *_ = zip(*out.chars, strict=True)
    left, right = min(lefts), max(rights)
    everything = Box(left, min(tops), right, max(bottoms))
    areas = {clip: visible(clip, frame) for clip in {run.clip for run in set(runs)}}
    if all(_is_within(everything, area, clip) for clip, area in areas.items()):
        return
    orders = [run.order for run in runs]
    last = dict(zip(orders, out.chars, strict=True))
    first = dict(zip(reversed(orders), reversed(out.chars), strict=True))
    for order, begin in first.items():
        if not order:
            continue
        end = last[order]
        for char in (begin, end) if begin is not end else ():
            char.run.cut = char.run.cut or (char.run.seen and not inside(char, areas[char.run.clip]))
        if (clip := end.run.clip) is not None and end.run.seen and not end.run.quarters:
            room = end.run.size
            over = end.x1 > clip.x1 - NEAR and right > clip.x1 + room
            end.run.cut = end.run.cut or over or (begin.x0 < clip.x0 + NEAR and left < clip.x0 - room)


def _is_within(everything: Box, area: Box, clip: Box | None) -> bool:
    """Whether all that a page prints has room where it shows, so that nothing of it can be cut there."""
    left, right = (area.x0, area.x1) if clip is None else (clip.x0 + NEAR, clip.x1 - NEAR)
    return (
        everything.x0 >= max(left, area.x0)
        and everything.x1 <= min(right, area.x1)
        and everything.top >= area.top
        and everything.bottom <= area.bottom
    )


def _mark_cut(out: Chars, runs: Sequence[Run]) -> None:
    """The text objects that show in the same few lines that others are clipped to."""
    cells = {r.clip for r in runs if not r.seen and r.clip and r.clip.height <= CELL_LINES * r.size}
    if not cells or len(cells) * len(runs) > 4_000_000:
        return
    first = {id(c.run): c for c in reversed(out.chars) if c.run.seen}
    for char in first.values():
        char.run.cut = char.run.cut or any(inside(char, cell) for cell in cells)


def _keep_whole(out: Chars, painted: Sequence[_Ends]) -> None:
    """A name that its cell cuts is kept whole, as one text object is, where fonts that are split into parts, or letters
    painted alone, make several of it: one within the same clip that goes on where the one before ends. Numbers are not:
    what goes on there may be another's. PDFium gives no clip for what shows whole."""
    texts: list[list[_Ends]] = []
    for k, (begin, end) in enumerate(painted):
        if k and _goes_on(painted[k - 1][1], begin):
            texts[-1].append((begin, end))
        else:
            texts.append([(begin, end)])
    wholes: dict[int, Run] = {}
    for pieces in texts:
        whole = next((begin.run for begin, _ in pieces if not begin.run.seen), None)
        shown = [piece for piece in pieces if piece[0].run.seen]
        if whole is None or whole.clip is None or not shown:
            continue
        within = all(inside(c, whole.clip) or c.run.clip == whole.clip for piece in shown for c in piece)
        if within and min(whole.clip.height, whole.clip.width) <= CELL_LINES * whole.size:
            whole.seen = whole.cut = True
            wholes |= {id(begin.run): whole for begin, _ in pieces}
    if wholes:
        out.chars = _as_wholes(out.chars, wholes)


def _as_wholes(chars: Sequence[Char], wholes: Mapping[int, Run]) -> list[Char]:
    """The characters with those of one whole (`wholes`: by the `id` of their text objects) in the order in which they
    were painted: PDFium has a number that is printed over them in their midst."""
    parts: dict[int, list[Char]] = {}
    for c in chars:
        if (whole := wholes.get(id(c.run))) is not None:
            parts.setdefault(id(whole), []).append(c)
    out: list[Char] = []
    for c in chars:
        if (whole := wholes.get(id(c.run))) is None:
            out.append(c)
            continue
        own = sorted(parts.pop(id(whole), ()), key=lambda c: c.run.order)
        out += [o._replace(run=whole, spaced=o.spaced and not k) for k, o in enumerate(own)]
    return out


def _goes_on(last: Char, begin: Char) -> bool:
    """Whether a text object goes on, with letters as wide, where the one painted before it ends, in no other clip."""
    a, b = last.run, begin.run
    same = (a.quarters, a.size) == (b.quarters, b.size) and (a.clip == b.clip or None in (a.clip, b.clip))
    return same and min(last.text, begin.text) >= _WIDE and _meet(last, begin)


def _mark_beside_clipped(painted: Sequence[_Ends], frame: Frame) -> None:
    """The text objects that another one, clipped away whole at the side where both meet, or off the page there, goes on
    with: programs that change the font within a text paint it in several, or each letter alone."""
    for (_, end), (begin, _) in pairwise(painted):
        a, b = end.run, begin.run
        if a.seen == b.seen or a.quarters != b.quarters:
            continue
        low, high, _ = _along((b if a.seen else a).clip or visible(None, frame), a.quarters)
        side = high if a.seen else low
        if _meet(end, begin) and _along(end, a.quarters)[0] - a.size < side < _along(begin, a.quarters)[1] + a.size:
            (a if a.seen else b).cut = True


def _meet(end: Char, begin: Char) -> bool:
    """Whether a character follows another of its direction on its line."""
    size, quarters = end.run.size, end.run.quarters
    (_, stop, level), (start, _, other) = _along(end, quarters), _along(begin, quarters)
    return abs(start - stop) < MEETS * size and 2 * abs(other - level) < MEETS * size


def _along(place: Char | Box, quarters: int) -> tuple[float, float, float]:
    """Where something begins and ends in a reading direction, and its middle across it."""
    if quarters % 2:
        start, stop, level = place.top, place.bottom, (place.x0 + place.x1) / 2
    else:
        start, stop, level = place.x0, place.x1, (place.top + place.bottom) / 2
    return (start, stop, level) if quarters < 2 else (-stop, -start, level)


def _painted(out: Chars) -> list[_Ends]:
    """The first and last character of each text object, in painting order."""
    ends: dict[int, _Ends] = {}
    for char in out.chars:
        ends[char.run.order] = (ends[char.run.order][0] if char.run.order in ends else char, char)
    return [ends[order] for order in sorted(ends)]


def _set_apart(out: Chars) -> None:
    """What follows a text that its cell cuts, and stands outside that cell, begins another word, however near."""

    def is_apart(last: Char, c: Char) -> bool:
        return last.run.cut and c.run is not last.run and last.run.clip is not None and not inside(c, last.run.clip)

    pairs = zip([None, *out.chars], out.chars, strict=False)
    out.chars = [c._replace(spaced=True) if last and is_apart(last, c) else c for last, c in pairs]


def _drop_white(out: Chars, runs: Sequence[Run], drawing: Drawing) -> None:
    """White text that has neither a shaded area nor an image under it."""
    if all(r.grey < WHITE for r in runs):
        return
    grounds = [f.box for _, f in drawing.fills if f.grey < WHITE] + drawing.images
    kept = [c for c in out.chars if c.run.grey < WHITE or any(inside(c, g) for g in grounds)]
    out.keep(kept, "white")


def _drop_watermark(out: Chars, runs: Sequence[Run]) -> None:
    """Text much larger and much paler than the rest of the page."""
    pale = [r.size for r in runs if WATERMARK_GREY <= r.grey < WHITE]
    if not pale or len(out.chars) < 20:
        return
    large = WATERMARK_RATIO * median(c.run.size for c in out.chars)
    if max(pale) > large:
        kept = [c for c in out.chars if not (c.run.size > large and WATERMARK_GREY <= c.run.grey < WHITE)]
        out.keep(kept, "watermark")
