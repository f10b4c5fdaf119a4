"""Rows of the block 年度主要任务: 任务名称, 主要内容, and the amounts with what they are made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.forms.rows import FormRow, Token, merged
from services.extract.core.forms.words import FormWords, word_key
from services.extract.core.parts import join_fragments
from services.extract.core.repair import REPAIRED, clean_number
from shared.model.numbers import is_not_applicable, parse_number
from shared.model.table import Cell, Row, RowKind

#: a cell that begins this little before its column does begins in it (points, or a share of its own width)
_NEAR, _SHARE = 3.0, 0.15
_AMOUNT_HEAD = re.compile(r"预算金额|金额|预算数|资金")
_OF_WHICH = "其中:"
"""before a leaf in some prints, not in others (as folded)"""
_TOTAL_WHY = "a label that spans several columns is written once, in the first of them"


def is_head(row: FormRow, words: FormWords) -> bool:
    """The head of the block: 任务名称 beside 主要内容 or an amount."""
    keys = [word_key(t.text) for t in row.tokens]
    named = [k for k in keys if k in words.tasks.heads]
    return len(set(named)) == 2 or (bool(named) and len(keys) > 1 and any(_AMOUNT_HEAD.search(k) for k in keys))


def is_amount_head(text: str) -> bool:
    """Whether a text heads columns of amounts."""
    return bool(_AMOUNT_HEAD.search(word_key(text)))


def build(rows: Sequence[FormRow], words: FormWords) -> tuple[list[tuple[str, ...]], tuple[Row, ...]]:
    """(column paths, rows). The head may be printed again on every page; its second row may be damaged."""
    heads, body = _parted(rows, words)
    texts = _text_columns(heads, words)
    amounts, whole = _amount_columns(heads, [row for row, _ in body], words)
    paths = [(text,) for text in texts] + amounts
    first = _head_cells(heads, len(texts), len(amounts), words)
    start = next((t.col for row in heads[:1] for t in row.tokens if word_key(t.text) in words.tasks.heads), 0)
    built: list[list[Token | None]] = []
    pending: list[Token] = []
    for row, above in body:
        columns = _head_cells(above, len(texts), len(amounts), words) or first
        tokens = [t for t in row.tokens if not _is_side(t, row, words, start)]
        labels = [t for t in tokens if not _is_amount(t)]
        numbers = [_number(t) for t in tokens if _is_amount(t)]
        if not numbers and not row.placed and row.is_line:
            pending += labels
            continue
        cells = _in_place(row, columns, words) or _row(
            [*pending, *labels], numbers, len(texts), len(amounts), row, words
        )
        cut = bool(built) and row.placed and row.first and _is_cut(built[-1], cells, len(texts))
        if cut:
            built[-1] = [_halves(upper, lower) for upper, lower in zip(built[-1], cells, strict=True)]
            pending = []
        elif built and not numbers and not row.placed and len(labels) == 1:
            _continue(built[-1], labels[0], len(texts) - 1)
        else:
            built.append(cells)
            pending = []
    built = built if whole else [[*c[: len(texts)], *(t and _doubted(t) for t in c[len(texts) :])] for c in built]
    return paths, tuple(_logical(cells, words) for cells in _with_doubts(built, len(texts)))


def _with_doubts(built: Sequence[Sequence[Token | None]], texts: int) -> list[Sequence[Token | None]]:
    """The rows; every task has a name and figures: what lacks one of them is of the task above or below it, and none of
    the three is sure."""
    part = {i for i, cells in enumerate(built) if cells[0] is None or not any(cells[texts:])}
    return [[t and _doubted(t) for t in cells] if part & {i - 1, i, i + 1} else cells for i, cells in enumerate(built)]


def _doubted(token: Token) -> Token:
    return replace(token, confidence=min(token.confidence, REPAIRED))


def _head_cells(heads: Sequence[FormRow], texts: int, amounts: int, words: FormWords) -> list[Token]:
    """The head's cells above the columns, from left to right; [] where some are lost."""
    found = [t for row in heads[:1] for t in row.tokens if word_key(t.text) in words.tasks.heads]
    leaves = _leaves(heads, words)
    tops = [t for row in heads[:1] for t in row.tokens if _AMOUNT_HEAD.search(word_key(t.text))]
    cells = [*found, *(leaves or tops)]
    return cells if heads and heads[0].placed and len(found) == texts and len(cells) == texts + amounts else []


