"""Parents of a head that are set at the left, each over the first of its columns, with no line drawn below them.

A head whose cells are centred, or set at the top, has no text at its foot but those that stand under another. So a text
at the foot with nothing above it is under the parent that begins left of it, and that parent and what stands right
below it are no two lines of one text. Where no cell shows how texts are set, parents that leave no text at the foot of
the head to itself tell the same, less surely.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.extract.core.geometry.words import box_of, em
from shared.model.page import Box, Rule, Word

#: texts begin at one place, and share their width, if no more than this is between (font sizes)
_FLUSH, _SHARED = 0.3, 0.15
#: texts of one level have their middles as near as this, and lines of one text are no further apart (font sizes)
_LEVEL, _LEADING = 0.3, 1.45
#: texts over the whole height of a head have one middle, as near as this
_ALIKE = 0.2
#: a head of so many lines of texts is no head
_MOST = 120

Text = Sequence[Word]


@dataclass(slots=True, eq=False)
class _Cell:
    """A text of a head, of one line or of several."""

    box: Box
    size: float
    children: list[_Cell] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return (self.box.top + self.box.bottom) / 2


def edges(head: Sequence[Sequence[Text]], right: float) -> tuple[list[Rule], bool]:
    """Lines under the parents of a head that are set at the left, each as long as the columns that it stands over, and
    whether they are sure. `head`: its lines of texts; `right`: where the table ends (points)."""
    texts = [t for line in head for t in line]
    cells = _joined([_cell(t) for t in texts]) if len(texts) < _MOST else []
    if len(cells) < 3 or not _all_left(cells):
        return [], True
    foot = max(c.middle for c in cells)
    wholes = _wholes(cells, foot)
    shown = bool(wholes)
    parents: list[_Cell] = []
    for c in sorted(cells, key=lambda c: -c.middle):
        c.children = _children(c, cells, foot, wholes)
        if c.children:
            parents.append(c)
    if not parents:
        return [], True
    beside = [(p, left) for p in parents if (left := _left_out(p, parents, cells, wholes)) is not None]
    if beside:
        return [], all(_is_between(p, left) for p, left in beside)
    low = [c for c in cells if abs(c.middle - foot) < _LEVEL * c.size]
    if _may_be_centred(parents, cells) or (not shown and all(map(_is_centred, parents))):
        return [], True
    if not shown and not _covers(low, parents):
        return [], False
    return [_line(p, cells, right) for p in parents], shown


def _cell(text: Text) -> _Cell:
    return _Cell(box_of([w.box for w in text]), em(text[0]))


def _joined(lines: list[_Cell]) -> list[_Cell]:
    """The texts, from right to left: a line that has another right above it is the next line of that one, unless a text
    beside it, on its level, has nothing above it."""
    out = list(lines)
    for b in sorted(lines, key=lambda c: (-c.box.x0, c.middle)):
        a = next((o for o in out if o is not b and _goes_on(o, b)), None)
        if a is not None and not _has_sibling(b, out):
            a.box = a.box.union(b.box)
            out = [c for c in out if c is not b]
    return out


def _has_sibling(b: _Cell, cells: Sequence[_Cell]) -> bool:
    right = [c for c in cells if c.box.x0 > b.box.x1]
    near = [c for c in right if _flush(c, min(right, key=lambda o: o.box.x0))]
    return any(abs(c.middle - b.middle) < _LEVEL * b.size and not any(_is_over(o, c) for o in cells) for c in near)


def _goes_on(a: _Cell, b: _Cell) -> bool:
    """Whether one text may be the next line of another: it begins where that one does, or has the same middle."""
    flush = abs(a.box.x0 - b.box.x0) < _FLUSH * b.size
    centred = abs(a.box.x0 + a.box.x1 - b.box.x0 - b.box.x1) < 2 * _FLUSH * b.size
    last, first = a.box.bottom - a.size / 2, min(b.middle, b.box.top + b.size / 2)
    return (flush or centred) and 0.6 * b.size < first - last < _LEADING * b.size


def _share(a: _Cell, b: _Cell) -> bool:
    return min(a.box.x1, b.box.x1) - max(a.box.x0, b.box.x0) > _SHARED * b.size


def _is_over(a: _Cell, b: _Cell) -> bool:
    return _share(a, b) and b.middle - a.middle > 2 * _LEVEL * b.size


def _flush(a: _Cell, b: _Cell) -> bool:
    return abs(a.box.x0 - b.box.x0) < _FLUSH * b.size


def _is_alone(c: _Cell, cells: Sequence[_Cell]) -> bool:
    """Whether nothing stands above a text or below it."""
    return not any(_is_over(o, c) or _is_over(c, o) for o in cells)


def _all_left(cells: Sequence[_Cell]) -> bool:
    """Whether every text with others below it begins where the first of those does."""
    for c in cells:
        below = [o for o in cells if _is_over(c, o)]
        if below and not _flush(c, min(below, key=lambda o: o.box.x0)):
            return False
    return True


def _wholes(cells: Sequence[_Cell], foot: float) -> list[float]:
    """The heights of the texts above the foot that are left of all that stand at it, or else right of them, with
    nothing above or below: of columns whose cell is as high as the head."""
    low = [c.box for c in cells if foot - c.middle <= _LEVEL * c.size]
    x0, x1 = min(b.x0 for b in low), max(b.x1 for b in low)
    alone = [c for c in cells if foot - c.middle > _LEVEL * c.size and _is_alone(c, cells)]
    return [c.middle for c in alone if c.box.x1 <= x0] or [c.middle for c in alone if c.box.x0 >= x1]


def _children(parent: _Cell, cells: Sequence[_Cell], foot: float, wholes: Sequence[float]) -> list[_Cell]:
    """The texts under a parent: the one right below it, and those on its level to the right, with nothing above them,
    up to one that stands higher, or as high as the names left of all parents do; with them what stands lower there. []
    for one without others to its right."""
    below = [o for o in cells if _is_over(parent, o) and _flush(parent, o)]
    if not below:
        return []
    first = min(below, key=lambda o: o.middle)
    over = [parent, *(o for o in cells if _is_over(o, parent) and _flush(o, parent))]
    headed = any(_is_over(first, o) for o in cells)
    topped = any(abs(y - min(c.middle for c in cells)) < _ALIKE * first.size for y in wholes)
    own = (first.middle + foot) / 2 if headed and not topped else first.middle
    others = [] if topped else [*wholes, *([first.middle] if headed else [])]
    found = [first]
    for c in _from_left([o for o in cells if o.box.x0 > first.box.x0 + _FLUSH * o.size]):
        higher = first.middle - c.middle > _LEVEL * c.size and not _is_upper_of(c, first, cells, foot)
        held = any(_is_over(o, c) and not any(o is x for x in (*over, *found)) for o in cells)
        if higher or held or (_ends_above(c, cells, foot) and any(_is_nearer(c, y, own) for y in others)):
            break
        found.append(c)
    return found if len(found) > 1 else []


def _is_upper_of(c: _Cell, beside: _Cell, cells: Sequence[_Cell], foot: float) -> bool:
    """Whether a text, with others below it, is the upper one of the levels at whose half height stands the text of the
    cell `beside` it, which takes them all."""
    below = [o.middle for o in cells if _is_over(c, o)]
    half = (c.middle + max(below, default=c.middle)) / 2
    return bool(below) and _ends_above(beside, cells, foot) and abs(half - beside.middle) < _LEVEL * c.size


def _is_nearer(c: _Cell, height: float, own: float) -> bool:
    """Whether a text has its middle at one height rather than at another; not where these are as good as one."""
    return abs(c.middle - height) < abs(c.middle - own) - _ALIKE * c.size


def _ends_above(c: _Cell, cells: Sequence[_Cell], foot: float) -> bool:
    """Whether a text has nothing below it and is not at the foot: its cell takes several levels."""
    return foot - c.middle > _LEVEL * c.size and not any(_is_over(c, o) for o in cells)


def _from_left(cells: Sequence[_Cell]) -> list[_Cell]:
    """The texts by where they begin, those that begin at one place from top to bottom."""
    columns: list[list[_Cell]] = []
    for c in sorted(cells, key=lambda o: o.box.x0):
        if columns and _flush(columns[-1][0], c):
            columns[-1].append(c)
        else:
            columns.append([c])
    return [c for column in columns for c in sorted(column, key=lambda o: o.middle)]


def _left_out(parent: _Cell, parents: Sequence[_Cell], cells: Sequence[_Cell], wholes: Sequence[float]) -> _Cell | None:
    """The text left of a parent's first one, on its level, that has no parent and none of this one's level above it:
    this one may be set in the middle. A text of a column by itself, half way down the head, has none."""
    first = parent.children[0]
    left = [c for c in cells if c.box.x1 <= first.box.x0 and c.middle > first.middle - _LEVEL * c.size]
    beside = max(left, key=lambda c: c.box.x0, default=None)
    if beside is None or any(beside is c for p in parents for c in p.children):
        return None
    between = [c for c in cells if beside.box.x0 <= c.box.x0 < first.box.x0 and _is_alone(c, cells)]
    if any(abs(c.middle - y) < _ALIKE * c.size for c in between for y in wholes):
        return None
    level = [c for c in cells if abs(c.middle - parent.middle) < _LEVEL * c.size]
    return None if any(_is_over(o, beside) for o in level) else beside


def _is_between(parent: _Cell, left: _Cell) -> bool:
    """Whether a parent stands half way between the text left of its first one and that right of it."""
    a, b, c = (o.box.x0 + o.box.x1 for o in (left, parent, parent.children[1]))
    return abs(a + c - 2 * b) < 4 * _FLUSH * parent.size


def _is_centred(parent: _Cell) -> bool:
    """Whether a parent is centred over the first of its texts and another of them, though it begins where they do."""
    return any(_is_middle(parent, c) for c in parent.children[1:])


def _is_middle(parent: _Cell, c: _Cell) -> bool:
    """Whether a parent is centred over what stands from its first text to another of its texts, be it that one."""
    return abs(parent.children[0].box.x0 + c.box.x1 - parent.box.x0 - parent.box.x1) < 2 * _FLUSH * parent.size


def _may_be_centred(parents: Sequence[_Cell], cells: Sequence[_Cell]) -> bool:
    """Whether every parent may as well be centred, be it over a text as wide, the middle one of its columns, and texts
    right of the first one have no parent if they are not."""
    left = min(p.box.x0 for p in parents)
    under = {id(c) for p in parents for c in p.children}
    alone = any(c.box.x0 > left and id(c) not in under and _is_alone(c, cells) for c in cells)
    return alone and all(any(_is_middle(p, c) for c in p.children) for p in parents)


def _covers(low: Sequence[_Cell], parents: Sequence[_Cell]) -> bool:
    """Whether several parents share out all texts at the foot of a head."""
    over = [p for p in parents if any(c is o for c in low for o in p.children)]
    return len(over) > 1 and all(any(c is o for p in over for o in p.children) for c in low)


def _line(parent: _Cell, cells: Sequence[_Cell], right: float) -> Rule:
    """A line under a parent, up to the next text behind its columns."""
    end = max(_end(c) for c in parent.children)
    behind = min((c.box.x0 for c in cells if c.box.x0 > end), default=right + 2)
    y = (min(parent.box.bottom, parent.children[0].middle) + max(parent.children[0].box.top, parent.middle)) / 2
    return Rule(box=Box(parent.box.x0 - 1, y, max(end, behind - 1), y), horizontal=True)


def _end(c: _Cell) -> float:
    return max((c.box.x1, *map(_end, c.children)))
