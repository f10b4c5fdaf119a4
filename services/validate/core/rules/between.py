"""The same quantity in two tables of one report (domain.md §2.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from services.validate.core import three_public, words
from services.validate.core.amounts import ZERO
from services.validate.core.places import (
    BAS,
    ECO,
    ECO_BASIC,
    EXP,
    FIS,
    FUN,
    FUND,
    INC,
    PRJ,
    SOE,
    SUM,
    THREE,
    carryover_of,
    closest,
    closing,
    code_terms,
    income_named,
    same,
    same_codes,
    whole,
)
from services.validate.core.relations import NotEvaluated, Outcome, Relation, Scope, Term
from services.validate.core.rule import Rule, declared
from services.validate.core.rules.rows import judge_holds
from services.validate.core.select import Index, View
from shared.model.finding import Severity

SOURCE = "domain.md §2.5"


def check_wholes(index: Index) -> Iterator[Outcome]:
    """RT-01: 收支总表 against 收入总表 and 支出总表."""
    balance = index.one(SUM)
    for kind, side, formula in (
        (EXP, 1, "支出总表.总计 = 收支总表.支出总计"),
        (INC, 0, "收入总表.总计 = 收支总表.收入总计"),
    ):
        other = whole(index.one(kind))
        yield from same(other, closest(closing(balance, side), other), formula)


def check_granted(index: Index) -> Iterator[Outcome]:
    """RT-16: 财政拨款 of 收入总表 is what the fiscal table receives this year (without carry-over where it says so)."""
    granted = whole(index.one(INC), "appropriation.subtotal")
    fiscal = index.one(FIS)
    if granted is None or fiscal is None:
        return
    received = [*closing(fiscal, 0)]
    current = [t for e, t in received if words.CURRENT_TOTAL_ROW.match(e.bare)]
    if not current and fiscal is not None and (entry := fiscal.named("本年收入", 0)) is not None:
        current = [t for t in (fiscal.term(entry, fiscal.sides[0].amounts[0]),) if t is not None]
    total = current[0] if current else closest(received, granted)
    if not current and carryover_of(fiscal) is not None:
        yield NotEvaluated(where="收入总表 ~ 财政拨款收支总表", why="财政拨款的上年结转没有与本年收入分列")
        return
    yield from same(granted, total, "收入总表.财政拨款收入 = 财政拨款收支总表.本年收入")


def fiscal_only(index: Index) -> bool:
    """Whether all of the unit's money is the government's: then 收支总表 and 政府预算拨款收支总表 agree row by row."""
    first, second = closing(index.one(SUM), 0), closing(index.one(FIS), 0)
    return bool(first and second) and first[0][1].amount.base == second[0][1].amount.base


def check_fiscal(index: Index) -> Iterator[Outcome]:
    """RT-02: the fiscal table against 收支总表, row by row."""
    balance, fiscal = index.one(SUM), index.one(FIS)
    if balance is None or fiscal is None or not balance.is_balance or not fiscal.is_balance:
        return
    names = ("一般公共预算拨款", "政府性基金预算拨款", "国有资本经营预算拨款", "政府预算拨款")
    for name in names:
        formula = f"政府预算拨款收支总表.{name} = 收支总表.{name}"
        yield from same(income_named(fiscal, name), income_named(balance, name), formula)
    if not fiscal_only(index):
        yield NotEvaluated(where="收支总表 ~ 政府预算拨款收支总表", why="另有非财政资金，支出各行不必相等")
        return
    yield from same_codes(fiscal, 1, balance, 1, "政府预算拨款收支总表 = 收支总表（同一科目）")


def check_codes(index: Index) -> Iterator[Outcome]:
    """RT-03: amounts by function code in 收支总表, 财政拨款收支总表, 支出总表 and the general budget's table."""
    balance, fiscal, spending, function = (index.one(k) for k in (SUM, FIS, EXP, FUN))
    if balance is not None and spending is not None and balance.is_balance:
        yield from same_codes(balance, 1, spending, None, "收支总表 = 支出总表（同一科目）")
    if function is None:
        return
    if fiscal is not None and fiscal.is_balance:
        yield from _fiscal_codes(index, fiscal, function)
    if balance is not None and balance.is_balance and _equal_wholes(balance, function):
        yield from same_codes(balance, 1, function, None, "收支总表 = 一般公共预算支出表（同一科目）")


