"""Lines of a text export to blocks: tab-separated runs, markdown tables and embedded HTML tables become grids."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from services.extract.readers import markup
from services.extract.readers.sheet_regions import SheetCell, regions
from services.extract.readers.text_binned import unbinned
from services.extract.readers.text_frames import unframed
from services.extract.readers.text_lines import plain_lines
from services.extract.readers.text_rows import (
    TextRow,
    blocks_of,
    figure_of,
    is_total,
    line_of,
    notes_from,
    renumbered,
    stands_over,
)
from services.extract.readers.text_spans import reached_down, straightened
from services.extract.readers.text_torn import barred, ends_figure, tabbed
from shared.model.fold import fold, strip_markup
from shared.model.page import Block, Fragment, Line, Place

_HEADING = re.compile(r"^\s{0,4}(#{1,6})\s+(.*?)\s*#*\s*$")
_LEAST_DASHES = 3
"""lines of a dash alone, from which on it stands for no amount and opens no item of a list"""
_BULLET = re.compile(r"^\s*[-*+]\s+(?=[\u3400-\u9fff“\"《(（⒈-⒛①-⑳]|\d{1,2}[.、．])")
_PIPE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_ITEM = re.compile(
    r"(?:[一二三四五六七八九十]+、|\d{1,2}[.、]|其中:|\([一二三四五六七八九十\d]{1,2}\))[\u3400-\u9fff()\"“”、:]{2,24}"
)
_MOST_BARE = 8
"""rows without figures that may follow one another inside a run"""
_IMAGE = re.compile(r"!\[([^\]\n]*)\]\([^()\n]*\)")
"""a picture that was put into a file of its own: what stands for it here says nothing but its name"""
_CELL_BAR = re.compile(r"(?<!\\)\|")
_FEED = re.compile(r"(?<=[^\n\f])\f(?=[^\n\f])")
BLANK_PAGE = 5
"""So many blank lines in a row, or a form feed beside blank lines only, are a page without text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """Blocks of a text and what is to be kept about its gaps."""

    blocks: tuple[Block, ...]
    notes: tuple[str, ...]


def text_blocks(text: str) -> Found:
    """Blocks of plain or markdown text, in order. A form feed inside a line ends it: some tools part the texts of pages
    by nothing else."""
    numbered = unbinned(plain_lines(_FEED.sub("\n\f", text)))
    numbers, lines = [number for number, _ in numbered], [line for _, line in numbered]
    return Found(
        blocks=tuple(renumbered(block, numbers) for block in _blocks(lines)), notes=tuple(_gaps(lines, numbers))
    )


def csv_blocks(text: str) -> Iterator[Block]:
    """Blocks of a CSV file, which is a sheet."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text[:20_000]), strict=False)
    rows: list[TextRow] = []
    line = 1
    for record in reader:
        rows.append(TextRow(line=line, cells=tuple(cell.strip("\n").replace("\n", "\v") for cell in record) or ("",)))
        line = reader.line_num + 1
    rows = unframed(rows)
    sheet = {n: {c: SheetCell(row.cells[c].strip()) for c in row.filled} for n, row in enumerate(rows) if row.filled}
    for region in regions(sheet) if sheet else ():
        columns = sorted({c for cells in region.values() for c in cells})
        if len(columns) == 1:  # running text saved as a sheet
            yield from (line_of(rows[n]) for n in sorted(region))
            continue
        yield from blocks_of([_of_region(rows[n], cells, columns) for n, cells in sorted(region.items())])


def _delimiter(sample: str) -> str:
    """What parts most rows into as many cells as the row above has: texts in cells may hold any of the signs, and more
    of them than the rows have cells."""

    def even(delimiter: str) -> int:
        widths = [len(record) for record in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if record]
        return sum(a == b > 1 for a, b in pairwise(widths))

    return max(",;\t|", key=lambda delimiter: (even(delimiter), sample.count(delimiter)))


def _of_region(row: TextRow, cells: Mapping[int, SheetCell], columns: Sequence[int]) -> TextRow:
    """The row's cells that are of a region."""
    texts = (cells[c].text if c in cells else "" for c in range(columns[0], columns[-1] + 1))
    return replace(row, cells=tuple(texts))


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    at = 0
    dashed = sum(line.strip() == "-" for line in lines) >= _LEAST_DASHES
    while at < len(lines):
        line = lines[at]
        if "<table" in line.lower():
            end = _table_end(lines, at)
            yield from markup.blocks("\n".join(lines[at:end]), first_line=at + 1)
        elif _is_pipe_table(lines, at):
            end = _while(lines, at, lambda x: "|" in x)
            yield from blocks_of(reached_down(unframed(list(_pipe_rows(lines, at, end)))))
        elif "\t" in line.strip(" \f") and line.strip():
            rows, end = _tab_rows(lines, at)
            yield from _tab_blocks(rows)
        else:
            end = at + 1
            line = _IMAGE.sub(r"\1", line) if "![" in line else line
            if strip_markup(line).strip():
                turned = at > 0 and "\f" in lines[at - 1] and not lines[at - 1].strip()
                yield _line(f"\f{line}" if turned else line, at + 1, dashed=dashed)
        at = end


