"""Seals: the same chance gives the same one, other chance another; ink only darkens, and lets print show."""

from __future__ import annotations

import numpy as np
import pytest

from samples.fonts import FILES, FOLDER
from samples.seal import BLUE, Image, Seal, Shape, invented, pressed

DPI = 100
pytestmark = pytest.mark.skipif(
    not all((FOLDER / path).exists() for path, _ in FILES.values()), reason="the generator's fonts are missing"
)


def chance(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def page() -> Image:
    """White, with a black bar every 20 pixels."""
    sheet = np.full((1100, 800, 3), 255, np.uint8)
    sheet[::20] = 0
    return sheet


def seals(count: int) -> list[Seal]:
    return [invented((1100, 800), DPI, chance(n)) for n in range(count)]


def test_chance_decides_place_size_angle_colour_shape_and_letters() -> None:
    assert seals(8) == seals(8)
    some = seals(40)
    assert {seal.shape for seal in some} == set(Shape)
    for name in ("x", "y", "radius", "tilt", "colour", "text", "font", "strength"):
        assert len({getattr(seal, name) for seal in some}) >= 4, name


def test_a_seal_keeps_to_the_colour_that_is_asked_for() -> None:
    assert invented((1100, 800), DPI, chance(3), BLUE).colour == BLUE


@pytest.mark.parametrize("shape", list(Shape))
def test_ink_darkens_the_paper_in_its_colour_and_lets_the_print_show(shape: Shape) -> None:
    seal = next(s for s in (invented((1100, 800), DPI, chance(n), BLUE) for n in range(60)) if s.shape is shape)
    after = pressed(page(), seal, chance(1))
    assert np.all(after <= page())
    assert not after[::20].any()
    reach = np.argwhere((page() != after).any(axis=2))
    assert len(reach) > 300
    assert np.abs(reach - (seal.y, seal.x)).max() < 1.1 * seal.radius
    blue, _, red = after[(page() != after).any(axis=2)].mean(axis=0)
    assert blue > red + 20
