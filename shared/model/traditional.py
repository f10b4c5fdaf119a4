"""Documents in traditional characters: read and checked as if they were printed in simplified ones, which templates,
code lists and rules know, and given back as they are printed.

Every sign stands for one sign, so that places stay. Back again a text is the printed one that was read so; where it was
put together, each of its signs is what the document prints for it beside the same neighbours.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from itertools import pairwise
from typing import Any, TypeVar, cast

from shared.model.fold import ideographs
from shared.model.page import Line, Source
from shared.model.traditional_signs import SIMPLIFIED, TRADITIONAL

T = TypeVar("T")

_TO_SIMPLIFIED = str.maketrans(TRADITIONAL, SIMPLIFIED)
_TRADITIONAL = frozenset(TRADITIONAL)
_FEWEST, _SHARE = 20, 0.05
"""traditional signs, of all ideographs, at least: names alone may be printed so anywhere"""


def _usual(simplified: str, traditional: str) -> bool:
    """Whether a simplified sign is none of traditional texts as well (表 is, for 錶)."""
    try:
        simplified.encode("big5")
    except UnicodeEncodeError:
        return bool(traditional)
    return False


_BACK = {s: t for t, s in reversed(list(zip(TRADITIONAL, SIMPLIFIED, strict=True))) if _usual(s, t)}
_NONE: Counter[str] = Counter()


class Print:
    """What a document prints, to give texts back in its own signs."""

    def __init__(self, texts: Iterable[str]) -> None:
        whole: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._signs: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for text in texts:
            plain = text.translate(_TO_SIMPLIFIED)
            whole[plain][text] += 1
            for key, sign in _in_context(plain, text):
                self._signs[key][sign] += 1
        self._whole = {plain: found.most_common(1)[0][0] for plain, found in whole.items()}

    def restored(self, value: T) -> T:
        """The value with its texts as the document prints them."""
        return cast(T, _mapped(value, self._text))

    def _text(self, text: str) -> str:
        if text in self._whole:
            return self._whole[text]
        return "".join(self._sign(text, at) for at in range(len(text)))

    def _sign(self, text: str, at: int) -> str:
        sign = text[at]
        before, behind = text[max(at - 1, 0) : at + 1], f"{text[at : at + 2]}<"
        votes = self._signs.get(before, _NONE) + self._signs.get(behind, _NONE) or self._signs.get(sign, _NONE)
        return votes.most_common(1)[0][0] if votes else _BACK.get(sign, sign)


def _in_context(plain: str, printed: str) -> Iterator[tuple[str, str]]:
    """Each sign with what it is read as: by itself, behind the sign before it, before the one behind it (`<`)."""
    for simple, sign in zip(plain, printed, strict=True):
        if not simple.isspace():
            yield simple, sign
    signs = [(s, p) for s, p in zip(plain, printed, strict=True) if not s.isspace()]
    for (a, first), (b, second) in pairwise(signs):
        yield a + b, second
        yield f"{a}{b}<", first


def print_of(texts: Iterable[str]) -> Print | None:
    """What is printed where these are texts of a document in traditional characters, else None."""
    read = list(texts)
    whole = "".join(read)
    count = sum(map(_TRADITIONAL.__contains__, whole))
    if count < _FEWEST or count < _SHARE * ideographs(whole):
        return None
    return Print(read)


def simplified(value: T) -> T:
    """The value with all its texts in simplified characters."""
    return cast(T, _mapped(value, lambda text: text.translate(_TO_SIMPLIFIED)))


def texts_of(source: Source) -> Iterator[str]:
    """All that was read of a file."""
    for page in source.pages:
        yield from (word.text for word in page.words)
        for block in page.blocks:
            cells = (block,) if isinstance(block, Line) else block.cells
            yield from (fragment.text for cell in cells for fragment in cell.fragments)


def _mapped(value: Any, text: Callable[[str], str]) -> Any:
    """The value with every text in it, however deep, made another; words of closed lists stay."""
    if isinstance(value, Enum) or value is None:
        return value
    if isinstance(value, str):
        return text(value)
    if isinstance(value, tuple):
        return tuple(_mapped(item, text) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        new = {f.name: _mapped(getattr(value, f.name), text) for f in fields(value) if f.init}
        return replace(value, **new)
    return value
