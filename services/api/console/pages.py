"""The console: server-rendered pages for people. Everything that it changes goes through the API."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.staticfiles import StaticFiles

from services.api import security, service
from services.api.audit import record
from services.api.auth import by_session, check_csrf, visible
from services.api.console.view import STAGES, render
from services.api.gateway import Gateway, TheGateway
from services.api.problems import ProblemError
from services.api.routers.documents import clean
from services.api.security import Principal
from shared.exports import findings_of
from shared.exports.html import form_html, table_html
from shared.exports.marks import Marks
from shared.lifecycle import DocumentState
from shared.ports import DocumentFilter, DocumentRow

router = APIRouter(prefix="/console", include_in_schema=False)

_STATIC = Path(__file__).parent / "static"
_PAGE = 50


def mount_console(app: FastAPI) -> None:
    """The console under /console, and the way there from /."""
    app.mount("/console/static", StaticFiles(directory=_STATIC), name="static")
    app.include_router(router)

    @app.get("/", include_in_schema=False)
    async def root() -> RedirectResponse:
        return RedirectResponse("/console", status_code=303)


async def _user(request: Request, gateway: Gateway) -> Principal | None:
    cookie = request.cookies.get(security.COOKIE)
    return await by_session(gateway, cookie) if cookie else None


def _to_login() -> Response:
    return RedirectResponse("/console/login", status_code=303)


def _page(request: Request, gateway: Gateway, user: Principal, template: str, **values: Any) -> HTMLResponse:
    csrf = security.csrf_token(user.session or "", gateway.settings.secret)
    return HTMLResponse(render(template, user=user, csrf=csrf, path=request.url.path, **values))


def _missing(request: Request, gateway: Gateway, user: Principal) -> HTMLResponse:
    page = _page(request, gateway, user, "missing.html")
    page.status_code = 404
    return page


# ---------------------------------------------------------------- session


@router.get("/login")
async def login_page(request: Request, gateway: TheGateway) -> Response:
    if await _user(request, gateway) is not None:
        return RedirectResponse("/console", status_code=303)
    return HTMLResponse(render("login.html", failed=False))


@router.post("/login")
async def login(request: Request, gateway: TheGateway, key: Annotated[str, Form(max_length=200)] = "") -> Response:
    key = key.strip()
    row = None
    if security.looks_like_key(key):
        row = await gateway.call(gateway.ports.keys.find, security.hash_key(key, gateway.settings.secret))
    user = security.principal(row, gateway.ports.clock.now()) if row else None
    if row is None or user is None:
        return HTMLResponse(render("login.html", failed=True), status_code=401)
    await record(request, gateway, user, "console.login")
    response = RedirectResponse("/console", status_code=303)
    response.set_cookie(
        security.COOKIE,
        security.make_session(row.id, gateway.settings.secret, time.time()),
        max_age=security.SESSION_SECONDS,
        httponly=True,
        samesite="strict",
        secure=gateway.settings.cookie_secure,
        path="/",
    )
    return response


@router.post("/logout")
async def logout(request: Request, gateway: TheGateway, csrf: Annotated[str, Form(max_length=100)] = "") -> Response:
    cookie = request.cookies.get(security.COOKIE, "")
    check_csrf(gateway, cookie, csrf)
    response = _to_login()
    response.delete_cookie(security.COOKIE, path="/")
    return response


# ---------------------------------------------------------------- pages


@router.get("")
async def queues_page(request: Request, gateway: TheGateway) -> Response:
    user = await _user(request, gateway)
    if user is None:
        return _to_login()
    return _page(request, gateway, user, "queues.html", **await _load(gateway, user))


@router.get("/live/queues")
async def queues_live(request: Request, gateway: TheGateway) -> Response:
    """The part of the queues page that moves."""
    user = await _user(request, gateway)
    if user is None:
        return JSONResponse({"login": "/console/login"}, status_code=401)
    return HTMLResponse(render("_queues.html", user=user, **await _load(gateway, user)))


async def _load(gateway: Gateway, user: Principal) -> dict[str, Any]:
    reading = gateway.ports.reading
    loads = await gateway.call(reading.stage_loads)
    workers = await gateway.call(reading.workers)
    where = DocumentFilter(department_id=_sees(user), state=DocumentState.RUNNING)
    running = await gateway.call(reading.documents, where, limit=12)
    recent = await gateway.call(reading.documents, DocumentFilter(department_id=_sees(user)), limit=12)
    shown = {d.id: d for d in (*running, *recent)}
    served = {queue for worker in workers if worker.alive for queue in worker.queues}
    documents = sorted(shown.values(), key=lambda d: (service.finished(d), d.id), reverse=False)
    return {
        "loads": loads,
        "workers": workers,
        "unserved": [load.stage.value for load in loads if load.waiting and load.stage.value not in served],
        "documents": sorted(documents[:12], key=lambda d: d.id, reverse=True),
        "stages": STAGES,
        "now": gateway.ports.clock.now(),
    }


@router.get("/documents")
async def documents_page(
    request: Request,
    gateway: TheGateway,
    state: Annotated[str, Query(max_length=20)] = "",
    q: Annotated[str, Query(max_length=200)] = "",
    before: Annotated[str, Query(max_length=26)] = "",
    part: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    user = await _user(request, gateway)
    if user is None:
        return _to_login()
    chosen = DocumentState(state) if state in set(DocumentState) else None
    where = DocumentFilter(department_id=_sees(user), state=chosen, q=clean(q.strip()) or None)
    reading = gateway.ports.reading
    rows = await gateway.call(reading.documents, where, limit=_PAGE + 1, before=clean(before) or None)
    departments = await gateway.call(gateway.ports.keys.departments) if user.admin else ()
    values = {
        "documents": rows[:_PAGE],
        "departments": {d.id: d.name for d in departments},
        "more": rows[_PAGE - 1].id if len(rows) > _PAGE else None,
        "state": state,
        "q": q,
        "now": gateway.ports.clock.now(),
        "stages": STAGES,
    }
    if part == "rows":
        return HTMLResponse(render("_documents.html", user=user, **values))
    return _page(request, gateway, user, "documents.html", **values)


@router.get("/documents/{document_id}")
async def document_page(
    request: Request,
    gateway: TheGateway,
    document_id: str,
    revision: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
) -> Response:
    user = await _user(request, gateway)
    if user is None:
        return _to_login()
    try:
        row = await visible(gateway, user, document_id)
    except ProblemError:
        return _missing(request, gateway, user)
    revisions = await gateway.call(gateway.ports.publications.revisions, row.id)
    shown = next((r for r in revisions if revision in (None, r.revision)), None)
    stages = await gateway.call(gateway.ports.progress.rows, row.id, run=row.run)
    values: dict[str, Any] = {
        "document": row,
        "revisions": revisions,
        "shown": shown,
        "parts": stages,
        "held": None if service.finished(row) else await _held(gateway, row),
        "stages": STAGES,
        "now": gateway.ports.clock.now(),
        "tables": (),
        "forms": (),
        "findings": (),
        "pictures": row.media_type == "application/pdf" or row.media_type.startswith("image/"),
    }
    if shown is not None:
        found, _, _ = await gateway.make(service.load, gateway.ports, shown)
        marks = Marks.of(found.findings)
        values |= {
            "report": found,
            "findings": found.findings,
            "tables": [(t, table_html(t, marks), findings_of(found, t)) for t in found.tables],
            "forms": [form_html(f) for f in found.forms],
        }
    return _page(request, gateway, user, "document.html", **values)


async def _held(gateway: Gateway, row: DocumentRow) -> str | None:
    """Why an unfinished document does not move, where that is known."""
    stage = row.stage.value if row.stage else ""
    loads = await gateway.call(gateway.ports.reading.stage_loads)
    if any(load.paused for load in loads if load.stage.value == stage):
        return f"「{STAGES[stage]}」队列已被管理员暂停，恢复后自动继续。"
    workers = await gateway.call(gateway.ports.reading.workers)
    if not any(worker.alive and stage in worker.queues for worker in workers):
        return f"目前没有进程处理「{STAGES.get(stage, stage)}」，进程启动后自动继续。"
    return None


@router.get("/failed")
async def failed_page(request: Request, gateway: TheGateway) -> Response:
    user = await _user(request, gateway)
    if user is None:
        return _to_login()
    where = DocumentFilter(department_id=_sees(user), state=DocumentState.FAILED)
    rows = await gateway.call(gateway.ports.reading.documents, where, limit=200)
    return _page(request, gateway, user, "failed.html", documents=rows, stages=STAGES, now=gateway.ports.clock.now())


@router.get("/audit")
async def audit_page(
    request: Request,
    gateway: TheGateway,
    action: Annotated[str, Query(max_length=64)] = "",
    before: Annotated[str, Query(max_length=26)] = "",
) -> Response:
    """Who did what, for administrators."""
    user = await _user(request, gateway)
    if user is None:
        return _to_login()
    if not user.admin:
        return _missing(request, gateway, user)
    ports = gateway.ports
    rows = await gateway.call(
        ports.audit.entries, limit=_PAGE + 1, before=clean(before) or None, action=clean(action) or None
    )
    keys = await gateway.call(ports.keys.all)
    departments = await gateway.call(ports.keys.departments)
    documents = await gateway.call(ports.reading.many, list({row.target for row in rows if row.target}))
    values = {
        "entries": rows[:_PAGE],
        "more": rows[_PAGE - 1].id if len(rows) > _PAGE else None,
        "action": action,
        "names": {key.id: key.name or key.hint for key in keys} | {"cli": "命令行"},
        "departments": {d.id: d.name for d in departments},
        "files": {found.id: found.filename for found in documents.values()},
        "stages": STAGES,
    }
    return _page(request, gateway, user, "audit.html", **values)


@router.get("/keys")
async def keys_page(request: Request, gateway: TheGateway) -> Response:
    """The keys of all departments, for administrators."""
    user = await _user(request, gateway)
    if user is None:
        return _to_login()
    if not user.admin:
        return _missing(request, gateway, user)
    keys = await gateway.call(gateway.ports.keys.all)
    departments = await gateway.call(gateway.ports.keys.departments)
    return _page(request, gateway, user, "keys.html", keys=keys, departments=departments, now=gateway.ports.clock.now())


@router.get("/{_rest:path}")
async def no_page(request: Request, gateway: TheGateway, _rest: str) -> Response:
    """A page that does not exist, told as a page."""
    user = await _user(request, gateway)
    return _to_login() if user is None else _missing(request, gateway, user)


def _sees(user: Principal) -> str | None:
    """The department that lists are limited to; an impossible one for a key that belongs nowhere."""
    return None if user.admin else user.department_id or "-"