def _line(text: str, number: int, *, dashed: bool = False) -> Line:
    """A line of text; markdown's heading marks and bullets are not part of it. Its indentation is, and so is the form
    feed before the first line of a page: columns stand elsewhere on every page. `dashed`: a dash may be a cell."""
    place = Place(line=number)
    heading = _HEADING.match(text)
    plain = heading.group(2) if heading else text if dashed else _BULLET.sub("", text)
    fragment = Fragment(text=plain.strip("\v").rstrip(), place=place)
    return Line(fragments=(fragment,), place=place, heading=len(heading.group(1)) if heading else None)


# ---------------------------------------------------------------- tabs


def _tab_rows(lines: Sequence[str], start: int) -> tuple[list[TextRow], int]:
    """The rows of one run, going on over blank lines and page breaks where the next run continues it."""
    rows, at = _run(lines, start)
    while at < len(lines):
        after = _while(lines, at, lambda x: not x.strip())
        if after == at or after >= len(lines):
            break
        near = after - at == 1
        if not _has_tab(lines[after]) and not (near and _is_bare_row(lines, after)):
            break
        more, end = _run(lines, after)
        if not (_continues(rows, more) or (near and _goes_on(rows, more))):
            break
        rows, at = rows + more, end
    return rows, at


def _run(lines: Sequence[str], start: int) -> tuple[list[TextRow], int]:
    end = start
    while end < len(lines) and (_has_tab(lines[end]) or _is_bare_row(lines, end) or _is_rest(lines, start, end)):
        end += 1
    return [_row(lines, n) for n in range(start, end)], end


def _has_tab(line: str) -> bool:
    return "\t" in line.strip(" \f") and bool(line.strip())


def _is_bare_row(lines: Sequence[str], at: int) -> bool:
    """A row whose cells behind the first are all blank, so that the export left no tab: 合计 of an empty table, or an
    item of an enumeration above a row with figures."""
    if is_total(lines[at]):
        return True
    for count in range(_MOST_BARE):
        if not _ITEM.fullmatch(fold(lines[at])):
            return count > 0 and _has_tab(lines[at]) and _is_data(_row(lines, at))
        at += 1 + (at + 1 < len(lines) and not lines[at + 1].strip())
        if at >= len(lines):
            break
    return False


def _is_rest(lines: Sequence[str], start: int, at: int) -> bool:
    """Whether the line is the rest of the figure that ends the row above, in a run of lines that began before."""
    return at > start and _has_tab(lines[at - 1]) and ends_figure(lines[at - 1].rsplit("\t", 1)[-1], lines[at])


def _row(lines: Sequence[str], at: int) -> TextRow:
    return TextRow(line=at + 1, cells=tuple(lines[at].strip("\f\v").split("\t")))


def _continues(rows: Sequence[TextRow], more: Sequence[TextRow]) -> bool:
    """Whether `more` is the rest of the same printed part: same shape, no head of its own.

    Parts that repeat their head stay apart: joining those is the business of the reconstruction, which knows titles.
    """
    if max(len(r.cells) for r in rows) != max(len(r.cells) for r in more):
        return False
    first = more[0]
    if not first.cells[0].strip():
        return not any(_same(first, row) for row in rows[:4])
    data = is_total(first.cells[0]) or any(figure_of(c) is not None for c in first.cells)
    return data or _same_kind(rows[-1], first)


