"""Words of a table that OCR doubted: what its template and the language say of their letters."""

from __future__ import annotations

import pytest

from services.extract.core.ocr_words import mended, vocabulary
from services.extract.core.templates import ColumnTemplate, HeadTemplate, TableTemplate
from shared.model.table import Cell, Column, Role

LABEL = Column(path=("项目",), role=Role.LABEL)
TEMPLATE = TableTemplate(
    family="some",
    kind="summary",
    titles=("某表",),
    heads=(HeadTemplate(columns=(ColumnTemplate(path=("事业单位收支",), role=Role.AMOUNT, key=None),)),),
    labels=("一、本级拨款", "支出总计"),
)


def read(text: str, confidence: float = 0.5, column: Column = LABEL) -> Cell:
    return mended(Cell(text=text, value=None, raw=(text,), confidence=confidence), column, vocabulary(TEMPLATE))


@pytest.mark.parametrize(
    ("text", "meant"),
    [("支岀总计", "支出总计"), ("三、木级拨款", "三、本级拨款"), ("2.事业单位攸支", "2.事业单位收支"),
     ("四、其他收人", "四、其他收入"), ("收人合计", "收入合计")],
)  # fmt: skip
def test_a_letter_that_looks_like_the_vocabularys_is_that(text: str, meant: str) -> None:
    found = read(text)
    assert (found.text, [r.code for r in found.repairs]) == (meant, ["ocr_name"])


@pytest.mark.parametrize("text", ["招收人员经费", "接收人", "本级拨付", "支出总计", "合计", "中心", "百般"])
def test_other_words_stay(text: str) -> None:
    assert read(text).text == text
    assert not read(text).repairs


def test_what_is_read_surely_and_what_is_no_label_stays() -> None:
    assert read("其他收人", 0.999).text == "其他收人"
    assert read("收人", column=Column(path=("预算数",), role=Role.AMOUNT)).text == "收人"


def test_a_traditional_letter_is_none_that_such_a_document_prints() -> None:
    found = read("项目管理費")
    assert (found.text, [r.code for r in found.repairs]) == ("项目管理费", ["ocr_name"])
