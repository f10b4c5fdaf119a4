"""The prose against the tables and against itself (domain.md §2.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from services.validate.core import places as b
from services.validate.core.amounts import Verdict, compare
from services.validate.core.entries import EntryKind
from services.validate.core.prose_terms import (
    CLOSED_GROUPS,
    Sum,
    candidates,
    code_name_terms,
    is_glossary,
    place_in_text,
    project_terms,
    subject_key,
    term_of,
)
from services.validate.core.relations import NotEvaluated, Outcome, Passed, Relation, Scope, Term, quoted
from services.validate.core.rule import Rule, declared
from services.validate.core.rules.rows import judge_holds
from services.validate.core.select import Index
from services.validate.core.unit_rows import leaf_units
from shared.model.finding import Finding, Severity
from shared.model.fold import fold
from shared.model.prose import FactKind, ProseFact

SOURCE = "domain.md §2.6"
OPEN_LEADS = re.compile(r"主要")
CLOSED_LEADS = re.compile(r"具体包括|分别")
LAST_YEAR_MEASURE = re.compile(r"上年|年初(?!预算)|执行|决算|调整")
#: 年初预算 is the budget of a report, and what it was beside these
_CARRIED_OUT = re.compile(r"执行|决算|调整")


def of_tables(index: Index, fact: ProseFact) -> bool:
    """Whether the figure is of the kind that the tables hold: 决算 in accounts, 预算 in budgets."""
    measure = fact.measure
    if any(view.kind.startswith("final_") for view in index.views):
        return "预算" not in measure or "决算" in measure
    was = "年初预算" in measure and _CARRIED_OUT.search(fact.sentence)
    return not was and not LAST_YEAR_MEASURE.search(measure)


def _figures(index: Index) -> Iterator[ProseFact]:
    """Amounts of the budget year outside the glossary, each block once."""
    return (fact for fact in index.facts if _of_budget(index, fact))


def _of_budget(index: Index, fact: ProseFact) -> bool:
    year = index.document.report.year
    if fact.kind is not FactKind.AMOUNT or fact.amount is None or fact.repeated or fact.prior:
        return False
    return fact.year in {None, year or fact.year} and not is_glossary(index, fact)


def tie(index: Index, fact: ProseFact, places: Sequence[Sum], formula: str) -> Iterator[Outcome]:
    """The figure against the places that it can mean (each one term, or several that add up): one is enough."""
    if not places:
        return
    term = term_of(fact)
    verdicts = [compare(term.amount, [(1, p.amount) for p in place]).verdict for place in places]
    chosen = next((p for p, v in zip(places, verdicts, strict=True) if v is Verdict.EXACT), None)
    chosen = chosen or next((p for p, v in zip(places, verdicts, strict=True) if v is Verdict.ROUNDING), places[0])
    yield Relation(
        scope=Scope.TEXT,
        total=term,
        parts=tuple((1, p) for p in chosen),
        formula=formula if len(chosen) == 1 else _spelled(fact, chosen),
        where=f"{place_in_text(index, fact)} ~ {chosen[0].table_title} / {chosen[0].label}",
    )


def _spelled(fact: ProseFact, places: Sum) -> str:
    """`公用支出 = 302 商品和服务支出 / 基本支出 + 310 资本性支出 / 基本支出（《…表》）`"""
    return f"{fact.subject} = {' + '.join(p.label for p in places)}（《{places[0].table_title}》）"


def several_units(index: Index) -> bool:
    """Whether the tables list several units, so that a sentence about one of them is not about the whole."""
    for kind in (b.EXP, b.FUN, b.INC):
        for view in index.kinds.get(kind, []):
            for tree in view.trees:
                if len({e.bare for e in leaf_units(tree)}) > 1:
                    return True
    return False


WHOLE = re.compile(r"部门(?:预算)?(?:收入|支出)$|(?:收入|支出)预算$|^(?:收入|支出)$")


def check_totals(index: Index) -> Iterator[Outcome]:
    """RX-01, RX-02, RX-06, RX-07: named totals of the prose."""
    many = several_units(index)
    for fact in _figures(index):
        places = candidates(index, fact)
        if not places or not of_tables(index, fact):
            continue
        for outcome in tie(index, fact, places, f"正文的{fact.subject} = 表中数"):
            if (
                many
                and isinstance(outcome, Relation)
                and not judge_holds(outcome)
                and not WHOLE.search(subject_key(fact))
            ):
                yield NotEvaluated(where=place_in_text(index, fact), why="多个单位的报告，不能断定此句所指的单位")
            else:
                yield outcome


def check_projects(index: Index) -> Iterator[Outcome]:
    """RX-05: the amount of a project in the prose, in 重点项目 and in 项目支出总表."""
    known = project_terms(index)
    for name, terms in known.items():
        for other in terms[1:]:
            if other.table_title != terms[0].table_title:
                yield from b.same(other, terms[0], f"{name}：重点项目 = 项目支出总表")
    for fact in _figures(index):
        terms = known.get(subject_key(fact), [])
        if terms and not candidates(index, fact) and of_tables(index, fact):
            yield from tie(index, fact, [(t,) for t in terms], "正文的项目金额 = 项目支出总表")


_LAST_LEVEL = re.compile(r"([^()]+)\((?:类|款|项)\)(?:支出|预算|决算|科目|安排|执行|数)*$")


#: 行政运行（2010301）, 2010301行政运行: the code beside its name
_PRINTED_CODE = re.compile(r"\(\d{3,7}(?:类|款|项)?\)|^\d{3,7}(?=\D)")


def _code_name(fact: ProseFact) -> str:
    """The name of the code that the subject ends with (…（款）行政运行（项）), else the whole subject."""
    key = _PRINTED_CODE.sub("", fold(fact.subject).replace('"', ""))
    level = _LAST_LEVEL.search(key)
    return level.group(1) if level else key.removesuffix("科目")


def check_code_names(index: Index) -> Iterator[Outcome]:
    """Amounts that the prose gives for a code by its name, against the general budget by function."""
    view = index.one(b.FUN)
    if view is None:
        return
    named = code_name_terms(view)
    for fact in _figures(index):
        name = _code_name(fact)
        terms = named.get(name) or named.get(f"{name}支出")  # 一般公共服务（类）支出
        if terms and not candidates(index, fact) and of_tables(index, fact):
            yield from tie(index, fact, [(t,) for t in terms], "正文的科目金额 = 按功能分类表")


#: the whole of income and of expenditure
_BOTH = re.compile("收入?[、,和与及]?支")


def check_lists(index: Index) -> Iterator[Outcome]:
    """RX-03, RX-04: the parts that a sentence names, against the amount that it names them of."""
    facts = index.facts
    lists: dict[tuple[int, str | None], list[ProseFact]] = {}
    for fact in facts:
        if fact.kind is FactKind.AMOUNT and fact.parent is not None and fact.amount is not None and not fact.repeated:
            # 共40万元。其中：甲30万元，乙10万元。具体如下：1.甲30万元… lists the parts twice.
            lists.setdefault((fact.parent, fact.lead), []).append(fact)
    for (parent, _), parts in lists.items():
        head = facts[parent]
        if head.amount is None or head.repeated or is_glossary(index, head) or _are_both_sides(head, parts):
            continue
        yield from _list(index, head, parts)


def _are_both_sides(head: ProseFact, parts: Sequence[ProseFact]) -> bool:
    """Whether the parts are income and expenditure, each as large as the whole (收支总计)."""
    sides = all(any(side in part.subject for part in parts) for side in ("收入", "支出"))
    return sides and bool(_BOTH.search(fold(head.subject)))


def _list(index: Index, head: ProseFact, parts: Sequence[ProseFact]) -> Iterator[Outcome]:
    lead = parts[0].lead or ""
    total = term_of(head)
    terms = [term_of(p) for p in parts]
    years = [p.year for p in parts if p.year is not None]
    together = head.year in years and len(set(years)) == len(parts)  # 2021年至2023年共900万元，其中2021年…
    if head.year is not None and any(year != head.year for year in years) and not together:
        return
    comparison = compare(total.amount, [(1, t.amount) for t in terms])
    where = place_in_text(index, head)
    relation = Relation(
        scope=Scope.TEXT,
        total=total,
        parts=tuple((1, t) for t in terms),
        formula=f"{head.subject} = {' + '.join(p.subject or '…' for p in parts[:6])}{' + …' * (len(parts) > 6)}",
        where=where,
    )
    if comparison.verdict is not Verdict.BEYOND:
        yield relation
    elif comparison.delta > 0 and not closed(lead, parts):
        if len(parts) < 2:
            return
        yield _not_exhaustive(index, head, parts, comparison.expected)
    elif len(parts) >= 2 or closed(lead, parts):
        yield relation
    else:
        yield NotEvaluated(where=where, why="一个分项大于总项，可能所指不同")


def closed(lead: str, parts: Sequence[ProseFact]) -> bool:
    """Whether the words before the list say that it is all (domain.md RX-04)."""
    if OPEN_LEADS.search(lead) or len(parts) < 2:
        return False
    if CLOSED_LEADS.search(lead):
        return True
    subjects = "|".join(p.subject for p in parts)
    return any(all(word in subjects for word in group) for group in CLOSED_GROUPS)


def _not_exhaustive(index: Index, head: ProseFact, parts: Sequence[ProseFact], total: object) -> Finding:
    place = head.place
    listed = " + ".join(p.printed for p in parts[:8])
    return Finding(
        code="prose_list_not_exhaustive",
        severity=Severity.INFO,
        rule="RX-04",
        message=f"{quoted(head.subject + head.printed)}所列各项（{listed}）之和小于总数，列举不完全（RX-04）。",
        message_en=f"The parts listed for {quoted(head.subject)} ({listed}) add up to less: "
        "the list is a selection (RX-04).",
        where=place_in_text(index, head),
        expected=head.printed,
        actual=str(total),
        page=place.page,
        line=place.line,
    )


#: what RX-08 and RX-09 judge, and rates a head or a piece, which are no sums
_ELSEWHERE = re.compile(r"机关运行经费|涉及(?:项目)?(?:预算)?资金|人均|每人|每月|每个|标准|单价|不超过")


def check_untied(index: Index) -> Iterator[Outcome]:
    """RX-17: amounts of the prose that no table and no list answers for: told, never taken as right."""
    if not index.views:
        return
    function = index.one(b.FUN)
    named = code_name_terms(function) if function is not None else {}
    projects = project_terms(index)
    heads = {f.parent for f in index.facts if f.parent is not None}
    for at, fact in enumerate(index.facts):
        if fact.parent is not None or at in heads or not of_tables(index, fact) or not _of_budget(index, fact):
            continue
        name = subject_key(fact)
        code = _code_name(fact)
        if candidates(index, fact) or name in projects or {code, f"{code}支出"} & named.keys():
            continue
        if _ELSEWHERE.search(name):
            continue
        yield NotEvaluated(where=place_in_text(index, fact), why="表中没有找到与此数相对的一格")


GENERIC = re.compile(
    r"其他.*|.*合计|支出|收入|预算|基本支出|项目支出|人员经费|公用经费|财政拨款.*|一般公共预算.*|单价|年初预算.*"
)


def check_repeated(index: Index) -> Iterator[Outcome]:
    """RX-11: one quantity named twice in one part of the prose has one amount."""
    first: dict[tuple[object, ...], ProseFact] = {}
    if several_units(index):
        yield NotEvaluated(where="正文", why="多个单位的报告，同名的数可能属于不同单位")
        return
    for fact in _figures(index):
        name = subject_key(fact)
        if len(name) < 4 or GENERIC.fullmatch(name) or fact.unit is None or not fact.named:
            continue
        if (fact.lead or "").startswith("分别"):
            continue  # 三年共900万元，分别为200万元、300万元、400万元: of one name, and not one quantity
        parent = subject_key(index.facts[fact.parent]) if fact.parent is not None else None
        key = (fact.section, name, _kind_of_figure(index, fact), fact.year or index.document.report.year, parent)
        earlier = first.setdefault(key, fact)
        if earlier is fact:
            continue
        if fact.paragraph - earlier.paragraph > 2:
            continue
        yield Relation(
            scope=Scope.TEXT,
            total=term_of(fact),
            parts=((1, term_of(earlier)),),
            formula="正文同一事项前后一致",
            where=place_in_text(index, fact),
        )


_OWN_FIGURE = re.compile(r"执行|决算|年初|全年|调整|上年|完成|追加|调剂|支付|结转|结余|余额|单价")


def _kind_of_figure(index: Index, fact: ProseFact) -> str:
    """Which of an item's figures it is: in a budget, a figure without a measure is the budget (预算安排)."""
    measure = fold(fact.measure)
    accounts = any(view.kind.startswith("final_") for view in index.views)
    return measure if accounts or _OWN_FIGURE.search(measure) else ""


