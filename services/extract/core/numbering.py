"""Numbering of headings and list entries in Chinese reports: how deep it is, and the text without it.

第一部分 = 1, 一、 = 2, （一） = 3, 1. = 4, （1） = 5 (GB/T 9704, party and government documents). Pure text functions.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from shared.model.fold import tidy

_NUMERAL = "一二三四五六七八九十百〇零"
_PART = re.compile(rf"第\s*[{_NUMERAL}\d]{{1,4}}\s*(?:部分|章|篇)\s*[:：、.]?\s*")
_GROUP = re.compile(rf"(?:附件?)?[{_NUMERAL}]{{1,4}}\s*[、.．,，]\s*")
_SUBGROUP = re.compile(rf"[(（]\s*[{_NUMERAL}]{{1,4}}\s*[)）]\s*、?\s*")
_ITEM = re.compile(r"(?:\d{1,2}\s*[.．、](?!\d(?!\d{3}年))|\d{1,2}\)|[①-⑳]|[⒈-⒛])\s*")
_SUBITEM = re.compile(r"[(（]\s*\d{1,2}\s*[)）]\s*")
_LEVELS = ((1, _PART), (2, _GROUP), (3, _SUBGROUP), (4, _ITEM), (5, _SUBITEM))
_BULLET = re.compile(r"[-*•·●◆■]\s+")
_DIVISION = re.compile(r"(?:文字|表格|报表|附表|文字说明)部分")
#: what stands around a page number, for a class of characters: OCR reads its dashes as 一 and _
STROKES = r"-—–―－~·_一\s"
_PAGE_NUMBER = re.compile(
    rf"[{STROKES}.]*\d{{1,4}}[{STROKES}.]*|第\s*\d{{1,4}}\s*页(?:\s*[,，/]?\s*共\s*\d{{1,4}}\s*页)?|"
    r"\d{1,4}\s*/\s*\d{1,4}|[ivxIVX]{1,5}"
)


def strip_bullet(text: str) -> str:
    """Without the list mark that a markdown export puts before a line."""
    return _BULLET.sub("", text.strip(), count=1) if _BULLET.match(text.strip()) else text.strip()


def level(text: str) -> int | None:
    """The level that the numbering at the start of `text` stands for; None where it has none.

    `一、文字部分` and `二、表格部分` stand above 第一部分 and count as parts (level 1).
    """
    for depth, pattern in _LEVELS:
        match = pattern.match(text)
        if match:
            return 1 if depth == 2 and _DIVISION.fullmatch(text[match.end() :].strip()) else depth
    return None


def bare(text: str) -> str:
    """`text` without its numbering: `（八）一般公共预算“三公”经费支出表` → `一般公共预算“三公”经费支出表`."""
    for _, pattern in _LEVELS:
        match = pattern.match(text)
        if match and match.end() < len(text):
            return text[match.end() :].strip()
    return text


def heading_text(text: str) -> str:
    """A heading as a careful person would write it: `第一部分  部门概况` keeps one space, the others none."""
    plain = tidy(text)
    match = _PART.match(plain)
    if match and match.end() < len(plain):
        return f"{match.group(0).rstrip(' :：、.')} {plain[match.end() :].strip()}"
    return plain


def is_page_number(text: str) -> bool:
    """A line that carries nothing but a page number."""
    return bool(_PAGE_NUMBER.fullmatch(text.strip()))


@lru_cache(maxsize=8192)
def width(text: str) -> int:
    """Printed width in half-width columns: an ideograph counts two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def join(first: str, second: str) -> str:
    """Two fragments of one running text: a space only between two Latin words."""
    if first and second and first[-1].isascii() and second[0].isascii() and first[-1].isalpha() and second[0].isalpha():
        return f"{first} {second}"
    return first + second
