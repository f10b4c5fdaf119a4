"""JSON of the model: `yusuan.result/1` for documents, a compact private form for what readers give.

Decimals are written as strings, boxes as four numbers, enums by value. A result of a newer schema is refused
(`UnknownSchemaError`), as is one that lacks what the schema requires: no half-read document ever goes on.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from shared.model.document import SCHEMA, Document, Identity, Paragraph, Report, ReportType, Section, Timings
from shared.model.finding import CellRef, Checks, Finding, RuleCheck, Severity
from shared.model.page import (
    NOWHERE,
    Block,
    Box,
    Fill,
    Fragment,
    Grid,
    GridCell,
    GridSource,
    Legibility,
    Line,
    PageContent,
    Place,
    Reader,
    Rule,
    Source,
    Word,
)
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
        **_place_to_json(table.place),
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
        place=_place_from_json(data),
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
        **_place_to_json(cell.place),
        "confidence": cell.confidence,
        "repairs": [_repair_to_json(r) for r in cell.repairs],
    }


def _cell_from_json(data: Json) -> Cell:
    return Cell(
        text=data["text"],
        value=_decimal(data["value"]),
        raw=tuple(data["raw"]),
        place=_place_from_json(data),
        confidence=data["confidence"],
        repairs=tuple(_repair_from_json(r) for r in data["repairs"]),
    )


def _form_to_json(form: Form) -> Json:
    return {
        "id": form.id,
        "title": form.title,
        **_place_to_json(form.place),
        "fields": {name: _cell_to_json(cell) for name, cell in form.fields},
    }


def _form_from_json(data: Json) -> Form:
    return Form(
        id=data["id"],
        title=data["title"],
        place=_place_from_json(data),
        fields=tuple((name, _cell_from_json(cell)) for name, cell in data["fields"].items()),
    )


def _section_to_json(section: Section) -> Json:
    return {
        "title": section.title,
        "level": section.level,
        **_place_to_json(section.place),
        "text": section.text,
        "paragraphs": [_paragraph_to_json(p) for p in section.paragraphs],
    }


def _section_from_json(data: Json) -> Section:
    return Section(
        title=data["title"],
        level=data["level"],
        place=_place_from_json(data),
        paragraphs=tuple(_paragraph_from_json(p) for p in data["paragraphs"]),
    )


def _paragraph_to_json(paragraph: Paragraph) -> Json:
    lines = [{"start": start, **_place_to_json(place)} for start, place in paragraph.lines]
    return {"text": paragraph.text, **_place_to_json(paragraph.place), **({"lines": lines} if lines else {})}


def _paragraph_from_json(data: Json) -> Paragraph:
    return Paragraph(
        text=data["text"],
        place=_place_from_json(data),
        lines=tuple((line["start"], _place_from_json(line)) for line in data.get("lines", ())),
    )


def _repair_to_json(repair: Repair) -> Json:
    return {"code": repair.code, "from": repair.before, "to": repair.after, "why": repair.why}


def _repair_from_json(data: Json) -> Repair:
    return Repair(code=data["code"], before=data["from"], after=data["to"], why=data["why"])


def _place_to_json(place: Place) -> Json:
    return {"page": place.page, "bbox": _box_to_json(place.box), "line": place.line}


def _place_from_json(data: Json) -> Place:
    bbox = data.get("bbox")
    if data.get("page") is None and bbox is None and data.get("line") is None:
        return NOWHERE
    return Place(page=data.get("page"), box=Box(*bbox) if bbox else None, line=data.get("line"))


def _box_to_json(box: Box | None) -> list[float] | None:
    return [round(v, 2) for v in box] if box is not None else None


def _number(value: Decimal | None) -> str | None:
    return format(value, "f") if value is not None else None


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text is not None else None


# ---------------------------------------------------------------- sources (private to yusuan, arrays to stay small)


def source_to_json(source: Source) -> Json:
    """What a reader gave, compact: it is stored between the extract and the reconstruct stage."""
    return {
        "reader": source.reader.value,
        "media_type": source.media_type,
        "paged": source.paged,
        "pages": [page_to_json(p) for p in source.pages],
    }


def source_from_json(data: Json) -> Source:
    return Source(
        reader=Reader(data["reader"]),
        media_type=data["media_type"],
        paged=data["paged"],
        pages=tuple(page_from_json(p) for p in data["pages"]),
    )


def page_to_json(page: PageContent) -> Json:
    return {
        "number": page.number,
        "size": [page.width, page.height],
        "legibility": page.legibility.value,
        "notes": list(page.notes),
        "words": [
            [w.text, *map(_short, w.box), w.size, w.confidence, w.second_reading, [*map(_short, w.char_x)], w.joints]
            for w in page.words
        ],
        "rules": [[*map(_short, r.box), r.horizontal, r.dashed] for r in page.rules],
        "fills": [[*map(_short, f.box), f.grey] for f in page.fills],
        "blocks": [_block_to_json(b) for b in page.blocks],
    }


def page_from_json(data: Json) -> PageContent:
    return PageContent(
        number=data["number"],
        width=data["size"][0],
        height=data["size"][1],
        legibility=Legibility(data["legibility"]),
        notes=tuple(data["notes"]),
        words=tuple(
            Word(
                text=w[0],
                box=Box(*w[1:5]),
                size=w[5],
                confidence=w[6],
                second_reading=w[7],
                char_x=tuple(w[8]),
                joints=None if w[9] is None else tuple(w[9]),
            )
            for w in data["words"]
        ),
        rules=tuple(Rule(box=Box(*r[:4]), horizontal=r[4], dashed=r[5]) for r in data["rules"]),
        fills=tuple(Fill(box=Box(*f[:4]), grey=f[4]) for f in data["fills"]),
        blocks=tuple(_block_from_json(b) for b in data["blocks"]),
    )


def _short(value: float) -> float:
    return round(value, 2)


def _block_to_json(block: Block) -> Json:
    if isinstance(block, Line):
        return {
            "text": [_fragment_to_json(f) for f in block.fragments],
            "size": block.size,
            "heading": block.heading,
            **_place_to_json(block.place),
        }
    return {
        "grid": [
            {
                "at": [c.row, c.col, c.row_span, c.col_span],
                "fragments": [_fragment_to_json(f) for f in c.fragments],
                "display": c.display,
                **_place_to_json(c.place),
            }
            for c in block.cells
        ],
        "shape": [block.rows, block.cols],
        "source": block.source.value,
        "head_rows": block.head_rows,
        "caption": block.caption,
        **_place_to_json(block.place),
    }


def _block_from_json(data: Json) -> Block:
    if "text" in data:
        return Line(
            fragments=tuple(_fragment_from_json(f) for f in data["text"]),
            size=data["size"],
            heading=data["heading"],
            place=_place_from_json(data),
        )
    return Grid(
        cells=tuple(
            GridCell(
                row=c["at"][0],
                col=c["at"][1],
                row_span=c["at"][2],
                col_span=c["at"][3],
                fragments=tuple(_fragment_from_json(f) for f in c["fragments"]),
                display=c["display"],
                place=_place_from_json(c),
            )
            for c in data["grid"]
        ),
        rows=data["shape"][0],
        cols=data["shape"][1],
        source=GridSource(data["source"]),
        head_rows=data["head_rows"],
        caption=data["caption"],
        place=_place_from_json(data),
    )


def _fragment_to_json(fragment: Fragment) -> list[Any]:
    place = fragment.place
    return [
        fragment.text,
        place.page,
        _box_to_json(place.box),
        place.line,
        fragment.confidence,
        fragment.second_reading,
    ]


def _fragment_from_json(data: list[Any]) -> Fragment:
    text, page, box, line, confidence, second = data
    return Fragment(
        text=text,
        place=Place(page=page, box=Box(*box) if box else None, line=line),
        confidence=confidence,
        second_reading=second,
    )
