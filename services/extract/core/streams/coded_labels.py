"""Labels of a balance that begin with the code of their class (`201 一般公共服务支出`): one text each, for a balance
has no column of codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from services.extract.core.streams.rows import Listed
from services.extract.core.streams.tokens import Token, cut_in_two
from shared.model.fold import fold

_CODE = re.compile(r"\d{3}")
_TOUCHING = re.compile(r"(\d{3})([\u3400-\u9fff].*)")
"""a code that touches its name"""
_RUN_ON = re.compile(r"(-?\d[\d,]*\.\d{2})(\d{3})")
"""a figure that the code behind it ran into"""
_FEWEST = 2
"""such labels in a table: one may be a figure beside a label"""


def joined(tokens: Sequence[Token], listed: Listed) -> list[Token]:
    """The words, each code of a class together with the name behind it on its line. `listed`: whether a code list gives
    a code a name that begins so."""
    out: list[Token] = []
    found = 0
    for word in _apart(tokens, listed):
        touching = _TOUCHING.fullmatch(word.text)
        if touching and listed(touching[1], fold(touching[2])):
            word = replace(word, text=f"{touching[1]} {touching[2]}")
            found += 1
        elif out and _is_label(out[-1], word, listed):
            code = out.pop()
            word = replace(word, text=f"{code.text} {word.text}", x0=code.x0, first=code.first)
            found += 1
        out.append(word)
    return out if found >= _FEWEST else list(tokens)


def _apart(tokens: Sequence[Token], listed: Listed) -> Iterator[Token]:
    """The words with codes that ran into the figures before them cut off."""
    for word, following in zip_longest(tokens, tokens[1:]):
        found = _RUN_ON.fullmatch(word.text)
        if found and following is not None and following.line == word.line and listed(found[2], following.folded):
            yield from cut_in_two(word, found.end(1), word.x0 + found.end(1))
        else:
            yield word


def _is_label(code: Token, name: Token, listed: Listed) -> bool:
    beside = code.line == name.line and _CODE.fullmatch(code.folded) is not None
    return beside and not name.is_number and listed(code.folded, name.folded)
