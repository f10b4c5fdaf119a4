"""The tasks of the whole-unit performance table against expenditure (domain.md RT-12)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from services.validate.core import places as b
from services.validate.core.amounts import ZERO, show
from services.validate.core.entries import Entry, EntryKind
from services.validate.core.prose_terms import project_terms
from services.validate.core.relations import NotEvaluated, Outcome, Passed, Relation, Scope, Term
from services.validate.core.rule import Rule, declared
from services.validate.core.rules.rows import judge_holds
from services.validate.core.select import Index
from shared.model.finding import Finding, Severity

SOURCE = "domain.md §2.5"
BASIC_TASK = re.compile(r"基本|人员|公用|运转|工资")
STAFF_TASK = re.compile(r"人员(?:类|经费|支出)?")
OTHER_TASK = re.compile(r"公用|运转|基本支出")


def check_tasks(index: Index) -> Iterator[Outcome]:
    """RT-12: the tasks of the performance table against the whole of expenditure."""
    view = index.one(b.TASKS)
    total = b.whole(view)
    if view is None or not any(BASIC_TASK.search(e.bare) for t in view.trees for e in t.entries):
        return  # a choice of tasks, not the whole of expenditure
    candidates = b.closing(index.one(b.SUM), 1)
    if not candidates:
        spending = b.whole(index.one(b.EXP))
        yield from b.same(total, spending, "年度主要任务.金额合计 = 支出总计")
        return
    yield from b.same(total, b.closest(candidates, total), "年度主要任务.金额合计 = 收支总表.支出总计")


def check_project_tasks(index: Index) -> Iterator[Outcome]:
    """RT-12p: the tasks beside those of 基本支出 are the projects; one task may hold several of them."""
    view = index.one(b.TASKS)
    basic, project = (_spending(index, key) for key in ("basic", "project"))
    if view is None or view.total_column is None or not view.trees or basic is None or project is None:
        return
    tasks = [e for e in view.trees[0].entries if e.kind is EntryKind.ITEM]
    terms = {e: t for e in tasks if (t := view.term(e, view.total_column))}
    staff = _staff(basic, terms)
    others = [t for e, t in terms.items() if e not in staff]
    formula = "Σ 其他任务 = 项目支出"
    if not others or not staff or len(terms) < len(tasks):
        yield NotEvaluated(where=formula, why="任务没有按基本支出与项目分列")
        return
    yield Relation(
        scope=Scope.CROSS,
        total=project,
        parts=tuple((1, t) for t in others),
        formula=formula,
        where=f"{project.label} ~ {view.title}",
    )
    yield from _grouped(index, others)


def _spending(index: Index, key: str) -> Term | None:
    """基本支出 or 项目支出 of the whole."""
    return b.whole(index.one(b.EXP), key) or b.whole(index.one(b.FUN), key)


def _staff(basic: Term, tasks: Mapping[Entry, Term]) -> Sequence[Entry]:
    """The tasks of 基本支出: those that its words name, or the one of them that is all of it (not 人员培训)."""
    named = [e for e in tasks if BASIC_TASK.search(e.bare)]
    return next((own for own in (named, *([e] for e in named)) if _add_up(basic, [tasks[e] for e in own])), ())


def _add_up(total: Term, parts: Sequence[Term]) -> bool:
    """Whether the parts can add up to the total."""
    lack = total.amount.base - sum((t.amount.base for t in parts), ZERO)
    return bool(parts) and abs(lack) <= total.amount.half + sum((t.amount.half for t in parts), ZERO)


def _grouped(index: Index, tasks: Sequence[Term]) -> Iterator[Outcome]:
    """The one task that is no project of its own, against the projects that are no task of their own.

    Which projects a task holds is printed nowhere: a difference beyond rounding says only that the guess is wrong.
    """
    projects = [terms[0] for terms in project_terms(index).values()]
    left = {t.amount.base: t for t in tasks if all(t.amount.base != p.amount.base for p in projects)}
    free = [p for p in projects if all(p.amount.base != t.amount.base for t in tasks)]
    if len(left) != 1 or len(free) < 2:
        return
    task = next(iter(left.values()))
    relation = Relation(
        scope=Scope.SUM,
        total=task,
        parts=tuple((1, p) for p in free),
        formula="任务 = Σ 其各项目",
        where=task.label,
        soft=True,
    )
    if judge_holds(relation):
        yield relation
    else:
        yield NotEvaluated(where=task.label, why="没有印出此任务包括哪些项目")


def check_task_labels(index: Index) -> Iterator[Outcome]:
    """RT-12: a task 人员类支出 whose amount is all of 基本支出, 公用 included."""
    view = index.one(b.TASKS)
    basic = b.whole(index.one(b.EXP), "basic") or b.whole(index.one(b.BAS)) or b.whole(index.one(b.FUN), "basic")
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
            message=f"《{view.title}》的“{entry.label}”为 {actual}，等于全部基本支出；"
            f"公用支出 {show(public.amount.value)} 不是人员支出，人员部分为 {expected}（RT-12l）。",
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
    basic, economic = index.one(b.BAS), index.one(b.ECO)
    if basic is not None and "302" in (found := b.code_terms(basic)):
        return found["302"]
    if economic is not None and economic.column("basic") is not None:
        return b.code_terms(economic, column=economic.column("basic")).get("302")
    return None


_rule = declared(source=SOURCE, applies="部门预算、部门决算", severity=Severity.ERROR)

RULES: tuple[Rule, ...] = (
    _rule("RT-12", "任务与总支出", "Tasks", "PERF.金额合计 = SUM.支出总计", check_tasks),
    _rule(
        "RT-12p", "任务与项目", "Tasks and projects", "Σ 其他任务 = 项目支出；任务 = Σ 其各项目", check_project_tasks
    ),
    _rule("RT-12l", "任务名称与金额", "Labels of tasks", "人员类任务 ≠ 全部基本支出（公用 > 0 时）", check_task_labels),
)
