"""Tables without any delimiters, recovered with what is known of the family's tables.

The principle (domain.md §4): a known title gives the possible heads; the head's fragments are a closed vocabulary and
are taken wherever they stand; the body is read by arity, as many numbers to a row as the head has amount columns. A
run of lines becomes a grid only where head and rows agree with one template; otherwise the lines stay lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby, pairwise, product, takewhile

from services.extract.core.streams import (
    blank_lines,
    coded_labels,
    column_pieces,
    form_pages,
    fused,
    late_titles,
    late_totals,
    late_units,
    listed_rows,
    names_below,
    numbered_lists,
    numbered_rows,
    repeated_wraps,
    shared_lines,
    side_columns,
    three_public,
    told_elsewhere,
)
from services.extract.core.streams import unknown as stream_unknown
from services.extract.core.streams.attempts import NO_TEMPLATE, attempt_with, best_attempt
from services.extract.core.streams.balance import sides_of
from services.extract.core.streams.blanks import settle_blanks, settle_list
from services.extract.core.streams.bodies import laid_out, plain
from services.extract.core.streams.broken import mended, settles_figures, with_percent_signs
from services.extract.core.streams.context import Context, context_of, family_of
from services.extract.core.streams.cut_names import rejoin
from services.extract.core.streams.goals import parse_text_cells, parse_text_rows
from services.extract.core.streams.grid import grid_of
from services.extract.core.streams.heads import HeadReading, begins, has_year, read_head, years_in
from services.extract.core.streams.layout import LaidOut, parse_layout
from services.extract.core.streams.name_and_text import better_named, has_figure_behind, named, placed_cells
from services.extract.core.streams.performance import RowsOf, blocks_of_form, recover_form
from services.extract.core.streams.regions import Region, ends, numbers_in, regions, split_run_on, with_whole_titles
from services.extract.core.streams.rivals import Attempt, is_whole, says_more
from services.extract.core.streams.rows import Placed, is_total, one_cell_a_line
from services.extract.core.streams.scattered import pages as scattered
from services.extract.core.streams.spaced_groups import regrouped, usual_decimals
from services.extract.core.streams.summed import tables as summed_tables
from services.extract.core.streams.tokens import RUN_ON, Token, is_aligned, tokens_of, unnumbered, unrolled
from services.extract.core.streams.unlisted import tables as unlisted
from services.extract.core.templates import HeadTemplate, TableTemplate, Templates
from services.extract.core.titles import tables_of_title
from shared.model.fold import fold
from shared.model.page import Block, Grid, Line
from shared.model.table import Role

_NOTHING = "无"
_EMPTY = 0.9
"""how much of a head agrees with what is printed of a table without data, at least"""
_GOOD = 0.9
"""the score of a reading that leaves no need to part words that stand one space apart"""


def recover(blocks: Sequence[Block], templates: Templates) -> tuple[Block, ...]:
    """The blocks with runs of lines that are tables replaced by grids of source STREAM. Other lines stay untouched."""
    level = listed_rows.level(form_pages.joined(with_whole_titles(blocks, templates), templates))
    in_rows = scattered.in_rows(level, templates)
    plain = split_run_on(late_titles.raised(late_totals.led(in_rows, templates), templates), templates)
    context = context_of(plain, templates)
    found = stream_unknown.recover(_untitled(_titled(plain, context), context), context.in_lists)
    return tuple(numbered_lists.recover(unlisted.recover(found, templates)))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Pending:
    """A region with its best reading, before blank cells are settled, and the lines below it that are none of it."""

    region: Region
    attempt: Attempt
    rest: tuple[Line, ...]


def _titled(blocks: Sequence[Block], context: Context) -> list[Block]:
    """Regions under a title. Parts of one table that follow one another are settled together: a row's parent may stand
    on the page before."""
    found: list[Block | _Pending] = []
    at = 0
    runs = list(regions(blocks, context.templates))
    context = replace(context, family=family_of([r.title for r in runs if r.title], context.templates))
    for region in runs:
        found += blocks[at : region.start]
        before = found[-1] if found and isinstance(found[-1], _Pending) else None
        found += _recover_region(blocks, region, before, context)
        at = region.end
    found += blocks[at:]
    tables = _runs([f for f in found if isinstance(f, _Pending)])
    names = told_elsewhere.names_of(context.lines) if tables else {}
    for parts in tables:
        _settle(parts, context, names)
    out: list[Block] = []
    for item in found:
        out += [grid_of(item.attempt.reading, item.attempt.rows), *item.rest] if isinstance(item, _Pending) else [item]
    return out


def _runs(parts: Sequence[_Pending]) -> list[list[_Pending]]:
    """Neighbours with the same title and head."""
    runs: list[list[_Pending]] = []
    for part in parts:
        same = runs and (runs[-1][-1].region.title, runs[-1][-1].attempt.reading.head) == (
            part.region.title,
            part.attempt.reading.head,
        )
        if same:
            runs[-1].append(part)
        else:
            runs.append([part])
    return runs


def _settle(parts: Sequence[_Pending], context: Context, names: told_elsewhere.Names) -> None:
    first = parts[0].attempt
    if first.table.balance:  # its labels are a closed list: neighbours, blank or not, are printed in a row elsewhere
        for side in sides_of(first.reading.head):
            settle_list([row for part in parts for row in part.attempt.rows], first.reading.head, side.amounts)
        return
    for above, below in pairwise(parts):
        rejoin(above.attempt.rows[-1], below.attempt.rows[0], first.reading.head, context.in_lists, context.printed)
    rows: list[Placed] = []
    fixed: set[int] = set()
    for part in parts:
        own = part.attempt.fixed | blank_lines.placed(part.attempt.rows, first.reading.head)
        fixed |= {len(rows) + i for i in own}
        rows += part.attempt.rows
    if three_public.is_three_public(first.reading.head):
        three_public.settle(rows, first.reading.head, fixed)
    else:
        told = told_elsewhere.place(rows, first.reading.head, names)
        settle_blanks(rows, first.reading.head, frozenset(fixed | told), first.table.kind)


def _untitled(blocks: Sequence[Block], context: Context) -> list[Block]:
    """Tables with a column of free text, found by their head alone: they stand in the prose without a title."""
    heads = [h for t in context.templates.tables for h in t.heads if _is_text_table(h)]
    out: list[Block] = []
    at = 0
    while at < len(blocks):
        found = next((f for f in (_text_table(blocks, at, head, context) for head in heads) if f is not None), None)
        if found is None:
            out.append(blocks[at])
            at += 1
        else:
            grid, at = found
            out.append(grid)
    return out


def _is_text_table(head: HeadTemplate) -> bool:
    """One label, then amounts, then one text."""
    roles = [c.role for c in head.columns]
    amounts = roles.count(Role.AMOUNT)
    return amounts > 0 and roles == [Role.LABEL, *[Role.AMOUNT] * amounts, Role.TEXT]


def _text_table(blocks: Sequence[Block], at: int, head: HeadTemplate, context: Context) -> tuple[Grid, int] | None:
    """The grid that begins with this head at `at`, and the index after it."""
    start = blocks[at]
    if not isinstance(start, Line) or not begins(start.text, head):
        return None  # before all else: looking for the end of every line's table costs minutes on a long text
    end = at
    while end < len(blocks) and (block := blocks[end]) and not _stops(block, context.templates, first=end == at):
        end += 1
    lines = [b for b in blocks[at:end] if isinstance(b, Line)]
    tokens = tokens_of(lines)
    reading = read_head(tokens, head, context.year)
    if reading.coverage < 1 or reading.noise or reading.end == len(tokens):
        return None
    placed = _laid_out_text(lines, head, reading.year, context)
    if placed is None:
        placed = _text_rows(tokens[reading.end :], head, _outside(tokens, context))
    return (grid_of(reading, placed), end) if placed else None


def _text_rows(tokens: list[Token], head: HeadTemplate, outside: str) -> list[Placed]:
    """Rows of label, amounts and text by words alone. `outside`: the folded rest of the document."""
    width = len(head.columns) - 2
    cells = unrolled(tokens, 0 if len({t.line for t in tokens}) == 1 else RUN_ON)
    rows = parse_text_cells(cells, width) if one_cell_a_line(cells) else []
    rows = rows or parse_text_rows(tokens, width, lambda name, number: len(name) > 2 and name + number in outside)
    known = partial(has_figure_behind, text=outside)
    by_words = [named(r.label, r.text, r.numbers, known) for r in rows]
    found = better_named(tokens, width, known, by_words, text_last=True) or by_words
    return [placed_cells(row, text_last=True) for row in found]


def _laid_out_text(
    lines: Sequence[Line], head: HeadTemplate, year: int | None, context: Context
) -> list[Placed] | None:
    """The same by position, where the lines keep the layout."""
    if not is_aligned(lines):
        return None
    best: LaidOut | None = None
    for wide in (True, False):
        tokens = tokens_of(lines, aligned=True, wide=wide)
        end = read_head(tokens, head, year).end
        found = parse_layout(tokens[:end], tokens[end:], head, context.name, lambda _: False) if tokens[end:] else None
        if found is not None and (best is None or _filled(found) > _filled(best)):
            best = found
    return best.rows if best is not None and best.fit >= 0.9 else None


def _filled(found: LaidOut) -> tuple[float, int]:
    """How well the rows fit, and how many cells they fill: texts that ran together leave some blank."""
    return found.fit, sum(map(len, found.rows))


def _stops(block: Block, templates: Templates, *, first: bool) -> bool:
    """Whether free text cannot go on here: a part heading, a caption, a note, a grid. Sentences go on."""
    if not isinstance(block, Line) or first:
        return not isinstance(block, Line)
    return ends(block, templates, prose=True)


def _recover_region(
    blocks: Sequence[Block], region: Region, before: _Pending | None, context: Context
) -> list[Block | _Pending]:
    lines = [b for b in blocks[region.start : region.end] if isinstance(b, Line)]
    aligned = is_aligned(lines)
    balance = any(table.balance for table in tables_of_title(region.title or "", context.templates))

    def labelled(words: Sequence[Token]) -> list[Token]:
        parted = fused.parted(words, context.code)
        return coded_labels.joined(parted, context.listed) if balance else parted

    tokens = labelled(tokens_of(lines, aligned=aligned))
    tokens = tokens if aligned else shared_lines.parted(unnumbered(tokens), context.templates.lexicon)
    printed = tokens
    tokens = _whole_words(tokens, context, aligned=aligned)
    blocks_of_title = blocks_of_form(region.title or "", context.templates)
    if blocks_of_title:
        return [*(_form(lines, blocks_of_title, context, aligned=aligned) or lines)]
    if sum(t.is_number for t in tokens) < 2:
        empty = _empty(tokens, region, context)
        if empty is not None:
            return [empty]
        if not balance:
            return list(lines)  # only a balance has rows without figures that are known by their labels
    alike = aligned and before is not None and _is_headed_alike(blocks, before.region, region)
    again = before.attempt if alike and before is not None else None
    attempt = numbered_rows.best_attempt(tokens, region, context, aligned=aligned, before=again)
    if not aligned and attempt is not None and len(printed) > len(tokens) and not settles_figures(printed, tokens):
        other = best_attempt(printed, region, context, aligned=False)
        if other is not None and other.score > attempt.score:  # the pieces have columns of their own
            attempt, tokens = other, printed
    for wide, joined in ((False, True), (True, False), (False, False)) if aligned else ():
        if attempt is not None and joined is False and attempt.score >= _GOOD:
            break
        words = labelled(tokens_of(lines, aligned=True, wide=wide, joined=joined))
        words = _whole_words(words, context, aligned=True)
        other = best_attempt(words, region, context, aligned=True, before=again)
        if other is not None and (attempt is None or _worth(other) > _worth(attempt)):
            attempt, tokens = other, words
    if aligned and (attempt is None or not attempt.reading.is_exact):
        attempt = _told_by_sums(lines, tokens, attempt, context)
    if not aligned and (attempt is None or not is_whole(attempt, tokens)):
        if not unlisted.has_blanks(lines):
            attempt = _summed(tokens, attempt, before, context)
        else:  # every cell is known, so a head of fewer columns is not this one
            grid = unlisted.table_of(lines, titled=True)
            if grid is not None and (attempt is None or grid.cols > len(attempt.reading.head.columns)):
                return [grid]
    if attempt is None:
        return list(lines)
    placed = late_units.placed(attempt.rows, tokens, attempt.reading.head, context.lines)
    beside = side_columns.parted(placed, tokens, attempt.reading.head, context.name) if not aligned else []
    ends = (t.line for row in beside for words in row.values() for t in words)
    last = max(tokens[attempt.used - 1].line, *ends, 0)
    attempt = replace(attempt, rows=beside or placed)
    return [_Pending(region=region, attempt=attempt, rest=tuple(lines[last + 1 :]))]


def _summed(
    tokens: Sequence[Token], attempt: Attempt | None, before: _Pending | None, context: Context
) -> Attempt | None:
    """The attempt, or the words as a table whose sums tell its head, where that says more. `before`: the part before,
    which may be of the same table."""
    table = attempt.table if attempt is not None else NO_TEMPLATE
    again = before.attempt if before is not None and before.attempt.table is NO_TEMPLATE else None
    found = summed_tables.attempt_of(tokens, table, context.templates.lexicon, again)
    better = found is not None and (attempt is None or says_more(found, attempt, context))
    return found if better else attempt


def _told_by_sums(
    lines: Sequence[Line], tokens: list[Token], attempt: Attempt | None, context: Context
) -> Attempt | None:
    """The attempt, or one of which the sums of the rows tell the head, with the rows where they stand."""
    head = summed_tables.told_head(tokens_of(lines), context.templates.lexicon)
    found = attempt_with(tokens, attempt.table if attempt is not None else NO_TEMPLATE, head, context) if head else None
    better = found is not None and (attempt is None or found.score > attempt.score)
    return found if better else attempt


def _is_headed_alike(blocks: Sequence[Block], before: Region, region: Region) -> bool:
    """Whether a part of the same table has its head printed again, letter by letter, above its first figures."""
    heads = []
    for part in (before, region):
        lines = takewhile(lambda b: isinstance(b, Line) and not numbers_in(b), blocks[part.start : part.end])
        heads.append("".join(fold(line.text) for line in lines if isinstance(line, Line)))
    return before.title == region.title and heads[0] == heads[1] != ""


def _whole_words(tokens: Sequence[Token], context: Context, *, aligned: bool) -> list[Token]:
    """The words with their pieces together, beside each other and below: by place where they keep the layout."""
    if not aligned:
        named = names_below.returned(repeated_wraps.joined(tokens), context.listed)
        whole = column_pieces.gathered_around(named, context.code)
        return with_percent_signs(mended(whole, context.code))
    return column_pieces.gathered(regrouped(tokens, usual_decimals(tokens), context.code), context.code)


def _worth(attempt: Attempt) -> tuple[float, int, int]:
    """The score, and for those of one score in how many rows every figure is known to stand in its column, and how
    little the lines of texts stand scattered: those of a column begin at one place, unless their ideographs are counted
    otherwise than the tool did."""
    texts = [i for i, column in enumerate(attempt.reading.head.columns) if column.role is Role.TEXT]
    starts = {
        (column, next(line).x0)
        for row in attempt.rows
        for column in texts
        for _, line in groupby(row.get(column, ()), key=lambda t: t.line)
    }
    return attempt.score, len(attempt.fixed), -len(starts)


def _form(
    lines: Sequence[Line], blocks: Sequence[tuple[str, TableTemplate]], context: Context, *, aligned: bool
) -> list[Grid]:
    """The grids of a form of blocks; of the ways to see its words, the one with the most whole rows, block by block."""
    ways = list(product((True, False), (True, False))) if aligned else [(True, True)]
    best: list[Grid] = []
    most = (0, 0)
    others: list[Grid] = []
    for wide, joined in ways:
        by_place: list[Placed] = []
        tokens = tokens_of(lines, aligned=aligned, wide=wide, joined=joined)
        grids = recover_form(tokens, blocks, _rows_of(context, by_place, aligned=aligned))
        others += grids
        found = (sum(map(_whole_rows, grids)), len(by_place))
        if not best or found > most:
            best, most = grids, found
    return [max((grid, *_of_block(grid, others)), key=lambda g: (_whole_rows(g), len(g.cells))) for grid in best]


def _of_block(grid: Grid, others: Sequence[Grid]) -> list[Grid]:
    """The other readings of the block with this head."""
    return [other for other in others if grid.head_rows and _head_of(other) == _head_of(grid)]


def _head_of(grid: Grid) -> list[tuple[int, int, str]]:
    return sorted((c.row, c.col, fold(c.text)) for c in grid.cells if c.row < (grid.head_rows or 0))


def _whole_rows(grid: Grid) -> int:
    """Rows whose last two columns are filled, less those where they are not: words that went astray leave gaps."""
    head = grid.head_rows or 0
    filled = [{c.col for c in grid.cells if c.row == row} for row in range(head, grid.rows)]
    return sum(1 if {grid.cols - 1, grid.cols - 2} <= columns else -1 for columns in filled)


def _empty(tokens: list[Token], region: Region, context: Context) -> Grid | None:
    """A table without data still is one: its head, and the label of its total or 无 where that is printed, which may
    stand between the words of the head in the order of a PDF's content."""
    readings = [
        read_head(tokens, head, year)
        for table in tables_of_title(region.title or "", context.templates)
        for head in table.heads
        for year in (years_in(tokens, context.year) if has_year(table, head) else [context.year])
    ]
    rests = [(r, [*r.strays, *_below(r, tokens)]) for r in readings if r.agreement >= _EMPTY]
    alone = [(r, rest) for r, rest in rests if all(is_total(t.folded) or t.folded == _NOTHING for t in rest)]
    best, rest = max(alone, key=lambda found: found[0].agreement, default=(None, []))
    if best is None or len(rest) > 1:
        return None
    return grid_of(best, [{0: rest}] if rest else [])


