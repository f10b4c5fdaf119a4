"""Repairs of cells: what text extraction broke and can be put back without doubt, logged on the cell itself."""

from __future__ import annotations

import re
from dataclasses import replace

from services.extract.core.parts import Slot, join_fragments, union
from shared.model.fold import fold
from shared.model.numbers import parse_number
from shared.model.page import COVERED
from shared.model.table import Cell, Repair

#: the confidence that a repaired cell has at most (contract.md §1: from 0.99 on a cell without repair must be right)
REPAIRED = 0.98

_INNER_SPACE = re.compile(r"(?<=\d)\s*([,.])\s*(?=\d)")
_SPACED = re.compile(r"\d\s+[,.]\s*\d|\d[,.]\s+\d")
#: thousands set apart by spaces, and a figure set wide
_GROUPS = re.compile(r"[-−(△▲]?\d{1,3}(?: \d{3})+(?:\.\d+)?\)?")
_WIDE = re.compile(r"[-−]? ?\d(?: [\d,.]){2,}")
_WHOLE = re.compile(r"[-−(△▲]?\d{1,3}(?:,\d{3})+(?:\.\d+)?\)?")
_SENTENCE_END = re.compile(r"[。！？!?；;”\"]$")


def cell_of(slot: Slot) -> Cell:
    """The slot as a cell: inner spaces of numbers removed and logged, its number read."""
    text, repairs = clean_number(slot.text)
    if any(f.printed is not None for f in slot.fragments):
        printed = "".join(f.raw for f in slot.fragments)
        repairs = (_left_out(printed, slot.text), *repairs)
    confidence = min((f.confidence for f in slot.fragments), default=1.0)
    return Cell(
        text=text,
        value=parse_number(text),
        raw=tuple(f.raw for f in slot.fragments),
        place=slot.place,
        confidence=min(confidence, REPAIRED) if repairs else confidence,
        repairs=repairs,
    )


def _left_out(printed: str, shown: str) -> Repair:
    """Why less is given than was printed, or the same in another order."""
    if sorted(printed.replace(" ", "")) == sorted(shown.replace(" ", "")):
        why = "signs as flat as these fall out of their line where a tool parts lines by the height of letters"
        return Repair(code="signs_returned", before=printed, after=shown, why=why)
    if COVERED in printed:
        why = "something opaque covers a text: what it says is not to be seen"
        return Repair(code="covered", before=printed, after=shown, why=why)
    why = "what is struck through is deleted: a word processor prints a tracked change so"
    return Repair(code="struck_out", before=printed, after=shown, why=why)


def clean_number(text: str) -> tuple[str, tuple[Repair, ...]]:
    """`3, 175` → `3,175`, `1 234.00` → `1234.00`, `4,51 8.24` → `4,518.24`; text that is no number stays as it is."""
    if _GROUPS.fullmatch(text) or _WIDE.fullmatch(text) or _is_cut_in_a_group(text):
        mended = text.replace(" ", "")
    elif _SPACED.search(text):
        mended = _INNER_SPACE.sub(r"\1", text)
    else:
        return text, ()
    if parse_number(mended) is None:
        return text, ()
    why = "spaces inside a number are an artefact of text extraction"
    return mended, (Repair(code="inner_space", before=text, after=mended, why=why),)


def _is_cut_in_a_group(text: str) -> bool:
    """Whether spaces cut a number inside one of its groups of three digits: a piece is no number, and all are one."""
    pieces = text.split(" ")
    return len(pieces) > 1 and bool(_WHOLE.fullmatch("".join(pieces))) and any(parse_number(p) is None for p in pieces)


def unsure(cell: Cell) -> Cell:
    """The cell, certain no longer."""
    return replace(cell, confidence=min(cell.confidence, REPAIRED))


def unsure_slot(slot: Slot) -> Slot:
    """The slot, what was read in it certain no longer."""
    return replace(slot, fragments=tuple(replace(f, confidence=min(f.confidence, REPAIRED)) for f in slot.fragments))


def filled_in(cell: Cell, code: str, why: str) -> Cell:
    """The cell in a place that printed nothing, logged there."""
    return replace(unsure(cell), repairs=(*cell.repairs, Repair(code=code, before="", after=cell.text, why=why)))


def changed(cell: Cell, text: str, code: str, why: str) -> Cell:
    """The cell with another text, the change logged."""
    return replace(
        cell,
        text=text,
        value=parse_number(text),
        confidence=min(cell.confidence, REPAIRED),
        repairs=(*cell.repairs, Repair(code=code, before=cell.text, after=text, why=why)),
    )


def joined(upper: Cell, lower: Cell, why: str) -> Cell:
    """Two pieces of one cell as one: text without a space, raw of both, the place of the first piece."""
    if not lower.text:
        return upper
    if not upper.text:
        return lower
    text = join_fragments((upper.text, lower.text))
    same_page = upper.place.page == lower.place.page and upper.place.line is None
    return Cell(
        text=text,
        value=parse_number(text),
        raw=(*upper.raw, *lower.raw),
        place=union([upper.place, lower.place]) if same_page else upper.place,
        confidence=min(upper.confidence, lower.confidence, REPAIRED),
        repairs=(
            *upper.repairs,
            *lower.repairs,
            Repair(code="row_joined", before=f"{upper.text}⏎{lower.text}", after=text, why=why),
        ),
    )


def is_open(text: str) -> bool:
    """Whether a bracket opened in the text is not closed in it."""
    plain = fold(text)
    return plain.count("(") > plain.count(")") or plain.count("《") > plain.count("》")


def ends_sentence(text: str) -> bool:
    return bool(_SENTENCE_END.search(text.rstrip()))
