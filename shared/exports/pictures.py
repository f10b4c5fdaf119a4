"""Pages beside their tables: a picture of each page with the place of every cell drawn on it, a link to the cell."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from shared.exports.marks import Marks
from shared.model.table import Table


@dataclass(frozen=True, kw_only=True, slots=True)
class PagePicture:
    """A page as JPEG; `width` and `height` are the page's, in points, so that boxes need no scaling."""

    width: float
    height: float
    jpeg: bytes


def pages_beside(table: Table, pictures: Mapping[int, PagePicture], marks: Marks) -> str:
    """The pages that the table stands on, one drawing each; empty where there is no picture of them."""
    drawings = [_drawing(table, n, pictures[n], marks) for n in table.pages if n in pictures]
    return f"<div class=pages>{''.join(drawings)}</div>" if drawings else ""


def _drawing(table: Table, page: int, picture: PagePicture, marks: Marks) -> str:
    image = b64encode(picture.jpeg).decode("ascii")
    size = f'width="{picture.width:.0f}" height="{picture.height:.0f}"'
    return (
        f'<svg viewBox="0 0 {picture.width:.0f} {picture.height:.0f}" role="img" aria-label="第 {page} 页">'
        f'<image {size} href="data:image/jpeg;base64,{image}"/>{_boxes(table, page, marks)}</svg>'
    )


def _boxes(table: Table, page: int, marks: Marks) -> str:
    drawn: set[tuple[float, ...]] = set()
    parts = []
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row.cells):
            box = cell.place.box
            if box is None or cell.place.page != page or box in drawn:
                continue  # a merged cell fills several rows and stands on the page once
            drawn.add(box)
            found = marks.at(table.id, r, c)
            kind = found[0].severity.value if found else "repaired" if cell.repairs else ""
            parts.append(
                f'<a href="#{escape(table.id)}-{r}-{c}"><rect class="{kind}" x="{box.x0:.1f}" y="{box.top:.1f}" '
                f'width="{box.width:.1f}" height="{box.height:.1f}"><title>{escape(cell.text)}</title></rect></a>'
            )
    return "".join(parts)
