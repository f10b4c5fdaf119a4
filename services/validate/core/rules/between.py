"""The same quantity in two tables of one report (domain.md §2.5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from services.validate.core import words
from services.validate.core.amounts import ZERO, show
from services.validate.core.entries import Entry, EntryKind
from services.validate.core.relations import NotEvaluated, Outcome, Passed, Relation, Rule, Scope, Term
from services.validate.core.rules.rows import judge_holds
from services.validate.core.select import Index, View
from shared.model.finding import Finding, Severity

SOURCE = "domain.md §2.5"
SUM = "income_expenditure_summary"
INC = "income_summary"
EXP = "expenditure_summary"
BAS = "basic_expenditure_summary"
PRJ = "project_expenditure_summary"
FIS = "fiscal_appropriation_summary"
FUN = "general_budget_by_function"
ECO = "general_budget_by_economic_class"
ECO_BASIC = "general_budget_basic_by_economic_class"
THREE = "three_public"
FUND = "government_fund_expenditure"
SOE = "state_capital_expenditure"
TASKS = "annual_tasks"


def same(total: Term | None, part: Term | None, formula: str, note: str = "") -> Iterator[Outcome]:
    """`total` and `part` are one quantity; nothing where either is not printed."""
    if total is None or part is None:
        return
    yield Relation(
        scope=Scope.CROSS,
        total=total,
        parts=((1, part),),
        formula=formula,
        where=f"{total.label} ~ {part.table_title} / {part.label}",
        note=note,
    )


def whole(view: View | None, *keys: str) -> Term | None:
    """The grand total of a table in the column of one of `keys` (its total column without any)."""
    if view is None or view.grand is None:
        return None
    column = view.column(*keys) if keys else view.total_column
    return None if column is None else view.term(view.grand, column)


def closing(view: View | None, side: int) -> list[tuple[Entry, Term]]:
    """The total rows of one side of a balance table, the grand total first."""
    if view is None or len(view.sides) != 2 or view.torn:
        return []
    found = []
    for entry in reversed(view.trees[side].entries):
        if entry.kind is EntryKind.TOTAL:
            term = view.term(entry, view.sides[side].amounts[0])
            if term is not None:
                found.append((entry, term))
    return found


def closest(candidates: Sequence[tuple[Entry, Term]], other: Term | None) -> Term | None:
    """The total row that equals `other`, the grand total where none does.

    收入总表 may count the carry-over (收入总计) or not (本年收入合计): print decides, and only a figure that equals
    neither is wrong.
    """
    if other is None or not candidates:
        return None
    for _, term in candidates:
        if term.amount.base == other.amount.base:
            return term
    return candidates[0][1]


def check_wholes(index: Index) -> Iterator[Outcome]:
    """RT-01: 收支总表 against 收入总表 and 支出总表."""
    balance = index.one(SUM)
    for kind, side, formula in (
        (EXP, 1, "支出总表.总计 = 收支总表.支出总计"),
        (INC, 0, "收入总表.总计 = 收支总表.收入总计"),
    ):
        other = whole(index.one(kind))
        yield from same(other, closest(closing(balance, side), other), formula)


def fiscal_only(index: Index) -> bool:
    """Whether all of the unit's money is the government's: then 收支总表 and 政府预算拨款收支总表 agree row by row."""
    first, second = closing(index.one(SUM), 0), closing(index.one(FIS), 0)
    return bool(first and second) and first[0][1].amount.base == second[0][1].amount.base


def check_fiscal(index: Index) -> Iterator[Outcome]:
    """RT-02: the fiscal table against 收支总表, row by row."""
    balance, fiscal = index.one(SUM), index.one(FIS)
    if balance is None or fiscal is None or len(balance.sides) != 2 or len(fiscal.sides) != 2:
        return
    names = ("一般公共预算拨款", "政府性基金预算拨款", "国有资本经营预算拨款", "政府预算拨款")
    for name in names:
        yield from same(_named(fiscal, name), _named(balance, name), f"政府预算拨款收支总表.{name} = 收支总表.{name}")
    if not fiscal_only(index):
        yield NotEvaluated(where="收支总表 ~ 政府预算拨款收支总表", why="另有非财政资金，支出各行不必相等")
        return
    yield from same_codes(fiscal, 1, balance, 1, "政府预算拨款收支总表 = 收支总表（同一科目）")


def _named(view: View, name: str) -> Term | None:
    entry = view.named(name, 0)
    return view.term(entry, view.sides[0].amounts[0]) if entry is not None else None


def code_terms(view: View, side: int | None = None, column: int | None = None) -> dict[str, Term]:
    """code → figure, for codes that stand once in the table (or once per block with one block)."""
    found: dict[str, Term | None] = {}
    for index, (own, tree) in enumerate(zip(view.sides, view.trees, strict=True)):
        if side is not None and index != side:
            continue
        at = column if column is not None else (own.amounts[0] if len(view.sides) > 1 else view.total_column)
        if at is None:
            continue
        for entry in tree.entries:
            if entry.code and entry.kind is EntryKind.ITEM:
                found[entry.code] = None if entry.code in found else view.term(entry, at)
    return {code: term for code, term in found.items() if term is not None}


def same_codes(view: View, side: int | None, other: View, other_side: int | None, formula: str) -> Iterator[Outcome]:
    """Every code that both tables print has one amount."""
    reference = code_terms(other, other_side)
    for code, term in code_terms(view, side).items():
        if code in reference:
            yield from same(term, reference[code], formula)


def check_codes(index: Index) -> Iterator[Outcome]:
    """RT-03: amounts by function code in 收支总表, 财政拨款收支总表, 支出总表 and the general budget's table."""
    balance, fiscal, spending, function = (index.one(k) for k in (SUM, FIS, EXP, FUN))
    if balance is not None and spending is not None and len(balance.sides) == 2:
        yield from same_codes(balance, 1, spending, None, "收支总表 = 支出总表（同一科目）")
    if function is None:
        return
    if fiscal is not None and len(fiscal.sides) == 2:
        yield from _fiscal_codes(index, fiscal, function)
    if balance is not None and len(balance.sides) == 2 and _equal_wholes(balance, function):
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
    parts = [whole(index.one(kind)) for kind in (FUN, FUND, SOE)]
    present = [p for p in parts if p is not None]
    if not fiscal or parts[0] is None:
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


