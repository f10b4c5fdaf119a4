"""The validation report of a document: as JSON in the manner of frictionless, and as a page to print. Pure.

`frictionless(document)` gives `{name, valid, stats, tasks: [{name, type, valid, place, labels, stats, errors,
warnings}], checks}`, one task for each table and one for the prose and the report as a whole; every error has `type,
title, description, message, tags, note, rowNumber, fieldName, fieldNumber, cell`. `html(document)` is one
self-contained page for A4, with no address in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from shared.model.document import Document
from shared.model.finding import Finding, RuleCheck, Severity
from shared.model.table import Table

Json = dict[str, Any]
WORDS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
PROSE = "正文与全文"


@cache
def rules() -> Mapping[str, Mapping[str, str]]:
    """Rule id → {title, formula}: written beside this file from the rules' declarations, as docs/rules.md is."""
    found: dict[str, dict[str, str]] = json.loads(files(__package__).joinpath("rules.json").read_text("utf-8"))
    return found


def frictionless(document: Document, *, name: str = "report") -> Json:
    """The report as JSON. Warnings and infos stand under `warnings` of their task: only errors make it invalid."""
    tasks = [_task(t.title, [f for f in document.findings if f.table == t.id], t) for t in document.tables]
    tasks.append(_task(PROSE, [f for f in document.findings if f.table is None], None))
    errors = sum(t["stats"]["errors"] for t in tasks)
    return {
        "name": name,
        "valid": errors == 0,
        "stats": {
            "tasks": len(tasks),
            "errors": errors,
            "warnings": sum(t["stats"]["warnings"] for t in tasks),
            "passed": document.checks.passed,
            "failed": document.checks.failed,
            "not_evaluated": document.checks.not_evaluated,
        },
        "tasks": tasks,
        "checks": [_check(c) for c in document.checks.rules],
    }


def _check(check: RuleCheck) -> Json:
    return {
        "type": check.rule,
        "title": _rule(check.rule, "title"),
        "passed": check.passed,
        "failed": check.failed,
        "not_evaluated": check.not_evaluated,
        "reasons": list(check.reasons),
        "setting": check.setting,
    }


def _rule(rule: str, key: str) -> str:
    return rules().get(rule, {}).get(key, rule if key == "title" else "")


def _task(name: str, findings: Sequence[Finding], table: Table | None) -> Json:
    errors = [f for f in findings if f.severity is Severity.ERROR]
    return {
        "name": name,
        "type": "table" if table is not None else "document",
        "valid": not errors,
        "place": table.id if table is not None else None,
        "labels": ["/".join(c.path) for c in table.columns] if table is not None else [],
        "stats": {
            "errors": len(errors),
            "warnings": len(findings) - len(errors),
            "rows": len(table.rows) if table is not None else 0,
            "fields": len(table.columns) if table is not None else 0,
        },
        "errors": [_error(f, table) for f in errors],
        "warnings": [_error(f, table) for f in findings if f.severity is not Severity.ERROR],
    }


def _error(finding: Finding, table: Table | None) -> Json:
    """Rows and fields are counted from 1, as frictionless does."""
    cell = finding.cells[0] if finding.cells and table is not None and finding.cells[0].table == table.id else None
    row = table.rows[cell.row] if table is not None and cell is not None else None
    return {
        "type": finding.code,
        "title": _rule(finding.rule, "title"),
        "description": _rule(finding.rule, "formula"),
        "message": finding.message,
        "tags": [f"#{finding.severity.value}", f"#{finding.rule}"],
        "note": finding.where,
        "rowNumber": cell.row + 1 if cell is not None else None,
        "fieldNumber": cell.column + 1 if cell is not None else None,
        "fieldName": "/".join(table.columns[cell.column].path) if table is not None and cell is not None else None,
        "cell": row.cells[cell.column].text if row is not None and cell is not None else None,
        "expected": finding.expected,
        "actual": finding.actual,
        "proposal": finding.proposal,
        "page": finding.page,
    }


