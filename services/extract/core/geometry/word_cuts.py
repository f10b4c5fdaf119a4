"""Words cut where a line between two cells runs through them, and where one amount ends and another text begins."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.geometry.words import NUMBER, NUMERIC, em, hangs, narrow
from shared.model.fold import is_cjk
from shared.model.page import Box, Word

#: a text begins at a line if its first letter is this near to it (font sizes)
_NEAR = 0.6
#: a character that begins as near as this to a line (font sizes) begins at it; behind an amount that shows its
#: thousands or decimals, as near as that
_EXACT, _CLOSE = 0.04, 0.12
_NONE = frozenset("—–―")
_AMOUNT = re.compile(r"-?(?:0|[1-9]\d{1,2}|[1-9]\d{4,8}|\d{1,3}(?:,\d{3})+|\d+\.\d{1,6})(?:\.\d{1,6})?")
#: two amounts with two decimals each that touch can be parted in one way only
CENTS = re.compile(r"[-−]?(?:[1-9]\d{0,2}(?:,\d{3})+|0|[1-9]\d*)\.\d\d")
#: an amount, or the dash that stands for none, before an entry of a list or the label of a sum
_BEFORE_ENTRY = re.compile(
    rf"(?:{CENTS.pattern}|[-−—])(?=[（(]?[一二三四五六七八九十]+[、）)]|本年(?:收入|支出)|结转下年|(?:收入|支出)总计)"
)
_TOUCHING = re.compile(rf"(?:{CENTS.pattern}){{2,}}")
_ONE_DECIMAL = re.compile(r"[-−]?\d[\d,]*\.\d")
#: a dash for a blank amount right before a name, and how many of them show that they are such
_DASH_BEFORE = re.compile(r"[-－—–](?=[\u4e00-\u9fff])")
_SEVERAL = 3
#: the confidence of figures that touch and may be parted in another way
DOUBTED_CUT = 0.9
_GROUPED = re.compile(r"[-−(]?\d{1,3}(?:,\d{3})*(?:\.\d{1,4})?[%)]?")
#: no figure begins so
LEADING_NOUGHT = re.compile(r"[-−(]?0\d")
#: with more decimals it may be an amount and a code, with more digits in one group two figures
_WHOLE = re.compile(r"[-−(]?(?:\d{1,3}(?:,\d{3})+|\d{1,10})(?:\.\d{1,2})?[%)]?")
_MINUS = frozenset("-−")


def cut(word: Word, at: Sequence[float]) -> list[Word]:
    """`word` cut at those of the vertical lines `at` where two cells' texts touch; whole where it runs over a line."""
    parts = [word]
    for x in at:
        last = parts[-1]
        if place := _seam(last, x):
            parts[-1:] = [part(last, 0, place), part(last, place, len(last.text))]
    return parts


def amounts_of(word: Word) -> list[Word]:
    """A word of several touching amounts as one word for each, and one of an amount, or of the dash that stands for
    none, and the text of an entry painted after it as two."""
    if len(word.char_x) != len(word.text) + 1:
        return [word]
    text = narrow(word.text)
    if "." in text and _TOUCHING.fullmatch(text):
        return cut_before(word, [m.start() for m in CENTS.finditer(text)][1:])
    end = before_entry(text) if word.joints else 0
    return cut_before(word, [end]) if end and end in (word.joints or ()) else [word]


def before_entry(text: str) -> int:
    """Where the amount or dash ends that a text begins with, if an entry of a list or the label of a sum follows; 0
    otherwise."""
    found = _BEFORE_ENTRY.match(text)
    return found.end() if found else 0


def parted_amounts(words: Sequence[Word]) -> list[Word]:
    """The words, those of touching amounts parted, and the dash of a blank amount from the name behind it where several
    stand so. Where the page prints amounts with one decimal as well as with two,
    there is more than one way to part them, there or later: none of them is sure."""
    plain = [narrow(w.text) for w in words]
    if any(map(_ONE_DECIMAL.fullmatch, plain)):
        words = [
            replace(w, confidence=min(w.confidence, DOUBTED_CUT)) if _TOUCHING.fullmatch(text) else w
            for w, text in zip(words, plain, strict=True)
        ]
    dashes = [w for w in words if _DASH_BEFORE.match(narrow(w.text)) and len(w.char_x) == len(w.text) + 1]
    if len(dashes) >= _SEVERAL:
        low = {id(w): replace(w, confidence=min(w.confidence, DOUBTED_CUT)) for w in dashes}
        words = [p for w in words for p in (cut_before(low[id(w)], [1]) if id(w) in low else [w])]
    return [part for word in words for part in amounts_of(word)]


