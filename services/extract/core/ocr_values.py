"""What a column and a code list can say of cells in doubt, above all of OCR's. Cells that are sure stay as they are.

Signs: in a column of amounts a lone stroke is the dash of an empty amount, and O, l, 。 among digits are 0, 1 and the
point. Names: beside a code of the lists, a name one or two characters off is the list's. Both are logged as repairs.
Confidence: an amount says something only together with its row and its column, so it is worth no more than the label
and the head by which it is known; a name that is exactly the list's for its code is as good as read twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from services.extract.core import (
    ocr_codes,
    ocr_dashes,
    ocr_measured,
    ocr_running,
    ocr_specks,
    ocr_stops,
    ocr_ticks,
    ocr_words,
)
from services.extract.core.classify import classify
from services.extract.core.figure_forms import FIGURE, SEPARATED, Form, fitting, forms_of, is_unlike
from services.extract.core.joining.stitch import Joined
from services.extract.core.keys import STROKES
from services.extract.core.names import ENUMERATOR, Names, distance
from services.extract.core.ocr_dashes import DASH
from services.extract.core.ocr_lists import counted, is_counted
from services.extract.core.repair import changed
from services.extract.core.templates import PRINTED_YEAR, TableTemplate, head_key
from shared.codes import Codes, Scheme
from shared.model.fold import fold
from shared.model.numbers import parse_number
from shared.model.page import DOUBT, SURE, UNREAD
from shared.model.table import Cell, Column, Role, Row, RowKind, Table

#: what a doubtful name is worth that is exactly the list's for its code
CONFIRMED = 0.995
#: up to here a name without a code may be a misreading of the lists' (a document may print others, read rightly); it
#: has so many characters, and so many differ at the most
MISREAD, _LONG, _OFF = 0.8, 5, 2
#: names end with this letter or without it
_CHARGE = "用"
#: what a figure is worth whose row has no label, or no code, although nearly all others have one (this share of them)
NAMELESS, _NAMED = 0.9, 0.8
#: what a sentence is worth that OCR read: no list knows it, and of so many letters or with stops one is easily lost
SPOKEN, _SPOKEN_LETTERS = 0.98, 20
_STOPS = re.compile(r"[，。；：！？“”《》]")
#: rows that have no code of their own
CODELESS = frozenset({RowKind.UNIT, RowKind.TOTAL, RowKind.SUBTOTAL, RowKind.OF_WHICH})
#: what a dash in a column of amounts is read as in doubt: with a speck above it, or so short that it looks like a point
_TWO, _POINTS = "二", frozenset("•·")
_ZEROS, _ONES = frozenset(("O", "o", "〇", "()", "(0)", "0)", "(0", "(O)")), frozenset("Il|")
_SIGNS = str.maketrans(
    {"O": "0", "o": "0", "〇": "0", "D": "0", "l": "1", "I": "1", "i": "1", "|": "1", "!": "1", "Z": "2", "S": "5",
     "s": "5", "B": "8", "。": ".", "·": ".", "、": ",", "，": ",", "：": ".", ":": ".", "；": ",", ";": ",",
     "'": ",", "`": ","}
)  # fmt: skip
#: one point that was read twice
_TWO_POINTS = re.compile(r"(?<=\d)[.,]{2}(?=\d)")
_ILL_GROUPED = re.compile(r"-?\d+(?:,\d+)+(?:\.\d+)?")


def settled(rows: Sequence[Row], joined: Joined, codes: Codes, scanned: Set[int]) -> tuple[Row, ...]:
    """The rows of a table of which at least one cell is in doubt, after all that its surroundings say. `scanned`: the
    pages that OCR read; on others the place of a text may be in doubt, its characters are as they were printed."""
    if not _is_doubtful(rows, joined):
        return tuple(rows)
    columns = joined.columns
    is_ocr = any(part.page in scanned for part in joined.parts)
    forms = forms_of(rows, columns)
    if is_ocr:
        signs = [
            tuple(
                ocr_stops.mended(mended(ocr_ticks.without(c, k, f), k, f))
                for c, k, f in zip(row.cells, columns, forms, strict=True)
            )
            for row in rows
        ]
        signs = ocr_codes.mended(_counted(signs, columns), columns, codes)
        signs = ocr_dashes.lost_beside(signs, columns, SURE)
        signs = ocr_measured.mended(signs, columns)
        words = ocr_words.vocabulary(joined.template)
        signs = [tuple(ocr_words.mended(c, k, words) for c, k in zip(cells, columns, strict=True)) for cells in signs]
        if any(cells != row.cells for cells, row in zip(signs, rows, strict=True)):
            rows = classify(signs, columns)
    rows = [replace(row, cells=tuple(map(fitting, row.cells, forms))) for row in rows]
    heads = head_confidence(joined)
    if is_ocr:  # what stands under no head is not known, however well it reads
        heads = tuple(h if any(k.path) else min(h, NAMELESS) for h, k in zip(heads, columns, strict=True))
    due = [nearly_all_have(rows, i) for i in range(len(columns))]
    return tuple(
        replace(
            row,
            cells=limited(
                tuple(map(expected, map(spoken, named(row, columns, codes)), columns)) if is_ocr else row.cells,
                columns,
                heads,
                due_of(row, columns, due),
            ),
        )
        for row in rows
    )


def due_of(row: Row, columns: Sequence[Column], due: Sequence[bool]) -> list[bool]:
    """The columns of `due` in which this row has something to print: a total has no code."""
    return [d and not (k.role is Role.CODE and row.kind in CODELESS) for d, k in zip(due, columns, strict=True)]


def nearly_all_have(rows: Sequence[Row], column: int) -> bool:
    """Whether a row with nothing in this column has lost it."""
    return sum(bool(row.cells[column].text) for row in rows) >= _NAMED * len(rows)


def _counted(rows: Sequence[tuple[Cell, ...]], columns: Sequence[Column]) -> list[tuple[Cell, ...]]:
    """The rows, the marks of numbered entries put back in the columns of labels, running numbers counted, and dashes
    told from the ideograph for one."""
    by_column = list(zip(*rows, strict=True))
    styled = any(is_counted(cells) for cells in by_column)
    by_column = [
        tuple(
            ocr_running.counted(cells, SURE)
            if ocr_running.is_running(column)
            else counted(cells, SURE, styled=styled)
            if column.role is Role.LABEL
            else cells
        )
        for cells, column in zip(by_column, columns, strict=True)
    ]
    return list(zip(*(ocr_dashes.dashed(cells, SURE) for cells in by_column), strict=True))


def _is_doubtful(rows: Sequence[Row], joined: Joined) -> bool:
    """Whether something of the table is in doubt for its place on a page or for its pixels: there are pages, and doubt
    that no repair explains."""
    doubtful = any(c.confidence < 1 and not c.repairs for row in rows for c in row.cells)
    return doubtful and any(part.page is not None for part in joined.parts)


def mended(cell: Cell, column: Column, form: Form | None = None) -> Cell:
    """The cell with the signs that its column expects."""
    unlike = is_unlike(cell, form)
    if column.role is Role.CODE and (bare := ocr_specks.without(cell, column, form)) is not cell:
        return bare  # however surely it was read
    is_figure = cell.value is not None or column.role is not Role.AMOUNT or not any(map(str.isdigit, cell.text))
    if not cell.text or (cell.confidence >= SURE and is_figure and not unlike):
        return cell  # digits among amounts that are no number were misread, however surely
    text = cell.text.replace(" ", "")
    # What is a number as it was read stays, with a proposal (EX-06), unless all of the column says that it is another.
    is_open = cell.value is None or (unlike and form is not None and form.grouped and form.all_alike)
    figure = separated(text, form) if column.role is Role.AMOUNT and is_open else None
    if figure is not None and figure != text:
        why = "a comma and a point are told apart by what stands behind them and by the other figures of the column"
        return changed(cell, figure, "ocr_separator", why)
    if (bare := ocr_specks.without(cell, column, form)) is not cell:
        return bare
    if cell.value is not None:
        return cell
    if column.role is Role.AMOUNT and _ILL_GROUPED.fullmatch(text):
        # Its digits are what was read: with them the sums can say what the figure should be (EX-06 speaks of it).
        return replace(cell, value=parse_number(text.replace(",", "")), confidence=min(cell.confidence, DOUBT))
    if column.role is Role.AMOUNT and text.rstrip(".") in _ZEROS:
        return changed(cell, "0", "ocr_digit", "a lone O, or brackets around nothing, in a column of amounts is a zero")
    is_dash = STROKES.issuperset(text) or (text in {_TWO, *_POINTS} and cell.confidence <= DOUBT)
    if column.role is Role.AMOUNT and is_dash:
        return changed(cell, DASH, "ocr_dash", "a lone stroke in a column of amounts is the dash of an empty amount")
    are_ones = column.role is Role.CODE and len(text) > 1 and set(text) <= _ONES
    is_mostly_digits = sum(c.isdigit() or c in ".," for c in text) * 2 >= len(text)
    if column.role not in (Role.AMOUNT, Role.CODE) or not (is_mostly_digits or are_ones):
        return cell
    figure = text.translate(_SIGNS)
    if column.role is Role.AMOUNT and not FIGURE.fullmatch(figure):
        figure = separated(figure, form) or figure
    pattern = FIGURE if column.role is Role.AMOUNT else ocr_specks.CODE
    if figure == text or not pattern.fullmatch(figure) or (column.role is Role.AMOUNT and parse_number(figure) is None):
        return cell
    return changed(cell, figure, "ocr_digit", "letters and stops among digits are misread digits and separators")


def spoken(cell: Cell) -> Cell:
    """The cell; a sentence that OCR read is never sure. What a page in the same table printed digitally is."""
    is_sentence = len(cell.text) > _SPOKEN_LETTERS or _STOPS.search(cell.text) is not None
    is_read = SPOKEN < cell.confidence < 1 and cell.value is None
    return replace(cell, confidence=SPOKEN) if is_read and is_sentence else cell


def expected(cell: Cell, column: Column) -> Cell:
    """The cell; words that OCR read where amounts stand are never sure: they may be a stamp's, over the amount. Nor are
    digits that are no number."""
    is_other = column.role is Role.AMOUNT and cell.value is None and any(map(str.isalnum, cell.text))
    return replace(cell, confidence=min(cell.confidence, DOUBT)) if is_other else cell


def separated(text: str, form: Form | None) -> str | None:
    """The figure with its separators where they belong; None where neither its groups nor the column say so.

    `5.358.7` can only be 5,358.7. `18.716` is 18,716 in a column without decimals, `6.671523.05` and `6,67152305` are
    6,671,523.05 in a column with two: what was read of separators stands where the column has some. `1,11.00` is no
    figure of that column: a digit is missing.
    """
    found = SEPARATED.fullmatch(_TWO_POINTS.sub(".", text))
    if found is None:
        return None
    sign, body, end = found.groups()
    groups = re.split("[.,]", body)
    if len(groups) == 2 and form is None:
        return None
    decimals = form.decimals if form is not None else (len(groups[-1]) if len(groups[-1]) < 3 else 0)
    digits = "".join(groups)
    whole, rest = digits[: len(digits) - decimals], digits[len(digits) - decimals :]
    if not whole:
        return None
    if form is None or form.grouped or len(groups) > 2:
        whole = f"{int(whole):,}"
    written = f"{whole}.{rest}" if rest else whole
    read, due = _separator_places(body), _separator_places(written)
    fits = read == due if form is None else read <= due
    return f"{sign}{written}{end}" if fits else None


def _separator_places(figure: str) -> set[int]:
    """Before how many digits, counted from the end, its separators stand."""
    return {sum(c.isdigit() for c in figure[i:]) for i, c in enumerate(figure) if not c.isdigit()}


# ---------------------------------------------------------------- names


def named(row: Row, columns: Sequence[Column], codes: Codes) -> tuple[Cell, ...]:
    """The row's cells, the doubtful name beside its code set right by the list, or confirmed by it. Without a code all
    names are set right that only one name of the lists is near to: the halves of a balance have labels of their own."""
    if row.code is None:
        pairs = zip(row.cells, columns, strict=True)
        return tuple(_listed(c, codes) if k.role is Role.LABEL else c for c, k in pairs)
    place = next((i for i, k in enumerate(columns) if k.role is Role.LABEL and row.cells[i].text), None)
    if place is None or row.cells[place].confidence >= SURE:
        return row.cells
    cell, known = row.cells[place], _names(codes, row.code)
    if fold(cell.text) in {fold(name) for name in known}:
        better = replace(cell, confidence=CONFIRMED) if not cell.repairs else cell
    else:
        is_sure = all(row.cells[i].confidence >= SURE for i, k in enumerate(columns) if k.role is Role.CODE)
        is_told = is_sure or _begins(cell.text, known) or _is_nearest(cell.text, known, codes)
        doubted = cell.confidence <= DOUBT and is_told
        near = [name for name in known if is_near(cell.text, name, doubted=doubted)]
        off = [_off(cell.text, name) for name in near]
        if not near or off.count(min(off)) > 1:
            return row.cells
        why = f"the code list's name of {row.code}, which the reading is nearest to"
        better = changed(cell, near[off.index(min(off))], "ocr_name", why)
    return (*row.cells[:place], better, *row.cells[place + 1 :])


def _names(codes: Codes, code: str) -> tuple[str, ...]:
    schemes: tuple[Scheme, Scheme] = ("function", "economic")
    return tuple(name for scheme in schemes for name in codes.names(scheme, code))


def _begins(read: str, known: Sequence[str]) -> bool:
    """Whether a reading is half of a name or more, from its first letter: a stamp hides the rest."""
    return any(fold(name).startswith(fold(read)) and 2 * len(fold(read)) >= len(fold(name)) for name in known)


def _is_nearest(read: str, known: Sequence[str], codes: Codes) -> bool:
    """Whether no name of the lists is as near to a reading as one of the `known` is: then a name and its code, neither
    of them read surely, bear each other out."""
    least = min((_off(read, name) for name in known), default=len(read))
    letters, own = set(fold(read)), {fold(name) for name in known}
    others = {fold(e.name) for e in (*codes.function.values(), *codes.economic.values())} - own
    return all(_off(read, name) > least for name in others if len(letters & set(name)) >= len(letters) - least)


def _listed(cell: Cell, codes: Codes) -> Cell:
    """A doubtful name without a code, as the only name of the lists that it is near to; its ordinal stays, and so does
    a …费 that the lists call …费用: both are printed."""
    start = ENUMERATOR.match(cell.text)
    lead = start.group(0) if start else ""
    read = cell.text[len(lead) :]
    if cell.confidence > MISREAD or len(read) < _LONG or Names(codes=codes).lists(read):
        return cell
    letters = set(fold(read))
    entries = (*codes.function.values(), *codes.economic.values())
    alike = {e.name for e in entries if len(letters ^ set(fold(e.name))) <= 2 * _OFF and is_near(read, e.name)}
    if len(alike) != 1 or fold(read) + _CHARGE in {fold(name) for name in alike}:
        return cell
    return changed(cell, lead + alike.pop(), "ocr_name", "the only name of the code lists that the reading is near to")


def with_organization(table: Table, organization: str | None) -> Table:
    """The table, a doubtful label that is near to the name of the organisation made that name: it is printed around
    many tables, and in the code lists never."""
    labels = [i for i, column in enumerate(table.columns) if column.role is Role.LABEL]
    if not organization:
        return table
    rows = [
        replace(
            row, cells=tuple(_organizations(c, organization) if i in labels else c for i, c in enumerate(row.cells))
        )
        for row in table.rows
    ]
    return replace(table, rows=tuple(rows))


def _organizations(cell: Cell, organization: str) -> Cell:
    if cell.confidence > MISREAD or cell.repairs or not is_near(cell.text, organization):
        return cell
    return changed(cell, organization, "ocr_name", "the organisation of the report, whose name the reading is near to")


def is_near(text: str, name: str, *, doubted: bool = False) -> bool:
    """Whether a reading can be the name: one character in six differs, is lost or added, two at the most; half of them
    where the reading is `doubted` and its code says which it is: a stamp leaves pieces of a name and its own ink."""
    one, other = fold(text), fold(name)
    if one == other or len(other) <= 2:
        return False
    if doubted:
        return _off(text, name) <= len(other) // 2
    return distance(one, other) <= min(_OFF, max(1, len(other) // 6))


def _off(read: str, name: str) -> int:
    """How far a reading is from a name, what nobody could read aside."""
    return distance(fold(read).replace(UNREAD, ""), fold(name))


# ---------------------------------------------------------------- confidence


def head_confidence(joined: Joined) -> tuple[float, ...]:
    """For every column how sure its head is: the worst of its texts, or 1 where it is the very head that a template
    knows for the column. A template knows no year: one that nothing else in the head bears out is worth what it was
    read for."""
    first = joined.parts[0]
    head = first.matrix[: first.head_rows or 0]
    worst = [1.0] * len(joined.columns)
    sure = {
        y
        for row in head
        for s in row
        for f in s.fragments
        if f.confidence >= SURE
        for y in PRINTED_YEAR.findall(s.text)
    }
    for slots in head:
        for i, slot in enumerate(slots[: len(worst)]):
            years = {y for text in joined.columns[i].path for y in PRINTED_YEAR.findall(text)} - sure
            is_open = not _is_the_templates(joined.columns[i], joined.template)
            if is_open or (years and PRINTED_YEAR.search(slot.text)):
                worst[i] = min([worst[i], *(f.confidence for f in slot.fragments)])
    return tuple(worst)


def _is_the_templates(column: Column, template: TableTemplate | None) -> bool:
    heads = () if template is None else template.heads
    known = (c.path for head in heads for c in head.columns if c.key is not None and c.key == column.key)
    return [*map(head_key, column.path)] in ([*map(head_key, path)] for path in known)


def limited(
    cells: Sequence[Cell], columns: Sequence[Column], heads: Sequence[float], named_columns: Sequence[bool] = ()
) -> tuple[Cell, ...]:
    """The cells, none worth more than its head and the labels by which it is known: for an amount the nearest run of
    label and code columns before it, for a label all that stand left of it. Where all rows such as this one have a
    label or a code (`named_columns`), one without has lost it; so has a code that stands without its name."""
    result: list[Cell] = []
    left, run, is_open = 1.0, 1.0, False
    for i, (cell, column, head) in enumerate(zip(cells, columns, heads, strict=True)):
        is_label = column.role in (Role.LABEL, Role.CODE)
        most = min(head, left if is_label else run)
        if is_label:
            is_due = bool(named_columns) and named_columns[i] and not cell.text
            is_alone = is_due and is_open and _is_code(cells[i - 1], columns[i - 1]) and column.role is Role.LABEL
            if is_alone:
                result[-1] = replace(result[-1], confidence=min(result[-1].confidence, NAMELESS))
            lost = is_alone or (is_due and not (is_open and cells[i - 1].text))
            worth = cell.confidence if cell.text else NAMELESS if lost else 1.0
            left, run = min(left, worth), min(run if is_open else 1.0, worth)
        is_open = is_label
        result.append(replace(cell, confidence=min(cell.confidence, most)) if cell.text else cell)
    return tuple(result)


def _is_code(cell: Cell, column: Column) -> bool:
    return column.role is Role.CODE and bool(ocr_specks.CODE.fullmatch(cell.text))
