"""The words of a damaged head: which printed texts to keep, which to take from the template.

A head is a closed vocabulary (domain.md §4). A printed text that is the template's, or another known head word, stays
as printed: families differ in wording and the print is the truth. A fragment, a misreading or garbage gives way to the
template's text at its place. Where too much of the print is whole and different, the template is the wrong one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from services.extract.core.confused import are_confused
from services.extract.core.parts import Matrix
from services.extract.core.templates import YEAR, ColumnTemplate, HeadTemplate, Templates, head_key
from shared.model.fold import fold, ideographs, is_cjk

Path = tuple[str, ...]

#: a printed text at least this like the expected one is a damaged form of it
_DAMAGED = 0.5
#: a known head word at least this like the expected parent is another family's word for it
_VARIANT = 0.6
#: more whole but different columns than this share: the template does not fit
_FOREIGN = 0.3
#: letters of a word put into an expected one, at least
_INSERTED = 2
#: ideographs of an expected word, at least, that says which one is meant with other words before it
_LED_IN = 4
_QUALIFIED = re.compile(r"([^()]{2,})\(([^()]{2,})\)")
_BARE_YEAR = re.compile(r"(?:19|20)\d\d年?度?")
_USUAL = frozenset("()（）、，,：:“”\"'‘’·-—/%{}〔〕[].。1234567890")


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """A head text of the template, as it is written there and with the year put in."""

    raw: str
    text: str


def settle(
    head: Matrix,
    known: HeadTemplate,
    templates: Templates,
    year: int | None,
    *,
    all_there: bool,
    damaged: bool = False,
    doubted: Set[str] = frozenset(),
    sure: Set[str] = frozenset(),
) -> tuple[Path, ...] | None:
    """The path of every column, or None where the print is whole and is not this template's head.

    `all_there`: the head as a whole has the template's letters, so that a strange text at a column is only a shift.
    `damaged`: heads of the document came out damaged, so that one that is no head word is no word of the print, where
    half of the leaves are the template's. So is one of the texts that are `doubted`. One that is `sure` is the text of
    a whole cell, and no piece of a longer one.
    """
    own = frozenset(head_key(text) for column in known.columns for text in column.path)
    dated = frozenset(fold(text) for column in known.columns for text in column.path_in(year))
    words = _Words(known=templates.head_words, own=own, dated=dated, whole=sure, fragments=all_there)
    leaves = [
        _leaf(_texts(head, c, column.path_in(year)[:-1]), _expected(column, -1, year), words)
        for c, column in enumerate(known.columns)
    ]
    fates = Counter(leaf.fate for leaf in leaves)
    if fates[Fate.VARIANT] > fates[Fate.WHOLE]:
        return None
    if fates[Fate.VARIANT] + fates[Fate.WHOLE] == len(leaves):
        words = replace(words, fragments=False)
    if not all_there and fates[Fate.FOREIGN] > _FOREIGN * len(leaves):
        return None
    printed = list(dict.fromkeys(slot.text for row in head for slot in row if slot.text))
    fits = 2 * (fates[Fate.WHOLE] + fates[Fate.DAMAGED]) >= len(leaves)

    def is_due(leaf: _Leaf) -> bool:
        """Whether the template's text is due in place of a foreign one."""
        strange = fits and (damaged or leaf.text in doubted) and head_key(leaf.text) not in words.known
        return leaf.fate is Fate.FOREIGN and (all_there or strange)

    return tuple(
        (
            *(
                _parent(_expected(column, level, year), printed, words, doubted)
                for level in range(len(column.path) - 1)
            ),
            _expected(column, -1, year).text if is_due(leaf) else leaf.text,
        )
        for column, leaf in zip(known.columns, leaves, strict=True)
    )


class Fate(StrEnum):
    """What became of a head text on its way to us."""

    WHOLE = "whole"
    VARIANT = "variant"  # another family's word for the same
    DAMAGED = "damaged"
    FOREIGN = "foreign"  # whole, but not what the template has there


@dataclass(frozen=True, kw_only=True, slots=True)
class _Leaf:
    text: str
    fate: Fate


@dataclass(frozen=True, kw_only=True, slots=True)
class _Words:
    """The head words of all families, those of this template (`dated`: with its years in), the texts that are whole
    without doubt, and whether pieces of words are about."""

    known: frozenset[str]
    own: frozenset[str]
    dated: frozenset[str]
    whole: Set[str]
    fragments: bool

    def is_own(self, text: str) -> bool:
        """A word of this template's head, letters that look alike taken for one another or not."""
        key = head_key(text)
        return key in self.own or (key not in self.known and any(is_alike(key, word) for word in self.own))

    def is_variant(self, text: str, expected: Expected) -> bool:
        """Another family's word for what this template expects, not a piece of the expected word itself."""
        key = head_key(text)
        if key in self.own:
            return False
        if self._is_longer(key, head_key(expected.text)) or self._is_qualified(key):
            return True
        if key not in self.known:
            return False
        # One letter is never all of a longer word: 项 | 目.
        piece = (self.fragments and text not in self.whole) or len(key) == 1
        return not (piece and fold(text) in fold(expected.text))

    def _is_qualified(self, key: str) -> bool:
        """A head word with another one in brackets behind it: 单位名称（项目） where the template has （科目）."""
        parts = _QUALIFIED.fullmatch(key)
        return parts is not None and all(part in self.known for part in parts.groups())

    def is_led_in(self, text: str, expected: Expected) -> bool:
        """The whole word that this template expects, behind words that are none of its head: no neighbour's text, and
        no other word of the same head that ends with it (其中：面向小型、微型企业政府采购项目)."""
        key = head_key(expected.raw)  # without its year, known or not
        before = fold(text).removesuffix(key)
        led = ideographs(key) >= _LED_IN and fold(text).endswith(key) and ideographs(before) >= _INSERTED
        led = led and not self.is_own(text) and not is_odd(text)
        return led and not any(word in before or before in word for word in self.own)

    def _is_longer(self, key: str, expected: str) -> bool:
        """The expected word with a head word put in (国有资本经营财政拨款预算支出). At its ends that may be the text of
        a neighbour, so both ends must be the expected word's."""
        more = len(key) - len(expected)
        if more < _INSERTED:
            return False
        start = next((i for i, (a, b) in enumerate(zip(key, expected, strict=False)) if a != b), len(expected))
        inserted = key[start : start + more]
        inside = 2 <= start <= len(expected) - 2 and key[:start] + key[start + more :] == expected
        return inside and any(inserted in word for word in self.known)


