"""How the columns of a table write figures, as those that were read surely show: decimals, groups of thousands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.extract.core.geometry.grid import WEAK
from shared.model.page import DOUBT, SURE
from shared.model.table import Cell, Column, Role, Row

FIGURE = re.compile(r"[-(]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[%)]?")
SEPARATED = re.compile(r"([-(]?)(\d{1,12}(?:[.,]\d{1,12})+)([%)]?)")
#: sure figures that show how a column writes its figures
_ENOUGH = 3
#: the share of a column's sure figures that are written alike where the column has a form
_NEARLY_ALL = 0.8


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """How the sure figures of a column are written: all with the same number of decimals, in groups or not."""

    decimals: int
    grouped: bool
    all_alike: bool = False
    """all sure figures have these decimals, and all of 1,000 and more are in groups"""


def forms_of(rows: Sequence[Row], columns: Sequence[Column]) -> list[Form | None]:
    """The forms of a table's columns. One of whose sure figures none reaches 1,000 does not show whether it writes
    thousands in groups, and one with next to none shows nothing: the amounts of the other columns say so, where all of
    the table's are written alike. In a table whose columns are in doubt (no rules part them) no figure is sure; what
    was read as well as can be there counts."""
    amounts = [row.cells[i] for row in rows for i, column in enumerate(columns) if column.role is Role.AMOUNT]
    sure = SURE if any(_sure_figures(amounts)) else WEAK
    forms = [form_of([row.cells[i] for row in rows], sure) for i in range(len(columns))]
    figures = _sure_figures(amounts, sure)
    large = [text for text in figures if _is_large(text)]
    grouped = bool(large) and all("," in text for text in large)
    if not grouped and any("," in text for text in large):
        return forms
    if grouped and len(large) >= _ENOUGH:
        forms = [replace(form, grouped=True) if form is not None and form.all_alike else form for form in forms]
    decimals = set(map(decimals_of, figures))
    if len(figures) < 2 * _ENOUGH or len(decimals) != 1 or decimals == {3}:
        return forms
    usual = Form(decimals=decimals.pop(), grouped=grouped, all_alike=True)
    few = [len(_sure_figures([row.cells[i] for row in rows], sure)) < _ENOUGH for i in range(len(columns))]
    return [
        usual if form is None and column.role is Role.AMOUNT and is_few else form
        for form, column, is_few in zip(forms, columns, few, strict=True)
    ]


def form_of(cells: Sequence[Cell], least: float = SURE) -> Form | None:
    """The form of a column: that of nearly all its sure figures (worth `least`). None where fewer than three show it.
    Without any sure one, that of thousands in groups where no other is possible."""
    sure = _sure_figures(cells, least)
    decimals, count = next(iter(Counter(map(decimals_of, sure)).most_common(1)), (0, 0))
    if not sure and _in_groups_only(cells):
        return Form(decimals=0, grouped=True, all_alike=True)
    if count < _ENOUGH or count < _NEARLY_ALL * len(sure) or decimals == 3:
        return None
    large = [text for text in sure if _is_large(text)]
    return Form(
        decimals=decimals,
        grouped=any("," in text for text in sure),
        all_alike=count == len(sure) and all("," in text for text in large),
    )


def _sure_figures(cells: Sequence[Cell], least: float = SURE) -> list[str]:
    return [c.text for c in cells if c.confidence >= least and FIGURE.fullmatch(c.text) and c.value]


def _is_large(figure: str) -> bool:
    """Whether it has thousands, in groups or not."""
    return len(figure.partition(".")[0].strip("-()%")) > 3


def _in_groups_only(cells: Sequence[Cell]) -> bool:
    """Whether behind every separator of a column three digits stand, and some figure has several or a comma: nobody
    prints three decimals throughout, so that each of them is the comma of thousands."""
    parts = [found.group(2) for c in cells if (found := SEPARATED.fullmatch(c.text.replace(" ", "")))]
    groups = [re.split("[.,]", part) for part in parts]
    is_thousands = any(len(g) > 2 or "," in part for g, part in zip(groups, parts, strict=True))
    return len(parts) >= _ENOUGH and is_thousands and all(len(digits) == 3 for g in groups for digits in g[1:])


def decimals_of(text: str) -> int:
    """How many digits stand behind the point of a figure."""
    return len(text.rstrip(")%").partition(".")[2])


def fitting(cell: Cell, form: Form | None) -> Cell:
    """The cell, doubted if its figure has other decimals than nearly all others of its column: a lost point leaves no
    trace in the figure itself. A zero is printed as one likes."""
    return replace(cell, confidence=min(cell.confidence, DOUBT)) if is_unlike(cell, form) else cell


def is_unlike(cell: Cell, form: Form | None) -> bool:
    if form is None or not cell.value or not FIGURE.fullmatch(cell.text):
        return False
    return decimals_of(cell.text) != form.decimals
