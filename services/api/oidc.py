"""Bearer tokens of an OpenID Connect issuer, where one is configured."""

from __future__ import annotations

from functools import lru_cache

import jwt

from services.api.security import SCOPES, Principal
from services.api.settings import GatewaySettings
from shared.ports import Keys

_ALGORITHMS = ["RS256", "RS384", "RS512", "ES256", "ES384", "EdDSA", "PS256"]  # asymmetric only


@lru_cache(maxsize=4)
def _keys_of(url: str) -> jwt.PyJWKClient:
    return jwt.PyJWKClient(url, cache_keys=True, lifespan=300, timeout=5)


def verify(settings: GatewaySettings, keys: Keys, token: str) -> Principal | None:
    """Whom the token names, None if it is not valid here. The department must exist already."""
    if settings.oidc_issuer is None or settings.oidc_jwks_url is None or token.count(".") != 2:
        return None
    try:
        signing = _keys_of(settings.oidc_jwks_url).get_signing_key_from_jwt(token)
        claims = jwt.decode(
            token,
            signing.key,
            algorithms=_ALGORITHMS,
            audience=settings.oidc_audience,
            issuer=settings.oidc_issuer,
            options={"require": ["exp", "iat", "sub"]},
        )
    except (jwt.PyJWTError, ValueError):
        return None
    admin = claims.get(settings.oidc_admin_claim) is True
    name = claims.get(settings.oidc_department_claim)
    department = keys.department(name) if isinstance(name, str) else None
    if department is None and not admin:
        return None
    allowed = str(claims.get("scope", "")).split()
    return Principal(
        id=f"oidc:{claims['sub']}"[:64],
        name=str(claims.get("name") or claims["sub"])[:200],
        department_id=department.id if department else None,
        department=department.name if department else None,
        admin=admin,
        scopes=frozenset(s for s in SCOPES if s in allowed) if allowed else frozenset(SCOPES),
    )
