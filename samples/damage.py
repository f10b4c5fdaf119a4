"""Text exports as other tools make them: several styles, each with damage of the kinds that domain.md §4 lists.

Everything is drawn from a seeded generator, so that a damaged export can be made again. The truth stays the report's.
"""

from __future__ import annotations

import html
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from samples.damage_spans import centred_spans, collapsed, split_heads, without_spans
from samples.damage_styles import Matrix, Part, flattened, in_cells, in_columns, in_stream, on_one_line, repeated, short
from samples.printed import PrintCell, PrintGrid, form_grid, table_grid
from samples.report import Contents, FormSheet, Heading, LogicalTable, PageBreak, Paragraph, Report, SideBySide


class Style(StrEnum):
    """How the export writes a table."""

    TABS = "tabs"
    MARKDOWN = "markdown"
    HTML = "html"
    COLUMNS = "columns"  # columns set apart with spaces, names wrapped (pdftotext -layout)
    STREAM = "stream"  # words one space apart, head fragments on lines of their own
    CELLS = "cells"  # a line for each cell
    RUN_ON = "run-on"  # the whole table on one line
    REPEATED = "repeated"  # markdown, a merged cell's text in every cell that it covers
    FLATTENED = "flattened"  # markdown, the levels of a head in one row, a sign between them
    SHORT = "short"  # tabs, a merged cell as one however many columns it covers (a word processor's plain text)


class Damage(StrEnum):
    """What goes wrong."""

    INNER_SPACE = "inner_space"  # 4, 670
    SPACED_NAMES = "spaced_names"  # 机关事业单位基本养 老保险
    LOOK_ALIKES = "look_alikes"  # λ for 入 in heads
    LOST_HEADS = "lost_heads"  # a head cell without text
    NOISE = "noise"  # lines of stray glyphs
    MARKUP = "markup"  # <u>…</u>
    WIDTHS = "widths"  # full-width for half-width and back
    BLANK_LINES = "blank_lines"  # between the rows of a table
    GARBLED_HEADS = "garbled_heads"  # 其他收 入温以
    SPLIT_HEADS = "split_heads"  # 收 | λ over two columns
    CENTRED_SPANS = "centred_spans"  # a merged cell's text in the middle of the rows that it covers
    DROPPED_SPANS = "dropped_spans"  # rows without the blanks under merged cells
    COLLAPSED = "collapsed"  # a part of a table on one line, its head out of order
    LOST_COMMAS = "lost_commas"  # 1903
    FORMULAS = "formulas"  # $\\geq 90\\%$
    RADICALS = "radicals"  # ⒉ for 2., ⻔ for 门


