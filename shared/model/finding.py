"""Findings: faults of the document, as validation and reconstruction report them. Never faults of processing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, kw_only=True, slots=True)
class CellRef:
    """A cell of a result: table id, row and column index from 0."""

    table: str
    row: int
    column: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One fault. `code` is from the closed list in `FINDING_CODES`; `rule` the id of the rule that saw it.

    `table_title` names the table also where there is none (missing table) and the form's title for a form; None means
    the prose. `expected`, `actual`, `delta` (= actual − expected) and `tolerance` are in the table's unit; they are
    text because an expectation may be a name.
    """

    code: str
    severity: Severity
    rule: str
    message: str
    message_en: str = ""
    table: str | None = None
    table_title: str | None = None
    form: str | None = None
    field: str | None = None
    where: str = ""
    cells: tuple[CellRef, ...] = ()
    expected: str | None = None
    actual: str | None = None
    delta: Decimal | None = None
    tolerance: Decimal | None = None
    document_id: str | None = None
    """the other document of a cross-document finding"""
    page: int | None = None
    line: int | None = None
    proposal: str | None = None
    """another value that reconstruction or validation believes right, with its proof; never applied"""


def title_before(title: str | None, message: str) -> str:
    """《title》 to print before a finding's message; empty where the message (or nothing) names the table itself."""
    return "" if not title or f"《{title}》" in message or f"“{title}”" in message else f"《{title}》"


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleCheck:
    """What one rule did in one document. `reasons` says why relations were not evaluated, each reason once."""

    rule: str
    passed: int = 0
    failed: int = 0
    not_evaluated: int = 0
    reasons: tuple[str, ...] = ()
    setting: str | None = None
    """`off`, or the severity that the installation gave the rule; None where the rule ran as declared"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Checks:
    """How many relations were judged. *Not evaluated* is never *passed*. `rules` has the same figures for each rule."""

    passed: int = 0
    failed: int = 0
    not_evaluated: int = 0
    rules: tuple[RuleCheck, ...] = ()


_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

#: The closed list of codes of `yusuan.result/1` and the severity each has unless an installation downgrades it.
FINDING_CODES: dict[str, Severity] = {
    "sum_mismatch": _E,
    "sum_rounding": _I,
    "cross_table_mismatch": _E,
    "cross_table_rounding": _W,
    "text_table_mismatch": _E,
    "growth_rate_mismatch": _E,
    "text_table_rounding": _W,
    "percentage_of_zero_base": _W,
    "label_amount_mismatch": _W,
    "basis_amount_mismatch": _W,
    "wording_mismatch": _W,
    "percentage_not_computable": _I,
    "prose_list_not_exhaustive": _I,
    "includes_carryover": _I,
    "cross_document_mismatch": _E,
    "year_on_year_mismatch": _E,
    "cross_document_indicator_value_mismatch": _W,
    "cross_document_indicator_missing": _I,
    "unit_mismatch": _E,
    "unit_suspect": _W,
    "unit_not_printed": _I,
    "missing_table": _E,
    "missing_value": _W,
    "duplicated_block": _W,
    "identical_fields": _W,
    "blank_indicator_cell": _W,
    "missing_contents": _I,
    "organization_name_mismatch": _W,
    "year_mismatch": _W,
    "code_name_mismatch": _W,
    "code_unknown": _I,
    "title_variant": _I,
    "year_not_printed": _I,
    "annual_target_differs_from_period_target": _W,
    "rate_with_time_value": _W,
    "inconsistent_indicator_across_forms": _W,
    "suspicious_value": _W,
    "strict_comparator": _I,
    "ratio_under_quantity_indicator": _I,
    "required_indicator_not_applicable": _I,
    "garbled_source": _W,
    "truncated_name": _W,
    "duplicated_word": _W,
    "ocr_misread": _I,
    "stray_character": _I,
    "number_format_inconsistent": _I,
    "wording_note": _I,
}
