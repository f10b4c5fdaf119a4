"""Names that a page cut: their rest stands below the head that the next page repeats, before its first row."""

from __future__ import annotations

from services.extract.core.streams.rows import Known, Placed
from services.extract.core.streams.tokens import Token, text_of
from services.extract.core.templates import HeadTemplate
from shared.model.table import Role

_MOST_LINES = 6


def rejoin(above: Placed, below: Placed, head: HeadTemplate, listed: Known, printed: Known) -> None:
    """Gives the rest of the name of row `above`, the last of its page, back from row `below`, the first of the next, in
    place. Only a name that a code list has (`listed`) or the document prints elsewhere (`printed`) is made whole."""
    labels = [i for i, column in enumerate(head.columns) if column.role is Role.LABEL]
    own = next((i for i in reversed(labels) if above.get(i)), None)
    words = sorted((t for i in labels for t in below.get(i, ())), key=lambda t: (t.line, t.x0))
    codes = [i for i, column in enumerate(head.columns) if column.role is Role.CODE]
    first_code = min((t.line for i in codes for t in below.get(i, ())), default=None)
    if own is None or listed(text_of(above[own])):
        return
    lines = sorted({t.line for t in words if first_code is None or t.line < first_code})[:_MOST_LINES]
    for known in (listed, printed):
        for last in reversed(lines):
            rest = [t for t in words if t.line <= last]
            if known(text_of([*above[own], *rest])) and (first_code is not None or len(rest) < len(words)):
                above[own] = [*above[own], *rest]
                _take(below, rest)
                return


def _take(row: Placed, words: list[Token]) -> None:
    taken = {id(t) for t in words}
    for column, cell in list(row.items()):
        left = [t for t in cell if id(t) not in taken]
        if left:
            row[column] = left
        else:
            del row[column]
