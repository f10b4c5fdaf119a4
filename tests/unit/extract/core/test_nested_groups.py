"""Labels of two columns of groups, one within the other, each printed once on top of its rows, without rules."""

from __future__ import annotations

import pytest

from services.extract.core.nested_groups import filled
from shared.model.table import Cell, Column, Role

COLUMNS = (
    Column(path=("科室",), key=None, role=Role.LABEL),
    Column(path=("单位",), key="unit", role=Role.LABEL),
    Column(path=("项目名称",), key="item", role=Role.LABEL),
    Column(path=("合计",), key="total", role=Role.AMOUNT),
)


def cells(*rows: str) -> list[tuple[Cell, ...]]:
    return [tuple(Cell(text=text) for text in row.split("|")) for row in rows]


def test_both_labels_stand_beside_all_the_rows_that_they_cover() -> None:
    rows = cells("合计|||15", "甲科|本级|修路|1", "||植树|2", "|乙站|清淤|3", "丙科|乙站|普查|4", "||体检|5")
    found = filled(rows, COLUMNS)
    assert [(row[0].text, row[1].text) for row in found] == [
        ("合计", ""),
        ("甲科", "本级"),
        ("甲科", "本级"),
        ("甲科", "乙站"),
        ("丙科", "乙站"),
        ("丙科", "乙站"),
    ]
    assert found[2][1].repairs[0].code == "filled_down"
    assert [min(c.confidence for c in row) >= 0.99 for row in found] == [True, True, False, False, True, False]


def test_an_inner_label_goes_down_where_the_outer_one_has_been_filled_in() -> None:
    found = filled(cells("甲科|本级|修路|1", "甲科||植树|2", "丙科|乙站|普查|4"), COLUMNS)
    assert [row[1].text for row in found] == ["本级", "本级", "乙站"]


@pytest.mark.parametrize(
    "rows",
    [
        ("|本级|修路|1", "甲科||植树|2", "丙科|乙站|普查|4"),  # the outer label stands lower
        ("甲科||修路|1", "甲科|本级|植树|2", "丙科|乙站|普查|4"),  # the inner one does
        ("甲科|本级|修路|1", "||植树|2"),  # one group alone may be so by chance
        ("甲科|本级|修路|1", "|||2", "丙科|乙站|普查|4"),  # a row without a name of its own
        ("甲科|本级|修路|1", "||植树|2", "丙科|乙站|普查|4", "||植树|5"),  # names come again
        ("甲科|本级|修路|1", "||植树|2", "丙科|乙站|普查|4", "甲科|乙站|体检|5"),  # a group comes again
    ],
)
def test_other_rows_stay_as_they_are(rows: tuple[str, ...]) -> None:
    found = filled(cells(*rows), COLUMNS)
    assert [[c.text for c in row] for row in found] == [[c.text for c in row] for row in cells(*rows)]
    assert not any(c.repairs for row in found for c in row)


def test_rows_of_groups_whose_labels_stand_at_half_their_height_are_in_doubt() -> None:
    rows = cells("合计|||15", "||修路|1", "甲科|本级|植树|2", "||清淤|3", "丙科|乙站|普查|4")
    found = filled(rows, COLUMNS)
    assert [row[3].confidence >= 0.99 for row in found] == [True, False, True, False, True]
    assert [row[3].confidence >= 0.99 for row in filled(rows[:4], COLUMNS)] == [True] * 4, "one label says nothing"
