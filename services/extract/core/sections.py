"""Prose lines to sections: headings by their numbering, wrapped lines joined into paragraphs.

Markdown or Word heading marks help, but the numbering decides the level: OCR puts `##` and `####` before headings of
one rank. Lines of geometric pages also tell by indent, length and type size what begins a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from services.extract.core import numbering
from shared.model.document import Paragraph, Section
from shared.model.fold import tidy
from shared.model.page import NOWHERE, Box, Line, Place

_ENDED = re.compile(r"[。！？!?][”\"’』」）)]?$")
_PAUSED = re.compile(r"[：:；;]$")
_INSIDE_SENTENCE = re.compile(r"[，。；：,;:！？]")
_SENTENCE = re.compile(r"[。，；]")
_NOTE = re.compile(r"(?:注|备注|说明|附注)\s*[:：]")
_LONGEST_HEADING = 44
"""Characters. The longest heading met (财政拨款收支总表 families) has 38; running text is longer."""
_NARROWEST_LINE = 40
"""Half-width columns. A line that was wrapped has at least this many."""
_LONGEST_TAIL = 8
"""A heading's second line: 情况, 说明, 部门预算."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Entry:
    text: str
    place: Place
    size: float
    marked: int | None

    @property
    def level(self) -> int | None:
        return numbering.level(self.text)

    @property
    def starts(self) -> bool:
        return self.level is not None or self.marked is not None or bool(_NOTE.match(self.text))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Frame:
    """Left and right edge of the running text of one page."""

    left: float
    right: float


