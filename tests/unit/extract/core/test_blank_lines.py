"""Blank lines that stand for blank cells, below a head that a template knows."""

from __future__ import annotations

from services.extract.core.streams import blank_lines
from services.extract.core.streams.rows import Placed
from services.extract.core.streams.tokens import Token
from services.extract.core.templates import ColumnTemplate, HeadTemplate
from shared.model.page import Place
from shared.model.table import Role

ROLES = (Role.CODE, Role.LABEL, Role.AMOUNT, Role.AMOUNT, Role.AMOUNT)
HEAD = HeadTemplate(columns=tuple(ColumnTemplate(path=(f"栏{i}",), role=r, key=None) for i, r in enumerate(ROLES)))


def row(start: int, *texts: str, column: int = 0, last: bool = True) -> Placed:
    """Cells on lines of their own from `start` on, "" a blank one, the others set from the left."""
    words = [(i, t) for i, t in enumerate(texts, start=start) if t]
    tokens = [
        Token(text=t, place=Place(line=i), line=n, x0=0, x1=len(t), first=True, last=last)
        for n, (i, t) in enumerate(words, start=start)
    ]
    return {c: [t] for c, t in enumerate(tokens, start=column)}


def texts(placed: Placed) -> dict[int, str]:
    return {c: words[0].text for c, words in placed.items()}


def test_blank_lines_tell_the_columns_of_figures() -> None:
    rows = [row(10, "207", "文化", "5", "", "5"), row(15, "20701", "文化活动", "5", "5", "")]
    assert blank_lines.placed(rows, HEAD) == {0, 1}
    assert texts(rows[0]) == {0: "207", 1: "文化", 2: "5", 4: "5"}
    assert texts(rows[1]) == {0: "20701", 1: "文化活动", 2: "5", 3: "5"}


def test_a_total_over_several_columns_is_counted_from_the_row_below() -> None:
    rows = [row(10, "合计", "5", "", "5"), row(14, "207", "文化", "5", "", "5")]
    rows[0] = {0: rows[0][0], 2: rows[0][1], 3: rows[0][2]}
    assert blank_lines.placed(rows, HEAD) == {0, 1}
    assert texts(rows[0]) == {0: "合计", 2: "5", 4: "5"}


def test_lines_that_say_another_thing_than_names_do_tell_nothing() -> None:
    rows = [row(10, "207", "", "", "文化", "5"), row(15, "20701", "文化活动", "5", "", "5")]
    before = [texts(r) for r in rows]
    assert blank_lines.placed(rows, HEAD) == frozenset()
    assert [texts(r) for r in rows] == before


def test_without_blank_lines_or_with_several_words_to_a_line_nothing_is_told() -> None:
    assert blank_lines.placed([row(10, "207", "文化", "5", "5")], HEAD) == frozenset()
    assert blank_lines.placed([row(10, "207", "文化", "5", "", "5", last=False)], HEAD) == frozenset()
