"""What a stage leaves for the next one comes back as it was."""

from __future__ import annotations

import json

from shared.model.page import Box, Fill, Legibility, PageContent, Rule, Word
from shared.model.page_codec import page_from_json, page_to_json


def test_a_page_comes_back_with_all_that_was_read_on_it() -> None:
    page = PageContent(
        number=3,
        width=595.0,
        height=842.0,
        words=(Word(text="2,061.84", box=Box(10.0, 20.0, 60.0, 32.0), size=9.0, confidence=0.5),),
        rules=(Rule(box=Box(0.0, 15.0, 400.0, 15.5), horizontal=True),),
        fills=(Fill(box=Box(0.0, 0.0, 50.0, 50.0), grey=0.9),),
        legibility=Legibility.OCR,
        notes=("levelled by 0.50°",),
        fonts=("a",),
        doubts_fonts=True,
        sealed=(Box(120.0, 60.0, 240.0, 180.0),),
    )
    assert page_from_json(json.loads(json.dumps(page_to_json(page)))) == page
