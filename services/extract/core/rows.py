"""Rows of a logical table: printed rows → logical rows, in named steps."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from services.extract.core import broken_rows, filled, nested_groups, split_units, strayed_names, totals, unit_runs
from services.extract.core.classify import classify
from services.extract.core.cut_rows import (
    doubted_ends,
    doubted_figures,
    join_broken,
    join_cut_spans,
    without_ends_of_heads,
)
from services.extract.core.heads.depth import SPANNED, is_numbering
from services.extract.core.joining.head_parted import below_head
from services.extract.core.joining.stitch import Joined
from services.extract.core.names import Names
from services.extract.core.parts import Matrix, Slot
from services.extract.core.printed_rows import Printed, with_cell
from services.extract.core.repair import cell_of, changed, ends_sentence, unsure
from shared.codes import LEVELS
from shared.model.fold import fold
from shared.model.labels import names_total
from shared.model.numbers import NO_UNIT
from shared.model.page import DOUBT, GridSource
from shared.model.table import Cell, Column, Role, Row

_RULE_LINE = re.compile(r"[-=_—–―─━|:+.…·]{2,}")
#: digits with separators or decimals, which no code has
_AMOUNT = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+\.\d{1,6}")
_DIGITS = re.compile(r"-?[\d,.]*\d[\d,.]*")
_BESIDE_WORD = re.compile(
    rf"(?:{_AMOUNT.pattern})\s*[\u4e00-\u9fff].*|\d+[\u4e00-\u9fff]{{3,}}.*|-?\d[\d,]*(?:\.\d+)?[%％]\s*[\u4e00-\u9fff].*"
)
#: the end of a head that had no room above it, over the figure
_BEHIND_WORD = re.compile(r"[^\d.,-]*[\u4e00-\u9fff](?:-?[\d,]*\d(?:\.\d+)?|-)")
#: an amount or a rate right before a word that is no unit
_BEFORE_WORD = re.compile(rf"(?:{_AMOUNT.pattern}|-?\d+(?:\.\d+)?[%％]){NO_UNIT}[\u4e00-\u9fff].*")
#: a dash for no figure before one
_DASH_BEFORE = re.compile(r"[-−–—][\u4e00-\u9fff].*")
#: a nought before a word: behind a blank cell, whatever its column holds, it is that cell's
_NOUGHT_BEFORE = re.compile(r"-?0[\u4e00-\u9fff]{2,}.*")
#: no code
_NAME = re.compile(r"[^\d]*[\u4e00-\u9fff]{4,}[^\d]*")
#: a figure before a name, years apart
_BEFORE_NAME = re.compile(r"-?\d[\d,.]*(?!年)[^\d,.].+")
#: the digits of a code with the levels above it; so many codes at the least, and this share, show what a column holds
_CODE_LENGTHS = frozenset((3, 5, 7))
_FEWEST_CODES, _MOST = 3, 0.6
#: the head of a column of rows' numbers
_NUMBERS = "序号"
#: so many rows have the labels of others not by chance
_SEVERAL_ROWS = 3
_LEADING_ZERO = re.compile(r"-?0\d")


def build(table: Joined, names: Names) -> tuple[Row, ...]:
    """The logical rows of the table."""
    organization = table.caption.organization
    names = replace(names, printed=names.printed | {fold(organization)}) if organization else names
    rows = _doubted_where_labels_come_again([r for r in printed_rows(table) if is_content(r.cells)], table.columns)
    rows = without_ends_of_heads(drop_repeated_heads(rows, table), table.columns)
    rows = join_cut_spans(broken_rows.rejoined(rows), table.columns, names)
    rows = doubted_figures(doubted_ends(join_broken(rows, table.columns, names), table.columns))
    cells = return_strayed_text([r.cells for r in rows], table.columns)
    cells = [strayed_names.returned(c, table.columns) for c in cells]
    if table.parts[0].source in (GridSource.ALIGNED, GridSource.RULED):
        cells = totals.placed(cells, [r.slots for r in rows], table)
    cells = split_units.rejoined(cells, table.columns, organization)
    cells = _doubted_where_codes_are_cut(filled.fill_down(cells, table.columns), table.columns)
    if table.parts[0].source is GridSource.ALIGNED:
        cells = nested_groups.filled(unit_runs.filled(cells, table.columns), table.columns)
    cells = [doubted_where_ill_formed(doubted_where_shifted(c, table.columns), table.columns) for c in cells]
    if table.parts[0].source in (GridSource.DELIMITED, GridSource.STREAM):
        cells = [tuple(map(_doubted_among_codes, row, table.columns)) for row in cells]
    run_over = {i for row in cells[:1] for i, c in enumerate(row) if _runs_over(c, table.columns[i])}
    cells = [tuple(unsure(c) if i in run_over else c for i, c in enumerate(row)) for row in cells]
    if broken_rows.are_broken(cells) or _lost_their_numbers(cells, table.columns):
        cells = [tuple(map(unsure, row)) for row in cells]
    if table.parts[0].certainty:
        cells = [doubted(c, table.parts[0].certainty) for c in cells]
    return classify(cells, table.columns)


def _lost_their_numbers(rows: Sequence[tuple[Cell, ...]], columns: Sequence[Column]) -> bool:
    """Whether most rows under 序号 have no number: the texts of the first columns stand elsewhere, and rows lack some
    of their labels."""
    at = next((i for i, column in enumerate(columns) if column.path and fold(column.path[-1]) == _NUMBERS), None)
    if at is None:
        return False
    plain = [cells for cells in rows if not any(names_total(c.text) for c in cells if c.text)]
    numbered = sum(cells[at].text.isdecimal() for cells in plain)
    return len(plain) >= _SEVERAL_ROWS and 2 * numbered < len(plain)


def _doubted_where_labels_come_again(rows: Sequence[Printed], columns: Sequence[Column]) -> list[Printed]:
    """The rows; where a page's part has just the labels of the part before, they may be the rows of that one again,
    with further columns of a wide sheet: what they hold is not sure."""
    named = [i for i, c in enumerate(columns) if c.role in (Role.LABEL, Role.CODE)]
    parts = [list(part) for _, part in itertools.groupby(rows, key=lambda r: r.part)]
    out = list(parts[0]) if parts else []
    for above, part in itertools.pairwise(parts):
        labels = [[tuple(row.cells[i].text for i in named) for row in some] for some in (above, part)]
        again = len(part) >= _SEVERAL_ROWS and labels[0] == labels[1] and any(map(any, labels[0]))
        out += [replace(r, cells=tuple(map(unsure, r.cells))) for r in part] if again else part
    return out


def _runs_over(cell: Cell, column: Column) -> bool:
    """Whether the end of a column's head stands in its first row: what the head says is not whole."""
    return column.role is Role.AMOUNT and bool(_BEHIND_WORD.fullmatch(cell.text))


