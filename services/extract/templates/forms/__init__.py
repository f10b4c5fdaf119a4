"""The closed words of forms and performance tables, from `vocabulary.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from services.extract.core.forms.words import FormWords, TaskWords, word_key


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
