"""Webhook deliveries: Standard Webhooks signatures, CloudEvents bodies, back-off over a day, no private addresses.

`deliver_due` is called again and again by one process or several (the ingest service's loop): feed entries become
deliveries, due deliveries are sent. Whatever dies in between is done again; receivers know repeats by `webhook-id`.
"""

from __future__ import annotations

import base64
import ipaddress
import json
import logging
import secrets
import socket
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpcore
from standardwebhooks import Webhook as Signer

from shared.ports import Change, Clock, Delivery, Publications, Webhook, Webhooks

_LOG = logging.getLogger(__name__)

_ENTRIES = 200
_SENDERS = 8
_LEASE = timedelta(seconds=60)
_TIMEOUT = {"connect": 5.0, "read": 15.0, "write": 15.0, "pool": 5.0}
#: waits between attempts: a day and a half in all, then the delivery has failed
_BACKOFF = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1_800, 3_600, 10_800, 21_600, 43_200, 43_200))
_GONE = 410
_LONGEST_ANSWER = 64 * 1024


class ForbiddenAddressError(ValueError):
    """The URL is none that webhooks are sent to: not http(s), or an address inside."""


def new_secret() -> str:
    """A signing secret in the form of Standard Webhooks: 256 random bits."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def check_url(url: str, *, allow_private: bool = False) -> None:
    """Raise `ForbiddenAddressError` unless the URL may be called, as far as can be known before the call."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as exc:
        raise ForbiddenAddressError("this is no URL") from exc
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.password:
        raise ForbiddenAddressError("a webhook's URL is https://host[:port]/path, without user and password")
    if not url.isascii() or any(c.isspace() for c in url):
        raise ForbiddenAddressError("write the URL in ASCII, without spaces")
    if port == 0:
        raise ForbiddenAddressError("port 0 cannot be called")
    addresses_of(parts.hostname, port or 443, allow_private=allow_private)


