"""Tables that are plainly there and could not be read (EX-01, garbled_source), among lines that became part of no
table: figures of a text export that stand in rows, or each on a line of its own; and figures below a line that says
the unit of a table's. Nothing is left out silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, takewhile

from services.extract.core.caption_facts import read_facts
from shared.model.finding import FINDING_CODES, Finding
from shared.model.fold import tidy
from shared.model.numbers import parse_number
from shared.model.page import Block, Line

#: figures of a line that is a row, and of one that is a table's however few others there are
_IN_ROW, _WIDE = 2, 5
#: a lone figure behind a name is an amount, no number of a page or of people
_AMOUNT = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{1,6}|\d{5,}")
#: a table has so many rows, or so many figures where each cell has its own line
_LEAST_ROWS, _LEAST_CELLS = 3, 8
#: so many lines may stand between two rows: names that wrap, heads
_BETWEEN = 4
_LONGEST_CELL = 40
#: figures below a line that says their unit, and lines in which they are looked for
_LEAST_BELOW, _MOST_BELOW = 2, 80
#: an amount that touches the name before it
_TOUCHING = re.compile(rf"[\u4e00-\u9fff）)](?:{_AMOUNT.pattern})$")
_PROSE = "，。；！？"
_NOT_APPLICABLE = frozenset({"-", "—", "——", "--", "/"})


def observe(blocks: Sequence[Block]) -> Iterable[Finding]:
    """One finding for every run of rows among the lines that are part of no grid. `blocks`: of flowing text."""
    for run in _runs(blocks):
        rows = [line for line in run if not _is_figure(line.text)]
        cells = [line for line in run if _is_figure(line.text)]
        if len(rows) >= _LEAST_ROWS or len(cells) >= _LEAST_CELLS or max(map(_figures, run)) >= _WIDE:
            yield _unread(run)


def below_units(blocks: Sequence[Block], known: Iterable[Finding]) -> Iterable[Finding]:
    """One finding for every line that says a unit and nothing else and is followed by figures and no grid. `known`:
    those that tell of the lines already."""
    told = {(finding.page, finding.line) for finding in known}
    starts = [i for i, block in enumerate(blocks) if isinstance(block, Line) and _says_unit(block)]
    for start, end in pairwise([*starts, len(blocks)]):
        below = [*takewhile(lambda block: isinstance(block, Line), blocks[start : min(end, start + _MOST_BELOW)])]
        lines = [block for block in below if isinstance(block, Line)]
        figures = [n for n, line in enumerate(lines) if n and _is_row(line) and _AMOUNT.search(line.text)]
        is_followed = start + len(lines) < end and len(lines) < _MOST_BELOW
        if len(figures) < _LEAST_BELOW or is_followed:
            continue
        run = lines[: figures[-1] + 1]
        if not any((line.place.page, line.place.line) in told for line in run):
            yield _unread(run)


def _says_unit(line: Line) -> bool:
    facts = read_facts(tidy(line.text))
    return facts is not None and facts.unit is not None


def _unread(run: Sequence[Line]) -> Finding:
    first = run[0]
    return Finding(
        code="garbled_source",
        severity=FINDING_CODES["garbled_source"],
        rule="EX-01",
        message=f"此处 {len(run)} 行似为表格，未能识别，其数字未计入任何表：“{tidy(first.text)[:60]}”",
        message_en=f"{len(run)} lines here seem to be of a table that could not be read; "
        f"their figures are in no table: “{tidy(first.text)[:60]}”",
        where="正文",
        page=first.place.page,
        line=first.place.line,
        actual=tidy(first.text)[:120],
    )


def _runs(blocks: Sequence[Block]) -> Iterator[list[Line]]:
    """Lines from one with figures to the last that follows it with few others between."""
    run: list[Line] = []
    since = 0
    for block in blocks:
        if isinstance(block, Line) and _is_row(block):
            run.append(block)
            since = 0
        elif run:
            since += 1
            if since > _BETWEEN or not isinstance(block, Line):
                yield run
                run, since = [], 0
    if run:
        yield run


def _is_row(line: Line) -> bool:
    """Whether the line is a figure, or ends with one of several and says nothing in a sentence."""
    text = tidy(line.text)
    if len(text) <= _LONGEST_CELL and _is_figure(text):
        return True
    words = line.text.split()
    if any(mark in text for mark in _PROSE) or not words or not _is_figure(words[-1]):
        return False
    return _figures(line) >= _IN_ROW or (len(words) > 1 and _AMOUNT.fullmatch(words[-1]) is not None)


def _figures(line: Line) -> int:
    return sum(_is_figure(word) or _TOUCHING.search(word) is not None for word in line.text.split())


def _is_figure(word: str) -> bool:
    return word in _NOT_APPLICABLE or parse_number(word.strip()) is not None
