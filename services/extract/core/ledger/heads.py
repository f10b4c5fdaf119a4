"""The texts of a ledger's head: which of its lines are of one text.

Lines under one another are one text unless a rule parts them or they stand too far apart; a parent stands over more
than the text below it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from services.extract.core.ledger.columns import Column, home_of, over
from services.extract.core.ledger.stacks import Stack
from services.extract.core.ledger.tokens import SPREAD, Token, spaced_out, token
from services.extract.core.templates import head_key
from services.extract.templates import load
from shared.codes import LEVELS
from shared.model.fold import is_cjk
from shared.model.page import Rule

#: lines of one head text are no further apart than this (font sizes, middle to middle)
_LEADING = 1.42
#: and than this where each of several texts of a line goes on below one of the line above: a parent stands over more
_LOOSE = 2.1
#: nor than the nearest lines of the head are, up to this factor: its texts are set with one leading
_EVEN = 1.2
#: so many letters under one another are set downwards
_DOWNWARDS = 4
#: lines of one text have their middles this near to one another, or begin at one place (font sizes)
_CENTRED = 0.4
#: parts of what is spent stand below it, and go on in no name that ends so
_PARENTS, _PARTS = ("支出", "预算数"), frozenset(("基本支出", "项目支出", "人员经费", "公用经费"))
#: what stands in brackets below a text says what it is counted in, or what it is short for, and heads no column
_BRACKET = re.compile(r"[（(][^（）()]*[)）]")
#: lines of one text are as far apart as one another, but for this (font sizes)
_SAME_LEADING = 0.06
#: columns of codes are named by one ideograph
_ALONE = frozenset((*LEVELS, "目", "节"))
#: so many letters begin no other word by chance
_BEGUN = 4
#: texts of one level have their middles this near to one another (font sizes)
_LEVEL = 0.15
#: and those of two rows are further apart than this (font sizes)
_A_ROW = 0.9


def head_texts(
    lines: Sequence[Sequence[Token]],
    rules: Sequence[Rule],
    columns: Sequence[Column],
    order: Mapping[int, int] = MappingProxyType({}),
) -> list[Stack]:
    """The texts of a head: lines with one middle under one another are one text, unless a rule parts them. `order`:
    when each word was painted, by its `id`, where known."""
    out: list[Stack] = []
    whole: list[list[Token]] = []
    tokens = [t for line in lines for t in line]
    even = _EVEN * _leading(tokens)
    words = [token([w]) for t in tokens for w in t.words]
    painted = _painted_together(tokens, order)
    drawn = _parents_are_drawn(tokens, rules)
    for line in lines:
        whole.append(_whole(line, columns, words, rules))
        before, here = whole[-2:] if len(whole) > 1 else ([], [])
        loose = len(here) > 1 and all(any(_goes_on(a, t, _LOOSE) for a in before) for t in here)
        low = _ends_below(before, here)

        def reach(s: Stack, t: Token, *, loose: bool = loose or low, here: Sequence[Token] = here) -> float:
            last = s.tokens[-1]
            if (id(last.words[-1]), id(t.words[0])) in painted:
                return min(even, _LOOSE)
            if _goes_on(last, t, _LOOSE) and (known := _by_words(t, s)) is not None:
                return _LOOSE if known else 0.0
            if _BRACKET.fullmatch(t.text) or _is_end_of_word(t, here, tokens):
                return _LOOSE
            holds = _holds_others(last, t, tokens)
            if drawn and not holds:
                return _LOOSE
            if holds:
                return _LEADING if _keeps_leading(s, t) else 0.0
            return min(even, _LOOSE if loose or holds is False else _LEADING)

        for t in whole[-1]:
            above = next((s for s in reversed(out) if _continues(s, t, rules, reach(s, t))), None)
            if above is not None:
                last = above.tokens[-1]
                far = not loose and t.middle - last.middle >= _LEADING * t.size
                above.guessed |= far or _may_hold_others(last, t, tokens)
                above.tokens.append(t)
                above.bottom = max(above.bottom, t.box.bottom)
            else:
                out.append(Stack(0, 0, [t], t.box.top, t.box.bottom))
    return out


def _keeps_leading(s: Stack, t: Token) -> bool:
    """Whether a line is as far below the last one of a text of several as that is below the one before it."""
    if len(s.tokens) < 2:
        return False
    before, last = s.tokens[-2:]
    return abs(t.middle - 2 * last.middle + before.middle) < _SAME_LEADING * t.size


def _is_end_of_word(t: Token, line: Sequence[Token], tokens: Sequence[Token]) -> bool:
    """Whether a text is one ideograph, the end of the one above it: a head names columns by one ideograph side by side
    (类 款 项), where not each has a text right above it. `line`: the texts of its line; `tokens`: the head's."""
    single = [o for o in line if len(o.text) == 1 and is_cjk(o.text)]
    if t not in single or (t.text in _ALONE and sum(o.text in _ALONE for o in single) > 1):
        return False
    return all(any(_goes_on(o, one, _LOOSE) for o in tokens) for one in single)


