"""The head of such a table: of the ways to set its texts over one another the one that least speaks against, by what
heads are known to have and by the sums of columns that it says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from services.extract.core.heads.group_sums import Figures, adds_up
from services.extract.core.heads.lexicon import OF_WHICH, disorder, meaning
from services.extract.core.streams.column_sums import names_rate
from services.extract.core.streams.summed.bodies import Body
from services.extract.core.streams.summed.line_trees import Line, line_trees
from services.extract.core.streams.summed.trees import Tree, trees_of
from services.extract.core.streams.summed.wordings import Wording
from services.extract.core.templates import ColumnTemplate, HeadTemplate, Lexicon, head_key
from shared.model.numbers import parse_number
from shared.model.table import Role

_MOST_TEXTS, _MOST_INNER = 30, 8
_STEM = 2
"""letters that texts of one kind have in common (人员类, 人员经费)"""
_TOTAL = re.compile(r"[总合小]计|总[额数量]|.{2,4}(?:总额|[总合]计)")
_OVER_AMOUNTS = re.compile(r".*(?:[数额费]|资金|收入|支出|拨款|预算|决算)")
_MONEY = re.compile(r".*(?:[数额费]|资金)")
_CODES = re.compile(r".*(?:编码|代码)")
_OVER_NAMES = re.compile(r".*(?:编码|代码|名称)|序号")
_NUMBER = "序号"
_LOWEST = re.compile(r".*(?:编码|代码|名称|[率%])|序号|备注")
"""what stands over nothing, as totals do"""
# What speaks against a head; the unit is a sum that does not hold.
_NO_SUM, _SUM, _NO_TOP_SUM = 1.0, -0.5, 0.2
_ELSEWHERE, _STRANGE, _CHILDLESS, _LEAF_ABOVE, _MISPLACED = 0.3, 0.1, 0.6, 0.3, 1.0
_NO_CODES = 0.3
"""against names in a column of codes"""
_ALIKE = -0.3
"""where the same texts stand under several"""
_MIXED = 0.5
"""against each amount under a text that codes or names stand under"""
_UNEVEN = 0.5
"""against a line whose texts do not stand at one height"""
_DEEP = 0.2
"""against each text over others that stand over others"""
_CLEAR = 0.25
"""by so much one way is better than any other"""


Path = tuple[int, ...]
"""the texts over a column, its own last, by their numbers"""


@dataclass(frozen=True, kw_only=True, slots=True)
class SummedHead:
    """A way to read a head: what speaks against it, whether clearly more speaks against all others, and whether more
    sums hold that it says than do not."""

    template: HeadTemplate
    body: Body
    cost: float
    clear: bool
    told: bool


def most_gain(texts: Sequence[str]) -> float:
    """How much may speak for a head of these texts."""
    return -_ALIKE - _SUM * sum(map(_is_total, texts))


def head_of(wording: Wording, body: Body, lexicon: Lexicon, steps: Iterator[int]) -> SummedHead | None:
    """The likeliest head over the body, as far as `steps` go; None where the texts make none."""
    texts, lines, against = wording.texts, wording.lines, wording.cost + body.cost
    inner = len(texts) - len(body.roles)
    if not 0 <= inner <= _MOST_INNER or len(texts) > _MOST_TEXTS:
        return None
    judge = _Judge.of(texts, body, lexicon)
    best: tuple[float, list[Path], float] | None = None
    second = float("inf")
    width = len(body.roles)
    by_line = line_trees(lines, width, judge.may_hold, judge.may_be_leaf, steps)
    for tree in by_line if wording.by_line else trees_of(texts, width, judge.may_hold, steps):
        paths = list(_paths(tree, tree.tops, ()))
        sums = judge.against_sums(tree, paths)
        cost = against + judge.against_words(tree, paths) + sums
        cost += 0.0 if wording.by_line else _UNEVEN * _uneven(paths, lines)
        if cost < second:
            cost += disorder(judge.columns(paths))
        if best is None or cost < best[0]:
            second = best[0] if best is not None else second
            best = (cost, paths, sums)
        else:
            second = min(second, cost)
    if best is None:
        return None
    template = HeadTemplate(columns=tuple(judge.columns(best[1])))
    cost, _, sums = best
    return SummedHead(template=template, body=body, cost=cost, clear=second - cost >= _CLEAR, told=sums < 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Judge:
    """What is known of the texts of a head and of the columns under it."""

    texts: Sequence[str]
    keys: Sequence[str]
    totals: Sequence[bool]
    lowest: Sequence[bool]
    roles: Sequence[Role]
    figures: Figures
    """those of the rows that have all of them"""
    numbered: frozenset[int]
    """columns that number the rows"""
    lexicon: Lexicon

    @classmethod
    def of(cls, texts: Sequence[str], body: Body, lexicon: Lexicon) -> _Judge:
        return cls(
            texts=texts,
            keys=[head_key(text) for text in texts],
            totals=[_is_total(text) for text in texts],
            lowest=[_LOWEST.fullmatch(text) is not None for text in texts],
            roles=body.roles,
            figures=tuple(
                tuple(parse_number(t.text) for t in row.figures) for row in body.rows if len(row.figures) == body.width
            ),
            numbered=body.numbered,
            lexicon=lexicon,
        )

    def may_be_leaf(self, text: int, column: int) -> bool:
        """Whether it may be the text of a column, for what this holds."""
        if self.roles[column] is Role.AMOUNT and _OVER_NAMES.fullmatch(self.texts[text]):
            return False
        return (column in self.numbered) == (self.texts[text] == _NUMBER)

    def may_hold(self, over: int, below: Sequence[int]) -> bool:
        if self.totals[over] or self.lowest[over]:
            return False
        if any(self.totals[i] for i in below[1:]) or any(self.texts[i] == self.texts[over] for i in below):
            return False
        return not self._is_mixed_up(over, below)

    def columns(self, paths: Sequence[Path]) -> list[ColumnTemplate]:
        """The columns, with what the rows say that they hold."""
        printed = (tuple(self.texts[i] for i in path) for path in paths)
        return [
            ColumnTemplate(path=path, role=role, key=key if known is role else None)
            for path, role in zip(printed, self.roles, strict=True)
            for key, known in [meaning(path, self.lexicon)]
        ]

    def against_words(self, tree: Tree, paths: Sequence[Path]) -> float:
        """What heads are known not to have."""
        groups = Counter(tuple(self.texts[i] for i in below) for below in tree.below if below)
        cost = _ALIKE * (max(groups.values(), default=0) > 1)
        for over, below in enumerate(tree.below):
            if below:
                cost += self._against_group(over, below) + _DEEP * any(tree.below[i] for i in below)
            elif self.keys[over] in self.lexicon.words and self.keys[over] not in self.lexicon.leaves:
                cost += _CHILDLESS
        over_amounts: dict[int, bool] = {}
        for path, held in zip(paths, self.roles, strict=True):
            for over in path[:-1] if held is not Role.TEXT else ():
                cost += _MIXED * (over_amounts.setdefault(over, held is Role.AMOUNT) != (held is Role.AMOUNT))
            role = self._role(path[-1])
            cost += _MISPLACED * (role is not None and (role is Role.AMOUNT) != (held is Role.AMOUNT))
            cost += _NO_CODES * (role is Role.CODE and held is Role.LABEL)
        return cost

    def _role(self, text: int) -> Role | None:
        """What a column of this text holds, as far as heads and words tell."""
        known = self.lexicon.roles.get(self.keys[text])
        if known is not None:
            return known
        if _OVER_NAMES.fullmatch(self.texts[text]):
            return Role.CODE if _CODES.fullmatch(self.texts[text]) else Role.LABEL
        return Role.AMOUNT if _MONEY.fullmatch(self.texts[text]) else None

    def _against_group(self, over: int, below: Sequence[int]) -> float:
        known = self.lexicon.under.get(self.keys[over], frozenset())
        begun = {key[:_STEM] for key in known}
        cost = _LEAF_ABOVE * (not known and self.keys[over] in self.lexicon.leaves)
        for key in (self.keys[i] for i in below):
            if key not in self.lexicon.words:
                cost += 0.0 if key[:_STEM] in begun else _STRANGE
            elif key not in known:
                cost += _ELSEWHERE * (bool(known) + (key in self.lexicon.tops))
        return cost

    def _is_mixed_up(self, over: int, below: Sequence[int]) -> bool:
        """Whether codes or names stand under what is of amounts."""
        of_amounts = _OVER_AMOUNTS.fullmatch(self.texts[over]) is not None
        return of_amounts and any(_OVER_NAMES.fullmatch(self.texts[i]) for i in below)

    def against_sums(self, tree: Tree, paths: Sequence[Path]) -> float:
        """What the rows say: a total that stands first under a text is the sum of those beside it. One at the top is
        that of some beside it, of which nobody knows how many."""
        if not self.figures:
            return 0.0
        lowest = (path[-1] for path, role in zip(paths, self.roles, strict=True) if role is Role.AMOUNT)
        at = {text: figure for figure, text in enumerate(lowest)}
        cost = 0.0
        for start, *others in (below for below in tree.below if below):
            if self.totals[start] and start in at and not self.texts[others[0]].startswith(OF_WHICH):
                holds = adds_up(self.figures, at[start], self._parts(tree, others, at))
                cost += 0.0 if holds is None else _SUM if holds else _NO_SUM
        tops = tree.tops
        for number, total in enumerate(tops):
            if not (self.totals[total] and total in at):
                continue
            beside = list(takewhile(lambda i: not self.totals[i], tops[number + 1 :]))
            told = [
                adds_up(self.figures, at[total], self._parts(tree, beside[:count], at))
                for count in range(len(beside), 0, -1)
                if count > 1 or tree.below[beside[0]]
            ]
            cost += _SUM if True in told else _NO_TOP_SUM * (False in told)
        return cost

    def _parts(self, tree: Tree, texts: Sequence[int], at: dict[int, int]) -> list[int]:
        """The figures of a row that texts stand for: their own but for rates, the total below, or all below."""
        out: list[int] = []
        for i in texts:
            below = tree.below[i]
            if below:
                out += self._parts(tree, below[:1] if self.totals[below[0]] else below, at)
            elif i in at and not names_rate(self.texts[i]):
                out.append(at[i])
        return out


def _uneven(paths: Sequence[Path], lines: Sequence[Line]) -> int:
    """How many lines hold texts whose cells have their middle at different heights, those of columns reaching down to
    the last level."""
    levels = max(map(len, paths))
    middles = {path[depth]: 2 * depth + 1 for path in paths for depth in range(len(path) - 1)}
    middles |= {path[-1]: len(path) - 1 + levels for path in paths}
    return sum(len({middles[i] for i in own}) > 1 for _, own in lines)


def _is_total(text: str) -> bool:
    return _TOTAL.fullmatch(text) is not None


def _paths(tree: Tree, level: Sequence[int], above: Path) -> Iterator[Path]:
    """The texts over each leaf and itself, from left to right."""
    for i in level:
        if tree.below[i]:
            yield from _paths(tree, tree.below[i], (*above, i))
        else:
            yield (*above, i)
