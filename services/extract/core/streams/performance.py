"""整体支出绩效目标表 out of lines: head fields, 年度主要任务, 年度总体目标, 年度绩效指标, a grid for each.

Which blocks a form has, and their heads, come from the templates titled `<form>·<block>`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, pairwise, takewhile

from services.extract.core.streams.grid import grid_of
from services.extract.core.streams.heads import HeadReading, read_head
from services.extract.core.streams.indicators import Indicator, is_level, parse_indicators
from services.extract.core.streams.rows import Placed, is_total
from services.extract.core.streams.tokens import Token, fragments_of, rejoined, unrolled
from services.extract.core.templates import HeadTemplate, TableTemplate, Templates
from services.extract.core.titles import title_key
from services.extract.templates import forms as form_data
from shared.model.fold import fold
from shared.model.page import Grid, GridCell, GridSource
from shared.model.table import Role

_FIELDS = frozenset(
    map(
        fold,
        (
            "部门（单位）名称",
            "名称",
            "单位名称",
            "部门名称",
            "主管部门",
            "预算单位",
            "填报单位",
            "部门（单位）",
            "年度",
            "预算年度",
        ),
    )
)
_TARGET, _TARGETS = "indicator.target", frozenset({"目标值", "指标值", "年度指标值"})
"""key of the column of indicators' values, and what heads it"""
_GOAL = re.compile(r"(?:年度|部门|单位|整体)*(?:总体|绩效|整体)?目标")

_LONGEST_PIECE = 5
"""letters of a label that fit on a line of its narrow column"""
_WHOLE = 0.85
"""how much of a head is printed, at least"""
_LITTLE_DOUBT = 0.25
"""what may speak against indicators read by their words, for each of them, before their places are asked"""
_LINES_APART = 3
"""how far one piece of a label may stand below another"""

RowsOf = Callable[[list[Token], list[Token], TableTemplate, HeadReading], list[Placed]]
"""reads the rows of a block: words of its head, words below it; none where only words in order can tell"""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Block:
    """A block found in the form: its template and name, where its head starts and ends."""

    table: TableTemplate
    name: str
    start: int
    reading: HeadReading


def blocks_of_form(title: str, templates: Templates) -> list[tuple[str, TableTemplate]]:
    """The blocks of the form with this title: (block name, template). Of forms whose titles it ends with, the one that
    says most of it."""
    found: dict[str, tuple[int, TableTemplate]] = {}
    for table in templates.tables:
        for known in table.titles:
            form, _, block = known.partition("·")
            said = len(title_key(form))
            ends_so = block and said and title_key(title).endswith(title_key(form))
            if ends_so and (block not in found or said > found[block][0]):
                found[block] = (said, table)
    return [(block, table) for block, (_, table) in found.items()]


def recover_form(tokens: list[Token], blocks: Sequence[tuple[str, TableTemplate]], rows_of: RowsOf) -> list[Grid]:
    """Grids in printed order; empty where no block's head is found."""
    names = {fold(name) for name, _ in blocks}
    tokens = rejoined(
        unrolled(tokens), lambda word: word in names or word.rstrip(":") in _FIELDS or is_frame_word(word)
    )
    tokens = _with_whole_labels(tokens, lambda word: word in names or bool(_GOAL.fullmatch(word)))
    for known in chain.from_iterable(table.heads for _, table in blocks):
        tokens = _with_whole_head(tokens, known)
    found = sorted(_find(tokens, blocks), key=lambda b: b.start)
    if not found:
        return []
    grids = [g for g in [_fields(_without(tokens[: found[0].start], found[0].name))] if g is not None]
    for number, block in enumerate(found):
        end = found[number + 1].start if number + 1 < len(found) else len(tokens)
        body = tokens[block.start + block.reading.end : end]
        goal = _goal_at(body) if number + 1 < len(found) else len(body)
        head = tokens[block.start : block.start + block.reading.end]
        rows = _rows(head, body[:goal], block, rows_of)
        if rows:
            grids.append(grid_of(block.reading, rows))
        if goal < len(body):
            grids.append(_goal(_without(body[goal:], found[number + 1].name)))
    return grids


def _with_whole_labels(tokens: Sequence[Token], is_label: Callable[[str], bool]) -> list[Token]:
    """The words with labels of blocks whole that a narrow first column has wrapped: `年度主` and `要任务` begin lines
    that stand near each other, with lines of other cells between them."""
    starts = [i for i, t in enumerate(tokens) if t.first]
    whole: dict[int, str] = {}
    gone: set[int] = set()
    for number, at in enumerate(starts):
        if at in gone or len(tokens[at].folded) > _LONGEST_PIECE:
            continue
        near = [i for i in starts[number + 1 : number + 5] if len(tokens[i].folded) <= _LONGEST_PIECE]
        for rest in (*combinations(near, 1), *combinations(near, 2)):
            pieces = (at, *rest)
            if all(tokens[b].line - tokens[a].line <= _LINES_APART for a, b in pairwise(pieces)) and is_label(
                "".join(tokens[i].folded for i in pieces)
            ):
                whole[at] = "".join(tokens[i].text for i in pieces)
                gone.update(rest)
                break
    return _begun(replace(t, text=whole.get(i, t.text)) for i, t in enumerate(tokens) if i not in gone)


