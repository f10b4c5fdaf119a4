"""Figures in running text: where amounts, percentages and their words stand. Pure text, no subjects (see `prose`).

Grammar of domain.md §5: `4,670万元`, `188 万,` (元 left out), `预算为0；`, `6%`, `3 ％`, `持平`,
`增长--%（基数为0，不可比）`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class FactKind(StrEnum):
    """What a figure of the prose is."""

    AMOUNT = "amount"  # 预算 4,670 万元
    DELTA = "delta"  # 比 2021 年增加 257 万元, 持平
    PERCENT = "percent"  # 增长 6 %, 占 34.30 %, 提高 2 个百分点, 增长 1.5 倍
    LIMIT = "limit"  # 单价 50 万元以上设备, 增长 10% 左右: a threshold, no figure of this budget


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A figure at `start`–`end` of a text whose digits are half-width. `direction` is the word printed before it."""

    kind: FactKind
    start: int
    end: int
    amount: Decimal | None
    unit: str | None
    decimals: int
    direction: str | None
    clause_end: int
    """where the words that introduce the figure begin: the direction word, or the figure itself"""


_WIDTHS = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
#: words of a rise and of a fall, as alternatives of a pattern
RISE = "增加|增长|上升|上涨|提高|上浮|净增|增幅|涨幅|升幅|增收|增支"
FALL = "负增长|减少|下降|降低|下浮|压减|降幅|减幅|减收|减支|缩减|削减|压缩"
_EITHER = rf"(?:{RISE})\s*[（(/]\s*(?:{FALL})\s*[）)]?|(?:{FALL})\s*[（(/]\s*(?:{RISE})\s*[）)]?|增减(?:变化|变动)?"
_DIRECTION = re.compile(
    rf"(?P<word>{_EITHER}|净?(?:{RISE}|{FALL}))\s*(?:了|为|约|率|额|幅度|比例|达(?!到)|[（(][-+－＋][）)])*\s*[:：]?\s*$"
)
_NUMBER = r"(?<![\d.,A-Za-z])-?(?:\d{1,3}(?:[,，]\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_MONEY = r"亿元|千万元|百万元|万元|千元|百元|元|万(?=\s*(?:[,，。;；、）)]|$))|亿(?=\s*(?:[,，。;；、）)]|$))"
_FIGURE = re.compile(
    rf"(?P<number>{_NUMBER})\s*(?P<unit>{_MONEY}|%|个百分点|倍(?![率数频速]))"
    r"|(?<=[为是])\s*(?P<zero>0(?:\.0+)?)(?=\s*[;；。，,）)])"
    rf"|(?:{RISE}|{FALL})\s*(?P<none>[-—–─]{{1,4}}|/)\s*%?(?=\s*[（(，,。;；]|$)"
    r"|(?P<level>持平|无增减变化|无变化)"
)
_AFTER_LIMIT = re.compile(r"\s*(?:[（(]\s*(?:含|不含)[^）)]{0,6}[）)])?\s*(?:及其?|或)?以[上下内]")
#: of percentages also words that leave them open (增长10%左右)
_AFTER_RATE = re.compile(r"\s*(?:左右|上下|以上|以下|以内|之内)")
_BASE_FIGURE = re.compile(r"基数[是为]?\s*$")
_WINDOW = 24


def half_width(text: str) -> str:
    """Digits, points and percent signs half-width, every other character and every offset kept."""
    return text.translate(_WIDTHS)


def find(text: str) -> Iterator[Figure]:
    """The figures of `text` (see `half_width`), in order. A base that is named as zero (基数为0) is none of them."""
    for match in _FIGURE.finditer(text):
        before = text[max(0, match.start() - _WINDOW) : match.start()]
        if match["none"] is not None:
            yield _uncomputable(text, match)
        elif match["level"] is not None:
            yield _level(match)
        elif not _BASE_FIGURE.search(before):
            yield _number(text, match, before)


def _number(text: str, match: re.Match[str], before: str) -> Figure:
    printed = match["number"] or match["zero"]
    unit = match["unit"]
    word = _DIRECTION.search(before)
    if unit in ("%", "个百分点", "倍"):
        kind = FactKind.LIMIT if _AFTER_RATE.match(text, match.end()) else FactKind.PERCENT
    elif _AFTER_LIMIT.match(text, match.end()):
        kind = FactKind.LIMIT
    else:
        kind = FactKind.DELTA if word else FactKind.AMOUNT
    plain = printed.replace(",", "").replace("，", "")
    start = match.start("number") if match["number"] else match.start("zero")
    return Figure(
        kind=kind,
        start=start,
        end=match.end(),
        amount=Decimal(plain),
        unit=f"{unit}元" if unit in ("万", "亿") else unit,
        decimals=len(plain.partition(".")[2]),
        direction=re.sub(r"\s", "", word["word"]) if word else None,
        clause_end=match.start() - len(before) + word.start() if word else start,
    )


def _uncomputable(text: str, match: re.Match[str]) -> Figure:
    word = text[match.start() : match.start("none")].strip()
    return Figure(
        kind=FactKind.PERCENT,
        start=match.start("none"),
        end=match.end(),
        amount=None,
        unit="%",
        decimals=0,
        direction=word,
        clause_end=match.start(),
    )


def _level(match: re.Match[str]) -> Figure:
    return Figure(
        kind=FactKind.DELTA,
        start=match.start(),
        end=match.end(),
        amount=Decimal(0),
        unit=None,
        decimals=0,
        direction=match["level"],
        clause_end=match.start(),
    )