def _parents_are_drawn(tokens: Sequence[Token], rules: Sequence[Rule]) -> bool:
    """Whether a line is drawn below one text of the head and above others: so one is below each that is a parent."""

    def near(t: Token, r: Rule, *, above: bool) -> bool:
        off = r.box.top - t.middle if above else t.middle - r.box.bottom
        return 0 < off < _LOOSE * t.size and r.box.x0 - 1 <= t.box.x0 and t.box.x1 <= r.box.x1 + 1

    return any(
        any(near(t, r, above=True) for t in tokens) and sum(near(t, r, above=False) for t in tokens) > 1 for r in rules
    )


def _painted_together(tokens: Sequence[Token], order: Mapping[int, int]) -> set[tuple[int, int]]:
    """Which words end a line and begin the next of one text, by their `id`: painted one after the other, in several
    texts whose lines are as high. Rows of cells are painted row by row, so that one pair alone may be a parent and the
    first of its columns."""
    found = [
        (last, t)
        for last, t in itertools.permutations(tokens, 2)
        if _goes_on(last, t, _LOOSE) and order.get(id(t.words[0]), -1) == order.get(id(last.words[-1]), -2) + 1
    ]
    return {
        (id(last.words[-1]), id(t.words[0]))
        for last, t in found
        if any(o is not last and _on_level(o, last) and _on_level(p, t) for o, p in found)
    }


def _ends_below(upper: Sequence[Token], lower: Sequence[Token]) -> bool:
    """Whether a line ends in the next one, whose other texts are of one line, set at the bottom as all are: each of its
    texts goes on there, and as a parent most would stand over one column."""
    ordered = sorted(upper, key=lambda t: t.box.x0)
    if len(ordered) < 2 or not all(any(_goes_on(a, t, _LOOSE) for t in lower) for a in ordered):
        return False
    stops = [*(t.box.x0 for t in ordered[1:]), float("inf")]
    single = [
        sum(a.box.x0 - a.size < t.box.x0 < stop - t.size for t in lower) == 1
        for a, stop in zip(ordered, stops, strict=True)
    ]
    return 2 * sum(single) > len(single)


def _leading(tokens: Sequence[Token]) -> float:
    """The distance (font sizes) of the nearest two lines that may be of one text; without bound where none may."""
    pairs = itertools.combinations(sorted(tokens, key=lambda t: t.middle), 2)
    return min(((t.middle - last.middle) / t.size for last, t in pairs if _goes_on(last, t, _LOOSE)), default=_LOOSE)


