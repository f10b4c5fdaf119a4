"""Application forms: label/value areas to a `Form`, their indicator block to a table.

Shenzhen's 二级项目支出绩效目标申报表, Shanghai's 绩效目标填报表 and the like: one form and one table
`<title>·绩效指标` for each project, however many stand in a document and wherever pages cut them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from services.extract.core.forms import fields as form_fields
from services.extract.core.forms import indicator_rows
from services.extract.core.forms.fields import Fields
from services.extract.core.forms.indicator_rows import Head
from services.extract.core.forms.rows import FormRow, rows_of
from services.extract.core.forms.words import FormWords, word_key
from services.extract.core.keys import column_of
from services.extract.core.notes import NOTE
from services.extract.core.ocr_values import limited
from services.extract.core.repair import unsure
from services.extract.templates import forms as form_data
from services.extract.templates import load as load_templates
from shared.model.page import NOWHERE, Block, Grid, Place
from shared.model.table import Column, Form, Row, Table

_FORM_TITLE = re.compile(r"申报表|申请表|填报表|申报书|项目.{0,10}绩效目标表")
_YEAR = re.compile(r"(20\d\d)\s*年")
_FEWEST_FIELDS = 3
#: so many rows of a form, at the most, a page break leaves that do not say what they are
_CUT_OFF = 2
#: rows of indicators that name a level of the frame, where it is the one that is known
_FEWEST_KNOWN = 3


@dataclass(kw_only=True)
class _Draft:
    """One form while its rows are read."""

    fields: Fields = field(default_factory=Fields)
    head: Head | None = None
    rows: list[FormRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """of its indicators, in lines of text below them"""
    place: Place = NOWHERE
    year: int | None = None


def is_form(grid: Grid, caption_title: str | None, behind: Sequence[Block] = ()) -> bool:
    """Whether the grid is (the first part of) an application form: labels beside values, not rows under a head. A page
    break may leave a row of it, and the rest in what stands `behind`."""
    words = form_data.load()
    rows = rows_of([grid, *behind] if grid.rows <= _CUT_OFF else [grid])
    labelled = 0
    for row in rows:
        if indicator_rows.head_of(row, words) is not None:
            return labelled >= _FEWEST_FIELDS
        _, rest = form_fields.group_label(row, words)
        labelled += sum(bool(values) for _, values in form_fields.pairs(rest, words))
    titled = caption_title is not None and bool(_FORM_TITLE.search(caption_title))
    return titled and labelled >= _FEWEST_FIELDS


def extract(blocks: Sequence[Block], title: str) -> tuple[Form, tuple[Table, ...]]:
    """One form and its tables (`<title>·绩效指标`). Ids are empty: the caller numbers tables and forms."""
    return extract_all(blocks, title)[0]


def extract_all(blocks: Sequence[Block], title: str) -> tuple[tuple[Form, tuple[Table, ...]], ...]:
    """As `extract`, for a run of blocks that may hold several forms of the same title, one after the other."""
    words = form_data.load()
    return tuple(_finished(draft, title, words) for draft in _drafts(rows_of(blocks), title, words))


def _drafts(rows: Sequence[FormRow], title: str, words: FormWords) -> list[_Draft]:
    drafts = [_Draft()]
    above: set[int] = set()
    for index, row in enumerate(rows):
        draft = drafts[-1]
        if form_fields.is_furniture(row, title):
            found = _YEAR.search(row.tokens[0].text)
            draft.year = draft.year or (int(found.group(1)) if found else None)
            continue
        if _begins_form(row, draft, words):
            draft = _Draft(year=draft.year)
            drafts.append(draft)
        if draft.place == NOWHERE:
            draft.place = row.tokens[0].place
        if index not in above:
            _read(draft, row, rows[index + 1] if index + 1 < len(rows) else None, words)
            if draft.head is None and _pairs_above(row, rows[index + 1 : index + 2], words):
                above.add(index + 1)
    return drafts


def _begins_form(row: FormRow, draft: _Draft, words: FormWords) -> bool:
    """Whether the row repeats a field that every form has once (项目编码, 项目名称)."""
    found = form_fields.pairs(row, words)
    return any(word_key(label.text) in words.starts and draft.fields.has(label.text) for label, _ in found)


def _pairs_above(row: FormRow, following: Sequence[FormRow], words: FormWords) -> bool:
    _, rest = form_fields.group_label(row, words)
    return bool(form_fields.labels_above(rest, following[0] if following else None, words))


def _read(draft: _Draft, row: FormRow, following: FormRow | None, words: FormWords) -> None:
    """One row into the draft: the head of the indicators, one of their rows, or fields."""
    head = indicator_rows.head_of(row, words)
    if head is not None:
        draft.head = draft.head or head
        draft.rows.append(row)
        return
    found = form_fields.pairs(row, words)
    if draft.head is not None and not (found and _is_field_row(row, words)):
        if row.is_line and NOTE.match(row.tokens[0].text):
            draft.notes.append(row.tokens[0].text)
        else:
            draft.rows.append(row)
        return
    group, rest = form_fields.group_label(row, words)
    stacked = form_fields.labels_above(rest, following, words)
    for label, value in stacked:
        draft.fields.add(label, [value])
    if stacked:
        return
    found = form_fields.pairs(rest, words)
    for label, values in found:
        draft.fields.add(label, values, within=_area(draft, label.col, group.text if group else None))
    if not found:
        draft.fields.go_on(rest)


def _is_field_row(row: FormRow, words: FormWords) -> bool:
    """Below the indicators only a row that begins with a label is a field: 备注, 填报人."""
    return form_fields.is_label(row.tokens[0].text, words) and len(row.tokens) <= 4 and not row.covering


def _area(draft: _Draft, col: int, group: str | None) -> str | None:
    """The field that heads the column of fields at `col` (年度资金申请总额 above 其他资金), else the area's label."""
    heads = [n for n, tokens in draft.fields.values.items() if n.endswith("总额") and tokens and tokens[0].col > col]
    return heads[-1] if heads else group


