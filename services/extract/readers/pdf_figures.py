"""Whether the digits that a font names are those that it draws: a wrong map to Unicode makes wrong figures.

Each digit of a font is drawn once, small and grey, and compared with those of the standard fonts. A font that draws
another digit than it names, by far, is not believed. What it does not draw as a digit at all is left alone. A blank
that a font draws something for is none. Of fonts whose glyphs are drawings (Type 3) no glyph can be drawn by itself:
`pdf_drawn_figures`.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from services.extract.readers import pdf_calls as calls
from services.extract.readers.pdf_calls import Handle

DIGITS = "0123456789"
BLANK = " "
#: characters that a map to Unicode is asked about, and as what they are kept
_ASKED = {code: chr(code) for code in range(0x30, 0x3A)} | dict.fromkeys((0x20, 0xA0, 0x3000), BLANK)
#: by so much a digit must be more like another than like the one that it is said to be (both at most 1)
_BY_FAR = 0.15
#: and so much like that other at least
_ALIKE = 0.7
#: a blank's ink is lower or narrower than this (font sizes)
_FLAT = 0.05
#: glyphs are drawn at this size (points, a pixel each) and compared in so many columns and rows
SIZE, _COLUMNS, _ROWS = 24.0, 8, 10
#: ink from this opacity on (0–255), and digits are higher than this (pixels)
_INK, _LOWEST = 100, 6
#: the standard fonts that digits are compared with, upright and slanted
_STANDARD = (
    *((name, 0.0) for name in (b"Helvetica", b"Helvetica-Bold", b"Times-Roman", b"Times-Bold", b"Courier")),
    *((name, 0.21) for name in (b"Helvetica", b"Helvetica-Bold", b"Courier")),
)
#: a character that no font has: what is drawn for it stands for all that a font lacks
_NONE = "\uf5ab"
_SECTIONS = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_RANGE = re.compile(rb"<(\w+)>\s*<(\w+)>\s*(?:<(\w+)>|\[([^\]]*)\])")
_PAIR = re.compile(rb"<(\w+)>\s*<(\w+)>")
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_HEX = re.compile(rb"<(\w+)>")

Shape = npt.NDArray[np.float64]
Codes = tuple[tuple[int, str], ...]
"""The character codes that a font says are digits or blanks, and which"""


@dataclass(frozen=True, slots=True)
class Named:
    """A font as the file has it: its name without the mark of a subset, and what its map to Unicode says of digits
    and blanks; None where it has no map. `inked`: one of drawings (Type 3) in which a blank is drawn as something."""

    name: str
    codes: Codes | None = None
    inked: bool = False

    @property
    def counts(self) -> bool:
        """Whether it may name digits."""
        return self.codes is None or any(char != BLANK for _, char in self.codes)


def plain_name(base_font: bytes) -> str:
    """The name of a font without the mark of a subset, which PDFium leaves out of some. Its encoding nobody says."""
    return _SUBSET.sub("", base_font.decode("latin-1"))


def codes_in(unicode_map: bytes) -> Codes:
    """The codes that a map to Unicode (a CMap, unpacked) maps to digits and blanks."""
    found: dict[int, str] = {}
    for kind, section in _SECTIONS.findall(unicode_map):
        if kind == b"char":
            found.update(_asked((int(code, 16), item) for code, item in _PAIR.findall(section)))
            continue
        for match in _RANGE.finditer(section):
            first, last, start, items = match.groups()
            low, high = int(first, 16), int(last, 16)
            if start is not None:
                to = int(start, 16)
                found.update((low + d - to, char) for d, char in _ASKED.items() if 0 <= d - to <= high - low)
            else:
                found.update(_asked((low + i, item) for i, item in enumerate(_HEX.findall(items))))
    return tuple(sorted(found.items()))


def _asked(pairs: Iterator[tuple[int, bytes]]) -> Iterator[tuple[int, str]]:
    return ((code, _ASKED[int(item, 16)]) for code, item in pairs if int(item, 16) in _ASKED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Misdrawn:
    """Text objects (addresses) of a page in fonts that draw other `digits` than they name, and those in fonts that draw
    something for what they name a blank. `nameless`: of those without a name (Type 3) the font, not judged here."""

    digits: frozenset[int] = frozenset()
    blanks: frozenset[int] = frozenset()
    nameless: Mapping[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Fonts:
    """The fonts of an open document, each judged once."""

    document: Any
    _judged: set[Named] = field(default_factory=set)
    _wrong: set[str] = field(default_factory=set)
    _inked: set[str] = field(default_factory=set)

    def misdrawn(self, texts: Collection[int], figures: Collection[int], named: frozenset[Named]) -> Misdrawn:
        """Which of a page's text objects (addresses) are set in a font that draws something else than it names.
        `figures` are those of them with digits, `named` the fonts that the page may use."""
        new = {font for font in named - self._judged if font.name}
        if not new and not self._wrong and not self._inked and all(font.name for font in named):
            return Misdrawn()
        objects = list(map(Handle, texts))
        addresses = list(map(calls.text_font, objects))
        names = {address: _name(address) for address in set(addresses) if address}
        counting = {font for text, font in zip(texts, addresses, strict=True) if text in figures}
        seen = {names[address] for address in counting if address}
        for address, name in names.items():
            alike = [font for font in named if font.name == name]  # which of them it is, nobody says
            if new.isdisjoint(alike):
                continue
            counted = [font for font in alike if font.counts] if address in counting else []
            if counted and all(_misdraws(self.document, address, font.codes) for font in counted):
                self._wrong.add(name)
            if any(_inks_blanks(self.document, address, font.codes) for font in alike):
                self._inked.add(name)
        self._judged.update(font for font in new if font.name in (seen if font.counts else names.values()))
        found = [(text, names.get(address)) for text, address in zip(texts, addresses, strict=True)]
        nameless = {text: font for text, font in zip(texts, addresses, strict=True) if names.get(font) == ""}
        inked = {*self._inked, *(font.name for font in named if font.inked)}
        return Misdrawn(
            digits=frozenset(text for text, name in found if name in self._wrong),
            blanks=frozenset(text for text, name in found if name in inked),
            nameless=nameless,
        )


def shows_blanks(textpage: Any, texts: Collection[int]) -> bool:
    """Whether a page shows something for a blank of the text objects `texts`, which may be set in such a font."""
    if not texts:
        return False
    handle = calls.handle(textpage)
    sides = [ctypes.c_double() for _ in range(4)]
    for i, char in enumerate(calls.characters(handle, pdfium.FPDFText_CountChars(textpage))):
        if char.isspace() and calls.char_object_address(handle, i) in texts:
            pdfium.FPDFText_GetCharBox(textpage, i, *map(ctypes.byref, sides))
            left, right, bottom, top = (side.value for side in sides)
            if min(right - left, top - bottom) > _FLAT * calls.char_font_size(handle, i):
                return True
    return False


def _name(font: int) -> str:
    pointer = ctypes.cast(font, pdfium.FPDF_FONT)
    length = pdfium.FPDFFont_GetBaseFontName(pointer, None, 0)
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFFont_GetBaseFontName(pointer, buffer, length)
    return plain_name(buffer.value)


def _misdraws(document: Any, font: int, codes: Codes | None) -> bool:
    """Whether the font draws one digit where it names another."""
    pointer = ctypes.cast(font, pdfium.FPDF_FONT)
    lacking = _drawn(document, pointer, _NONE) if codes is None else None
    chars: Sequence[tuple[int | str, str]] = tuple(zip(DIGITS, DIGITS, strict=True)) if codes is None else codes
    shapes = ((_drawn(document, pointer, char), digit) for char, digit in chars if digit != BLANK)
    return any(
        shape is not None and (lacking is None or not np.array_equal(shape, lacking)) and is_another(shape, digit)
        for shape, digit in shapes
    )


def _inks_blanks(document: Any, font: int, codes: Codes | None) -> bool:
    """Whether the font draws something for what it names a blank."""
    pointer = ctypes.cast(font, pdfium.FPDF_FONT)
    return any(_drawn(document, pointer, code) is not None for code, char in codes or () if char == BLANK)


def is_another(shape: Shape, digit: str) -> bool:
    """Whether what is drawn for a digit is another one, by far."""
    likeness = (_standards() @ shape).max(axis=0)
    own, best = likeness[int(digit)], likeness.max()
    return bool(best > _ALIKE and best - own > _BY_FAR)


@cache
def _standards() -> Shape:
    """The shapes of the digits of the standard fonts (font, digit, cell)."""
    document = pdfium2.PdfDocument.new()
    try:
        return np.array([_standard(document.raw, name, slant) for name, slant in _STANDARD])
    finally:
        document.close()


def _standard(document: Any, name: bytes, slant: float) -> list[Shape]:
    font = pdfium.FPDFText_LoadStandardFont(document, name)
    shapes = [_drawn(document, font, digit, slant) for digit in DIGITS]
    pdfium.FPDFFont_Close(font)
    return [shape for shape in shapes if shape is not None]


def _set(text: Any, char: str | int) -> bool:
    if isinstance(char, str):
        return bool(pdfium.FPDFText_SetText(text, (ctypes.c_ushort * 2)(ord(char), 0)))
    return bool(pdfium.FPDFText_SetCharcodes(text, (ctypes.c_uint32 * 1)(char), 1))


def _drawn(document: Any, font: Any, char: str | int, slant: float = 0.0) -> Shape | None:
    """The shape of one character of a font, given itself or by its code; None where nothing is drawn."""
    text = pdfium.FPDFPageObj_CreateTextObj(document, font, SIZE)
    if not text:
        return None
    bitmap = None
    try:
        if not _set(text, char):
            return None
        pdfium.FPDFPageObj_Transform(text, 1, 0, slant, 1, 0, 0)
        bitmap = pdfium.FPDFTextObj_GetRenderedBitmap(document, None, text, 1.0)
        return shape_of(ink_of(bitmap)) if bitmap else None
    finally:
        if bitmap:
            pdfium.FPDFBitmap_Destroy(bitmap)
        pdfium.FPDFPageObj_Destroy(text)


def ink_of(bitmap: Any) -> Image.Image:
    """How much of each pixel of a text is ink (0–255)."""
    width, height = pdfium.FPDFBitmap_GetWidth(bitmap), pdfium.FPDFBitmap_GetHeight(bitmap)
    stride = pdfium.FPDFBitmap_GetStride(bitmap)
    data = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
    return Image.frombuffer("RGBA", (width, height), data, "raw", "BGRA", stride, 1).getchannel("A")


def shape_of(ink: Image.Image) -> Shape | None:
    """How ink is shared out over the glyph's height, and as much width as goes with it; its mean is 0, its length 1."""
    box = ink.point([0] * _INK + [255] * (256 - _INK)).getbbox()
    if box is None or box[3] - box[1] < _LOWEST:
        return None
    left, top, right, bottom = box
    half = round((bottom - top) * _COLUMNS / _ROWS / 2)
    middle = round((left + right) / 2)
    cells = ink.crop((middle - half, top, middle + half, bottom)).resize((_COLUMNS, _ROWS), Image.Resampling.BILINEAR)
    found = np.asarray(cells, dtype=float).ravel()
    found -= found.mean()
    length = float(np.linalg.norm(found))
    return found / length if length else None
