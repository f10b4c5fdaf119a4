"""Hierarchy by code: 项 into 款 into 类, per amount column (domain.md §2.4)."""

from __future__ import annotations

from collections.abc import Iterator

from services.validate.core.entries import EntryKind
from services.validate.core.relations import NotEvaluated, Outcome, Rule
from services.validate.core.rules.columns import column_relation
from services.validate.core.select import Index
from shared.model.finding import Severity

SOURCE = "domain.md §2.4"


def check_codes(index: Index, economic: bool) -> Iterator[Outcome]:
    """Σ of the children of every code = the code's own row. Economic codes begin with 3 or 5."""
    for view in index.views:
        for side, tree in zip(view.sides, view.trees, strict=True):
            for parent, children in tree.children().items():
                head = tree.entries[parent]
                code = head.code
                if not code or (code[0] in "35") is not economic:
                    continue
                parts = [tree.entries[i] for i in children if tree.entries[i].kind is EntryKind.ITEM]
                if not parts:
                    continue
                if parent in tree.doubtful or any(not e.code for e in parts):
                    yield NotEvaluated(where=f"{view.title} / {head.name}", why="下级有名称不能对上科目编码")
                    continue
                for column in side.amounts:
                    relation = column_relation(view, head, parts, column, f"{code} = Σ 下级科目")
                    if relation is not None:
                        yield relation


RULES: tuple[Rule, ...] = (
    Rule(
        id="RH-01",
        title="功能分类层次",
        title_en="Function hierarchy",
        formula="Σ 项 = 款，Σ 款 = 类（编码前缀 7→5→3）",
        source=SOURCE,
        applies="任何带功能分类编码或名称的表",
        severity=Severity.ERROR,
        check=lambda index: check_codes(index, economic=False),
    ),
    Rule(
        id="RH-02",
        title="经济分类层次",
        title_en="Economic hierarchy",
        formula="Σ 款 = 类（编码前缀 5→3）",
        source=SOURCE,
        applies="任何带经济分类编码或名称的表",
        severity=Severity.ERROR,
        check=lambda index: check_codes(index, economic=True),
    ),
)
