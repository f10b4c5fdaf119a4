"""The report families as data: `*.toml` beside this file. A new family is a new file (docs/templates.md).

`columns.toml` is the vocabulary of column keys; every other file is a family: its tables with titles, printed forms of
the head and row vocabulary.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from itertools import chain, product
from typing import Any

from services.extract.core.templates import (
    ColumnTemplate,
    HeadTemplate,
    KeyRule,
    KeyVocabulary,
    TableTemplate,
    Templates,
)
from shared.model.table import Role

_VOCABULARY = "columns.toml"


@cache
def load() -> Templates:
    """All templates that ship with yusuan. Raises `ValueError` naming the file where one is malformed."""
    folder = files(__name__)
    vocabulary = parse_vocabulary(folder.joinpath(_VOCABULARY).read_text(encoding="utf-8"), _VOCABULARY)
    tables: list[TableTemplate] = []
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml") and file.name != _VOCABULARY:
            tables += parse(file.read_text(encoding="utf-8"), file.name, vocabulary)
    return Templates(tables=tuple(tables), keys=vocabulary)


def parse_vocabulary(text: str, name: str) -> KeyVocabulary:
    """The column keys with their roles and naming rules. `name` is for messages."""
    try:
        rules = []
        roles = {}
        for entry in tomllib.loads(text)["column"]:
            roles[entry["key"]] = Role(entry["role"])
            for rule in entry["rules"]:
                rules.append(
                    KeyRule(key=entry["key"], leaves=tuple(rule["leaf"]), ancestors=tuple(rule.get("under", ())))
                )
        return KeyVocabulary(roles=roles, rules=tuple(rules))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{name}: {error!r}") from error


def parse(text: str, name: str, vocabulary: KeyVocabulary) -> list[TableTemplate]:
    """The tables of one family file. `name` is for messages."""
    try:
        data = tomllib.loads(text)
        named = {key: _heads(head, vocabulary) for key, head in data.get("head", {}).items()}
        return [_table(data["family"], table, named, vocabulary) for table in data["table"]]
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{name}: {error!r}") from error


def _table(
    family: str, data: dict[str, Any], named: dict[str, list[HeadTemplate]], vocabulary: KeyVocabulary
) -> TableTemplate:
    heads = (named[head] if isinstance(head, str) else _heads(head, vocabulary) for head in data["heads"])
    return TableTemplate(
        family=family,
        kind=data["kind"],
        titles=tuple(data["titles"]),
        heads=tuple(dict.fromkeys(chain.from_iterable(heads))),
        labels=tuple(data.get("labels", ())),
        balance=bool(data.get("balance", False)),
    )


def _heads(columns: list[list[str]], vocabulary: KeyVocabulary) -> list[HeadTemplate]:
    """The head in all its wordings: `决算数|金额` is one or the other, the same wherever it stands in the head."""
    choices = list(dict.fromkeys(text for _, *path in columns for text in path if "|" in text))
    ways = (dict(zip(choices, way, strict=True)) for way in product(*(text.split("|") for text in choices)))
    return [_head([[key, *(way.get(t, t) for t in path)] for key, *path in columns], vocabulary) for way in ways]


def _head(columns: list[list[str]], vocabulary: KeyVocabulary) -> HeadTemplate:
    """Each column is `[key, *path]`."""
    return HeadTemplate(
        columns=tuple(ColumnTemplate(key=key, role=vocabulary.roles[key], path=tuple(path)) for key, *path in columns)
    )
