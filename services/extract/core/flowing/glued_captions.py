"""Titles that ran into the line of the organisation below them (`收支总表单位名称：某局 单位：万元`): exports that go
by the height of lines lose the break between two that stand close."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.titles import ends_as_title
from shared.model.fold import tidy
from shared.model.page import Block, Line

_GLUED = re.compile(
    r"(?P<title>[^：:]*?(?:表|表[（(][^（）()]{1,20}[）)]))\s*"
    r"(?P<facts>(?:编制|预算|填报|公开|公布)?(?:部门/单位|部门|单位)(?:[（(](?:单位|部门)[）)])?(?:名称)?[：:](?!\s*(?:人民币)?[百千万亿]*元).*)"
)


def parted(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, such lines as two."""
    return [line for block in blocks for line in (_lines(block) if isinstance(block, Line) else [block])]


def _lines(line: Line) -> list[Block]:
    found = _GLUED.fullmatch(line.text.strip(" "))
    if found is None or not ends_as_title(tidy(found["title"])) or not line.fragments:
        return [line]
    first = line.fragments[0]
    texts = (found["title"], found["facts"])
    return [replace(line, fragments=(replace(first, text=text),), heading=None) for text in texts]
