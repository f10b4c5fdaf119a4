"""Writes a report as the text export that extraction tools give: tabs between cells, spans lost, heads repeated."""

from __future__ import annotations

from samples.printed import PrintGrid, form_grid, table_grid
from samples.report import Contents, FormSheet, Heading, LogicalTable, PageBreak, Paragraph, Report, SideBySide


def render_text(report: Report, *, rows_a_page: int = 14) -> str:
    """Markdown-like text: `#` headings, tab-separated tables, the caption and head again every `rows_a_page` rows."""
    out: list[str] = []
    for block in report.blocks:
        if isinstance(block, Heading):
            out += ["", "#" * max(block.level, 1) + " " + block.text, ""]
        elif isinstance(block, Paragraph):
            out += [block.text, ""]
        elif isinstance(block, Contents):
            out += ["# 目 录", "", *(f"- {text}" if level > 1 else f"## {text}" for level, text in block.lines), ""]
        elif isinstance(block, LogicalTable):
            out += _table(block, rows_a_page)
        elif isinstance(block, FormSheet):
            out += _form(block)
        elif isinstance(block, SideBySide):
            out += _table(block.left, rows_a_page) + _table(block.right, rows_a_page)
        elif isinstance(block, PageBreak):
            out.append("")
    return "\n".join(out).strip() + "\n"


def _table(table: LogicalTable, rows_a_page: int) -> list[str]:
    grid = table_grid(table)
    lines = _lines(grid)
    head, body = lines[: grid.head_rows], lines[grid.head_rows :]
    caption: list[str] = []
    if table.printed_title != "":
        caption = [f"表 {table.number}", ""] if table.number else []
        caption += [f"## {table.printed_title or table.title}", ""]
        caption += [f"{table.lead} {table.organization}", ""] if table.organization else []
        caption += [f"{table.unit_label}{table.unit}", ""] if table.unit else []
    out: list[str] = []
    for start in range(0, max(len(body), 1), rows_a_page):
        out += [*caption, *head, *body[start : start + rows_a_page], ""]
    return [*out, *table.notes, ""]


def _form(form: FormSheet) -> list[str]:
    title = form.printed_title or form.title
    caption = [f"表 {form.number}", ""] if form.number and not form.printed_title else []
    caption += [f"## {title}", ""] + ([form.subtitle, ""] if form.subtitle else [])
    caption += [f"单位：{form.unit}", ""] if form.unit else []
    return [*caption, *_lines(form_grid(form)), ""]


def _lines(grid: PrintGrid) -> list[str]:
    """One line a row: the text of a spanning cell in its first place, blanks in the others."""
    table = [[""] * grid.cols for _ in range(grid.rows)]
    for cell in grid.cells:
        table[cell.row][cell.col] = cell.text
    return ["\t".join(row).rstrip("\t") for row in table]