COUNT = re.compile(r"(?:编报|设置并编报|纳入)\D{0,12}(\d+)\s*个\D{0,6}项目")


def check_project_count(index: Index) -> Iterator[Outcome]:
    """RX-09: 涉及资金 = 项目支出; N 个项目绩效目标 = rows of 项目支出总表."""
    fund = next((f for f in _figures(index) if _FUNDS.search(fold(f.subject))), None)
    if fund is not None:
        totals = (b.whole(index.one(b.PRJ)), b.whole(index.one(b.EXP), "project"))
        total = next((t for t in totals if t is not None), None)
        yield from _funds(index, fund, total)
    view = index.one(b.PRJ)
    if view is None or not view.trees:
        return
    rows = [e for e in view.trees[0].entries if e.kind is EntryKind.ITEM]
    for section in index.document.sections:
        for paragraph in section.paragraphs:
            match = COUNT.search(fold(paragraph.text))
            if not match or "所有项目" not in fold(paragraph.text):
                continue
            count = int(match.group(1))
            if count == len(rows):
                yield Passed()
            else:
                yield Finding(
                    code="text_table_mismatch",
                    severity=Severity.WARNING,
                    rule="RX-09",
                    message=f"正文说编报 {count} 个项目绩效目标，而{view.title}列 {len(rows)} 个项目（RX-09）。",
                    message_en=f"The prose names {count} project targets, {view.title} lists {len(rows)} (RX-09).",
                    where=f"正文 / {section.title}",
                    expected=str(len(rows)),
                    actual=str(count),
                    delta=Decimal(count - len(rows)),
                    tolerance=Decimal(0),
                    page=paragraph.place.page,
                    line=paragraph.place.line,
                )


