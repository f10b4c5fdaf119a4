"""Labels of totals, wherever they are asked for."""

from __future__ import annotations

import pytest

from shared.model.labels import is_total, names_total


@pytest.mark.parametrize(
    ("text", "bare", "named"),
    [
        ("合 计", True, True),
        ("总计", True, True),
        ("小计", True, True),
        ("公用经费合计", False, True),
        ("本年收入合计", False, True),
        ("合计金额", False, False),
        ("一般公共预算财政拨款支出合计", False, False),  # as long as a sentence's part: what precedes says too much
        ("设计", False, False),
        ("", False, False),
    ],
)
def test_the_label_of_a_total_is_told_bare_or_with_what_it_is_the_total_of(text: str, bare: bool, named: bool) -> None:
    assert (is_total(text), names_total(text)) == (bare, named)
