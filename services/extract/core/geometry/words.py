"""Words of a page put into visual lines, and lines into fragments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter

from shared.model.fold import RADICALS, ideographs
from shared.model.page import DOUBT, Box, Fragment, Line, Place, Word

#: two words belong to one line if their middles differ by less than this share of the smaller height
LEVEL = 0.4
#: a gap from this share of the font size on is a space
SPACE = 0.13
#: a line whose gaps are even has so many at least
EVEN = 3
#: letter-spaced ideographs up to this many font sizes apart are one text
LETTER_SPACED = 1.7
_HANGING = frozenset("，。、；：！？）》】〉」』〕”’")
NUMBER = re.compile(r"[-−+(△▲]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[%)％]?")
NUMERIC = re.compile(r"[-−+(△▲\d,.%)％]+")
#: two figures that touch: one has no second point, a date has no more than two digits between its points, and the sign
#: stands in front
_GLUED = re.compile(r"[-−(]?\d[\d,]*(?:\.\d[\d,]{2,}\.\d+[)%％]?|\.\d+[-−])")
#: an amount that touches a name, not what it is counted in
_WITH_NAME = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d\d[\u4e00-\u9fff]{2}")
_COUNTED_IN = frozenset("万亿千百元角分个人次名件项台套辆批天时公平米吨级类年月日户家份册座间张倍以至和及")
#: full-width figures are figures, and radicals stand for ideographs
_NARROW = RADICALS | str.maketrans("０１２３４５６７８９，．（）－＋", "0123456789,.()-+")


@dataclass(frozen=True, slots=True)
class TextLine:
    """Words of one visual line from left to right."""

    words: tuple[Word, ...]

    @property
    def box(self) -> Box:
        return box_of([w.box for w in self.words])

    @property
    def middle(self) -> float:
        """The height of its middle (points)."""
        box = self.box
        return (box.top + box.bottom) / 2

    @property
    def text(self) -> str:
        return join(self.words)


def box_of(boxes: Sequence[Box]) -> Box:
    """The box around all `boxes` (at least one)."""
    if len(boxes) == 1:
        return boxes[0]
    return Box(
        min(b.x0 for b in boxes), min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes)
    )


def em(word: Word) -> float:
    """The font size, or what comes nearest where it is unknown."""
    return word.size or max(min(word.box.height, word.box.width), 1.0)


def lines_of(words: Sequence[Word]) -> list[TextLine]:
    """Visual lines from top to bottom. A line may hold words far apart."""
    if len(words) == 1:
        return [TextLine(tuple(words))]
    lines: list[tuple[float, float, list[Word]]] = []  # twice the middle and the height of the first word, all words
    for word in sorted(words, key=_level):
        _, top, _, bottom = word.box
        height = bottom - top
        for middle, other, line in reversed(lines[-6:]):
            off = top + bottom - middle
            if off >= 2 * (LEVEL * height):  # and those above stand further off
                lines.append((top + bottom, height, [word]))
                break
            if off < 2 * (LEVEL * other):
                line.append(word)
                break
        else:
            lines.append((top + bottom, height, [word]))
    return [TextLine(tuple(sorted(line, key=_left))) for *_, line in lines]


_left = attrgetter("box.x0")


def _level(word: Word) -> tuple[float, float]:
    x0, top, _, bottom = word.box
    return top + bottom, x0


def join(words: Sequence[Word]) -> str:
    """The text of words of one line; a space where the gap shows one."""
    if len(words) == 1:
        return words[0].text
    if is_letter_spaced_figure(words):
        return "".join(w.text for w in words)
    out: list[str] = []
    for i, word in enumerate(words):
        if i and word.box.x0 - words[i - 1].box.x1 > SPACE * em(word):
            out.append(" ")
        out.append(word.text)
    return "".join(out)


def is_letter_spaced_figure(words: Sequence[Word]) -> bool:
    """Whether the words are the letters of one text with a figure in it (2 0 2 4 年 收 支 总 表): evenly spaced, at
    least half of them ideographs."""
    if len(words) <= EVEN or any(len(w.text) > 1 for w in words) or not any(w.text.isdigit() for w in words):
        return False
    if 2 * ideographs("".join(w.text for w in words)) < len(words):
        return False
    gaps = [b.box.x0 - a.box.x1 for a, b in pairwise(words)]
    return max(gaps) <= LETTER_SPACED * em(words[0]) and max(gaps) - min(gaps) < 0.12 * em(words[0])


def fragment(words: Sequence[Word], page: int) -> Fragment:
    """One fragment for words of one line. Its confidence is that of its worst word. Those struck through are printed
    and not of its text."""
    if any(w.struck for w in words):
        return _struck_fragment(words, page)
    if len(words) == 1:
        word = words[0]
        place, sure = Place(page=page, box=word.box), _surest(word.text, word.confidence)
        return Fragment(text=word.text, place=place, confidence=sure, second_reading=word.second_reading)
    text = join(words)
    seconds = [w.second_reading for w in words]
    second = None
    if any(s is not None for s in seconds):
        second = join([replace(w, text=s if s is not None else w.text) for w, s in zip(words, seconds, strict=True)])
    return Fragment(
        text=text,
        place=Place(page=page, box=box_of([w.box for w in words])),
        confidence=_surest(text, min(w.confidence for w in words)),
        second_reading=second,
    )


def _surest(text: str, confidence: float) -> float:
    """What the reading of a text is worth at the most: one that is two figures, or a figure and a name, that touch is
    never sure."""
    narrow = text.translate(_NARROW) if "." in text or "．" in text else ""
    named = _WITH_NAME.match(narrow)
    glued = _GLUED.fullmatch(narrow) or (named and narrow[named.end() - 2] not in _COUNTED_IN)
    return min(confidence, DOUBT) if glued else confidence


def _struck_fragment(words: Sequence[Word], page: int) -> Fragment:
    kept = [w for w in words if not w.struck]
    return Fragment(
        text=join(kept),
        printed=join(words),
        place=Place(page=page, box=box_of([w.box for w in words])),
        confidence=min(w.confidence for w in words),
    )


def line_block(words: Sequence[Word], page: int) -> Line:
    """A line of running text: one fragment for each run of words without a wide gap."""
    runs: list[list[Word]] = []
    for word in words:
        if runs and word.box.x0 - runs[-1][-1].box.x1 <= 1.5 * em(word):
            runs[-1].append(word)
        else:
            runs.append([word])
    fragments = [fragment(run, page) for run in runs]
    spaced = tuple(replace(f, text=" " + f.text) if i else f for i, f in enumerate(fragments))
    return Line(
        fragments=spaced,
        place=Place(page=page, box=box_of([w.box for w in words])),
        size=max(w.size for w in words),
    )


def fragments_of(words: Sequence[Word], page: int) -> tuple[Fragment, ...]:
    """One fragment for each printed line, from top to bottom; one for a turned line, its words as they come."""
    if len(words) < 2:
        return tuple(fragment([word], page) for word in words)
    if sideways(words[0]) and _is_turned_line(words):
        return (fragment(words, page),)
    return tuple(fragment(line.words, page) for line in lines_of(words))


def sideways(word: Word) -> bool:
    """Whether the word reads upwards or downwards: it is much taller than its letters."""
    return len(word.text) > 1 and word.box.height > 1.6 * max(word.box.width, word.size)


def _is_turned_line(words: Sequence[Word]) -> bool:
    """Whether words that read upwards or downwards stand over one another, as near as the words of a line."""
    ordered = sorted(words, key=lambda w: w.box.top)
    return all(map(sideways, words)) and all(
        min(a.box.x1, b.box.x1) - max(a.box.x0, b.box.x0) > 0.5 * a.size and b.box.top - a.box.bottom < a.size
        for a, b in pairwise(ordered)
    )


def visible_end(word: Word) -> float:
    """Where the print of a word ends: a full-width stop at its end prints in the left half of its square only, and may
    hang over the margin."""
    return word.box.x1 - (0.5 * em(word) if word.text[-1:] in _HANGING else 0.0)


def solid_end(word: Word) -> float:
    """Where a word ends but for a full-width stop at its end, which may hang over the margin."""
    return word.box.x1 - (em(word) if word.text[-1:] in _HANGING else 0.0)


def hangs(letter: str) -> bool:
    """Whether a letter is a full-width stop, which may hang over the margin."""
    return letter in _HANGING


@lru_cache(maxsize=8192)
def is_number(text: str) -> bool:
    return bool(NUMBER.fullmatch(text.replace(" ", "").translate(_NARROW)))


def is_figures(text: str) -> bool:
    """Whether a text is a figure, or several that touch."""
    return bool(NUMERIC.fullmatch(text.translate(_NARROW)))


def narrow(text: str) -> str:
    """The text, what figures of full width are made of as narrow signs, radicals as ideographs; one for each."""
    return text.translate(_NARROW)
