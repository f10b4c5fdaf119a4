"""Tokens of an OpenID Connect issuer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

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
