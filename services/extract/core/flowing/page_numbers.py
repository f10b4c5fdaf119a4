"""Bare page numbers of text that lost its page breaks: numbers, alone on their lines, that count on from page to page
and stand before the captions of tables (or before one running line).

A cell that has a line of its own may hold a small number as well: what tells the page's is that the next page's number
stands before a caption again, many times over; between two of them a number is the page's if it is the only one of its
value.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from services.extract.core.furniture import LEAST_PAGES, RUNNING, is_caption
from services.extract.core.table_numbers import is_table_number
from shared.model.fold import fold
from shared.model.page import Block, Line


def bare_number(block: Block) -> int | None:
    """The number of one to four digits that is all of a line."""
    text = block.text.strip() if isinstance(block, Line) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


def counted_on(blocks: Sequence[Block]) -> frozenset[int]:
    """Indexes of the lines that are numbers of pages; none where most pages between the first and the last that is
    known do not show theirs."""
    values = {at: value for at, block in enumerate(blocks) if (value := bare_number(block)) is not None}
    sure = _longest_count({at: values[at] for at in _before_captions(blocks, values)})
    if len(sure) < LEAST_PAGES:
        return frozenset()
    numbers = _filled(sure, values)
    pages = values[max(numbers)] - values[min(numbers)] + 1
    return frozenset(numbers) if len(numbers) >= RUNNING * pages else frozenset()


def _before_captions(blocks: Sequence[Block], values: Mapping[int, int]) -> list[int]:
    """Indexes of the numbers behind which a caption stands, or one behind a line that several of them have."""
    behind = {at: text for at in values if (text := _text(blocks, at + 1))}
    counts = Counter(behind.values())
    return [
        at
        for at, text in behind.items()
        if _is_caption(text) or (counts[text] >= LEAST_PAGES and _is_caption(_text(blocks, at + 2)))
    ]


def _text(blocks: Sequence[Block], at: int) -> str:
    block = blocks[at] if at < len(blocks) else None
    return fold(block.text).strip() if isinstance(block, Line) else ""


def _is_caption(text: str) -> bool:
    return is_caption(text) or is_table_number(text)


def _longest_count(values: Mapping[int, int]) -> list[int]:
    """The longest run of indexes in order whose values rise; of several the one with the smallest steps so far."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for at in sorted(values):
        place = bisect_left([values[tail] for tail in tails], values[at])
        before[at] = tails[place - 1] if place else None
        tails[place : place + 1] = [at]
    chain: list[int] = []
    last = tails[-1] if tails else None
    while last is not None:
        chain.append(last)
        last = before[last]
    return chain[::-1]


def _filled(sure: Sequence[int], values: Mapping[int, int]) -> list[int]:
    """The indexes with those of the pages between them, before the first and behind the last that show one number of
    the right value only."""
    places: dict[int, list[int]] = defaultdict(list)
    for at, value in values.items():
        places[value].append(at)
    found = list(sure)
    ends = (-1, *sure, max(values) + 1)
    for low, high in pairwise(ends):
        least = values[low] + 1 if low in values else 0
        most = values[high] - 1 if high in values else least + len(values)
        last = low
        for value in range(least, most + 1):
            between = [at for at in places.get(value, ()) if last < at < high]
            if len(between) == 1:
                found.append(between[0])
                last = between[0]
            elif high not in values:
                break
    return sorted(found)
