"""The document: everything that one run of the pipeline says about one input."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shared.model.finding import Checks, Finding
from shared.model.page import NOWHERE, Place, Reader
from shared.model.table import Form, Table

SCHEMA = "yusuan.result/1"


class ReportType(StrEnum):
    DEPARTMENT_BUDGET = "department_budget"
    FINAL_ACCOUNTS = "final_accounts"
    PERFORMANCE_TARGETS = "performance_targets"
    PROJECT_APPLICATION = "project_application"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What the report says it is. `year_source` is `printed` or `inferred`, None where no year is known."""

    type: ReportType = ReportType.UNKNOWN
    title: str | None = None
    organization: str | None = None
    year: int | None = None
    year_source: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Paragraph:
    """A paragraph of prose, its printed lines joined."""

    text: str
    place: Place = NOWHERE
    lines: tuple[tuple[int, Place], ...] = ()
    """offset in `text` at which each printed line begins, and its place; () where the paragraph is one line"""

    def place_at(self, offset: int) -> Place:
        """The place of the printed line that holds the character at `offset`."""
        return next((place for start, place in reversed(self.lines) if start <= offset), self.place)


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A part of the report: its heading, level (from 1) and the paragraphs up to the next heading."""

    title: str
    level: int
    paragraphs: tuple[Paragraph, ...] = ()
    place: Place = NOWHERE

    @property
    def text(self) -> str:
        return "\n".join(p.text for p in self.paragraphs)


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A reconstructed (and, once `checks` is filled, validated) document. Identity lives outside, in `Identity`."""

    reader: Reader
    media_type: str
    pages: int | None
    report: Report = Report()
    contents: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    tables: tuple[Table, ...] = ()
    forms: tuple[Form, ...] = ()
    findings: tuple[Finding, ...] = ()
    checks: Checks = Checks()
    blank_pages: tuple[int, ...] = ()
    """pages that carry nothing: a table listed in 目录 and missing here was lost in extraction"""
    blank_table_numbers: tuple[str, ...] = ()
    """表 N for which the input has an empty place (blank lines or pages between its neighbours)"""

    def table(self, table_id: str) -> Table | None:
        return next((t for t in self.tables if t.id == table_id), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Which document a result is of; `document_id` is None when made by `yusuan process`."""

    document_id: str | None
    revision: int
    sha256: str
    filename: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Timings:
    """Milliseconds that each step took."""

    read: int = 0
    reconstruct: int = 0
    validate: int = 0
