"""The OpenAPI file: complete, true, and taken at its word by schemathesis."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings

from services.api.problems import PROBLEMS

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
