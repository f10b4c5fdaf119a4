"""部门 rows and the 单位 rows under them (domain.md §2.3, RC-12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.validate.core.entries import EntryKind, Tree
from services.validate.core.relations import NotEvaluated, Outcome, Relation
from services.validate.core.rule import Rule
from services.validate.core.rules.columns import SOURCE, column_relation
from services.validate.core.rules.rows import judge_holds
from services.validate.core.select import Index, View
from services.validate.core.unit_rows import has_unit_codes, units_above
from shared.model.finding import Severity


def check_nested_units(index: Index) -> Iterator[Outcome]:
    """RC-12: a 部门 row is the sum of the 单位 rows under it."""
    for view in index.views:
        for side, tree in zip(view.sides, view.trees, strict=True):
            above = units_above(tree)
            if not above and not has_unit_codes(tree):
                yield from _unit_list(view, side.amounts, tree)
            for head in sorted(set(above.values())):
                entry = tree.entries[head]
                children = [tree.entries[i] for i, over in above.items() if over == head]
                for column in side.amounts:
                    relation = column_relation(view, entry, children, column, f"{entry.label} = Σ 所属单位")
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


RULES: tuple[Rule, ...] = (
    Rule(
        id="RC-12",
        title="部门与所属单位",
        title_en="Department and its units",
        formula="部门行 = Σ 所属单位行",
        source=SOURCE,
        applies="任何分单位列示的表",
        severity=Severity.ERROR,
        check=check_nested_units,
    ),
)
