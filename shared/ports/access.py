"""Departments, API keys and the audit log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class Department:
    id: str
    name: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyRow:
    """An API key, without its secret. `department_id` is None for an admin's key that belongs to no department."""

    id: str
    department_id: str | None
    department: str | None
    name: str
    admin: bool
    scopes: tuple[str, ...]
    hint: str
    """the first characters of the key, to recognise it by"""
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class Keys(Protocol):
    """API keys by their keyed hash; the key itself is nowhere kept."""

    def department(self, name: str, *, create: bool = False) -> Department | None:
        """By id or name; made where it is new and `create` says so."""
        ...

    def departments(self) -> tuple[Department, ...]: ...

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
    ) -> KeyRow: ...

    def find(self, hashed: str) -> KeyRow | None:
        """The key of this hash, revoked and expired ones too."""
        ...

    def get(self, key_id: str) -> KeyRow | None: ...

    def all(self) -> tuple[KeyRow, ...]:
        """Newest first."""
        ...

    def rotate(self, key_id: str, hashed: str, hint: str, *, grace: timedelta) -> KeyRow:
        """A new key with the same rights; the old one ends after `grace`. `ConflictError` if it has ended already."""
        ...

    def revoke(self, key_id: str) -> KeyRow:
        """Ends the key now; a second time changes nothing."""
        ...

    def touch(self, key_id: str) -> None:
        """The key was used."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditEntry:
    """Who did what to what. `actor` is a key's id or `cli`; `action` as in docs/api.md (`document.upload`, …)."""

    id: str
    at: datetime
    department_id: str | None
    actor: str
    action: str
    target: str | None
    request_id: str | None
    details: Mapping[str, Any] = field(default_factory=dict)


class Audit(Protocol):
    def record(
        self,
        action: str,
        *,
        actor: str,
        department_id: str | None,
        target: str | None = None,
        request_id: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None: ...

    def entries(
        self, *, limit: int, before: str | None = None, action: str | None = None, target: str | None = None
    ) -> tuple[AuditEntry, ...]:
        """Newest first; `before` is the last id of the page before."""
        ...
