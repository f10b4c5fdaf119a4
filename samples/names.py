"""Code names from the shared code lists, so that a sample prints what the lists of its year say."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources


@cache
def function_names() -> dict[str, str]:
    """Code → name of the functional classification."""
    return _read("function.csv")


@cache
def economic_names() -> dict[str, str]:
    """Code → name of the economic classification (3xx and 5xx)."""
    return _read("economic.csv")


def _read(name: str) -> dict[str, str]:
    text = resources.files("shared.codes").joinpath(name).read_text("utf-8-sig")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}
