"""What a paper is made of: blocks of text and tables, whose cells are the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "right", "center"]
#: which rules a table has; `bands` are shaded rows, `groups` are upright rules between the groups of its head
Ruling = Literal["none", "three_line", "head", "rows", "groups", "grid", "bands"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A cell as printed; row and column count from 0. `text` may hold line breaks."""

    row: int
    col: int
    text: str
    row_span: int = 1
    col_span: int = 1
    align: Align = "left"
    indent: int = 0
    bold: bool = False
    leader: bool = False
    """dots lead from the text to the end of its column"""
    mark: str = ""
    """a raised footnote mark after the text"""
    sign: str = ""
    """a currency sign at the left of the column"""

    @property
    def whole(self) -> str:
        """All that is printed in the cell."""
        return f"{self.sign}{self.text}{self.mark}"


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperTable:
    """One printed table. `widths` are shares of the space that it may take, `width` how much of that it takes."""

    cells: tuple[Cell, ...]
    rows: int
    cols: int
    head_rows: int
    widths: tuple[float, ...]
    ruling: Ruling
    caption: str = ""
    unit: str = ""
    notes: tuple[str, ...] = ()
    width: float = 1.0
    gap: float = 1.0
    """room above and below a row's text, in tenths of the font size"""
    spaced: frozenset[int] = frozenset()
    """rows set off by space above"""
    leading: float = 1.2
    low: bool = False
    """texts stand at the bottom of their row, at its top otherwise"""
    tight: bool = False
    """columns no wider than their texts need"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """Text of a kind: `p` paragraph, `h1`, `h2`, `li` list entry, `ref` hanging entry, `lines` kept line by line,
    `right` likewise at the right, `center` a line in the middle, `led` a contents entry (text, tab, page)."""

    kind: Literal["p", "h1", "h2", "li", "ref", "lines", "right", "center", "led"]
    text: str
    mark: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """Two tables side by side."""

    left: PaperTable
    right: PaperTable


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """A diagram: bars with labelled axes and a legend."""

    labels: tuple[str, ...]
    values: tuple[float, ...]
    legend: tuple[str, ...]
    ticks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Break:
    """A page ends."""


Block = PaperTable | Text | Pair | Chart | Break


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """Typography of a paper."""

    font: str
    size: float
    columns: int = 1
    landscape: bool = False
    justified: bool = True
    letter: bool = False
    """American letter size; A4 otherwise"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """A paper and how it looks."""

    name: str
    kind: str
    language: str
    look: Look
    blocks: tuple[Block, ...]
    running_head: str = ""

    @property
    def tables(self) -> tuple[PaperTable, ...]:
        """All tables, in reading order."""
        found: list[PaperTable] = []
        for block in self.blocks:
            if isinstance(block, PaperTable):
                found.append(block)
            elif isinstance(block, Pair):
                found += [block.left, block.right]
        return tuple(found)
