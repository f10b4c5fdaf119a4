"""Labels of totals that stand below their figures, as some PDFs' content has them."""

from __future__ import annotations

import pytest

from services.extract.core.streams import late_totals
from shared.model.page import Line
from tests.unit.extract.core.table_makers import TEMPLATES
from tests.unit.extract.core.test_late_titles import lines


def led(*texts: str) -> list[str]:
    return [b.text for b in late_totals.led(lines(*texts), TEMPLATES) if isinstance(b, Line)]


def test_a_total_below_its_figures_leads_them() -> None:
    assert led("购房补贴", "11", "11", "171", "127", "44", "合计", "单位：元") == [
        "购房补贴", "11", "11", "合计", "171", "127", "44", "单位：元",
    ]  # fmt: skip
    assert led("购房补贴 11 11", "171 127 44", "合计") == ["购房补贴 11 11", "合计", "171 127 44"]


def test_a_label_that_runs_into_the_last_figure_leads_them() -> None:
    assert led("购房补贴 11 11", "1,715.20 1,271.00 444.20合计") == [
        "购房补贴 11 11",
        "合计",
        "1,715.20 1,271.00 444.20",
    ]


@pytest.mark.parametrize(
    "page",
    [
        # one figure may be the row's own, and a name is no total
        ["购房补贴 11 11", "171合计"],
        ["购房补贴 11 11", "11 11公积金"],
        ["购房补贴", "11", "11", "合计", "171", "127", "44"],
        # the first word of the head that the next page repeats
        ["购房补贴", "4", "11", "合计", "基本支出", "项目支出"],
        # the only figures since the last name are that row's
        ["购房补贴", "11", "11", "合计"],
    ],
)
def test_other_totals_stay_where_they_are(page: list[str]) -> None:
    assert led(*page) == page
