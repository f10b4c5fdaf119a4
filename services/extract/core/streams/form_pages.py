"""Forms over several pages in text: the title that a page repeats begins no form of its own where neither a field of a
form nor a head stands below it.

Its lines go on with those of the page before; a page that repeats the head of a block is read by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from services.extract.core.streams.heads import begins
from services.extract.core.streams.performance import blocks_of_form
from services.extract.core.streams.regions import is_caption, title_of
from services.extract.core.table_numbers import is_table_number
from services.extract.core.templates import Templates
from services.extract.templates import forms
from shared.model.fold import fold
from shared.model.page import Block, Line


def joined(blocks: Sequence[Block], templates: Templates) -> list[Block]:
    """The blocks without titles and captions that a form's next page repeats."""
    out: list[Block] = []
    above: set[str] | None = None
    at = 0
    while at < len(blocks):
        block = blocks[at]
        title = title_of(block, templates) if isinstance(block, Line) else None
        if not isinstance(block, Line) or title is None:
            above = above if isinstance(block, Line) else None
            out.append(block)
            at += 1
            continue
        captions = [b for b in takewhile(is_caption, blocks[at + 1 :]) if isinstance(b, Line)]
        own = {fold(line.text) for line in (block, *captions)}
        is_form = bool(blocks_of_form(title, templates))
        end = at + 1 + len(captions)
        if is_form and above is not None and own <= above and not _begins(blocks[end:], title, templates):
            while out and isinstance(last := out[-1], Line) and is_table_number(last.text.strip()):
                out.pop()
        else:
            out += blocks[at:end]
            above = own if is_form else None
        at = end
    return out


def _begins(blocks: Sequence[Block], title: str, templates: Templates) -> bool:
    """Whether a field of a form, or the head of a block of this one, begins a line before the next title, or a table
    stands there."""
    heads = [head for _, table in blocks_of_form(title, templates) for head in table.heads]
    words = forms.load()
    page = list(takewhile(lambda b: isinstance(b, Line) and title_of(b, templates) is None, blocks))
    if len(page) < len(blocks) and not isinstance(blocks[len(page)], Line):
        return True
    lines = [line.text for line in page if isinstance(line, Line) and line.text.strip()]
    return any(words.is_label(text.split()[0]) or any(begins(text, head) for head in heads) for text in lines)
