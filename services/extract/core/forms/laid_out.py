"""Application forms in exports that keep the page's layout with spaces: labels, values and indicators by their places.

A long label or value is wrapped in its cell and stands in the middle of its row, so its lines are above, beside and
below the others' (pdftotext -layout). Where labels begin shows the columns of the label/value area, the head those of
the indicators.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby, product

from services.extract.core.forms.words import FormWords, word_key
from services.extract.core.streams.layout import parse_layout
from services.extract.core.streams.place_rows import rows_by_place
from services.extract.core.streams.placed import tables as placed
from services.extract.core.streams.rows import Placed
from services.extract.core.streams.tokens import Token, is_aligned, text_of, tokens_of
from services.extract.core.streams.typed.words import Holds
from services.extract.core.templates import ColumnTemplate, HeadTemplate
from services.extract.templates import forms as form_data
from services.extract.templates import load
from shared.model.page import Line
from shared.model.table import Role

_NAMES = 3
"""一级指标, 二级指标, 三级指标"""
_FEWEST_HEADS = 4
_FEWEST_ROWS = 2
_LEAST_FIT = 0.9
_LITTLE_DOUBT = 1.5
"""what may speak against the rows, for each of them"""
_LEVEL = "指标"
"""how a level ends that is no label of a form"""


def pairs_by_place(lines: Sequence[Line], words: FormWords, *, bare: bool = False) -> list[Placed]:
    """Rows of label, value, label, value; none where the lines keep no layout. `bare`: no colon ends the labels."""
    if not is_aligned(lines):
        return []
    tokens = tokens_of(lines, aligned=True, joined=False)

    def is_label(text: str) -> bool:
        return (bare or text.endswith(":")) and words.is_label(text)

    starts = _label_columns(tokens, is_label)
    values = [_value_column(tokens, x0, is_label) for x0 in starts]
    if not starts or None in values:
        return []
    edges = [x for pair in zip(starts, values, strict=True) for x in pair if x is not None]
    by_line = [list(line) for _, line in groupby(tokens, key=lambda t: t.line)]
    found = [_between(line, edges) for line in by_line]
    roles = (Role.LABEL, Role.TEXT) * len(starts)
    return rows_by_place(found, roles, is_label, is_label, needed=0)[1]


def _label_columns(tokens: Sequence[Token], is_label: Callable[[str], bool]) -> list[int]:
    """Where the columns of labels begin: at least two labels begin there."""
    found = [t.x0 for t in tokens if is_label(t.folded)]
    return sorted(x for x in set(found) if found.count(x) > 1)


def _value_column(tokens: Sequence[Token], x0: int, is_label: Callable[[str], bool]) -> int | None:
    """Where the values of the labels that begin at `x0` do."""
    lines = {t.line: t for t in tokens if t.x0 == x0 and is_label(t.folded)}
    after = [t.x0 for t in tokens if t.line in lines and t.x0 >= lines[t.line].x1]
    return min(after, default=None)


def _between(line: Sequence[Token], edges: Sequence[int]) -> Placed:
    """The words by the column that they begin in."""
    placed: Placed = {}
    for token in line:
        column = max((i for i, x in enumerate(edges) if x <= token.x0), default=0)
        placed.setdefault(column, []).append(token)
    return placed


def indicators_under_head(lines: Sequence[Line], words: FormWords) -> list[Placed]:
    """The head, which the lines begin with, and the rows below it, each with its levels; none where these are in doubt.
    What covers all of them at the left (绩效指标) is left out."""
    if not is_aligned(lines):
        return []
    tokens = placed.words_of(lines)
    levels = [t.x0 for t in tokens if words.first_key(t.folded) and t.folded.endswith(_LEVEL)]
    left = min(levels, default=0)
    own = [t for t in tokens if t.x1 > left or not any(t.folded in side for side in words.sides)]
    found = placed.read(own, form_data.load_columns(), load().lexicon)
    if found is None or Holds.LEVEL2 not in found[0].holds or len(found[1]) < _FEWEST_ROWS:
        return []
    head, rows, cost = found
    columns = {c: list(column.path[-1].words) for c, column in enumerate(head.columns)}
    return [columns, *rows] if cost <= _LITTLE_DOUBT * len(rows) else []


def indicators_by_place(lines: Sequence[Line], words: FormWords) -> list[Placed]:
    """The rows below the head, which is the first line; none where places make no rows of them."""
    if not is_aligned(lines):
        return []
    ways = product((True, False), (True, False))
    tries = [_rows(tokens_of(lines, aligned=True, wide=wide, joined=joined), words) for joined, wide in ways]
    return max(tries, key=lambda found: (found[0], sum(map(len, found[1]))))[1]


def _rows(tokens: Sequence[Token], words: FormWords) -> tuple[float, list[Placed]]:
    """How well the rows fit, and the rows."""
    head = [t for t in tokens if t.line == tokens[0].line]
    body = [t for t in tokens if t.line > tokens[0].line]
    if len(head) < _FEWEST_HEADS or not body:
        return 0.0, []
    value = next((i for i, t in enumerate(head) if word_key(t.text) in words.heads and "值" in t.text), len(head) - 1)
    columns = tuple(
        ColumnTemplate(path=(t.text,), role=Role.LABEL if i < _NAMES else Role.TEXT, key=None)
        for i, t in enumerate(head)
    )

    def is_level(text: str) -> bool:
        return bool(words.first_key(text) or words.second_key(text))

    found = parse_layout(head, body, HeadTemplate(columns=columns), is_level, is_level, needed=value)
    if found is None or found.fit < _LEAST_FIT or not any(is_level(text_of(r.get(0, []))) for r in found.rows):
        return 0.0, []
    return found.fit, found.rows
