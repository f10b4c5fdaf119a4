"""Lines as words with their places: what a table without delimiters is recovered from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, chain

from services.extract.core.numbering import width
from shared.model.fold import fold, is_cjk, strip_markup
from shared.model.numbers import is_not_applicable, parse_number
from shared.model.page import Fragment, Line, Place

INFERRED = 0.98
"""the confidence that a cell has at most whose borders and column no delimiter proves (contract.md §1)"""

RUN_ON = 24
"""More words than any row of a table has on its line."""

_REMEMBERED = 20_000
"""words of which is kept what they are: the same ones are asked again for every way to part a table"""
COLUMN_NUMBERS = "栏次"
_FEWEST_COLUMNS = 2
_WORD = re.compile(r"\S+")
_HALF = re.compile(r"[-+(（△▲]?\d{1,3}(?:[,，] ?\d{3})*[,，]")
_OTHER_HALF = re.compile(r"\d{3}(?:[,，]\d{3})*(?:[,，]|(?:\.\d+)?[)）]?)")
_ALONE = re.compile(r"(?:19|20)\d\d年|\.\d+|[类款项]")
"""a year, the decimals of a figure that a narrow cell broke off, the part of a code that a narrow column has"""
_YEAR = re.compile(r"(?:19|20)\d\d")
_RATE = re.compile(r"-?\d[\d,]*(?:\.\d+)?%")
_NO_BEGINNING = "，、；。"
_WIDE_GAP = re.compile(r"\S {2,}\S|\u3000{2,}|\t")


@lru_cache(maxsize=_REMEMBERED)
def _folded(text: str) -> str:
    return fold(text)


@lru_cache(maxsize=_REMEMBERED)
def _is_number(text: str) -> bool:
    if any(c.isdigit() and not c.isascii() for c in _folded(text)):
        return False
    bare = strip_markup(text)
    return parse_number(bare) is not None or is_not_applicable(bare)


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """A word of a line. `x0`/`x1`: its columns in a monospaced rendering, an ideograph being one or two wide."""

    text: str
    place: Place
    line: int
    """index of its line among the region's lines"""
    x0: int
    x1: int
    first: bool
    last: bool
    page: int = 0
    """how many form feeds stand before it"""
    confidence: float = 1.0
    rate: bool = False
    """whether a percentage is a figure where it stands"""
    pieces: tuple[Token, ...] = ()
    """the words that it was put together from, where a narrow cell broke it"""

    @property
    def folded(self) -> str:
        return _folded(self.text)

    @property
    def width(self) -> int:
        """As a terminal shows it: an ideograph is as wide as two letters, however the tool counted them."""
        return width(self.text)

    @property
    def is_number(self) -> bool:
        """An amount, or the dash that stands for none. Digits of other scripts are noise of OCR."""
        return _is_number(self.text) or (self.rate and is_rate(self.folded))

    @property
    def is_digits(self) -> bool:
        """Plain digits, as codes are."""
        return self.folded.isdigit()


def is_rate(text: str) -> bool:
    """Whether a folded text is a percentage, as columns of rates print it."""
    return _RATE.fullmatch(text) is not None


def tokens_of(lines: Sequence[Line], *, aligned: bool = False, wide: bool = True, joined: bool = True) -> list[Token]:
    """The words of all lines. `aligned`: columns are set apart with spaces, `joined`: two at least, so that single ones
    are inside a cell. `wide`: the tool counted an ideograph as two columns (a terminal's view), not one (pdftotext)."""
    tokens: list[Token] = []
    page = 0
    for index, line in enumerate(lines):
        page += "\f" in line.text
        tokens += _line_tokens(line, index, page, aligned and joined, wide)
    return tokens


def unnumbered(tokens: Sequence[Token]) -> list[Token]:
    """The words without the row that numbers the columns (栏次 1 2 3 …): as many figures as name no amounts."""
    start = next((i for i, token in enumerate(tokens) if token.folded == COLUMN_NUMBERS), len(tokens))
    number, end = 1, start
    while end < len(tokens) and tokens[end].folded in (COLUMN_NUMBERS, str(number)):
        number += tokens[end].folded == str(number)
        end += 1
    return [*tokens[:start], *tokens[end:]] if number > _FEWEST_COLUMNS else list(tokens)


def _line_tokens(line: Line, index: int, page: int, joined: bool, wide: bool) -> Iterable[Token]:
    text = line.text.replace("\f", "").expandtabs(4)
    spans = _joined_numbers(text, [m.span() for m in _WORD.finditer(text)])
    if joined:
        spans = _joined_words(text, spans)
    confidence = min((f.confidence for f in line.fragments), default=1.0)
    several = line.fragments if len(line.fragments) > 1 else ()  # a line put together from several has a place for each
    places = list(zip(accumulate(len(f.text) for f in several), (f.place for f in several), strict=True))
    for number, (start, end) in enumerate(spans):
        yield Token(
            text=text[start:end],
            place=next(place for until, place in places if start < until) if places else line.place,
            line=index,
            x0=width(text[:start]) if wide else start,
            x1=width(text[:end]) if wide else end,
            first=number == 0,
            last=number == len(spans) - 1,
            page=page,
            confidence=confidence,
        )


