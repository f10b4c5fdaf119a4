"""The tables of progress and publication. The gateway's own tables (keys, webhooks, …) register in the same `METADATA`.

Core tables, no ORM: every statement is written where it is used. Times are kept as UTC; SQLite has no time zones, so
`Moment` refuses naive values and gives aware ones back. Amounts are NUMERIC in PostgreSQL and text in SQLite, which
would make floats of them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime in either database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone must not get into the database")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Amount(TypeDecorator[Decimal]):
    """An exact decimal in either database."""

    impl = Numeric(30, 8)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(String(40) if dialect.name == "sqlite" else Numeric())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        return format(value, "f") if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


ULID = String(26)

documents = Table(
    "documents",
    METADATA,
    Column("id", ULID, primary_key=True),
    Column("department_id", ULID, nullable=False),
    Column("filename", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("media_type", String(127), nullable=False),
    Column("object_key", Text, nullable=False),
    Column("lane", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("stage", String(16)),
    Column("pages_done", Integer, nullable=False, default=0),
    Column("pages_total", Integer),
    Column("run", Integer, nullable=False, default=1),
    Column("attempts", Integer, nullable=False, default=0),
    Column("error_code", String(64)),
    Column("error_stage", String(16)),
    Column("error_page", Integer),
    Column("error_detail", Text),
    Column("error_retryable", Boolean),
    Column("dead_lettered", Boolean, nullable=False, default=False),
    Column("revision", Integer),
    Column("organization", Text),
    Column("year", Integer),
    Column("title", Text),
    Column("report_type", String(32)),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    UniqueConstraint("department_id", "sha256"),
    Index(None, "department_id", "id"),
    Index(None, "state", "id"),
    Index(None, "object_key"),
)

stages = Table(
    "stages",
    METADATA,
    Column("id", ULID, primary_key=True),
    Column("document_id", ULID, ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("run", Integer, nullable=False),
    Column("stage", String(16), nullable=False),
    Column("part", Integer, nullable=False),
    Column("first_page", Integer),
    Column("last_page", Integer),
    Column("lane", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempt", Integer, nullable=False, default=0),
    Column("max_attempts", Integer, nullable=False),
    Column("worker", String(127)),
    Column("token", ULID, unique=True),
    Column("lease_until", Moment),
    Column("heartbeat_at", Moment),
    Column("available_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("sends", Integer, nullable=False, default=0),
    Column("pages_done", Integer, nullable=False, default=0),
    Column("created_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("finished_at", Moment),
    Column("output_key", Text),
    Column("error_code", String(64)),
    Column("error_page", Integer),
    Column("error_detail", Text),
    Column("error_retryable", Boolean),
    Column("dead_lettered", Boolean, nullable=False, default=False),
    UniqueConstraint("document_id", "run", "stage", "part"),
    Index(None, "state", "available_at"),
)

revisions = Table(
    "revisions",
    METADATA,
    Column("document_id", ULID, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("run", Integer),
    Column("result_key", Text, nullable=False),
    Column("etag", String(64), nullable=False),
    Column("author", Text),
    Column("note", Text),
    Column("approved_by", Text),
    Column("approved_at", Moment),
    Column("tables", Integer, nullable=False),
    Column("passed", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("not_evaluated", Integer, nullable=False),
    Column("errors", Integer, nullable=False),
    Column("warnings", Integer, nullable=False),
    Column("infos", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    # NULL (a person's correction) is distinct from NULL in both databases: exactly one revision per run.
    UniqueConstraint("document_id", "run"),
)

# Facts and findings of the latest revision only: older ones are read from the result's JSON.
facts = Table(
    "facts",
    METADATA,
    Column("document_id", ULID, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
    Column("department_id", ULID, nullable=False),
    Column("table_id", String(32), nullable=False),
    Column("table_title", Text),
    Column("kind", String(64)),
    Column("row", Integer, nullable=False),
    Column("column", Integer, nullable=False),
    Column("code", String(32)),
    Column("name", Text),
    Column("column_key", String(96)),
    Column("column_path", JSON, nullable=False),
    Column("organization", Text),
    Column("year", Integer),
    Column("value", Amount, nullable=False),
    Column("text", Text, nullable=False),
    Column("unit", String(32)),
    Column("page", Integer),
    Column("bbox", JSON),
    Column("findings", JSON, nullable=False),
    Index(None, "department_id", "kind", "year"),
    Index(None, "department_id", "code"),
)

findings = Table(
    "findings",
    METADATA,
    Column("document_id", ULID, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
    Column("department_id", ULID, nullable=False),
    Column("code", String(64), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("rule", String(64), nullable=False),
    Column("table_title", Text),
    Column("payload", JSON, nullable=False),
    Index(None, "department_id", "severity", "code"),
)

# The feed outlives its documents (tombstones), so it has no foreign key. `seq` comes from `feed`, whose one row is
# locked until the commit: numbers of a database sequence would become visible out of order, and a reader that has
# seen 8 would never see the 7 that committed later.
changes = Table(
    "changes",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("department_id", ULID, nullable=False),
    Column("document_id", ULID, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("revision", Integer),
    Column("filename", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("details", JSON, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index(None, "department_id", "seq"),
)

feed = Table(
    "feed",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("last", BigInteger, nullable=False),
)

# Which documents are compared with which (`shared.kinship`): one row per published document, and its names.
kinships = Table(
    "kinships",
    METADATA,
    Column("document_id", ULID, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("department_id", ULID, nullable=False),
    Column("organization", Text),
    Column("year", Integer),
    Column("report_type", String(32), nullable=False),
    Column("has_forms", Boolean, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("seen", String(64), nullable=False),
    Column("stale_since", Moment),
    # The run that was started because another document changed: it publishes only if findings differ.
    Column("run", Integer),
    Index(None, "stale_since"),
)

kinship_names = Table(
    "kinship_names",
    METADATA,
    Column("document_id", ULID, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("department_id", ULID, nullable=False),
    Column("year", Integer),
    Index(None, "department_id", "name", "year"),
)