def _equal_wholes(balance: View, function: View) -> bool:
    total = whole(function)
    return total is not None and any(t.amount.base == total.amount.base for _, t in closing(balance, 1))


def _fiscal_codes(index: Index, fiscal: View, function: View) -> Iterator[Outcome]:
    """FIS by code = FUN + FUND + SOE by code."""
    others = [code_terms(v) for v in (index.one(FUND), index.one(SOE)) if v is not None]
    reference = code_terms(function)
    for code, term in code_terms(fiscal, 1).items():
        if code not in reference:
            continue
        extra = [o[code] for o in others if code in o and o[code].amount.value]
        if not extra:
            yield from same(term, reference[code], "财政拨款收支总表 = 一般公共预算支出表（同一科目）")
            continue
        yield Relation(
            scope=Scope.CROSS,
            total=term,
            parts=tuple((1, t) for t in (reference[code], *extra)),
            formula="财政拨款收支总表 = 一般公共 + 基金 + 国资（同一科目）",
            where=term.label,
        )


def check_budgets(index: Index) -> Iterator[Outcome]:
    """RT-04: FIS.支出总计 = FUN + FUND + SOE."""
    fiscal = closing(index.one(FIS), 1)
    views = [index.one(kind) for kind in (FUN, FUND, SOE)]
    parts = [whole(view) for view in views]
    present = [p for p in parts if p is not None]
    if not fiscal or parts[0] is None:
        return
    if any(map(_is_untotalled, views)):
        yield NotEvaluated(where="财政拨款收支总表 ~ 三本预算", why="有表的合计行没有印出支出合计")
        return
    total = sum((p.amount.base for p in present), ZERO)
    chosen = next((t for _, t in fiscal if t.amount.base == total), fiscal[0][1])
    extra = [p for p in present[1:] if p.amount.value]
    if not extra:
        yield from same(chosen, present[0], "财政拨款支出总计 = 一般公共预算支出总计")
        return
    yield Relation(
        scope=Scope.CROSS,
        total=chosen,
        parts=tuple((1, t) for t in present),
        formula="财政拨款支出总计 = 一般公共 + 政府性基金 + 国有资本经营",
        where=chosen.label,
    )


def _is_untotalled(view: View | None) -> bool:
    """Whether a table has figures and its grand total prints none in the column of totals: what it comes to is not
    known (决算 of funds print the total of income alone, beside the head)."""
    if view is None or view.grand is None or view.total_column is None:
        return False
    return not view.cell(view.grand.row, view.total_column).text and any(True for _ in view.figures())


def check_basic(index: Index) -> Iterator[Outcome]:
    """RT-05: 基本支出 in 支出总表, 基本支出总表, 收入总表."""
    basic = index.one(BAS)
    yield from same(whole(basic), whole(index.one(EXP), "basic"), "基本支出总表.总计 = 支出总表.基本支出")
    yield from same(
        whole(basic, "appropriation.general"),
        whole(index.one(INC), "appropriation.general.basic"),
        "基本支出总表.一般公共预算拨款 = 收入总表.基本支出拨款",
    )


def check_projects(index: Index) -> Iterator[Outcome]:
    """RT-06: 项目支出 in 支出总表, 项目支出总表, 收入总表."""
    projects = index.one(PRJ)
    yield from same(whole(projects), whole(index.one(EXP), "project"), "项目支出总表.总计 = 支出总表.项目支出")
    for key in ("duty_projects", "special_projects", "government_investment"):
        name = f"appropriation.general.{key}"
        yield from same(whole(projects, name), whole(index.one(INC), name), "项目支出总表 = 收入总表（同一类项目拨款）")


