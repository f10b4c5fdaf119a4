"""When to ask again: by the speed of others, by the document's own, and never in more than a minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from services.api.service import retry_after
from shared.adapters.database.progress import SqlProgress
from shared.adapters.memory import ManualClock, memory_engine
from shared.lifecycle import DocumentState
from shared.ports import DocumentRow, NewDocument


def document(*, done: int, total: int | None, after: float, run: int = 1) -> DocumentRow:
    """A document that is being read, `after` seconds of its upload."""
    clock = ManualClock()
    new = NewDocument(
        id=clock.new_id(),
        department_id="D",
        filename="a.pdf",
        sha256="0" * 64,
        size=1,
        media_type="application/pdf",
        key="k",
    )
    row = SqlProgress(memory_engine(), clock, max_attempts=3).register(new).document
    updated = row.created_at + timedelta(seconds=after)
    return replace(row, state=DocumentState.RUNNING, pages_done=done, pages_total=total, updated_at=updated, run=run)


def test_a_scan_among_texts_goes_by_its_own_pages() -> None:
    assert retry_after(document(done=0, total=40, after=1), None, 0.2) == 2
    assert retry_after(document(done=10, total=40, after=50), None, 0.2) == 38  # 30 pages at 5 s, a quarter
    assert retry_after(document(done=39, total=40, after=200), None, 0.2) == 2


def test_a_later_run_does_not_count_the_time_since_the_upload() -> None:
    assert retry_after(document(done=10, total=40, after=86_400, run=2), None, 0.2) == 2


def test_it_is_a_second_at_least_and_a_minute_at_most() -> None:
    assert retry_after(document(done=40, total=40, after=4), None, 0.01) == 1
    assert retry_after(document(done=1, total=200, after=20), None, 0.2) == 60
    assert retry_after(document(done=0, total=None, after=1), 500, 0.3) == 60
