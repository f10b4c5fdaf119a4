"""Dates as a spreadsheet's number format shows them: `2024/5/1`, `2024年5月`, `5月1日`.

The grammar is that of ECMA-376 §18.8.31; the formats that Chinese programs know by number alone (27–36, 50–58) are
those of its §18.8.30.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

_LONG = 'yyyy"年"m"月"d"日"'
_MONTH = 'yyyy"年"m"月"'
_DAY = 'm"月"d"日"'
#: formats that stand in no file, as zh-CN programs show them
BY_NUMBER: dict[int, str] = {
    14: "yyyy/m/d",
    27: _MONTH,
    28: _DAY,
    29: _DAY,
    30: "m-d-yy",
    31: _LONG,
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    36: _MONTH,
    50: _MONTH,
    51: _DAY,
    52: _MONTH,
    53: _DAY,
    54: _DAY,
    55: _MONTH,
    56: _DAY,
    57: _MONTH,
    58: _DAY,
}
_TOKEN = re.compile(
    r'"([^"]*)"|[\\!](.)|[_*].|\[[^\]]*\]|(y{1,4}|e{1,4}|m{1,5}|d{1,4}|a{3,4}|h{1,2}|s{1,2}|上午/下午|AM/PM)|(.)',
    re.IGNORECASE | re.DOTALL,
)
_WEEKDAYS = "一二三四五六日"


def shown(moment: dt.date | dt.datetime, number_format: str) -> str:
    """The date as displayed; in full where the format says nothing of days, months or years."""
    found = list(_TOKEN.finditer(number_format.split(";")[0]))
    parts = [(token[3] or "").lower() for token in found]
    if number_format.lower() == "general" or not any(part[:1] in ("y", "e", "m", "d") for part in parts if part):
        return shown(moment, _LONG)
    return "".join(
        _part(moment, parts, i) if parts[i] else token[1] or token[2] or token[4] or "" for i, token in enumerate(found)
    ).strip()


def _part(moment: dt.date | dt.datetime, parts: Sequence[str], at: int) -> str:
    part = parts[at]
    clock = moment if isinstance(moment, dt.datetime) else dt.datetime(moment.year, moment.month, moment.day)
    half = any(p in ("am/pm", "上午/下午") for p in parts)
    first = part[0]
    if first in ("y", "e"):
        return f"{moment.year % 100:02}" if part in ("y", "yy") else str(moment.year)
    if first == "m" and not _is_minutes(parts, at):
        return f"{moment.month:02}" if len(part) == 2 else str(moment.month)
    if first == "d":
        return "" if len(part) > 2 else f"{moment.day:0{len(part)}}"
    if part in ("aaa", "aaaa"):
        return ("星期" if part == "aaaa" else "周") + _WEEKDAYS[moment.weekday()]
    if part in ("am/pm", "上午/下午"):
        return part.split("/")[clock.hour >= 12].upper()
    number = {"h": (clock.hour - 1) % 12 + 1 if half else clock.hour, "m": clock.minute, "s": clock.second}[first]
    return f"{number:0{len(part)}}"


def _is_minutes(parts: Sequence[str], at: int) -> bool:
    """An `m` behind hours or before seconds."""
    before = next((p[0] for p in reversed(parts[:at]) if p), "")
    after = next((p[0] for p in parts[at + 1 :] if p), "")
    return before == "h" or after == "s"
