"""Rows that a page break cut in two: whether the last row of a part and the first of the next are one.

A cut row leaves traces. Columns that every row fills are blank in one piece: in the lower one where the short cells
print at the row's top, in the upper one where they are centred or stand at its foot. And text is only cut where its
line was full: had the next letter fitted on the line, the two texts are cells of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from services.extract.core.names import ENUMERATOR, Names
from services.extract.core.parts import Slot
from shared.model.fold import fold
from shared.model.labels import names_total
from shared.model.page import Fragment
from shared.model.table import Column, Role

#: a column is expected in every row where this share of the rows has it
_EXPECTED = 0.9
#: and of at least so many rows
_LEAST_ROWS = 2
#: names have numbers of their own in a column where so many of them do, and this share
_FEWEST, _NUMBERED = 3, 0.6
#: letters of the end of a name at the most
_END = 3
#: points of a cell's width that its margins may take
_MARGINS = 14.0
#: what stays together at the start of a line: an ideograph, or a run of Latin letters, figures (of any width) and
#: signs, with the brackets that open before it, which end no line, and the stop behind it
_UNBREAKABLE = re.compile(r"[（《“【]*(?:[!-~≥≤０-９．％]+|.)[，。；：、！？）》”,;:)]*")
#: a narrow column breaks a figure or code anywhere
_LETTER = re.compile(r".")
_FIGURE = re.compile(r"[-−(]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[)%％]?")
_CODE = re.compile(r"\d{2,3}|\d{5}|\d{7}")
_STOPS = "，。；：、！？）》”,;:)."
#: what no name or sentence ends with
_GOES_ON = ("、", "，", "（", "(", "《", "“")

#: letters up to this one are narrower than ideographs
_NARROW = 0x2000

Slots = Sequence[Slot]


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """How far the printed lines of a column reach, in points: their greatest width, and their greatest distance from
    the left side of their cell."""

    width: float
    reach: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """What all rows of a table tell: its groups of columns (the halves of a balance), the columns that each expects in
    every row, and the room in each column."""

    columns: tuple[Column, ...]
    groups: tuple[tuple[int, ...], ...]
    expected: frozenset[int]
    rooms: tuple[Room | None, ...]
    decimals: tuple[int | None, ...]
    """places behind the point of nearly all figures of a column, None where they differ or there are none"""
    numbered: frozenset[int] = frozenset()
    """columns of names most of which begin with a number of their own: 一、…"""


def layout_of(columns: Sequence[Column], parts: Sequence[Sequence[Slots]]) -> Layout:
    """The layout of a table from the printed body rows of its parts. A merged cell counts in its first column only.

    The lower pieces of cut rows open a part and the upper ones end one: what the rows without the first of each part
    have, or those without the last, or those without both, is expected in every row.
    """
    groups = groups_of(columns)
    last = len(parts) - 1
    not_first = [row for i, part in enumerate(parts) for row in part[1 if i else 0 :]]
    not_last = [row for i, part in enumerate(parts) for row in part[: len(part) - 1 if i < last else None]]
    inner = [row for i, p in enumerate(parts) for row in p[1 if i else 0 : len(p) - 1 if i < last else None]]
    rows = [row for part in parts for row in part]
    return Layout(
        columns=tuple(columns),
        groups=groups,
        expected=frozenset(
            c for group in groups for rows in (not_first, not_last, inner) for c in _expected(group, rows)
        ),
        rooms=tuple(_room(rows, c) for c in range(len(columns))),
        decimals=tuple(_decimals(inner, c) for c in range(len(columns))),
        numbered=frozenset(c for c, column in enumerate(columns) if column.role is Role.LABEL and _numbered(rows, c)),
    )


def _numbered(rows: Sequence[Slots], col: int) -> bool:
    names = [text for row in rows if (text := text_at(row, col))]
    return sum(bool(ENUMERATOR.match(text)) for text in names) >= max(_FEWEST, _NUMBERED * len(names))


def _decimals(rows: Sequence[Slots], col: int) -> int | None:
    found = Counter(_places(text) for row in rows if _FIGURE.fullmatch(text := text_at(row, col)))
    usual, count = max(found.items(), key=lambda item: item[1], default=(0, 0))
    return usual if count and count >= _EXPECTED * sum(found.values()) else None


def _places(figure: str) -> int:
    return len(figure.partition(".")[2].rstrip(")%％"))


def _expected(group: Sequence[int], rows: Sequence[Slots]) -> list[int]:
    """The columns that nearly all rows fill which have anything in the group."""
    filled = [row for row in rows if any(text_at(row, c) for c in group)]
    if len(filled) < _LEAST_ROWS:
        return []
    return [c for c in group if sum(bool(text_at(row, c)) for row in filled) >= _EXPECTED * len(filled)]


def groups_of(columns: Sequence[Column]) -> tuple[tuple[int, ...], ...]:
    """Columns from each run of labels up to the next: one group, or two where two lists stand side by side."""
    groups: list[list[int]] = [[]]
    for index, column in enumerate(columns):
        is_label = column.role in (Role.LABEL, Role.CODE)
        if is_label and groups[-1] and columns[index - 1].role is Role.AMOUNT:
            groups.append([])
        groups[-1].append(index)
    return tuple(map(tuple, groups))


def text_at(row: Slots, col: int) -> str:
    """The text of the cell that starts in this column."""
    return row[col].text if row[col].col == col else ""


def _room(rows: Sequence[Slots], col: int) -> Room | None:
    """The room in a column. Lines that end in a stop do not count: it may hang over the margin. Nor do lines that run
    over the side of their cell into a blank neighbour."""
    lines = [
        (f.place.box, row[col].place.box)
        for row in rows
        if row[col].col == col and row[col].col_span == 1
        for f in row[col].fragments
        if not f.text.rstrip().endswith(tuple(_STOPS))
    ]
    known = [(line, cell) for line, cell in lines if line is not None and cell is not None and line.x1 <= cell.x1]
    if not known:
        return None
    return Room(width=max(b.width for b, _ in known), reach=max(b.x1 - cell.x0 for b, cell in known))


class Cut(Enum):
    """What two rows on both sides of a page break are."""

    ONE_ROW = "one row"
    TWO_ROWS = "two rows"
    EITHER = "either"
    """nothing tells: the text below can be the rest of the text above, or a row of its own"""


def judge(upper: Slots, lower: Slots, layout: Layout, names: Names) -> Cut:
    """Whether the two are the pieces of one row. `upper` ends a page, `lower` opens the next."""
    found = [_judge(upper, lower, group, layout, names) for group in layout.groups]
    if Cut.TWO_ROWS in found or not any(found):
        return Cut.TWO_ROWS
    return Cut.ONE_ROW if Cut.ONE_ROW in found else Cut.EITHER


def _judge(upper: Slots, lower: Slots, group: Sequence[int], layout: Layout, names: Names) -> Cut | None:
    """What this group of columns shows; None where it has no text on one side, and shows nothing."""
    texts = [(c, text_at(upper, c), text_at(lower, c)) for c in group]
    both = [(c, above, below) for c, above, below in texts if above and below]
    if any(c in layout.numbered and ENUMERATOR.match(below) and fold(above) != fold(below) for c, above, below in both):
        return Cut.TWO_ROWS
    if _has_text_alone(upper, lower, group, layout) or _complete_one_another(upper, lower, group, layout):
        return Cut.ONE_ROW
    if any(layout.columns[c].role in (Role.LABEL, Role.TEXT) and above.endswith(_GOES_ON) for c, above, _ in both):
        return Cut.ONE_ROW
    if any(not is_same_span(c, upper, lower, layout) and not may_run_on(c, upper, lower, layout) for c, _, _ in both):
        if not _has_name_alone(upper, lower, group, layout):
            return Cut.TWO_ROWS
        return Cut.ONE_ROW if any(makes_name(above, below, names) for _, above, below in both) else Cut.EITHER
    if not any(below for _, _, below in texts) or not any(above for _, above, _ in texts):
        return None
    if any(is_unfinished(c, above, layout) for c, above, _ in both):
        return Cut.ONE_ROW
    split = [(above, below) for _, above, below in both if fold(above) != fold(below)]
    lacks_above = any(c in layout.expected and below and not above for c, above, below in texts)
    lacks_below = any(c in layout.expected and above and not below for c, above, below in texts)
    lack_same = any(c in layout.expected and not above and not below for c, above, below in texts)
    if any(_is_whole(c, above, below, layout, names) for c, above, below in both):
        return Cut.TWO_ROWS
    if any(makes_name(above, below, names) for above, below in split) or _goes_on_in_text(upper, lower, group, layout):
        return Cut.ONE_ROW
    if lacks_above != lacks_below or (split and ((lacks_above and lacks_below) or lack_same)):
        return Cut.ONE_ROW
    if any(c in layout.numbered and _ends_entry(above, below) for c, above, below in both):
        return Cut.ONE_ROW
    return Cut.EITHER if split else None


def _ends_entry(above: str, below: str) -> bool:
    """Whether a letter or a few below an entry with a number, which have none, are its end."""
    return (
        bool(ENUMERATOR.match(above)) and len(below) <= _END and not ENUMERATOR.match(below) and not names_total(below)
    )


def _is_whole(col: int, above: str, below: str, layout: Layout, names: Names) -> bool:
    """Whether the text above is a name of the code list that nothing goes on with, or the label of a total, but for
    what it says in brackets. Names of projects begin with any words."""
    if fold(above) == fold(below):
        return False
    if layout.columns[col].role is Role.LABEL and names_total(above):
        return not below.startswith(("（", "("))
    return layout.columns[col].key != "item" and names.lists(above) and not names.knows(above + below)


def _goes_on_in_text(upper: Slots, lower: Slots, group: Sequence[int], layout: Layout) -> bool:
    """Whether running text goes on beside a label that is blank below, and covers no rows in print."""
    label = group[0]
    if text_at(lower, label) or max(upper[label].row_span, lower[label].row_span) > 1:
        return False
    return any(layout.columns[c].role is Role.TEXT and text_at(upper, c) and text_at(lower, c) for c in group)


def _has_text_alone(upper: Slots, lower: Slots, group: Sequence[int], layout: Layout) -> bool:
    """Whether the lower row has running text alone, and lacks the label and the figures that every row has and the
    upper one prints, beside such text or lacking what every row has of it: no row of this table, however well its first
    letter had fitted above."""
    here = [c for c in group if text_at(lower, c)]
    lacking = [c for c in group if c in layout.expected and c not in here]
    roles = {layout.columns[c].role for c in lacking if max(upper[c].row_span, lower[c].row_span) == 1}
    texts = bool(here) and all(
        layout.columns[c].role is Role.TEXT and (text_at(upper, c) or c in layout.expected) for c in here
    )
    return texts and {Role.LABEL, Role.AMOUNT} <= roles and all(text_at(upper, c) for c in lacking)


def _has_name_alone(upper: Slots, lower: Slots, group: Sequence[int], layout: Layout) -> bool:
    """Whether the lower row has a name alone, and lacks the figures (or code and figure) that every row has and the
    upper one prints: a line that somebody broke by hand ends before it is full."""
    here = [c for c in group if text_at(lower, c)]
    lacking = [c for c in group if c in layout.expected and c not in here]
    names = len(here) == 1 and layout.columns[here[0]].role is Role.LABEL
    figures = any(layout.columns[c].role is Role.AMOUNT for c in lacking)
    return names and figures and len(lacking) > 1 and all(text_at(upper, c) for c in lacking)


def _complete_one_another(upper: Slots, lower: Slots, group: Sequence[int], layout: Layout) -> bool:
    """Whether of the label and the figures that every row has, one piece prints the one and the other the others, none
    of them twice; or of all that every row has, figures too, each piece prints what the other lacks."""
    if _make_whole(upper, lower, group, layout):
        return True
    expected = [c for c in group if c in layout.expected and layout.columns[c].role in (Role.LABEL, Role.AMOUNT)]
    above = {layout.columns[c].role for c in expected if text_at(upper, c)}
    below = {layout.columns[c].role for c in expected if text_at(lower, c)}
    return len(above) == len(below) == 1 and above != below


def _make_whole(upper: Slots, lower: Slots, group: Sequence[int], layout: Layout) -> bool:
    """Whether all that every row has, figures among it, stands in one of two pieces or the other, each of which has
    some, in cells of this row alone; and no column has a text in both."""
    expected = {c for c in group if c in layout.expected}
    above, below = ({c for c in group if text_at(piece, c)} for piece in (upper, lower))
    if above & below or not above & expected or not below & expected or not expected <= above | below:
        return False
    alone = all(upper[c].row_span == lower[c].row_span == 1 for c in expected)
    return alone and any(layout.columns[c].role is Role.AMOUNT for c in expected)


def makes_name(above: str, below: str, names: Names) -> bool:
    """Whether only both texts together are a name that is known."""
    return names.knows(above + below) and not (names.lists(above) and names.lists(below))


def is_same_span(col: int, upper: Slots, lower: Slots, layout: Layout) -> bool:
    """Whether the column prints the text of a cell over several rows again on the next page."""
    return (
        layout.columns[col].role in (Role.LABEL, Role.TEXT)
        and fold(text_at(upper, col)) == fold(text_at(lower, col))
        and (upper[col].row_span > 1 or lower[col].row_span > 1 or layout.columns[col].key in _SPANNING)
    )


#: columns whose cells cover several rows
_SPANNING = frozenset({"indicator.level1", "indicator.level2", "unit"})


def may_run_on(col: int, upper: Slots, lower: Slots, layout: Layout) -> bool:
    """Whether the text below can be the rest of the text above: there was no room for it, and both make one figure or
    code where the column holds such."""
    role = layout.columns[col].role
    if role not in (Role.AMOUNT, Role.CODE):
        return not would_fit(upper[col], lower[col], layout.rooms[col])
    whole = text_at(upper, col) + text_at(lower, col)
    if (_CODE if role is Role.CODE else _FIGURE).fullmatch(whole) is None:
        return False
    if role is Role.AMOUNT and layout.decimals[col] not in (None, _places(whole)):
        return False
    return not would_fit(upper[col], lower[col], layout.rooms[col], _LETTER)


def is_unfinished(col: int, text: str, layout: Layout) -> bool:
    """Whether a figure or code breaks off: it is none, or has fewer places than its column's figures."""
    role = layout.columns[col].role
    if role is Role.CODE:
        return text.isdigit() and _CODE.fullmatch(text) is None
    if role is not Role.AMOUNT:
        return False
    return _FIGURE.fullmatch(text) is None or _places(text) < (layout.decimals[col] or 0)


