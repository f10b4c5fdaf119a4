"""Markdown (GitHub's tables): the report's parts, tables and findings, for people and language models."""

from __future__ import annotations

import re

from shared.exports.longform import PATH_JOINT
from shared.model.document import Document, Identity
from shared.model.finding import Finding, Severity, title_before
from shared.model.table import Form, Role, Table

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")
_MARKS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}


def markdown(document: Document, identity: Identity) -> str:
    """The document as Markdown: title, sections, tables, forms, findings."""
    report = document.report
    parts = [f"# {_text(report.title or report.organization or identity.filename)}"]
    facts = [report.organization, f"{report.year} 年" if report.year else None, f"文件：{identity.filename}"]
    parts.append(" · ".join(_text(f) for f in facts if f))
    for section in document.sections:
        parts.append(f"{'#' * min(section.level + 1, 6)} {_text(section.title)}")
        parts.extend(_text(p.text) for p in section.paragraphs)
    parts.extend(table_markdown(t) for t in document.tables)
    parts.extend(_form(f) for f in document.forms)
    if document.findings:
        parts.append("## 检查发现")
        parts.append("\n".join(_finding(f) for f in document.findings))
    return "\n\n".join(p for p in parts if p) + "\n"


def table_markdown(table: Table) -> str:
    """One table: title, unit, grid (a column's full head path in one line), notes."""
    head = " | ".join(_text(PATH_JOINT.join(c.path)) for c in table.columns)
    rule = " | ".join("---:" if c.role is Role.AMOUNT else "---" for c in table.columns)
    rows = [" | ".join(_text(c.text) for c in row.cells) for row in table.rows]
    grid = "\n".join(f"| {line} |" for line in [head, rule, *rows])
    unit = f"单位：{_text(table.unit)}" if table.unit else ""
    notes = "\n".join(_text(n) for n in table.notes)
    return "\n\n".join(p for p in (f"## {_text(table.title)}", unit, grid, notes) if p)


def _form(form: Form) -> str:
    rows = "\n".join(f"| {_text(name)} | {_text(cell.text)} |" for name, cell in form.fields)
    return f"## {_text(form.title)}\n\n| 字段 | 内容 |\n| --- | --- |\n{rows}"


def _finding(finding: Finding) -> str:
    message = title_before(finding.table_title, finding.message) + finding.message
    return f"- **{_MARKS[finding.severity]}** `{finding.code}` {_text(message)}"


def _text(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("\r", "").replace("\n", "<br>")
