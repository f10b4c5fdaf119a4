"""Figures of neighbouring columns printed without a gap: read as one word, parted where their columns end.

Figures are set to the right, so that the right ends of a column's other figures say where the first of two touching
ones ends; the gap there, if it is uneven, says it, too. A figure as such is never parted but where both columns show in
other rows. An amount that touches a name ends where the names of the next column begin.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.geometry.word_cuts import cut_before
from services.extract.core.geometry.words import em, narrow
from services.extract.core.ledger.regions import LedgerRegion
from services.extract.core.ledger.tokens import Token, token
from shared.model.page import Word

#: right ends this near to one another (font sizes) are of one column
_SAME = 0.08
#: so many figures that end there show a column
_FEWEST = 2
#: a figure, or one that its cell breaks behind the point: none begins with a nought before other digits
_FIGURE = re.compile(r"[-−]?(?:[1-9]\d{0,2}(?:,\d{3})+|0|[1-9]\d*)(?:\.\d*)?[%％]?|[-−—–]")
_CLOSED = re.compile(r"[-−—–\d,.%％]*\d[-−—–\d,.%％]*")
#: an amount before a code of economic or functional classes (2…, 3…, 5…): no figure as such has so many decimals
_BEFORE_CODE = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d\d(?=[235]\d\d(?:\d\d){1,2}$)")
#: an amount before a name
_BEFORE_NAME = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?=[\u4e00-\u9fff（(])")
#: any figure before a word that is no measure of it
_BEFORE_WORD = re.compile(
    r"[-−]?\d(?:[\d,.]*\d)?(?:-\d+)?[%％]?(?=[\u4e00-\u9fff])(?![年月日号个人名次件项台套辆批元万亿千百天时分秒米吨公平级类款期季周岁家处所户条份册"
    r"张间座届点至及和倍余多以])"
)
#: a name before an amount
_NAME_BEFORE = re.compile(r".*[\u4e00-\u9fff）)](?=[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d\d$)")
#: a dash that stands for no amount, before a name
_NONE_BEFORE = re.compile(r"[-−—–](?=[\u4e00-\u9fff])")
#: so many names that begin at one place show a column where nothing else does
_MORE = 3
#: the numbers of entries have fewer signs, all of them
_LONGER = 3
#: touching figures are no more than this at a time
_MOST = 12

#: left and right end of every figure, by their right ends
Ends = Sequence[tuple[float, float]]


def at_ends(region: LedgerRegion) -> LedgerRegion:
    """The region, figures that touch parted, from one another and from the names before and behind them."""
    region = _with_parts(region, _before_names([t for line in region.lines for t in line]))
    region = _with_parts(region, _behind_names([t for line in region.lines for t in line]))
    words = [w for line in region.lines for t in line for w in t.words if _CLOSED.fullmatch(narrow(w.text))]
    ends = sorted((w.box.x1, w.box.x0) for w in words)
    return _with_parts(region, {id(w): found for w in words if len(found := _parted(w, ends)) > 1})


def _with_parts(region: LedgerRegion, parts: dict[int, list[Word]]) -> LedgerRegion:
    """The region with some of its words, by their ids, in parts."""
    if not parts:
        return region
    return replace(region, lines=tuple(tuple(p for t in line for p in _apart(t, parts)) for line in region.lines))


def _before_names(tokens: Sequence[Token]) -> dict[int, list[Word]]:
    """The words of a figure and the name that it touches, parted; by their ids. Names begin at that very place in other
    rows: in more of them where nothing but that says so."""
    words = [w for t in tokens for w in t.words if len(w.char_x) == len(w.text) + 1]
    found = [
        (w, m.end())
        for w in words
        for text in (narrow(w.text),)
        if (m := _BEFORE_NAME.match(text) or _BEFORE_WORD.match(text) or _NONE_BEFORE.match(text))
    ]
    begun = [t.box.x0 for t in tokens if not t.numeric]
    lefts = sorted([*begun, *(w.char_x[k] for w, k in found)])
    behind_longer = sorted(w.char_x[k] for w, k in found if k >= _LONGER)
    parts: dict[int, list[Word]] = {}
    for w, k in found:
        x, reach = w.char_x[k], _SAME * em(w)
        by_print = k in (w.joints or ()) and _BEFORE_NAME.match(narrow(w.text)) is not None
        if _within(lefts, x, reach) > (_FEWEST if by_print else _MORE) and _within(behind_longer, x, reach):
            parts[id(w)] = cut_before(w, [k])
    return parts


def _behind_names(tokens: Sequence[Token]) -> dict[int, list[Word]]:
    """The words of a name and the amount printed at its end, parted where another text was painted; by their ids. Other
    figures end where the amount does."""
    ends = sorted(t.box.x1 for t in tokens if t.figure)
    found = (
        (w, m.end())
        for t in tokens
        for w in t.words
        if w.joints and len(w.char_x) == len(w.text) + 1 and (m := _NAME_BEFORE.match(narrow(w.text)))
    )
    return {
        id(w): cut_before(w, [k])
        for w, k in found
        if k in (w.joints or ()) and _within(ends, w.box.x1, _SAME * em(w)) >= _FEWEST
    }


def _within(places: Sequence[float], x: float, reach: float) -> int:
    """How many of the sorted `places` are as near to `x`."""
    return bisect_right(places, x + reach) - bisect_left(places, x - reach)


def _apart(t: Token, parts: dict[int, list[Word]]) -> list[Token]:
    """The token; as several where a word of it is parted."""
    runs: list[list[Word]] = [[]]
    for w in t.words:
        first, *others = parts.get(id(w), [w])
        runs[-1].append(first)
        runs.extend([part] for part in others)
    return [t] if len(runs) == 1 else [token(run) for run in runs]


def _parted(word: Word, ends: Ends) -> list[Word]:
    """The figures that a word is made of; the word itself if it is one."""
    if len(word.char_x) != len(word.text) + 1:
        return [word]
    reach, text = _SAME * em(word), narrow(word.text)
    if (amount := _BEFORE_CODE.match(text)) and _ending(ends, word.char_x[amount.end()], reach):
        return cut_before(word, [amount.end()])
    whole = bool(_FIGURE.fullmatch(text))
    joints = word.joints or ()
    known: dict[int, int] = {}
    for k in range(1, len(word.text)):
        count = _ending(ends, word.char_x[k], reach)
        if count >= (_FEWEST if whole else 1) or (k in joints and count >= whole):
            known[k] = count
    cuts = _cuts(word, known)
    if not cuts or len(cuts) >= _MOST or (whole and not _shown(word, cuts, ends, reach)):
        return [word]
    return cut_before(word, cuts)


def _cuts(word: Word, known: dict[int, int]) -> list[int]:
    """The most of the `known` places at which a word falls into figures, those at most ends where several ways do."""
    text = narrow(word.text)
    stops = [*sorted(known), len(text)]
    best: dict[int, tuple[int, int, list[int]]] = {0: (0, 0, [])}
    for stop in stops:
        ways = [
            (count + 1, support + known.get(stop, 0), [*cuts, stop])
            for start, (count, support, cuts) in best.items()
            if _FIGURE.fullmatch(text, start, stop)
        ]
        if ways:
            best[stop] = max(ways)
    return best[len(text)][2][:-1] if len(text) in best else []


def _ending(ends: Ends, x: float, reach: float) -> int:
    """How many figures end at `x`."""
    return bisect_right(ends, (x + reach, float("inf"))) - bisect_left(ends, (x - reach, float("-inf")))


def _shown(word: Word, cuts: Sequence[int], ends: Ends, reach: float) -> bool:
    """Whether each part of what could be one figure, but the first, has a figure of its column alone above or below."""
    for start, stop in itertools.pairwise((*cuts, len(word.text))):
        x0, x1 = word.char_x[start], word.char_x[stop]
        mine = ends[bisect_left(ends, (x1 - reach, float("-inf"))) : bisect_right(ends, (x1 + reach, float("inf")))]
        if not any(left >= x0 - reach for _, left in mine):
            return False
    return True
