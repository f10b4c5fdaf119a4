"""Shares (占…%) and completion rates (完成…%) of the prose recomputed, with the intervals of their operands (RX-12)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from services.validate.core.amounts import ZERO, Verdict, compare, show
from services.validate.core.prose_changes import plain, printed_rate, rate_text, ratio, same_subject
from services.validate.core.prose_terms import candidates, is_glossary, place_in_text, subject_key, term_of
from services.validate.core.relations import NotEvaluated, Outcome, Passed, Term
from services.validate.core.rule import Rule, declared
from services.validate.core.rules.growth import SOURCE, finding, printed_amount
from services.validate.core.select import Index
from shared.model.finding import Severity
from shared.model.fold import fold
from shared.model.numbers import Interval
from shared.model.prose import FactKind, ProseFact


def check_shares(index: Index) -> Iterator[Outcome]:
    """Shares (占…%) and completion (完成…%) recomputed."""
    facts = index.facts
    for at, fact in enumerate(facts):
        if fact.kind is not FactKind.PERCENT or fact.relation not in {"share", "completion"} or fact.amount is None:
            continue
        if fact.repeated or is_glossary(index, fact):
            continue
        top = _respective(facts, at) or _numerator(facts, at)
        bottom = _denominator(index, at, top)
        if top is None or bottom is None:
            yield NotEvaluated(where=place_in_text(index, fact), why="没有找到占比的分子或分母")
            continue
        true = ratio(_part(top, bottom), bottom.amount.interval)
        if bottom.amount.value == 0 and top.amount:
            yield finding(index, fact, "percentage_of_zero_base", f"{bottom.label}为 0，没有百分比",
                           f"{bottom.label} is 0, there is no percentage", None, "RX-12")  # fmt: skip
            continue
        if true is None:
            yield NotEvaluated(where=place_in_text(index, fact), why="分母可能为 0")
            continue
        if true.meets(printed_rate(fact)):
            yield Passed()
            continue
        middle = (true.low + true.high) / 2
        quotient = f"{printed_amount(top)} ÷ {show(bottom.amount.value)}"
        cut = "，像是截去尾数而没有四舍五入" if cut_off(fact, true) else ""
        yield finding(
            index, fact, "growth_rate_mismatch",
            f"由 {quotient}（{bottom.label}）算得 {rate_text(middle, fact)}{cut}",
            f"{quotient} is {rate_text(middle, fact)}", middle,
            "RX-12",
        )  # fmt: skip


def _part(top: ProseFact, bottom: Term) -> Interval:
    """The part in 元. A 0 beside a whole with decimals leaves them out (domain.md §5): it is a 0 to as many."""
    if top.amount == 0 and top.decimals < bottom.amount.places:
        return plain(replace(top, decimals=bottom.amount.places))
    return plain(top)


def cut_off(fact: ProseFact, true: Interval) -> bool:
    """Whether the printed percentage is the true one with its further digits cut off."""
    printed, step = fact.amount or ZERO, Decimal(1).scaleb(-fact.decimals)
    return true.meets(Interval(printed, printed + step))


def _respective(facts: tuple[ProseFact, ...], at: int) -> ProseFact | None:
    """The amount that a share in a row of shares belongs to: 甲费2,300万元、乙费1,000万元，分别占总额的69.7%、30.3%."""
    fact = facts[at]
    if not fact.subject.startswith("分别"):
        return None
    first = at
    while first and facts[first - 1].subject == fact.subject and facts[first - 1].sentence == fact.sentence:
        first -= 1
    last = at
    while last + 1 < len(facts) and facts[last + 1].subject == fact.subject and facts[last + 1].kind is fact.kind:
        last += 1
    amounts = facts[max(0, 2 * first - last - 1) : first]
    if len(amounts) != last - first + 1 or any(
        f.kind is not FactKind.AMOUNT or f.amount is None or f.sentence != fact.sentence for f in amounts
    ):
        return None
    return amounts[at - first]


def _numerator(facts: tuple[ProseFact, ...], at: int) -> ProseFact | None:
    """The amount just before the percentage, about the same thing."""
    fact = facts[at]
    for k in range(at - 1, max(-1, at - 6), -1):
        near = facts[k]
        if (near.section, near.paragraph) != (fact.section, fact.paragraph):
            return None
        if k == at - 1 and fact.base and fact.base in (near.measure, near.subject + near.measure):
            continue  # 完成年初预算3,400万元的97.06%, 占总支出3,400万元的97.06%: the whole, not the part
        if fact.relation == "completion" and near.kind is FactKind.AMOUNT and _measures(fold(fact.base or ""), near):
            continue
        if near.kind is FactKind.AMOUNT and near.amount is not None:
            return near if same_subject(near, fact) else None
        if near.kind is FactKind.LIMIT:
            return None
    return None


def _denominator(index: Index, at: int, top: ProseFact | None) -> Term | None:
    """What the share is of: the figure before that bears the name after 占 or 完成, the head of its list, or a table's.

    完成全年预算数 names only the measure: the figure of that measure beside the numerator is meant.
    """
    facts = index.facts
    fact = facts[at]
    if top is None:
        return None
    wanted = fold(fact.base or "").replace('"', "")
    of = _OF.sub("", wanted)
    if not of and fact.relation == "share":
        parent = facts[top.parent] if top.parent is not None else None
        if parent is not None:
            return term_of(parent) if parent.amount is not None else None
        wanted = _named_before(facts, at)  # 基本支出…，占支出预算的69.70%；项目支出…，占30.30%
        of = _OF.sub("", wanted)
        if not of:
            return _whole_of_parts(index, at)
    for k in range(at - 1, max(-1, at - 40), -1):
        near = facts[k]
        if near.section != fact.section or near.paragraph < fact.paragraph - 3:
            break
        if near is top or near.amount is None or near.kind is FactKind.PERCENT:
            continue
        if near.kind is FactKind.DELTA and near.direction:
            continue
        if fact.relation == "completion" and near.paragraph == fact.paragraph and _measures(wanted, near):
            if same_subject(near, top) or (near.sentence == top.sentence and top.parent is None):
                return term_of(near)
            continue  # 三公经费预算…，其中：公务接待费支出…，完成预算的…%: of its own budget, which is not printed
        name = re.sub(r"(?:总额|合计|总计)$", "", subject_key(near) + fold(near.measure))
        if name and (name == of or (len(of) >= 4 and (of in name or name in of) and len(name) >= 4)):
            return term_of(near)
    for near in facts[at + 1 : at + 3]:
        if fact.relation != "completion" or near.sentence != fact.sentence or near.kind is not FactKind.AMOUNT:
            break
        if near.amount is not None and _measures(wanted, near) and same_subject(near, top):
            return term_of(near)  # 完成年初预算的125%（年初预算800万元）
    return _printed(index, wanted, top)


def _whole_of_parts(index: Index, at: int) -> Term | None:
    """The amount said before, or the tables' total, that the parts of the sentence add up to, each with its share of it
    (其中：…，占…%；…)."""
    facts = index.facts
    sentence = facts[at].sentence
    parts, first = list[ProseFact](), at
    for k in range(max(0, at - 20), min(len(facts), at + 20)):
        fact = facts[k]
        if fact.sentence == sentence and fact.paragraph == facts[at].paragraph:
            first = min(first, k)
            top = _numerator(facts, k) if fact.relation == "share" and not fact.base else None
            parts += [top] if top is not None else []
    if len(parts) < 2:
        return None
    sums = [(1, term_of(part).amount) for part in parts]
    for near in reversed(facts[max(0, first - 8) : first]):
        if near.section != facts[at].section or near.paragraph < facts[at].paragraph - 1:
            break
        if near.kind is FactKind.AMOUNT and near.amount:
            whole = term_of(near)
            if compare(whole.amount, sums).verdict is not Verdict.BEYOND:
                return whole
    totals = (_printed(index, name, facts[at]) for name in ("支出合计", "收入合计"))
    return next((t for t in totals if t and compare(t.amount, sums).verdict is not Verdict.BEYOND), None)


def _named_before(facts: tuple[ProseFact, ...], at: int) -> str:
    """What the share before in the same sentence is of, '' where there is none."""
    for near in reversed(facts[max(0, at - 6) : at]):
        if near.sentence == facts[at].sentence and near.relation == "share" and near.base:
            return fold(near.base)
    return ""


_OF = re.compile(r"^(?:20\d\d年度?|本年|当年|全年)|(?:的)?(?:比例|比重|总额|合计|总计)$|(?<=预算)数$")


def _measures(wanted: str, near: ProseFact) -> bool:
    """Whether `near` is the 年初预算, 全年预算 … that a completion names."""
    measure, name = (re.sub(r"(?:数|金额|总额)$", "", text) for text in (fold(near.measure), wanted))
    return "预算" in measure and bool(name) and (name.endswith(measure) or measure.endswith(name))


def _printed(index: Index, name: str, top: ProseFact) -> Term | None:
    """The table's figure for what a share is of (占本年支出合计), where the tables print only one amount for it."""
    places = [p[0] for p in candidates(index, replace(top, subject=name, measure="")) if len(p) == 1]
    amounts = {p.amount.base for p in places}
    return places[0] if len(amounts) == 1 else None


RULES: tuple[Rule, ...] = (
    declared(source=SOURCE, applies="有文字部分的报告", severity=Severity.ERROR)(
        "RX-12", "占比与完成率", "Shares", "占比 = 分项 ÷ 总项；完成率 = 决算 ÷ 年初预算", check_shares
    ),
)