_LOOK_ALIKES = {"入": "λ", "收": "女", "出": "岀", "目": "日", "预": "顶", "项": "顷", "单": "単", "算": "章"}
_WIDTHS = str.maketrans({"（": "(", "）": ")", "：": ":", "，": ",", "“": '"', "”": '"'})
_GARBAGE = ("温以", "カンカー", " 公会", "ų.", "<b>`</b>", "八 D")
_FORMULAS = (("≥", r"\geq "), ("≤", r"\leq "), ("%", r"\%"))
_RADICALS = str.maketrans({"门": "⻔", "车": "⻋", "长": "⻓", "见": "⻅", "页": "⻚"})
_NUMBERED = "⒈⒉⒊⒋⒌⒍⒎⒏⒐"
_NOISE = ("٠", "木 竌 ì コ缶", "ZUZZ + • /+\\ D", "カ ツス")
_BY_CELLS = frozenset({Style.TABS, Style.MARKDOWN})
_RATE = 0.25
"""share of cells that each kind of damage strikes"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Export:
    """What to write: style, damage, rows to a printed page."""

    style: Style
    damages: frozenset[Damage] = frozenset()
    seed: int = 0
    rows_a_page: int = 14


def render_damaged(report: Report, export: Export) -> str:
    """The report as text in that style, damaged."""
    rng = random.Random(export.seed)
    out: list[str] = []
    for block in report.blocks:
        if isinstance(block, Heading):
            out += ["", block.text, ""]
        elif isinstance(block, Paragraph):
            out += [block.text, ""]
        elif isinstance(block, Contents):
            out += ["目 录", "", *(text for _, text in block.lines), ""]
        elif isinstance(block, LogicalTable):
            out += _table(block, export, rng)
        elif isinstance(block, FormSheet):
            out += _form(block, export, rng)
        elif isinstance(block, SideBySide):
            out += _table(block.left, export, rng) + _table(block.right, export, rng)
        elif isinstance(block, PageBreak):
            out += ["", ""]
    return "\n".join(out).strip() + "\n"


def _table(table: LogicalTable, export: Export, rng: random.Random) -> list[str]:
    caption: list[str] = []
    if table.printed_title != "":
        caption = [f"表 {table.number}"] if table.number else []
        caption += [table.printed_title or table.title]
        facts = [f"{table.lead}{table.organization}"] if table.organization else []
        facts += [f"{table.unit_label}{table.unit}"] if table.unit else []
        caption += [" ".join(facts)] if facts else []
    out: list[str] = []
    for part in _parts(table, export.rows_a_page):
        out += [*_spread(caption), *_write(_damaged(part, export, rng), export, rng), "", ""]
    return [*out, *table.notes, ""]


def _form(form: FormSheet, export: Export, rng: random.Random) -> list[str]:
    caption = [f"表 {form.number}"] if form.number and not form.printed_title else []
    caption += [form.printed_title or form.title] + ([form.subtitle] if form.subtitle else [])
    caption += [f"单位：{form.unit}"] if form.unit else []
    return [*_spread(caption), *_write(_damaged(form_grid(form), export, rng), export, rng), "", ""]


def _spread(lines: Iterable[str]) -> list[str]:
    return [text for line in lines for text in (line, "")]


def _parts(table: LogicalTable, size: int) -> list[PrintGrid]:
    rows = table.rows
    cuts = [rows[i : i + size] for i in range(0, max(len(rows), 1), size)]
    return [table_grid(replace(table, rows=cut)) for cut in cuts]


# ---------------------------------------------------------------- styles


def _write(grid: PrintGrid, export: Export, rng: random.Random) -> list[str]:
    part = Part.of(grid)
    if export.style in _BY_CELLS:
        if Damage.DROPPED_SPANS in export.damages:
            part = replace(part, matrix=without_spans(grid, part.matrix, rng))
        if Damage.COLLAPSED in export.damages and grid.head_rows and (line := collapsed(part, rng)):
            return line
    writers: dict[Style, Callable[[], list[str]]] = {
        Style.TABS: lambda: ["\t".join(row).rstrip("\t") for row in part.matrix],
        Style.MARKDOWN: lambda: _markdown(part.matrix),
        Style.HTML: lambda: _html(grid),
        Style.COLUMNS: lambda: in_columns(part),
        Style.STREAM: lambda: in_stream(part, rng),
        Style.CELLS: lambda: in_cells(part),
        Style.RUN_ON: lambda: on_one_line(part),
        Style.REPEATED: lambda: _markdown(repeated(grid)),
        Style.FLATTENED: lambda: _markdown(flattened(grid, rng)),
        Style.SHORT: lambda: ["\t".join(row) for row in short(grid)],
    }
    lines = writers[export.style]()
    if Damage.BLANK_LINES in export.damages and export.style in (Style.TABS, Style.COLUMNS, Style.STREAM):
        lines = [text for line in lines for text in ([line, ""] if rng.random() < _RATE else [line])]
    if Damage.NOISE in export.damages and rng.random() < 0.5:
        lines = [rng.choice(_NOISE), "", *lines]
    return lines


def _markdown(matrix: Matrix) -> list[str]:
    rows = ["| " + " | ".join(row) + " |" for row in matrix]
    return [rows[0], "|" + "---|" * len(matrix[0]), *rows[1:]]


def _html(grid: PrintGrid) -> list[str]:
    out = ["<table>"]
    for row in range(grid.rows):
        cells = "".join(_html_cell(c) for c in sorted(grid.cells, key=lambda c: c.col) if c.row == row)
        out.append(f"<tr>{cells}</tr>")
    return [*out, "</table>"]


def _html_cell(cell: PrintCell) -> str:
    spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    spans += f' colspan="{cell.col_span}"' if cell.col_span > 1 else ""
    return f"<td{spans}>{html.escape(cell.text)}</td>"


# ---------------------------------------------------------------- damage


def _damaged(grid: PrintGrid, export: Export, rng: random.Random) -> PrintGrid:
    if Damage.SPLIT_HEADS in export.damages and export.style in _BY_CELLS:
        grid = split_heads(grid, rng)
    if Damage.CENTRED_SPANS in export.damages and export.style in _BY_CELLS:
        grid = centred_spans(grid)
    return replace(grid, cells=tuple(replace(c, text=_text(c, export.damages, rng)) for c in grid.cells))


def _text(cell: PrintCell, damages: frozenset[Damage], rng: random.Random) -> str:
    text = cell.text
    number = bool(text) and text.replace(",", "").replace(".", "").isdigit()
    if Damage.INNER_SPACE in damages and number and "," in text and rng.random() < _RATE:
        text = text.replace(",", ", ")
    if Damage.LOST_COMMAS in damages and number and rng.random() < _RATE:
        text = text.replace(",", "")
    if Damage.RADICALS in damages and not number:
        text = _radicals(text)
    if Damage.SPACED_NAMES in damages and not number and len(text) > 4 and rng.random() < _RATE:
        cut = rng.randrange(2, len(text) - 1)
        text = f"{text[:cut]} {text[cut:]}"
    if Damage.WIDTHS in damages and rng.random() < 0.5:
        text = text.translate(_WIDTHS)
    if cell.head and Damage.LOOK_ALIKES in damages and rng.random() < _RATE:
        text = _look_alike(text, rng)
    if cell.head and Damage.LOST_HEADS in damages and rng.random() < 0.1:
        text = ""
    if cell.head and text and Damage.GARBLED_HEADS in damages and rng.random() < 0.1:
        text = rng.choice((text + rng.choice(_GARBAGE), rng.choice(_GARBAGE)))
    if Damage.FORMULAS in damages and text[:1] in "≥≤" and text and rng.random() < _RATE:
        text = f"${_formula(text)}$"
    if Damage.MARKUP in damages and not number and text and rng.random() < _RATE:
        text = f"<u>{text}</u>"
    return text


def _look_alike(text: str, rng: random.Random) -> str:
    places = [i for i, char in enumerate(text) if char in _LOOK_ALIKES]
    if not places:
        return text
    at = rng.choice(places)
    return text[:at] + _LOOK_ALIKES[text[at]] + text[at + 1 :]


def _radicals(text: str) -> str:
    if text[1:2] in (".", "．") and text[0] in "123456789" and not text[2:3].isdigit():
        text = _NUMBERED[int(text[0]) - 1] + text[2:]
    return text.translate(_RADICALS)


def _formula(text: str) -> str:
    for sign, word in _FORMULAS:
        text = text.replace(sign, word)
    return text
