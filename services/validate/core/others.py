"""The documents that one is compared with, as far as cross-document rules look at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from shared.model.document import Document
from shared.model.fold import fold

if TYPE_CHECKING:
    from services.validate.core.relations import Term
    from services.validate.core.select import Index


@dataclass(frozen=True, kw_only=True)
class Other:
    """Another document with its own index and id."""

    index: Index
    id: str | None = None

    @property
    def document(self) -> Document:
        return self.index.document

    @property
    def year(self) -> int | None:
        return self.document.report.year

    @cached_property
    def project_figures(self) -> Mapping[str, Sequence[Term]]:
        """Folded project name → its amounts in tables and prose."""
        from services.validate.core.prose_terms import project_terms, subject_key, term_of
        from shared.model.prose import FactKind

        found: dict[str, list[Term]] = {name: list(terms) for name, terms in project_terms(self.index).items()}
        for fact in self.index.facts:
            if fact.kind is FactKind.AMOUNT and fact.amount is not None and not fact.repeated:
                found.setdefault(subject_key(fact), []).append(term_of(fact))
        return found

    @cached_property
    def total(self) -> Decimal | None:
        """The whole of the unit's expenditure in 元."""
        from services.validate.core.rules.between import EXP, SUM, closing, whole

        terms = [t for _, t in closing(self.index.one(SUM), 1)]
        spending = whole(self.index.one(EXP))
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
