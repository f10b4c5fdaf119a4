"""Names of columns set upwards in a head whose columns no upright rules part."""

from __future__ import annotations

from dataclasses import replace

from shared.model.page import Box, Word
from tests.unit.extract.core.test_ledger import grids, level, middle, right, texts, word


def turned(text: str, x: float, y: float) -> Word:
    """A text set upwards in the middle of `x`, `y`."""
    half = 5.0 * len(text)
    return replace(word(text, x - 5, y), box=Box(x - 5, y - half, x + 5, y + half), char_x=())


def table(*names: Word) -> list[tuple[int, int, int, int, str]]:
    head = [middle("项目名称", 100, 125), middle("本年支出", 350, 98)]
    rows = [
        [word(name, 60, y), right(a, 320, y), right(b, 420, y)]
        for name, y, a, b in (("道路养护", 160, "12.50", "7.25"), ("绿化管护", 180, "9.00", "4.75"))
    ]
    rules = [level(95), level(110, 270), level(155), level(175), level(195)]
    (grid,) = grids([*head, *names, *(w for row in rows for w in row)], *rules)
    return texts(grid)


def test_they_stand_over_their_columns() -> None:
    found = table(turned("年初数", 300, 132), turned("增加", 400, 132))
    named = {text: (row, col) for row, col, _, _, text in found}
    assert named["年初数"][1] == named["12.50"][1]
    assert named["增加"][1] == named["7.25"][1]
    assert named["年初数"][0] < named["12.50"][0]


def test_one_turned_text_alone_names_no_column() -> None:
    assert not any(text == "年初数" for *_, text in table(turned("年初数", 300, 132)))