def _in_place(row: FormRow, columns: Sequence[Token], words: FormWords) -> list[Token | None] | None:
    """The row's cells by the head's columns in which they begin, what stands left of them (down the side, in a column
    more than the head has) left out; None where places do not tell, as where an amount is wider than its head."""
    if not row.placed or not columns:
        return None
    starts = [t.place.box.x0 for t in columns if t.place.box is not None]
    side = row.cols - len(columns)
    cells: list[Token | None] = [None] * len(columns)
    for token in row.tokens:
        box = token.place.box
        if box is None or len(starts) < len(columns):
            return None
        near = max(_NEAR, _SHARE * box.width)
        column = sum(x <= box.x0 + near for x in starts) - 1
        column = max(column, 0) if token.col >= side else column
        if column >= 0:
            if cells[column] is not None or (_is_amount(token) and word_key(columns[column].text) in words.tasks.heads):
                return None
            cells[column] = _number(token) if _is_amount(token) else token
    return _total_first(cells, words)


def _total_first(cells: list[Token | None], words: FormWords) -> list[Token | None]:
    """The label of the total in the first column: it stands over all columns of texts, wherever it begins."""
    labels = [i for i, t in enumerate(cells) if t is not None and word_key(t.text) in words.tasks.totals]
    if len(labels) == 1 and not any(cells[: labels[0]]):
        cells[0], cells[labels[0]] = cells[labels[0]], cells[0]
    return cells


def _is_cut(upper: Sequence[Token | None], lower: Sequence[Token | None], texts: int) -> bool:
    """Whether a page cut one row into these two: every task has figures, and they stand in one of them only."""
    return any(lower) and not (any(upper[texts:]) and any(lower[texts:]))


def _halves(upper: Token | None, lower: Token | None) -> Token | None:
    """The two pieces of a cell of a row that the page cut: that its cells belong together is concluded, not read."""
    if upper is None or lower is None:
        whole = upper or lower
        return whole and _doubted(whole)
    text = join_fragments((upper.text, lower.text))
    joined = replace(upper, raw=(*upper.raw, *lower.raw))
    return joined.repaired("row_joined", f"{upper.text}⏎{lower.text}", text, "the page cut this row")


def _parted(rows: Sequence[FormRow], words: FormWords) -> tuple[list[FormRow], list[tuple[FormRow, Sequence[FormRow]]]]:
    """(head rows of the first printed head, body rows, each with those of the last head above it); later heads are
    furniture but for their places, and the row behind one that opens a page opens it in its place."""
    heads: list[list[FormRow]] = []
    body: list[tuple[FormRow, Sequence[FormRow]]] = []
    in_head, opens = False, False
    for row in rows:
        if in_head and all(words.is_side_part(t.text) for t in row.tokens):
            continue
        if is_head(row, words):
            heads.append([])
            in_head = True
        elif (in_head and any(_is_amount(t) for t in row.tokens)) or (in_head and not _is_second_head(row, words)):
            in_head = False
        if not in_head:
            body.append((replace(row, first=row.first or opens), heads[-1] if heads else ()))
            opens = False
            continue
        opens = opens or row.first
        heads[-1].append(row)
    return heads[0] if heads else [], body


def with_parents(rows: Sequence[FormRow], words: FormWords) -> list[FormRow]:
    """The rows; where the parent of the amounts stands in a row above the other heads, which stand beside what is below
    it, the head's cells in the two rows of a head."""
    out: list[FormRow] = []
    for row in rows:
        above = [t for t in out[-1].tokens if not _is_side(t, out[-1], words)] if out else []
        leaves = [t for t in row.tokens if _is_leaf(t, words)]
        parent = len(above) == 1 and is_amount_head(above[0].text) and not _is_leaf(above[0], words)
        if parent and leaves and is_head(row, words):
            others = [t for t in row.tokens if t not in leaves]
            out[-1] = replace(out[-1], tokens=tuple(sorted([*others, *out[-1].tokens], key=lambda t: t.col)))
            row = replace(row, tokens=tuple(leaves))
        out.append(row)
    return out


def _is_second_head(row: FormRow, words: FormWords) -> bool:
    keys = [word_key(t.text) for t in row.tokens]
    return any(_is_leaf(t, words) for t in row.tokens) or any(_AMOUNT_HEAD.match(k) for k in keys)


def _is_side(token: Token, row: FormRow, words: FormWords, start: int = 0) -> bool:
    """Whether a text stands down the side; pieces of one do where places are sure, or left of the column `start`."""
    known = words.is_side_part if row.placed or token.col < start else words.is_side
    return token is row.tokens[0] and known(token.text)


