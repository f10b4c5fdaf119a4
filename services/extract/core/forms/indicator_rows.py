"""Rows of an indicator block (一级指标, 二级指标, 三级指标, 指标值 …) under their head.

Where spans are known the positions decide. In text exports the spans are lost and rows shift: there the closed frame
(产出 {数量, 质量, 时效, 成本}, 效益 {…}, 满意度 {…}) says which words are levels, and everything put back is logged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from services.extract.core.forms.exported_cuts import as_head, lower_pieces, named_rows, uncut
from services.extract.core.forms.rows import FormRow, Token, behind_heads, merged
from services.extract.core.forms.span_fill import Levels, fill_levels
from services.extract.core.forms.words import FormWords, word_key
from services.extract.core.parts import join_fragments
from services.extract.core.repair import unsure
from shared.model.fold import ideographs, tidy
from shared.model.table import Cell, Row

_PIECES = re.compile(r"\s{2,}")
#: a whole value of an indicator
_WHOLE = re.compile(r"[=≥≤><＞＜≧≦±]?\s*\d[\d,.]*\s*(?:%|％|[个台套次人条张份家项天年月日小时分秒])")
_VALUE = re.compile(r"[=≥≤><＞＜≧≦±]|\d[\d,.]*\s*(?:%|％|[个台套次人条张份家项万元天年月日小时分秒]|$)")
#: the least letters of a second level that lacks its end
_LEAST_BEGUN = 4
_RESTORED = "the columns that a merged cell covered are lost in the export; the closed frame of levels places the cell"


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """The head of an indicator block: its cells in order, and how many columns its grid has."""

    tokens: tuple[Token, ...]
    cols: int
    placed: bool

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(t.text for t in self.tokens)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Draft:
    """A row being restored: its levels where they are printed, and its other columns."""

    first: Token | None
    second: Token | None
    rest: tuple[Token | None, ...]


def head_of(row: FormRow, words: FormWords) -> Head | None:
    """The head that this row is, None where it is another row. Two of its words prove it."""
    known = [t for t in row.tokens if word_key(t.text) in words.heads]
    if len(known) < 2 or len({word_key(t.text) for t in known}) < 2:
        return None
    if len(known) < 3 and word_key(known[0].text) != words.level1:
        return None
    tokens = [t for t in row.tokens if not (words.is_side_part(t.text) and t.col < known[0].col)]
    return Head(tokens=tuple(tokens if row.placed else uncut(tokens, words.heads)), cols=row.cols, placed=row.placed)


def is_remark(head: Head, row: FormRow, words: FormWords) -> bool:
    """Whether a row is one cell across all columns that names no level: who filled in the form, or a remark."""
    (first, *others) = row.tokens
    whole = head.placed and row.placed and not others and not row.covering and first.col_span == row.cols > 1
    return whole and not words.first_key(first.text) and not words.second_key(first.text)


def build(head: Head, rows: Sequence[FormRow], words: FormWords) -> tuple[Row, ...]:
    """The logical rows of the block; repeated heads are dropped, levels filled down into every row that they cover."""
    drafts: list[_Draft] = []
    names: list[Token] = []
    levels = _level_columns(head, words)
    rows = behind_heads(rows, lambda row: head_of(row, words) is not None)
    rows = rows if head.placed else [as_head(row, head.tokens, head.cols) for row in rows]
    inner = [r for r in rows if r.placed and not r.first]
    levelled = bool(levels and inner) and all(_prints_level(r, words) for r in inner)
    pieces = lower_pieces(rows, len(head.tokens), words.second_key) if levels is not None else {}
    named = named_rows(rows, len(head.tokens)) if levels is not None else frozenset[int]()
    for index, row in enumerate(rows):
        columns = _columns(head, row, words)
        if index in pieces and drafts and drafts[-1].rest[0] is not None:
            _, second, *rest = pieces[index]
            whole = tuple(_halves(a, b) for a, b in zip(drafts[-1].rest, rest, strict=True))
            drafts[-1] = replace(drafts[-1], second=_halves(drafts[-1].second, second), rest=whole)
        elif columns is not None:
            _append(drafts, _placed(columns, row, levels), row, words, levelled=levelled)
        elif levels is not None:
            draft = _restored(head, row, words, names, named=index in named)
            drafts += [draft] if draft is not None else []
        else:
            drafts.append(_Draft(first=None, second=None, rest=tuple(_assigned(row.tokens, head.tokens, row, head))))
    drafts += [_orphan(name, len(head.tokens) - 2) for name in names]
    if levels is None:
        return tuple(Row(cells=tuple(_cell(t) for t in draft.rest)) for draft in drafts)
    drafts = _mended(_mended(drafts, "first", words.first_key), "second", words.second_key)
    drafts = [replace(d, second=_completed(d.second, words)) for d in drafts]
    filled = fill_levels([_levels(d) for d in drafts], words)
    return tuple(
        Row(cells=_settled(_in_order(head, levels, (pair.first, pair.second), draft.rest), pair))
        for pair, draft in zip(filled, drafts, strict=True)
    )


def _level_columns(head: Head, words: FormWords) -> tuple[int, int] | None:
    """Where 一级指标 and 二级指标 stand among the head's columns; None where the head is another one."""
    keys = [word_key(t.text) for t in head.tokens]
    if keys.count(words.level1) != 1 or keys.count(words.level2) != 1:
        return None
    first, second = keys.index(words.level1), keys.index(words.level2)
    return (first, second) if second == first + 1 == 1 else None


