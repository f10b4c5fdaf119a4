"""The name of a unit that a merged cell prints once beside all its rows, where a text has it behind or before them.

A PDF's content may have merged cells last. A table about one unit says in its caption which one it is: a line that
prints that name again, and is in no row, is the cell.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.core.caption_facts import read_facts
from services.extract.core.streams.rows import Placed
from services.extract.core.streams.tokens import Token
from services.extract.core.templates import HeadTemplate
from shared.model.fold import fold
from shared.model.page import Line

_UNIT = "unit"


def placed(rows: Sequence[Placed], tokens: Sequence[Token], head: HeadTemplate, lines: Sequence[Line]) -> list[Placed]:
    """The rows, the first of them with the unit's name where none has one. `tokens`: of the table's lines; `lines`: of
    the whole document, whose captions name its units."""
    at = next((i for i, column in enumerate(head.columns) if column.key == _UNIT), None)
    if at is None or not rows or any(row.get(at) for row in rows):
        return list(rows)
    used = {id(piece) for row in rows for words in row.values() for t in words for piece in t.pieces or (t,)}
    facts = (read_facts(line.text) for line in lines)
    units = {fold(f.organization) for f in facts if f is not None and f.organization}
    found = [t for t in tokens if t.folded in units and not used & {id(piece) for piece in t.pieces or (t,)}]
    return [{**rows[0], at: found}, *rows[1:]] if len(found) == 1 else list(rows)
