"""The validation report of a document: as JSON in the manner of frictionless, and as a page to print. Pure.

`frictionless(document)` gives `{valid, stats, checks, tasks: [{name, valid, place, labels, stats, errors, warnings}]}`,
one task for each table, one for the prose and the report as a whole; every error has `type, title, description,
message, tags, note, rowNumber, fieldName, fieldNumber, cell`.
`html(document)` is one self-contained page, no address in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Any

from jinja2 import Environment

from services.validate.core.rules import ALL_RULES
from shared.model.document import Document
from shared.model.finding import Finding, Severity
from shared.model.table import Table

Json = dict[str, Any]
ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
WORDS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
PROSE = "正文与全文"


def frictionless(document: Document, *, name: str = "report") -> Json:
    """The report as JSON. Infos are no errors: they stand under `warnings` of their task."""
    tasks = [_task(table.title, _of_table(document, table), table) for table in document.tables]
    rest = [f for f in document.findings if f.table is None]
    tasks.append(_task(PROSE, rest, None))
    errors = sum(t["stats"]["errors"] for t in tasks)
    return {
        "name": name,
        "valid": errors == 0,
        "stats": {
            "tasks": len(tasks),
            "errors": errors,
            "warnings": sum(t["stats"]["warnings"] for t in tasks),
            "passed": document.checks.passed,
            "failed": document.checks.failed,
            "not_evaluated": document.checks.not_evaluated,
        },
        "tasks": tasks,
        "checks": [
            {"type": c.rule, "passed": c.passed, "failed": c.failed, "not_evaluated": c.not_evaluated,
             "reasons": list(c.reasons), "setting": c.setting}
            for c in document.checks.rules
        ],
    }  # fmt: skip


def _of_table(document: Document, table: Table) -> list[Finding]:
    return [f for f in document.findings if f.table == table.id]


def _task(name: str, findings: Sequence[Finding], table: Table | None) -> Json:
    errors = [f for f in findings if f.severity is Severity.ERROR]
    return {
        "name": name,
        "type": "table" if table is not None else "document",
        "valid": not errors,
        "place": table.id if table is not None else None,
        "labels": ["/".join(c.path) for c in table.columns] if table is not None else [],
        "stats": {
            "errors": len(errors),
            "warnings": len(findings) - len(errors),
            "rows": len(table.rows) if table is not None else 0,
            "fields": len(table.columns) if table is not None else 0,
        },
        "errors": [_error(f, table) for f in errors],
        "warnings": [_error(f, table) for f in findings if f.severity is not Severity.ERROR],
    }


def _error(finding: Finding, table: Table | None) -> Json:
    """Rows and fields are counted from 1, as frictionless does."""
    cell = finding.cells[0] if finding.cells and table is not None and finding.cells[0].table == table.id else None
    text = table.rows[cell.row].cells[cell.column].text if table is not None and cell is not None else None
    return {
        "type": finding.code,
        "title": RULE_TITLES.get(finding.rule, finding.rule),
        "description": RULE_FORMULAS.get(finding.rule, ""),
        "message": finding.message,
        "tags": [f"#{finding.severity.value}", f"#{finding.rule}"],
        "note": finding.where,
        "rowNumber": cell.row + 1 if cell is not None else None,
        "fieldNumber": cell.column + 1 if cell is not None else None,
        "fieldName": "/".join(table.columns[cell.column].path) if table is not None and cell is not None else None,
        "cell": text,
        "expected": finding.expected,
        "actual": finding.actual,
        "proposal": finding.proposal,
        "page": finding.page,
    }


RULE_TITLES = {rule.id: rule.title for rule in ALL_RULES}
RULE_FORMULAS = {rule.id: rule.formula for rule in ALL_RULES}


def html(document: Document, *, name: str = "") -> str:
    """A page for the department, for printing: errors first, each with its place, formula, proposal."""
    template = Environment(autoescape=True).from_string(
        files("services.validate").joinpath("report.html").read_text("utf-8")
    )
    report = document.report
    return template.render(
        title=report.title or name or "预算报告",
        organization=report.organization or "",
        year=report.year or "",
        checks=document.checks,
        groups=list(_groups(document.findings)),
        skipped=[c for c in document.checks.rules if c.not_evaluated or c.setting],
        titles=RULE_TITLES,
    )


def _groups(findings: Iterable[Finding]) -> Iterable[tuple[str, list[Finding]]]:
    """(heading, findings): by severity, then in the order of the report."""
    found = sorted(findings, key=lambda f: ORDER[f.severity])
    for severity in ORDER:
        own = [f for f in found if f.severity is severity]
        if own:
            yield f"{WORDS[severity]}（{len(own)}）", own
