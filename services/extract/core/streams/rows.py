"""Body rows out of words: labels and codes, then as many amounts as the head has amount columns.

Names may be wrapped before their numbers, after them, or around them; blank cells leave no trace unless the words
stand in columns. Whatever is uncertain stays empty: no number is moved into a column on a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile

from services.extract.core.streams.tokens import Token, text_of
from services.extract.core.templates import HeadTemplate
from shared.codes import CODE
from shared.model.table import Role

_TOTAL = re.compile(r"(?:金额)?[总合小]计|本年(?:收入|支出)合计")
_PARTIAL_CODE = re.compile(r"\d{2,3}")
_PARTS = frozenset("类款项")
_SURELY = 5
"""digits of a code that hardly is a plain figure"""
_UNIT_CODE = re.compile(r"\d{6,9}|[1-9]\d{2}")
"""of a body or one of its units"""
UNIT_KEY = "unit.code"
SEQUENCE = "sequence"
"""the key of the column that numbers rows (行次)"""

_AROUND = 12
"""words before and behind one that say how figures are printed there"""

Placed = dict[int, list[Token]]
"""a row: its words by column"""

Listed = Callable[[str, str], bool]
"""whether a code list gives this code a name that begins with this folded word"""

Known = Callable[[str], bool]
"""whether a folded label is a name met elsewhere (code lists, row vocabulary, other tables)"""


@dataclass(kw_only=True, slots=True)
class RawRow:
    """Words of one row, in reading order; `at` is the index of its first word."""

    at: int
    labels: list[Token] = field(default_factory=list)
    amounts: list[Token] = field(default_factory=list)
    after: list[Token] = field(default_factory=list)
    """label words that stand after the numbers"""
    codes: set[int] = field(default_factory=set)
    """places in `labels` that are codes"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """What the head says about a row. The number of the row (行次) is one of its figures."""

    amounts: tuple[int, ...]
    labels: tuple[int, ...]
    codes: tuple[int, ...]
    """columns by role; `labels` are those that hold names or words"""
    names: tuple[int, ...]
    """the label columns that hold names, not free text"""
    unit: int | None = None
    """the one of `codes` that says whose row it is, or has the whole code beside its parts"""
    pairs: int = 1
    """codes that lead a row, whole or in parts, each with its name behind it (the economic class of the department, of
    the government)"""

    @classmethod
    def of(cls, head: HeadTemplate) -> Shape:
        roles = [Role.AMOUNT if column.key == SEQUENCE else column.role for column in head.columns]
        return cls(
            amounts=tuple(i for i, r in enumerate(roles) if r is Role.AMOUNT),
            labels=tuple(i for i, r in enumerate(roles) if r in (Role.LABEL, Role.TEXT)),
            codes=tuple(i for i, r in enumerate(roles) if r is Role.CODE),
            names=tuple(i for i, r in enumerate(roles) if r is Role.LABEL),
            unit=next(
                (i for i, c in enumerate(head.columns) if c.key == UNIT_KEY and c.role is Role.CODE), _whole_code(head)
            ),
            pairs=_pairs([*takewhile(lambda role: role is not Role.AMOUNT, roles)]),
        )

    @property
    def parts(self) -> tuple[int, ...]:
        """The columns of codes that a code list has, or its parts."""
        return tuple(c for c in self.codes if c != self.unit)


def _whole_code(head: HeadTemplate) -> int | None:
    """The column of codes behind those of their parts (类, 款 and 项)."""
    codes = [i for i, column in enumerate(head.columns) if column.role is Role.CODE]
    behind = [i for i in codes if head.columns[i].path[-1] not in _PARTS]
    return behind[0] if len(behind) == 1 and len(codes) > 2 and behind[0] == codes[-1] else None


def _pairs(leading: list[Role]) -> int:
    pairs = leading.count(Role.LABEL)
    parts = leading.count(Role.CODE) // pairs if pairs else 0
    return pairs if pairs > 1 and parts and leading == [*[Role.CODE] * parts, Role.LABEL] * pairs else 1


def together(lines: Sequence[Placed]) -> Placed:
    """The words of lines, those of one column from the first line down."""
    whole: Placed = {}
    for line in lines:
        for column, words in line.items():
            whole.setdefault(column, []).extend(words)
    return whole


def is_total(label: str) -> bool:
    """Whether the folded label is that of a total row."""
    return bool(_TOTAL.fullmatch(label))


def one_cell_a_line(tokens: Sequence[Token]) -> bool:
    """Whether the export gives each cell a line of its own."""
    lines = {t.line for t in tokens}
    return bool(lines) and len(tokens) <= len(lines) * 1.35


def parse_rows(tokens: Sequence[Token], shape: Shape, listed: Listed) -> list[RawRow]:
    """Rows in order; a last row without any number is not one (it is what comes after the table)."""
    width = len(shape.amounts)
    single = one_cell_a_line(tokens)
    rows: list[RawRow] = []
    row = RawRow(at=0)
    for index, token in enumerate(tokens):
        full = len(row.amounts) == width
        if token.is_number and not _is_label_number(tokens, index, row, shape, single, listed):
            if full:
                rows.append(row)
                row = RawRow(at=index)
            row.amounts.append(token)
            continue
        code = token.is_digits and _is_code(tokens, index, row, shape, single, listed)
        if row.amounts or (code and _is_named(row) and not _wants_pair(row, shape)):
            rows.append(row)
            row = RawRow(at=index)
        if code:
            row.codes.add(len(row.labels))
        row.labels.append(token)
    if row.amounts:
        rows.append(row)
    return rows


def _is_named(row: RawRow) -> bool:
    """Whether the row has codes and a name behind them, and no amount so far."""
    return bool(row.codes) and not row.amounts and len(row.labels) - 1 not in row.codes


def _wants_pair(row: RawRow, shape: Shape) -> bool:
    """Whether a code beside the row's name is one more of its own."""
    return _is_named(row) and sum(place - 1 not in row.codes for place in row.codes) < shape.pairs


