"""The console in Chromium, over a running gateway."""

from __future__ import annotations

import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright

from services.api.app import create_app
from services.api.settings import GatewaySettings
from services.ingest.service import IntakeService
from services.validate.service import Reviser
from shared.adapters.database.migrate import migrate
from shared.bootstrap_gateway import GatewayBackends
from tests.unit.api.conftest import PDF, Harness, make_harness

pytestmark = pytest.mark.browser
_FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("chromium is not installed: sh tests/install-servers.sh says what to type")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[Harness]:
    settings = GatewaySettings(_env_file=None, data=tmp_path)  # type: ignore[call-arg]
    ports = GatewayBackends(settings)
    migrate(ports.engine)
    ports.engine.dispose()
    yield from make_harness(settings)


@pytest.fixture
def url(harness: Harness) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # An application of its own for the browser: the harness's has its limiters bound to another event loop.
    ports = harness.ports
    app = create_app(ports.settings, ports=ports, intake=IntakeService(ports), validator=Reviser(ports))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=url)
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on(
        "console", lambda message: faults.append(message.text) if "Content Security Policy" in message.text else None
    )
    yield opened
    context.close()
    assert faults == []


def _login(page: Page, key: str) -> None:
    page.goto("/")
    page.fill("#key", key)
    page.click("button.primary")
    expect(page.locator("h1")).to_have_text("处理队列")


def test_login_refuses_a_wrong_key_and_takes_a_right_one(page: Page, harness: Harness) -> None:
    page.goto("/console/documents")
    page.fill("#key", "ysk_wrong")
    page.click("button.primary")
    expect(page.get_by_role("alert")).to_contain_text("密钥无效")
    _login(page, harness.keys["a"])
    page.get_by_role("button", name="退出").click()
    expect(page.locator("#key")).to_be_visible()


def test_the_queues_page_is_live(page: Page, harness: Harness) -> None:
    _login(page, harness.keys["a"])
    waiting = page.locator(".stage").first.locator(".big dd").first
    expect(waiting).to_have_text("0")
    harness.upload()
    expect(waiting).to_have_text("1")


def test_upload_follow_read_and_correct(page: Page, harness: Harness, tmp_path: Path) -> None:
    """The way of a clerk: upload a file, see it through, look at the error beside its place, correct it."""
    file = tmp_path / "某局预算.pdf"
    file.write_bytes(PDF)
    _login(page, harness.keys["a"])
    page.get_by_role("link", name="文档", exact=True).click()
    page.set_input_files("#files", str(file))
    expect(page.locator("#sent")).to_contain_text("1 份已接收")
    row = page.locator("#rows").get_by_role("link", name="某局预算.pdf")
    row.click()
    expect(page.locator(".chip").first).to_have_text("排队中")
    (document,) = harness.get("/v1/documents").json()["items"]
    harness.publish(document["document_id"])
    expect(page.locator(".chip").first).to_have_text("已发布")
    expect(page.locator(".findings").first).to_contain_text("支出总计 310 与各项之和 300 不符")
    page.locator("#t1-2-1").click()
    expect(page.locator("#cell-text")).to_have_text("310")
    expect(page.locator("#cell-why")).to_contain_text("不符")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#cell-text")).to_have_text("200")
    page.locator("#t1-2-1").dblclick()
    expect(page.locator("#cell-new")).to_be_focused()
    page.keyboard.type("300")
    page.keyboard.press("Enter")
    expect(page.locator("#revision")).to_have_value("2")
    expect(page.locator("#t1-2-1")).to_have_text("300")
    expect(page.locator("#t1-2-1")).to_have_class("num repaired")
    page.locator("#t1-2-1").click()
    expect(page.locator("#cell-why")).to_contain_text("修复：人工改正：「310」→「300」（key of a，")
    page.get_by_role("button", name="审定").click()
    expect(page.get_by_text("key of a 已审定", exact=True)).to_be_visible()


