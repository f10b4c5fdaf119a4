"""The head of a table out of fragments in any order.

A head is a closed vocabulary: the fragments that belong to it are those that can be laid over the texts of the head's
cells without overlapping. How much of the head they cover tells which printed form of the table this is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from services.extract.core.streams.rows import is_total
from services.extract.core.streams.tokens import Token
from services.extract.core.templates import PREVIOUS_YEAR, YEAR, HeadTemplate, TableTemplate
from shared.model.fold import fold, is_cjk
from shared.model.page import NOWHERE, Fragment, GridCell

_YEAR = re.compile(r"(20\d\d)年")
_YEAR_LETTERS = "0123456789年"
_DATED = re.compile(r"(20\d\d年)([^\d].+)")
_NO_TOKEN = Token(text="", place=NOWHERE, line=0, x0=0, x1=0, first=False, last=False)
_ABOVE = 4
"""Characters above the head that count as one inside it: stray glyphs of the page, or a parent that the head lacks."""
_MOST_NOISE = 24
"""Words that no head explains, in a row, before the head is taken to have ended."""


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
    leaves: tuple[tuple[Token, ...], ...] = ()
    """the words laid over the lowest text of each column"""

    @property
    def coverage(self) -> float:
        return self.covered / self.total if self.total else 0.0

    @property
    def agreement(self) -> float:
        """Coverage, and how few of the characters read are none of the head's, in one number."""
        return 2 * self.covered / (self.total + self.covered + self.noise) if self.total else 0.0


def head_cells(head: HeadTemplate, year: int | None) -> list[HeadCell]:
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
    return cells


def _same(one: Sequence[str], other: Sequence[str], level: int) -> bool:
    return len(one) > level + 1 and tuple(one[: level + 1]) == tuple(other[: level + 1])


def years_in(tokens: Sequence[Token], around: int | None) -> list[int | None]:
    """Budget years that the head may mean: those printed near it, then the document's."""
    printed = [int(y) for y in _YEAR.findall("".join(t.folded for t in tokens[:80]))]
    return list(dict.fromkeys([*printed[:3], around]))


def read_head(tokens: Sequence[Token], head: HeadTemplate, year: int | None) -> HeadReading:
    """Lays `head` over the first tokens: those that fit, then those between them that fit but for a misread letter."""
    cells = head_cells(head, year)
    cover = Cover([_Word(text=fold(cell.text)) for cell in cells])
    end = strange = start = 0
    misfits: list[tuple[int, Token]] = []
    for index, token in enumerate(tokens):
        if cover.is_full:
            break
        if cover.take(token):
            strange = 0
            start = start if end else index
            end = index + 1
        elif token.is_number or strange >= _MOST_NOISE:
            break
        else:
            misfits.append((index, token))
            strange += 1
    noise = above = 0
    for index, token in misfits:
        if cover.take_misread(token):
            end = max(end, index + 1)
        elif start <= index < end:
            noise += len(token.folded)
        elif index < start:
            above += len(token.folded)
    return HeadReading(
        head=head,
        year=year,
        end=end,
        covered=sum(w.covered for w in cover.words),
        total=sum(len(w.text) for w in cover.words),
        noise=noise + above // _ABOVE,
        cells=tuple(_grid_cell(c, w, tokens) for c, w in zip(cells, cover.words, strict=True)),
        rows=max(c.row + c.row_span for c in cells),
        leaves=_leaves(cells, cover.words),
    )


def may_cover(tokens: Sequence[Token], head: HeadTemplate, year: int | None, share: float) -> bool:
    """Whether the first tokens have letters enough for `share` of the head, a single one misread in each: a quick look
    before `read_head`."""
    text = _text_of(head, year)
    wanted = Counter(text)
    printed = Counter("".join(t.folded for t in takewhile(lambda t: not t.is_number or t.folded in text, tokens)))
    return (wanted & printed).total() >= share / 2 * len(text)


def late_words(tokens: Sequence[Token], head: HeadTemplate, year: int | None) -> int:
    """How many words behind the last figure are of the head: cells that span rows may be painted last. None unless all
    of them are, and the head is whole with them and not without."""
    late = next((i for i, token in enumerate(reversed(tokens)) if token.is_number), 0)
    if not late or not _may_be_of(head, year, tokens[-late:]) or read_head(tokens, head, year).coverage == 1:
        return 0
    whole = read_head([*tokens[-late:], *tokens[:-late]], head, year)
    return late if whole.coverage == 1 and not whole.noise and whole.end > late else 0


