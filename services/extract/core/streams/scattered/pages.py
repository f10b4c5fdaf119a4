"""Pages of one table each whose cells stand in no order of rows, set in that order.

What a tool cuts into blocks (pdfminer, pdftotext without a mode) has columns one behind the other, heads among the
rows, and titles below them. What belongs to which row the code lists and the sums tell, or nothing is moved at all.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate, pairwise, zip_longest

from services.extract.core.streams.column_sums import sums_of, total_and_parts
from services.extract.core.streams.halves import STAFF, lists_of
from services.extract.core.streams.late_titles import pages_of, with_feed
from services.extract.core.streams.regions import head_texts, is_caption, is_sentence, title_of
from services.extract.core.streams.rows import is_total
from services.extract.core.streams.scattered import balance_pages, column_blocks, figures, grids, labels, led
from services.extract.core.streams.scattered.code_rows import CodeRow, in_order, rows_of, scheme_of
from services.extract.core.streams.tokens import Token, text_of, tokens_of
from services.extract.core.templates import HeadTemplate, Templates
from services.extract.core.titles import tables_of_title
from shared.model.numbers import parse_number
from shared.model.page import Block, Line
from shared.model.table import Role

_FEWEST_ROWS = 3
_FEWEST_COLUMNS = 3


def in_rows(blocks: Sequence[Block], templates: Templates) -> list[Block]:
    """The blocks, the lines of pages with scattered cells one cell each and row by row."""
    pages = pages_of(blocks)
    known = labels.Known.of(pages)
    classes: dict[str, set[Decimal]] = {}
    runs: list[tuple[list[list[Line]] | None, Sequence[Sequence[Block]]]] = []
    at = 0
    while at < len(pages):
        title = _title(pages[at], templates)
        end = at + 1
        while title is not None and end < len(pages) and _goes_on(pages[end], templates):
            end += 1
        table = [_Page.of(page) for page in pages[at:end]]
        found = _arranged(table, title, templates, known, classes) if title is not None else None
        runs.append((found, pages[at:end]))
        at = end
    out: list[Block] = []
    for found, printed in runs:
        for page in found or printed:
            title = _title(page, templates) if found is None else None
            out += balance_pages.led(page, title, templates, classes) or led.led(page, title, templates)
    return out


def _title(page: Sequence[Block], templates: Templates) -> Line | None:
    """The one title of a page of lines alone."""
    found = [line for line in _lines(page) if _is_title(line, templates)]
    return found[0] if len(found) == 1 and len(_lines(page)) == len(page) else None


def _is_title(line: Line, templates: Templates) -> bool:
    """Whether a line is a title, its 表 said: names of codes and words of heads are like many a title without it."""
    text = title_of(line, templates)
    return text is not None and "表" in text and bool(tables_of_title(text, templates))


def _goes_on(page: Sequence[Block], templates: Templates) -> bool:
    """Whether a page has lines alone, none of them a title, and codes."""
    lines = _lines(page)
    if len(lines) < len(page) or any(is_sentence(line) or _is_title(line, templates) for line in lines):
        return False
    tokens = tokens_of(lines)
    return bool(rows_of(tokens, scheme_of(tokens)))


def _lines(page: Sequence[Block]) -> list[Line]:
    return [block for block in page if isinstance(block, Line)]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Page:
    """The lines of a page, those that are none of its table apart, and the words of all others."""

    lines: list[Line]
    above: list[Line]
    below: list[Line]
    tokens: list[Token]

    @staticmethod
    def of(page: Sequence[Block]) -> _Page:
        lines = _lines(page)
        above = [line for line in lines if is_caption(line)]
        first = next((i for i, line in enumerate(lines) if led.is_note(line)), len(lines))
        below = [line for line in lines[first:] if led.is_note(line) or not tokens_of([line])]
        aside = {id(line) for line in (*above, *below)}
        return _Page(
            lines=lines,
            above=above,
            below=below,
            tokens=tokens_of([line for line in lines if id(line) not in aside]),
        )

    def without(self, words: Sequence[Token]) -> _Page:
        """The page with words that are none of its table above it."""
        ids = {id(t) for t in words}
        return replace(
            self,
            above=[*(led.line_of(t) for t in words), *self.above],
            tokens=[t for t in self.tokens if id(t) not in ids],
        )


def _arranged(
    pages: list[_Page], title: Line, templates: Templates, known: labels.Known, classes: dict[str, set[Decimal]]
) -> list[list[Line]] | None:
    """The lines of all pages of one table row by row; None where codes, names and figures do not agree, or where they
    stand so already. What the classes come to is noted in `classes`."""
    if any(labels.are_rows(page.tokens) for page in pages):
        return None
    pages[0] = _titled(pages[0], title)
    scheme = scheme_of([t for page in pages for t in page.tokens])
    texts = head_texts(title_of(title, templates) or "", templates)
    rows = [in_order(rows_of(page.tokens, scheme)) for page in pages]
    if sum(map(len, rows)) < _FEWEST_ROWS or not all(rows[:-1]):
        return None
    head = labels.head_of(pages[0].tokens, title_of(title, templates) or "", templates)
    if head is None:
        return None
    width = 1 if lists_of(head) else sum(column.role is Role.AMOUNT for column in head.columns)
    if all(labels.are_cells_of_rows(p.tokens, r, width) for p, r in zip(pages, rows, strict=True)):
        return None
    units: list[tuple[int, labels.Label]] = []
    for at, (page, of_page) in enumerate(zip(pages, rows, strict=True)):
        left = labels.left_over(page.tokens, of_page, texts)
        unit = labels.organization(left, known.organizations)
        rest = [t for t in left if t not in unit]
        if not all(t.folded in known.repeated for t in rest) or (unit and units):
            return None  # what else is said may be of a name
        units += [(at, unit)] if unit else []
        pages[at] = page.without(rest)
    own = [{id(t) for row in of_page for t in (*row.codes, *row.name)} for of_page in rows]
    numbers = [[t for t in p.tokens if t.is_number and id(t) not in o] for p, o in zip(pages, own, strict=True)]
    values = [[parse_number(t.text) for t in of_page] for of_page in numbers]
    if any(value is None for of_page in values for value in of_page):
        return None
    figured = [[value for value in of_page if value is not None] for of_page in values]
    texts_of_heads = templates.lexicon.words
    if lists_of(head):
        return _halves(pages, rows, numbers, figured, head, texts_of_heads)
    places = [place for i, page in enumerate(pages) for place in _places(i, page.tokens, rows[i], numbers[i], head)]
    for on, label in (*units, *labels.totals([page.tokens for page in pages], head), (0, ())):
        beside = _behind(pages[on], label[-1], numbers[on]) if label else None
        lead = [figures.Place(page=on, level=0, beside=beside)] if label else []
        dealt = (
            _whole([*lead, *places], figured, head)
            or _in_blocks([*lead, *places], figured)
            or figures.deal([*lead, *places], figured, labels.width_of(head))
        )
        if dealt is not None:
            _note_classes(
                classes, [row for of_page in rows for row in of_page], dealt, figured, [p.page for p in places]
            )
            return _printed(pages, rows, numbers, dealt, on if label else None, label, texts_of_heads)
    return None


def _note_classes(
    classes: dict[str, set[Decimal]],
    rows: Sequence[CodeRow],
    dealt: figures.Dealt,
    figured: Sequence[Sequence[Decimal]],
    pages: Sequence[int],
) -> None:
    """Notes what each class comes to."""
    for row, own, page in zip(rows, dealt.rows[-len(rows) :], pages, strict=True):
        if row.level == 1:
            classes.setdefault(text_of(row.name), set()).add(figured[page][own[0]])


def _whole(
    places: Sequence[figures.Place], figured: Sequence[Sequence[Decimal]], head: HeadTemplate
) -> figures.Dealt | None:
    """The figures of a table that leaves no cell blank, where all its sums hold. The sum of all rows may lead those of
    its page or follow them."""
    columns = [i for i, column in enumerate(head.columns) if column.role is Role.AMOUNT]
    if len(columns) < _FEWEST_COLUMNS or total_and_parts(head, columns) != columns:
        return None
    sums, unit = sums_of(head, columns), figures.unit_of(figured)
    for order, levels in _orders(places, len(figured)):
        found = grids.whole(levels, figured, len(columns), sums, unit)
        if found is not None:
            return _of_rows(order, found, certain=True)
    return None


def _in_blocks(places: Sequence[figures.Place], figured: Sequence[Sequence[Decimal]]) -> figures.Dealt | None:
    """The same by the sums of the columns alone, whatever head they are under: which of them is which is beyond doubt
    only where the first is the total of the others."""
    unit = figures.unit_of(figured)
    for order, levels in _orders(places, len(figured)):
        found = column_blocks.columns_of(levels, figured, unit)
        if found is not None:
            return _of_rows(order, found, certain=column_blocks.are_led_by_totals(found, figured, unit))
    return None


def _orders(places: Sequence[figures.Place], pages: int) -> Iterator[tuple[list[int], list[list[int]]]]:
    """The orders that the rows may have figures in, and the levels of each page's rows in that order: the sum of all
    rows of a page may lead them or follow them."""
    below = not places[0].level and bool(places[0].beside)
    for last in (below, not below):
        order = sorted(range(len(places)), key=lambda i: (places[i].page, last and not places[i].level))
        yield order, [[places[i].level for i in order if places[i].page == page] for page in range(pages)]


def _of_rows(order: Sequence[int], found: Sequence[grids.Rows], *, certain: bool) -> figures.Dealt:
    dealt = dict(zip(order, (row for rows in found for row in rows), strict=True))
    return figures.Dealt(rows=tuple(dealt[i] for i in range(len(order))), certain=(certain,) * len(order))


def _behind(page: _Page, label: Token, numbers: Sequence[Token]) -> int | None:
    """The figure directly behind a label."""
    behind = next((b for a, b in pairwise(page.tokens) if a is label), None)
    return next((i for i, t in enumerate(numbers) if t is behind), None)


def _halves(
    pages: Sequence[_Page],
    rows: Sequence[Sequence[CodeRow]],
    numbers: Sequence[Sequence[Token]],
    figured: Sequence[Sequence[Decimal]],
    head: HeadTemplate,
    texts_of_heads: Container[str],
) -> list[list[Line]] | None:
    """The same for a page of two lists side by side, each with a total of its own at the end: of staff and of all else.
    A row of the one follows the other's."""
    if len(pages) > 1:
        return None
    closings = [t for t in pages[0].tokens if t.folded.endswith("合计") and not is_total(t.folded.removesuffix("合计"))]
    sides = [[row for row in rows[0] if (row.code[:3] in STAFF) is staff] for staff in (True, False)]
    closing = len(figured[0]) - len(rows[0])
    if not all(sides) or closing not in (0, len(sides)) or len(closings) < closing:
        return None
    closing_labels = closings[-closing:] if closing else []
    leads = [figures.Place(page=0, level=0, beside=_behind(pages[0], label, numbers[0])) for label in closing_labels]
    places = [
        replace(place, side=side)
        for side, (of_side, lead) in enumerate(zip_longest(sides, leads))
        for place in (*([lead] if lead else []), *_places(0, pages[0].tokens, of_side, numbers[0], head))
    ]
    dealt = figures.deal(places, figured, 1)
    if dealt is None:
        return None
    given = iter(zip(dealt.rows, dealt.certain, strict=True))
    named = [[[*row.codes, *row.name] for row in of_side] for of_side in sides]
    for of_side, label in zip(named, closing_labels, strict=False):
        of_side.insert(0, [label])
    lists = [
        [[*((t, t.confidence) for t in words), *_dealt(numbers[0], *next(given))] for words in of_side]
        for of_side in named
    ]
    ends = [of_side.pop(0) for of_side in lists] if closing else []
    table = [word for pair in zip_longest(*lists, fillvalue=[]) for row in pair for word in row]
    table += [word for row in ends for word in row]
    return [_page(pages[0], table, texts_of_heads)] if led.is_moved(pages[0].tokens, table) else None


