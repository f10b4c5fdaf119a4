"""What a rule gives: relations between printed amounts (judged by the engine), or outcomes that it judged itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from services.validate.core.amounts import Amount
from shared.model.finding import CellRef, Finding
from shared.model.page import NOWHERE, Place


def quoted(text: str) -> str:
    """The words in quotation marks: theirs become single ones, and halves whose other half was cut away go."""
    if text.startswith("“") and text.endswith("”") and text.count("“") == 1:
        text = text[1:-1]
    if text.count("“") != text.count("”") or '"' in text:
        text = text.replace("“", "").replace("”", "").replace('"', "")
    return f"“{text.replace('“', '‘').replace('”', '’')}”"


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A printed amount and where it stands. `label` is for people: `20805 行政事业单位养老支出 / 支出总计`."""

    amount: Amount
    label: str
    cell: CellRef | None = None
    table_title: str | None = None
    place: Place = NOWHERE
    unit_name: str | None = None

    @property
    def printed_at(self) -> str:
        """Table, row and column for messages; the prose has no table."""
        if self.table_title is None:
            return f"正文{quoted(self.label)}"
        return f"《{self.table_title}》{self.spot}"

    @property
    def spot(self) -> str:
        """Row and column, where the table has been named."""
        row, _, column = self.label.rpartition(" / ")
        return f"{f'{quoted(row)}的' if row else ''}{quoted(column)}"

    @property
    def printed_at_en(self) -> str:
        """As `printed_at`, in English."""
        if self.table_title is None:
            return f"the prose ({quoted(self.label)})"
        row, _, column = self.label.rpartition(" / ")
        return f"{self.table_title}, row {quoted(row or self.label)}" + (f", column {quoted(column)}" if row else "")


class Scope(StrEnum):
    """What a relation ties together, which decides its finding codes."""

    SUM = "sum"  # figures of one table, or a sum over several tables
    CROSS = "cross"  # the same quantity in two tables
    TEXT = "text"  # prose against a table, or prose against prose
    YEAR = "year"  # two reports of consecutive years
    DOCUMENT = "document"  # two documents of one year


@dataclass(frozen=True, kw_only=True, slots=True)
class Relation:
    """`total` = Σ sign·part. With one part the two are the same quantity printed twice.

    `at_most`: total ≤ Σ parts is asked instead of equality (subsets such as 其中：面向中小企业).
    `blanks`: cells of the relation that print nothing where the table prints its zeros.
    """

    scope: Scope
    total: Term
    parts: tuple[tuple[int, Term], ...]
    formula: str
    where: str
    at_most: bool = False
    blanks: tuple[Term, ...] = ()
    note: str = ""
    document_id: str | None = None
    soft: bool = False
    """a relation that usually holds: a failure is not reported as an error but counted as not evaluated"""

    @property
    def terms(self) -> tuple[Term, ...]:
        return (self.total, *[t for _, t in self.parts])

    @property
    def same_quantity(self) -> bool:
        return len(self.parts) == 1 and self.parts[0][0] == 1 and self.scope is not Scope.SUM and not self.at_most


@dataclass(frozen=True, kw_only=True, slots=True)
class NotEvaluated:
    """A relation that could not be judged, and why."""

    where: str
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Passed:
    """Relations that a rule judged itself and that hold."""

    count: int = 1


Outcome = Relation | Finding | Passed | NotEvaluated