def _is_label_number(tokens: Sequence[Token], at: int, row: RawRow, shape: Shape, single: bool, listed: Listed) -> bool:
    """A number that belongs to the label: a code, or a figure with words after it on the same line."""
    if _is_code(tokens, at, row, shape, single, listed):
        return True
    token = tokens[at]
    if single or token.last:
        return False
    line = [t for t in tokens[max(0, at - 60) : at + 60] if t.line == token.line]
    if sum(t.is_number for t in line) > len(shape.amounts) + len(shape.codes) + 1:
        return False  # several rows on one line
    rest = [t for t in tokens[at + 1 : at + 60] if t.line == token.line]
    numbers = sum(t.is_number for t in rest)
    if row.amounts or numbers == len(rest) or numbers > len(shape.amounts):
        return False
    return rest[-1].is_number


def _is_code(tokens: Sequence[Token], at: int, row: RawRow, shape: Shape, single: bool, listed: Listed) -> bool:
    token = tokens[at]
    if not shape.codes or not token.is_digits:
        return False
    behind_parts = len(row.codes) > 0
    pattern = CODE if len(shape.parts) == shape.pairs else _PARTIAL_CODE
    whole = pattern.fullmatch(token.folded) if shape.parts else None
    over = None if whole else _over_parts(tokens, at, shape, single, listed)
    whole = whole or over
    unit = _UNIT_CODE.fullmatch(token.folded) if shape.unit is not None else None
    again = shape.unit is not None and token.folded == "".join(row.labels[i].folded for i in sorted(row.codes))
    if not (whole or again or (unit and (len(token.folded) > 3 or not shape.parts or behind_parts))):
        return False
    width = len(shape.amounts)
    named = _is_named(row)
    if row.codes and not row.amounts and not named and len(row.codes) >= len(shape.codes):
        return False
    after = at + 1
    while len(shape.codes) > 1 and after < len(tokens) and after - at < len(shape.codes) and tokens[after].is_digits:
        after += 1
    if after >= len(tokens) or tokens[after].is_number:
        return False
    said = "".join(t.folded for t in tokens[at:after] if len(t.folded) <= 3 or shape.unit is None)
    own = "".join(t.folded for t in tokens[at : after - 1]) if shape.unit is not None else ""
    known = listed(said, tokens[after].folded) or (own != "" and listed(own, tokens[after].folded))
    if _wants_pair(row, shape):
        return True
    if named:  # a row whose amounts all are blank ends here
        return token.first and known
    if (not row.labels or row.amounts) and known:
        return True
    if single and not over and 0 < len(row.amounts) < width:
        if len(shape.parts) > 1 and _are_parts(tokens[at:after], row.amounts, with_unit=shape.unit is not None):
            return True
        if unit and after == at + 1 and _have_points(row.amounts):
            return True
        one = shape.unit is not None or len(shape.parts) == 1
        return one and _is_no_figure(tokens, at if len(shape.parts) == 1 else after - 1, after)
    return token.first or not row.amounts or len(row.amounts) == width


