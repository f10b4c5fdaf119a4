"""HTML: tables as printed, with findings and repairs on their cells. The console shows the same tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from shared.exports import findings_of
from shared.exports.heads import HeadCell, head_cells, head_depth
from shared.exports.marks import Marks
from shared.exports.pictures import PagePicture, pages_beside
from shared.exports.repair_names import repair_sentence
from shared.model.document import Document, Identity
from shared.model.finding import Finding, Severity, title_before
from shared.model.page import SURE
from shared.model.table import Cell, Form, Role, Row, Table

SEVERITY_NAMES = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}

_STYLE = """
body{font:14px/1.6 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;margin:2rem auto;
max-width:1600px;padding:0 1rem;color:#1c2430}
h1{font-size:22px}h2{font-size:17px;margin:2rem 0 .4rem}.about{color:#5b6675}
.scroll{overflow-x:auto}table{border-collapse:collapse;min-width:50%}
th,td{border:1px solid #cfd6df;padding:3px 8px;vertical-align:top;text-align:left}
th{background:#f2f5f8;text-align:center;font-weight:600}
td.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
tr.total td,tr.subtotal td{font-weight:600;background:#fafbfc}
td.error{background:#fde3e1}td.warning{background:#fdf1d6}td.info{background:#e6f0fb}
td.repaired{box-shadow:inset 0 -2px #7a9ccf}td.unsure{color:#8a5a00}
.findings li{margin:.2rem 0}.code{color:#5b6675;font-family:ui-monospace,monospace;font-size:12px}
.badge{border-radius:3px;padding:0 .4em;font-size:12px}.badge.error{background:#fde3e1;color:#8f1d14}
td:target{outline:3px solid #c0392b}
.beside{display:flex;gap:1.5rem;align-items:flex-start}.beside>*{flex:1 1 0;min-width:0}
.beside table{font-size:12px}.beside td:not(.num){min-width:5em}
.pages svg{width:100%;border:1px solid #cfd6df;margin-bottom:1rem}
.pages rect{fill:#3b7dd8;fill-opacity:.06;stroke:#3b7dd8;stroke-width:.5}
.pages rect:hover{fill-opacity:.3}.pages rect.error{fill:#c0392b;stroke:#c0392b;fill-opacity:.25}
.pages rect.warning{fill:#d68910;stroke:#d68910;fill-opacity:.25}.pages rect.repaired{stroke:#7a3fb0;stroke-width:1.2}
.badge.warning{background:#fdf1d6;color:#7a5200}.badge.info{background:#e6f0fb;color:#1d4f8f}
"""


def page(document: Document, identity: Identity, pictures: Mapping[int, PagePicture] | None = None) -> str:
    """A page that stands alone: no scripts, no outside references. `pictures` (by page number from 1) are shown beside
    the tables, with the place of every cell drawn on them."""
    report = document.report
    title = escape(report.title or report.organization or identity.filename)
    about = [report.organization, f"{report.year} 年" if report.year else None, identity.filename]
    marks = Marks.of(document.findings)
    parts = [
        f"<h1>{title}</h1><p class=about>{escape(' · '.join(a for a in about if a))}</p>",
        findings_html(document.findings) if document.findings else "",
        *(_table_block(document, t, marks, pictures or {}) for t in document.tables),
        *(form_html(f) for f in document.forms),
    ]
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>"
    )


def table_html(table: Table, marks: Marks) -> str:
    """The `<table>` alone. Cells carry `id="<table>-<row>-<column>"`, the classes of their findings, and `data-page`
    and `data-box` for whoever shows the page beside it."""
    heads = head_cells(table.columns)
    head = "".join(
        "<tr>" + "".join(_head_cell(c) for c in heads if c.row == level) + "</tr>"
        for level in range(head_depth(table.columns))
    )
    body = "".join(_row(table, r, row, marks) for r, row in enumerate(table.rows))
    return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"


def form_html(form: Form) -> str:
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td{_attributes(cell, [], [])}>{_text(cell.text)}</td></tr>"
        for name, cell in form.fields
    )
    return f"<h2>{escape(form.title)}</h2><div class=scroll><table>{rows}</table></div>"


def findings_html(findings: Sequence[Finding]) -> str:
    """The findings as a list, in the order given."""
    items = "".join(
        f'<li><span class="badge {f.severity.value}">{SEVERITY_NAMES[f.severity]}</span> '
        f"{escape(title_before(f.table_title, f.message) + f.message)} "
        f"<span class=code>{escape(f.code)} · {escape(f.rule)}</span></li>"
        for f in findings
    )
    return f"<ul class=findings>{items}</ul>"


def _table_block(document: Document, table: Table, marks: Marks, pictures: Mapping[int, PagePicture]) -> str:
    unit = f"单位：{escape(table.unit)}" if table.unit else ""
    pages = f"第 {'、'.join(map(str, table.pages))} 页" if table.pages else ""
    about = " · ".join(a for a in (unit, pages) if a)
    notes = "".join(f"<p>{_text(n)}</p>" for n in table.notes)
    found = findings_of(document, table)
    shown = (
        f"<div><div class=scroll>{table_html(table, marks)}</div>{notes}{findings_html(found) if found else ''}</div>"
    )
    beside = pages_beside(table, pictures, marks)
    body = f"<div class=beside>{shown}{beside}</div>" if beside else shown
    return f"<h2>{escape(table.title)}</h2><p class=about>{about}</p>{body}"


def _head_cell(cell: HeadCell) -> str:
    spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    spans += f' colspan="{cell.col_span}"' if cell.col_span > 1 else ""
    return f"<th{spans}>{_text(cell.text)}</th>"


def _row(table: Table, r: int, row: Row, marks: Marks) -> str:
    cells = "".join(
        _cell(cell, f"{table.id}-{r}-{c}", column.role is Role.AMOUNT, marks.at(table.id, r, c))
        for c, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True))
    )
    return f'<tr class="{row.kind.value}">{cells}</tr>'


def _cell(cell: Cell, identifier: str, number: bool, findings: Sequence[Finding]) -> str:
    classes = [*(["num"] if number else []), *([findings[0].severity.value] if findings else [])]
    return f'<td id="{escape(identifier)}"{_attributes(cell, classes, findings)}>{_text(cell.text)}</td>'


def _attributes(cell: Cell, classes: list[str], findings: Sequence[Finding]) -> str:
    if cell.repairs:
        classes = [*classes, "repaired"]
    elif cell.confidence < SURE:
        classes = [*classes, "unsure"]
    hints = [f.message for f in findings]
    hints += [f"修复：{repair_sentence(r)}" for r in cell.repairs]
    if cell.confidence < SURE:
        hints.append(f"置信度 {cell.confidence:.3f}")
    box = cell.place.box
    return "".join(
        f' {name}="{escape(value)}"'
        for name, value in (
            ("class", " ".join(classes)),
            ("title", "\n".join(hints)),
            ("data-page", str(cell.place.page or "")),
            ("data-box", ",".join(f"{v:.1f}" for v in box) if box else ""),
        )
        if value
    )


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>")
