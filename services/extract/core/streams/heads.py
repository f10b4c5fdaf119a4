"""The head of a table out of fragments in any order.

A head is a closed vocabulary: the fragments that belong to it are those that can be laid over the texts of the head's
cells without overlapping. How much of the head they cover tells which printed form of the table this is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, takewhile

from services.extract.core.heads.words import is_odd
from services.extract.core.streams.head_cover import Cover, HeadWord, is_misread
from services.extract.core.streams.rows import one_cell_a_line
from services.extract.core.streams.tokens import Token
from services.extract.core.templates import HeadTemplate, TableTemplate, is_dated
from shared.model.fold import fold
from shared.model.page import Fragment, GridCell

_YEAR = re.compile(r"(20\d\d)年")
_YEAR_LETTERS = "0123456789年"
_ABOVE = 4
"""Characters above the head that count as one inside it: stray glyphs of the page, or a parent that the head lacks."""
_FEWEST = 2
"""Letters that are left of a damaged word, at least, where it may be of a row."""
_MOST_NOISE = 24
"""Words that no head explains, in a row, before the head is taken to have ended."""
_REMEMBERED = 2048
"""Heads, each with a year, that are laid out once: every text is held against all of them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HeadCell:
    """A cell of the head with its spans."""

    text: str
    row: int
    col: int
    row_span: int
    col_span: int


@dataclass(frozen=True, kw_only=True, slots=True)
class HeadReading:
    """A head laid over tokens: where the body starts, how much was covered, which tokens made no sense."""

    head: HeadTemplate
    year: int | None
    end: int
    covered: int
    total: int
    noise: int
    """characters between the head's fragments that are none of its own"""
    cells: tuple[GridCell, ...]
    rows: int
    said: tuple[str, ...] = ()
    """what is printed of the text of each cell"""
    leaves: tuple[tuple[Token, ...], ...] = ()
    """the words laid over the lowest text of each column"""
    above: int = 0
    """characters of words above the head's that are none of its own"""
    strays: tuple[Token, ...] = ()
    """the words between the head's fragments that are none of its own"""
    guessed: bool = False
    """whether its texts may as well stand over one another in another way"""

    @property
    def filled(self) -> tuple[tuple[str, str], ...]:
        """What is printed of texts that are not whole, and the texts."""
        pairs = ((said, cell.text) for cell, said in zip(self.cells, self.said, strict=False))
        return tuple((said, text) for said, text in pairs if said != text)

    @property
    def coverage(self) -> float:
        return self.covered / self.total if self.total else 0.0

    @property
    def is_exact(self) -> bool:
        """Whether the whole head is printed, and nothing else between its words or above them."""
        return self.coverage >= 1 and not self.noise and not self.above

    @property
    def agreement(self) -> float:
        """Coverage, and how few of the characters read are none of the head's, in one number."""
        return 2 * self.covered / (self.total + self.covered + self.noise) if self.total else 0.0


@lru_cache(maxsize=_REMEMBERED)
def head_cells(head: HeadTemplate, year: int | None) -> tuple[HeadCell, ...]:
    """The head's tree as cells: equal neighbours above are one cell, short paths reach down to the last row."""
    paths = [column.path_in(year) for column in head.columns]
    depth = max(len(path) for path in paths)
    cells: list[HeadCell] = []
    for level in range(depth):
        col = 0
        while col < len(paths):
            path = paths[col]
            if len(path) <= level:
                col += 1
                continue
            end = col + 1
            while level < len(path) - 1 and end < len(paths) and _same(paths[end], path, level):
                end += 1
            down = depth - level if level == len(path) - 1 else 1
            cells.append(HeadCell(text=path[level], row=level, col=col, row_span=down, col_span=end - col))
            col = end
    return tuple(cells)


def _same(one: Sequence[str], other: Sequence[str], level: int) -> bool:
    return len(one) > level + 1 and tuple(one[: level + 1]) == tuple(other[: level + 1])


