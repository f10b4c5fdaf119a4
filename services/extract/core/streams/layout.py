"""Body rows of exports that keep the page's layout with spaces: columns by position, blank cells and wraps included.

Words that overlap horizontally are one column. A line with numbers is a row; a line without any holds pieces of
wrapped names, which go to the row above or below.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import dropwhile, groupby, product
from statistics import median

from services.extract.core.streams import drifting
from services.extract.core.streams.blanks import lost_totals
from services.extract.core.streams.drifting import Spot
from services.extract.core.streams.indicators import begins_list
from services.extract.core.streams.place_rows import rows_by_place
from services.extract.core.streams.rows import Known, Placed, Shape, is_total
from services.extract.core.streams.tokens import Token, text_of
from services.extract.core.templates import HeadTemplate
from shared.model.fold import fold
from shared.model.labels import names_total
from shared.model.table import Role

_LOST_TOTAL = 3.0
"""against a row with parts and no total, in lines broken early"""
_FAR = 10_000.0
_OFF_HEAD = 0.02
"""against each letter that figures stand off their head"""
_CLEARLY = 3.0
"""so many letters nearer to one middle than to another"""
_DOUBTED = 0.05
"""the share of the fit that goes to how well lines agree with rows and columns: it tells apart what fits else"""


@dataclass(frozen=True, slots=True)
class Band:
    """The horizontal extent of a column, and whether what stands in it is mostly numbers."""

    x0: int
    x1: int
    numeric: bool
    middle: float
    """where most of its figures have theirs: a few may stand elsewhere, as those of another page do"""


@dataclass(frozen=True, slots=True)
class LaidOut:
    """Rows, how well they fit (0–1), and which of them have every number in the column that it stands in."""

    rows: list[Placed]
    fit: float
    fixed: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Page:
    rows: list[Placed]
    fit: float
    fixed: bool
    cost: float
    """what speaks against the way in which its lines are parted into rows"""


def parse_layout(
    head_tokens: Sequence[Token],
    body: Sequence[Token],
    head: HeadTemplate,
    known: Known,
    is_item: Known,
    leaves: Sequence[Sequence[Token]] = (),
    needed: int | None = None,
) -> LaidOut | None:
    """Rows by column and how well they fit their columns (0–1), None where the positions make no columns.

    `is_item`: whether a label is whole by itself, so that its line is a row even without numbers. `leaves`: the words
    of the lowest text of each column, where they are known. `needed`: the column that every row has words in where
    there are no amounts; the last one unless told.
    """
    needed = len(head.columns) - 1 if needed is None else needed
    spots = _leaves(head_tokens, head)
    if spots is None and len(leaves) == len(head.columns) and all(leaves):
        spots = [Spot.around(words) for words in leaves]
    rows: list[Placed] = []
    fits: list[float] = []
    doubt = 0.0
    fixed: list[int] = []
    taken: list[int] = []
    heads = {tuple(t.folded for t in line) for line in _by_line(head_tokens)}
    for _, page in groupby(body, key=lambda t: t.page):
        lines = dropwhile(lambda line: tuple(t.folded for t in line) in heads, _by_line(list(page)))
        own = [t for line in lines for t in line]
        if not own:
            continue
        found = _page(own, spots, taken, head, known, is_item, needed)
        if found is None:
            return None
        own_rows = [*_parted_from_rest(found.rows[0], head), *found.rows[1:]] if found.rows else []
        fixed += range(len(rows), len(rows) + len(own_rows)) if found.fixed else ()
        rows += own_rows
        fits += [found.fit] * len(found.rows)
        doubt += found.cost
        taken = sorted({c for row in rows for c in row})
    if not rows:
        return None
    fit = sum(fits) / len(fits) - _DOUBTED * (1 + max(-1.0, min(doubt / len(rows), 1.0))) / 2
    return LaidOut(rows, max(fit, 0.0), frozenset(fixed))


def _page(
    body: Sequence[Token],
    leaves: Sequence[Spot] | None,
    taken: list[int],
    head: HeadTemplate,
    known: Known,
    is_item: Known,
    needed: int,
) -> _Page | None:
    """The rows of one page: columns stand elsewhere on every page. `leaves`: where the head's lowest texts stand;
    `taken`: the columns in use on pages before."""
    tried: dict[tuple[Band, ...], _Page] = {}
    count = len(head.columns)
    most = max(2, len({t.line for t in body}) // 5)
    for crossed, touching in product(range(most), (False, True)):
        bands = tuple(_bands(body, crossed, touching=touching))
        columns = _columns(bands, leaves, taken, head)
        if columns is not None and bands not in tried:
            cost, rows = _rows(body, partial(_in_bands, columns=columns), leaves, head, known, is_item, needed)
            tried[bands] = _Page(rows, _fit(rows, head, needed), len(bands) == count, cost)
            if tried[bands].fit == 1 and len(bands) == count:
                break
    pages = list(tried.values())
    for place in drifting.placings(_by_line(body), leaves, [c.role for c in head.columns]):
        cost, rows = _rows(body, place, leaves, head, known, is_item, needed)
        pages.append(_Page(rows, _fit(rows, head, needed), False, cost))
    return _best(pages)


def _parted_from_rest(row: Placed, head: HeadTemplate) -> list[Placed]:
    """The first row of a page. What stands in its texts above its name and figures, while a list begins beside these,
    is the rest of the row that the page before broke off: a row of nothing else."""
    roles = [c.role for c in head.columns]
    tops = [words[0].line for c, words in row.items() if roles[c] is not Role.TEXT and words]
    top = min(tops, default=0)
    texts = {c: words for c, words in row.items() if roles[c] is Role.TEXT}
    beside = [next((t.folded for t in words if t.line == top), "") for words in texts.values()]
    rest = {c: above for c, words in texts.items() if (above := [t for t in words if t.line < top])}
    if not rest or not any(map(begins_list, beside)):
        return [row]
    own = {c: words for c, words in row.items() if c not in texts}
    return [rest, own | {c: below for c, words in texts.items() if (below := [t for t in words if t.line >= top])}]


def _best(pages: Sequence[_Page]) -> _Page | None:
    """The way in which most rows have in every column what it is for, and in which least speaks against the rows."""
    return min(pages, key=lambda page: (-page.fit, page.cost), default=None)


def _rows(
    body: Sequence[Token],
    place: drifting.Place,
    leaves: Sequence[Spot] | None,
    head: HeadTemplate,
    known: Known,
    is_item: Known,
    needed: int,
) -> tuple[float, list[Placed]]:
    """What speaks against the rows, and the rows."""
    roles = [c.role for c in head.columns]
    lines = [place(words) for words in _by_line(body)]
    cost, rows = rows_by_place(lines, roles, known, is_item, needed)
    cost += drifting.scattered(lines) + _LOST_TOTAL * lost_totals(rows, head)
    if Shape.of(head).unit is not None:
        return cost, rows  # units and names are in one column, and what they add up to as well
    cost += _off_heads(rows, leaves, roles)
    spots = _spots(rows, len(roles))
    return cost, [_with_total_first(row, roles, spots, leaves) for row in rows]


def _off_heads(rows: Sequence[Placed], leaves: Sequence[Spot] | None, roles: Sequence[Role]) -> float:
    """What speaks against figures that do not end between the middles of their head and the next."""
    if leaves is None:
        return 0.0
    centres = [leaf.middle for leaf in leaves]
    ends = ((c, words[-1].x1) for row in rows for c, words in row.items() if roles[c] is Role.AMOUNT)
    return _OFF_HEAD * sum(_off_head(end, column, centres) for column, end in ends)


def _off_head(end: float, column: int, centres: Sequence[float]) -> float:
    """How far (letters) a figure that ends there is off its head. Figures stand at the right of their column, or in the
    middle as its head does: they end behind the middle of their own head and before that of the next one."""
    beside = centres[column + 1] if column + 1 < len(centres) else _FAR
    return max(0.0, centres[column] - end) + max(0.0, end - beside)


def _spots(rows: Sequence[Placed], count: int) -> list[Spot | None]:
    """The place that what is printed in each column takes up; None for a blank one. Labels of totals may stand across
    several."""
    words: list[list[Token]] = [[] for _ in range(count)]
    for row in rows:
        for column, own in row.items():
            words[column] += [] if names_total(text_of(own)) else own
    return [Spot.around(own) if own else None for own in words]


def _with_total_first(
    row: Placed, roles: Sequence[Role], spots: Sequence[Spot | None], leaves: Sequence[Spot] | None
) -> Placed:
    """The row; a total's label alone beside blank codes or texts stands across them, so in the first column of them,
    but in its own where it stands in the middle of that. A table of two halves has two."""
    placed = dict(row)
    for amounts, run in groupby(range(len(roles)), key=lambda i: roles[i] is Role.AMOUNT):
        columns = list(run)
        own = [c for c in columns if c in row]
        if amounts or len(own) != 1 or not {Role.CODE, Role.TEXT} & {roles[c] for c in columns}:
            continue
        head = leaves[own[0]] if leaves is not None else None
        if names_total(text_of(row[own[0]])) and not _is_own(row[own[0]], spots[columns[0]], spots[own[0]], head):
            placed[columns[0]] = placed.pop(own[0])
    return placed


def _is_own(label: Sequence[Token], first: Spot | None, own: Spot | None, head: Spot | None) -> bool:
    """Whether a label stands in its `own` column, in the middle of that as its head does or where its names begin, and
    clearly not in the middle of all columns from the `first` on."""
    if first is None or own is None or head is None:
        return False
    spot = Spot.around(label)
    off = abs(spot.middle - (first.x0 + 2 * head.middle - own.x0) / 2)
    return off > _CLEARLY and (abs(spot.x0 - own.x0) <= 1 or abs(spot.middle - head.middle) + _CLEARLY < off)


def _fit(rows: Sequence[Placed], head: HeadTemplate, needed: int) -> float:
    """The share of rows whose cells all hold what their column is for. Without amounts that says little: there the
    column `needed` and the one before it are for every row."""
    roles = [c.role for c in head.columns]
    last = {needed, needed - 1} if Role.AMOUNT not in roles else set()
    good = sum(last <= row.keys() and all(_suits(roles[c], words) for c, words in row.items()) for row in rows)
    return good / len(rows) if rows else 0.0


def _suits(role: Role, words: Sequence[Token]) -> bool:
    single = len(words) == 1 or role not in (Role.AMOUNT, Role.CODE)
    return single and all(drifting.suits(t, role) for t in words)


# ---------------------------------------------------------------- columns


def _columns(
    bands: Sequence[Band], leaves: Sequence[Spot] | None, taken: Sequence[int], head: HeadTemplate
) -> list[tuple[Band, int]] | None:
    """The bands with the head's column of each."""
    count = len(head.columns)
    if not 1 < len(bands) <= count:
        return None
    if len(bands) == count:
        return list(zip(bands, range(count), strict=True))
    if len(bands) == len(taken):
        return list(zip(bands, taken, strict=True))
    chosen = _match(bands, [leaf.middle for leaf in leaves] if leaves is not None else None, head)
    return list(zip(bands, chosen, strict=True)) if chosen is not None else None


