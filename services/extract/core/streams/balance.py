"""Rows of a balance-style table (收支总表): two independent lists glued side by side.

Each half is a label with its amounts. What tells the halves apart is the left half's closed vocabulary; a line with
one pair that is not in it belongs to the right half.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from services.extract.core.streams.context import ENUMERATED
from services.extract.core.streams.rows import SEQUENCE, Known, one_cell_a_line
from services.extract.core.streams.tokens import Token, text_of
from services.extract.core.templates import HeadTemplate
from shared.model.fold import fold
from shared.model.labels import names_total
from shared.model.table import Role

_ENUMERATOR = re.compile(
    r"^(?:[一二三四五六七八九十]+、|\d{1,2}[.、]|\([一二三四五六七八九十\d]+\)|其中:|\d{3} ?(?=[\u3400-\u9fff]))+"
)
_CODED = re.compile(r"\d{3}[\u3400-\u9fff]")
_BEGINS = re.compile(rf"{ENUMERATED.pattern}|\([一二三四五六七八九十\d]+\)|\d{{1,2}}[、.](?!\d)|其中:")
_INCOME_TOTAL = re.compile(r"收入|来源")
_BROUGHT_FORWARD = re.compile(r"上年|年初|期初")
_LEFT_OVER = re.compile(r"下年|年末|年终|期末")
_REMARK = re.compile(r"(?<=.)\([^()]*\)$")
"""what bodies add to a label: 使用非财政拨款结余（含专用结余）"""
_FEWEST_CODED = 2
"""labels that begin with the code of their class"""
_FEWEST_BELOW = 3
"""known labels that tell what stands above them on a page without figures"""
HALVES = 2
RIGHT = re.compile(r"支出|分配|下年|年末|年终|期末|转入事业基金|所得税")
"""what names a row of outlay, or of what is left at the year's end"""
_INCOME = re.compile(r"(?:(?!拨款|收入|资金)[^、.()支]){2,14}(?:拨款|收入|资金)(?:收入|拨款)?(?:预算)?")
"""what only the left half has: no name of a function ends so"""


@dataclass(kw_only=True, slots=True)
class Entry:
    """A label of one half with its amounts."""

    label: list[Token]
    amounts: list[Token] = field(default_factory=list)
    side: int = -1

    @property
    def line(self) -> int:
        return self.label[0].line

    @property
    def last_line(self) -> int:
        """Where its last words stand: its figures may be below a wrapped label."""
        return (*self.label, *self.amounts)[-1].line

    @property
    def broken_off(self) -> Token | None:
        """The end of its last cell where that stands alone on its line, the rest of the cell above it."""
        cell = self.amounts[-1:] or self.label
        pieces = [piece for token in cell for piece in token.pieces or (token,)]
        return pieces[-1] if len(pieces) > 1 and pieces[-1].first and pieces[-1].last else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """A half: its label column and its amount columns."""

    label: int
    amounts: tuple[int, ...]


def sides_of(head: HeadTemplate) -> tuple[Side, ...]:
    """The halves: a label column and the columns of figures up to the next label column; 行次 is one of those."""
    starts = [i for i, c in enumerate(head.columns) if c.role is not Role.AMOUNT and c.key != SEQUENCE]
    ends = [*starts[1:], len(head.columns)]
    return tuple(Side(label=s, amounts=tuple(range(s + 1, e))) for s, e in zip(starts, ends, strict=True))


def is_balance(head: HeadTemplate) -> bool:
    """Whether the head has two halves, or more lists side by side, each a label and its amounts."""
    labels = [i for i, c in enumerate(head.columns) if c.role is not Role.AMOUNT and c.key != SEQUENCE]
    return len(labels) >= HALVES and labels[0] == 0 and all(side.amounts for side in sides_of(head))


