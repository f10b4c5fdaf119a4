"""The report's own 目录: which lines are it, and which tables it lists.

A contents page is not a table and its entries are no headings; left in, every part of the report would seem to be
there twice. What it lists is the yardstick for `missing_table`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.extract.core import numbering
from services.extract.core.table_numbers import is_table_number, table_number
from shared.model.fold import fold, tidy
from shared.model.page import Line

_HEADING = re.compile(r"(?:.{0,20}(?:预算|决算)(?:公开)?(?:报?表)?)?目录|contents")
#: the head of a list that is set as a table
_HEAD = re.compile(r"(?:序号|编号|表号|表名|(?:报表|表格)?名称|备注|页码|页次)+")
#: the number of an entry behind which no sign stands: `1 收支总表`, `3-1 …`
_BARE_NUMBER = re.compile(r"^\d{1,2}(?:[-－]\d{1,2})?(?=[^\d年月日、.．)）-])")
_LEADER = re.compile(
    r"(?:\s*[.…·・．_\-—]){3,}\s*\d{0,4}\s*$|[.…·・．_\-—\s]{2,}\(?\d{1,4}\)?\s*$|(?<=[一-鿿）)])\d{1,3}\s*$"
)
#: what converters of office files leave of the fields of a table of contents, the page's number behind it
_FIELD_END = re.compile(r"\s*PAGEREF\s+_[A-Za-z0-9]+(?:\s*\\?\s*[hp]\b)*\s*\d{0,4}\s*$")
_FIELD_START = re.compile(
    r"^\s*(?:TOC(?:\s*\\\w(?:\s*\"[^\"]*\")?)+\s*)?(?:HYPERLINK\s*\\?l\s*\"?_[A-Za-z0-9]+\"?\s*)?"
)
_SENTENCE = re.compile(r"[。；]")
#: what stands beside or behind the title of a table, in no list of them
_CAPTION = re.compile(r"单位(?:名称)?[：:]")
_QUALIFIER = re.compile(r"[（(][^（()）]*[）)]$")
_WHOLE_SET = re.compile(r"(?:^|年度?|[局委办院厅会部处中心队所校])(?:部门|单位)?(?:预算|决算)(?:公开)?(?:报)?表$")
_TABLE_PART = re.compile(r"(?:表格部分|报表|附表|附件表?|预算表|决算表|公开表)$")
_LONGEST_ENTRY = 70
#: an entry with the number of a table (`表3 支出总表`) stands below any heading
_TABLE_LEVEL = 9
_LONGEST_TAIL = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """`titles` of the tables listed, in order; `lines` are the indexes of the lines that make up the contents page."""

    titles: tuple[str, ...] = ()
    lines: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Entry:
    text: str
    level: int | None
    led: bool
    """a dot leader or a page number follows: proof that the line belongs to a contents page"""


def locate(lines: Sequence[Line]) -> Contents:
    """The contents page among `lines` (all lines of the document, in order); the first one counts."""
    start = next((i for i, line in enumerate(lines) if is_heading(line.text)), None)
    if start is None:
        return Contents()
    entries: list[_Entry] = []
    skipped: set[int] = set()
    used = {start}
    seen: set[str] = set()
    for index in range(start + 1, len(lines)):
        text = tidy(numbering.strip_bullet(lines[index].text))
        if not text or numbering.is_page_number(text):
            used.add(index)
            continue
        if len(text) > 4 * _LONGEST_ENTRY:
            break
        if is_head(text) or (entries and is_table_number(text)):
            skipped.add(index)  # part of the list where it goes on below, otherwise the caption of the first table
            continue
        entry = _entry(text)
        turned = lines[index].place.page != lines[start].place.page
        if fold(entry.text) in seen or not _belongs(entry, entries, turned):
            break
        used |= {index, *skipped}
        if _goes_on(entry, entries):
            entries[-1] = _Entry(
                text=numbering.join(entries[-1].text, entry.text), level=entries[-1].level, led=entries[-1].led
            )
        else:
            entries.append(entry)
            seen.add(fold(entry.text))
            if _is_whole(entry.text):  # its table prints no number of the list before its title
                seen.add(fold(numbering.bare(entry.text)))
    if not entries:
        return Contents()
    return Contents(titles=_tables(entries), lines=frozenset(used))


def is_heading(text: str) -> bool:
    """Whether a line says that the contents follow."""
    return _HEADING.fullmatch(fold(text).strip(":-")) is not None


def is_head(text: str) -> bool:
    """Whether a text is the head of a list that is set as a table: 序号 名称 页码."""
    return _HEAD.fullmatch(text) is not None


def read(lines: Sequence[Line]) -> tuple[str, ...]:
    """The titles of the tables that 目录 lists, () without one."""
    return locate(lines).titles


def _entry(text: str) -> _Entry:
    number, title = table_number(_FIELD_START.sub("", text))
    if number is not None and not title:  # the caption of a table: its number is no page's
        return _Entry(text=text, level=None, led=False)
    plain = _LEADER.sub("", _FIELD_END.sub("", title)).strip()
    led = plain != title and bool(plain)
    if number is not None and plain:
        return _Entry(text=plain, level=_TABLE_LEVEL, led=led)
    bare = _BARE_NUMBER.match(plain)
    if bare and _is_whole(plain):
        return _Entry(text=plain[bare.end() :], level=_TABLE_LEVEL, led=led)
    return _Entry(text=plain or text, level=numbering.level(plain or text), led=led)


def _belongs(entry: _Entry, before: Sequence[_Entry], turned: bool) -> bool:
    """Whether a line still is an entry. `turned`: it stands on a later page than the heading 目录."""
    if len(entry.text) > _LONGEST_ENTRY or _SENTENCE.search(entry.text) or _CAPTION.search(entry.text):
        return False
    if entry.led:
        return True
    if entry.level is not None:
        return not turned or not any(e.led for e in before)
    if turned:
        return False
    is_tail = len(entry.text) <= _LONGEST_TAIL and bool(before) and not before[-1].led
    return is_tail or not before or (_is_whole(entry.text) and _is_whole(before[-1].text))


def _goes_on(entry: _Entry, before: Sequence[_Entry]) -> bool:
    """Whether a line is the end of the entry above it. In a list of nothing but titles every line is an entry."""
    if entry.level is not None or entry.led or not before:
        return False
    return not (_is_whole(entry.text) and _is_whole(before[-1].text))


def _is_whole(text: str) -> bool:
    """Whether an entry ends as the title of a table does."""
    return _QUALIFIER.sub("", text).endswith(("表", "情况"))


def _tables(entries: Sequence[_Entry]) -> tuple[str, ...]:
    found: list[str] = []
    part: int | None = None
    """level of the entry that announces the tables below it"""
    for entry, following in zip(entries, [*entries[1:], None], strict=True):
        title = tidy(numbering.bare(entry.text))
        name = _QUALIFIER.sub("", title)
        leads = following is not None and _deeper(entry, following)
        if entry.level is not None and (entry.level <= 1 or leads or (part is not None and entry.level <= part)):
            within = part is not None and entry.level > part
            part = entry.level if _TABLE_PART.search(name) and (leads or entry.level <= 1) else part if within else None
        if leads:
            continue
        is_named = entry.level == _TABLE_LEVEL or (name.endswith("表") and not _WHOLE_SET.search(name))
        is_listed = part is not None and (entry.level or 0) > 1 and not title.endswith(("说明", "情况"))
        if is_named or is_listed:
            found.append(title)
    return tuple(found)


def _deeper(entry: _Entry, following: _Entry) -> bool:
    return entry.level is not None and following.level is not None and following.level > entry.level
