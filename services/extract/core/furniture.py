"""Running heads and feet, page numbers and noise: taken out before anything is read as a caption or as prose."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shared.model.fold import fold, is_cjk
from shared.model.page import Block, Line

_PAGE_NUMBER = re.compile(r"^[-—–－~·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/，,]?\s*共\s*\d{1,4}\s*页)?[-—–－~·\s]*$")


def drop(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks without page numbers and running lines."""
    return tuple(b for b in blocks if not (isinstance(b, Line) and is_page_number(b.text)))


def is_page_number(text: str) -> bool:
    """`- 12 -`, `第3页 共20页`, `12`."""
    return bool(text.strip()) and bool(_PAGE_NUMBER.match(text.strip())) and not fold(text).startswith("20")


def is_noise(text: str) -> bool:
    """A line that OCR made of something else: hardly an ideograph or word in it, and no number."""
    plain = fold(text)
    if not plain or any(c.isdigit() for c in plain):
        return False
    usual = sum(is_cjk(c) or c.isascii() for c in plain)
    return usual < 0.5 * len(plain)