def _expected(column: ColumnTemplate, level: int, year: int | None) -> Expected:
    return Expected(raw=column.path[level], text=column.path_in(year)[level])


def _texts(head: Matrix, col: int, parents: Path) -> list[str]:
    """What a column prints, from the top, but for the parents that it is known to stand under: no pieces of its own
    text."""
    texts = [row[col].text for row in head if row[col].text]
    above = {*map(fold, parents)}
    while len(texts) > 1 and fold(texts[0]) in above:
        texts = texts[1:]
    return texts


def _leaf(texts: Sequence[str], expected: Expected, words: _Words) -> _Leaf:
    """The text to give for a leaf. It may be cut over the rows of the head: every run of texts down to the lowest is
    tried as one."""
    readings = ["".join(texts[i:]) for i in range(len(texts))]
    whole = next((r for r in readings if is_same(r, expected)), None)
    if whole is not None:
        return _Leaf(text=whole, fate=Fate.WHOLE)
    variant = next((r for r in readings if words.is_variant(r, expected)), None)
    if variant is not None:
        return _Leaf(text=variant, fate=Fate.VARIANT)
    if not readings or any(likeness(r, expected.text) >= _DAMAGED for r in readings):
        return _Leaf(text=expected.text, fate=Fate.DAMAGED)
    lowest = readings[-1]
    if ideographs(lowest) >= 2 and not is_odd(lowest) and not words.is_own(lowest):
        return _Leaf(text=lowest, fate=Fate.FOREIGN)
    return _Leaf(text=expected.text, fate=Fate.DAMAGED)


def _parent(expected: Expected, printed: Sequence[str], words: _Words, doubted: Set[str]) -> str:
    """The text to give for a parent: the template's, in the print's wording where that is a whole word, or one that no
    one doubts with more words before the template's (本年一般公共预算基本支出)."""
    same = [p for p in printed if fold(p) == fold(expected.text)]
    if not same and not any(_BARE_YEAR.fullmatch(p) for p in printed):
        same = [p for p in printed if is_same(p, expected) and fold(p) not in words.dated]
    if same:
        return same[0]
    variants = [p for p in printed if words.is_variant(p, expected) and likeness(p, expected.text) >= _VARIANT]
    variants = variants or [p for p in printed if p not in doubted and words.is_led_in(p, expected)]
    return variants[0] if len(variants) == 1 else expected.text


def is_same(text: str, expected: Expected) -> bool:
    """The template's text, widths and spaces aside; a year may stand where the template has one, or be left out."""
    if fold(text) == fold(expected.text):
        return True
    return YEAR in expected.raw and head_key(text) in (head_key(expected.text), head_key(expected.raw))


def likeness(left: str, right: str) -> float:
    """0–1, by the longest common runs of the folded texts."""
    return SequenceMatcher(None, fold(left), fold(right)).ratio()


def is_odd(text: str) -> bool:
    """Whether a head text holds a sign that heads do not print: kana, Greek, Cyrillic, accented letters, dingbats."""
    return any(map(_is_odd_sign, fold(text)))


def without_odd(text: str) -> str:
    """The text without such signs; the whole text where it holds nothing else."""
    return "".join(c for c in text if not is_odd(c)) or text


def _is_odd_sign(sign: str) -> bool:
    return not (is_cjk(sign) or sign in _USUAL or sign.isspace() or (sign.isascii() and sign.isalnum()))


def is_misread(text: str, expected: str, templates: Templates, *, alike: bool = False) -> bool:
    """Whether a printed text is the expected one with a single letter misread: `项日` for 项目, `女入` for 收入. A text
    that is a head word itself, or differs in a digit, is not. `alike`: only where the letters look alike."""
    if head_key(text) in templates.head_words:
        return False
    changes = _changes(fold(text), fold(expected))
    if len(changes) != 1 or changes[0][0].isdigit() or changes[0][1].isdigit():
        return False
    return are_confused(*changes[0]) or not alike


def is_alike(left: str, right: str) -> bool:
    """Whether two folded texts differ in one letter, which looks like the other."""
    changes = _changes(left, right)
    return len(changes) == 1 and are_confused(*changes[0])


def _changes(left: str, right: str) -> list[tuple[str, str]]:
    """The letters in which texts of one length differ; none where the lengths do."""
    return [(a, b) for a, b in zip(left, right, strict=True) if a != b] if len(left) == len(right) else []
