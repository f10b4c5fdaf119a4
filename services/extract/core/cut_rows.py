"""Rows that a page break or a line break cut in two, as one again.

What tells: columns that every row fills are blank in one piece, a name or a sentence breaks off, a cell covers rows on
both sides of the break. Where nothing tells which it is, one row or two, neither is sure.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.extract.core import filled
from services.extract.core.joining import page_cuts, span_cuts, text_cuts
from services.extract.core.names import ENUMERATOR, Names
from services.extract.core.parts import Slot
from services.extract.core.repair import changed, ends_sentence, is_open, joined, unsure
from shared.model.fold import fold, is_cjk
from shared.model.table import Cell, Column, Role

#: at least this share of a table's rows carries figures if figures are expected in every row
_EXPECTED = 0.7
#: so many texts of one row are wrapped at the same time, at most: more make a row whose figure is missing
_WRAPPED = 2
#: what is set below the entries of a list
_SUMS = re.compile("合计|总计|结余|结转|本年|年初|年末")
#: letters of the last line of a wrapped name that are no name themselves, at most
_SCRAP = 2
#: running text ends its sentences where this share of so many rows does
_ENDED, _FEWEST = 0.9, 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Printed:
    """A printed row: its cells, its part (from 0), whether it is that part's first, and whether spans are marked."""

    cells: tuple[Cell, ...]
    part: int
    first: bool
    spanned: bool
    slots: tuple[Slot, ...] = ()
    aligned: bool = False
    """its columns are known by alignment: where texts stand on the page tells more than in a text export"""
    delimited: bool = False
    """its cells are parted by delimiters: which text stands in which is certain, what they span is not"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Roles:
    """The columns of a table by what they hold, and whether every labelled row should carry figures."""

    labels: tuple[int, ...]
    codes: tuple[int, ...]
    amounts: tuple[int, ...]
    texts: tuple[int, ...]
    expects_amounts: bool = False
    expects_amounts_inside: bool = False
    """whether every labelled row should but for the last of each part, which its page may cut"""
    expects_amounts_below: bool = False
    """whether every labelled row should but for the first of each further part, the end of one that its page cut"""
    counted: bool = False
    """whether the rows are numbered from the first on, so that what has no number is of the row above"""
    listed: tuple[int, ...] = ()
    """the columns of labels whose entries have numbers (`三、`)"""

    @classmethod
    def of(cls, columns: Sequence[Column], rows: Sequence[Printed]) -> Roles:
        def where(role: Role) -> tuple[int, ...]:
            return tuple(i for i, c in enumerate(columns) if c.role is role)

        amounts = where(Role.AMOUNT)
        labels, codes = where(Role.LABEL), where(Role.CODE)
        labelled = [r for r in rows if any(r.cells[i].text for i in (*labels, *codes))]
        # The upper pieces of rows that pages cut end a part, their figures may stand below.
        inner = [a for a, b in itertools.pairwise(labelled) if a.part == b.part]
        below = [r for r in labelled if not (r.part and r.first)]

        def have_amounts(some: Sequence[Printed]) -> bool:
            return sum(any(r.cells[i].text for i in amounts) for r in some) >= _EXPECTED * len(some)

        return cls(
            labels=labels,
            codes=codes,
            amounts=amounts,
            texts=where(Role.TEXT),
            expects_amounts=bool(labelled) and have_amounts(labelled),
            expects_amounts_inside=len(inner) > 1 and have_amounts(inner),
            expects_amounts_below=len(below) > 1 and have_amounts(below),
            counted=_are_counted(rows),
            listed=tuple(i for i in labels if _is_listed([r.cells[i].text for r in rows])),
        )

    def has(self, cells: Sequence[Cell], columns: Sequence[int]) -> bool:
        return any(cells[i].text for i in columns)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Table:
    """What joining looks at beside two rows. `spacing`: the usual distance of rows, in lines of a text export."""

    roles: Roles
    columns: Sequence[Column]
    layout: page_cuts.Layout
    names: Names
    spacing: int

    def is_one_row(self, upper: Printed, lower: Printed) -> bool:
        return page_cuts.judge(upper.slots, lower.slots, self.layout, self.names) is page_cuts.Cut.ONE_ROW


def join_broken(rows: Sequence[Printed], columns: Sequence[Column], names: Names) -> list[Printed]:
    """Rows that a page break or a line break cut in two as one again, cell by cell. A row with the number after that of
    the row above is always a row of its own."""
    roles = Roles.of(columns, rows)
    spacing = text_cuts.spacing_of([r.slots for r in rows if r.delimited])
    table = _Table(roles=roles, columns=columns, layout=_layout_of(rows, columns), names=names, spacing=spacing)
    kept: list[Printed] = []
    pending: tuple[Printed, str] | None = None
    doubted = False
    for row, following in itertools.zip_longest(rows, rows[1:]):
        current = row if pending is None else merged(pending[0], row, pending[1])
        current = _unsure(current) if doubted else current
        pending, doubted = None, False
        above = kept[-1] if kept and not counts_on(kept[-1], current) else None
        below = following if following is not None and not counts_on(current, following) else None
        begins = _may_begin(current, below, roles)
        if above is not None and (pieces := _at_break(above, current, table)):
            kept[-1:] = pieces
        elif below is not None and is_begun(kept[-1] if kept else None, current, below, roles):
            pending = current, "the row goes on after the page break, where its short cells stand"
        elif above is not None and not begins and (pieces := _as_rest(above, current, table)):
            kept[-1:] = pieces
        elif below is not None and begins_name(current, below, roles):
            doubted = True
            if table.is_one_row(current, below):
                pending = current, "the name goes on after the page break, where its figures stand"
            else:
                kept.append(_unsure(current))
        elif above is not None and _is_scrap(current, roles) and not begins:
            kept[-1:] = [_unsure(above), _unsure(current)]
        elif below is not None and heads_next(current, below, roles, columns, names):
            pending = current, "the name's first line stood alone above its figures"
        else:
            kept.append(current)
    return kept


def _at_break(above: Printed, row: Printed, table: _Table) -> list[Printed]:
    """What the rows on both sides of a page break are: one, or two, perhaps unsure; [] where nothing shows a break."""
    if is_behind_break(above, row):
        cut = page_cuts.judge(above.slots, row.slots, table.layout, table.names)
        if cut is page_cuts.Cut.ONE_ROW:
            return [_unsure(merged(above, row, "the row goes on after the page break"))]
        return [_unsure(above), _unsure(row)] if cut is page_cuts.Cut.EITHER else [above, row]
    if is_cut_in_text(above, row, table.spacing):
        if text_cuts.is_one_row(above.slots, row.slots, table.layout, table.names):
            return [_unsure(merged(above, row, "the row goes on after the page break"))]
        if text_cuts.is_overprinted(row.slots, table.layout):
            return [_unsure(above), _unsure(row)]
    if is_lower_half(above, row, table.roles):
        return [_unsure(merged(above, row, "the row goes on after the page break, where its figures stand"))]
    return []


def _as_rest(above: Printed, row: Printed, table: _Table) -> list[Printed]:
    """The row above with this one as its rest, or both unsure where it may be that; [] where it is none."""
    roles = table.roles
    if is_parted(above, row, roles):
        if any(not ends_sentence(above.cells[i].text) for i in roles.texts if row.cells[i].text):
            return [_unsure(merged(above, row, "the row goes on after the page break, with its sentence"))]
        return [_unsure(above), _unsure(row)]
    if continues(above, row, roles, table.columns, table.names) or is_rest_of_name(above, row, table):
        why = "the row goes on after the page break" if row.first else "the row goes on in the next line"
        return [merged(above, row, why)]
    return []


def doubted_ends(rows: Sequence[Printed], columns: Sequence[Column]) -> list[Printed]:
    """The rows; running text that breaks off in the last row of a page's part, where nearly all of its column ends its
    sentence, may go on somewhere that nothing was joined with it from: it is not sure."""
    kept = list(rows)
    last = [i for i, row in enumerate(rows) if i + 1 == len(rows) or rows[i + 1].part != row.part]
    for col in Roles.of(columns, rows).texts:
        texts = [row.cells[col].text for row in rows]
        ended = [ends_sentence(text) for text in texts if text]
        if len(ended) <= _FEWEST or sum(ended) < _ENDED * (len(ended) - 1):
            continue
        for i in last:
            if texts[i] and not ends_sentence(texts[i]) and not rows[i].delimited:
                _put(kept, i, i, col, unsure(kept[i].cells[col]))
    return kept


def join_cut_spans(rows: Sequence[Printed], columns: Sequence[Column], names: Names) -> list[Printed]:
    """The rows; cells that cover rows on both sides of a page break are one in all of them (`joining.span_cuts`)."""
    layout = _layout_of(rows, columns)
    kept = list(rows)
    for i in range(1, len(kept)):
        upper, lower = kept[i - 1], kept[i]
        if not is_behind_break(upper, lower):
            continue
        if page_cuts.judge(upper.slots, lower.slots, layout, names) is page_cuts.Cut.ONE_ROW:
            continue
        found = span_cuts.find(upper.slots, lower.slots, layout)
        for col in found.joined:
            why = "the cell goes on after the page break, with the rows that it covers"
            _put(kept, i - 1, i, col, joined(upper.cells[col], lower.cells[col], why))
        for col in found.blank:
            _put(kept, i, i, col, filled.copied(upper.cells[col]))
        for col in found.unsure:
            for at in (i - 1, i):
                _put(kept, at, at, col, unsure(kept[at].cells[col]))
    return kept


def _layout_of(rows: Sequence[Printed], columns: Sequence[Column]) -> page_cuts.Layout:
    parts = [[r.slots for r in part] for _, part in itertools.groupby(rows, key=lambda r: r.part)]
    return page_cuts.layout_of(columns, parts)


def _put(rows: list[Printed], first: int, last: int, col: int, cell: Cell) -> None:
    """Put `cell` into the column of the rows that the cells of `rows[first]` and `rows[last]` there cover."""
    ends = {(rows[i].part, rows[i].slots[col].origin) for i in (first, last)}
    for i, row in enumerate(rows):
        if (row.part, row.slots[col].origin) in ends:
            rows[i] = replace(row, cells=with_cell(row.cells, col, cell))


def is_behind_break(above: Printed, row: Printed) -> bool:
    """Whether a page break, and nothing else, lies between two rows whose cells are certain."""
    return above.spanned and row.spanned and above.part != row.part


def without_ends_of_heads(rows: Sequence[Printed], columns: Sequence[Column]) -> list[Printed]:
    """The rows; the end of a head's text that its frame cut off and that was printed over the row below is no figure of
    that row. What else was printed over it is not to be known."""
    kept: list[Printed] = []
    for row in rows:
        ends = [i for i, c in enumerate(columns) if row.delimited and _is_end_of_head(row.cells[i].text, c)]
        row = _unsure(row) if ends else row
        for i in ends:
            cell = changed(row.cells[i], "", "noise_dropped", "the end of the column's head, printed over the row")
            slot = replace(row.slots[i], text="", fragments=())
            row = replace(row, cells=with_cell(row.cells, i, cell), slots=(*row.slots[:i], slot, *row.slots[i + 1 :]))
        kept.append(row)
    return kept


def _is_end_of_head(text: str, column: Column) -> bool:
    """Whether what stands among amounts is a piece of its column's head, not the whole of it."""
    if column.role is not Role.AMOUNT or not text or not column.path:
        return False
    head = fold(column.path[-1])
    return fold(text) != head and fold(text) in head and all(is_cjk(c) for c in text)


