"""Running heads and feet of a page whose table is turned: they read along the page's own edge, and so run across the
table's ends, where they would be cells of every table that reaches as far as they do."""

from __future__ import annotations

from services.extract.readers.pdf_chars import Chars
from services.extract.readers.pdf_frame import Frame

#: how far running heads and feet reach into the page (share of its height)
MARGIN = 0.08


def drop_beside(chars: Chars, quarters: int, frame: Frame) -> None:
    """Leave out what does not read as the page does (`quarters`, 1 or 3 of a clockwise turn) and stands in the margin,
    before all or after all that does."""
    if quarters % 2 == 0:
        return
    along = [(c.top, c.bottom) for c in chars.chars if c.run.quarters == quarters]
    upper = min(MARGIN * frame.height, min(top for top, _ in along))
    lower = max((1 - MARGIN) * frame.height, max(bottom for _, bottom in along))
    kept = [c for c in chars.chars if c.run.quarters == quarters or not (c.bottom <= upper or c.top >= lower)]
    chars.keep(kept, "margin")
