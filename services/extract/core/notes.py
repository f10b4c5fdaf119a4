"""How the notes of a table begin, and what those who answer for it sign below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

NOTE = re.compile(r"(?:注|备注|(?:填[表报])?说明|附注|注释)\s*\d*\s*[：:.、]")
#: a cell beside the note itself
NOTE_LABEL = re.compile(r"(?:备注|注|(?:填[表报])?说明)[：:]?")
#: `填表人：某某`, `单位负责人（签章）：`, `联系电话：…`
SIGNED = re.compile(
    r"(?:(?:(?:单位|部门|财务|处室|科室|分管|主管|项目)(?:主要)?)?(?:负责人|领导)|(?:填[表报]|制表|编制|经办|审[核批签]|复核|联系)人"
    r"|制表|审核|复核|联系(?:电话|方式)|电话|(?:填[表报]|制表|编制|报送)(?:日期|时间))"
    r"(?:[（(](?:签字|签名|签章|盖章|公章)[)）])?\s*[：:]"
)


def are_signed(texts: Sequence[str]) -> bool:
    """Whether texts side by side are those of who signs what is above: two of them or more, half of all at the least
    (a stamp leaves less of one, and marks beside it), and no figure, as a form has (`联系电话：…`)."""
    signed = sum(SIGNED.match(text) is not None for text in texts)
    return signed > 1 and 2 * signed >= len(texts) and not any(map(str.isdigit, "".join(texts)))