def doubted(cells: Sequence[Cell], certainty: Sequence[float]) -> tuple[Cell, ...]:
    """The cells with no more confidence than the heads of their columns have."""
    return tuple(
        replace(cell, confidence=most) if most < cell.confidence else cell
        for cell, most in zip(cells, certainty, strict=True)
    )


def doubted_where_shifted(cells: tuple[Cell, ...], columns: Sequence[Column]) -> tuple[Cell, ...]:
    """A row with an amount where codes stand has lost or gained a cell: nothing tells which, so none of it is sure."""
    codes = [cell.text for cell, column in zip(cells, columns, strict=True) if column.role is Role.CODE]
    if not any(_AMOUNT.fullmatch(text) for text in codes):
        return cells
    return tuple(map(unsure, cells))


def _doubted_where_codes_are_cut(rows: Sequence[tuple[Cell, ...]], columns: Sequence[Column]) -> list[tuple[Cell, ...]]:
    """The rows; one whose code has so many digits as no level of codes, where most of its column have those of
    one, may be a piece of a row that a page cut: none of it is sure."""
    out = list(rows)
    for c in (c for c, column in enumerate(columns) if column.role is Role.CODE):
        lengths = [len(cells[c].text) for cells in rows if cells[c].text.isdecimal()]
        whole = sum(length in _CODE_LENGTHS for length in lengths)
        if whole >= max(_FEWEST_CODES, _MOST * len(lengths)):
            cut = (i for i, cells in enumerate(rows) if cells[c].text.isdecimal())
            for i in (i for i in cut if len(rows[i][c].text) not in _CODE_LENGTHS):
                out[i] = tuple(map(unsure, out[i]))
    # columns of codes, none of which has one digit
    levels = [c for c, column in enumerate(columns) if column.path and fold(column.path[-1]) in LEVELS]
    for i, cells in enumerate(rows):
        if any(cells[c].text.isdecimal() and len(cells[c].text) == 1 for c in levels):
            out[i] = tuple(map(unsure, out[i]))
    return out


