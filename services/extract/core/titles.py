"""Titles of tables: which text is one, and which known table it names."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from services.extract.core.templates import TableTemplate, Templates, title_key
from shared.model.fold import tidy
from shared.model.page import DOUBT, Line

__all__ = [
    "ends_as_title",
    "looks_like_title",
    "read_surely",
    "table_of_title",
    "tables_of_title",
    "title_key",
    "without_continued",
]

_ENDING = re.compile(
    r"(?:表|明细表?|一览表?|情况|清单)(?:[（(][^（）()]{1,20}[)）])*(?:[-－—]?[一二三四五六七八九十\d]+)?$"
)
#: what a page prints that goes on with a table: 续表, （续）, 接上表, with a number or without; alone, in brackets or
#: beside a title or the unit
_WORDS = r"(?:续表|续上表|接上[表页]|上接前?[表页])[一二三四五六七八九十\d]{0,2}"
_CONTINUED = re.compile(
    rf"[（(〔\[](?:{_WORDS}|续[一二三四五六七八九十\d]{{0,2}})[)）〕\]]"
    rf"|^{_WORDS}(?:[:：]|(?=\s|$|[^：:]{{0,5}}[：:]))"
    rf"|(?:(?<=\s)|(?<=表)){_WORDS}$"
)
_QUALIFIED = re.compile(r"\(按[^()]+\)$")
_ECONOMIC = "经济"
#: what some titles say of a budget's money: 一般公共预算财政拨款支出表 is the 一般公共预算支出表
_FROM_BUDGET = re.compile("(?<=预算)财政拨款")
#: how names of organisations end
_OWNERS = re.compile(r"局|委员?会?|办公室|办|厅|院|所|中心|学校|大学|部|会|处|署|站|队|馆|政府|法院|公司|联")
#: what stands within so many letters of the end of a title
_TABLE, _ENDS_IN = "表", 12
_LONGEST_TITLE = 60
#: a title that no family knows has at least so many letters; less is the end of a cut cell (率情况)
SHORTEST_UNKNOWN = 4
#: a printed title this similar to a known one is taken for it (one misread character in eight)
_SIMILAR = 0.86


def tables_of_title(title: str, templates: Templates, *, exactly: bool = False) -> tuple[TableTemplate, ...]:
    """The known tables of this title, best first; similar titles only where none is equal."""
    if len(title) > _LONGEST_TITLE:
        return ()
    key = title_key(title)
    equal = templates.by_title.get(key, ())
    if equal or exactly or not key:
        return equal
    return (
        _behind_owner(key, templates)
        or templates.by_title.get(_FROM_BUDGET.sub("", key), ())
        or _similar(key, templates)
        or _unqualified(key, templates)
    )


def _behind_owner(key: str, templates: Templates) -> tuple[TableTemplate, ...]:
    """The tables that a title names behind the name of an organisation: `某某县教育局部门收支总表`. What is like one
    stands behind the first word that ends such a name."""
    behind = [title_key(key[end.end() :]) for end in _OWNERS.finditer(key)]
    for rest in behind:
        if found := templates.by_title.get(rest, ()) or templates.by_title.get(_FROM_BUDGET.sub("", rest), ()):
            return found
    return _similar(behind[0], templates) if behind and _TABLE in behind[0][-_ENDS_IN:] else ()


def _unqualified(key: str, templates: Templates) -> tuple[TableTemplate, ...]:
    """The tables that a title names before what it says in brackets of how they are ordered (按功能分类科目)."""
    found = templates.by_title.get(_QUALIFIED.sub("", key), ())
    if _ECONOMIC in key:
        return tuple(table for table in found if "economic" in table.kind)
    return found


@lru_cache(maxsize=4096)
def _similar(key: str, templates: Templates) -> tuple[TableTemplate, ...]:
    """The tables whose title is most like the key, () where none is like enough. 决算 is never taken for 预算.

    Every line of a text is asked for by each search for titles, and this is what such a question costs."""
    final = "决算" in key
    best = _SIMILAR
    found: tuple[TableTemplate, ...] = ()
    matcher = SequenceMatcher(b=key)
    for known, tables in templates.by_title.items():
        if ("决算" in known) != final:
            continue
        matcher.set_seq1(known)
        if matcher.real_quick_ratio() < best or matcher.quick_ratio() < best:
            continue
        score = matcher.ratio()
        if score > best or (score == best and not found):
            best, found = score, tables
    return found


def table_of_title(title: str, templates: Templates, *, exactly: bool = False) -> TableTemplate | None:
    found = tables_of_title(title, templates, exactly=exactly)
    return found[0] if found else None


def without_continued(text: str) -> str:
    """The text without the mark that its table goes on from the page before: `收入决算表（续表）`, `续表 单位：元`."""
    return _CONTINUED.sub("", text).strip() if "续" in text or "接" in text else text


def looks_like_title(text: str, templates: Templates) -> bool:
    """Whether a line above a grid can be its title: a known one, or short, no sentence, and ending as titles do."""
    if not 2 <= len(text) <= _LONGEST_TITLE or text[-1] in "。；：，、;,！？":
        return False
    if table_of_title(text, templates) is not None:
        return True
    return ends_as_title(text)


def ends_as_title(text: str) -> bool:
    """Whether a text, whatever table it names, is no sentence and ends as titles do."""
    if len(text) < SHORTEST_UNKNOWN or "，" in text or "。" in text:
        return False
    return bool(_ENDING.search(text)) and not re.match(r"^[（(]?[一二三四五六七八九十\d]+[)）]?[、.．]", text)


def read_surely(line: Line) -> str:
    """The text of a line without single doubted characters that stand apart from what was read surely: those of a seal
    beside a title."""
    kept = [f for f in line.fragments if f.confidence > DOUBT or len(tidy(f.text)) > 1]
    return "".join(f.text for f in kept) if any(f.confidence > DOUBT for f in kept) else line.text
