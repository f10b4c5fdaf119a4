"""`validate`: every rule over one document; nothing raises, and what could not be judged says why.

Each rule gives relations and outcomes. Relations are judged with the intervals of their operands; the failing ones
are looked at together for a wrong unit (`slips`) and for one small correction that mends several (`proposals`), the
holding ones together for conflicts that no single relation shows (`joint`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Context, localcontext

from services.validate.core import joint, messages, slips
from services.validate.core.amounts import Verdict
from services.validate.core.indexing import index_of
from services.validate.core.judging import Judged, blank_fault, judge, point_at, suspicion
from services.validate.core.names import known_names
from services.validate.core.proposals import Proposal, for_prose, propose
from services.validate.core.relations import NotEvaluated, Outcome, Passed, Relation
from services.validate.core.rule import Rule
from services.validate.core.rules import ALL_RULES, JOINT, SCANNED, UNITS
from services.validate.core.select import Index
from shared.model import traditional
from shared.model.document import Document
from shared.model.finding import CellRef, Checks, Finding, RuleCheck, Severity
from shared.model.page import SURE

#: enough for sums of amounts of 60 digits
PRECISION = 90
KEPT_REASONS = 8


@dataclass(frozen=True, kw_only=True)
class RuleSettings:
    """What an installation changed: rules that are off, and the severity of rules or of finding codes."""

    off: frozenset[str] = frozenset()
    severity: Mapping[str, Severity] = field(default_factory=dict)


AS_DECLARED = RuleSettings()


@dataclass(kw_only=True)
class _Account:
    """The running figures of one rule."""

    passed: int = 0
    failed: int = 0
    not_evaluated: int = 0
    reasons: list[str] = field(default_factory=list)

    def skip(self, why: str) -> None:
        self.not_evaluated += 1
        if why not in self.reasons and len(self.reasons) < KEPT_REASONS:
            self.reasons.append(why)


@dataclass(kw_only=True)
class _Run:
    """What the rules gave so far."""

    accounts: dict[str, _Account]
    relations: list[tuple[Rule, Relation]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def validate(
    document: Document,
    *,
    against: Sequence[Document] = (),
    settings: RuleSettings = AS_DECLARED,
    against_ids: Sequence[str | None] = (),
) -> Document:
    """`document` with the findings of all rules appended and `checks` filled.

    `against`: documents to compare with (other years, forms, units); `against_ids` their ids, in the same order, for
    the `document_id` of findings.
    """
    printed = traditional.print_of(_texts(document))
    if printed is not None:
        others = tuple(map(traditional.simplified, against))
        plain = traditional.simplified(document)
        checked = validate(plain, against=others, settings=settings, against_ids=against_ids)
        added = printed.restored(checked.findings[len(document.findings) :])
        return replace(document, findings=(*document.findings, *added), checks=checked.checks)
    with localcontext(Context(prec=PRECISION)):
        run = _Run(accounts={rule.id: _Account() for rule in ALL_RULES})
        index = index_of(document, against, known_names(), against_ids)
        for rule in ALL_RULES:
            if rule.id in settings.off:
                run.accounts[rule.id].skip("本单位设置：此规则停用")
            else:
                _gather(rule, index, run)
        judged = point_at([Judged(rule=rule, relation=r, comparison=judge(r)) for rule, r in run.relations])
        found = [*run.findings, *_conclude(judged, document, run.accounts, settings)]
        _silent(index, run)
    rules = tuple(_rule_check(rule.id, run.accounts[rule.id], settings) for rule in ALL_RULES)
    checks = Checks(
        passed=sum(r.passed for r in rules),
        failed=sum(r.failed for r in rules),
        not_evaluated=sum(r.not_evaluated for r in rules),
        rules=rules,
    )
    told = {(f.code, f.table, f.where) for f in document.findings}
    added = tuple(_as_set(f, settings) for f in _unique(found) if (f.code, f.table, f.where) not in told)
    return replace(document, findings=(*document.findings, *added), checks=checks)


#: rules that tables alone can answer: what is lost there is named
OF_TABLES = ("RW-", "RC-", "RH-", "RT-")


def _texts(document: Document) -> Iterator[str]:
    """What a document prints."""
    yield from (p.text for section in document.sections for p in section.paragraphs)
    for table in document.tables:
        yield from (text for column in table.columns for text in column.path)
        yield from (cell.text for row in table.rows for cell in row.cells)
        yield table.title
    yield from (cell.text for form in document.forms for _, cell in form.fields)


def _silent(index: Index, run: _Run) -> None:
    """A rule that gave nothing passed if it had something to look at; if it had not, it was not evaluated."""
    lost = [f.expected or "" for f in run.findings if f.code == "missing_table"]
    told = f"；没有找到的表：{'、'.join(lost)}" if lost else ""
    told += f"；读取时已损坏的表：{'、'.join(view.title for view, _ in index.damaged)}" if index.damaged else ""
    for rule in ALL_RULES:
        account = run.accounts[rule.id]
        if account.passed or account.failed or account.not_evaluated:
            continue
        if rule.reads is not None and rule.reads(index):
            account.passed += 1
        else:
            account.skip(f"没有可核对的内容（适用：{rule.applies}）{told if rule.id.startswith(OF_TABLES) else ''}")


def _gather(rule: Rule, index: Index, run: _Run) -> None:
    """All outcomes of one rule into `run`."""
    account = run.accounts[rule.id]
    for outcome in _outcomes(rule, index, account):
        if isinstance(outcome, Relation):
            run.relations.append((rule, outcome))
        elif isinstance(outcome, NotEvaluated):
            account.skip(f"{outcome.where}：{outcome.why}")
        elif isinstance(outcome, Passed):
            account.passed += outcome.count
        else:
            # The message names the rule of domain.md (RM-04), the finding the very rule that saw it (RM-04c).
            run.findings.append(replace(outcome, rule=rule.id))
            _count(account, outcome)


def _count(account: _Account, finding: Finding) -> None:
    """A note is no failure of its rule."""
    if finding.severity is Severity.INFO:
        account.passed += 1
    else:
        account.failed += 1


def _outcomes(rule: Rule, index: Index, account: _Account) -> Iterator[Outcome]:
    """What the rule gives; a fault inside the rule is not the document's and counts as not evaluated."""
    try:
        yield from rule.check(index)
    except Exception as fault:  # noqa: BLE001 - no rule may take the others down; the reason is kept in the result
        account.skip(f"规则内部错误：{type(fault).__name__}")