def cut_before(word: Word, at: Sequence[int]) -> list[Word]:
    """`word` cut before each of its characters `at` (ascending)."""
    return [part(word, a, b) for a, b in itertools.pairwise((0, *at, len(word.text)))]


def _seam(word: Word, x: float) -> int | None:
    """The character before which `word` is to be cut for a line at `x`.

    A text that is known to be painted in one piece is cut nowhere but between two amounts, and one that is an amount
    as it stands only where the line runs between two exactly.
    """
    text, edges = narrow(word.text), word.char_x
    if len(edges) != len(word.text) + 1 or not edges[0] < x < edges[-1]:
        return None
    nearest = min(range(1, len(word.text)), key=lambda k: abs(edges[k] - x), default=None)
    if nearest is None:
        return None
    size = em(word)
    if word.joints is not None:
        begins = [k - _is_behind_sign(text, k) for k in word.joints]
        near = [k for k in begins if abs(edges[k] - x) < _reach(word.text, k) * size or _runs_over(word, k, x)]
        if near:
            return min(near, key=lambda k: abs(edges[k] - x))
    start, end = _piece(word, nearest)
    if NUMERIC.fullmatch(text, start, end):
        whole = _WHOLE.fullmatch(text, start, end)
        reach = _EXACT if whole else 2.0
        inner = (k for k in range(start + 1, end) if abs(edges[k] - x) < reach * size)
        good = [k for k in inner if _two_amounts(text[start:k], text[k:end])]
        if good or whole:
            return min(good, key=lambda k: abs(edges[k] - x), default=None)
        return nearest if start < nearest < end and abs(edges[nearest] - x) < 0.2 * size else None
    if word.joints is not None:
        off = abs(edges[nearest] - x) / size
        beside = off < 0.2 and _is_beside_none(word.text, nearest)
        beside = beside or (off < _CLOSE and _is_behind_written_amount(word, nearest))
        return nearest if beside or (off < _EXACT and _is_beside_amount(word, nearest)) else None
    for k in (nearest, nearest - 1, nearest + 1):
        if 0 < k < len(word.text) and abs(edges[k] - x) < _NEAR * size and _changes(word.text, k):
            return k
    return nearest if abs(edges[nearest] - x) < 0.08 * size else None


def _is_behind_sign(text: str, k: int) -> bool:
    """Whether the sign of a figure stands before character `k`, behind another figure: the sign begins the text there.
    A dash at the beginning says that a cell has no figure."""
    return k > 1 and text[k - 1] in _MINUS and text[k].isdigit() and text[k - 2].isdigit()


def _reach(text: str, k: int) -> float:
    """How far from a line character `k` may begin the text behind it (font sizes): none begins with a stop, and a stop
    before it may hang over the line whole, or a figure behind it by a digit."""
    if hangs(text[k]):
        return 0.0
    return 1.0 if hangs(text[k - 1]) or (is_cjk(text[k - 1]) and text[k].isdigit()) else _NEAR


def _runs_over(word: Word, k: int, x: float) -> bool:
    """Whether an amount with two decimals begins behind a name with character `k` and stands right of the line but for
    its first digits: its cell has no room for it."""
    behind = is_cjk(word.text[k - 1]) and CENTS.fullmatch(narrow(word.text), k) is not None
    return behind and word.char_x[k] < x < (word.char_x[k] + word.char_x[-1]) / 2


def _piece(word: Word, k: int) -> tuple[int, int]:
    """The first character and the end of the text painted in one piece that character `k` stands in: the point of a
    figure may stand unevenly, and ends none."""
    joints = (j for j in word.joints or () if not {word.text[j - 1], word.text[j]} & {".", ","})
    bounds = (0, *joints, len(word.text))
    return next((a, b) for a, b in itertools.pairwise(bounds) if a <= k < b)


