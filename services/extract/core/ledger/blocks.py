"""Forms without upright rules: blocks under one another, each with columns of its own.

The closed words of forms prove the heads (一级指标 beside 二级指标; 任务名称 beside 主要内容); above the first one
stand labels beside values, and left of all columns what names a block or its goal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache

from services.extract.core.forms import fields as form_fields
from services.extract.core.forms import indicator_rows, task_rows
from services.extract.core.forms.rows import FormRow
from services.extract.core.forms.rows import Token as FormToken
from services.extract.core.forms.words import FormWords, word_key
from services.extract.core.ledger.stacks import LEADING, Stack
from services.extract.core.ledger.tokens import Token, spaced_out
from services.extract.templates import forms as form_data
from shared.model.fold import fold

TokenLine = tuple[Token, ...]

#: texts that begin or are centred this near to one another (font sizes) are lines of one cell
_ALIGNED = 0.3
#: lines nearer to one another than this (font sizes, middle to middle) are of two cells of one row
_BESIDE = 0.75
#: lines level with or near one line of a cell
_NEAR_LINES = 3
#: a head whose names are wrapped has at most so many lines
_HEAD_LINES = 3
#: lines of a head are no further apart than this (font sizes, middle to middle)
_APART = 3.0
#: what the margins of a cell take of its width at the most (points)
_MARGINS = 14.0


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one block from top to bottom. `side`: the texts that name it, left of its columns."""

    body: tuple[TokenLine, ...]
    head: tuple[TokenLine, ...] = ()
    side: TokenLine = ()
    pairs: bool = False
    """labels beside values instead of columns"""


def parted(lines: Sequence[TokenLine]) -> list[Block]:
    """The blocks of a form from top to bottom; [] where no head of one, and no run of indicators' levels, shows."""
    words = form_data.load()
    near = [(lines[max(i - _NEAR_LINES, 0) : i], lines[i + 1 : i + 1 + _NEAR_LINES]) for i in range(len(lines))]
    lines = [_spaced_out(line, *around) for line, around in zip(lines, near, strict=True)]
    heads = [_head_around(lines, i, words) for i, line in enumerate(lines) if is_head(line, words)]
    heads = heads or _wrapped_heads(lines, words)
    heads = [head for i, head in enumerate(heads) if not i or head[0] >= heads[i - 1][1]]
    if not heads and not _has_levels(lines, words):
        return []
    starts = [*(start for start, _ in heads), len(lines)]
    blocks = [
        Block(tuple(lines[end:after]), tuple(lines[start:end]))
        for (start, end), after in zip(heads, starts[1:], strict=True)
    ]
    before = tuple(lines[: starts[0]])
    if heads and before and _are_fields(before, words):
        blocks = [Block(before, pairs=True), *_without_sides(blocks, words)]
    else:
        blocks = _without_sides([*([Block(before)] if before else []), *blocks], words)
    return [part for block in blocks for part in _goal_apart(block, words) if part.body or part.head]


def _spaced_out(line: TokenLine, above: Sequence[TokenLine], below: Sequence[TokenLine]) -> TokenLine:
    """The line with the letters of spaced-out texts put together; not those that end texts of two columns above, nor
    where one stands in a text written downwards."""
    out: list[Token] = []
    for t in spaced_out(line):
        parts = [part for part in line if part.words[0] in t.words]
        ended = [any(_goes_on(o, part) for row in above for o in row) for part in parts]
        apart = len(parts) > 1 and (all(ended) or any(_is_in_upright_text(part, above, below) for part in parts))
        out.extend(parts if apart else [t])
    return tuple(out)


def _is_in_upright_text(t: Token, above: Sequence[TokenLine], below: Sequence[TokenLine]) -> bool:
    """Whether texts stand over and under one another through this one: three lines at the least, as in a column that is
    no wider than a letter or two."""
    count, end = 1, t
    for row in below:
        if (low := next((o for o in row if _goes_on(end, o)), None)) is not None:
            count, end = count + 1, low
    end = t
    for row in reversed(above):
        if (high := next((o for o in row if _goes_on(o, end)), None)) is not None:
            count, end = count + 1, high
    return count >= _NEAR_LINES


def shows_form(lines: Sequence[Sequence[Token]]) -> bool:
    """Whether lines hold a block of a form: its head, or levels of indicators under one another."""
    words = form_data.load()
    if any(is_head(line, words) for line in lines):
        return True
    return any(_is_level(t.text, words) for line in lines for t in line) and _has_levels(lines, words)


