"""The report's own 目录: which lines are it, and which tables it lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.model.page import Line


@dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """`titles` of the tables listed, in order; `lines` are the indexes of the lines that make up the contents page."""

    titles: tuple[str, ...] = ()
    lines: frozenset[int] = frozenset()


def locate(lines: Sequence[Line]) -> Contents:
    """The contents page among `lines` (all lines of the document, in order)."""
    return Contents()


def read(lines: Sequence[Line]) -> tuple[str, ...]:
    """The titles of the tables that 目录 lists, () without one."""
    return locate(lines).titles
