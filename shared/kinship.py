"""Which documents are compared with which: the same organisation's year before, forms and their budget, units.

Two documents are only ever compared within one department. `reads` says whose findings depend on whom; it is decided
from a few facts of each document (`Kin`), which the database keeps in an index, so that nobody looks through the store.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.model.document import ReportType
from shared.ports import StageRow

#: Reports that tell of a year and of the year before it.
_YEARLY = (ReportType.DEPARTMENT_BUDGET, ReportType.FINAL_ACCOUNTS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Kin:
    """What decides with which others a document is compared."""

    organization: str | None
    """the folded name of the organisation that reports"""
    names: tuple[str, ...]
    """that name, and those of the units and departments that its forms name"""
    year: int | None
    type: ReportType
    has_forms: bool
    digest: str
    """sha256 of what others may read in it (report, tables, forms, prose), without findings"""
    seen: str
    """`digest_of_all` of the documents that its findings were judged against"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Counterpart:
    """A published document to compare with: what of it was looked at, and where its latest result lies."""

    document_id: str
    digest: str
    result_key: str


def reads(one: Kin, other: Kin) -> bool:
    """Whether the findings of `one` may depend on `other`."""
    if one.year is None or other.year is None or not readable(other):
        return False
    if one.year == other.year + 1:
        return one.type is other.type and one.type in _YEARLY and _same(one.organization, other.organization)
    if one.year != other.year:
        return False
    if one.type is other.type and one.organization == other.organization:
        return False  # the same report once more
    if one.has_forms and other.organization in one.names:
        return True
    return one.type is other.type and one.organization in other.names


def readable(other: Kin) -> bool:
    """Applications are held against budgets, nothing is held against them: two hundred of them are no neighbours."""
    return other.type is not ReportType.PROJECT_APPLICATION


def _same(one: str | None, other: str | None) -> bool:
    return one is not None and one == other


def digest_of_all(found: Iterable[Counterpart]) -> str:
    """What a document was judged against, in one value; the same for the same documents with the same content."""
    told = sorted(f"{c.document_id} {c.digest}" for c in found)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


class Kinships(Protocol):
    """The index of published documents, and whose findings are out of date. Raises `DatabaseError`.

    It is written where revisions are (`Publications`): in the commit that publishes, corrects or deletes a document,
    those that read it are marked, and the document itself if what it was judged against is no longer what there is.
    """

    def counterparts(self, document_id: str, kin: Kin) -> tuple[Counterpart, ...]:
        """The published documents that one with this kin reads; of several with the same organisation, year and type

        the newest.
        """
        ...

    def due(self, limit: int = 100) -> Sequence[str]:
        """Published documents whose findings may be out of date, those marked longest ago first."""
        ...

    def revalidate(self, document_id: str) -> tuple[StageRow, ...]:
        """Start a run at validation if the findings are out of date, in the bulk lane; the rows to be sent now.

        Its revision is published only if findings differ. Empty if nothing has changed, or if the document is being
        processed or gone (then its own publication looks after it).
        """
        ...