def _levels(draft: _Draft) -> Levels:
    name = draft.rest[0].text if draft.rest and draft.rest[0] else ""
    value = draft.rest[1].text if len(draft.rest) > 1 and draft.rest[1] else ""
    return Levels(first=draft.first, second=draft.second, name=name, value=value)


def _in_order(
    head: Head, levels: tuple[int, int], pair: tuple[Token | None, Token | None], rest: Sequence[Token | None]
) -> tuple[Cell, ...]:
    others = iter(rest)
    return tuple(_cell(pair[levels.index(i)] if i in levels else next(others, None)) for i in range(len(head.tokens)))


def _settled(cells: tuple[Cell, ...], pair: Levels) -> tuple[Cell, ...]:
    """The cells, none of them sure where their level may be another one: that is what they are of."""
    return tuple(map(unsure, cells)) if pair.unsure else cells


def _cell(token: Token | None) -> Cell:
    return token.cell() if token is not None else Cell()


def _columns(head: Head, row: FormRow, words: FormWords) -> list[range] | None:
    """Which columns of the row's grid belong to each head; None where positions tell nothing.

    A page without a head may have fewer columns in its grid: as many as the head has cells, or one more for the side;
    or fewer, where it goes on with a level that the page before names (first the first level is not printed again,
    then the second).
    """
    if not row.placed or not head.placed:
        return None
    if row.cols == head.cols:
        return [t.cols for t in head.tokens]
    side = row.cols - len(head.tokens)
    if side in (0, 1):
        return [range(i + side, i + side + 1) for i in range(len(head.tokens))]
    if side in (-1, -2) and _level_columns(head, words) and not any(words.first_key(t.text) for t in row.at(range(1))):
        return [range(max(i + side, 0), max(i + side + 1, 0)) for i in range(len(head.tokens))]
    return None


def _prints_level(row: FormRow, words: FormWords) -> bool:
    """Whether the row itself names a level, and no cell of a row above does for it."""

    def names(tokens: Sequence[Token]) -> bool:
        return any(words.first_key(t.text) or words.second_key(t.text) for t in tokens)

    return names(row.tokens) and not names(row.covering)


