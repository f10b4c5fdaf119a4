"""What the columns of heads mean that no template has whole, by the texts of all of them together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import dropwhile, pairwise, takewhile

from services.extract.core.keys import key_of
from services.extract.core.templates import ColumnTemplate, Lexicon, head_key
from shared.model.fold import fold
from shared.model.labels import is_total
from shared.model.table import Role

SUBTOTALS = frozenset({"小计"})
"""what never stands at the top of a head"""
_DISORDER = 1.0
_OWNER = "unit"
"""key of the column for whose figures they are, and how that of its code begins"""
_SUBJECT = re.compile("(?:科目|编码|代码|名称)$")
"""how texts over codes and names end, and these"""
OF_WHICH = "其中"
_LIKELY = re.compile(
    r"[^、.。:]*(?:支出|收入|拨款|安排|资金|经费|预算数?|决算数?|执行数|金额|结余|结转|科目|情况|补助|[^经]费|合计)"
)
"""how texts of heads end that no template has"""
_ORDER = {Role.CODE: 0, Role.LABEL: 1, Role.AMOUNT: 2, Role.TEXT: 3}


def is_likely(text: str) -> bool:
    """Whether a text that no template has ends as those of heads do."""
    return _LIKELY.fullmatch(text) is not None


def meaning(path: Sequence[str], lexicon: Lexicon) -> tuple[str | None, Role]:
    """Key and role of a column: those of the known one with its path, else with the longest end of it."""
    keys = tuple(map(head_key, path))
    for start in range(max(1, len(keys) - 1)):
        column = lexicon.columns.get(keys[start:])
        if column is not None:
            return column.key, column.role
    key = key_of(path, lexicon.keys)
    if key is not None:
        return key, lexicon.keys.roles[key]
    column = lexicon.columns.get(keys[-1:])
    return (column.key, column.role) if column is not None else (None, lexicon.roles.get(keys[-1], Role.AMOUNT))


def with_labels(columns: Sequence[ColumnTemplate], lexicon: Lexicon) -> list[ColumnTemplate]:
    """The columns; one of unknown meaning left of names holds names itself, as 类型 before 项目名称 does."""
    named = [at for at, c in enumerate(columns) if c.role is Role.LABEL and len(c.path) == 1]
    return [
        replace(column, role=Role.LABEL)
        if column.key is None and at < max(named, default=0) and _is_unknown(column, lexicon)
        else column
        for at, column in enumerate(columns)
    ]


def _is_unknown(column: ColumnTemplate, lexicon: Lexicon) -> bool:
    return len(column.path) == 1 and head_key(column.path[0]) not in lexicon.words and not is_likely(column.path[0])


def is_plausible(columns: Sequence[ColumnTemplate]) -> bool:
    """Whether there are amounts, none of them under a text over codes and names, no column twice, what codes stand for
    beside them, and figures behind them."""
    roles = {column.role for column in columns}
    coded = dropwhile(lambda c: c.role is not Role.CODE or (c.key or _OWNER).startswith(_OWNER), columns)
    named = any(c.role is Role.LABEL for c in coded) or {c.key for c in columns if c.role is Role.LABEL} - {_OWNER}
    nameless = any(c.role is Role.CODE and not (c.key or _OWNER).startswith(_OWNER) for c in columns) and not named
    figured = any(c.role is Role.AMOUNT and any(_SUBJECT.search(text) for text in c.path[:-1]) for c in columns)
    behind = takewhile(lambda c: c.role is not Role.AMOUNT, reversed(columns))
    figured = figured or any(c.role is Role.CODE for c in behind)
    twice = len({c.path for c in columns}) < len(columns)
    return Role.AMOUNT in roles and not (twice or nameless or figured)


def disorder(columns: Sequence[ColumnTemplate]) -> float:
    """How little the columns stand as they are printed: codes before names before amounts, a total before its parts,
    what is of another amount behind that."""
    cost = 0.0
    for left, right in pairwise(columns):
        new_list = right.role is Role.LABEL and left.role is Role.AMOUNT and right.path[0] != left.path[0]
        cost += _DISORDER * (_ORDER[left.role] > _ORDER[right.role] and not new_list)
    for at, column in enumerate(columns):
        above = column.path[:-1]
        siblings = any(c.role is Role.AMOUNT and c.path[:-1] == above for c in columns[:at])
        cost += _DISORDER * (column.path[-1].startswith(OF_WHICH) and not siblings)
        parts = any(c.role is Role.AMOUNT and c.path[: len(above)] == above for c in columns[:at])
        cost += _DISORDER * (parts and is_total(fold(column.path[-1])))
    return cost
