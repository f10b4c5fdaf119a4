"""The gateway's own settings, in the same `YUSUAN_*` table as all others."""

from __future__ import annotations

import os
import secrets
from functools import cached_property
from pathlib import Path

from pydantic import Field, SecretStr

from shared.settings import Settings

_SECRET_FILE = "gateway.secret"


class GatewaySettings(Settings):
    """`Settings`, and what only the gateway reads."""

    key_secret: SecretStr | None = Field(
        default=None,
        description="secret under which API keys are hashed and sessions signed; made in the data directory",
    )
    rate_per_second: float = Field(default=100.0, description="requests a second that one API key may send for long")
    rate_burst: int = Field(default=400, description="requests that one API key may send at once")
    max_open_documents: int = Field(default=5_000, description="unfinished documents that one department may have")
    max_files_per_upload: int = Field(default=200, description="files in one multipart upload")
    max_waiters: int = Field(default=10_000, description="long polls and event streams held at a time")
    changes_retention_days: int = Field(default=400, description="how long entries of the change feed are kept")
    upload_expiry_seconds: int = Field(default=3_600, description="how long a presigned upload may take")
    cors_origins: str = Field(
        default="", description="origins, by comma, whose pages may call the gateway; none by default"
    )
    cookie_secure: bool = Field(default=False, description="send the console's cookie over HTTPS only")
    metrics_port: int | None = Field(
        default=None, description="serve /metrics on this port instead of the gateway's own"
    )
    webhooks_allow_private: bool = Field(
        default=False, description="send webhooks to private addresses too (tests, closed nets)"
    )
    docs: bool = Field(default=True, description="show the description of the API at /docs")
    oidc_issuer: str | None = Field(
        default=None, description="accept bearer tokens of this OpenID Connect issuer as well"
    )
    oidc_jwks_url: str | None = Field(default=None, description="where the issuer publishes its keys")
    oidc_audience: str = Field(default="yusuan", description="audience that such a token must carry")
    oidc_department_claim: str = Field(default="department", description="claim that names the department")
    oidc_admin_claim: str = Field(default="yusuan_admin", description="claim that is true for administrators")

    @cached_property
    def secret(self) -> bytes:
        """The secret, from the setting or from the data directory, where the first process makes it."""
        if self.key_secret is not None:
            return self.key_secret.get_secret_value().encode()
        return _shared_secret(self.data / _SECRET_FILE)

    @classmethod
    def of(cls, settings: Settings | None) -> GatewaySettings:
        """The gateway's settings for those of the whole: from the environment where nothing is given."""
        if settings is None:
            return cls()
        if isinstance(settings, cls):
            return settings
        return cls(**{name: getattr(settings, name) for name in Settings.model_fields})


def _shared_secret(path: Path) -> bytes:
    """The file's content; made atomically, so that processes that start together agree on one secret."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(32).encode())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # fails if another process was first, unlike a rename
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_bytes()