class Vocabulary:
    """The closed labels of both halves, compared without their enumerators."""

    def __init__(self, labels: Sequence[str], known: Known) -> None:
        keys = [key_of(fold(text)) for text in labels]
        self.left = frozenset(k for k in keys if not RIGHT.search(k))
        self.right = frozenset(k for k in keys if RIGHT.search(k))
        self._known = known

    def side(self, label: str) -> int | None:
        """0 for the left half, 1 for the right, None where the vocabulary does not tell."""
        key = key_of(label)
        bare = _REMARK.sub("", key)
        if key in self.left or bare in self.left:
            return 0
        if key in self.right or bare in self.right or self._known(key) or (names_total(key) and RIGHT.search(key)):
            return 1
        if RIGHT.search(key):
            return None
        brought = _BROUGHT_FORWARD.match(key) or (names_total(key) and _INCOME_TOTAL.search(key))
        return 0 if brought or _INCOME.fullmatch(key) else None

    def is_label(self, text: str) -> bool:
        return self.is_named(text) or _INCOME.fullmatch(key_of(text)) is not None

    def is_named(self, text: str) -> bool:
        """Whether it is a label of one of the halves, or a name of the code lists."""
        return self.is_closed(text) or self._known(key_of(text))

    def is_closed(self, text: str) -> bool:
        """Whether it is a label that one of the halves always has."""
        return not {key_of(text), _REMARK.sub("", key_of(text))}.isdisjoint(self.left | self.right)


def key_of(label: str) -> str:
    return _ENUMERATOR.sub("", label)


def parse_balance(tokens: Sequence[Token], sides: Sequence[Side], vocabulary: Vocabulary) -> list[list[Entry]]:
    """Rows, each with at most one entry for each half."""
    entries = entries_of(tokens, sides, vocabulary)
    _settle_sides(entries, sides, vocabulary)
    return rows_of(entries, tokens)


def rows_of(entries: Sequence[Entry], tokens: Sequence[Token]) -> list[list[Entry]]:
    """The entries, whose sides are settled, by row."""
    by_line = not one_cell_a_line(tokens) and len({e.line for e in entries}) * 3 > len(entries)
    rows: list[list[Entry]] = []
    for entry in entries:
        row = rows[-1] if rows else []
        fits = bool(row) and row[-1].side < entry.side
        if fits and by_line:
            fits = entry.line in (row[-1].line, row[-1].label[-1].line, row[-1].last_line) or _below(row[-1], entry)
        if fits:
            row.append(entry)
        else:
            rows.append([entry])
    return rows


def _below(left: Entry, right: Entry) -> bool:
    """Whether the right half of a row begins below the left one, whose last cell is broken over lines."""
    end = left.broken_off
    return end is not None and right.label[0].first and right.line == end.line + 1


def entries_of(tokens: Sequence[Token], sides: Sequence[Side], vocabulary: Vocabulary) -> list[Entry]:
    """Labels with their amounts in reading order; whose side each is, is open."""
    done: list[Entry] = []
    words: list[Token] = []
    numbers: list[Token] = []
    for token in [*tokens, None]:
        if token is not None and token.is_number and (words or numbers):
            numbers.append(token)
            continue
        if numbers:
            done += _paired(_labels(words, vocabulary), numbers, sides, vocabulary, done[-1] if done else None)
            words, numbers = [], []
        if token is not None:
            words.append(token)
    return done + _without_figures(words, vocabulary, opens=not done)


def _without_figures(words: Sequence[Token], vocabulary: Vocabulary, *, opens: bool) -> list[Entry]:
    """The labels below the last figures: those of the vocabulary up to the first that is none of it. Where there are
    none above, the first may be the end of one that a page cut."""
    labels = _labels(words, vocabulary)
    begun = int(opens and len(labels) > _FEWEST_BELOW and not _BEGINS.match(text_of(labels[0])))
    known = list(takewhile(lambda label: vocabulary.is_label(text_of(label)), labels[begun:]))
    return [Entry(label=label) for label in (labels[: begun + len(known)] if len(known) >= _FEWEST_BELOW else known)]


def _labels(words: Sequence[Token], vocabulary: Vocabulary) -> list[list[Token]]:
    """Words between two numbers as labels: more than one where the vocabulary knows them."""
    labels: list[list[Token]] = []
    at = 0
    open_label: list[Token] = []
    while at < len(words):
        sizes = range(len(words) - at, 0, -1)
        size = next((k for k in sizes if vocabulary.is_label(text_of(words[at : at + k]))), 0)
        # what looks like an income's name may be two labels whose amounts are blank
        whole = next((k for k in sizes if vocabulary.is_closed(text_of(words[at : at + k]))), 0)
        size = whole if whole and not vocabulary.is_named(text_of(words[at : at + size])) else size
        word = words[at].folded
        begins = bool(_BEGINS.match(word) or _LEFT_OVER.search(word) or (size and _CODED.match(word)))
        closed = size > 0 and (begins or vocabulary.is_closed(text_of(words[at : at + size])))
        if not size and names_total(word):
            size, closed = 1, True
        if size and (closed or not (open_label and at + size == len(words) and _wraps(open_label, words[at:]))):
            if open_label:
                labels.append(open_label)
                open_label = []
            labels.append(list(words[at : at + size]))
            at += size
        else:
            if begins and open_label:
                labels.append(open_label)
                open_label = []
            open_label.append(words[at])
            at += 1
    if open_label:
        labels.append(open_label)
    return labels


