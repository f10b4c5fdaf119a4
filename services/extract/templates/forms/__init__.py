"""The closed words of forms and performance tables, from `vocabulary.toml`; what columns hold, from `columns.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from services.extract.core.forms.words import FormWords, TaskWords, word_key
from services.extract.core.streams.typed.words import ColumnWords, Holds, key_of
from shared.model.fold import fold


@cache
def load() -> FormWords:
    """The vocabulary that ships with yusuan. Raises `ValueError` where the file is malformed."""
    return parse(files(__name__).joinpath("vocabulary.toml").read_text(encoding="utf-8"))


def parse(text: str) -> FormWords:
    try:
        return _words(tomllib.loads(text))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"vocabulary.toml: {error!r}") from error


def _words(data: dict[str, Any]) -> FormWords:
    tasks, indicators = data["tasks"], data["indicators"]
    parents: dict[str, str] = {}
    for frame in data["frame"]:
        for second in frame["second"]:
            parents.setdefault(word_key(second), frame["first"])
    return FormWords(
        labels=frozenset(map(word_key, data["labels"])),
        starts=frozenset(map(word_key, data["starts"])),
        sides=frozenset(map(word_key, data["sides"])),
        goals=tuple(data["goal"]["labels"]),
        tasks=TaskWords(
            name=tasks["name"],
            heads=frozenset(map(word_key, tasks["heads"])),
            amounts=tuple(tasks["amounts"]),
            amount_head=tasks["amount_head"],
            totals=frozenset(map(word_key, tasks["totals"])),
        ),
        indicators=indicators["name"],
        whole_indicators=indicators["whole_name"],
        heads=frozenset(map(word_key, indicators["heads"])),
        level1=word_key(indicators["level1"]),
        level2=word_key(indicators["level2"]),
        first=frozenset(word_key(frame["first"]) for frame in data["frame"]),
        parents=parents,
        hints={word_key(level): re.compile(pattern) for level, pattern in data["hints"].items()},
    )


@cache
def load_columns() -> ColumnWords:
    """The heads that say what their columns hold. Raises `ValueError` where the file is malformed."""
    try:
        return _columns(tomllib.loads(files(__name__).joinpath("columns.toml").read_text(encoding="utf-8")))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"columns.toml: {error!r}") from error


def _columns(data: dict[str, Any]) -> ColumnWords:
    holds: dict[str, set[Holds]] = {}
    for kind, words in data["holds"].items():
        for word in words:
            holds.setdefault(key_of(word), set()).add(Holds(kind))
    return ColumnWords(
        holds={word: frozenset(kinds) for word, kinds in holds.items()},
        endings={word: Holds(kind) for kind, words in data["endings"].items() for word in words},
        telling=frozenset(map(key_of, data["telling"]["words"])),
        over_indicators=frozenset(map(key_of, data["over"]["indicators"])),
        over_amounts=frozenset(map(key_of, data["over"]["amounts"])),
        words=frozenset(map(fold, data["words"]["words"])),
        items=frozenset(map(fold, data["items"]["words"])),
        signs=frozenset(map(fold, data["signs"]["words"])),
        measures=frozenset(map(fold, data["measures"]["words"])),
    )
