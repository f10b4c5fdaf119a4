"""Cells as slots of a part's matrix."""

from __future__ import annotations

import pytest

from services.extract.core.parts import slot_of
from shared.model.page import Fragment, GridCell


@pytest.mark.parametrize(
    ("lines", "worth"),
    [
        (("人数（人", ")"), [0.98, 0.98]),
        (("人数（人", "）"), [0.98, 0.98]),
        (("人数", ")"), [0.98, 0.5]),  # it closes nothing: a stroke of a pen
        (("人数（人）", "）"), [0.98, 0.5]),
        (("人数（人", "1"), [0.98, 0.5]),
    ],
)
def test_a_bracket_alone_is_as_sure_as_what_it_closes(lines: tuple[str, str], worth: list[float]) -> None:
    fragments = tuple(Fragment(text=t, confidence=c) for t, c in zip(lines, (0.98, 0.5), strict=True))
    slot = slot_of(GridCell(row=0, col=0, fragments=fragments))
    assert [f.confidence for f in slot.fragments] == worth