_FUNDS = re.compile(r"涉及(?:项目)?(?:预算)?资金")


def _funds(index: Index, fund: ProseFact, total: Term | None) -> Iterator[Outcome]:
    """All projects' funds are project expenditure; the funds of some of them are at most that."""
    where = place_in_text(index, fund)
    if total is None:
        yield NotEvaluated(where=where, why="没有列示项目支出的表")
    elif "所有项目" in fold(fund.sentence):
        yield from tie(index, fund, [(total,)], "绩效涉及资金 = 项目支出")
    else:
        own = term_of(fund)
        if compare(own.amount, [(1, total.amount)]).verdict is Verdict.BEYOND and own.amount.base < total.amount.base:
            yield NotEvaluated(where=where, why="小于项目支出，可能只是部分项目")
        else:
            yield Relation(
                scope=Scope.TEXT, total=own, parts=((1, total),), formula="绩效涉及资金 ≤ 项目支出", where=where,
                at_most=True,
            )  # fmt: skip


_rule = declared(source=SOURCE, applies="有文字部分的报告", severity=Severity.ERROR)

RULES: tuple[Rule, ...] = (
    _rule(
        "RX-01",
        "正文总数",
        "Totals of the prose",
        "正文的收支、基本、项目、人员、公用、采购、三公 = 表中数",
        check_totals,
    ),
    _rule("RX-04", "正文分项", "Lists of the prose", "具体包括、其中：Σ = 总；主要包括：Σ ≤ 总", check_lists),
    _rule("RX-05", "项目金额", "Projects", "正文 = 重点项目 = PRJ", check_projects),
    _rule("RX-15", "科目金额", "Codes by name", "正文的科目金额 = FUN", check_code_names),
    _rule("RX-09", "绩效资金与个数", "Targets", "涉及资金 = 项目支出；N = PRJ 行数", check_project_count),
    declared(
        source=SOURCE,
        applies="有文字部分的报告",
        severity=Severity.ERROR,
        reads=lambda index: bool(index.views and index.facts),
    )("RX-17", "未核对的数额", "Amounts without a place", "正文的数额在表中有相对的一格", check_untied),
    _rule("RX-11", "前后一致", "Repeated in the prose", "同一事项、年度、口径的数相等", check_repeated),
)
