"""The report families as data: `*.toml` beside this file. A new family is a new file (docs/templates.md)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from services.extract.core.templates import ColumnTemplate, HeadTemplate, TableTemplate, Templates
from shared.model.table import Role


@cache
def load() -> Templates:
    """All templates that ship with yusuan. Raises `KeyError`/`ValueError` naming the file where one is malformed."""
    tables: list[TableTemplate] = []
    for file in sorted(files(__name__).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            tables += parse(file.read_text(encoding="utf-8"), file.name)
    return Templates(tables=tuple(tables))


def parse(text: str, name: str) -> list[TableTemplate]:
    """The tables of one family file. `name` is for messages."""
    try:
        data = tomllib.loads(text)
        return [_table(data["family"], t) for t in data["table"]]
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{name}: {error!r}") from error


def _table(family: str, data: dict[str, Any]) -> TableTemplate:
    return TableTemplate(
        family=family,
        kind=data["kind"],
        titles=tuple(data["titles"]),
        heads=tuple(HeadTemplate(columns=tuple(_column(c) for c in head)) for head in data["heads"]),
        labels=tuple(data.get("labels", ())),
        balance=bool(data.get("balance", False)),
    )


def _column(data: list[Any]) -> ColumnTemplate:
    """`[key, role, *path]`"""
    key, role, *path = data
    return ColumnTemplate(key=key or None, role=Role(role), path=tuple(path))
