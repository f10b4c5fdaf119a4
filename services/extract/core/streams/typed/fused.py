"""Cells that ran into the one beside them, where a tool prints no space between: a level and a name
(`经济效益指标为企业节约成本`), a word and a long code (`特定目标类53300037210000`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from services.extract.core.numbering import width
from services.extract.core.streams.indicators import is_first, is_level, is_second
from services.extract.core.streams.tokens import Token, cut_in_two
from shared.model.fold import fold

_SHORTEST = 2
"""letters of a text of a head"""
_LEVEL = re.compile(r"\*?[^\s,，。；;]{2,12}?指标(?=[^\s]{2})")


_CODED = re.compile(r"[\u3400-\u9fff()（）]{2,}(?=\d{10,}$)")


def parted(tokens: Sequence[Token], is_text: Callable[[str], bool]) -> list[Token]:
    """The words, each that begins with a whole level or ends with a long code as two, and above the first figure each
    that is two texts of a head as those."""
    first = next((i for i, token in enumerate(tokens) if token.is_number), len(tokens))
    head = [part for token in tokens[:first] for part in _texts(token, is_text)]
    return [part for token in (*head, *tokens[first:]) for part in _parts(token)]


def _texts(token: Token, is_text: Callable[[str], bool]) -> list[Token]:
    text = token.text
    if len(text) < 2 * _SHORTEST or is_text(fold(text)) or is_level(fold(text)):
        return [token]
    cuts = range(_SHORTEST, len(text) - _SHORTEST + 1)
    two = next((c for c in cuts if is_text(fold(text[:c])) and is_text(fold(text[c:]))), None)
    if two is None:
        return [token]
    return [*cut_in_two(token, two, token.x0 + width(text[:two]))]


def _parts(token: Token) -> Iterator[Token]:
    if (word := _CODED.match(token.text)) is not None:
        yield from cut_in_two(token, word.end(), token.x0 + width(word.group()))
        return
    found = _LEVEL.match(token.text)
    if found is None or not (is_first(found.group()) or is_second(found.group())):
        yield token
        return
    level, rest = cut_in_two(token, found.end(), token.x0 + width(found.group()))
    yield level
    yield from _parts(rest)
