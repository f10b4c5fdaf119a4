"""Pictures that stand beside the text of a digital page: a table pasted as a screenshot is part of the report.

The PDF reader names them in the page's notes (`picture:72,100,520,300`, in points); OCR reads them later, and the page
then says how many words they gave (`picture-read:41`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from shared.model.page import Box, PageContent, Word

#: a picture smaller than this share of the page is a stamp, an emblem or a mark
_LEAST = 0.04
#: a picture is a ground, not a picture, if text stands on more than this share of its height
_WRITTEN = 0.3
#: images that touch within so many points are strips of one
_TOUCH = 1.0
_NOTE = re.compile(r"picture:(\d+),(\d+),(\d+),(\d+)")
_READ = "picture-read:"


def pictures(images: Sequence[Box], words: Sequence[Word], width: float, height: float) -> list[Box]:
    """The parts of a page (its size in points) that a picture covers and hardly any text."""
    least = _LEAST * width * height
    seen = (_clipped(box, width, height) for box in _whole(images))
    return [b for b in seen if b.width > 0 and b.height > 0 and b.width * b.height >= least and _is_free(b, words)]


def note(box: Box) -> str:
    return f"picture:{box.x0:.0f},{box.top:.0f},{box.x1:.0f},{box.bottom:.0f}"


def named(page: PageContent) -> list[Box]:
    """The pictures that the page's notes name and nobody has read yet."""
    if any(text.startswith(_READ) for text in page.notes):
        return []
    found = (_NOTE.fullmatch(text) for text in page.notes)
    return [Box(*map(float, match.groups())) for match in found if match]


def read_note(words: int) -> str:
    return f"{_READ}{words}"


def gave_words(page: PageContent) -> bool:
    """Whether OCR found words in a picture of the page."""
    return any(text.startswith(_READ) and text != read_note(0) for text in page.notes)


def _whole(images: Sequence[Box]) -> Iterator[Box]:
    """The images, strips that lie under one another joined."""
    last: Box | None = None
    for box in sorted(images, key=lambda b: (round(b.x0), round(b.x1), b.top)):
        if last is not None and _goes_on(last, box):
            last = last.union(box)
            continue
        if last is not None:
            yield last
        last = box
    if last is not None:
        yield last


def _goes_on(upper: Box, lower: Box) -> bool:
    aligned = abs(upper.x0 - lower.x0) <= _TOUCH and abs(upper.x1 - lower.x1) <= _TOUCH
    return aligned and lower.top <= upper.bottom + _TOUCH


def _clipped(box: Box, width: float, height: float) -> Box:
    """The part of the box that is on the page."""
    return Box(max(box.x0, 0), max(box.top, 0), min(box.x1, width), min(box.bottom, height))


def _is_free(box: Box, words: Sequence[Word]) -> bool:
    """Whether text stands on little of the picture's height."""
    written, reach = 0.0, box.top
    for word in sorted((w.box for w in words if _over(w.box, box)), key=lambda b: b.top):
        top, bottom = max(word.top, reach), min(word.bottom, box.bottom)
        written += max(bottom - top, 0)
        reach = max(reach, bottom)
    return written <= _WRITTEN * box.height


def _over(word: Box, box: Box) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return box.x0 <= x <= box.x1 and box.top <= y <= box.bottom
