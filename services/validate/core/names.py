"""Names of classification codes, folded for looking up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from shared.codes import load
from shared.model.fold import fold


@cache
def known_names() -> Mapping[str, Sequence[str]]:
    """Folded name → its codes, rising, of both classifications, with the names of earlier years."""
    codes = load()
    found: dict[str, set[str]] = {}
    for entries in (codes.function, codes.economic):
        for entry in entries.values():
            # The government's own economic classification (5xx) repeats the names of the departments' (3xx), which is
            # the one that department budgets are printed in.
            if entry.code.startswith("5"):
                continue
            found.setdefault(fold(entry.name), set()).add(entry.code)
    for rename in codes.renames:
        if not rename.code.startswith("5"):
            found.setdefault(fold(rename.old), set()).add(rename.code)
    return {name: tuple(sorted(values)) for name, values in found.items()}
