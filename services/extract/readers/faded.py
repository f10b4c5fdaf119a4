"""Print that fades where toner ran low: a band of the page, along it or across, in which text and rules alike are pale.

It would be taken for what shows through from the other side. A rule is as dark in all its length: where most rules of
a page pale at the same place, the print does. Lengths are pixels, as in `pixels`. The page is level.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from services.extract.readers.pixels import LONG, middle_level
from services.extract.readers.raster import Pixels

#: rules that say where print fades, at the least; each is ink over this share of the page
_FEWEST, _ACROSS = 4, 0.25
#: a rule is as dark as it is at this share of its length; print fades where it has less than the one share of that, and
#: then is pale where it has less than the next; less than the last says that there is no rule
_USUAL, _FADED, _PALE, _NONE = 0.8, 0.6, 0.9, 0.15
#: points over which rules that cross others are evened out
_NEAR = 8.0
#: the darkest print is no darker than so many grey levels below paper where it is stretched
_DEEPEST = 0.9


def darkened(page: Pixels, mask: Pixels, scale: float) -> Pixels:
    """The page (RGB), what fades in it as dark as the rest; the same page where nothing does. `mask`: its ink."""
    paper = middle_level(page)
    grey = np.ascontiguousarray(page[:, :, 1])
    across = _share_of_ink(grey, mask, paper, scale)
    down = _share_of_ink(np.ascontiguousarray(grey.T), np.ascontiguousarray(mask.T), paper, scale)
    if across is None and down is None:
        return page
    by = np.ones(page.shape[:2], np.float32)
    by = by if across is None else np.minimum(by, across[None, :])
    by = by if down is None else np.minimum(by, down[:, None])
    lack = (paper - page.astype(np.float32)) / by[:, :, None]
    stretched = np.clip(paper - lack, (1 - _DEEPEST) * paper, 255)
    return np.where(by[:, :, None] < 1, np.minimum(stretched, page), page).astype(np.uint8)


def _share_of_ink(grey: Pixels, mask: Pixels, paper: float, scale: float) -> NDArray[np.float32] | None:
    """For every column of pixels how dark rules that run across it are, as a share of what they are elsewhere; None
    where that is the same nearly everywhere, or few rules say."""
    n = int(LONG * scale)
    level = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, n), np.uint8))
    is_rule = np.count_nonzero(level, axis=1) > _ACROSS * mask.shape[1]
    starts, ends = (np.flatnonzero(np.diff(is_rule.astype(np.int8), prepend=0, append=0) == d) for d in (1, -1))
    if len(starts) < _FEWEST:
        return None
    shares = np.full((len(starts), mask.shape[1]), np.nan, np.float32)
    for i, (top, bottom) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        inked = np.flatnonzero(level[top:bottom].any(axis=0))
        own = grey[max(top - 1, 0) : bottom + 1, inked[0] : inked[-1] + 1].min(axis=0)
        dark = (paper - own).astype(np.float32)
        usual = float(np.quantile(dark, _USUAL))
        shares[i, inked[0] : inked[-1] + 1] = dark / max(usual, 1.0)
    said = np.count_nonzero(~np.isnan(shares), axis=0) >= _FEWEST
    share = np.ones(mask.shape[1], np.float32)
    share[said] = np.nanmedian(shares[:, said], axis=0) if said.any() else 1
    share[share < _NONE] = 1.0
    # What other rules cross is darker there, in a few pixels: an opening that is none of the page's.
    even = cv2.medianBlur(share.reshape(1, -1), 5)
    even = cv2.morphologyEx(even, cv2.MORPH_OPEN, np.ones((1, int(_NEAR * scale)), np.uint8)).ravel()
    is_faded = np.count_nonzero(even < _FADED) > _NEAR * scale
    return np.where(even < _PALE, even, np.float32(1)) if is_faded else None
