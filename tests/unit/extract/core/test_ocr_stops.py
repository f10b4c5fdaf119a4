"""Full stops that OCR read for commas in prose."""

from __future__ import annotations

import pytest

from services.extract.core.ocr_stops import mended
from shared.model.table import Cell


def read(text: str, confidence: float = 0.6) -> Cell:
    return mended(Cell(text=text, value=None, raw=(text,), confidence=confidence))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("保障各项工作顺利开展．按时完成年度任务.提高效益", "保障各项工作顺利开展，按时完成年度任务，提高效益"),
        ("保障各项工作顺利开展，按时完成年度任务．", "保障各项工作顺利开展，按时完成年度任务。"),
    ],
)
def test_a_stop_between_ideographs_is_a_comma_and_at_the_end_a_full_stop(text: str, meant: str) -> None:
    found = read(text)
    assert (found.text, [r.code for r in found.repairs]) == (meant, ["ocr_stop"])
    assert found.confidence == 0.6


@pytest.mark.parametrize(
    "text",
    [
        "完成率达到99.5以上，比上年提高3.2个百分点",
        "一．完成年度各项任务；二．提高资金使用效益",
        "网址见www.gov.cn公开栏目内容",
    ],
)
def test_stops_of_figures_numbers_and_addresses_stay(text: str) -> None:
    assert read(text).text == text


def test_short_texts_and_sure_ones_stay() -> None:
    assert read("开展．完成").text == "开展．完成"
    assert read("保障各项工作顺利开展．按时完成年度任务", 0.999).text == "保障各项工作顺利开展．按时完成年度任务"
