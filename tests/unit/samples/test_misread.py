"""Misread exports: every kind shows, comes again with its seed, and strikes figures or lines only."""

from __future__ import annotations

import re

import pytest

from samples.damage import Export, Style, render_damaged
from samples.families import FAMILIES
from samples.invent import invent
from samples.misread import Misreading, misread

REPORT = FAMILIES["futian"](invent(33, year=2024))
TEXT = render_damaged(REPORT, Export(style=Style.TABS))
SHOWS = {
    Misreading.FOOTNOTES: r"\d(?:[①¹*]|\[1\]|注1)",
    Misreading.STOPS: r"\t\d{1,3}\.\d{3}[.\t]",
    Misreading.LETTERS: r"\t\d*[OlSB]\d*\t",
    Misreading.WRAPPED_FIGURES: r"\n[\d,]{1,3}\t",
    Misreading.ENTITIES: "&(?:nbsp|ensp|#160|#8203);",
    Misreading.INVISIBLE: "[\u200b\u00a0\ufeff\u00ad]",
    Misreading.UNDECODABLE: "\ufffd",
    Misreading.LINE_ENDS: "\r\n",
}


@pytest.mark.parametrize("kind", list(SHOWS))
def test_what_a_kind_is_named_for_is_there_with_it_and_not_without(kind: Misreading) -> None:
    assert re.search(SHOWS[kind], misread(TEXT, kind, 3))
    assert not re.search(SHOWS[kind], TEXT)


@pytest.mark.parametrize("kind", [k for k in Misreading if k not in (Misreading.LOST_MINUS, Misreading.LOST_POINTS)])
def test_a_seed_gives_the_same_text(kind: Misreading) -> None:
    assert misread(TEXT, kind, 3) == misread(TEXT, kind, 3) != TEXT


def test_signs_and_points_are_lost() -> None:
    printed = "\n".join(f"甲\t-1{n}.50" for n in range(40, 90))
    assert misread(printed, Misreading.LOST_MINUS, 3).count("-") < 50
    assert misread(printed, Misreading.LOST_POINTS, 3).count(".") < 50


def test_lines_move_but_keep_their_words() -> None:
    for kind in (Misreading.FUSED_LINES, Misreading.SWAPPED_LINES, Misreading.SHORT_LINES, Misreading.NAMES_AFTER):
        assert sorted(misread(TEXT, kind, 3).split()) == sorted(TEXT.split())
    assert len(misread(TEXT, Misreading.REPEATED_LINES, 3).split("\n")) > len(TEXT.split("\n"))


def test_marks_of_html_are_left_alone() -> None:
    text = render_damaged(REPORT, Export(style=Style.HTML))
    tags = re.findall(r"<[^>]*>", text)
    for kind in (Misreading.ENTITIES, Misreading.FOOTNOTES, Misreading.LOST_DIGITS):
        assert re.findall(r"<[^>]*>", misread(text, kind, 3)) == tags
