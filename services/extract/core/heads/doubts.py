"""Heads whose own print says that they cannot be trusted: one over several columns, several run together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set

from services.extract.core.aligned.doubts import DOUBTFUL
from services.extract.core.heads.as_printed import has_room
from services.extract.core.heads.repair import is_piece
from services.extract.core.heads.words import Path
from services.extract.core.parts import Matrix, Part, Slot
from services.extract.core.templates import Templates, head_key
from shared.model.fold import fold
from shared.model.page import GridSource

#: confidence of the cells of a column whose head was put right with all its letters there, or is in doubt itself
SETTLED = 0.97
#: letters of a head at the least, and of heads in a row of which some are of one letter (类 款 项)
_SHORTEST, _LONG = 2, 6
#: an amount and no code
_AMOUNT = re.compile(r"[-−]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)")

#: the digits of codes: 类, 款 and 项 each or together
_CODES = frozenset((2, 3, 5, 7))


def of_print(
    certainty: tuple[float, ...],
    part: Part,
    count: int,
    paths: Sequence[Path],
    values: Sequence[Sequence[str]],
    templates: Templates,
) -> tuple[float, ...]:
    """How far the columns of a part are to be trusted, less for those that its head's print (`count` rows) leaves in
    doubt. () stands for all sure."""
    head = part.matrix[:count]
    amounts = [c for c, held in enumerate(values) if any(_AMOUNT.fullmatch(text) for text in held) or _are_counts(held)]
    doubted = _shared(head, amounts)
    if part.source is GridSource.RULED:
        doubted |= _below_blanks(head, amounts)
        if not any(paths) and not part.caption.title:  # a piece of another table, with its columns or without some
            doubted |= set(range(part.cols))
    if part.source is GridSource.MARKED and not any(paths):  # rows of a table above, or one that lost its head
        doubted |= set(range(part.cols))
    if part.source in (GridSource.ALIGNED, GridSource.RULED):
        several = {c for c, path in enumerate(paths) if _run_together(path, templates)}
        # Rules that leave several heads in one cell are not those of the columns: the parents may be lost as well.
        doubted |= set(range(part.cols)) if several and part.source is GridSource.RULED else several
    least = [SETTLED if c in doubted else 1.0 for c in range(part.cols)]
    # What is found by alignment, or printed out of its cell, is no surer on further pages than its head.
    if part.source is GridSource.ALIGNED or (part.source is GridSource.RULED and _is_digital(part)):
        least = [min([most, *_confidences(head, c)]) for c, most in enumerate(least)]
        if _has_lost_name(least, head, values):
            least = [min(most, SETTLED) for most in least]
    return tuple(map(min, certainty or (1.0,) * part.cols, least)) if min(least, default=1.0) < 1 else certainty


def may_be_cut(path: Path, known: Path, head: Matrix, column: int) -> bool:
    """Whether a text of the path is the beginning or the end of the template's, in a cell whose lines are too short for
    the whole: a cell too low for its lines hides some. Where it has room for the whole that is another wording."""
    if not is_piece(path, known):
        return False
    slots = [row[column] for row in head]
    pieces = [(p, k) for p, k in zip(map(fold, path), map(fold, known), strict=True) if len(p) < len(k)]
    return any(not any(fold(s.text) == p and has_room(s, len(k)) for s in slots) for p, k in pieces)


def of_spans(certainty: tuple[float, ...], part: Part, *, are_known: bool) -> tuple[float, ...]:
    """How far the columns of a part are to be trusted whose head distances alone tell: less, unless a template has the
    very same one, as printed (`are_known`)."""
    if not part.guessed or are_known:
        return certainty
    return tuple(min(c, DOUBTFUL) for c in certainty or (1.0,) * part.cols)


def _are_counts(held: Sequence[str]) -> bool:
    """Whether the whole numbers of a column are amounts: some have as many digits as no code, and they do not number
    the rows."""
    digits = [text for text in held if text.isdecimal()]
    numbered = [int(text) for text in digits] == list(range(1, len(digits) + 1))
    return not numbered and any(len(text) not in _CODES for text in digits)


def _has_lost_name(least: Sequence[float], head: Matrix, values: Sequence[Sequence[str]]) -> bool:
    """Whether a column has no name beside one whose name is in doubt: that may be the names of both, and a row's label
    stands in a column that nothing tells from the others."""
    named = [any(row[c].text for row in head) for c in range(len(least))]
    doubted = [yes and most < 1 for yes, most in zip(named, least, strict=True)]
    return any(not named[c] and any(values[c]) and any(doubted[max(0, c - 1) : c + 2]) for c in range(len(least)))


def _is_digital(part: Part) -> bool:
    """Whether a text of the part was never read from pixels, as none is that is certain without doubt."""
    return any(f.confidence == 1 for row in part.matrix for slot in row for f in slot.fragments)


def _shared(head: Matrix, amounts: Sequence[int]) -> set[int]:
    """The columns with amounts that one cell of the head stands over together, and nothing below it: what named each of
    them was lost."""
    leaves = {c: next((row[c] for row in reversed(head) if row[c].text), None) for c in amounts}
    owners = Counter(leaf.origin for leaf in leaves.values() if leaf is not None and leaf.col_span > 1)
    return {c for c, leaf in leaves.items() if leaf is not None and owners[leaf.origin] > 1}


def _below_blanks(head: Matrix, amounts: Sequence[int]) -> set[int]:
    """The columns with amounts whose head has a blank cell above its leaf: a page break or a cut beside it took what
    stood there."""
    return {c for c in amounts if _has_blank_parent([row[c] for row in head])}


def _has_blank_parent(column: Sequence[Slot]) -> bool:
    leaf = next((i for i in range(len(column) - 1, -1, -1) if column[i].text), 0)
    return any(not slot.text for slot in column[:leaf])


def _run_together(path: Path, templates: Templates) -> bool:
    """Whether a text of a path is the heads of several columns that have no room between them."""
    return any(_is_several(head_key(text), templates.head_words) for text in path)


def _confidences(head: Matrix, column: int) -> list[float]:
    return [f.confidence for row in head for f in row[column].fragments]


def _is_several(text: str, words: Set[str]) -> bool:
    """Whether a text that is no known head is two or more of them in a row."""
    if text in words:
        return False
    reached = {0}
    shortest = 1 if len(text) >= _LONG else _SHORTEST
    for end in range(shortest, len(text) + 1):
        if any(start in reached and text[start:end] in words for start in range(end - shortest + 1)):
            reached.add(end)
    return len(text) in reached
