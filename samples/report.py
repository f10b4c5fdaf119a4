"""A report before it is printed: logical tables and forms (which are the truth) between headings and paragraphs.

A renderer gets the printed shape of a table from `samples.printed`; the truth file is made by `samples.truth`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

#: one path of head texts for each leaf column, outermost first
Paths = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TableRow:
    """A logical row: one text for each leaf column. `spans` (column, count): one printed label over several columns."""

    cells: tuple[str, ...]
    spans: tuple[tuple[int, int], ...] = ()
    indent: int = 0
    """how far the name is moved to the right in print; the logical text has no indent"""


@dataclass(frozen=True, kw_only=True, slots=True)
class LogicalTable:
    """A table as the truth has it, with what its print needs to know."""

    title: str
    columns: Paths
    rows: tuple[TableRow, ...]
    number: str | None = None
    unit: str | None = None
    organization: str | None = None
    notes: tuple[str, ...] = ()
    labels: frozenset[int] = frozenset({0})
    """columns set left and wrapped; the others are amounts or codes, never wrapped"""
    name_column: int = 0
    """the label column that `TableRow.indent` moves"""
    merged: frozenset[int] = frozenset()
    """columns in which equal neighbours are printed as one cell spanning their rows"""
    widths: tuple[float, ...] = ()
    """relative widths of the columns; () = by content"""
    lead: str = "部门名称："
    """what stands before the organisation above the table"""
    printed_title: str | None = None
    """what stands above the table, where that is not `title`; "" for nothing"""
    unit_label: str = "单位："

    def __post_init__(self) -> None:
        wrong = [row.cells for row in self.rows if len(row.cells) != len(self.columns)]
        if wrong:
            raise ValueError(f"{self.title}: {len(self.columns)} columns, but a row has {wrong[0]}")


@dataclass(frozen=True, kw_only=True, slots=True)
class FormCell:
    """A cell of a printed form, in grid positions."""

    row: int
    col: int
    text: str
    row_span: int = 1
    col_span: int = 1
    align: str = "left"


@dataclass(frozen=True, kw_only=True, slots=True)
class FormSheet:
    """A printed form made of blocks (application forms, 整体支出绩效目标表): one grid, several logical parts."""

    title: str
    number: str | None
    unit: str | None
    organization: str | None
    cells: tuple[FormCell, ...]
    widths: tuple[float, ...]
    rows: int
    tables: tuple[LogicalTable, ...]
    """its logical tables, titled `<form title>·<block>`"""
    fields: tuple[tuple[str, str], ...]
    subtitle: str | None = None
    printed_title: str | None = None
    """the line that stands for number and title, where a report prints one (表十二：…)"""


@dataclass(frozen=True, kw_only=True, slots=True)
class SideBySide:
    """Two small tables next to one another; renderers of flowing text put one below the other."""

    left: LogicalTable
    right: LogicalTable


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """目录: (level, text) lines; a renderer adds leaders and page numbers."""

    lines: tuple[tuple[int, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PageBreak:
    pass


Block = Heading | Paragraph | Contents | PageBreak | LogicalTable | FormSheet | SideBySide


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """The whole report. `expected_findings` is empty unless errors were planted (`samples.plant`)."""

    family: str
    type: str
    title: str | None
    organization: str
    year: int
    contents: tuple[str, ...]
    blocks: tuple[Block, ...]
    expected_findings: tuple[dict[str, Any], ...] = ()
    consequences: tuple[dict[str, Any], ...] = field(default=())
    """findings that a planted error entails beside the expected one: (code, table)"""

    @property
    def tables(self) -> tuple[LogicalTable, ...]:
        found: list[LogicalTable] = []
        for block in self.blocks:
            if isinstance(block, LogicalTable):
                found.append(block)
            elif isinstance(block, FormSheet):
                found.extend(block.tables)
            elif isinstance(block, SideBySide):
                found += [block.left, block.right]
        return tuple(found)

    @property
    def forms(self) -> tuple[FormSheet, ...]:
        return tuple(b for b in self.blocks if isinstance(b, FormSheet))