def would_fit(upper: Slot, lower: Slot, room: Room | None, piece: re.Pattern[str] = _UNBREAKABLE) -> bool:
    """Whether the first letters of the lower text (what no line break can part: `piece`) had fitted on the last line of
    the upper one."""
    cell = upper.place.box
    if room is None or cell is None or not upper.fragments or not lower.fragments:
        return False
    last, letter = upper.fragments[-1].place.box, _first_width(lower.fragments[0], piece)
    if last is None or letter is None:
        return False
    beside_others = last.width + letter < room.width - 0.5 and last.x1 - cell.x0 + letter < room.reach - 0.5
    if beside_others or last.width + letter >= cell.width - _MARGINS - letter:
        return beside_others
    first = lower.fragments[0].place.box
    is_indented = piece is _UNBREAKABLE and first is not None and abs(first.x0 - last.x0) < 0.5
    return not is_indented or cell.x1 - last.x1 > _MARGINS / 2 + letter


def _first_width(fragment: Fragment, piece: re.Pattern[str]) -> float | None:
    """The width of `piece` at the start of this line."""
    box, text = fragment.place.box, fragment.text.strip()
    first = piece.match(text)
    if box is None or first is None:
        return None
    return box.width * _ems(first[0]) / _ems(text)


def _ems(text: str) -> float:
    """The width of a text in widths of an ideograph, nearly: figures are half as wide, or a little more."""
    return sum(1.0 if ord(c) > _NARROW else 0.6 for c in text)
