"""Signs that fell out of their line, behind the letters of their cell."""

from __future__ import annotations

import pytest

from services.extract.core.flowing.fallen_signs import restored
from services.extract.core.parts import slot_of
from services.extract.core.repair import cell_of
from shared.model.page import Grid
from tests.unit.extract.core.table_makers import grid

FIGURES = ("1 234 500 , ,", "30 200 ,", "12 000 ,")
NAMES = frozenset({"统一战线事务", "公共卫生"})


def cells(*texts: str) -> list[tuple[str, float]]:
    """Texts and confidences, read beside figures that show that signs fell."""
    (found,) = restored([grid(*texts, *FIGURES)], NAMES.__contains__)
    assert isinstance(found, Grid)
    return [(cell.text, min(f.confidence for f in cell.fragments)) for cell in found.cells[: len(texts)]]


@pytest.mark.parametrize(
    ("printed", "whole"),
    [
        ("127 886 849 , ,", "127,886,849"),
        ("6 351 000 00 , , .", "6,351,000.00"),
        ("6 35100 , .", "6,351.00"),
        ("0 49 .", "0.49"),
        ("二 外交支出 、", "二、外交支出"),
        ("般公共服务支出 一、一", "一、一般公共服务支出"),
        ("财政拨款收入 一 、", "一、财政拨款收入"),
        ("十 城乡社区支出 一、", "十一、城乡社区支出"),
        ("二十 一、国有资本支出", "二十一、国有资本支出"),
        ("般公共服务 一 支出", "一般公共服务支出"),
        ("1 政府性基金 .", "1.政府性基金"),
        ("统战线事务 一", "统一战线事务"),
        ("般行政<br>管理事务<br>一", "一般行政管理事务"),
    ],
)
def test_signs_that_have_one_place_go_back_there(printed: str, whole: str) -> None:
    assert cells(printed) == [(whole, 0.98)]


@pytest.mark.parametrize(
    ("printed", "whole"), [("30782 .", "307.82"), ("≥8000(%) .", "≥80.00(%)"), ("1 200 , -", "-1,200")]
)
def test_a_point_without_a_gap_and_a_minus_are_guessed(printed: str, whole: str) -> None:
    assert cells(printed) == [(whole, 0.9)]


@pytest.mark.parametrize("printed", ["12 34 , ,", "整治行动病媒消杀 、", "绿化 一", "5 . ."])
def test_signs_without_a_place_of_their_own_stay_behind_in_doubt(printed: str) -> None:
    assert cells(printed) == [(printed, 0.5)]


def test_what_has_no_fallen_sign_stays_and_so_do_documents_with_few_such_figures() -> None:
    assert cells("一、财政拨款", "1,200.50", "行政 运行") == [("一、财政拨款", 1), ("1,200.50", 1), ("行政 运行", 1)]
    plain = grid("甲|1,200.50", "乙|3,000.00", "丙|4,000.00", "丁|7,000.00", *FIGURES)
    assert restored([plain], NAMES.__contains__) == [plain]


def test_the_return_is_logged_on_the_cell() -> None:
    (found,) = restored([grid(*FIGURES)], NAMES.__contains__)
    assert isinstance(found, Grid)
    cell = cell_of(slot_of(found.cells[0]))
    assert (cell.text, cell.raw) == ("1,234,500", ("1 234 500 , ,",))
    assert [(r.code, r.before, r.after) for r in cell.repairs] == [("signs_returned", "1 234 500 , ,", "1,234,500")]
