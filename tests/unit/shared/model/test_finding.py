from __future__ import annotations

from shared.model.finding import title_before


def test_a_title_stands_before_a_message_that_does_not_name_it() -> None:
    assert title_before("收支总表", "千分位写法不一") == "《收支总表》"
    assert title_before("收支总表", "《收支总表》“合计”印为 5") == ""
    assert title_before("收支总表", "《收入总表》“合计”印为 5") == "《收支总表》"
    assert title_before("收支总表", "没有找到“收支总表”") == ""
    assert title_before(None, "正文写作 5") == ""
