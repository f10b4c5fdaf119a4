"""Tables of projects, of indicators and of procurement in bare lines, found by the words of their heads.

What their columns hold parts the words into cells: levels, signs, targets, measures, codes, amounts; names and texts
are what stands between. Nothing of it is certain, and where the words do not fit they stay lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from math import inf

from services.extract.core.streams.blanks import GUESSED, settle_blanks
from services.extract.core.streams.broken import mended
from services.extract.core.streams.placed import tables as placed
from services.extract.core.streams.regions import ends, is_caption, is_like_title
from services.extract.core.streams.rows import Placed, one_cell_a_line
from services.extract.core.streams.tokens import (
    Token,
    fragments_of,
    is_aligned,
    pages_below,
    text_of,
    tokens_of,
    without_repeats,
)
from services.extract.core.streams.typed import fused
from services.extract.core.streams.typed.cells import BLANK
from services.extract.core.streams.typed.heads import (
    FEWEST_COLUMNS,
    MOST_PIECES,
    Head,
    Text,
    heads_of,
    is_text,
    texts_of,
)
from services.extract.core.streams.typed.late import late_rows
from services.extract.core.streams.typed.rows import MOST_WORDS, Reading, prices_of, read_rows, spanning
from services.extract.core.streams.typed.words import ColumnWords, Holds, key_of
from services.extract.core.templates import ColumnTemplate, HeadTemplate, Templates
from services.extract.templates import forms as form_data
from shared.model.labels import is_total
from shared.model.page import Block, Grid, GridCell, GridSource, Line
from shared.model.table import Role

_NUMBER = re.compile(r"\S{0,6}(?:表|附件)\s*\d{1,3}(?:-\d{1,2})?")
"""what stands over the title of the next table (部门公开表 9)"""
_GAP = re.compile(r"[\u3400-\u9fff）)] +[\u3400-\u9fff]")
_CELLS = re.compile(r"\S {2,}(?=\S)")
_FEW = 20
"""one line in so many may have two words side by side where every cell has its own"""
_FEWEST_ROWS = 2
_MOST_LINES = 2 * MOST_WORDS
"""lines with words: even without the heads that every page repeats they are more than rows are read from"""
_LITTLE_DOUBT, _MOST_DOUBT = 0.4, 1.0
"""what may speak against the rows, for each of them: where their cells are sure as words can be, and where they are
rows at all"""
_MOST_HEADS = 6
"""ways to read a head, the likeliest ones"""
_CLEARLY, _RATHER = 0.5, 0.85
"""the share of what speaks against one reading that may speak against a better one"""
_PLAIN = (Holds.LEVEL1, Holds.LEVEL2, Holds.NAME, Holds.TARGET)
"""a head of indicators alone, whose levels may stand in the middle of their rows: `indicator_tables`"""
_TELLING = frozenset((Holds.LEVEL2, Holds.ITEM))


def recover(blocks: Sequence[Block], templates: Templates) -> list[Block]:
    """The blocks with such tables as grids of source STREAM."""
    known = form_data.load_columns()
    out: list[Block] = []
    stops = cache(partial(_stops, blocks, templates))
    at = 0
    while at < len(blocks):
        found = _table(blocks, at, stops, known, templates) if at and _leads(blocks[at - 1], templates) else None
        if found is None:
            out.append(blocks[at])
            at += 1
        else:
            grid, at = found
            out.append(grid)
    return out


def _leads(block: Block, templates: Templates) -> bool:
    """Whether a table may begin below: a title or a caption."""
    return isinstance(block, Line) and (is_caption(block) or ends(block, templates, prose=True))


def _table(
    blocks: Sequence[Block], at: int, stops: Callable[[int], bool], known: ColumnWords, templates: Templates
) -> tuple[Grid, int] | None:
    """The table whose head begins at `at`, and the index after it. `stops`: whether a table ends above a block."""
    start = blocks[at]
    if not isinstance(start, Line) or is_caption(start):
        return None
    first = [b for b in blocks[at : at + MOST_PIECES] if isinstance(b, Line)]
    if not is_aligned(first) and not texts_of(tokens_of(first), known, templates.lexicon):
        return None
    end = at
    while end < len(blocks) and not stops(end):
        end += 1
    lines = [b for b in blocks[at:end] if isinstance(b, Line)]
    if not lines or sum(bool(b.text.strip()) for b in lines) > _MOST_LINES:
        return None
    if is_aligned(lines):
        return _laid_out(lines, end, known, templates)
    words = _words(lines)
    counted = any(Holds.COUNT in text.holds for text in texts_of(words, known, templates.lexicon))
    tokens = fused.parted(
        mended(words, lambda _: False, counted=counted), partial(is_text, known=known, lexicon=templates.lexicon)
    )
    found = _best(tokens, known, templates)
    if found is None or _may_be_by_page(*found[:2]):
        late = _with_late(tokens, known, templates, found)
        found = late if late is not found else _by_page(tokens, known, templates, found)
    if found is None:
        return None
    head, reading, words = found
    settle_blanks(reading.rows, _template(head))
    last = words[reading.used - 1].line
    doubtful = _doubt(head, reading) > _LITTLE_DOUBT
    return _grid(head, [_doubted(row) for row in reading.rows] if doubtful else reading.rows), at + last + 1


def _laid_out(lines: Sequence[Line], end: int, known: ColumnWords, templates: Templates) -> tuple[Grid, int] | None:
    """The table of lines that keep the page's layout."""
    found = placed.read(placed.words_of(lines), known, templates.lexicon)
    if found is None:
        return None
    head, rows, cost = found
    if not _tells(head, known) or len(rows) < _FEWEST_ROWS or cost > _MOST_DOUBT * len(rows):
        return None
    return _grid(head, [_doubted(row) for row in rows] if cost > _LITTLE_DOUBT * len(rows) else rows), end


