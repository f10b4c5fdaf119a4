"""Codes that OCR read in doubt, or not at all, beside names that the code lists have: a name says which code it is.

A seal over a column of codes, or a fold through it, leaves the names beside it whole. Most names have one code; of
those with several (行政运行) that one counts which stands between the codes above and below, below its parent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.names import distance
from services.extract.core.repair import changed
from shared.codes import Codes, Scheme
from shared.model.fold import fold
from shared.model.page import DOUBT, SURE
from shared.model.table import Cell, Column, Role

#: shorter names than this are words of many tables
_LONG = 3
#: the digits that a code has more than the one above it
_LEVEL = 2
_SCHEMES: dict[str, Scheme] = {"function.code": "function", "economic.code": "economic"}

#: a reading may be off by so many digits, or lack some
_OFF = 2
#: a lost code comes back where this share of the rows has one
_NEARLY_ALL = 0.7

Cells = tuple[Cell, ...]


def mended(rows: Sequence[Cells], columns: Sequence[Column], codes: Codes) -> list[Cells]:
    """The rows, the doubtful codes that the lists do not have made those of the names beside them, with a repair and in
    doubt: where the name is the list's, one of its codes fits the place, and what was read can be that. A code that is
    lost comes back where nearly all rows have one: a total has none, and no name of the list's."""
    at = _code_column(columns)
    if at is None:
        return list(rows)
    scheme, result = _SCHEMES[columns[at].key or ""], list(rows)
    is_due = sum(bool(cells[at].text) for cells in rows) >= _NEARLY_ALL * len(rows)
    texts = [fold(cells[at].text) for cells in rows]
    for i, cells in enumerate(rows):
        code, name = cells[at], cells[at + 1]
        known = codes.codes_of(scheme, name.text) if len(fold(name.text)) >= _LONG else ()
        is_open = code.confidence <= DOUBT and codes.entry(scheme, code.text) is None if code.text else is_due
        if not known or not is_open:
            continue
        sure = (texts[k] for k in range(i + 1, len(rows)) if rows[k][at].confidence >= SURE)
        after = next(filter(str.isdigit, sure), "")
        fitting = [k for k in known if _fits(k, texts[:i], after) and _can_be(code.text, k)]
        if len(fitting) == 1:
            why = f"the code that the list has for “{name.text}”, between those above and below it"
            right = changed(code, fitting[0], "ocr_code", why)
            texts[i] = fold(right.text)
            result[i] = (*cells[:at], replace(right, confidence=min(right.confidence, DOUBT)), *cells[at + 1 :])
    return result


def _code_column(columns: Sequence[Column]) -> int | None:
    """The one column of codes with names right behind it."""
    found = [i for i, column in enumerate(columns[:-1]) if column.role is Role.CODE]
    if len(found) != 1 or columns[found[0]].key not in _SCHEMES or columns[found[0] + 1].role is not Role.LABEL:
        return None
    return found[0]


def _fits(code: str, above: Sequence[str], after: str) -> bool:
    """Whether a code may stand behind those above, where the one that it is a part of is among them, in order with the
    next sure one below, `after` ("" without one)."""
    parent = code[:-_LEVEL]
    before = next((c for c in reversed(above) if c.isdigit()), "")
    is_known = len(parent) < _LEVEL or parent in above
    return is_known and before < code and (not after or code < after)


def _can_be(read: str, code: str) -> bool:
    """Whether a reading is some of a code's digits in their order, or all but two of them; or has so few digits that
    they may be the seal's."""
    left, digits = iter(code), re.sub(r"\D", "", read)
    is_left = all(digit in left for digit in digits)
    return is_left or distance(digits, code) <= _OFF or 2 * len(digits) <= len(code)