@dataclass(frozen=True, kw_only=True, slots=True)
class _Measure:
    """What the body of this document looks like, to tell headings and full lines from others."""

    width: float
    size: float
    frames: dict[int | None, _Frame]
    indents: bool
    """paragraphs begin with an indent here, so a line at the left edge goes on with the one before"""

    @classmethod
    def of(cls, entries: Sequence[_Entry]) -> _Measure:
        widths = sorted(numbering.width(e.text) for e in entries) or [0]
        sizes = [e.size for e in entries if e.size]
        frames = _frames(entries)
        bare = cls(width=widths[(len(widths) - 1) * 9 // 10], size=median(sizes or [0.0]), frames=frames, indents=False)
        numbered = [e for e in entries if e.place.box and (e.level or 0) > 1]
        indented = [e for e in numbered if bare.is_indented(e)]
        return replace(bare, indents=len(numbered) > 2 and len(indented) > 0.7 * len(numbered))

    def is_full(self, entry: _Entry) -> bool:
        """Whether the line reaches the right edge of the text (or most of the common line length)."""
        if entry.place.box and entry.place.page in self.frames:
            return entry.place.box.x1 >= self.frames[entry.place.page].right - 2.5 * (entry.size or 12)
        return numbering.width(entry.text) >= max(0.9 * self.width, _NARROWEST_LINE)

    def is_indented(self, entry: _Entry) -> bool:
        box, frame = entry.place.box, self.frames.get(entry.place.page)
        return box is not None and frame is not None and box.x0 >= frame.left + 1.2 * (entry.size or 12)

    def stands_out(self, entry: _Entry) -> bool:
        """Larger type than the body, or centred with wide margins: a heading of a geometric page."""
        box, frame = entry.place.box, self.frames.get(entry.place.page)
        if box is None or frame is None or frame.right <= frame.left:
            return False
        if self.size and entry.size >= 1.2 * self.size:
            return True
        return self._is_centred(entry, 0.15) and entry.size >= self.size

    def heads_page(self, entry: _Entry, before: _Entry | None) -> bool:
        """A centred line at the top of its page, where the text before has come to an end: it heads what follows."""
        if entry.place.box is None or (before is not None and before.place.page == entry.place.page):
            return False
        ended = before is None or not self.is_full(before) or bool(_ENDED.search(before.text))
        return ended and entry.size >= self.size and self._is_centred(entry, 0.05)

    def _is_centred(self, entry: _Entry, least: float) -> bool:
        """Whether the line has equal margins of at least `least` of the text's width on either side."""
        box, frame = entry.place.box, self.frames.get(entry.place.page)
        if box is None or frame is None or frame.right <= frame.left:
            return False
        before, after, whole = box.x0 - frame.left, frame.right - box.x1, frame.right - frame.left
        return before > least * whole and abs(before - after) < 0.08 * whole


def _frames(entries: Sequence[_Entry]) -> dict[int | None, _Frame]:
    """The text frame of every page, from its long lines; a page with fewer than two takes the whole document's: one
    alone may be a centred heading."""
    pages: dict[int | None, list[Box]] = {}
    for entry in entries:
        if entry.place.box is not None:
            pages.setdefault(entry.place.page, []).append(entry.place.box)
    if not pages:
        return {}
    longest = max(box.width for boxes in pages.values() for box in boxes)
    long_boxes = {page: [b for b in boxes if b.width >= 0.7 * longest] for page, boxes in pages.items()}
    every = [box for boxes in long_boxes.values() for box in boxes]
    frames = {}
    for page, boxes in long_boxes.items():
        known = boxes if len(boxes) > 1 else every
        frames[page] = _Frame(left=min(b.x0 for b in known), right=max(b.x1 for b in known))
    return frames


@dataclass(kw_only=True)
class _Draft:
    """A section being filled; the only mutable value here, and it never leaves this module."""

    title: str
    level: int
    place: Place
    entries: list[list[_Entry]] = field(default_factory=list)

    def finish(self) -> Section:
        return Section(
            title=self.title, level=self.level, place=self.place, paragraphs=tuple(_paragraph(p) for p in self.entries)
        )


def build(lines: Sequence[Line]) -> tuple[Section, ...]:
    """Sections of the lines that are left once tables, captions and the contents page are taken out.

    Text before the first heading is a section without a title, unless it is a cover (no sentences). Repeated blocks
    are kept: that a block is printed twice is a finding, not something to mend.
    """
    entries = list(_entries(lines))
    measure = _Measure.of(entries)
    drafts: list[_Draft] = [_Draft(title="", level=1, place=entries[0].place if entries else NOWHERE)]
    index = 0
    while index < len(entries):
        entry = entries[index]
        depth = _heading_level(entry, entries[index + 1 : index + 2], measure)
        if depth is None and _is_plain(entry) and measure.heads_page(entry, entries[index - 1] if index else None):
            depth = 1
        if depth is None:
            _add(drafts[-1], entry, measure)
            index += 1
            continue
        title, index = _heading(entries, index, measure)
        drafts.append(_Draft(title=numbering.heading_text(title), level=depth, place=entry.place))
    return tuple(d.finish() for d in _without_cover(drafts))


def _entries(lines: Iterable[Line]) -> Iterable[_Entry]:
    for line in lines:
        text = tidy(numbering.strip_bullet(line.text))
        if text and not numbering.is_page_number(text):
            yield _Entry(text=text, place=line.place, size=line.size, marked=line.heading)


def _heading_level(entry: _Entry, following: Sequence[_Entry], measure: _Measure) -> int | None:
    """The level of a heading, None where the line is running text."""
    depth = entry.level
    unfit = len(entry.text) > _LONGEST_HEADING or bool(_INSIDE_SENTENCE.search(numbering.bare(entry.text)))
    if entry.marked is not None:
        return None if unfit and depth not in (1, 2) else (depth or min(entry.marked, 3))
    if unfit or (depth is not None and depth > 3):
        return None
    if depth is None:
        return 1 if measure.stands_out(entry) and not measure.is_full(entry) else None
    if depth > 1 and measure.is_full(entry) and following and not _is_tail(following[0], measure):
        runs_on = not following[0].starts and not measure.is_indented(following[0])
        return None if runs_on else depth
    return depth


def _is_plain(entry: _Entry) -> bool:
    """Short, without number and without a sentence's signs."""
    short = len(entry.text) <= _LONGEST_HEADING
    return short and not entry.starts and not _INSIDE_SENTENCE.search(entry.text)


def _is_tail(entry: _Entry, measure: _Measure) -> bool:
    """Whether the line is the short second line of a heading rather than a paragraph."""
    short = len(entry.text) <= _LONGEST_TAIL and not any(c.isdigit() for c in entry.text)
    return short and not entry.starts and not _INSIDE_SENTENCE.search(entry.text)


def _heading(entries: Sequence[_Entry], index: int, measure: _Measure) -> tuple[str, int]:
    """The whole heading that begins at `index`, and the index behind it."""
    first = entries[index]
    title = first.text
    if index + 1 < len(entries):
        second = entries[index + 1]
        long_enough = first.level == 1 or measure.is_full(first) or measure.stands_out(first)
        if long_enough and len(title) > _LONGEST_TAIL and _is_tail(second, measure):
            return numbering.join(title, second.text), index + 2
    return title, index + 1


def _add(draft: _Draft, entry: _Entry, measure: _Measure) -> None:
    if draft.entries and _continues(draft.entries[-1], entry, measure):
        draft.entries[-1].append(entry)
    else:
        draft.entries.append([entry])


def _continues(paragraph: Sequence[_Entry], entry: _Entry, measure: _Measure) -> bool:
    """Whether `entry` goes on with the paragraph before it."""
    last = paragraph[-1]
    if entry.starts:
        return False
    if measure.indents and entry.place.box is not None and not measure.stands_out(entry):
        return not measure.is_indented(entry)
    same_page = last.place.box is not None and last.place.page == entry.place.page
    if same_page and measure.is_indented(entry) and not measure.stands_out(entry):
        return not _ENDED.search(last.text) and not _PAUSED.search(last.text) and measure.is_full(last)
    if _ENDED.search(last.text) or _PAUSED.search(last.text):
        return same_page and measure.is_full(last)
    if _INSIDE_SENTENCE.search(last.text) or len(paragraph) > 1:
        return True
    return measure.is_full(last) or len(last.text) >= 20


def _paragraph(entries: Sequence[_Entry]) -> Paragraph:
    text, starts = "", []
    for entry in entries:
        joined = numbering.join(text, entry.text)
        starts.append((len(joined) - len(entry.text), entry.place))
        text = joined
    place = _union([e.place for e in entries])
    return Paragraph(text=text, place=place, lines=tuple(starts) if len(starts) > 1 else ())


def _union(places: Sequence[Place]) -> Place:
    """The first line's place, its box grown over the lines of the same page."""
    first = places[0]
    if first.box is None:
        return first
    box: Box = first.box
    for place in places[1:]:
        if place.page == first.page and place.box is not None:
            box = box.union(place.box)
    return Place(page=first.page, box=box, line=first.line)


def _without_cover(drafts: Sequence[_Draft]) -> list[_Draft]:
    """Without what stands before the first section and holds no sentence: the cover's title and names.

    An unnumbered heading with only subsections below it is no cover: it stands on their page.
    """
    for index, draft in enumerate(drafts):
        following = drafts[index + 1] if index + 1 < len(drafts) else None
        if numbering.level(draft.title) is not None or any(_SENTENCE.search(e.text) for p in draft.entries for e in p):
            return list(drafts[index:])
        own_page = draft.place.page is not None and following is not None and following.place.page == draft.place.page
        if draft.title and own_page and not draft.entries:
            return list(drafts[index:])
    return []
