"""The letters of an `ActualText` that does not read from left to right on the sheet.

PDFium knows the place of the whole text alone, and shares it out among the letters from left to right on the sheet as
it was before any `/Rotate`: where the text runs another way, all its letters are over one another, or in reverse.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

from services.extract.readers.pdf_chars import Char

#: places of letters are the same but for this (points)
_SAME = 0.01


def shared_out(chars: Iterable[Char]) -> list[Char]:
    """The characters in their order, each in its own share of the place of its text."""
    out: list[Char] = []
    for _, group in groupby(chars, lambda c: id(c.run)):
        text = list(group)
        out.extend(_along(text) if len(text) > 1 else text)
    return out


def _along(text: list[Char]) -> list[Char]:
    spans = [_span(c) for c in text]
    if all(map(_alike, spans, spans[1:])):
        start, step = spans[0][0], (spans[0][1] - spans[0][0]) / len(spans)
        return [_at(c, start + i * step, start + (i + 1) * step) for i, c in enumerate(text)]
    if _run_back(spans):
        return [_at(c, *span) for c, span in zip(text, reversed(spans), strict=True)]
    return text


def _span(char: Char) -> tuple[float, float]:
    """From where to where a character reaches along the direction in which it reads."""
    quarters = char.run.quarters
    start, end = (char.top, char.bottom) if quarters % 2 else (char.x0, char.x1)
    return (start, end) if quarters < 2 else (-end, -start)


def _at(char: Char, start: float, end: float) -> Char:
    quarters = char.run.quarters
    start, end = (start, end) if quarters < 2 else (-end, -start)
    return char._replace(top=start, bottom=end) if quarters % 2 else char._replace(x0=start, x1=end)


def _alike(a: tuple[float, float], b: tuple[float, float]) -> bool:
    return abs(a[0] - b[0]) < _SAME and abs(a[1] - b[1]) < _SAME


def _run_back(spans: Sequence[tuple[float, float]]) -> bool:
    """Whether each is as long as the one before it, which it ends at: no font sets its letters so."""
    return all(abs(b[1] - a[0]) < _SAME and abs((a[1] - a[0]) - (b[1] - b[0])) < _SAME for a, b in pairwise(spans))
