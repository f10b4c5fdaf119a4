"""Pages whose ideographs make no words: their font's map to Unicode is wrong."""

from __future__ import annotations

import pytest

from services.extract.readers.pdf_wording import misworded

_PAGE = (
    "一般公共预算支出表",
    "预算单位科目编码科目名称支出总计基本支出项目支出",
    "教育支出普通教育小学教育初中教育高中教育",
    "社会保障和就业支出行政事业单位养老支出机关事业单位基本养老保险缴费支出",
    "卫生健康支出行政事业单位医疗事业单位医疗住房保障支出住房改革支出住房公积金",
)
_NAMES = ("白鹭湾第二幼儿园", "青松岭第三幼儿园", "云栖谷实验幼儿园", "竹溪桥幼儿园", "映月潭幼儿园") * 4


def renamed(change: dict[str, str]) -> tuple[str, ...]:
    return tuple(text.translate(str.maketrans(change)) for text in _PAGE)


def test_a_page_of_words_is_believed() -> None:
    assert not misworded(_PAGE)


def test_a_list_of_names_is_believed() -> None:
    assert not misworded(("合计", "项目支出", *_NAMES))


def test_traditional_characters_are_believed() -> None:
    lines = ("本年度預算編製說明係依據縣議會審議結果與財務處核定數額辦理", "歲入來源別預算表歲出機關別預算總表單位萬圓")
    assert not misworded(lines * 2)


@pytest.mark.parametrize("step", [1, 3, 5, 9, 11, 17, 24])
def test_a_page_whose_glyphs_have_the_names_of_others_is_not(step: int) -> None:
    letters = sorted(set("".join(_PAGE)))
    moved = letters[step:] + letters[:step]
    assert misworded(renamed(dict(zip(letters, moved, strict=True))))


@pytest.mark.parametrize("pair", ["支算", "业教", "养预", "出位", "事住"])
def test_nor_one_of_which_two_glyphs_are_exchanged(pair: str) -> None:
    a, b = pair
    assert misworded(renamed({a: b, b: a}))


def test_nor_one_whose_ideographs_are_letters_with_accents_or_all_alike() -> None:
    letters = sorted(set("".join(_PAGE)))
    assert misworded(renamed({c: chr(0xC0 + i % 24) for i, c in enumerate(letters)}))
    assert misworded(renamed(dict.fromkeys(letters, "的")))
