"""What all rules cost grows with the cells, not with their square: work is counted, no clock is asked."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from benchmarks.documents import document_of
from benchmarks.validation import cells, grown
from samples.families import FAMILIES
from samples.invent import invent
from services.validate.core.engine import validate
from shared.model.document import Document, Section

#: fixed work and a logarithm are allowed, a square would be the factor once more
SLACK = 1.2


def calls(work: Callable[[], object]) -> int:
    """How many functions `work` calls, those of C included: the same on every machine."""
    count = 0

    def event(_frame: object, kind: str, _argument: object) -> None:
        nonlocal count
        count += kind in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(event)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def told(document: Document, factor: int) -> Document:
    """The prose `factor` times as long, in sections of their own."""
    copies = [
        replace(s, title=f"{s.title}{i}", paragraphs=tuple(replace(p, text=f"{p.text}{i}") for p in s.paragraphs))
        for i in range(factor)
        for s in document.sections
    ]
    assert all(isinstance(s, Section) for s in copies)
    return replace(document, sections=tuple(copies))


@pytest.mark.parametrize("family", ["shenzhen2023", "shanghai"])
@pytest.mark.parametrize("grow", [grown, told])
def test_four_times_the_document_is_at_most_four_times_the_work(
    family: str, grow: Callable[[Document, int], Document]
) -> None:
    document = document_of(FAMILIES[family](invent(41, year=2024)))
    validate(grow(document, 8))  # what is kept of texts and lists is no work of the document
    twice, eight = grow(document, 2), grow(document, 8)
    assert calls(lambda: validate(eight)) <= 4 * SLACK * calls(lambda: validate(twice))


def test_growing_a_document_multiplies_its_cells() -> None:
    document = document_of(FAMILIES["shanghai"](invent(41, year=2024)))
    assert cells(grown(document, 3)) == 3 * cells(document)
