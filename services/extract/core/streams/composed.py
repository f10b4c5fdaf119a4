"""Heads that no template has whole, put together from the words of those that there are.

Bodies print the tables of their family with a column more or less, or under other parents. In a stream of words the
texts of such a head still are a closed vocabulary, and which of them stand under which is known: the words are read
level by level, as a table's cells are painted, and every text is given to a parent that it is known to stand under.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from services.extract.core.heads.lexicon import SUBTOTALS, disorder, is_likely, is_plausible, meaning, with_labels
from services.extract.core.streams.rows import is_total
from services.extract.core.streams.tokens import Token
from services.extract.core.streams.woven_heads import level_orders
from services.extract.core.templates import PRINTED_YEAR, ColumnTemplate, HeadTemplate, Lexicon, head_key
from shared.model.fold import fold
from shared.model.table import Role

_MOST_WORDS = 40
"""words of a head, more than any has"""
_FEWEST_WORDS = 2
_LONGEST = 30
"""letters of a head text"""
_MOST_TREES = 4000
"""ways to put words under words that are looked at"""
_MOST_STEPS = 300_000
"""and steps on the way to them: where a word fits nowhere there are many, and none leads to a head"""
_MOST_HEADS = 4
_MOST_COST = 1.5
"""of what speaks against a head: more of it and the words hardly are one"""
_OF_WHICH = "其中:"
_UNKNOWN = 3.0
"""against a word that is such a text"""
_INSIDE = 3.0
"""against a text that ends within a word: that of the next one ran into it"""
_APART = 0.2
"""against a text whose words stand beside each other on a line"""
_TWO = 1.5
"""against a text of words that are one each"""
_ALONE = 0.5
"""against a parent of a single column"""
_UNKNOWN_PATH = 0.2
"""against a column that no template has under these parents"""
_TOP = 0.02
"""the same for a text that stands at the top of heads, under others or not"""
_RELATED_PATH = 0.05
"""the same where each of its texts stands under the next somewhere"""
_EARLIER = 0.5
"""against a year with columns of its own beside a later one without: of the year before, sums are printed"""
_CHILDLESS = 2.0
"""against a text without columns that only stands over some elsewhere"""


@dataclass(slots=True)
class _Node:
    text: str
    key: str
    below: list[_Node] = field(default_factory=list)


def composed_ways(tokens: Sequence[Token], lexicon: Lexicon) -> list[tuple[float, HeadTemplate]]:
    """The heads that the first words can be, best first, each with what speaks against it: those before the line of the
    first figures, a total that leads the rows left out or not."""
    first = next((t.line for t in tokens if t.is_number), None)
    before = [t for t in tokens if first is None or t.line < first][: _MOST_WORDS * 3]
    found: list[tuple[float, HeadTemplate]] = []
    for texts in (_texts(before, lexicon, apart=apart) for apart in (True, False)):
        while texts and head_key(texts[-1]) not in lexicon.words and not texts[-1].startswith(_OF_WHICH):
            texts = texts[:-1]  # hardly a head's last text: the label of the first row
        for words in [texts, texts[:-1]] if texts and is_total(fold(texts[-1])) else [texts]:
            if _FEWEST_WORDS <= len(words) <= _MOST_WORDS:
                found += list(_heads(words, lexicon))
    for words in level_orders(before, lexicon):
        found += list(_heads(words, lexicon))
    best: dict[HeadTemplate, float] = {}
    for cost, head in sorted(found, key=lambda f: f[0]):
        if cost <= _MOST_COST:
            best.setdefault(head, cost)
    return [(cost, head) for head, cost in best.items()][:_MOST_HEADS]


def _texts(tokens: Sequence[Token], lexicon: Lexicon, *, apart: bool) -> list[str]:
    """The longest run of first words that are texts of heads one after the other. `apart`: words that are texts by
    themselves are hardly one together."""
    letters = "".join(t.folded for t in tokens)
    ends: dict[int, int] = {}
    at = 0
    for index, token in enumerate(tokens):
        at += len(token.folded)
        ends[at] = index
    starts = {0, *ends}

    def is_cut(start: int, end: int) -> bool:
        """Whether these letters are whole words, those behind the first no texts by themselves."""
        first = ends[start] + 1 if start else 0
        return end in ends and not any(
            head_key(t.folded) in lexicon.words or is_total(t.folded) for t in tokens[first + 1 : ends[end] + 1]
        )

    def cost_of(start: int, end: int) -> float | None:
        text = letters[start:end]
        if head_key(text) not in lexicon.words:
            own = start in starts and ends.get(end) == (ends[start] + 1 if start else 0)
            own = own or (start in starts and text.startswith(_OF_WHICH) and is_cut(start, end))
            return _UNKNOWN if own and is_likely(text.removeprefix(_OF_WHICH)) else None
        inner = [at for at in range(start + 1, end) if at in ends]
        two = apart and any({head_key(letters[start:at]), head_key(letters[at:end])} <= lexicon.words for at in inner)
        two = two and meaning((text,), lexicon)[1] is not Role.CODE  # 功能分类 hardly stands alone before 科目编码
        blanks = sum(not tokens[ends[at]].last for at in inner)
        return 1 + (0.0 if end in ends else _INSIDE) + _APART * blanks + _TWO * two

    best: dict[int, tuple[float, list[str]]] = {0: (0.0, [])}
    for start in range(len(letters)):
        if start not in best:
            continue
        before, texts = best[start]
        for end in range(start + 1, min(len(letters), start + _LONGEST) + 1):
            cost = cost_of(start, end)
            if cost is not None and (end not in best or before + cost < best[end][0]):
                best[end] = (before + cost, [*texts, letters[start:end]])
    return best[max((end for end in best if end in ends), default=0)][1]


def _heads(texts: Sequence[str], lexicon: Lexicon) -> Iterator[tuple[float, HeadTemplate]]:
    nodes = [_Node(text, head_key(text)) for text in texts]
    for tops in islice(_trees(nodes, lexicon), _MOST_TREES):
        columns: list[ColumnTemplate] = []
        cost = 0.0
        for path, alone in (p for top in tops for p in _paths(top, ())):
            keys = tuple(head_key(text) for text in path)
            key, role = meaning(path, lexicon)
            bare = keys[-1] in lexicon.words and keys[-1] not in lexicon.leaves
            cost += _strangeness(keys, lexicon) + alone * _ALONE + bare * _CHILDLESS
            columns.append(ColumnTemplate(path=path, role=role, key=key))
        columns = with_labels(columns, lexicon)
        cost += disorder(columns) + _EARLIER * _parts_the_earlier(tops)
        if is_plausible(columns):
            yield cost, HeadTemplate(columns=tuple(columns))


def _strangeness(keys: Sequence[str], lexicon: Lexicon) -> float:
    """How little heads are known to have a column with this path."""
    if tuple(keys) in lexicon.columns:
        return 0.0
    if len(keys) == 1 and keys[0] in lexicon.tops and keys[0] not in SUBTOTALS:
        return _TOP
    related = len(keys) > 1 and all(below in lexicon.under.get(above, ()) for above, below in pairwise(keys))
    return _RELATED_PATH if related else _UNKNOWN_PATH


def _parts_the_earlier(tops: Sequence[_Node]) -> bool:
    """Whether a text of one year has columns below, and one of a later year beside it has none."""
    dated = [(int(year[0]), bool(node.below)) for node in tops if (year := PRINTED_YEAR.search(fold(node.text)))]
    return any(below and not later for year, below in dated for after, later in dated if after > year)


def _paths(node: _Node, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The paths of the columns below, and whether they are alone under their parent."""
    path = (*above, node.text)
    if not node.below:
        yield path, False
    for child in node.below:
        for whole, alone in _paths(child, path):
            yield whole, alone or len(node.below) == 1


