"""The print around a table: number, title, unit, organisation, year, and the notes below it.

Lines before a grid are read upwards from it; rows of the grid itself that span it whole are read the same way (a
workbook's first rows, a title inside the frame). What is found is taken out of the prose.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from services.extract.core import numbering, wrapped_titles
from services.extract.core.caption_facts import (
    DATE,
    first_field,
    is_bare_organization,
    merge,
    read_facts,
    without_unit,
    year_of,
)
from services.extract.core.framed_captions import of_lines, opens_table
from services.extract.core.heads.words import is_misread
from services.extract.core.inside import narrowed, rows_of, stacked
from services.extract.core.introductions import heading_above, introduced_title, is_introduction
from services.extract.core.notes import NOTE
from services.extract.core.parts import Caption, Segment
from services.extract.core.printed_titles import title_above, title_inside
from services.extract.core.table_numbers import is_table_number, table_number
from services.extract.core.templates import Templates, head_key
from services.extract.core.titles import looks_like_title, read_surely, table_of_title, title_key, without_continued
from shared.model.fold import fold, tidy
from shared.model.numbers import parse_number
from shared.model.page import Block, Grid, GridCell, GridSource, Line, is_doubted

#: how many lines above a grid may belong to its caption
_REACH = 14

#: and how many of them may be head texts without a frame
_HEAD_LINES = 3
#: rows at the top of a grid among which its title may stand (number, title)
_INNER_ROWS = 3
#: letters of a wrapped organisation's last line
_LONGEST_TAIL = 8
#: characters of a line of running text that fills its line, at least
_SHORTEST_FULL = 25
#: from line to line of one note, at most (font sizes)
_LINE_GAP = 1.5

_HEADING = re.compile(r"^(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、)")
_ATTACHMENT = re.compile(r"^附(?:件|表)\s*[0-9一二三四五六七八九十]*[：:]?$")

#: what the caption's line has before the organisation, or the end of it
_ENDS_LABEL = re.compile(r"(?:(?:(?:(?:填报)?单|部)?[位门])?名)?称?:?")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reading:
    """A caption read upwards, and how many lines it took."""

    caption: Caption
    taken: int


def segment(blocks: Sequence[Block], templates: Templates) -> tuple[Line | Segment, ...]:
    """Prose lines and captioned segments, in order. A grid without a caption goes with the segment before it where
    nothing but its notes stands between, otherwise it opens a segment without a title."""
    items: list[Line | Segment] = []
    pending: list[Line] = []
    opens = partial(opens_table, templates=templates)
    for block in (piece for b in blocks for piece in (stacked(b, templates, opens) if isinstance(b, Grid) else (b,))):
        if isinstance(block, Line):
            pending.append(block)
            continue
        pending = wrapped_titles.whole(_with_whole_lead(pending), templates)
        pending = [*pending[:-1], *unpacked(pending[-1], templates)] if pending else pending
        pending, below = _without_early_notes(pending, templates)
        reading = read_upwards(pending, templates, inner=_inner_title(block, templates))
        grid, caption = _inner_caption(block, reading.caption, templates)
        rest = prose_of(pending, reading)
        pending = []
        if caption.title is None and (printed := title_above(rest, grid)):
            said = tidy("".join(line.text for line in printed))
            number, title = table_number(said)
            caption = replace(caption, title=title or said, place=printed[0].place, year=caption.year or year_of(title))
            caption = replace(caption, number=caption.number or number) if title else caption
            rest = rest[: -len(printed)]
        if caption.title is None and items and isinstance(items[-1], Segment):
            before = items[-1]
            notes, prose = split_notes(rest)
            if not prose:
                items[-1] = replace(before, blocks=(*before.blocks, *notes, grid))
                continue
        if caption.title is None:
            caption = replace(caption, heading=heading_above(rest))
        caption = without_unit(caption)
        if items and isinstance(items[-1], Segment):
            notes, prose = split_notes(rest)
            items[-1] = replace(items[-1], blocks=(*items[-1].blocks, *notes))
            rest = prose
        items.extend(rest)
        # A title or a heading under a stamp is no prose between two parts of a table.
        after_prose = not all(is_doubted(line.fragments) for line in rest)
        items.append(Segment(caption=caption, blocks=(grid, *below), after_prose=after_prose))
    if items and isinstance(items[-1], Segment):
        notes, pending = split_notes(pending)
        items[-1] = replace(items[-1], blocks=(*items[-1].blocks, *notes))
    return (*items, *pending)


def _without_early_notes(lines: list[Line], templates: Templates) -> tuple[list[Line], list[Line]]:
    """The lines without the notes that stand between a title and the grid, and these: what a tool gives that has all
    lines of a page before its tables."""
    for start in range(max(len(lines) - _REACH, 1), len(lines)):
        if NOTE.match(tidy(lines[start].text)):
            notes, others = split_notes(lines[start:])
            caption = read_upwards(lines[:start], templates).caption
            named = caption.title is not None and not caption.title_inferred
            return (lines[:start], notes) if named and not others else (lines, [])
    return lines, []


def prose_of(lines: Sequence[Line], reading: _Reading) -> list[Line]:
    """The lines that are no caption. A sentence that introduces a table names it and stays prose all the same."""
    cut = len(lines) - reading.taken
    taken = lines[cut:] if reading.caption.title_inferred else ()
    return [*lines[:cut], *(line for line in taken if is_introduction(tidy(line.text)))]


def unpacked(line: Line, templates: Templates) -> list[Line]:
    """A line that runs title and facts together (`… 表 2 收入总表 单位：万元`) as the lines that it holds."""
    words = line.text.split()
    for cut in range(1, len(words)):
        title, facts = words[cut - 1], " ".join(words[cut:])
        if read_facts(facts) is None or not looks_like_title(title, templates):
            continue
        before = words[: cut - 1]
        number = next((n for n in (2, 1) if is_table_number("".join(before[-n:]))), 0) if before else 0
        texts = [" ".join(before[: len(before) - number]), " ".join(before[len(before) - number :]), title, facts]
        return [_with_text(line, text) for text in texts if text]
    return [line]


def _with_whole_lead(lines: list[Line]) -> list[Line]:
    """The lines; the end of an organisation's name that was wrapped under its own beginning goes back to it."""
    if len(lines) < 2 or (tail := lines[-1].place.box) is None or len(tidy(lines[-1].text)) > _LONGEST_TAIL:
        return lines
    for index in range(len(lines) - 2, max(len(lines) - 4, -1), -1):
        line, box = lines[index], lines[index].place.box
        facts = read_facts(tidy(line.text))
        if facts is None or box is None or line.place.page != lines[-1].place.page:
            return lines
        wrapped = abs(box.x0 - tail.x0) < box.height and 0 < tail.top - box.top < 3 * box.height
        if facts.organization and wrapped:
            whole = replace(line, fragments=(*line.fragments, *lines[-1].fragments))
            return [*lines[:index], whole, *lines[index + 1 : -1]]
    return lines


