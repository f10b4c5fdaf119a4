"""Characters from the recogniser's class probabilities."""

from __future__ import annotations

import numpy as np
import pytest

from services.extract.readers import ocr

CHARACTERS = ["blank", "投", "资", "資", "堃", "元", "1"]


def read(*steps: dict[str, float]) -> ocr.Reading:
    found = np.zeros((2 * len(steps), len(CHARACTERS)), np.float32)
    found[1::2, 0] = 1
    for i, step in enumerate(steps):
        for character, probability in step.items():
            found[2 * i, CHARACTERS.index(character)] = probability
    return ocr.decode(found, CHARACTERS, 100, 1.0, ocr.rare(CHARACTERS))


def test_ideographs_outside_gb_2312_are_rare_and_no_other_sign_is() -> None:
    assert ocr.rare([*CHARACTERS, "", "≥", "，"]).tolist() == [False, False, False, True, True, *[False] * 5]


@pytest.mark.parametrize(("simple", "given", "most"), [(0.3, "投资", 0.31), (0.001, "投資", 0.7)])
def test_a_traditional_character_gives_way_to_a_simple_one_that_is_likely_as_well(
    simple: float, given: str, most: float
) -> None:
    found = read({"投": 0.999}, {"資": 0.69, "资": simple})
    assert found.text == given
    assert found.glyphs[1].score <= most
    assert found.glyphs[0].score > 0.99


def test_a_surely_read_rare_character_of_a_name_stands() -> None:
    found = read({"堃": 0.995, "元": 0.004})
    assert found.text == "堃"
    assert found.score > 0.99


def test_common_characters_are_untouched() -> None:
    found = read({"资": 0.6, "資": 0.35}, {"元": 0.9, "1": 0.1})
    assert found.text == "资元"
    assert found.score == pytest.approx(0.6)
