// The console's behaviour: live parts, uploads, actions, the page beside its cells. No library, nothing from elsewhere.
"use strict";
(() => {
  const csrf = document.querySelector('meta[name="csrf"]')?.content ?? "";
  const $ = (id) => document.getElementById(id);

  // ---------------------------------------------------------------- words and times
  let toastTimer = 0;
  function toast(text, bad = false) {
    const box = $("toast");
    box.textContent = text;
    box.className = bad ? "on bad" : "on";
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => (box.className = ""), bad ? 6000 : 2500);
  }
  function localTimes(root) {
    for (const time of root.querySelectorAll("time[datetime]")) {
      const at = new Date(time.dateTime);
      const two = (n) => String(n).padStart(2, "0");
      time.textContent = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
      time.title = time.dateTime;
    }
  }
  localTimes(document);

  const CODES = JSON.parse(document.querySelector('meta[name="problems"]')?.content ?? "{}");
  async function call(method, url, body) {
    const answer = await fetch(url, { method, credentials: "same-origin",
      headers: { "X-CSRF-Token": csrf, ...(body?.headers ?? {}) }, body: body?.data });
    if (answer.ok) return answer;
    const problem = await answer.json().catch(() => ({}));
    throw new Error(CODES[problem.code] ?? problem.detail ?? `HTTP ${answer.status}`);
  }
  const json = (value, headers = {}) => ({ headers: { "Content-Type": "application/json", ...headers }, data: JSON.stringify(value) });

  // ---------------------------------------------------------------- buttons that call the API
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-post]");
    if (!button) return;
    if (button.dataset.confirm && !confirm(button.dataset.confirm)) return;
    button.disabled = true;
    try {
      await call(button.dataset.method ?? "POST", button.dataset.post, button.dataset.json ? json(JSON.parse(button.dataset.json)) : undefined);
      toast(button.dataset.done);
      if (button.dataset.go) setTimeout(() => (location.href = button.dataset.go), 600);
      else if ("reload" in button.dataset) setTimeout(() => location.reload(), 600); else refresh();
    } catch (error) {
      toast(error.message, true);
      button.disabled = false;
    }
  });

  // ---------------------------------------------------------------- keys: shown once, when they are made
  async function showKey(url, body) {
    try {
      const made = await (await call("POST", url, body)).json();
      const box = $("secret");
      box.querySelector("code").textContent = made.key;
      box.hidden = false; box.scrollIntoView({ block: "center" });
      return true;
    } catch (error) { toast(error.message, true); return false; }
  }
  $("new-key")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = new FormData(event.target), department = form.get("department").trim();
    if (!department && !form.has("admin")) { toast("请填写部门，或勾选管理员", true); return; }
    const body = { name: form.get("name").trim(), admin: form.has("admin"), scopes: form.getAll("scopes"), ...(department ? { department } : {}) };
    if (await showKey("/v1/admin/keys", json(body))) event.target.reset();
  });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-key]");
    if (!button || !confirm(button.dataset.confirm)) return;
    button.disabled = true;
    if (await showKey(button.dataset.key)) button.closest("tr").classList.add("dim"); else button.disabled = false;
  });
  $("secret")?.querySelector("button").addEventListener("click", async () => {
    const text = $("secret").querySelector("code");
    try { await navigator.clipboard.writeText(text.textContent); toast("已复制"); }
    catch { getSelection().selectAllChildren(text); toast("请按 Ctrl+C 复制"); } // no clipboard without TLS
  });

  // ---------------------------------------------------------------- parts that are fetched again and again
  const live = document.querySelector("[data-live]");
  async function refresh() {
    if (!live || document.hidden || document.querySelector("details[open].menu")) return;
    try {
      const answer = await fetch(live.dataset.live, { credentials: "same-origin" });
      if (answer.status === 401 || answer.redirected) { location.href = "/console/login"; return; }
      if (!answer.ok) throw new Error();
      const into = $(live.dataset.into);
      const text = await answer.text();
      if (into.dataset.text !== text) { into.dataset.text = text; into.innerHTML = text; localTimes(into); }
      $("live")?.classList.remove("off");
    } catch {
      const sign = $("live");
      if (sign) { sign.classList.add("off"); sign.querySelector("span").textContent = "连接中断，正在重试"; }
    }
  }
  if (live) setInterval(refresh, 2000);

  // ---------------------------------------------------------------- uploads
  const drop = $("drop");
  if (drop) {
    const over = (on) => (event) => { event.preventDefault(); drop.classList.toggle("over", on); };
    for (const name of ["dragenter", "dragover"]) document.addEventListener(name, over(true));
    for (const name of ["dragleave", "drop"]) document.addEventListener(name, over(false));
    document.addEventListener("drop", (event) => sendAll(event.dataTransfer?.files ?? []));
    $("files").addEventListener("change", (event) => { sendAll(event.target.files); event.target.value = ""; });
  }
  async function sendAll(files) {
    if ($("department")?.value === "") { toast("请先选择部门", true); $("department").focus(); return; }
    for (const file of [...files]) await send(file);
    refresh();
  }
  function send(file) {
    const item = document.createElement("li");
    const name = document.createElement("b"); name.textContent = file.name;
    const bar = document.createElement("progress"); bar.max = 1; bar.value = 0;
    const said = document.createElement("span"); said.className = "dim small"; said.textContent = "上传中…";
    item.append(name, bar, said); $("sent").prepend(item);
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      const department = $("department") ? `?department=${encodeURIComponent($("department").value)}` : "";
      request.open("POST", `/v1/documents${department}`);
      request.setRequestHeader("X-CSRF-Token", csrf);
      request.upload.onprogress = (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; };
      request.onload = () => {
        bar.remove();
        let body = {};
        try { body = JSON.parse(request.responseText); } catch { /* not JSON: told below */ }
        const documents = body.documents ?? [];
        if (request.status >= 400 || !documents.length) { said.className = "why"; said.textContent = CODES[body.code] ?? body.detail ?? `HTTP ${request.status}`; }
        else {
          const bad = documents.filter((d) => d.state === "rejected"), twice = documents.filter((d) => d.duplicate).length;
          said.textContent = `${documents.length - bad.length} 份已接收` + (twice ? `（其中 ${twice} 份以前上传过）` : "") + (bad.length ? `；${bad.length} 份未接收：${bad.map((d) => `${d.filename} ${CODES[d.error.code] ?? d.error.detail}`).join("；")}` : "");
        }
        resolve();
      };
      request.onerror = () => { bar.remove(); said.className = "why"; said.textContent = "连接中断，上传未完成"; resolve(); };
      const form = new FormData(); form.append("file", file, file.name); request.send(form);
    });
  }

  // ---------------------------------------------------------------- a document that is being processed
  const watched = document.querySelector("[data-watch]");
  if (watched) {
    const source = new EventSource(watched.dataset.watch);
    let first = null;
    source.addEventListener("status", (event) => {
      const status = JSON.parse(event.data);
      if (!["queued", "running"].includes(status.state)) { source.close(); location.reload(); return; }
      if (status.pages_total) {
        first ??= { at: Date.now(), done: status.pages_done };
        const read = status.pages_done - first.done, minutes = (Date.now() - first.at) / 60000 / read * (status.pages_total - status.pages_done);
        const rest = read < 2 || status.stage !== "extract" ? "" : minutes < 1 ? "，预计不到 1 分钟读完" : `，预计约 ${Math.ceil(minutes)} 分钟读完`;
        $("watch").textContent = `已读取 ${status.pages_done} / ${status.pages_total} 页${rest}`;
      }
      const steps = [...watched.querySelectorAll(".steps li")];
      const at = ["ingest", "extract", "reconstruct", "validate", "publish"].indexOf(status.stage);
      steps.forEach((step, n) => (step.className = n < at ? "done" : n === at ? "now" : ""));
    });
  }

  // ---------------------------------------------------------------- cells, and the page they stand on
  const reader = document.querySelector(".reader");
  $("revision")?.addEventListener("change", (event) => (location.href = event.target.dataset.base + event.target.value));
  if (!reader) return;
  const id = reader.dataset.document, picture = $("picture"), frame = $("frame"), DPI = 100;
  let page = 0, chosen = null;
  function show(number, box) {
    if (!picture) return;
    const last = Number($("page").dataset.pages) || 1;
    const wanted = Math.min(Math.max(number, 1), last);
    $("page-no").textContent = `第 ${wanted} / ${last} 页`;
    $("prev").disabled = wanted === 1; $("next").disabled = wanted === last;
    const place = () => {
      frame.hidden = !box;
      if (!box) return;
      const scale = picture.clientWidth / (picture.naturalWidth * 72 / DPI);
      const [x0, top, x1, bottom] = box.map((v) => v * scale);
      Object.assign(frame.style, { left: `${x0 - 3}px`, top: `${top - 3}px`, width: `${x1 - x0 + 6}px`, height: `${bottom - top + 6}px` });
      const view = $("page"); view.scrollTop = Math.max(0, top - view.clientHeight / 2);
    };
    if (wanted === page && picture.complete) { place(); return; }
    page = wanted; frame.hidden = true; picture.onload = place;
    picture.src = `/v1/documents/${id}/pages/${wanted}.png?dpi=${DPI}`;
  }
  function choose(cell) {
    chosen?.classList.remove("chosen"); chosen = cell; cell.classList.add("chosen");
    const box = cell.dataset.box?.split(",").map(Number);
    const parts = /^(.*)-(\d+)-(\d+)$/.exec(cell.id);
    $("cell").hidden = false;
    $("cell-at").textContent = parts ? `第 ${Number(parts[2]) + 1} 行，第 ${Number(parts[3]) + 1} 列` + (cell.dataset.page ? ` · 原文第 ${cell.dataset.page} 页` : "") : "";
    $("cell-text").textContent = cell.innerText || "（空）";
    $("cell-why").textContent = cell.title;
    $("correct").hidden = !parts || reader.dataset.latest !== "yes";
    $("cell-new").value = cell.innerText;
    if (cell.dataset.page) show(Number(cell.dataset.page), box); // last: what stands above changes the picture's room
  }
  document.querySelector(".text").addEventListener("click", (event) => {
    const cell = event.target.closest(".scroll td");
    if (cell) choose(cell);
    const link = event.target.closest("a.goto");
    const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (target) { event.preventDefault(); target.closest(".scroll")?.focus({ preventScroll: true }); target.scrollIntoView({ block: "center", behavior: "smooth" }); choose(target); }
  });
  // By double click or Enter straight to the new text; arrows go from cell to cell.
  document.querySelector(".text").addEventListener("dblclick", (event) => {
    if (event.target.closest(".scroll td") && !$("correct").hidden) { $("cell-new").focus(); $("cell-new").select(); }
  });
  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, textarea, button, a, summary") && event.key !== "Escape") return;
    const entered = event.target.closest(".scroll"); // by the tab key: the arrows begin at its first cell
    if (entered && !entered.contains(chosen) && STEPS[event.key]) { const cell = entered.querySelector("td"); if (cell) { event.preventDefault(); choose(cell); } return; }
    if (!chosen) return;
    const [, table, row, column] = /^(.*)-(\d+)-(\d+)$/.exec(chosen.id) || [];
    const step = STEPS[event.key];
    const next = step && table && document.getElementById(`${table}-${Number(row) + step[0]}-${Number(column) + step[1]}`);
    if (next) { event.preventDefault(); choose(next); next.scrollIntoView({ block: "nearest", inline: "nearest" }); }
    if (event.key === "Enter" && !$("correct").hidden) { event.preventDefault(); $("cell-new").focus(); $("cell-new").select(); }
    if (event.key === "Escape") document.activeElement?.blur();
  });
  $("correct").addEventListener("submit", async (event) => {
    event.preventDefault();
    const [, table, row, column] = /^(.*)-(\d+)-(\d+)$/.exec(chosen.id);
    const cells = [{ table, row: Number(row), column: Number(column), text: $("cell-new").value }];
    try {
      await call("PATCH", `/v1/documents/${id}/cells`, json({ cells }, { "If-Match": `"${reader.dataset.etag}"` }));
      toast("已改正并重新校验，生成新的修订");
      setTimeout(() => { location.href = `/console/documents/${id}`; }, 700);
    } catch (error) { toast(error.message, true); }
  });
  $("prev")?.addEventListener("click", () => show(page - 1));
  $("next")?.addEventListener("click", () => show(page + 1));
  const first = document.querySelector(".scroll td.error[data-page], .scroll td[data-page]");
  show(first ? Number(first.dataset.page) : 1);
  if (location.hash) { const target = document.getElementById(decodeURIComponent(location.hash.slice(1))); if (target?.matches("td")) choose(target); }
})();
