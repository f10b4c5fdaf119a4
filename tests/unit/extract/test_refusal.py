"""A document without anything in it is refused, with the reason that its pages give."""

from __future__ import annotations

import pytest

from services.extract.core.pipeline import reconstruct
from services.extract.refusal import refuse_empty
from shared.errors import LimitExceededError, NotAReportError, ProcessingError, UnreadableFileError
from shared.model.page import DAMAGED, NO_TEXT, TOO_LARGE, Legibility, PageContent, Reader, Source


@pytest.mark.parametrize(
    ("notes", "error", "page"),
    [
        ((), NotAReportError, None),
        ((DAMAGED,), UnreadableFileError, 2),
        ((f"{TOO_LARGE}20000×20000",), LimitExceededError, 2),
    ],
)
def test_why_there_is_nothing(notes: tuple[str, ...], error: type[ProcessingError], page: int | None) -> None:
    pages = (PageContent(number=1), PageContent(number=2, notes=notes))
    document = reconstruct(Source(reader=Reader.PDF_SCAN, media_type="application/pdf", pages=pages))
    with pytest.raises(error) as refused:
        refuse_empty(document, pages)
    assert refused.value.page == page


@pytest.mark.parametrize(("legibility", "says"), [(Legibility.OCR, "no page has text"), (Legibility.CLEAR, "no table")])
def test_a_scan_without_text_says_so(legibility: Legibility, says: str) -> None:
    blank = PageContent(number=1, legibility=Legibility.BLANK)
    pages = (blank, PageContent(number=2, legibility=legibility, notes=(NO_TEXT,)))
    document = reconstruct(Source(reader=Reader.PDF_SCAN, media_type="application/pdf", pages=pages))
    with pytest.raises(NotAReportError, match=says):
        refuse_empty(document, pages)