def years_in(tokens: Sequence[Token], around: int | None) -> list[int | None]:
    """Budget years that the head may mean: those printed near it, then the document's."""
    printed = [int(y) for y in _YEAR.findall("".join(t.folded for t in tokens[:80]))]
    return list(dict.fromkeys([*printed[:3], around]))


def read_head(tokens: Sequence[Token], head: HeadTemplate, year: int | None, *, by_line: bool = False) -> HeadReading:
    """Lays `head` over the first tokens: those that fit, then those between them that fit but for a misread letter,
    then what damage left right behind them. `by_line`: the lines are the page's, so that one without figures which
    begins with words of the head holds no words of a row, and what stands above is of the head as well."""
    cells = head_cells(head, year)
    cover = Cover([HeadWord(text=fold(cell.text)) for cell in cells])
    strange = start = 0
    end = cover.take_all(tokens)
    alone = not end and one_cell_a_line(tokens)
    taken = cover.take_runs([*takewhile(lambda t: not t.is_number, tokens)]) if alone else set()
    misfits: list[tuple[int, Token]] = []
    for index, token in enumerate(tokens):
        if cover.is_full:
            break
        if index in taken or cover.take(token):
            strange = 0
            start = start if end else index
            end = index + 1
        elif token.is_number or strange >= _MOST_NOISE:
            break
        else:
            misfits.append((index, token))
            strange += 1
    noise = above = 0
    strays: list[Token] = []
    for index, token in misfits:
        if cover.take_misread(token):
            end = max(end, index + 1)
        elif start <= index < end:
            noise += len(token.folded)
            strays.append(token)
        elif index < start:
            above += len(token.folded)
    left = _damage_behind(tokens, end, [word.text for word in cover.words], by_line=by_line) if end else ()
    end += len(left)
    end += _printed_again(tokens[end:], cells) if cover.is_full else 0
    noise += sum(len(token.folded) for token in left)
    return HeadReading(
        head=head,
        year=year,
        end=end,
        covered=sum(w.covered for w in cover.words),
        total=sum(len(w.text) for w in cover.words),
        noise=noise + above // _ABOVE + (above if by_line else 0),
        cells=tuple(_grid_cell(c, w, tokens) for c, w in zip(cells, cover.words, strict=True)),
        rows=max(c.row + c.row_span for c in cells),
        said=tuple("".join(text for *_, text in sorted(w.parts, key=lambda p: p[0])) for w in cover.words),
        leaves=_leaves(cells, cover.words),
        above=above,
        strays=tuple(strays),
    )


def _damage_behind(tokens: Sequence[Token], end: int, texts: Sequence[str], *, by_line: bool) -> Sequence[Token]:
    """The words from `end` on that are no row's: with signs that neither heads nor rows print, all their letters of the
    head aside from these, or on the line of the head that ends there."""
    last = end
    while last < len(tokens) and not tokens[last].is_number:
        text = tokens[last].folded
        bare = "".join(sign for sign in text if sign.isalnum() and not is_odd(sign))
        if not is_odd(text) or not (len(bare) < _FEWEST or any(bare in whole for whole in texts)):
            break
        last += 1
    if by_line and last < len(tokens) and tokens[last].line == tokens[end - 1].line:
        line = [t for t in tokens[last:] if t.line == tokens[last].line]
        last += len(line) if last + len(line) < len(tokens) and not any(t.is_number for t in line) else 0
    return tokens[end:last]


def _printed_again(tokens: Sequence[Token], cells: Sequence[HeadCell]) -> int:
    """How many of these words are the head once more, its lowest texts all of them: some print it twice."""
    cover = Cover([HeadWord(text=fold(cell.text)) for cell in cells])
    count = sum(1 for _ in takewhile(lambda token: not token.is_number and cover.take(token), tokens))
    depth = max(cell.row + cell.row_span for cell in cells)
    lowest = [word for cell, word in zip(cells, cover.words, strict=True) if cell.row + cell.row_span == depth]
    return count if all(word.covered == len(word.text) for word in lowest) else 0


