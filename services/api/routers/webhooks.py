"""Webhooks: subscriptions to the change feed, by Standard Webhooks with CloudEvents."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.api import cursors
from services.api.answers import problems
from services.api.audit import record
from services.api.auth import Subscriber, is_id
from services.api.cursors import Cursor, Limit
from services.api.gateway import Gateway, TheGateway
from services.api.problems import ProblemError
from services.api.schemas import DeliveryView, Page, WebhookChange, WebhookRequest, WebhookView
from services.api.security import Principal
from services.api.uploading import department_of
from shared.ports import Delivery, Webhook
from shared.webhook_delivery import ForbiddenAddressError, check_url, new_secret

router = APIRouter(prefix="/webhooks", tags=["webhooks"])

WebhookId = Annotated[str, Path(max_length=64)]


@router.post("", status_code=201, response_model=WebhookView, responses=problems("forbidden_address"))
async def create_webhook(
    request: Request,
    gateway: TheGateway,
    principal: Subscriber,
    body: WebhookRequest,
    department: Annotated[str | None, Query(max_length=200, description="administrators: for which department")] = None,
) -> WebhookView:
    """Subscribe. Events from now on are sent; the signing secret is shown this once."""
    owner = await department_of(gateway, principal, department)
    await _check(gateway, body.url)
    secret = new_secret()
    webhook = Webhook(
        id=gateway.ports.clock.new_id(),
        department_id=owner,
        url=body.url,
        secrets=(secret,),
        events=tuple(body.events),
        enabled=True,
        disabled_reason=None,
        created_at=gateway.ports.clock.now(),
        cursor=await gateway.call(gateway.ports.reading.latest_change),
    )
    await gateway.call(gateway.ports.webhooks.add, webhook)
    await record(request, gateway, principal, "webhook.create", webhook.id, {"url": body.url})
    return _view(webhook, secret)


@router.get("", response_model=Page[WebhookView], responses=problems("bad_cursor"))
async def list_webhooks(
    gateway: TheGateway, principal: Subscriber, limit: Limit = 100, cursor: Cursor = None
) -> Page[WebhookView]:
    """The department's subscriptions, newest first."""
    hidden = principal.sees is None and not principal.admin
    rows = () if hidden else await gateway.call(gateway.ports.webhooks.of, principal.sees)
    shown, more = cursors.page("webhooks", rows, lambda w: w.id, limit, cursor)
    return Page(items=[_view(w) for w in shown], next_cursor=more)


@router.get("/{webhook_id}", response_model=WebhookView, responses=problems("not_found"))
async def get_webhook(gateway: TheGateway, principal: Subscriber, webhook_id: WebhookId) -> WebhookView:
    """One subscription."""
    return _view(await _mine(gateway, principal, webhook_id))


@router.patch("/{webhook_id}", response_model=WebhookView, responses=problems("not_found", "forbidden_address"))
async def change_webhook(
    request: Request, gateway: TheGateway, principal: Subscriber, webhook_id: WebhookId, body: WebhookChange
) -> WebhookView:
    """Change address or events, disable, or enable again after it was disabled."""
    webhook = await _mine(gateway, principal, webhook_id)
    if body.url is not None:
        await _check(gateway, body.url)
    changed = await gateway.call(
        gateway.ports.webhooks.change,
        webhook.id,
        url=body.url,
        events=body.events,
        enabled=body.enabled,
        reason="disabled by its owner",
    )
    await record(request, gateway, principal, "webhook.change", webhook.id, body.model_dump(exclude_none=True))
    return _view(changed)


@router.delete("/{webhook_id}", status_code=204, responses=problems("not_found"))
async def delete_webhook(
    request: Request, gateway: TheGateway, principal: Subscriber, webhook_id: WebhookId
) -> Response:
    """End the subscription; what was not delivered is dropped."""
    webhook = await _mine(gateway, principal, webhook_id)
    await gateway.call(gateway.ports.webhooks.remove, webhook.id)
    await record(request, gateway, principal, "webhook.delete", webhook.id)
    return Response(status_code=204)


