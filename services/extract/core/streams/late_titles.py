"""Pages whose title and head stand below their rows, as the order of a PDF's content has them.

A spreadsheet's export writes some cells first (the unit, the figures) and others last (what is merged: title, upper
heads). Tools that keep that order give the rows of a page before the words that say what they are. Only whole pages are
put right: a title at the foot of a page may as well be that of the next one's rows. What tells is the unit, which every
table prints below its title.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from services.extract.core.streams.regions import (
    has_unit,
    head_texts,
    is_caption,
    is_like_title,
    is_of_head,
    is_sentence,
    numbers_in,
    title_of,
)
from services.extract.core.streams.rows import is_total
from services.extract.core.table_numbers import is_table_number
from services.extract.core.templates import Templates, head_key
from services.extract.core.titles import tables_of_title
from shared.model.fold import fold
from shared.model.numbers import parse_number
from shared.model.page import Block, Line

_LEAST_FIGURES = 2
"""figures in a line that is a row of a table, or below one another where each stands on a line of its own"""
_NEXT = 4
"""lines below a head that tell whether its rows follow"""


def raised(blocks: Sequence[Block], templates: Templates) -> list[Block]:
    """The blocks, title and head above the rows on every page that has them below."""
    fed = any(isinstance(b, Line) and b.text.startswith("\f") for b in blocks)
    out: list[Block] = []
    for page in pages_of(blocks) if fed else _from_units(blocks):
        lines = [b for b in page if isinstance(b, Line)]
        found = _sorted(lines, templates, whole=fed) if len(lines) == len(page) else None
        out += with_feed(found, lines[0]) if found is not None else page
    return out


def first(blocks: Sequence[Block], templates: Templates) -> list[Block]:
    """The blocks, title and number of a table first on every page that begins with its unit, which is printed below
    them: titles that no template has, and those below which cells stand that the page's content has later still. Where
    no form feeds are left, all tables of the document are so, or none: a title between two units may be of either."""
    fed = any(isinstance(b, Line) and b.text.startswith("\f") for b in blocks)
    pages = pages_of(blocks) if fed else _from_units(blocks)
    places = [_title_below(page, templates) for page in pages]
    before = pages[0] if pages and places[0] is None else []
    if not fed and (None in places[1:] or any(_is_title(block, templates) for block in before)):
        return list(blocks)
    out: list[Block] = []
    for page, at in zip(pages, places, strict=True):
        lines = [b for b in page if isinstance(b, Line)]
        if at is None or _sorted(lines, templates, whole=fed) is not None:
            out += page
            continue
        start = at - is_table_number(lines[at - 1].text)
        out += with_feed([*lines[start : at + 1], *lines[:start], *lines[at + 1 :]], lines[0])
    return out


def _title_below(page: Sequence[Block], templates: Templates) -> int | None:
    """Where the one title of a page stands, below rows that begin with the unit; None where there is no such page."""
    lines = [b for b in page if isinstance(b, Line)]
    printed = [line for line in lines if line.text.strip()]
    if len(lines) < len(page) or any(map(is_sentence, lines)):
        return None
    if not any(map(has_unit, takewhile(is_caption, printed))):
        return None
    titles = [i for i, line in enumerate(lines) if _is_title(line, templates)]
    return titles[0] if len(titles) == 1 and _are_rows(lines[: titles[0]]) else None


def _is_title(block: Block, templates: Templates) -> bool:
    """Whether a line is the title of a table, not only like one."""
    titled = isinstance(block, Line) and title_of(block, templates) is not None
    return titled and not is_like_title(block, templates)


def pages_of(blocks: Sequence[Block]) -> list[list[Block]]:
    """The blocks by page: a form feed begins one."""
    pages: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, Line) and block.text.startswith("\f"):
            pages.append([])
        pages[-1].append(block)
    return [page for page in pages if page]


def _from_units(blocks: Sequence[Block]) -> list[list[Block]]:
    """The same where no form feeds are left: a unit may begin a page, and so does the line below it where it comes
    again behind rows, since the head is printed on every page and may have a word twice."""
    pages: list[list[Block]] = [[]]
    figured = False
    for block in blocks:
        if isinstance(block, Line) and (has_unit(block) or (figured and _is_again(block, pages[-1][1]))):
            pages.append([])
            figured = False
        pages[-1].append(block)
        figured = figured or (len(pages[-1]) > 2 and isinstance(block, Line) and numbers_in(block) > 0)
    return [page for page in pages if page]


def _is_again(line: Line, below_unit: Block) -> bool:
    return isinstance(below_unit, Line) and fold(below_unit.text) == fold(line.text)


@dataclass(kw_only=True)
class _Sorted:
    """The lines of a page by what they are."""

    title: list[Line] = field(default_factory=list)
    facts: list[Line] = field(default_factory=list)
    head: list[Line] = field(default_factory=list)
    rows: list[Line] = field(default_factory=list)


def _sorted(lines: Sequence[Line], templates: Templates, *, whole: bool) -> list[Line] | None:
    """Title, facts, head and rows of the page; None where the title stands above the rows, or where anything else
    stands on the page. `whole`: its end is certain. Else what stands below the last line of the head is left there, and
    the title may be the next page's, unless one part of the head stands above the rows and the other below them."""
    at = _title(lines, templates)
    units = [i for i, line in enumerate(lines) if has_unit(line)]
    if at is None or not units or units[-1] > at:
        return None
    head = head_texts(title_of(lines[at], templates) or "", templates)
    said = Counter(word for line in lines for word in _words(line))
    totals = [i for i, line in enumerate(lines) if _is_total_of_row(line, said)]
    if not any(map(numbers_in, lines)):
        totals = totals[:1]  # of an empty table: any of them is its row, and the others are of the head
    of_head = [i != at and i not in totals and _is_head(line, head) for i, line in enumerate(lines)]
    facts = [is_caption(line) for line in lines]
    end = next((i for i in range(at + 1, len(lines)) if not (of_head[i] or facts[i])), len(lines))
    goes_on = end < len(lines) and (whole or _are_rows(lines[end : end + _NEXT]))
    if goes_on or any(map(is_sentence, lines[:end])):
        return None
    body = [i for i in range(at) if not (of_head[i] or facts[i])]
    found = _Sorted(title=[lines[at]])
    for i, line in enumerate(lines[:end]):
        if i == at:
            continue
        if facts[i]:
            found.facts.append(line)
        elif of_head[i] and (not body or not body[0] < i < body[-1]):
            found.head.append(line)
        else:
            found.rows.append(line)
    if _leads_with_head(found.rows, templates):
        return None  # words of a head that no template has: the late ones stand beside these, not above them
    above = sum(of_head[: body[0]]) if body else 0
    if not whole and not (found.rows and _are_apart(found.head[:above], found.head[above:])):
        return None
    if not found.head or (not all(map(_is_total_alone, found.rows)) and not _are_rows(found.rows)):
        return None
    return [*found.title, *found.facts, *found.head, *found.rows, *lines[end:]]


