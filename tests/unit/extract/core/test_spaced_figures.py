"""Figures whose separators of thousands came out as spaces."""

from __future__ import annotations

import pytest

from services.extract.core.pipeline import reconstruct
from services.extract.readers.text_blocks import text_blocks
from shared.model.page import PageContent, Reader, Source

TASKS = """部门（单位）整体支出绩效目标表

\t任务名称\t主要内容\t\t预算金额（万元）
\t\t\t\t总额\t其中：财政拨款\t其中：其他资金
\t基本支出\t人员经费\t\t9,000{d}\t9,000{d}\t0
\t供水管网改造\t改造老旧管网。\t\t1,858{d}\t1,858{d}\t0
\t金额合计\t\t\t10 858{d}\t10, 858{d}\t0
"""


@pytest.mark.parametrize("decimals", ["", ".71"])
def test_a_spaced_total_of_tasks_stands_under_its_amount_and_is_not_sure(decimals: str) -> None:
    page = PageContent(number=1, blocks=text_blocks(TASKS.format(d=decimals)).blocks)
    document = reconstruct(Source(pages=(page,), paged=False, reader=Reader.TEXT, media_type="text/plain"))
    total = document.tables[0].rows[-1].cells
    assert [cell.text.replace(",", "") for cell in total] == [
        "金额合计", "", f"10858{decimals}", f"10858{decimals}", "0",
    ]  # fmt: skip
    assert [r.code for r in total[2].repairs] == ["inner_space"]
    assert total[2].confidence < 0.99