def _is_amount(token: Token) -> bool:
    text, _ = clean_number(token.text)
    return parse_number(text) is not None or is_not_applicable(token.text)


def _number(token: Token) -> Token:
    text, repairs = clean_number(token.text)
    return replace(token, text=text, repairs=(*token.repairs, *repairs))


def _text_columns(heads: Sequence[FormRow], words: FormWords) -> list[str]:
    found = [t.text for row in heads[:1] for t in row.tokens if word_key(t.text) in words.tasks.heads]
    return found or ["任务名称", "主要内容"]


def _amount_columns(
    heads: Sequence[FormRow], body: Sequence[FormRow], words: FormWords
) -> tuple[list[tuple[str, ...]], bool]:
    """Paths of the amounts: the printed leaves below the printed parent; a lost leaf comes from the vocabulary. Second,
    whether all leaves are printed: one that is not, or is in other words, may be another than the vocabulary's."""
    tops = [t for row in heads[:1] for t in row.tokens if is_amount_head(t.text) and not _is_leaf(t, words)]
    leaves = [t.text for t in _leaves(heads, words)]
    counts = [sum(_is_amount(t) for t in row.tokens) for row in body]
    width = max(counts, default=0)
    if not leaves and width <= len(tops):
        return [(t.text,) for t in tops], True
    whole = len(leaves) >= width
    if not whole and width <= len(words.tasks.amounts):
        leaves = list(words.tasks.amounts[:width])
    parent = tops[0].text if tops else words.tasks.amount_head
    return [(parent, leaf) for leaf in leaves], whole


def _leaves(heads: Sequence[FormRow], words: FormWords) -> list[Token]:
    """The head's cells below that of the amounts, from left to right; where places tell, with their next lines, which a
    shorter text beside them may have set apart."""
    below = [t for row in heads[1:] for t in row.tokens]
    found = [t for t in below if _is_leaf(t, words)]
    if not heads or not heads[0].placed:
        return found
    whole: dict[int, Token] = {t.col: t for t in sorted(found, key=lambda t: t.col)}
    for t in below:
        above = whole.get(t.col)
        if above is not None and t not in found:
            whole[t.col] = replace(above, text=join_fragments((above.text, t.text)), raw=(*above.raw, *t.raw))
    return list(whole.values())


def _is_leaf(token: Token, words: FormWords) -> bool:
    key = word_key(token.text)
    known = {word_key(a) for a in words.tasks.amounts}
    return key in known | {k.removeprefix(_OF_WHICH) for k in known} or key.startswith("其中")


def _row(
    labels: Sequence[Token], numbers: Sequence[Token], texts: int, amounts: int, row: FormRow, words: FormWords
) -> list[Token | None]:
    """A row in columns. Surplus labels belong to the content; 金额合计 goes to the first column wherever it stands.
    Where figures are left over, two rows ran into one, and nothing of it is sure."""
    if len(labels) > 1 and word_key("".join(t.text for t in labels)) in words.tasks.totals:
        labels = [whole for whole in [merged(labels)] if whole is not None]
    label_cells: list[Token | None] = list(labels[:texts])
    if len(labels) > texts:
        label_cells[-1] = merged(labels[texts - 1 :])
    label_cells += [None] * (texts - len(label_cells))
    number_cells: list[Token | None] = [*numbers[:amounts], *([None] * (amounts - len(numbers)))]
    first = label_cells[0]
    if first is not None and word_key(first.text) in words.tasks.totals and first.col > 1:
        label_cells[0] = first.repaired("label_moved", first.text, first.text, _TOTAL_WHY) if not row.placed else first
    cells = [*label_cells, *number_cells]
    if len(numbers) <= amounts:
        return cells
    return [t and replace(t, confidence=min(t.confidence, REPAIRED)) for t in cells]


def _continue(cells: list[Token | None], token: Token, column: int) -> None:
    """A line that goes on with a text of the row before it, or its half behind a page break."""
    last = cells[column]
    if last is None:
        cells[column] = token
        return
    text = join_fragments((last.text, token.text))
    joined = replace(last, raw=(*last.raw, *token.raw))
    cells[column] = joined.repaired("row_joined", f"{last.text}⏎{token.text}", text, "a row cut by a line or page")


def _logical(cells: Sequence[Token | None], words: FormWords) -> Row:
    first = cells[0]
    total = first is not None and word_key(first.text) in words.tasks.totals
    return Row(
        cells=tuple(c.cell() if c is not None else Cell() for c in cells),
        kind=RowKind.TOTAL if total else RowKind.DATA,
    )
