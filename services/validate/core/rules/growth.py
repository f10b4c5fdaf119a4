"""Percentages of the prose recomputed from the amounts beside them, with the intervals of all operands (RX-10).

A printed rate r with d decimals stands for [r−½·10⁻ᵈ, r+½·10⁻ᵈ] percent; the rate that the amounts allow is an
interval too; the two must meet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from services.validate.core import three_public
from services.validate.core.amounts import ZERO, Verdict, compare, show
from services.validate.core.proposals import small_change
from services.validate.core.prose_changes import (
    FALL,
    RISE,
    Change,
    bases,
    beside,
    changes,
    plain,
    printed_rate,
    rate_text,
    ratio,
    share_of_100,
    signed,
)
from services.validate.core.prose_terms import is_glossary, place_in_text, subject_key, term_of
from services.validate.core.relations import NotEvaluated, Outcome, Passed, Relation, Scope, quoted
from services.validate.core.rule import Rule, declared
from services.validate.core.select import Index
from shared.model.finding import FINDING_CODES, Finding, Severity
from shared.model.fold import fold
from shared.model.numbers import Interval
from shared.model.prose import FactKind, ProseFact

SOURCE = "domain.md §2.6"
FORMULAS = {
    "RX-10": ("百分比 = 增减 ÷ 基数", "rate = change ÷ base"),
    "RX-12": ("百分比 = 分项 ÷ 总项", "share = part ÷ whole"),
    "RX-18": ("倍数 = 本年数 ÷ 上年数", "multiple = this year ÷ last year"),
}
LEFT_IN = re.compile(r"增加\(减少\)|减少\(增加\)|增长\(下降\)|下降\(增长\)|增加/减少|减少/增加|增\(减\)|增长/下降")


def check_rates(index: Index) -> Iterator[Outcome]:
    """RX-10: growth rates."""
    for change in changes(index):
        fact = change.percent
        where = place_in_text(index, fact)
        found = bases(change)
        if fact.amount is None:
            yield finding(index, fact, "percentage_not_computable", "基数为 0，报告自己说明不可比",
                           "the base is 0, as the report says itself", None)  # fmt: skip
            continue
        if found is None:
            yield NotEvaluated(where=where, why="本段没有印出可供核算的数额")
            continue
        yield from _rate(index, change, *found)


def _rate(index: Index, change: Change, moved: Interval, before: Interval) -> Iterator[Outcome]:
    fact = change.percent
    printed = fact.amount or ZERO
    if _zero_base(change):
        if printed == 0 and moved.low <= 0 <= moved.high:
            yield Passed()
        else:
            yield finding(index, fact, "percentage_of_zero_base", "上年数为 0，没有增减百分比",
                           "the base is 0, there is no percentage", None)  # fmt: skip
        return
    true = ratio(moved, before)
    if true is None:
        yield NotEvaluated(where=place_in_text(index, fact), why="基数可能为 0")
        return
    sign = -1 if fact.direction and FALL.search(fact.direction) else 1
    shown = printed_rate(fact).times(Decimal(sign))
    if shown.meets(true) or (Interval(-shown.high, -shown.low).meets(true) and not fact.direction):
        yield Passed()
        return
    middle = (true.low + true.high) / 2
    if change.delta is not None and (contrary := _contrary(change)) is not None and contrary.meets(shown):
        word = f"{change.delta.direction}{change.delta.printed}"
        yield finding(index, fact, "wording_mismatch", f"与同句的“{word}”方向相反，二者必有一误",
                      f"“{word}” beside it says the opposite", middle)  # fmt: skip
        return
    if Interval(-shown.high, -shown.low).meets(true):
        yield finding(index, fact, "wording_mismatch", f"方向应相反：由数额算得 {rate_text(middle, fact)}",
                       f"the direction is wrong: the amounts give {rate_text(middle, fact)}", middle)  # fmt: skip
        return
    yield finding(
        index, fact, "growth_rate_mismatch",
        f"由数额 {formula(change)} 算得 {rate_text(abs(middle), fact)}",
        f"{formula(change)} is {rate_text(abs(middle), fact)}", abs(middle), agreed=_agreed(change),
    )  # fmt: skip


def _agreed(change: Change) -> bool:
    """Whether both years' amounts and the change are printed, and the third follows from the two."""
    if change.current is None or change.delta is None or change.prior is None:
        return False
    return (plain(change.current) - plain(change.prior)).meets(signed(change.delta))


