"""A 目录 that is set as a table: its rows are the entries of the list, and it is no table of the report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from services.extract.core import contents, numbering
from services.extract.core.parts import place_of
from services.extract.core.table_numbers import is_table_number
from shared.model.fold import fold, tidy
from shared.model.page import Block, Grid, GridCell, Line

#: rows that a list has at the least
_FEWEST = 3


def as_lines(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks; a grid below the heading 目录 that holds nothing but entries is lines, and so is one that goes on."""
    out: list[Block] = []
    is_below = False
    for block in blocks:
        if isinstance(block, Line):
            text = tidy(block.text)
            is_below = contents.is_heading(text) or (is_below and (not text or numbering.is_page_number(text)))
            out.append(block)
            continue
        rows = _rows(block)
        is_below = is_below and _are_entries(rows)
        out += map(_line, rows) if is_below else [block]
    return tuple(out)


def _rows(grid: Grid) -> list[list[GridCell]]:
    """The filled cells, row by row."""
    rows: defaultdict[int, list[GridCell]] = defaultdict(list)
    for cell in sorted(grid.cells, key=lambda c: (c.row, c.col)):
        if tidy(cell.text):
            rows[cell.row].append(cell)
    return list(rows.values())


def _are_entries(rows: Sequence[Sequence[GridCell]]) -> bool:
    """Whether each row is one text, with its number before it or its page behind it, the pages in order. Rows above and
    below are not looked at: a list may have a head."""
    texts = [[tidy(cell.text) for cell in row] for row in rows]
    listed = [row for row in texts if not contents.is_head("".join(row))]
    pages = [int(row[-1]) for row in listed if len(row) > 1 and _is_page(row[-1])]
    named = all(sum(not (_is_page(t) or _is_number(t)) for t in row) == 1 for row in listed)
    return len(listed) >= _FEWEST and named and all(a <= b for a, b in pairwise(pages))


def _is_page(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4


def _is_number(text: str) -> bool:
    """Whether a text is the number of an entry: `一、`, `（二）`, `表3`."""
    return is_table_number(text) or numbering.bare(f"{text}甲") == "甲"


def _line(row: Sequence[GridCell]) -> Line:
    """The entry as a line prints it, its page behind a gap."""
    fragments = [fragment for cell in row for fragment in cell.fragments]
    if len(row) > 1 and _is_page(tidy(row[-1].text)):
        last = fragments[-1]
        fragments[-1] = replace(last, text=f"  {fold(last.text)}")
    return Line(fragments=tuple(fragments), place=place_of(tuple(fragments)))
