"""Tables on and beside pages that could not be read wholly, that the file lacks, holds twice or has in another order:
rows, the end of a name or a head may be lost there, or belong elsewhere.

All cells of a table on such a page, or over it, or that ends right before it or begins right after it, are certain no
longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.page_sequence import PageSequence
from services.extract.core.repair import unsure
from shared.model.page import DAMAGED, NO_TEXT, TOO_LARGE, PageContent
from shared.model.table import Form, Table

_LOST = (DAMAGED, NO_TEXT)


def doubted(
    tables: Sequence[Table], forms: Sequence[Form], pages: Sequence[PageContent], sequence: PageSequence
) -> tuple[tuple[Table, ...], tuple[Form, ...]]:
    """The tables and forms, in document order, those beside such pages no longer certain."""
    unread = (p.number for p in pages if any(note in _LOST or note.startswith(TOO_LARGE) for note in p.notes))
    lost = {*sequence.places, *unread}
    if not lost:
        return tuple(tables), tuple(forms)
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for i, table in enumerate(tables):
        for page in table.pages:
            first.setdefault(page, i)
            last[page] = i

    def beside(i: int) -> bool:
        own = tables[i].pages
        if not own:
            return False
        start = own[0] - 1 if first[own[0]] == i else own[0]
        end = own[-1] + 1 if last[own[-1]] == i else own[-1]
        return any(start <= page <= end for page in lost)

    return tuple(_table(t) if beside(i) else t for i, t in enumerate(tables)), tuple(_form(f, lost) for f in forms)


def _table(table: Table) -> Table:
    rows = tuple(replace(row, cells=tuple(map(unsure, row.cells))) for row in table.rows)
    return replace(table, rows=rows)


def _form(form: Form, lost: set[float]) -> Form:
    pages = [cell.place.page for _, cell in form.fields if cell.place.page is not None]
    if not pages or not any(min(pages) - 1 <= page <= max(pages) + 1 for page in lost):
        return form
    return replace(form, fields=tuple((name, unsure(cell)) for name, cell in form.fields))
