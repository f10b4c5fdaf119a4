"""Captions in one cell of a table's frame, several lines where no rule parts them."""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.core.caption_facts import merge, read_facts, year_of
from services.extract.core.parts import Caption
from services.extract.core.table_numbers import table_number
from services.extract.core.templates import Templates
from services.extract.core.titles import looks_like_title, without_continued
from shared.model.fold import tidy
from shared.model.page import Fragment, GridCell, Place


def of_lines(cell: GridCell, templates: Templates) -> Caption | None:
    """What the lines of one cell say: number, title and facts under one another where no rule parts them; None where
    one of them says anything else. Facts side by side may be broken over lines each."""
    lines = [f for f in cell.fragments if tidy(f.text)]
    if len(lines) < 2:
        return None
    ways = ([*(f.text for f in lines[:k]), *_side_by_side(lines[k:])] for k in range(len(lines), -1, -1))
    return next((said for way in ways if (said := _of_texts(way, cell.place, templates)) is not None), None)


def _of_texts(texts: Sequence[str], place: Place, templates: Templates) -> Caption | None:
    caption = Caption()
    for text in (without_continued(tidy(text)) for text in texts):
        number, rest = table_number(text)
        facts = read_facts(text)
        if facts is not None:
            caption = merge(caption, facts)
        elif number is not None:
            caption = merge(caption, Caption(number=number, title=rest or None))
        elif caption.title is None and looks_like_title(text, templates):
            caption = merge(caption, Caption(title=text, year=year_of(text), place=place))
        elif text:
            return None
    return caption


def _side_by_side(lines: Sequence[Fragment]) -> list[str]:
    """The texts of lines that stand in several columns, each from top to bottom."""
    columns: list[list[Fragment]] = []
    for line in lines:
        home = next((c for c in columns if any(_lie_over(line, other) for other in c)), None)
        if home is None:
            columns.append([line])
        else:
            home.append(line)
    return ["".join(f.text for f in column) for column in columns] if len(columns) > 1 else [f.text for f in lines]


def _lie_over(a: Fragment, b: Fragment) -> bool:
    x, y = a.place.box, b.place.box
    return x is not None and y is not None and x.x0 < y.x1 and y.x0 < x.x1


def opens_table(cell: GridCell, templates: Templates) -> bool:
    """Whether the lines of a cell are the caption of a table: its title, and number, unit or organisation."""
    said = of_lines(cell, templates)
    return said is not None and bool(said.title and (said.number or said.unit or said.organization))
