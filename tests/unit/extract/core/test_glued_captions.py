"""Titles that ran into the organisation's line."""

from __future__ import annotations

import pytest

from services.extract.core.flowing.glued_captions import parted
from shared.model.page import Line
from tests.unit.extract.core.table_makers import line


def texts(text: str) -> list[str]:
    return [block.text for block in parted([line(text)]) if isinstance(block, Line)]


def test_title_and_facts_are_lines_of_their_own() -> None:
    assert texts("收支总表单位名称：霁州市水务局 单位：万元") == ["收支总表", "单位名称：霁州市水务局 单位：万元"]
    assert texts("\f支出总表（按科目） 编制部门：霁州市水务局") == [
        "\f支出总表（按科目）",
        "编制部门：霁州市水务局",
    ]


@pytest.mark.parametrize(
    "text", ["填表单位：霁州市水务局", "见附表，填报单位：霁州市水务局", "收支总表 单位：万元", "部门：水务局"]
)
def test_other_lines_stay_whole(text: str) -> None:
    assert texts(text) == [text]