def is_cut_in_text(above: Printed, row: Printed, spacing: int) -> bool:
    """Whether a page break may lie between two rows of a text export whose cells are certain: a head, or blank lines
    that stand between few rows only. `spacing`: the usual distance of rows, in lines."""
    if not (above.delimited and row.delimited):
        return False
    return above.part != row.part or text_cuts.distance(above.slots, row.slots) > spacing


def is_lower_half(above: Printed, row: Printed, roles: Roles) -> bool:
    """Whether the page break cut a row without upright rules: its label, or the number of its entry and the begin of
    it, stands above, all its figures below."""
    if not (above.aligned and row.aligned and above.part != row.part):
        return False
    upper = roles.has(above.cells, roles.labels) and not roles.has(above.cells, roles.amounts)
    rests = all(_is_rest_of_entry(above, row, i, roles) for i in roles.labels if row.cells[i].text)
    return upper and roles.has(row.cells, roles.amounts) and rests and not roles.has(row.cells, roles.codes)


def is_parted(above: Printed, row: Printed, roles: Roles) -> bool:
    """Whether of two rows without upright rules at a page break, label, running text and all, one lacks the figures
    that rows have, or both do: they may be pieces of one."""
    if not (above.aligned and row.aligned and above.part != row.part) or _begins(row):
        return False
    if not (roles.expects_amounts or roles.expects_amounts_inside) or roles.has(row.cells, roles.codes):
        return False
    halves = (above.cells, row.cells)
    if all(roles.has(cells, roles.amounts) for cells in halves):
        return False
    both = any(all(cells[i].text for cells in halves) for i in roles.texts)
    return both and all(roles.has(cells, roles.labels) for cells in halves)


