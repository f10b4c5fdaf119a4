"""Numbered entries of scans whose mark was passed over."""

from __future__ import annotations

import pytest

from services.extract.core.ocr_lists import counted
from shared.model.table import Cell

SURE = 0.99


def column(*texts: str, confidence: float = 0.6) -> list[Cell]:
    return [Cell(text=t, raw=(t,), confidence=confidence) for t in texts]


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        (("一一般公共预算资金", "二、政府性基金"), ("一、一般公共预算资金", "二、政府性基金")),
        (("一、教育支出", "二社会保障支出", "三、住房支出"), ("一、教育支出", "二、社会保障支出", "三、住房支出")),
        (("一、教育支出", "其中：小学", "二.卫生支出"), ("一、教育支出", "其中：小学", "二、卫生支出")),
        (("一、教育支出", "二:卫生支出", "三、住房支出"), ("一、教育支出", "二、卫生支出", "三、住房支出")),
        (("（一）教育支出", "（二）卫生支出", "三住房支出"), ("（一）教育支出", "（二）卫生支出", "（三）住房支出")),
        (("(一)教育支出", "（二卫生支出", "(三)住房支出"), ("(一)教育支出", "(二)卫生支出", "(三)住房支出")),
        (
            ("一、拨款", "(一)教育支出", "二)卫生支出", "二、其他"),
            ("一、拨款", "(一)教育支出", "(二)卫生支出", "二、其他"),
        ),
        (("一、教育支出", "、社会保障支出", "三、住房支出"), ("一、教育支出", "二、社会保障支出", "三、住房支出")),
        (("--、教育支出", "、卫生支出", "三、住房支出"), ("一、教育支出", "二、卫生支出", "三、住房支出")),
        (("一、教育支出", "、卫生支出", "支出合计"), ("一、教育支出", "二、卫生支出", "支出合计")),
        (
            ("一、教育支出", "二、卫生支出", "一般", "二、住房支出"),
            ("一、教育支出", "二、卫生支出", "一般", "三、住房支出"),
        ),
        (("十、教育支出", "十一卫生支出", "十二住房支出"), ("十、教育支出", "十一、卫生支出", "十二、住房支出")),
    ],
)
def test_the_mark_is_put_back_where_the_count_lacks_the_number(read: tuple[str, ...], meant: tuple[str, ...]) -> None:
    found = counted(column(*read), SURE)
    assert tuple(c.text for c in found) == meant
    assert [bool(c.repairs) for c in found] == [a != b for a, b in zip(read, meant, strict=True)]
    assert all(c.confidence == 0.6 for c in found)


@pytest.mark.parametrize(
    "texts",
    [
        ("（一）因公出国", "（二）公务接待", "三公经费合计"),
        ("一般公共预算", "二、政府性基金"),  # a word that begins with a numeral
        ("一、因公出国", "二、公务接待", "三公经费合计"),
        ("一、教育支出", "四社会保障支出"),  # not the next number
        ("二社会保障支出", "其他支出"),  # nothing is counted
        ("一、教育支出", "二", "三、住房支出"),
        ("一、教育支出", "、卫生支出", "四、住房支出"),  # one entry where two are missing
        ("、教育支出", "、卫生支出"),
    ],
)
def test_other_texts_stay_as_they_were_read(texts: tuple[str, ...]) -> None:
    cells = column(*texts)
    assert counted(cells, SURE) == cells


def test_a_list_within_a_list_is_counted_anew() -> None:
    texts = ("一、教育支出", "一、小学", "二、中学", "三、大学", "二、卫生支出")
    assert tuple(c.text for c in counted(column(*texts), SURE)) == texts


def test_a_sure_reading_needs_entries_on_both_sides() -> None:
    between = column("一、教育支出", "二社会保障支出", "三、住房支出", confidence=0.999)
    assert counted(between, SURE)[1].text == "二、社会保障支出"
    assert counted(between, SURE)[1].confidence < SURE
    assert counted(between[:2], SURE) == between[:2]


def test_where_another_column_has_marks_a_column_whose_marks_were_all_misread_gets_them() -> None:
    read = column("一.教育支出", "其中：小学", "二.卫生支出", "三，住房支出")
    found = counted(read, SURE, styled=True)
    assert [c.text for c in found] == ["一、教育支出", "其中：小学", "二、卫生支出", "三、住房支出"]
    assert counted(read, SURE) == read
    sure = column("一.教育支出", "二.卫生支出", confidence=0.999)
    assert counted(sure, SURE, styled=True) == sure, "what was read without doubt was printed so"
    assert counted(column("一.教育支出", "三.卫生支出"), SURE, styled=True)[1].text == "三.卫生支出"
