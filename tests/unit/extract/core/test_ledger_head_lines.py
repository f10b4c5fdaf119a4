"""Heads of ledgers whose lines stand beside those of their neighbours: heads of their own, no parents."""

from __future__ import annotations

import pytest

from tests.unit.extract.core.test_ledger import middle, word
from tests.unit.extract.core.test_ledger_heads import figures, head_of


@pytest.mark.parametrize("ends", [(185, 245, 325, 365), (185, 285, 365), (185, 285)])
def test_the_lines_of_a_head_higher_than_those_beside_it_are_a_head_of_their_own(ends: tuple[int, ...]) -> None:
    """They are centred between their neighbours, as a parent would be, but stand beside what they would head."""
    left = [middle("项目", 90, 125), middle("合计", 170, 131)]
    parents = [middle("拨款", 200, 101), middle("单位资金", 330, 101)]
    state = [middle(t, 230, y) for t, y in (("国有资", 125), ("本经营", 137), ("预算", 149))]
    blank = [middle(t, 270, y) for t, y in (("财政专", 119), ("户管理", 131), ("资金", 143))]
    own = [middle(t, 310, y) for t, y in (("事业收", 133), ("入", 145))]
    last = [middle(t, 350, y) for t, y in (("其他收", 133), ("入", 145))]
    rows = [*(word("教育支出", 60, 170 + 20 * i) for i in range(3)), *figures(170, *ends)]
    found = head_of([*left, *parents, *state, *blank, *own, *last, *rows], 92, 158)
    names = [t[4] for t in found]
    assert {"国有资本经营预算", "财政专户管理资金", "事业收入", "其他收入"} <= set(names)