def is_begun(above: Printed | None, row: Printed, following: Printed, roles: Roles) -> bool:
    """Whether running text alone at the foot of a page begins the next page's first row, whose short cells stand lower:
    the text above has ended its sentence, or there is none, and this one goes on in that row. A table's first row may
    begin so over several pages."""
    if row.spanned or row.part == following.part or roles.has(row.cells, (*roles.labels, *roles.codes, *roles.amounts)):
        return False
    texts = [i for i in roles.texts if row.cells[i].text]
    ended = above is None or all(ends_sentence(above.cells[i].text) for i in texts)
    open_ = texts and not any(ends_sentence(row.cells[i].text) for i in texts)
    has_labels = roles.has(following.cells, roles.labels)
    return bool(ended and open_ and (has_labels or above is None) and roles.has(following.cells, texts))


def is_rest_of_name(above: Printed, row: Printed, table: _Table) -> bool:
    """Whether a row of labels alone on top of a page without upright rules, or a letter or two alone in a row, is the
    end of the name above."""
    roles = table.roles
    if not (above.aligned and row.aligned and (above.part != row.part or _is_scrap(row, roles))):
        return False
    scrap = _is_scrap(row, roles) and all(a.text or not b.text for a, b in zip(above.cells, row.cells, strict=True))
    expected = roles.expects_amounts or roles.expects_amounts_below
    if not scrap and not (expected and roles.has(above.cells, roles.amounts)):
        return False
    if roles.has(row.cells, (*roles.amounts, *roles.codes, *roles.texts)) or _begins(row):
        return False
    cut = page_cuts.judge(above.slots, row.slots, table.layout, table.names)
    return cut is page_cuts.Cut.ONE_ROW or (cut is page_cuts.Cut.EITHER and scrap)


