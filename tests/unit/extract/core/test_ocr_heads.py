"""One misread letter of a head text where no template is the table's."""

from __future__ import annotations

import pytest

from services.extract.core import ocr_heads
from services.extract.core.joining.stitch import Joined
from services.extract.core.parts import Caption, Part, Slot
from shared.model.page import Fragment, GridSource
from shared.model.table import Column, Role
from tests.unit.extract.core.table_makers import TEMPLATES


def table(texts: list[str], confidence: float) -> Joined:
    head = tuple(
        Slot(row=0, col=i, text=t, fragments=(Fragment(text=t, confidence=confidence),)) for i, t in enumerate(texts)
    )
    columns = tuple(Column(path=(t,), role=Role.AMOUNT if i else Role.LABEL) for i, t in enumerate(texts))
    part = Part(
        caption=Caption(),
        source=GridSource.RULED,
        matrix=(head,),
        cols=len(texts),
        head_rows=1,
        page=1,
        columns=columns,
    )
    return Joined(caption=Caption(), columns=columns, parts=(part,), template=None, notes=(), repairs=())


@pytest.mark.parametrize(
    ("texts", "confidence", "page", "given"),
    [
        (["年度", "公好用车运行费"], 0.4, 1, "公务用车运行费"),
        (["年度", "公好用车运行费"], 0.9, 1, "公好用车运行费"),
        (["年度", "公好用车运行费"], 0.4, 2, "公好用车运行费"),
        (["年度", "公好用车远行费"], 0.4, 1, "公好用车远行费"),
        (["公务用车运行费", "公好用车运行费"], 0.4, 1, "公好用车运行费"),
        (["年度", "科日编码"], 0.9, 1, "科目编码"),
        (["年度", "固有资本经营预算"], 0.9, 1, "国有资本经营预算"),
        (["年度", "科日编码"], 0.999, 1, "科日编码"),
        (["年度", "科好编码"], 0.9, 1, "科好编码"),
        (["年度", "某某局的收人"], 0.999, 1, "某某局的收入"),
        (["年度", "接收人员"], 0.999, 1, "接收人员"),
        (["年度", "某某局的項目"], 0.999, 1, "某某局的项目"),
        (["年度", "般性转移支付"], 0.9, 1, "一般性转移支付"),
        (["年度", "般公共预算"], 0.9, 1, "一般公共预算"),
        (["年度", "般公共预算"], 0.999, 1, "般公共预算"),
        (["年度", "其他资金,"], 0.5, 1, "其他资金"),
        (["年度", "其他资金,"], 0.999, 1, "其他资金,"),
        (["年度", "合记"], 0.4, 1, "合计"),
        (["年度", "项日"], 0.9, 1, "项目"),
        (["年度", "工作日数"], 0.9, 1, "工作日数"),
        (["年度", "采购项日名称"], 0.99, 1, "采购项目名称"),
        (["年度", "采购品日编码"], 0.99, 1, "采购品目编码"),
        (["年度", "采购日期"], 0.5, 1, "采购日期"),
        (["年度", "2021年顶异数"], 0.5, 1, "2021年预算数"),
    ],
    ids=[
        "in doubt",
        "sure",
        "no scan",
        "two letters",
        "there already",
        "look-alike",
        "another like it",
        "read surely",
        "unlike",
        "people for income",
        "people",
        "traditional",
        "a flat stroke lost",
        "flat letter lost",
        "none lost",
        "a speck",
        "a comma",
        "two letters, one of which looks like the word's",
        "a word of two letters",
        "days, not items",
        "beside 项",
        "beside 编",
        "beside neither",
        "two of them",
    ],
)
def test_a_doubted_head_text_is_the_only_head_word_that_it_is_but_for_one_letter(
    texts: list[str], confidence: float, page: int, given: str
) -> None:
    found = ocr_heads.mended(table(texts, confidence), TEMPLATES, {page})
    assert found.columns[1].path == (given,)
    assert [r.code for r in found.repairs] == ([] if given == texts[1] else ["head_rebuilt"])