def _with_text(line: Line, text: str) -> Line:
    first = line.fragments[0]
    return replace(line, fragments=(replace(first, text=text),))


def read_upwards(lines: Sequence[Line], templates: Templates, inner: str | None = None) -> _Reading:
    """The caption in the last lines before a grid. A grid that holds its title (`inner`) takes no other from above."""
    caption = Caption()
    taken = 0
    named: str | None = None  # between unit and title: the organisation's line, of the caption if there is a title
    for count, line in enumerate(reversed(lines[-_REACH:]), start=1):
        text = without_continued(tidy(read_surely(line)))
        if not text:
            taken = count if taken == count - 1 else taken
            continue
        step = _read_line(text, line, caption, templates)
        if step is None and caption.title is None and (introduced := introduced_title(lines[: len(lines) - count + 1])):
            step = replace(caption, title=introduced, title_inferred=True, place=line.place)
            step = replace(step, year=caption.year or year_of(text))
        if step is None and not named and caption.unit and not caption.title and is_bare_organization(text):
            named = text
            continue
        if step is None or (inner and step.title and title_key(step.title) != title_key(inner)):
            break
        if named and step.title is None:
            break
        caption, taken = replace(step, organization=step.organization or named), count
        if _is_complete(step):
            break
    return _Reading(caption=caption, taken=taken)


def _is_complete(caption: Caption) -> bool:
    return caption.title is not None and (caption.number is not None or caption.title_inferred)


