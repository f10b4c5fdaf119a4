"""Rows that a list by code lacks: the parent of a code, the children of a parent (domain.md RH-03). The sums cannot
tell, because a relation whose one side is not printed is not judged."""

from __future__ import annotations

from collections.abc import Iterator

from services.validate.core.entries import Entry, EntryKind
from services.validate.core.relations import Outcome, Passed
from services.validate.core.rule import Rule, declared
from services.validate.core.select import Index, View
from shared.model.finding import FINDING_CODES, Finding, Severity

#: a list where more than one code of so many lacks its parent (or children) does not mean to print them
ONE_OF = 5


def check(index: Index) -> Iterator[Outcome]:
    """RH-03: where a table prints the parents of its codes, it prints all of them; so their children."""
    for view in index.views:
        entries = {
            e.code: e
            for _, _, _, e in view.entries()
            if e.code and not e.inferred_code and e.kind is EntryKind.ITEM and len(e.code) in {3, 5, 7}
        }
        if not entries:
            continue
        found: list[Outcome] = [*_orphans(view, entries), *_childless(view, entries)]
        yield from found or [Passed()]


def _orphans(view: View, entries: dict[str, Entry]) -> Iterator[Finding]:
    lower = [code for code in entries if len(code) > 3]
    lacking = [code for code in lower if code[:-2] not in entries]
    if len(lacking) * ONE_OF > len(lower):
        return
    for parent in dict.fromkeys(code[:-2] for code in lacking):
        below = next(entries[code] for code in lacking if code.startswith(parent))
        text = (f"有“{below.name}”而没有它的上级科目 {parent}", f"prints {below.code} without its parent {parent}")
        yield _finding(view, below, parent, text)


def _childless(view: View, entries: dict[str, Entry]) -> Iterator[Finding]:
    parents = {code[:-2] for code in entries if len(code) > 3}
    deepest: dict[str, int] = {}
    for code in entries:
        deepest[code[0]] = max(len(code), deepest.get(code[0], 0))
    for length in (3, 5):
        # Economic codes and codes of a list that ends at 款 have no children at all there.
        own = [code for code in entries if len(code) == length and deepest[code[0]] > length and _spends(view, code)]
        lacking = [code for code in own if code not in parents]
        if len(lacking) * ONE_OF > len(own):
            continue
        for code in lacking:
            name = entries[code].name
            text = (f"的“{name}”没有下级科目，其他科目都有", f"prints {code} without the codes below it")
            yield _finding(view, entries[code], f"{code}…", text)


def _spends(view: View, code: str) -> bool:
    """Whether the code's row prints an amount other than 0."""
    return any(view.value(e.row, column) for e in view.by_code[code] for column in view.money)


def _finding(view: View, entry: Entry, expected: str, text: tuple[str, str]) -> Finding:
    place = view.cell(entry.row, 0).place
    return Finding(
        code="missing_value",
        severity=FINDING_CODES["missing_value"],
        rule="RH-03h",
        message=f"《{view.title}》{text[0]}（RH-03h）。",
        message_en=f"{view.title} {text[1]} (RH-03h).",
        table=view.table.id,
        table_title=view.title,
        where=f"{entry.name} / 科目编码",
        expected=expected,
        page=place.page,
        line=place.line,
    )


RULES: tuple[Rule, ...] = (
    declared(source="domain.md §2.4", applies="任何带编码的表", severity=Severity.WARNING)(
        "RH-03h", "上下级科目", "Parents and children", "每个科目印有上级，每个上级至少一个下级", check
    ),
)
