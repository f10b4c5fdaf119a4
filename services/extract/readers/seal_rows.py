"""What of a seal as dark as the text stands between the lines of the page: at heights where nothing is printed beside
the seal, nothing is printed in it.

Lengths are pixels here, as in `seals`. The page is level.
"""

from __future__ import annotations

from itertools import groupby

import cv2
import numpy as np
from numpy.typing import NDArray

from services.extract.readers.components import components
from services.extract.readers.raster import Pixels

#: marks smaller than this (pixels) are specks; so many pixels of others are print
_SPECK, _PRINTED = 8, 4
#: lines are no further apart than so many times the height of their text: what is blank for longer may be so in the
#: rest of the page only
_APART = 2.5
#: a mark of which more than this share stands between lines is the seal's
_MOST = 0.2

Mask = NDArray[np.bool_]


def between_lines(beside: Pixels, size: float) -> Mask:
    """At which heights of a page there is no print between one line of it and the next. `beside`: its ink without rules
    and seals; `size`: the height of its text."""
    _, labels, stats, _ = components(beside)
    is_print = stats[:, cv2.CC_STAT_AREA] >= _SPECK
    is_print[0] = False
    printed = np.count_nonzero(is_print[labels], axis=1) >= _PRINTED
    printed = cv2.dilate(printed.astype(np.uint8)[:, None], np.ones((3, 1), np.uint8))[:, 0] > 0
    blank, at = np.zeros(len(printed), bool), 0
    for is_line, run in groupby(printed.tolist()):
        length = len(list(run))
        if not is_line and at > 0 and at + length < len(printed) and length <= _APART * size:
            blank[at : at + length] = True
        at += length
    return blank


def standing_between(inner: Pixels, blank: Mask) -> Mask:
    """Where in the ink within a seal that is which stands at those heights, with the rest of its marks where that is
    little."""
    count, labels, stats, _ = components(inner)
    off = (inner > 0) & blank[:, None]
    share = np.bincount(labels[off], minlength=count) / np.maximum(stats[:, cv2.CC_STAT_AREA], 1)
    share[0] = 0
    return np.asarray(off | (share > _MOST)[labels])