def test_failed_documents_can_be_retried(page: Page, harness: Harness) -> None:
    document_id = harness.upload()
    harness.fail(document_id, retryable=True)
    _login(page, harness.keys["admin"])
    page.get_by_role("link", name="失败与死信").click()
    expect(page.locator(".reason")).to_contain_text("死信")
    page.get_by_role("button", name="重试 report.pdf").click()
    expect(page.get_by_text("没有失败的文档")).to_be_visible()
    answer: Any = harness.get(f"/v1/documents/{document_id}").json()
    assert answer["state"] == "queued"


def test_what_a_retry_cannot_help_is_told_in_chinese_and_offers_none(page: Page, harness: Harness) -> None:
    document_id = harness.upload()
    harness.fail(document_id)
    _login(page, harness.keys["admin"])
    for path in ("failed", f"documents/{document_id}"):
        page.goto(f"/console/{path}")
        told = page.locator(".alert, .reason")
        expect(told).to_contain_text("文件有密码保护")
        expect(told.get_by_text("the file asks for a password")).to_be_hidden()
        expect(page.locator('button[data-post$="/retry"]')).to_have_count(0)
        told.get_by_text("技术细节").click()
        expect(told.get_by_text("the file asks for a password")).to_be_visible()


def test_a_file_that_is_refused_is_told_in_chinese(page: Page, harness: Harness) -> None:
    _login(page, harness.keys["a"])
    page.goto("/console/documents")
    page.set_input_files("#files", [{"name": "空.pdf", "mimeType": "application/pdf", "buffer": b""}])
    expect(page.locator("#sent")).to_contain_text("文件为空")


def test_a_file_is_dropped_onto_the_page(page: Page, harness: Harness) -> None:
    _login(page, harness.keys["a"])
    page.goto("/console/documents")
    page.evaluate(
        """pdf => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([pdf], "拖来的.pdf"));
        document.getElementById("drop").dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true })); }""",
        PDF.decode("latin-1"),
    )
    expect(page.locator("#sent")).to_contain_text("1 份已接收")
    expect(page.locator("#rows")).to_contain_text("拖来的.pdf")


def test_the_audit_page_is_for_administrators(page: Page, harness: Harness) -> None:
    harness.upload("甲.pdf")
    _login(page, harness.keys["admin"])
    page.get_by_role("link", name="审计").click()
    expect(page.locator("table.list")).to_contain_text("甲.pdf")
    page.select_option("select[name=action]", "console.login")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("table.list tbody tr").first).to_contain_text("登录控制台")
    page.get_by_role("button", name="退出").click()
    _login(page, harness.keys["a"])
    expect(page.get_by_role("link", name="审计")).to_have_count(0)
    response = page.goto("/console/audit")
    assert response is not None
    assert response.status == 404


@pytest.mark.parametrize("width", [390, 1000, 1440])
def test_no_page_is_wider_than_its_window(page: Page, harness: Harness, width: int) -> None:
    document_id = harness.published("一份名字很长的部门预算公开报告附件.pdf")
    harness.fail(harness.upload("坏.pdf", PDF + b"%"))
    page.set_viewport_size({"width": width, "height": 800})
    _login(page, harness.keys["admin"])
    for path in ("", "/documents", f"/documents/{document_id}", "/failed", "/keys", "/audit"):
        page.goto(f"/console{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_report_to_print_is_dressed_and_reached_from_the_document(page: Page, harness: Harness) -> None:
    document_id = harness.published()
    _login(page, harness.keys["a"])
    page.goto(f"/console/documents/{document_id}")
    page.get_by_text("下载", exact=True).click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="校验报告").click()
    report = opened.value
    expect(report.locator("h1")).to_have_text("校验报告")
    assert report.locator("h1").evaluate("e => getComputedStyle(e).fontSize") == "22.6667px"
    assert report.evaluate("document.styleSheets.length") == 1