def _read_line(text: str, line: Line, caption: Caption, templates: Templates) -> Caption | None:
    """The caption with what this line adds, None where the line is no part of one."""
    if caption.title is not None:
        number, rest = table_number(text)
        if number is not None and not rest:
            return replace(caption, number=number, place=line.place)
        longer = rest + caption.title
        if caption.title_inferred or not _continues(rest, longer, templates):
            return None
        return replace(caption, title=longer, number=caption.number or number, place=line.place)
    facts = read_facts(text) or first_field(text)
    if facts is not None:
        return merge(caption, facts)
    number, rest = table_number(text)
    if number is not None:
        if rest and (beside := read_facts(rest)) is not None:
            return replace(merge(caption, beside), number=number)
        title = rest or None
        return replace(caption, number=number, title=title, place=line.place)
    if _ATTACHMENT.match(text) or DATE.match(text):
        return caption
    if is_head_line(line.text, templates) and len(caption.head_lines) < _HEAD_LINES:
        return replace(caption, head_lines=(text, *caption.head_lines))
    if looks_like_title(title := _without_numbering(text, templates), templates):
        return replace(caption, title=title, place=line.place, year=caption.year or year_of(title))
    return None


def _without_numbering(title: str, templates: Templates) -> str:
    """The title of a known table without the number that it has in the list of them: `（一）收支总表`."""
    bare = numbering.bare(title)
    return bare if bare != title and table_of_title(bare, templates, exactly=True) is not None else title


def is_head_line(text: str, templates: Templates) -> bool:
    """Whether a line holds nothing but head words of known tables, a letter of them misread or not, and is no title
    itself."""
    words = text.split()
    if not words or table_of_title(tidy(text), templates, exactly=True) is not None:
        return False
    return all(head_key(word) in templates.head_words or _is_misread(word, templates) for word in words)


def _is_misread(word: str, templates: Templates) -> bool:
    """Whether a word is a head word with a letter that looks like the right one (`女入` for 收入)."""
    return any(is_misread(word, known, templates, alike=True) for known in templates.head_words)


def _continues(text: str, longer: str, templates: Templates) -> bool:
    """Whether a line is the first half of a title whose second half is known already."""
    if len(text) > 40 or read_facts(text) is not None or text[-1] in "。；：:;！":
        return False
    return table_of_title(longer, templates, exactly=True) is not None