def _doubted(row: Placed) -> Placed:
    return {c: [replace(t, confidence=min(t.confidence, GUESSED)) for t in words] for c, words in row.items()}


def _stops(blocks: Sequence[Block], templates: Templates, at: int) -> bool:
    """Whether the table ends above a line; one that is only like a title (反映完成情况) does not without a caption."""
    if isinstance(line := blocks[at], Line) and _NUMBER.fullmatch(line.text.strip()):
        return True
    if not ends(blocks[at], templates, prose=True) or (isinstance(line, Line) and len(_CELLS.findall(line.text)) > 1):
        return False
    return not is_like_title(blocks[at], templates) or (at + 1 < len(blocks) and is_caption(blocks[at + 1]))


def _words(lines: Sequence[Line]) -> list[Token]:
    """The words; where every cell has lines of its own a space is inside of one, beside letters or figures."""
    tokens = tokens_of(lines)
    beside = {i for i, line in enumerate(lines) if _GAP.search(line.text)}
    if len(beside) * _FEW > len(lines) or not one_cell_a_line(tokens):
        return tokens
    joined = [t for t in tokens_of(lines, aligned=True) if t.line not in beside]
    return sorted([*joined, *(t for t in tokens if t.line in beside)], key=lambda t: t.line)


_Found = tuple[Head, Reading, list[Token]]
"""a head, its rows, and the words below it"""


def _best(tokens: list[Token], known: ColumnWords, templates: Templates) -> _Found | None:
    """The head and the rows that least speaks against."""
    best: tuple[float, Head, Reading, list[Token]] | None = None
    readings: dict[tuple[int, tuple[Holds, ...]], Reading | None] = {}
    for own in _heads(tokens, known, templates):
        size = sum(len(text.words) for text in own)
        body = without_repeats(tokens[size:], tokens[:size])
        price = prices_of(body, known)
        for head in heads_of(own, templates.lexicon):
            if not _tells(head, known) or head.holds == _PLAIN:
                continue
            key = (size, head.holds)
            if key not in readings:
                readings[key] = read_rows(body, head.holds, price)
            reading = readings[key]
            if reading is None or len(reading.rows) < _FEWEST_ROWS or _doubt(head, reading) > _MOST_DOUBT:
                continue
            cost = reading.cost + head.cost
            if best is None or cost < best[0]:
                best = (cost, head, reading, body)
    return best[1:] if best is not None else None


def _doubt(head: Head, reading: Reading) -> float:
    """What speaks against the rows, for each of them; amounts that none has are no blank cells."""
    filled = {c for row in reading.rows for c in row}
    never = [c for c, holds in enumerate(head.holds) if holds is Holds.AMOUNT and c not in filled]
    return reading.cost / len(reading.rows) - BLANK[Holds.AMOUNT] * len(never)


def _may_be_by_page(head: Head, reading: Reading) -> bool:
    """Whether rows that were read in the order of their cells are in doubt, or the first lacks what covers it."""
    spans = {*range(spanning(head.holds))}
    return _doubt(head, reading) > _LITTLE_DOUBT or not spans <= reading.rows[0].keys()


def _by_page(tokens: Sequence[Token], known: ColumnWords, templates: Templates, best: _Found | None) -> _Found | None:
    """The same where the lines are the page's, with cells broken around the figures of their row, and levels in the
    middle of theirs; `best` where that does not fit clearly better."""
    if one_cell_a_line(tokens):
        return best
    least = best[1].cost * _CLEARLY if best is not None else inf
    for own in _heads(tokens, known, templates):
        size = sum(len(text.words) for text in own)
        body = without_repeats(tokens[size:], tokens[:size])
        tried: set[tuple[Holds, ...]] = set()
        for head in heads_of(own, templates.lexicon):
            if head.holds in tried or head.holds == _PLAIN or Holds.LEVEL2 not in head.holds:
                continue
            tried.add(head.holds)
            rows, against = placed.rows_in_lines(body, head.holds, known)
            cost = against + head.cost
            if len(rows) >= _FEWEST_ROWS and cost <= _MOST_DOUBT * len(rows) and cost < least:
                least = cost
                best = head, Reading(cost=cost, rows=rows, used=len(body)), body
    return best


