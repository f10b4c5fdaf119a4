"""Signs that fell out of their line: a library that parts the letters of a cell into lines by their height gives those
that are flat (`,` `.` `、` `一`) a line of their own, behind the others: `1 234 500 , ,`, `30782 .`, `二 外交支出 、`,
`般公共服务支出 一`.

No letter is lost. A comma stands between groups of three digits, the gaps tell where; a point before the decimals,
which are two where no gap tells them (in doubt); `、` behind the number of an entry; 一 before 般, in that number, or
where a known name has it. What has no such place stays behind, in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from shared.model.page import DOUBT, Block, Fragment, Grid, GridCell

IsName = Callable[[str], bool]
"""whether a text is a name that some list has"""

_FIGURE = re.compile(
    r"(?P<sign>[≥≤=<>]?)(?P<body>\d+(?: \d+)*)(?P<unit>%|\([^()]{1,6}\)|[\u3400-\u9fff]{1,4})?"
    r"(?P<tail>(?: ?[,.，．-])+)"
)
_BREAK = re.compile(r"\s*(?:<br\s*/?>|\s)\s*", re.IGNORECASE)
_FALLEN = re.compile(r"[一、.]+")
_WHOLE = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+\.\d+")
_NUMERAL = re.compile(r"[一二三四五六七八九十百]+(?!般)|\d{1,2}(?=\D)")
_PARTED = re.compile(r"^([二三四五六七八九]?十) (一、)")
_FEWEST = 3
"""figures without their signs, from which on a document is one of these"""
_DECIMALS = 2
_TOLD, _GUESSED = 0.98, 0.9
"""what a text is worth whose signs have one place, and a figure whose decimals nothing tells"""


def restored(blocks: Sequence[Block], is_name: IsName) -> list[Block]:
    """The blocks; in a document with more of such figures than others all signs back where they belong."""
    texts = [_plain(cell) for block in blocks if isinstance(block, Grid) for cell in block.cells]
    fallen = sum(_FIGURE.fullmatch(text) is not None for text in texts)
    if fallen < _FEWEST or fallen < sum(_WHOLE.fullmatch(text) is not None for text in texts):
        return list(blocks)
    return [_with_signs(block, is_name) if isinstance(block, Grid) else block for block in blocks]


def figure_of(text: str) -> str | None:
    """The figure of which a text holds the digits and, behind them, the signs; None where it is none, or they have no
    place."""
    found = _figure(_spaced(text))
    return found[0] if found is not None and found[1] > DOUBT else None


def _plain(cell: GridCell) -> str:
    """The text of a cell, its lines a space apart."""
    return _spaced(" ".join(f.text for f in cell.fragments))


def _spaced(text: str) -> str:
    return _BREAK.sub(" ", text.strip())


def _with_signs(grid: Grid, is_name: IsName) -> Grid:
    return replace(grid, cells=tuple(_cell(cell, is_name) for cell in grid.cells))


def _cell(cell: GridCell, is_name: IsName) -> GridCell:
    printed = _plain(cell)
    found = _figure(printed) or _text(printed, is_name)
    if found is None:
        return cell
    text, worth = found
    before = printed if text != printed else None
    place = cell.fragments[0].place
    return replace(cell, fragments=(Fragment(text=text, place=place, confidence=worth, printed=before),))


def _figure(printed: str) -> tuple[str, float] | None:
    """A figure with its signs, or as it is where these have no place, and what it is worth; None where it is none."""
    found = _FIGURE.fullmatch(printed)
    if found is None:
        return None
    signs = found["tail"].replace("，", ",").replace("．", ".")
    commas, points, minus = (signs.count(sign) for sign in ",.-")
    groups = found["body"].split(" ")
    decimals, worth = "", _TOLD
    if points == 1 and len(groups) == commas + 2:
        decimals = f".{groups.pop()}"
    elif points == 1 and len(groups) == commas + 1 and len(groups[-1]) > _DECIMALS:
        worth = _TOLD if commas and len(groups[-1]) == 3 + _DECIMALS else _GUESSED
        groups[-1], decimals = groups[-1][:-_DECIMALS], f".{groups[-1][-_DECIMALS:]}"
    elif points:
        return printed, DOUBT
    first, *others = groups
    if minus > 1 or len(others) != commas or (others and len(first) > 3) or any(len(group) != 3 for group in others):
        return printed, DOUBT
    text = f"{found['sign']}{'-' * minus}{','.join(groups)}{decimals}{found['unit'] or ''}"
    return text, _GUESSED if minus else worth


def _text(printed: str, is_name: IsName) -> tuple[str, float] | None:
    """The same for a text. A line of such signs is of the lines above it, up to another one of signs."""
    parted = _PARTED.sub(r"\1\2", printed)
    if parted != printed:
        return parted, _TOLD
    runs: list[tuple[list[str], str]] = []
    for word in printed.split(" "):
        if _FALLEN.fullmatch(word) and runs:
            runs[-1] = (runs[-1][0], runs[-1][1] + word)
        elif runs and not runs[-1][1]:
            runs[-1][0].append(word)
        else:
            runs.append(([word], ""))
    if not any(signs for _, signs in runs):
        return None
    whole = [_rejoined("".join(words), signs, is_name) for words, signs in runs]
    return ("".join(w for w in whole if w is not None), _TOLD) if None not in whole else (printed, DOUBT)


def _rejoined(body: str, signs: str, is_name: IsName) -> str | None:
    """A text with the signs that fell out of it; None where one of them has no place, or several."""
    ones, marks, points = (signs.count(sign) for sign in "一、.")
    while ones and (at := re.search("(?<!一)般", body)):
        body = f"{body[: at.start()]}一{body[at.start() :]}"
        ones -= 1
    numeral = _NUMERAL.match(body)
    if marks and ones and (numeral is None or numeral[0].endswith("十")):
        end = numeral.end() if numeral else 0
        body, ones = f"{body[:end]}一{body[end:]}", ones - 1
        numeral = _NUMERAL.match(body)
    if numeral is not None and (marks or points):
        mark = "、" if marks else "."
        body = f"{numeral[0]}{mark}{body[numeral.end() :]}"
        marks, points = marks - (mark == "、"), points - (mark == ".")
    if ones == 1:
        ways = {way for at in range(len(body) + 1) if is_name(way := f"{body[:at]}一{body[at:]}")}
        body, ones = (ways.pop(), 0) if len(ways) == 1 else (body, ones)
    return None if ones or marks or points else body
