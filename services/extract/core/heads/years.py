"""The budget year that a head means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.extract.core.heads.depth import MAX_HEAD
from services.extract.core.heads.words import Path
from services.extract.core.parts import Part
from services.extract.core.templates import PREVIOUS_YEAR, YEAR, HeadTemplate, is_dated
from shared.model.fold import fold, ideographs


def printed_year(part: Part, year: int | None) -> int | None:
    """The budget year that the head itself prints (the later one where it prints two), else the caption's, else the
    report's."""
    rows = part.matrix[: part.head_rows or MAX_HEAD]
    years = [int(y) for row in rows for slot in row for y in re.findall(r"(20\d\d)年", fold(slot.text))]
    if years:
        return max(years)
    return part.caption.year or year


def year_by_place(printed: Sequence[Path], known: HeadTemplate) -> int | None:
    """The budget year by the columns that print a year where the template has it or the year before; None where they
    disagree or print none. Of two years one may be lost: the other's place tells which one is left."""
    found: set[int] = set()
    for path, column in zip(printed, known.columns, strict=True):
        years = {int(y) for text in path for y in re.findall(r"(20\d\d)年", fold(text))}
        pattern = "".join(column.path)
        if len(years) == 1 and (YEAR in pattern) != (PREVIOUS_YEAR in pattern):
            found.add(years.pop() + (PREVIOUS_YEAR in pattern))
    return found.pop() if len(found) == 1 else None


def undated_as_printed(paths: Sequence[Path], printed: Sequence[Path], known: HeadTemplate) -> tuple[Path, ...]:
    """The paths, what is printed instead of a text with a year that nothing tells (本年预算, not 年预算数)."""

    def texts(path: Path, shown: Path, template: Path) -> Path:
        undated = {fold(text.replace(PREVIOUS_YEAR, "").replace(YEAR, "")) for text in template if is_dated(text)}
        if len(path) != len(shown):
            return path
        return tuple(s if fold(t) in undated and ideographs(s) > 1 else t for t, s in zip(path, shown, strict=True))

    return tuple(texts(p, s, c.path) for p, s, c in zip(paths, printed, known.columns, strict=True))
