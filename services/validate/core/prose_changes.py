"""Changes that the prose tells (比上年增加300万元，增长10%): the amounts that a rate or a change speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from services.validate.core.prose_terms import is_glossary, subject_key, term_of
from services.validate.core.select import Index
from shared.model import figures
from shared.model.numbers import Interval
from shared.model.prose import FactKind, ProseFact
from shared.model.prose_patterns import LAST_YEAR

HUNDRED = Decimal(100)
FALL = re.compile(figures.FALL)
RISE = re.compile(figures.RISE)
#: what may stand between a rate and the amount of the same change behind it: 增长10%，即增加300万元
_SAME_CHANGE = re.compile(r"^[，,（(]\s*(?:即|也就是)?(?:绝对[额值])?(?:同比|(?:比|较|与)[^，,。；;]{0,16})?$")
_REACHED = re.compile(r"达到?$")
#: what stands between a rate and the amounts that it follows from: 下降20%，由1,250万元降至1,000万元
_FROM_BEHIND = re.compile(r"^(?:[（(]|[，,]?\s*[由从自])")


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A percentage of change with the figures that it follows from: `prior` and `delta`, or `prior` and `current`."""

    percent: ProseFact
    current: ProseFact | None
    delta: ProseFact | None
    prior: ProseFact | None


def changes(index: Index) -> Iterator[Change]:
    """Every percentage of change with the amounts of its own paragraph that it speaks of."""
    for at, fact in enumerate(index.facts):
        if fact.kind is not FactKind.PERCENT or fact.relation != "change" or fact.repeated or is_glossary(index, fact):
            continue
        if fact.unit == "个百分点":
            continue  # of two percentages, not of two amounts
        current, delta, prior = beside(index, at)
        if prior is None and delta is None:
            current, delta, prior = _behind(index.facts, at, current)
        yield Change(percent=fact, current=current, delta=delta, prior=prior)


def beside(index: Index, at: int) -> tuple[ProseFact | None, ProseFact | None, ProseFact | None]:
    """(this year's amount, the change, the amount before) that stand before fact `at` in its paragraph."""
    facts = index.facts
    fact = facts[at]
    current = delta = prior = None
    for k in range(at - 1, max(-1, at - 12), -1):
        near = facts[k]
        if near.section != fact.section or near.paragraph != fact.paragraph:
            break
        if near.amount is None or not same_subject(near, fact):
            continue
        if near.kind is FactKind.DELTA and near.direction:
            if current is not None:
                break  # the change of what was said before
            if delta is None and near.base_year == fact.base_year:
                delta = near
        elif prior is None and is_prior(near, fact, index.document.report.year):
            prior = near
        elif near.parent is not None and subject_key(near) != subject_key(fact):
            continue  # a part of the list whose name the project's name happens to end with
        elif near.kind is FactKind.AMOUNT and current is None:
            current = near
            if delta is not None and prior is not None:
                break
    return current or _reached(facts, at), delta, prior


def _reached(facts: tuple[ProseFact, ...], at: int) -> ProseFact | None:
    """The amount that a change leads to, where it stands behind it: 比上年增加300万元，增长10%，达到3,300万元."""
    for near in facts[at + 1 : at + 3]:
        if (
            near.sentence == facts[at].sentence
            and near.kind is FactKind.AMOUNT
            and _REACHED.search(words_between(facts[at], near))
        ):
            return near if near.amount is not None and subject_key(near) == subject_key(facts[at]) else None
    return None


def _behind(
    facts: tuple[ProseFact, ...], at: int, current: ProseFact | None
) -> tuple[ProseFact | None, ProseFact | None, ProseFact | None]:
    """(this year's amount, the change, the amount before) where a rate stands before what it follows from: last year's
    amount in brackets (比上年增长10%（上年3,000万元）), both amounts (由…降至…), or the change itself (增加300万元)."""
    fact = facts[at]
    behind = [f for f in facts[at + 1 : at + 3] if f.sentence == fact.sentence and f.paragraph == fact.paragraph]
    if not behind or behind[0].amount is None or not same_subject(behind[0], fact):
        return current, None, None
    near = behind[0]
    between = words_between(fact, near)
    if near.prior and near.kind is FactKind.AMOUNT and _FROM_BEHIND.search(between):
        now = behind[1] if len(behind) > 1 else None
        reached = now is not None and now.kind is FactKind.AMOUNT and now.amount is not None and not now.prior
        return current or (now if reached else None), None, near
    base = near.base is None or near.base == fact.base or (fact.base is None and LAST_YEAR.search(near.base))
    same = near.kind is FactKind.DELTA and near.direction and base
    if same and _SAME_CHANGE.search(between.rpartition(near.direction or "")[0]):
        return current, near, None
    return current, None, None


def words_between(one: ProseFact, other: ProseFact) -> str:
    """The words of the sentence between two of its figures."""
    return one.sentence.partition(one.printed)[2].partition(other.printed)[0]


def same_subject(one: ProseFact, other: ProseFact) -> bool:
    """Equal subjects, or one the short form of the other (…局收入支出 and 收入支出)."""
    first, second = subject_key(one), subject_key(other)
    if first == second:
        return True
    return min(len(first), len(second)) >= 4 and (first.endswith(second) or second.endswith(first))


def is_prior(near: ProseFact, fact: ProseFact, year: int | None) -> bool:
    """Whether an amount is what the change is measured against: 比2022年预算数0万元, 2022年预算执行数1.48万元, 上年为…

    `year`: the report's; a change that names no base is against the year before.
    """
    if near.kind is FactKind.DELTA:
        return not near.direction
    base_year = fact.base_year or (year - 1 if year is not None and fact.base is None else None)
    return near.kind is FactKind.AMOUNT and (near.prior or (near.year is not None and near.year == base_year))


def signed(fact: ProseFact) -> Interval:
    """The change as an interval in 元, negative for 减少."""
    interval = term_of(fact).amount.interval
    if fact.direction and FALL.search(fact.direction):
        return Interval(-interval.high, -interval.low)
    return interval


def bases(change: Change) -> tuple[Interval, Interval] | None:
    """(the change, what it is measured against) in 元; None where the paragraph does not print enough."""
    if change.prior is not None:
        before = plain(change.prior)
        if change.delta is not None:
            return signed(change.delta), before
        if change.current is not None:
            return plain(change.current) - before, before
    elif change.delta is not None and change.current is not None:
        moved = signed(change.delta)
        return moved, plain(change.current) - moved
    return None


def plain(fact: ProseFact) -> Interval:
    return term_of(fact).amount.interval


def share_of_100(fact: ProseFact) -> Decimal:
    """What one of the fact's unit is in percent: 1 of %, 100 of 倍."""
    return HUNDRED if fact.unit == "倍" else Decimal(1)


def printed_rate(fact: ProseFact) -> Interval:
    """The percentages that a printed rate stands for."""
    half = Decimal(5).scaleb(-fact.decimals - 1)
    printed = fact.amount or Decimal(0)
    return Interval(printed - half, printed + half).times(share_of_100(fact))


def rate_text(percent: Decimal, fact: ProseFact) -> str:
    """A percentage as the fact would print it: `10.00%`, `1.5倍`."""
    return f"{round(percent / share_of_100(fact), max(fact.decimals, 0)):f}{fact.unit or '%'}"


def ratio(moved: Interval, before: Interval) -> Interval | None:
    """moved / before in percent; None where the base can be 0."""
    if before.low <= 0:
        return None
    ends = [a / c for a in (moved.low, moved.high) for c in (before.low, before.high)]
    return Interval(min(ends) * HUNDRED, max(ends) * HUNDRED)