def _whole(
    line: Sequence[Token], columns: Sequence[Column], words: Sequence[Token], rules: Sequence[Rule]
) -> list[Token]:
    """The tokens of a head line with spaced-out texts put together, unless they stand in columns of their own: over
    texts of theirs, or in lines of a letter or two under one another (`words`: the head's); never over a rule of a
    parent's."""
    out: list[Token] = []
    for t in spaced_out(line):
        parts = [token([w]) for w in t.words]
        if len(parts) < 2 or _heads_several(t, columns, rules):
            out.append(t)
        else:
            out.extend(parts if _stand_apart(parts, columns, words) else _by_homes(t, parts, columns, words))
    return out


def _by_homes(t: Token, parts: Sequence[Token], columns: Sequence[Column], words: Sequence[Token]) -> list[Token]:
    """A spaced-out text as one for each column that its letters stand over, where each of these is a word that tables
    spread over their cells (金 额), or a letter with others above or below (行 over 次), or where nothing else heads
    those columns, all of figures; else as it is."""
    homes = [over(Stack(0, 0, [p], 0.0, 0.0), columns) for p in parts]
    groups = [list(g) for _, g in itertools.groupby(range(len(parts)), key=lambda k: homes[k])]
    if len(groups) < 2 or not all(len(home) == 1 for home in homes):
        return [t]

    def is_one(group: Sequence[int]) -> bool:
        if len(group) == 1:
            return _lines_around(parts[group[0]], words) > 1
        return "".join(parts[k].text for k in group) in SPREAD

    unnamed = not any(_heads_text(p, home[0], columns, words) for p, home in zip(parts, homes, strict=True))
    figures = all(columns[home[0]].figures for home in homes) and min(map(len, groups)) > 1
    apart = (unnamed and figures) or all(map(is_one, groups))
    return [token([w for k in g for w in parts[k].words]) for g in groups] if apart else [t]


def _heads_several(t: Token, columns: Sequence[Column], rules: Sequence[Rule]) -> bool:
    """Whether a rule close below a text, wider than it, passes under several columns, but not all."""
    for r in rules:
        y = (r.box.top + r.box.bottom) / 2
        if t.middle < y < t.middle + _LEADING * t.size and r.box.x0 < t.box.x0 and t.box.x1 < r.box.x1:
            under = sum(r.box.x0 < (c.left + c.right) / 2 < r.box.x1 for c in columns)
            if 1 < under < len(columns):
                return True
    return False


def _stand_apart(parts: Sequence[Token], columns: Sequence[Column], words: Sequence[Token]) -> bool:
    """Whether the parts of a spaced-out text stand in columns of their own."""
    stacks = [Stack(0, 0, [p], 0.0, 0.0) for p in parts]
    under = [over(s, columns) for s in stacks]
    homes: list[int | None] = [home[0] for home in under if len(home) == 1]
    lines = [_lines_around(p, words) for p in parts]
    if max(lines) >= _DOWNWARDS and min(lines) > 1:
        return True
    if "".join(p.text for p in parts) in SPREAD:
        return False
    if min(lines) == 1 and all(_heads_text(p, home, columns, words) for p, home in zip(parts, homes, strict=False)):
        return False
    if min(lines) > 1:
        homes = [home_of(s, columns) for s in stacks]
    return len(homes) == len(parts) == len(set(homes)) and None not in homes


def _heads_text(p: Token, home: int | None, columns: Sequence[Column], words: Sequence[Token]) -> bool:
    """Whether another text of the head stands below a part, over the same column."""
    if home is None:
        return False
    column = columns[home]
    return any(o.box.top > p.middle and min(o.box.x1, column.x1) > max(o.box.x0, column.x0) for o in words)


def _lines_around(t: Token, words: Sequence[Token]) -> int:
    """How many words stand under one another as the lines of one text, of which `t` is one."""
    count = 1
    for down in (True, False):
        at: Token | None = t
        while at is not None and count < _DOWNWARDS:
            near = (o for o in words if (_goes_on(at, o, _LEADING) if down else _goes_on(o, at, _LEADING)))
            at = next(near, None)
            count += at is not None
    return count