def merged(upper: Printed, lower: Printed, why: str) -> Printed:
    """Both pieces as one row; a text that the next page prints again is there once, a figure is never."""
    cells = (
        a if fold(a.text) == fold(b.text) and a.value is None else joined(a, b, why)
        for a, b in zip(upper.cells, lower.cells, strict=True)
    )
    slots = (replace(b, text=a.text + b.text) if b.text else a for a, b in zip(upper.slots, lower.slots, strict=True))
    return replace(upper, cells=tuple(cells), part=lower.part, slots=tuple(slots), spanned=lower.spanned)


def _unsure(row: Printed) -> Printed:
    """A row whose extent is concluded, not read: put together from two pages, or perhaps only a piece of one."""
    return replace(row, cells=tuple(map(unsure, row.cells)))


def continues(above: Printed, row: Printed, roles: Roles, columns: Sequence[Column], names: Names) -> bool:
    """Whether this row is the rest of the row above it.

    Inside one ruled grid every row is a row. Otherwise a row without figures and code is a rest where its label is
    missing beside running text, or where the label above stands open: a bracket, or a name of the code list that only
    both halves make.
    """
    if (row.spanned and above.part == row.part) or _begins(row) or _says_the_same(above, row, roles):
        return False
    if roles.has(row.cells, roles.amounts) or roles.has(row.cells, roles.codes):
        return False
    has_label, has_text = roles.has(row.cells, roles.labels), roles.has(row.cells, roles.texts)
    if any(columns[i].key in filled.FILLED_KEYS for i in roles.labels) and has_label:
        return False
    if roles.counted and row.aligned and not row.cells[0].text:
        return True
    if not has_label:
        return has_text and _runs_on_in_text(above, row, roles)
    labels = [i for i in roles.labels if row.cells[i].text]
    if any(above.cells[i].text and names.knows(above.cells[i].text + row.cells[i].text) for i in labels):
        return True
    if row.first and row.aligned and all(_is_rest_of_entry(above, row, i, roles) for i in labels):
        return True
    if roles.amounts and any(is_open(above.cells[i].text) for i in labels):
        return True
    if not roles.expects_amounts or sum(bool(row.cells[i].text) for i in (*roles.labels, *roles.texts)) > _WRAPPED:
        return False
    return has_text and not any(ends_sentence(above.cells[i].text) for i in roles.texts if row.cells[i].text)


