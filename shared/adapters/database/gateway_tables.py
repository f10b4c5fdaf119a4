"""The gateway's own tables, in the same `METADATA` as progress and publication."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from shared.adapters.database.tables import METADATA, ULID, Moment

departments = Table(
    "departments",
    METADATA,
    Column("id", ULID, primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
)

api_keys = Table(
    "api_keys",
    METADATA,
    Column("id", ULID, primary_key=True),
    Column("department_id", ULID, ForeignKey("departments.id")),
    Column("name", String(200), nullable=False),
    # HMAC-SHA256 of the key: a copy of the table is of no use without the server's secret.
    Column("hash", String(64), nullable=False, unique=True),
    Column("hint", String(16), nullable=False),
    Column("admin", Boolean, nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
    Column("last_used_at", Moment),
)

audit = Table(
    "audit",
    METADATA,
    Column("id", ULID, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("department_id", ULID),
    Column("actor", String(64), nullable=False),
    Column("action", String(64), nullable=False),
    Column("target", Text),
    Column("request_id", String(64)),
    Column("details", JSON, nullable=False),
    Index(None, "target", "id"),
    Index(None, "action", "id"),
)

idempotency = Table(
    "idempotency",
    METADATA,
    Column("scope", String(64), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("fingerprint", String(64)),
    Column("status", Integer),
    Column("body", JSON),
    Column("lease_until", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index(None, "created_at"),
)

uploads = Table(
    "uploads",
    METADATA,
    Column("id", ULID, primary_key=True),
    Column("department_id", ULID, nullable=False),
    Column("filename", Text, nullable=False),
    Column("object_key", Text, nullable=False),
    Column("expected_size", BigInteger),
    Column("expected_sha256", String(64)),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("completed_at", Moment),
    Column("documents", JSON, nullable=False),
    Column("parts_token", Text),
    Index(None, "expires_at"),
)

corrections = Table(
    "corrections",
    METADATA,
    Column("id", ULID, primary_key=True),
    Column("document_id", ULID, ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("table_title", Text, nullable=False),
    Column("table_number", Integer, nullable=False),
    Column("row", Integer, nullable=False),
    Column("row_label", Text, nullable=False),
    Column("row_code", String(32)),
    Column("column", Integer, nullable=False),
    Column("column_path", JSON, nullable=False),
    Column("before", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("note", Text),
    Column("at", Moment, nullable=False),
    Index(None, "document_id", "seq"),
)

webhooks = Table(
    "webhooks",
    METADATA,
    Column("id", ULID, primary_key=True),
    Column("department_id", ULID, nullable=False),
    Column("url", Text, nullable=False),
    # Signing needs the secret itself, so it cannot be hashed.
    Column("secrets", JSON, nullable=False),
    Column("events", JSON, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("disabled_reason", Text),
    Column("created_at", Moment, nullable=False),
    Column("cursor", BigInteger, nullable=False),
    Index(None, "department_id", "id"),
)

deliveries = Table(
    "deliveries",
    METADATA,
    Column("id", ULID, primary_key=True),
    Column("webhook_id", ULID, ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False),
    Column("event_id", String(64), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("event", String(64), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("last_status", Integer),
    Column("last_error", Text),
    Column("created_at", Moment, nullable=False),
    Column("delivered_at", Moment),
    Index(None, "webhook_id", "id"),
    Index(None, "state", "next_at"),
)

# Worker processes write a line here at each heartbeat; the stage rows say what they are busy with.
workers = Table(
    "workers",
    METADATA,
    Column("name", String(127), primary_key=True),
    Column("queues", JSON, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("memory_bytes", BigInteger),
    Column("started_at", Moment, nullable=False),
    Column("heartbeat_at", Moment, nullable=False),
    Index(None, "heartbeat_at"),
)

paused_stages = Table(
    "paused_stages",
    METADATA,
    Column("stage", String(16), primary_key=True),
    Column("since", Moment, nullable=False),
)
