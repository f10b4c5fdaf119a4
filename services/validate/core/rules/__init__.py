"""All rules, in the order in which they are documented. A new rule is declared in its module's `RULES`."""

from __future__ import annotations

from collections.abc import Iterator

from services.validate.core.relations import Outcome
from services.validate.core.rule import Rule
from services.validate.core.rules import (
    between,
    change_columns,
    code_family,
    columns,
    comparisons,
    completeness,
    credit_code,
    documents,
    empty_notes,
    forms,
    growth,
    hierarchy,
    identity,
    indicator_frames,
    indicators,
    legibility,
    project_codes,
    required,
    rows,
    shares,
    splits,
    summary,
    tasks,
    text,
    three_rows,
    unit_lists,
    wording,
)
from services.validate.core.select import Index
from shared.model.finding import Severity
from shared.model.page import Reader

#: readers whose figures OCR can have misread
SCANNED = {Reader.PDF_SCAN, Reader.PDF_MIXED, Reader.IMAGE}


def _by_engine(_: Index) -> Iterator[Outcome]:
    """Judged by the engine over all relations at once, not by a rule's own generator."""
    return iter(())


JOINT = Rule(
    id="RJ-01",
    title="联合检验",
    title_en="Joint test",
    formula="min t：每个数偏离印出值不超过 (1+t) 个半单位，所有关系同时成立；t > 0 为矛盾",
    source="domain.md §2.1",
    applies="有数额表的报告",
    severity=Severity.ERROR,
    check=_by_engine,
    reads=lambda index: bool(index.views),
)
UNITS = Rule(
    id="RU-01",
    title="单位错用",
    title_en="Unit slips",
    formula="两个以上的数与别处相差同一个 10 的整次方；正文数字与表相同而单位不同",
    source="domain.md §5",
    applies="有数额表的报告",
    severity=Severity.ERROR,
    check=_by_engine,
    reads=lambda index: bool(index.views),
)
MISREAD = Rule(
    id="RJ-02",
    title="误读",
    title_en="Misreadings",
    formula="一处小改使两条以上不符的关系成立、不破坏任何关系，且该格由 OCR 读出",
    source="domain.md §4",
    applies="扫描件",
    severity=Severity.INFO,
    check=_by_engine,
    reads=lambda index: index.document.reader in SCANNED,
)

ALL_RULES: tuple[Rule, ...] = (
    *rows.RULES,
    *change_columns.RULES,
    *columns.RULES,
    *unit_lists.RULES,
    *three_rows.RULES,
    *hierarchy.RULES,
    *code_family.RULES,
    *between.RULES,
    *tasks.RULES,
    *splits.RULES,
    *completeness.RULES,
    *text.RULES,
    *empty_notes.RULES,
    *growth.RULES,
    *comparisons.RULES,
    *shares.RULES,
    *identity.RULES,
    *required.RULES,
    *credit_code.RULES,
    *indicators.RULES,
    *indicator_frames.RULES,
    *legibility.RULES,
    *wording.RULES,
    *forms.RULES,
    *project_codes.RULES,
    *documents.RULES,
    *summary.RULES,
    UNITS,
    JOINT,
    MISREAD,
)
