"""What stands on a page, before a producer writes it: texts, rules, fills. Points, origin top-left, y downwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Layer(StrEnum):
    """A fill's place in the order of drawing."""

    BELOW = "below"
    PATCH = "patch"


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """One line of text; `y` is its base line. `column` groups texts that a column-wise producer writes together."""

    x: float
    y: float
    text: str
    size: float
    column: int = -1
    grey: float = 0.0
    invisible: bool = False
    angle: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A straight rule from one point to another, horizontal or vertical."""

    x0: float
    y0: float
    x1: float
    y1: float
    thick: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Area:
    x0: float
    y0: float
    x1: float
    y1: float
    grey: float
    layer: Layer = Layer.BELOW


class Turn(StrEnum):
    """How the page is stored."""

    NONE = "none"
    ROTATE = "rotate"  # portrait media box and /Rotate 90
    TURNED = "turned"  # portrait page, content turned, no /Rotate


@dataclass(kw_only=True, slots=True)
class Page:
    """A page while it is being filled. Width and height are those of the upright reading direction."""

    width: float
    height: float
    turn: Turn = Turn.NONE
    texts: list[Text] = field(default_factory=list)
    rules: list[Stretch] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
