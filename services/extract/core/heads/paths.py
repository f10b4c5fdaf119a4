"""The full path of every leaf column, as the grid itself shows it."""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.core.heads.depth import SPANNED, without_numbering
from services.extract.core.heads.words import Path
from services.extract.core.parts import Matrix, Slot
from shared.model.page import GridSource


def geometric_paths(head: Matrix, cols: int, source: GridSource) -> tuple[Path, ...]:
    """The path of every leaf column as the grid shows it, outermost text first; the same text twice is one cell
    whose span is lost, but for one under a text that spans columns."""
    rows = without_numbering(head)
    spread = rows if source in SPANNED else _spread(rows)
    paths = []
    for col in range(cols):
        path: list[str] = []
        above: Slot | None = None
        seen: set[tuple[int, int]] = set()
        for row in spread:
            slot = row[col]
            if slot.text and slot.origin not in seen:
                seen.add(slot.origin)
                if above is None or above.text != slot.text or above.col_span > 1:
                    path.append(slot.text)
                above = slot
        paths.append(tuple(path))
    return tuple(paths)


def _spread(rows: Sequence[Sequence[Slot]]) -> list[list[Slot]]:
    """Rows whose empty cells right of a parent carry the parent: a spanning head without marks of its span. One that is
    known to span several columns spans no others."""
    spread = [list(row) for row in rows]
    for index, row in enumerate(spread[:-1]):
        below = rows[index + 1 :]
        parent: Slot | None = None
        for col, slot in enumerate(row):
            has_leaf = any(r[col].text for r in below)
            own_above = any(spread[i][col].text for i in range(index))
            if slot.text:
                parent = slot if has_leaf and slot.col_span == 1 else None
            elif parent is not None and has_leaf and (index == 0 or _same_parent(spread, index, parent.col, col)):
                row[col] = parent
            elif not has_leaf or own_above:
                parent = None
    return spread


def _same_parent(spread: Sequence[Sequence[Slot]], index: int, left: int, right: int) -> bool:
    return all(spread[i][left].origin == spread[i][right].origin or not spread[i][right].text for i in range(index))
