"""Specks of the paper that OCR read as points beside a figure or a code, or within one."""

from __future__ import annotations

import re

from services.extract.core.figure_forms import FIGURE, Form, decimals_of
from services.extract.core.repair import changed
from shared.model.table import Cell, Column, Role

#: what specks are read as
_POINTS = ".,。，·•'`、"
#: what is left of a rule, or a speck, before a figure that has its own sign
_STROKE = re.compile(r"[一—－―_-]+(?=-\d)")
CODE = re.compile(r"\d{2,9}")
"""how codes are printed, of projects as well"""
#: thousands out of groups
_LARGE = re.compile(r"[-(]?\d{4}")


def without(cell: Cell, column: Column, form: Form | None) -> Cell:
    """The cell of a code or an amount without specks: points at its ends where what is left is one as its column writes
    them, and the point between its digits without which alone it is one. `form`: how the column writes figures, None
    where that is unknown."""
    text = cell.text.replace(" ", "")
    bare = text.strip(_POINTS)
    if column.role is Role.CODE and bare != text and CODE.fullmatch(bare):
        return changed(cell, bare, "ocr_separator", "no code has a point at its ends: it is a speck")
    if column.role is not Role.AMOUNT or not text or FIGURE.fullmatch(text):
        return cell
    bare = _STROKE.sub("", bare, count=1)
    # A point before a figure may be what is left of 0.5 where nothing says how many decimals there are.
    is_led = not text.startswith(bare)
    if bare != text and _is_written_so(bare, form) and (form is not None or not is_led or decimals_of(bare)):
        return changed(cell, bare, "ocr_separator", "a point at the end of a figure parts nothing: it is a speck")
    if form is None:
        return cell
    inner = {text[:i] + text[i + 1 :] for i, sign in enumerate(text) if sign in _POINTS}
    figures = [f for f in inner if _is_written_so(f, form) and not (form.grouped and _LARGE.match(f))]
    if len(figures) != 1:
        return cell
    return changed(cell, figures[0], "ocr_separator", "one point too many for a figure of its column: it is a speck")


def _is_written_so(text: str, form: Form | None) -> bool:
    return bool(FIGURE.fullmatch(text)) and (form is None or decimals_of(text) == form.decimals)