def _append(drafts: list[_Draft], draft: _Draft, row: FormRow, words: FormWords, *, levelled: bool) -> None:
    """A row behind the others; one that a page cut is joined with its other half. `levelled`: every row of the block
    prints its own levels, so that one without any is a half."""
    before = drafts[-1] if drafts else None
    bare = levelled and draft.first is None and draft.second is None and not (before and _are_whole(before, draft))
    if before is not None and row.first and (bare or _is_cut(before, draft, words)):
        drafts[-1] = _Draft(
            first=_level_halves(before.first, draft.first),
            second=_level_halves(before.second, draft.second),
            rest=tuple(_halves(a, b) for a, b in zip(before.rest, draft.rest, strict=True)),
        )
        return
    drafts.append(draft)


def _are_whole(upper: _Draft, lower: _Draft) -> bool:
    """Whether both have a name and a value that is whole, so that no page cut one of them: a cell of levels covers both
    rows, and is not printed again."""
    texts = [[t.text if t is not None else "" for t in draft.rest[:2]] for draft in (upper, lower)]
    return all(len(own) > 1 and own[0] and _WHOLE.fullmatch(own[1]) for own in texts)


def _is_cut(upper: _Draft, lower: _Draft, words: FormWords) -> bool:
    """Whether a page cut one row into these two: one of them lacks what every row has, and the lower one begins no
    level of its own."""
    if _is_upper_half(upper) or _is_lower_half(lower, words):
        return True
    if len(upper.rest) < 2 or (upper.rest[1] is None) == (lower.rest[1] is None):
        return False
    pairs = ((upper.first, lower.first), (upper.second, lower.second))
    unnamed = upper.first is None and (upper.second is None or words.second_key(upper.second.text) is None)
    if upper.rest[1] is None and unnamed:
        return True
    repeats = all(below is None or (above is not None and above.text == below.text) for above, below in pairs)
    return repeats and upper.rest[0] is not None and lower.rest[0] is not None


def _mended(drafts: list[_Draft], level: str, key: Callable[[str], str | None]) -> list[_Draft]:
    """A level cut by the page (服务对象满 | 意度) whole again in all rows of both halves."""
    mended = list(drafts)
    for index in range(1, len(mended)):
        upper, lower = (getattr(mended[i], level) for i in (index - 1, index))
        if upper is None or lower is None or key(upper.text) or key(lower.text) or not key(upper.text + lower.text):
            continue
        whole = _halves(upper, lower)
        begin, end = index, index
        while begin > 0 and _text(mended[begin - 1], level) == upper.text:
            begin -= 1
        while end < len(mended) and _text(mended[end], level) == lower.text:
            end += 1
        mended[begin:end] = [_with_level(draft, level, whole) for draft in mended[begin:end]]
    return mended


def _completed(level: Token | None, words: FormWords) -> Token | None:
    """A second level that lacks its last letter (服务对象满意) whole, where the frame has one such level only."""
    if level is None or len(level.text) < _LEAST_BEGUN or words.second_key(level.text):
        return level
    whole = [name for name in words.parents if name[:-1] == word_key(level.text)]
    if len(whole) != 1:
        return level
    text = level.text + whole[0][-1]
    return level.repaired("level_completed", level.text, text, "the closed frame of levels has one that begins so")


def _with_level(draft: _Draft, level: str, token: Token | None) -> _Draft:
    return replace(draft, first=token) if level == "first" else replace(draft, second=token)


def _text(draft: _Draft, level: str) -> str | None:
    token = getattr(draft, level)
    return token.text if token is not None else None


def _is_upper_half(draft: _Draft) -> bool:
    """A row that has neither levels nor name nor value: its other cells stand on the next page."""
    return draft.first is None and draft.second is None and len(draft.rest) > 2 and not any(draft.rest[:2])


def _is_lower_half(draft: _Draft, words: FormWords) -> bool:
    """A row without level and value: the ends of the texts that the page before begins."""
    no_level = draft.first is None and (draft.second is None or words.second_key(draft.second.text) is None)
    return no_level and len(draft.rest) > 1 and draft.rest[1] is None