def _contrary(change: Change) -> Interval | None:
    """The rate if the amount of change had the rate's own direction, where the two words are opposite."""
    delta, word = change.delta, change.percent.direction
    if (
        delta is None
        or not delta.direction
        or not word
        or bool(FALL.search(delta.direction)) is bool(FALL.search(word))
    ):
        return None
    found = bases(replace(change, delta=replace(delta, direction=word)))
    return ratio(*found) if found else None


def _zero_base(change: Change) -> bool:
    if change.prior is not None:
        return change.prior.amount == 0
    if change.delta is None or change.current is None:
        return False
    delta = change.delta.amount or ZERO
    sign = -1 if change.delta.direction and FALL.search(change.delta.direction) else 1
    return term_of(change.current).amount.base == sign * delta * term_of(change.delta).amount.unit


def formula(change: Change) -> str:
    """The computation with its numbers."""
    moved = change.delta.amount if change.delta else None
    if change.prior is not None and change.prior.amount is not None:
        top = show(moved) if moved is not None else f"({printed_amount(change.current)} − {show(change.prior.amount)})"
        return f"{top} ÷ {show(change.prior.amount)}"
    falls = change.delta is not None and change.delta.direction and FALL.search(change.delta.direction)
    return f"{show(moved or ZERO)} ÷ ({printed_amount(change.current)} {'+' if falls else '−'} {show(moved or ZERO)})"


def printed_amount(fact: ProseFact | None) -> str:
    return show(fact.amount) if fact is not None and fact.amount is not None else ""


def finding(
    index: Index,
    fact: ProseFact,
    code: str,
    why: str,
    why_en: str,
    true: Decimal | None,
    rule: str = "RX-10",
    *,
    agreed: bool = False,
) -> Finding:
    """The finding on a rate. Its figure is proposed where it is a slip of the printed one, or where the amounts that it
    follows from are `agreed` between themselves: else one of them can be the wrong one as well."""
    expected = rate_text(true, fact) if true is not None else None
    told = expected is not None and code == "growth_rate_mismatch"
    printed = f"{fact.direction or ''}{fact.printed}"
    name = quoted(fact.subject) if fact.subject else ""
    return Finding(
        code=code,
        severity=FINDING_CODES[code],
        rule=rule,
        message=f"正文{name}印为“{printed}”，{why}（{rule}：{FORMULAS[rule][0]}）。",
        message_en=f"The prose prints “{printed}” for {name or 'it'}; {why_en} ({rule}: {FORMULAS[rule][1]}).",
        where=place_in_text(index, fact),
        expected=expected,
        proposal=f"{fact.printed} 可能应为 {expected}" if told and (agreed or _is_slip(fact, true)) else None,
        actual=fact.printed,
        delta=(fact.amount - abs(true) / share_of_100(fact)).quantize(Decimal("0.01"))
        if true is not None and fact.amount is not None
        else None,
        tolerance=Decimal(5).scaleb(-fact.decimals - 1),
        page=fact.place.page,
        line=fact.place.line,
    )


def _is_slip(fact: ProseFact, true: Decimal | None) -> bool:
    """Whether the printed rate is the true one with a digit or two mistaken."""
    if fact.amount is None or true is None:
        return False
    places = max(fact.decimals, 0)
    return small_change(fact.amount, round(abs(true) / share_of_100(fact), places), places) is not None


def check_amounts(index: Index) -> Iterator[Outcome]:
    """RX-16: an amount of change against the amounts of the two years, or against this year's alone."""
    for at, fact in enumerate(index.facts):
        if fact.kind is not FactKind.DELTA or not fact.amount or not fact.direction or fact.repeated:
            continue
        falls = bool(FALL.search(fact.direction))
        if is_glossary(index, fact) or not (falls or RISE.search(fact.direction)):
            continue
        current, _, prior = beside(index, at)
        if current is None:
            continue
        where = place_in_text(index, fact)
        own = term_of(fact, f"{fact.subject}{fact.direction}")
        if prior is not None:
            parts = ((1, term_of(current)), (-1, term_of(prior)))
            amounts = [(-s if falls else s, t.amount) for s, t in parts]
            if compare(own.amount, [(-s, a) for s, a in amounts]).verdict is not Verdict.BEYOND:
                opposite = compare(own.amount, amounts).verdict is Verdict.BEYOND
                yield _opposite(index, fact, current, prior) if opposite else Passed()
                continue
            formula = "减少额 = 上年数 − 本年数" if falls else "增加额 = 本年数 − 上年数"
            signed_parts = tuple((-s if falls else s, t) for s, t in parts)
            ordered = tuple(sorted(signed_parts, key=lambda p: -p[0]))
            yield Relation(scope=Scope.TEXT, total=own, parts=ordered, formula=formula, where=where)
        elif not falls:
            yield Relation(
                scope=Scope.TEXT, total=own, parts=((1, term_of(current)),), at_most=True, where=where,
                formula="增加额 ≤ 本年数（上年数不为负）",
            )  # fmt: skip


