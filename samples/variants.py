"""Character variants that producers write for the same text: Kangxi radicals, full-width forms."""

from __future__ import annotations

from samples.fonts import has, width
from samples.layout import Layout

#: ideographs with a twin among the Kangxi radicals (U+2F00…), as some fonts' ToUnicode maps name them
_RADICALS: dict[int, int] = str.maketrans("一二人入八十大女子小工干文方日月木支比毛水火生用目立老自至行言金长门面食高",
                          "⼀⼆⼈⼊⼋⼗⼤⼥⼦⼩⼯⼲⽂⽅⽇⽉⽊⽀⽐⽑⽔⽕⽣⽤⽬⽴⽼⾃⾄⾏⾔⾦⻓⻔⾯⾷⾼")  # fmt: skip
_FULL_WIDTH = str.maketrans("0123456789,.()%", "０１２３４５６７８９，．（）％")


def vary(text: str, layout: Layout) -> str:
    """The characters that the layout's producer writes for `text`."""
    if layout.radicals:
        text = "".join(_twin(char, layout.font) for char in text)
    if layout.full_width:
        text = text.translate(_FULL_WIDTH)
    return text


def _twin(char: str, font: str) -> str:
    """The radical that looks like `char`, where the font can draw it."""
    twin = _RADICALS.get(ord(char))
    return chr(twin) if twin is not None and has(font, chr(twin)) else char


def printed_width(text: str, layout: Layout, size: float) -> float:
    """The width in points of `text` as the layout's producer writes it."""
    return width(vary(text, layout), layout.font, size)
