"""`validate`: every rule over one document; nothing raises, and what could not be judged says why.

Two passes: each rule gives relations and outcomes; relations are judged with the intervals of their operands, the
failing ones looked at together for one small correction that mends several (`proposals`), the holding ones together
for conflicts that no single relation shows (`joint`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Context, Decimal, localcontext

from services.validate.core import messages
from services.validate.core.amounts import Comparison, Verdict, compare
from services.validate.core.names import known_names
from services.validate.core.relations import NotEvaluated, Outcome, Passed, Relation, Rule
from services.validate.core.rules import ALL_RULES
from services.validate.core.select import Index, index_of
from shared.model.document import Document
from shared.model.finding import Checks, Finding, RuleCheck, Severity

#: enough for sums of amounts of 60 digits
PRECISION = 90
KEPT_REASONS = 8


@dataclass(frozen=True, kw_only=True)
class RuleSettings:
    """What an installation changed: rules that are off, and the severity of rules or of finding codes."""

    off: frozenset[str] = frozenset()
    severity: Mapping[str, Severity] = field(default_factory=dict)


@dataclass(kw_only=True)
class _Account:
    """The running figures of one rule."""

    rule: Rule
    passed: int = 0
    failed: int = 0
    reasons: list[str] = field(default_factory=list)
    not_evaluated: int = 0

    def skip(self, why: str) -> None:
        self.not_evaluated += 1
        if why not in self.reasons and len(self.reasons) < KEPT_REASONS:
            self.reasons.append(why)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A relation with its rule and how it compares."""

    rule: Rule
    relation: Relation
    comparison: Comparison


def validate(
    document: Document, *, against: Sequence[Document] = (), settings: RuleSettings = RuleSettings()
) -> Document:
    """`document` with the findings of all rules appended and `checks` filled. `against`: documents to compare with."""
    with localcontext(Context(prec=PRECISION)):
        index = index_of(document, against, known_names())
        accounts: list[_Account] = []
        findings: list[Finding] = []
        judged: list[Judged] = []
        for rule in ALL_RULES:
            account = _Account(rule=rule)
            accounts.append(account)
            if rule.id in settings.off:
                account.skip("本单位设置：此规则停用")
                continue
            for outcome in _outcomes(rule, index, account):
                _take(outcome, rule, account, findings, judged)
    findings = [_as_set(f, settings) for f in _unique(findings)]
    rules = tuple(_rule_check(a, settings) for a in accounts)
    checks = Checks(
        passed=sum(r.passed for r in rules),
        failed=sum(r.failed for r in rules),
        not_evaluated=sum(r.not_evaluated for r in rules),
        rules=rules,
    )
    return replace(document, findings=(*document.findings, *findings), checks=checks)


def _outcomes(rule: Rule, index: Index, account: _Account) -> Iterator[Outcome]:
    """What the rule gives; a fault inside the rule is not the document's and counts as not evaluated."""
    try:
        yield from rule.check(index)
    except Exception as fault:  # noqa: BLE001 - no rule may take the others down; the reason is kept in the result
        account.skip(f"规则内部错误：{type(fault).__name__}")


def _take(outcome: Outcome, rule: Rule, account: _Account, findings: list[Finding], judged: list[Judged]) -> None:
    if isinstance(outcome, NotEvaluated):
        account.skip(f"{outcome.where}：{outcome.why}")
    elif isinstance(outcome, Passed):
        account.passed += outcome.count
    elif isinstance(outcome, Finding):
        findings.append(outcome)
        if outcome.severity is Severity.INFO:
            account.passed += 1
        else:
            account.failed += 1
    else:
        _judge(outcome, rule, account, findings, judged)


def _judge(relation: Relation, rule: Rule, account: _Account, findings: list[Finding], judged: list[Judged]) -> None:
    comparison = judge(relation)
    judged.append(Judged(rule=rule, relation=relation, comparison=comparison))
    if comparison.verdict is Verdict.EXACT:
        account.passed += 1
    elif comparison.verdict is Verdict.ROUNDING:
        account.passed += 1
        findings.append(messages.rounding(rule, relation, comparison))
    elif (blank := _blank_fault(relation, comparison)) is not None:
        account.failed += 1
        findings.append(messages.missing_value(rule, relation, *blank))
    else:
        account.failed += 1
        findings.append(messages.mismatch(rule, relation, comparison))


def judge(relation: Relation) -> Comparison:
    """How the relation compares, in the unit of its total."""
    comparison = compare(relation.total.amount, [(s, t.amount) for s, t in relation.parts])
    if relation.at_most and comparison.actual <= comparison.expected:
        return replace(comparison, verdict=Verdict.EXACT)
    return comparison


def _blank_fault(relation: Relation, comparison: Comparison):  # type: ignore[no-untyped-def]
    """The one blank cell that explains the difference, and the figure that it asks for."""
    if len(relation.blanks) != 1:
        return None
    blank = relation.blanks[0]
    if blank is relation.total:
        return blank, comparison.expected
    sign = next(s for s, t in relation.parts if t is blank)
    value = sign * comparison.delta * relation.total.amount.unit / blank.amount.unit
    return (blank, value) if value > 0 else None


def _unique(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once: the same cell can miss its figure by several rules."""
    seen: set[tuple[object, ...]] = set()
    result = []
    for finding in findings:
        key = (
            finding.code,
            finding.table,
            finding.where,
            finding.actual,
            finding.expected,
            finding.cells,
            finding.message if not finding.cells else "",
        )
        if key not in seen:
            seen.add(key)
            result.append(finding)
    return result


def _as_set(finding: Finding, settings: RuleSettings) -> Finding:
    severity = settings.severity.get(finding.code, settings.severity.get(finding.rule))
    if severity is None or severity is finding.severity:
        return finding
    note = f"（本单位设置：{finding.severity.value} 改为 {severity.value}）"
    return replace(finding, severity=severity, message=finding.message + note)


def _rule_check(account: _Account, settings: RuleSettings) -> RuleCheck:
    rule = account.rule.id
    changed = settings.severity.get(rule)
    return RuleCheck(
        rule=rule,
        passed=account.passed,
        failed=account.failed,
        not_evaluated=account.not_evaluated,
        reasons=tuple(account.reasons),
        setting="off" if rule in settings.off else (changed.value if changed else None),
    )


__all__ = ["Decimal", "RuleSettings", "judge", "validate"]
