"""Tokens of an OpenID Connect issuer."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from services.api import oidc

_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def issuer(harness: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    vars(harness.client.app.state.gateway.settings).update(
        oidc_issuer="https://id.example", oidc_jwks_url="https://id.example/jwks"
    )
    keys = SimpleNamespace(get_signing_key_from_jwt=lambda token: SimpleNamespace(key=_KEY.public_key()))
    monkeypatch.setattr(oidc, "_keys_of", lambda url: keys)
    return harness


def _token(key: Any = _KEY, **more: Any) -> dict[str, str]:
    now = datetime.now(UTC)
    claims = {
        "iss": "https://id.example", "aud": "yusuan", "sub": "u1", "iat": now, "exp": now + timedelta(minutes=5),
        "department": "department a", **more,
    }  # fmt: skip
    return {"Authorization": f"Bearer {jwt.encode(claims, key, algorithm='RS256')}"}


def test_a_good_token_sees_its_department(issuer: Any) -> None:
    document_id = issuer.published()
    assert issuer.client.get(f"/v1/documents/{document_id}", headers=_token()).status_code == 200
    assert (
        issuer.client.get(f"/v1/documents/{document_id}", headers=_token(department="department b")).status_code == 404
    )
    assert issuer.client.get("/v1/admin/queues", headers=_token()).status_code == 403
    assert issuer.client.get("/v1/admin/queues", headers=_token(yusuan_admin=True)).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://other.example"},
        {"aud": "another"},
        {"exp": datetime(2020, 1, 1, tzinfo=UTC)},
        {"department": "unknown"},
        {"department": ["department a"]},
        {"key": _OTHER},
    ],
)
def test_any_other_token_is_refused(issuer: Any, wrong: dict[str, Any]) -> None:
    assert issuer.client.get("/v1/documents", headers=_token(**wrong)).status_code == 401


def test_scopes_of_the_token_hold(issuer: Any) -> None:
    answer = issuer.client.post("/v1/uploads", json={"filename": "x"}, headers=_token(scope="openid read"))
    assert answer.status_code == 403


def test_unsigned_tokens_and_no_issuer(issuer: Any) -> None:
    unsigned = jwt.encode({"sub": "x"}, None, algorithm="none")  # type: ignore[arg-type]
    assert issuer.client.get("/v1/documents", headers={"Authorization": f"Bearer {unsigned}"}).status_code == 401
    vars(issuer.client.app.state.gateway.settings)["oidc_issuer"] = None
    assert issuer.client.get("/v1/documents", headers=_token()).status_code == 401


class _Issuer(BaseHTTPRequestHandler):
    """An issuer's JWKS endpoint; says which key it publishes."""

    def do_GET(self) -> None:
        numbers = json.loads(RSAAlgorithm.to_jwk(_KEY.public_key()))
        body = json.dumps({"keys": [{**numbers, "kid": "k1", "use": "sig", "alg": "RS256"}]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Silence."""


def test_keys_are_fetched_from_the_issuer(harness: Any) -> None:
    """Over HTTP, as in life: the token names the key, the issuer publishes it."""
    server = HTTPServer(("127.0.0.1", 0), _Issuer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        settings = harness.client.app.state.gateway.settings
        vars(settings).update(oidc_issuer=url, oidc_jwks_url=f"{url}/jwks")
        now = datetime.now(UTC)
        claims = {"iss": url, "aud": "yusuan", "sub": "u1", "iat": now, "exp": now + timedelta(minutes=5)}

        def status(key: Any, kid: str) -> int:
            token = jwt.encode({**claims, "department": "department a"}, key, algorithm="RS256", headers={"kid": kid})
            answer = harness.client.get("/v1/documents", headers={"Authorization": f"Bearer {token}"})
            return int(answer.status_code)

        assert [status(_KEY, "k1"), status(_OTHER, "k1"), status(_KEY, "unknown")] == [200, 401, 401]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    vars(settings).update(oidc_jwks_url=f"{url}/gone")
    assert status(_KEY, "k1") == 401  # an issuer that is away lets nobody in
