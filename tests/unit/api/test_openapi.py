"""The OpenAPI file: complete, true, and taken at its word by schemathesis."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pydantic
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings

from services.api.problems import PROBLEMS
from tests.unit.api.conftest import PDF

_ROOT = Path(__file__).parents[3]
_DOCS = _ROOT / "docs" / "api.md"
#: the calls that make a problem of a code
_MAKERS = frozenset({"ProblemError", "answer", "answer_for", "body_of", "problems", "_refuse"})


def test_every_route_is_described(harness: Any) -> None:
    spec = harness.client.get("/openapi.json").json()
    ids = []
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description") or operation.get("summary"), (method, path)
            ids.append(operation["operationId"])
            if path.startswith("/v1/") and path != "/v1/schema/result":
                assert operation["security"], (method, path)
                assert "application/problem+json" in operation["responses"]["401"]["content"]
    assert len(ids) == len(set(ids))


def test_no_request_builds_a_route(harness: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first request is served as the others are: models are read when the application is made."""

    def built(*_: Any, **__: Any) -> None:
        raise AssertionError("a request had to wait for this")

    monkeypatch.setattr(pydantic.TypeAdapter, "__init__", built)
    assert harness.get("/v1/documents").status_code == 200


def test_the_docs_list_every_code_and_every_route(harness: Any) -> None:
    text = _DOCS.read_text()
    assert [code for code in PROBLEMS if f"`{code}`" not in text] == []
    paths = harness.client.get("/openapi.json").json()["paths"]
    assert [path for path in paths if path.removeprefix("/v1") not in text] == []


def _raised(root: Path) -> dict[str, str]:
    """The codes that the source names where it makes a problem, and where."""
    found: dict[str, str] = {}
    for file in root.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in _MAKERS:
                found |= {
                    a.value: file.name
                    for a in node.args
                    if isinstance(a, ast.Constant) and isinstance(a.value, str) and re.fullmatch("[a-z_]+", a.value)
                }
    return found


def test_every_code_in_the_source_is_known_and_the_docs_table_says_what_is_sent() -> None:
    raised = _raised(_ROOT / "services" / "api")
    assert len(raised) > 25
    assert {code: file for code, file in raised.items() if code not in PROBLEMS} == {}
    rows = re.findall(r"^\| `([a-z_]+)` \| (\d{3}) \| (yes|no) \| (.+) \|$", _DOCS.read_text(), re.MULTILINE)
    told = {code: (int(status), again == "yes", text) for code, status, again, text in rows}
    assert {code: told.get(code) for code in PROBLEMS} == PROBLEMS
    assert told.keys() <= PROBLEMS.keys()


def test_every_list_comes_in_pages_of_one_form(harness: Any) -> None:
    """`items` and `next_cursor`; walked one by one it is the same list; a cursor of another one is refused."""
    vars(harness.client.app.state.gateway.settings)["webhooks_allow_private"] = True
    document_id = harness.published()
    etag = harness.get(f"/v1/documents/{document_id}/result").headers["etag"]
    cells = {"cells": [{"table": "t1", "row": 2, "column": 1, "text": "300"}]}
    path = f"/v1/documents/{document_id}/cells"
    assert harness.client.patch(path, json=cells, headers={**harness.auth(), "If-Match": etag}).status_code == 200
    harness.upload("b.pdf", PDF + b"2")
    for number in range(3):
        harness.post("/v1/webhooks", json={"url": f"http://127.0.0.1:{number + 1}/"})
    spec = harness.client.get("/openapi.json").json()
    walked = {}
    for path, methods in spec["paths"].items():
        schema = methods.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        name = schema.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
        if not name.startswith(("Page_", "FindingList")) or "{webhook_id}" in path:
            continue
        path = path.replace("{document_id}", document_id)
        whole = harness.get(path, "admin").json()
        parameters = {p["name"] for p in methods["get"].get("parameters", ())}
        if "limit" not in parameters:  # as many as there are stages or processes
            assert whole["next_cursor"] is None
            continue
        named = "after" if path == "/v1/changes" else "cursor"
        found, cursor = [], None
        while True:
            one = harness.get(path, "admin", limit=1, **({named: cursor} if cursor else {})).json()
            found += one["items"]
            cursor = one["next_cursor"]
            if cursor is None or not one["items"]:
                break
        assert [strip(item) for item in found] == [strip(item) for item in whole["items"]], path
        walked[path] = len(found)
        refused = harness.get(path, "admin", **{named: "bm8"})
        assert (refused.status_code, refused.json()["code"]) == (400, "bad_cursor"), path
    assert len(walked) == 10
    assert min(n for path, n in walked.items() if path not in ("/v1/admin/dead-letters",)) > 0
    assert walked[f"/v1/documents/{document_id}/revisions"] == 2


def strip(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name != "last_used_at"}


def test_no_call_answers_with_a_bare_list(harness: Any) -> None:
    spec = harness.client.get("/openapi.json").json()
    bare = [
        path
        for path, methods in spec["paths"].items()
        for operation in methods.values()
        for answer in operation["responses"].values()
        for content in answer.get("content", {}).values()
        if content.get("schema", {}).get("type") == "array"
    ]
    assert bare == []


@pytest.mark.filterwarnings("ignore")
def test_schemathesis_finds_nothing(harness: Any) -> None:
    """No server error, and no answer that the description does not know, for requests good and bad."""
    document_id = harness.published()
    vars(harness.client.app.state.gateway.settings).update(rate_per_second=1e6, rate_burst=10**6)
    spec = harness.client.get("/openapi.json").json()
    schema = schemathesis.openapi.from_dict(spec)
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=12,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @_given(operation)
        def attempt(case: Any) -> None:
            if case.method != "DELETE" and "document_id" in case.path_parameters:
                case.path_parameters["document_id"] = document_id
            _check(harness, case)

        attempt()


def _given(operation: Any) -> Any:
    from hypothesis import given
    from schemathesis import GenerationMode

    strategies = operation.as_strategy(generation_mode=GenerationMode.POSITIVE) | operation.as_strategy(
        generation_mode=GenerationMode.NEGATIVE
    )
    return given(case=strategies)


def _check(harness: Any, case: Any) -> None:
    sent = case.as_transport_kwargs(base_url="http://testserver", headers=harness.auth("admin"))
    wanted = ("params", "headers", "json", "data", "content", "files")
    more = {name: sent[name] for name in wanted if sent.get(name) is not None}
    try:
        answer = harness.client.request(sent["method"], sent["url"], **more)
    except (UnicodeError, ValueError, TypeError):  # what no HTTP client can send
        return
    told = f"{case.method} {case.path}: {answer.status_code} {answer.text[:300]}"
    assert answer.status_code != 500, told
    if answer.status_code >= 400 and answer.status_code != 503:
        assert answer.headers["content-type"] == "application/problem+json", told
        assert answer.json()["code"] in PROBLEMS, told
    documented = case.operation.definition.raw["responses"]
    assert str(answer.status_code) in documented or answer.status_code in (405, 404, 400, 413, 501), told


def test_the_page_of_the_api_loads_nothing_from_elsewhere(harness: Any) -> None:
    page = harness.client.get("/docs")
    assert page.status_code == 200
    assert "/v1/documents/{document_id}/result" in page.text
    assert 'src="http' not in page.text
    assert 'href="http' not in page.text
