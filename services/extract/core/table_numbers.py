"""The number of a table, as it stands over it or in the contents: `表 12`, `表十二`, `附表3`, `公开01表`."""

from __future__ import annotations

import re

from shared.model.fold import tidy

_HALF_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)}
_NUMBER_WORDS = "〇一二三四五六七八九十"
# Up to 99 in words; behind it a title may begin with such a word: `表四一般公共预算支出表`, `表三三公经费支出表`.
_ONES = r"[一二三四五六七八九](?!般|公[”\"]?经费)"
_WORDS = rf"[{_NUMBER_WORDS}]+(?=[)）：:．.、\s]*$)|[二三四五六七八九]?十(?:{_ONES})?|[一二三四五六七八九]〇|{_ONES}"
# A year right behind a number is the title's: `附表42031年…`, their gap lost.
_DIGITS = r"[0-9]{1,2}(?=20[0-9]{2}年)|[0-9]+(?:[-－—.][0-9]+)*"
_NUMBER = re.compile(
    rf"^[（(]?(?:附件?|(?:部门|单位)?(?:预算|决算)?公开|预算|决算|附)?0?表\s*({_DIGITS}|{_WORDS})[)）]?\s*[：:．.、]?\s*(.*)$"
)
_NUMBER_BEHIND = re.compile(
    r"^(?:(?:部门|单位)?(?:预算|决算)?公开|预算|决算|财决)\s*([0-9]{1,2}(?:[-－][0-9]+)?)\s*表\s*[：:]?\s*(.*)$"
)


def half_width(text: str) -> str:
    """Full-width digits, letters and brackets as half-width ones, one sign for one; everything else as it is."""
    return text.translate(_HALF_WIDTH)


def table_number(text: str) -> tuple[str | None, str]:
    """`表 12` → ("12", ""), `表十二：整体支出绩效目标表` → ("12", title), `公开01表` → ("1", "")."""
    for pattern in (_NUMBER, _NUMBER_BEHIND):
        found = pattern.match(half_width(text))
        if found:
            return plain_number(found[1]), tidy(text[found.start(2) :])
    return None, text


def plain_number(text: str) -> str:
    """`03` → "3", `十二` → "12", `3-1` as it is."""
    if text[0] not in _NUMBER_WORDS:
        return "-".join(part.lstrip("0") or "0" for part in re.split(r"[-－—.]", text))
    tens, _, ones = text.rpartition("十")
    digits = _NUMBER_WORDS
    if "十" not in text:
        return "".join(str(digits.index(c)) for c in text)
    return str((digits.index(tens) if tens else 1) * 10 + (digits.index(ones) if ones else 0))


def is_table_number(text: str) -> bool:
    """Whether a text is the number of a table and nothing else."""
    number, rest = table_number(text)
    return number is not None and not rest
