"""Sheets too wide for their paper: a spreadsheet prints the columns that had no room on further pages.

Laid side by side, rule to rule, these pages are one wide page again, and merged cells that the cut opened close.

A page shows the further columns of another where all its level rules stand at the same heights, and its first row is
head. Its title tells them apart from the further rows of a table, and from another table of as many rows: it stands
above the first page alone (the second is blank down to the table, as no page is that begins with one), or above both in
the same words; a title that the cut runs through says so by itself. Where neither shows a title, the columns must
differ, in their places or in their heads; pages with the same heads at the same places never stand side by side.

Pages go down first (all rows of the first columns, then those of the next), or across first.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from services.extract.core.geometry import turning
from services.extract.core.geometry.bare_sheets import bare_sheet
from services.extract.core.geometry.word_cuts import part
from services.extract.core.geometry.words import TextLine, em, lines_of
from shared.model.fold import fold
from shared.model.numbers import parse_number
from shared.model.page import PageContent, Rule, Word

#: heights and places are the same if they differ by no more (points)
SAME = 1.5
#: level rules at the least
LEAST_LEVELS = 3
#: where merged cells leave out more than half of them, more than so many: frame, foot of the head and one between
MERGED_LEAST = 3
#: rules shorter than this part no rows (points)
SHORT = 15.0
#: pages below one another that a sheet has at the most
DEEPEST = 60
#: and one whose pages do not all go on beside others
_DEEPEST_RAGGED = 12
#: how far the words above a table may stand from those of another page at the same height (points)
_LEVEL = 4.0
#: a character as narrow as this does not show (points)
_NOTHING = 0.1
_TABLE = "表"
#: letters of a parent of all columns of a page at the most, and how much larger than the other texts a title is
_PARENT, _LARGER = 4, 1.1
#: the share of the head texts of one page that another has where both are read from pixels, and have the same head
_MOST_HEADS = 0.75
_UNIT = re.compile(r"单位[:：]?\S{0,6}元")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Pages that stand side by side, from left to right: at least two with level rules, or pages without, and then with
    the places between which their columns lie (`ends`, left and right)."""

    pages: tuple[PageContent, ...]
    ends: tuple[tuple[float, float], ...] = ()


class Face:
    """What a page shows to those that compare it with others."""

    def __init__(self, page: PageContent) -> None:
        self.page = page

    @cached_property
    def rules(self) -> list[Rule]:
        """Its level rules; none where its text is turned."""
        if turning.quarters_of(self.page.notes):
            return []
        return [r for r in self.page.rules if r.horizontal and r.box.width >= SHORT]

    @cached_property
    def levels(self) -> list[float]:
        """The heights of its level rules, from top to bottom."""
        return _apart((r.box.top + r.box.bottom) / 2 for r in self.rules)

    @cached_property
    def uprights(self) -> list[float]:
        """The places of its upright rules, from left to right."""
        return _apart((r.box.x0 + r.box.x1) / 2 for r in self.page.rules if not r.horizontal)

    @cached_property
    def reach(self) -> tuple[float, float]:
        """Where its rules begin and end, downwards: a cell that the page cuts has upright ones alone there."""
        upright = [r.box for r in self.page.rules if not r.horizontal]
        return min([self.levels[0], *(b.top for b in upright)]), max([self.levels[-1], *(b.bottom for b in upright)])

    @cached_property
    def left(self) -> float:
        return min(r.box.x0 for r in self.rules)

    @cached_property
    def right(self) -> float:
        return max(r.box.x1 for r in self.rules)

    @cached_property
    def outside(self) -> list[TextLine]:
        """The lines above and below its rules."""
        top, bottom = self.levels[0] + SAME, self.levels[-1] - SAME
        return lines_of([w for w in self.page.words if w.box.bottom < top or w.box.top > bottom])

    @cached_property
    def above(self) -> list[TextLine]:
        return [line for line in self.outside if line.box.bottom < self.levels[0] + SAME]

    @cached_property
    def first_row(self) -> list[Word]:
        """The words of its first row that has some."""
        for top, bottom in itertools.pairwise(self.levels):
            if row := [w for w in self.page.words if top < (w.box.top + w.box.bottom) / 2 < bottom]:
                return row
        return []

    @cached_property
    def opens_with_title(self) -> bool:
        """Whether words stand in its uppermost row and nothing parts it, as where a title is printed in the frame: but
        for one short word as large as the others, which is the parent of all columns here (支出)."""
        top, bottom = self.levels[:2]
        inner = [
            r.box for r in self.page.rules if not r.horizontal and self.left + SAME < r.box.x0 < self.right - 2 * SAME
        ]
        parted = any(b.top < top + 2 * SAME and b.bottom > bottom - 2 * SAME for b in inner)
        row = [w for w in self.page.words if top < (w.box.top + w.box.bottom) / 2 < bottom]
        return not parted and bool(row) and not self._is_parent(row)

    def _is_parent(self, row: Sequence[Word]) -> bool:
        text, size = fold("".join(w.text for w in row)), max(map(em, row))
        below = [em(w) for w in self.page.words if self.levels[1] < w.box.top and w.box.bottom < self.levels[-1]]
        return len(text) <= _PARENT and _TABLE not in text and bool(below) and size < _LARGER * max(below)

    @cached_property
    def opens_with_head(self) -> bool:
        """Whether there are no figures but years in its first row."""
        row = [fold(w.text) for w in self.first_row]
        return bool(row) and not any(parse_number(t) is not None and not _YEAR.fullmatch(t) for t in row)


