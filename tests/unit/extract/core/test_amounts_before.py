"""Amounts that touch the names in the column behind them."""

from __future__ import annotations

from services.extract.core.geometry.amounts_before import parted_from_names
from shared.model.page import Box, Word


def touching(amount: str, name: str, x: float, y: float) -> Word:
    """An amount that ends at `x`, with the name that begins there."""
    edges = (
        *(x - 5.0 * (len(amount) - k) for k in range(len(amount))),
        *(x + 10.0 * k for k in range(len(name) + 1)),
    )
    return Word(text=amount + name, box=Box(edges[0], y, edges[-1], y + 10), size=10, char_x=edges, joints=())


def parted(*words: Word) -> list[str]:
    return [w.text for w in parted_from_names(words)]


def test_several_at_one_place_are_parted_in_doubt() -> None:
    words = [touching(a, "教育支出", 200, 100 + 15 * i) for i, a in enumerate(("1,250.30", "-", "9.40"))]
    assert parted(*words) == ["1,250.30", "教育支出", "-", "教育支出", "9.40", "教育支出"]
    assert all(w.confidence < 0.99 for w in parted_from_names(words))


def test_few_or_amounts_that_end_anywhere_or_with_their_unit_stay_whole() -> None:
    assert parted(*(touching("9.40", "教育", 200, y) for y in (100, 115))) == ["9.40教育"] * 2
    assert parted(*(touching("9.40", "教育", 200 + y, y) for y in (100, 115, 130))) == ["9.40教育"] * 3
    assert parted(*(touching("9.40", "万元", 200, y) for y in (100, 115, 130))) == ["9.40万元"] * 3