def _conclude(
    judged: Sequence[Judged], document: Document, accounts: Mapping[str, _Account], settings: RuleSettings
) -> Iterator[Finding]:
    """The findings of all relations: units first, since they explain many failures at once."""
    unit_findings, explained = slips.find(judged) if UNITS.id not in settings.off else ([], set())
    for finding in unit_findings:
        accounts[UNITS.id].failed += 1
        yield finding
    open_ = [j for i, j in enumerate(judged) if i not in explained]
    proposals = propose(open_, _doubted(document))
    by_relation = {i: p.text for p in proposals for i in p.mends}
    doubted = suspicion(open_)
    for i, j in enumerate(open_):
        yield from _finding(j, by_relation.get(i) or for_prose(j, doubted), accounts[j.rule.id])
    for proposal in proposals:
        yield from _misread(proposal, document)
    if JOINT.id not in settings.off:
        for group in joint.conflicts(open_):
            accounts[JOINT.id].failed += 1
            yield messages.conflict(JOINT, group)


def _finding(judged: Judged, proposal: str | None, account: _Account) -> Iterator[Finding]:
    relation, comparison = judged.relation, judged.comparison
    if comparison.verdict is Verdict.EXACT:
        account.passed += 1
        return
    if comparison.verdict is Verdict.ROUNDING:
        account.passed += 1
        if not relation.same_quantity or relation.total.amount.half == relation.parts[0][1].amount.half:
            # One quantity printed with two precisions is expected to differ; with one precision it is not.
            yield messages.rounding(judged.rule, relation, comparison)
        return
    account.failed += 1
    blank = blank_fault(relation, comparison)
    if blank is not None:
        yield messages.missing_value(judged.rule, relation, *blank)
        return
    finding = messages.mismatch(judged.rule, relation, comparison)
    yield replace(finding, proposal=proposal) if proposal else finding


def _doubted(document: Document) -> frozenset[CellRef]:
    """The cells of a scan that were read with doubt."""
    if document.reader not in SCANNED:
        return frozenset()
    return frozenset(
        CellRef(table=table.id, row=i, column=j)
        for table in document.tables
        for i, row in enumerate(table.rows)
        for j, cell in enumerate(row.cells)
        if cell.confidence < SURE
    )


def _misread(proposal: Proposal, document: Document) -> Iterator[Finding]:
    """A proposal for a cell that was read by OCR is most likely a misreading: a slip of any cell, whatever figure the
    relations ask for in a doubtful one."""
    likely = proposal.kind == "digit" or (proposal.kind == "demanded" and proposal.doubted)
    if document.reader not in SCANNED or not likely:
        return
    for cell in proposal.values:
        table = document.table(cell.table)
        if table is None or cell.column >= len(table.rows[cell.row].cells):
            continue  # a short row prints nothing there
        read = table.rows[cell.row].cells[cell.column]
        if read.confidence < 1:
            yield messages.misread(table, cell, read, proposal)


def _unique(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once: the same cell can miss its figure by several rules."""
    seen: set[tuple[object, ...]] = set()
    result = []
    for finding in findings:
        key: tuple[object, ...] = (finding.code, finding.table, finding.where, finding.actual, finding.expected)
        key = (*key, finding.cells or finding.message)
        if key not in seen:
            seen.add(key)
            result.append(finding)
    return result


def _as_set(finding: Finding, settings: RuleSettings) -> Finding:
    severity = settings.severity.get(finding.code, settings.severity.get(finding.rule))
    if severity is None or severity is finding.severity:
        return finding
    was, now = finding.severity.value, severity.value
    return replace(
        finding,
        severity=severity,
        message=f"{finding.message}（本单位设置：{was} 改为 {now}）",
        message_en=f"{finding.message_en} (here {was} is set to {now})" if finding.message_en else finding.message_en,
    )


def _rule_check(rule: str, account: _Account, settings: RuleSettings) -> RuleCheck:
    changed = settings.severity.get(rule)
    return RuleCheck(
        rule=rule,
        passed=account.passed,
        failed=account.failed,
        not_evaluated=account.not_evaluated,
        reasons=tuple(account.reasons),
        setting="off" if rule in settings.off else (changed.value if changed else None),
    )
