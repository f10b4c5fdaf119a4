"""Which findings lie on which cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shared.model.finding import Finding, Severity

_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Marks:
    """Findings by (table id, row, column)."""

    by_cell: Mapping[tuple[str, int, int], tuple[Finding, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Marks:
        found: dict[tuple[str, int, int], list[Finding]] = {}
        for finding in findings:
            for ref in dict.fromkeys(finding.cells):
                found.setdefault((ref.table, ref.row, ref.column), []).append(finding)
        return cls({at: tuple(sorted(these, key=lambda f: _RANK[f.severity])) for at, these in found.items()})

    def at(self, table: str, row: int, column: int) -> Sequence[Finding]:
        """The findings on one cell, the gravest first."""
        return self.by_cell.get((table, row, column), ())
