"""Application forms: label/value areas to a `Form`, their indicator block to a table."""

from __future__ import annotations

from collections.abc import Sequence

from shared.model.page import Block, Grid
from shared.model.table import Form, Table


def is_form(grid: Grid, caption_title: str | None) -> bool:
    """Whether the grid is (the first part of) an application form: pairs of labels and values, not rows under a head."""
    return False


def extract(blocks: Sequence[Block], title: str) -> tuple[Form, tuple[Table, ...]]:
    """One form and its tables (`<title>·绩效指标`). Ids are empty: the caller numbers tables and forms."""
    return Form(id="", title=title, fields=()), ()


def extract_all(blocks: Sequence[Block], title: str) -> tuple[tuple[Form, tuple[Table, ...]], ...]:
    """As `extract`, for a run of blocks that may hold several forms of the same title, one after the other."""
    return (extract(blocks, title),)
