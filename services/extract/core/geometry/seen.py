"""Places of pages whose text is turned, from the upright page that reconstruction works on to the page as seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from services.extract.core.geometry import turning
from shared.model.page import PageContent, Place

T = TypeVar("T")
_Turn = tuple[int, float, float]
"""quarters, width and height of a page as seen"""


def as_seen(value: T, pages: Sequence[PageContent]) -> T:
    """`value` (blocks, a document) with all its places on `pages` as a person sees them, who does not turn the page."""
    turns = {p.number: (q, p.width, p.height) for p in pages if (q := turning.quarters_of(p.notes)) and not p.blocks}
    found: T = _placed(value, turns) if turns else value
    return found


def _placed(value: Any, turns: Mapping[int, _Turn]) -> Any:
    """The same object where nothing in it stands on a turned page."""
    if isinstance(value, Place):
        if value.box is None or value.page is None or value.page not in turns:
            return value
        return replace(value, box=turning.as_seen(value.box, *turns[value.page]))
    if isinstance(value, tuple):
        items = tuple(_placed(item, turns) for item in value)
        return value if all(a is b for a, b in zip(items, value, strict=True)) else items
    if is_dataclass(value) and not isinstance(value, type):
        old = {f.name: getattr(value, f.name) for f in fields(value)}
        new = {name: _placed(item, turns) for name, item in old.items()}
        changed = {name: item for name, item in new.items() if item is not old[name]}
        return replace(value, **changed) if changed else value
    return value