def _with_late(tokens: list[Token], known: ColumnWords, templates: Templates, best: _Found | None) -> _Found | None:
    """The same where cells stand behind all others of their page; `best` where that does not fit clearly better."""
    least = best[1].cost * _RATHER if best is not None else inf
    for own in _heads(tokens, known, templates):
        size = sum(len(text.words) for text in own)
        pages = pages_below(tokens[size:], tokens[:size])
        for head in heads_of(own, templates.lexicon)[:_MOST_HEADS]:
            if head.holds == _PLAIN or not _tells(head, known):
                continue
            units = frozenset(c for c, column in enumerate(head.columns) if "单位" in text_of(column.path[-1].words))
            rows, against = late_rows(pages, head.holds, units, known) or ([], 0.0)
            reading = Reading(cost=against + head.cost, rows=rows, used=len(tokens) - size)
            if len(rows) >= _FEWEST_ROWS and reading.cost < least and _doubt(head, reading) <= _MOST_DOUBT:
                least = reading.cost
                best = head, reading, tokens[size:]
    return best


def _heads(tokens: Sequence[Token], known: ColumnWords, templates: Templates) -> Iterator[list[Text]]:
    """The texts that the head may have: a total behind them may be the label of the first row, and a text that no head
    is known to have may begin it."""
    seen: list[list[str]] = []
    for longest in (True, False):
        texts = texts_of(tokens, known, templates.lexicon, longest=longest)
        words = [text_of(text.words) for text in texts]
        if words not in seen and len(texts) >= FEWEST_COLUMNS:
            yield texts
            ends = {len(texts) - 1} if is_total(words[-1]) else set()
            ends |= {i for i, text in enumerate(words) if not is_text(text, known, templates.lexicon)}
            yield from (texts[:end] for end in sorted(ends) if end >= FEWEST_COLUMNS)
        seen.append(words)


def _tells(head: Head, known: ColumnWords) -> bool:
    """Whether the head is that of such a table: it names levels, items of a catalogue or projects."""
    return bool(_TELLING & {*head.holds}) or any(
        key_of(text_of(column.path[-1].words)) in known.telling for column in head.columns
    )


def _grid(head: Head, rows: Sequence[Placed]) -> Grid:
    depth = max(len(column.path) for column in head.columns)
    cells: list[GridCell] = []
    at = 0
    while at < len(head.columns):
        path = head.columns[at].path
        end = at
        while end < len(head.columns) and len(path) > 1 and head.columns[end].path[0] is path[0]:
            end += 1
        if len(path) > 1:
            cells.append(_head_cell(path[0], 0, at, across=end - at))
            cells += [_head_cell(head.columns[c].path[1], 1, c) for c in range(at, end)]
        else:
            cells.append(_head_cell(path[0], 0, at, down=depth))
        at = max(end, at + 1)
    spans = spanning(head.holds)
    above: Placed = {}
    for number, row in enumerate(rows, start=depth):
        filled = _filled(row, above, spans)
        cells += [
            GridCell(row=number, col=column, fragments=fragments_of(words), place=words[0].place)
            for column, words in sorted(filled.items())
            if words
        ]
        above = filled
    return Grid(
        cells=tuple(cells),
        rows=depth + len(rows),
        cols=len(head.columns),
        source=GridSource.STREAM,
        head_rows=depth,
        place=cells[0].place,
    )


def _template(head: Head) -> HeadTemplate:
    """The head as sums are looked for in: what is an amount, and under which texts."""
    return HeadTemplate(
        columns=tuple(
            ColumnTemplate(
                path=tuple(text_of(text.words) for text in column.path),
                role=Role.AMOUNT if column.holds is Holds.AMOUNT else Role.LABEL,
                key=None,
            )
            for column in head.columns
        )
    )


def _filled(row: Placed, above: Placed, spans: int) -> Placed:
    """The row with the cells that span it: those left of its first own one, in the first `spans` columns."""
    first = min(row, default=0)
    return {c: words for c, words in above.items() if c < min(first, spans)} | row


def _head_cell(text: Text, row: int, column: int, *, down: int = 1, across: int = 1) -> GridCell:
    return GridCell(
        row=row,
        col=column,
        row_span=down,
        col_span=across,
        fragments=fragments_of(text.words),
        place=text.words[0].place,
    )
