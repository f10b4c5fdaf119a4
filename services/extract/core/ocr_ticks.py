"""What a pen or a stamp left beside an amount and OCR read with it: ticks, the ends of lines that somebody drew, and
strokes of a seal's characters."""

from __future__ import annotations

import re
from dataclasses import replace

from services.extract.core.figure_forms import FIGURE, Form, decimals_of
from services.extract.core.keys import STROKES
from services.extract.core.repair import changed
from shared.model.numbers import is_not_applicable
from shared.model.page import DOUBT, SURE, UNREAD
from shared.model.table import Cell, Column, Role

#: what ticks and strokes are read as; before a figure no dash is among them, which may be its sign
_TICKS = "√✓✔Vvˇ/\\\\丿ノJ"
_BESIDE = re.compile(f"[{_TICKS}]*(.*?)[{_TICKS}_~、一-]*")
#: a figure of so many characters is one although nothing says how its column writes figures; what a seal left beside it
#: is read as so many at the most, not all of which figures are made of
_LONG, _STROKES = 4, 2
_IN_FIGURES = frozenset("0123456789.,-()%")


def without(cell: Cell, column: Column, form: Form | None) -> Cell:
    """The cell of amounts, in doubt and no number as it was read, without ticks at its ends, where what is left is a
    figure as its column writes them, or the dash of an empty amount; and a code without ink beside it that was not
    read."""
    if column.role not in (Role.AMOUNT, Role.CODE) or cell.confidence >= SURE:
        return cell
    if column.role is Role.CODE:
        return _marked(cell, _code(cell))
    if cell.value is not None:
        return cell
    text = cell.text.replace(" ", "")
    found = _BESIDE.fullmatch(text)
    bare = found.group(1) if found is not None else text
    if not bare and "-" in text:
        bare = "-"
    if not (is_not_applicable(bare) or _is_figure(bare, form)):
        bare = _apart(cell, form)
    return _marked(cell, bare)


def _marked(cell: Cell, bare: str) -> Cell:
    if not bare or bare == cell.text.replace(" ", ""):
        return cell
    why = "no amount or code has such signs at its ends: a pen's tick or line, a stamp's, or dirt"
    marked = changed(cell, bare, "ocr_tick", why)
    return replace(marked, confidence=min(marked.confidence, DOUBT))


def _code(cell: Cell) -> str:
    """The digits in the cell of a code where nothing else was read in it; empty where something was."""
    read = [p for p in " ".join(cell.raw).split() if p != UNREAD]
    return read[0] if len(read) == 1 and read[0].isdecimal() else ""


def _apart(cell: Cell, form: Form | None) -> str:
    """The only figure, or dash, among pieces of a cell that were read apart, all others of which are short and no part
    of one; empty where there is none."""
    pieces = " ".join(cell.raw).split()
    others = [p for p in pieces if len(p) <= _STROKES and not _IN_FIGURES.issuperset(p) and not STROKES.issuperset(p)]
    figures = [p for p in pieces if _is_figure(p, form) or is_not_applicable(p) or STROKES.issuperset(p)]
    return figures[0] if len(figures) == 1 and others and len(others) + 1 == len(pieces) else ""


def _is_figure(text: str, form: Form | None) -> bool:
    is_known = decimals_of(text) == form.decimals if form is not None else len(text) >= _LONG
    return bool(FIGURE.fullmatch(text)) and is_known
