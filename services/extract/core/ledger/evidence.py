"""Whether lines are a table: what shows it beside the distances that made a run of them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from services.extract.core.ledger.blocks import shows_form
from services.extract.core.ledger.body_columns import body_columns
from services.extract.core.ledger.columns import Column, home_of
from services.extract.core.ledger.entries import ends_balance
from services.extract.core.ledger.stacks import Stack
from services.extract.core.ledger.tokens import Token, is_mark, token
from shared.model.fold import is_cjk

#: a figure within a sentence stands no further from the ideographs beside it (font sizes)
_JUSTIFIED = 0.6
#: lines as near as this (font sizes, middle to middle) are of one row, or of one text
NEAR = 1.3
#: and lines nearer than this are of two columns
_OVER = 0.9
#: columns at the least where little else shows a table, and where nothing but the head does
_FEWEST = 3
_FEWEST_NAMES = 4
#: and columns of figures there
_FEWEST_ALONE = 2
#: and the share of the head's width that the texts below it take, at the most
_COVERED = 0.6
#: and levels of their heads at the most
_DEEPEST = 3
#: lines of one text are at most this many times as far apart as its nearest two
_EVEN = 1.1
#: a text set in the middle of its row's height is no further from the middle of the figures (font sizes)
_CENTRED = 0.3

#: the number of an entry, and its name
_ENTRY = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）])\s*\w")

Group = list[Sequence[Token]]
"""lines that stand near one another"""


def is_table(run: Sequence[Sequence[Token]], *, below_fact: bool) -> bool:
    """Whether lines are a table: mostly of several texts, figures among them; any columns below a table's facts or the
    names of their own, and what only forms have."""
    run = [sentences(line) for line in run]
    if below_fact and len(run) > 1 and max(map(len, run)) > 2:
        return True
    if shows_form(run) or stands_in_columns(run):
        return True
    groups = _near_lines(run)
    several = [[t for line in group for t in line] for group in groups if _shows_columns(group)]
    figures = sum(t.figure for line in several for t in line)
    cells = sum(len(line) for line in several)
    if len(several) == 1:
        return (cells >= 3 and figures >= 2) or stands_below_names(run) or head_over_text(run) > 0
    enough = len(several) > 1 and figures >= 0.12 * cells and figures >= 2 and len(several) >= 0.4 * len(groups)
    return enough or stands_below_names(run) or head_over_text(run) > 0


def head_over_text(lines: Sequence[Sequence[Token]]) -> int:
    """How many lines a head of four names or more takes that has nothing below it but the lines of texts in some of its
    columns, the rest of cells that the page before begins; 0 where there is no such head."""
    for head, body in _heads(_near_lines(lines)):
        names = body_columns([t for line in head for t in line])
        texts = body_columns([t for group in body for line in group for t in line])
        width = names[-1].x1 - names[0].x0
        if len(names) < _FEWEST_NAMES or len(texts) >= len(names) or sum(c.x1 - c.x0 for c in texts) > _COVERED * width:
            continue
        if all(any(min(n.x1, c.x1) > max(n.x0, c.x0) for n in names) for c in texts):
            return len(head)
    return 0


def stands_below_names(lines: Sequence[Sequence[Token]]) -> bool:
    """Whether lines are a head of three names or more and a body that stands below them, with columns of figures: the
    part of a table of which a long text, or names without figures, take most lines. One figure is enough where each
    name has a column of its own below it."""
    for head, body in _heads(_near_lines(lines)):
        columns = body_columns([t for group in body for line in group for t in line])
        named = {home_of(Stack(0, 0, [t], t.box.top, t.box.bottom), columns) for line in head for t in line} - {None}
        if len(columns) >= _FEWEST and len(named) >= _FEWEST:
            each = len(named) == len(columns) == sum(map(len, head))
            return sum(_figures_in(column, body) for column in columns) > (0 if each else 1)
    return False


def stands_in_columns(lines: Sequence[Sequence[Token]]) -> bool:
    """Whether lines stand in four columns or more, two of them of figures alone: a part of a table without a head, be
    it that long texts take most of its lines. Running text leaves no such gaps from its first line to its last."""
    tokens = [t for line in lines for t in line]
    if sum(t.figure for t in tokens) < _FEWEST_ALONE:
        return False
    columns = body_columns(tokens)
    alone = sum(_figures_in(column, [lines]) > 0 for column in columns)
    return len(columns) >= _FEWEST_NAMES and alone >= _FEWEST_ALONE


def begins_in_row(lines: Sequence[Sequence[Token]], first: int, columns: Sequence[Column]) -> bool:
    """Whether the lines above the first figures, which stand in line `first`, are of the row of those figures and no
    head: nothing stands above the figures, and what stands beside them, above and below, is centred on them."""
    figures = [t for t in lines[first] if t.figure]
    if not figures:
        return False
    level = figures[0].middle
    for column in columns:
        texts = [t for line in lines for t in line if column.x0 <= t.centre <= column.x1]
        above = [t for t in texts if t.middle < level - _CENTRED * t.size]
        if not above:
            continue
        if any(column.x0 <= t.centre <= column.x1 for t in figures) or any(t.figure for t in above):
            return False
        top, bottom = _even_run(texts)
        if abs((top.middle + bottom.middle) / 2 - level) > _CENTRED * top.size:
            return False
    return all(any(c.x0 <= t.centre <= c.x1 for c in columns) for line in lines[:first] for t in line)


def first_entry(lines: Sequence[Sequence[Token]], first: int) -> int:
    """The first of the lines above the first figures (line `first`) where an entry of a list begins (十三、其他支出)
    under a head of three names or more: the body, which may go on without figures; `first` where there is none."""
    for i, line in enumerate(lines[:first]):
        if any(_ENTRY.match(t.text) for t in line) or ends_balance(line):
            return i if sum(map(len, lines[:i])) >= _FEWEST else first
    return first


def _even_run(texts: Sequence[Token]) -> tuple[Token, Token]:
    """The first and the last of the lines that stand as near to one another as those of one text, from the top."""
    steps = [b.middle - a.middle for a, b in itertools.pairwise(texts)]
    nearest = min((d for d in steps if d > _OVER * texts[0].size), default=0.0)
    last = next((i for i, d in enumerate(steps) if d > _EVEN * nearest), len(steps))
    return texts[0], texts[last]


def _heads(groups: Sequence[Group]) -> Iterator[tuple[Group, Sequence[Group]]]:
    """What may be the lines of a head of three names or more, and the groups of lines below them."""
    head: Group = []
    for i, group in enumerate(groups[:_DEEPEST]):
        if any(t.figure for line in group for t in line):
            return
        head = [*head, *group]
        if sum(map(len, head)) >= _FEWEST and groups[i + 1 :]:
            yield head, groups[i + 1 :]


def _figures_in(column: Column, groups: Sequence[Sequence[Sequence[Token]]]) -> int:
    """How many figures a column of figures holds; 0 for another column."""
    texts = [t for group in groups for line in group for t in line if column.x0 <= t.centre <= column.x1]
    return len(texts) if all(t.figure for t in texts) else 0


def _near_lines(run: Sequence[Sequence[Token]]) -> list[Group]:
    """The lines in groups of such as stand near one another: a wrapped name and the figures at its half height."""
    out: list[Group] = []
    for line in run:
        if out and height_of(line) - height_of(out[-1][-1]) < NEAR * line[0].size:
            out[-1].append(line)
        else:
            out.append([line])
    return out


def _shows_columns(group: Sequence[Sequence[Token]]) -> bool:
    """Whether texts stand beside one another in near lines: on one line, or on lines nearer than those of one text."""
    closer = any(height_of(b) - height_of(a) < _OVER * a[0].size for a, b in itertools.pairwise(group))
    return closer or any(len(line) > 1 and not _is_entry(line) for line in group)


def _is_entry(line: Sequence[Token]) -> bool:
    """Whether a line is an entry of a list: its mark, and a text."""
    return len(line) == 2 and is_mark(line[0].text) and not line[1].figure


def height_of(line: Sequence[Token]) -> float:
    return sum(t.middle for t in line) / len(line)


def sentences(line: Sequence[Token]) -> list[Token]:
    """The texts of a line, those that a sentence with a figure in it was parted into as one: the figure stands between
    two ideographs, no further from them than a justified line sets it."""
    inside = [
        0 < i < len(line) - 1 and t.figure and _meets(line[i - 1], t) and _meets(t, line[i + 1])
        for i, t in enumerate(line)
    ]
    out: list[Token] = []
    for i, t in enumerate(line):
        if i and (inside[i] or inside[i - 1]):
            out[-1] = token([*out[-1].words, *t.words])
        else:
            out.append(t)
    return out


def _meets(a: Token, b: Token) -> bool:
    letter = b.text[0] if a.figure else a.text[-1]
    return b.box.x0 - a.box.x1 < _JUSTIFIED * a.size and is_cjk(letter)
