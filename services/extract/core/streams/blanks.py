"""Blank cells leave no trace in a stream of words: which columns do a short row's numbers belong to?

Where the first amount column is the total of the others, and codes say which rows add up to which, the sums decide:
of all ways to set the numbers into the columns only those are kept that agree with every row above and below. One way
left is a proof; several are a guess, and the words say so by their confidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import combinations, islice, pairwise
from math import comb
from operator import add, le

from services.extract.core.streams.column_sums import FEWEST_TOLD, TOTAL, first_is_total, total_and_parts
from services.extract.core.streams.relations import Relation, Vector, leads, relations_of, ways_of
from services.extract.core.streams.rows import UNIT_KEY, Placed, is_total
from services.extract.core.streams.tokens import Token, is_rate, text_of
from services.extract.core.templates import HeadTemplate
from shared.model.numbers import decimals, parse_number
from shared.model.table import Role

PROVEN = 0.97
GUESSED = 0.5
_MOST_SUMS = 4_000
_MOST_STEPS = 100_000
"""sums at the most that are formed for one row under another"""
_MOST_FORMED = 200_000
"""and for all ways of the row above together"""
_MOST_TRIED, _MOST_WAYS = 8_000, 600
"""ways at the most that are looked at for a row, and that may be left when its own sums have been"""
_FORBIDDEN = 0.2
"""rows at the most that stand as the sums forbid where places tell columns"""
_FEWEST_ROWS, _FEWEST_COLUMNS = 3, 3
"""of a list whose blanks its sums can tell"""
_BLUR = 1
"""words of one column end no further apart than this (columns of a monospaced line)"""
_STAFF = ("301", "303")
_PROJECTS = tuple(
    f"{when}{what}_expenditure" for when in ("", "final_") for what in ("government_fund", "state_capital")
)
_INCOME = "income.current"
_OF_CLASSES = ("basic.wages", "basic.goods_services", "government.wages", "government.goods_services")
_USUAL = ("appropriation.general", "appropriation.subtotal", "project.goods_services", *_OF_CLASSES, _INCOME)


_Units = tuple[int, ...]
"""figures in whole numbers of the last place"""


@dataclass(slots=True)
class _Node:
    """A row with the ways to set its numbers: each a tuple of column positions."""

    row: Placed
    words: list[Token]
    ways: list[tuple[int, ...]]
    width: int
    fixed: bool = False
    held: bool = False
    """whether the numbers stay where they are if they may"""
    open: bool = False
    """whether there are too many ways to look at: `ways` is then the one that the numbers stand in"""
    told: bool = False
    """whether the sums of the row itself hold in its ways"""
    children: list[_Node] = field(default_factory=list)
    pruned: tuple[int, ...] = ()
    """how many ways the row and those under it had when these were last pruned: with no fewer there is nothing new"""

    def vector(self, way: tuple[int, ...]) -> Vector:
        values = [Decimal(0)] * self.width
        for position, word in zip(way, self.words, strict=True):
            values[position] = parse_number(word.text) or Decimal(0)
        return tuple(values)


def settle_blanks(
    rows: Sequence[Placed], head: HeadTemplate, fixed: frozenset[int] = frozenset(), kind: str | None = None
) -> None:
    """Moves the numbers of short rows (set from the left so far) to the columns that the sums allow, in place. `fixed`:
    rows whose numbers stand where their columns do, unless the sums contradict them; `kind`: that of the table. A row
    with more numbers than columns stays as it is."""
    columns = [i for i, c in enumerate(head.columns) if c.role is Role.AMOUNT]
    amounts = total_and_parts(head, columns)
    if len(amounts) < FEWEST_TOLD:
        return
    if all(len(_words(row, columns)) in (0, len(columns)) for row in rows):
        return
    if len(amounts) < len(columns) and not fixed:
        _spread(rows, head, columns, amounts)
    stays = [i in fixed or len(_words(row, amounts)) > len(amounts) for i, row in enumerate(rows)]
    told = relations_of(head, amounts)
    nodes = [_fixed(row, amounts) if stay else _node(row, amounts, told) for row, stay in zip(rows, stays, strict=True)]
    codes = [_code(row, head) for row in rows]
    roots = _named(nodes) if not any(codes) and is_total(_label(rows[0], head)) else _tree(nodes, codes)
    likely = [[_likelihood(head.columns[i].key, code or "", kind) for i in amounts] for code in codes]
    _settle(nodes, roots, amounts, told, likely)


def settle_list(rows: Sequence[Placed], head: HeadTemplate, columns: Sequence[int]) -> None:
    """The same for one list of a balance, whose amounts stand in `columns`: its last row is the total of all others, a
    subtotal before it of those above that."""
    own = [row for row in rows if _words(row, columns)]
    if len(own) < _FEWEST_ROWS or len(columns) < _FEWEST_COLUMNS or total_and_parts(head, columns) != list(columns):
        return
    if all(len(_words(row, columns)) == len(columns) for row in own):
        return
    told = relations_of(head, columns)
    nodes = [_node(row, columns, told) for row in own]
    last = nodes[-1]
    subtotal = next((n for n in nodes[:-1] if _figures(n) == _figures(last)), None)
    above = nodes[: nodes.index(subtotal)] if subtotal is not None else nodes[:-1]
    (subtotal or last).children = above
    roots = [last, *([subtotal] if subtotal is not None else [])]
    _settle(nodes, roots, columns, told, [[0.0] * len(columns) for _ in nodes])


def _settle(
    nodes: Sequence[_Node],
    roots: Sequence[_Node],
    amounts: Sequence[int],
    relations: Sequence[Relation],
    likely: Sequence[Sequence[float]],
) -> None:
    """Places the numbers of the nodes where the sums allow it. `likely`: for each node and column, whether a figure is
    to be expected there."""
    _free(nodes, amounts, relations)
    for root in roots:
        _prune_up(root)
        _prune_down(root)
    sure = {id(node): [PROVEN if at else GUESSED for at in _proven(node)] for node in nodes}
    expected = {id(node): own for node, own in zip(nodes, likely, strict=True)}
    blurred = _blurred(nodes, amounts)
    for node in _from_top(nodes, roots):
        _place(node, amounts, expected[id(node)], sure[id(node)], blurred=blurred)


def _spread(rows: Sequence[Placed], head: HeadTemplate, columns: Sequence[int], amounts: Sequence[int]) -> None:
    """Gives the first and last numbers of short rows, in place, to the columns on either side of a total and its parts:
    those have a figure in every row, but for a rate that cannot be computed."""
    before = [i for i in columns if i < amounts[0]]
    after = [i for i in columns if i > amounts[-1]]
    rates = [bool(words) and is_rate(words[-1].folded) for row in rows if (words := _words(row, columns))]
    for row in rows:
        words = _words(row, columns)
        without = bool(after) and any(rates) and bool(words) and not is_rate(words[-1].folded)
        behind = after[:-1] if without else after
        if not len(before) + len(behind) < len(words) < len(columns):
            continue
        words = [replace(word, confidence=min(word.confidence, PROVEN)) for word in words]
        middle = words[len(before) : len(words) - len(behind)]
        for column in columns:
            row.pop(column, None)
        pairs = [*zip(before, words, strict=False), *zip(amounts, middle, strict=False)]
        pairs += zip(behind, words[len(words) - len(behind) :], strict=False)
        row.update({column: [word] for column, word in pairs})


def _likelihood(key: str | None, code: str, kind: str | None) -> float:
    """How likely the column has a figure where nothing else tells: staff costs are those of their classes (domain.md
    §2.11), funds pay for projects, these for goods and services, bodies for wages and goods, and money comes from the
    general budget, and in this year, before all else."""
    if key in ("personnel", "public") and code[:1] in ("3", "5"):
        return float((key == "personnel") == (code[:3] in _STAFF))
    if kind in _PROJECTS:
        return float(key in (_INCOME, "project"))
    return 1.0 if key is not None and key.startswith(_USUAL) else 0.0


def lost_totals(rows: Sequence[Placed], head: HeadTemplate) -> int:
    """How many rows have parts and no total, which no row is printed without."""
    amounts = [i for i, c in enumerate(head.columns) if c.role is Role.AMOUNT]
    if len(amounts) < 3 or not first_is_total(head, amounts):
        return 0
    return sum(amounts[0] not in row and any(i in row for i in amounts) for row in rows)


def _words(row: Placed, amounts: Sequence[int]) -> list[Token]:
    return [word for column in amounts for word in row.get(column, [])]


def _node(row: Placed, amounts: Sequence[int], relations: Sequence[Relation]) -> _Node:
    node = _Node(row=row, words=_words(row, amounts), ways=[], width=len(amounts))
    _look(node, amounts, relations)
    return node


def _look(node: _Node, amounts: Sequence[int], relations: Sequence[Relation]) -> None:
    """Fills in the ways of a row, all where its sums hold in none of them, or says that they are too many."""
    tried = iter(range(_MOST_TRIED))
    values = [parse_number(word.text) or Decimal(0) for word in node.words]
    ways = ways_of(values, _step(node.words), node.width, relations, tried)
    node.ways = list(islice(ways, _MOST_WAYS + 1))
    node.told = bool(node.ways)
    led = leads(relations, node.width)
    if not node.told and node.words and comb(node.width - led, len(node.words) - led) <= _MOST_WAYS:
        others = combinations(range(led, node.width), len(node.words) - led)
        node.ways = [(*range(led), *rest) for rest in others]
    node.open = not 0 < len(node.ways) <= _MOST_WAYS or next(tried, None) is None
    if node.open:
        node.ways, node.told = [_stands(node, amounts)], False


def _fixed(row: Placed, amounts: Sequence[int]) -> _Node:
    node = _Node(row=row, words=_words(row, amounts), ways=[], width=len(amounts), fixed=True)
    node.ways = [_stands(node, amounts)]
    return node


def _free(nodes: Sequence[_Node], amounts: Sequence[int], relations: Sequence[Relation]) -> None:
    """Rows whose places the sums contradict are free again: a tool that sets words out by their places rounds those.
    They keep their places unless the sums forbid them."""
    families = [(node, *node.children) for node in nodes if node.children]
    wrong = [f for f in families if any(n.fixed for n in f) and not any(_adds_up(f[0], way) for way in f[0].ways)]
    for node in {id(n): n for family in wrong for n in family if n.fixed and 0 < len(n.words) < n.width}.values():
        node.fixed, node.held = False, True
        _look(node, amounts, relations)


def _adds_up(node: _Node, way: tuple[int, ...]) -> bool:
    kept = _kept(node, way, _Below.of(node))
    return kept is None or all(kept)


def adds_up(words: Sequence[Token]) -> bool:
    """Whether the first figure is the sum of the others, but for rounding."""
    return _is_sum(tuple(parse_number(word.text) or Decimal(0) for word in words), words)


def _is_sum(vector: Vector, words: Sequence[Token]) -> bool:
    return len(words) < 2 or abs(sum(vector[1:], Decimal(0)) - vector[0]) <= _step(words) * (len(words) - 1)


def _step(words: Sequence[Token]) -> Decimal:
    """The unit of the last place: how far rounded parts may miss their total, for each part."""
    return Decimal(1).scaleb(-max((decimals(w.text) for w in words), default=0))


def _code(row: Placed, head: HeadTemplate) -> str | None:
    """The joined code of a row, "" for a total or a unit that stands over all codes, None for other rows."""
    code = "".join(
        text_of(row.get(i, [])) for i, c in enumerate(head.columns) if c.role is Role.CODE and c.key != UNIT_KEY
    )
    if code.isdigit():
        return code
    return "" if TOTAL.fullmatch(code) or not code else None


def _label(row: Placed, head: HeadTemplate) -> str:
    return text_of(row.get(next((i for i, c in enumerate(head.columns) if c.role is Role.LABEL), 0), []))


def _tree(nodes: Sequence[_Node], codes: Sequence[str | None]) -> list[_Node]:
    """Every coded row under the nearest row above it whose code begins its own."""
    roots: list[_Node] = []
    above: list[tuple[str, _Node]] = []
    for node, code in zip(nodes, codes, strict=True):
        if code is None:
            continue
        same = above and not code and not above[-1][0] and _figures(above[-1][1]) == _figures(node)
        while above and not same and not (code and code.startswith(above[-1][0]) and len(code) > len(above[-1][0])):
            above.pop()
        (above[-1][1].children if above else roots).append(node)
        above.append((code, node))
    return _under_last_total(roots, {id(n): c for n, c in zip(nodes, codes, strict=True)})


def _figures(node: _Node) -> list[str]:
    return [w.folded for w in node.words]


def _named(nodes: Sequence[_Node]) -> list[_Node]:
    """Rows without codes under the total that leads them; a row that repeats the total's figures (the unit's) stands
    over the others."""
    total, *others = nodes
    if len(others) > 1 and _figures(others[0]) == _figures(total):
        others[0].children = others[1:]
        others = others[:1]
    total.children = others
    return [total]


def _under_last_total(roots: list[_Node], codes: Mapping[int, str | None]) -> list[_Node]:
    """The roots, where a total ends the table under that total."""
    if len(roots) < 2 or codes[id(roots[-1])] != "" or roots[-1].children:
        return roots
    *parts, total = roots
    if any(codes[id(part)] == "" for part in parts):
        return roots
    total.children = parts
    return [total]


def _prune_up(node: _Node) -> None:
    for child in node.children:
        _prune_up(child)
    if node.children:
        below = _Below.of(node)
        possible = [way for way in node.ways if (kept := _kept(node, way, below)) is None or all(kept)]
        node.ways = possible or node.ways


def _prune_down(node: _Node) -> None:
    if not node.children:
        return
    if node.pruned != _counts(node):
        below = _Below.of(node)
        found = [_kept(node, way, below) for way in node.ways]
        if all(kept is not None for kept in found):
            for index, child in enumerate(node.children):
                ways = set().union(*(kept[index] for kept in found if kept))
                child.ways = [w for w in child.ways if w in ways] or child.ways
        node.pruned = _counts(node)
    for child in node.children:
        _prune_down(child)


def _counts(node: _Node) -> tuple[int, ...]:
    """How many ways the row and each of those under it have: they only get fewer."""
    return len(node.ways), *(len(child.ways) for child in node.children)


@dataclass(slots=True)
class _Below:
    """The rows under a row, the same for all ways of that one: how their ways stand, in whole numbers of so many
    decimal `places`; how far negative figures may lower each column; the sums that may still be formed."""

    places: int
    choices: list[list[tuple[tuple[int, ...], _Units]]]
    room: list[int]
    left: int = _MOST_FORMED

    @classmethod
    def of(cls, node: _Node) -> _Below:
        places = max((decimals(w.text) for n in (node, *node.children) for w in n.words), default=0)
        choices = [[(w, _in_units(child.vector(w), places)) for w in child.ways] for child in node.children]
        least = [[min(v[i] for _, v in options) for i in range(node.width)] for options in choices]
        return cls(places, choices, [sum(min(low[i], 0) for low in least) for i in range(node.width)])


def _kept(node: _Node, way: tuple[int, ...], below: _Below) -> list[set[tuple[int, ...]]] | None:
    """For each child the ways that are part of some choice whose sums are this row's figures; None where there are too
    many ways or sums to follow."""
    if node.open or any(child.open for child in node.children):
        return None
    wanted, choices, room = _in_units(node.vector(way), below.places), below.choices, below.room
    slack = int(_step(node.words).scaleb(below.places)) * len(node.children)
    sums: list[set[_Units]] = [{(0,) * node.width}]
    for options in choices:
        below.left -= len(sums[-1]) * len(options)
        if len(sums[-1]) * len(options) > _MOST_STEPS or below.left < 0:
            return None
        most = [w + slack - r for r, w in zip(room, wanted, strict=True)]
        reached = {tuple(map(add, s, v)) for s in sums[-1] for v in {v for _, v in options}}
        fits = {s for s in reached if all(map(le, s, most))}
        if len(fits) > _MOST_SUMS:
            return None
        sums.append(fits)
    alive = {s for s in sums[-1] if all(abs(x - w) <= slack for x, w in zip(s, wanted, strict=True))}
    kept: list[set[tuple[int, ...]]] = []
    for options, before in zip(reversed(choices), reversed(sums[:-1]), strict=True):
        steps = [(w, s) for w, v in options for s in before if tuple(map(add, s, v)) in alive]
        kept.append({w for w, _ in steps})
        alive = {s for _, s in steps}
    return kept[::-1]


def _in_units(vector: Vector, places: int) -> _Units:
    """The figures in units of their last place: the sums of many ways are quicker in whole numbers."""
    return tuple(int(value.scaleb(places)) for value in vector)


def _from_top(nodes: Sequence[_Node], roots: Sequence[_Node]) -> Iterator[_Node]:
    """The rows, those above others first: what is decided there leaves fewer ways below."""
    left = {id(node): node for node in nodes}
    waiting = list(reversed(roots))
    while waiting:
        node = waiting.pop()
        yield left.pop(id(node))
        if len(node.ways) == 1:
            _prune_down(node)
        waiting += reversed(node.children)
    yield from left.values()


def _blurred(nodes: Sequence[_Node], amounts: Sequence[int]) -> bool:
    """Whether the places of words say nothing: some that end at one place in their lines stand in several columns, or
    many rows stand as the sums forbid."""
    short = [n for n in nodes if not n.fixed and 0 < len(n.words) < n.width]
    ends = sorted((w.x1, c) for n in short for c in amounts for w in n.row.get(c, []))
    if any(b - a <= _BLUR and c != d for (a, c), (b, d) in pairwise(ends)):
        return True
    wrong = sum(_stands(n, amounts) not in n.ways for n in short)
    return wrong > _FORBIDDEN * len(short)


def _stands(node: _Node, amounts: Sequence[int]) -> tuple[int, ...]:
    """The columns that a row's words stand in."""
    return tuple(position for position, column in enumerate(amounts) for _ in node.row.get(column, []))


def _proven(node: _Node) -> list[bool]:
    """Whether each number stands in the same column in all ways that its sums allow."""
    return [node.told and len(set(at)) == 1 for at in zip(*node.ways, strict=True)]


def _place(
    node: _Node, amounts: Sequence[int], likely: Sequence[float], sure: Sequence[float], *, blurred: bool
) -> None:
    """`likely`: for each column, whether a figure is to be expected there; `sure`: how sure the place of each number
    is; `blurred`: whether those of the words say nothing."""
    if node.fixed or not node.words or len(node.words) == len(amounts):
        return
    stands = _stands(node, amounts)
    default = blurred or stands == tuple(range(len(stands)))
    if stands not in node.ways or (default and not node.held):
        stands = max(node.ways, key=lambda way: sum(likely[position] for position in way))
    node.ways = [stands]
    for column in amounts:
        node.row.pop(column, None)
    for position, word, certain in zip(stands, node.words, sure, strict=True):
        node.row[amounts[position]] = [replace(word, confidence=min(word.confidence, certain))]
