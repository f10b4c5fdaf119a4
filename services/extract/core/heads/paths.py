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


def is_anchored(head: Matrix) -> bool:
    """Whether a head without marks of spans shows them all the same: every merged cell has its text at its top left, so
    that a text over columns has one below it and blanks beside it, and one of a single column has blanks below it. At
    least one of either kind says that the export does so."""
    rows = without_numbering(head)
    if len(rows) < 2:
        return False
    kinds: set[bool] = set()
    return _is_anchored(rows, 0, len(rows[0]), kinds) and len(kinds) > 1


def _is_anchored(rows: Sequence[Sequence[Slot]], start: int, end: int, kinds: set[bool]) -> bool:
    """The same for some columns. `kinds`: whether texts over columns, and of one column above others, were met."""
    first, *below = rows
    if not first[start].text:
        return (
            bool(below) and not any(slot.text for slot in first[start:end]) and _is_anchored(below, start, end, kinds)
        )
    at = start
    while at < end:
        stop = next((c for c in range(at + 1, end) if first[c].text), end)
        is_group = any(row[at].text for row in below)
        if not is_group and stop > at + 1:
            return False
        if below:
            kinds.add(is_group)
        if is_group and (len(first[at].text) == 1 or not _is_anchored(below, at, stop, kinds)):
            return False  # a single letter is a piece of a text parted over columns
        at = stop
    return True
