"""Rows as they are printed, and what their columns hold: what is known before rows are joined."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.extract.core.names import ENUMERATOR
from services.extract.core.parts import Slot
from shared.model.table import Cell, Column, Role

#: at least this share of a table's rows carries figures if figures are expected in every row
_EXPECTED = 0.7
#: so many entries with numbers make a list
_FEWEST = 3
#: what is set below the entries of a list
SUMS = re.compile("合计|总计|结余|结转|本年|年初|年末")


@dataclass(frozen=True, kw_only=True, slots=True)
class Printed:
    """A printed row: its cells, its part (from 0), whether it is that part's first, and whether spans are marked."""

    cells: tuple[Cell, ...]
    part: int
    first: bool
    spanned: bool
    slots: tuple[Slot, ...] = ()
    aligned: bool = False
    """its columns are known by alignment: where texts stand on the page tells more than in a text export"""
    delimited: bool = False
    """its cells are parted by delimiters: which text stands in which is certain, what they span is not"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Roles:
    """The columns of a table by what they hold, and whether every labelled row should carry figures."""

    labels: tuple[int, ...]
    codes: tuple[int, ...]
    amounts: tuple[int, ...]
    texts: tuple[int, ...]
    expects_amounts: bool = False
    expects_amounts_inside: bool = False
    """whether every labelled row should but for the last of each part, which its page may cut"""
    expects_amounts_below: bool = False
    """whether every labelled row should but for the first of each further part, the end of one that its page cut"""
    counted: bool = False
    """whether the rows are numbered from the first on, so that what has no number is of the row above"""
    listed: tuple[int, ...] = ()
    """the columns of labels whose entries have numbers (`三、`)"""

    @classmethod
    def of(cls, columns: Sequence[Column], rows: Sequence[Printed]) -> Roles:
        def where(role: Role) -> tuple[int, ...]:
            return tuple(i for i, c in enumerate(columns) if c.role is role)

        amounts = where(Role.AMOUNT)
        labels, codes = where(Role.LABEL), where(Role.CODE)
        labelled = [r for r in rows if any(r.cells[i].text for i in (*labels, *codes))]
        # The upper pieces of rows that pages cut end a part, their figures may stand below.
        inner = [a for a, b in itertools.pairwise(labelled) if a.part == b.part]
        below = [r for r in labelled if not (r.part and r.first)]

        def have_amounts(some: Sequence[Printed]) -> bool:
            return sum(any(r.cells[i].text for i in amounts) for r in some) >= _EXPECTED * len(some)

        return cls(
            labels=labels,
            codes=codes,
            amounts=amounts,
            texts=where(Role.TEXT),
            expects_amounts=bool(labelled) and have_amounts(labelled),
            expects_amounts_inside=len(inner) > 1 and have_amounts(inner),
            expects_amounts_below=len(below) > 1 and have_amounts(below),
            counted=_are_counted(rows),
            listed=tuple(i for i in labels if _is_listed([r.cells[i].text for r in rows])),
        )

    def has(self, cells: Sequence[Cell], columns: Sequence[int]) -> bool:
        return any(cells[i].text for i in columns)


def _are_counted(rows: Sequence[Printed]) -> bool:
    """Whether the first column numbers rows one by one, from the first on."""
    numbers = [row.cells[0].text for row in rows if row.cells[0].text]
    counted = all(n.isdecimal() for n in numbers) and [int(n) for n in numbers] == list(range(1, len(numbers) + 1))
    return counted and len(numbers) > 1 and bool(rows[0].cells[0].text)


def _is_listed(labels: Sequence[str]) -> bool:
    """Whether the labels of a column are entries with numbers, those of sums and a few rests aside."""
    entries = [text for text in labels if text and not SUMS.search(text)]
    numbered = sum(ENUMERATOR.match(text) is not None for text in entries)
    return numbered >= _FEWEST and numbered >= _EXPECTED * len(entries)


def with_cell(cells: tuple[Cell, ...], index: int, cell: Cell) -> tuple[Cell, ...]:
    return (*cells[:index], cell, *cells[index + 1 :])
