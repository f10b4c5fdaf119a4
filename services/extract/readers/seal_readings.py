"""Lines under a seal of a scan without colours, read once more with the seal left in.

With the ink of a seal strokes of the text that it crosses go: a point, or a whole figure. An engine looks past a ring
better than it guesses what is missing, and takes the seal's own characters for text: so both are read and compared.
What stands under a seal is doubted either way. Lengths are pixels.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from services.extract.readers.ocr import OcrEngine, Reading
from services.extract.readers.raster import Pixels
from services.extract.readers.scan_lines import cropped
from services.extract.readers.second_reading import is_figure, is_well_formed
from shared.model.page import DOUBT, Box


def compared(
    frames: Sequence[Box], readings: Sequence[Reading], page: Pixels, sealed: Pixels, stamped: Pixels, engine: OcrEngine
) -> tuple[list[Reading], Pixels]:
    """The better reading of each frame, and the page as they see it: with the seal (as in `sealed`) where that reads
    better. `page` is without seals, `stamped` a mask (255) of where they were."""
    result, shown = list(readings), page.copy()
    under = [i for i, frame in enumerate(frames) if cropped(stamped, frame).any()]
    again = engine.read_lines([np.ascontiguousarray(cropped(sealed, frames[i])) for i in under]) if under else ()
    for i, reading in zip(under, again, strict=True):
        if is_better(reading, readings[i]):
            result[i] = reading
            cropped(shown, frames[i])[:] = cropped(sealed, frames[i])
    return result, shown


def is_better(sealed: Reading, bare: Reading) -> bool:
    """Whether a line reads better with the seal left in: as a figure where it is none without, as more of the same
    text, or as another that is likelier than not, and likelier than the other."""
    text, other = ("".join(reading.text.split()) for reading in (sealed, bare))
    if not text or text == other:
        return False
    figures = [is_figure(t) and is_well_formed(t) for t in (text, other)]
    if any(figures) and any(map(str.isdigit, other)) and figures[0] != figures[1]:
        return figures[0]
    rest = iter(text)
    return all(c in rest for c in other) or sealed.score > max(bare.score, DOUBT)
