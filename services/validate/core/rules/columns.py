"""Within a column: totals over rows, and the closing rows of a balance (domain.md §2.3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.validate.core import words
from services.validate.core.entries import Entry, EntryKind, Tree
from services.validate.core.judging import judge
from services.validate.core.relations import NotEvaluated, Outcome, Relation, Scope
from services.validate.core.rule import Rule
from services.validate.core.rules.rows import judge_holds
from services.validate.core.select import Index, View
from shared.model.finding import Severity

SOURCE = "domain.md §2.3"
BALANCES = {"income_expenditure_summary", "fiscal_appropriation_summary"}
RULE_OF_KIND = {
    "income_expenditure_summary": "RC-01",
    "fiscal_appropriation_summary": "RC-01",
    "basic_expenditure_summary": "RC-06",
    "general_budget_by_economic_class": "RC-06",
    "general_budget_basic_by_economic_class": "RC-06",
    "project_expenditure_summary": "RC-08",
    "annual_tasks": "RC-09",
    "project_performance_targets": "RC-11",
}


def column_relation(
    view: View, total: Entry, parts: Sequence[Entry], column: int, formula: str
) -> Relation | NotEvaluated | None:
    """`total` = Σ `parts` in one column; None where neither prints a figure."""
    if not parts or all(view.value(e.row, column) is None for e in (total, *parts)):
        return None
    where = view.where(total, column)
    addends = [view.addend(e, column) for e in parts]
    whole, whole_blank = view.addend(total, column)
    if whole is None or any(t is None for t, _ in addends):
        return NotEvaluated(where=where, why="列内有不是数字的格")
    if view.value(total.row, column) is None and not whole_blank:
        return NotEvaluated(where=where, why="合计格为空")
    return Relation(
        scope=Scope.SUM,
        total=whole,
        parts=tuple((1, t) for t, _ in addends if t is not None),
        formula=formula,
        where=where,
        blanks=tuple(t for t, blank in (*addends, (whole, whole_blank)) if blank and t is not None),
    )


def check_totals(index: Index, rule_id: str) -> Iterator[Outcome]:
    """合计 and unit rows over the rows that they close or head."""
    for view in index.views:
        if RULE_OF_KIND.get(view.base_kind, "RC-07") != rule_id or view.base_kind == "three_public":
            continue
        if view.torn:
            yield NotEvaluated(where=view.title, why="左右两半的合计行混在一起，表在读取时已损坏")
            continue
        for side, tree in zip(view.sides, view.trees, strict=True):
            yield from _totals(view, side.amounts, tree)


def _totals(view: View, columns: Sequence[int], tree: Tree) -> Iterator[Outcome]:
    parents = parent_units(tree)
    for total, parts, certain, formula in sums_of(tree, parents):
        relations = [column_relation(view, total, parts, c, formula) for c in columns]
        judged = [r for r in relations if isinstance(r, Relation)]
        yield from (r for r in relations if isinstance(r, NotEvaluated))
        failing = [r for r in judged if not judge_holds(r)]
        if failing and not certain:
            yield NotEvaluated(where=f"{view.title} / {total.label}", why="各行的层次不明，合计不能核对")
            continue
        if failing and all(_counts_itself(r) for r in failing):
            yield NotEvaluated(where=f"{view.title} / {total.label}", why="所列各行中有一行本身是合计，层次不明")
            continue
        if failing and not view.kind and not _credible(judged, failing):
            yield NotEvaluated(where=f"{view.title} / {total.label}", why="表不在已知之列，且各列都不符合此关系")
            continue
        yield from judged


def _counts_itself(relation: Relation) -> bool:
    """One of several parts alone is the total: a row of the whole stands among its own parts."""
    filled = [t.amount.base for _, t in relation.parts if t.amount.value]
    return len(filled) >= 2 and relation.total.amount.base in filled


def _credible(judged: Sequence[Relation], failing: Sequence[Relation]) -> bool:
    """Whether the 合计 row of a table of unknown kind is the sum of its rows: another column shows it, or it is close.

    An unknown table may count something else in its 合计 than what stands above it.
    """
    if any(r not in failing and sum(1 for _, t in r.parts if t.amount.value) >= 2 for r in judged):
        return True
    comparisons = [judge(r) for r in failing]
    return all(abs(c.delta) * 5 <= abs(c.expected) for c in comparisons)


def sums_of(tree: Tree, parents: set[int]) -> Iterator[tuple[Entry, list[Entry], bool, str]]:
    """(total, its parts, whether the structure is certain, formula) for every total and unit row of a list."""
    entries = tree.entries
    units = [i for i, e in enumerate(entries) if e.kind is EntryKind.UNIT]
    for i in units:
        if i in parents:
            continue
        parts, certain = top_items(tree, lambda e, block=entries[i].block: e.block == block)
        if parts:
            yield entries[i], parts, certain, f"{entries[i].label} = Σ 其下各类（项）"
    for i, entry in enumerate(entries):
        if entry.kind is not EntryKind.TOTAL:
            continue
        found = _parts_of_total(tree, i, units, parents)
        if found is not None and found[0]:
            yield (
                entry,
                *found,
                f"{entry.label} = " + (" + ".join(e.label for e in found[0]) if len(found[0]) <= 4 else "Σ 各类（项）"),
            )


def _parts_of_total(tree: Tree, at: int, units: list[int], parents: set[int]) -> tuple[list[Entry], bool] | None:
    entries = tree.entries
    earlier = [i for i in range(at) if entries[i].kind is EntryKind.TOTAL]
    later = range(at + 1, len(entries))
    if earlier:
        # 收入总计 = 本年收入合计 + what stands between the two
        last = earlier[-1]
        if words.TOTAL_ROW.match(entries[at].bare) and at - last >= 1:
            between = [
                entries[i] for i in range(last + 1, at) if tree.parents[i] is None and entries[i].kind is EntryKind.ITEM
            ]
            return [entries[last], *between], True
        return None
    whole_units = [entries[i] for i in units if i not in parents]
    if units:
        before = [i for i in units if i < at]
        if not before and at != 0:
            return None
        tops = [entries[i] for i in units if i in parents] or whole_units
        return tops, len(tops) == len(units) or len(tops) == 1
    span = range(at) if at else later
    parts, certain = [], True
    for i in span:
        if entries[i].kind is EntryKind.TOTAL:
            break
        if tree.parents[i] is None and entries[i].kind is EntryKind.ITEM:
            parts.append(entries[i])
            certain = certain and tree.certain[i]
    return parts, certain or _flat(tree)


def _flat(tree: Tree) -> bool:
    """No row has a parent and none is numbered: a plain list such as projects or tasks."""
    return not any(p is not None for p in tree.parents) and not any(e.level or e.code for e in tree.entries)


def top_items(tree: Tree, inside) -> tuple[list[Entry], bool]:  # type: ignore[no-untyped-def]
    """The top-level items of a block and whether the structure is certain."""
    parts, certain = [], True
    for i, entry in enumerate(tree.entries):
        if not inside(entry) or entry.kind is not EntryKind.ITEM or tree.parents[i] is not None:
            continue
        parts.append(entry)
        certain = certain and tree.certain[i]
    return parts, certain or _flat(tree)


def parent_units(tree: Tree) -> set[int]:
    """Unit rows (部门) that only sum the unit rows under them: another unit row follows at once (domain.md §1.5)."""
    found = set[int]()
    entries = tree.entries
    if not any(e.kind is EntryKind.ITEM for e in entries):
        return found  # one row a unit: a plain list, whose first row may be their sum or simply the first
    for i in range(len(entries) - 1):
        if entries[i].kind is EntryKind.UNIT and entries[i + 1].kind is EntryKind.UNIT:
            found.add(i)
    return found


def check_nested_units(index: Index) -> Iterator[Outcome]:
    """RC-12: a 部门 row is the sum of the 单位 rows under it."""
    for view in index.views:
        for side, tree in zip(view.sides, view.trees, strict=True):
            parents = parent_units(tree)
            if not parents:
                yield from _unit_list(view, side.amounts, tree)
            for i in sorted(parents):
                children = _child_units(tree, i, parents)
                for column in side.amounts:
                    relation = column_relation(
                        view, tree.entries[i], children, column, f"{tree.entries[i].label} = Σ 所属单位"
                    )
                    if relation is not None:
                        yield relation


def _unit_list(view: View, columns: Sequence[int], tree: Tree) -> Iterator[Outcome]:
    """A list of unit rows: its first row is their sum if it is so in most columns, else it is one of them."""
    units = [e for e in tree.entries if e.kind is EntryKind.UNIT]
    if len(units) < 3 or any(e.kind is EntryKind.ITEM for e in tree.entries):
        return
    relations = [column_relation(view, units[0], units[1:], c, f"{units[0].label} = Σ 所属单位") for c in columns]
    judged = [r for r in relations if isinstance(r, Relation)]
    telling = [r for r in judged if sum(1 for _, t in r.parts if t.amount.value) >= 2]
    if telling and 2 * sum(1 for r in telling if judge_holds(r)) > len(telling):
        yield from judged
    elif judged:
        yield NotEvaluated(where=f"{view.title} / {units[0].label}", why="各单位行的层次不明")


def _child_units(tree: Tree, at: int, parents: set[int]) -> list[Entry]:
    children = []
    for i in range(at + 1, len(tree.entries)):
        if tree.entries[i].kind is not EntryKind.UNIT:
            continue
        if i in parents:
            break
        children.append(tree.entries[i])
    return children


def check_numbered(index: Index) -> Iterator[Outcome]:
    """RC-02: a numbered row is the sum of the numbered rows under it (一 = 1 + 2 + 3) in lists without codes."""
    for view in index.views:
        if view.base_kind == "three_public":
            continue  # RW-07v knows its rows by name
        for side, tree in zip(view.sides, view.trees, strict=True):
            for parent, children in tree.children().items():
                head = tree.entries[parent]
                addends = [tree.entries[i] for i in children if tree.entries[i].kind is EntryKind.ITEM]
                if head.code or len(addends) < 2:
                    continue
                for column in side.amounts:
                    relation = column_relation(view, head, addends, column, f"{head.label} = Σ 其下各项")
                    if isinstance(relation, Relation) and not judge_holds(relation) and not _exhaustive(relation):
                        yield NotEvaluated(where=f"{view.title} {relation.where}", why="下列各项可能不完全")
                    elif relation is not None:
                        yield relation


def _exhaustive(relation: Relation) -> bool:
    """Children that print nothing, or less than their head by far, may be a mere selection."""
    return sum(1 for _, t in relation.parts if t.amount.value) > 0 and all(not b.label for b in relation.blanks)


def check_balance(index: Index) -> Iterator[Outcome]:
    """RC-05: 收入总计 = 支出总计 in every balance table."""
    for view in index.views:
        if len(view.sides) != 2 or view.torn:
            continue
        left = _last_total(view, 0)
        right = _last_total(view, 1)
        if left is None or right is None or left[0].row != right[0].row:
            continue
        (income, income_column), (spending, spending_column) = left, right
        total, part = view.term(income, income_column), view.term(spending, spending_column)
        if total is None or part is None:
            yield NotEvaluated(where=view.where(income, income_column), why="收入总计或支出总计为空")
            continue
        yield Relation(
            scope=Scope.SUM,
            total=total,
            parts=((1, part),),
            formula=f"{income.label} = {spending.label}",
            where=view.where(income, income_column),
        )


def _last_total(view: View, side: int) -> tuple[Entry, int] | None:
    totals = [e for e in view.trees[side].entries if e.kind is EntryKind.TOTAL]
    column = view.main_column(view.sides[side])
    return (totals[-1], column) if totals and column is not None else None


def check_change(index: Index) -> Iterator[Outcome]:
    """RC-10: 增减变化 = this year − the year before, in tables whose rows are years."""
    for view in index.views:
        years = [i for i, c in enumerate(view.table.columns) if c.key == "year"]
        if not years:
            continue
        rows = [(r, _year_label(view, r, years[0])) for r in range(len(view.table.rows))]
        for at in range(2, len(rows)):
            if words.DELTA_ROW.search(rows[at][1]) and not words.NO_MONEY.search(rows[at][1]):
                yield from _change(view, rows[at - 2][0], rows[at - 1][0], at)


def _year_label(view: View, row: int, column: int) -> str:
    return view.text(row, column)


def _change(view: View, before: int, now: int, delta: int) -> Iterator[Outcome]:
    def entry(row: int, label: str) -> Entry:
        kind = EntryKind.DELTA if row == delta else EntryKind.ITEM
        return Entry(row=row, label=label, bare=label, kind=kind)

    year = next(i for i, c in enumerate(view.table.columns) if c.key == "year")
    rows = [entry(r, view.text(r, year)) for r in (before, now, delta)]
    for column in view.money:
        terms = [view.term(e, column) for e in rows]
        if any(t is None for t in terms):
            continue
        first, second, change = [t for t in terms if t is not None]
        yield Relation(
            scope=Scope.SUM,
            total=change,
            parts=((1, second), (-1, first)),
            formula=f"{rows[2].label} = {rows[1].label} − {rows[0].label}",
            where=view.where(rows[2], column),
        )


def _total_rule(id_: str, title: str, title_en: str, formula: str, applies: str) -> Rule:
    return Rule(
        id=id_,
        title=title,
        title_en=title_en,
        formula=formula,
        source=SOURCE,
        applies=applies,
        severity=Severity.ERROR,
        check=lambda index: check_totals(index, id_),
    )


def _own_rule(id_: str, title: str, title_en: str, formula: str, applies: str, check) -> Rule:  # type: ignore[no-untyped-def]
    return Rule(
        id=id_,
        title=title,
        title_en=title_en,
        formula=formula,
        source=SOURCE,
        applies=applies,
        severity=Severity.ERROR,
        check=check,
    )


RULES: tuple[Rule, ...] = (
    _total_rule(
        "RC-01",
        "收支表：合计与总计",
        "Balance totals",
        "本年合计 = Σ 各类；总计 = 本年合计 + 上年结余、结转（结转下年）",
        "收支总表、财政拨款收支总表",
    ),
    _own_rule(
        "RC-02",
        "编号层次",
        "Numbered rows",
        "一 = 1 + 2 + 3；三 = Σ 其下各项",
        "收支总表、财政拨款收支总表，及任何带编号的无编码表",
        check_numbered,
    ),
    _own_rule(
        "RC-05",
        "收支平衡",
        "Balance",
        "收入总计 = 支出总计",
        "收支总表、财政拨款收支总表，及任何左右对照表",
        check_balance,
    ),
    _total_rule(
        "RC-06",
        "经济分类：各类之和",
        "Economic classes",
        "Σ 类 = 单位行（每个金额列）",
        "基本支出总表、按经济分类的支出表",
    ),
    _total_rule(
        "RC-07",
        "合计行：各类之和",
        "Classes under the total",
        "Σ 类 = 合计行或单位行（每个金额列）",
        "支出、收入总表，按功能分类的支出表，及任何有合计行的表",
    ),
    _total_rule("RC-08", "项目之和", "Projects", "Σ 项目 = 单位行", "项目支出总表"),
    _total_rule("RC-09", "任务之和", "Tasks", "Σ 任务 = 金额合计", "整体支出绩效目标表（年度主要任务）"),
    _own_rule(
        "RC-10",
        "增减变化",
        "Change between years",
        "增减变化金额 = 本年 − 上年",
        "“三公”经费表，及任何按年度列示的表",
        check_change,
    ),
    _total_rule("RC-11", "项目绩效目标表：项目之和", "Project targets", "Σ 项目 = 单位行 = 合计", "项目支出绩效目标表"),
    _own_rule(
        "RC-12",
        "部门与所属单位",
        "Department and its units",
        "部门行 = Σ 所属单位行",
        "任何分单位列示的表",
        check_nested_units,
    ),
)
