"""What the ink itself says of a figure: how many points and commas it has, and which hang below the line.

Engines see a comma as a point where its tail is thin, and pass over a point that is faint: `18.716` for 18,716 and
`91683` for 916.83. Both are plain to see in the pixels: a separator is a small mark at the foot of the figures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.extract.readers.components import components
from services.extract.readers.raster import Pixels

#: shares of the figures' height: what is lower than this is no figure, what is smaller than this is a speck
_LOW, _SPECK = 0.5, 0.09
#: a mark that hangs so far below the figures' foot is a comma; of others the ink does not say what they are
_HANGS = 0.13
#: a bar is as wide as so much of the sign above it, and no higher than this share of its width
_BAR, _FLAT = 0.6, 0.35
#: one that touches the sign fills so much of its width
_FILLED = 0.9
#: one that runs along the sign's lower leg (⩾) and is blurred into it makes the half below its point so many times as
#: heavy as the one above
_HEAVIER = 1.3
#: the point of < and > stands above this share of their height, a bar below
_POINTED = 0.65
#: a level stroke is no higher than this share of its width, one as wide as another shares so much of it, and what is
#: smaller than this share of the lesser one is a speck
_LEVEL, _ALIKE, _TRACE = 0.5, 0.8, 0.3
#: the upper leg of ≥ ends within this share of its width from the left at first, and beyond this one at its point
_LEFT, _RIGHT = 0.6, 0.8
_SEPARATORS = {".": ".", ",": ",", "，": ",", "．": ".", "。": ".", "、": ","}


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """The separators of a figure from left to right: "," where it hangs below the line, "?" where it may be either.

    A separator that touches a figure is not among them."""

    marks: str


def shape_of(mask: Pixels) -> Shape | None:
    """The shape of a figure in its crop of the ink mask; None where no figures stand out."""
    count, _, stats, _ = components(mask)
    parts = stats[1:count].tolist()
    if not parts:
        return None
    height = max(h for _, _, _, h, _ in parts)
    tall = [p for p in parts if p[3] >= 0.75 * height]
    foot = float(np.median([y + h for _, y, _, h, _ in tall]))
    head = float(np.median([y for _, y, _, _, _ in tall]))
    height = foot - head
    low = [
        (x, (y + h - foot) / height)
        for x, y, w, h, area in parts
        if h < _LOW * height
        and w < _LOW * height
        and y > head + 0.6 * height
        and area >= max(3, (_SPECK * height) ** 2)
    ]
    return Shape(marks="".join("," if hang > _HANGS else "?" for _, hang in sorted(low)))


def has_bar(mask: Pixels, sign: str) -> bool:
    """Whether in the ink of a sign (< or >) a flat stroke stands under what is left of it, or touches it: ≤, not <."""
    count, _, stats, _ = components(mask)
    parts = stats[1:count].tolist()
    if not parts:
        return False
    x, y, width, height, _ = max(parts, key=lambda p: p[3])
    flat = [p for p in parts if p[1] >= y + height - 1 and p[2] > _BAR * width and p[3] < _FLAT * width]
    if any(min(p[0] + p[2], x + width) - max(p[0], x) > _BAR * width for p in flat):
        return True
    # The legs of < cross a row in one place or two, its bar fills the row.
    filled = np.count_nonzero(mask[y : y + height, x : x + width], axis=1) >= _FILLED * width
    third = height // 4
    return third > 0 and (
        (bool(filled[-third:].any()) and not filled[: height // 2].any()) or _is_heavy_below(mask, sign)
    )


def _is_heavy_below(mask: Pixels, sign: str) -> bool:
    """Whether a sign's lower half is two strokes: its point stands high, with much more ink below it."""
    inked = mask[:, np.flatnonzero(mask.any(axis=0))] > 0
    inked = inked if sign == ">" else inked[:, ::-1]
    reach = max(inked.shape[1] // 4, 1)
    lines = np.flatnonzero(inked.any(axis=1))
    middle = lines[0] + _POINTED * (lines[-1] - lines[0])
    tops = inked[:, -reach:].argmax(axis=0)
    ends = np.flatnonzero(tops < middle)  # others are those of a bar that reaches beyond the point
    if not ends.size:
        return False
    end = int(ends[tops[ends].argmax()])
    start = int(tops[end])
    gaps = np.flatnonzero(~inked[start:, -reach + end])
    point = start + (int(gaps[0]) if gaps.size else len(inked) - start) / 2
    rows = np.arange(len(inked))
    above, below = (int(np.count_nonzero(inked[half])) for half in (rows + 1 <= point, rows >= point))
    return above > 0 and below >= _HEAVIER * above


def sign_of(mask: Pixels) -> str | None:
    """The sign that the ink is where engines read a letter or a stroke from it: `=` where it is two level strokes of
    one width, one above the other; `≥` where it begins at the left, points to the right and has a bar below, level or
    along its lower leg. Else None."""
    count, _, stats, _ = components(mask)
    parts = sorted(stats[1:count].tolist(), key=lambda p: -p[4])
    if not parts:
        return None
    upper, *others = sorted([p for p in parts if p[4] > _TRACE * parts[0][4]], key=lambda p: p[1])
    x, y, width, height, _ = upper
    below = others[0] if len(others) == 1 else None
    if below is not None:
        shared = min(x + width, below[0] + below[2]) - max(x, below[0])
        if shared < _ALIKE * max(width, below[2]):
            return None
        if all(p[3] < _LEVEL * p[2] for p in (upper, below)):
            return "=" if y + height < below[1] else None
    is_barred = has_bar(mask, ">") or (below is not None and below[1] + below[3] > y + height)
    return "≥" if not others[1:] and is_barred and _points_right(mask[y : y + height, x : x + width] > 0) else None


def _points_right(inked: NDArray[np.bool_]) -> bool:
    """Whether a sign's ink begins at its top left and reaches its right side above its foot, with nothing left of it in
    that row."""
    height, width = inked.shape
    rows = [np.flatnonzero(row) for row in inked[: max(int(_POINTED * height), 1)]]
    ends = [int(row[-1]) if row.size else 0 for row in rows]
    at = int(np.argmax(ends))
    begins = max(ends[: max(height // 8, 1)])
    return bool(begins < _LEFT * width and ends[at] >= _RIGHT * width and rows[at][0] > width / 2)


def separators(text: str) -> str:
    """The separators that the text has, from left to right."""
    return "".join(_SEPARATORS[c] for c in text if c in _SEPARATORS)


def agrees(text: str, shape: Shape) -> bool:
    """Whether the text has the separators that the ink shows: none too few, and a comma where one hangs."""
    wanted = separators(text)
    if len(wanted) != len(shape.marks):
        return len(wanted) > len(shape.marks)
    return all(m in ("?", w) for m, w in zip(shape.marks, wanted, strict=True))


def reshaped(text: str, shape: Shape) -> str | None:
    """The text with the commas that the ink shows; None where it shows another number of separators."""
    if len(separators(text)) != len(shape.marks):
        return None
    marks = iter(shape.marks)
    return "".join(_by_ink(c, next(marks)) if c in _SEPARATORS else c for c in text)


def _by_ink(char: str, mark: str) -> str:
    return "," if mark == "," else char