def is_head(line: Sequence[Token], words: FormWords) -> bool:
    """Whether a line is the head of a block of tasks or of indicators."""
    row = FormRow(tokens=tuple(FormToken(text=t.text, col=i) for i, t in enumerate(line)))
    return indicator_rows.head_of(row, words) is not None or task_rows.is_head(row, words)


def may_hold_several(text: str) -> bool:
    """Whether a cell's text holds a closed word of forms and more: rows may have run together in it."""
    folded = fold(text)
    if not _any_closed().search(folded):
        return False
    return any(word in folded and word != folded for word in _closed(form_data.load()))


def _closed(words: FormWords) -> Set[str]:
    """What stands in a cell of its own in forms."""
    return words.heads | words.tasks.heads | words.sides | words.parents.keys()


@cache
def _any_closed() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_closed(form_data.load())))))


def holds_several(lines: Sequence[Sequence[Token]], width: float = float("inf")) -> bool:
    """Whether a closed word of forms stands by itself above or below other texts in a cell of this width (points). A
    wrapped text, whose lines may stand far apart, is one text whatever its lines read: nothing had fitted on them."""
    closed = _closed(form_data.load())
    texts = _unwrapped(_cells([t for line in lines for t in line]), width)
    return len(texts) > 1 and any(word_key("".join(map(_text, text))) in closed for text in texts)


def _unwrapped(cells: Sequence[Stack], width: float) -> list[list[Stack]]:
    """The texts of a cell of this width, from top to bottom: those behind a full line go on in it."""
    texts: list[list[Stack]] = []
    for stack in cells:
        above = texts[-1][-1].tokens[-1] if texts else None
        if above is not None and stack.top >= above.middle and above.box.width + above.size > width - _MARGINS:
            texts[-1].append(stack)
        else:
            texts.append([stack])
    return texts


def _head_around(lines: Sequence[TokenLine], at: int, words: FormWords) -> tuple[int, int]:
    """First line of the head whose names stand in line `at`, and the first below it."""
    named = [t for t in lines[at] if word_key(t.text) in words.heads | words.tasks.heads]
    start, end = at, at + 1
    of_tasks = any(word_key(t.text) in words.tasks.heads for t in named)
    right = max(t.box.x1 for t in named if not task_rows.is_amount_head(t.text)) if of_tasks else float("inf")

    def begins(line: TokenLine) -> bool:
        """Whether a line over the head's first one holds the first lines of amounts' names that go on in it."""
        below = [t for row in lines[start : start + _NEAR_LINES] for t in row]
        return all(t.box.x0 > right and not t.figure and any(_goes_on(t, low) for low in below) for t in line)

    while start > 0:
        count = _parent_lines(lines[:start], lines[at], lines[start])
        under = lines[start : at + 1 + _NEAR_LINES]
        count = count or (0 if of_tasks else _lines_beside(lines[:start], lines[at], under, words))
        if not count and not _is_beside(lines[start - 1], lines[start]) and not begins(lines[start - 1]):
            break
        start -= count or 1
    while end < len(lines) and not any(t.figure for t in lines[end]):
        above = [t for line in lines[max(start, end - _NEAR_LINES) : end] for t in line]
        goes_on = all(t.box.x0 > right or any(_goes_on(o, t) for o in above) for t in lines[end])
        if not goes_on and not _is_beside(lines[end - 1], lines[end]):
            break
        end += 1
    return start, end


def _wrapped_heads(lines: Sequence[TokenLine], words: FormWords) -> list[tuple[int, int]]:
    """First line, and the first below, of heads whose names are wrapped over a few lines; the shortest that are any."""
    found: list[tuple[int, int]] = []
    for count in range(2, _HEAD_LINES + 1):
        for start in range(len(lines) - count + 1):
            end = start + count
            tokens = [t for line in lines[start:end] for t in line]
            if any(t.figure for t in tokens) or any(a < end and start < b for a, b in found):
                continue
            cells = sorted(_cells(tokens), key=lambda s: s.tokens[0].box.x0)
            row = FormRow(tokens=tuple(FormToken(text=_text(s), col=i) for i, s in enumerate(cells)))
            if indicator_rows.head_of(row, words) is not None:
                found.append((start, end))
    return sorted(found)


