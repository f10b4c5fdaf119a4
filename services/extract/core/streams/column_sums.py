"""Which columns of amounts are the sums of which others, by the texts of their head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from services.extract.core.templates import ColumnTemplate, HeadTemplate
from shared.model.fold import fold

TOTAL = re.compile(r"[总合小]计|(?:支出|收入)(?:总计|合计)")
FEWEST_TOLD = 3
"""columns of a total and its parts at the least, for sums to tell which of them are blank"""
_RATE = re.compile(r"[%％率]|比[例重]|百分比")
_CHANGE, _EARLIER = re.compile(r"增减(?:变化|变动)?[额数]?|增加[额数]"), re.compile("上年|去年")

_STAGES = tuple(map(re.compile, (r"年初|上年结[转余]", "本年收入", "本年支出", r"年[末终]|结转下年")))
"""what a fund had, got, spent and has left"""
_KINDS_SPENT = ("基本支出", "项目支出")

Sum = tuple[int, tuple[int, ...]]
"""the position of a total, and those of its parts"""
Balance = tuple[tuple[int, int], tuple[int, int]]
"""the positions of what there was and came in, and of what was spent and is left: both come to the same"""


def total_and_parts(head: HeadTemplate, columns: Sequence[int]) -> list[int]:
    """The only total among the columns of amounts and those that add up to it: all, or its neighbours under the same
    parent. All as well where the other totals are those of groups, or where what was there and came in is what was
    spent and is left."""
    if not columns or first_is_total(head, columns) or _has_groups(head, columns) or _stages(head, columns):
        return list(columns)
    totals = [n for n, i in enumerate(columns) if _is_total(head, i)]
    if _is_of_groups(head, columns):
        return list(columns)[: max(n for n, i in enumerate(columns) if not holds_rates(head.columns[i])) + 1]
    if len(totals) != 1:
        return []
    above = head.columns[columns[totals[0]]].path[:-1]
    return list(takewhile(lambda i: above and head.columns[i].path[:-1] == above, columns[totals[0] :]))


def first_is_total(head: HeadTemplate, amounts: Sequence[int]) -> bool:
    """The first amount column is the only total, so that the others add up to it. A head may have no amounts."""
    leaves = [_is_total(head, i) for i in amounts]
    return leaves[:1] == [True] and not any(leaves[1:])


def holds_rates(column: ColumnTemplate) -> bool:
    """Whether its text says that a column holds rates."""
    return names_rate(column.path[-1])


def names_rate(text: str) -> bool:
    """Whether a text of a head is that of a column of rates."""
    return _RATE.search(text) is not None


def _has_groups(head: HeadTemplate, columns: Sequence[int]) -> bool:
    """Whether the first amount column is the total of all, and every other total that of its own group."""
    paths = _paths(head, columns)
    first, *others = [path for i, path in zip(columns, paths, strict=True) if _is_total(head, i)] or [()]
    return first is paths[0] and len(first) == 1 and bool(others) and all(len(path) > 1 for path in others)


def _is_of_groups(head: HeadTemplate, columns: Sequence[int]) -> bool:
    """Whether several groups side by side have totals of their own, and no total stands over all (of two years)."""
    totals = [path for i, path in zip(columns, _paths(head, columns), strict=True) if _is_total(head, i)]
    tops = [path[0] for path in totals if len(path) > 1]
    return len(tops) == len(totals) and len(set(tops)) > 1 and not holds_rates(head.columns[columns[0]])


def _paths(head: HeadTemplate, columns: Sequence[int]) -> list[tuple[str, ...]]:
    """Their paths, without the texts that stand over all of them."""
    paths = [head.columns[i].path for i in columns]
    levels = zip(*(path[:-1] for path in paths), strict=False)
    over_all = sum(1 for _ in takewhile(lambda texts: len(set(texts)) == 1, levels))
    return [path[over_all:] for path in paths]


def _is_total(head: HeadTemplate, column: int) -> bool:
    return TOTAL.search(fold(head.columns[column].path[-1])) is not None


def sums_of(head: HeadTemplate, amounts: Sequence[int]) -> list[Sum]:
    """Which of the amounts, by their positions, are the sum of which others: the first of all of them but the parts of
    groups that have a total, and each of these of its own."""
    groups: dict[tuple[str, ...], int] = {}
    apart = _is_of_groups(head, amounts) or bool(_stages(head, amounts))
    for position, i in enumerate(amounts):
        deeper = len(head.columns[i].path) > len(head.columns[amounts[0]].path)
        if _is_total(head, i) and (apart or (position and deeper)):
            groups[head.columns[i].path[:-1]] = position
    found: dict[int, list[int]] = {0: [], **{total: [] for total in groups.values()}}
    for position, i in enumerate(amounts):
        path = head.columns[i].path
        owners = [path[:end] for end in range(1, len(path)) if path[:end] in groups and groups[path[:end]] != position]
        if owners or (position and not apart):
            found[groups[owners[-1]] if owners else 0].append(position)
    change = _change(head, amounts) if apart else None
    return [(total, tuple(parts)) for total, parts in found.items() if parts] + ([change] if change else [])


def _change(head: HeadTemplate, amounts: Sequence[int]) -> Sum | None:
    """This year's total as the sum of last year's and the change, where a column has that."""
    paths = [head.columns[i].path for i in amounts]
    totals = [position for position, i in enumerate(amounts) if _is_total(head, i)]
    changes = [position for position, path in enumerate(paths) if _CHANGE.fullmatch(fold(path[-1]))]
    earlier = [position for position in totals if _EARLIER.search(paths[position][0])]
    if len(totals) != 2 or len(earlier) != 1 or len(changes) != 1:
        return None
    (later,) = (position for position in totals if position not in earlier)
    return later, (*earlier, *changes)


def balances_of(head: HeadTemplate, amounts: Sequence[int]) -> list[Balance]:
    """What comes to the same on both sides in every row (决算 of funds): over all, and for 基本支出 and 项目支出 where
    each of the four stages has a column of that."""
    stages = _stages(head, amounts)
    paths = _paths(head, amounts)
    found = []
    for kind in ("", *_KINDS_SPENT):
        own = [[p for p in stage if not kind or "".join(paths[p][1:2]).startswith(kind)] for stage in stages]
        leading = [next((p for p in stage if len(stage) == 1 or _is_total(head, amounts[p])), None) for stage in own]
        match leading:
            case int(had), int(got), int(spent), int(left):
                found.append(((had, got), (spent, left)))
    return found


def _stages(head: HeadTemplate, columns: Sequence[int]) -> list[list[int]]:
    """The positions of the columns of what a fund had, got, spent and has left; none where the columns are not those
    of all four in this order."""
    tops = [path[0] for path in _paths(head, columns)]
    stages = [[p for p, top in enumerate(tops) if stage.search(top)] for stage in _STAGES]
    whole = all(stages) and [p for stage in stages for p in stage] == [*range(len(columns))]
    return stages if whole and all(len({tops[p] for p in stage}) == 1 for stage in stages) else []
