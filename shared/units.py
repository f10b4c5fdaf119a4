"""The unit that a document's amounts are really in, where validation proved the printed one wrong. Pure.

Read off the findings: a `unit_mismatch` of a table or form names the proven unit in `expected` (元, 万元 …), the
printed one in `actual`, and its proofs in `message`. A finding that only suspects (`unit_suspect`) proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.model.document import Document
from shared.model.finding import Finding
from shared.model.numbers import UNITS

PROVEN = "unit_mismatch"


@dataclass(frozen=True, kw_only=True, slots=True)
class ProvenUnit:
    """`unit` is a key of `shared.model.numbers.UNITS`; `printed` what the document declares; `proofs` the words."""

    unit: str
    printed: str | None
    proofs: str


def proven_unit(document: Document, table_id: str) -> ProvenUnit | None:
    """The proven unit of a table; None where its printed unit stands."""
    return next((p for f in document.findings if f.table == table_id and (p := _proven(f)) is not None), None)


def _proven(finding: Finding) -> ProvenUnit | None:
    if finding.code != PROVEN or finding.expected not in UNITS:
        return None
    return ProvenUnit(unit=finding.expected, printed=finding.actual, proofs=finding.message)
