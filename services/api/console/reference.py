"""/docs: the API's description as a page of our own: nothing is loaded from elsewhere, it works in a closed network."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.api.console.view import render
from services.api.problems import PROBLEMS

router = APIRouter(include_in_schema=False)

TAGS = {
    "documents": "文档",
    "results": "结果",
    "corrections": "改正与审定",
    "uploads": "直传存储",
    "changes": "变更流",
    "facts": "事实数据",
    "webhooks": "Webhook",
    "admin": "管理",
    "health": "健康与指标",
    "schema": "结果的模式",
}


@router.get("/docs")
async def reference(request: Request) -> HTMLResponse:
    """Every call with its parameters, bodies and problems."""
    spec = request.app.openapi()
    groups: dict[str, list[dict[str, Any]]] = {tag: [] for tag in TAGS}
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            tag = operation.get("tags", ["other"])[0]
            groups.setdefault(tag, []).append(_call(method.upper(), path, operation))
    schemas = spec.get("components", {}).get("schemas", {})
    shown = {name: _pretty(schema) for name, schema in sorted(schemas.items()) if name not in _HIDDEN}
    return HTMLResponse(
        render("reference.html", info=spec["info"], groups=groups, tags=TAGS, problems=PROBLEMS, schemas=shown)
    )


_HIDDEN = frozenset({"HTTPValidationError", "ValidationError"})


def _call(method: str, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    responses = operation["responses"]
    return {
        "id": operation["operationId"],
        "method": method,
        "path": path,
        "text": (operation.get("description") or operation.get("summary") or "").split("\n\n"),
        "parameters": [_parameter(p) for p in operation.get("parameters", ())],
        "body": _body(operation.get("requestBody")),
        "answers": [
            (status, response.get("description", ""), _name(response))
            for status, response in responses.items()
            if not (status == "422" and "HTTPValidationError" in json.dumps(response))
        ],
        "open": "security" not in operation,
    }


def _parameter(found: dict[str, Any]) -> dict[str, Any]:
    schema = found.get("schema", {})
    return {
        "name": found["name"],
        "in": found["in"],
        "required": found.get("required", False),
        "type": _type(schema),
        "default": schema.get("default"),
        "text": found.get("description") or schema.get("description") or "",
    }


def _type(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " | ".join(t for t in map(_type, schema["anyOf"]) if t != "null")
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    limits = [f"{sign} {schema[key]}" for key, sign in (("minimum", "≥"), ("maximum", "≤")) if key in schema]
    return " ".join([str(schema.get("type", "")), *limits])


def _body(body: dict[str, Any] | None) -> tuple[str, str] | None:
    if body is None:
        return None
    kind, content = next(iter(body["content"].items()))
    schema = content.get("schema", {})
    named = _type(schema)
    return kind, named if named[:1].isupper() else ""


def _name(response: dict[str, Any]) -> str:
    for content in response.get("content", {}).values():
        named = _type(content.get("schema", {}))
        if named[:1].isupper():
            return named
    return ""


def _pretty(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2)
