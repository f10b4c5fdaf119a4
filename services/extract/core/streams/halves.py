"""Rows of a table of two or three lists side by side, each with codes (基本支出决算表: 人员经费 beside 公用经费, which
may take two lists), out of words.

An entry is a code, its name and its figure; the code stands in one column, or its 类 and 款 in one each. Names are
wrapped before, around or after their figures; the code list says which words are one. Which half an entry stands in,
its class says: 人员经费 are 301 and 303, 公用经费 all others (domain.md §2.11).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from services.extract.core.streams.rows import Placed, is_total
from services.extract.core.streams.tokens import Token, text_of
from services.extract.core.templates import HeadTemplate
from shared.model.table import Role

_LISTS = 2
"""of staff and of all else, where these take one list each"""
_WHOLE = [Role.CODE, Role.LABEL, Role.AMOUNT]
_PARTED = [Role.CODE, *_WHOLE]
STAFF = ("301", "303")
_CODE = re.compile(r"[1-5]\d\d(?:\d\d)?")
_CLASS = re.compile(r"[1-5]\d\d")
_SECTION = re.compile(r"\d\d")
_FUSED = re.compile(r"([1-5]\d\d(?:\d\d)?)([\u3400-\u9fff].*)")
_TOTAL = re.compile(r"(.{0,8})[总合]计")

Begins = Callable[[str, str], bool]
"""whether a code list gives this code a name that begins with this folded text"""


@dataclass(kw_only=True, slots=True)
class _Entry:
    """A row of one list. `code` is whole or in its parts, empty for a total; `line` that of its figure, else of its
    code."""

    code: list[Token]
    side: int
    line: int
    name: list[Token] = field(default_factory=list)
    amount: Token | None = None

    @property
    def digits(self) -> str:
        return text_of(self.code)


def lists_of(head: HeadTemplate) -> int:
    """How many lists of a code, a name and a figure stand side by side under the head; 0 if it is of another kind."""
    roles = [column.role for column in head.columns]
    return next((n for n in (2, 3) for one in (_WHOLE, _PARTED) if roles == one * n), 0)


def parse_halves(tokens: Sequence[Token], begins: Begins, lists: int = 2, width: int = 3) -> list[Placed]:
    """The rows of `lists` lists of `width` columns: entries that stand on one line, or follow one another, are one."""
    entries = _entries(_parted(tokens), begins, parts=width > len(_WHOLE))
    if lists > _LISTS:
        _part_public(entries)
    rows: list[list[_Entry]] = []
    for entry in entries:
        if rows and rows[-1][-1].side < entry.side:
            rows[-1].append(entry)
        else:
            rows.append([entry])
    placed = [{c: words for entry in row for c, words in _cells(entry, lists, width)} for row in rows]
    if rows and len(rows[-1]) == 1 and (total := rows[-1][0]).amount is not None and is_total(text_of(total.name)):
        placed[-1] = {0: total.name, lists * width - 1: [total.amount]}  # of all lists, over whose columns it stands
    return placed


def _part_public(entries: Sequence[_Entry]) -> None:
    """Puts the later codes of 公用经费 into the third list: read row by row, the codes of two lists take turns, and the
    lowest after which a lower one comes is the first of the third."""
    public = [e for e in entries if e.side and e.code]
    codes = [e.digits for e in public]
    first = min((a for a, b in pairwise(codes) if a > b), default=None)
    for entry, code in zip(public, codes, strict=True):
        entry.side += first is not None and code >= first


def _cells(entry: _Entry, lists: int, width: int) -> list[tuple[int, list[Token]]]:
    """An entry's cells. A total stands in the first column of its list, its figure in the last
    that its label covers."""
    *codes, name, amount = range(entry.side * width, (entry.side + 1) * width)
    cells = [(column, [token]) for column, token in zip(codes, entry.code, strict=False)]
    cells += [(name if entry.code else codes[0], entry.name)] if entry.name else []
    if not entry.code and entry.side:
        amount = lists * width - 1
    return [*cells, (amount, [entry.amount])] if entry.amount is not None else cells


def _parted(tokens: Sequence[Token]) -> list[Token]:
    """The words, a code that runs into its name apart from it."""
    out: list[Token] = []
    for token in tokens:
        found = _FUSED.fullmatch(token.text)
        out += [replace(token, text=text) for text in found.groups()] if found else [token]
    return out


def _entries(tokens: Sequence[Token], begins: Begins, *, parts: bool) -> list[_Entry]:
    """`parts`: 类 and 款 of a code have a column each, so that a class is followed by the two digits of a section."""
    done: list[_Entry] = []
    waiting: list[list[Token]] = []
    current: _Entry | None = None
    behind = {id(token): following for token, following in pairwise(tokens)}
    for is_word, group in groupby(tokens, key=lambda t: not t.is_number):
        run = list(group)
        for _, line in groupby(run if is_word else (), key=lambda t: t.line):
            current = _place(list(line), current, done, waiting, begins)
        numbers = [] if is_word else run
        while numbers:
            code = _code_of(numbers, begins, parts=parts)
            if code and current is not None and current.amount is None:  # a figure, or that is blank
                names = [behind.get(id(code[-1]), code[-1]).folded, *map(text_of, waiting)]
                code = code if current.name and any(begins(text_of(code), name) for name in names) else []
            if code:
                side = 0 if code[0].folded.startswith(STAFF) else 1
                current = _Entry(code=code, side=side, line=code[0].line)
                done.append(current)
                _take_waiting(current, waiting, begins)
            elif current is not None and current.amount is None:
                current.amount, current.line = numbers[0], numbers[0].line
            numbers = numbers[max(len(code), 1) :]
    return done


def _code_of(numbers: Sequence[Token], begins: Begins, *, parts: bool) -> list[Token]:
    """The numbers at the beginning that are a code, none if the first is a figure."""
    first, second = numbers[0], numbers[1] if len(numbers) > 1 else None
    if parts and second is not None and _CLASS.fullmatch(first.folded) and _SECTION.fullmatch(second.folded):
        return [first, second]
    return [first] if _CODE.fullmatch(first.folded) and begins(first.folded, "") else []


def _place(
    words: list[Token], current: _Entry | None, done: list[_Entry], waiting: list[list[Token]], begins: Begins
) -> _Entry | None:
    """Gives the words of a line to the entry whose name they go on with; a total's label opens an entry of its own, and
    what fits nowhere waits for its code. Where they go on with no name together, each may be of another one."""
    if _goes_on(words, current, done, begins):
        return current
    total = _TOTAL.fullmatch(text_of(words))
    if total:
        side = 1 if "公用" in total[1] or (done and not done[-1].code and done[-1].side == 0) else 0
        entry = _Entry(code=[], side=side, line=words[0].line, name=words)
        done.append(entry)
        return entry
    for word in words if len(words) > 1 else ():
        if not _goes_on([word], current, done, begins):
            waiting.append([word])
    if len(words) == 1:
        waiting.append(words)
    return current


def _goes_on(words: list[Token], current: _Entry | None, done: list[_Entry], begins: Begins) -> bool:
    """Whether the words go on with the name of an entry, the last ones first; they are added to it."""
    for entry in [e for e in (current, *reversed(done)) if e is not None and e.code]:
        if begins(entry.digits, text_of([*entry.name, *words])):
            entry.name += words
            return True
    return False


def _take_waiting(entry: _Entry, waiting: list[list[Token]], begins: Begins) -> None:
    """The name's beginning where it stands above its code."""
    for words in reversed(waiting):
        if begins(entry.digits, text_of(words)):
            entry.name = words
            waiting.remove(words)
            return
