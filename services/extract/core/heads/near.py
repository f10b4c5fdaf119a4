"""The head word that a misread text is near to: but for a letter, or for some beside which no word has such a one."""

from __future__ import annotations

from collections.abc import Set
from difflib import SequenceMatcher
from functools import lru_cache

from services.extract.core.templates import head_key
from shared.model.fold import fold, ideographs

#: shorter texts are near to too many words; one letter in so many may be misread
_LONG, _ONE_IN = 5, 4


@lru_cache(maxsize=1024)
def nearest(text: str, words: frozenset[str]) -> str | None:
    """A text without a year or unit with the letters of the only head word (`head_key`) that it is nearest to: but for
    one letter, or for one in four where each change is beside letters that are neighbours in no word (another wording
    has none). None where it is a word itself, or where no word or several are so near."""
    key = head_key(text)
    if key in words or key != fold(text) or len(key) != len(text) or ideographs(key) < _LONG:
        return None
    pairs = _pairs(words)
    strange = {i for i in range(len(key) - 1) if key[i : i + 2] not in pairs}
    costs = {word: cost for word in words if (cost := _changes(key, word, strange)) is not None}
    least = min(costs.values(), default=0)
    near = [word for word, cost in costs.items() if cost == least]
    return _lettered(text, near[0]) if len(near) == 1 else None


def _changes(text: str, word: str, strange: Set[int]) -> int | None:
    """How many letters differ; None where too many do, a digit does, or one of several does between `strange` none."""
    most = len(word) // _ONE_IN
    if len(word) < _LONG or abs(len(word) - len(text)) > most:
        return None
    changed, odd = 0, True
    for kind, a, b, c, d in SequenceMatcher(None, text, word, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if any(letter.isdigit() for letter in text[a:b] + word[c:d]):
            return None
        changed += max(b - a, d - c)
        odd = odd and not strange.isdisjoint(range(a - 1, max(b, a + 1)))
    swapped = changed == 1 and len(text) == len(word)
    return changed if swapped or (odd and 0 < changed <= most) else None


def _lettered(text: str, word: str) -> str:
    """The word, what both have as the text has it: a folded bracket is not the printed one."""
    parts = SequenceMatcher(None, fold(text), word, autojunk=False).get_opcodes()
    return "".join(text[a:b] if kind == "equal" else word[c:d] for kind, a, b, c, d in parts)


@lru_cache(maxsize=4)
def _pairs(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word[i : i + 2] for word in words for i in range(len(word) - 1))