def carryover_of(view: View | None) -> Term | None:
    """The one row of 上年结余、结转 on the income side."""
    if view is None or len(view.sides) != 2:
        return None
    rows = [e for e in view.trees[0].entries if words.CARRYOVER_ROW.search(e.bare) and e.kind is EntryKind.ITEM]
    return view.term(rows[0], view.sides[0].amounts[0]) if len(rows) == 1 else None


def check_economic(index: Index) -> Iterator[Outcome]:
    """RT-08: the general budget by function and by economic class has one whole."""
    function = index.one(FUN)
    economic = index.one(ECO)
    if economic is not None and (economic.column("project") is not None or economic.column("basic") is not None):
        for keys, name in (((), "支出总计"), (("basic",), "基本支出"), (("project",), "项目支出")):
            yield from same(whole(economic, *keys), whole(function, *keys), f"按经济分类.{name} = 按功能分类.{name}")
    only_basic = index.one(ECO_BASIC)
    yield from same(whole(only_basic), whole(function, "basic"), "基本支出表.合计 = 一般公共预算支出表.基本支出")
    if only_basic is not None and function is not None:
        for key, name in (("personnel", "人员经费"), ("public", "公用经费")):
            if function.column(key) is not None and only_basic.column(key) is not None:
                yield from same(whole(only_basic, key), whole(function, key), f"基本支出表.{name} = 按功能分类.{name}")


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
    "three_public.abroad": ("30212",),
    "three_public.reception": ("30217",),
    "three_public.vehicles.operation": ("30231",),
    "three_public.vehicles.purchase": ("30913", "31013"),
}


def check_three_public(index: Index) -> Iterator[Outcome]:
    """RT-10: 三公 of the budget year against the economic table (basic-only tables give a lower bound)."""
    view = index.one(THREE)
    economic = index.one(ECO)
    full = economic is not None and economic.column("project") is not None
    source = economic if full else (index.one(BAS) or index.one(ECO_BASIC))
    if view is None or source is None:
        return
    row = budget_row(view, index.document.report.year)
    if row is None:
        return
    # Basic expenditure may be paid from own funds too; 三公 counts the general budget only.
    reference = code_terms(source, column=source.column("appropriation.general"))
    for key, codes in THREE_CODES.items():
        column = view.column(key)
        term = view.term(row, column) if column is not None else None
        parts = [reference[c] for c in codes if c in reference]
        if term is None:
            continue
        if not parts:
            if term.amount.value:
                yield NotEvaluated(where=term.label, why="经济分类表没有此科目")
            continue
        if full and len(parts) == 1:
            yield from same(term, parts[0], f"三公.{view.head(column or 0)} = 经济分类 {codes[0]}")
        elif not full:
            for part in parts:
                yield Relation(
                    scope=Scope.CROSS, total=part, parts=((1, term),), at_most=True, where=term.label,
                    formula=f"基本支出中的 {codes[0]} ≤ 三公.{view.head(column or 0)}",
                )  # fmt: skip