def _places(
    page: int, tokens: Sequence[Token], rows: Sequence[CodeRow], numbers: Sequence[Token], head: HeadTemplate
) -> list[figures.Place]:
    """The rows as the sums see them. Which figure stands beside which name counts where most names have one, and where
    the code stands before it as well; figures run down the page where names do."""
    at = {id(t): i for i, t in enumerate(tokens)}
    index = {at[id(t)]: i for i, t in enumerate(numbers)}
    beside = [index.get(at[id(row.name[-1])] + 1) for row in rows]
    told = 2 * sum(i is not None for i in beside) > len(rows)
    whole = [len(row.codes) == 1 and at[id(row.codes[0])] + 1 == at[id(row.name[0])] for row in rows]
    starts = [at[id(row.name[0])] for row in rows]
    runs = accumulate((below < above for above, below in pairwise(starts)), initial=0)
    return [
        figures.Place(
            page=page,
            level=row.level,
            beside=i if told or known else None,
            run=run,
            leans=labels.leans_of(row.code, head),
        )
        for row, i, known, run in zip(rows, beside, whole, runs, strict=True)
    ]


def _titled(page: _Page, title: Line) -> _Page:
    """The page, its title among what stands above its table."""
    rest = _Page.of([line for line in page.lines if line is not title])
    return replace(rest, lines=page.lines, above=[title, *rest.above])


