"""Titles that are wrapped over several lines above their table, as the one line that they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from services.extract.core import numbering
from services.extract.core.caption_facts import DATE, read_facts, without_unit
from services.extract.core.parts import Caption, union
from services.extract.core.report import names_organization, names_report
from services.extract.core.table_numbers import is_table_number
from services.extract.core.templates import Templates
from services.extract.core.titles import ends_as_title, looks_like_title, table_of_title
from shared.model.fold import tidy
from shared.model.page import Box, Line

#: a title takes no more lines than this
_LINES = 6
#: the next line of a title stands no lower than this (font sizes)
_LEADING = 2.0
#: edges or middles of its lines differ by no more than this, and a line that is full lacks no more of the widest
#: (font sizes; beside a mark that may not end a line, or open one, two characters stay out)
_LEVEL, _SHORT = 0.6, 2.2
_SENTENCE = re.compile("[，。；：、!！?？…]")


def whole(lines: Sequence[Line], templates: Templates) -> list[Line]:
    """The lines above a table, those of one wrapped title joined."""
    out: list[Line] = []
    at = 0
    while at < len(lines):
        runs = (lines[at : at + count] for count in range(min(_LINES, len(lines) - at), 1, -1))
        run = next((run for run in runs if _is_one_title(run, templates)), lines[at : at + 1])
        out.append(_joined(run) if len(run) > 1 else run[0])
        at += len(run)
    return out


def _joined(run: Sequence[Line]) -> Line:
    fragments = tuple(fragment for line in run for fragment in line.fragments)
    return replace(run[0], fragments=fragments, place=union([line.place for line in run]))


def _is_one_title(run: Sequence[Line], templates: Templates) -> bool:
    """Whether lines are of one title: set alike, every one but the last as full as the widest, and such that they are a
    title together and are not two. The unit may stand in brackets behind it."""
    boxes = [line.place.box for line in run if line.place.box is not None]
    if len(boxes) < len(run) or len({(line.place.page, line.size) for line in run}) > 1 or not run[0].size:
        return False
    if not _are_set_alike(boxes, run[0].size):
        return False
    printed = [tidy(line.text) for line in run]
    said = without_unit(Caption(title="".join(printed))).title or ""
    if _SENTENCE.search(said) or not looks_like_title(said, templates):
        return False
    texts = _of_length(printed, len(said))
    return not any(map(_stands_alone, texts)) and not _are_two(texts, templates)


def _of_length(texts: Sequence[str], length: int) -> list[str]:
    """The texts as far as so many characters go."""
    out = []
    for text in texts:
        out.append(text[:length])
        length -= len(out[-1])
    return [text for text in out if text]


def _are_two(texts: Sequence[str], templates: Templates) -> bool:
    """Whether the lines fall into two that say something each: the report's or an organisation's name and a title, or
    two titles."""
    if table_of_title("".join(texts), templates, exactly=True) is not None:
        return False
    for cut in range(1, len(texts)):
        first, rest = "".join(texts[:cut]), "".join(texts[cut:])
        if not ends_as_title(rest) and table_of_title(rest, templates, exactly=True) is None:
            continue
        named = cut == 1 and (names_organization(first) or names_report(first))
        if named or ends_as_title(first) or table_of_title(rest, templates, exactly=True) is not None:
            return True
    return False


def _are_set_alike(boxes: Sequence[Box], size: float) -> bool:
    """Whether boxes of lines stand closely below one another, at one edge or over one middle, and are full but the
    last."""
    widest = max(box.width for box in boxes)
    near = all(0 < b.top - a.top < _LEADING * size for a, b in pairwise(boxes))
    full = all(box.width > widest - _SHORT * size for box in boxes[:-1])
    edges, middles = [box.x0 for box in boxes], [(box.x0 + box.x1) / 2 for box in boxes]
    return near and full and min(max(xs) - min(xs) for xs in (edges, middles)) < _LEVEL * size


def _stands_alone(text: str) -> bool:
    """Whether a line says something of its own that is no part of a title."""
    if numbering.level(text) is not None or numbering.is_page_number(text) or is_table_number(text):
        return True
    return bool(DATE.match(text)) or read_facts(text) is not None
