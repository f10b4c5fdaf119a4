"""A page's figures say how wide its digits and separators are: one that is wider or narrower than what was read of it
is doubtful.

What an engine passes over (a point that a shadow or the threshold has eaten, a digit under a speck) leaves the digits
around it where they were printed. Both readings of a word may pass over the same and be sure of what is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from services.extract.readers.scan_words import Run
from services.extract.readers.second_reading import is_figure
from shared.model.page import DOUBT

Floats = NDArray[np.float64]
#: figures of one size that a page must have before their widths say something
_ENOUGH = 12
#: figures whose heights differ by less than this share are of one size
_ALIKE = 0.15
#: a figure is odd that is off by this share of a digit: nearly all are within a tenth, and a point takes half of one
_ODD = 0.2
#: what print is like, in widths of a digit: a digit, a comma, a point, another sign, a one at either end (its ink is
#: narrower), and what the ink of every figure lacks at both ends
_PRINT = np.array([1.0, 0.5, 0.5, 0.7, -0.15, -0.2])
#: how many figures the knowledge of print counts for against those of the page
_WEIGHT = 0.5


def checked(runs: Sequence[Run]) -> list[Run]:
    """The runs, those figures doubted that are not as wide as the page's other figures say."""
    figures = [i for i, run in enumerate(runs) if is_figure(run.text) and run.bottom > run.top]
    heights = np.array([runs[i].bottom - runs[i].top for i in figures])
    usual = float(np.median(heights)) if figures else 0.0
    alike = [i for i, height in zip(figures, heights, strict=True) if abs(height - usual) < _ALIKE * usual]
    if len(alike) < _ENOUGH:
        return list(runs)
    off = _off(np.array([_made_of(runs[i].text) for i in alike]), np.array([runs[i].box.width for i in alike]))
    odd = {i for i, share in zip(alike, off, strict=True) if share > _ODD}
    return [_doubted(run) if i in odd else run for i, run in enumerate(runs)]


def _made_of(text: str) -> tuple[int, ...]:
    """What takes width in a figure, in the order of `_PRINT`."""
    digits, commas = sum(c.isdigit() for c in text), sum(c in ",，" for c in text)
    points = text.count(".") + text.count("．")
    return digits, commas, points, len(text) - digits - commas - points, (text[0] == "1") + (text[-1] == "1"), 1


def _off(made_of: Floats, widths: Floats) -> Floats:
    """By how many digits every width differs from what its figure should take: least squares over those that fit."""
    digit = float(np.median(widths / (made_of @ _PRINT).clip(0.3)))
    parts, fits = digit * _PRINT, np.ones(len(widths), bool)
    for _ in range(4):
        known, seen = _WEIGHT * np.eye(len(_PRINT)), made_of[fits]
        parts, *_rest = np.linalg.lstsq(
            np.vstack([seen, known]), np.concatenate([widths[fits], known @ (digit * _PRINT)]), rcond=None
        )
        off = np.abs(widths - made_of @ parts) / digit
        fits = off <= max(_ODD, float(np.median(off)))
    return np.asarray(off)


def _doubted(run: Run) -> Run:
    return replace(run, glyphs=tuple(replace(g, score=min(g.score, DOUBT)) for g in run.glyphs))
