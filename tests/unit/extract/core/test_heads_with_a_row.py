"""Heads into which the first row ran, for the rule between them was lost: none of their columns is certain."""

from __future__ import annotations

import pytest

from services.extract.core.heads.resolution import resolve
from services.extract.core.parts import Caption, part_of
from shared.model.page import GridSource
from tests.unit.extract.core.table_makers import TEMPLATES, grid


@pytest.mark.parametrize(
    "head",
    [
        "项目 | 2024年预算数213.0",
        "项目 | 2024年预算数1,213",
        "项目一、事业收入 | 2024年预算数",
        "项目 | 2024年预算数213.05",
    ],
)
def test_what_a_row_prints_makes_the_head_doubtful(head: str) -> None:
    found = grid(head, "二、其他收入 | 5", source=GridSource.RULED, page=1)
    assert max(resolve(part_of(found, Caption(title="收入明细表")), TEMPLATES, 2024).certainty) < 0.99


@pytest.mark.parametrize("head", ["一、收入项目 | 2024年预算数", "项目 | 2024年预算数（1）", "类别1 | 第2批"])
def test_other_signs_in_a_head_do_not(head: str) -> None:
    found = grid(head, "二、其他收入 | 5", source=GridSource.RULED, page=1)
    assert min(resolve(part_of(found, Caption(title="收入明细表")), TEMPLATES, 2024).certainty, default=1.0) == 1.0
