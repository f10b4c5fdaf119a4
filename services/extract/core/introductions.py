"""Names for tables without a title: the noun phrase of the sentence before them, or the heading above them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.extract.core import numbering
from shared.model.fold import tidy
from shared.model.page import Line

_INTRODUCTION = re.compile(
    r"^(?:20\d\d年(?:度)?[，,]?)?(.*?)(?:(?:如下|见下表|详见下表|如下表(?:所示)?)[：:。]?|(?:具体)?包括[：:])$"
)
_OPENERS = re.compile(r"^(?:其中|具体|现将|本部门|本单位|我部门|我单位|本年度?|我局|各部门)+的?")
_SENTENCE = re.compile(r"[，,。；;：:]")
#: letters; the longest name of a list met (纳入…部门决算编制范围的单位) has 35
_LONGEST = 60
_LONGEST_HEADING = 30
_END = "。；：:;！？"
#: a line that runs on to the next has at least so many half-width columns
_FULL = 40
#: how many lines an introducing sentence may take
_LINES = 3


def is_introduction(text: str) -> bool:
    """Whether a line ends as a sentence does that introduces a table."""
    return bool(_INTRODUCTION.match(text))


def introduced_title(lines: Sequence[Line]) -> str | None:
    """The noun phrase that the sentence at the end of `lines` introduces, its wrapped lines joined:
    `2023年，本部门重点项目绩效目标情况如下：` → 重点项目绩效目标情况. None where the last line ends otherwise."""
    text = tidy(lines[-1].text) if lines else ""
    if not is_introduction(text):
        return None
    for line in reversed(lines[-_LINES:-1]):
        before = tidy(line.text)
        ended = line.heading is not None or before[-1:] in _END or numbering.width(before) < _FULL
        if ended or _SENTENCE.search(text[:-1]):
            break
        text = numbering.join(before, text)
    found = _INTRODUCTION.match(text)
    phrase = _OPENERS.sub("", _SENTENCE.split(found[1])[-1]) if found else ""
    return phrase if 4 <= len(phrase) <= _LONGEST else None


def heading_above(lines: Sequence[Line]) -> str | None:
    """The nearest heading in `lines`, without its number: of a group (一、, （一）), or marked by the file."""
    for line in reversed(lines):
        text = tidy(line.text)
        bare = numbering.bare(text)
        if (line.heading is not None or numbering.level(text) in (2, 3)) and not _SENTENCE.search(bare):
            return bare if 4 <= len(bare) <= _LONGEST_HEADING else None
    return None
