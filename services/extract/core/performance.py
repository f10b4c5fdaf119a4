"""部门（单位）整体支出绩效目标表: its blocks become two tables and a form."""

from __future__ import annotations

from collections.abc import Sequence

from shared.model.page import Block
from shared.model.table import Form, Table


def is_performance(blocks: Sequence[Block], title: str | None) -> bool:
    """Whether the blocks under this title are a whole-department performance table."""
    return False


def split(blocks: Sequence[Block], title: str) -> tuple[Form, tuple[Table, ...]]:
    """The form (head fields, 年度总体目标) and the tables `<title>·年度主要任务` and `<title>·年度绩效指标`.

    `blocks`: everything between the title and the next title, lines included. Ids are empty: the caller numbers them.
    """
    return Form(id="", title=title, fields=()), ()