def _may_be_of(head: HeadTemplate, year: int | None, tokens: Sequence[Token]) -> bool:
    """Whether all the tokens have letters of the head's, or years, a single one misread in each: running text, which
    stands behind many a table, is told so before it is laid over every head there is."""
    letters = {*_YEAR_LETTERS, *_text_of(head, year)}
    return all(sum(letter not in letters for letter in t.folded) < 2 for t in tokens)


def _text_of(head: HeadTemplate, year: int | None) -> str:
    """All letters of the head's cells, folded."""
    return "".join(fold(cell.text) for cell in head_cells(head, year))


def _leaves(cells: Sequence[HeadCell], words: Sequence[_Word]) -> tuple[tuple[Token, ...], ...]:
    depth = max(c.row + c.row_span for c in cells)
    lowest = {c.col: word for c, word in zip(cells, words, strict=True) if c.row + c.row_span == depth}
    return tuple(tuple(token for _, _, token, _ in word.parts) for _, word in sorted(lowest.items()))


def _grid_cell(cell: HeadCell, word: _Word, tokens: Sequence[Token]) -> GridCell:
    """The cell with what was read of it where that is whole, with the template's text where it is not."""
    place = tokens[0].place
    if word.parts and (word.covered == len(word.text) or word.is_variant):
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


@dataclass(slots=True)
class _Word:
    """A head text being covered: the pieces (from, to, token, printed text) laid over it so far."""

    text: str
    parts: list[tuple[int, int, Token, str]] = field(default_factory=list)

    @property
    def covered(self) -> int:
        return sum(end - start for start, end, _, _ in self.parts)

    @property
    def is_variant(self) -> bool:
        """One piece that ends as the text does and is most of it: the text as this body prints it, a word shorter."""
        start, end, _, _ = self.parts[0]
        return len(self.parts) == 1 and end == len(self.text) and (end - start) * 5 >= end * 3 and end - start >= 6

    def gaps(self) -> list[tuple[int, int]]:
        """The parts that nothing covers yet."""
        if not self.parts:
            return [(0, len(self.text))]
        gaps, at = [], 0
        for start, end, _, _ in sorted(self.parts, key=lambda p: p[0]):
            if start > at:
                gaps.append((at, start))
            at = max(at, end)
        if at < len(self.text):
            gaps.append((at, len(self.text)))
        return gaps

    def find_misread(self, piece: str) -> tuple[int, int] | None:
        """The same for a piece with one letter wrong; of short pieces only those that fill a gap."""
        best: tuple[int, int] | None = None
        for start, end in self.gaps():
            for rank, at in ((3, start), (2, end - len(piece))):
                gap = self.text[at : at + len(piece)]
                whole = end - start == len(piece)
                if start <= at and at + len(piece) <= end and (whole or len(piece) > 3) and _is_misread(piece, gap):
                    found = (rank + 2 * whole, at)
                    best = found if best is None or found > best else best
        return best

    def find(self, piece: str) -> tuple[int, int] | None:
        """Where the piece fits, and how well: 4 fills a gap, 3 begins or ends one, 1 lies inside."""
        if piece not in self.text:
            return None
        best: tuple[int, int] | None = None
        for start, end in self.gaps():
            gap = self.text[start:end]
            if gap == piece:
                rank, at = 4, start
            elif gap.startswith(piece):
                rank, at = 3, start
            elif gap.endswith(piece):
                rank, at = 2, end - len(piece)
            elif len(piece) > 1 and piece in gap:
                rank, at = 1, start + gap.index(piece)
            else:
                continue
            rank = rank * 2 + bool(self.parts)
            if best is None or rank > best[0]:
                best = (rank, at)
        return best


