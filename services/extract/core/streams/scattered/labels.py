"""What is not a row of a scattered page: its head, the labels of totals, what every page prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, takewhile

from services.extract.core.caption_facts import read_facts
from services.extract.core.furniture import LEAST_PAGES
from services.extract.core.streams.halves import STAFF, lists_of
from services.extract.core.streams.head_cover import Cover, HeadWord
from services.extract.core.streams.heads import head_cells
from services.extract.core.streams.regions import is_of_head
from services.extract.core.streams.rows import is_total
from services.extract.core.streams.scattered.code_rows import CodeRow
from services.extract.core.streams.tokens import Token, text_of
from services.extract.core.templates import HeadTemplate, Templates, head_key
from services.extract.core.titles import tables_of_title
from shared.model.fold import fold, is_cjk
from shared.model.page import Block, Line
from shared.model.table import Role

_PART = "小计"
_TOTALS = ("合计", "总计", _PART)
_STAFF_SECTIONS = ("20805", "21011", "22102")
"""pensions, health care and housing of those employed"""
_RUNNING = ("01", "50")
"""行政运行 and 事业运行"""
_GENERAL = "02"
"""一般行政管理事务"""
_FEW = 4
_MOST = 0.75
"""of the rows, more than so many are printed as such"""
_MOST_WORDS = 8
_MOST_HEAD_WORDS = 24
_LEAST_COVERAGE = 0.6
"""of a head by words that may be anywhere on the page"""
Label = tuple[Token, ...]
"""the words of a label"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What all pages tell of what is none of a table's cells, or a total's label, folded."""

    repeated: frozenset[str]
    """lines of several pages: of stamps and running heads, but for the words of heads"""
    organizations: frozenset[str]

    @staticmethod
    def of(pages: Sequence[Sequence[Block]]) -> Known:
        count: Counter[str] = Counter()
        organizations: set[str] = set()
        for page in pages:
            lines = [block for block in page if isinstance(block, Line)]
            count.update({fold(line.text) for line in lines})
            facts = [read_facts(line.text) for line in lines]
            organizations |= {fold(f.organization) for f in facts if f is not None and f.organization}
        repeated = frozenset(text for text, n in count.items() if n >= LEAST_PAGES)
        return Known(repeated=repeated, organizations=frozenset(organizations))


def are_rows(tokens: Sequence[Token]) -> bool:
    """Whether figures stand on lines with names, more than here and there one."""
    named = {t.line for t in tokens if any(map(is_cjk, t.text))}
    figures = [t for t in tokens if t.is_number]
    return sum(t.line in named for t in figures) * _FEW > len(figures)


def are_cells_of_rows(tokens: Sequence[Token], rows: Sequence[CodeRow], width: int) -> bool:
    """Whether most rows' cells follow one another: a code, its name, one figure at least and no more than `width`. Only
    totals have figures of their own, and the head stands above them."""
    at = {id(t): i for i, t in enumerate(tokens)}
    ordered = sorted(rows, key=lambda row: at[id(row.codes[0])])
    starts = [at[id(row.codes[0])] for row in ordered]
    own = {id(t) for row in rows for t in (*row.codes, *row.name)}
    others = [t for t in tokens if id(t) not in own]
    below = [t for t in others if not t.is_number and at[id(t)] > starts[0]]
    if not all(t.folded.endswith(_TOTALS) for t in below):
        return False
    left = sum(t.is_number for t in others)
    whole = 0
    for row, end in zip(ordered, [*starts[1:], len(tokens)], strict=True):
        last = at[id(row.name[-1])]
        figures = sum(1 for _ in takewhile(lambda t: t.is_number, tokens[last + 1 : end]))
        left -= figures
        whole += at[id(row.codes[-1])] + 1 == at[id(row.name[0])] and 0 < figures <= width
    return whole > _MOST * len(rows) and left <= width * max(1, len(below))