STYLE = """
@page { size: A4; margin: 16mm 14mm 18mm; @bottom-center { content: counter(page) " / " counter(pages); } }
body { font: 10.5pt/1.55 "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", sans-serif; color: #1c1c1c;
  max-width: 182mm; margin: 12mm auto; }
h1 { font-size: 17pt; margin: 0 0 1mm; } .subject { font-size: 12pt; margin: 0 0 4mm; }
h2 { font-size: 12.5pt; margin: 7mm 0 2mm; padding-bottom: 1mm; border-bottom: .6pt solid #333; break-after: avoid; }
h3 { font-size: 11pt; margin: 4mm 0 1mm; break-after: avoid; }
.sums { display: flex; gap: 3mm; margin: 0 0 3mm; } .sums div { flex: 1; border: .6pt solid #999; padding: 1.5mm 3mm; }
.sums b { display: block; font-size: 15pt; } .error b { color: #a11212; } .warning b { color: #8a5200; }
ol { list-style: none; margin: 0; padding: 0; }
li { border-left: 1.2mm solid #999; padding: 1mm 0 1mm 3mm; margin: 0 0 2mm; break-inside: avoid; }
li.error { border-color: #a11212; } li.warning { border-color: #c98a1b; }
li p { margin: 0; } .place, .note { color: #555; font-size: 9pt; }
.proposal { background: #eef4fa; padding: .5mm 2mm; } table { border-collapse: collapse; width: 100%; font-size: 9pt; }
td, th { border: .5pt solid #aaa; padding: .8mm 1.6mm; text-align: left; vertical-align: top; }
th { background: #f1f1f1; }
td.n { text-align: right; white-space: nowrap; } thead { display: table-header-group; } tr { break-inside: avoid; }
@media print { body { margin: 0; max-width: none; } }
"""


def html(document: Document, *, name: str = "") -> str:
    """A page for the department, for reading and printing: errors first, by table, each with page and proposal."""
    report = document.report
    title = escape(report.title or name or "预算报告")
    subject = " · ".join(
        escape(t) for t in (report.organization or "", f"{report.year} 年" if report.year else "") if t
    )
    groups = "".join(_group(document, severity) for severity in WORDS) or "<p>没有发现问题。</p>"
    return (
        f'<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n<title>校验报告 {title}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<h1>校验报告</h1>\n"
        f'<p class="subject">{title}{"<br>" + subject if subject else ""}</p>\n'
        f"{_sums(document)}{groups}{_skipped(document.checks.rules)}</body>\n</html>\n"
    )


def _sums(document: Document) -> str:
    counts = {s: sum(f.severity is s for f in document.findings) for s in WORDS}
    boxes = "".join(f'<div class="{s.value}"><b>{counts[s]}</b>{WORDS[s]}</div>' for s in WORDS)
    checks = document.checks
    return (
        f'<div class="sums">{boxes}</div>\n<p>共核对 {checks.passed + checks.failed} 条关系：通过 {checks.passed}，'
        f"不符 {checks.failed}；另有 {checks.not_evaluated} 条未能核对，不算通过。数额按四舍五入的区间比较，"
        "区间相交即为相符。</p>\n"
    )


def _group(document: Document, severity: Severity) -> str:
    found = [f for f in document.findings if f.severity is severity]
    if not found:
        return ""
    by_table: dict[str, list[Finding]] = {}
    for finding in found:
        by_table.setdefault(finding.table_title or PROSE, []).append(finding)
    parts = [f"<h2>{WORDS[severity]}（{len(found)}）</h2>\n"]
    for table, own in by_table.items():
        items = "".join(_item(f) for f in own)
        parts.append(f"<h3>{escape(table)}</h3>\n<ol>{items}</ol>\n")
    return "".join(parts)


def _item(finding: Finding) -> str:
    page = f"第 {finding.page} 页　" if finding.page else (f"第 {finding.line} 行　" if finding.line else "")
    proposal = f'<p class="proposal">建议：{escape(finding.proposal)}</p>' if finding.proposal else ""
    rule = f"{finding.rule} {_rule(finding.rule, 'title')}" if finding.rule in rules() else finding.rule
    return (
        f'<li class="{finding.severity.value}"><p>{escape(finding.message)}</p>{proposal}'
        f'<p class="place">{page}{escape(rule)}</p></li>\n'
    )


def _skipped(checks: Iterable[RuleCheck]) -> str:
    """The rules with relations that could not be judged, and those that the installation switched off."""
    rows = "".join(_skipped_row(c) for c in checks if c.not_evaluated or c.setting)
    if not rows:
        return ""
    head = "<thead><tr><th>规则</th><th>条数</th><th>原因</th></tr></thead>"
    return f"<h2>未能核对</h2>\n<table>{head}<tbody>{rows}</tbody></table>\n"


def _skipped_row(check: RuleCheck) -> str:
    reasons = [*check.reasons, *([f"设置：{check.setting}"] if check.setting else [])]
    return (
        f"<tr><td>{escape(check.rule)} {escape(_rule(check.rule, 'title'))}</td>"
        f'<td class="n">{check.not_evaluated}</td><td>{"<br>".join(escape(r) for r in reasons)}</td></tr>\n'
    )
