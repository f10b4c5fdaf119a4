"""Names printed over one another, taken apart by the codes beside them (domain.md §3, §4).

A name that has no room in its row runs into the row below; a tool that reads a page line by line then reads both by
their places, letter by letter: `机关事业单位基本养老保` above `险机缴关费事支业出单位职业年金缴`, which is 险缴费支出,
the rest of the one, woven into the beginning of the other. Which letters are whose, the names of both codes say, those
of the code list or those that the document prints elsewhere; where they leave a choice, everything stays as it was
read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from services.extract.core.code_names import name_column
from services.extract.core.repair import changed
from shared.codes import Codes, Scheme
from shared.model.fold import fold
from shared.model.page import Reader
from shared.model.table import Row, Table

_WHY = "the letters of two rows' names were read into one another; the names of both codes say which are whose"

_Names = Mapping[tuple[Scheme, str], frozenset[str]]
"""names by list and code, as the document prints them"""


def parted(tables: Sequence[Table], codes: Codes, reader: Reader) -> tuple[Table, ...]:
    """The tables with the names of their coded rows taken apart; text exports only."""
    if reader is not Reader.TEXT:
        return tuple(tables)
    printed = _printed(tables)
    return tuple(_parted(table, codes, printed) for table in tables)


def _printed(tables: Iterable[Table]) -> _Names:
    names: dict[tuple[Scheme, str], frozenset[str]] = {}
    for table in tables:
        if (named := name_column(table)) is None:
            continue
        column, scheme = named
        for row in table.rows:
            if row.code is not None and (name := row.cells[column].text):
                names[scheme, row.code] = names.get((scheme, row.code), frozenset()) | {name}
    return names


def _parted(table: Table, codes: Codes, printed: _Names) -> Table:
    named = name_column(table)
    if named is None:
        return table
    column, scheme = named

    def names(code: str) -> frozenset[str]:
        return printed.get((scheme, code), frozenset()).union(codes.names(scheme, code))

    rows = list(table.rows)
    for at, below in enumerate(rows[1:], start=1):
        above = rows[at - 1]
        if above.code is None or below.code is None:
            continue
        texts = (above.cells[column].text, below.cells[column].text)
        if (apart := _apart(*texts, names(above.code), names(below.code))) is not None:
            rows[at - 1 : at + 1] = (_named(row, column, name) for row, name in zip((above, below), apart, strict=True))
    return replace(table, rows=tuple(rows)) if tuple(rows) != table.rows else table


def _named(row: Row, column: int, name: str) -> Row:
    cell = changed(row.cells[column], name, "name_unwoven", _WHY)
    return replace(row, cells=(*row.cells[:column], cell, *row.cells[column + 1 :]))


def _apart(above: str, below: str, of_above: Iterable[str], of_below: frozenset[str]) -> tuple[str, str] | None:
    """The whole name above, and what stands of the one below; None where the texts may stand or leave a choice."""
    if not above or not below or any(fold(name).startswith(fold(below)) for name in of_below - {below}):
        return None
    found = {
        (name, other[:size])
        for name in of_above
        for rest in _rest(name, above)
        for other in of_below - {below}
        if 0 < (size := len(below) - len(rest)) <= len(other) and _is_woven(fold(below), rest, fold(other[:size]))
    }
    return next(iter(found)) if len(found) == 1 else None


def _rest(name: str, printed: str) -> Iterator[str]:
    """What of a name does not stand in its row, where its beginning does."""
    whole, begun = fold(name), fold(printed)
    if whole.startswith(begun) and whole != begun:
        yield whole[len(begun) :]


def _is_woven(text: str, one: str, other: str) -> bool:
    """Whether the letters of two texts, each in its order, are those of `text`."""
    if len(text) != len(one) + len(other):
        return False
    ends = {0}  # how many letters of `one` may be used up
    for at, letter in enumerate(text):
        ends = {
            used + mine
            for used in ends
            for mine, source, place in ((1, one, used), (0, other, at - used))
            if place < len(source) and source[place] == letter
        }
    return len(one) in ends
