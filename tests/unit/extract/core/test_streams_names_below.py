"""Names on the line below their codes and figures, in streams of words."""

from __future__ import annotations

from services.extract.core.streams.names_below import returned
from services.extract.core.streams.tokens import tokens_of
from shared.model.page import Line
from tests.unit.extract.core.stream_makers import lines

NAMES = {"2130399": "其他水利支出", "21303": "水利"}


def words(*texts: str) -> str:
    tokens = tokens_of([b for b in lines("\n".join(texts)) if isinstance(b, Line)])
    return " ".join(t.text for t in returned(tokens, lambda code, name: NAMES.get(code, "").startswith(name)))


def test_a_name_below_stands_behind_its_code_and_before_its_figures() -> None:
    assert (
        words("213 03 99 12.50 12.50", "其他水利支出", "合计 12.50") == "213 03 99 其他水利支出 12.50 12.50 合计 12.50"
    )
    assert words("21303 12.50", "水利") == "21303 水利 12.50"


def test_the_code_of_the_unit_may_stand_behind_it() -> None:
    assert words("213 03 99 339 12.50", "其他水利支出") == "213 03 99 339 其他水利支出 12.50"


def test_other_lines_stay_as_they_are() -> None:
    for page in (
        ["213 03 99 12.50", "住房公积金"],  # another code's name
        ["213 03 99 其他水利支出 12.50", "水利"],  # a line that has its name
        ["12.50 3.00", "水利"],  # no code
        ["21303", "水利", "12.50"],  # a cell a line
    ):
        assert words(*page) == " ".join(page)


def test_plain_digits_behind_the_code_are_its_figures() -> None:
    assert words("213 03 99 4305000 4305000", "其他水利支出") == "213 03 99 其他水利支出 4305000 4305000"
    assert words("21303 4305000", "水利") == "21303 水利 4305000"


def test_the_last_figures_of_the_row_may_stand_behind_its_name() -> None:
    assert words("213 03 99 4305000 12.50", "其他水利支出 -") == "213 03 99 其他水利支出 4305000 12.50 -"