def may_cover(tokens: Sequence[Token], head: HeadTemplate, year: int | None, share: float) -> bool:
    """Whether the first tokens have letters enough for `share` of the head, a single one misread in each: a quick look
    before `read_head`."""
    text = _text_of(head, year)
    wanted = Counter(text)
    printed = _letters(takewhile(lambda t: not t.is_number or t.folded in text, tokens))
    return (wanted & printed).total() >= share / 2 * len(text)


def late_words(tokens: Sequence[Token], head: HeadTemplate, year: int | None) -> tuple[int, int]:
    """Where words of the head stand that follow figures, from and to: cells that span rows may be painted last, or
    behind the rows that stand beside them. Nowhere unless they follow a figure and the head is whole with them and not
    without; before it is laid over them they are asked for the letters that it lacks, a single one misread in each."""
    text = _text_of(head, year)
    letters = {*_YEAR_LETTERS, *text}
    lacking = Counter(text) - _letters(takewhile(lambda t: not t.is_number, tokens))
    runs = [
        (start, end)
        for start, end in _runs_of(letters, tokens)
        if start and (lacking - _letters(tokens[start:end])).total() <= end - start
    ]
    if not runs or read_head(tokens, head, year).coverage == 1:
        return 0, 0
    for start, end in reversed(runs):
        whole = read_head([*tokens[start:end], *tokens[:start], *tokens[end:]], head, year)
        if whole.coverage == 1 and not whole.noise and whole.end > end - start:
            return start, end
    return 0, 0


def _letters(tokens: Iterable[Token]) -> Counter[str]:
    return Counter("".join(t.folded for t in tokens))


def _runs_of(letters: Collection[str], tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """From where to where words follow a figure, or begin, that may be of a head with these letters, a single one of
    each misread: running text, which stands behind many a table, is told so before it is laid over every head."""
    at = 0
    for is_number, run in groupby(tokens, key=lambda token: token.is_number):
        words = list(run)
        start, at = at, at + len(words)
        may_be = takewhile(lambda t: sum(letter not in letters for letter in t.folded) < 2, words)
        if not is_number and (count := sum(1 for _ in may_be)):
            yield start, start + count


@lru_cache(maxsize=_REMEMBERED)
def _text_of(head: HeadTemplate, year: int | None) -> str:
    """All letters of the head's cells, folded."""
    return "".join(fold(cell.text) for cell in head_cells(head, year))


def _leaves(cells: Sequence[HeadCell], words: Sequence[HeadWord]) -> tuple[tuple[Token, ...], ...]:
    depth = max(c.row + c.row_span for c in cells)
    lowest = {c.col: word for c, word in zip(cells, words, strict=True) if c.row + c.row_span == depth}
    return tuple(tuple(token for _, _, token, _ in word.parts) for _, word in sorted(lowest.items()))


def _grid_cell(cell: HeadCell, word: HeadWord, tokens: Sequence[Token]) -> GridCell:
    """The cell with what was read of it where that is whole, with the template's text where it is not."""
    place = tokens[0].place
    if word.is_told:
        fragments = tuple(
            Fragment(text=text, place=t.place) for _, _, t, text in sorted(word.parts, key=lambda p: p[0])
        )
        place = fragments[0].place
    else:
        fragments = (Fragment(text=cell.text, place=place),)
    return GridCell(
        row=cell.row,
        col=cell.col,
        row_span=cell.row_span,
        col_span=cell.col_span,
        fragments=fragments,
        place=place,
    )


def begins(text: str, head: HeadTemplate) -> bool:
    """Whether a line begins with the head's first text, one letter misread or none."""
    first = fold(head.columns[0].path[0])
    start = fold(text)[: len(first)]
    return start == first or (len(start) == len(first) > 2 and is_misread(start, first))


def has_year(table: TableTemplate, head: HeadTemplate) -> bool:
    """Whether the head or the row vocabulary names years."""
    texts = [*table.labels, *(text for column in head.columns for text in column.path)]
    return any(map(is_dated, texts))