def doubted_where_ill_formed(cells: tuple[Cell, ...], columns: Sequence[Column]) -> tuple[Cell, ...]:
    """Digits and separators among the amounts that no amount is printed with (`8793,175`, `03,175`) may be two figures
    that touch, and an amount with a word (`1,234.50总计`, `0结转下年`) the texts of two cells, as is a name or a remark
    behind a blank amount that begins with a figure, and an amount with a word before a blank remark: neither the cell
    nor a blank one beside it is sure, nor are the amounts behind a label among them."""
    ill = {i for i in range(len(cells)) if _is_ill_formed(cells, columns, i)}
    beside = {k for i in ill for k in (i - 1, i + 1) if 0 <= k < len(cells) and not cells[k].text}
    for k in sorted(beside | ill):
        behind = itertools.takewhile(lambda i: columns[i].role is Role.AMOUNT, range(k + 1, len(cells)))
        beside.update(behind if columns[k].role is Role.LABEL else ())
    return tuple(unsure(c) if i in ill or i in beside else c for i, c in enumerate(cells)) if ill else cells


def _doubted_among_codes(cell: Cell, column: Column) -> Cell:
    """The cell, in doubt where it is a name in a column of codes, but for a total's: it may be of another column."""
    named = column.role is Role.CODE and _NAME.fullmatch(cell.text) and not names_total(cell.text)
    return unsure(cell) if named else cell


def _is_ill_formed(cells: Sequence[Cell], columns: Sequence[Column], i: int) -> bool:
    text, role = cells[i].text, columns[i].role
    if role is Role.AMOUNT:
        digits = _DIGITS.fullmatch(text) and (cells[i].value is None or _LEADING_ZERO.match(text))
        return bool(digits or _BESIDE_WORD.fullmatch(text) or _BEHIND_WORD.fullmatch(text))
    if not i or role not in (Role.TEXT, Role.LABEL):
        return False
    if _BEFORE_WORD.fullmatch(text) and i + 1 < len(cells) and not cells[i + 1].text:
        return True
    named = columns[i - 1].role is Role.AMOUNT and _BEFORE_NAME.fullmatch(text)
    return not cells[i - 1].text and bool(named or _DASH_BEFORE.fullmatch(text) or _NOUGHT_BEFORE.fullmatch(text))


def printed_rows(table: Joined) -> list[Printed]:
    """One printed row after the other. A merged cell is written in every row it covers, in its first column only."""
    rows = []
    for index, part in enumerate(table.parts):
        depth = part.head_rows or 0
        head = part.matrix[depth - 1] if 0 < depth <= len(part.matrix) else ()
        for count, slots in enumerate(_without_stub(part.matrix[depth:], depth)):
            cells = tuple(
                _reaching(slot, depth + count, table.columns[col])
                if slot.col == col < min(len(head), len(table.columns)) and head[col] == slot
                else _cell_at(slot, col)
                for col, slot in enumerate(slots)
            )
            spanned = part.source in SPANNED
            row = Printed(cells=cells, part=index, first=count == 0, spanned=spanned, slots=slots)
            aligned, delimited = (part.source is s for s in (GridSource.ALIGNED, GridSource.DELIMITED))
            rows.append(replace(row, aligned=aligned, delimited=delimited))
    return rows