def _goes_on(last: Token, t: Token, leading: float) -> bool:
    """Whether a token can be the next line of the text that ends in `last`."""
    aligned = abs(t.centre - last.centre) < _CENTRED * t.size or abs(t.box.x0 - last.box.x0) < 0.15 * t.size
    return aligned and 0.6 * t.size < t.middle - last.middle < leading * t.size


def _holds_others(last: Token, t: Token, tokens: Sequence[Token]) -> bool | None:
    """Whether a text that is centred over another stands over its neighbours, too, as a parent over the middle one of
    its columns: those at both sides stand below it. None where it may: those may stand under both lines, in line
    with the middle one of three, or with the lower one in a head whose cells are set at the bottom, as none is whose
    texts have their middle between two lines of others. Marks and numbers are no lines of a name."""
    words = any(map(is_cjk, last.text)) and any(map(is_cjk, t.text))
    if not words or abs(t.centre - last.centre) >= _CENTRED * t.size:
        return None
    near = [o for o in tokens if o.box.bottom > last.box.top and o.box.top < t.box.bottom + t.size]
    left = max((o for o in near if o.box.x1 <= t.box.x0), key=lambda o: o.box.x1, default=None)
    right = min((o for o in near if o.box.x0 >= t.box.x1), key=lambda o: o.box.x0, default=None)

    def beside(side: Token | None) -> list[Token]:
        return [o for o in near if side and o is not last and min(o.box.x1, side.box.x1) > max(o.box.x0, side.box.x0)]

    def lower(mine: Sequence[Token]) -> float:
        return sum(o.middle for o in mine) / max(len(mine), 1) - t.middle

    sides = beside(left), beside(right)
    if not all(o.box.top > last.middle for mine in sides for o in mine) or min(map(lower, sides)) <= -0.3 * t.size:
        return False
    if max(map(lower, sides)) > _A_ROW * t.size or any(_goes_on(t, o, _LEADING) for o in tokens):
        return None
    half = (last.middle + t.middle) / 2
    centred = any(abs(o.middle - half) < _LEVEL * t.size for o in near)
    if centred and min(map(lower, sides)) > _LEVEL * t.size and not any(_on_level(o, t) for m in sides for o in m):
        return False
    return True if centred or max(map(lower, sides)) > _LEVEL * t.size else None


def _on_level(a: Token, b: Token) -> bool:
    return abs(a.middle - b.middle) < _LEVEL * b.size


def _may_hold_others(last: Token, t: Token, tokens: Sequence[Token]) -> bool:
    """Whether two lines under one another may as well be a parent and the middle one of its columns: nothing says what
    they are, and as one text they had room in one line."""
    if _holds_others(last, t, tokens) is not None:
        return False
    beside = [o for o in tokens if _on_level(o, t) and o is not t]
    sides = [o for o in beside if o.centre < t.centre], [o for o in beside if o.centre > t.centre]
    if not all(sides):
        return False
    room = min(min(abs(o.centre - t.centre) for o in side) for side in sides)
    return last.box.width + t.box.width + t.size < room


def _continues(s: Stack, t: Token, rules: Sequence[Rule], leading: float) -> bool:
    last = s.tokens[-1]
    if not _goes_on(last, t, leading) or (last.text.endswith(_PARENTS) and t.text in _PARTS):
        return False
    return not any(
        last.middle < (r.box.top + r.box.bottom) / 2 < t.middle and r.box.x0 <= t.centre <= r.box.x1 for r in rules
    )


def _by_words(t: Token, s: Stack) -> bool | None:
    """Whether known heads have a text of which this one is the end; False where its words, or their beginning, stand
    under those above there, and no text begins with both: it is the middle one of the columns of a parent. None where
    they tell neither."""
    known = load()
    above, below = head_key("".join(o.text for o in s.tokens)), head_key(t.text)
    under = known.lexicon.under.get(above, frozenset())
    stands = below in under or (len(below) >= _BEGUN and any(word.startswith(below) for word in under))
    if stands == any(word.startswith(above + below) for word in known.head_words):
        return None
    return False if stands else (True if above + below in known.head_words else None)