def test_why_a_document_does_not_move_is_told_and_mended(page: Page, harness: Harness) -> None:
    document_id = harness.upload()
    _login(page, harness.keys["admin"])
    expect(page.locator(".alert")).to_contain_text("没有进程处理「接收」")
    page.get_by_role("button", name="暂停「接收」").click()
    expect(page.locator(".notice")).to_contain_text("已暂停的队列：「接收」")
    page.goto(f"/console/documents/{document_id}")
    expect(page.locator(".held")).to_contain_text("「接收」队列已被管理员暂停")
    page.goto("/console")
    page.get_by_role("button", name="恢复「接收」").click()
    expect(page.locator(".notice")).to_have_count(0)


def test_without_a_mouse(page: Page, harness: Harness) -> None:
    """A file is chosen, a table entered and a cell corrected by keyboard alone."""
    document_id = harness.published()
    _login(page, harness.keys["a"])
    page.on("filechooser", lambda chooser: None)  # asked for from the start: turned on beside a key, it may miss it
    page.goto("/console/documents")
    page.locator("#files").focus()
    with page.expect_file_chooser():
        page.keyboard.press("Space")
    page.goto(f"/console/documents/{document_id}")
    page.locator(".scroll").focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator("#cell-text")).to_have_text("200")
    page.locator("a.goto").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#cell-text")).to_have_text("310")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#cell-new")).to_be_focused()
    expect(page.locator("#cell-new")).to_have_value("200")


def test_an_administrator_makes_and_ends_a_key(page: Page, harness: Harness) -> None:
    _login(page, harness.keys["admin"])
    page.get_by_role("link", name="密钥").click()
    page.get_by_label("部门").fill("审计局")
    page.get_by_label("用途").fill("夜间同步")
    page.get_by_label("改正与审定").uncheck()
    page.get_by_role("button", name="新建", exact=True).click()
    key = page.locator("#secret code")
    expect(key).to_have_text(re.compile(r"ysk_\S{43}"))
    bearer = {"Authorization": f"Bearer {key.inner_text()}"}
    assert page.request.get("/v1/documents", headers=bearer).ok
    page.reload()
    row = page.locator("table.list tbody tr", has_text="夜间同步")
    expect(row).to_contain_text("审计局")
    expect(row).to_contain_text("读取、上传与处理、订阅")
    page.once("dialog", lambda dialog: dialog.dismiss())
    row.get_by_role("button", name="吊销").click()
    expect(row).to_contain_text("有效")
    page.once("dialog", lambda dialog: dialog.accept())
    row.get_by_role("button", name="吊销").click()
    expect(row).to_contain_text("已吊销")
    page.wait_for_timeout(1000)
    assert page.request.get("/v1/documents", headers=bearer).status == 401


def test_an_administrator_chooses_the_department_of_an_upload(page: Page, harness: Harness, tmp_path: Path) -> None:
    file = tmp_path / "某局预算.pdf"
    file.write_bytes(PDF)
    _login(page, harness.keys["admin"])
    page.goto("/console/documents")
    page.set_input_files("#files", str(file))
    expect(page.locator("#toast")).to_have_text("请先选择部门")
    expect(page.locator("#sent li")).to_have_count(0)
    page.select_option("#department", index=1)
    page.set_input_files("#files", str(file))
    expect(page.locator("#sent")).to_contain_text("1 份已接收")


def test_a_document_is_deleted_after_a_question(page: Page, harness: Harness) -> None:
    document_id = harness.published("甲.pdf")
    _login(page, harness.keys["a"])
    page.goto(f"/console/documents/{document_id}")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="删除").click()
    expect(page.locator("#rows")).to_contain_text("还没有文档")
    response = page.goto("/console/nothing/here")
    assert response is not None
    assert response.status == 404
    expect(page.locator("h1")).to_have_text("找不到")