def check_carryover(index: Index) -> Iterator[Outcome]:
    """RT-07: 上年结余 in 收支总表, 收入总表, and by basic and project expenditure."""
    balance, income = index.one(SUM), index.one(INC)
    row = carryover_of(balance)
    received = whole(income, "carryover")
    yield from same(received, row, "收入总表.上年结余、结转 = 收支总表.上年结余、结转")
    total = received or row
    parts = [whole(index.one(kind), "carryover") for kind in (BAS, PRJ)]
    if total is None or any(p is None for p in parts):
        return
    yield Relation(
        scope=Scope.CROSS,
        total=total,
        parts=tuple((1, p) for p in parts if p is not None),
        formula="上年结余、结转 = 基本支出总表.上年结余 + 项目支出总表.上年结余",
        where=total.label,
    )


def check_economic(index: Index) -> Iterator[Outcome]:
    """RT-08: the general budget by function and by economic class has one whole."""
    function = index.one(FUN)
    economic = index.one(ECO)
    if economic is not None and (economic.column("project") is not None or economic.column("basic") is not None):
        for keys, name in (((), "支出总计"), (("basic",), "基本支出"), (("project",), "项目支出")):
            yield from same(whole(economic, *keys), whole(function, *keys), f"按经济分类.{name} = 按功能分类.{name}")
    only_basic = index.one(ECO_BASIC)
    if only_basic is not None or economic is None:
        yield from same(whole(only_basic), whole(function, "basic"), "基本支出表.合计 = 一般公共预算支出表.基本支出")
    if only_basic is not None and len(only_basic.sides) > 1:
        yield from _halves(only_basic, whole(function, "basic"))
    if only_basic is not None and function is not None:
        for key, name in (("personnel", "人员经费"), ("public", "公用经费")):
            if function.column(key) is not None and only_basic.column(key) is not None:
                yield from same(whole(only_basic, key), whole(function, key), f"基本支出表.{name} = 按功能分类.{name}")


def _halves(view: View, basic: Term | None) -> Iterator[Outcome]:
    """A table printed in halves closes with 人员经费合计 and 公用经费合计: together they are 基本支出."""
    parts = [
        view.term(entry, column)
        for side, tree in zip(view.sides, view.trees, strict=True)
        for entry in tree.entries
        if entry.bare in {"人员经费合计", "公用经费合计"} and (column := view.main_column(side)) is not None
    ]
    found = [p for p in parts if p is not None]
    if basic is None or len(found) != 2:
        return
    yield Relation(
        scope=Scope.CROSS,
        total=basic,
        parts=tuple((1, p) for p in found),
        formula="基本支出 = 人员经费合计 + 公用经费合计",
        where=f"{basic.label} ~ {view.title}",
    )


def check_basic_by_name(index: Index) -> Iterator[Outcome]:
    """RT-09: 基本支出总表 by name against the economic table's 基本支出 by code."""
    basic, economic = index.one(BAS), index.one(ECO)
    if basic is None or economic is None:
        return
    general, own = basic.column("appropriation.general"), economic.column("basic")
    if general is None or own is None or carry(basic):
        yield NotEvaluated(where="基本支出总表 ~ 按经济分类", why="两表口径不同或缺列")
        return
    reference = code_terms(economic, column=own)
    for code, term in code_terms(basic, column=general).items():
        if code in reference:
            yield from same(term, reference[code], "基本支出总表.一般公共预算拨款 = 按经济分类.基本支出（同一科目）")


def carry(basic: View) -> bool:
    """Whether basic expenditure is paid from carry-over too, which the appropriation does not include."""
    term = whole(basic, "carryover")
    return term is not None and bool(term.amount.value)


THREE_CODES = {
    three_public.ABROAD: ("30212",),
    three_public.RECEPTION: ("30217",),
    three_public.OPERATION: ("30231",),
    three_public.PURCHASE: ("30913", "31013"),
}