def bands_of(body: Sequence[Token], crossed: int = 0) -> list[Band]:
    """The columns that the words, all but `crossed` of them, leave free space between, left to right."""
    return _bands(body, crossed, touching=False)


def _bands(body: Sequence[Token], crossed: int, *, touching: bool) -> list[Band]:
    """Extents between positions that at most `crossed` words run over, left to right. Labels such as 合计 are set
    across the columns that they stand for. `touching`: columns may follow one another without a gap, since the words
    that come near are of different lines."""
    depth = [0] * (max(t.x1 for t in body) + 2)
    for token in body:
        for x in range(token.x0 + touching, token.x1):
            depth[x] += 1
    edges = [-1, *(x for x, covered in enumerate(depth) if covered <= crossed)]
    between: dict[int, list[Token]] = {}
    for token in body:  # each word is looked up once: a page of text has as many edges as positions
        between.setdefault(bisect_right(edges, (token.x0 + token.x1) / 2), []).append(token)
    return [_band(inside, edges[at - 1], edges[at]) for at, inside in sorted(between.items()) if 0 < at < len(edges)]


def _band(inside: Sequence[Token], x0: int, x1: int) -> Band:
    x0 = min(x0, *(t.x0 for t in inside))
    numeric = sum(t.is_number for t in inside) * 2 > len(inside)
    return Band(x0, x1, numeric, median((t.x0 + t.x1) / 2 for t in inside) if numeric else (x0 + x1) / 2)


