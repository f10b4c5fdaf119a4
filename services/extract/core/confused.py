"""Letters that are taken for one another, by OCR or in the text layer of scanned pages."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import product

from shared.model.fold import is_cjk

_CONFUSED = (
    "入人八λ", "己已巳", "未末本木", "日目曰臼", "士土工", "千干于", "出岀屮", "支攴攵", "项顶顷", "收収攸女",
    "仲中", "裁栽载戴", "单単", "算章笪异", "预顶颀", "费贾贵", "险检捡", "缴激邀", "育盲肓", "住往佳",
    "房旁戾", "补朴扑", "贴帖", "卫ア", "健建", "康庚", "保呆堡", "障幛", "就犹", "养荞",
    "职织识", "年牛", "金佥", "医区匠", "疗庁", "公厶么", "务努", "计记让", "总心", "序亭", "拨援", "国固",
)  # fmt: skip
_MOST_STRANGE = 3
"""letters of a text that are looked at"""
_PAIRS = frozenset((a, b) for group in _CONFUSED for a in group for b in group if a != b)


def are_confused(read: str, meant: str) -> bool:
    """Whether `read` may stand for `meant`: they look alike, or it is a sign that no report prints for a letter."""
    return (read, meant) in _PAIRS or (is_cjk(meant) and not is_cjk(read) and not read.isascii())


def looks_like(read: str) -> frozenset[str]:
    """The letters that `read` may stand for, as they look like it."""
    return frozenset(meant for letter, meant in _PAIRS if letter == read)


@lru_cache(maxsize=4)
def never_printed(words: frozenset[str]) -> frozenset[str]:
    """The letters that look like one of these words' and stand in none of them: where one is read it is likely that
    letter misread."""
    used = frozenset("".join(words))
    return frozenset(read for read, meant in _PAIRS if meant in used and read not in used)


def may_be_misread(texts: Iterable[str], words: frozenset[str]) -> bool:
    """Whether a text has a letter that no head word has, but one that looks like it."""
    letters = never_printed(words)
    return any(letter in letters for text in texts for letter in text)


def spells_misread(text: str, words: frozenset[str]) -> bool:
    """Whether a text with such letters is one of these words, or lies in one, once they are put right: a strange word
    that happens to have one (采购组织形式, as 织 looks like 职) is not."""
    strange = [at for at, letter in enumerate(text) if letter in never_printed(words)]
    if not 0 < len(strange) <= _MOST_STRANGE:
        return bool(strange)
    meant = [sorted(looks_like(text[at])) for at in strange]
    everything = _joined(words)
    for letters in product(*meant):
        right = list(text)
        for at, letter in zip(strange, letters, strict=True):
            right[at] = letter
        if "".join(right) in everything:
            return True
    return False


@lru_cache(maxsize=4)
def _joined(words: frozenset[str]) -> str:
    return "\n".join(sorted(words))
