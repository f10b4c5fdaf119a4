"""The document as the rules see it: tables by kind, columns by key, rows by code, every figure as a `Term`.

Built once for a document in time linear in its cells; each rule then looks things up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from services.validate.core import unit_rows, words
from services.validate.core.amounts import ZERO, Amount
from services.validate.core.entries import Entry, EntryKind, Side, Tree, build_tree, read_entries, sides, with_codes
from services.validate.core.relations import Term
from shared.model.document import Document, Paragraph, Section
from shared.model.finding import CellRef
from shared.model.fold import fold
from shared.model.numbers import UNITS, decimals, is_not_applicable, parse_number
from shared.model.page import Place
from shared.model.prose import ProseFact, facts
from shared.model.table import Cell, Column, Role, Table

#: rows of 收入 lists that stand under another without a number (domain.md §1.4, FIS left rows)
INCOME_PARENTS: Mapping[str, str] = {
    "一般公共预算拨款": "政府预算拨款",
    "政府性基金预算拨款": "政府预算拨款",
    "国有资本经营预算拨款": "政府预算拨款",
}
DEFAULT_UNIT = Decimal(1)
EMPTY = Cell()


class Text(NamedTuple):
    """A paragraph, or a cell of words with the (id, title) of its table. `where` is for people."""

    text: str
    place: Place
    where: str
    table: tuple[str, str] | None


class View:
    """One table, read for checking."""

    def __init__(
        self, table: Table, names: Mapping[str, Sequence[str]], default_unit: str | None = None, year: int | None = None
    ) -> None:
        self.table = table
        self.year = year
        self.default_unit = default_unit
        self.kind = table.kind or ""
        self.base_kind = self.kind.removeprefix("final_")
        self.columns = tuple(fold_path(c) for c in table.columns)
        self.money = tuple(i for i, c in enumerate(table.columns) if self._is_money(i, c))
        self.units = {i: self._unit_name(i) for i in self.money}
        self._sizes = {i: UNITS.get(name or "", DEFAULT_UNIT) for i, name in self.units.items()}
        self._heads = ["/".join(c.path) or f"第{i}列" for i, c in enumerate(table.columns, start=1)]
        self.sides = sides(table, self.money)
        self.trees = tuple(self._tree(side, names) for side in self.sides)
        self._values: dict[tuple[int, int], Decimal] = {}
        self._decimals: dict[tuple[int, int], int] = {}
        self._terms: dict[tuple[int, int, str, EntryKind], Term | None] = {}
        self._addends: dict[tuple[int, int, str, EntryKind], tuple[Term | None, bool]] = {}
        self._places: dict[int, int] = {}
        self._zero: set[int] = set()
        self.prints_zero = False
        self._read_columns()

    @property
    def title(self) -> str:
        """The title, or what stands for it in messages."""
        return self.table.title or f"无题的表 {self.table.id}"

    def _is_money(self, index: int, column: Column) -> bool:
        text = "/".join(self.columns[index])
        if words.NO_MONEY.search(self.columns[index][-1] if self.columns[index] else "") or "%" in text:
            return False
        return column.role is Role.AMOUNT

    def _unit_name(self, index: int) -> str | None:
        """The unit printed in the head of the column, else the table's."""
        for text in reversed(self.columns[index]):
            for name in sorted(UNITS, key=len, reverse=True):
                if f"({name})" in text:
                    return name
        return self.table.unit or self.default_unit

    def _tree(self, side: Side, names: Mapping[str, Sequence[str]]) -> Tree:
        entries = read_entries(self.table, side, len(self.sides) > 1)
        if not any(e.code for e in entries):
            entries = with_codes(entries, names)
        return build_tree(entries, INCOME_PARENTS)

    def _read_columns(self) -> None:
        shown: dict[int, Counter[int]] = {}
        for column in self.money:
            counts: Counter[int] = Counter()
            only_zero, any_value = True, False
            for index, row in enumerate(self.table.rows):
                if column >= len(row.cells):
                    continue
                cell = row.cells[column]
                value = cell_value(cell)
                if value is None:
                    continue
                any_value = True
                self._values[index, column] = value
                self._decimals[index, column] = decimals(cell.text)
                if value:
                    only_zero = False
                    counts[self._decimals[index, column]] += 1
                else:
                    self.prints_zero = True
            shown[column] = counts
            if only_zero and any_value:
                self._zero.add(column)
        most = max((max(c) for c in shown.values() if c), default=0)
        for column, counts in shown.items():
            own = max(counts, default=most)
            # A column of few whole figures beside columns with decimals shares their precision; one that prints
            # whole figures throughout is rounded to them.
            self._places[column] = own if sum(counts.values()) >= 3 else max(own, most)

    def value(self, row: int, column: int) -> Decimal | None:
        return self._values.get((row, column))

    def prints(self, row: int, columns: Iterable[int]) -> bool:
        """Whether the row prints a figure in any of the columns."""
        return any((row, column) in self._values for column in columns)

    def figures(self) -> Iterator[tuple[tuple[int, int], Decimal]]:
        """((row, column), figure) of all amounts."""
        yield from self._values.items()

    def cell(self, row: int, column: int) -> Cell:
        """The cell, an empty one where a row is short."""
        cells = self.table.rows[row].cells
        return cells[column] if column < len(cells) else EMPTY

    def text(self, row: int, column: int) -> str:
        return self.cell(row, column).text.strip()

    def places(self, column: int) -> int:
        return self._places.get(column, 0)

    def head(self, column: int) -> str:
        """The head of a column for people."""
        return self._heads[column]

    def where(self, entry: Entry, column: int) -> str:
        return f"{entry.name} / {self.head(column)}"

    def ref(self, row: int, column: int) -> CellRef:
        return CellRef(table=self.table.id, row=row, column=column)

    def unit(self, column: int) -> Decimal:
        return self._sizes.get(column, DEFAULT_UNIT)

    def term(self, entry: Entry, column: int) -> Term | None:
        """The printed figure, None where the cell prints no number. Many rules ask for the same ones: kept."""
        key = (entry.row, column, entry.label, entry.kind)
        if key not in self._terms:
            self._terms[key] = self._term(entry, column)
        return self._terms[key]

    def _term(self, entry: Entry, column: int) -> Term | None:
        value = self.value(entry.row, column)
        if value is None:
            return None
        amount = Amount(
            value=value,
            places=max(self.places(column), self._decimals[entry.row, column]),
            unit=self.unit(column),
            exact=column in self._zero,
            signed=entry.kind is EntryKind.DELTA,
        )
        return self._as_term(entry, column, amount)

    def addend(self, entry: Entry, column: int) -> tuple[Term | None, bool]:
        """The figure as an addend, and whether it is blank where zeros are printed.

        A blank or a dash stands for nothing (exactly 0). Text that is no number gives None: it cannot be judged.
        """
        key = (entry.row, column, entry.label, entry.kind)
        if key not in self._addends:
            self._addends[key] = self._addend(entry, column)
        return self._addends[key]

    def _addend(self, entry: Entry, column: int) -> tuple[Term | None, bool]:
        term = self.term(entry, column)
        if term is not None:
            return term, False
        text = self.text(entry.row, column)
        if text and not is_not_applicable(text) and text not in {"无", "不适用"}:
            return None, False
        amount = Amount(value=ZERO, unit=self.unit(column), exact=True)
        return self._as_term(entry, column, amount), not text and self.prints_zero

    def _as_term(self, entry: Entry, column: int, amount: Amount) -> Term:
        return Term(
            amount=amount,
            label=self.where(entry, column),
            cell=self.ref(entry.row, column),
            table_title=self.title,
            place=self.cell(entry.row, column).place,
            unit_name=self.units.get(column),
        )

    def column(self, *keys: str) -> int | None:
        """The money column whose key is the first of `keys` that the table has.

        Several columns can bear one key (预算数 and 决算数, last year and this year): the one of the report's own year
        and kind is taken.
        """
        for key in keys:
            found = [i for i in self.money if self.table.columns[i].key == key]
            if found:
                return max(found, key=lambda i: (self._closeness(i), -i))
        return None

    def _closeness(self, column: int) -> int:
        """How near a column is to what the report is of: its year, 决算 in accounts, not last year."""
        text = "/".join(self.columns[column])
        score = 0
        if self.year is not None:
            score += 2 * (str(self.year) in text) - 3 * (str(self.year - 1) in text)
        if self.kind.startswith("final_"):
            score += 2 * ("决算" in text)
        return score - 3 * ("上年" in text)

    @cached_property
    def total_column(self) -> int | None:
        """The column that holds each row's whole amount."""
        if len(self.sides) == 1 and len(self.money) == 1:
            return self.money[0]
        found = self.column("total", "three_public.total", "amount", "expenditure.total")
        if found is None and len(self.sides) == 1:
            found = next((i for i in self.money if words.SUBTOTAL_LEAF.match(self.columns[i][-1])), None)
        return found

    def main_column(self, side: Side) -> int | None:
        """The column of a side that holds each row's whole amount: the only one, its 合计, or the year's measure."""
        if len(side.amounts) == 1:
            return side.amounts[0]
        totals = [i for i in side.amounts if any(words.SUBTOTAL_LEAF.match(p) for p in self.columns[i])]
        if not totals and all(words.MEASURE.search(self.columns[i][-1]) for i in side.amounts):
            totals = list(side.amounts)
        if not totals and self.table.columns[side.amounts[0]].key in {"income.amount", "expenditure.amount"}:
            totals = [side.amounts[0]]
        return max(totals, key=lambda i: (self._closeness(i), -i)) if totals else None

    @cached_property
    def is_balance(self) -> bool:
        """Whether income stands against expenditure, which may be listed in several ways side by side."""
        return len(self.sides) == 2 or (
            len(self.sides) > 2
            and any("收入" in name for name in self._totals(0))
            and all(any("支出" in name for name in self._totals(i)) for i in range(1, len(self.sides)))
        )

    def _totals(self, side: int) -> list[str]:
        return [e.bare for e in self.trees[side].entries if e.kind is EntryKind.TOTAL]

    @cached_property
    def torn(self) -> bool:
        """Whether the halves of a balance table hold each other's closing rows: rows were lost or mixed in reading."""
        if not self.is_balance:
            return False
        spending = [name for i in range(1, len(self.sides)) for name in self._totals(i)]
        return any("支出" in n and "收入" not in n for n in self._totals(0)) or any(
            "收入" in n and "支出" not in n for n in spending
        )

    def entries(self) -> Iterator[tuple[Side, Tree, int, Entry]]:
        for side, tree in zip(self.sides, self.trees, strict=True):
            for i, entry in enumerate(tree.entries):
                yield side, tree, i, entry

    @cached_property
    def by_code(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for _, _, _, entry in self.entries():
            if entry.code:
                found.setdefault(entry.code, []).append(entry)
        return found

    @cached_property
    def grand(self) -> Entry | None:
        """The row of the whole: 合计/总计 of a one-sided table, else its first unit row, if all others count to it."""
        if len(self.sides) != 1:
            return None
        entries = self.trees[0].entries
        totals = [e for e in entries if e.kind is EntryKind.TOTAL]
        if totals:
            return totals[-1] if totals[-1].row == len(self.table.rows) - 1 else totals[0]
        units = [i for i, e in enumerate(entries) if e.kind is EntryKind.UNIT]
        if units:
            first, *others = units
            above = unit_rows.units_above(self.trees[0])
            counts = all(i in above for i in others) or self._is_sum(entries[first], [entries[i] for i in others])
            return entries[first] if counts else None
        return entries[0] if len(entries) == 1 else None

    def _is_sum(self, whole: Entry, parts: Sequence[Entry]) -> bool:
        """Whether a row prints the sum of others in the column of whole amounts."""
        column = self.total_column
        figures = [None if column is None else self.value(entry.row, column) for entry in (whole, *parts)]
        return None not in figures and figures[0] == sum(filter(None, figures[1:]), ZERO)

    def named(self, pattern: str, side: int | None = None) -> Entry | None:
        """The first entry whose folded bare label is `pattern` (of one side, or of any)."""
        for index, tree in enumerate(self.trees):
            if side is not None and index != side:
                continue
            for entry in tree.entries:
                if entry.bare == pattern:
                    return entry
        return None


@dataclass(frozen=True, kw_only=True)
class Index:
    """All tables, the prose's figures, and the documents to compare with."""

    document: Document
    views: tuple[View, ...]
    others: tuple[Other, ...] = ()
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    damaged: tuple[tuple[View, str], ...] = ()
    """the tables that reading left unsound, and why each is: they are in no rule's `views`"""

    @cached_property
    def kinds(self) -> dict[str, list[View]]:
        found: dict[str, list[View]] = {}
        for view in self.views:
            if view.base_kind:
                found.setdefault(view.base_kind, []).append(view)
        return found

    def one(self, kind: str) -> View | None:
        """The table of a kind, where there is exactly one."""
        found = self.kinds.get(kind, [])
        return found[0] if len(found) == 1 else None

    @cached_property
    def prose(self) -> tuple[Section, ...]:
        """The sections, and behind them the notes of each table, for these explain figures as well."""
        notes = (
            Section(
                title=f"{table.title}·注",
                level=1,
                paragraphs=tuple(
                    Paragraph(text=note, place=Place(page=max(table.pages, default=None))) for note in table.notes
                ),
            )
            for table in self.document.tables
            if table.notes
        )
        return (*self.document.sections, *notes)

    @cached_property
    def facts(self) -> tuple[ProseFact, ...]:
        return facts(self.prose)

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """Every paragraph and every long text cell."""
        found = [
            Text(paragraph.text, paragraph.place, f"正文 / {section.title}", None)
            for section in self.document.sections
            for paragraph in section.paragraphs
        ]
        for table in self.document.tables:
            heads = [column.path[-1] if column.path else "" for column in table.columns]
            for row in table.rows:
                for head, cell in zip(heads, row.cells, strict=False):
                    if cell.value is None and len(cell.text) >= 4:
                        where = f"{row.cells[0].text[:20]} / {head}"
                        found.append(Text(cell.text, cell.place, where, (table.id, table.title)))
        return tuple(found)


@dataclass(frozen=True, kw_only=True)
class Other:
    """A document to compare with: its own index and its id."""

    index: Index
    id: str | None = None

    @property
    def document(self) -> Document:
        return self.index.document

    @property
    def year(self) -> int | None:
        return self.document.report.year


def fold_path(column: Column) -> tuple[str, ...]:
    return tuple(fold(p) for p in column.path) or ("",)


def cell_value(cell: Cell) -> Decimal | None:
    """The number of an amount cell, also where reconstruction left `value` empty."""
    return cell.value if cell.value is not None else parse_number(cell.text)