def split_notes(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The notes that stand right below a table, and the rest. A note may run on: `注：…` and the following lines up to
    a heading or a long paragraph. A sentence that is broken over lines is one note."""
    notes: list[Line] = []
    for index, line in enumerate(lines):
        text = tidy(line.text)
        if not text:
            continue
        if notes and _is_broken(notes[-1], lines[index - 1], line):
            notes[-1] = replace(notes[-1], fragments=(*notes[-1].fragments, *line.fragments))
            continue
        if NOTE.match(text) or (notes and (_runs_on(text, line) or _announces_note(text, lines[index + 1 :]))):
            notes.append(line)
            continue
        return notes, list(lines[index:])
    return notes, []


def _is_broken(note: Line, above: Line, line: Line) -> bool:
    """Whether the note's last line `above` is full and ends within a sentence that `line` goes on with."""
    said = tidy(note.text)
    if len(said) < _SHORTEST_FULL or said[-1] in "。；！？：.;:!?)）" or _opens(tidy(line.text), line):
        return False
    a, b = above.place, line.place
    if a.box is None or b.box is None:
        return len(tidy(above.text)) >= _SHORTEST_FULL
    size = above.size or a.box.height
    near = a.page == b.page and -size < b.box.top - a.box.bottom < _LINE_GAP * size
    return near and b.box.x1 < a.box.x1 + size and b.box.x0 < a.box.x0 + size


def _opens(text: str, line: Line) -> bool:
    """Whether a line begins something of its own: a heading, a table's caption, another note."""
    if line.heading is not None or table_number(text)[0] is not None or read_facts(text) is not None:
        return True
    return bool(NOTE.match(text) or _HEADING.match(text))


def _announces_note(text: str, following: Sequence[Line]) -> bool:
    """Whether a line between two notes leads over to the second (`…，并在本表下方作下述说明：`)."""
    after = next((plain for line in following if (plain := tidy(line.text))), "")
    return text[-1] in "：:" and len(text) <= 80 and bool(NOTE.match(after))


def _runs_on(text: str, line: Line) -> bool:
    return len(text) <= 80 and text[-1] in "。；." and not _opens(text, line)


def _inner_caption(grid: Grid, outer: Caption, templates: Templates) -> tuple[Grid, Caption]:
    """The grid without its leading rows that are captions, and the outer caption completed with what they say."""
    caption = outer
    if caption.title is None and _is_title(grid.caption, templates):
        caption = replace(caption, title=tidy(grid.caption or ""))
    rows = 0
    while rows < grid.rows - 1:
        facts = _row_caption(_cells_of(grid, rows), grid, templates)
        if facts is None and caption.title is None:
            facts = _printed_caption(grid, rows, templates)
        facts = facts or _caption_again(_cells_of(grid, rows), outer)
        if facts is None or (facts.title and caption.title and title_key(facts.title) != title_key(caption.title)):
            break
        caption = merge(caption, facts)
        rows += 1
    return (narrowed(rows_of(grid, rows, grid.rows)) if rows else grid), caption


def _caption_again(cells: Sequence[GridCell], outer: Caption) -> Caption | None:
    """What a row says that has the end of the caption's line above the grid once more, cut at the edges of columns
    (`门名称：某市市 | 场监管局 | 单位：万元`)."""
    said = [(tidy(c.text), read_facts(tidy(c.text))) for c in cells if tidy(c.text)]
    unit = next((facts for _, facts in said if facts is not None and facts.unit is not None), None)
    name = fold("".join(text for text, facts in said if facts is None or facts.unit is None))
    whole = fold(outer.organization or "")
    label = name.removesuffix(whole)
    again = bool(whole) and name.endswith(whole) and _ENDS_LABEL.fullmatch(label) is not None
    return unit or Caption() if again and (label or unit is not None) else None


def _inner_title(grid: Grid, templates: Templates) -> str | None:
    """The title in the first rows of the grid: that of a known table, or one over its unit or organisation."""
    rows = [_row_caption(_cells_of(grid, row), grid, templates) for row in range(min(_INNER_ROWS, grid.rows - 1))]
    for said, below in itertools.zip_longest(rows, rows[1:]):
        if said is None:
            return None
        if said.title is not None:
            facts = below is not None and below.title is None and bool(below.unit or below.organization)
            if facts or table_of_title(said.title, templates, exactly=True) is not None:
                return said.title
    return None


def _printed_caption(grid: Grid, row: int, templates: Templates) -> Caption | None:
    """The title that a row is printed as; the head is the first row below it that is no caption."""
    below = (_cells_of(grid, r) for r in range(row + 1, min(row + 1 + _INNER_ROWS, grid.rows)))
    head = next((cells for cells in below if _row_caption(cells, grid, templates) is None), ())
    cells = _cells_of(grid, row)
    title = title_inside(cells, head, grid)
    return Caption(title=title, year=year_of(title), place=cells[0].place) if title else None


def _cells_of(grid: Grid, row: int) -> list[GridCell]:
    return [c for c in grid.cells if c.row == row]


def _is_title(text: str | None, templates: Templates) -> bool:
    return text is not None and looks_like_title(tidy(text), templates)


def _row_caption(cells: Sequence[GridCell], grid: Grid, templates: Templates) -> Caption | None:
    """What a row says if it is a caption: a title or number alone, or unit, organisation and year."""
    texts = [text for c in cells if (text := without_continued(tidy(c.text)))]
    if not texts:
        return Caption() if any(c.col_span == grid.cols for c in cells) else None
    if any(parse_number(t) is not None for t in texts) or any(c.row_span > 1 for c in cells if tidy(c.text)):
        return None
    joined = read_facts(" ".join(texts)) if len(texts) <= 3 else None
    if joined is not None:
        return joined
    if len(texts) == 1:
        cell = next(c for c in cells if tidy(c.text))
        if cell.col_span == grid.cols and (said := of_lines(cell, templates)) is not None:
            return said
        number, rest = table_number(texts[0])
        if number is not None:
            return Caption(number=number, title=rest or None)
        named = texts[0][-1] == "表" or table_of_title(texts[0], templates, exactly=True) is not None
        tail = grid.source is GridSource.ALIGNED and cell.col == grid.cols - 1
        apart = grid.cols > 2 and not tail and (named or grid.source is not GridSource.RULED)
        if grid.cols > 1 and (apart or cell.col_span == grid.cols) and looks_like_title(texts[0], templates):
            title = _without_numbering(texts[0], templates)
            return Caption(title=title, year=year_of(title), place=cells[0].place)
    return None


def same_caption(first: str | None, second: str | None) -> bool:
    """Whether two printed titles are one, widths and spaces aside."""
    return first is not None and second is not None and fold(first) == fold(second)