def _wraps(begun: Sequence[Token], rest: Sequence[Token]) -> bool:
    """Whether `rest` goes on the label begun on the line before, rather than being a label of its own."""
    return begun[-1].line != rest[0].line and begun[-1].last and rest[0].first


def _paired(
    labels: list[list[Token]],
    numbers: list[Token],
    sides: Sequence[Side],
    vocabulary: Vocabulary,
    last: Entry | None,
) -> list[Entry]:
    """Numbers given to labels: in order where they suffice for all, else to the labels nearest before them."""
    entries = [Entry(label=label) for label in labels]
    before = [last, *entries]
    wanted = [_arity(e, sides, vocabulary, again=_again(b, e)) for b, e in zip(before, entries, strict=False)]
    if sum(wanted) < len(numbers):
        widest = max(len(side.amounts) for side in sides)
        open_ends = (not vocabulary.is_closed(text_of(entry.label)) for entry in entries)
        wanted = [widest if is_open else most for is_open, most in zip(open_ends, wanted, strict=True)]
    left = list(numbers)
    for entry, most in reversed(list(zip(entries, wanted, strict=True))):
        take = min(most, len(left))
        if take:
            entry.amounts = left[-take:]
            left = left[:-take]
    return entries


def _again(before: Entry | None, entry: Entry) -> bool:
    """Whether the label stands twice: 总计 closes both halves."""
    return before is not None and text_of(before.label) == text_of(entry.label)


def _arity(entry: Entry, sides: Sequence[Side], vocabulary: Vocabulary, *, again: bool) -> int:
    side = 1 if again else vocabulary.side(text_of(entry.label))
    return len(sides[side].amounts) if side is not None else max(len(s.amounts) for s in sides)


def _number(entry: Entry) -> str:
    """Its number in the list (二、), "" where it has none."""
    found = ENUMERATED.match(text_of(entry.label))
    return found[0] if found is not None else ""


def _settle_sides(entries: list[Entry], sides: Sequence[Side], vocabulary: Vocabulary) -> None:
    """The half of each entry: by the number of its figures where they tell, by vocabulary, then by its place on the
    line, or beside one of the same number, then right (the left list is closed); where those of the right half have
    codes, what has none is of the left one."""
    coded = sum(_CODED.match(text_of(entry.label)) is not None for entry in entries) >= _FEWEST_CODED
    widths = [len(side.amounts) for side in sides]
    counts = [len(entry.amounts) for entry in entries if entry.amounts]
    are_full = len(set(widths)) == len(widths) and all(count in widths for count in counts)
    for index, entry in enumerate(entries):
        told = vocabulary.side(text_of(entry.label))
        if told is None and coded and not RIGHT.search(text_of(entry.label)):
            told = 0
        if entry.amounts and (are_full or len(entry.amounts) > min(widths) == widths[0]):
            told = widths.index(len(entry.amounts)) if are_full else 1
        before = entries[index - 1] if index else None
        after = entries[index + 1] if index + 1 < len(entries) else None
        if told == 0 and before is not None and before.side == 0 and _again(before, entry):
            entry.side = 1
        elif told is not None:
            entry.side = told
        elif before is not None and before.side == 0 and before.line == entry.line:
            entry.side = 1
        elif after is not None and after.line == entry.line and vocabulary.side(text_of(after.label)) != 0:
            entry.side = 0
        elif (number := _number(entry)) and before is not None and before.side == 0 and number == _number(before):
            entry.side = 1
        elif number and after is not None and number == _number(after):
            entry.side = 0
        elif before is not None and before.side == 0 and _LEFT_OVER.search(text_of(entry.label)):
            entry.side = 1
        else:
            entry.side = 1 if vocabulary.left else 0
