"""Prints a paper with a browser: HTML, its lines broken and its columns measured by Chromium."""

from __future__ import annotations

from html import escape

from samples.official.model import Block, Cell, Chart, Pair, Paper, PaperTable, Text
from samples.render_html import print_pdf

_STYLE = """
@page { size: %(page)s; margin: 18mm; }
body { font: %(size)spt "%(font)s"; columns: %(columns)s; column-gap: 7mm; text-align: %(align)s; }
h1 { font-size: 160%%; } h2 { font-size: 115%%; } p { margin: 0 0 .7em; } .break { break-before: page; }
.table { break-inside: avoid; margin: 1em 0; } .unit { text-align: right; }
.caption { font-weight: bold; text-align: left; }
table { border-collapse: collapse; font-size: %(small)s; text-align: left; } td { vertical-align: top; }
.low td { vertical-align: bottom; } .sign { float: left; }
.note { font-size: 80%%; } .right { text-align: right; } .center { text-align: center; } .left { text-align: left; }
.whole { white-space: nowrap; } .pair { display: flex; gap: 9mm; } .pair > div { flex: 1; }
.li { display: flex; text-align: inherit; margin-bottom: .3em; } .li span { flex: 0 0 2em; }
.ref { padding-left: 2em; text-indent: -2em; margin-bottom: .3em; }
.lines { white-space: pre-line; margin-bottom: 1em; }
.led { display: flex; white-space: nowrap; } .led i { flex: 1; border-bottom: 1px dotted; margin: 0 .3em; }
.head td { border-bottom: .5pt solid; } .three_line, .rows, .groups, .bands { border-bottom: .9pt solid; }
.three_line, .rows, .groups, .bands, .headed { border-top: .9pt solid; }
.none .under td, .none .head td { border: 0; }
.grid td { border: .5pt solid; }
.rows tr { border-bottom: .3pt solid #777; } .groups td + td { border-left: .4pt solid; }
.bands tr.odd { background: #e6ebf2; } td.span { border-bottom: .4pt solid; } .none td.span { border: 0; }
"""


def page(paper: Paper) -> str:
    """The HTML."""
    look = paper.look
    wide = any(t.cols > 7 for t in paper.tables)
    style = _STYLE % {
        "page": f"{'letter' if look.letter else 'A4'}{' landscape' if look.landscape else ''}", "size": look.size,
        "font": "WenQuanYi Zen Hei" if paper.language == "zh" else look.font, "columns": look.columns,
        "align": "justify" if look.justified else "left", "small": "72%" if wide else "90%",
    }  # fmt: skip
    body = "".join(map(_block, paper.blocks))
    return f'<!doctype html><html lang="{paper.language}"><meta charset="utf-8"><style>{style}</style>{body}</html>'


def render(paper: Paper) -> bytes:
    """The paper as PDF. Raises `MissingChromiumError`."""
    return print_pdf(page(paper))


def _block(block: Block) -> str:
    if isinstance(block, Text):
        return _text(block)
    if isinstance(block, PaperTable):
        return _table(block)
    if isinstance(block, Pair):
        return f'<div class="pair">{_table(block.left)}{_table(block.right)}</div>'
    return _chart(block) if isinstance(block, Chart) else '<div class="break"></div>'


def _text(block: Text) -> str:
    text = escape(block.text)
    if block.kind in ("h1", "h2", "p"):
        return f"<{block.kind}>{text}</{block.kind}>"
    if block.kind == "li":
        return f'<div class="li"><span>{escape(block.mark)}</span><div>{text}</div></div>'
    if block.kind == "led":
        title, number = text.split("\t")
        return f'<div class="led">{title}<i></i>{number}</div>'
    if block.kind == "ref":
        return f'<div class="ref">{escape(block.mark)} {text}</div>'
    side = block.kind if block.kind in ("right", "center") else "left"
    return f'<div class="lines {side}">{text}</div>'


def _table(table: PaperTable) -> str:
    rows = ["".join(_cell(c, table) for c in sorted(_row(table, r), key=lambda c: c.col)) for r in range(table.rows)]
    marked = []
    for r, row in enumerate(rows):
        kind = "head" if r == table.head_rows - 1 else "" if r < table.head_rows else ("odd", "even")[r % 2]
        space = ' style="height:2.2em;vertical-align:bottom"' if r in table.spaced else ""
        marked.append(f'<tr class="{kind}"{space}>{row}</tr>')
    ruling = str("headed" if table.ruling == "head" else table.ruling)
    width = "fit-content" if table.tight else f"{round(100 * table.width)}%"
    ruling += " low" if table.low else ""
    return (
        f'<div class="table"><div class="caption">{escape(table.caption)}</div><div style="width:{width}">'
        f'<div class="unit">{escape(table.unit)}</div><table class="{ruling}" style="width:100%">{"".join(marked)}'
        f'</table></div>{"".join(f"""<div class="note">{escape(n)}</div>""" for n in table.notes)}</div>'
    )


def _row(table: PaperTable, row: int) -> list[Cell]:
    """The cells that begin in a row, with empty ones where nothing is printed."""
    own = [c for c in table.cells if c.row == row]
    covered = {c.col + i for c in table.cells if c.row <= row < c.row + c.row_span for i in range(c.col_span)}
    return [*own, *(Cell(row=row, col=i, text="") for i in range(table.cols) if i not in covered)]


def _cell(cell: Cell, table: PaperTable) -> str:
    spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    spans += f' colspan="{cell.col_span}"' if cell.col_span > 1 else ""
    under = " span" if cell.col_span > 1 and cell.row + cell.row_span < table.head_rows else ""
    style = f"padding:{table.gap / 12:.2f}em .4em;padding-left:{0.4 + cell.indent}em;line-height:{table.leading}"
    style += ";font-weight:bold" if cell.bold else ""
    whole = " whole" if cell.row >= table.head_rows and cell.col and cell.text[:1] in "(+-−–$0123456789" else ""
    sign = f'<span class="sign">{cell.sign}</span>' if cell.sign else ""
    mark = f"<sup>{cell.mark}</sup>" if cell.mark else ""
    return f'<td{spans} class="{cell.align}{under}{whole}" style="{style}">{sign}{escape(cell.text)}{mark}</td>'


def _chart(chart: Chart) -> str:
    parts = []
    for i, tick in enumerate(chart.ticks):
        y = 150 - i * 120 / (len(chart.ticks) - 1)
        parts.append(f'<text x="26" y="{y}" text-anchor="end">{tick}</text><path d="M30 {y}H450" stroke="#bbb"/>')
    step = 410 / len(chart.labels)
    for i, (label, value) in enumerate(zip(chart.labels, chart.values, strict=True)):
        x = 36 + i * step
        parts.append(f'<rect x="{x}" y="{150 - 120 * value}" width="{0.6 * step}" height="{120 * value}" fill="#47a"/>')
        parts.append(f'<text x="{x}" y="162">{label}</text>')
    parts += [f'<text x="{60 + 100 * i}" y="14">{escape(name)}</text>' for i, name in enumerate(chart.legend)]
    return f'<svg width="460" height="170" font-size="8">{"".join(parts)}</svg>'
