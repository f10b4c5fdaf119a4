"""What is known beforehand about a family's tables: titles, head trees, row vocabularies. Values only, no I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations, pairwise

from shared.model.fold import fold
from shared.model.table import Role

_YEAR = re.compile(r"(?:20\d\d|\{y\})年(?:度)?|年度")
_OWNER = re.compile(r"^(?:部门\(单位\)|预算单位|本部门|本单位|部门|单位)")
_SUFFIX = re.compile(r"\((?:汇总|本级|样表|公开|单位|部门)\)$")

_HEAD_YEAR = re.compile(r"(?:20\d\d|\{y\}|\{y-1\})年(?:度)?")
_LEADING = re.compile(r"^其中:?")
_UNIT = re.compile(r"\((?:单位:)?(?:百|千|万|百万|千万|亿)?元\)")

_SOURCES = ("appropriation.", "own.", "special_account")
_TOTALS = frozenset({"合计", "小计", "总计"})

#: stands for the budget year (`{Y}`) and the year before (`{Y-1}`) in a head text
YEAR = "{Y}"
PREVIOUS_YEAR = "{Y-1}"
PRINTED_YEAR = re.compile(r"20\d\d(?=年)")
"""a year as heads print it"""


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnTemplate:
    """A leaf column: head texts outermost first (may hold `{Y}`), role, and column key."""

    path: tuple[str, ...]
    role: Role
    key: str | None

    def path_in(self, year: int | None) -> tuple[str, ...]:
        """The path with the budget year put in; the placeholder goes where the year is unknown."""
        now, before = (str(year), str(year - 1)) if year else ("", "")
        return tuple(p.replace(PREVIOUS_YEAR, before).replace(YEAR, now) for p in self.path)


@dataclass(frozen=True, kw_only=True, slots=True)
class HeadTemplate:
    """One printed form of a table's head, left to right."""

    columns: tuple[ColumnTemplate, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TableTemplate:
    """One table of one family. `titles[0]` is the canonical title, the others are variants met in print."""

    family: str
    kind: str
    titles: tuple[str, ...]
    heads: tuple[HeadTemplate, ...]
    labels: tuple[str, ...] = ()
    """the closed row vocabulary of label columns, where there is one (收支总表's left rows, closing rows)"""
    balance: bool = False
    """two independent lists glued side by side (收支总表)"""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyRule:
    """Names a column of an unknown table: its leaf text is one of `leaves`, a text above holds one of `ancestors`."""

    key: str
    leaves: tuple[str, ...]
    ancestors: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyVocabulary:
    """All column keys with their roles, and the rules that give them to columns of unknown tables, in order."""

    roles: Mapping[str, Role]
    rules: tuple[KeyRule, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Templates:
    """All known tables, of all families, and the vocabulary of column keys. One is loaded, and stands for itself."""

    tables: tuple[TableTemplate, ...]
    keys: KeyVocabulary = KeyVocabulary(roles={})

    @cached_property
    def by_title(self) -> Mapping[str, tuple[TableTemplate, ...]]:
        """Tables by each of their titles as `titles.title_key` gives it; kept because every line is asked for."""
        found: dict[str, list[TableTemplate]] = {}
        for table in self.tables:
            for key in dict.fromkeys(map(title_key, table.titles)):
                found.setdefault(key, []).append(table)
        return {key: tuple(tables) for key, tables in found.items()}

    @cached_property
    def head_words(self) -> frozenset[str]:
        """Every text that a head of a known table, or the vocabulary of keys, may hold, as `head_key` gives it; a
        year alone is none, for of it nothing is left, as of a text that is lost."""
        heads = (text for t in self.tables for head in t.heads for column in head.columns for text in column.path)
        leaves = (text for rule in self.keys.rules for text in rule.leaves)
        return frozenset(filter(None, map(head_key, (*heads, *leaves))))

    @cached_property
    def lexicon(self) -> Lexicon:
        """The texts of all heads together."""
        return _lexicon_of(self)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The texts of all heads by key: which stand under which, which at the top, and the columns by their path."""

    keys: KeyVocabulary
    words: frozenset[str]
    tops: frozenset[str]
    leaves: frozenset[str]
    under: Mapping[str, frozenset[str]]
    columns: Mapping[tuple[str, ...], ColumnTemplate]
    roles: Mapping[str, Role]
    """by the lowest text, where all columns that have it play one role"""
    before: frozenset[tuple[str, str]]
    """texts at the top of a head, the first one left of the second"""


def _lexicon_of(templates: Templates) -> Lexicon:
    """The lexicon of all families together."""
    tops: set[str] = set()
    leaves: set[str] = set()
    under: dict[str, set[str]] = {}
    columns: dict[tuple[str, ...], ColumnTemplate] = {}
    for column in (c for t in templates.tables for head in t.heads for c in head.columns):
        path = tuple(map(head_key, column.path))
        if not all(path):
            continue  # a year alone is no word
        columns.setdefault(path, column)
        tops.add(path[0])
        leaves.add(path[-1])
        for above, text in pairwise(path):
            under.setdefault(above, set()).add(text)
    labels = [path for path, c in columns.items() if c.role in (Role.CODE, Role.LABEL)]
    over_amounts = {text for path, c in columns.items() if c.role is Role.AMOUNT for text in path[:-1]}
    beside = {text for path in labels for text in path} - over_amounts
    for rule in (r for r in templates.keys.rules if templates.keys.roles[r.key] in (Role.CODE, Role.LABEL)):
        beside |= {head_key(text) for text in rule.leaves} - over_amounts
    names = [path for path, c in columns.items() if c.role is Role.LABEL and len(path) > 1]
    for top in {path[0] for path in names} - over_amounts:
        under[top] |= beside - {top}  # what stands over codes and names of one kind may stand over others
    for rule in templates.keys.rules:
        below = set(map(head_key, rule.leaves))
        for above in (text for text in over_amounts if any(head_key(word) in text for word in rule.ancestors)):
            under[above] |= below - {above}
    for synonyms in (
        {head_key(text) for text in rule.leaves}
        for rule in templates.keys.rules
        if not rule.ancestors and templates.keys.roles[rule.key] is Role.AMOUNT
    ):
        for above in (text for text in over_amounts if under[text] & synonyms):
            under[above] |= synonyms - {above}
        below = {text for synonym in synonyms for text in under.get(synonym, ())} - synonyms
        for synonym in synonyms if below else ():
            under.setdefault(synonym, set()).update(below)
    sources = {path[-1] for path, c in columns.items() if c.key is not None and c.key.startswith(_SOURCES)}
    sources |= {head_key(t) for rule in templates.keys.rules if rule.key.startswith(_SOURCES) for t in rule.leaves}
    for above in over_amounts:
        under[above] |= _TOTALS - {above}
    for above in over_amounts - sources:
        if under[above] & sources:
            under[above] |= sources - {above}  # what stands over some sources of money may over all
    tops_of = (
        list(dict.fromkeys(head_key(c.path[0]) for c in head.columns)) for t in templates.tables for head in t.heads
    )
    named = {head_key(text) for rule in templates.keys.rules for text in rule.leaves}
    free = {head_key(text) for rule in templates.keys.rules if not rule.ancestors for text in rule.leaves}
    roles: dict[str, set[Role]] = {}
    for path, column in columns.items():
        roles.setdefault(path[-1], set()).add(column.role)
    return Lexicon(
        keys=templates.keys,
        words=frozenset({*tops, *leaves, *named, *under}) - {""},
        tops=frozenset(tops | free),
        leaves=frozenset(leaves | named),
        under={text: frozenset(below) for text, below in under.items()},
        columns=columns,
        roles={text: next(iter(own)) for text, own in roles.items() if len(own) == 1},
        before=frozenset(pair for keys in tops_of for pair in combinations(keys, 2)),
    )


@lru_cache(maxsize=4096)
def head_key(text: str) -> str:
    """A head text without year, unit and a leading 其中, folded: `其中：面向…` and `2023年预算数（万元）` lose them."""
    return _LEADING.sub("", _UNIT.sub("", _HEAD_YEAR.sub("", fold(text)))).lstrip(":")


def is_dated(text: str) -> bool:
    """Whether a template's text has a year to be put in."""
    return YEAR in text or PREVIOUS_YEAR in text


def unit_in(text: str) -> str:
    """The unit in brackets that a head text names, folded: `(万元)`; empty where it names none."""
    found = _UNIT.search(fold(text))
    return found.group() if found else ""


@lru_cache(maxsize=4096)
def title_key(title: str) -> str:
    """A title without year, unit, owner and place words: `2025年预算单位支出预算总表（万元）` → `支出预算总表`."""
    key = _UNIT.sub("", _YEAR.sub("", fold(title)))
    return _OWNER.sub("", _SUFFIX.sub("", key))
