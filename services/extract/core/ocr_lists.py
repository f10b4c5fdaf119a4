"""Numbered entries whose `、` OCR passed over or took for another sign: `二政府性基金` between `一、…` and `三、…`, or
whose brackets it did: `三公务接待` behind `（二）…`; and those that lost their numeral: `、政府性基金`.

The mark is small and close to its numeral, and at 150 dpi a few dots; of 一 and 二 a fax leaves less. The column says
what belongs there: its entries count from 一 upwards, and the numeral that is missing from the count begins the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from services.extract.core.repair import changed
from shared.model.fold import is_cjk
from shared.model.table import Cell

_ONES = "一二三四五六七八九"
_NUMERALS = (*_ONES, "十", *("十" + n for n in _ONES), "二十", *("二十" + n for n in _ONES), "三十")
_COUNTED = {numeral: n for n, numeral in enumerate(_NUMERALS, 1)}
_ENTRY = re.compile(r"([一二三四五六七八九十]{1,3})、(.+)", re.DOTALL)
#: what the mark is read as
_MARKS = ",，.．·'’`:：;；"
_MARKLESS = re.compile(rf"([一二三四五六七八九十]{{1,3}})[{_MARKS}]?(.+)", re.DOTALL)
_MISREAD_MARK = re.compile(rf"([一二三四五六七八九十]{{1,3}})[{_MARKS}]([\u4e00-\u9fff].*)", re.DOTALL)
_IN_BRACKETS = re.compile(r"([（(])([一二三四五六七八九十]{1,3})([）)])(.+)", re.DOTALL)
_BRACKETLESS = re.compile(r"[（(]?([一二三四五六七八九十]{1,3})[）)]?(.+)", re.DOTALL)
#: words of budgets that begin with a numeral: `三公经费` after `二、…` is no third entry
_WORDS = frozenset(
    ("一般", "一次", "一体", "一类", "一级", "一线", "一期", "二次", "二级", "二类", "二期", "三公", "三农", "三峡",
     "三级", "三类", "三支", "四川", "四级", "五保", "五险", "六稳", "七一", "八一", "九年", "十四", "十五")
)  # fmt: skip
_NUMERALLESS = re.compile(r"[^\w（(]{0,4}、([\u4e00-\u9fff].+)", re.DOTALL)
_WHY = "the entries of this column are counted: the mark behind this numeral, or its brackets, were passed over"


def is_counted(cells: Sequence[Cell]) -> bool:
    """Whether a column has entries with their marks."""
    return any(_number(cell.text) is not None for cell in cells)


def counted(cells: Sequence[Cell], sure: float, *, styled: bool = False) -> list[Cell]:
    """A label column, `、` put behind the numerals that the column's count lacks. Cells read with `sure` and more need
    an entry before and one behind that say so. `styled`: another column of the table has entries with marks."""
    entries = {i: n for i, cell in enumerate(cells) if (n := _number(cell.text)) is not None}
    result = _bracketed(cells, sure)
    if styled and not entries:
        return _all_marked(result, sure)
    for i, cell in enumerate(result):
        before = next((entries[k] for k in range(i - 1, -1, -1) if k in entries), None)
        behind = next((entries[k] for k in range(i + 1, len(cells)) if k in entries), None)
        for n, text in _readings(cell.text) if i not in entries else ():
            both = before == n - 1 and behind == n + 1
            if both or (cell.confidence < sure and _follows(n, before, behind)):
                result[i] = changed(cell, text, "ocr_list_mark", _WHY)
                entries[i] = n
                break
    return _recounted(_numbered(result, entries, sure), sure)


def _recounted(cells: list[Cell], sure: float) -> list[Cell]:
    """The column, an entry in doubt with a numeral that stood before given the next one (六、 behind 七、 is 八、). Not
    where it is counted from 一 more than once."""
    result, count = list(cells), 0
    if sum(_number(cell.text) == 1 for cell in cells) > 1:
        return result
    for i, cell in enumerate(cells):
        found = _ENTRY.match(cell.text)
        n = _COUNTED.get(found[1]) if found else None
        if found is None or n is None:
            continue
        is_again = 1 < n <= count < len(_NUMERALS) and cell.confidence < sure
        behind = next((k for c in cells[i + 1 :] if (k := _number(c.text)) is not None), None)
        if is_again and behind in (None, count + 2):
            result[i], n = changed(cell, f"{_NUMERALS[count]}、{found[2]}", "ocr_list_mark", _WHY), count + 1
        count = n
    return result


def _numbered(cells: list[Cell], entries: Mapping[int, int], sure: float) -> list[Cell]:
    """The column, entries in doubt that lost their numeral given the one that the count lacks: as many of them stand
    between two entries as numbers do."""
    result, known = list(cells), sorted(entries)
    for before, behind in pairwise((-1, *known, len(cells))):
        low, high = entries.get(before, 0), entries.get(behind)
        lost = [(i, found[1]) for i in range(before + 1, behind) if (found := _NUMERALLESS.match(cells[i].text))]
        if not lost or (high is not None and high != low + len(lost) + 1) or (low == 0 and high is None):
            continue
        for n, (i, rest) in enumerate(lost, start=low):
            if cells[i].confidence < sure and n < len(_NUMERALS):
                result[i] = changed(cells[i], f"{_NUMERALS[n]}、{rest}", "ocr_list_mark", _WHY)
    return result


def _bracketed(cells: Sequence[Cell], sure: float) -> list[Cell]:
    """The column, brackets put around the numerals that the count of the entries in brackets lacks."""
    result, found = list(cells), [_IN_BRACKETS.match(cell.text) for cell in cells]
    entries = {i: _COUNTED.get(m[2], 0) for i, m in enumerate(found) if m}
    left, right = next(((m[1], m[3]) for m in found if m), ("", ""))
    for i, cell in enumerate(cells):
        bare = _BRACKETLESS.match(cell.text) if i not in entries and cell.confidence < sure else None
        n = _COUNTED.get(bare[1]) if bare else None
        if bare is None or n is None or not is_cjk(bare[2][0]) or cell.text[:2] in _WORDS:
            continue
        before = next((entries[k] for k in range(i - 1, -1, -1) if k in entries), None)
        behind = next((entries[k] for k in range(i + 1, len(cells)) if k in entries), None)
        if entries and _follows(n, before, behind):
            result[i] = changed(cell, f"{left}{bare[1]}{right}{bare[2]}", "ocr_list_mark", _WHY)
            entries[i] = n
    return result


def _all_marked(cells: list[Cell], sure: float) -> list[Cell]:
    """A column of which no mark was read: those in doubt that have a sign there, if they count from 一 on."""
    signed = {i: found for i, cell in enumerate(cells) if (found := _MISREAD_MARK.match(cell.text))}
    numbers = [_COUNTED.get(found.group(1)) for found in signed.values()]
    if len(numbers) < 2 or numbers != list(range(1, len(numbers) + 1)):
        return cells
    for i, found in signed.items():
        if cells[i].confidence < sure:
            cells[i] = changed(cells[i], f"{found.group(1)}、{found.group(2)}", "ocr_list_mark", _WHY)
    return cells


def _number(text: str) -> int | None:
    found = _ENTRY.match(text)
    return _COUNTED.get(found.group(1)) if found else None


def _readings(text: str) -> Iterator[tuple[int, str]]:
    """The numbers that the text may begin with, and the text with its mark behind each: 一一般… is 一、一般…."""
    found = _MARKLESS.match(text)
    if found is None or text[:2] in _WORDS:
        return
    for length in range(len(found.group(1)), 0, -1):
        numeral, rest = text[:length], text[length:].lstrip(_MARKS)
        if numeral in _COUNTED and len(rest) > 1 and is_cjk(rest[0]):
            yield _COUNTED[numeral], f"{numeral}、{rest}"


def _follows(n: int, before: int | None, behind: int | None) -> bool:
    """Whether the number comes next in the count; a list begins anew with 一."""
    if before is None:
        return n == 1 and behind is not None and behind > 1
    return n == before + 1 and (behind is None or behind == 1 or behind > n)
