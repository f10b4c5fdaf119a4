"""Generated reports, read back and scored: every layout with a family of its own, every family with full rules.

`python -m benchmarks.quality` takes as many as one wishes and prints the whole table.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from samples.families import FAMILIES
from samples.layout import CATALOGUE, Rules
from samples.suite import Case
from tests.golden.reading import FONTS_MISSING, outcome

pytestmark = pytest.mark.skipif(FONTS_MISSING, reason="the fonts of the generator are missing")

#: the families in turn, so that every layout meets another one
_TURN = ("shenzhen2023", "shanghai", "generic", "final_accounts", "shenzhen2022", "unknown", "futian")
_RULED = sorted(name for name, layout in CATALOGUE.items() if layout.rules in (Rules.FULL, Rules.OPEN_SIDES))
_UNRULED = sorted(set(CATALOGUE) - set(_RULED))


def _family(layout: str) -> str:
    return _TURN[sorted(CATALOGUE).index(layout) % len(_TURN)]


@pytest.mark.parametrize("layout", _RULED)
def test_ruled_layouts_come_out_whole(layout: str, tmp_path: Path) -> None:
    found = outcome(Case(family=_family(layout), layout=CATALOGUE[layout], seed=101), tmp_path)
    print(f"{layout:20s} cells {found.score.cell_f1:.4f} heads {found.score.head_f1:.4f}")
    assert found.score.cell_f1 >= 0.995, found.score.wrong
    assert found.score.head_f1 >= 0.99, found.score.wrong
    assert found.score.silent == 0, found.score.wrong
    assert found.score.titles_right == found.score.tables_true, found.score.wrong


@pytest.mark.parametrize("layout", _UNRULED)
def test_layouts_without_a_full_grid(layout: str, tmp_path: Path) -> None:
    found = outcome(Case(family=_family(layout), layout=CATALOGUE[layout], seed=101), tmp_path)
    print(f"{layout:20s} cells {found.score.cell_f1:.4f} heads {found.score.head_f1:.4f}")
    assert found.score.cell_f1 >= 0.9, found.score.wrong
    assert found.score.head_f1 >= 0.9, found.score.wrong


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_family_with_full_rules(family: str, tmp_path: Path) -> None:
    found = outcome(Case(family=family, layout=CATALOGUE["full"], seed=102), tmp_path)
    assert found.score.cell_f1 >= 0.995, found.score.wrong
    assert found.score.head_f1 >= 0.99, found.score.wrong
    assert found.score.silent == 0, found.score.wrong