def _finished(draft: _Draft, title: str, words: FormWords) -> tuple[Form, tuple[Table, ...]]:
    form = Form(id="", title=title, fields=draft.fields.cells(), place=draft.place)
    if draft.head is None:
        return form, ()
    table = indicator_table(f"{title}·{words.indicators}", draft.head, draft.rows, words)
    return form, (replace(table, year=draft.year, notes=(*table.notes, *draft.notes)),)


def indicator_table(title: str, head: Head, printed: Sequence[FormRow], words: FormWords) -> Table:
    """The indicator block under this head as a table; what stands below it across its whole width is a note."""
    end = len(printed)
    while end and indicator_rows.is_remark(head, printed[end - 1], words):
        end -= 1
    rows = indicator_rows.build(head, printed[:end], words)
    places = [c.place for row in rows for c in row.cells if c.place != NOWHERE]
    columns = columns_of([(name,) for name in head.names], rows)
    return Table(
        id="",
        title=title,
        columns=columns,
        rows=_without_strangers(_worth(rows, columns, head), head, words),
        kind="performance_indicators",
        pages=tuple(sorted({p.page for p in places if p.page is not None})),
        place=places[0] if places else NOWHERE,
        notes=tuple(row.tokens[0].text for row in printed[end:]),
    )


def _worth(rows: Sequence[Row], columns: Sequence[Column], head: Head) -> tuple[Row, ...]:
    """The rows as read from pixels, no cell worth more than its head and the levels by which it is known; others, of
    which the print is certain, as they are."""
    heads = [token.confidence for token in head.tokens]
    doubts = (c.confidence for row in rows for c in row.cells if c.place.page is not None and not c.repairs)
    if min(heads, default=1.0) == 1.0 and min(doubts, default=1.0) == 1.0:
        return tuple(rows)
    return tuple(replace(row, cells=limited(row.cells, columns, heads)) for row in rows)


def _without_strangers(rows: Sequence[Row], head: Head, words: FormWords) -> tuple[Row, ...]:
    """The rows; where some name a level of the frame, those that name none are in doubt: a table below the block
    may have been taken for its rows."""
    keys = [word_key(token.text) for token in head.tokens]
    if words.level1 not in keys or words.level2 not in keys:
        return tuple(rows)
    first, second = keys.index(words.level1), keys.index(words.level2)
    strange = [
        not words.first_key(row.cells[first].text) and not words.second_key(row.cells[second].text) for row in rows
    ]
    if len(rows) - sum(strange) < _FEWEST_KNOWN:
        return tuple(rows)
    doubted = [replace(row, cells=tuple(map(unsure, row.cells))) for row in rows]
    return tuple(b if odd else a for a, b, odd in zip(rows, doubted, strange, strict=True))


def columns_of(paths: Sequence[tuple[str, ...]], rows: Sequence[Row]) -> tuple[Column, ...]:
    """Columns with roles and keys from the vocabulary of all families."""
    keys = load_templates().keys
    return tuple(column_of(path, [r.cells[i].text for r in rows], keys) for i, path in enumerate(paths))