def _over_parts(tokens: Sequence[Token], at: int, shape: Shape, single: bool, listed: Listed) -> re.Match[str] | None:
    """A whole code of 款 or 项 that begins a line where each part has a column: it stands over all of them. Its name
    follows on the line, or a code list has the code above it; among cells that have a line each, a code list has its
    class and no figure is as plain as it is, or has itself."""
    token = tokens[at]
    if len(shape.parts) < 2 or not token.first or len(token.folded) < _SURELY or at + 1 == len(tokens):
        return None
    name = tokens[at + 1]
    if single:
        in_class = listed(token.folded[:3], "") and _is_no_figure(tokens, at, at + 1)
        sure = in_class or listed(token.folded, name.folded)
    else:
        sure = name.line == token.line or listed(token.folded[:-2], "")
    return CODE.fullmatch(token.folded) if sure else None


def _are_parts(codes: Sequence[Token], amounts: Sequence[Token], *, with_unit: bool) -> bool:
    """Whether digits one below another are a code's parts, of three digits and of two, and no figures of a row whose
    amounts have points or separators. `with_unit`: behind them may stand the unit's code, or the whole code again."""
    behind = codes[-1].folded if with_unit and len(codes) > 1 else ""
    again = behind != "" and (behind == text_of(codes[:-1]) or _UNIT_CODE.fullmatch(behind) is not None)
    first, *others = (len(t.folded) for t in (codes[:-1] if again else codes))
    marked = all(not t.is_digits or t.folded == "0" for t in amounts)
    return first == 3 and (again or bool(others)) and set(others) <= {2} and marked


def _have_points(amounts: Sequence[Token]) -> bool:
    """Whether the figures of a row, dashes aside, all have decimals, so that what has none is no figure of it."""
    figures = [t.folded for t in amounts if any(map(str.isdigit, t.folded))]
    return bool(figures) and all("." in figure for figure in figures)


def _is_no_figure(tokens: Sequence[Token], at: int, after: int) -> bool:
    """Whether the digits before a name are a code for sure: no figure of the rows around is as plain as they are."""
    around = [t for t in tokens[max(0, at - _AROUND) : after + _AROUND] if t.is_number and t.folded != "0"]
    plain = [t for t in around if t.is_digits and len(t.folded) >= len(tokens[at].folded) and not CODE.match(t.folded)]
    return len(tokens[at].folded) >= _SURELY and not plain and len(around) - len(plain) >= 2


def settle_names(rows: list[RawRow], known: Known) -> None:
    """Gives words that stand between two rows' numbers to the row that they complete.

    The usual order is name, then numbers. Words move back to the row above only where that makes its name a known one
    and it was none before, or where it has no name and its neighbour has words to spare.
    """
    for above, below in pairwise(rows):
        pieces = _lines_of(below)
        if len(pieces) < 2 or 0 in below.codes:
            continue
        spare = next((k for k in range(1, len(pieces)) if _gains(above, pieces[:k], pieces[k:], known)), 0)
        moved = sum(len(p) for p in pieces[:spare])
        if moved:
            above.after += below.labels[:moved]
            below.labels = below.labels[moved:]
            below.codes = {c - moved for c in below.codes if c >= moved}


def with_blank_rows(row: RawRow, vocabulary: frozenset[str]) -> list[RawRow]:
    """The row, and before it those of labels of the closed vocabulary without a figure, where all its words are such
    labels, each of one word."""
    labels = row.labels
    if len(labels) < 2 or not all(label.folded in vocabulary for label in labels):
        return [row]
    blank = [RawRow(at=row.at, labels=[label]) for label in labels[:-1]]
    return [*blank, replace(row, labels=labels[-1:])]


def _gains(above: RawRow, given: list[list[Token]], kept: list[list[Token]], known: Known) -> bool:
    name = text_of([t for i, t in enumerate(above.labels) if i not in above.codes])
    extra = text_of([t for piece in given for t in piece])
    if name.count("(") > name.count(")") and (name + extra).count("(") == (name + extra).count(")"):
        return True  # the bracket that it opens is closed there
    if known(name + extra):
        return not known(name) or known(text_of([t for piece in kept for t in piece]))
    return False


def _lines_of(row: RawRow) -> list[list[Token]]:
    """The label's words by line; a code begins a piece of its own line."""
    pieces: list[list[Token]] = []
    for token in row.labels:
        if pieces and pieces[-1][-1].line == token.line:
            pieces[-1].append(token)
        else:
            pieces.append([token])
    return pieces
