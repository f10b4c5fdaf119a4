"""Fonts with TrueType outlines, for embedding as subsets. Only making samples anew needs them, reading never does."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

#: name → (path below the font folder, index within the collection), as Debian installs them
FILES = {
    "zenhei": ("wqy/wqy-zenhei.ttc", 0),
    "microhei": ("wqy/wqy-microhei.ttc", 0),
    "uming": ("arphic/uming.ttc", 0),
    "ukai": ("arphic/ukai.ttc", 0),
}
FOLDER = Path("/usr/share/fonts/truetype")
PACKAGES = "fonts-wqy-zenhei fonts-wqy-microhei fonts-arphic-uming fonts-arphic-ukai"


class MissingFontError(Exception):
    """A font that the generator draws with is not installed."""


@cache
def font(name: str) -> str:
    """The name under which reportlab knows the font. `cid` is a font that is named but not embedded."""
    if name == "cid":
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        return "STSong-Light"
    path, index = FILES[name]
    if not (FOLDER / path).exists():
        raise MissingFontError(f"{FOLDER / path} is missing; apt-get install {PACKAGES}")
    pdfmetrics.registerFont(TTFont(name, str(FOLDER / path), subfontIndex=index))
    return name


def has(name: str, char: str) -> bool:
    """Whether the font has a glyph for `char`; a font that is not embedded is taken to have all."""
    face = getattr(pdfmetrics.getFont(font(name)), "face", None)
    glyphs = getattr(face, "charToGlyph", None)
    return glyphs is None or ord(char) in glyphs


def width(text: str, name: str, size: float) -> float:
    """The width of `text` in points."""
    return float(pdfmetrics.stringWidth(text, font(name), size))