def _two_amounts(left: str, right: str) -> bool:
    """Whether both are amounts, and alike: with thousands in groups both or one of them too short for it, or with as
    many decimals. No amount begins with a nought before another digit."""
    if LEADING_NOUGHT.match(right):
        return False
    if _GROUPED.fullmatch(left) and _GROUPED.fullmatch(right):
        return ("." in left) == ("." in right)
    decimals = [_decimals(t) for t in (left, right) if NUMBER.fullmatch(t)]
    return len(decimals) == 2 and decimals[0] == decimals[1] > 0


def may_be_two(word: Word, x: float) -> bool:
    """Whether a figure over a vertical line at `x` that is one as it stands may be two that touch at the line."""
    text, edges = narrow(word.text), word.char_x
    if len(edges) != len(text) + 1:
        return False
    at = [k for k in range(1, len(text)) if abs(edges[k] - x) < _EXACT * em(word)]
    return any(
        NUMBER.fullmatch(text[:k]) and NUMBER.fullmatch(text[k:]) and not LEADING_NOUGHT.match(text[k:]) for k in at
    )


def may_begin_with_stop(word: Word, x: float) -> bool:
    """Whether another text may begin at a vertical line at `x`, with a stop, as no line that is set well does: it goes
    on behind the stop, which would hang over the line otherwise."""
    edges, text = word.char_x, word.text
    return len(edges) == len(text) + 1 and any(
        hangs(text[k]) and len(text) - k > 2 and abs(edges[k] - x) < _CLOSE * em(word) for k in word.joints or ()
    )


def _decimals(number: str) -> int:
    return len(number.rstrip("%)％").partition(".")[2])


def _is_beside_none(text: str, k: int) -> bool:
    """Whether a long dash, which says that a cell has no figure, meets a figure there."""
    a, b = text[k - 1], text[k]
    return (a in _NONE and b.isdigit()) or (a.isdigit() and b in _NONE)


def _is_beside_amount(word: Word, k: int) -> bool:
    """Whether an amount, and nothing else, stands on one side of an ideograph there, up to where the next text begins.
    Neither years nor ordinals do."""
    text, joints = word.text, word.joints or ()
    if is_cjk(text[k - 1]):
        ends = [j for j in joints if j > k and not NUMERIC.match(text, j)]
        return any(_AMOUNT.fullmatch(text, k, end) for end in (*ends, len(text)))
    starts = [j for j in joints if j < k and not NUMERIC.match(text, j - 1)]
    return is_cjk(text[k]) and _changes(text, k) and any(_AMOUNT.fullmatch(text, start, k) for start in (0, *starts))


def _is_behind_written_amount(word: Word, k: int) -> bool:
    """Whether the text before character `k` is an amount that shows its thousands or decimals, and a name follows."""
    before = word.text[:k]
    return bool(_GROUPED.fullmatch(before)) and ("," in before or "." in before) and _changes(word.text, k)


def _changes(text: str, k: int) -> bool:
    """Whether an ideograph meets a figure there."""
    a, b = text[k - 1], text[k]
    return (is_cjk(a) and b.isdigit()) or (a.isdigit() and is_cjk(b) and b not in "年月日个万亿元级类项款号")


def part(word: Word, start: int, end: int) -> Word:
    """The characters `start` to `end` (behind the last) of a word whose `char_x` are known."""
    edges = (*word.char_x[start:end], _end_of(word, start, end))
    return replace(
        word,
        text=word.text[start:end],
        box=Box(edges[0], word.box.top, edges[-1], word.box.bottom),
        char_x=edges,
        joints=None if word.joints is None else tuple(k - start for k in word.joints if start < k < end),
        second_reading=None,
    )


def _end_of(word: Word, start: int, end: int) -> float:
    """Where a part of a word ends: a digit before the next part is as wide as the others, what is left is a gap."""
    edges, digits = word.char_x, [k for k in range(start, end) if word.text[k].isdigit()]
    if end == len(word.text) or len(digits) < 2 or digits[-1] != end - 1:
        return edges[end]
    return min(edges[end], edges[end - 1] + max(edges[k + 1] - edges[k] for k in digits[:-1]))
