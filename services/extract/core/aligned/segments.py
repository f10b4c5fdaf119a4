"""Text lines cut into segments at wide gaps: what may be the cells of a table that has no vertical rules."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from services.extract.core.geometry.words import (
    EVEN,
    LETTER_SPACED,
    TextLine,
    em,
    is_letter_spaced_figure,
    is_number,
    join,
    lines_of,
)
from shared.model.fold import ideographs, is_cjk
from shared.model.page import Box, Word

#: words further apart than this many font sizes may stand in two columns
WIDE = 0.95
#: a sign further than this (font sizes) from the word before it stands at the left end of the next column
SPACED = 0.45
#: a percent sign this near (font sizes) belongs to the figure before it: a space of a typewriter face between
PERCENT = 0.75
#: no gap of a justified line is wider than this (font sizes)
LOOSE = 2.5
#: so many single dots, at least, lead the eye on
DOTS = 4
_DOTS = r"(?:[.．·•…_﹒‥]{4,}|(?:\.\s){4,}|…{2,})"
DOTTED = re.compile(_DOTS)
LEADER = re.compile(rf"{_DOTS}\s*[-–(（第]?\s*(?:\d{{1,4}}|[ivxlcIVXLC]{{1,6}})?\s*[-–)）页]?$")
_NARROW = {0xFF01 + i: 0x21 + i for i in range(94)}
_YEAR = re.compile(r"(?:FY|\d{1,2},|\d{1,2}[/.]\d{1,2}[/.])?(?:19|20)\d\d(?:[/-–]\d{2,4})?(?:年度?)?[a-z*]?")
#: how captions begin
CAPTION = re.compile(
    r"(?:Table|TABLE|Figure|Tab\.|Annex|Tabelle|Tableau|附?表|续表|公开\d*表)\s*[\d一二三四五六七八九十IVX]"
)
#: how notes below tables begin
NOTE = re.compile(r"(?:Sources?|Notes?|Quellen?|Anmerkung(?:en)?|Fonti?|Nota|Note|注|资料来源)\s*[:：]")
#: a currency sign alone, and dots alone that lead the eye on
_SIGN, _LEADING = re.compile(r"(?:US)?[$€£¥￥]"), re.compile(r"[.．·•…_]{4,}|…+")
#: a currency sign set at the left end of its column is no further from its figure than this, nor are dots from their
#: label (font sizes)
SIGN = 12.0
_ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th|er|re)")
#: what a head says its amounts are counted in
_THOUSANDS = re.compile(r"[(（]?[$€£]?\s?0{3}['’]?s?[)）]?")
#: the ends of a figure and the begin of the next that make one: a telephone number in two parts
_AREA, _SUBSCRIBER = re.compile(r"\(\d{3}\)"), re.compile(r"\d{3}[-–.]\d{4}")
_PROSE_WORDS = re.compile(r"[A-Za-zÀ-ÿ]{2,}")


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of one line that stand together."""

    words: tuple[Word, ...]
    x0: float
    x1: float

    @property
    def text(self) -> str:
        return join(self.words)

    @property
    def numeric(self) -> bool:
        return looks_numeric(self.text)

    @property
    def lengthy(self) -> bool:
        return is_lengthy(self.text)


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """A line and its segments from left to right."""

    segments: tuple[Segment, ...]
    top: float
    bottom: float

    @property
    def x0(self) -> float:
        return self.segments[0].x0

    @property
    def x1(self) -> float:
        return self.segments[-1].x1

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(w for s in self.segments for w in s.words)

    @property
    def text(self) -> str:
        return join(self.words)

    @property
    def tabular(self) -> bool:
        """Whether it looks like a table's: several segments, or a figure alone."""
        return len(self.segments) > 1 or self.segments[0].numeric

    @property
    def leader(self) -> bool:
        """Whether dots lead the eye to a page number (or to nothing) at the end, as in a contents page."""
        return bool(LEADER.search(self.text))


def is_year(text: str) -> bool:
    """Whether a head's text names a year, or years, or a day: no figure, though it looks like one."""
    return bool(_YEAR.fullmatch(text.replace(" ", "")))


def is_lengthy(text: str) -> bool:
    """Whether a text is as long as a line of running text: many Latin words, or many ideographs."""
    return len(_PROSE_WORDS.findall(text)) >= 7 or ideographs(text) >= 22


@lru_cache(maxsize=8192)
def looks_numeric(text: str) -> bool:
    """A figure as tables print it: amount, percentage, currency, range mark, dash for nothing, cross or tick."""
    if _ORDINAL.fullmatch(text) or _THOUSANDS.fullmatch(text):
        return False
    plain = text.translate(_NARROW).replace(" ", "").strip("*†‡!¹²³$€£¥￥%％()（）[]")
    return (
        plain in ("", "-", "–", "—", "−", "..", "...", "n/a", "N/A", "n.a.", "NA", "x", "X", "√", "✓", "✔", "*", "#")
        or is_number(plain)
        or bool(re.fullmatch(r"[-−+<>≤≥~±]?\d[\d.,'/:±×–-]*[a-zA-Z%]{0,2}", plain))
    )


