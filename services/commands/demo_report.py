"""What the demo prints: live progress, then each document's tables, repairs and findings."""

from __future__ import annotations

from collections import Counter
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from services.commands.expectations import repairs_of
from shared.lifecycle import Stage

Json = dict[str, Any]
_SHOWN_REPAIRS, _SHOWN_FINDINGS = 5, 12
_RANK = {"error": 0, "warning": 1, "info": 2}


class Progress:
    """A live table on a terminal, a line per change elsewhere."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live = Live(console=console, refresh_per_second=8) if console.is_terminal else None
        self._said: dict[str, str] = {}

    def __enter__(self) -> Progress:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _exc: BaseException | None, _tb: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def show(self, statuses: list[Json]) -> None:
        if self._live is not None:
            self._live.update(_table(statuses))
            return
        for status in statuses:
            line = f"{status['filename']}: {_where(status)}"
            if self._said.get(status["document_id"]) != line:
                self._said[status["document_id"]] = line
                self._console.print(escape(line), soft_wrap=True)


def _where(status: Json) -> str:
    stage = f" {status['stage']}" if status["stage"] and status["state"] != "published" else ""
    done, total = _pages(status)
    pages = f", {done}/{total} pages" if total else ""
    return f"{status['state']}{stage}{pages}"


def _pages(status: Json) -> tuple[int, int | None]:
    return status["pages_done"] or 0, status["pages_total"]


def _table(statuses: list[Json]) -> Table:
    table = Table("document", *(stage.value for stage in Stage), "pages", "state")
    stages = list(Stage)
    for status in statuses:
        at = stages.index(Stage(status["stage"])) if status["stage"] else len(stages)
        marks = [
            "✓" if n < at else "▶" if n == at and status["state"] == "running" else "·" for n in range(len(stages))
        ]
        done, total = _pages(status)
        table.add_row(escape(status["filename"]), *marks, f"{done}/{total or '?'}", status["state"])
    return table


def print_result(console: Console, result: Json, faults: list[str]) -> None:
    """One document: its tables, some of its repairs and findings, and whether it is as expected."""
    report = result["report"]
    pages = f", {result['pages']} pages" if result["pages"] else ""
    console.print(f"\n[bold]{escape(result['filename'])}[/bold] ({result['reader']}{pages})", soft_wrap=True)
    console.print(f"  {escape(str(report['title']))} — {escape(str(report['organization']))}, {report['year']}")
    for table in result["tables"]:
        shape = f"{len(table['rows'])} × {len(table['columns'])}"
        console.print(f"  {escape(table['title'] or table['id'])}  {shape}  {table['unit'] or ''}", soft_wrap=True)
    _print_repairs(console, result)
    _print_findings(console, result)
    checks = result["checks"]
    console.print(
        f"  checks: {checks['passed']} passed, {checks['failed']} failed, {checks['not_evaluated']} not evaluated"
    )
    for fault in faults:
        console.print(f"  [red]NOT AS EXPECTED[/red] {escape(fault)}", soft_wrap=True)
    if not faults:
        console.print("  [green]as expected[/green]")


def _print_repairs(console: Console, result: Json) -> None:
    repairs = list(repairs_of(result))
    codes = ", ".join(f"{code} {count}" for code, count in Counter(r["code"] for _, r in repairs).most_common())
    console.print(f"  repairs: {len(repairs)}{f' ({codes})' if codes else ''}", soft_wrap=True)
    for title, repair in repairs[:_SHOWN_REPAIRS]:
        before, after = str(repair["from"])[:60], str(repair["to"])[:60]
        console.print(escape(f"    {title}: {repair['code']}: {before!r} → {after!r}: {repair['why']}"), soft_wrap=True)


def _print_findings(console: Console, result: Json) -> None:
    findings = sorted(result["findings"], key=lambda f: _RANK[f["severity"]])
    count = Counter(f["severity"] for f in findings)
    console.print(f"  findings: {count['error']} errors, {count['warning']} warnings, {count['info']} notes")
    shown = [f for f in findings if f["severity"] != "info"][:_SHOWN_FINDINGS]
    for finding in shown:
        where = " ".join(x for x in (finding["table_title"] or "text", finding["where"]) if x)
        line = f"    {finding['severity']} {finding['code']} [{finding['rule']}] {where}: {finding['message']}"
        console.print(escape(line), soft_wrap=True)
    left = len(findings) - len(shown)
    if left:
        console.print(f"    … and {left} more")
