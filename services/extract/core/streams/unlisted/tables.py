"""Tables that no template knows, in exports that give every cell a line of its own, blank ones too (what office
programs save as text): the lines between what is printed over one table and the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from services.extract.core.streams.blanks import GUESSED
from services.extract.core.streams.regions import is_caption, is_sentence
from services.extract.core.streams.tokens import Token, fragments_of, tokens_of
from services.extract.core.streams.unlisted import lines as rows_a_line
from services.extract.core.streams.unlisted.cells import Shape, is_alike, shape_of
from services.extract.core.streams.unlisted.kinds import ANYTHING, FIGURES, WORDS, Kind, first_data, is_data, kind_of
from services.extract.core.streams.unlisted.spans import Over, Spans
from services.extract.core.templates import Templates
from services.extract.core.titles import tables_of_title
from shared.codes import CODE
from shared.model.fold import fold, tidy
from shared.model.labels import names_total
from shared.model.page import Block, Grid, GridCell, GridSource, Line

_TITLE = re.compile(r"(?:表|情况|清单|目录|名单|名录|一览|安排|计划|方式|明细|台账)(?:\([^()]{1,20}\))?$")
_ALONE = re.compile(r"^(?:19|20)\d\d年|表(?:\([^()]{1,20}\))?$")
"""a title without a caption; others (…进展情况) may be the text of a cell"""
_NUMBERED = re.compile(r"(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）])")
_NOTE = re.compile(r"^(?:备?注|说明)\s*\d*\s*[:：]")
_WIDEST_TOTAL = 4
"""columns that the label of a total is over, at most"""
_MOST_CELLS = 6_000
_CODED = 0.6
"""of the cells of a column of codes"""
_SHORTEST_TITLE, _LONGEST_TITLE = 6, 40


def recover(blocks: Sequence[Block], templates: Templates) -> list[Block]:
    """The blocks with such tables as grids of source STREAM. A table whose title a template has, and that its head did
    not tell, has blank lines for blank cells or is no such table."""
    out: list[Block] = []
    at = 0
    while at < len(blocks):
        out.append(blocks[at])
        at += 1
        if not _leads(blocks, at):
            continue
        end = _end(blocks, at)
        title = _title(blocks, at)
        known = title is not None and bool(tables_of_title(tidy(title.text), templates))
        for last in _ends(blocks, at, end):
            lines = [b for b in blocks[at:last] if isinstance(b, Line)]
            grid = table_of(lines, titled=title is not None) if not known or has_blanks(lines) else None
            if grid is not None:
                out.append(grid)
                at = last
                break
        else:
            by_line = rows_a_line.table_of(lines) if title is not None and lines else None
            if by_line is not None:
                out.append(by_line[0])
                at += by_line[1]
    return out


def _leads(blocks: Sequence[Block], at: int) -> bool:
    """Whether a table of a text export may begin at `at`: below what says whose it is or in which unit."""
    if at >= len(blocks) or not is_caption(blocks[at - 1]) or is_caption(blocks[at]):
        return False
    return isinstance(blocks[at], Line) and blocks[at].place.page is None


def _title(blocks: Sequence[Block], at: int) -> Line | None:
    """What stands over the caption above `at`, if it is the name of a table."""
    above = next((b for b in reversed(blocks[:at]) if not is_caption(b)), None)
    return above if isinstance(above, Line) and _names_table(above) else None


def has_blanks(lines: Sequence[Line]) -> bool:
    """Whether blank lines stand between them, as they do for blank cells; not where they were set in another order."""
    printed = [line.place.line or 0 for line in lines]
    return printed == sorted(printed) and any(_blank_above(lines, at) for at in range(1, len(lines)))


def _end(blocks: Sequence[Block], start: int) -> int:
    """Where the lines end that may be the table's: above a note, a heading, or the title of the next one."""
    for at in range(start, len(blocks)):
        block = blocks[at]
        if not isinstance(block, Line) or block.heading is not None or _NOTE.match(block.text):
            return at
        if is_caption(block):
            return at - (at - 1 > start and _may_be_title(blocks[at - 1]))
        if at > start and _names_table(block) and _ALONE.search(fold(block.text)) and _blank_above(blocks, at):
            return at
    return len(blocks)


def _ends(blocks: Sequence[Block], start: int, end: int) -> list[int]:
    """Where the table may end: at `end`, or above numbered running text and its heading, which nothing else tells from
    cells; there first where no figure stands below."""
    text = next((i for i in range(start + 1, end) if isinstance(b := blocks[i], Line) and _is_prose(b)), end)
    cuts = [at for at in (text - 1, text) if start + 1 < at and text < end]
    figures = any(isinstance(b, Line) and kind_of(b.text) in FIGURES for b in blocks[text:end])
    return [end, *cuts] if figures else [*cuts, end]


