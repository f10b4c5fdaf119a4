"""Page numbers and running lines in flowing text: out before anything is read, since a table whose words alone are left
cannot tell them from cells.

Text without pages still shows where they ended: by form feeds, and by the numbers themselves. A number is the page's
where dashes or 第…页 frame it, where it counts on beside the form feeds, or, without these, from caption to caption
(`page_numbers`); any other may be a cell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import replace

from services.extract.core.flowing.page_numbers import bare_number, counted_on
from services.extract.core.furniture import LEAST_PAGES, RUNNING, is_caption
from services.extract.core.templates import head_key
from shared.model.fold import fold
from shared.model.page import Block, Line

_DASH = "[-—–－―─~·]"
_AMOUNT = re.compile(r"[-—–－]|0|-?[\d,]*\d\.\d+")
"""what cells print and running lines do not: dashes, zeros, figures with decimals"""
_FRAMED = re.compile(
    rf"{_DASH}+\s*\d{{1,4}}\s*{_DASH}+|(?:{_DASH}\s*)?第\s*\d{{1,4}}\s*页(?:\s*{_DASH}|[\s/，,]*(?:共|总)\s*\d{{1,4}}\s*页)?"
)


def without(blocks: Sequence[Block], head_texts: Container[str] = ()) -> tuple[Block, ...]:
    """The blocks of text without pages, its page numbers and running lines out. The line that follows one of them
    begins a page: it gets a form feed, since columns stand elsewhere on every page. `head_texts`: keys of the texts of
    heads, which open the pages of a table that goes on."""
    framed = {at for at, block in enumerate(blocks) if _is_framed(block)}
    pages = _pages(blocks, framed)
    numbers = _counted(blocks, [[at for at in page if at not in framed] for page in pages]) or counted_on(blocks)
    out = framed | numbers
    pages = _pages(blocks, out) if len(pages) < LEAST_PAGES else pages
    out |= _running(blocks, [[at for at in page if at not in out] for page in pages], head_texts)
    firsts = {page[0] for page in pages[1:]}
    kept: list[Block] = []
    turned = False
    for at, block in enumerate(blocks):
        turned |= at in firsts
        if at in out:
            continue
        kept.append(_on_new_page(block) if turned and isinstance(block, Line) else block)
        turned = False
    return tuple(kept)


def _pages(blocks: Sequence[Block], numbers: Container[int]) -> list[list[int]]:
    """Indexes of the blocks by page: a form feed begins one, its number ends one."""
    pages: list[list[int]] = [[]]
    for at, block in enumerate(blocks):
        if isinstance(block, Line) and block.text.startswith("\f"):
            pages.append([])
        pages[-1].append(at)
        if at in numbers:
            pages.append([])
    return [page for page in pages if page]


def _is_framed(block: Block) -> bool:
    return isinstance(block, Line) and bool(_FRAMED.fullmatch(block.text.strip()))


def _counted(blocks: Sequence[Block], pages: Sequence[Sequence[int]]) -> frozenset[int]:
    """Bare numbers, last or first on a page, that count on over most pages."""
    for edge in (-1, 0):
        at_edge = {n: page[edge] for n, page in enumerate(pages) if page}
        found = {n: (at, number) for n, at in at_edge.items() if (number := bare_number(blocks[at])) is not None}
        offset, count = next(iter(Counter(number - n for n, (_, number) in found.items()).most_common(1)), (0, 0))
        if count >= max(LEAST_PAGES, RUNNING * len(pages)):
            return frozenset(at for n, (at, number) in found.items() if number - n == offset)
    return frozenset()


def _running(blocks: Sequence[Block], pages: Sequence[Sequence[int]], head_texts: Container[str]) -> set[int]:
    """Lines that stand first or last on most pages. Captions of continued tables are none, nor are heads, nor amounts:
    where cells have a line each, the same zero may end every page."""
    edges = [{at for at in (*page[:1], *page[-1:]) if isinstance(blocks[at], Line)} for page in pages]
    texts = {at: fold(block.text) for page in edges for at in page if isinstance(block := blocks[at], Line)}
    counts = Counter(text for page in edges for text in {texts[at] for at in page})
    least = max(LEAST_PAGES, RUNNING * len(pages))
    running = {text for text, count in counts.items() if text and count >= least and not is_caption(text)}
    found = (at for at, text in texts.items() if text in running)
    return {at for at in found if not _is_of_head(blocks[at], head_texts) and not _is_amounts(blocks[at])}


def _is_of_head(block: Block, head_texts: Container[str]) -> bool:
    return isinstance(block, Line) and all(head_key(word) in head_texts for word in block.text.split())


def _is_amounts(block: Block) -> bool:
    return isinstance(block, Line) and all(_AMOUNT.fullmatch(word) for word in block.text.split())


def _on_new_page(line: Line) -> Line:
    if line.text.startswith("\f") or not line.fragments:
        return line
    first, *others = line.fragments
    return replace(line, fragments=(replace(first, text=f"\f{first.text}"), *others))
