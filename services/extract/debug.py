"""Pictures of how a page was understood: rules, words and cells drawn over the page as a person sees it.

For `yusuan process --debug DIR`. Rules are blue (dashed ones light), fills grey hatched edges, words thin green boxes,
grid cells red boxes with row and column, lines orange.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium2
from PIL import Image, ImageDraw

from services.extract.readers.pdf import exclusive
from shared.model.page import Block, Box, Grid, PageContent

#: pixels a point
SCALE = 2.0


def draw(path: Path, number: int, page: PageContent, blocks: Sequence[Block]) -> bytes:
    """Page `number` (from 1) of the PDF at `path` as PNG, with `page` and its `blocks` drawn over it."""
    picture = _rendered(path, number)
    pen = ImageDraw.Draw(picture, "RGBA")
    for fill in page.fills:
        _box(pen, fill.box, outline=(128, 128, 128, 160))
    for word in page.words:
        _box(pen, word.box, outline=(0, 150, 0, 110))
    for rule in page.rules:
        _box(pen, rule.box, outline=(0, 120, 255, 255) if not rule.dashed else (120, 190, 255, 255), width=2)
    for block in blocks:
        if isinstance(block, Grid):
            _grid(pen, block)
        elif block.place.box is not None:
            _box(pen, block.place.box, outline=(255, 140, 0, 160))
    out = io.BytesIO()
    picture.save(out, format="PNG")
    return out.getvalue()


def _rendered(path: Path, number: int) -> Image.Image:
    with exclusive():
        document = pdfium2.PdfDocument(path)
        try:
            picture: Image.Image = document[number - 1].render(scale=SCALE).to_pil().convert("RGB")
        finally:
            document.close()
    return picture


def _grid(pen: Any, grid: Grid) -> None:
    if grid.place.box is not None:
        _box(pen, grid.place.box, outline=(160, 0, 160, 255), width=3)
    for cell in grid.cells:
        if cell.place.box is None:
            continue
        _box(pen, cell.place.box, outline=(220, 0, 0, 200), fill=(220, 0, 0, 14))
        span = f"{cell.row},{cell.col}"
        if cell.row_span > 1 or cell.col_span > 1:
            span += f" {cell.row_span}x{cell.col_span}"
        pen.text((cell.place.box.x0 * SCALE + 2, cell.place.box.top * SCALE), span, fill=(200, 0, 0, 220))


def _box(pen: Any, box: Box, **style: object) -> None:
    pen.rectangle([v * SCALE for v in box], **style)
