"""Text on layers that are switched off (optional content, ISO 32000-1 §8.11): nobody sees it, PDFium gives it.

pdfminer says where it stands; it is asked only about files that have such layers. Known are the default configuration's
base state and lists, what its layers say of being viewed where it applies that, and memberships with their policies and
expressions.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence, Set
from typing import Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1
from pdfminer.psparser import PSLiteral, literal_name
from pdfminer.utils import apply_matrix_pt

from services.extract.readers.pdf_chars import Char, Chars
from services.extract.readers.pdf_frame import Frame

#: expressions of visibility inside one another: deeper is refused as a trap
_DEEPEST = 20
#: where the middle of a letter is above its baseline (font sizes)
_MIDDLE = 0.35

Hidden = tuple[float, float, str]
"""The middle of a character, in the page's own space, and what it is"""


def switched_off(catalog: Mapping[str, Any]) -> frozenset[int]:
    """The object numbers of the layers that do not show when the file is opened."""
    properties = resolve1(catalog.get("OCProperties")) or {}
    layers = {_number(r): resolve1(r) for r in resolve1(properties.get("OCGs")) or ()}
    default = resolve1(properties.get("D")) or {}
    off = set(layers) if _name(default.get("BaseState")) == "OFF" else set()
    off -= _numbers(default.get("ON"))
    off |= _numbers(default.get("OFF"))
    for applied in map(resolve1, resolve1(default.get("AS")) or ()):
        for number in _numbers(applied.get("OCGs")) if _name(applied.get("Event")) == "View" else ():
            usage = resolve1((layers.get(number) or {}).get("Usage")) or {}
            state = _name((resolve1(usage.get("View")) or {}).get("ViewState"))
            off = off - {number} if state == "ON" else off | {number} if state == "OFF" else off
    return frozenset(off & set(layers))


def hidden_texts(page: Mapping[str, Any], off: Set[int]) -> list[Hidden]:
    """The characters of a page that stand on layers which are `off`."""
    device = _Device(off)
    contents = resolve1(page.get("Contents", []))
    streams = contents if isinstance(contents, list) else [contents]
    _Interpreter(PDFResourceManager(), device).render_contents(resolve1(page.get("Resources")) or {}, streams)
    return device.found


def drop(chars: Chars, hidden: Sequence[Hidden], frame: Frame) -> None:
    """Leave out the `hidden` characters: where several are printed over one another, the same one, or the nearest."""
    order = sorted(range(len(chars.chars)), key=lambda i: chars.chars[i].x0)
    lefts = [chars.chars[i].x0 for i in order]
    widest = max((c.x1 - c.x0 for c in chars.chars), default=0.0)
    gone: set[int] = set()
    for left, up, text in hidden:
        x, y = frame.matrix.point(left, up)
        near = order[bisect_left(lefts, x - widest) : bisect_right(lefts, x)]
        over = [i for i in near if i not in gone and _holds_point(chars.chars[i], x, y)]
        gone |= set(sorted(over, key=lambda i: _unlike(chars.chars[i], x, text))[:1])
    chars.keep([c for i, c in enumerate(chars.chars) if i not in gone], "layer")


def _holds_point(char: Char, x: float, y: float) -> bool:
    return char.x0 <= x <= char.x1 and char.top <= y <= char.bottom


def _unlike(char: Char, x: float, text: str) -> tuple[bool, float]:
    return char.text != text, abs(char.x0 + char.x1 - 2 * x)


class _Device(PDFTextDevice):
    """Gathers the characters that are shown while a layer that is off is open."""

    def __init__(self, off: Set[int]) -> None:
        super().__init__(PDFResourceManager())
        self._off = off
        self.open: list[bool] = []
        self.found: list[Hidden] = []

    def enter(self, layer: Any) -> None:
        self.open.append(layer is not None and not _shows(layer, self._off))

    def leave(self) -> None:
        if self.open:
            self.open.pop()

    def end_tag(self) -> None:
        self.leave()

    def render_char(
        self, matrix: Any, font: Any, fontsize: float, scaling: float, rise: float, cid: int, *_: object
    ) -> float:
        advance: float = font.char_width(cid) * fontsize * scaling
        if any(self.open) and not (text := _text(font, cid)).isspace():
            x, y = apply_matrix_pt(matrix, (advance / 2, rise + _MIDDLE * fontsize))
            self.found.append((x, y, text))
        return advance


def _text(font: Any, cid: int) -> str:
    try:
        return str(font.to_unichr(cid))
    except PDFUnicodeNotDefined:
        return ""


class _Interpreter(PDFPageInterpreter):
    """Tells the device which layer each piece of content is on."""

    device: _Device

    def do_BMC(self, _tag: Any) -> None:  # noqa: N802  (the name of PDF's operator)
        self.device.enter(None)

    def do_BDC(self, tag: Any, props: Any) -> None:  # noqa: N802
        layer = None
        if isinstance(tag, PSLiteral) and literal_name(tag) == "OC" and isinstance(props, PSLiteral):
            layer = (resolve1(self.resources.get("Properties")) or {}).get(literal_name(props))
        self.device.enter(layer)

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: N802
        drawn = resolve1(self.xobjmap.get(literal_name(xobjid_arg)))
        opened = len(self.device.open)
        self.device.enter(drawn.get("OC") if isinstance(drawn, PDFStream) else None)
        super().do_Do(xobjid_arg)
        del self.device.open[opened:]


def _shows(layer: Any, off: Set[int]) -> bool:
    """Whether content of a layer, or of a membership in layers, is to be seen."""
    found = resolve1(layer)
    if not isinstance(found, dict) or _name(found.get("Type")) != "OCMD":
        return _number(layer) not in off
    if (expression := resolve1(found.get("VE"))) is not None:
        return _holds(expression, off, 0)
    member = found.get("OCGs")
    members = resolve1(member) if isinstance(resolve1(member), list) else [member] if member is not None else []
    on = [_number(m) not in off for m in members if resolve1(m) is not None]
    if not on:
        return True
    return {"AllOn": all(on), "AnyOff": not all(on), "AllOff": not any(on)}.get(_name(found.get("P")) or "", any(on))


def _holds(expression: Any, off: Set[int], depth: int) -> bool:
    found = resolve1(expression)
    if not isinstance(found, list) or depth > _DEEPEST:
        return _number(expression) not in off
    operands = (_holds(e, off, depth + 1) for e in found[1:])
    operator = _name(found[0])
    if operator == "Not":
        return not next(operands, False)
    return any(operands) if operator == "Or" else all(operands)


def _numbers(references: Any) -> set[int]:
    return {_number(r) for r in resolve1(references) or ()}


def _number(reference: Any) -> int:
    return int(reference.objid) if isinstance(reference, PDFObjRef) else 0


def _name(literal: Any) -> str | None:
    found = resolve1(literal)
    return str(literal_name(found)) if isinstance(found, PSLiteral) else None
