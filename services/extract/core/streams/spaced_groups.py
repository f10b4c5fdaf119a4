"""Figures whose thousands a space parts (`1 304.87`), their separators lost: in a stream of words two figures.

They are one where the first cannot be a figure of its own, since all others have decimals and it has none, or where
every cell has a line of its own. The count of a line (行次) is one of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from services.extract.core.streams.rows import one_cell_a_line
from services.extract.core.streams.tokens import Token
from shared.model.numbers import decimals, parse_number
from shared.model.page import DOUBT

LEAST_FIGURES = 5
"""figures that tell how many decimals all have"""
_MOST_SHARE = 0.8
_FEWEST_COUNTED, _LISTS = 4, 2
"""lines that are counted, and lists side by side in which they are"""
_FIRST = re.compile(r"[-+(（△▲]?[1-9]\d{0,2}")
_GROUP = re.compile(r"\d{3}")
_LAST = re.compile(r"\d{3}\.\d+[)）]?")


def regrouped(tokens: Sequence[Token], places: int | None, is_code: Callable[[str], bool]) -> list[Token]:
    """The words with such figures as one, in doubt. `places`: the decimals of nearly all figures, None where they
    differ; `is_code`: whether digits are a code of some list, which is one where no figure stands before it."""
    alone = one_cell_a_line(tokens)
    counts = _counts(tokens)
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        code = is_code(tokens[at].folded) and not (out and out[-1].is_number and out[-1].line == tokens[at].line)
        size = 1 if code or at in counts else _size(tokens, at, places, alone=alone)
        run = tokens[at : at + size]
        out.append(_joined(run) if size > 1 else run[0])
        at += size
    return out


def _counts(tokens: Sequence[Token]) -> set[int]:
    """Where digits count the lines of one list, or of two side by side."""
    digits = [i for i, token in enumerate(tokens) if _FIRST.fullmatch(token.folded) and token.folded.isdigit()]
    chains: dict[int, list[int]] = {}
    for place, i in enumerate(digits):
        before = (j for j in digits[max(0, place - _LISTS) : place] if j in chains)
        last = next((j for j in before if int(tokens[j].folded) == int(tokens[i].folded) - 1), None)
        chains[i] = [*(chains.pop(last) if last is not None else []), i]
    return {i for chain in chains.values() if len(chain) >= _FEWEST_COUNTED for i in chain}


def usual_decimals(tokens: Sequence[Token]) -> int | None:
    """How many decimals nearly all figures have, None where they differ."""
    counts = Counter(decimals(t.text) for t in tokens if parse_number(t.text) is not None and not t.is_digits)
    usual, count = max(counts.items(), key=lambda c: c[1], default=(0, 0))
    return usual if count >= max(LEAST_FIGURES, _MOST_SHARE * counts.total()) else None


def _size(tokens: Sequence[Token], at: int, places: int | None, *, alone: bool) -> int:
    """How many words from here on are one figure; 1 where that is not known."""
    if not _FIRST.fullmatch(tokens[at].folded):
        return 1
    end = at + 1
    while end < len(tokens) and _follows(tokens[end - 1], tokens[end]) and _GROUP.fullmatch(tokens[end].folded):
        end += 1
    last = tokens[end] if end < len(tokens) and _follows(tokens[end - 1], tokens[end]) else None
    if last is not None and places and _LAST.fullmatch(last.folded) and decimals(last.text) == places:
        return end + 1 - at
    return end - at if alone and tokens[at].first and tokens[end - 1].last else 1


def _follows(left: Token, right: Token) -> bool:
    return left.line == right.line and right.x0 - left.x1 == 1


def _joined(run: Sequence[Token]) -> Token:
    pieces = tuple(piece for token in run for piece in token.pieces or (token,))
    return replace(
        run[0],
        text="".join(t.text for t in run),
        x1=run[-1].x1,
        last=run[-1].last,
        pieces=pieces,
        confidence=min(DOUBT, *(t.confidence for t in run)),
    )
