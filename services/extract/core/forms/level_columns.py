"""The levels of indicators in a table that is no form, printed once for all their rows in the middle of them or in the
last: the first row of the table has no level then, or one stands under another first level than its own."""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.core.forms.rows import Token
from services.extract.core.forms.span_fill import Levels, fill_levels
from services.extract.core.forms.words import FormWords
from services.extract.core.repair import filled_in, unsure
from shared.model.table import Cell, Column

_KEYS = ("indicator.level1", "indicator.level2")
#: so many second levels of the frames at the least
_KNOWN = 2
_WHY = "the cell covers the rows beside it"


def filled(rows: Sequence[tuple[Cell, ...]], columns: Sequence[Column], words: FormWords) -> list[tuple[Cell, ...]]:
    """The rows with both levels of indicators, none of them sure; [] where each level stands in the first of its rows,
    or the levels are not those of the frames."""
    keys = [c.key for c in columns]
    if not rows or any(keys.count(k) != 1 for k in _KEYS) or keys.index(_KEYS[1]) != keys.index(_KEYS[0]) + 1:
        return []
    at = keys.index(_KEYS[0])
    if sum(words.second_key(row[at + 1].text) is not None for row in rows) < _KNOWN or not _stand_lower(
        rows, at, words
    ):
        return []
    levels = [Levels(first=_token(r[at]), second=_token(r[at + 1]), name=_text(r, at + 2)) for r in rows]
    out: list[tuple[Cell, ...]] = []
    for row, pair in zip(rows, fill_levels(levels, words), strict=True):
        pieces = (pair.first, pair.second)
        both = [t.cell() if t is not None else c for t, c in zip(pieces, row[at : at + 2], strict=True)]
        owner = row[:at]
        if out and any(c.text for c in rows[0][:at]) and not any(c.text for c in owner):
            owner = tuple(filled_in(c, "filled_down", _WHY) if c.text else c for c in out[-1][:at])
        out.append(tuple(map(unsure, (*owner, *both, *row[at + 2 :]))))
    return out


def _stand_lower(rows: Sequence[tuple[Cell, ...]], at: int, words: FormWords) -> bool:
    """Whether the levels stand not in the first of their rows."""
    if not (rows[0][at].text and rows[0][at + 1].text):
        return True
    first = ""
    for row in rows:
        first = row[at].text or first
        parent, known = words.parents.get(words.second_key(row[at + 1].text) or ""), words.first_key(first)
        if parent is not None and known is not None and parent != known:
            return True
    return False


def _token(cell: Cell) -> Token | None:
    if not cell.text:
        return None
    return Token(text=cell.text, raw=cell.raw, place=cell.place, confidence=cell.confidence, repairs=cell.repairs)


def _text(row: Sequence[Cell], at: int) -> str:
    return row[at].text if at < len(row) else ""
