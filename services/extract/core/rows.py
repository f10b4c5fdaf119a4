"""Rows of a logical table: printed rows joined, merged cells filled down, numbers cleaned, kinds, levels and parents."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.extract.core.parts import Slot
from services.extract.core.stitch import Joined
from shared.model.fold import fold
from shared.model.numbers import parse_number
from shared.model.table import Cell, Column, Repair, Role, Row, RowKind

_RULE_LINE = re.compile(r"[-=_—–─━\s|:+]{2,}")
_INNER_SPACE = re.compile(r"\d\s+[,.]\s*\d|\d[,.]\s+\d")
_CODE = re.compile(r"\d{3}(?:\d{2}){0,2}")
_REPAIRED = 0.98
"""the confidence that a repaired cell has at most"""


def build(table: Joined) -> tuple[Row, ...]:
    """The logical rows of the table."""
    rows = [_cells(row.slots, table) for row in table.body]
    rows = [row for row in rows if any(c.text for c in row) and not _is_rule_line(row)]
    return classify([tuple(row) for row in rows], table.columns)


def cell_of(slot: Slot) -> Cell:
    """The slot as a cell: inner spaces of numbers removed and logged, its number read."""
    text, repairs = clean_number(slot.text)
    confidence = min((f.confidence for f in slot.fragments), default=1.0)
    if repairs:
        confidence = min(confidence, _REPAIRED)
    return Cell(
        text=text,
        value=parse_number(text),
        raw=tuple(f.text for f in slot.fragments),
        place=slot.place,
        confidence=confidence,
        repairs=repairs,
    )


def clean_number(text: str) -> tuple[str, tuple[Repair, ...]]:
    """`3, 175` → `3,175`; other text as it is."""
    if not _INNER_SPACE.search(text):
        return text, ()
    mended = re.sub(r"(?<=\d)\s*([,.])\s*(?=\d)", r"\1", text)
    if parse_number(mended) is None:
        return text, ()
    why = "spaces inside a number are an artefact of text extraction"
    return mended, (Repair(code="inner_space", before=text, after=mended, why=why),)


def _cells(slots: Sequence[Slot], table: Joined) -> list[Cell]:
    """One cell a column. A merged cell is written in every row that it covers, but only in its first column."""
    return [cell_of(slot) if slot.col == col or not slot.text else Cell() for col, slot in enumerate(slots)]


def _is_rule_line(row: Sequence[Cell]) -> bool:
    """A drawn line that text extraction took for data: nothing but dashes, and long ones."""
    texts = [c.text for c in row if c.text]
    return (
        bool(texts) and all(_RULE_LINE.fullmatch(t) and len(t) >= 3 for t in texts) and any(len(t) > 4 for t in texts)
    )


def classify(rows: Sequence[tuple[Cell, ...]], columns: Sequence[Column]) -> tuple[Row, ...]:
    """Kind, level, parent and code of every row."""
    result: list[Row] = []
    last_at: dict[int, int] = {}
    for cells in rows:
        code = code_of(cells, columns)
        kind = kind_of(cells, columns, code)
        level = (len(code) - 3) // 2 if code and kind in (RowKind.CLASS, RowKind.ITEM) else 0
        parent = last_at.get(level - 1) if level else last_at.get(-1)
        index = len(result)
        if kind is RowKind.UNIT:
            last_at = {-1: index}
            parent = None
        elif kind in (RowKind.CLASS, RowKind.ITEM):
            last_at = {k: v for k, v in last_at.items() if k < level} | {level: index}
        else:
            parent = None
        result.append(Row(cells=cells, kind=kind, level=level, parent=parent, code=code))
    return tuple(result)


def code_of(cells: Sequence[Cell], columns: Sequence[Column]) -> str | None:
    """The row's code, 类/款/项 in columns of their own joined."""
    parts = [cells[i].text for i, c in enumerate(columns) if c.role is Role.CODE and i < len(cells)]
    code = "".join(fold(p) for p in parts if p)
    return code if _CODE.fullmatch(code) else None


def kind_of(cells: Sequence[Cell], columns: Sequence[Column], code: str | None) -> RowKind:
    labels = [fold(cells[i].text) for i, c in enumerate(columns) if c.role is Role.LABEL and cells[i].text]
    first = labels[0] if labels else ""
    if code:
        return RowKind.CLASS if len(code) == 3 else RowKind.ITEM
    if any(re.search(r"(?:合计|总计)$", label) for label in labels):
        return RowKind.TOTAL
    if first == "小计":
        return RowKind.SUBTOTAL
    if first.startswith("其中"):
        return RowKind.OF_WHICH
    if columns and columns[0].key == "unit" and cells[0].text and not any(c.key == "year" for c in columns):
        return RowKind.UNIT
    return RowKind.DATA