def _leaves(head_tokens: Sequence[Token], head: HeadTemplate) -> list[Spot] | None:
    """The head's leaves left to right: its lowest words at each position, if there are as many as columns. Ideographs
    are as wide as they are counted, or, where the words are those of the columns, as they are printed."""
    count = len(head.columns)
    counted = _lowest(head_tokens, [t.x1 for t in head_tokens])
    if len(counted) == count:
        return [Spot.around([leaf]) for leaf in counted]
    printed = _lowest(head_tokens, [t.x0 + t.width for t in head_tokens])
    own = zip(printed, head.columns, strict=False)
    if len(printed) == count and all(leaf.folded in fold(column.path[-1]) for leaf, column in own):
        return [Spot.around([leaf]) for leaf in printed]
    return None


def _lowest(words: Sequence[Token], ends: Sequence[int]) -> list[Token]:
    """The words below which none stands, left to right; each reaches to its end."""
    lowest: list[tuple[Token, int]] = []
    for word, end in zip(reversed(words), reversed(ends), strict=True):
        if all(end <= other.x0 or word.x0 >= other_end for other, other_end in lowest):
            lowest.append((word, end))
    return sorted((word for word, _ in lowest), key=lambda t: t.x0)


def _match(bands: Sequence[Band], centres: Sequence[float] | None, head: HeadTemplate) -> list[int] | None:
    """The head's column of each band, rising, numbers under amounts and codes; blank columns have no band."""
    count = len(head.columns)
    best: dict[int, tuple[float, list[int]]] = {-1: (0.0, [])}
    for band in bands:
        following: dict[int, tuple[float, list[int]]] = {}
        for last, (cost, path) in best.items():
            for column in range(last + 1, count):
                step = cost + _cost(band, column, centres, head)
                if step < _FAR and (column not in following or step < following[column][0]):
                    following[column] = (step, [*path, column])
        best = following
    return min(best.values(), default=(0.0, None))[1]


