"""The audit log, from a request's point of view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request

from services.api.gateway import Gateway
from services.api.security import Principal


async def record(
    request: Request,
    gateway: Gateway,
    principal: Principal,
    action: str,
    target: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Note who did what; every change and every download is noted."""
    await gateway.call(
        gateway.ports.audit.record,
        action,
        actor=principal.id,
        department_id=principal.department_id,
        target=target,
        request_id=request.state.request_id,
        details=details,
    )
