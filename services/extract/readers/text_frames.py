"""What libraries for data frames add to a table that they write: an index, numbers for names of columns, `Unnamed: 3`,
`NaN` for a blank cell. None of it is of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from services.extract.readers.text_rows import TextRow

_NOTHING = frozenset({"NaN", "nan", "None", "<NA>", "NaT"})
_UNNAMED = re.compile(r"Unnamed: ?\d+(?:_level_\d+)?")
_NOTHING_PRINTED = re.compile(r"(?<=\s)(?:NaN|nan|None|<NA>|NaT)(?=\s|$)")
_INDEX = re.compile(r"(\d+)(?=\s|$)")
_FEWEST = 2
"""rows of an index under a blank head, columns that are numbered"""

Numbered = tuple[int, str]
"""a line's number in the file (from 1) and its text"""


def unframed(rows: Sequence[TextRow]) -> list[TextRow]:
    """The rows as the document has them; several frames may follow one another."""
    plain = [replace(row, cells=tuple("" if is_nothing(c) else c for c in row.cells)) for row in rows]
    begins = [i for i in range(len(plain)) if not i or _begins(plain[i], plain[i + 1 : i + 2])]
    return [row for a, b in pairwise((*begins, len(plain))) for row in _unframed(plain[a:b])]


def _begins(row: TextRow, below: Sequence[TextRow]) -> bool:
    """Whether a frame begins with the row."""
    indexed = bool(below) and not row.cells[0].strip() and below[0].cells[0].strip() == "0"
    return indexed or _is_numbered(row.cells)


def _unframed(rows: list[TextRow]) -> list[TextRow]:
    above, before = added(rows[0].cells, [row.cells[0] for row in rows[1:]])
    return [replace(row, cells=row.cells[before:]) for row in rows[above:]]


def added(head: Sequence[str], below: Sequence[str]) -> tuple[int, int]:
    """How many rows at the top and columns at the left of a frame are numbers that its library put there. `head`: the
    texts of its first row; `below`: of the first column under it."""
    numbered = _is_numbered(head)
    indexed = (numbered or len(below) >= _FEWEST) and not head[0].strip() and _is_index(below)
    return int(numbered and bool(below)), int(indexed)


def is_unnamed(cell: str) -> bool:
    """Whether a head's cell has the name of a column that has none."""
    return _UNNAMED.fullmatch(cell.strip()) is not None


def is_nothing(cell: str) -> bool:
    """Whether a cell says that it is blank."""
    return cell.strip() in _NOTHING or is_unnamed(cell)


def _is_numbered(cells: Sequence[str]) -> bool:
    """Whether a row counts its cells from 0, the first aside if it is blank."""
    texts = [cell.strip() for cell in cells]
    texts = texts if texts[0] else texts[1:]
    return len(texts) >= _FEWEST and _counts(texts)


def _is_index(cells: Sequence[str]) -> bool:
    return bool(cells) and _counts([cell.strip() for cell in cells])


def _counts(texts: Sequence[str]) -> bool:
    return list(texts) == [str(i) for i in range(len(texts))]


def printed_frames(lines: Sequence[Numbered]) -> Iterator[Numbered]:
    """The lines, those of a printed data frame without its index and the numbers over its columns. What is left stands
    where it stood."""
    at = 0
    while at < len(lines):
        end = at + 1
        if "\t" not in lines[at][1] and _is_numbered(["", *lines[at][1].split()]):
            while end < len(lines) and _begins_with(lines[end][1], end - at - 1):
                end += 1
        if end - at > 1:
            yield from ((number, _unframed_line(text)) for number, text in lines[at + 1 : end])
        else:
            yield lines[at]
        at = max(end, at + 1)


def _begins_with(line: str, index: int) -> bool:
    found = _INDEX.match(line)
    return found is not None and found[1] == str(index)


def _unframed_line(line: str) -> str:
    text = _INDEX.sub(lambda found: " " * len(found[0]), line, count=1)
    return _NOTHING_PRINTED.sub(lambda found: " " * len(found[0]), text)
