"""The numerals of 一级指标, 二级指标, 三级指标 where OCR lost them: flat strokes alone, the first that a fax loses."""

from __future__ import annotations

import re
from dataclasses import replace

from services.extract.core.parts import Part, Slot
from shared.model.page import DOUBT
from shared.model.table import Repair

#: the text without its numeral, or with what a fax left of it
_LEVEL = re.compile(r"[一二三四]?[^\u4e00-\u9fff]{0,3}级指标?")
_NUMERALS = "一二三四"
#: rows at the top of a part in which its head may name the levels
_ROWS = 3


def numbered(part: Part) -> Part:
    """The part, the levels of indicators in its head counted from 一 on where some, read in doubt, have no numeral: one
    of them at least stands in its place, or all three levels stand side by side. They stay as doubtful as they were
    read."""
    for row in part.matrix[:_ROWS]:
        named = [s for i, s in enumerate(row) if s.col == i and _LEVEL.fullmatch(s.text)]
        if len(named) > 1:
            return _numbered(part, named)
    return part


def _numbered(part: Part, named: list[Slot]) -> Part:
    wanted = {slot.origin: f"{numeral}级指标" for slot, numeral in zip(named, _NUMERALS, strict=False)}
    bare = [slot for slot in named if slot.text != wanted.get(slot.origin)]
    read = len(named) - len(bare)
    are_all = [slot.col - named[0].col for slot in named] == [0, 1, 2]
    if not bare or not (read or are_all) or len(wanted) < len(named) or not all(map(_is_bare, bare)):
        return part
    why = "the levels of indicators are counted from 一 on"
    said = [Repair(code="head_rebuilt", before=s.text, after=wanted[s.origin], why=why) for s in bare]
    new = {slot.origin: replace(slot, text=wanted[slot.origin]) for slot in bare}
    matrix = tuple(tuple(new.get(slot.origin, slot) for slot in row) for row in part.matrix)
    return replace(part, matrix=matrix, repairs=(*part.repairs, *said))


def _is_bare(slot: Slot) -> bool:
    return not slot.text.startswith(tuple(_NUMERALS)) and any(f.confidence <= DOUBT for f in slot.fragments)
