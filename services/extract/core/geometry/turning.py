"""Quarter turns of a page: boxes of sideways text brought upright, and back.

A turn of `k` quarters means that the text reads along `k·90°` clockwise on the page as seen (1: downwards, 3: upwards).
`upright` gives the place on the page turned so that this text reads from left to right; `as_seen` is its inverse.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from shared.model.page import Box

_NOTE = re.compile(r"text-turned:(\d+)")


def upright(box: Box, quarters: int, width: float, height: float) -> Box:
    """`box` of a page of `width` × `height` on the page turned back by `quarters`."""
    x0, top, x1, bottom = box
    if quarters == 1:
        return Box(top, width - x1, bottom, width - x0)
    if quarters == 2:
        return Box(width - x1, height - bottom, width - x0, height - top)
    if quarters == 3:
        return Box(height - bottom, x0, height - top, x1)
    return box


def as_seen(box: Box, quarters: int, width: float, height: float) -> Box:
    """The inverse of `upright`; `width` and `height` are again those of the page as seen."""
    x0, top, x1, bottom = box
    if quarters == 1:
        return Box(width - bottom, x0, width - top, x1)
    if quarters == 2:
        return Box(width - x1, height - bottom, width - x0, height - top)
    if quarters == 3:
        return Box(top, height - x1, bottom, height - x0)
    return box


def note(quarters: int) -> str:
    """The page note that says that the page's text is turned."""
    return f"text-turned:{quarters * 90}"


def quarters_of(notes: Sequence[str]) -> int:
    """How a page's text is turned, as its notes say: 0 to 3."""
    for text in notes:
        if found := _NOTE.fullmatch(text):
            return int(found.group(1)) // 90
    return 0
