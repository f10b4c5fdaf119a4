"""The JSON Schema (2020-12) of `yusuan.result/1`: what `/v1/schema/result` and `yusuan schema` publish.

Enumerations are read off the model, so that the two cannot drift apart; `tests/unit/exports` checks written results
against it. Additions to results are free within a version, so unknown properties are allowed everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from shared.model.document import SCHEMA, ReportType
from shared.model.finding import FINDING_CODES, Severity
from shared.model.page import Reader
from shared.model.table import Role, RowKind, UnitSource

Json = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Json = {"type": "string"}
_COUNT: Json = {"type": "integer", "minimum": 0}
_PAGE: Json = {"type": ["integer", "null"], "minimum": 1, "description": "page of the input, from 1"}
_LINE: Json = {"type": ["integer", "null"], "minimum": 1, "description": "line of a text input, from 1"}
_DECIMAL: Json = {"type": ["string", "null"], "pattern": r"^-?\d+(\.\d+)?$", "description": "decimal as text"}
_BOX: Json = {
    "type": ["array", "null"],
    "items": {"type": "number"},
    "minItems": 4,
    "maxItems": 4,
    "description": "x0, top, x1, bottom in PDF points, origin top-left",
}
_PLACE: Json = {"page": _PAGE, "bbox": _BOX, "line": _LINE}


def result_schema() -> Json:
    """The schema of a whole result."""
    schema = _object(
        {
            "schema": {"const": SCHEMA},
            "document_id": {"type": ["string", "null"], "description": "ULID; null when made by `yusuan process`"},
            "revision": {"type": "integer", "minimum": 1},
            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "filename": _TEXT,
            "media_type": _TEXT,
            "pages": {"type": ["integer", "null"], "minimum": 0, "description": "null for text input"},
            "reader": _enum(Reader),
            "report": _report(),
            "contents": _list(_TEXT),
            "sections": _list({"$ref": "#/$defs/section"}),
            "tables": _list({"$ref": "#/$defs/table"}),
            "forms": _list({"$ref": "#/$defs/form"}),
            "findings": _list({"$ref": "#/$defs/finding"}),
            "checks": _object({"passed": _COUNT, "failed": _COUNT, "not_evaluated": _COUNT}),
            "blank_pages": _list({"type": "integer", "minimum": 1}),
            "blank_table_numbers": _list(_TEXT),
            "timings_ms": _object({"read": _COUNT, "reconstruct": _COUNT, "validate": _COUNT}),
        },
        optional=("blank_pages", "blank_table_numbers"),
    )
    return {
        "$schema": DIALECT,
        "$id": f"urn:{SCHEMA.replace('/', ':')}",
        "title": SCHEMA,
        "description": "A budget report as yusuan read, rebuilt and checked it.",
        **schema,
        "$defs": {
            "table": _table(),
            "column": _column(),
            "row": _row(),
            "cell": _cell(),
            "form": _form(),
            "section": _section(),
            "finding": _finding(),
            "repair": _object({"code": _TEXT, "from": _TEXT, "to": _TEXT, "why": _TEXT}),
        },
    }


def _report() -> Json:
    return _object(
        {
            "type": _enum(ReportType),
            "title": _nullable(_TEXT),
            "organization": _nullable(_TEXT),
            "year": {"type": ["integer", "null"]},
            "year_source": {"enum": ["printed", "inferred", None]},
        }
    )


def _table() -> Json:
    return _object(
        {
            "id": _TEXT,
            "number": _nullable(_TEXT),
            "title": _TEXT,
            "kind": _nullable(_TEXT),
            "unit": _nullable(_TEXT),
            "unit_source": {"enum": [*(u.value for u in UnitSource), None]},
            "organization": _nullable(_TEXT),
            "year": {"type": ["integer", "null"]},
            "pages": _list({"type": "integer", "minimum": 1}),
            **_PLACE,
            "columns": _list({"$ref": "#/$defs/column"}),
            "rows": _list({"$ref": "#/$defs/row"}),
            "notes": _list(_TEXT),
            "repairs": _list({"$ref": "#/$defs/repair"}),
        }
    )


def _column() -> Json:
    path = {**_list(_TEXT), "description": "head texts, outermost first; [] in a table without a head"}
    return _object({"path": path, "role": _enum(Role), "key": _nullable(_TEXT)})


def _row() -> Json:
    return _object(
        {
            "kind": _enum(RowKind),
            "level": _COUNT,
            "parent": {"type": ["integer", "null"], "minimum": 0, "description": "index of a row of this table"},
            "code": _nullable(_TEXT),
            "cells": {**_list({"$ref": "#/$defs/cell"}), "description": "one for each column"},
        }
    )


def _cell() -> Json:
    return _object(
        {
            "text": {**_TEXT, "description": "as a careful person would write it"},
            "value": {**_DECIMAL, "description": "the number in the table's unit; null where it is none"},
            "raw": {**_list(_TEXT), "description": "the fragments as they were read"},
            **_PLACE,
            "confidence": {"type": "number", "minimum": 0, "maximum": 1},
            "repairs": _list({"$ref": "#/$defs/repair"}),
        }
    )


def _form() -> Json:
    return _object(
        {
            "id": _TEXT,
            "title": _TEXT,
            **_PLACE,
            "fields": {"type": "object", "additionalProperties": {"$ref": "#/$defs/cell"}},
        }
    )


def _section() -> Json:
    return _object(
        {
            "title": _TEXT,
            "level": {"type": "integer", "minimum": 1},
            **_PLACE,
            "text": _TEXT,
            "paragraphs": _list(_object({"text": _TEXT, **_PLACE})),
        },
        optional=("paragraphs",),
    )


def _finding() -> Json:
    cell = _object({"table": _TEXT, "row": _COUNT, "column": _COUNT})
    return _object(
        {
            "code": {"enum": sorted(FINDING_CODES)},
            "severity": _enum(Severity),
            "rule": _TEXT,
            "message": _TEXT,
            "message_en": _TEXT,
            "table": _nullable(_TEXT),
            "table_title": _nullable(_TEXT),
            "form": _nullable(_TEXT),
            "field": _nullable(_TEXT),
            "where": _TEXT,
            "cells": _list(cell),
            "expected": _nullable(_TEXT),
            "actual": _nullable(_TEXT),
            "delta": _DECIMAL,
            "tolerance": _DECIMAL,
            "document_id": _nullable(_TEXT),
            "page": _PAGE,
            "line": _LINE,
            "proposal": _nullable(_TEXT),
        },
        optional=("message_en", "page", "line", "proposal"),
    )


def _object(properties: Mapping[str, Json], *, optional: tuple[str, ...] = ()) -> Json:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": dict(properties), "required": required}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


def _enum(values: type[StrEnum]) -> Json:
    return {"enum": [v.value for v in values]}


def _nullable(schema: Json) -> Json:
    return {**schema, "type": [schema["type"], "null"]}
