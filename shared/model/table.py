"""Logical tables and forms: what reconstruction gives. Shapes and meanings: docs/api.md (`yusuan.result/1`)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shared.model.page import NOWHERE, Place


class RowKind(StrEnum):
    """What a row is. `ITEM` is 款 and 项 of both classifications; `level` tells them apart."""

    UNIT = "unit"
    CLASS = "class"
    ITEM = "item"
    TOTAL = "total"
    SUBTOTAL = "subtotal"
    OF_WHICH = "of_which"
    DATA = "data"
    NOTE = "note"


class Role(StrEnum):
    """What a column holds."""

    LABEL = "label"
    CODE = "code"
    AMOUNT = "amount"
    TEXT = "text"


class UnitSource(StrEnum):
    PRINTED = "printed"
    HEADER = "header"
    INFERRED = "inferred"


@dataclass(frozen=True, kw_only=True, slots=True)
class Repair:
    """A change that reconstruction made: what it was, what it is, and why. `code` is from docs/glossary.md."""

    code: str
    before: str
    after: str
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A cell of a logical table.

    `text` is what a careful person would write, `value` its number in the table's unit (None where it is none),
    `raw` the fragments as they were read. `confidence` is 1 only for born-digital text with nothing repaired.
    """

    text: str = ""
    value: Decimal | None = None
    raw: tuple[str, ...] = ()
    place: Place = NOWHERE
    confidence: float = 1.0
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A leaf column: head texts outermost first, and its meaning."""

    path: tuple[str, ...]
    role: Role
    key: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A logical row; `cells` has one entry for each column. `parent` is a row index of the same table."""

    cells: tuple[Cell, ...]
    kind: RowKind = RowKind.DATA
    level: int = 0
    parent: int | None = None
    code: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A logical table: all its printed parts joined."""

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    number: str | None = None
    kind: str | None = None
    unit: str | None = None
    unit_source: UnitSource | None = None
    organization: str | None = None
    year: int | None = None
    pages: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """The label/value areas of an application form or of a performance table; field name → its cell."""

    id: str
    title: str
    fields: tuple[tuple[str, Cell], ...]
    place: Place = NOWHERE

    def field(self, name: str) -> Cell | None:
        return next((cell for label, cell in self.fields if label == name), None)
