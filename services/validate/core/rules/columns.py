"""Within a column: totals over rows, and the closing rows of a balance (domain.md §2.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from services.validate.core import words
from services.validate.core.entries import Entry, EntryKind, Tree
from services.validate.core.judging import judge
from services.validate.core.relations import NotEvaluated, Outcome, Relation, Scope
from services.validate.core.rule import Rule
from services.validate.core.rules.rows import judge_holds
from services.validate.core.select import Index, View
from services.validate.core.unit_rows import has_unit_codes, units_above
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
    for total, parts, certain, formula in sums_of(tree):
        relations = [column_relation(view, total, parts, c, formula) for c in columns]
        judged = [r for r in relations if isinstance(r, Relation)]
        yield from (r for r in relations if isinstance(r, NotEvaluated))
        failing = [r for r in judged if not judge_holds(r)]
        if failing and (loose := _loose_beside(tree, parts)):
            beside = [column_relation(view, total, [*parts, *loose], c, formula) for c in columns]
            found = [r for r in beside if isinstance(r, Relation)]
            if all(map(judge_holds, found)):
                judged, failing = found, []
            elif not _are_under(view, tree, columns):
                yield NotEvaluated(where=f"{view.title} / {total.label}", why="没有编号的行层次不明，合计不能核对")
                continue
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


def _loose_beside(tree: Tree, parts: Sequence[Entry]) -> list[Entry]:
    """The rows without a number that stand behind `parts` and may be of their level."""
    rows = {p.row for p in parts}
    loose = (i for i in sorted(tree.loose) if (over := tree.parents[i]) is not None and tree.entries[over].row in rows)
    return [tree.entries[i] for i in loose]


def _are_under(view: View, tree: Tree, columns: Sequence[int]) -> bool:
    """Whether the rows without a number add up to the numbered ones before them, in a column that tells."""
    for head, children in tree.children().items():
        if not tree.loose.issuperset(children):
            continue
        for column in columns:
            parts = [tree.entries[i] for i in children]
            relation = column_relation(view, tree.entries[head], parts, column, "")
            if isinstance(relation, Relation) and judge_holds(relation) and _has_several(relation):
                return True
    return False


def _has_several(relation: Relation) -> bool:
    """Whether more than one of its parts prints an amount that is not nought."""
    return sum(1 for _, t in relation.parts if t.amount.value) >= 2


def _counts_itself(relation: Relation) -> bool:
    """One of several parts alone is the total: a row of the whole stands among its own parts."""
    filled = [t.amount.base for _, t in relation.parts if t.amount.value]
    return len(filled) >= 2 and relation.total.amount.base in filled


def _credible(judged: Sequence[Relation], failing: Sequence[Relation]) -> bool:
    """Whether the 合计 row of a table of unknown kind is the sum of its rows: another column shows it, or it is close.

    An unknown table may count something else in its 合计 than what stands above it.
    """
    if any(r not in failing and _has_several(r) for r in judged):
        return True
    comparisons = [judge(r) for r in failing]
    return all(abs(c.delta) * 5 <= abs(c.expected) for c in comparisons)


def sums_of(tree: Tree) -> Iterator[tuple[Entry, list[Entry], bool, str]]:
    """(total, its parts, whether the structure is certain, formula) for every total and unit row of a list."""
    entries = tree.entries
    above = units_above(tree)
    parents = set(above.values())
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
        found = _parts_of_total(tree, i, units, above)
        if found is not None and found[0]:
            yield (
                entry,
                *found,
                f"{entry.label} = " + (" + ".join(e.label for e in found[0]) if len(found[0]) <= 4 else "Σ 各类（项）"),
            )


def _parts_of_total(tree: Tree, at: int, units: list[int], above: Mapping[int, int]) -> tuple[list[Entry], bool] | None:
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
    if units:
        before = [i for i in units if i < at]
        if not before and at != 0:
            return None
        tops = [entries[i] for i in units if i not in above]
        return tops, len(tops) in (1, len(units)) or has_unit_codes(tree)
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
    return not any(p is not None for p in tree.parents) and not any(e.level is not None or e.code for e in tree.entries)


def top_items(tree: Tree, inside) -> tuple[list[Entry], bool]:  # type: ignore[no-untyped-def]
    """The top-level items of a block and whether the structure is certain."""
    parts, certain = [], True
    for i, entry in enumerate(tree.entries):
        if not inside(entry) or entry.kind is not EntryKind.ITEM or tree.parents[i] is not None:
            continue
        parts.append(entry)
        certain = certain and tree.certain[i]
    return parts, certain or _flat(tree)


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
                loose = not tree.loose.isdisjoint(children)
                for column in side.amounts:
                    relation = column_relation(view, head, addends, column, f"{head.label} = Σ 其下各项")
                    fails = isinstance(relation, Relation) and not judge_holds(relation)
                    if isinstance(relation, Relation) and fails and (loose or not _exhaustive(relation)):
                        yield NotEvaluated(where=f"{view.title} {relation.where}", why="下列各项可能不完全")
                    elif relation is not None:
                        yield relation


def _exhaustive(relation: Relation) -> bool:
    """Children that print nothing, or less than their head by far, may be a mere selection."""
    return sum(1 for _, t in relation.parts if t.amount.value) > 0 and all(not b.label for b in relation.blanks)


def check_balance(index: Index) -> Iterator[Outcome]:
    """RC-05: 收入总计 = 支出总计 in every balance table."""
    for view in index.views:
        if not view.is_balance or view.torn:
            continue
        left = _last_total(view, 0)
        for right in (_last_total(view, i) for i in range(1, len(view.sides))):
            if left is not None and right is not None and left[0].row == right[0].row:
                yield _balanced(view, left, right)


def _balanced(view: View, left: tuple[Entry, int], right: tuple[Entry, int]) -> Outcome:
    (income, income_column), (spending, spending_column) = left, right
    total, part = view.term(income, income_column), view.term(spending, spending_column)
    where = view.where(income, income_column)
    if total is None or part is None:
        return NotEvaluated(where=where, why="收入总计或支出总计为空")
    formula = f"{income.label} = {spending.label}"
    return Relation(scope=Scope.SUM, total=total, parts=((1, part),), formula=formula, where=where)


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
)
