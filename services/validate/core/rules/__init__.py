"""All rules, in the order in which they are documented. A new rule is declared in its module's `RULES`."""

from __future__ import annotations

from services.validate.core.relations import Rule
from services.validate.core.rules import (
    between,
    columns,
    completeness,
    growth,
    hierarchy,
    identity,
    indicators,
    legibility,
    rows,
    text,
)

ALL_RULES: tuple[Rule, ...] = (
    *rows.RULES,
    *columns.RULES,
    *hierarchy.RULES,
    *between.RULES,
    *completeness.RULES,
    *text.RULES,
    *growth.RULES,
    *identity.RULES,
    *indicators.RULES,
    *legibility.RULES,
)
