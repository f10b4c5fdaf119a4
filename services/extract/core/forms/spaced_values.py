"""Values that an export sets blanks into, between figures and words: `6 批`, `90% 或以上`, `2024 年 11 月 30 日前`."""

from __future__ import annotations

import re

from shared.model.fold import strip_markup

_FIGURE = re.compile(r"[=≥≤><＞＜≧≦]?\d[\d,.]*")
_BEYOND = re.compile(r"或?以[上下内]|左右|[之以]?内")
_UNIT = re.compile(r"(?!反映|衡量|考核|考察|考评|评价|体现|保障|说明|指)[^\d\s=≥≤><＞＜≧≦%％]{1,6}")
"""words behind a figure, but for those with which explanations begin"""
_DATE = re.compile(r"\d{4}年(?:\d{1,2}(?:月(?:\d{1,2})?)?)?")


def goes_on(value: str, word: str) -> bool:
    """Whether the word is more of the value that stands before it in the line."""
    text = re.sub(r"\s", "", strip_markup(value))
    if _DATE.fullmatch(text):
        return bool(re.match(r"[月日]前?$" if text[-1].isdigit() else r"\d{1,2}$", word))
    if _FIGURE.fullmatch(text):
        return _UNIT.fullmatch(word) is not None
    return text.endswith(("%", "％")) and _BEYOND.fullmatch(word) is not None
