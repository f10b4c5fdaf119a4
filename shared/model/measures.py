"""What the words of a head or a label say that its numbers measure: money in a unit of their own, or no money at all.

Tables of money count things as well (数量, 公务用车保有量（辆）, 执行率): who turns amounts into 元 leaves those out.
Source: the tables of 决算公开 and of 政府采购, whose heads and labels print measures in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from shared.model.fold import fold
from shared.model.numbers import UNITS

#: what is no money
OTHER = ""

_BRACKET = re.compile(r"[（(](?:单位[：:])?([^（）()]{1,5})[)）]")
_COUNTED = frozenset((
    "个", "人", "人次", "人数", "次", "批", "批次", "辆", "台", "台套", "套", "件", "户", "间", "座", "栋", "张", "份",
    "册", "天", "日", "月", "年", "小时", "分", "平方米", "平米", "㎡", "m²", "亩", "公顷", "公里", "千米", "米", "吨",
    "公斤", "千克", "立方米", "升", "千瓦时", "%", "％", "‰", "百分比", "百分点", "比例", "倍", "岁",
))  # fmt: skip
_HEAD = re.compile(
    r"(?:数量|台数|辆数|套数|件数|个数|次数|户数|人数|人次|批次|面积|电话|手机|传真|邮编|邮政编码|编制数?|比例|比重|占比|率|增幅|降幅"
    r"|幅度|增减[%％]|[%％]|年限|天数|工期|得分|分值|权重|排名|账号|保有量|购置数)$"
)
_LABEL = re.compile(r"(?:人数|人次|批次|团组数|保有量|购置数量?|辆数|台数|套数|团组数量|编制数)$")


def measure_of_head(path: Sequence[str]) -> str | None:
    """The unit of money that a head prints for itself, `OTHER` where it names no money, None where it says neither. Of
    the texts of `path`, outermost first, the innermost that says something counts."""
    return next((found for text in reversed(path) if (found := _measure(text, _HEAD)) is not None), None)


def measure_of_label(text: str) -> str | None:
    """The same of the label of a row: `公务用车保有量（辆）` is no money."""
    return _measure(text, _LABEL)


def _measure(text: str, ends: re.Pattern[str]) -> str | None:
    plain = fold(text)
    for said in _BRACKET.findall(plain):
        if said in UNITS:
            return str(said)
        if said in _COUNTED:
            return OTHER
    return OTHER if ends.search(_BRACKET.sub("", plain)) else None
