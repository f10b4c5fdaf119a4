"""Fragments laid over the texts of a head: which text each of them is, and where in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise, product

from services.extract.core.streams.rows import is_total
from services.extract.core.streams.tokens import Token
from shared.model.fold import is_cjk
from shared.model.page import NOWHERE

_DATED = re.compile(r"(20\d\d年)([^\d].+)")
_NUMBER = "数"
_MOST_LINES = 4
_ORDINARY = "一般"
_UNIT = re.compile(r"\((?:单位:)?[百千万亿]*元\)")
_LEAST_END = 2
"""letters of a text on either side of words put into it"""
_MOST_MORE = 6
_NO_TOKEN = Token(text="", place=NOWHERE, line=0, x0=0, x1=0, first=False, last=False)


@dataclass(slots=True)
class HeadWord:
    """A head text being covered: the pieces (from, to, token, printed text) laid over it so far."""

    text: str
    parts: list[tuple[int, int, Token, str]] = field(default_factory=list)

    @property
    def covered(self) -> int:
        return sum(end - start for start, end, _, _ in self.parts)

    @property
    def is_told(self) -> bool:
        """Whether what is printed says the text, or what stands for it in this body."""
        return bool(self.parts) and (self.covered == len(self.text) or self.is_variant or self.is_dated)

    @property
    def is_variant(self) -> bool:
        """One piece that ends as the text does and is most of it, or all of it but for 数: the text as this body prints
        it, a word shorter."""
        start, end, _, _ = self.parts[0]
        if len(self.parts) == 1 and self.text[end:] == _NUMBER and not start:
            return True
        return len(self.parts) == 1 and end == len(self.text) and (end - start) * 5 >= end * 3 and end - start >= 6

    @property
    def is_dated(self) -> bool:
        """Whether a year is printed before the text, or before the beginning of it that this body prints."""
        return any(_DATED.fullmatch(text) and len(text) > end - start for start, end, _, text in self.parts)

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
                if start <= at and at + len(piece) <= end and (whole or len(piece) > 3) and is_misread(piece, gap):
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

    def __init__(self, words: list[HeadWord]) -> None:
        self.words = words

    @property
    def is_full(self) -> bool:
        return all(w.covered == len(w.text) for w in self.words)

    def take_all(self, tokens: Sequence[Token]) -> int:
        """Lays the first tokens over the head if they say its texts one whole text after the other, in any order, and
        nothing else (a narrow head has a letter on each line); how many tokens that are, 0 where they do not."""
        total = sum(len(word.text) for word in self.words)
        ends = list(accumulate(len(t.folded) for t in tokens[:total]))
        if total not in ends:
            return 0
        count = ends.index(total) + 1
        said = "".join(t.folded for t in tokens[:count])
        left = sorted(self.words, key=lambda word: -len(word.text))
        starts: list[tuple[int, HeadWord]] = []
        at = 0
        while at < total:
            word = next((w for w in left if said.startswith(w.text, at)), None)
            if word is None or not word.text:
                return 0
            left.remove(word)
            starts.append((at, word))
            at += len(word.text)
        for start, word in starts:
            word.parts += _pieces(tokens[:count], ends, start, start + len(word.text))
        return count

    def take_runs(self, tokens: Sequence[Token]) -> set[int]:
        """Lays tokens over the head that are, one behind the other, a text of it broken over lines, or that with more
        words; which they are. `tokens`: of an export that gives each cell lines of its own."""
        taken: set[int] = set()
        for start, size in product(range(len(tokens)), range(2, _MOST_LINES + 1)):
            run = tokens[start : start + size]
            if len(run) < size or not taken.isdisjoint(range(start, start + size)):
                continue
            said = "".join(token.folded for token in run)
            fits = {w.text: w for w in self.words if not w.parts and (w.text == said or _is_longer(said, w.text))}
            if len(fits) == 1:
                ((text, word),) = fits.items()
                at = [min(len(text), end) for end in accumulate((len(token.folded) for token in run), initial=0)]
                spans = pairwise([*at[:-1], len(text)])
                word.parts += [(a, b, token, token.text) for (a, b), token in zip(spans, run, strict=True)]
                taken |= {*range(start, start + size)}
        return taken

    def take(self, token: Token) -> bool:
        """Lays the token over the head, whole or in up to three pieces; False where it does not fit."""
        plan = self._plan(token.folded, 1)
        if plan is None and (self._take_shorter(token) or self._take_longer(token)):
            return True
        plan = plan if plan is not None else self._plan(token.folded, 3)
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
        if self._take_misread_piece(token) or self._take_longer(token):
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

    def _take_shorter(self, token: Token) -> bool:
        """The same for a text printed without a word inside (经济科目 for 经济分类科目), which it keeps. One letter
        less may have been lost."""
        free = [word for word in self.words if not word.parts and len(word.text) - len(token.folded) > 1]
        found = {word.text: word for word in free if _has_more(word.text, token.folded)}
        if len(found) != 1:
            return False
        ((text, word),) = found.items()
        word.parts.append((0, len(text), token, token.text))
        return True

    def _take_longer(self, token: Token) -> bool:
        """The same for a text printed with more words inside (国有资本经营财政拨款预算支出) or a unit behind
        it, which it keeps."""
        piece = token.folded
        found = {w.text: w for w in self.words if not w.parts and _is_longer(piece, w.text)}
        if len(found) != 1:
            return False
        (text, word), *_ = found.items()
        word.parts.append((0, len(text), token, token.text))
        return True

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

    def _plan(self, piece: str, most: int) -> list[tuple[HeadWord, int, str]] | None:
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

    def _best(self, piece: str) -> tuple[HeadWord, int, str] | None:
        best: tuple[int, HeadWord, int] | None = None
        for word in self.words:
            found = word.find(piece)
            if found is not None and (best is None or found[0] > best[0]):
                best = (found[0], word, found[1])
        return (best[1], best[2], piece) if best else None


def _pieces(tokens: Sequence[Token], ends: Sequence[int], start: int, end: int) -> list[tuple[int, int, Token, str]]:
    """The pieces of the tokens that say the letters `start <= i < end` of all. `ends`: where each token ends."""
    pieces = []
    for token, last in zip(tokens, ends, strict=False):
        first = last - len(token.folded)
        a, b = max(start, first), min(end, last)
        if a < b:
            printed = "".join(token.text.split())
            said = printed if len(printed) == last - first else token.folded
            text = token.text if (a, b) == (first, last) else said[a - first : b - first]
            pieces.append((a - start, b - start, token, text))
    return pieces


def is_misread(piece: str, text: str) -> bool:
    """Whether the piece is the text with a single letter, no digit, wrong."""
    changes = [(a, b) for a, b in zip(piece, text, strict=True) if a != b]
    return len(changes) == 1 and not (changes[0][0].isdigit() or changes[0][1].isdigit())


def _is_longer(piece: str, text: str) -> bool:
    """Whether the piece is the text with a few more words inside it, with 一般 before it or with a unit behind it."""
    more = len(piece) - len(text)
    if piece.startswith(text):
        return _UNIT.fullmatch(piece[len(text) :]) is not None
    if piece.endswith(text):
        return piece[:more] == _ORDINARY
    return _has_more(piece, text)


def _has_more(piece: str, text: str) -> bool:
    """Whether the piece is the text with a few more letters inside it."""
    cuts = range(_LEAST_END, len(text) - _LEAST_END + 1)
    inside = any(piece.startswith(text[:k]) and piece.endswith(text[k:]) for k in cuts)
    return inside and 0 < len(piece) - len(text) <= _MOST_MORE < len(text) and all(map(is_cjk, piece))
