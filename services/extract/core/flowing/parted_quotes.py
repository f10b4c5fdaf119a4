"""Quotation marks that stand on a line above their word: `“ ”` over `财政拨款 三公 经费支出决算表`.

Office programs set them in a Latin font, at another height than ideographs; a tool that makes lines of what stands at
one height puts them, and a year before them (`2023 “ ”` over `年单位 三公 经费`), on a line of their own. The words
keep gaps where they stood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from shared.model.page import Block, Line

_MARKS = re.compile(r"\s*(?P<before>[\S ]{0,16}?\d)?\s*“ ?”\s*")
_WORDS = (
    re.compile(r"(?P<start>(?:[^ ]+ )?)(?P<word>三公) (?=[\u3400-\u9fff])(?P<rest>.*)"),
    re.compile(r"(?P<start>[^ ]+ )(?P<word>[\u3400-\u9fff]{2,8}) (?=[\u3400-\u9fff])(?P<rest>.*)"),
)
"""the one term that heads and titles quote, wherever it stands; any other between two gaps"""


def rejoined(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with such marks around their word in the line below; a year goes before 年. Other lines stay."""
    out: list[Block] = []
    for block in blocks:
        above = out[-1] if out else None
        whole = _whole(above, block) if isinstance(above, Line) and isinstance(block, Line) else None
        if whole is not None:
            out[-1] = whole
        else:
            out.append(block)
    return tuple(out)


def _whole(above: Line, below: Line) -> Line | None:
    marks = _MARKS.fullmatch(above.text)
    words = next((found for pattern in _WORDS if (found := pattern.fullmatch(below.text))), None)
    if marks is None or words is None or not below.fragments:
        return None
    year = marks["before"] or ""
    if bool(year) != words["start"].startswith("年"):
        return None
    text = f"{year}{words['start'].rstrip()}“{words['word']}”{words['rest']}"
    return replace(below, fragments=(replace(below.fragments[0], text=text),), heading=above.heading or below.heading)
