"""Blank cells in rows whose words a tool set out by their places, more or less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from services.extract.core.streams.blanks import GUESSED, PROVEN, settle_blanks
from services.extract.core.streams.layout import bands_of
from services.extract.core.streams.rows import Placed
from services.extract.core.streams.tokens import Token, tokens_of
from shared.model.page import Fragment, Line, Place
from tests.unit.extract.core.table_makers import TEMPLATES
from tests.unit.extract.core.test_streams_layout import words

(HEAD,) = [h for t in TEMPLATES.tables for h in t.heads if (t.family, t.kind) == ("shanghai", "income_summary")]


def row(**cells: str) -> Placed:
    """Cells by column (`c4="30"`), each word on a line of its own, where no place says anything."""
    place = Place(line=1)
    return {
        int(column[1:]): tokens_of([Line(fragments=(Fragment(text=text, place=place),), place=place)], aligned=False)
        for column, text in cells.items()
    }


def shown(rows: list[Placed]) -> list[list[int]]:
    return [sorted(column for column in r if column > 3) for r in rows]


def test_where_many_rows_stand_as_the_sums_forbid_money_comes_from_where_it_mostly_does() -> None:
    rows = [
        row(c0="201", c3="一般公共服务支出", c5="30", c7="30"),
        row(c0="201", c1="06", c3="财政事务", c6="30", c7="30"),
        row(c0="201", c1="06", c2="01", c3="行政运行", c6="20", c8="20"),
        row(c0="201", c1="06", c2="02", c3="一般行政管理事务", c4="10", c6="10"),
        row(c3="合计", c4="30", c6="30"),
    ]
    settle_blanks(rows, HEAD)
    assert shown(rows) == [[4, 5]] * 5
    assert {t.confidence for r in rows for t in r[5]} == {GUESSED}
    assert {t.confidence for r in rows for t in r[4]} == {PROVEN}  # no row is without its total


def test_places_that_the_sums_contradict_give_way_to_them_and_others_are_kept() -> None:
    rows = [
        row(c0="201", c3="一般公共服务支出", c4="30", c5="30"),
        row(c0="201", c1="06", c3="财政事务", c4="30", c5="30"),
        row(c0="208", c3="社会保障和就业支出", c4="12", c7="12"),
        row(c3="合计", c4="42", c5="30", c6="12"),
    ]
    settle_blanks(rows, HEAD, frozenset(range(4)))
    assert shown(rows)[:2] == [[4, 5], [4, 5]]
    assert shown(rows)[2:] in ([[4, 6], [4, 5, 6]], [[4, 7], [4, 5, 7]])


def test_rows_of_a_head_without_amounts_stay_as_they_are() -> None:
    rows = [row(c0="201", c1="06"), row(c0="208")]
    settle_blanks(rows, replace(HEAD, columns=HEAD.columns[:3]))
    assert [sorted(r) for r in rows] == [[0, 1], [0]]


def test_a_column_of_figures_is_where_most_of_them_are() -> None:
    """Two pages without a form feed between them: on the second one the columns stand a little to the right."""
    lines = words("\n".join(["201" + " " * 57 + "2,976,800"] * 6 + ["208" + " " * 64 + "7,073,236"] * 2))
    _, figures = bands_of([t for line in lines for t in line])
    assert (figures.x1, figures.middle) == (76, 64.5)


def test_words_are_gone_through_no_more_often_the_more_columns_they_stand_in() -> None:
    """A page of text has as many free positions as letters: the words are not looked through at each."""

    class Counted(list[Token]):
        times = 0

        def __iter__(self) -> Iterator[Token]:
            self.times += 1
            return super().__iter__()

    few, many = (Counted(t for line in words("   ".join(["30"] * n)) for t in line) for n in (2, 40))
    assert [len(bands_of(few)), len(bands_of(many))] == [2, 40]
    assert few.times == many.times
