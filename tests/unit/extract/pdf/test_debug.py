"""The debug picture shows the page at twice its size, with the cells drawn over it."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from services.extract.core.geometry.layout import blocks
from services.extract.debug import draw
from services.extract.readers import pdf
from tests.unit.extract.pdf.conftest import draw_table, random_plan


def test_cells_are_drawn_over_the_page(paper: Callable[..., tuple[Canvas, Path]]) -> None:
    canvas, path = paper()
    draw_table(canvas, random_plan(random.Random("debug")), 50, 770, "full")
    canvas.save()
    page = pdf.read(path, media_type="application/pdf").pages[0]
    picture = Image.open(io.BytesIO(draw(path, 1, page, blocks(page))))
    assert picture.size == (1190, 1684)
    reds = sum(1 for r, g, b in picture.convert("RGB").get_flattened_data() if r > 180 and g < 90 and b < 90)
    assert reds > 500
