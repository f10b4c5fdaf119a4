"""What a pen left beside an amount and OCR read with it: ticks, and the ends of lines that somebody drew."""

from __future__ import annotations

import re
from dataclasses import replace

from services.extract.core.figure_forms import FIGURE, Form, decimals_of
from services.extract.core.repair import changed
from shared.model.numbers import is_not_applicable
from shared.model.page import DOUBT, SURE
from shared.model.table import Cell, Column, Role

#: what ticks and strokes are read as; before a figure no dash is among them, which may be its sign
_TICKS = "√✓✔Vvˇ/\\\\丿ノJ"
_BESIDE = re.compile(f"[{_TICKS}]*(.*?)[{_TICKS}_~、一-]*")
#: a figure of so many characters is one although nothing says how its column writes figures
_LONG = 4


def without(cell: Cell, column: Column, form: Form | None) -> Cell:
    """The cell of amounts, in doubt and no number as it was read, without ticks at its ends, where what is left is a
    figure as its column writes them, or the dash of an empty amount."""
    if column.role is not Role.AMOUNT or cell.value is not None or cell.confidence >= SURE:
        return cell
    text = cell.text.replace(" ", "")
    found = _BESIDE.fullmatch(text)
    bare = found.group(1) if found is not None else text
    if not bare and "-" in text:
        bare = "-"
    if bare == text or not (is_not_applicable(bare) or _is_figure(bare, form)):
        return cell
    marked = changed(cell, bare, "ocr_tick", "no amount has such signs at its ends: a pen's tick or line")
    return replace(marked, confidence=min(marked.confidence, DOUBT))


def _is_figure(text: str, form: Form | None) -> bool:
    is_known = decimals_of(text) == form.decimals if form is not None else len(text) >= _LONG
    return bool(FIGURE.fullmatch(text)) and is_known