def _level_halves(upper: Token | None, lower: Token | None) -> Token | None:
    """A level of a cut row; the page that prints it once more says nothing new."""
    if upper is not None and lower is not None and upper.text == lower.text:
        return upper
    return _halves(upper, lower)


def _halves(upper: Token | None, lower: Token | None) -> Token | None:
    if upper is None or lower is None:
        return upper or lower
    text = join_fragments((upper.text, lower.text))
    joined = replace(upper, raw=(*upper.raw, *lower.raw))
    return joined.repaired("row_joined", f"{upper.text}⏎{lower.text}", text, "the page cut this row")


def _placed(columns: Sequence[range], row: FormRow, levels: tuple[int, int] | None) -> _Draft:
    """A row whose positions are known: each head takes the cells in its columns; a wide cell goes to its first."""
    taken: set[int] = set()
    found: list[Token | None] = []
    for wanted in columns:
        here = [t for t in row.at(wanted) if id(t) not in taken]
        taken.update(id(t) for t in here)
        found.append(merged(here))
    if levels is None:
        return _Draft(first=None, second=None, rest=tuple(found))
    rest = tuple(t for i, t in enumerate(found) if i not in levels)
    return _Draft(first=found[levels[0]], second=found[levels[1]], rest=rest)


def _restored(head: Head, row: FormRow, words: FormWords, names: list[Token], *, named: bool = False) -> _Draft | None:
    """A row whose spans are lost. `names` collects indicator names found fused into other cells; a row that has only
    a value takes the first of them. `named`: it begins with a name."""
    tokens = [t for t in row.tokens if not (words.is_side(t.text) and len(row.tokens) > 1)]
    tokens = tokens[1:] if len(tokens) > 2 and words.is_side_part(tokens[0].text) else tokens
    tokens = [piece for t in tokens for piece in _unfused(t, words, names)]
    dropped = [t for t in tokens[:1] if _is_noise(t, tokens[1:], words)]
    tokens = tokens[len(dropped) :]
    frame_b = any(words.parents.get(words.second_key(t.text) or "") == "成本" for t in tokens)
    first = second = None
    if _stands_first(tokens, head.tokens[0], row, head):
        key = words.first_key(tokens[0].text)
        first = tokens.pop(0) if key and (frame_b or not words.second_key(tokens[0].text)) else None
    named = named or _stands_as_name(tokens, head)
    whole = len(tokens) == len(head.tokens) - 1
    if not named and _stands_first(tokens, head.tokens[1], row, head):
        is_level = words.second_key(tokens[0].text) or (whole and _is_piece_of_level(tokens[0], words))
        second = tokens.pop(0) if is_level else None
    if dropped and second is not None:
        second = second.repaired("noise_dropped", dropped[0].text, second.text, "glyphs before the level are noise")
    wanted = [t for i, t in enumerate(head.tokens) if i > 1]
    if not wanted and tokens:  # a page cut the head: what stands beyond it is not lost
        second, tokens = merged([t for t in (second, *tokens) if t is not None]), []
    rest = _assigned(tokens, wanted, row, head)
    if rest and rest[0] is None and names and any(rest[1:]):
        name = names.pop(0)
        rest = [name.repaired("fused_cell_split", name.raw[0] if name.raw else "", name.text, _RESTORED), *rest[1:]]
    if first is None and second is None and not any(rest):
        return None
    expected = {id(h): h.col for h in head.tokens}
    if len(expected) > 1 and not row.is_line:
        first = _logged(first, head.tokens[0])
        second = _logged(second, head.tokens[1])
    return _Draft(first=first, second=second, rest=tuple(rest))


def _is_piece_of_level(token: Token, words: FormWords) -> bool:
    """Whether the text begins or ends a second level that a page cut (服务对象满 | 意度)."""
    text = word_key(token.text)
    return len(text) > 1 and any(name.startswith(text) or name.endswith(text) for name in words.parents)


