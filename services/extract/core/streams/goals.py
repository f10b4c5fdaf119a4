"""Tables whose last column is free text (项目名称 / 预算数 / 绩效目标): every line of the text is a line of the stream.

A new row begins at a line with words, one number and more words, where the same name and number stand elsewhere in the
document, or where the text before has come to its end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from services.extract.core.streams.tokens import Token, text_of
from shared.model.numbers import parse_number

_END = re.compile(r"[。；;.!！]$|^$")
_STOP = re.compile(r"[，。；：,;]")

Proven = Callable[[str, str], bool]
"""whether the document prints this (folded) name followed by this number elsewhere"""


@dataclass(kw_only=True, slots=True)
class TextRow:
    """A row of label, numbers and text."""

    label: list[Token]
    numbers: list[Token]
    text: list[Token] = field(default_factory=list)


def parse_text_rows(tokens: Sequence[Token], width: int, proven: Proven) -> list[TextRow]:
    """Rows with `width` numbers each; words before the first row are not part of any."""
    rows: list[TextRow] = []
    carried: list[Token] = []
    for line in _lines(tokens):
        start = _start(line, width)
        row = _open(line, start, carried, rows, proven) if start else None
        if row is not None:
            rows.append(row)
            carried = []
        elif rows:
            rows[-1].text += line
        else:
            carried += line
    return rows


def parse_text_cells(tokens: Sequence[Token], width: int) -> list[TextRow]:
    """The same where every cell has a line of its own: label, `width` numbers, text, and so on; none where the cells do
    not keep to that order."""
    cells = _lines(tokens)
    numbers = [len(c) == 1 and parse_number(c[0].text) is not None for c in cells]
    starts = [i for i in range(1, len(cells)) if numbers[i] and not numbers[i - 1]]
    rows: list[TextRow] = []
    if starts[:1] != [1]:
        return []
    for start, following in zip(starts, [*starts[1:], len(cells) + 1], strict=True):
        text = cells[start + width : following - 1]
        if not all(numbers[start : start + width]) or any(numbers[start + width : following - 1]) or not text:
            return []
        label = text_of(cells[start - 1])
        if len(label) > 40 or _END.search(label):
            return []
        rows.append(
            TextRow(
                label=cells[start - 1],
                numbers=[t for c in cells[start : start + width] for t in c],
                text=[t for c in text for t in c],
            )
        )
    return rows


def _open(line: list[Token], start: int, carried: list[Token], rows: list[TextRow], proven: Proven) -> TextRow | None:
    """The row that begins on this line; its name may have begun on lines that were taken for text before."""
    number = line[start].folded
    before = rows[-1].text if rows else carried
    for words in _wrapped(before, line[:start]):
        if proven(text_of(words), number):
            _drop(before, words)
            return _row(words, line, start)
    name = text_of(line[:start] if rows else [*carried, *line[:start]])
    closed = not rows or bool(_END.search(rows[-1].text[-1].text if rows[-1].text else ""))
    if closed and len(name) >= 4 and not _STOP.search(name):
        return _row([*carried, *line[:start]], line, start)
    return None


def _wrapped(before: Sequence[Token], own: list[Token]) -> list[list[Token]]:
    """The words of this line with up to three whole lines before it, longest first."""
    lines = _lines(before)
    return [
        [t for line in lines[len(lines) - count :] for t in line] + own for count in range(min(3, len(lines)), -1, -1)
    ]


def _drop(before: list[Token], words: Sequence[Token]) -> None:
    taken = {id(t) for t in words}
    before[:] = [t for t in before if id(t) not in taken]


def _row(words: list[Token], line: list[Token], start: int) -> TextRow:
    end = start
    while end < len(line) and parse_number(line[end].text) is not None:
        end += 1
    return TextRow(label=words, numbers=line[start:end], text=line[end:])


def _start(line: list[Token], width: int) -> int:
    """Where the numbers of a new row stand on the line; 0 where the line does not begin one."""
    at = next((i for i, t in enumerate(line) if parse_number(t.text) is not None), 0)
    if not at or len(line) < at + width:
        return 0
    return at if all(parse_number(t.text) is not None for t in line[at : at + width]) else 0


def _lines(tokens: Sequence[Token]) -> list[list[Token]]:
    lines: list[list[Token]] = []
    for token in tokens:
        if lines and lines[-1][-1].line == token.line:
            lines[-1].append(token)
        else:
            lines.append([token])
    return lines
