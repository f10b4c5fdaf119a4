"""JSON of documents: `yusuan.result/1`. What readers give has a private form (`page_codec`).

Decimals are written as strings, boxes as four numbers, enums by value. A result of a newer schema is refused
(`UnknownSchemaError`), as is one that lacks what the schema requires: no half-read document ever goes on.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from shared.model.document import SCHEMA, Document, Identity, Paragraph, Report, ReportType, Section, Timings
from shared.model.finding import CellRef, Checks, Finding, RuleCheck, Severity
from shared.model.page import Reader
from shared.model.page_codec import place_from_json, place_to_json
from shared.model.table import Cell, Column, Form, Repair, Role, Row, RowKind, Table, UnitSource

Json = dict[str, Any]


class UnknownSchemaError(ValueError):
    """The result was written by another version of the schema than this code reads."""


# ---------------------------------------------------------------- documents


def document_to_json(document: Document, identity: Identity, timings: Timings | None = None) -> Json:
    """The result in the form of `yusuan.result/1`."""
    times = timings or Timings()
    report = document.report
    return {
        "schema": SCHEMA,
        "document_id": identity.document_id,
        "revision": identity.revision,
        "sha256": identity.sha256,
        "filename": identity.filename,
        "media_type": document.media_type,
        "pages": document.pages,
        "reader": document.reader.value,
        "report": {
            "type": report.type.value,
            "title": report.title,
            "organization": report.organization,
            "year": report.year,
            "year_source": report.year_source,
        },
        "contents": list(document.contents),
        "sections": [_section_to_json(s) for s in document.sections],
        "tables": [table_to_json(t) for t in document.tables],
        "forms": [_form_to_json(f) for f in document.forms],
        "findings": [finding_to_json(f) for f in document.findings],
        "checks": _checks_to_json(document.checks),
        "blank_pages": list(document.blank_pages),
        "blank_table_numbers": list(document.blank_table_numbers),
        "timings_ms": {"read": times.read, "reconstruct": times.reconstruct, "validate": times.validate},
    }


def document_from_json(data: Json) -> tuple[Document, Identity, Timings]:
    """The inverse of `document_to_json`. Raises `UnknownSchemaError`, `KeyError` or `ValueError`."""
    if data.get("schema") != SCHEMA:
        raise UnknownSchemaError(f"this code reads {SCHEMA}, the result is {data.get('schema')!r}")
    report = data["report"]
    document = Document(
        reader=Reader(data["reader"]),
        media_type=data["media_type"],
        pages=data["pages"],
        report=Report(
            type=ReportType(report["type"]),
            title=report["title"],
            organization=report["organization"],
            year=report["year"],
            year_source=report["year_source"],
        ),
        contents=tuple(data["contents"]),
        sections=tuple(_section_from_json(s) for s in data["sections"]),
        tables=tuple(table_from_json(t) for t in data["tables"]),
        forms=tuple(_form_from_json(f) for f in data["forms"]),
        findings=tuple(finding_from_json(f) for f in data["findings"]),
        checks=_checks_from_json(data["checks"]),
        blank_pages=tuple(data.get("blank_pages", ())),
        blank_table_numbers=tuple(data.get("blank_table_numbers", ())),
    )
    identity = Identity(
        document_id=data["document_id"],
        revision=data["revision"],
        sha256=data["sha256"],
        filename=data["filename"],
    )
    return document, identity, Timings(**data["timings_ms"])


def _checks_to_json(checks: Checks) -> Json:
    return {
        "passed": checks.passed,
        "failed": checks.failed,
        "not_evaluated": checks.not_evaluated,
        "rules": [
            {
                "rule": r.rule,
                "passed": r.passed,
                "failed": r.failed,
                "not_evaluated": r.not_evaluated,
                "reasons": list(r.reasons),
                "setting": r.setting,
            }
            for r in checks.rules
        ],
    }


def _checks_from_json(data: Json) -> Checks:
    rules = tuple(RuleCheck(**{**r, "reasons": tuple(r["reasons"])}) for r in data.get("rules", ()))
    return Checks(**{**data, "rules": rules})


def table_to_json(table: Table) -> Json:
    return {
        "id": table.id,
        "number": table.number,
        "title": table.title,
        "kind": table.kind,
        "unit": table.unit,
        "unit_source": table.unit_source.value if table.unit_source else None,
        "organization": table.organization,
        "year": table.year,
        "pages": list(table.pages),
        **place_to_json(table.place),
        "columns": [{"path": list(c.path), "role": c.role.value, "key": c.key} for c in table.columns],
        "rows": [
            {
                "kind": r.kind.value,
                "level": r.level,
                "parent": r.parent,
                "code": r.code,
                "cells": [_cell_to_json(c) for c in r.cells],
            }
            for r in table.rows
        ],
        "notes": list(table.notes),
        "repairs": [_repair_to_json(r) for r in table.repairs],
    }


def table_from_json(data: Json) -> Table:
    return Table(
        id=data["id"],
        number=data["number"],
        title=data["title"],
        kind=data["kind"],
        unit=data["unit"],
        unit_source=UnitSource(data["unit_source"]) if data["unit_source"] else None,
        organization=data["organization"],
        year=data["year"],
        pages=tuple(data["pages"]),
        place=place_from_json(data),
        columns=tuple(Column(path=tuple(c["path"]), role=Role(c["role"]), key=c["key"]) for c in data["columns"]),
        rows=tuple(
            Row(
                kind=RowKind(r["kind"]),
                level=r["level"],
                parent=r["parent"],
                code=r["code"],
                cells=tuple(_cell_from_json(c) for c in r["cells"]),
            )
            for r in data["rows"]
        ),
        notes=tuple(data["notes"]),
        repairs=tuple(_repair_from_json(r) for r in data["repairs"]),
    )


def finding_to_json(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "rule": finding.rule,
        "message": finding.message,
        "message_en": finding.message_en,
        "table": finding.table,
        "table_title": finding.table_title,
        "form": finding.form,
        "field": finding.field,
        "where": finding.where,
        "cells": [{"table": c.table, "row": c.row, "column": c.column} for c in finding.cells],
        "expected": finding.expected,
        "actual": finding.actual,
        "delta": _number(finding.delta),
        "tolerance": _number(finding.tolerance),
        "document_id": finding.document_id,
        "page": finding.page,
        "line": finding.line,
        "proposal": finding.proposal,
    }


def finding_from_json(data: Json) -> Finding:
    return Finding(
        code=data["code"],
        severity=Severity(data["severity"]),
        rule=data["rule"],
        message=data["message"],
        message_en=data.get("message_en", ""),
        table=data["table"],
        table_title=data["table_title"],
        form=data["form"],
        field=data["field"],
        where=data["where"],
        cells=tuple(CellRef(**c) for c in data["cells"]),
        expected=data["expected"],
        actual=data["actual"],
        delta=_decimal(data["delta"]),
        tolerance=_decimal(data["tolerance"]),
        document_id=data["document_id"],
        page=data.get("page"),
        line=data.get("line"),
        proposal=data.get("proposal"),
    )


def _cell_to_json(cell: Cell) -> Json:
    return {
        "text": cell.text,
        "value": _number(cell.value),
        "raw": list(cell.raw),
        **place_to_json(cell.place),
        "confidence": cell.confidence,
        "repairs": [_repair_to_json(r) for r in cell.repairs],
    }


def _cell_from_json(data: Json) -> Cell:
    return Cell(
        text=data["text"],
        value=_decimal(data["value"]),
        raw=tuple(data["raw"]),
        place=place_from_json(data),
        confidence=data["confidence"],
        repairs=tuple(_repair_from_json(r) for r in data["repairs"]),
    )


def _form_to_json(form: Form) -> Json:
    return {
        "id": form.id,
        "title": form.title,
        **place_to_json(form.place),
        "fields": {name: _cell_to_json(cell) for name, cell in form.fields},
    }


def _form_from_json(data: Json) -> Form:
    return Form(
        id=data["id"],
        title=data["title"],
        place=place_from_json(data),
        fields=tuple((name, _cell_from_json(cell)) for name, cell in data["fields"].items()),
    )


def _section_to_json(section: Section) -> Json:
    return {
        "title": section.title,
        "level": section.level,
        **place_to_json(section.place),
        "text": section.text,
        "paragraphs": [_paragraph_to_json(p) for p in section.paragraphs],
    }


def _section_from_json(data: Json) -> Section:
    return Section(
        title=data["title"],
        level=data["level"],
        place=place_from_json(data),
        paragraphs=tuple(_paragraph_from_json(p) for p in data["paragraphs"]),
    )


def _paragraph_to_json(paragraph: Paragraph) -> Json:
    lines = [{"start": start, **place_to_json(place)} for start, place in paragraph.lines]
    return {"text": paragraph.text, **place_to_json(paragraph.place), **({"lines": lines} if lines else {})}


def _paragraph_from_json(data: Json) -> Paragraph:
    return Paragraph(
        text=data["text"],
        place=place_from_json(data),
        lines=tuple((line["start"], place_from_json(line)) for line in data.get("lines", ())),
    )


def _repair_to_json(repair: Repair) -> Json:
    return {"code": repair.code, "from": repair.before, "to": repair.after, "why": repair.why}


def _repair_from_json(data: Json) -> Repair:
    return Repair(code=data["code"], before=data["from"], after=data["to"], why=data["why"])


def _number(value: Decimal | None) -> str | None:
    return format(value, "f") if value is not None else None


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text is not None else None