def check_three_public(index: Index) -> Iterator[Outcome]:
    """RT-10: 三公 of the budget year against the economic table (basic-only tables give a lower bound)."""
    if index.one(THREE) is None:
        return
    economic = index.one(ECO)
    full = economic is not None and economic.column("project") is not None
    source = economic if full else (index.one(BAS) or index.one(ECO_BASIC))
    if source is None:
        return
    # Basic expenditure may be paid from own funds too; 三公 counts the general budget only.
    reference = code_terms(source, column=source.column("appropriation.general"))
    for key, codes in THREE_CODES.items():
        term = three_public.amount(index, key, index.document.report.year)
        parts = [reference[c] for c in codes if c in reference]
        if term is None:
            continue
        if not parts:
            if term.amount.value:
                yield NotEvaluated(where=term.label, why="经济分类表没有此科目")
            continue
        if full and len(parts) == 1:
            yield from same(term, parts[0], f"三公.{three_public.NAMES[key]} = 经济分类 {codes[0]}")
        elif not full:
            for part in parts:
                yield Relation(
                    scope=Scope.CROSS, total=part, parts=((1, term),), at_most=True, where=term.label,
                    formula=f"基本支出中的 {codes[0]} ≤ 三公.{three_public.NAMES[key]}",
                )  # fmt: skip


SOFT_PAIRS = (("2080505", ("30108",)), ("2080506", ("30109",)), ("2210201", ("30113",)))


def check_function_economic(index: Index) -> Iterator[Outcome]:
    """RT-11 (soft): pension, annuity and housing fund by function and by economic class usually agree."""
    function, economic = index.one(FUN), index.one(ECO)
    if function is None or economic is None:
        return
    by_function, by_class = code_terms(function), code_terms(economic)
    for code, classes in SOFT_PAIRS:
        if code in by_function and classes[0] in by_class:
            for outcome in same(by_function[code], by_class[classes[0]], f"{code} = {classes[0]}"):
                if isinstance(outcome, Relation) and judge_holds(outcome):
                    yield replace(outcome, soft=True)
                else:
                    yield NotEvaluated(where=f"{code} ~ {classes[0]}", why="通常相等而此处不等，不足以断定有误")


_rule = declared(source=SOURCE, applies="部门预算、部门决算", severity=Severity.ERROR)

RULES: tuple[Rule, ...] = (
    _rule("RT-01", "总表之间", "Wholes", "SUM.支出总计 = EXP；SUM.收入总计 = INC", check_wholes),
    _rule("RT-02", "财政拨款与收支总表", "Fiscal table", "FIS = SUM 中的财政部分，逐行", check_fiscal),
    _rule("RT-16", "财政拨款收入", "Fiscal income", "INC.财政拨款 = FIS.本年收入", check_granted),
    _rule("RT-03", "同一功能科目", "Same function code", "SUM、FIS、EXP 的科目金额 = FUN", check_codes),
    _rule("RT-04", "三本预算", "Three budgets", "FIS.支出总计 = FUN + FUND + SOE", check_budgets),
    _rule("RT-05", "基本支出", "Basic expenditure", "EXP.基本 = BAS.总计；INC.基本支出拨款 = BAS", check_basic),
    _rule("RT-06", "项目支出", "Project expenditure", "EXP.项目 = PRJ.总计；INC 项目拨款 = PRJ", check_projects),
    _rule("RT-07", "上年结余、结转", "Carry-over", "INC = SUM = BAS + PRJ", check_carryover),
    _rule(
        "RT-08", "功能与经济分类的总额", "Function and economic wholes", "FUN = ECO（总计、基本、项目）", check_economic
    ),
    _rule(
        "RT-09", "基本支出的经济科目", "Basic by economic class", "BAS（名称）= ECO.基本（编码）", check_basic_by_name
    ),
    _rule("RT-10", "三公与经济科目", "Three public", "接待 = 30217，运行 = 30231，出国 = 30212", check_three_public),
    _rule(
        "RT-11", "功能与经济科目（通常）", "Function to economic, soft", "2080505 = 30108 等", check_function_economic
    ),
)
