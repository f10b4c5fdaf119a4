"""Roles and keys of columns of unknown tables, by the vocabulary: leaf text and the texts above it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.extract.core.templates import KeyVocabulary, head_key
from shared.model.numbers import is_not_applicable, parse_number
from shared.model.table import Column, Role

_CODE = re.compile(r"\d{2,7}")
#: share of a column's filled cells that must be numbers for it to hold amounts
_AMOUNTS = 0.6
#: what a dash in a column of amounts is read as, engines knowing more ideographs than dashes
STROKES = frozenset("一_ー亠丨~－")


def key_of(path: Sequence[str], vocabulary: KeyVocabulary) -> str | None:
    """The key of a column of an unknown table, None where no rule names it."""
    if not path:
        return None
    leaf = head_key(path[-1])
    above = [head_key(p) for p in path[:-1]]
    for rule in vocabulary.rules:
        if leaf not in {head_key(text) for text in rule.leaves}:
            continue
        if not rule.ancestors or any(head_key(word) in text for word in rule.ancestors for text in above):
            return rule.key
    return None


def column_of(path: Sequence[str], values: Sequence[str], vocabulary: KeyVocabulary) -> Column:
    """The column of this path. What stands in it decides the role where the vocabulary does not know the path."""
    key = key_of(path, vocabulary)
    role = vocabulary.roles[key] if key is not None else role_of(values)
    return Column(path=tuple(path), role=role, key=key)


def role_of(values: Sequence[str]) -> Role:
    """What a column of these texts holds; beside numbers a lone stroke is the dash of an empty amount."""
    filled = [v for v in values if v]
    if any(parse_number(v) is not None for v in filled):
        filled = ["-" if STROKES.issuperset(v) else v for v in filled]
    if not filled:
        return Role.TEXT
    numbers = [v for v in filled if parse_number(v) is not None or is_not_applicable(v) or v.endswith("%")]
    if len(numbers) >= _AMOUNTS * len(filled):
        codes = [v for v in filled if _CODE.fullmatch(v) and len(v) in (3, 5, 7)]
        return Role.CODE if len(codes) == len(filled) and len({len(c) for c in codes}) > 1 else Role.AMOUNT
    return Role.LABEL if max(map(len, filled)) <= 40 else Role.TEXT