def _without_stub(rows: Matrix, depth: int) -> Matrix:
    """The rows of a part (`depth`: of its head) without the last, where nothing is printed but in cells of rows above:
    a page ended a little below its last row, in cells that go on over the page."""
    if len(rows) > 1 and not any(slot.text for slot in rows[-1] if slot.row == depth + len(rows) - 1):
        return rows[:-1]
    return rows


def _cell_at(slot: Slot, col: int) -> Cell:
    return cell_of(slot) if slot.col == col or not slot.fragments else Cell(place=slot.place)


def _reaching(slot: Slot, row: int, column: Column) -> Cell:
    """The cell of a row that a cell of the head reaches into, the rule between them lost: the head's text is none of
    the row's, and whether the row had one of its own is in doubt."""
    below = below_head(slot, row, column.path) if slot.text else None
    if below is None:
        return cell_of(slot)
    return replace(cell_of(below), confidence=DOUBT)


def is_content(cells: Sequence[Cell]) -> bool:
    """Not an empty filler row, and not a rule line that text extraction took for data."""
    texts = [c.text for c in cells if c.text]
    drawn = all(_RULE_LINE.fullmatch(t) for t in texts) and any(len(t) > 4 for t in texts)
    return bool(texts) and not drawn and not is_numbering(texts)


def drop_repeated_heads(rows: Sequence[Printed], table: Joined) -> list[Printed]:
    """Without rows that print the head once more in the middle of a grid: pages run together by the export. Between
    delimiters the rows behind such a head are counted as a part of their own."""
    first = table.parts[0]
    heads = [
        [fold(s.text) if s.col == c else "" for c, s in enumerate(row)] for row in first.matrix[: first.head_rows or 0]
    ]
    heads = [h for h in heads if any(h)]
    kept: list[Printed] = []
    behind = 0
    for row in rows:
        if any(_repeats([fold(c.text) for c in row.cells], head) for head in heads):
            behind += row.delimited and bool(kept) and kept[-1].part == row.part + behind
        else:
            kept.append(replace(row, part=row.part + behind))
    return kept


def _repeats(texts: Sequence[str], head: Sequence[str]) -> bool:
    """Whether a row prints a row of the head once more, the ends of long texts perhaps cut off by its frame."""
    if list(texts) == list(head):
        return True
    both = [(text, whole) for text, whole in zip(texts, head, strict=True) if text or whole]
    return len(both) > 1 and all(text and whole.startswith(text) for text, whole in both)


_STRAYED = re.compile(r"^(?!1[.、．])([^。；;]{1,60}[。；;])(1[.、．].+)$", re.DOTALL)


def return_strayed_text(rows: Sequence[tuple[Cell, ...]], columns: Sequence[Column]) -> list[tuple[Cell, ...]]:
    """The end of a sentence that was read into the next row's cell goes back to the row where the sentence began.

    Only where the row above breaks off in mid-sentence and the cell starts its own enumeration after the strayed end.
    """
    result = list(rows)
    for i, column in enumerate(columns):
        if column.role is not Role.TEXT:
            continue
        for index in range(1, len(result)):
            above, cell = result[index - 1][i], result[index][i]
            found = _STRAYED.match(cell.text)
            if not found or not above.text or ends_sentence(above.text):
                continue
            why = "the sentence began in the row above, and the cell's own enumeration starts after it"
            result[index - 1] = with_cell(
                result[index - 1], i, changed(above, above.text + found[1], "text_returned", why)
            )
            result[index] = with_cell(result[index], i, changed(cell, found[2], "text_returned", why))
    return result
