"""What cross-document rules look up in the documents that one is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from services.validate.core.places import EXP, SUM, closing, whole
from services.validate.core.prose_terms import project_terms, subject_key, term_of
from services.validate.core.relations import Term
from services.validate.core.select import Other
from shared.model.document import Document
from shared.model.fold import fold
from shared.model.prose import FactKind


def project_figures(other: Other) -> Mapping[str, Sequence[Term]]:
    """Folded project name → its amounts in tables and prose. Walks the whole document: ask once a rule."""
    found: dict[str, list[Term]] = {name: list(terms) for name, terms in project_terms(other.index).items()}
    for fact in other.index.facts:
        if fact.kind is FactKind.AMOUNT and fact.amount is not None and not fact.repeated:
            found.setdefault(subject_key(fact), []).append(term_of(fact))
    return found


def total_of(other: Other) -> Decimal | None:
    """The whole of the unit's expenditure in 元."""
    terms = [t for _, t in closing(other.index.one(SUM), 1)]
    spending = whole(other.index.one(EXP))
    return max((t.amount.base for t in (*terms, *([spending] if spending else []))), default=None)


def same_organization(one: Document, other: Document) -> bool:
    """Whether both name the same organisation (（本级） and （汇总） aside)."""
    first, second = plain_name(one.report.organization), plain_name(other.report.organization)
    return bool(first) and first == second


def plain_name(name: str | None) -> str:
    text = fold(name or "")
    for mark in ("(本级)", "(汇总)", "(机关)"):
        text = text.removesuffix(mark)
    return text
