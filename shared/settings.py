"""Settings: `YUSUAN_*` environment variables or `.env`, one table. `docs/settings.md` is generated from it.

Without any setting everything lives in one data directory of this user (`yusuan up`): SQLite, files, an own Redis on a
unix socket. Setting the URLs of real servers replaces each of them by itself.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

#: A unix socket's path must fit into `sockaddr_un`: 108 bytes with the closing zero.
_SOCKET_PATH_LIMIT = 100

MIB = 1024 * 1024


def _default_data() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "yusuan"


class Settings(BaseSettings):
    """All settings. Fields of the gateway alone stand at the end."""

    model_config = SettingsConfigDict(env_prefix="YUSUAN_", env_file=".env", extra="ignore", frozen=True)

    # --- where things are
    data: Path = Field(default_factory=_default_data, description="directory of everything that one machine keeps")
    host: str = Field(default="127.0.0.1", description="address that the gateway listens on")
    port: int = Field(default=8000, description="port that the gateway listens on; 0 takes a free one")
    database_url: SecretStr | None = Field(
        default=None, description="postgresql://… ; without it SQLite in the data directory"
    )
    redis_url: SecretStr | None = Field(
        default=None, description="redis://… ; without it a socket in the data directory"
    )
    s3_endpoint: str | None = Field(
        default=None, description="http(s)://host:port of an S3 server; without it plain files"
    )
    s3_public_endpoint: str | None = Field(
        default=None, description="the same server as clients reach it (presigned URLs)"
    )
    s3_access_key: SecretStr | None = Field(default=None, description="S3 access key")
    s3_secret_key: SecretStr | None = Field(default=None, description="S3 secret key")
    s3_bucket: str = Field(default="yusuan", description="the bucket; made if it is missing")
    s3_region: str = Field(default="us-east-1", description="S3 region")
    public_url: str | None = Field(default=None, description="how clients reach the gateway; default http://host:port")

    # --- what may come in
    max_upload_bytes: int = Field(default=512 * MIB, description="largest file")
    max_pages: int = Field(default=3000, description="most pages of a document")
    max_archive_members: int = Field(default=500, description="most files of a zip upload")
    max_archive_bytes: int = Field(default=2048 * MIB, description="most bytes of a zip upload when unpacked")

    clamav: str | None = Field(
        default=None,
        description="tcp://host:port or unix:///path of ClamAV's daemon: files are held until it has seen them",
    )

    unreferenced_hours: float = Field(
        default=24.0, description="objects that nothing leads to are removed after so long"
    )

    # --- how stages run
    part_pages: int = Field(default=20, description="pages that one extract part of a born-digital PDF reads")
    scan_part_pages: int = Field(default=1, description="pages that one extract part of a scan reads")
    ocr_threads: int = Field(
        default=0, description="threads that read one scanned page; 0 takes half of the cores, since workers share them"
    )
    ocr_provider: Literal["cpu", "cuda", "directml"] = Field(
        default="cpu", description="what ONNX Runtime reads scans on; all but cpu need their own build of it"
    )
    max_attempts: int = Field(default=4, description="attempts of a stage before it is a dead letter")
    retry_base_seconds: float = Field(
        default=2.0, description="wait before the second attempt; doubles with each further one"
    )
    retry_max_seconds: float = Field(default=120.0, description="longest wait between attempts")
    outage_hours: float = Field(
        default=24.0, description="how long an outage (storage, virus scanner, full disk) costs a stage no attempt"
    )
    lease_seconds: float = Field(default=30.0, description="a worker that is silent for so long has lost its row")
    heartbeat_seconds: float = Field(default=5.0, description="how often a working stage extends its lease")
    alive_file: Path | None = Field(
        default=None, description="file that a worker or a sweep touches while all is well, for health checks"
    )
    sweep_seconds: float = Field(default=2.0, description="how often lost messages and dead workers are looked for")
    resend_seconds: float = Field(
        default=20.0, description="a message not taken for so long counts as lost, if its queue is empty"
    )
    resend_always_seconds: float = Field(default=900.0, description="… and counts as lost in any case after so long")
    inbox_seconds: float = Field(
        default=10.0, description="how often the inbox is looked through for files without an event"
    )
    inbox_keep_seconds: float = Field(
        default=60.0,
        description="how long an object of the inbox stays after it was taken: clients look whether it arrived",
    )
    stage_seconds: int = Field(default=600, description="hard time limit of a stage's part; the soft one is 30 s less")
    worker_memory_bytes: int = Field(
        default=3072 * MIB, description="address space that a stage may take on top of its start"
    )
    listener_port: int = Field(
        default=8010, description="port of the ingest service: bucket notifications and its health"
    )
    listener_token: SecretStr | None = Field(
        default=None, description="bearer token that bucket notifications must carry"
    )

    # --- checks
    rules: dict[str, Literal["off", "info", "warning", "error"]] = Field(
        default={},
        description="what this installation changes of the checks, as JSON: a rule's id or a finding code → its "
        'severity, or `off` for a rule: `{"RX-14": "off", "sum_rounding": "warning"}`',
    )

    # --- logs
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR")
    log_format: Literal["json", "text"] = Field(default="json", description="form of the log lines on standard error")

    @field_validator("rules")
    @classmethod
    def _are_known(cls, changed: dict[str, str]) -> dict[str, str]:
        """Raises `ValueError`: a name that nothing has would change nothing, silently."""
        if not changed:
            return changed
        from shared.exports.validation import rules as known
        from shared.model.finding import FINDING_CODES

        strange = sorted(changed.keys() - known().keys() - FINDING_CODES.keys())
        if strange:
            raise ValueError(f"no rule and no finding code: {', '.join(strange)}")
        whole = sorted(name for name, what in changed.items() if what == "off" and name in FINDING_CODES)
        if whole:
            raise ValueError(f"only rules can be off, these are finding codes: {', '.join(whole)}")
        return changed

    @property
    def database(self) -> str:
        """The database's URL."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data.absolute() / 'yusuan.db'}"

    @property
    def broker(self) -> str:
        """The URL of Redis as Celery takes it."""
        if self.redis_url is not None:
            return self.redis_url.get_secret_value()
        return f"redis+socket://{self.redis_socket}?{urlencode({'virtual_host': 0})}"

    @property
    def redis(self) -> str:
        """The URL of Redis as redis-py takes it."""
        return self.redis_url.get_secret_value() if self.redis_url is not None else f"unix://{self.redis_socket}"

    @cached_property
    def redis_socket(self) -> Path:
        """The socket of the embedded Redis: in the data directory, or, where that path is too long, beside /tmp."""
        path = self.data.absolute() / "run" / "redis.sock"
        if len(os.fsencode(path)) <= _SOCKET_PATH_LIMIT:
            return path
        name = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"yusuan-{os.getuid()}-{name}" / "redis.sock"

    @property
    def gateway_url(self) -> str:
        """How clients reach the gateway."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.lease_seconds)

    def retry_in(self, attempt: int) -> timedelta:
        """How long to wait after attempt number `attempt` (from 1) failed."""
        return timedelta(seconds=min(self.retry_base_seconds * 2 ** (attempt - 1), self.retry_max_seconds))

    def outage_retry_in(self, age: timedelta) -> timedelta:
        """How long a row that is so old waits before it asks again whether an outage is over: half of its age."""
        return timedelta(seconds=min(max(age.total_seconds() / 2, self.retry_base_seconds), self.retry_max_seconds))
