"""Whether a page's ideographs make words: a font that names its glyphs as others makes none, whatever glyphs they are.

Judged are pairs of neighbours. Nearly every page in modern Chinese has some that the vocabulary of budgets has as well;
a page without is written in something else, or its font's map to Unicode is wrong as a whole. One whose letters are
those of budgets, and no three of which stand together as there, has them in each other's places. Where two glyphs are
exchanged, hardly a pair with one of them is known, and several are if each is read as the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain, pairwise

from services.extract.templates import load as load_templates
from shared import codes

#: a page of the letters of budgets (this share) has so many of the vocabulary's triples: each of 4,500 pages had, and
#: one in four with its letters in each other's places; two of 2,000 pieces of other Chinese text have the letters alone
_LETTERS_OF_BUDGETS, _TRIPLES = 0.9, 0.01
#: so many pairs at least say anything of a page as a whole; of 1,990 pages of real and invented reports the one with
#: the fewest had 3 % known ones (the tail of a list of names); with the names of glyphs shuffled, a third have fewer
_ENOUGH, _KNOWN = 60, 0.015
#: writing has so many ideographs at least, and what is none has no more than so few
_VARIED, _MONOTONOUS = 20, 3
#: letters of a page whose ideographs are named as letters with accents
_LETTERS = 24
#: two glyphs are exchanged where so many more different pairs are known when they are read as each other, each known
#: one that is lost counting as several, and at least this share of all: of 1,700 pages none has both
_GAIN, _LOST, _FIT = 4, 3, 0.5
_NOTHING: frozenset[str] = frozenset()
_WORDS = re.compile("[\u3400-\u9fff]{2,}")
_ACCENTED, _PLAIN = re.compile("[\u00c0-\u024f]"), re.compile("[A-Za-z]")


def misworded(texts: Iterable[str]) -> bool:
    """Whether the ideographs of a page (its `texts` are parts of lines) cannot be those that are printed."""
    page = unicodedata.normalize("NFKC", "\n".join(texts))
    pairs = Counter(_pairs(page))
    known = _vocabulary()
    return (
        _is_strange(pairs, known) or _is_accented(page) or _is_shuffled(page, pairs) or _exchanged(pairs.keys(), known)
    )


def _pairs(text: str) -> Iterator[str]:
    return (a + b for word in _WORDS.findall(text) for a, b in pairwise(word))


def _triples(text: str) -> Iterator[str]:
    return (word[i : i + 3] for word in _WORDS.findall(text) for i in range(len(word) - 2))


@cache
def _words() -> tuple[str, ...]:
    """The lists of codes and the texts of the known tables."""
    lists, templates = codes.load(), load_templates()
    names = (entry.name for entry in chain(lists.function.values(), lists.economic.values()))
    tables = (text for t in templates.tables for text in (*t.titles, *t.labels))
    return (*names, *tables, *templates.head_words)


@cache
def _vocabulary() -> frozenset[str]:
    """All pairs of ideographs in the lists of codes and the known tables."""
    return frozenset(pair for text in _words() for pair in _pairs(text))


@cache
def _known_triples() -> frozenset[str]:
    return frozenset(triple for text in _words() for triple in _triples(text))


@cache
def _letters() -> frozenset[str]:
    return frozenset(letter for pair in _vocabulary() for letter in pair)


def _is_shuffled(page: str, pairs: Counter[str]) -> bool:
    """Whether the letters are those of budgets and hardly three of them follow one another as there."""
    total, letters = sum(pairs.values()), _letters()
    ours = sum(n * (pair[0] in letters) for pair, n in pairs.items())
    if total < _ENOUGH or ours < _LETTERS_OF_BUDGETS * total:
        return False
    triples, known = list(_triples(page)), _known_triples()
    return sum(triple in known for triple in triples) < _TRIPLES * len(triples)


def _is_strange(pairs: Counter[str], known: frozenset[str]) -> bool:
    """Whether hardly a pair is known, and the page is not written in traditional characters."""
    total = sum(pairs.values())
    if total < _ENOUGH or sum(n for pair, n in pairs.items() if pair in known) >= _KNOWN * total:
        return False
    kinds = len({letter for pair in pairs for letter in pair})
    return (kinds >= _VARIED or kinds <= _MONOTONOUS) and not _is_traditional("".join(pairs))


def _is_traditional(letters: str) -> bool:
    """A good part of traditional letters is in Big5 and not in GB 2312; rubbish is at random in both or neither."""
    big5_alone = neither = 0
    for letter in letters:
        if not letter.encode("gb2312", "ignore"):
            in_big5 = bool(letter.encode("big5", "ignore"))
            big5_alone, neither = big5_alone + in_big5, neither + (not in_big5)
    return big5_alone >= 0.15 * len(letters) and big5_alone > 3 * neither


def _is_accented(page: str) -> bool:
    """Whether more letters have an accent than not: no language has that."""
    accented = len(_ACCENTED.findall(page))
    return accented >= _LETTERS and accented > len(_PLAIN.findall(page))


def _exchanged(pairs: Iterable[str], known: frozenset[str]) -> bool:
    """Whether two ideographs of the vocabulary stand for each other."""
    around: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        for letter in pair:
            around[letter].add(pair)
    after, before = _neighbours()
    right = {a: sum(pair in known for pair in around[a]) for a in around}
    strange = {a for a in around if a in after and right[a] < _LOST}
    votes = {  # by letter and the one that it may stand for: the pairs that would be known
        a: Counter(
            chain.from_iterable(
                strange & (before.get(p[1], _NOTHING) if p[0] == a else after.get(p[0], _NOTHING)) for p in around[a]
            )
        )
        for a in strange
    }
    for a, b in ((a, b) for a, others in votes.items() for b in others if b != a):
        least = max(_FIT * (len(around[a]) + len(around[b])), _GAIN + _LOST * (right[a] + right[b]))
        together = 2 * len({a + b, b + a} & around[a])  # where they stand side by side both change
        if votes[a][b] + votes[b][a] + together < least:
            continue
        change = {ord(a): b, ord(b): a}
        mine, other = (sum(p.translate(change) in known for p in around[letter]) for letter in (a, b))
        if mine and other and mine + other >= least:
            return True
    return False


@cache
def _neighbours() -> tuple[Mapping[str, set[str]], Mapping[str, set[str]]]:
    """What may follow each ideograph of the vocabulary, and what may come before it."""
    after: dict[str, set[str]] = defaultdict(set)
    before: dict[str, set[str]] = defaultdict(set)
    for pair in _vocabulary():
        after[pair[0]].add(pair[1])
        before[pair[1]].add(pair[0])
    return dict(after), dict(before)
