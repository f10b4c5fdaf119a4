"""Hierarchy by code: 项 into 款 into 类, per amount column (domain.md §2.4)."""

from __future__ import annotations

from collections.abc import Iterator

from services.validate.core.entries import Entry, EntryKind
from services.validate.core.relations import NotEvaluated, Outcome, Relation, Scope
from services.validate.core.rule import Rule
from services.validate.core.rules.columns import column_relation
from services.validate.core.select import Index, View
from shared.model.finding import Severity

SOURCE = "domain.md §2.4"


def check_codes(index: Index, economic: bool) -> Iterator[Outcome]:
    """Σ of the children of every code = the code's own row. Economic codes begin with 3 or 5."""
    for view in index.views:
        if len(view.sides) > 1 and all(side.codes for side in view.sides):
            yield from _side_by_side(view, economic)
            continue
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


def _side_by_side(view: View, economic: bool) -> Iterator[Outcome]:
    """One list of codes printed in several columns side by side: a 类 can go on in the next column."""
    places = [
        (entry, side.amounts[0])
        for side, tree in zip(view.sides, view.trees, strict=True)
        for entry in tree.entries
        if entry.code and entry.kind is EntryKind.ITEM
    ]
    codes = {entry.code for entry, _ in places}
    children: dict[str, list[tuple[Entry, int]]] = {}
    for entry, column in places:
        code = entry.code or ""
        above = next((code[:n] for n in range(len(code) - 1, 2, -1) if code[:n] in codes), None)
        if above is not None:
            children.setdefault(above, []).append((entry, column))
    for head, column in places:
        code = head.code or ""
        if code in children and (code[0] in "35") is economic:
            total = view.term(head, column)
            parts = [view.addend(e, c) for e, c in children[code]]
            if total is None or any(t is None for t, _ in parts):
                yield NotEvaluated(where=view.where(head, column), why="有不是数字的格")
                continue
            yield Relation(
                scope=Scope.SUM,
                total=total,
                parts=tuple((1, t) for t, _ in parts if t is not None),
                formula=f"{code} = Σ 下级科目",
                where=view.where(head, column),
                blanks=tuple(t for t, blank in parts if blank and t is not None),
            )


#: closing rows of 基本支出 tables: 人员经费 is 301 and 303, 公用经费 all other classes
STAFF = {"301", "303"}
CLOSING = {"人员经费合计": True, "公用经费合计": False}


def _closing(view: View) -> Iterator[Outcome]:
    """人员经费合计 and 公用经费合计 over the classes of all columns."""
    places = [
        (entry, side.amounts[0]) for side, tree in zip(view.sides, view.trees, strict=True) for entry in tree.entries
    ]
    for total, column in places:
        if total.bare not in CLOSING:
            continue
        staff = CLOSING[total.bare]
        own = [(e, c) for e, c in places if e.code and len(e.code) == 3 and (e.code in STAFF) is staff]
        whole = view.term(total, column)
        parts = [view.addend(e, c)[0] for e, c in own]
        if whole is None or not parts or any(p is None for p in parts):
            yield NotEvaluated(where=view.where(total, column), why="合计或其各类没有数字")
            continue
        yield Relation(
            scope=Scope.SUM,
            total=whole,
            parts=tuple((1, p) for p in parts if p is not None),
            formula=f"{total.label} = Σ " + ("301、303" if staff else "301、303 以外各类"),
            where=view.where(total, column),
        )


def check_closing(index: Index) -> Iterator[Outcome]:
    """RH-05: 人员经费合计 = 301 + 303, 公用经费合计 = the other classes."""
    for view in index.views:
        if any(e.bare in CLOSING for tree in view.trees for e in tree.entries):
            yield from _closing(view)


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
    Rule(
        id="RH-05",
        title="人员与公用经费合计",
        title_en="Staff and public totals",
        formula="人员经费合计 = 301 + 303；公用经费合计 = 其余各类",
        source="domain.md §2.11",
        applies="基本支出表",
        severity=Severity.ERROR,
        check=check_closing,
    ),
)
