"""Pages of other origins may call the gateway only where the installation names them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from services.api.settings import GatewaySettings
from tests.unit.api.conftest import make_harness

PAGE = "https://portal.example"


@pytest.fixture
def opened(settings: GatewaySettings) -> Iterator[Any]:
    yield from make_harness(settings.model_copy(update={"cors_origins": f"{PAGE}, https://other.example"}))


def asked(harness: Any, origin: str) -> Any:
    headers = {"Origin": origin, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "x"}
    return harness.client.request("OPTIONS", "/v1/documents", headers=headers)


def test_a_named_origin_may_ask_and_read_what_it_needs(opened: Any) -> None:
    assert asked(opened, PAGE).headers["access-control-allow-origin"] == PAGE
    answer = opened.get("/v1/documents", headers={"Origin": PAGE})
    assert answer.status_code == 200
    assert "ETag" in answer.headers["access-control-expose-headers"]


def test_another_origin_may_not(opened: Any) -> None:
    assert "access-control-allow-origin" not in asked(opened, "https://evil.example").headers


def test_by_default_no_origin_may(harness: Any) -> None:
    assert "access-control-allow-origin" not in asked(harness, PAGE).headers
