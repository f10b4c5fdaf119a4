"""The levels of indicator rows filled into every row that their merged cells cover.

Most exports print a merged cell's text in its first row; some print it where it is seen, in the middle. Where the first
row of a block has no level the second way is taken: then a label reaches as far up as down, and where that leaves
rows undecided the wording of the indicators does (…合格率 is 质量), else they stay with the label above.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.extract.core.forms.rows import Token
from services.extract.core.forms.words import FormWords

_WHY = "the merged cell that covers this row is printed in another one"


@dataclass(frozen=True, kw_only=True, slots=True)
class Levels:
    """The levels of one row; `name` and `value` of its indicator give hints."""

    first: Token | None
    second: Token | None
    name: str = ""
    value: str = ""


def fill_levels(rows: Sequence[Levels], words: FormWords) -> list[Levels]:
    """All rows with both levels, as far as any label tells."""
    return _filled_first(_filled_second(rows, words), words)


def _filled_second(rows: Sequence[Levels], words: FormWords) -> list[Levels]:
    labels = [i for i, row in enumerate(rows) if row.second is not None]
    if not labels:
        return list(rows)
    owner = _owners(rows, labels, words)
    result = []
    for index, row in enumerate(rows):
        source = rows[owner[index]].second
        if row.second is None and source is not None and _agrees(row, source, words):
            row = replace(row, second=_copied(source))
        result.append(row)
    return result


def _owners(rows: Sequence[Levels], labels: Sequence[int], words: FormWords) -> list[int]:
    """For every row the row whose second level covers it."""
    centred = labels[0] > 0
    owner = [labels[0]] * len(rows)
    above = labels[0]
    for label, following in zip(labels, [*labels[1:], len(rows)], strict=True):
        between = range(label + 1, following)
        last = following - 1
        if centred and following < len(rows):
            last = label + above if above and label + above < following else _split(rows, label, following, words)
        for index in between:
            owner[index] = label if index <= last else following
        owner[label] = label
        above = following - last - 1
    return owner


def _split(rows: Sequence[Levels], label: int, following: int, words: FormWords) -> int:
    """The last row between two labels that still belongs to the upper one, by the wording of the indicators."""
    upper, lower = _second(rows[label], words), _second(rows[following], words)
    votes = [_vote(rows[i], upper, lower, words) for i in range(label + 1, following)]
    best = max(range(len(votes) + 1), key=lambda k: (sum(votes[:k]) - sum(votes[k:]), k))
    return label + best


def _vote(row: Levels, upper: str, lower: str, words: FormWords) -> int:
    """+1 if the wording speaks for the upper level, −1 for the lower, 0 if for neither."""
    hints = [bool(words.hints[level].search(row.name)) if level in words.hints else False for level in (upper, lower)]
    return hints[0] - hints[1]


def _second(row: Levels, words: FormWords) -> str:
    return (words.second_key(row.second.text) or "") if row.second is not None else ""


def _agrees(row: Levels, source: Token, words: FormWords) -> bool:
    """A second level of another first level than the one printed in the row does not cover it."""
    if row.first is None:
        return True
    parent = words.parents.get(words.second_key(source.text) or "")
    return parent is None or words.first_key(row.first.text) == parent or words.first_key(row.first.text) is None


def _filled_first(rows: Sequence[Levels], words: FormWords) -> list[Levels]:
    printed = {words.first_key(r.first.text): r.first for r in reversed(rows) if r.first is not None}
    result: list[Levels] = []
    before: Token | None = None
    for row in rows:
        parent = words.parents.get(_second(row, words))
        if row.first is None:
            row = replace(row, first=_first_of(row, parent, before, printed))
        result.append(row)
        before = row.first or before
    return result


def _first_of(row: Levels, parent: str | None, before: Token | None, printed: dict[str | None, Token]) -> Token | None:
    """The first level of a row that prints none: the one above if it fits the second level, else the frame's."""
    if before is not None and (parent is None or printed.get(parent) is None or _is(before, parent)):
        return _copied(before)
    source = printed.get(parent) if parent is not None else None
    if source is not None:
        return _copied(source)
    if parent is not None and row.second is not None:
        blank = replace(row.second, text="", raw=(), repairs=())
        return blank.repaired("span_filled", "", parent, "the closed frame of levels: the printed cell is lost")
    return None


def _is(token: Token, level: str) -> bool:
    return token.text.startswith(level) or level in token.text


def _copied(token: Token) -> Token:
    """A label in a row that its merged cell covers; log it unless it was logged already."""
    plain = replace(token, repairs=())
    return plain.repaired("span_filled", "", token.text, _WHY)