def _trees(nodes: Sequence[_Node], lexicon: Lexicon) -> Iterator[list[_Node]]:
    """The forests of which the nodes are the levels, one after the other."""
    steps = iter(range(_MOST_STEPS))
    for count in range(len(nodes), 0, -1):
        if all(n.key in lexicon.tops or n.key not in lexicon.words for n in nodes[:count]):
            tops = list(nodes[:count])
            for _ in _filled(tops, nodes[count:], lexicon, steps):
                yield tops


def _filled(level: Sequence[_Node], rest: Sequence[_Node], lexicon: Lexicon, steps: Iterator[int]) -> Iterator[None]:
    """Each way to give the nodes of `rest`, in order, to those of the level and the ones below, while there are
    `steps`."""
    if not rest:
        yield
        return
    yield from _given(level, 0, rest, 0, lexicon, steps)


def _given(
    level: Sequence[_Node], at: int, rest: Sequence[_Node], used: int, lexicon: Lexicon, steps: Iterator[int]
) -> Iterator[None]:
    if next(steps, None) is None:
        return
    if at == len(level):
        if used:
            yield from _filled(rest[:used], rest[used:], lexicon, steps)
        return
    node = level[at]
    known = lexicon.under.get(node.key, frozenset()) if node.key in lexicon.words else lexicon.leaves
    most = used
    while most < len(rest) and (rest[most].key in known or rest[most].key not in lexicon.words):
        if rest[most].text in {n.text for n in rest[used:most]}:
            break
        most += 1
    for end in range(most, used - 1, -1):
        node.below = list(rest[used:end])
        yield from _given(level, at + 1, rest, end, lexicon, steps)
    node.below = []