def addresses_of(host: str, port: int, *, allow_private: bool) -> list[str]:
    """The host's addresses. Raises `ForbiddenAddressError` if it has none, or any that is not public."""
    try:
        found = list(dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    except (OSError, UnicodeError) as exc:
        raise ForbiddenAddressError(f"the host {host} has no address") from exc
    if not allow_private:
        for address in found:
            if not is_public(address):
                raise ForbiddenAddressError(f"the host {host} has an address that is not public")
    return found


def is_public(address: str) -> bool:
    """Whether an address is out on the internet: not private, loopback, link-local, reserved, or one of those wrapped
    in IPv6 (mapped, 6to4, NAT64)."""
    ip = ipaddress.ip_address(address.split("%", 1)[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


# ---------------------------------------------------------------- feed entries → deliveries → requests


def deliver_due(
    webhooks: Webhooks, publications: Publications, clock: Clock, *, allow_private: bool = False, limit: int = 100
) -> int:
    """Turn new feed entries into deliveries and send those that are due; how many were sent. Bounded in time."""
    by_id: dict[str, Webhook] = {}
    for webhook in webhooks.of(None):
        by_id[webhook.id] = webhook
        if webhook.enabled:
            _collect(webhooks, webhook, publications, clock)
    due = webhooks.claim(lease=_LEASE, limit=limit)
    if due:
        with ThreadPoolExecutor(min(_SENDERS, len(due))) as senders:
            list(senders.map(lambda d: _send(webhooks, by_id.get(d.webhook_id), d, clock, allow_private), due))
    return len(due)


def _collect(webhooks: Webhooks, webhook: Webhook, publications: Publications, clock: Clock) -> None:
    entries = publications.changes(webhook.cursor, department_id=webhook.department_id, limit=_ENTRIES)
    if not entries:
        return
    wanted = [e for e in entries if not webhook.events or e.kind in webhook.events]
    now = clock.now()
    webhooks.enqueue(webhook, [_delivery(webhook, e, clock.new_id(), now) for e in wanted], entries[-1].seq)


def _delivery(webhook: Webhook, change: Change, delivery_id: str, now: datetime) -> Delivery:
    return Delivery(
        id=delivery_id,
        webhook_id=webhook.id,
        event_id=f"evt_{change.seq}",
        seq=change.seq,
        event=event_type(change),
        payload=cloud_event(change),
        state="pending",
        attempts=0,
        next_at=now,
        last_status=None,
        last_error=None,
        created_at=now,
        delivered_at=None,
    )


def event_type(change: Change) -> str:
    return f"yusuan.document.{change.kind}.v1"


def cloud_event(change: Change) -> dict[str, Any]:
    """The body (CloudEvents 1.0, structured JSON)."""
    return {
        "specversion": "1.0",
        "id": f"evt_{change.seq}",
        "source": "yusuan",
        "type": event_type(change),
        "subject": change.document_id,
        "time": change.created_at.isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "sequence": str(change.seq),
        "data": {
            "document_id": change.document_id,
            "revision": change.revision,
            "filename": change.filename,
            "sha256": change.sha256,
            **change.details,
        },
    }


def _send(webhooks: Webhooks, webhook: Webhook | None, delivery: Delivery, clock: Clock, allow_private: bool) -> None:
    """One attempt, and what follows from it."""
    if webhook is None:  # removed meanwhile
        return
    now = clock.now()
    status, error = attempt(webhook, delivery, now, allow_private=allow_private)
    if status is not None and 200 <= status < 300:
        webhooks.settle(delivery.id, state="delivered", status=status, error=None)
        return
    if status == _GONE:
        webhooks.change(webhook.id, enabled=False, reason="the receiver answered 410 Gone")
        webhooks.settle(delivery.id, state="failed", status=status, error=error)
    elif delivery.attempts >= len(_BACKOFF):
        webhooks.settle(delivery.id, state="failed", status=status, error=error)
    else:
        again = now + _BACKOFF[delivery.attempts]
        webhooks.settle(delivery.id, state="pending", status=status, error=error, next_at=again)
    _LOG.info("webhook not delivered", extra={"webhook": webhook.id, "status": status, "error": error})


def attempt(
    webhook: Webhook, delivery: Delivery, now: datetime, *, allow_private: bool
) -> tuple[int | None, str | None]:
    """Send it once: the receiver's status, or why there is none. Redirects are answers like any other."""
    body = json.dumps(delivery.payload, ensure_ascii=False, separators=(",", ":"))
    headers: dict[bytes | str, bytes | str] = {
        "Content-Type": "application/cloudevents+json; charset=utf-8",
        "User-Agent": "yusuan-webhooks/1",
        "webhook-id": delivery.event_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signatures(webhook.secrets, delivery.event_id, now, body),
    }
    try:
        check_url(webhook.url, allow_private=allow_private)
        with (
            httpcore.ConnectionPool(network_backend=_Guard(allow_private)) as pool,
            pool.stream(
                "POST", webhook.url, headers=headers, content=body.encode(), extensions={"timeout": _TIMEOUT}
            ) as response,
        ):
            said = next(iter(response.iter_stream()), b"")[:_LONGEST_ANSWER]
            status = int(response.status)
    except ForbiddenAddressError as exc:
        return None, str(exc)
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError) as exc:
        return None, f"{exc.__class__.__name__}: {exc}"[:500]
    return status, None if 200 <= status < 300 else f"HTTP {status}: {said[:200].decode('utf-8', 'replace')}"


def signatures(keys: Iterable[str], message_id: str, now: datetime, body: str) -> str:
    """One signature per valid secret, by spaces."""
    return " ".join(Signer(key).sign(message_id, now, body) for key in keys)


class _Guard(httpcore.SyncBackend):
    """Connects to the addresses that were checked, not to what a second look-up of the name might give."""

    def __init__(self, allow_private: bool) -> None:
        super().__init__()
        self._allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        address = addresses_of(host, port, allow_private=self._allow_private)[0]
        return super().connect_tcp(address, port, timeout, local_address, socket_options)
