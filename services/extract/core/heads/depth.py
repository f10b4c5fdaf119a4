"""How many rows of a grid are head, as data and spans in them show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.parts import Matrix, Part, Slot
from shared.model.fold import fold
from shared.model.numbers import parse_number
from shared.model.page import GridSource, is_doubted

#: sources whose cells carry their spans
SPANNED = frozenset({GridSource.RULED, GridSource.MARKED})


_YEAR_TEXT = re.compile(r"(?:19|20)\d\d")


TOTALS = frozenset({"合计", "总计", "小计", "金额合计", "本年收入合计", "本年支出合计", "收入总计", "支出总计"})


MAX_HEAD = 8

#: a table of so many columns names more than one of them
_MANY = 4


#: cells that print a dash for no amount, from so many on in a row: no head has them
_DASHES = 2


def count_head_rows(matrix: Matrix, source: GridSource) -> int:
    """How many leading rows are head: those above the first row of data, and what spans in them tell."""
    first_data = next((i for i, row in enumerate(matrix) if is_data(row)), len(matrix))
    if source in SPANNED and first_data < len(matrix) and _names_one_of_many(matrix[0]):
        return 0
    if source in SPANNED:
        deep = _depth_by_spans(matrix)
        while source is GridSource.MARKED and deep < first_data and _goes_on(matrix[deep - 1], matrix[deep]):
            deep += 1
        if deep <= first_data:
            return deep
    count = min(first_data, MAX_HEAD, len(matrix))
    if source is GridSource.DELIMITED and count > 1 and _names_all(matrix[0]) and not _may_be_head(matrix[1]):
        count = 1
    while count > 1 and _is_label_only(matrix[count - 1]):
        count -= 1
    if first_data == len(matrix):
        count = next((i for i, row in enumerate(matrix) if i and _starts_body(row)), min(1, len(matrix)))
    return count


def with_whole_head(part: Part) -> Part:
    """The part with all rows of its head, where its file marks those that are printed again on every page: people mark
    the first of them alone, or one too many."""
    marked = part.head_rows
    if part.source is not GridSource.MARKED or not marked:
        return part
    first_data = next((i for i, row in enumerate(part.matrix) if is_data(row)), len(part.matrix))
    if first_data < marked:
        return replace(part, head_rows=count_head_rows(part.matrix, part.source))
    deep = _depth_by_spans(part.matrix, marked)
    return replace(part, head_rows=deep) if deep <= first_data else part


def _names_all(row: Sequence[Slot]) -> bool:
    """Whether a row has a text of its own for every column: a head whose texts span columns leaves blanks, or repeats,
    and one that is cut into letters names nothing."""
    texts = [slot.text for slot in row]
    return all(len(text) > 1 for text in texts) and len(set(texts)) == len(texts) > 1


def _names_one_of_many(row: Sequence[Slot]) -> bool:
    """Whether a row says something in one column alone, not the first: a label of a table whose head is elsewhere."""
    filled = [slot for slot in row if slot.text]
    return len(filled) == 1 and filled[0].col > 0 and filled[0].col_span == 1 and len(row) >= _MANY


def _may_be_head(row: Sequence[Slot]) -> bool:
    """Whether a row below names of all columns may be head as well: units, numbers or totals of the columns."""
    if not row[0].text or is_numbering([slot.text for slot in row if slot.text]):
        return True
    return any(fold(slot.text) in TOTALS for slot in row[1:])


def _goes_on(above: Sequence[Slot], below: Sequence[Slot]) -> bool:
    """Whether a row says in some column what the head says right above: cells of an export that wrote a merged text
    into each of them, and lost the one that told their span."""
    return any(a.text == b.text and a.text and a.origin != b.origin for a, b in zip(above, below, strict=True))


def is_data(row: Sequence[Slot]) -> bool:
    """Whether a row carries figures, or dashes in their place: amounts, percentages or codes, not only years, the
    numbering of the columns, or a lone digit in doubt: a stamp on a head leaves such."""
    filled = [slot for slot in row if slot.text]
    if _DASHES <= sum(map(_is_dash, filled)) >= len(filled) / 2:
        return True
    numbers = [s for s in filled if _is_number(s.text) and not _YEAR_TEXT.fullmatch(s.text)]
    return any(not _is_speck(slot) for slot in numbers) and not is_numbering([slot.text for slot in filled])


def _is_number(text: str) -> bool:
    return parse_number(text[:-1] if text[-1] in "%％" else text) is not None


def _is_dash(slot: Slot) -> bool:
    return not slot.text.strip("-—–")


def _is_speck(slot: Slot) -> bool:
    return len(slot.text) == 1 and is_doubted(slot.fragments)


def is_numbering(texts: Sequence[str]) -> bool:
    """A row that numbers the columns: 栏次 1 2 3 …"""
    numbers = [int(t) for t in texts if t.isdecimal()]
    words = [t for t in texts if not t.isdecimal()]
    rising = len(numbers) >= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 2
    return rising and len(words) <= 2 and all(fold(w) in {"栏次", "行次", "项目", "**"} for w in words)


def without_numbering(head: Matrix) -> Matrix:
    """The rows of a head but for those that number the columns, which name none."""
    return tuple(row for row in head if not is_numbering([slot.text for slot in row if slot.text]))


def _starts_body(row: Sequence[Slot]) -> bool:
    texts = [slot.text for slot in row if slot.text]
    return not texts or fold(texts[0]) in TOTALS


def _is_label_only(row: Sequence[Slot]) -> bool:
    filled = {slot.origin for slot in row if slot.text}
    return len(filled) == 1 and bool(row[0].text) and row[0].col_span == 1 and row[0].row_span == 1


def _says(row: Sequence[Slot]) -> bool:
    return any(slot.text for slot in row)


def _depth_by_spans(matrix: Matrix, least: int = 1) -> int:
    """The first row boundary, `least` rows down or more, that no cell crosses and above which no cell spans columns
    without leaves. Blank rows, as two rules close to one another make them, are none."""
    depth = least
    while depth < min(len(matrix), MAX_HEAD):
        above = {slot.origin: slot for row in matrix[:depth] for slot in row}.values()
        crossing = any(slot.row + slot.row_span > depth for slot in above)
        printed = next((row for row in reversed(matrix[:depth]) if _says(row)), matrix[depth - 1])
        last = {slot.origin: slot for slot in printed}.values()
        below = next((row for row in matrix[depth:MAX_HEAD] if _says(row)), matrix[depth])
        parents = any(
            slot.col_span > 1 and slot.text and any(s.text for s in below[slot.col : slot.col + slot.col_span])
            for slot in last
        )
        if not crossing and not parents:
            return depth
        depth += 1
    return depth
