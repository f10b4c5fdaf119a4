"""The OpenAPI file: FastAPI's, with the result's schema among its components, where generators of clients look."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from shared.result_schema import result_schema

_HERE, _THERE = "#/$defs/", "#/components/schemas/Result"
RESULT = {"$ref": _THERE}


def install(app: FastAPI) -> None:
    """Have the application describe itself so. The file is made once, as FastAPI's own is."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        found = plain()
        schemas = found.setdefault("components", {}).setdefault("schemas", {})
        if "Result" not in schemas:
            schemas.update(_result_schemas())
        return found

    app.openapi = openapi  # type: ignore[method-assign]


def _result_schemas() -> dict[str, Any]:
    """`Result`, and `ResultTable`, `ResultCell`, …: what the schema by itself keeps under `$defs`."""
    whole = result_schema()
    parts = {f"Result{_title(name)}": schema for name, schema in whole.pop("$defs").items()}
    whole.pop("$schema", None)
    whole.pop("$id", None)
    whole["title"] = "Result"  # generators of clients make a class name of it
    return {name: _moved(schema) for name, schema in {"Result": whole, **parts}.items()}


def _moved(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {key: _reference(value) if key == "$ref" else _moved(value) for key, value in schema.items()}
    return [_moved(item) for item in schema] if isinstance(schema, list) else schema


def _reference(target: str) -> str:
    return _THERE + _title(target.removeprefix(_HERE)) if target.startswith(_HERE) else target


def _title(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))
