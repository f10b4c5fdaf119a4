"""Prose lines to sections: headings by their numbering, wrapped lines joined into paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from shared.model.document import Section
from shared.model.page import Line


def build(lines: Sequence[Line]) -> tuple[Section, ...]:
    """Sections of the lines that are left once tables, captions and the contents page are taken out."""
    return ()
