"""Names of several lines in text exports, held against those that the document prints whole elsewhere.

Where rows follow one another without marks, a line of a name may have been given to its neighbour. Two neighbours whose
lines make two printed names, parted at one place alone, are parted there. A name of several lines that is none of them,
but begins with one or is the beginning of one, is told: it may have a line too many, or too few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.extract.core.parts import join_fragments
from services.extract.core.repair import changed
from shared.codes import SCHEMES, load
from shared.model.finding import FINDING_CODES, CellRef, Finding
from shared.model.fold import fold, ideographs
from shared.model.labels import names_total
from shared.model.page import Reader
from shared.model.table import Cell, Role, Row, Table

_SHORTEST = 4
"""ideographs of a name that tells"""
_WHY = "the document prints both names elsewhere; the lines of the two were parted at the wrong place"


def reparted(tables: Sequence[Table], reader: Reader) -> tuple[Table, ...]:
    """The tables, names of neighbours parted as the document prints them elsewhere; text exports only."""
    if reader is not Reader.TEXT:
        return tuple(tables)
    return tuple(_reparted(table, known) for table, known in zip(tables, _printed_elsewhere(tables), strict=True))


def _printed_elsewhere(tables: Sequence[Table]) -> Iterator[frozenset[str]]:
    """For each table the folded labels that stand on one line of another one."""
    own = [
        frozenset(fold(c.text) for _, _, c in _labels(table) if len(c.raw) == 1 and ideographs(c.text) >= _SHORTEST)
        for table in tables
    ]
    count = Counter(name for names in own for name in names)
    return (frozenset(name for name in count if count[name] > (name in names)) for names in own)


def _labels(table: Table) -> Iterator[tuple[int, int, Cell]]:
    """The cells of names: row, column, cell."""
    names = [i for i, column in enumerate(table.columns) if column.role is Role.LABEL]
    for at, row in enumerate(table.rows):
        yield from ((at, column, row.cells[column]) for column in names if row.cells[column].text)


def _reparted(table: Table, known: frozenset[str]) -> Table:
    rows = list(table.rows)
    for column in (i for i, c in enumerate(table.columns) if c.role is Role.LABEL):
        for at in range(1, len(rows)):
            above, below = (rows[i].cells[column] for i in (at - 1, at))
            cut = _cut(above, below, known)
            if cut is not None:
                rows[at - 1] = _with(rows[at - 1], column, above, cut[0])
                rows[at] = _with(rows[at], column, below, cut[1])
    return replace(table, rows=tuple(rows)) if tuple(rows) != table.rows else table


def _cut(above: Cell, below: Cell, known: frozenset[str]) -> tuple[str, str] | None:
    """Both names as the document prints them; None where they may stand, or nothing tells."""
    if not (above.text and below.text) or above.repairs or below.repairs or above.text == below.text:
        return None
    if {fold(above.text), fold(below.text)} <= known:
        return None
    pieces = (*above.raw, *below.raw)
    if len(pieces) <= 2 or fold("".join(pieces)) != fold(above.text + below.text):
        return None
    ways = [(join_fragments(pieces[:at]), join_fragments(pieces[at:])) for at in range(1, len(pieces))]
    found = [way for way in ways if {fold(name) for name in way} <= known]
    return found[0] if len(found) == 1 else None


def _with(row: Row, column: int, cell: Cell, name: str) -> Row:
    new = changed(cell, name, "text_returned", _WHY)
    return replace(row, cells=(*row.cells[:column], new, *row.cells[column + 1 :]))


def doubted(tables: Sequence[Table], reader: Reader) -> Iterator[Finding]:
    """A finding for each name of several lines that may have one too many or too few."""
    codes = load()
    if reader is not Reader.TEXT:
        return
    for table, known in zip(tables, _printed_elsewhere(tables), strict=True):
        own = {fold(cell.text) for _, _, cell in _labels(table) if len(cell.raw) == 1}
        for row, column, cell in _labels(table):
            text = fold(cell.text)
            listed = any(codes.codes_of(scheme, cell.text) for scheme in SCHEMES)
            if len(cell.raw) < 2 or cell.repairs or text in known | own or names_total(text) or listed:
                continue
            other = next((name for name in sorted(known) if _differs_by_lines(cell, name)), None)
            if other is not None:
                yield Finding(
                    code="truncated_name",
                    severity=FINDING_CODES["truncated_name"],
                    rule="EX-02",
                    message=f"《{table.title}》中的名称“{cell.text}”与别处的“{other}”只差换行处的文字，可能接错了行",
                    message_en=f"{table.title}: the name “{cell.text}” and “{other}” elsewhere differ by whole lines: "
                    "one may have been given to the wrong row",
                    table=table.id,
                    table_title=table.title,
                    where=cell.text,
                    cells=(CellRef(table=table.id, row=row, column=column),),
                    line=cell.place.line,
                    actual=cell.text,
                    expected=other,
                )


def _differs_by_lines(cell: Cell, name: str) -> bool:
    """Whether the cell is the name with lines before or behind it, or the name goes on behind the cell's last line;
    what stands in brackets behind a name may be of another one."""
    lines = [fold(piece) for piece in cell.raw]
    whole = "".join(lines)
    if name.startswith(whole):
        rest = name[len(whole) :]
        return not rest.startswith("(") and len(rest) <= len(lines[-1])
    runs = ((a, b) for a in range(len(lines)) for b in range(a + 1, len(lines) + 1) if b - a < len(lines))
    return any("".join(lines[a:b]) == name and not "".join(lines[b:]).startswith("(") for a, b in runs)
