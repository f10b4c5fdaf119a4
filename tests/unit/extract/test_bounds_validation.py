"""Documents in ruins: two years in one, amounts of thirty digits, families that nobody knows, half the cells lost."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from services.process import process_file
from services.validate.core.engine import validate
from shared.exports import Format, export
from shared.model.document import Document, Identity
from shared.model.numbers import parse_number
from shared.model.table import Cell, Row, Table

SAMPLES = Path(__file__).resolve().parents[3] / "samples" / "files"
IDENTITY = Identity(document_id=None, revision=1, sha256="0" * 64, filename="a")


@cache
def sample(name: str) -> Document:
    return replace(process_file(SAMPLES / name).document, findings=())


def with_cells(document: Document, change: Callable[[Cell], Cell]) -> Document:
    def row(old: Row) -> Row:
        return replace(old, cells=tuple(map(change, old.cells)))

    tables = tuple(replace(t, rows=tuple(map(row, t.rows))) for t in document.tables)
    return replace(document, tables=tables)


def lost(document: Document, dice: random.Random) -> Document:
    return with_cells(document, lambda c: replace(c, text="", value=None) if dice.random() < 0.5 else c)


def huge(document: Document, dice: random.Random) -> Document:
    digits = "".join(dice.choices("123456789", k=30))
    return with_cells(document, lambda c: c if c.value is None else replace(c, text=digits, value=Decimal(digits)))


def odd(document: Document, dice: random.Random) -> Document:
    values = [Decimal("9" * 60), Decimal("-0"), Decimal("0." + "0" * 50 + "1"), None]  # a cell prints at most 60 digits
    return with_cells(document, lambda c: c if c.value is None else replace(c, value=dice.choice(values)))


def unknown(document: Document, dice: random.Random) -> Document:
    def strip(table: Table) -> Table:
        columns = tuple(replace(c, key=None, path=dice.choice([(), c.path])) for c in table.columns)
        return replace(table, kind=None, title="", unit=None, columns=columns)

    return replace(document, tables=tuple(map(strip, document.tables)))


def two_years(document: Document, dice: random.Random) -> Document:
    second = tuple(replace(t, id=f"{t.id}b", year=2031) for t in document.tables)
    return replace(document, tables=(*document.tables, *second))


def ragged(document: Document, dice: random.Random) -> Document:
    def tear(table: Table) -> Table:
        rows = [replace(r, parent=None) for r in table.rows if dice.random() < 0.6]
        return replace(table, rows=tuple(rows))

    return replace(document, tables=tuple(map(tear, document.tables)))


def barren(document: Document, dice: random.Random) -> Document:
    return replace(document, tables=tuple(replace(t, rows=(), columns=()) for t in document.tables))


@pytest.mark.parametrize("name", ["04-shanghai.pdf", "05-text-export.txt"])
@pytest.mark.parametrize("ruin", [lost, huge, odd, unknown, two_years, ragged, barren])
def test_validation_never_raises(name: str, ruin: Callable[[Document, random.Random], Document]) -> None:
    whole = sample(name)
    ruined = ruin(whole, random.Random(5))
    checked = validate(ruined, against=(whole,))
    assert len(checked.tables) == len(ruined.tables)
    assert export(checked, IDENTITY, Format.JSON)


def test_long_figures_are_read_to_the_last_digit() -> None:
    assert str(parse_number("1" * 30)) == "1" * 30
    assert str(parse_number("(" + "1" * 40 + ".25)")) == "-" + "1" * 40 + ".25"
    assert parse_number("9" * 61) is None
