"""The code lists of both classifications: function (类/款/项) and economic (类/款), with the renames by budget year.

The CSV files beside this one are the data (domain.md §3 says where each line comes from). Lines whose source is `gk…`
are not confirmed: a name that differs from one of those is unknown, not wrong (`Entry.certain`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

from shared.model.fold import fold

Scheme = Literal["function", "economic"]
SCHEMES: tuple[Scheme, ...] = ("function", "economic")
#: class, section, item: what the columns of a code are called that stands in several
LEVELS = ("类", "款", "项")
#: a whole code of any of them
CODE = re.compile(r"\d{3}(?:\d{2}){0,2}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A code with its present name. `level` counts from 1 (类); `parent` is None for a 类."""

    code: str
    name: str
    level: int
    parent: str | None
    certain: bool
    """confirmed by a published report or list; False where only general knowledge says so"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rename:
    """`code` was called `old` before budget year `year` (None where the year is not known)."""

    scheme: Scheme
    code: str
    old: str
    new: str
    year: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Codes:
    """Both lists. Names are compared folded (widths, spaces and quotes aside)."""

    function: Mapping[str, Entry]
    economic: Mapping[str, Entry]
    renames: tuple[Rename, ...] = ()
    _by_name: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict, repr=False)

    def scheme(self, scheme: Scheme) -> Mapping[str, Entry]:
        return self.function if scheme == "function" else self.economic

    def entry(self, scheme: Scheme, code: str) -> Entry | None:
        """The entry of a code, None where the list does not have it."""
        return self.scheme(scheme).get(code)

    def names(self, scheme: Scheme, code: str) -> tuple[str, ...]:
        """Every name that the code has or had, the present one first; () for an unknown code."""
        entry = self.entry(scheme, code)
        old = tuple(r.old for r in self.renames if r.scheme == scheme and r.code == code)
        return (entry.name, *old) if entry else old

    def name_in(self, scheme: Scheme, code: str, year: int | None) -> str | None:
        """The name of the code in a budget year; the present one where the year is unknown."""
        entry = self.entry(scheme, code)
        if entry is None:
            return None
        later = [
            r
            for r in self.renames
            if r.scheme == scheme and r.code == code and r.year is not None and year is not None and year < r.year
        ]
        return min(later, key=lambda r: r.year or 0).old if later else entry.name

    def codes_of(self, scheme: Scheme, name: str) -> tuple[str, ...]:
        """The codes that bear or bore this name, rising. Names repeat over codes: one name is no identity."""
        return self._by_name.get((scheme, fold(name)), ())


@cache
def load() -> Codes:
    """The lists that ship with yusuan. Raises `ValueError` naming the file where one is malformed."""
    function = _entries(_read("function.csv"), "function.csv")
    economic = _entries(_read("economic.csv"), "economic.csv")
    renames = tuple(_renames(_read("renames.csv")))
    return Codes(function=function, economic=economic, renames=renames, _by_name=_index(function, economic, renames))


def _read(name: str) -> list[dict[str, str]]:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def _entries(lines: Iterable[Mapping[str, str]], file: str) -> dict[str, Entry]:
    try:
        return {
            line["code"]: Entry(
                code=line["code"],
                name=line["name"],
                level=int(line["level"]),
                parent=line["parent"] or None,
                certain=not line["source"].startswith("gk"),
            )
            for line in lines
        }
    except (KeyError, ValueError) as error:
        raise ValueError(f"{file}: {error!r}") from error


def _renames(lines: Iterable[Mapping[str, str]]) -> Iterable[Rename]:
    """Only plain changes of one name into another; splits and deletions carry words in brackets and are left out."""
    for line in lines:
        year = re.match(r"(20\d\d)", line["from_budget_year"])
        if line["old_name"].startswith("(") or line["new_name"].startswith(("(", "split")) or ";" in line["new_name"]:
            continue
        for code in line["code"].split("/"):
            for old in line["old_name"].split(" / "):
                yield Rename(
                    scheme="function" if line["scheme"] == "function" else "economic",
                    code=code,
                    old=old,
                    new=line["new_name"],
                    year=int(year[1]) if year else None,
                )


def _index(
    function: Mapping[str, Entry], economic: Mapping[str, Entry], renames: Iterable[Rename]
) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], set[str]] = {}
    for scheme, entries in (("function", function), ("economic", economic)):
        for entry in entries.values():
            found.setdefault((scheme, fold(entry.name)), set()).add(entry.code)
    for rename in renames:
        found.setdefault((rename.scheme, fold(rename.old)), set()).add(rename.code)
    return {key: tuple(sorted(codes)) for key, codes in found.items()}
