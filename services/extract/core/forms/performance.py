"""部门（单位）整体支出绩效目标表: its blocks become two tables and a form.

Printed as one frame, it is four things: head fields (名称, 主管部门), 年度主要任务 with amounts, 年度总体目标 as
text, and 年度绩效指标. What was printed down the side of a block names it and is no column of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from services.extract.core.forms import fields as form_fields
from services.extract.core.forms import indicator_rows, task_rows
from services.extract.core.forms.extraction import columns_of, indicator_table
from services.extract.core.forms.fields import Fields
from services.extract.core.forms.indicator_rows import Head
from services.extract.core.forms.rows import FormRow, Token, rows_of
from services.extract.core.forms.words import FormWords, word_key
from services.extract.core.numbering import strip_bullet
from services.extract.core.ocr_values import limited
from services.extract.templates import forms as form_data
from shared.model.page import NOWHERE, Block, Grid, Place
from shared.model.table import Form, Role, Table, UnitSource

_TITLE = re.compile(r"整体(?:支出)?(?:预算)?绩效目标|部门预算绩效目标")
#: what amounts are worth under a head that no such table has
_NO_HEAD = 0.97
_UNIT = re.compile(r"[（(](?:单位[：:])?((?:百|千|万|百万|亿)?元)[）)]")


@dataclass(kw_only=True)
class _Draft:
    """The blocks of the table while its rows are read."""

    fields: Fields = field(default_factory=Fields)
    tasks: list[FormRow] = field(default_factory=list)
    head: Head | None = None
    indicators: list[FormRow] = field(default_factory=list)
    goal: str | None = None
    """name of the goal's field while its text is being read"""


def is_performance(blocks: Sequence[Block], title: str | None) -> bool:
    """Whether the blocks under this title are a whole-department performance table, by title or by its 任务 block."""
    words = form_data.load()
    rows = rows_of([b for b in blocks if isinstance(b, Grid)])
    has_tasks = any(task_rows.is_head(row, words) for row in rows)
    has_indicators = any(indicator_rows.head_of(row, words) is not None for row in rows)
    titled = title is not None and bool(_TITLE.search(title)) and "项目支出" not in title
    return (has_tasks and (has_indicators or titled)) or (titled and has_indicators)


def goes_on(blocks: Sequence[Block], following: Sequence[Block]) -> bool:
    """Whether `following` has the indicators that the blocks, with their tasks, lack."""
    words = form_data.load()

    def have_indicators(some: Sequence[Block]) -> bool:
        rows = rows_of([b for b in some if isinstance(b, Grid)])
        return any(indicator_rows.head_of(row, words) is not None for row in rows)

    return not have_indicators(blocks) and have_indicators(following)


def split(blocks: Sequence[Block], title: str) -> tuple[Form, tuple[Table, ...]]:
    """The form (head fields, 年度总体目标) and the tables `<title>·年度主要任务` and `<title>·年度绩效指标`.

    `blocks`: everything between the title and the next title, lines included. Ids are empty: the caller numbers them.
    """
    words = form_data.load()
    rows = task_rows.with_parents(rows_of(blocks), words)
    draft = _Draft()
    for row in rows:
        if not form_fields.is_furniture(row, title):
            _read(draft, row, words)
    form = Form(id="", title=title, fields=draft.fields.cells(), place=rows[0].tokens[0].place if rows else NOWHERE)
    tables = [_tasks(draft.tasks, title, words)] if draft.tasks else []
    if draft.head is not None:
        tables.append(indicator_table(f"{title}·{words.whole_indicators}", draft.head, draft.indicators, words))
    return form, tuple(tables)


def _read(draft: _Draft, row: FormRow, words: FormWords) -> None:
    """One row into the block that it belongs to."""
    head = indicator_rows.head_of(row, words)
    if head is not None or (draft.head is not None and not _is_late_field(row, words)):
        draft.head = draft.head or head
        draft.indicators.append(row)
        draft.goal = None
        return
    label, value = _goal(row, words)
    if label is not None:
        draft.fields.add(label, value)
        draft.goal = draft.fields.last
    elif draft.goal is not None and not task_rows.is_head(row, words):
        draft.fields.values[draft.goal].extend(_as_text(t) for t in row.tokens)
    elif draft.tasks or task_rows.is_head(row, words):
        draft.tasks.append(row)
        draft.goal = None
    else:
        _, rest = form_fields.group_label(row, words)
        for name, values in form_fields.pairs(rest, words):
            draft.fields.add(name, values)


def _is_late_field(row: FormRow, words: FormWords) -> bool:
    """Below the indicators: the goal printed last, or a label with a colon."""
    label, _ = _goal(row, words)
    return label is not None or (row.tokens[0].text.endswith(("：", ":")) and len(row.tokens) <= 4)


def _goal(row: FormRow, words: FormWords) -> tuple[Token | None, list[Token]]:
    """The goal's label and text where the row begins it: in two cells, in one, or the label alone."""
    first = row.tokens[0]
    for goal in words.goals:
        key = word_key(goal)
        if word_key(first.text) == key:
            return replace(first, text=goal if first.text != goal else first.text), [
                _as_text(t) for t in row.tokens[1:]
            ]
        inline = re.match(rf"{re.escape(goal)}\s*[：:]\s*(?=\S)", first.text)
        if inline:
            return replace(first, text=goal), [replace(first, text=first.text[inline.end() :])]
    return None, []


def _as_text(token: Token) -> Token:
    return replace(token, text=strip_bullet(token.text))


def _tasks(rows: Sequence[FormRow], title: str, words: FormWords) -> Table:
    """The block of tasks; its unit is the one printed in its head."""
    paths, built = task_rows.build(rows, words)
    unit = next((m.group(1) for path in paths for text in path if (m := _UNIT.search(text))), None)
    places = [c.place for row in built for c in row.cells if c.place != NOWHERE]
    place: Place = places[0] if places else NOWHERE
    columns = columns_of(paths, built)
    sure = [_NO_HEAD if column.role is Role.AMOUNT and column.key is None else 1.0 for column in columns]
    return Table(
        id="",
        title=f"{title}·{words.tasks.name}",
        columns=columns,
        rows=tuple(replace(row, cells=limited(row.cells, columns, sure)) for row in built),
        kind="annual_tasks",
        unit=unit,
        unit_source=UnitSource.HEADER if unit else None,
        pages=tuple(sorted({p.page for p in places if p.page is not None})),
        place=place,
    )
