"""Tables beside pages that could not be read are never sure."""

from __future__ import annotations

import pytest

from services.extract.core.lost_pages import doubted
from services.extract.core.page_sequence import Gap, PageSequence
from shared.model.page import DAMAGED, NO_TEXT, TOO_LARGE, PageContent, Place
from shared.model.table import Cell, Form, Row, Table


def table(*pages: int) -> Table:
    return Table(id="", title="", columns=(), rows=(Row(cells=(Cell(text="1"),)),), pages=pages)


def sure(*tables: Table, lost: int, note: str = DAMAGED) -> list[bool]:
    pages = [PageContent(number=n, notes=(note,) if n == lost else ()) for n in range(1, 9)]
    found, _ = doubted(tables, (), pages, PageSequence())
    return [t.rows[0].cells[0].confidence == 1 for t in found]


@pytest.mark.parametrize("note", [DAMAGED, NO_TEXT, f"{TOO_LARGE}20000×20000"])
def test_tables_on_over_and_right_beside_a_lost_page_are_doubted(note: str) -> None:
    tables = (table(1, 2), table(2), table(2, 3), table(3, 5), table(5), table(5, 6), table(7))
    assert sure(*tables, lost=4, note=note) == [True, True, True, False, True, True, True]
    assert sure(table(1), table(3), table(3), table(5), table(5), lost=4) == [True, True, False, False, True]
    assert sure(table(2), table(4), table(6), lost=4) == [True, False, True]


def test_nothing_is_doubted_for_other_notes() -> None:
    assert sure(table(3), table(4), lost=4, note="rules-ignored") == [True, True]


def test_fields_of_a_form_beside_a_lost_page_are_doubted() -> None:
    def form(page: int) -> Form:
        return Form(id="", title="", fields=(("名称", Cell(text="a", place=Place(page=page))),))

    _, found = doubted((), (form(1), form(3)), [PageContent(number=4, notes=(DAMAGED,))], PageSequence())
    assert [f.fields[0][1].confidence == 1 for f in found] == [True, False]


def test_so_are_those_beside_pages_that_are_missing_or_there_twice() -> None:
    tables = (table(1), table(1), table(1, 2), table(2), table(2), table(3))
    missing = PageSequence(gaps=(Gap(after=1, printed=1, missing=2),))
    found, _ = doubted(tables, (), (), missing)
    assert [t.rows[0].cells[0].confidence == 1 for t in found] == [True, True, False, True, True, True]
    apart, _ = doubted((table(1), table(1), table(2), table(2)), (), (), missing)
    assert [t.rows[0].cells[0].confidence == 1 for t in apart] == [True, False, False, True]
    again, _ = doubted((table(1), table(3), table(4), table(6)), (), (), PageSequence(again=(4,)))
    assert [t.rows[0].cells[0].confidence == 1 for t in again] == [True, False, False, True]
