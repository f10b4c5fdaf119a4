"""What a line above a table says besides its title: what it counts names no organisation and no unit of money."""

from __future__ import annotations

import pytest

from services.extract.core.caption_facts import read_facts
from services.extract.core.parts import Caption


@pytest.mark.parametrize("text", ["计量单位：吨", "（单位：人）", "单位：辆、台", "单位：万平方米"])
def test_a_line_of_what_is_counted_says_nothing_else(text: str) -> None:
    assert read_facts(text) == Caption()


def test_an_organisation_beside_what_is_counted_is_read() -> None:
    facts = read_facts("填报单位：某市水文站 计量单位：个")
    assert facts is not None
    assert (facts.organization, facts.unit) == ("某市水文站", None)


def test_an_organisation_that_begins_like_what_is_counted_is_one() -> None:
    facts = read_facts("单位：人事局")
    assert facts is not None
    assert facts.organization == "人事局"


@pytest.mark.parametrize("text", ["金额单位：人", "单位：人、万元", "(单位：人次/元)"])
def test_what_is_counted_is_no_organisation_beside_amounts_or_in_the_place_of_money(text: str) -> None:
    assert read_facts(text) == Caption()
    facts = read_facts(f"部门：某市水文站 {text}")
    assert facts is not None
    assert (facts.unit, facts.organization) == (None, "某市水文站")


def test_a_body_may_be_a_department_or_a_unit() -> None:
    facts = read_facts("部门/单位：霁州市水务局 单位：万元")
    assert facts is not None
    assert (facts.organization, facts.unit) == ("霁州市水务局", "万元")