def _joined_numbers(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """`4, 670` is one number, `2023 年` one word, and so are `提升` and `，范围扩大`: some tools set a space there."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start - joined[-1][1] == 1 and _is_one(text[slice(*joined[-1])], text[start:end]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _is_one(left: str, right: str) -> bool:
    """`4,` and `670`; `2023` and `年`; a word, and one that begins with what only stands behind another."""
    if _HALF.fullmatch(left) and _OTHER_HALF.fullmatch(right):
        return True
    if right[0] in _NO_BEGINNING and is_cjk(left[-1]):
        return True
    return bool(_YEAR.fullmatch(left)) and right.startswith("年")


def _joined_words(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Words one space apart are one cell, except that a number, its decimals, a year or 类, 款 and 项 are one by
    themselves, and so is a dash at its beginning or end: it stands for a figure."""
    joined: list[tuple[int, int]] = []
    for at, (start, end) in enumerate(spans):
        if joined and start - joined[-1][1] == 1:
            words = (text[slice(*joined[-1])], text[start:end])
            ends = at + 1 == len(spans) or spans[at + 1][0] - end > 1
            dashed = is_not_applicable(words[0]) or (ends and is_not_applicable(words[1]))
            if not dashed and not any(parse_number(w) is not None or _ALONE.fullmatch(w) for w in words):
                joined[-1] = (joined[-1][0], end)
                continue
        joined.append((start, end))
    return joined


def unrolled(tokens: Sequence[Token], most: int = RUN_ON) -> list[Token]:
    """The words of run-on lines (more than `most` words: a whole table on one line) each on a line of its own."""
    counts = Counter(t.line for t in tokens)
    out: list[Token] = []
    number = -1
    for index, token in enumerate(tokens):
        alone = counts[token.line] > most
        number += alone or index == 0 or tokens[index - 1].line != token.line
        out.append(replace(token, line=number, first=token.first or alone, last=token.last or alone))
    return out


def rejoined(tokens: Sequence[Token], is_word: Callable[[str], bool]) -> list[Token]:
    """The words with those made one that only together are a known word (`年度绩 效指标`), up to four on a line."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        size = next((n for n in (4, 3, 2) if _is_cut_word(tokens[at : at + n], n, is_word)), 1)
        run = tokens[at : at + size]
        text = " ".join(t.text for t in run)
        out.append(replace(run[0], text=text, x1=run[-1].x1, last=run[-1].last) if size > 1 else run[0])
        at += size
    return out


def _is_cut_word(run: Sequence[Token], size: int, is_word: Callable[[str], bool]) -> bool:
    return len(run) == size and run[0].line == run[-1].line and is_word("".join(t.folded for t in run))


def is_aligned(lines: Sequence[Line]) -> bool:
    """Whether these lines set columns apart with runs of spaces."""
    spaced = [line for line in lines if " " in line.text.strip() or "\u3000" in line.text.strip()]
    wide = sum(map(has_wide_gap, spaced))
    return wide >= 2 and wide * 2 >= len(spaced)


def has_wide_gap(line: Line) -> bool:
    """Whether the line sets words apart with two spaces or more."""
    return _WIDE_GAP.search(line.text) is not None


def fragments_of(tokens: Sequence[Token]) -> tuple[Fragment, ...]:
    """What was read, a fragment for each run of words of one line; never certain: no delimiter proves borders."""
    runs: list[list[Token]] = []
    for token in chain.from_iterable(t.pieces or (t,) for t in tokens):
        if runs and (runs[-1][-1].line, runs[-1][-1].place) == (token.line, token.place):
            runs[-1].append(token)
        else:
            runs.append([token])
    return tuple(
        Fragment(
            text=" ".join(t.text for t in run),
            place=run[0].place,
            confidence=min(INFERRED, *(t.confidence for t in run)),
        )
        for run in runs
    )


def text_of(tokens: Sequence[Token]) -> str:
    """The folded text of a label, spaces gone."""
    return "".join(t.folded for t in tokens)


def cut_in_two(token: Token, at: int, x: int) -> tuple[Token, Token]:
    """The word up to its letter `at` and from that on; `x` is where on the line the second one begins."""
    return (
        replace(token, text=token.text[:at], x1=x, last=False),
        replace(token, text=token.text[at:], x0=x, first=False),
    )


def without_repeats(body: Sequence[Token], head: Sequence[Token]) -> list[Token]:
    """The words below a head without the same head, which every page prints again."""
    return [token for page in pages_below(body, head) for token in page]


def pages_below(body: Sequence[Token], head: Sequence[Token]) -> list[list[Token]]:
    """The words below a head, and below the same head where a page prints it again."""
    own = text_of(head)
    pages: list[list[Token]] = [[]]
    at = 0
    while at < len(body):
        if text_of(body[at : at + len(head)]) == own:
            pages.append([])
            at += len(head)
        else:
            pages[-1].append(body[at])
            at += 1
    return pages
