"""Writes a report as HTML with spans marked, and prints it to PDF with Chromium: another producer's habits."""

from __future__ import annotations

import html
import shutil
import subprocess
import tempfile
from pathlib import Path

from samples.printed import PrintCell, PrintGrid, form_grid, table_grid
from samples.report import Contents, FormSheet, Heading, LogicalTable, PageBreak, Paragraph, Report, SideBySide

_STYLE = """
@page { size: %(page)s; margin: 16mm 14mm; }
body { font: %(size)spt "%(font)s", serif; }
h1, h2, h3 { font-weight: normal; } h1 { text-align: center; font-size: 150%%; }
.break { break-before: page; } .number { text-align: left; } .lead { display: flex; justify-content: space-between; }
table { border-collapse: collapse; width: 100%%; } th { font-weight: normal; }
th, td { border: %(rule)s; padding: 2px 3px; } .right { text-align: right; } .center, th { text-align: center; }
.title { text-align: center; font-size: 140%%; } .toc { list-style: none; } tr { break-inside: %(inside)s; }
"""


class MissingChromiumError(Exception):
    """Chromium is not installed."""


def render_html(
    report: Report, *, font: str = "Noto Serif CJK SC", size: float = 9, landscape: bool = False, cut: bool = False,
    rule: str = "0.6pt solid #000", framed: bool = False,
) -> str:  # fmt: skip
    """A page of HTML; `cut` lets rows be broken between pages; `framed` prints titles, units and notes in the frame."""
    style = _STYLE % {
        "page": "A4 landscape" if landscape else "A4", "size": size, "font": font, "rule": rule,
        "inside": "auto" if cut else "avoid",
    }  # fmt: skip
    blocks = (_framed(b) if framed and isinstance(b, LogicalTable) and b.title else _block(b) for b in report.blocks)
    body = "".join(blocks)
    title = html.escape(report.title or report.organization)
    head = f'<meta charset="utf-8"><title>{title}</title><style>{style}</style>'
    return f'<!DOCTYPE html><html lang="zh-CN">{head}{body}</html>'


def print_pdf(page: str) -> bytes:
    """The PDF that Chromium makes of a page. Raises `MissingChromiumError`."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise MissingChromiumError("chromium is missing; apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, "utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
        options += ["--no-pdf-header-footer", f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}"]
        subprocess.run([program, *options, source.as_uri()], check=True, capture_output=True, timeout=120)
        return target.read_bytes()


def _block(block: object) -> str:
    if isinstance(block, Heading):
        level = min(max(block.level, 1), 4)
        return f"<h{level}>{html.escape(block.text)}</h{level}>"
    if isinstance(block, Paragraph):
        return f"<p>{html.escape(block.text)}</p>"
    if isinstance(block, Contents):
        lines = "".join(f"<li>{html.escape(text)}……{i + 2}</li>" for i, (_, text) in enumerate(block.lines))
        return f'<h1>目录</h1><ul class="toc">{lines}</ul>'
    if isinstance(block, PageBreak):
        return '<div class="break"></div>'
    if isinstance(block, LogicalTable):
        return _table(block)
    if isinstance(block, SideBySide):
        return _table(block.left) + _table(block.right)
    return _form(block) if isinstance(block, FormSheet) else ""


def _table(table: LogicalTable) -> str:
    title = table.title if table.printed_title is None else table.printed_title
    out = [f'<div class="number">表{table.number}</div>'] if table.number and title else []
    out += [f'<div class="title">{html.escape(title)}</div>'] if title else []
    lead = f"{table.lead}{table.organization}" if title and table.organization else ""
    unit = f"{table.unit_label}{table.unit}" if table.unit else ""
    out += [f'<div class="lead"><span>{html.escape(lead)}</span><span>{unit}</span></div>'] if lead or unit else []
    out.append(_grid(table_grid(table)))
    out += [f"<div>{html.escape(note)}</div>" for note in table.notes]
    return "".join(out)


def _framed(table: LogicalTable) -> str:
    """The table with its title, its unit and its notes as rows over its whole width."""
    wide = f'<tr><td colspan="{len(table.columns)}" class="%s">%s</td></tr>'
    above = wide % ("center", html.escape(table.title)) + (
        wide % ("right", f"单位：{table.unit}") if table.unit else ""
    )
    below = "".join(wide % ("left", html.escape(note)) for note in table.notes)
    return _grid(table_grid(table)).replace("<thead>", f"<thead>{above}", 1).replace("</tbody>", f"{below}</tbody>", 1)


def _form(form: FormSheet) -> str:
    title = form.printed_title or form.title
    out = [f'<div class="number">表{form.number}</div>'] if form.number and not form.printed_title else []
    out.append(f'<div class="title">{html.escape(title)}</div>')
    out += [f'<div class="center">{form.subtitle}</div>'] if form.subtitle else []
    out += [f'<div class="right">单位：{form.unit}</div>'] if form.unit else []
    return "".join(out) + _grid(form_grid(form))


def _grid(grid: PrintGrid) -> str:
    by_row: dict[int, list[PrintCell]] = {}
    for cell in grid.cells:
        by_row.setdefault(cell.row, []).append(cell)
    rows = ["".join(map(_cell, sorted(by_row.get(r, []), key=lambda c: c.col))) for r in range(grid.rows)]
    head = "".join(f"<tr>{row}</tr>" for row in rows[: grid.head_rows])
    body = "".join(f"<tr>{row}</tr>" for row in rows[grid.head_rows :])
    return f"<table>{f'<thead>{head}</thead>' if head else ''}<tbody>{body}</tbody></table>"


def _cell(cell: PrintCell) -> str:
    tag = "th" if cell.head else "td"
    spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    spans += f' colspan="{cell.col_span}"' if cell.col_span > 1 else ""
    indent = f' style="padding-left:{cell.indent}em"' if cell.indent and cell.align == "left" else ""
    return f'<{tag}{spans} class="{cell.align}"{indent}>{html.escape(cell.text)}</{tag}>'
