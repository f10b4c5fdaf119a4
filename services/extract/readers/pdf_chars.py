"""Characters of a PDF page with boxes, from PDFium's text page; what a person cannot see is left out and counted.

Left out: invisible text (render modes 3 and 7, transparent), text clipped away, outside the page, covered by a later
opaque area, white on white, below one point, and watermarks (slanted, or large and pale).
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

from services.extract.readers.pdf_frame import Frame
from services.extract.readers.pdf_paths import WHITE, Drawing, grey_of
from shared.errors import LimitExceededError
from shared.model.page import Box, Fill

#: characters of one page at most
MAX_CHARS = 150_000
#: text smaller than this is not meant to be read (points)
SMALLEST = 1.0
#: a slant beyond this is no reading direction (radians)
SLANT = 0.05
#: text this much larger than the page's usual and this pale is a watermark
WATERMARK_RATIO, WATERMARK_GREY = 2.2, 0.55
_HYPHEN = 0x02
_MATRIX = pdfium.FS_MATRIX()
#: `FPDFText_GetTextObject` giving a bare address: no Python object is made for a character that needs none
_ADDRESS_OF = ctypes.CFUNCTYPE(ctypes.c_void_p, pdfium.FPDF_TEXTPAGE, ctypes.c_int)(
    ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.c_void_p).value or 0
)
_SPACES = frozenset((0x20, 0xA0, 0x3000, 0x09, 0x0D, 0x0A))


@dataclass(slots=True)
class Char:
    """One character. `quarters` is its reading direction, `broken` that the font does not say which one it is."""

    text: str
    box: Box
    size: float
    quarters: int
    broken: bool
    run: int
    """number of its text object on the page"""
    spaced: bool
    """a space was printed before it"""


@dataclass(slots=True)
class Run:
    """What is common to the characters of a text object."""

    number: int
    size: float
    quarters: int
    grey: float
    hidden: str | None
    clip: Box | None
    order: int


@dataclass(slots=True)
class Chars:
    """The visible characters in painting order, and how many were left out by reason."""

    chars: list[Char] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)


def read_chars(
    page: Any, textpage: Any, frame: Frame, drawing: Drawing, number: int, covers: Sequence[tuple[int, Box]] = ()
) -> Chars:
    """The characters of an open page; `covers` are areas beside its fills that hide what was painted before them
    (place in the painting order, box). Raises `LimitExceededError` for a page of more than `MAX_CHARS`."""
    total = pdfium.FPDFText_CountChars(textpage)
    if total > MAX_CHARS:
        raise LimitExceededError(f"page {number} has {total} characters, over the limit of {MAX_CHARS}", page=number)
    out = Chars()
    runs: dict[int, Run] = {}
    seen: set[int] = set()
    rect = pdfium.FS_RECTF()
    to_page, spaced, last = frame.matrix, False, -1
    upright = frame.matrix.b == 0 and frame.matrix.a == 1
    left, top = frame.matrix.e, frame.matrix.f
    unicode_of, object_of = pdfium.FPDFText_GetUnicode, _ADDRESS_OF
    box_of, unmapped = pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_HasUnicodeMapError
    for i in range(total):
        code = unicode_of(textpage, i)
        address = object_of(textpage, i)
        if not address or code in _SPACES:
            spaced = True
            continue
        run = runs.get(address)
        if run is None:
            handle = ctypes.cast(address, pdfium.FPDF_PAGEOBJECT)
            run = runs[address] = _run(textpage, i, handle, frame, drawing, len(runs))
        if run.hidden is not None:
            out.dropped[run.hidden] += 1
            continue
        if not box_of(textpage, i, rect):
            continue
        if upright:
            box = Box(left + rect.left, top - rect.top, left + rect.right, top - rect.bottom)
        else:
            box = to_page.box(rect.left, rect.bottom, rect.right, rect.top)
        height = box.x1 - box.x0 if run.quarters % 2 else box.bottom - box.top
        if not 0.6 * run.size <= height <= 1.9 * run.size:
            box = _mended(box, run, textpage, i, frame)
        if run.number not in seen and _shows(box, run, frame):
            seen.add(run.number)
        broken = run.number != last or not 0x20 < code < 0x7F
        if broken:
            last, broken = run.number, bool(unmapped(textpage, i))
        out.chars.append(Char(_text(code), box, run.size, run.quarters, broken, run.number, spaced))
        spaced = False
    _drop_unseen(out, seen)
    fills = [(n, f.box) for n, f in drawing.fills]
    _drop_covered(out, {r.number: r.order for r in runs.values()}, [*fills, *covers])
    _drop_white(out, {r.number: r for r in runs.values()}, drawing)
    _drop_watermark(out, {r.number: r.grey for r in runs.values()})
    return out


def _text(code: int) -> str:
    if code == _HYPHEN:
        return "-"
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _run(textpage: Any, i: int, handle: Any, frame: Frame, drawing: Drawing, number: int) -> Run:
    """The facts of a text object, read at its first character."""
    m = _MATRIX
    pdfium.FPDFText_GetMatrix(textpage, i, m)
    across = math.hypot(m.c, m.d) or 1.0
    size = pdfium.FPDFText_GetFontSize(textpage, i) * across
    f = frame.matrix
    dx, dy = f.a * m.a + f.c * m.b, f.b * m.a + f.d * m.b
    angle = math.atan2(dy, dx)
    quarters = round(angle / (math.pi / 2))
    hidden = None
    if abs(angle - quarters * math.pi / 2) > SLANT:
        hidden = "slanted"
    elif pdfium.FPDFTextObj_GetTextRenderMode(handle) in (
        pdfium.FPDF_TEXTRENDERMODE_INVISIBLE,
        pdfium.FPDF_TEXTRENDERMODE_CLIP,
    ):
        hidden = "invisible"
    elif abs(size) < SMALLEST:
        hidden = "tiny"
    grey, opacity = grey_of(handle, stroke=False)
    if hidden is None and opacity < 0.05:
        hidden = "invisible"
    return Run(
        number=number,
        size=abs(size),
        quarters=quarters % 4,
        grey=max(grey, 1 - opacity),
        hidden=hidden,
        clip=drawing.clips.of(handle, f),
        order=drawing.order.get(ctypes.addressof(handle.contents), 0),
    )


def _mended(box: Box, run: Run, textpage: Any, i: int, frame: Frame) -> Box:
    """A box around the baseline, for fonts whose ascent and descent cannot be believed."""
    x, y = ctypes.c_double(), ctypes.c_double()
    if not pdfium.FPDFText_GetCharOrigin(textpage, i, x, y):
        return box
    px, py = frame.matrix.point(x.value, y.value)
    up, down = 0.86 * run.size, 0.14 * run.size
    if run.quarters == 0:
        return Box(box.x0, py - up, box.x1, py + down)
    if run.quarters == 2:
        return Box(box.x0, py - down, box.x1, py + up)
    if run.quarters == 1:
        return Box(px - down, box.top, px + up, box.bottom)
    return Box(px - up, box.top, px + down, box.bottom)


def _shows(box: Box, run: Run, frame: Frame) -> bool:
    """Whether the middle of a character is on the page and inside its clip."""
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    if not (0 <= x <= frame.width and 0 <= y <= frame.height):
        return False
    clip = run.clip
    return clip is None or (clip.x0 - 1 <= x <= clip.x1 + 1 and clip.top - 1 <= y <= clip.bottom + 1)


def _drop_unseen(out: Chars, seen: set[int]) -> None:
    """Text objects of which nothing shows. One that shows in part is kept whole: half a number is a wrong number."""
    kept = [c for c in out.chars if c.run in seen]
    if lost := len(out.chars) - len(kept):
        out.dropped["clipped"] += lost
    out.chars = kept


def _drop_covered(out: Chars, order: dict[int, int], areas: Sequence[tuple[int, Box]]) -> None:
    """Text under an opaque area that was painted later."""
    covers = [(n, box) for n, box in areas if box.width > 4 and box.height > 4]
    if not covers or not out.chars:
        return
    first = min((order[c.run] for c in out.chars if order[c.run]), default=0)
    covers = [c for c in covers if c[0] > first]
    if not covers or len(covers) * len(out.chars) > 4_000_000:
        return
    kept = []
    for char in out.chars:
        painted = order[char.run]
        if painted and any(n > painted and _inside(char.box, box) for n, box in covers):
            out.dropped["covered"] += 1
        else:
            kept.append(char)
    out.chars = kept


def _drop_white(out: Chars, runs: dict[int, Run], drawing: Drawing) -> None:
    """White text that has neither a shaded area nor an image under it."""
    pale = {n for n, r in runs.items() if r.grey >= WHITE}
    if not pale:
        return
    grounds = [f.box for _, f in drawing.fills if f.grey < WHITE] + drawing.images
    kept = []
    for char in out.chars:
        if char.run in pale and not any(_inside(char.box, g) for g in grounds):
            out.dropped["white"] += 1
        else:
            kept.append(char)
    out.chars = kept


def _drop_watermark(out: Chars, grey: dict[int, float]) -> None:
    """Text much larger and much paler than the rest of the page."""
    if len(out.chars) < 20:
        return
    usual = median(c.size for c in out.chars)
    kept = [c for c in out.chars if not (c.size > WATERMARK_RATIO * usual and WATERMARK_GREY <= grey[c.run] < WHITE)]
    if lost := len(out.chars) - len(kept):
        out.dropped["watermark"] += lost
    out.chars = kept


def _inside(box: Box, area: Box) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return area.x0 <= x <= area.x1 and area.top <= y <= area.bottom


def fills_of(drawing: Drawing) -> tuple[Fill, ...]:
    """The filled areas of a page, in painting order."""
    return tuple(f for _, f in drawing.fills)
