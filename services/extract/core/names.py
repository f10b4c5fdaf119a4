"""Names of classifications: which text is one, and repair of a damaged one by its code."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shared.codes import Codes
from shared.model.fold import fold

ENUMERATOR = re.compile(r"^(?:[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|\d+[.、．])")


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """The names of both code lists, and those that the document itself prints whole."""

    codes: Codes
    printed: frozenset[str] = frozenset()

    def knows(self, text: str) -> bool:
        """Whether the text is a name of either list, or one that the document prints elsewhere; `九、` aside."""
        text = ENUMERATOR.sub("", text)
        return self.lists(text) or fold(text) in self.printed

    def lists(self, text: str) -> bool:
        """Whether the text is a name of either code list; `九、` aside."""
        text = ENUMERATOR.sub("", text)
        return bool(self.codes.codes_of("function", text)) or bool(self.codes.codes_of("economic", text))


def distance(one: str, other: str) -> int:
    """The number of characters to change, add or take away to make one text of the other."""
    before = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
        before = row
    return before[-1]