def _leads_with_head(rows: Sequence[Line], templates: Templates) -> bool:
    """Whether a line above the first figures has words of heads alone, and is no total's label."""
    lead = takewhile(lambda line: not numbers_in(line), rows)
    words = [[head_key(word) for word in line.text.split()] for line in lead if not _is_total_alone(line)]
    return any(len(line) > 1 and sum(word in templates.lexicon.words for word in line) > 1 for line in words) or any(
        len(line) == 1 and line[0] in templates.lexicon.words for line in words
    )


def _is_total_of_row(line: Line, said: Counter[str]) -> bool:
    """Whether a line is the label of a total alone, and another one says it as well. `said`: in how many lines each
    word stands."""
    label = fold(line.text)
    return _is_total_alone(line) and said[label] > (label in _words(line))


def _words(line: Line) -> set[str]:
    return {fold(word) for word in line.text.split()}


def _are_apart(above: Sequence[Line], below: Sequence[Line]) -> bool:
    """Whether both have words of the head, none of them the same."""
    upper, lower = ({word for line in lines for word in _words(line)} for lines in (above, below))
    return bool(upper and lower) and not upper & lower


def _title(lines: Sequence[Line], templates: Templates) -> int | None:
    """Where the one known title of the page stands; a line of its table's head may look like one."""
    texts = {i: title for i, line in enumerate(lines) if (title := title_of(line, templates)) is not None}
    known = [i for i, title in texts.items() if tables_of_title(title, templates)]
    heads = {i: head_texts(texts[i], templates) for i in known}
    found = [i for i in known if all(k == i or _is_head(lines[k], heads[i]) for k in known)]
    return found[0] if len(found) == 1 else None


def _is_head(line: Line, head: str) -> bool:
    """Whether all words of the line are of the head."""
    return bool(head) and all(is_of_head(fold(word), head) for word in line.text.split())


def _are_rows(lines: Sequence[Line]) -> bool:
    """Whether lines are rows: figures in one of them, or at the end of several."""
    alone = sum(numbers_in(line) > 0 and parse_number(line.text.split()[-1]) is not None for line in lines)
    return alone >= _LEAST_FIGURES or any(numbers_in(line) >= _LEAST_FIGURES for line in lines)


def _is_total_alone(line: Line) -> bool:
    return is_total(fold(line.text))


def with_feed(lines: Sequence[Line], first: Line) -> list[Line]:
    """The lines; the form feed of the page's first line before the one that is first now."""
    if not first.text.startswith("\f"):
        return list(lines)
    bare = [_retold(line, line.text.lstrip("\f")) for line in lines]
    return [_retold(bare[0], f"\f{bare[0].text}"), *bare[1:]]


def _retold(line: Line, text: str) -> Line:
    """The line with another form feed before its first fragment."""
    if line.text == text:
        return line
    begun, *others = line.fragments
    feed = text[: len(text) - len(text.lstrip("\f"))]
    return replace(line, fragments=(replace(begun, text=feed + begun.text.lstrip("\f")), *others))