def budget_row(view: View, year: int | None) -> Entry | None:
    """The row of the budget year in a table by years; the only row of a table without years."""
    at = next((i for i, c in enumerate(view.table.columns) if c.key == "year"), None)
    if at is None:
        return view.grand
    for row in range(len(view.table.rows)):
        text = view.text(row, at)
        if year and str(year) in text and not words.DELTA_ROW.search(text):
            return Entry(row=row, label=text, bare=text, kind=EntryKind.ITEM)
    return None


def change_row(view: View) -> Entry | None:
    """The row 增减变化金额 of a table by years."""
    at = next((i for i, c in enumerate(view.table.columns) if c.key == "year"), None)
    if at is None:
        return None
    for row in range(len(view.table.rows)):
        text = view.text(row, at)
        if words.DELTA_ROW.search(text) and not words.NO_MONEY.search(text):
            return Entry(row=row, label=text, bare=text, kind=EntryKind.DELTA)
    return None


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


BASIC_TASK = re.compile(r"基本|人员|公用|运转|工资")


def check_tasks(index: Index) -> Iterator[Outcome]:
    """RT-12: the tasks of the performance table against the whole of expenditure."""
    view = index.one(TASKS)
    total = whole(view)
    if view is None or not any(BASIC_TASK.search(e.bare) for t in view.trees for e in t.entries):
        return  # a choice of tasks, not the whole of expenditure
    candidates = closing(index.one(SUM), 1)
    if not candidates:
        spending = whole(index.one(EXP))
        yield from same(total, spending, "年度主要任务.金额合计 = 支出总计")
        return
    yield from same(total, closest(candidates, total), "年度主要任务.金额合计 = 收支总表.支出总计")


STAFF_TASK = re.compile(r"人员(?:类|经费|支出)?")
OTHER_TASK = re.compile(r"公用|运转|基本支出")


def check_task_labels(index: Index) -> Iterator[Outcome]:
    """RT-12: a task 人员类支出 whose amount is all of 基本支出, 公用 included."""
    view = index.one(TASKS)
    basic = whole(index.one(EXP), "basic") or whole(index.one(BAS)) or whole(index.one(FUN), "basic")
    if view is None or basic is None or view.total_column is None or not view.trees:
        return
    public = _public(index)
    tasks = view.trees[0].entries
    if public is None or not public.amount.value or any(OTHER_TASK.search(e.bare) for e in tasks):
        return
    for entry in tasks:
        term = view.term(entry, view.total_column)
        if term is None or not STAFF_TASK.search(entry.bare):
            continue
        if term.amount.base != basic.amount.base:
            yield Passed()
            continue
        expected = show((basic.amount.base - public.amount.base) / term.amount.unit)
        actual = show(term.amount.value)
        yield Finding(
            code="label_amount_mismatch",
            severity=Severity.WARNING,
            rule="RT-12l",
            message=f"{view.title}的“{entry.label}”为 {actual}，等于全部基本支出；公用支出 {show(public.amount.value)} "
            f"不是人员支出，人员部分为 {expected}（RT-12l）。",
            message_en=f"{view.title}: “{entry.label}” {actual} is all of basic expenditure; without the public part "
            f"it would be {expected} (RT-12l).",
            table=view.table.id,
            table_title=view.title,
            where=view.where(entry, view.total_column),
            cells=(view.ref(entry.row, view.total_column),),
            expected=expected,
            actual=actual,
            delta=public.amount.base / term.amount.unit,
            tolerance=(basic.amount.half + public.amount.half) / term.amount.unit,
            page=term.place.page,
            line=term.place.line,
        )


def _public(index: Index) -> Term | None:
    """商品和服务支出 of 基本支出."""
    basic, economic = index.one(BAS), index.one(ECO)
    if basic is not None and "302" in (found := code_terms(basic)):
        return found["302"]
    if economic is not None and economic.column("basic") is not None:
        return code_terms(economic, column=economic.column("basic")).get("302")
    return None


def _rule(id_: str, title: str, title_en: str, formula: str, check: Callable[[Index], Iterator[Outcome]]) -> Rule:
    return Rule(
        id=id_,
        title=title,
        title_en=title_en,
        formula=formula,
        source=SOURCE,
        applies="部门预算、部门决算",
        severity=Severity.ERROR,
        check=check,
    )


RULES: tuple[Rule, ...] = (
    _rule("RT-01", "总表之间", "Wholes", "SUM.支出总计 = EXP；SUM.收入总计 = INC", check_wholes),
    _rule("RT-02", "财政拨款与收支总表", "Fiscal table", "FIS = SUM 中的财政部分，逐行", check_fiscal),
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
    _rule("RT-12", "任务与总支出", "Tasks", "PERF.金额合计 = SUM.支出总计", check_tasks),
    _rule("RT-12l", "任务名称与金额", "Labels of tasks", "人员类任务 ≠ 全部基本支出（公用 > 0 时）", check_task_labels),
)
