"""Which known head a printed one is: leaf by leaf, or as one bag of letters where it is cut up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from services.extract.core.heads.words import Path, is_alike, without_odd
from services.extract.core.parts import Matrix
from services.extract.core.templates import HeadTemplate, TableTemplate, Templates
from services.extract.core.titles import tables_of_title
from shared.model.fold import fold

ANY_YEAR = re.compile(r"(?:20\d\d|\{y(?:-1)?\})年(?:度)?")


#: the least likeness of a printed head to a template's, with and without a title that names the table
_LIKE_WITH_TITLE = 0.55


_LIKE_WITHOUT_TITLE = 0.86


#: what being of the report's family counts for
_FAMILY = 0.15


#: the whole head is there, whatever column its pieces stand in
ALL_THERE = 0.88


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """A template's head that fits a printed one, and how well (0–1)."""

    table: TableTemplate
    head: HeadTemplate
    score: float


def best_match(
    title: str | None, printed: Sequence[Path], head: Matrix, templates: Templates, family: str | None = None
) -> Match | None:
    """The known head that fits best, None where none fits clearly. `family`, the one of most tables of the report,
    decides between heads that fit about equally. Where nothing is printed over the columns, it is the only head of so
    many columns that the title has."""
    named = tables_of_title(title, templates) if title else ()
    scored = [
        Match(table=table, head=known, score=likeness(printed, head, known))
        for table in (named or templates.tables)
        for known in table.heads
        if len(known.columns) == len(printed)
    ]
    if not scored:
        return None
    best = max(scored, key=lambda m: m.score + (_FAMILY if m.table.family == family else 0.0))
    if named and not any(printed):
        own = [m for m in scored if m.table.family == family] or scored
        return own[0] if len(own) == 1 else None
    if named:
        return best if best.score >= _LIKE_WITH_TITLE or only_its_words(head, best.head) else None
    rivals = {m.table.kind for m in scored if m.score >= best.score - 0.02}
    return best if best.score >= _LIKE_WITHOUT_TITLE and len(rivals) == 1 else None


def only_its_words(head: Matrix, known: HeadTemplate) -> bool:
    """Whether every text that is left of a head is one of the template's, a letter of it misread or not: cells were
    lost, nothing else is wrong."""
    texts = {likeness_key(without_odd(slot.text)) for row in head for slot in row if slot.text}
    words = {likeness_key(text) for column in known.columns for text in column.path}
    return bool(texts) and all(text in words or any(is_alike(text, word) for word in words) for text in texts)


def likeness(printed: Sequence[Path], head: Matrix, known: HeadTemplate) -> float:
    """How much of the template's head the print shows: leaf by leaf, or as one bag of characters where it is cut up."""
    leaves = [
        dice(likeness_key("".join(path)), likeness_key("".join(column.path)))
        for path, column in zip(printed, known.columns, strict=True)
    ]
    return max(sum(leaves) / len(leaves), bag_likeness(head, known))


def bag_likeness(head: Matrix, known: HeadTemplate) -> float:
    """Letters in common, wherever they stand in the head: every printed cell once, every head text once a branch."""
    printed = likeness_key("".join({slot.origin: slot.text for row in head for slot in row}.values()))
    branches = dict.fromkeys(column.path[: i + 1] for column in known.columns for i in range(len(column.path)))
    return dice(printed, likeness_key("".join(branch[-1] for branch in branches)))


def likeness_key(text: str) -> str:
    """Folded, every year as one sign: a head that prints a year is not one that does not."""
    return ANY_YEAR.sub("年", fold(text))


def dice(left: str, right: str) -> float:
    """Characters in common, 0–1."""
    if not left or not right:
        return 0.0
    return 2 * sum((Counter(left) & Counter(right)).values()) / (len(left) + len(right))
