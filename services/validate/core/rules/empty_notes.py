"""Notes that say a table is empty, against the table (domain.md RT-13)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from services.validate.core.amounts import show
from services.validate.core.relations import Outcome, Passed
from services.validate.core.rule import Rule, declared
from services.validate.core.select import Index
from shared.model.finding import Finding, Severity
from shared.model.fold import fold

_EMPTY = re.compile(r"本表(?:本年)?(?:无发生额|为空表?|无数据)|(?:故|因此)?(?:此|本)表为?空|空表")
_GENERAL = re.compile(r"单元格|空格|空白|(?:如|若|凡).{0,12}空|空表?.{0,4}(?:表示|表明|即|则)")
"""what says of empty cells or tables what they mean, and not of this table that it is one"""


def check_note(index: Index) -> Iterator[Outcome]:
    """RT-13: a note that the table is empty stands under an empty table, and a table of zeros has one."""
    for view in index.views:
        notes = [n for n in view.table.notes if _EMPTY.search(fold(n)) and not _GENERAL.search(fold(n))]
        if not notes:
            continue
        filled = [(r, c, v) for (r, c), v in view.figures() if v]
        if not filled:
            yield Passed()
            continue
        row, column, value = filled[0]
        yield Finding(
            code="text_table_mismatch",
            severity=Severity.ERROR,
            rule="RT-13",
            message=f"《{view.title}》的注“{notes[0]}”说无数据，"
            f"而表中有 {len(filled)} 个数，如 {show(value)}（RT-13）。",
            message_en=f"The note under {view.title} says it is empty, but it holds {len(filled)} figures (RT-13).",
            table=view.table.id,
            table_title=view.title,
            where=f"{view.title} / 注",
            cells=tuple(view.ref(r, c) for r, c, _ in filled[:8]),
            expected="0",
            actual=show(value),
            delta=value,
            tolerance=Decimal(0),
            page=view.cell(row, column).place.page,
        )


RULES: tuple[Rule, ...] = (
    declared(source="domain.md §2.5", applies="有文字部分的报告", severity=Severity.ERROR)(
        "RT-13", "空表的注", "Empty notes", "空表 ⇔ 注“本年无发生额”", check_note
    ),
)
