"""How the notes of a table begin, and what those who answer for it sign below it."""

from __future__ import annotations

import re
from collections.abc import Iterable

NOTE = re.compile(r"(?:注|备注|(?:填[表报])?说明|附注|注释)\s*\d*\s*[：:.、]")
#: a cell beside the note itself
NOTE_LABEL = re.compile(r"(?:备注|注|(?:填[表报])?说明)[：:]?")
#: `填表人：某某`, `单位负责人（签章）：`, `联系电话：…`
SIGNED = re.compile(
    r"(?:(?:(?:单位|部门|财务|处室|科室|分管|主管|项目)(?:主要)?)?(?:负责人|领导)|(?:填[表报]|制表|编制|经办|审[核批签]|复核|联系)人"
    r"|制表|审核|复核|联系(?:电话|方式)|电话|(?:填[表报]|制表|编制|报送)(?:日期|时间))"
    r"(?:[（(](?:签字|签名|签章|盖章|公章)[)）])?\s*[：:]"
)


def are_signed(texts: Iterable[str]) -> bool:
    """Whether texts side by side are those of who signs what is above: two of them or more, and no figure among them
    (`项目负责人：某某` beside `联系电话：…` is of a form)."""
    found = list(texts)
    return sum(SIGNED.match(text) is not None for text in found) > 1 and not any(map(str.isdigit, "".join(found)))
