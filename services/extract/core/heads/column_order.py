"""A known head whose columns are printed in another order, told by their whole paths, or by their lowest texts alone.

Without rules the texts over several columns may seem to be over others, so that few whole paths are the known ones; the
lowest text of a column stands over its figures.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import groupby

from services.extract.core.heads.match import Match
from services.extract.core.heads.words import Path
from services.extract.core.templates import ColumnTemplate, head_key
from shared.model.fold import fold


def in_printed_order(match: Match, printed: Sequence[Path], year: int | None) -> Match:
    """The match, its template's columns in the order of the print where that has all of their paths, each once, in
    another order (this year before the last): nothing is damaged there."""
    known = [(tuple(map(fold, c.path_in(year))), c) for c in match.head.columns]
    found = [[c for whole, c in known if _prints(tuple(map(fold, path)), whole)] for path in printed]
    columns = tuple(own[0] for own in found if len(own) == 1)
    if not len(set(columns)) == len(columns) == len(match.head.columns) == len(printed):
        return match
    return replace(match, head=replace(match.head, columns=columns))


def _prints(path: Path, whole: Path) -> bool:
    """Whether a path is the `whole` one, its last letters left out or not (费 for 费用)."""
    return len(path) == len(whole) and all(b.startswith(a) for a, b in zip(path, whole, strict=True))


def in_order_of_leaves(match: Match, printed: Sequence[Path], words: Collection[str]) -> Match:
    """The match, its template's columns in the order in which the print has their lowest texts, where it has each of
    them once: in the whole head, or, where groups repeat them (two years), in every group. What stands under one text
    stays together, else the match is left as it is. A lowest text that is shorter than the known one, and one of the
    `words` of heads itself, is the print's wording."""
    known = match.head.columns
    groups = [known] if _all_differ(known) else [tuple(g) for _, g in groupby(known, key=lambda c: c.path[0])]
    columns: list[ColumnTemplate] = []
    for group in groups:
        shown = printed[len(columns) : len(columns) + len(group)]
        found = [_column_of(path, group) for path in shown]
        own = [column for column in found if column is not None]
        if len(set(own)) < len(group):
            return match
        columns += own
    if len(columns) != len(printed) or not _are_together(columns):
        return match
    worded = (_worded(column, path[-1], words) for column, path in zip(columns, printed, strict=True))
    return replace(match, head=replace(match.head, columns=tuple(worded)))


def _worded(column: ColumnTemplate, text: str, words: Collection[str]) -> ColumnTemplate:
    known = fold(column.path[-1])
    shorter = known != fold(text) and known.startswith(fold(text)) and head_key(text) in words
    return replace(column, path=(*column.path[:-1], text)) if shorter else column


def _all_differ(columns: Sequence[ColumnTemplate]) -> bool:
    return len({fold(c.path[-1]) for c in columns}) == len(columns)


def _column_of(path: Path, group: Sequence[ColumnTemplate]) -> ColumnTemplate | None:
    """The column with the longest lowest text that a path ends with (a text from above may have run into it), or
    that its own text begins (费 for 费用); None where several have it, or none has."""
    if not path:
        return None
    whole, own = fold("".join(path)), fold(path[-1])
    fitting = [c for c in group if whole.endswith(leaf := fold(c.path[-1])) or leaf.startswith(own)]
    most = max((len(c.path[-1]) for c in fitting), default=0)
    longest = [c for c in fitting if len(c.path[-1]) == most]
    return longest[0] if len(longest) == 1 else None


def _are_together(columns: Sequence[ColumnTemplate]) -> bool:
    """Whether the columns under one text stand side by side."""
    deepest = max((len(c.path) for c in columns), default=0)
    for depth in range(1, deepest):
        runs = [key for key, _ in groupby(columns, key=lambda c: c.path[:depth]) if len(key) == depth]
        if len(set(runs)) < len(runs):
            return False
    return True
