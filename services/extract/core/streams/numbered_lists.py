"""Lists that count their rows (序号 单位名称 备注), in exports without delimiters: no figure and no template tells
them, but the numbers do, which begin the rows one after the other.

A row with fewer words than the head leaves some cells blank, and nothing says which: it is filled from the left and
marked as a guess. One with more words than the head has ends all that can be said: the lines stay lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.streams.blanks import GUESSED
from services.extract.core.streams.regions import is_sentence
from services.extract.core.streams.tokens import Token, fragments_of, tokens_of
from shared.model.fold import fold
from shared.model.page import Block, Grid, GridCell, GridSource, Line

_NUMBERS = "序号"
_PAGES = frozenset(("页码", "页次", "页数"))
"""what a list of contents has"""
_LEAST_ROWS, _LEAST_COLUMNS, _MOST_COLUMNS = 2, 2, 12
_LONGEST_NAME = 12


def recover(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with numbered lists as grids of source STREAM."""
    out: list[Block] = []
    at = 0
    while at < len(blocks):
        found = _list_at(blocks, at) if _begins(blocks[at]) else None
        out.append(found[0] if found is not None else blocks[at])
        at = found[1] if found is not None else at + 1
    return out


def _begins(block: Block) -> bool:
    return isinstance(block, Line) and fold(block.text).startswith(_NUMBERS)


def _list_at(blocks: Sequence[Block], at: int) -> tuple[Grid, int] | None:
    """The list whose head begins with this line, and the index after it."""
    run: list[Line] = []
    for block in blocks[at:]:
        if not isinstance(block, Line) or (run and _begins(block)):
            break
        run.append(block)
    tokens = tokens_of(run, aligned=False)
    body = next((i for i, t in enumerate(tokens) if t.first and t.folded == "1"), 0)
    head = tokens[:body]
    if not _LEAST_COLUMNS <= len(head) <= _MOST_COLUMNS or not all(map(_is_name, head)):
        return None
    if head[0].folded != _NUMBERS or any(t.folded in _PAGES for t in head):
        return None
    rows = _rows(tokens[body:], run, single=head[0].last)
    if len(rows) < _LEAST_ROWS or max(map(len, rows)) > len(head):
        return None
    return _grid([head, *rows], len(head)), at + rows[-1][-1].line + 1


def _is_name(token: Token) -> bool:
    return not token.is_number and len(token.folded) <= _LONGEST_NAME


def _rows(tokens: Sequence[Token], lines: Sequence[Line], *, single: bool) -> list[list[Token]]:
    """The words of each row. `single`: the export gives each cell a line of its own, so that a row may end at any line;
    the last one has no more words than any other."""
    rows: list[list[Token]] = []
    for token in tokens:
        if token.first and token.folded == str(len(rows) + 1):
            rows.append([token])
        elif not rows or (token.line != rows[-1][-1].line and not single) or is_sentence(lines[token.line]):
            break
        else:
            rows[-1].append(token)
    if single and len(rows) > 1:
        rows[-1] = rows[-1][: min(map(len, rows[:-1]))]
    return [row for row in rows if len(row) > 1]


def _grid(rows: Sequence[Sequence[Token]], columns: int) -> Grid:
    cells = [
        GridCell(row=i, col=k, fragments=fragments_of([_doubted(t, short=len(row) < columns)]), place=t.place)
        for i, row in enumerate(rows)
        for k, t in enumerate(row)
    ]
    return Grid(
        cells=tuple(cells), rows=len(rows), cols=columns, source=GridSource.STREAM, head_rows=1, place=rows[0][0].place
    )


def _doubted(token: Token, *, short: bool) -> Token:
    return replace(token, confidence=min(token.confidence, GUESSED)) if short else token