def _printed(
    pages: Sequence[_Page],
    rows: Sequence[Sequence[CodeRow]],
    numbers: Sequence[Sequence[Token]],
    dealt: figures.Dealt,
    total: int | None,
    label: labels.Label,
    texts_of_heads: Container[str],
) -> list[list[Line]] | None:
    """The lines of all pages, one word each: what stands above, the head, the rows. The head of later pages, printed
    again, stands above their rows as well."""
    given = iter(zip(dealt.rows, dealt.certain, strict=True))
    own = next(given) if label else None
    out: list[list[Line]] = []
    moved = False
    for at, (page, of_page, figured) in enumerate(zip(pages, rows, numbers, strict=True)):
        table: list[tuple[Token, float]] = []
        for row in of_page:
            table += [(t, t.confidence) for t in (*row.codes, *row.name)]
            table += _dealt(figured, *next(given))
        if own is not None and total == at:
            words = [*((t, t.confidence) for t in label), *_dealt(figured, *own)]
            table = words + table if _leads(page, label, of_page) else table + words
        moved = moved or led.is_moved(page.tokens, table)
        out.append(_page(page, table, texts_of_heads, again=at > 0))
    return out if moved else None


def _leads(page: _Page, label: labels.Label, rows: Sequence[CodeRow]) -> bool:
    """Whether the label of the total is printed above the names."""
    places = {id(t): i for i, t in enumerate(page.tokens)}
    return all(places[id(label[0])] < places[id(row.name[0])] for row in rows)


def _page(
    page: _Page, table: Sequence[tuple[Token, float]], texts_of_heads: Container[str], *, again: bool = False
) -> list[Line]:
    """The lines of a page: what stands above, the head (unless it is printed again), the rows, the notes."""
    used = {id(t) for t, _ in table}
    words = [t for t in page.tokens if id(t) not in used and not again]
    head = [(t, t.confidence) for t in labels.pieces_together(words, texts_of_heads)]
    lines = [*page.above, *(led.line_of(t, c) for t, c in (*head, *table)), *page.below]
    return with_feed(lines, page.lines[0])


def _dealt(figured: Sequence[Token], indexes: Sequence[int], certain: bool) -> list[tuple[Token, float]]:
    return [led.worth(figured[i], certain=certain) for i in indexes]
