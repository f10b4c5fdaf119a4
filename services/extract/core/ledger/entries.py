"""Which texts of a ledger begin an entry of its list by their words alone, however near the line above stands: those of
a balance of income and expenditure (一、一般公共服务支出 … 本年支出合计), and of the “三公” expenses."""

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
    r".{0,20}(?:收入|支出|拨款|资金|结余|结转)|(?:本年|上年|一般|政府|国有|财政|事业|上级|附属|外交|国防|公共|教育|科学|文化|社会|"
    r"卫生|节能|城乡|农林|交通|资源|商业|金融|援助|自然|住房|粮油|灾害|预备|债务|其他).{0,20}"
)
#: an entry of the “三公” expenses, with its number
_EXPENSE = re.compile(r"(?:其中[:：])?[（(]?\d{1,2}[)）、.．]\s*(?:因公出国|公务接待|公务用车)")
#: what may stand behind a word of those below, no part of a sentence (结转下年继续执行。)
_MORE = r"(?!继续|执行|使用)[^，。；！,;]{0,6}"
#: what stands below the entries of a balance
_SUM = re.compile(
    rf"(?:本年)?(?:收入|支出|收支)(?:合计|总计)|(?:上年|年初|年末)结转{_MORE}|结转(?:到)?下年{_MORE}|年[终末]结转{_MORE}"
)
#: so many entries make a balance; a list within a cell has fewer, or sentences
_FEWEST = 3


def beginnings(texts: Sequence[tuple[int, Token]]) -> Set[int]:
    """The ids of the tokens that begin an entry, given the texts with the columns in which they begin: a column of a
    balance shows it by its names, and then both of its sides do; so does one of several “三公” expenses."""
    ordered = sorted(texts, key=lambda pair: pair[0])
    found: set[int] = set()
    expenses: set[int] = set()
    balance = False
    for _, column in groupby(ordered, key=lambda pair: pair[0]):
        tokens = [t for _, t in column]
        entries = [(id(t), m.group(1)) for t in tokens if (m := _ENTRY.match(t.text))]
        sums = sum(_SUM.fullmatch(t.text) is not None for t in tokens)
        named = sum(_NAME.fullmatch(name) is not None for _, name in entries)
        balance = balance or (named + sums >= _FEWEST and 2 * named >= len(entries))
        found |= {key for key, _ in entries}
        numbered = {id(t) for t in tokens if _EXPENSE.match(t.text)}
        expenses |= numbered if len(numbered) >= _FEWEST else set()
    return expenses | found | {id(t) for _, t in texts if _SUM.fullmatch(t.text)} if balance else expenses


def ends_balance(line: Sequence[Token]) -> bool:
    """Whether a line is one of those below the entries on both sides of a balance (上年结转结余, 结转下年)."""
    return len(line) > 1 and all(_SUM.fullmatch(t.text) for t in line if not t.figure)