def _cost(band: Band, column: int, centres: Sequence[float] | None, head: HeadTemplate) -> float:
    role = head.columns[column].role
    if band.numeric != (role in (Role.AMOUNT, Role.CODE)):
        return _FAR
    if centres is None:
        return float(column)
    if not band.numeric:
        return abs(band.middle - centres[column])
    return _off_head(band.x1, column, centres)


# ---------------------------------------------------------------- lines to rows


def _by_line(body: Sequence[Token]) -> list[list[Token]]:
    lines: list[list[Token]] = []
    for token in body:
        if lines and lines[-1][-1].line == token.line:
            lines[-1].append(token)
        else:
            lines.append([token])
    return lines


def _in_bands(words: Sequence[Token], columns: Sequence[tuple[Band, int]]) -> Placed:
    cells: Placed = {}
    for token in words:
        cells.setdefault(_column_of(token, columns), []).append(token)
    return cells


def _column_of(token: Token, columns: Sequence[tuple[Band, int]]) -> int:
    """The column that the word overlaps most; a label set across several stands in the first of them."""
    overlaps = [(min(token.x1, b.x1) - max(token.x0, b.x0), c) for b, c in columns]
    touched = [c for size, c in overlaps if size > 0]
    if is_total(token.folded) and touched:
        return min(touched)
    return max(overlaps, key=lambda o: (o[0], -o[1]))[1]
