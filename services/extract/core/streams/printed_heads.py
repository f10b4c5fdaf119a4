"""A template's head as it is printed: without a text over columns that stands nowhere, in another wording, without
columns that a body has nothing for, in another order.

Bodies print the tables of their family with less over the columns than others do (科目编码 and 科目名称 with no
功能分类科目 above them), or leave words out of a text (一般公共预算拨款). Where all that is printed is the head's,
nothing of it was lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from services.extract.core.heads.composed import is_known_path
from services.extract.core.streams.heads import HeadCell, HeadReading, head_cells
from services.extract.core.streams.tokens import Token
from services.extract.core.templates import HeadTemplate, Lexicon, head_key
from shared.model.fold import fold
from shared.model.labels import is_total
from shared.model.table import Role


def as_worded(reading: HeadReading, lexicon: Lexicon) -> HeadTemplate | None:
    """The head with the texts that are printed alone; None where one of a column is not there or is no text of heads,
    or where words between them are none of the head's. Whether it says all that is printed is for the reader to see."""
    if reading.noise or reading.above or reading.coverage == 1:
        return None
    cells = head_cells(reading.head, reading.year)
    said = {cell: text for cell, text in zip(cells, reading.said, strict=True) if fold(text) != fold(cell.text)}
    left_out = {word for cell, text in said.items() if text and (word := _left_out(fold(text), fold(cell.text)))}
    depth = max(cell.row + cell.row_span for cell in cells)
    worded: dict[HeadCell, str] = {}
    for cell, text in said.items():
        ways = {text} if text or cell.row + cell.row_span < depth else set()
        if text and head_key(text) not in lexicon.words:  # pieces of it may lie in a neighbour that ends alike
            ways = {cell.text.replace(word, "") for word in left_out if word in cell.text}
        ways = {way for way in ways if not way or head_key(way) in lexicon.words}
        if len(ways) != 1:
            return None
        worded[cell] = ways.pop()
    columns = []
    for at, column in enumerate(reading.head.columns):
        over = sorted((cell for cell in cells if _is_over(cell, at)), key=lambda cell: cell.row)
        path = tuple(t for c, text in zip(over, column.path, strict=True) if (t := worded.get(c, text)))
        if not is_known_path(path, lexicon):
            return None
        columns.append(replace(column, path=path))
    return HeadTemplate(columns=tuple(columns))


def with_strays(reading: HeadReading) -> HeadTemplate | None:
    """The head with words that are none of it for the texts of its columns of labels of which nothing is printed
    (项目名称, 功能科目名称 for 项目): as many as there are."""
    columns = list(zip(reading.head.columns, reading.leaves, strict=True))
    silent = [at for at, (_, words) in enumerate(columns) if not words]
    if not silent or len(silent) != len(reading.strays):
        return None
    if any(columns[at][0].role is not Role.LABEL for at in silent):
        return None
    words = dict(zip(silent, reading.strays, strict=True))
    if any(any(map(str.isdigit, word.folded)) for word in reading.strays):
        return None
    return HeadTemplate(
        columns=tuple(
            replace(column, path=(*column.path[:-1], words[at].folded)) if at in words else column
            for at, (column, _) in enumerate(columns)
        )
    )


def without_unprinted(reading: HeadReading) -> HeadTemplate | None:
    """The head without the columns of amounts of whose lowest texts hardly a letter is printed (收入, which others end
    with as well); None where there are none, or those of other columns are not printed either."""
    cells = head_cells(reading.head, reading.year)
    depth = max(cell.row + cell.row_span for cell in cells)
    said = {
        cell.col: len(fold(text)) * 2 > len(fold(cell.text))
        for cell, text in zip(cells, reading.said, strict=True)
        if cell.row + cell.row_span == depth
    }
    columns = [(column, said.get(at, False)) for at, column in enumerate(reading.head.columns)]
    printed = tuple(column for column, is_said in columns if is_said)
    if not printed or {column.role for column, is_said in columns if not is_said} != {Role.AMOUNT}:
        return None
    return HeadTemplate(columns=printed)


def has_lone_total(head: HeadTemplate) -> bool:
    """Whether a total is all that stands under a text: with nothing to add up it is the label of the first row."""
    groups = Counter(column.path[:-1] for column in head.columns)
    return any(groups[c.path[:-1]] == 1 and len(c.path) > 1 and is_total(c.path[-1]) for c in head.columns)


def in_printed_order(reading: HeadReading) -> HeadTemplate | None:
    """The head with the columns of amounts under one text in the order of their words, where these stand on the same
    lines or each on its own; None where that is the template's. Lines of the page that a tool wrote as one, words of
    one text apart on it, tell no order."""
    columns = list(reading.head.columns)
    if any(_is_woven(words, reading.leaves) for words in reading.leaves):
        return None
    beside: dict[tuple[tuple[str, ...], frozenset[int]], list[int]] = {}
    for at, (column, words) in enumerate(zip(columns, reading.leaves, strict=True)):
        if column.role is Role.AMOUNT and words:
            alone = all(token.first and token.last for token in words)
            lines = frozenset() if alone else frozenset(token.line for token in words)
            beside.setdefault((column.path[:-1], lines), []).append(at)
    for places in beside.values():
        order = sorted(places, key=lambda at: min((t.line, t.x0) for t in reading.leaves[at]))
        for at, origin in zip(places, order, strict=True):
            columns[at] = reading.head.columns[origin]
    return HeadTemplate(columns=tuple(columns)) if columns != list(reading.head.columns) else None


def _is_woven(words: Sequence[Token], leaves: Sequence[Sequence[Token]]) -> bool:
    """Whether words of other texts stand between these on a line."""
    others = [t for leaf in leaves if leaf is not words for t in leaf]
    for _, line in groupby(words, key=lambda t: t.line):
        own = list(line)
        if any(t.line == own[0].line and own[0].x0 < t.x0 < own[-1].x0 for t in others):
            return True
    return False


def _left_out(text: str, whole: str) -> str:
    """The letters in a row that a text lacks of the whole one, "" where it lacks others."""
    more = len(whole) - len(text)
    cut = next((at for at in range(len(text) + 1) if whole[:at] + whole[at + more :] == text), None)
    return whole[cut : cut + more] if cut is not None and more > 0 else ""


def _is_over(cell: HeadCell, column: int) -> bool:
    return cell.col <= column < cell.col + cell.col_span
