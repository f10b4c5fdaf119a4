"""Totals whose label stands below their figures, as the order of a PDF's content has merged cells last.

The label of a total takes the columns of codes and names together. Its figures stand behind those of the last row with
nothing between them, one to a line or all on one. A total that a word of a head follows is of that head.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, zip_longest

from services.extract.core.streams.rows import is_total
from services.extract.core.templates import Templates, head_key
from shared.model.fold import fold
from shared.model.numbers import parse_number
from shared.model.page import Block, Line

_GLUED = re.compile(r"(?P<figures>[-\d.,， ]+\d)(?P<label>[\u3400-\u9fff]{2,4})\s*")
_SEVERAL = 2
#: figures of two rows at the most
_MOST = 120


def led(blocks: Sequence[Block], templates: Templates) -> list[Block]:
    """The blocks, the label of a total above its figures where it stands below them, or runs into the last of them."""
    out: list[Block] = []
    parted = list(chain.from_iterable(map(_parted, blocks)))
    for block, following in zip_longest(parted, parted[1:]):
        if _is_label(block) and not _goes_on(following, templates) and (count := _own(out)):
            out.insert(len(out) - count, block)
        else:
            out.append(block)
    return out


def _parted(block: Block) -> list[Block]:
    """The block; two lines where a total's label runs into the last of its figures (`1,200.50 1,200.50合计`)."""
    if not isinstance(block, Line) or len(block.fragments) != 1:
        return [block]
    glued = _GLUED.fullmatch(block.text)
    figures = glued["figures"].split() if glued is not None and is_total(fold(glued["label"])) else []
    if glued is None or len(figures) < _SEVERAL or any(parse_number(word) is None for word in figures):
        return [block]
    (fragment,) = block.fragments
    return [replace(block, fragments=(replace(fragment, text=glued[part]),)) for part in ("figures", "label")]


def _goes_on(block: Block | None, templates: Templates) -> bool:
    """Whether figures follow, or another word of a head."""
    return isinstance(block, Line) and (bool(_figures(block)) or head_key(block.text) in templates.head_words)


def _own(above: Sequence[Block]) -> int:
    """How many of the last lines hold the figures of a total: one with several, or those from the largest on, behind
    others of the row above; 0 where nothing tells."""
    run: list[list[str]] = []
    for block in reversed(above[-_MOST:]):
        figures = _figures(block)
        if not figures:
            break
        run.insert(0, figures)
    if run and len(run[-1]) > 1:
        return 1
    values = [abs(value) for line in run for figure in line if (value := parse_number(figure)) is not None]
    if len(values) != len(run) or not values:
        return 0
    first = values.index(max(values))
    return len(values) - first if first else 0


def _is_label(block: Block) -> bool:
    return isinstance(block, Line) and is_total(fold(block.text))


def _figures(block: Block) -> list[str]:
    """The figures of a line that holds nothing else."""
    words = block.text.split() if isinstance(block, Line) else []
    return words if all(parse_number(word) is not None for word in words) else []
