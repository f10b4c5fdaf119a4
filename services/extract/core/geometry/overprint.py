"""Texts of several lines that their cells have no room for: spreadsheets print them over the rules and the neighbours.

The lines of a text are painted one after the other, at one distance, and all but the last fill the cell's width. Where
they stand in several rows and meet the text of another cell or an edge, the row of one of them is that of the whole:
of the first where texts are set at the top of their cells, of the last where at the foot, of the middle otherwise.
Which of these holds for a table shows where fewest texts meet in one cell. All that they touch is in doubt, and so are
any two texts that stand in each other's way.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from statistics import median

from services.extract.core.geometry.splitting import Area
from services.extract.core.geometry.words import em
from shared.model.page import Box, Word

#: lines of one text are so far apart (font sizes)
_CLOSEST, _FURTHEST = 0.85, 1.9
#: their distances are this much alike (font sizes)
_ALIKE = 0.1
#: and begin as near to one another as this, or have one middle (font sizes)
_BEGINS = 0.5
#: so much room is left on a full line at the most, that the next word would not have had (font sizes)
_ROOM = 2.6
#: so many texts of other columns may be painted between two lines of one
_BETWEEN = 8
#: texts are printed over one another from this share of their height on
_OVER = 0.25
#: on edges stand less than this share of a table's texts
_FEW = 0.25
#: and stand in each other's way from this share of their height and of a letter's width on; of the width from this one
#: on where they are off each other's line
_HIDES, _OFF_LINE = 0.4, 0.1

CellAt = Callable[[float, float], Area | None]
BoxOf = Callable[[Area], Box]
_Line = tuple[Word, ...]
_Text = tuple[_Line, ...]


@dataclass(frozen=True, slots=True)
class Overprint:
    """`homes`: the cell of each word, by its `id`, whose text overflows; `doubted`: the `id` of all cells in doubt."""

    homes: dict[int, Area]
    doubted: frozenset[int]


NONE = Overprint({}, frozenset())


def find(words: Sequence[Word], cell_at: CellAt, box_of: BoxOf) -> Overprint:
    """The texts of a table that run over their cells. `words` are in painting order; `cell_at(x, y)` is the cell at a
    place, `box_of` the box of a cell. A scan has neither that order nor sizes: none are told on it."""
    if not all(w.size for w in words):
        return NONE
    met = frozenset(id(a) for box in _printed_over(words) if (a := cell_at((box.x0 + box.x1) / 2, _y(box))))
    edged = _on_edges(words, cell_at)
    if not met and not edged:
        return NONE
    texts = _texts(words, edged, cell_at, box_of)
    over = [t for t in texts if len(t) > 1 and len({id(_cell(t, y, cell_at)) for y in _middles(t)}) > 1]
    known = [t for t in over if any(id(w) in edged for line in t for w in line)]
    if met:
        known += [t for t in over if any(_meet(t, other, cell_at) for other in _near(t, texts))]
    if not known:
        return Overprint({}, met)
    pitch = median(_pitch(t) for t in known)
    over = [t for t in over if abs(_pitch(t) - pitch) <= _ALIKE * em(t[0][0])]
    taken = {id(t) for t in over}
    others = {id(a) for t in texts if id(t) not in taken and (a := _cell(t, _middle(t), cell_at))}
    settings = [[_cell(t, at(t), cell_at) for t in over] for at in (_middle, _first, _last)]
    homes = min(settings, key=lambda found: _faults(found, others))
    found = {id(w): a for t, a in zip(over, homes, strict=True) if a is not None for line in t for w in line}
    touched = (_cell(t, y, cell_at) for t in over for y in _middles(t))
    return Overprint(found, met.union(id(a) for a in (*touched, *homes) if a is not None))


def _on_edges(words: Sequence[Word], cell_at: CellAt) -> frozenset[int]:
    """The `id` of the words that the edge of a cell runs through; none where that is how texts are set: many, and in
    most columns."""
    inside, found, columns = 0, list[int](), dict[int, list[bool]]()
    for word in words:
        x, reach = (word.box.x0 + word.box.x1) / 2, _OVER * (word.box.bottom - word.box.top)
        above, below = cell_at(x, word.box.top + reach), cell_at(x, word.box.bottom - reach)
        if (cell := above or below) is not None:
            inside += 1
            found += [id(word)] if above is not below else []
            columns.setdefault(cell.col, []).append(above is not below)
    clean = sum(not any(edged) for edged in columns.values())
    return frozenset(found) if len(found) < _FEW * inside or 2 * clean >= len(columns) else frozenset()


def _printed_over(words: Sequence[Word]) -> Iterator[Box]:
    """The boxes of words that stand in each other's way, whatever they are."""
    ordered = sorted(words, key=lambda w: w.box.top)
    tops = [w.box.top for w in ordered]
    boxes = [w.box for w in ordered]
    for i, (word, a) in enumerate(zip(ordered, boxes, strict=True)):
        left, top, right, bottom = a
        for k in range(i + 1, bisect_left(tops, bottom - _HIDES * (bottom - top), i + 1)):
            x0, y0, x1, y1 = b = boxes[k]
            least = _OFF_LINE if y0 - top > _OVER * (bottom - top) else _HIDES
            # Most words of a line stand beside one another: a dense page asks this of a hundred thousand pairs.
            if (
                x0 < right
                and left < x1
                and min(right, x1) - max(left, x0) > least * min(em(word), em(ordered[k]))
                and min(bottom, y1) - y0 > _HIDES * min(bottom - top, y1 - y0)
                and word.text != ordered[k].text
            ):
                yield a
                yield b


