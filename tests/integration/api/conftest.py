from __future__ import annotations

from tests.unit.api.conftest import migrated

__all__ = ["migrated"]
