"""Figures and codes that narrow columns broke, in text that keeps the lines of a page: their pieces stand above and
below the row's other cells.

    201050
             专项普查活动        39.99
       7
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby, takewhile

from services.extract.core.streams.broken import USUAL_PLACES, all_have, is_piece, joined
from services.extract.core.streams.spaced_groups import usual_decimals
from services.extract.core.streams.tokens import Token
from shared.model.page import DOUBT

_LINES_APART = 2
_ROW = 3
"""lines of a row: pieces, the cells that are whole, the rest of the pieces"""
_PIECE = re.compile(r"[\d,.]+\)?")


def gathered(tokens: Sequence[Token], is_code: Callable[[str], bool]) -> list[Token]:
    """The words with broken ones whole, on the line where most of their row stands; as they are where figures of the
    same decimals do not come of it. In doubt is what words stand beside whose row may be the next."""
    return _best(tokens, lambda places: _by_place(tokens, is_code, places))


def gathered_around(tokens: Sequence[Token], is_code: Callable[[str], bool]) -> list[Token]:
    """The same where only the order of the words is left: a line of pieces, the row, a line with the rest of each.

    Codes begin the row. Figures stand behind its names, in doubt where it has others: the widest are broken, and a
    total, which is wider than its parts, is printed before them. Between two labels of a balance stands the first."""
    return _best(tokens, lambda places: _around(tokens, is_code, places))


def _best(tokens: Sequence[Token], way: Callable[[int | None], list[Token]]) -> list[Token]:
    """The fewest words that come of any number of decimals, which all figures must have then."""
    best = list(tokens)
    for places in dict.fromkeys((usual_decimals(tokens), *USUAL_PLACES)):
        words = way(places)
        if len(words) < len(best) and (places is None or all_have(words, places)):
            best = words
    return best


def _around(tokens: Sequence[Token], is_code: Callable[[str], bool], places: int | None) -> list[Token]:
    lines = [list(line) for _, line in groupby(tokens, key=lambda t: t.line)]
    out: list[Token] = []
    at = 0
    while at < len(lines):
        row = _row(lines[at : at + _ROW], is_code, places)
        out += row or lines[at]
        at += _ROW if row else 1
    return _in_lines(out, by_place=False)


def _row(lines: Sequence[Sequence[Token]], is_code: Callable[[str], bool], places: int | None) -> list[Token]:
    """The words of a row between two lines of pieces, empty where there is no such row. Its name may be broken as
    well."""
    if len(lines) < _ROW or lines[0][0].page != lines[-1][0].page:
        return []
    above, own, below = lines
    begun, rests = ([t for t in line if _PIECE.fullmatch(t.text)] for line in (above, below))
    codes = list(takewhile(lambda t: t.is_digits, own))
    names = list(takewhile(lambda t: not t.is_number, own[len(codes) :]))
    others = own[len(codes) + len(names) :]
    words = [t for t in above if t not in begun] + names + [t for t in below if t not in rests]
    if not words or not all(t.is_number for t in others) or not begun or len(begun) != len(rests):
        return []
    if not all(is_piece(a.text, b.text, places, is_code) for a, b in zip(begun, rests, strict=True)):
        return []
    whole = [replace(joined(a, b), line=own[0].line) for a, b in zip(begun, rests, strict=True)]
    codes += [t for t in whole if t.is_digits]
    figures = [t for t in whole if not t.is_digits]
    if others or len(names) > 1:
        figures = [replace(t, confidence=min(DOUBT, t.confidence)) for t in figures]
    left = [] if codes or len(words) > len(names) else names[:-1]
    if len(left) == 1 and figures:
        return [*left, figures[0], names[-1], *figures[1:], *others]
    return [*codes, *(replace(t, line=own[0].line) for t in words), *figures, *others]


def _by_place(tokens: Sequence[Token], is_code: Callable[[str], bool], places: int | None) -> list[Token]:
    lines: defaultdict[int, list[Token]] = defaultdict(list)
    for token in tokens:
        lines[token.line].append(token)
    pairs: dict[int, Token] = {}
    taken: set[int] = set()
    for token in tokens:
        rest = _below(token, lines)
        if rest is not None and id(token) not in taken and is_piece(token.text, rest.text, places, is_code):
            pairs[id(token)] = rest
            taken.add(id(rest))
    rows = {n for n, line in lines.items() if any(_PIECE.fullmatch(t.text) and id(t) not in taken for t in line)}
    pairs = {at: rest for at, rest in pairs.items() if rest.line not in rows}  # others are figures of another row
    taken = {id(rest) for rest in pairs.values()}
    named = {n for n, line in lines.items() if len(line) > sum(id(t) in taken for t in line)}
    whole = Counter(t.line for t in tokens if id(t) not in pairs and id(t) not in taken)
    words: list[Token] = []
    for token in tokens:
        if id(token) in pairs:
            rest = pairs[id(token)]
            one = _joined(token, rest, whole)
            words.append(replace(one, confidence=min(DOUBT, one.confidence)) if rest.line in named else one)
        elif id(token) not in taken:
            words.append(token)
    return _in_lines(words)


def _below(token: Token, lines: dict[int, list[Token]]) -> Token | None:
    """The figure right below a word, on its page and in its column."""
    for line in range(token.line + 1, token.line + 1 + _LINES_APART):
        found = [t for t in lines.get(line, ()) if t.x0 < token.x1 and token.x0 < t.x1]
        if found:
            one = len(found) == 1 and found[0].page == token.page and _PIECE.fullmatch(found[0].text)
            return found[0] if one else None
    return None


def _joined(above: Token, below: Token, whole: Counter[int]) -> Token:
    """Both pieces as one word on the line, from the one's to the other's, that has most other words."""
    line = max(range(above.line, below.line + 1), key=lambda at: whole[at])
    return replace(joined(above, below), line=line, x0=min(above.x0, below.x0), x1=max(above.x1, below.x1))


def _in_lines(words: Sequence[Token], *, by_place: bool = True) -> list[Token]:
    """The words line by line, each knowing whether it is the first or the last."""
    out: list[Token] = []
    ordered = sorted(words, key=lambda t: (t.line, t.x0)) if by_place else words
    for _, line in groupby(ordered, key=lambda t: t.line):
        own = list(line)
        out += [replace(t, first=i == 0, last=i == len(own) - 1) for i, t in enumerate(own)]
    return out
