"""A page's title and facts above the words of its table's head, which they are printed among; notes below.

Where cells are given in no order, those of the head stand among figures as well: a table of one row, all of whose
columns are amounts, or one without data, is put right as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from services.extract.core.streams.late_titles import with_feed
from services.extract.core.streams.regions import (
    YEAR_ALONE,
    head_texts,
    is_caption,
    is_of_head,
    is_sentence,
    numbers_in,
    title_of,
)
from services.extract.core.streams.tokens import Token
from services.extract.core.templates import Templates
from services.extract.core.titles import tables_of_title
from shared.model.fold import fold
from shared.model.page import DOUBT, Block, Fragment, Line
from shared.model.table import Role

_NOTE = re.compile(r"^(?:备?注|说明|附注|注释)\s*\d*\s*[:：.、]")


def is_note(line: Line) -> bool:
    """Whether a line is a remark on a table, or of running text."""
    return bool(_NOTE.match(line.text.strip())) or is_sentence(line)


def led(page: Sequence[Block], title: Line | None, templates: Templates) -> Sequence[Block]:
    """The page with title, facts, words of the head and what follows in this order; as it is where anything else stands
    above the title. `title`: the only one of the page, which has lines alone; None where it has not one."""
    lines = [block for block in page if isinstance(block, Line)]
    if title is None:
        return page
    text = title_of(title, templates) or ""
    head = head_texts(text, templates)
    at = next(i for i, line in enumerate(lines) if line is title)
    if not all(is_caption(line) or _is_of_head(line, head) for line in lines[:at]):
        return page
    own = _above_years(list(takewhile(lambda line: _is_of_table(line, head), lines[at + 1 :])))
    figures = sum(map(numbers_in, own))
    if figures > _most_bare(text, templates):
        own = [*takewhile(lambda line: not (numbers_in(line) or is_note(line)), own)]
    above = [line for line in lines[:at] if is_caption(line)]
    above = above if len(above) == at else []  # facts alone stand well above the title
    own, rest = [*lines[len(above) : at], *own], lines[at + 1 + len(own) :]
    kinds: list[list[Line]] = [[], [], [], []]
    for line in own:
        kinds[0 if is_caption(line) else 3 if is_note(line) else 2 if numbers_in(line) else 1].append(line)
    return with_feed([*above, title, *(line for kind in kinds for line in kind), *rest], lines[0])


def _above_years(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines above the first row that a year is the name of: its figures follow it."""
    named = (i for i, (line, below) in enumerate(pairwise(lines)) if YEAR_ALONE.match(line.text) and numbers_in(below))
    return lines[: next(named, len(lines))]


def _is_of_table(line: Line, head: str) -> bool:
    figures = numbers_in(line)
    return is_caption(line) or is_note(line) or figures == len(line.text.split()) > 0 or _is_of_head(line, head)


def _is_of_head(line: Line, head: str) -> bool:
    return all(is_of_head(fold(word), head) for word in line.text.split())


def _most_bare(title: str, templates: Templates) -> int:
    """How many figures the one row of a table has that has no names; 0 where there is no such table of this title."""
    heads = [head for table in tables_of_title(title, templates) for head in table.heads]
    bare = [head for head in heads if all(column.role is Role.AMOUNT for column in head.columns)]
    return max((len(head.columns) for head in bare), default=0)


def is_moved(tokens: Sequence[Token], words: Sequence[tuple[Token, float]]) -> bool:
    """Whether words stand in another order than the tokens, of which they are some."""
    places = {id(t): i for i, t in enumerate(tokens)}
    return any(places[id(a)] > places[id(b)] for (a, _), (b, _) in pairwise(words))


def worth(token: Token, *, certain: bool) -> tuple[Token, float]:
    """The token with its confidence; one that might as well be another row's is in doubt."""
    return token, token.confidence if certain else min(token.confidence, DOUBT)


def line_of(token: Token, confidence: float | None = None) -> Line:
    """A line of one word, as sure as that is or as given."""
    fragment = Fragment(
        text=token.text, place=token.place, confidence=token.confidence if confidence is None else confidence
    )
    return Line(fragments=(fragment,), place=token.place)