class Cover:
    """Head texts, and the fragments laid over them."""

    def __init__(self, words: list[_Word]) -> None:
        self.words = words

    @property
    def is_full(self) -> bool:
        return all(w.covered == len(w.text) for w in self.words)

    def take(self, token: Token) -> bool:
        """Lays the token over the head, whole or in up to three pieces; False where it does not fit."""
        plan = self._plan(token.folded, 3)
        if plan is None:
            return self._take_dated(token) or (" " in token.text and self._take_words(token))
        printed = "".join(token.text.split())
        same_length = len(printed) == len(token.folded)
        at = 0
        for word, start, piece in plan:
            text = printed[at : at + len(piece)] if same_length else piece
            word.parts.append((start, start + len(piece), token, token.text if len(plan) == 1 else text))
            at += len(piece)
        return True

    def _take_dated(self, token: Token) -> bool:
        """The same for a text of the head that is printed with a year before it, which it keeps."""
        dated = _DATED.fullmatch(token.folded)
        found = self._best(dated[2]) if dated else None
        if dated is None or found is None:
            return False
        word, start, piece = found
        if start:
            return False
        word.parts.append((start, start + len(piece), token, token.text))
        return True

    def take_misread(self, token: Token) -> bool:
        """Lays a token with one letter misread over the one place that it can mean, whole or in two pieces."""
        piece = token.folded
        if not piece or is_total(piece) or not all(map(is_cjk, piece[:1])):
            return False
        if self._take_misread_piece(token):
            return True
        for cut in range(1, len(piece)):
            left, right = replace(token, text=piece[:cut]), replace(token, text=piece[cut:])
            for exact, misread in ((left, right), (right, left)):
                if len(misread.text) > 1 and self._best(exact.text) is not None:
                    before = [list(word.parts) for word in self.words]
                    if self.take(exact) and self._take_misread_piece(misread):
                        return True
                    self._restore(before)
        return False

    def _take_misread_piece(self, token: Token) -> bool:
        piece = token.folded
        found = [(place, word) for word in self.words if (place := word.find_misread(piece)) is not None]
        best = max((rank for (rank, _), _ in found), default=0)
        first = [(at, word) for (rank, at), word in found if rank == best]
        if not first or len({word.text for _, word in first}) > 1 or (len(piece) == 1 and len(first[0][1].text) > 1):
            return False
        at, word = first[0]
        word.parts.append((at, at + len(piece), token, token.text))
        return True

    def _restore(self, before: list[list[tuple[int, int, Token, str]]]) -> None:
        for word, parts in zip(self.words, before, strict=True):
            word.parts[:] = parts

    def _take_words(self, token: Token) -> bool:
        """The same for a token of several words, each by itself: heads stand close where the body is narrower."""
        before = [list(word.parts) for word in self.words]
        if all(self.take(replace(token, text=word)) for word in token.text.split()):
            return True
        self._restore(before)
        return False

    def _plan(self, piece: str, most: int) -> list[tuple[_Word, int, str]] | None:
        if not piece:
            return []
        found = self._best(piece)
        if found is not None:
            return [found]
        if most == 1:
            return None
        for cut in range(len(piece) - 1, 0, -1):
            left = self._best(piece[:cut])
            if left is None:
                continue
            word, start, text = left
            word.parts.append((start, start + len(text), _NO_TOKEN, ""))
            rest = self._plan(piece[cut:], most - 1)
            word.parts.pop()
            if rest is not None:
                return [left, *rest]
        return None

    def _best(self, piece: str) -> tuple[_Word, int, str] | None:
        best: tuple[int, _Word, int] | None = None
        for word in self.words:
            found = word.find(piece)
            if found is not None and (best is None or found[0] > best[0]):
                best = (found[0], word, found[1])
        return (best[1], best[2], piece) if best else None


def begins(text: str, head: HeadTemplate) -> bool:
    """Whether a line begins with the head's first text, one letter misread or none."""
    first = fold(head.columns[0].path[0])
    start = fold(text)[: len(first)]
    return start == first or (len(start) == len(first) > 2 and _is_misread(start, first))


def _is_misread(piece: str, text: str) -> bool:
    """Whether the piece is the text with a single letter, no digit, wrong."""
    changes = [(a, b) for a, b in zip(piece, text, strict=True) if a != b]
    return len(changes) == 1 and not (changes[0][0].isdigit() or changes[0][1].isdigit())


def has_year(table: TableTemplate, head: HeadTemplate) -> bool:
    """Whether the head or the row vocabulary names years."""
    texts = [*table.labels, *(text for column in head.columns for text in column.path)]
    return any(YEAR in text or PREVIOUS_YEAR in text for text in texts)
