"""Rows whose code, name and figures stand on lines of their own, one after the other in any order: cells that are not
set level (a wrapped name around its code and figures, a code a little above its name).

The code lists say which lines are one row: only there is a name put together that a list gives to the code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.extract.core.streams.tokens import has_wide_gap
from shared.codes import SCHEMES, Codes, load
from shared.model.fold import is_cjk
from shared.model.numbers import parse_number
from shared.model.page import Block, Line

_CODE = re.compile(r"\d{3}(?:\d\d){0,2}")
_REACH = 3
"""lines that a row has above and below its code, at most"""
_SEVERAL = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class _Words:
    """What stands on a line: a code first, then a piece of a name, then figures, each or none."""

    code: str
    name: str
    figures: str
    at: int
    """where on the line the figures begin"""

    @property
    def alone(self) -> bool:
        """Whether a single word, or a name, is all of the line."""
        return bool(self.code) + bool(self.name) + len(self.figures.split()) < _SEVERAL


def level(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, such rows each on one line, in the place of the first of their lines."""
    codes = load()
    words = [_words(block) if isinstance(block, Line) else None for block in blocks]
    out: list[Block] = []
    at = 0
    while at < len(blocks):
        row = _row(words, at, codes)
        if row is None:
            out.append(blocks[at])
            at += 1
            continue
        out.append(_together([b for b in blocks[at : at + len(row)] if isinstance(b, Line)], row))
        at += len(row)
    return out


def _words(line: Line) -> _Words | None:
    """The words of a line; None where it holds anything else."""
    text = line.text
    spans = [m.span() for m in re.finditer(r"\S+", text)]
    texts = [text[a:b] for a, b in spans]
    code = texts[0] if texts and _CODE.fullmatch(texts[0]) else ""
    rest = texts[1:] if code else texts
    name = [word for word in rest if is_cjk(word[:1])]
    figures = rest[len(name) :]
    if rest[: len(name)] != name or any(parse_number(word) is None for word in figures):
        return None
    start = spans[len(texts) - len(figures)][0] if figures else len(text)
    return _Words(code=code, name="".join(name), figures=text[start:], at=start)


def _row(words: Sequence[_Words | None], start: int, codes: Codes) -> list[_Words] | None:
    """The lines from `start` on that are one row, two at the least: one code, figures on one line, and a name that a
    list gives to the code; None where they are none. Where every cell has a line of its own they tell nothing."""
    run: list[_Words] = []
    for at, found in enumerate(words[start : start + 2 * _REACH], start=start):
        if found is None or _is_second(found, run):
            return None
        run.append(found)
        code = next((w.code for w in run if w.code), "")
        whole = code and any(w.figures for w in run) and _is_listed(code, "".join(w.name for w in run), codes)
        if len(run) > 1 and whole:
            after = words[at + 1] if at + 1 < len(words) else None
            more = after is not None and bool(after.figures) and not (after.code or after.name)
            return run if not more and not all(w.alone for w in run) else None
    return None


def _is_second(found: _Words, run: Sequence[_Words]) -> bool:
    """Whether a line has what another one of the row has already: a code, or figures."""
    return any((found.code and w.code) or (found.figures and w.figures) for w in run)


def _is_listed(code: str, name: str, codes: Codes) -> bool:
    return any(code in codes.codes_of(scheme, name) for scheme in SCHEMES)


def _together(lines: Sequence[Line], row: Sequence[_Words]) -> Line:
    """The lines of a row as one, each word with the place of its line, the figures where they stood, if the lines keep
    places."""
    pairs = list(zip(lines, row, strict=True))
    code, own = next((line, w.code) for line, w in pairs if w.code)
    below, figures = next((line, w) for line, w in pairs if w.figures)
    gap = "  " if any(map(has_wide_gap, lines)) or any(line.text[:1].isspace() for line in lines) else " "
    names = [(line, w.name) for line, w in pairs if w.name]
    length = len(own) + len(gap) + sum(len(name) + 1 for _, name in names)
    before = " " * max(figures.at - length, 1) if len(gap) > 1 else ""
    pieces = (
        (code, f"{own}{gap}"),
        *((line, f"{name} ") for line, name in names),
        (below, f"{before}{figures.figures}"),
    )
    fragments = tuple(replace(line.fragments[0], text=text, place=line.place) for line, text in pieces)
    return replace(below, fragments=fragments)