def _stands_as_name(tokens: Sequence[Token], head: Head) -> bool:
    """Whether the first cells stand exactly under name and value: an indicator may be called as its level is. A page or
    a blank line may have cost the grid columns on its right, none on its left."""
    wanted = [t.col for t in head.tokens[2:4]]
    return len(wanted) == 2 and [t.col for t in tokens[:2]] == wanted


def _stands_first(tokens: Sequence[Token], column: Token, row: FormRow, head: Head) -> bool:
    """Whether the first cell can be a level: others follow it, or it stands in the level's own column."""
    return len(tokens) > 1 or (len(tokens) == 1 and row.cols == head.cols and tokens[0].col == column.col)


def _assigned(tokens: Sequence[Token], wanted: Sequence[Token], row: FormRow, head: Head) -> list[Token | None]:
    """The tokens behind the levels, each under its head: by position where all positions fit, else in order."""
    by_col = {h.col: i for i, h in enumerate(wanted)}
    result: list[Token | None] = [None] * len(wanted)
    if tokens and row.cols == head.cols and all(t.col in by_col for t in tokens):
        for token in tokens:
            result[by_col[token.col]] = token
        if result[0] is not None or not _VALUE.match(result[1].text if len(result) > 1 and result[1] else ""):
            return _value_in_name_column(result)
    if len(tokens) > len(wanted):
        surplus = len(tokens) - len(wanted) + 1
        tokens = [merged(tokens[:surplus]) or tokens[0], *tokens[surplus:]]
    places = [1] if len(tokens) == 1 and _VALUE.match(tokens[0].text) and len(wanted) > 1 else list(range(len(tokens)))
    for place, token in zip(places, tokens, strict=False):
        result[place] = _logged(token, wanted[place])
    return result


def _value_in_name_column(result: list[Token | None]) -> list[Token | None]:
    """A row that has only a value has it under the name where the export dropped the name."""
    name = result[0]
    if name is not None and len(result) > 1 and not any(result[1:]) and re.match(r"[=≥≤><＞＜≧≦]", name.text):
        moved = name.repaired("column_restored", name.text, name.text, "a value stands in the column of names")
        return [None, moved, *result[2:]]
    return result


def _logged(token: Token | None, wanted: Token) -> Token | None:
    if token is None or token.col == wanted.col or token.repairs:
        return token
    why = f"{_RESTORED} under {wanted.text}"
    return token.repaired("column_restored", token.text, token.text, why)


def _unfused(token: Token, words: FormWords, names: list[Token]) -> list[Token]:
    """The levels and names that one cell holds where extraction fused several; the cell itself otherwise."""
    raw = "".join(token.raw)
    pieces = [tidy(p) for p in _PIECES.split(raw.strip())]
    levels = [p for p in pieces if words.first_key(p) or words.second_key(p)]
    if len(pieces) < 2 or not levels or len(levels) == len(pieces) == 1:
        return [token]
    others = [p for p in pieces if p not in levels]
    whole = [p for p in others if not any(o != p and o.endswith(p) for o in others)]
    why = "several cells were fused into one; the closed frame of levels tells them apart"
    levels.sort(key=lambda p: words.first_key(p) is None)
    names.extend(replace(token, text=name, repairs=()) for name in whole)
    return [replace(token, text=p).repaired("fused_cell_split", raw, p, why) for p in levels]


def _is_noise(token: Token, following: Sequence[Token], words: FormWords) -> bool:
    """Glyphs that are no word, where a level is expected and the next cell is a second level."""
    if not following or words.second_key(following[0].text) is None or words.first_key(token.text) is not None:
        return False
    return len(token.text) <= 4 and ideographs(token.text) * 2 < len(token.text)


def _orphan(name: Token, width: int) -> _Draft:
    """A name that was fused into another cell and has no value anywhere: a row of its own."""
    token = name.repaired("fused_cell_split", name.raw[0] if name.raw else "", name.text, _RESTORED)
    return _Draft(first=None, second=None, rest=(token, *([None] * (width - 1))))