def segment_lines(words: Sequence[Word], *, wide: float = WIDE) -> list[SegmentLine]:
    """The lines of `words` from top to bottom, each in segments that stand `wide` font sizes apart."""
    return [_line(line, wide) for line in lines_of(words)]


def make_line(segments: Sequence[Segment]) -> SegmentLine:
    """A line of given segments."""
    words = [w for s in segments for w in s.words]
    return SegmentLine(tuple(segments), min(w.box.top for w in words), max(w.box.bottom for w in words))


def make_segment(words: Sequence[Word]) -> Segment:
    return Segment(tuple(words), min(w.box.x0 for w in words), max(w.box.x1 for w in words))


def _line(line: TextLine, wide: float) -> SegmentLine:
    if _justified(line.words) or is_letter_spaced_figure(line.words):
        return make_line([make_segment(line.words)])
    runs: list[list[Word]] = []
    dotted = _leading(line.words)
    for i, word in enumerate(line.words):
        if i and _leads(line.words[i - 1], word, dotted[i - 1], dotted[i], wide):
            runs[-1].append(word)
        else:
            runs.append([word])
    return make_line([make_segment(run) for run in runs])


def _leading(words: Sequence[Word]) -> list[bool]:
    """Which words are dots that lead the eye on, in one word or as single dots with spaces between."""
    out = [bool(_LEADING.fullmatch(w.text)) for w in words]
    start = 0
    for i in range(1, len(words) + 1):
        if i < len(words) and words[i].text == words[i - 1].text in (".", "·") and _gap(words[i - 1], words[i]) < WIDE:
            continue
        if i - start >= DOTS:
            out[start:i] = [True] * (i - start)
        start = i
    return out


def _leads(a: Word, b: Word, a_dots: bool, b_dots: bool, wide: float) -> bool:
    """Whether two neighbours are of one segment; dots go with the label that they lead from, not with the figure."""
    if b_dots:
        return _gap(a, b) < SIGN
    return not (a_dots and looks_numeric(b.text)) and _together(a, b, wide)


def _gap(a: Word, b: Word) -> float:
    """The space between two neighbours (font sizes)."""
    return (b.box.x0 - a.box.x1) / min(em(a), em(b))


def _justified(words: Sequence[Word]) -> bool:
    """Whether words stand as evenly apart as those of a justified line: cells of a row do not, nor does one word that
    every column of a head has."""
    gaps = [b.box.x0 - a.box.x1 for a, b in itertools.pairwise(words)]
    if len(gaps) < EVEN or any(looks_numeric(w.text) for w in words) or len({w.text for w in words}) == 1:
        return False
    return max(gaps) < LOOSE * em(words[0]) and max(gaps) - min(gaps) < 0.12 * em(words[0])


def _together(a: Word, b: Word, wide: float) -> bool:
    gap, size = b.box.x0 - a.box.x1, min(em(a), em(b))
    if _SIGN.fullmatch(a.text) and looks_numeric(b.text):
        return gap < SIGN * size
    if _SIGN.fullmatch(b.text) and gap > SPACED * size:
        return False
    if gap <= wide * size:
        return gap <= 0.15 * size or not (looks_numeric(a.text) and looks_numeric(b.text)) or _one_figure(a, b, gap)
    single = len(a.text) == len(b.text) == 1 and is_cjk(a.text) and is_cjk(b.text)
    return single and gap <= LETTER_SPACED * size


def _one_figure(a: Word, b: Word, gap: float) -> bool:
    """Whether two numeric words are one: thousands set apart by thin spaces, a sign or currency beside it, a date whose
    day ends with a comma, a telephone number."""
    if b.text[0] in "%％" and any(c.isdigit() for c in a.text):
        return gap < PERCENT * min(em(a), em(b))
    if gap > 0.45 * min(em(a), em(b)):
        return False
    if a.text in ("-", "−", "–") and gap > 0.2 * min(em(a), em(b)):
        return False
    if (a.text[-1] in ",，" and len(a.text) > 1) or (_AREA.fullmatch(a.text) and _SUBSCRIBER.fullmatch(b.text)):
        return True
    if not any(c.isdigit() for c in a.text) or not any(c.isdigit() for c in b.text):
        return (len(a.text) == 1 and a.text in "$€£¥￥-−–<>≤≥±") or b.text in "%％)*"
    return bool(re.search(r"(?:^|\D)\d{1,3}$", a.text) and re.match(r"\d{3}(?!\d)", b.text))


def bounds(lines: Sequence[SegmentLine]) -> Box:
    """The box around lines."""
    return Box(
        min(n.x0 for n in lines), min(n.top for n in lines), max(n.x1 for n in lines), max(n.bottom for n in lines)
    )
