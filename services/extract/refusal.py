"""What is not published: a document without anything in it, and why there is nothing."""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.core.acceptance import is_report
from shared.errors import LimitExceededError, NotAReportError, UnreadableFileError
from shared.model.document import Document
from shared.model.page import DAMAGED, TOO_LARGE, Legibility, PageContent

_BARE = "no page has text: they are blank, or pictures of something else"


def refuse_empty(document: Document, pages: Sequence[PageContent]) -> None:
    """Raises `NotAReportError` for a document that is none, `UnreadableFileError` where one of its `pages` is lost,
    `LimitExceededError` where one was left unread for its size."""
    if is_report(document):
        return
    for page in pages:
        for size in (note.removeprefix(TOO_LARGE) for note in page.notes if note.startswith(TOO_LARGE)):
            detail = f"a picture of page {page.number} has {size} pixels, over the limit, and there is nothing else"
            raise LimitExceededError(detail, page=page.number)
    lost = next((p.number for p in pages if DAMAGED in p.notes and not p.words), None)
    if lost is None:
        seen = [page for page in pages if page.legibility in (Legibility.BLANK, Legibility.OCR)]
        is_bare = len(seen) == len(pages) > 0 and not any(page.words for page in pages)
        raise NotAReportError(*([_BARE] if is_bare else []))
    raise UnreadableFileError(f"page {lost} is damaged, and no table and no form was found on another", page=lost)
