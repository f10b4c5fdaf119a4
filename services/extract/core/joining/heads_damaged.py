"""Doubt about the heads of a text export some of whose heads came out damaged.

Where signs that no report prints stand in one head, letters of the others may be lost or put in as well, and a word put
in looks like any other: only a head that a known table has says what its columns are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.heads import damage
from services.extract.core.heads.doubts import SETTLED
from services.extract.core.joining.stitch import Joined
from services.extract.core.templates import HeadTemplate, Templates, head_key
from shared.model.table import Column

Key = tuple[str, ...]


def doubted(tables: Sequence[Joined], templates: Templates, *, garbled: bool = False) -> tuple[Joined, ...]:
    """The tables of one text; where a head shows damage, or lines around are no text (`garbled`), columns that are not
    those of a known table are unsure."""
    heads = (part.matrix[: part.head_rows or 0] for table in tables for part in table.parts)
    if not garbled and not damage.shows(heads, templates):
        return tuple(tables)
    return tuple(_doubted(table, templates) for table in tables)


def _doubted(table: Joined, templates: Templates) -> Joined:
    kind = table.template.kind if table.template else None
    heads = [head for t in templates.tables if t.kind == kind for head in t.heads]
    sure = _as_known(table.columns, heads) if heads else _of_words(table.columns, templates)
    first = table.parts[0]
    certainty = first.certainty or (1.0,) * len(sure)
    certainty = tuple(most if s else min(most, SETTLED) for most, s in zip(certainty, sure, strict=True))
    return replace(table, parts=(replace(first, certainty=certainty), *table.parts[1:]))


def _as_known(columns: Sequence[Column], heads: Sequence[HeadTemplate]) -> list[bool]:
    """For each column whether it is the one at its place in the known head that is most like the table's, and no other
    head has it there under a further parent, which may be what was lost."""
    printed = [_key(column.path) for column in columns]
    known = [[_key(column.path) for column in head.columns] for head in heads if len(head.columns) == len(columns)]
    same = [[a == b for a, b in zip(printed, head, strict=True)] for head in known]
    best = max(same, key=sum, default=[False] * len(columns))
    deeper = [any(head[i][-len(key) :] == key != head[i] for head in known) for i, key in enumerate(printed)]
    return [is_same and not lost for is_same, lost in zip(best, deeper, strict=True)]


def _of_words(columns: Sequence[Column], templates: Templates) -> list[bool]:
    """For each column whether all texts over it are words of known heads."""
    return [bool(c.path) and all(text in templates.head_words for text in _key(c.path)) for c in columns]


def _key(path: tuple[str, ...]) -> Key:
    return tuple(map(head_key, path))
