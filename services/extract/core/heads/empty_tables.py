"""Empty tables: nothing below the head says which columns there are, and the label of the only row may stand in it.

With no figures below them a converter sees only the widest gaps between the texts of a head, so several share a cell
(`类<br>款<br>项<br>科目编码`) and others are cut in two. All letters of a known head are there then, and nothing else
but that label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.heads.depth import TOTALS, is_data
from services.extract.core.heads.match import ALL_THERE, bag_likeness
from services.extract.core.heads.repair import rebuilt
from services.extract.core.heads.words import Path
from services.extract.core.parts import Part, Slot
from services.extract.core.templates import ColumnTemplate, HeadTemplate, Templates
from services.extract.core.titles import tables_of_title
from shared.model.fold import fold
from shared.model.page import DOUBT, Fragment, GridSource
from shared.model.table import Role

_CLEARLY = 0.01
"""by so much the letters must be more like those of the head than of any other of the title"""


def with_its_columns(part: Part, templates: Templates, year: int | None) -> Part:
    """The part of an empty table with the columns of the one head, of those that its title has, all letters of which it
    prints; as it is where it has figures or so many columns as one of them."""
    title = part.caption.title
    if part.source is not GridSource.DELIMITED or not title or any(map(is_data, part.matrix)):
        return part
    heads = dict.fromkeys(head for table in tables_of_title(title, templates) for head in table.heads)
    likeness = {head: bag_likeness(part.matrix, head) for head in heads}
    fitting = sorted((head for head, like in likeness.items() if like >= ALL_THERE), key=lambda head: -likeness[head])
    if not fitting or any(len(head.columns) == part.cols for head in fitting):
        return part
    if len(fitting) > 1 and likeness[fitting[0]] < likeness[fitting[1]] + _CLEARLY:
        return part
    return _laid_out(part, fitting[0], year)


def _laid_out(part: Part, head: HeadTemplate, year: int | None) -> Part:
    paths = [column.path_in(year) for column in head.columns]
    depth = max(map(len, paths))
    texts = [[path[row] if row < len(path) else "" for path in paths] for row in range(depth)]
    label = _total_of(part, paths)
    body = [[label, *("" for _ in paths[1:])]] if label else []
    matrix = tuple(
        tuple(_slot(part, r, c, text) for c, text in enumerate(row)) for r, row in enumerate([*texts, *body])
    )
    printed = [(slot.text,) for slot in dict.fromkeys(slot for row in part.matrix for slot in row) if slot.text]
    why = "the table is empty, and its title has one head with just these letters"
    return replace(
        part,
        matrix=matrix,
        cols=len(paths),
        head_rows=depth,
        repairs=(*part.repairs, rebuilt(printed, paths, why)),
    )


def _total_of(part: Part, paths: Sequence[Path]) -> str:
    """The label of the row of a total that the print has once more than the head does; blank where there is none."""
    letters = "".join(fold(slot.text) for slot in dict.fromkeys(slot for row in part.matrix for slot in row))
    branches = dict.fromkeys(path[: i + 1] for path in paths for i in range(len(path)))
    own = "".join(fold(branch[-1]) for branch in branches)
    return next((total for total in sorted(TOTALS) if letters.count(total) > own.count(total)), "")


def _slot(part: Part, row: int, col: int, text: str) -> Slot:
    fragments = (Fragment(text=text, place=part.place, confidence=DOUBT),) if text else ()
    return Slot(row=row, col=col, text=text, fragments=fragments, place=part.place)


# ---------------------------------------------------------------- the label of the only row


def without_body_cells(part: Part, count: int) -> Part:
    """The part with body cells that stand in its last head row in a row of their own below it.

    A cell over several columns in the last head row, under heads that are leaves already, names no column: it is the
    label of a row (合计) whose figures were left out of an empty table.
    """
    if count < 2:
        return part
    last, above = part.matrix[count - 1], part.matrix[count - 2]
    strays = {
        slot.origin
        for slot in last
        if slot.text
        and slot.col_span > 1
        and slot.row == last[0].row
        and len({s.origin for s in above[slot.col : slot.col + slot.col_span] if s.text}) > 1
    }
    if not strays:
        return part
    cleared = tuple(replace(s, text="", fragments=()) if s.origin in strays else s for s in last)
    row = tuple(s if s.origin in strays else Slot(row=s.row, col=c) for c, s in enumerate(last))
    return replace(part, matrix=(*part.matrix[: count - 1], cleared, row, *part.matrix[count:]))


def without_total(
    part: Part, count: int, printed: tuple[Path, ...], known: HeadTemplate
) -> tuple[Part, tuple[Path, ...]]:
    """The part of an empty table and its head's paths, with the label of its only row (合计) out of the head's last
    row, where it stands beside leaves, in a column of labels."""
    column = next((c for c, path in enumerate(printed) if path and _is_total_of(path, known.columns[c])), None)
    if column is None or count < 2:
        return part, printed
    path, last = printed[column], part.matrix[count - 1]
    if fold(last[column].text) != fold(path[-1]) or any(slot.text for row in part.matrix[count:] for slot in row):
        return part, printed
    cleared = tuple(replace(slot, text="", fragments=()) if c == column else slot for c, slot in enumerate(last))
    row = tuple(slot if c == column else Slot(row=slot.row, col=slot.col) for c, slot in enumerate(last))
    matrix = (*part.matrix[: count - 1], cleared, row, *part.matrix[count:])
    return replace(part, matrix=matrix), (*printed[:column], path[:-1], *printed[column + 1 :])


def _is_total_of(path: Path, known: ColumnTemplate) -> bool:
    """Whether a path is that of a column of labels, with the label of a total below it."""
    own = tuple(map(fold, path))
    return known.role in (Role.CODE, Role.LABEL) and own[-1] in TOTALS and own[:-1] == tuple(map(fold, known.path))