def _is_prose(line: Line) -> bool:
    return _NUMBERED.match(tidy(line.text)) is not None and is_sentence(line)


def _may_be_title(block: Block) -> bool:
    return isinstance(block, Line) and len(block.text) <= _LONGEST_TITLE and not is_data(kind_of(block.text))


def _names_table(block: Line) -> bool:
    text = fold(block.text)
    return _SHORTEST_TITLE <= len(text) <= _LONGEST_TITLE and _TITLE.search(text) is not None


def _blank_above(blocks: Sequence[Block], at: int) -> int:
    """How many lines above one are blank, but for those between pages."""
    block = blocks[at]
    if isinstance(block, Line) and block.text.startswith("\f"):
        return 0
    above, line = blocks[at - 1].place.line, block.place.line
    return line - above - 1 if above is not None and line is not None else 0


def table_of(lines: Sequence[Line], *, titled: bool) -> Grid | None:
    """The lines, and the blank ones between them, as a table. Without a title figures or dates must tell it."""
    tokens = tokens_of(lines, aligned=True)
    if len(tokens) != len(lines):  # more than a cell to a line
        return None
    cells: list[Token | None] = []
    for at, token in enumerate(tokens):
        cells += [None] * (_blank_above(lines, at) if at else 0)
        cells.append(token)
        if len(cells) > _MOST_CELLS:
            return None
    ways = list(_with_wide_totals(cells))
    found = [
        (shape, way)
        for way, texts in ways
        if (shape := shape_of(texts)) is not None
        and is_alike(texts[shape.head :], shape.columns, titled=titled)
        and not _ends_in_codes(texts[shape.head :], shape.columns)
    ]
    if not found:
        return None
    shape, way = min(found, key=lambda one: one[0].cost)
    return _with_head(way, shape)


def _ends_in_codes(texts: Sequence[str], columns: int) -> bool:
    """Whether the last column holds codes beside figures with decimals, and the first one words: each is that of the
    name below it, so the rows begin elsewhere."""
    last, first = texts[columns - 1 :: columns], texts[::columns]
    coded = sum(CODE.fullmatch(text) is not None for text in last) >= max(2, _CODED * len(last))
    named = sum(kind_of(text) in (*WORDS, Kind.LONG) for text in first[1:]) >= _CODED * len(first[1:])
    return coded and named and any(kind_of(text) is Kind.DECIMAL for text in texts)


def _with_wide_totals(cells: Sequence[Token | None]) -> Iterator[tuple[list[Token | None], list[str]]]:
    """The cells with their texts as they are, and with the labels of total rows over two to four columns, which an
    export writes as one cell. What is below the rest of such a label may be anything."""
    texts = [cell.folded if cell is not None else "" for cell in cells]
    body = first_data(texts)
    wide = [
        at > body and names_total(text) and kind_of(below) in (*FIGURES, Kind.BLANK)
        for at, (text, below) in enumerate(pairwise([*texts, ""]))
    ]
    for more in range(_WIDEST_TOTAL if any(wide) else 1):
        rests = [more if is_wide else 0 for is_wide in wide]
        yield (
            [c for cell, rest in zip(cells, rests, strict=True) for c in (cell, *[None] * rest)],
            [t for text, rest in zip(texts, rests, strict=True) for t in (text, *[ANYTHING] * rest)],
        )


def _with_head(cells: Sequence[Token | None], shape: Shape) -> Grid:
    depth = shape.spans.depth
    texts = [(token,) if token is not None else () for token in cells[: shape.head]]
    out = [_head_cell(texts, over, shape.spans) for over in shape.spans.cells if over.text is not None]
    body = cells[shape.head :]
    for at, token in enumerate(body):
        if token is not None:
            row, column = divmod(at, shape.columns)
            out.append(GridCell(row=depth + row, col=column, fragments=fragments_of([token]), place=token.place))
    return _table(out, depth + -(-len(body) // shape.columns), shape.columns, depth)


def _table(cells: Sequence[GridCell], rows: int, columns: int, depth: int) -> Grid:
    return Grid(
        cells=tuple(cells), rows=rows, cols=columns, source=GridSource.STREAM, head_rows=depth, place=cells[0].place
    )


def _head_cell(texts: Sequence[Sequence[Token]], over: Over, spans: Spans) -> GridCell:
    """A text of the head, over the rows below it that have no text of their own in its columns."""
    words = texts[over.text or 0]
    below = [o for o in spans.cells if o.text is not None and o.row > over.row]
    end = min((o.row for o in below if over.first <= o.first <= o.last <= over.last), default=spans.depth)
    doubted = words if spans.sure else [replace(t, confidence=GUESSED) for t in words]
    return GridCell(
        row=over.row,
        col=over.first,
        row_span=end - over.row,
        col_span=over.last - over.first + 1,
        fragments=fragments_of(doubted),
        place=words[0].place,
    )
