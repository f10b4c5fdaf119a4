"""Cells so narrow that their texts run down, a letter or two to a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from services.extract.core.aligned.segments import looks_numeric
from services.extract.core.geometry.splitting import Area
from services.extract.core.geometry.words import TextLine, em, lines_of

#: so many letters stand on a line of a text that runs down
_FEW_LETTERS = 2
#: so few short texts under one another may be those of rows
_FEW_LINES = 3
#: lines of one text are no further apart than this, middle to middle (font sizes)
_APART = 2.0
_AMOUNT = re.compile(r"-?\d{1,3}(?:,?\d{3})*\.\d+")


def is_set_downwards(area: Area) -> bool:
    """Whether a narrow cell's text runs down, a letter or two to a line."""
    lines = lines_of(area.words)
    return len(lines) > 1 and all(len(n.text) <= _FEW_LETTERS and not looks_numeric(n.text) for n in lines)


def runs_down(mine: Sequence[Area]) -> bool:
    """Whether a ruled row is one whose narrow cells are filled letter by letter: its first text runs down over more
    lines than any figures beside it, which stand as near as lines do, or the lines of a cell are the digits of one
    amount. No row begins with a letter."""
    first = min(mine, key=lambda a: a.col)
    lines = [lines_of(a.words) for a in mine]
    figures = [n for a, n in zip(mine, lines, strict=True) if a is not first and _are_figures([x.text for x in n])]
    count = len(lines_of(first.words))
    named = count > _FEW_LINES and is_set_downwards(first) and count > max(map(len, figures), default=0)
    named = named and not any(map(_stand_apart, figures))
    return named or any(_is_amount([x.text.strip() for x in n]) for n in lines)


def _stand_apart(lines: Sequence[TextLine]) -> bool:
    """Whether each line stands further below the one above than the next of a text would."""
    return len(lines) > 1 and all(b.middle - a.middle > _APART * em(b.words[0]) for a, b in pairwise(lines))


def _are_figures(texts: Sequence[str]) -> bool:
    return all(map(looks_numeric, texts))


def _is_amount(texts: Sequence[str]) -> bool:
    short = len(texts) > _FEW_LINES and all(len(t) <= _FEW_LETTERS for t in texts)
    return short and _AMOUNT.fullmatch("".join(texts)) is not None
