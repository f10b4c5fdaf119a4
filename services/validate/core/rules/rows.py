"""Within a row: totals over the columns under them (domain.md §2.2).

The relations are read off the head tree: 小计/合计/总计 over the columns beside it, a group with its own 小计 counted
once. So a family that nobody has described is checked too. Where the head alone does not prove the relation (an
unknown table, further memo columns) it must first be borne out by most of its rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from services.validate.core import words
from services.validate.core.amounts import Verdict, compare
from services.validate.core.entries import Entry, EntryKind, Side
from services.validate.core.relations import NotEvaluated, Outcome, Passed, Relation, Scope
from services.validate.core.rule import Rule
from services.validate.core.select import Index, View
from shared.model.finding import Severity

SOURCE = "domain.md §2.2"
#: which rule speaks for a relation, by the kind of table and the key of the total column
RULE_OF_KIND = {
    "income_summary": "RW-03",
    "basic_expenditure_summary": "RW-04",
    "project_expenditure_summary": "RW-05",
    "three_public": "RW-07",
    "project_performance_targets": "RW-08",
    "annual_tasks": "RW-09",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class HeadSum:
    """A total column and the columns that should add up to it. `certain`: keys and kind are known."""

    total: int
    parts: tuple[int, ...]
    certain: bool


def head_sums(view: View, side: Side) -> tuple[HeadSum, ...]:
    """The sums that the head tree of a side promises."""
    paths = by_measure({i: view.columns[i] for i in side.amounts})
    found = []
    for total in side.amounts:
        path = paths[total]
        if not words.SUBTOTAL_LEAF.match(path[-1]):
            continue
        prefix = path[:-1]
        if any("政府采购" in text for text in prefix):
            continue  # 其中：中小企业, 其中：小微 are subsets of each other (RW-06)
        group = [i for i in side.amounts if i != total and paths[i][: len(prefix)] == prefix]
        if not prefix:
            group = [i for i in group if not words.SUBTOTAL_LEAF.match(paths[i][-1]) or len(paths[i]) > 1]
        parts = _parts(group, paths, len(prefix))
        if len(parts) >= 2 and (len(parts) <= len(side.amounts)):
            keys = [view.table.columns[i].key for i in (total, *parts)]
            certain = bool(view.kind) and all(keys) and len(set(keys)) == len(keys)
            if all(words.OF_WHICH.match(paths[i][-1]) for i in parts):
                certain = all((view.table.columns[i].key or "").startswith("funding") for i in parts)
            found.append(HeadSum(total=total, parts=tuple(parts), certain=certain))
    return tuple(found)


def by_measure(paths: dict[int, tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
    """Paths with the measure first where every column has one below: 合计{预算数, 决算数} → 预算数{合计}, …"""
    leaves = {p[-1] for p in paths.values() if len(p) > 1}
    if len(leaves) < 2 or not all(words.MEASURE.fullmatch(leaf) for leaf in leaves):
        return paths
    return {i: (p[-1], *p[:-1]) if len(p) > 1 else p for i, p in paths.items()}


def _parts(group: list[int], paths: dict[int, tuple[str, ...]], depth: int) -> list[int]:
    """The addends among `group`, whose paths agree up to `depth`: single columns, sub-groups by their own 小计."""
    by_head: dict[str, list[int]] = {}
    for i in group:
        if len(paths[i]) > depth:
            by_head.setdefault(paths[i][depth], []).append(i)
    parts: list[int] = []
    # 总额 {其中：财政拨款, 其中：其他资金}: where every column is a 其中 they may be the whole
    all_subsets = len(by_head) > 1 and all(words.OF_WHICH.match(h) for h in by_head if not words.SUBTOTAL_LEAF.match(h))
    for head, members in by_head.items():
        if all_subsets:
            parts.extend(i for i in members if not words.SUBTOTAL_LEAF.match(head))
            continue
        if words.MEMO_HEAD.search(head) and not words.CARRYOVER_ROW.search(head):
            continue
        leaves = [i for i in members if len(paths[i]) == depth + 1]
        deeper = [i for i in members if len(paths[i]) > depth + 1]
        subtotal = [i for i in deeper if len(paths[i]) == depth + 2 and words.SUBTOTAL_LEAF.match(paths[i][-1])]
        if leaves:
            parts.extend(leaves)
        elif subtotal:
            parts.append(subtotal[0])
        else:
            parts.extend(_parts(deeper, paths, depth + 1))
    return parts


def row_relation(view: View, entry: Entry, sum_: HeadSum, formula: str) -> Relation | NotEvaluated | None:
    """The relation of one row; None where the row prints nothing in these columns."""
    if not view.prints(entry.row, (sum_.total, *sum_.parts)):
        return None
    where = view.where(entry, sum_.total)
    addends = [view.addend(entry, i) for i in sum_.parts]
    total, total_blank = view.addend(entry, sum_.total)
    if total is None or any(t is None for t, _ in addends):
        return NotEvaluated(where=where, why="行内有不是数字的格")
    if view.value(entry.row, sum_.total) is None and not total_blank:
        return NotEvaluated(where=where, why="合计格为空")
    blanks = tuple(t for t, blank in (*addends, (total, total_blank)) if blank and t is not None)
    return Relation(
        scope=Scope.SUM,
        total=total,
        parts=tuple((1, t) for t, _ in addends if t is not None),
        formula=formula,
        where=where,
        blanks=blanks,
    )


def short_formula(view: View, sum_: HeadSum) -> str:
    """`小计 = 购置费 + 运行维护费`: the heads without the path that all of them share."""
    paths = [view.table.columns[i].path or (view.head(i),) for i in (sum_.total, *sum_.parts)]
    shared = 0
    while all(len(p) > shared + 1 for p in paths) and len({p[shared] for p in paths}) == 1:
        shared += 1
    names = ["/".join(p[shared:]) for p in paths]
    return f"{names[0]} = {' + '.join(names[1:])}"


def borne_out(relations: list[Relation], certain: bool) -> str | None:
    """Why the relations of one head sum are not to be judged; None if they are."""
    telling = [r for r in relations if sum(1 for _, t in r.parts if t.amount.value) >= 2]
    holding = sum(1 for r in telling if judge_holds(r))
    if certain:
        if len(telling) >= 4 and holding * 2 < len(telling) and not _misread(relations, telling):
            return "多数行不符合此关系，表头含义可能不同"
        return None
    if not any(not judge_holds(r) for r in relations):
        return None
    if len(telling) >= 2 and holding * 3 >= len(telling) * 2 and holding >= 2:
        return None
    filled = [r for r in relations if r.total.amount.value]
    if len(filled) >= 3 and sum(1 for r in filled if judge_holds(r)) * 4 >= len(filled) * 3:
        return None
    return "表头不能证明此关系，多数行也不符合"


def _misread(relations: list[Relation], telling: list[Relation]) -> bool:
    """Whether figures are wrong where most telling rows fail, rather than that the head means another sum: enough rows
    hold, if with one part filled only, and no one column left out would mend half of those that fail."""
    filled = [r for r in relations if r.total.amount.value]
    if sum(map(judge_holds, filled)) * 3 < len(filled):
        return False
    failing = [r for r in telling if not judge_holds(r)]
    width = min(len(r.parts) for r in failing)
    mended = [
        sum(judge_holds(replace(r, parts=(*r.parts[:i], *r.parts[i + 1 :]))) for r in failing) for i in range(width)
    ]
    return max(mended) * 2 < len(failing)


def judge_holds(relation: Relation) -> bool:
    parts = [(sign, term.amount) for sign, term in relation.parts]
    return compare(relation.total.amount, parts).verdict is not Verdict.BEYOND


def check_sums(index: Index, rule_id: str) -> Iterator[Outcome]:
    """The row sums that `rule_id` speaks for."""
    for view in index.views:
        if rule_id not in {RULE_OF_KIND.get(view.base_kind, "RW-01"), "RW-02"}:
            continue
        for side, tree in zip(view.sides, view.trees, strict=True):
            for sum_ in head_sums(view, side):
                if rule_of(view, sum_) != rule_id:
                    continue
                yield from _check(view, [e for e in tree.entries if e.kind is not EntryKind.DELTA], sum_)


def rule_of(view: View, sum_: HeadSum) -> str:
    key = view.table.columns[sum_.total].key or ""
    if view.base_kind == "income_summary" and key.startswith("appropriation"):
        return "RW-02"
    return RULE_OF_KIND.get(view.base_kind, "RW-01")


def _check(view: View, entries: list[Entry], sum_: HeadSum) -> Iterator[Outcome]:
    formula = short_formula(view, sum_)
    outcomes = [o for o in (row_relation(view, e, sum_, formula) for e in entries) if o is not None]
    relations = [o for o in outcomes if isinstance(o, Relation)]
    yield from (o for o in outcomes if isinstance(o, NotEvaluated))
    why = borne_out(relations, sum_.certain)
    if why is None:
        yield from relations
        return
    for relation in relations:
        yield NotEvaluated(where=f"{view.title} {relation.where}", why=why)


def check_procurement(index: Index) -> Iterator[Outcome]:
    """RW-06: 中小企业 ≤ 采购小计 ≤ 支出总计, and 小微 ≤ 中小."""
    ladder = ("procurement.micro", "procurement.sme", "procurement.subtotal", "total")
    for view in index.views:
        columns = [view.column(key) for key in ladder]
        if columns[2] is None:
            continue
        steps = [c for c in columns if c is not None]
        for tree in view.trees:
            for entry in tree.entries:
                yield from _ladder(view, entry, steps)


def _ladder(view: View, entry: Entry, steps: list[int]) -> Iterator[Outcome]:
    for small, large in pairwise(steps):
        lower, upper = view.term(entry, small), view.term(entry, large)
        if lower is None or upper is None:
            continue
        if lower.amount.interval.low <= upper.amount.interval.high:
            yield Passed()
        else:
            yield Relation(
                scope=Scope.SUM,
                total=lower,
                parts=((1, upper),),
                formula=f"{view.head(small)} ≤ {view.head(large)}",
                where=view.where(entry, small),
                at_most=True,
            )


def _rule(id_: str, title: str, title_en: str, formula: str, applies: str) -> Rule:
    return Rule(
        id=id_,
        title=title,
        title_en=title_en,
        formula=formula,
        source=SOURCE,
        applies=applies,
        severity=Severity.ERROR,
        check=lambda index: check_sums(index, id_),
    )


RULES: tuple[Rule, ...] = (
    _rule(
        "RW-01",
        "行内合计",
        "Row total",
        "合计 = Σ 其下各列（支出总计 = 基本支出 + 项目支出）",
        "支出总表、按功能与经济分类的支出表，及任何有小计、合计列的表",
    ),
    _rule(
        "RW-02",
        "收入总表：拨款小计",
        "Appropriation subtotal",
        "小计 = 基本支出拨款 + 履职类 + 专项资金 + 政府投资",
        "收入总表",
    ),
    _rule(
        "RW-03",
        "收入总表：收入总计",
        "Income total",
        "收入总计 = 各项拨款 + 专户 + Σ 单位资金 + 上年结余、结转",
        "收入总表",
    ),
    _rule(
        "RW-04",
        "基本支出总表：行内合计",
        "Basic expenditure row total",
        "总计 = 小计 + 专户 + Σ 单位资金 + 上年；小计 = 三项拨款",
        "基本支出总表",
    ),
    _rule(
        "RW-05",
        "项目支出总表：行内合计",
        "Project expenditure row total",
        "总计 = 小计 + 基金 + 国资 + 专户 + Σ 单位资金 + 上年；小计 = 履职 + 专项 + 投资",
        "项目支出总表",
    ),
    Rule(
        id="RW-06",
        title="政府采购不超过支出",
        title_en="Procurement within expenditure",
        formula="小微 ≤ 中小企业 ≤ 采购小计 ≤ 支出总计",
        source=SOURCE,
        applies="列示政府采购的支出总表",
        severity=Severity.ERROR,
        check=check_procurement,
    ),
    _rule(
        "RW-07",
        "三公经费：行内合计",
        "Three public row total",
        "总计 = 出国（境）+ 接待 + 公车小计；小计 = 购置 + 运行维护",
        "“三公”经费表",
    ),
    _rule(
        "RW-08",
        "项目绩效目标表：行内合计",
        "Project row total",
        "总计 = 财政拨款 + 财政专户拨款 + 其他资金",
        "项目支出绩效目标表",
    ),
    _rule(
        "RW-09",
        "年度主要任务：行内合计",
        "Task row total",
        "总额 = 财政拨款 + 其他资金",
        "整体支出绩效目标表（年度主要任务）",
    ),
)