def _faults(found: Sequence[Area | None], others: set[int]) -> int:
    """How many texts have no cell, or one that has another text."""
    homes = [id(a) for a in found if a is not None]
    return len(found) - len(set(homes)) + len(others.intersection(homes))


def _texts(words: Sequence[Word], edged: Set[int], cell_at: CellAt, box_of: BoxOf) -> list[_Text]:
    texts: list[list[list[Word]]] = []
    for word in words:
        last = texts[-1][-1] if texts else []
        if last and _beside(last[-1], word, cell_at):
            last.append(word)
        elif above := next((t for t in texts[: -_BETWEEN - 1 : -1] if _below(t, word, edged, cell_at, box_of)), None):
            above.append([word])
        else:
            texts.append([[word]])
    return [tuple(map(tuple, text)) for text in texts]


def _beside(before: Word, word: Word, cell_at: CellAt) -> bool:
    """Whether `word` goes on the line of `before` in the same cell."""
    a, b = before.box, word.box
    if abs(a.top - b.top) > _ALIKE * em(word) or not -_ALIKE * em(word) <= b.x0 - a.x1 <= _ROOM * em(word):
        return False
    return cell_at((a.x0 + a.x1) / 2, _y(a)) is cell_at((b.x0 + b.x1) / 2, _y(b))


def _below(text: Sequence[Sequence[Word]], word: Word, edged: Set[int], cell_at: CellAt, box_of: BoxOf) -> bool:
    """Whether `word` begins the next line of `text`: at a line's distance under a line that fills the cell's width."""
    line, size = text[-1], em(word)
    down = word.box.top - line[0].box.top
    if not _CLOSEST * size <= down <= _FURTHEST * size or abs(em(line[0]) - size) > _ALIKE * size:
        return False
    x0, x1 = line[0].box.x0, line[-1].box.x1
    if len(text) > 1 and abs(down - (line[0].box.top - text[-2][0].box.top)) > _ALIKE * size:
        return False
    centred = abs(x0 + x1 - word.box.x0 - word.box.x1) <= 2 * _ALIKE * size
    cell = cell_at((x0 + x1) / 2, _y(line[0].box))
    beneath = cell_at((word.box.x0 + word.box.x1) / 2, _y(word.box))
    if cell is None and id(line[0]) not in edged:
        return False
    if (word.box.x1 < x0 or word.box.x0 > x1) and (cell is None or beneath is None or cell.col != beneath.col):
        return False
    if beneath is None and not (centred or abs(word.box.x0 - x0) <= _BEGINS * size):
        return False
    in_cells = cell is not beneath and edged.isdisjoint((id(line[0]), id(word)))
    apart = down, word.box.bottom - line[0].box.bottom, _y(word.box) - _y(line[0].box)
    if in_cells and any(abs(d - step) <= _ALIKE * size for step in _steps(cell, beneath, box_of) for d in apart):
        return False
    room = min((box_of(a).x1 - x1 for a in (cell, beneath) if a is not None), default=float("inf"))
    if room <= _ROOM * size:
        return True
    return centred and x1 - x0 >= word.box.width


def _steps(cell: Area | None, beneath: Area | None, box_of: BoxOf) -> tuple[float, ...]:
    """How far apart two texts are that stand alike in both cells: at their tops, their feet, or in their middles."""
    if cell is None or beneath is None:
        return ()
    a, b = box_of(cell), box_of(beneath)
    return b.top - a.top, b.bottom - a.bottom, _y(b) - _y(a)


def _near(text: _Text, texts: Sequence[_Text]) -> list[_Text]:
    low, high = text[0][0].box.top, text[-1][0].box.bottom
    return [t for t in texts if t is not text and t[0][0].box.top < high and t[-1][0].box.bottom > low]


def _meet(a: _Text, b: _Text, cell_at: CellAt) -> bool:
    """Whether a line of one is printed over a line of the other, or stands lower or higher by less than a line in one
    cell with it."""
    return any(_collide(x.box, y.box, cell_at) for line in a for x in line for other in b for y in other)


def _collide(a: Box, b: Box, cell_at: CellAt) -> bool:
    height = min(a.bottom - a.top, b.bottom - b.top)
    if min(a.bottom, b.bottom) - max(a.top, b.top) <= _OVER * height:
        return False
    if min(a.x1, b.x1) - max(a.x0, b.x0) > 1:
        return True
    cell = cell_at((a.x0 + a.x1) / 2, _y(a))
    return abs(a.top - b.top) > _ALIKE * height and cell is not None and cell is cell_at((b.x0 + b.x1) / 2, _y(b))


def _cell(text: _Text, y: float, cell_at: CellAt) -> Area | None:
    longest = max(text, key=lambda line: line[-1].box.x1 - line[0].box.x0)
    return cell_at((longest[0].box.x0 + longest[-1].box.x1) / 2, y)


def _y(box: Box) -> float:
    return (box.top + box.bottom) / 2


def _middles(text: _Text) -> list[float]:
    return [_y(line[0].box) for line in text]


def _first(text: _Text) -> float:
    return _y(text[0][0].box)


def _last(text: _Text) -> float:
    return _y(text[-1][0].box)


def _middle(text: _Text) -> float:
    return (_first(text) + _last(text)) / 2


def _pitch(text: _Text) -> float:
    return (_last(text) - _first(text)) / (len(text) - 1)
