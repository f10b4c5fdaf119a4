"""Damaged text exports: every kind shows in some style, comes again with its seed, and leaves the truth alone."""

from __future__ import annotations

import re

import pytest

from samples.damage import Damage, Export, Style, render_damaged
from samples.families import FAMILIES
from samples.invent import invent

REPORT = FAMILIES["futian"](invent(31, year=2024))
SHOWS = {
    Damage.INNER_SPACE: r"\d, \d{3}",
    Damage.LOOK_ALIKES: "[λ女岀顶顷単]",
    Damage.NOISE: "٠|コ缶|ZUZZ|カ ツス",
    Damage.MARKUP: "<u>",
    Damage.GARBLED_HEADS: "温以|カンカー|公会|ų|<b>`</b>|八 D",
    Damage.SPLIT_HEADS: "收\t入\t|支\t出",
    Damage.CENTRED_SPANS: r"目标值\n\t{3}\S",
    Damage.FORMULAS: r"\$\\[gl]eq ",
    Damage.RADICALS: "[⒈⒉⒊⻔⻋⻓]",
}


def damaged(*damages: Damage, style: Style = Style.TABS, seed: int = 5) -> str:
    return render_damaged(REPORT, Export(style=style, damages=frozenset(damages), seed=seed))


@pytest.mark.parametrize("damage", list(SHOWS))
def test_what_a_kind_is_named_for_is_there_with_it_and_not_without(damage: Damage) -> None:
    assert re.search(SHOWS[damage], damaged(damage))
    assert not re.search(SHOWS[damage], damaged())


@pytest.mark.parametrize("damage", list(Damage))
def test_a_seed_gives_the_same_export(damage: Damage) -> None:
    assert damaged(damage) == damaged(damage) != damaged()


def test_separators_are_lost() -> None:
    assert damaged(Damage.LOST_COMMAS).count(",") < damaged().count(",")


def test_rows_without_spans_begin_in_the_first_column_and_keep_their_texts() -> None:
    whole, shifted = damaged(), damaged(Damage.DROPPED_SPANS)
    blank = [sum(line.startswith("\t") for line in text.split("\n")) for text in (whole, shifted)]
    assert blank[1] < blank[0]
    assert whole.replace("\t", "").split() == shifted.replace("\t", "").split()


def test_a_collapsed_part_is_one_line_with_all_its_figures() -> None:
    lines = damaged(Damage.COLLAPSED, seed=6).split("\n")
    assert any(len(re.findall(r"\d[\d,]*\.\d\d", line)) > 12 and "\t" not in line for line in lines)
