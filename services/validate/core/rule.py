"""The declaration of a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from services.validate.core.relations import Outcome
from services.validate.core.select import Index
from shared.model.finding import Severity


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One rule: declared once, documented from this declaration (`services.validate.rules_doc`)."""

    id: str
    title: str
    title_en: str
    formula: str
    source: str
    applies: str
    severity: Severity
    check: Callable[[Index], Iterator[Outcome]]
    reads: Callable[[Index], bool] | None = None
    """for a rule that speaks of faults only: whether there was anything to look at, so that its silence means passed.
    Without it a rule that gives nothing was not evaluated"""


def declared(
    *, source: str, applies: str, severity: Severity, reads: Callable[[Index], bool] | None = None
) -> Callable[[str, str, str, str, Callable[[Index], Iterator[Outcome]]], Rule]:
    """What declares the rules of one subject: `(id, title, English title, formula, check)` → rule. What all of them
    share is said once."""

    def rule(id_: str, title: str, title_en: str, formula: str, check: Callable[[Index], Iterator[Outcome]]) -> Rule:
        return Rule(
            id=id_,
            title=title,
            title_en=title_en,
            formula=formula,
            source=source,
            applies=applies,
            severity=severity,
            check=check,
            reads=reads,
        )

    return rule