def left_over(tokens: Sequence[Token], rows: Sequence[CodeRow], head: str) -> list[Token]:
    """The words that are none of a row, no figure, no label of a total, and none of the head."""
    own = {id(t) for row in rows for t in (*row.codes, *row.name)}
    words = [t for t in tokens if id(t) not in own and not t.is_number and not t.folded.endswith(_TOTALS)]
    return [t for t in words if not is_of_head(t.folded, head)]


def organization(words: Sequence[Token], known: Container[str]) -> Label:
    """The words of an organisation that are together among those given, () where none is."""
    for start in range(len(words)):
        for end in range(start + 1, min(start + _MOST_WORDS, len(words)) + 1):
            if text_of(words[start:end]) in known:
                return tuple(words[start:end])
    return ()


def head_of(tokens: Sequence[Token], title: str, templates: Templates) -> HeadTemplate | None:
    """The head of a table of this title that the words of the page cover best."""
    best: tuple[float, HeadTemplate] | None = None
    for table in tables_of_title(title, templates):
        for head in table.heads if not table.balance else ():
            roles = {column.role for column in head.columns}
            if not {Role.CODE, Role.AMOUNT} <= roles:
                continue
            cover = Cover([HeadWord(text=fold(cell.text)) for cell in head_cells(head, None)])
            cover.take_all(tokens)
            for token in tokens:
                if not token.is_number:
                    cover.take(token)
            share = sum(w.covered for w in cover.words) / sum(len(w.text) for w in cover.words)
            if best is None or share > best[0]:
                best = share, head
    return best[1] if best is not None and best[0] >= _LEAST_COVERAGE else None


def width_of(head: HeadTemplate) -> int:
    """How many figures a row has at most: one where none is the total of the others."""
    amounts = [column for column in head.columns if column.role is Role.AMOUNT]
    return 1 if lists_of(head) or not fold(amounts[0].path[-1]).endswith(_TOTALS) else len(amounts)


def totals(pages: Sequence[Sequence[Token]], head: HeadTemplate) -> Iterator[tuple[int, Label]]:
    """Where the total of all rows may stand: at the end, at the beginning. Its label is a word that the head
    has not, or once more than the head; rather any other than 小计, which heads have."""
    said = Counter(fold(cell.text) for cell in head_cells(head, None))
    for page in dict.fromkeys((len(pages) - 1, 0)):
        labels = [t for t in pages[page] if is_total(t.folded)]
        printed = Counter(t.folded for t in labels)
        led = {id(label) for label, figure in pairwise(pages[page]) if figure.is_number}
        labels.sort(key=lambda t: (t.folded != _PART, printed[t.folded] > said[t.folded], id(t) in led))
        if labels:
            yield page, tuple(labels[-1:])


def leans_of(code: str, head: HeadTemplate) -> int:
    """Whether a row is to be expected in the first or in the second column behind the total: what staff and offices
    cost anyway is basic expenditure, and staff costs are those of their classes."""
    keys = [column.key for column in head.columns if column.role is Role.AMOUNT][1:3]
    if keys == ["basic", "project"]:
        return 1 if code.startswith(_STAFF_SECTIONS) or code[5:] in _RUNNING else -1 if code[5:] == _GENERAL else 0
    return (1 if code[:3] in STAFF else -1) if keys == ["personnel", "public"] else 0


def pieces_together(words: Sequence[Token], known: Container[str]) -> list[Token]:
    """The words of a head, each piece of a text followed by the next one: where a block holds several columns, the
    first lines of their texts stand before the second ones. `known`: the texts of heads, by their keys."""
    left = list(words)
    out: list[Token] = []
    while left:
        text = [left.pop(0)]
        whole = head_key(text[0].folded) in known
        ways = (way for way in _goes_on(left) if head_key(text_of([*text, *way])) in known)
        behind = next((way for way in ways if not (whole and all(head_key(t.folded) in known for t in way))), ())
        left = [t for t in left if t not in behind]
        out += [*text, *behind]
    return out


def _goes_on(left: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """The words behind that may be the rest of a text: one, or two."""
    near = [t for t in left[:_MOST_HEAD_WORDS] if not t.is_number]
    yield from ((t,) for t in near)
    yield from combinations(near, 2)