def _opposite(index: Index, fact: ProseFact, current: ProseFact, prior: ProseFact) -> Finding:
    now, before = (f"{printed_amount(f)}{f.unit or ''}" for f in (current, prior))
    name, said = quoted(fact.subject), f"{fact.direction}{fact.printed}"
    return Finding(
        code="wording_mismatch",
        severity=FINDING_CODES["wording_mismatch"],
        rule="RX-16",
        message=f"正文{name}印为“{said}”，而本年 {now}、上年 {before}，方向相反（RX-16）。",
        message_en=f"The prose prints “{said}” for {name}, but it is {now} this year and {before} the year before: "
        "the direction is wrong (RX-16).",
        where=place_in_text(index, fact),
        actual=fact.direction,
        expected="减少" if RISE.search(fact.direction or "") else "增加",
        page=fact.place.page,
        line=fact.place.line,
    )


def check_wording(index: Index) -> Iterator[Outcome]:
    """增加（减少） left in; the word before a change against the sign that the 三公 table proves."""
    for section in index.document.sections:
        for paragraph in section.paragraphs:
            match = LEFT_IN.search(fold(paragraph.text))
            if match:
                yield Finding(
                    code="wording_mismatch",
                    severity=Severity.WARNING,
                    rule="RX-10",
                    message=f"正文“{paragraph.text[:40]}…”保留了模板的“{match.group(0)}”，没有选定一个（RX-10）。",
                    message_en=f"The prose keeps the template's choice “{match.group(0)}” (RX-10).",
                    where=f"正文 / {section.title}",
                    actual=match.group(0),
                    page=paragraph.place.page,
                    line=paragraph.place.line,
                )


THREE_SUBJECTS = {
    "因公出国": three_public.ABROAD,
    "公务接待": three_public.RECEPTION,
    "公务用车购置费": three_public.PURCHASE,
    "公务用车购置及运行": three_public.VEHICLES,
    "公务用车购置和运行": three_public.VEHICLES,
    "公务用车运行": three_public.OPERATION,
    "三公": three_public.TOTAL,
}


def check_three_changes(index: Index) -> Iterator[Outcome]:
    """RX-07: the changes of 三公 in the prose against the table's row of changes."""
    for fact in index.facts:
        if fact.kind is not FactKind.DELTA or fact.amount is None or not fact.direction or fact.repeated:
            continue
        name = subject_key(fact)
        key = next((k for word, k in THREE_SUBJECTS.items() if word in name and len(name) < 20), None)
        term = three_public.change(index, key) if key else None
        if term is None or "决算" in (fact.base or "") or "执行" in (fact.base or ""):
            continue
        sign = -1 if FALL.search(fact.direction) else 1
        own = term_of(fact)
        yield Relation(
            scope=Scope.TEXT,
            total=own,
            parts=((sign, term),),
            formula="正文的三公增减 = 三公表的增减变化",
            where=place_in_text(index, fact),
        )


_rule = declared(source=SOURCE, applies="有文字部分的报告", severity=Severity.ERROR)

RULES: tuple[Rule, ...] = (
    _rule("RX-10", "增减百分比", "Growth rates", "百分比 = 增减 ÷ 基数，在各数的四舍五入范围内", check_rates),
    _rule("RX-16", "增减额", "Amounts of change", "增减额 = 本年数 − 上年数；增加额 ≤ 本年数", check_amounts),
    declared(
        source=SOURCE, applies="有文字部分的报告", severity=Severity.ERROR, reads=lambda i: bool(i.document.sections)
    )("RX-13", "增减用语", "Words of change", "增、减二者择一，且与数相符", check_wording),
    _rule("RX-07", "三公增减", "Changes of the three public", "正文的增减 = 3G 的增减变化金额", check_three_changes),
)
