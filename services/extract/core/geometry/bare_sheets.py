"""Sheets too wide for their paper, printed without rules: which pages stand side by side, and where they meet.

Without rules the heights of the texts say it: what stands in the rows of one page stands level with those of the other,
and the caption of the first is blank on the second but for what the sheet prints there, the rest of a title that the
cut runs through, or the unit at its right end. A page with a number, an organisation or a title of its own begins one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from services.extract.core.geometry import turning
from services.extract.core.geometry.words import TextLine, em, is_number, lines_of
from shared.model.fold import fold, is_cjk
from shared.model.page import PageContent, Word

#: heights and places are the same if they differ by no more (points)
_SAME = 1.5
#: and those of the lines of a caption (points)
_LEVEL = 4.0
#: rules shorter than this part no rows (points)
_SHORT = 15.0
#: a page of running text has so many words of so many letters
_LONG, _LONG_WORDS = 30, 3
#: how much larger than the other texts a title is
_LARGER = 1.12
#: lines of one text are no further apart (font sizes)
_LEADING = 2.2
#: a character as narrow as this does not show (points)
_NOTHING = 0.1
#: this share of the lines of the page with fewer rows stands level with those of the other
_LEVEL_LINES = 0.85
#: and this share of the texts of further rows begins or ends where those of the first do
_ALIGNED = 0.7
#: pages below one another that a sheet has at the most
_DEEPEST = 30
#: how far behind the last text of a page without a cut text the next one begins (font sizes)
_BEHIND = 1.0
_UNIT = re.compile(r"[（(]?(?:金额|货币|计量)?单位[:：]\S{0,6}元[)）]?")
_ORGANIZATION = re.compile(r"(?:编制|填报|预算|公开|申报)?(?:部门|单位)(?:名称)?[:：](?!\S{0,6}元)")
_NUMBER = re.compile(r"(?:附件?|公开|预算|决算|财决)?(?:附?表)?[\d一二三四五六七八九十-]{1,4}表?")
_FOOT = re.compile(r"[-—–\s]*(?:第)?\d{1,4}(?:页)?(?:[/／]?共?\d{1,4}页?)?[-—–\s]*")


@dataclass(frozen=True, slots=True)
class BarePage:
    """A page of a sheet: its columns lie between two places, its left and its right end (points)."""

    page: PageContent
    left: float
    right: float


class _Face:
    """What a page without rules shows to those that compare it with others."""

    def __init__(self, page: PageContent) -> None:
        self.page = page

    @cached_property
    def bare(self) -> bool:
        """Whether it has texts, no level rules, and is no running text."""
        page = self.page
        if not page.words or any(r.horizontal and r.box.width >= _SHORT for r in page.rules):
            return False
        long = sum(len(w.text) >= _LONG for w in page.words)
        return long < _LONG_WORDS and not turning.quarters_of(page.notes)

    @cached_property
    def begins(self) -> bool:
        """Whether a table begins on it, as far as words say that cost no time."""
        return any("单位" in w.text or "部门" in w.text for w in self.page.words)

    @cached_property
    def lines(self) -> list[TextLine]:
        found = lines_of(self.page.words)
        return found[:-1] if len(found) > 1 and _FOOT.fullmatch(fold(found[-1].text)) else found

    @cached_property
    def size(self) -> float:
        return median(em(w) for line in self.lines for w in line.words)

    @cached_property
    def caption(self) -> list[TextLine]:
        """The lines above its head: number, title, unit and organisation."""
        last = -1
        for i, line in enumerate(self.lines[:6]):
            if _has_figures(line):
                break
            if self._is_caption(line):
                last = i
        return self.lines[: last + 1]

    def _is_caption(self, line: TextLine) -> bool:
        return self.is_large(line) or any(p.match(fold(w.text)) for w in line.words for p in (_UNIT, _ORGANIZATION))

    def is_large(self, line: TextLine) -> bool:
        return min(map(em, line.words)) > _LARGER * self.size

    @cached_property
    def body(self) -> list[TextLine]:
        return self.lines[len(self.caption) :]

    def says(self, what: re.Pattern[str]) -> bool:
        return any(what.match(fold(w.text)) for line in self.caption for w in line.words)

    @cached_property
    def numbered(self) -> bool:
        return bool(self.lines) and _NUMBER.fullmatch(fold(self.lines[0].words[0].text)) is not None

    @cached_property
    def titles(self) -> list[TextLine]:
        return [line for line in self.caption if self.is_large(line)]

    @cached_property
    def left(self) -> float:
        return min(line.box.x0 for line in self.lines)

    @cached_property
    def right(self) -> float:
        return max(line.box.x1 for line in self.lines)


def bare_sheet(pages: Sequence[PageContent], at: int) -> list[list[BarePage]]:
    """The pages of the sheet without rules that begins at `at`, row by row; none where a page is all of its width."""
    first = _Face(pages[at])
    if not (first.bare and first.begins):
        return []
    faces = [first]
    for page in pages[at + 1 :]:
        face = _Face(page)
        if not face.bare:
            break
        faces.append(face)
        if len(faces) > 2 * _DEEPEST:
            break
    if len(faces) < 2 or not (first.says(_ORGANIZATION) or first.says(_UNIT) or first.titles):
        return []
    deep = 1
    while not _stands_beside([first], faces[deep]):
        if deep + 1 >= len(faces) or deep >= _DEEPEST or not _goes_down(first, faces[deep]):
            return []
        deep += 1
    return _down(faces, deep) if deep > 1 else _across(faces)


def _down(faces: Sequence[_Face], deep: int) -> list[list[BarePage]]:
    """Pages that go down first: `deep` of them, then as many with the next columns; a page without texts is printed
    nowhere, and so a column may end before the first one does."""
    columns = [list(faces[:deep])]
    at = deep
    while at < len(faces) and _stands_beside([c[0] for c in columns], faces[at]):
        column = [faces[at]]
        at += 1
        while at < len(faces) and len(column) < deep and not faces[at].caption:
            if not _same_rows(columns[0][len(column)].lines, faces[at].lines):
                break
            column.append(faces[at])
            at += 1
        columns.append(column)
    heads = _placed([c[0] for c in columns])
    return [
        [BarePage(c[row].page, head.left, head.right) for c, head in zip(columns, heads, strict=True) if row < len(c)]
        for row in range(deep)
    ]


def _across(faces: Sequence[_Face]) -> list[list[BarePage]]:
    """Pages that go across first, with further rows below as long as their columns are those of the first."""
    wide = 1
    while wide < len(faces) and _stands_beside(faces[:wide], faces[wide]):
        wide += 1
    heads = _placed(faces[:wide])
    rows = [heads]
    at = wide
    while at + wide <= len(faces):
        row = faces[at : at + wide]
        fits = all(_goes_down(a, b) for a, b in zip(faces[:wide], row, strict=True))
        if not fits or not all(_same_rows(row[0].lines, other.lines) for other in row[1:]):
            break
        rows.append([BarePage(f.page, h.left, h.right) for f, h in zip(row, heads, strict=True)])
        at += wide
    return rows


def _placed(row: Sequence[_Face]) -> list[BarePage]:
    """The pages of the first row, with where each begins and ends: at a text that the cut runs through, or behind the
    last text."""
    margin = row[0].left
    lefts, rights = [margin], []
    for a, b in pairwise(row):
        through = _cut_text(a, b, margin)
        rights.append(through[0] if through else a.right + _BEHIND * a.size)
        lefts.append(through[1] if through else margin)
    rights.append(row[-1].right)
    return [BarePage(f.page, left, right) for f, left, right in zip(row, lefts, rights, strict=True)]


def _stands_beside(before: Sequence[_Face], face: _Face) -> bool:
    """Whether a page holds further columns of the table whose first ones the pages `before` hold."""
    first, last = before[0], before[-1]
    if (first.page.width, first.page.height) != (face.page.width, face.page.height) or not face.body or not first.body:
        return False
    if face.numbered or face.says(_ORGANIZATION) or (face.says(_UNIT) and any(f.says(_UNIT) for f in before)):
        return False
    cut = _cut_text(last, face, first.left)
    if cut is None and face.titles and any(f.titles for f in before):
        return False
    head = max((line.box.bottom for f in before for line in f.caption), default=0.0)
    if not first.caption or _middle(face.body[0]) < head:
        return False
    below = [_middle(line) for f in (first, face) for line in f.body if _has_figures(line)][:1]
    start = min(below, default=0.0) - _SAME
    rows = [[line for line in f.body if _middle(line) > start] for f in (first, face)]
    return _same_rows(*rows) if below and all(rows) else len(face.body) <= len(first.body)


def _cut_text(a: _Face, b: _Face, margin: float) -> tuple[float, float] | None:
    """Where a text that the cut runs through ends on one page and begins on the next: each has all of its letters, of
    which those beyond its edge have no width or stand in its `margin`, or a part of a title."""
    beyond = [w for line in b.lines for w in line.words if w.box.x0 < margin + em(w)]
    for word in (w for line in a.lines for w in line.words if len(w.char_x) > 2):
        for other in beyond:
            if abs(word.box.top - other.box.top) > _SAME or len(other.char_x) != len(other.text) + 1:
                continue
            over = other.box.x0 < margin - _SAME or _is_cut(word, -1) or _is_cut(other, 0)
            if over and other.text.startswith(word.text):
                return _at_cut(word, other)
    for line in a.titles:
        for title in b.titles:
            size = em(line.words[0])
            level = abs(_middle(line) - _middle(title)) <= _SAME and abs(size - em(title.words[0])) < 0.5
            if level and line.box.x1 > a.right - size and title.box.x0 < b.left + size:
                return line.box.x1, title.box.x0
    return None


def _is_cut(word: Word, end: int) -> bool:
    """Whether the first character of a word (`end` 0) or its last (-1) has no width."""
    edges = word.char_x
    return abs(edges[end] - edges[1 if end == 0 else -2]) <= _NOTHING


def _at_cut(word: Word, other: Word) -> tuple[float, float]:
    """The cut in the places of both pages: the last character that shows on the first begins where it says, and ends
    where the other says."""
    widths = [[y - x for x, y in pairwise(w.char_x)] for w in (word, other)]
    last = max((k for k, width in enumerate(widths[0]) if width > _NOTHING), default=0)
    wide = em(word) if is_cjk(word.text[last]) else max(widths[0][last], widths[1][last])
    right = word.char_x[last + 1]
    return right, right - (word.char_x[last] + wide - other.char_x[last + 1])


def _goes_down(a: _Face, b: _Face) -> bool:
    """Whether a page may hold further rows of another: nothing of a caption, and columns at the same places."""
    if b.caption or b.numbered:
        return False
    words = [w for line in b.lines for w in line.words]
    ends = sorted(x for line in a.body for w in line.words for x in (w.box.x0, w.box.x1))
    return sum(any(_among(x, ends) for x in (w.box.x0, w.box.x1)) for w in words) >= _ALIGNED * len(words)


def _same_rows(a: Sequence[TextLine], b: Sequence[TextLine]) -> bool:
    """Whether the lines of the page with fewer rows stand level with those of the other, or half way between the two
    lines of a text."""
    few, many = sorted((a, b), key=len)
    if not few:
        return False
    levels = _levels(many)
    found = 0
    for i, line in enumerate(few):
        y = _middle(line)
        beside = [(y + _middle(o)) / 2 for o in few[max(i - 1, 0) : i + 2] if o is not line and _of_one(line, o)]
        found += any(_among(height, levels) for height in (y, *beside))
    return found >= _LEVEL_LINES * len(few)


def _levels(lines: Sequence[TextLine]) -> list[float]:
    """The heights of lines, and half way between two that may be of one text."""
    heights = [_middle(line) for line in lines]
    between = [(_middle(a) + _middle(b)) / 2 for a, b in pairwise(lines) if _of_one(a, b)]
    return sorted((*heights, *between))


def _of_one(a: TextLine, b: TextLine) -> bool:
    return abs(_middle(a) - _middle(b)) <= _LEADING * em(a.words[0])


def _among(x: float, places: Sequence[float]) -> bool:
    i = bisect_left(places, x - _SAME)
    return i < len(places) and places[i] <= x + _SAME


def _middle(line: TextLine) -> float:
    box = line.words[0].box
    return (box.top + box.bottom) / 2


def _has_figures(line: TextLine) -> bool:
    return any(_is_figure(w) for w in line.words)


def _is_figure(word: Word) -> bool:
    return is_number(word.text) and not re.fullmatch(r"(?:19|20)\d\d", word.text)
