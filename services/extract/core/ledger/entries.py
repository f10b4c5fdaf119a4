"""Which texts of a ledger begin an entry of its list by their words alone, however near the line above stands: those of
a balance of income and expenditure (一、一般公共服务支出 … 本年支出合计)."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import groupby

from services.extract.core.ledger.tokens import Token

_NUMERAL = r"[一二三四五六七八九十]{1,3}"
#: the number of an entry, and its name
_ENTRY = re.compile(rf"(?:{_NUMERAL}、|[（(]{_NUMERAL}[)）])\s*(\w.*)")
#: what the name of an entry of a balance ends in, with so many letters before it at the most, or, broken, begins with
_NAME = re.compile(
    r".{0,20}(?:收入|支出|拨款|资金|结余|结转)|(?:一般公共|政府性基金|国有资本|财政专户|事业|上级补助|附属单位|本年|上年|"
    r"文化旅游|社会保障|社会保险|节能环保|资源勘探|商业服务|援助其他|自然资源|粮油物资|灾害防治).{0,20}"
)
#: what stands below the entries of a balance
_SUM = re.compile(
    r"(?:本年)?(?:收入|支出|收支)(?:合计|总计)|(?:上年|年初|年末)结转.{0,6}|结转(?:到)?下年.{0,6}|年[终末]结转.{0,6}"
)
#: so many entries make a balance; a list within a cell has fewer, or sentences
_FEWEST = 3


def beginnings(texts: Sequence[tuple[int, Token]]) -> Set[int]:
    """The ids of the tokens that begin an entry, given the texts with the columns in which they begin."""
    found: set[int] = set()
    ordered = sorted(texts, key=lambda pair: pair[0])
    for _, column in groupby(ordered, key=lambda pair: pair[0]):
        tokens = [t for _, t in column]
        entries = [(t, m.group(1)) for t in tokens if (m := _ENTRY.match(t.text))]
        named = sum(_NAME.fullmatch(name) is not None for _, name in entries)
        if named >= _FEWEST and 2 * named > len(entries):
            found |= {id(t) for t, _ in entries}
            found |= {id(t) for t in tokens if _SUM.fullmatch(t.text)}
    return found
