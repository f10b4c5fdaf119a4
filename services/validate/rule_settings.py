"""What an installation changes of the checks (`YUSUAN_RULES`), as the core takes it."""

from __future__ import annotations

from collections.abc import Mapping

from services.validate.core.engine import RuleSettings
from shared.model.finding import Severity

OFF = "off"


def rule_settings(changed: Mapping[str, str]) -> RuleSettings:
    """Rule id or finding code → `off` or a severity; `shared.settings` has seen that the names are known."""
    return RuleSettings(
        off=frozenset(name for name, what in changed.items() if what == OFF),
        severity={name: Severity(what) for name, what in changed.items() if what != OFF},
    )
