"""How basic expenditure divides into 人员 and 公用: every table that says so says the same (domain.md RT-08, RX-08)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from services.validate.core.amounts import ZERO, Amount, Verdict, compare
from services.validate.core.places import ECO_BASIC, FUN, basic_part
from services.validate.core.prose_terms import is_glossary, place_in_text, public_sums, subject_key, term_of
from services.validate.core.relations import NotEvaluated, Outcome, Passed, Relation, Scope, Term
from services.validate.core.rule import Rule
from services.validate.core.select import Index, View
from shared.model.finding import Severity
from shared.model.fold import fold
from shared.model.prose import FactKind

SPLIT = (("personnel", "人员经费"), ("public", "公用经费"))
#: names of bodies that are no administration of their own; 参公 units among them are not told by their names
_SERVICE_BODY = re.compile(r"(?:中心|馆|站|所|学校|医院|研究院|学院|幼儿园|剧院|乐团|报社|电视台|公园|保障处)$")


def check_splits(index: Index) -> Iterator[Outcome]:
    """RT-15: where two tables agree on basic expenditure, they agree on its 人员 and 公用 parts."""
    splits = [s for view in index.views if (s := _split(view)) is not None]
    for at, (view, first) in enumerate(splits):
        if {view.base_kind} & {FUN, ECO_BASIC} and at > 0 and splits[0][0].base_kind in {FUN, ECO_BASIC}:
            continue  # RT-08 compares the two
        for other, second in splits[:at]:
            if compare(_whole(first), [(1, _whole(second))]).verdict is Verdict.BEYOND:
                yield NotEvaluated(where=f"{view.title} ~ {other.title}", why="两表的基本支出口径不同")
                continue
            for key, name in SPLIT:
                yield Relation(
                    scope=Scope.CROSS,
                    total=first[key],
                    parts=((1, second[key]),),
                    formula=f"{view.title}.{name} = {other.title}.{name}",
                    where=f"{first[key].label} ~ {other.title} / {second[key].label}",
                )


def _whole(split: dict[str, Term]) -> Amount:
    first, second = split["personnel"].amount, split["public"].amount
    return replace(first, value=first.value + second.value, places=min(first.places, second.places), exact=False)


def _split(view: View) -> tuple[View, dict[str, Term]] | None:
    found = {key: basic_part(view, key) for key, _ in SPLIT}
    kept = {key: term for key, term in found.items() if term is not None}
    return (view, kept) if len(kept) == len(SPLIT) else None


def check_operating(index: Index) -> Iterator[Outcome]:
    """RX-08: 机关运行经费 is at most the 公用 part of basic expenditure; of a service body it is 0 with a reason."""
    service = bool(_SERVICE_BODY.search(fold(index.document.report.organization or "")))
    year = index.document.report.year
    for fact in index.facts:
        if fact.kind is not FactKind.AMOUNT or fact.amount is None or fact.repeated or is_glossary(index, fact):
            continue
        if "机关运行经费" not in subject_key(fact) or (
            fact.year is not None and year is not None and fact.year != year
        ):
            continue
        where = place_in_text(index, fact)
        if service:
            if fact.amount == ZERO:
                yield Passed()
            else:
                yield NotEvaluated(
                    where=where, why="事业单位通常没有机关运行经费；参照公务员法管理的除外，从名称看不出"
                )
            continue
        own = term_of(fact)
        places = list(public_sums(index))
        if not places:
            yield NotEvaluated(where=where, why="没有列示公用经费的表")
            continue
        most = max(places, key=lambda p: sum((t.amount.base for t in p), ZERO))
        if any(compare(own.amount, [(1, t.amount) for t in p]).verdict is not Verdict.BEYOND for p in places):
            yield Passed()
        elif own.amount.interval.low <= sum((t.amount.interval.high for t in most), ZERO):
            yield NotEvaluated(where=where, why="小于公用经费，可能只计行政与参公单位")
        else:
            yield Relation(
                scope=Scope.TEXT,
                total=own,
                parts=tuple((1, t) for t in most),
                formula="机关运行经费 ≤ 基本支出的公用部分（302 + 310）",
                where=where,
                at_most=True,
            )


RULES: tuple[Rule, ...] = (
    Rule(
        id="RT-15",
        title="人员与公用的划分",
        title_en="Personnel and public parts",
        formula="基本支出相同的两表，人员经费、公用经费各相等",
        source="domain.md §2.5",
        applies="列示人员经费与公用经费的表",
        severity=Severity.ERROR,
        check=check_splits,
    ),
    Rule(
        id="RX-08",
        title="机关运行经费",
        title_en="Operating costs",
        formula="行政（参公）单位：机关运行经费 ≤ 302 + 310（基本）；事业单位：0",
        source="domain.md §2.6",
        applies="有文字部分的报告",
        severity=Severity.WARNING,
        check=check_operating,
    ),
)
