"""Names of classification codes, folded for looking up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def known_names() -> Mapping[str, Sequence[str]]:
    """Folded name → codes, rising."""
    return {}
