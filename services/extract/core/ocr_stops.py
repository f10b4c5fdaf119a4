"""Commas that OCR took for full stops in the prose of a cell: a stop between two ideographs is none that is printed."""

from __future__ import annotations

import re

from services.extract.core.repair import changed
from shared.model.page import SURE
from shared.model.table import Cell

#: prose has so many characters
_LONG = 12
#: a stop of figures between two ideographs, the first of which numbers no entry
_STOP = re.compile(r"(?<=[\u4e00-\u9fff])(?<!(?<![\u4e00-\u9fff])[一二三四五六七八九十])[．.](?=[\u4e00-\u9fff])")
_LAST = re.compile(r"(?<=[\u4e00-\u9fff])[．.]$")
_WHY = "between ideographs stands no stop of figures: it is a comma whose tail was lost"


def mended(cell: Cell) -> Cell:
    """The cell of prose in doubt, its stops between ideographs as commas, one at its end as 。"""
    if cell.confidence >= SURE or len(cell.text) < _LONG:
        return cell
    text = _LAST.sub("。", _STOP.sub("，", cell.text))
    return cell if text == cell.text else changed(cell, text, "ocr_stop", _WHY)
