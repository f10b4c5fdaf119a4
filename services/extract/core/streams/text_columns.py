"""Rows whose figures are followed by texts, out of words in order: 项目支出绩效目标表 with its goal and its indicators.

No width tells where a text ends. Figures that add up, or that fill their columns, show a row; its name stands between
them and the end of the text before. Of the texts the last one is known by its enumeration (`1、1-产出指标；…`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from services.extract.core.streams.blanks import adds_up
from services.extract.core.streams.column_sums import first_is_total
from services.extract.core.streams.indicators import is_level
from services.extract.core.streams.rows import Placed, is_total
from services.extract.core.streams.tokens import Token, text_of
from services.extract.core.templates import HeadTemplate
from shared.model.table import Role

_CLOSED = re.compile(r"[。；;!！](?:</\w+>)*$")
_STOP = re.compile(r"[，。；,;：:、]")
_ENTRY = re.compile(
    r"(?:^|(?<=[。；;.\s>]))(?:<\w+>)*\d{1,3}[、.．](?:\d{1,2}-)?\*?(?P<level>[^；;：:、\d]{2,12}?)[；;]"
)
_FIELD = re.compile(r"[;:]|指标")
"""what only an enumeration of indicators has, not a goal"""
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class TextShape:
    """A head of one name, amounts, then texts: the columns of each."""

    amounts: tuple[int, ...]
    texts: tuple[int, ...]
    additive: bool
    """the first amount is the sum of the others"""

    @classmethod
    def of(cls, head: HeadTemplate) -> TextShape | None:
        """None where the head is of another kind."""
        roles = [column.role for column in head.columns]
        amounts = tuple(i for i, role in enumerate(roles) if role is Role.AMOUNT)
        texts = tuple(i for i, role in enumerate(roles) if role is Role.TEXT)
        if not amounts or not texts or [*amounts, *texts] != list(range(1, len(roles))) or roles[0] is not Role.LABEL:
            return None
        return cls(amounts, texts, len(amounts) > 2 and first_is_total(head, amounts))


@dataclass(frozen=True, slots=True)
class _Figures:
    """The words from `start` to `end` are a row's figures, those from `name` to `start` its name."""

    name: int
    start: int
    end: int


def parse_rows_with_texts(body: Sequence[Token], shape: TextShape) -> list[Placed]:
    """The rows by column; a text that goes on from the page before is a row of nothing else. Blank amounts leave no
    trace: the figures stand from the left."""
    rows: list[Placed] = []
    found = list(_figures(body, shape))
    if found and found[0].name and _CLOSED.search(body[found[0].name - 1].text):
        rows.append(_rest(body[: found[0].name], shape))
    for own, following in pairwise([*found, None]):
        assert own is not None
        end = following.name if following is not None else _last_end(body, own.end)
        row: Placed = {0: list(body[own.name : own.start])}
        row |= {c: [t] for c, t in zip(shape.amounts, body[own.start : own.end], strict=False)}
        rows.append(row | _texts(body[own.end : end], shape))
    return rows


def fit_of(rows: Sequence[Placed], body: Sequence[Token], shape: TextShape) -> float:
    """How well rows and head agree (0–1): every row but a total has all its texts or none, and figures that stand alone
    between words are in rows."""
    if not rows:
        return 0.0
    good = sum(len(row.keys() & set(shape.texts)) in (0, len(shape.texts)) for row in rows)
    placed = sum(column in row for row in rows for column in shape.amounts)
    figures = sum(t.is_number and ("." in t.text or "," in t.text) for t in body)
    return good / len(rows) * min(1.0, placed / figures if figures else 1.0)


def _figures(body: Sequence[Token], shape: TextShape) -> Iterator[_Figures]:
    """The figures that begin rows, in order, each with its name."""
    closed = 0
    for is_number, run in groupby(range(len(body)), key=lambda i: body[i].is_number):
        places = list(run)
        start, end = places[0], places[-1] + 1
        if is_number:
            name = _name(body, closed, start)
            if name < start and _is_row(body, name, start, end, shape):
                yield _Figures(name, start, end)
                closed = end


def _name(body: Sequence[Token], closed: int, start: int) -> int:
    """Where the name before the word at `start` begins: after the end of the text before, or after the last figures."""
    return next((i + 1 for i in range(start - 1, closed - 1, -1) if _CLOSED.search(body[i].text)), closed)


def _is_row(body: Sequence[Token], name: int, start: int, end: int, shape: TextShape) -> bool:
    text = text_of(body[name:start])
    if len(text) > _LONGEST_NAME or _STOP.search(text.rstrip(")")) or end - start > len(shape.amounts):
        return False
    figures = body[start:end]
    if len(figures) == len(shape.amounts) or (shape.additive and len(figures) > 1 and adds_up(figures)):
        return True
    few = len(figures) == 1 and shape.additive and not is_total(text)  # a total without any of its parts
    return body[name].first and not few


def _last_end(body: Sequence[Token], start: int) -> int:
    """Where the text of the last row ends: with the line of its last stop."""
    last = next((i for i in range(len(body) - 1, start - 1, -1) if _CLOSED.search(body[i].text)), None)
    if last is None:
        return next((i for i in range(start, len(body)) if body[i].first and i > start), len(body))
    return last + 1


def _texts(words: Sequence[Token], shape: TextShape) -> Placed:
    """The words behind a row's figures by column. Without an enumeration, or cells with lines of their own, they are
    all of the first text."""
    if not words:
        return {}
    *others, last = shape.texts
    if not others:
        return {last: list(words)}
    before, listed = _parted(words)
    placed = {last: listed} if listed else {}
    return {others[0]: before, **placed} if before else placed


def _rest(words: Sequence[Token], shape: TextShape) -> Placed:
    """What the row of the page before left: the end of a goal, if there is one, then that of its enumeration."""
    *others, last = shape.texts
    fields = next((i for i, t in enumerate(words) if _FIELD.search(t.folded)), len(words))
    if not others or fields == len(words):
        return _texts(words, shape)
    end = next((i + 1 for i in range(fields - 1, -1, -1) if _CLOSED.search(words[i].text)), 0)
    return {last: list(words[end:])} | ({others[0]: list(words[:end])} if end else {})


def _parted(words: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """The words before the enumeration of indicators and those of it; a word that holds the end of one and the
    beginning of the other is cut."""
    text = "".join(t.text for t in words)
    entry = next((m for m in _ENTRY.finditer(text) if is_level(m["level"])), None)
    if entry is None:
        return list(words), []
    at = entry.start()
    before: list[Token] = []
    for number, word in enumerate(words):
        size = len(word.text)
        if at < size:
            cut = [] if at == 0 else [replace(word, text=word.text[:at], last=False)]
            rest = replace(word, text=word.text[at:], first=word.first and at == 0)
            return [*before, *cut], [rest, *words[number + 1 :]]
        before.append(word)
        at -= size
    return before, []