def _is_scrap(row: Printed, roles: Roles) -> bool:
    """Whether a letter or two of a label, and nothing else, stand in a row without upright rules, where rows have
    figures; or so few of several labels."""
    texts = [(i, c.text) for i, c in enumerate(row.cells) if c.text]
    if not row.aligned or not texts or not (roles.expects_amounts or len(texts) > 1):
        return False
    return all(i in roles.labels and len(text) <= _SCRAP and all(map(is_cjk, text)) for i, text in texts)


def _may_begin(row: Printed, following: Printed | None, roles: Roles) -> bool:
    """Whether a letter or two at the foot of a page may begin a name as well as end one."""
    return following is not None and following.part != row.part and _is_scrap(row, roles)


def _begins(row: Printed) -> bool:
    """Whether the row's first text begins with a capital, as no rest of a text does."""
    return next((c.text for c in row.cells if c.text), "")[:1].isupper()


def counts_on(above: Printed, row: Printed) -> bool:
    """Whether a row begins with the number after that with which the row above begins."""
    a, b = above.cells[0].text, row.cells[0].text
    return a.isdecimal() and b.isdecimal() and int(b) == int(a) + 1


def _are_counted(rows: Sequence[Printed]) -> bool:
    """Whether the first column numbers rows one by one, from the first on."""
    numbers = [row.cells[0].text for row in rows if row.cells[0].text]
    counted = all(n.isdecimal() for n in numbers) and [int(n) for n in numbers] == list(range(1, len(numbers) + 1))
    return counted and len(numbers) > 1 and bool(rows[0].cells[0].text)


def _is_listed(labels: Sequence[str]) -> bool:
    """Whether the labels of a column are entries with numbers, those of sums and a few rests aside."""
    entries = [text for text in labels if text and not _SUMS.search(text)]
    numbered = sum(ENUMERATOR.match(text) is not None for text in entries)
    return numbered >= _FEWEST and numbered >= _EXPECTED * len(entries)


def _is_rest_of_entry(above: Printed, row: Printed, col: int, roles: Roles) -> bool:
    """Whether a label without a number is the rest of an entry with one, in a column whose entries have numbers; those
    of sums have none."""
    upper, lower = above.cells[col].text, row.cells[col].text
    numbered = ENUMERATOR.match(upper) is not None and ENUMERATOR.match(lower) is None
    return col in roles.listed and numbered and not _SUMS.search(lower)


def _says_the_same(above: Printed, row: Printed, roles: Roles) -> bool:
    """Whether a label is that of the row above again (是 below 是): no text is broken into equal halves."""
    return any(row.cells[i].text and fold(above.cells[i].text) == fold(row.cells[i].text) for i in roles.labels)


def _runs_on_in_text(above: Printed, row: Printed, roles: Roles) -> bool:
    """A row of running text alone belongs to the row above, which must have text there as well, and more: a row that
    has whatever the row above has is one like it."""
    has_more = any(a.text and not b.text for a, b in zip(above.cells, row.cells, strict=True))
    return has_more and all(above.cells[i].text for i in roles.texts if row.cells[i].text)


def begins_name(row: Printed, following: Printed, roles: Roles) -> bool:
    """Whether labels stand alone at the foot of a page without upright rules, where every row has figures, above a row
    that begins with a label on the next page: they may be the begin of its name."""
    if not (row.aligned and following.aligned and row.part != following.part and roles.expects_amounts):
        return False
    if _begins(following) or roles.has(row.cells, (*roles.amounts, *roles.codes, *roles.texts)):
        return False
    return roles.has(row.cells, roles.labels) and roles.has(following.cells, roles.labels)


def heads_next(row: Printed, following: Printed, roles: Roles, columns: Sequence[Column], names: Names) -> bool:
    """Whether this row is only the first line of the next row's name: no figures, and both halves make a known name."""
    if row.spanned or not roles.expects_amounts or roles.has(row.cells, roles.amounts):
        return False
    if roles.has(following.cells, roles.codes) and roles.has(row.cells, roles.codes):
        return False
    labels = [i for i in roles.labels if row.cells[i].text]
    return (
        bool(labels)
        and all(is_open(row.cells[i].text) or names.knows(row.cells[i].text + following.cells[i].text) for i in labels)
        and roles.has(following.cells, roles.amounts)
        and all(following.cells[i].text for i in labels)
    )


def with_cell(cells: tuple[Cell, ...], index: int, cell: Cell) -> tuple[Cell, ...]:
    return (*cells[:index], cell, *cells[index + 1 :])
