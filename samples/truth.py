"""The truth of a report as JSON, in the form that the scorers read: report, contents, tables, key values, findings."""

from __future__ import annotations

from typing import Any

from samples.report import LogicalTable, Report


def truth(report: Report, document: str) -> dict[str, Any]:
    """The truth file of `document` (a file name)."""
    return {
        "document": document,
        "report": {
            "type": report.type,
            "year": report.year,
            "organization": report.organization,
            "title": report.title,
        },
        "contents": list(report.contents),
        "tables": [table_truth(t) for t in report.tables],
        "key_values": [{"form": i, **dict(form.fields)} for i, form in enumerate(report.forms)],
        "expected_findings": list(report.expected_findings),
        "consequences": list(report.consequences),
    }


def table_truth(table: LogicalTable) -> dict[str, Any]:
    return {
        "title": table.title,
        "number": table.number,
        "unit": table.unit,
        "organization": table.organization,
        "columns": [list(path) for path in table.columns],
        "rows": [list(row.cells) for row in table.rows],
        "notes": list(table.notes),
        **({"title_inferred": True} if table.printed_title == "" and "·" not in table.title else {}),
    }
