"""Which amounts of a sentence are parts of which (…4,670万元，包括人员支出…，公用支出…）: its lists, in order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shared.model import prose_patterns as said

_STOP = re.compile(r"[。！？!?\n；;（）()]")


@dataclass(frozen=True, slots=True)
class Opened:
    """A list of parts: the index of the amount that they make up, the words that open it, the brackets around it."""

    parent: int
    lead: str
    depth: int


class Lists:
    """The lists of one paragraph, given its words and amounts from left to right."""

    def __init__(self) -> None:
        self._open: list[Opened] = []
        self._depth = 0
        self._last: int | None = None
        self._last_depth = 0
        self._detail = False

    @property
    def reading(self) -> bool:
        """Whether a list is open."""
        return bool(self._open)

    def words(self, between: str) -> None:
        """The words between two figures. A sentence's end closes all lists, a bracket's end those inside it; a
        semicolon closes a list inside a list (其中：人员经费…，主要包括：…；公用经费…)."""
        opened = said.LEAD.search(between)
        inside = self._depth
        for stop in _STOP.finditer(between):
            char = stop.group()
            if char in "（(":
                self._depth += 1
            elif char in "）)":
                self._depth = max(0, self._depth - 1)
                self._open = [entry for entry in self._open if entry.depth <= self._depth]
                self._detail = False
            elif char not in "；;":
                self._open = []
            elif len(self._open) > 1 and self._open[-1].depth == self._open[-2].depth:
                self._open.pop()
            if opened and stop.start() < opened.start():
                inside = self._depth
        if not opened or self._last is None or (self._open and self._open[-1].parent == self._last):
            return
        behind = between[opened.end() :]
        if not said.SENTENCE_END.search(behind) and not (self._open and re.search(r"[；;]", behind)):
            self._open.append(Opened(self._last, opened.group(0).rstrip("：:,，"), inside))

    def amount(self, index: int) -> Opened | None:
        """The list that the amount with this index is a part of.

        What stands in brackets behind a part says more of it (公务用车76万元（购置0万元；运行76万元）) and is no part
        of the list itself; where the brackets hold the parts (甲项目（100万元）、乙项目（200万元）) it is.
        """
        entry = self._open[-1] if self._open else None
        if entry and self._depth > entry.depth:
            behind_a_part = self._last not in (None, entry.parent) and self._last_depth <= entry.depth
            self._detail = self._detail or behind_a_part
        else:
            self._detail = False
        self._last, self._last_depth = index, self._depth
        return None if self._detail else entry


def lead_before(text: str, end: int) -> str:
    """The list's lead that ends at `end`, '' where other words stand there."""
    leads = list(said.LEAD.finditer(text, max(0, end - 16), end))
    return leads[-1].group(0).rstrip("：:,，") if leads and not text[leads[-1].end() : end].strip("：: ") else ""