def _begun(tokens: Iterable[Token]) -> list[Token]:
    """The words, with the first of each line marked as such."""
    out: list[Token] = []
    for token in tokens:
        out.append(replace(token, first=True) if out and out[-1].line != token.line else token)
    return out


def is_frame_word(word: str) -> bool:
    """Whether the word is of the form's frame: the goal's label, a total, a level of indicators."""
    return bool(_GOAL.fullmatch(word)) or is_total(word) or is_level(word)


def _with_whole_head(tokens: list[Token], head: HeadTemplate) -> list[Token]:
    """The words with those of a block's head together, of which a PDF's content has the merged ones behind its rows."""
    texts = frozenset(fold(text) for column in head.columns for text in column.path)
    at = next((i for i, t in enumerate(tokens) if t.folded in texts), len(tokens))
    above = read_head(tokens[at:], head, None) if at < len(tokens) else None
    if above is None or above.coverage >= _WHOLE:
        return tokens
    for start in range(at + above.end, len(tokens)):
        if not _is_of(tokens[start].folded, head):
            continue
        run = list(takewhile(lambda t: t.folded in texts, tokens[start:]))
        rest = tokens[at:start] + tokens[start + len(run) :]
        if run and read_head([*run, *rest], head, None).coverage == 1:
            return [*tokens[:at], replace(run[0], first=True), *run[1:], *rest]
    return tokens


def _find(tokens: list[Token], blocks: Sequence[tuple[str, TableTemplate]]) -> list[_Block]:
    found = []
    for name, table in blocks:
        best: _Block | None = None
        for head in chain.from_iterable(map(_wordings, table.heads)):
            for start, token in enumerate(tokens):
                if not _may_begin(tokens, start, name) or not _is_of(token.folded, head):
                    continue
                reading = read_head(tokens[start:], head, None)
                if reading.coverage >= _WHOLE and (best is None or reading.coverage > best.reading.coverage):
                    best = _Block(table=table, name=name, start=start, reading=reading)
        if best is not None:
            found.append(best)
    return found


def _wordings(head: HeadTemplate) -> Iterator[HeadTemplate]:
    """The head, one of indicators also with the other words for their values."""
    yield head
    last = head.columns[-1]
    if last.key == _TARGET:
        for text in _TARGETS - {last.path[-1]}:
            yield replace(head, columns=(*head.columns[:-1], replace(last, path=(*last.path[:-1], text))))


def _is_of(word: str, head: HeadTemplate) -> bool:
    """Whether the word begins the first text of the head, or is one that it sets higher, over several columns."""
    first, *others = head.columns
    return fold(first.path[0]).startswith(word[:2]) or any(
        word == fold(text) for column in others for text in column.path[:-1]
    )


def _may_begin(tokens: list[Token], start: int, name: str) -> bool:
    """A head begins a line, or follows the block's name on it."""
    return tokens[start].first or (start > 0 and tokens[start - 1].folded == fold(name))


def _rows(head: list[Token], body: list[Token], block: _Block, rows_of: RowsOf) -> list[Placed]:
    body = _without(body, block.name)
    figures = any(c.role is Role.AMOUNT for c in block.reading.head.columns)
    doubt, indicators = (0.0, []) if figures else parse_indicators(body)
    if indicators and doubt <= _LITTLE_DOUBT:
        return [_indicator_row(i) for i in indicators]
    rows = rows_of(head, body, block.table, block.reading)
    return rows or [_indicator_row(i) for i in indicators]


def _indicator_row(row: Indicator) -> Placed:
    return {0: row.first, 1: row.second, 2: row.name, 3: row.target}


def _without(tokens: list[Token], name: str) -> list[Token]:
    return [t for t in tokens if t.folded != fold(name)]


def _goal_at(body: list[Token]) -> int:
    """Where the free text 年度总体目标 begins: at its label, which is alone on a line or begins one, or below the last
    total above it, since the label may stand halfway down the text."""
    at = next((i for i, t in enumerate(body) if t.first and _GOAL.fullmatch(t.folded)), len(body))
    if at == len(body):
        return at
    total = next((i for i in range(at - 1, -1, -1) if body[i].first and is_total(body[i].folded)), None)
    if total is None:
        return at
    return next(i for i in range(total + 1, at + 1) if not body[i].is_number)


def _goal(tokens: list[Token]) -> Grid:
    at = next(i for i, t in enumerate(tokens) if t.first and _GOAL.fullmatch(t.folded))
    return _grid([[[tokens[at]], tokens[:at] + tokens[at + 1 :]]])


def _fields(tokens: list[Token]) -> Grid | None:
    """`名称 某局 主管部门 某委` as rows of a label with its value."""
    words = form_data.load()
    rows: list[list[list[Token]]] = []
    for token in tokens:
        if token.folded.rstrip(":") in _FIELDS or words.is_label(token.text):
            rows.append([[token], []])
        elif rows:
            rows[-1][1].append(token)
    return _grid(rows) if rows else None


def _grid(rows: list[list[list[Token]]]) -> Grid:
    cells = tuple(
        GridCell(row=r, col=c, fragments=fragments_of(words), place=words[0].place)
        for r, row in enumerate(rows)
        for c, words in enumerate(row)
        if words
    )
    return Grid(
        cells=cells,
        rows=len(rows),
        cols=max(len(row) for row in rows),
        source=GridSource.STREAM,
        head_rows=0,
        place=cells[0].place,
    )
