"""Frames of square seals among thinner rules, on masks drawn here."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from services.extract.readers import seal_frames
from services.extract.readers.raster import Pixels

SCALE = 200 / 72


def page(*, ruled: bool = True) -> Pixels:
    mask = np.zeros((1400, 1000), np.uint8)
    if ruled:
        for y in range(200, 1201, 50):
            mask[y : y + 3, 60:940] = 255
        for x in range(60, 941, 110):
            mask[200:1203, x : x + 3] = 255
    return mask


def with_frame(mask: Pixels, angle: float = 0.0, worn: int = 0, thick: int = 8) -> Pixels:
    """A frame of so many pixels, 200 by 190, turned clockwise about its middle (530, 620); `worn`: pixels of its
    lower side that are gone."""
    frame = np.zeros_like(mask)
    cv2.rectangle(frame, (430, 525), (630, 715), 255, thick)
    frame[705:725, 440 : 440 + worn] = 0
    turn = cv2.getRotationMatrix2D((530, 620), -angle, 1.0)
    return np.asarray(cv2.max(mask, cv2.warpAffine(frame, turn, mask.shape[::-1])), np.uint8)


@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize(("angle", "worn"), [(0.0, 0), (1.8, 0), (-1.8, 0), (0.0, 70), (1.2, 70)])
def test_a_frame_straight_or_nearly_so_is_found(angle: float, worn: int, *, ruled: bool) -> None:
    found = list(seal_frames.find(with_frame(page(ruled=ruled), angle, worn), SCALE))
    assert found
    for frame in found:
        assert (frame.x, frame.y) == pytest.approx((530, 620), abs=8)
        assert (frame.across, frame.down) == pytest.approx((100, 95), abs=8)
    assert any(frame.angle * angle >= 0 for frame in found)


def test_rules_make_no_frame() -> None:
    assert not list(seal_frames.find(page(), SCALE))
    assert not list(seal_frames.find(with_frame(page(), worn=150), SCALE)), "most of a side is gone"


@pytest.mark.parametrize("angle", [-5.0, 4.8])
def test_a_thinner_frame_is_found_in_further_turns(angle: float) -> None:
    found = list(seal_frames.find(with_frame(page(), angle, thick=5), SCALE))
    assert any((f.x, f.y) == pytest.approx((530, 620), abs=8) and abs(f.angle - angle) < 1 for f in found)
