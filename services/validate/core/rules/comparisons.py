"""Comparisons of the prose in other words than amounts and rates of change: 持平, 百分点, …的2倍 (domain.md §2.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from services.validate.core.amounts import show
from services.validate.core.prose_changes import (
    is_prior,
    plain,
    printed_rate,
    rate_text,
    ratio,
    same_subject,
    words_between,
)
from services.validate.core.prose_terms import is_glossary, place_in_text, term_of
from services.validate.core.relations import Outcome, Passed, Relation, Scope, quoted
from services.validate.core.rule import Rule, declared
from services.validate.core.rules.growth import SOURCE, finding, printed_amount
from services.validate.core.select import Index
from shared.model.finding import FINDING_CODES, Finding, Severity
from shared.model.numbers import Interval
from shared.model.prose import FactKind, ProseFact

#: words that leave open how level it is
_NEARLY = re.compile(r"(?:基本|大致|大体|总体|略)(?:上|保持)?$")


def check_level(index: Index) -> Iterator[Outcome]:
    """…1,000万元，与上年预算数1,000万元持平: both amounts are the same."""
    for at, fact in enumerate(index.facts):
        if fact.kind is not FactKind.DELTA or fact.unit is not None or fact.repeated or is_glossary(index, fact):
            continue
        own = [f for f in _same_sentence(index.facts, at) if f.unit and same_subject(f, fact)][:2]
        if len(own) < 2 or _NEARLY.search(fact.base or "") or _NEARLY.search(fact.sentence.partition("持平")[0]):
            continue
        prior, current = own
        if current.kind is FactKind.AMOUNT and not current.prior and _is_base(prior, fact, index):
            yield Relation(
                scope=Scope.TEXT,
                total=term_of(current),
                parts=((1, term_of(prior)),),
                formula="持平：本年数 = 上年数",
                where=place_in_text(index, fact),
            )


def _is_base(near: ProseFact, fact: ProseFact, index: Index) -> bool:
    """Whether `near` is what is compared with: named so (与上年预算数1,000万元持平), or last year's amount."""
    if near.kind is FactKind.DELTA:
        return not near.direction and near.base is not None and near.base == fact.base
    return is_prior(near, fact, index.document.report.year)


def _same_sentence(facts: tuple[ProseFact, ...], at: int) -> Iterator[ProseFact]:
    """The figures before fact `at` in its sentence, the nearest first."""
    for near in reversed(facts[max(0, at - 6) : at]):
        if near.sentence != facts[at].sentence or near.amount is None:
            return
        yield near


def check_points(index: Index) -> Iterator[Outcome]:
    """由28.50%提高到30.30%，提高1.80个百分点: the difference of the two percentages."""
    for at, fact in enumerate(index.facts):
        if fact.unit != "个百分点" or not fact.direction or fact.amount is None or fact.repeated:
            continue
        two = [f for f in _same_sentence(index.facts, at) if f.kind is FactKind.PERCENT][:2]
        if (
            len(two) < 2
            or not all(f.unit == "%" and same_subject(f, fact) for f in two)
            or two[0].prior == two[1].prior
        ):
            continue
        one, other = (printed_rate(f) for f in two)
        moved = one - other
        if any(printed_rate(fact).meets(m) for m in (moved, moved.times(Decimal(-1)))):
            yield Passed()
            continue
        true = abs(two[0].amount - two[1].amount) if two[0].amount and two[1].amount else Decimal(0)
        high, low = (f.printed for f in sorted(two, key=lambda f: f.amount or 0, reverse=True))
        yield Finding(
            code="growth_rate_mismatch",
            severity=FINDING_CODES["growth_rate_mismatch"],
            rule="RX-18",
            message=f"正文{quoted(fact.subject)}印为“{fact.direction}{fact.printed}”，而 {high} − {low} = "
            f"{show(true)} 个百分点（RX-18：百分点 = 两个百分比之差）。",
            message_en=f"The prose prints “{fact.direction}{fact.printed}” for {quoted(fact.subject)}; {high} − {low} "
            f"is {show(true)} points (RX-18: points = difference of the two percentages).",
            where=place_in_text(index, fact),
            expected=f"{show(true)}个百分点",
            actual=fact.printed,
            delta=fact.amount - true,
            tolerance=(moved.high - moved.low) / 2,
            page=fact.place.page,
            line=fact.place.line,
        )


def check_multiples(index: Index) -> Iterator[Outcome]:
    """1,000万元，是上年400万元的2.5倍: this year's amount ÷ last year's."""
    facts = index.facts
    for at, fact in enumerate(facts):
        if fact.unit != "倍" or fact.direction or fact.amount is None or fact.repeated or at < 2:
            continue
        prior, current = facts[at - 1], facts[at - 2]
        if prior.sentence != fact.sentence or not prior.prior or words_between(prior, fact).strip() != "的":
            continue
        told = current.kind is FactKind.AMOUNT and current.sentence == fact.sentence and not current.prior
        true = ratio(plain(current), plain(prior)) if told and current.amount and prior.amount else None
        if true is None or not same_subject(current, prior):
            continue
        if printed_rate(fact).meets(true):
            yield Passed()
            continue
        yield _wrong_multiple(index, fact, f"{printed_amount(current)} ÷ {printed_amount(prior)}", true)


def _wrong_multiple(index: Index, fact: ProseFact, quotient: str, true: Interval) -> Finding:
    middle = (true.low + true.high) / 2
    text = rate_text(middle, fact)
    why, why_en = f"由 {quotient} 算得 {text}", f"{quotient} is {text}"
    return finding(index, fact, "growth_rate_mismatch", why, why_en, middle, "RX-18")


def _check(index: Index) -> Iterator[Outcome]:
    yield from check_level(index)
    yield from check_points(index)
    yield from check_multiples(index)


RULES: tuple[Rule, ...] = (
    declared(source=SOURCE, applies="有文字部分的报告", severity=Severity.ERROR)(
        "RX-18",
        "持平、百分点、倍数",
        "Level, points, multiples",
        "持平：两数相等；百分点 = 两个百分比之差；倍数 = 本年数 ÷ 上年数",
        _check,
    ),
)
