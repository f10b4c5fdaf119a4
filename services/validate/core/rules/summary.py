"""A summary report against its units' own reports: 汇总 = 本级 + Σ 下属 (domain.md RD-01).

Only money that cannot pass between the units is compared: the general budget by function code and 三公. 收支总表 and
the like count 上级补助 and 附属单位上缴 on both sides and are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.validate.core import three_public
from services.validate.core.others import plain_name
from services.validate.core.places import EXP, FUN, INC, code_terms
from services.validate.core.relations import NotEvaluated, Outcome, Relation, Scope, Term
from services.validate.core.rule import Rule
from services.validate.core.select import Index, Other, View
from services.validate.core.unit_rows import leaf_units
from shared.model.document import Document
from shared.model.finding import Severity
from shared.model.fold import fold

SUMMARY, OWN_LEVEL = "(汇总)", "(本级)"


def is_summary(document: Document) -> bool:
    """Whether title or organisation bear the mark （汇总）."""
    report = document.report
    return SUMMARY in fold(report.organization or "") or SUMMARY in fold(report.title or "")


def check_summary(index: Index) -> Iterator[Outcome]:
    """RD-01: every code of the general budget, and every 三公 amount, is the sum over the units' reports."""
    own = index.document.report
    if not is_summary(index.document) or own.year is None:
        return
    same_year = [o for o in index.others if o.year == own.year and not is_summary(o.document)]
    units = unit_names(index)
    found = {plain_name(o.document.report.organization): o for o in same_year}
    missing = [name for name in units if name not in found]
    if not units or missing or not any(OWN_LEVEL in fold(o.document.report.organization or "") for o in same_year):
        why = f"没有这些单位的报告：{'、'.join(missing[:6])}" if missing else "不知道汇总包括哪些单位"
        yield NotEvaluated(where="汇总 ~ 本级与下属单位", why=why)
        return
    parts = [found[name] for name in units]
    for key in ("total", "basic", "project"):
        yield from _codes(index, parts, key)
    yield from _three_public(index, parts)


def unit_names(index: Index) -> list[str]:
    """The units that the summary's tables list, each once."""
    names: list[str] = []
    for kind in (INC, EXP, FUN):
        for view in index.kinds.get(kind, []):
            for tree in view.trees:
                names += [n for e in leaf_units(tree) if (n := plain_name(e.label)) not in names]
        if names:
            return names
    return names


def _codes(index: Index, parts: Sequence[Other], key: str) -> Iterator[Outcome]:
    whole = _by_code(index.one(FUN), key)
    units = [_by_code(o.index.one(FUN), key) for o in parts]
    for code, term in whole.items():
        addends = [(o, u[code]) for o, u in zip(parts, units, strict=True) if code in u]
        if addends:
            yield _sum(term, addends, f"汇总的 {code} = 本级 + Σ 下属单位")


def _by_code(view: View | None, key: str) -> dict[str, Term]:
    """The table's figures by code, added up over its unit blocks where it has only one."""
    column = view.column(key) if view is not None else None
    return code_terms(view, column=column) if view is not None and column is not None else {}


def _three_public(index: Index, parts: Sequence[Other]) -> Iterator[Outcome]:
    for key, name in three_public.NAMES.items():
        term = three_public.amount(index, key, index.document.report.year)
        addends = [(o, t) for o in parts if (t := three_public.amount(o.index, key, o.year)) is not None]
        if term is not None and len(addends) == len(parts):
            yield _sum(term, addends, f"汇总的{name} = 本级 + Σ 下属单位")


def _sum(total: Term, addends: Sequence[tuple[Other, Term]], formula: str) -> Relation:
    return Relation(
        scope=Scope.DOCUMENT,
        total=total,
        parts=tuple(
            (1, replace(t, table_title=f"{o.document.report.organization}报告{t.table_title}", cell=None))
            for o, t in addends
        ),
        formula=formula,
        where=total.label,
        document_id=addends[0][0].id,
    )


RULES: tuple[Rule, ...] = (
    Rule(
        id="RD-01",
        title="汇总与所属单位",
        title_en="Summary and its units",
        formula="汇总 = 本级 + Σ 下属单位（按功能科目、三公，逐格）",
        source="domain.md §2.8",
        applies="标有（汇总）的报告与其单位的报告",
        severity=Severity.ERROR,
        check=check_summary,
    ),
)
