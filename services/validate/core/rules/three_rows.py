"""The sums of a “三公” table whose items are rows (domain.md §2.2, RW-07, in tables after 财预〔2016〕143号)."""

from __future__ import annotations

from collections.abc import Iterator

from services.validate.core import three_public
from services.validate.core.places import THREE
from services.validate.core.relations import Outcome
from services.validate.core.rule import Rule, declared
from services.validate.core.rules.columns import column_relation
from services.validate.core.select import Index
from shared.model.finding import Severity


def check_rows(index: Index) -> Iterator[Outcome]:
    """RW-07v: 合计 = 出国 + 接待 + 公车, 公车 = 购置 + 运行, in every column of money."""
    for view in index.kinds.get(THREE, []):
        for whole, parts in three_public.sums(three_public.rows_of_items(view)):
            formula = f"{whole.label} = {' + '.join(p.label for p in parts)}"
            for column in view.money:
                relation = column_relation(view, whole, parts, column, formula)
                if relation is not None:
                    yield relation


RULES: tuple[Rule, ...] = (
    declared(source="domain.md §2.2", applies="按行列示各项的“三公”经费表", severity=Severity.ERROR)(
        "RW-07v",
        "三公各项之和（按行）",
        "Three public, by rows",
        "合计 = 出国 + 接待 + 公车；公车 = 购置 + 运行",
        check_rows,
    ),
)
