"""What a column and the code lists say of figures and codes in a text export, whose letters nobody vouches for.

Letters among digits (`l,2O4`) are misread digits where the rest of the column is figures: put right and logged. What
cannot be put right is doubted: a figure with other decimals than nearly all of its column, a code that is none, that
hangs on no other, or whose name the list gives to another code. What a row says is worth no more than the code and the
names that it is known by.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import chain, pairwise, product

from services.extract.core.classify import classify
from services.extract.core.code_names import name_column
from services.extract.core.figure_forms import Form, form_of, is_unlike
from services.extract.core.names import ENUMERATOR
from services.extract.core.ocr_values import (
    CODELESS,
    due_of,
    limited,
    mended,
    nearly_all_have,
)
from services.extract.core.repair import unsure
from shared.codes import Codes
from shared.model.fold import fold, ideographs
from shared.model.numbers import decimals, without_mark
from shared.model.page import DOUBT, UNREAD, Reader
from shared.model.table import Cell, Column, Role, Row, RowKind, Table

#: digits among which letters stand, or the letter O alone
_MIXED = re.compile(r"(?=.*\d)(?=.*[A-Za-z。·、|!'`])[\dA-Za-z。·、|!'`.,，-]+|[OoIl|]")
#: a letter that looks like a digit beside digits, no part of a word, or between them; what stands for a character that
#: was lost; the mark of a footnote on a figure; a sign that compares with no figure
_DAMAGED = re.compile(
    r"(?<![A-Za-z])[OolI](?=[\d,.]*\d)|(?<=\d)[OolI](?![A-Za-z])|\ufffd|\d,?[BSZ]\d"
    r"|\d(?:\[\d{1,2}\]|[①-⑳¹²³⁴-⁹*](?!\d))|[≥≤](?=[\u4e00-\u9fff])"
)
#: what a target is counted in, without its figure, or with one that asks for nothing
_UNIT_ALONE = re.compile(r"(?:[≥≤=<>]|[≥>]0)?(?:%|个?百分点|人?次|期|家|台|套|件|份|项|人|户|天|小时)")
_TARGET = "indicator.target"
_UNIT = "unit"
_INCOME, _EXPENDITURE = "income.item", "expenditure.item"
_THREE_DECIMALS = re.compile(r"-?\d{1,3}\.\d{3}")
#: a figure, misread or not, right behind the end of a sentence, or with its separators behind a word: that of the next
#: column
_FIGURE_BEHIND = re.compile(r"[。；;！!] ?[-OolI|SBZ\d., ]+$|[\u4e00-\u9fff]\d{1,3}(?:,\d{3,}|[.,]\d+[.,]\d+)$")
#: an amount, misread or with the mark of a footnote
_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,[\dOolISBZ]{3})+(?:\.\d+)?|\d+\.\d{2})(?:\[\d+\]|注\d+|[①-⑳])?")
#: a text of several clauses
_SENTENCE = re.compile(r".[，,；;].*。$")
_LEADING_ZERO = re.compile(r"-?0\d.*")
_DIGITS = re.compile(r"[-\d,.]*\d[\d,.]*")
#: the share of a column's cells that may hold such letters; in a column of more of them they are printed
_FEW = 0.4
#: the share of codes that are alike where an unlike one is in doubt, and how many there must be
_NEARLY_ALL, _ENOUGH = 0.6, 4
#: the share of the zeros of a table, or of the cells of a column, that shows how it prints them
_NEARLY_ALL_ALIKE = 0.8
#: ideographs of a word
_WORD = 2
_TOTALS = frozenset({RowKind.TOTAL, RowKind.SUBTOTAL})
_LEVELS = frozenset({3, 5, 7})
"""lengths of the codes of 类, 款 and 项"""


def settled(tables: Sequence[Table], codes: Codes, reader: Reader) -> tuple[Table, ...]:
    """The tables of a text export after all that their columns and the lists say; those of other readers as they are:
    a born-digital file prints what it prints, and OCR tells its own doubts (`ocr_values`)."""
    return tuple(_settled(table, codes) for table in tables) if reader is Reader.TEXT else tuple(tables)


def _settled(table: Table, codes: Codes) -> Table:
    few = {role: _share_mixed(table, role) <= _FEW for role in (Role.AMOUNT, Role.CODE)}
    by_column = [
        _read([row.cells[i] for row in table.rows], column, misread=few.get(column.role, False))
        for i, column in enumerate(table.columns)
    ]
    read = [replace(row, cells=tuple(cells[r] for cells in by_column)) for r, row in enumerate(table.rows)]
    changed = any(_texts(new) != _texts(old) for new, old in zip(read, table.rows, strict=True))
    rows: Sequence[Row] = classify([row.cells for row in read], table.columns) if changed else read
    doubtful = set(_doubtful(replace(table, rows=tuple(rows)), codes))
    rows = [
        replace(row, cells=tuple(unsure(c) if (r, i) in doubtful else c for i, c in enumerate(row.cells)))
        for r, row in enumerate(rows)
    ]
    return replace(table, rows=_limited(rows, table, doubtful))


def _doubtful(table: Table, codes: Codes) -> Iterator[tuple[int, int]]:
    """The cells (row, column) that other cells speak against."""
    rows, columns = table.rows, table.columns
    unread = (i for i, column in enumerate(columns) if any(UNREAD in text for text in column.path))
    yield from product(range(len(rows)), unread)
    coded = [i for i, column in enumerate(columns) if column.role is Role.CODE]
    yield from product(_doubtful_codes(table, codes), coded)
    torn = (r for at in _torn(rows, columns) for r in (at - 1, at))
    yield from product(
        chain(
            torn,
            _twice(rows),
            _of_two(table),
            _with_figures_in_texts(rows, columns),
            _of_other_half(table, codes),
            _unread(rows, columns),
        ),
        range(len(columns)),
    )
    yield from ((r, i) for r, i in _codes_lost(rows, columns) if not _is_of_its_code(rows[r], i, table, codes))
    yield from _unlike_zeros(rows, columns)
    yield from _unlike_decimals(rows, columns)
    for i, column in enumerate(columns):
        if (column.key or "").startswith(_TARGET):
            yield from ((r, i) for r, row in enumerate(rows) if _UNIT_ALONE.fullmatch(fold(row.cells[i].text)))


def _limited(rows: Sequence[Row], table: Table, doubtful: Set[tuple[int, int]]) -> tuple[Row, ...]:
    """The rows, what each says worth no more than the codes and names before it that came into doubt here (`doubtful`,
    and those read in doubt)."""
    heads = (1.0,) * len(table.columns)
    due = [nearly_all_have(rows, i) for i in range(len(table.columns))]
    result = []
    for r, (row, before) in enumerate(zip(rows, table.rows, strict=True)):
        pairs = list(zip(row.cells, before.cells, strict=True))
        doubts = [
            cell if cell.confidence < old.confidence or (r, i) in doubtful else replace(cell, confidence=1.0)
            for i, (cell, old) in enumerate(pairs)
        ]
        worth = limited(doubts, table.columns, heads, _due_of(row, table.columns, due))
        cells = (replace(c, confidence=min(c.confidence, w.confidence)) for c, w in zip(row.cells, worth, strict=True))
        result.append(replace(row, cells=tuple(cells)))
    return tuple(result)


def _due_of(row: Row, columns: Sequence[Column], due: Sequence[bool]) -> list[bool]:
    """The columns of `due` in which this row has something to print: a total's label may span codes and names, and
    stands in the first of them."""
    asked = due_of(row, columns, due)
    if not _spans_codes(row, columns):
        return asked
    return [d and column.role is not Role.LABEL for d, column in zip(asked, columns, strict=True)]


def _spans_codes(row: Row, columns: Sequence[Column]) -> bool:
    """Whether the label of a total stands in the first column of codes, and nothing in the others and the names."""
    labelled = [c.text for c, k in zip(row.cells, columns, strict=True) if k.role in (Role.CODE, Role.LABEL)]
    return row.kind in _TOTALS and columns[0].role is Role.CODE and bool(labelled[0]) and not any(labelled[1:])


def _texts(row: Row) -> list[str]:
    return [cell.text for cell in row.cells]


# ---------------------------------------------------------------- figures


def _is_mixed(cell: Cell) -> bool:
    return cell.value is None and bool(_MIXED.fullmatch(cell.text))


def _share_mixed(table: Table, role: Role) -> float:
    """The share of the filled cells of a role that hold letters among digits."""
    cells = [
        c for row in table.rows for c, k in zip(row.cells, table.columns, strict=True) if k.role is role and c.text
    ]
    return sum(map(_is_mixed, cells)) / max(len(cells), 1)


def _read(cells: Sequence[Cell], column: Column, *, misread: bool) -> list[Cell]:
    """The cells of a column, its misread digits put right (`misread`), figures unlike the others doubted."""
    form = form_of(cells) if column.role is Role.AMOUNT else None
    stops = [column.role is Role.AMOUNT and bool(_THREE_DECIMALS.fullmatch(c.text)) for c in cells]
    if 2 * sum(stops) <= sum(c.value is not None for c in cells):  # 18.716 may be 18,716
        cells = [unsure(c) if stop else c for c, stop in zip(cells, stops, strict=True)]
    return [_settled_cell(cell, column, form, misread=misread) for cell in cells]


def _settled_cell(cell: Cell, column: Column, form: Form | None, *, misread: bool) -> Cell:
    if misread and _is_mixed(cell):
        read = mended(replace(cell, confidence=min(cell.confidence, DOUBT)), column, form)
        return unsure(replace(read, confidence=cell.confidence))
    if column.role is Role.AMOUNT and (is_unlike(cell, form) or _is_no_figure(cell)):
        return unsure(cell)
    broken = _DAMAGED.search(cell.text) or (cell.value is None and _DIGITS.fullmatch(cell.text))
    return unsure(cell) if broken else cell


def _is_no_figure(cell: Cell) -> bool:
    """Whether more than a figure, or less than one, stands where a figure is due (`1,234①`, `12.`)."""
    if cell.value is not None:
        return without_mark(cell.text) != cell.text or bool(_LEADING_ZERO.fullmatch(cell.text))
    return any(c.isdecimal() or (c.isascii() and c.isalpha()) for c in cell.text) and not cell.text.endswith(
        ("%", "％")
    )


def _torn(rows: Sequence[Row], columns: Sequence[Column]) -> Iterator[int]:
    """The rows that begin with digits where the others have names: a line broke in two inside or before a figure."""
    for i, column in enumerate(columns):
        filled = [row.cells[i].text for row in rows if row.cells[i].text]
        mostly = 2 * sum(map(_is_digits, filled)) > len(filled) and column.key != _UNIT
        if column.role is not Role.LABEL or mostly:
            continue
        yield from (r for r, row in enumerate(rows) if _is_digits(row.cells[i].text))


def _twice(rows: Sequence[Row]) -> Iterator[int]:
    """The rows that say all that the row above says, figures among it: a line may stand twice."""
    for r in range(1, len(rows)):
        above, row = rows[r - 1].cells, rows[r].cells
        if any(c.value is not None for c in row) and [fold(c.text) for c in above] == [fold(c.text) for c in row]:
            yield r


def _of_two(table: Table) -> Iterator[int]:
    """The rows with a word in a column of amounts, of a known table or where nearly all others have figures: two lines
    may be one there."""
    for i, column in enumerate(table.columns):
        filled = [(r, row.cells[i]) for r, row in enumerate(table.rows) if row.cells[i].text]
        words = [r for r, cell in filled if cell.value is None and ideographs(cell.text) >= _WORD]
        few = table.kind is not None or len(words) <= (1 - _NEARLY_ALL_ALIKE) * len(filled)
        if column.role is Role.AMOUNT and few:
            yield from words


def _of_other_half(table: Table, codes: Codes) -> Iterator[int]:
    """The rows of a balance that have an expenditure's name among the income, and nothing among the expenditure: the
    right half of a line may stand on a line of its own."""
    keys = [column.key for column in table.columns]
    if not {_INCOME, _EXPENDITURE} <= set(keys):
        return
    left, right = keys.index(_INCOME), keys.index(_EXPENDITURE)
    for r, row in enumerate(table.rows):
        name = ENUMERATOR.sub("", row.cells[left].text)
        if codes.codes_of("function", name) and not any(cell.text for cell in row.cells[right:]):
            yield r


def _unlike_zeros(rows: Sequence[Row], columns: Sequence[Column]) -> Iterator[tuple[int, int]]:
    """The zeros (row, column) with other decimals than nearly all zeros of the table: a digit of theirs was lost."""
    amounts = [i for i, column in enumerate(columns) if column.role is Role.AMOUNT]
    zeros = {(r, i): row.cells[i] for r, row in enumerate(rows) for i in amounts if row.cells[i].value == 0}
    forms = {at: decimals(cell.text) for at, cell in zeros.items()}
    usual, count = next(iter(Counter(forms.values()).most_common(1)), (0, 0))
    if usual and count >= max(_ENOUGH, _NEARLY_ALL_ALIKE * len(forms)):
        yield from (at for at, places in forms.items() if places != usual)


def _unlike_decimals(rows: Sequence[Row], columns: Sequence[Column]) -> Iterator[tuple[int, int]]:
    """The figures (row, column) with other decimals than nearly all of the table, where their column has no habit of
    its own (a rate with one decimal among amounts with two)."""
    amounts = [i for i, column in enumerate(columns) if column.role is Role.AMOUNT]
    forms = {(r, i): decimals(t) for r, row in enumerate(rows) for i in amounts if "." in (t := row.cells[i].text)}
    usual, count = next(iter(Counter(forms.values()).most_common(1)), (0, 0))
    if count < max(_ENOUGH, _NEARLY_ALL_ALIKE * len(forms)):
        return
    habits = Counter((i, places) for (_, i), places in forms.items())
    yield from ((r, i) for (r, i), places in forms.items() if places != usual and habits[i, places] == 1)


def _with_figures_in_texts(rows: Sequence[Row], columns: Sequence[Column]) -> Iterator[int]:
    """The rows of whose figures one was taken for the end of the text before it, or stands where names or texts do, so
    that the others may stand too far left; those whose text stands where names do, and none in its column."""
    texts = [i for i, column in enumerate(columns) if column.role in (Role.LABEL, Role.TEXT)]
    worded = [i for i in texts if columns[i].role is Role.LABEL or _holds_few_amounts(rows, i)]
    amounts = any(column.role is Role.AMOUNT for column in columns)
    for r, row in enumerate(rows):
        behind = any(_FIGURE_BEHIND.search(row.cells[i].text) for i in texts)
        instead = any(_AMOUNT.fullmatch(row.cells[i].text) for i in worded)
        nameless = any(_SENTENCE.search(row.cells[a].text) and not row.cells[b].text for a, b in pairwise(texts))
        if behind or (amounts and (instead or nameless)):
            yield r


def _unread(rows: Sequence[Row], columns: Sequence[Column]) -> Iterator[int]:
    """The rows of a table of texts with a character that nobody could read: each text says what the next is of."""
    if not any(column.role is Role.AMOUNT for column in columns):
        yield from (r for r, row in enumerate(rows) if any(UNREAD in cell.text for cell in row.cells))


def _holds_few_amounts(rows: Sequence[Row], column: int) -> bool:
    return sum(bool(_AMOUNT.fullmatch(row.cells[column].text)) for row in rows) <= _FEW * len(rows)


def _is_digits(text: str) -> bool:
    return bool(_DIGITS.fullmatch(text))


# ---------------------------------------------------------------- codes


def _doubtful_codes(table: Table, codes: Codes) -> Iterator[int]:
    """The rows whose code is likely to be misread."""
    columns = [i for i, c in enumerate(table.columns) if c.role is Role.CODE and c.key != "unit.code"]
    labels = {r for r, row in enumerate(table.rows) if _spans_codes(row, table.columns)}
    for column in columns:
        texts = ["" if r in labels else row.cells[column].text for r, row in enumerate(table.rows)]
        yield from _ill_formed(texts)
    coded = {i: row.code for i, row in enumerate(table.rows) if row.code}
    if len(coded) < _ENOUGH:
        return
    yield from _orphans(coded)
    named = name_column(table)
    if named is None:
        return
    name, scheme = named
    known = {i for i, code in coded.items() if codes.entry(scheme, code)}
    for i, code in coded.items():
        text = table.rows[i].cells[name].text
        if i not in known:
            if len(known) >= _NEARLY_ALL * len(coded):
                yield i
        elif fold(text) not in map(fold, codes.names(scheme, code)) and codes.codes_of(scheme, text):
            yield i


def _ill_formed(texts: Sequence[str]) -> Iterator[int]:
    """Codes whose length no code of their column has, or with more than digits among codes of digits."""
    lengths = Counter(len(t) if t.isdigit() else 0 for t in texts if t)
    count = lengths.total()
    if count < _ENOUGH:
        return
    usual, often = lengths.most_common(1)[0]
    right = _LEVELS if sum(lengths[k] for k in _LEVELS) >= _NEARLY_ALL * count else frozenset({usual})
    if not usual or (right is not _LEVELS and often < _NEARLY_ALL * count):
        return
    yield from (i for i, t in enumerate(texts) if t and (not t.isdigit() or len(t) not in right))


def _orphans(coded: dict[int, str]) -> Iterator[int]:
    """Codes under a parent that the table does not have, where it has the parents of nearly all others."""
    present = set(coded.values())
    below = {i: code[:-2] in present for i, code in coded.items() if len(code) > min(_LEVELS)}
    if below and sum(below.values()) >= _NEARLY_ALL * len(below):
        yield from (i for i, found in below.items() if not found)


def _is_of_its_code(row: Row, at: int, table: Table, codes: Codes) -> bool:
    """Whether the list gives the name to the code that the row's other columns make: a class has no 款."""
    named = name_column(table)
    if named is None or named[0] != at or not row.code:
        return False
    return fold(row.cells[at].text) in map(fold, codes.names(named[1], row.code))


def _codes_lost(rows: Sequence[Row], columns: Sequence[Column]) -> Iterator[tuple[int, int]]:
    """The names (row, column) that have no code beside them, where nearly all names of the column have."""
    for i in range(1, len(columns)):
        if columns[i - 1].role is not Role.CODE or columns[i].role is not Role.LABEL:
            continue
        named = [r for r, row in enumerate(rows) if row.cells[i].text and row.kind not in CODELESS]
        without = [r for r in named if not rows[r].cells[i - 1].text]
        if len(without) <= (1 - _NEARLY_ALL) * len(named):
            yield from ((r, i) for r in without)
