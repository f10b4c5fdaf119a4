"""The levels of indicator rows filled into every row that their merged cells cover.

Most exports print a merged cell's text in its first row; some print it where it is seen, in the middle. Where the first
row of a block has no level, or the wording of the indicators fits it better, the second way is taken: then a label
reaches as far up as down, or one row further down (or up, where rows are of several heights and the wording says so),
so that all labels together leave no row; or, where they cannot, it stands in the last of its rows. Where that leaves
rows undecided the wording decides (…合格率 is 质量), else they stay with the label above and are unsure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from services.extract.core.forms.rows import Token
from services.extract.core.forms.words import FormWords

_WHY = "the merged cell that covers this row is printed in another one"

_MOST_WAYS = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Levels:
    """The levels of one row; `name` and `value` of its indicator give hints."""

    first: Token | None
    second: Token | None
    name: str = ""
    value: str = ""
    unsure: bool = False
    """whether another level may be meant, for all that the row's place and wording tell"""


def fill_levels(rows: Sequence[Levels], words: FormWords) -> list[Levels]:
    """All rows with both levels, as far as any label tells."""
    return _filled_first(_filled_second(rows, words), words)


def _filled_second(rows: Sequence[Levels], words: FormWords) -> list[Levels]:
    labels = [i for i, row in enumerate(rows) if row.second is not None]
    if not labels:
        return list(rows)
    owner = _owners(rows, labels, words)
    unsure: frozenset[int] = frozenset()
    centred = _centred(rows, labels, words)
    if centred is not None and (labels[0] > 0 or _speaks_for(rows, centred[0], owner, words)):
        owner, unsure = centred
    elif (centred is None and labels[0] > 0) or (labels[0] == 0 and rows[0].first is None):
        owner, unsure = _not_centred(rows, labels, owner, words)
    result = []
    for index, row in enumerate(rows):
        source = rows[owner[index]].second
        if row.second is None and source is not None and _agrees(row, source, words):
            row = replace(row, second=_copied(source), unsure=index in unsure)
        result.append(row)
    return result


def _not_centred(
    rows: Sequence[Levels], labels: Sequence[int], owner: list[int], words: FormWords
) -> tuple[list[int], frozenset[int]]:
    """For every row the row whose second level covers it, where the labels stand not in the middle: at the bottom of
    their rows, if the last row prints one and the wording fits as well (better, where the first row prints one, too);
    and the rows that could be another level's."""
    blank = labels[0] > 0
    filled = frozenset(range(len(rows))) - frozenset(labels)
    if labels[-1] != len(rows) - 1:
        return owner, filled if blank else frozenset()
    low = [min(label for label in labels if label >= i) for i in range(len(rows))]
    if _wording(rows, low, words) < _wording(rows, owner, words) + (not blank):
        return owner, filled if blank else frozenset()
    return low, frozenset(i for i in filled if low[i] != owner[i])


def _speaks_for(rows: Sequence[Levels], centred: Sequence[int], owner: Sequence[int], words: FormWords) -> bool:
    """Whether wording alone makes the labels stand in the middle: only where the first levels do so, too."""
    return _wording(rows, centred, words) > _wording(rows, owner, words) and _firsts_centred(rows, centred, words)


def _firsts_centred(rows: Sequence[Levels], owner: Sequence[int], words: FormWords) -> bool:
    """Whether every first level that is printed once stands in the middle of the rows whose second levels are its."""
    parents = [words.parents.get(_second(rows[label], words)) for label in owner]
    printed = [(i, words.first_key(row.first.text)) for i, row in enumerate(rows) if row.first is not None]
    for index, level in printed:
        own = [i for i, parent in enumerate(parents) if parent == level]
        once = [i for i, name in printed if name == level] == [index]
        if once and own and index not in (own[0] + (len(own) - 1) // 2, own[0] + len(own) // 2):
            return False
    return True


def _centred(
    rows: Sequence[Levels], labels: Sequence[int], words: FormWords
) -> tuple[list[int], frozenset[int]] | None:
    """For every row the row whose second level covers it, if all levels stand in the middle of their rows, and the rows
    that could as well be another level's; None where the labels do not stand so."""
    below, around = (
        [
            [label for label, (start, end) in zip(labels, way, strict=True) for _ in range(start, end)]
            for way in islice(_extents(0, labels, len(rows), most_down), _MOST_WAYS)
        ]
        for most_down in ((1,), (1, -1))
    )
    found = [(_wording(rows, owner, words), owner) for owner in below]
    if not found:
        return None
    top = max(score for score, _ in found)
    found = [(score, owner) for owner in around if (score := _wording(rows, owner, words)) > top] or found
    best = [owner for score, owner in found if score == max(score for score, _ in found)]
    unsure = frozenset(i for i in range(len(rows)) if len({owner[i] for owner in best}) > 1)
    return min(best), unsure


def _extents(start: int, labels: Sequence[int], count: int, further: Sequence[int]) -> Iterator[list[tuple[int, int]]]:
    """The ways to share the rows from `start` on among the labels, each in the middle of its own: (from, to).
    `further`: how many rows more a label may reach down than up."""
    if not labels:
        if start == count:
            yield []
        return
    up = labels[0] - start
    for end in (labels[0] + up + 1 + more for more in (0, *further) if up >= 0 and up + more >= 0):
        if end <= (labels[1] if len(labels) > 1 else count):
            for rest in _extents(end, labels[1:], count, further):
                yield [(start, end), *rest]


def _wording(rows: Sequence[Levels], owner: Sequence[int], words: FormWords) -> int:
    """What the wording of the rows says about their levels: +1 for each that fits its own, −1 for each that fits a
    neighbour of it."""
    labels = sorted(set(owner))
    total = 0
    for index, label in enumerate(owner):
        at = labels.index(label)
        others = [*labels[max(0, at - 1) : at], *labels[at + 1 : at + 2]]
        own = _second(rows[label], words)
        votes = (_vote(rows[index], own, _second(rows[other], words), words) for other in others)
        total += max(votes, key=abs, default=0)
    return total


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
        elif before is not None and _reaches_up(row.first, parent, before, words):
            row = replace(row, first=_copied(before))
        result.append(row)
        before = row.first or before
    return result


def _reaches_up(first: Token, parent: str | None, before: Token, words: FormWords) -> bool:
    """Whether the first level of a merged cell is none of this row, whose second one is of the level above: nothing
    drawn says where that one ends."""
    known = words.first_key(first.text)
    return parent is not None and first.row_span > 1 and known not in (None, parent) and _is(before, parent)


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