def gather(pages: Sequence[PageContent]) -> list[PageContent | Sheet]:
    """`pages` in order, those that are parts of one wide sheet together where the first of them stands."""
    faces = [Face(p) for p in pages]
    out: list[PageContent | Sheet] = []
    above: list[Face] = []
    at = 0
    while at < len(faces):
        rows = _sheet(faces, at) or _ragged(faces, at) or _below(above, faces, at)
        above = rows[-1] if rows else []
        found = [Sheet(tuple(face.page for face in row)) for row in rows] or [
            Sheet(tuple(p.page for p in row), tuple((p.left, p.right) for p in row)) for row in bare_sheet(pages, at)
        ]
        out += [sheet if len(sheet.pages) > 1 else sheet.pages[0] for sheet in found] or [pages[at]]
        at += sum(len(sheet.pages) for sheet in found) or 1
    return out


def _sheet(faces: Sequence[Face], at: int) -> list[list[Face]]:
    """The pages of the sheet that begins at `at`, row by row; none where a page is all of its width."""
    first = faces[at]
    if len(first.levels) < LEAST_LEVELS:
        return []
    for deep in range(1, min(DEEPEST, (len(faces) - at) // 2) + 1):
        down = faces[at : at + deep]
        if deep > 1 and not _goes_down(first, down[-1]):
            return []
        if not _stand_beside(faces, at, at + deep, deep):
            continue
        wide = 2
        while at + deep * wide < len(faces) and _stand_beside(faces, at, at + deep * wide, deep):
            wide += 1
        if deep > 1:
            return [[faces[at + row + deep * col] for col in range(wide)] for row in range(deep)]
        return _rows_across(faces, at, wide)
    return []


def _stand_beside(faces: Sequence[Face], at: int, other: int, deep: int) -> bool:
    """Whether the `deep` pages from `other` on hold further columns of those from `at` on."""
    if other + deep > len(faces) or not _holds_columns(faces[at], faces[other - deep], faces[other]):
        return False
    return all(_same_rows(faces[at + k], faces[other + k]) for k in range(1, deep))


def _rows_across(faces: Sequence[Face], at: int, wide: int) -> list[list[Face]]:
    """Rows of `wide` pages each, as long as their columns are those of the first."""
    rows = [list(faces[at : at + wide])]
    while (at := at + wide) + wide <= len(faces):
        row = list(faces[at : at + wide])
        fits = all(_goes_down(a, b) for a, b in zip(rows[0], row, strict=True))
        if not (fits and all(_same_rows(row[0], other) for other in row[1:])):
            break
        rows.append(row)
    return rows


def _ragged(faces: Sequence[Face], at: int) -> list[list[Face]]:
    """The pages of a sheet with several tables that begins at `at`, row by row, where not all of them are so wide:
    pages without further columns are not printed, and those with some show the rules of these tables alone."""
    first = faces[at]
    for deep in range(1, min(_DEEPEST_RAGGED, len(faces) - at - 1) + 1 if len(first.levels) >= LEAST_LEVELS else 1):
        end = at + deep
        if not _holds_some_columns(first, faces[end]):
            continue
        rows = [[face] for face in faces[at:end]]
        while end < len(faces) and _holds_some_columns(first, faces[end]):
            for row in rows:
                if end < len(faces) and (row is rows[0] or _holds_some_columns(row[0], faces[end])):
                    row.append(faces[end])
                    end += 1
        return rows
    return []


def _below(above: Sequence[Face], faces: Sequence[Face], at: int) -> list[list[Face]]:
    """The pages from `at` on, as one row, that hold further rows of a sheet whose pages `above` stand side by side and
    were printed before: a table goes on without a head there, its columns where they stood."""
    if not above or not _goes_down(above[0], faces[at]):
        return []
    row = [faces[at]]
    for over, face in zip(above[1:], faces[at + 1 :], strict=False):
        goes_on = len(face.levels) >= LEAST_LEVELS and abs(over.left - face.left) <= SAME and _same_columns(over, face)
        own = not goes_on or _goes_down(row[0], face) or not_in(face.above, row[0].above)
        if own or not _among(face.levels, row[0].levels):
            break
        row.append(face)
    return [row] if len(row) > 1 else []


def _holds_some_columns(a: Face, b: Face) -> bool:
    """Whether `b` holds further columns of a table of `a`, which has more above it than `b`: all its level rules stand
    where that table's do, its columns at other places."""
    x, y = a.levels, b.levels
    size = (a.page.width, a.page.height) == (b.page.width, b.page.height)
    if not size or len(y) <= LEAST_LEVELS or not _among(y, x) or not b.opens_with_head or _goes_down(a, b):
        return False
    if 2 * len(y) < sum(y[0] - SAME < level < y[-1] + SAME for level in x):
        return False
    lines = [line for line in lines_of(a.page.words) if line.box.bottom < y[0] + SAME]
    foreign = [
        line
        for line in not_in(b.above, lines)
        if not _is_unit(line) and not any(_goes_on(o, line, a.right, a.right - b.left) for o in lines)
    ]
    units = [line for line in b.above if _is_unit(line)]
    own = [line for line in not_in(lines, b.above) if not any(_names_unit_as(line, other) for other in units)]
    return bool(own) and not foreign and not _same_heads(a, b)


def _goes_down(a: Face, b: Face) -> bool:
    """Whether `b` may hold further rows of `a`: its columns stand at the same places."""
    if len(b.levels) < 2 or not b.uprights or not a.uprights:
        return False
    # A merged cell that covers all rows of a page has upright rules alone.
    sides = [(min(face.left, face.uprights[0]), max(face.right, face.uprights[-1])) for face in (a, b)]
    ends = all(abs(x - y) <= SAME for x, y in zip(*sides, strict=True))
    return ends and _same_columns(a, b)


def _same_rows(a: Face, b: Face) -> bool:
    """Whether the level rules of both stand at the same heights; a merged cell may leave some out."""
    x, y = a.levels, b.levels
    if min(len(x), len(y)) < 2 or (a.page.width, a.page.height) != (b.page.width, b.page.height):
        return False
    if any(abs(end - other) > SAME for end, other in zip(a.reach, b.reach, strict=True)):
        return False
    # Where the page cuts a cell, its upright rules end at a level as well: the frame's.
    few, many = sorted((_apart((*face.levels, *face.reach)) for face in (a, b)), key=len)
    return (2 * len(few) >= len(many) or len(few) > MERGED_LEAST) and _among(few, many)


def _holds_columns(a: Face, before: Face, b: Face) -> bool:
    """Whether `b` holds columns of the table whose first ones `a` holds, and `before` those on the left of its own."""
    if len(b.levels) < LEAST_LEVELS or not _same_rows(a, b) or not b.opens_with_head or _same_heads(a, b):
        return False
    own, foreign = not_in(a.above, b.above), not_in(b.above, a.above)
    shift = before.right - after_repeated_columns(a, b)
    cut = [line for line in b.above if any(_goes_on(x, line, before.right, shift) for x in before.above)]
    units = [line for line in foreign if _is_unit(line)]
    foreign = [line for line in foreign if line not in cut and line not in units]
    own = [line for line in own if not any(_names_unit_as(line, other) for other in units)]
    if (own or cut) and not foreign:
        return True
    if any(abs(x.box.top - y.box.top) <= _LEVEL for x in own for y in foreign):
        return False
    if a.opens_with_title and b.opens_with_title:
        return False
    begin = after_repeated_columns(a, b)
    head = [fold(w.text) for w in b.first_row if w.box.x1 > begin]
    return {fold(w.text) for w in a.first_row}.isdisjoint(head) and (len(head) > 1 or not _goes_down(a, b))


def _names_unit_as(line: TextLine, other: TextLine) -> bool:
    """Whether a line names the unit at the height of one that does: each page may say so, of another organisation."""
    return abs(line.box.top - other.box.top) <= _LEVEL and _is_unit(line)


def _is_unit(line: TextLine) -> bool:
    """Whether a line says the unit, and is no title that has it behind."""
    text = fold(line.text)
    return _UNIT.search(text) is not None and _TABLE not in text


def _same_heads(a: Face, b: Face) -> bool:
    """Whether both have the same head texts over the same columns: further rows of a table, or another like it. Of
    pages read from pixels one may be misread, and stand a little aside."""
    if len(a.uprights) != len(b.uprights) or not _same_columns(a, b):
        return False
    left = list(b.first_row)
    for word in a.first_row:
        same = (w for w in left if fold(w.text) == fold(word.text) and abs(w.box.x0 - word.box.x0) <= 2 * SAME)
        if (found := next(same, None)) is not None:
            left.remove(found)
    most = max(len(a.first_row), len(b.first_row))
    return len(b.first_row) - len(left) >= (most if _is_digital(a, b) else _MOST_HEADS * most)


def _is_digital(*faces: Face) -> bool:
    """Whether no word of the pages' first rows was read from pixels, as none is that is certain."""
    return all(w.confidence == 1 for face in faces for w in face.first_row)


def _goes_on(line: TextLine, other: TextLine, cut: float, shift: float) -> bool:
    """Whether `other`, moved by `shift`, is the same text from the `cut` on that `line` runs up to: each page has the
    characters that show on it. Two that end as titles of tables and are not the same are two."""
    size, texts = em(line.words[-1]), {fold("".join(shown(w).text for w in n.words)) for n in (line, other)}
    if len(texts) > 1 and all(t.endswith(_TABLE) for t in texts):
        return False
    if abs(line.box.top - other.box.top) > SAME or abs(size - em(other.words[0])) > SAME:
        return False
    if line.box.x1 < cut - size or other.box.x0 + shift > cut + size:
        return False
    left, right = _characters(line, 0.0), _characters(other, shift)
    if not left or not right:
        return False
    same = [c for c in left if c[0] > right[0][0] - SAME], [c for c in right if c[0] < left[-1][0] + SAME]
    if not all(a[1] == b[1] and abs(a[0] - b[0]) <= SAME for a, b in zip(*same, strict=False)):
        return False
    gap = right[0][0] - line.box.x1
    return len(same[0]) == len(same[1]) and (bool(same[0]) or -SAME < gap < size / 2)


def _characters(line: TextLine, shift: float) -> list[tuple[float, str]]:
    """Where each of its characters that show begins, moved by `shift`."""
    return [(x + shift, c) for w in map(shown, line.words) for x, c in zip(w.char_x, w.text, strict=False)]


def shown(word: Word) -> Word:
    """The word without the characters at its ends of which the page's edge leaves nothing."""
    wide = [k for k, (a, b) in enumerate(itertools.pairwise(word.char_x)) if b - a > _NOTHING]
    whole = not wide or (wide[0] == 0 and wide[-1] == len(word.text) - 1)
    return word if whole else part(word, wide[0], wide[-1] + 1)


def after_repeated_columns(first: Face, face: Face) -> float:
    """Where the columns of `face` begin that `first` does not have: label columns may be printed on every page."""
    for x in reversed(face.uprights):
        if x < face.right - SAME and x > face.left + SAME:
            mine, other = _words_to(face, x - face.left), _words_to(first, x - face.left)
            if len(mine) >= 2 and mine == other:
                return x
    return face.left


def _words_to(face: Face, width: float) -> list[tuple[str, int]]:
    """The words of its table in the first `width` points, with their heights."""
    top, bottom = face.levels[0], face.levels[-1]
    inside = [w for w in face.page.words if top < (w.box.top + w.box.bottom) / 2 < bottom]
    return sorted((fold(w.text), round(w.box.top)) for w in inside if (w.box.x0 + w.box.x1) / 2 < face.left + width)


def not_in(lines: Sequence[TextLine], others: Sequence[TextLine]) -> list[TextLine]:
    """The lines that are not printed at the same height and in the same words among `others`; figures count alike, but
    those that number a table."""
    return [
        line
        for line in lines
        if not any(abs(line.box.top - o.box.top) <= _LEVEL and _plain(line.text) == _plain(o.text) for o in others)
    ]


def _plain(text: str) -> str:
    plain = fold(text)
    return plain if _TABLE in plain else _DIGITS.sub("0", plain)


def _apart(values: Iterable[float]) -> list[float]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > SAME:
            out.append(value)
    return out


def _same_columns(a: Face, b: Face) -> bool:
    return _among(a.uprights, b.uprights) or _among(b.uprights, a.uprights)


def _among(few: Sequence[float], many: Sequence[float]) -> bool:
    return all(any(abs(x - y) <= SAME for y in many) for x in few)
