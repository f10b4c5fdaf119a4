"""Enumerations of indicators inside the cells of 项目支出绩效目标表, as a table of their own.

The grammar is domain.md §1.4: `n、A-一级；AB-二级；三级名；实施周期指标值：v；年度指标值：v。`, with full- or
half-width marks as the page has them. Names and values may hold digits, percent signs and comparators (`…满意率1`,
`100%≥99%`), so only the marks and the closed words of the frame part an entry, never the look of a value.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from services.extract.core.aligned.doubts import DOUBTFUL
from services.extract.core.forms.extraction import columns_of
from services.extract.core.forms.words import FormWords
from services.extract.templates import forms as form_data
from shared.model.numbers import parse_number
from shared.model.table import Cell, Repair, Role, Row, Table

TITLE = "绩效指标明细"
_VALUES = ("实施周期指标值", "年度指标值")
_ENTRY = re.compile(r"(?:^|(?<=[。；;\s.]))\s*(?P<number>\d{1,3})\s*[、.．]\s*(?P<first>[^；;：:、]{1,16}?)\s*[；;]")
_SEPARATOR = re.compile(r"\s*[；;]\s*")
_VALUE = re.compile(r"\s*(?P<label>[^：:；;]{0,12}(?:指标值|目标值))\s*[：:]\s*")
_LEVEL = re.compile(r"(?P<code>\d{1,3})[-—–－](?P<name>\D+)")
_DIGITS = re.compile(r"\d[\d,.]*")
_FEWEST = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class _Entry:
    """One indicator of an enumeration. `values`: label → value, as printed."""

    number: str
    first: str
    second: str
    name: str
    values: dict[str, str]


def details(table: Table) -> Table | None:
    """绩效指标明细 of a table that has a column of enumerated indicators, None where it has none. Its id is empty.

    Cells keep place and raw of the cell that they were taken from. A gap in the numbering of a project's indicators is
    logged on the table (`numbering_gap`): an indicator may be lost there.
    """
    words = form_data.load()
    column = _column(table, words)
    if column is None:
        return None
    name_column = next((i for i, c in enumerate(table.columns) if c.role is Role.LABEL), 0)
    rows: list[Row] = []
    gaps: list[Repair] = []
    labels = _labels(table, column, words)
    for row in table.rows:
        source, name = row.cells[column], row.cells[name_column]
        entries = list(_entries(source.text, words))
        rows += [Row(cells=_cells(entry, labels, name, source)) for entry in entries]
        gaps += _gaps(name.text, entries)
    paths = [(text,) for text in ("项目名称", "序号", "一级指标", "二级指标", "三级指标", *labels)]
    return Table(
        id="",
        title=TITLE,
        columns=columns_of(paths, rows),
        rows=tuple(rows),
        kind="indicator_details",
        organization=table.organization,
        year=table.year,
        pages=table.pages,
        repairs=tuple(gaps),
        place=table.place,
    )


def doubted(table: Table, *, exported: bool) -> Table:
    """The table with less certainty in enumerations that do not run from 1 without a gap: where a page cuts a row that
    no rule closes, the end of one project's indicators may have gone to the next. In a text export (`exported`) also in
    those with a level that others number otherwise, or with one figure for the year and another for the period."""
    words = form_data.load()
    column = _column(table, words)
    if column is None:
        return table
    usual = _usual_codes([e for row in table.rows for e in _entries(row.cells[column].text, words)])

    def judged(row: Row) -> Row:
        cell = row.cells[column]
        read = not exported or all(_is_well_read(e, usual) for e in _entries(cell.text, words))
        if not cell.text or (read and _is_whole(cell.text, words)):
            return row
        less = replace(cell, confidence=min(cell.confidence, DOUBTFUL))
        return replace(row, cells=(*row.cells[:column], less, *row.cells[column + 1 :]))

    return replace(table, rows=tuple(map(judged, table.rows)))


def _usual_codes(entries: Sequence[_Entry]) -> dict[str, str]:
    """The number that each level's name has most."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for level in (m for e in entries for t in (e.first, e.second) if (m := _LEVEL.fullmatch(t))):
        found[level["name"]][level["code"]] += 1
    return {name: codes.most_common(1)[0][0] for name, codes in found.items()}


