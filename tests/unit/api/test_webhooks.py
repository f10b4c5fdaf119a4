"""Webhooks: signatures by the reference library, retries, disabling, replay, and addresses that are refused."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from standardwebhooks import Webhook

from shared import webhook_delivery
from shared.upkeep import deliver_webhooks
from shared.webhook_delivery import ForbiddenAddressError, check_url, is_public


@dataclass
class Receiver:
    """A web server that keeps what it gets and answers with what it is told."""

    status: int = 200
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    url: str = ""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(kept.status)
            for name, value in kept.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield kept
    server.shutdown()
    server.server_close()


@pytest.fixture
def hook(harness: Any, receiver: Receiver) -> dict[str, Any]:
    vars(harness.client.app.state.gateway.settings)["webhooks_allow_private"] = True
    made = harness.post("/v1/webhooks", json={"url": receiver.url})
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


def _deliver(harness: Any) -> int:
    return deliver_webhooks(harness.ports, allow_private=True)


def _later(monkeypatch: pytest.MonkeyPatch, harness: Any, step: timedelta) -> None:
    now = harness.ports.clock.now() + step
    monkeypatch.setattr(harness.ports.clock, "now", lambda: now)


def test_the_reference_library_verifies_what_is_sent(harness: Any, receiver: Receiver, hook: dict[str, Any]) -> None:
    document_id = harness.published()
    assert _deliver(harness) == 1
    ((headers, body),) = receiver.got
    event = Webhook(hook["secret"]).verify(body, headers)
    assert event["subject"] == document_id
    assert event["type"] == "yusuan.document.published.v1"
    assert event["id"] == headers["webhook-id"]
    assert event["data"]["revision"] == 1
    assert headers["content-type"].startswith("application/cloudevents+json")
    assert _deliver(harness) == 0
    (delivery,) = harness.get(f"/v1/webhooks/{hook['webhook_id']}/deliveries").json()["items"]
    assert (delivery["state"], delivery["last_status"], delivery["attempts"]) == ("delivered", 200, 1)
    with pytest.raises(Exception, match="signature"):
        Webhook(webhook_delivery.new_secret()).verify(body, headers)


def test_another_departments_events_are_not_sent(harness: Any, receiver: Receiver, hook: dict[str, Any]) -> None:
    harness.published(who="b")
    assert _deliver(harness) == 0
    assert receiver.got == []


def test_failures_are_tried_again_later(
    harness: Any, receiver: Receiver, hook: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.status = 500
    harness.published()
    assert (_deliver(harness), _deliver(harness)) == (1, 0)
    receiver.status = 204
    _later(monkeypatch, harness, timedelta(seconds=6))
    assert _deliver(harness) == 1
    ids = {headers["webhook-id"] for headers, _ in receiver.got}
    assert len(receiver.got) == 2
    assert len(ids) == 1


def test_it_gives_up_after_a_day_and_can_be_replayed(
    harness: Any, receiver: Receiver, hook: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.status = 503
    harness.published()
    for _ in range(11):
        assert _deliver(harness) == 1
        _later(monkeypatch, harness, timedelta(hours=13))
    assert _deliver(harness) == 0
    path = f"/v1/webhooks/{hook['webhook_id']}/deliveries"
    (delivery,) = harness.get(path).json()["items"]
    assert (delivery["state"], delivery["attempts"]) == ("failed", 11)
    receiver.status = 200
    assert harness.post(f"{path}/{delivery['delivery_id']}/replay").status_code == 202
    assert _deliver(harness) == 1
    assert harness.get(path).json()["items"][0]["state"] == "delivered"


def test_410_disables(harness: Any, receiver: Receiver, hook: dict[str, Any]) -> None:
    receiver.status = 410
    harness.published()
    _deliver(harness)
    path = f"/v1/webhooks/{hook['webhook_id']}"
    assert harness.get(path).json()["enabled"] is False
    harness.published("2.pdf", "a", b"%PDF-1.4 2\n%%EOF")
    assert _deliver(harness) == 0
    receiver.status = 200
    again = harness.client.patch(path, json={"enabled": True}, headers=harness.auth())
    assert (again.json()["enabled"], again.json()["disabled_reason"]) == (True, None)
    assert _deliver(harness) == 1


def test_redirects_are_not_followed(harness: Any, receiver: Receiver, hook: dict[str, Any]) -> None:
    receiver.status, receiver.headers = 302, {"Location": receiver.url + "2"}
    harness.published()
    _deliver(harness)
    assert len(receiver.got) == 1
    (delivery,) = harness.get(f"/v1/webhooks/{hook['webhook_id']}/deliveries").json()["items"]
    assert (delivery["state"], delivery["last_status"]) == ("pending", 302)


def test_both_secrets_sign_while_rotating(harness: Any, receiver: Receiver, hook: dict[str, Any]) -> None:
    fresh = harness.post(f"/v1/webhooks/{hook['webhook_id']}/rotate-secret").json()["secret"]
    harness.published()
    _deliver(harness)
    ((headers, body),) = receiver.got
    for secret in (hook["secret"], fresh):
        assert Webhook(secret).verify(body, headers)["specversion"] == "1.0"
    assert json.loads(body)["datacontenttype"] == "application/json"


def test_only_the_wanted_events(harness: Any, receiver: Receiver, hook: dict[str, Any]) -> None:
    harness.client.patch(f"/v1/webhooks/{hook['webhook_id']}", json={"events": ["deleted"]}, headers=harness.auth())
    document_id = harness.published()
    harness.client.delete(f"/v1/documents/{document_id}", headers=harness.auth())
    _deliver(harness)
    assert [json.loads(body)["type"] for _, body in receiver.got] == ["yusuan.document.deleted.v1"]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost:8000/", "http://[::1]/", "http://10.0.0.8/", "http://192.168.1.1/x",
        "http://169.254.169.254/latest/meta-data", "http://0.0.0.0/", "http://[::ffff:127.0.0.1]/", "http://2130706433/",
        "http://0x7f.1/", "http://[fe80::1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
        "ftp://example.org/", "file:///etc/passwd", "http://user:pw@example.org/", "http://", "no url", "http://[bad/",
        "https://exa mple.org/", "http://224.0.0.1/", "http://100.64.0.1/", "http://8.8.8.8:0/",
    ],
)  # fmt: skip
def test_addresses_inside_are_refused(harness: Any, url: str) -> None:
    answer = harness.post("/v1/webhooks", json={"url": url})
    assert (answer.status_code, answer.json()["code"]) == (422, "forbidden_address")


def test_a_name_that_turns_to_an_inner_address_is_refused_at_delivery(
    harness: Any, receiver: Receiver, hook: dict[str, Any]
) -> None:
    """The subscription was made when the name was public (here: while private addresses were allowed)."""
    harness.published()
    assert deliver_webhooks(harness.ports, allow_private=False) == 1
    assert receiver.got == []
    (delivery,) = harness.get(f"/v1/webhooks/{hook['webhook_id']}/deliveries").json()["items"]
    assert "not public" in delivery["last_error"]


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is public at the first look-up and private at the second: what is connected to is checked itself."""
    answers = iter(["93.184.216.34", "127.0.0.1"])

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        return [(2, 1, 6, "", (next(answers), port))]

    monkeypatch.setattr("socket.getaddrinfo", resolve)
    check_url("http://rebind.example/")
    with pytest.raises(ForbiddenAddressError):
        webhook_delivery._Guard(allow_private=False).connect_tcp("rebind.example", 80)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "8.8.8.8"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)