def _parent_lines(above: Sequence[TokenLine], named: TokenLine, below: TokenLine) -> int:
    """How many of the lines above a head's line `below` hold nothing but the head of amounts, which may be wrapped and
    stands over none of the names; 0 where none does."""
    for count in range(1, min(_HEAD_LINES, len(above)) + 1):
        tokens = [t for line in above[-count:] for t in line]
        near = below[0].middle - above[-1][0].middle < _APART * named[0].size
        free = all(min(a.box.x1, b.box.x1) <= max(a.box.x0, b.box.x0) for a in tokens for b in named[:2])
        if near and free and all(task_rows.is_amount_head(_text(s)) for s in _cells(tokens)):
            return count
    return 0


def _lines_beside(above: Sequence[TokenLine], named: TokenLine, under: Sequence[TokenLine], words: FormWords) -> int:
    """How many of the lines above a head's lines `under` them belong to it: names of columns beside all of those
    `named`, set at half the head's height, and the parent of the latter, or the first lines of wrapped names between
    them; 0 where no name stands beside them. What names a block or its goal is none."""
    left, right = named[0].box.x0, max(t.box.x1 for t in named)
    for count in range(min(_HEAD_LINES, len(above)), 0, -1):
        mine = above[-count:]
        lows = [line[0] for line in (*mine[1:], under[0])]
        if any(low.middle - line[0].middle > _APART * low.size for line, low in zip(mine, lows, strict=True)):
            continue
        tokens = [t for line in mine for t in line]
        beside = [t for t in tokens if (t.box.x1 < left or t.box.x0 > right) and not _is_side(t.text, words)]
        lower = [*tokens, *(t for line in under for t in line)]
        others = [t for t in tokens if t.box.x1 >= left and t.box.x0 <= right]
        over = [t for t in others if not any(_goes_on(t, low) for low in lower)]
        if beside and not any(t.figure for t in tokens) and all(words.is_side(t.text) for t in over):
            return count
    return 0


def _is_beside(line: TokenLine, below: TokenLine) -> bool:
    """Whether a line stands so near to the one below it that both are of cells beside one another: a name of two lines
    and the names at its half height."""
    return 0 < below[0].middle - line[0].middle < _BESIDE * below[0].size


def _goes_on(above: Token, t: Token) -> bool:
    return 0.6 * t.size < t.middle - above.middle < LEADING * t.size and _aligned(above, t)


def _aligned(a: Token, b: Token) -> bool:
    return min(abs(a.centre - b.centre), abs(a.box.x0 - b.box.x0)) < _ALIGNED * a.size


def _has_levels(lines: Sequence[Sequence[Token]], words: FormWords) -> bool:
    """Whether levels of indicators stand under one another, or one opens one of a few lines: the part of a form that
    goes on from the page before."""
    if len(lines) < _NEAR_LINES and any(len(line) > 2 and _is_level(line[0].text, words) for line in lines):
        return True
    cells = _cells([t for line in lines for t in line])
    top = max((t.box.bottom for t in lines[0]), default=0.0)
    found = [s for s in cells if _is_level(_text(s), words) or (s.top < top and _ends_level(_text(s), words))]
    return any(
        b.top > a.bottom and _aligned(a.tokens[0], b.tokens[0]) and _is_level(_text(b), words)
        for a in found
        for b in found
    )


def hold_levels(texts: Sequence[Token]) -> bool:
    """Whether several second levels of indicators stand under one another, each on a line of its own."""
    words = form_data.load()
    return len({key for t in texts if (key := words.second_key(t.text))}) > 1


def _is_level(text: str, words: FormWords) -> bool:
    return bool(words.second_key(text) or words.first_key(text))


def _ends_level(text: str, words: FormWords) -> bool:
    """Whether a text is the end of a level that the page before begins."""
    return len(text) > 1 and any(level.endswith(word_key(text)) for level in words.parents)


def _are_fields(lines: Sequence[TokenLine], words: FormWords) -> bool:
    """Whether labels stand in lines above a form's first block. A goal's label may stand below a block's rows, too."""
    goals = {word_key(goal) for goal in words.goals}
    return any(form_fields.is_label(t.text, words) and word_key(t.text) not in goals for line in lines for t in line)