def _below(reading: HeadReading, tokens: Sequence[Token]) -> list[Token]:
    """The words below the head, without those that are pieces of its texts once more."""
    texts = [fold(cell.text) for cell in reading.cells]
    return [t for t in tokens[reading.end :] if is_total(t.folded) or not any(t.folded in text for text in texts)]


def _outside(tokens: Sequence[Token], context: Context) -> str:
    """The folded text of the document without the lines of these words."""
    own = {t.place for t in tokens}
    return fold("".join(line.text for line in context.lines if line.place not in own))


def _with_named_texts(
    body: Sequence[Token], found: Sequence[Placed], head: HeadTemplate, context: Context
) -> list[Placed]:
    """Rows of a name, a text and figures (年度主要任务), where they are better read by their lines than `found`."""
    width = len(head.columns) - 2
    if [c.role is Role.AMOUNT for c in head.columns] != [False, False, *[True] * width]:
        return []
    known = partial(has_figure_behind, text=_outside(body, context))
    numbers = [[t for column in range(2, len(head.columns)) for t in row.get(column, ())] for row in found]
    rows = [named(r.get(0, ()), r.get(1, ()), n, known) for r, n in zip(found, numbers, strict=True)]
    return [placed_cells(r, text_last=False) for r in better_named(body, width, known, rows, text_last=False)]


def _rows_of(context: Context, placed: list[Placed], *, aligned: bool) -> RowsOf:
    """Rows of one block of a form: by position where the layout is kept, which are noted in `placed`, else those with
    amounts by words."""

    def rows(head: list[Token], body: list[Token], table: TableTemplate, reading: HeadReading) -> list[Placed]:
        by_place = laid_out(head, body, table, reading, context) if aligned and body else None
        if by_place is not None and by_place.fit >= 0.9:
            placed.extend(by_place.rows)
            return by_place.rows
        found = plain(body, table, reading.head, reading.year, context).rows
        return _with_named_texts(body, found, reading.head, context) or found

    return rows
