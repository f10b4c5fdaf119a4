"""The words of a damaged head: which printed texts to keep, which to take from the template.

A head is a closed vocabulary (domain.md §4). A printed text that is the template's, or another known head word, stays
as printed: families differ in wording and the print is the truth. A fragment, a misreading or garbage gives way to the
template's text at its place. Where too much of the print is whole and different, the template is the wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from services.extract.core.parts import Matrix
from services.extract.core.templates import YEAR, HeadTemplate, Templates, head_key
from shared.model.fold import fold, is_cjk

Path = tuple[str, ...]

#: a printed text at least this like the expected one is a damaged form of it
_DAMAGED = 0.5
#: a known head word at least this like the expected parent is another family's word for it
_VARIANT = 0.6
#: more whole but different columns than this share: the template does not fit
_FOREIGN = 0.3
_BARE_YEAR = re.compile(r"(?:19|20)\d\d年?度?")
_USUAL = frozenset("()（）、，,：:“”\"'‘’·-—/%{}〔〕[].。1234567890")


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """A head text of the template, as it is written there and with the year put in."""

    raw: str
    text: str


def settle(
    head: Matrix, known: HeadTemplate, templates: Templates, year: int | None, *, all_there: bool
) -> tuple[Path, ...] | None:
    """The path of every column, or None where the print is whole and is not this template's head.

    `all_there`: the head as a whole has the template's letters, so that a strange text at a column is only a shift.
    """
    leaves: list[str] = []
    foreign = 0
    own = {head_key(text) for column in known.columns for text in column.path}
    for col, column in enumerate(known.columns):
        expected = Expected(raw=column.path[-1], text=column.path_in(year)[-1])
        texts = [row[col].text for row in head if row[col].text]
        leaf, is_foreign = _leaf(texts, expected, own, templates, all_there=all_there)
        leaves.append(expected.text if is_foreign and all_there else leaf)
        foreign += is_foreign and not all_there
    if foreign > _FOREIGN * len(leaves):
        return None
    parents = _parents(head, known, templates, year)
    return tuple((*parents[c], leaf) for c, leaf in enumerate(leaves))


def _leaf(
    texts: Sequence[str], expected: Expected, own: set[str], templates: Templates, *, all_there: bool
) -> tuple[str, bool]:
    """The text to give for a leaf, and whether the print is whole but something else.

    A leaf may be cut over the rows of the head: every run of texts up to the lowest is tried as one.
    """
    readings = ["".join(texts[i:]) for i in range(len(texts))]
    same = next((r for r in readings if is_same(r, expected)), None)
    if same is not None:
        return same, False
    variants = [r for r in readings if head_key(r) in templates.head_words and head_key(r) not in own]
    known = next((v for v in variants if not (all_there and _is_part(v, expected))), None)
    if known is not None:
        return known, False
    if not readings or any(likeness(r, expected.text) >= _DAMAGED for r in readings):
        return expected.text, False
    lowest = readings[-1]
    whole = len(lowest) >= 2 and not is_odd(lowest) and head_key(lowest) not in own
    return (lowest, True) if whole else (expected.text, False)


def _parents(head: Matrix, known: HeadTemplate, templates: Templates, year: int | None) -> list[Path]:
    """For every column the texts above its leaf: the template's, in the print's wording where that is a whole word."""
    printed = list(dict.fromkeys(slot.text for row in head for slot in row if slot.text))
    leaves = {head_key(column.path[-1]) for column in known.columns}
    paths: list[Path] = []
    for column in known.columns:
        path = []
        for raw, text in zip(column.path[:-1], column.path_in(year)[:-1], strict=True):
            expected = Expected(raw=raw, text=text)
            path.append(_parent(expected, printed, leaves, templates))
        paths.append(tuple(path))
    return paths


def _parent(expected: Expected, printed: Sequence[str], leaves: set[str], templates: Templates) -> str:
    same = [p for p in printed if fold(p) == fold(expected.text)]
    if not same and not any(_BARE_YEAR.fullmatch(p) for p in printed):
        same = [p for p in printed if is_same(p, expected)]
    if same:
        return same[0]
    variants = [
        p
        for p in printed
        if head_key(p) in templates.head_words and head_key(p) not in leaves and likeness(p, expected.text) >= _VARIANT
    ]
    return variants[0] if len(variants) == 1 and not _is_part(variants[0], expected) else expected.text


def _is_part(text: str, expected: Expected) -> bool:
    """Whether a printed word is only part of the expected one: a fragment that happens to be a word."""
    return fold(text) in fold(expected.text)


def is_same(text: str, expected: Expected) -> bool:
    """The template's text, widths and spaces aside; a year may stand where the template has one, or be left out."""
    if fold(text) == fold(expected.text):
        return True
    return YEAR in expected.raw and head_key(text) == head_key(expected.text)


def likeness(left: str, right: str) -> float:
    """0–1, by the longest common runs of the folded texts."""
    return SequenceMatcher(None, fold(left), fold(right)).ratio()


def is_odd(text: str) -> bool:
    """Whether a head text holds a sign that heads do not print: kana, Greek, Cyrillic, accented letters, dingbats."""
    return any(not (is_cjk(c) or c in _USUAL or c.isspace() or (c.isascii() and c.isalnum())) for c in fold(text))
