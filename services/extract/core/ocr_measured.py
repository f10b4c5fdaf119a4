"""Signs and units of targets that OCR took for figures and letters: their columns hold no such.

指标性质 holds ≥ ≤ = or 定性, 度量单位 holds % or words. A lone 2 in the one and a lone 0 in the other, however surely
they were read, are the sign that they look like. Logged, and never sure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from services.extract.core.keys import STROKES
from services.extract.core.ocr_dashes import DASH
from services.extract.core.repair import changed
from services.extract.core.streams.typed.words import Holds
from services.extract.templates import forms as form_data
from shared.model.fold import fold
from shared.model.page import DOUBT
from shared.model.table import Cell, Column

#: what is read from a sign with a slanted bar, and from the two strokes of =
_LOOKS = {**dict.fromkeys("237Zz", "≥"), **dict.fromkeys("cCくé", "≤"), **dict.fromkeys("二日", "=")}
_BARRED = {">": "≥", "<": "≤"}
#: what is read from %: one of its rings, or both with what stands between them
_RINGS = re.compile(r"[0oO89°%][/1]?[0oO68°%]|[0oOQgq689°]")
#: figures, which no column of units holds: with others than misread %, the columns may have come apart
_FIGURE = re.compile(r"[\d.,]+")
_INDICATOR, _TARGET = "indicator.", "indicator.target"
_SIGN = "a column of signs of comparison: it holds no figures and letters, and the reading looks like this sign"
_BAR = "most signs of the column have a bar, which engines pass over where it touches the sign"
_EQUAL = "a figure has a sign before it, and one stroke is what is read from the two of ="
_UNIT = "a column of units: it holds no figures, and the reading looks like %"


def mended(rows: Sequence[tuple[Cell, ...]], columns: Sequence[Column]) -> list[tuple[Cell, ...]]:
    """The rows of a table of indicators, the signs and the units that were misread set right."""
    if not any((column.key or "").startswith(_INDICATOR) for column in columns):
        return list(rows)
    by_column = (_column(cells, column) for cells, column in zip(zip(*rows, strict=True), columns, strict=True))
    read = list(zip(*by_column, strict=True))
    targets = [i for i, column in enumerate(columns) if (column.key or "").startswith(_TARGET)]
    signs = [i for i, column in enumerate(columns) if _holds(column) == {Holds.SIGN}]
    if len(targets) != 1 or len(signs) != 1:
        return read
    (target,), (sign,) = targets, signs
    return [(*cells[:sign], _equal(cells[sign], cells[target]), *cells[sign + 1 :]) for cells in read]


def _equal(sign: Cell, target: Cell) -> Cell:
    """A lone stroke as the = that lost its other one, or whose two ran together, before a figure: it has a sign."""
    is_stroke = bool(sign.text) and (STROKES | {DASH}).issuperset(sign.text) and sign.confidence <= DOUBT
    return _with_sign(sign, "=" if is_stroke and target.text[:1].isdigit() else None, _EQUAL)


def _column(cells: Sequence[Cell], column: Column) -> list[Cell]:
    holds = _holds(column)
    if holds == {Holds.SIGN}:
        read = [_with_sign(cell, _LOOKS.get(cell.text.strip()), _SIGN) for cell in cells]
        signs = Counter(cell.text for cell in read)
        return [_with_sign(cell, _barred(cell, signs), _BAR) for cell in read]
    if holds == {Holds.MEASURE} and all(_is_percent(c.text) for c in cells if _FIGURE.fullmatch(c.text)):
        return [_with_percent(cell) for cell in cells]
    return list(cells)


def _holds(column: Column) -> frozenset[Holds]:
    return form_data.load_columns().of(column.path[-1]) if column.path else frozenset()


def _barred(cell: Cell, signs: Mapping[str, int]) -> str | None:
    """The sign with a bar for a sign in doubt without one, where more of the column have it than have not."""
    sign = _BARRED.get(cell.text) if cell.confidence <= DOUBT else None
    return sign if sign is not None and signs[sign] > signs[cell.text] else None


def _with_sign(cell: Cell, text: str | None, why: str) -> Cell:
    return cell if text is None or text == fold(cell.text) else changed(cell, text, "ocr_sign", why)


def _with_percent(cell: Cell) -> Cell:
    read = fold(cell.text)
    return changed(cell, "%", "ocr_unit", _UNIT) if read != "%" and _is_percent(read) else cell


def _is_percent(text: str) -> bool:
    return bool(_RINGS.fullmatch(fold(text).replace(" ", "")))