def _goes_on(rows: Sequence[TextRow], more: Sequence[TextRow]) -> bool:
    """The same below a single blank line, which some exports leave between rows: widths differ where blank cells at the
    right left no tab, a head goes on until the first figures, and below figures a row of words alone is a new head,
    unless the row above stands under a merged cell, and it under the same or beside others of words alone."""
    first = more[0]
    if any(_same(first, row) for row in rows[:4]) or stands_over(first) or notes_from(more, 0) == 0:
        return False
    if not any(_is_data(row) for row in rows):
        return not stands_over(rows[-1])
    under_one = not rows[-1].cells[0].strip() and (not first.cells[0].strip() or not _is_data(rows[-1]))
    return _is_data(first) or len(first.filled) == 1 or under_one


def _is_data(row: TextRow) -> bool:
    return any(figure_of(row.cells[i]) is not None for i in row.filled if i)


def _same(one: TextRow, other: TextRow) -> bool:
    return [fold(c) for c in one.cells] == [fold(c) for c in other.cells]


def _same_kind(one: TextRow, other: TextRow) -> bool:
    """The first cell repeats (an indicator's level that every row prints)."""
    return bool(one.cells[0].strip()) and fold(one.cells[0]) == fold(other.cells[0])


def _tab_blocks(rows: Sequence[TextRow]) -> Iterator[Block]:
    if len(rows) == 1 and sum(figure_of(c) is not None for c in rows[0].cells) < 2:
        yield line_of(rows[0])
    else:
        yield from blocks_of(straightened(tabbed(unframed(rows))))


# ---------------------------------------------------------------- markdown


def _is_pipe_table(lines: Sequence[str], at: int) -> bool:
    """A row of cells with the rule `|---|` under it, or two lines that both begin and end with a bar."""
    if "|" not in lines[at] or at + 1 >= len(lines):
        return False
    if "|" in lines[at + 1] and _PIPE_RULE.match(lines[at + 1]):
        return True
    return all(x.strip().startswith("|") and x.strip().endswith("|") and len(x.strip()) > 2 for x in lines[at : at + 2])


def _pipe_rows(lines: Sequence[str], start: int, end: int) -> Iterator[TextRow]:
    rule = next((line.strip() for line in lines[start : start + 2] if _PIPE_RULE.match(line)), "|")
    framed = "|" in (rule[0], rule[-1])
    for n, line, confidence in barred(lines[start:end], start):
        if not _PIPE_RULE.match(line):
            plain = line.strip() if framed else line
            plain = plain[1:] if framed and plain.startswith("|") else plain
            plain = plain[:-1] if framed and plain.endswith("|") and not plain.endswith("\\|") else plain
            cells = tuple(c.replace("\\|", "|") for c in _CELL_BAR.split(plain))
            yield TextRow(line=n + 1, cells=cells, confidence=confidence)


# ---------------------------------------------------------------- gaps and runs


def _gaps(lines: Sequence[str], numbers: Sequence[int]) -> Iterator[str]:
    """`blank:FIRST-LAST` for each gap where a page of text is missing."""
    at = 0
    while at < len(lines):
        end = _while(lines, at, lambda x: not x.strip())
        if end < len(lines) and at > 0 and (end - at >= BLANK_PAGE or sum("\f" in x for x in lines[at : end + 1]) > 1):
            yield f"blank:{numbers[at]}-{numbers[end - 1]}"
        at = end + 1


def _table_end(lines: Sequence[str], start: int) -> int:
    """The line after the one that closes the table opened in `start` (nested tables counted)."""
    depth = 0
    for n in range(start, len(lines)):
        low = lines[n].lower()
        depth += low.count("<table") - low.count("</table")
        if depth <= 0:
            return n + 1
    return len(lines)


def _while(lines: Sequence[str], start: int, test: Callable[[str], bool]) -> int:
    """The first line from `start` on that fails the test."""
    end = start
    while end < len(lines) and test(lines[end]):
        end += 1
    return end