@router.post("/{webhook_id}/rotate-secret", response_model=WebhookView, responses=problems("not_found"))
async def rotate_secret(
    request: Request, gateway: TheGateway, principal: Subscriber, webhook_id: WebhookId
) -> WebhookView:
    """A new signing secret; deliveries carry signatures of both until the next rotation."""
    webhook = await _mine(gateway, principal, webhook_id)
    secret = new_secret()
    changed = await gateway.call(gateway.ports.webhooks.change, webhook.id, secrets=(secret, webhook.secrets[0]))
    await record(request, gateway, principal, "webhook.rotate", webhook.id)
    return _view(changed, secret)


@router.get(
    "/{webhook_id}/deliveries", response_model=Page[DeliveryView], responses=problems("not_found", "bad_cursor")
)
async def list_deliveries(
    gateway: TheGateway,
    principal: Subscriber,
    webhook_id: WebhookId,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[DeliveryView]:
    """What was sent and how it went, newest first."""
    before = cursors.decode("deliveries", cursor, str)[0] if cursor else None
    webhook = await _mine(gateway, principal, webhook_id)
    rows = await gateway.call(gateway.ports.webhooks.deliveries, webhook.id, limit=limit + 1, before=before)
    more = cursors.encode("deliveries", rows[limit - 1].id) if len(rows) > limit else None
    return Page(items=[_delivery(d) for d in rows[:limit]], next_cursor=more)


@router.post(
    "/{webhook_id}/deliveries/{delivery_id}/replay",
    status_code=202,
    response_model=DeliveryView,
    responses=problems("not_found"),
)
async def replay_delivery(
    request: Request,
    gateway: TheGateway,
    principal: Subscriber,
    webhook_id: WebhookId,
    delivery_id: Annotated[str, Path(max_length=64)],
) -> DeliveryView:
    """Send it again, with the same `webhook-id`."""
    webhook = await _mine(gateway, principal, webhook_id)
    found = await gateway.call(gateway.ports.webhooks.delivery, delivery_id) if is_id(delivery_id) else None
    if found is None or found.webhook_id != webhook.id:
        raise ProblemError("not_found", "there is no such delivery")
    again = await gateway.call(gateway.ports.webhooks.replay, found.id)
    await record(request, gateway, principal, "webhook.replay", webhook.id, {"delivery": found.id})
    return _delivery(again)


async def _mine(gateway: Gateway, principal: Principal, webhook_id: str) -> Webhook:
    found = await gateway.call(gateway.ports.webhooks.get, webhook_id) if is_id(webhook_id) else None
    if found is None or not (principal.admin or found.department_id == principal.department_id):
        raise ProblemError("not_found", "there is no such webhook")
    return found


async def _check(gateway: Gateway, url: str) -> None:
    try:
        await gateway.call(check_url, url, allow_private=gateway.settings.webhooks_allow_private)
    except ForbiddenAddressError as exc:
        raise ProblemError("forbidden_address", str(exc)) from exc


def _view(webhook: Webhook, secret: str | None = None) -> WebhookView:
    return WebhookView(
        webhook_id=webhook.id,
        url=webhook.url,
        events=list(webhook.events),
        enabled=webhook.enabled,
        disabled_reason=webhook.disabled_reason,
        created_at=webhook.created_at,
        secret=secret,
    )


def _delivery(delivery: Delivery) -> DeliveryView:
    return DeliveryView.model_validate(
        {
            "delivery_id": delivery.id,
            "event_id": delivery.event_id,
            "type": delivery.event,
            "state": delivery.state,
            "attempts": delivery.attempts,
            "next_at": delivery.next_at if delivery.state == "pending" else None,
            "last_status": delivery.last_status,
            "last_error": delivery.last_error,
            "created_at": delivery.created_at,
            "delivered_at": delivery.delivered_at,
        }
    )