def _is_well_read(entry: _Entry, usual: dict[str, str]) -> bool:
    """Whether the levels of an indicator have their usual numbers, the second that of the first in it, and its values
    are one figure."""
    first, second = (_LEVEL.fullmatch(text) for text in (entry.first, entry.second))
    if first and second and not second["code"].startswith(first["code"]):
        return False
    if any(level["code"] != usual[level["name"]] for level in (first, second) if level):
        return False
    shapes = {_DIGITS.sub("0", value) for value in entry.values.values()}
    return len(shapes) > 1 or len(set(entry.values.values())) <= 1


def _is_whole(text: str, words: FormWords) -> bool:
    """Whether a cell is numbered 1, 2, 3 … from its first letter on, and each indicator has all its values."""
    entries = list(_entries(text, words))
    labels = {label for e in entries for label in e.values}
    filled = all(e.values.get(label) for e in entries for label in labels)
    return _ENTRY.match(text) is not None and filled and not any(_gaps("", entries))


def _column(table: Table, words: FormWords) -> int | None:
    """The column whose cells enumerate the most indicators."""
    counts = [
        (sum(sum(1 for _ in _entries(row.cells[i].text, words)) for row in table.rows), i)
        for i, column in enumerate(table.columns)
        if column.path and "指标" in column.path[-1]
    ]
    most, index = max(counts, default=(0, 0))
    return index if most >= _FEWEST else None


def _entries(text: str, words: FormWords) -> Iterator[_Entry]:
    starts = [m for m in _ENTRY.finditer(text) if words.first_key(m["first"]) is not None]
    for start, following in zip_longest(starts, starts[1:]):
        rest = text[start.end() : following.start() if following else len(text)]
        yield _entry(start["number"], start["first"].strip(), rest)


def _entry(number: str, first: str, rest: str) -> _Entry:
    """An entry behind its first level: second level, name, then labelled values up to the closing stop."""
    marks = list(re.finditer(rf"(?:^|(?<=[；;])){_VALUE.pattern}", rest))
    head = rest[: marks[0].start()] if marks else rest
    second, *names = _SEPARATOR.split(head.strip("；; \t。"))
    values = {}
    for mark, after in zip_longest(marks, marks[1:]):
        value = rest[mark.end() : after.start() if after else len(rest)]
        values[mark["label"].strip()] = re.sub(r"[；;。\s]+$", "", value.strip())
    return _Entry(number=number, first=first, second=second, name="；".join(n for n in names if n), values=values)


def _labels(table: Table, column: int, words: FormWords) -> tuple[str, ...]:
    """The labels of the values, the usual two first and others as met."""
    found = {label: None for row in table.rows for e in _entries(row.cells[column].text, words) for label in e.values}
    if found and not set(found) & set(_VALUES):
        return tuple(found)
    return (*_VALUES, *(label for label in found if label not in _VALUES))


def _cells(entry: _Entry, labels: Sequence[str], name: Cell, source: Cell) -> tuple[Cell, ...]:
    texts = (entry.number, entry.first, entry.second, entry.name, *(entry.values.get(label, "") for label in labels))
    return (name, *(replace(source, text=text, value=parse_number(text)) for text in texts))


def _gaps(project: str, entries: Sequence[_Entry]) -> Iterator[Repair]:
    expected = 1
    for entry in entries:
        number = int(entry.number)
        if number != expected:
            why = f"the indicators of {project} are numbered {expected - 1 or 'none'}, then {number}"
            yield Repair(code="numbering_gap", before=str(expected), after=str(number), why=why)
        expected = number + 1