def _without_sides(blocks: Sequence[Block], words: FormWords) -> list[Block]:
    """The blocks with the texts left of all columns taken out, if these are labels of blocks and goals."""
    tokens = [t for b in blocks for line in (*b.head, *b.body) for t in line]
    if not tokens:
        return list(blocks)
    edge = min(t.box.x0 for t in tokens)
    right = edge
    for t in sorted(tokens, key=lambda t: t.box.x0):
        if t.box.x0 > right + 0.3 * t.size and right > edge:
            break
        right = max(right, t.box.x1)
    sides = [t for t in tokens if t.box.x1 <= right]
    letters = "".join(t.text for t in sorted(sides, key=lambda t: t.middle) if len(t.text) == 1)
    downwards = len(letters) == len(sides) and words.is_side(letters)  # however far apart they are set
    if len(sides) == len(tokens) or not (
        downwards or all(_is_side(_text(s), words) for s in _side_cells(sides, words))
    ):
        return list(blocks)

    def kept(lines: Sequence[TokenLine]) -> tuple[TokenLine, ...]:
        left = (tuple(t for t in line if t not in sides) for line in lines)
        return tuple(line for line in left if line)

    return [
        replace(
            b,
            head=kept(b.head),
            body=kept(b.body),
            side=tuple(t for line in (*b.head, *b.body) for t in line if t in sides),
        )
        for b in blocks
    ]


def _side_cells(tokens: Sequence[Token], words: FormWords) -> list[Stack]:
    """The texts that name blocks and goals: nothing goes on below a whole one, however near."""
    whole = {*words.sides, *map(word_key, words.goals)}
    return _cells(tokens, lambda s, _: word_key(_text(s)) in whole)


def _is_side(text: str, words: FormWords) -> bool:
    goals, key = [word_key(goal) for goal in words.goals], word_key(text)
    return words.is_side_part(text) or any(len(key) > 1 and (g.startswith(key) or g.endswith(key)) for g in goals)


def _goal_apart(block: Block, words: FormWords) -> list[Block]:
    """The block, and the goal printed below its rows: what stands beside the goal's label, under the last figures."""
    goals = {word_key(goal) for goal in words.goals}
    label = next((s for s in _side_cells(block.side, words) if word_key(_text(s)) in goals), None)
    if label is None or not block.body:
        return [block]
    below = max((i + 1 for i, line in enumerate(block.body) if any(t.figure for t in line)), default=0)
    bottom = max(t.box.bottom for t in block.body[-1])
    top = min(label.top, 2 * label.middle - bottom)
    at = next((i for i in range(below, len(block.body)) if block.body[i][0].middle > top - 1), len(block.body))
    own = tuple(label.tokens)
    rows = replace(block, body=block.body[:at], side=tuple(t for t in block.side if t not in own))
    return [rows, Block((own, *block.body[at:]), pairs=True)]


def _cells(tokens: Sequence[Token], apart: Callable[[Stack, Token], bool] = lambda s, t: False) -> list[Stack]:
    """Texts by their lines, which begin under one another or have one middle; from top to bottom. `apart`: whether a
    line is none of a text, however near."""
    cells: list[Stack] = []
    near: list[Stack] = []  # those that a text of this height may go on from
    reach = LEADING * max((t.size for t in tokens), default=0.0)
    for t in sorted(tokens, key=lambda t: (t.middle, t.box.x0)):
        near = [s for s in near if t.middle - s.tokens[-1].middle < reach]
        above = next((s for s in reversed(near) if _goes_on(s.tokens[-1], t) and not apart(s, t)), None)
        if above is None:
            near.append(Stack(0, 0, [t], t.box.top, t.box.bottom))
            cells.append(near[-1])
        else:
            above.tokens.append(t)
            above.bottom = max(above.bottom, t.box.bottom)
    return sorted(cells, key=lambda s: s.middle)


def _text(s: Stack) -> str:
    return "".join(t.text for t in s.tokens)


def pair_rows(block: Block) -> list[list[Stack]]:
    """The rows of labels beside values, each from left to right: nothing goes on below a whole label, nor below what
    stands beside one on the line of another, though rows may be as near as lines."""
    words = form_data.load()
    labelled = {id(t) for line in block.body if any(form_fields.is_label(t.text, words) for t in line) for t in line}

    def apart(s: Stack, t: Token) -> bool:
        whole = form_fields.is_label(_text(s), words) and not form_fields.is_label(_text(s) + t.text, words)
        return whole or (id(t) in labelled and any(id(o) in labelled for o in s.tokens))

    rows: list[list[Stack]] = []
    for s in _cells([t for line in block.body for t in line], apart):
        home = next((row for row in rows if any(_beside(o, s) for o in row)), None)
        if home is None:
            rows.append([s])
        else:
            home.append(s)
    return [sorted(row, key=lambda s: min(t.box.x0 for t in s.tokens)) for row in rows]


def _beside(a: Stack, b: Stack) -> bool:
    return min(a.bottom, b.bottom) - max(a.top, b.top) > 0.35 * min(t.size for t in (*a.tokens, *b.tokens))
