"""Breaks text into lines as word processors do with Chinese: anywhere between characters, never inside a number."""

from __future__ import annotations

import re
from collections.abc import Callable

_PIECE = re.compile(r"[0-9A-Za-z.,%≥≤=<>+\-]+|.", re.DOTALL)
_NOT_FIRST = frozenset("，。、；：！？）)》”’】%")
_NOT_LAST = frozenset("（(《“‘【")


def wrap(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The lines of `text` in `width` points; a single piece that is too wide is cut by characters."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text, width, measure):
        if not line or measure(line + piece) <= width or piece in _NOT_FIRST:
            line += piece
            continue
        carry = ""
        if line[-1] in _NOT_LAST and len(line) > 1:
            line, carry = line[:-1], line[-1]
        lines.append(line)
        line = carry + piece
    if line:
        lines.append(line)
    return lines or [""]


def _pieces(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    out: list[str] = []
    for match in _PIECE.finditer(text):
        piece = match.group(0)
        out.extend([piece] if measure(piece) <= width else list(piece))
    return out
