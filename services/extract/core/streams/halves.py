"""Rows of a table of two or three lists side by side, each with codes (基本支出决算表: 人员经费 beside 公用经费, which
may take two lists), out of words.

An entry is a code, its name and its figure. Names are wrapped before, around or after their figures; the code list says
which words are one. Which half an entry stands in, its class says: 人员经费 are 301 and 303, 公用经费 all others
(domain.md §2.11).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from services.extract.core.streams.rows import Placed
from services.extract.core.streams.tokens import Token, text_of
from services.extract.core.templates import HeadTemplate
from shared.model.table import Role

_LISTS = 2
"""of staff and of all else, where these take one list each"""
_HALF = [Role.CODE, Role.LABEL, Role.AMOUNT]
STAFF = ("301", "303")
_CODE = re.compile(r"[1-5]\d\d(?:\d\d)?")
_FUSED = re.compile(r"([1-5]\d\d(?:\d\d)?)([\u3400-\u9fff].*)")
_TOTAL = re.compile(r"(.{0,8})[总合]计")

Begins = Callable[[str, str], bool]
"""whether a code list gives this code a name that begins with this folded text"""


@dataclass(kw_only=True, slots=True)
class _Entry:
    """A row of one list. `line` is that of its figure, else of its code."""

    code: Token | None
    side: int
    line: int
    name: list[Token] = field(default_factory=list)
    amount: Token | None = None


def is_halves(head: HeadTemplate) -> bool:
    """Whether the head is twice or three times a code, a name and a figure."""
    return [column.role for column in head.columns] in (_HALF * 2, _HALF * 3)


def parse_halves(tokens: Sequence[Token], begins: Begins, lists: int = 2) -> list[Placed]:
    """The rows: entries of several lists that stand on one line, or follow one another, are one."""
    entries = _entries(_parted(tokens), begins)
    if lists > _LISTS:
        _part_public(entries)
    rows: list[list[_Entry]] = []
    for entry in entries:
        if rows and rows[-1][-1].side < entry.side:
            rows[-1].append(entry)
        else:
            rows.append([entry])
    return [{c: words for entry in row for c, words in _cells(entry, lists)} for row in rows]


def _part_public(entries: Sequence[_Entry]) -> None:
    """Puts the later codes of 公用经费 into the third list: read row by row, the codes of two lists take turns, and the
    lowest after which a lower one comes is the first of the third."""
    public = [e for e in entries if e.side and e.code is not None]
    codes = [e.code.folded for e in public if e.code is not None]
    first = min((a for a, b in pairwise(codes) if a > b), default=None)
    for entry, code in zip(public, codes, strict=True):
        entry.side += first is not None and code >= first


def _cells(entry: _Entry, lists: int) -> list[tuple[int, list[Token]]]:
    """An entry's cells. A total stands in the first column of its list, its figure in the last
    that its label covers."""
    code, name, amount = range(entry.side * 3, entry.side * 3 + 3)
    cells = [(code, [entry.code])] if entry.code is not None else []
    cells += [(name if entry.code is not None else code, entry.name)] if entry.name else []
    if entry.code is None and entry.side:
        amount = lists * 3 - 1
    return [*cells, (amount, [entry.amount])] if entry.amount is not None else cells


def _parted(tokens: Sequence[Token]) -> list[Token]:
    """The words, a code that runs into its name apart from it."""
    out: list[Token] = []
    for token in tokens:
        found = _FUSED.fullmatch(token.text)
        out += [replace(token, text=text) for text in found.groups()] if found else [token]
    return out


def _entries(tokens: Sequence[Token], begins: Begins) -> list[_Entry]:
    done: list[_Entry] = []
    waiting: list[list[Token]] = []
    current: _Entry | None = None
    for is_word, group in groupby(tokens, key=lambda t: not t.is_number):
        for token in [] if is_word else group:
            if _CODE.fullmatch(token.folded) and begins(token.folded, "") and (current is None or current.amount):
                side = 0 if token.folded.startswith(STAFF) else 1
                current = _Entry(code=token, side=side, line=token.line)
                done.append(current)
                _take_waiting(current, waiting, begins)
            elif current is not None and current.amount is None:
                current.amount, current.line = token, token.line
        words = list(group) if is_word else []
        for _, line in groupby(words, key=lambda t: t.line):
            current = _place(list(line), current, done, waiting, begins)
    return done


def _place(
    words: list[Token], current: _Entry | None, done: list[_Entry], waiting: list[list[Token]], begins: Begins
) -> _Entry | None:
    """Gives the words of a line to the entry whose name they go on with; a total's label opens an entry of its own, and
    what fits nowhere waits for its code."""
    for entry in [e for e in (current, *reversed(done)) if e is not None and e.code is not None]:
        if begins(entry.code.folded if entry.code else "", text_of([*entry.name, *words])):
            entry.name += words
            return current
    total = _TOTAL.fullmatch(text_of(words))
    if total:
        side = 1 if "公用" in total[1] or (done and done[-1].code is None and done[-1].side == 0) else 0
        entry = _Entry(code=None, side=side, line=words[0].line, name=words)
        done.append(entry)
        return entry
    waiting.append(words)
    return current


def _take_waiting(entry: _Entry, waiting: list[list[Token]], begins: Begins) -> None:
    """The name's beginning where it stands above its code."""
    for words in reversed(waiting):
        if entry.code is not None and begins(entry.code.folded, text_of(words)):
            entry.name = words
            waiting.remove(words)
            return
