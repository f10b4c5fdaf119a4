"""Departments, API keys, audit log and idempotency keys in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from shared.adapters.database.engine import glancing, reading, writing
from shared.adapters.database.gateway_tables import api_keys, audit, departments, idempotency
from shared.errors import ConflictError, NotFoundError
from shared.ports import AuditEntry, Clock, Department, KeyRow, Remembered

_IDEMPOTENCY_KEPT = timedelta(days=2)
_KEYS = select(api_keys, departments.c.name.label("department")).select_from(
    api_keys.outerjoin(departments, api_keys.c.department_id == departments.c.id)
)
#: Built once: every request asks by one of them, twice a second at most for a key.
_BY_HASH = _KEYS.where(api_keys.c.hash == bindparam("hash"))
_BY_ID = _KEYS.where(api_keys.c.id == bindparam("id"))


class SqlKeys:
    """Departments and their keys: implements `shared.ports.Keys` and `shared.ports.Departments`."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def identify(self, name: str) -> str | None:
        found = self.department(name)
        return found.id if found else None

    def department(self, name: str, *, create: bool = False) -> Department | None:
        with reading(self._engine) as connection:
            found = _department(connection, name)
        if found is not None or not create:
            return found
        try:
            with writing(self._engine) as connection:
                row = Department(id=self._clock.new_id(), name=name, created_at=self._clock.now())
                connection.execute(insert(departments).values(id=row.id, name=row.name, created_at=row.created_at))
                return row
        except IntegrityError:  # somebody else made it meanwhile
            return self.department(name)

    def departments(self) -> tuple[Department, ...]:
        with reading(self._engine) as connection:
            rows = connection.execute(select(departments).order_by(departments.c.name)).all()
        return tuple(Department(id=r.id, name=r.name, created_at=r.created_at) for r in rows)

    def add(
        self,
        hashed: str,
        *,
        hint: str,
        name: str,
        department_id: str | None,
        admin: bool,
        scopes: Sequence[str],
        expires_at: datetime | None = None,
    ) -> KeyRow:
        key_id = self._clock.new_id()
        values = {
            "id": key_id,
            "department_id": department_id,
            "name": name,
            "hash": hashed,
            "hint": hint,
            "admin": admin,
            "scopes": list(scopes),
            "created_at": self._clock.now(),
            "expires_at": expires_at,
        }
        with writing(self._engine) as connection:
            connection.execute(insert(api_keys).values(values))
            return _must(connection, key_id)

    def find(self, hashed: str) -> KeyRow | None:
        with glancing(self._engine) as connection:
            row = connection.execute(_BY_HASH, {"hash": hashed}).one_or_none()
        return _key(row) if row else None

    def get(self, key_id: str) -> KeyRow | None:
        with glancing(self._engine) as connection:
            row = connection.execute(_BY_ID, {"id": key_id}).one_or_none()
        return _key(row) if row else None

    def all(self) -> tuple[KeyRow, ...]:
        with reading(self._engine) as connection:
            return tuple(_key(r) for r in connection.execute(_KEYS.order_by(api_keys.c.id.desc())))

    def rotate(self, key_id: str, hashed: str, hint: str, *, grace: timedelta) -> KeyRow:
        now = self._clock.now()
        with writing(self._engine) as connection:
            old = _must(connection, key_id)
            if old.revoked_at is not None or (old.expires_at is not None and old.expires_at <= now):
                raise ConflictError("the key has ended; make a new one instead")
            ends = now + grace if old.expires_at is None else min(now + grace, old.expires_at)
            connection.execute(update(api_keys).where(api_keys.c.id == key_id).values(expires_at=ends))
            new_id = self._clock.new_id()
            connection.execute(
                insert(api_keys).values(
                    id=new_id,
                    department_id=old.department_id,
                    name=old.name,
                    hash=hashed,
                    hint=hint,
                    admin=old.admin,
                    scopes=list(old.scopes),
                    created_at=now,
                    expires_at=old.expires_at,
                )
            )
            return _must(connection, new_id)

    def revoke(self, key_id: str) -> KeyRow:
        with writing(self._engine) as connection:
            connection.execute(
                update(api_keys)
                .where(api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
                .values(revoked_at=self._clock.now())
            )
            return _must(connection, key_id)

    def touch(self, key_id: str) -> None:
        with writing(self._engine) as connection:
            connection.execute(update(api_keys).where(api_keys.c.id == key_id).values(last_used_at=self._clock.now()))


def _department(connection: Connection, name: str) -> Department | None:
    row = connection.execute(
        select(departments).where(or_(departments.c.id == name, departments.c.name == name))
    ).first()
    return Department(id=row.id, name=row.name, created_at=row.created_at) if row else None


def _must(connection: Connection, key_id: str) -> KeyRow:
    row = connection.execute(_BY_ID, {"id": key_id}).one_or_none()
    if row is None:
        raise NotFoundError(f"there is no key {key_id}")
    return _key(row)


def _key(row: Row[Any]) -> KeyRow:
    return KeyRow(
        id=row.id,
        department_id=row.department_id,
        department=row.department,
        name=row.name,
        admin=row.admin,
        scopes=tuple(row.scopes),
        hint=row.hint,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
    )


class SqlAudit:
    """Implements `shared.ports.Audit`: entries are only ever added."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def record(
        self,
        action: str,
        *,
        actor: str,
        department_id: str | None,
        target: str | None = None,
        request_id: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        with writing(self._engine) as connection:
            connection.execute(
                insert(audit).values(
                    id=self._clock.new_id(),
                    at=self._clock.now(),
                    department_id=department_id,
                    actor=actor,
                    action=action,
                    target=target,
                    request_id=request_id,
                    details=dict(details or {}),
                )
            )

    def entries(
        self, *, limit: int, before: str | None = None, action: str | None = None, target: str | None = None
    ) -> tuple[AuditEntry, ...]:
        query = select(audit).order_by(audit.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(audit.c.id < before)
        if action is not None:
            query = query.where(audit.c.action == action)
        if target is not None:
            query = query.where(audit.c.target == target)
        with reading(self._engine) as connection:
            return tuple(AuditEntry(**r._mapping) for r in connection.execute(query))


class SqlIdempotency:
    """Implements `shared.ports.Idempotency`; answers are kept for two days."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def begin(self, scope: str, key: str, *, lease: timedelta) -> Remembered | None:
        now = self._clock.now()
        mine = and_(idempotency.c.scope == scope, idempotency.c.key == key)
        values = {"scope": scope, "key": key, "lease_until": now + lease, "created_at": now}
        try:
            with writing(self._engine) as connection:
                connection.execute(delete(idempotency).where(idempotency.c.created_at < now - _IDEMPOTENCY_KEPT))
                connection.execute(insert(idempotency).values(values))
                return None
        except IntegrityError:
            pass
        with writing(self._engine) as connection:
            taken = connection.execute(
                update(idempotency)
                .where(mine, idempotency.c.fingerprint.is_(None), idempotency.c.lease_until < now)
                .values(lease_until=now + lease)
            )
            if taken.rowcount:
                return None
            row = connection.execute(select(idempotency).where(mine)).one_or_none()
        if row is None:
            return self.begin(scope, key, lease=lease)
        return Remembered(fingerprint=row.fingerprint, status=row.status, body=row.body)

    def extend(self, scope: str, key: str, *, lease: timedelta) -> None:
        with writing(self._engine) as connection:
            connection.execute(
                update(idempotency)
                .where(idempotency.c.scope == scope, idempotency.c.key == key, idempotency.c.fingerprint.is_(None))
                .values(lease_until=self._clock.now() + lease)
            )

    def finish(self, scope: str, key: str, fingerprint: str, status: int, body: Mapping[str, Any]) -> None:
        with writing(self._engine) as connection:
            connection.execute(
                update(idempotency)
                .where(idempotency.c.scope == scope, idempotency.c.key == key)
                .values(fingerprint=fingerprint, status=status, body=dict(body))
            )

    def abandon(self, scope: str, key: str) -> None:
        with writing(self._engine) as connection:
            connection.execute(
                delete(idempotency).where(
                    idempotency.c.scope == scope, idempotency.c.key == key, idempotency.c.fingerprint.is_(None)
                )
            )
