"""A line that the head and the row of the total share, in exports without delimiters.

`合计 105.00 合计 基本支出 项目支出`: 决算 of funds print the total beside the texts below 本年支出
(`heads/shared_rows` is the same for cells). A stream gives the line as it stands; the texts of the head go before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.streams.rows import is_total
from services.extract.core.streams.tokens import Token, text_of
from services.extract.core.templates import Lexicon, head_key

_FEWEST = 2
"""texts of a head behind the figures, at least: one may be the beginning of a name"""


def parted(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """The words with those of the head on the line of the first figures before it, on the line above."""
    first = next((i for i, token in enumerate(tokens) if token.is_number), None)
    if first is None:
        return list(tokens)
    on_line = [i for i, token in enumerate(tokens) if token.line == tokens[first].line]
    start, end = on_line[0], on_line[-1] + 1
    last = max(i for i in on_line if tokens[i].is_number)
    behind = tokens[last + 1 : end]
    keys = {head_key(token.text) for token in behind}
    if not start or len(behind) < _FEWEST or len(keys) < len(behind) or not keys <= lexicon.leaves:
        return list(tokens)
    if not is_total(text_of(tokens[start:first])):
        return list(tokens)
    above = tokens[start - 1].line
    moved = [replace(token, line=above, first=False, last=token is behind[-1]) for token in behind]
    row = [*tokens[start:last], replace(tokens[last], last=True)]
    return [*tokens[:start], *moved, *row, *tokens[end:]]
