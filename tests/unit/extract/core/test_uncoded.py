"""Codes for rows that print names alone: only where the whole sequence is proved."""

from __future__ import annotations

from services.extract.core.uncoded import by_class, by_sequence
from shared.codes import load

PROOF = [("教育支出", "205"), ("进修及培训", "20508"), ("培训支出", "2050803")]


def test_the_same_names_in_the_same_order_have_the_codes() -> None:
    assert by_sequence(["", "教育支出", "进修及培训", "培训支出", "本年支出合计"], PROOF) == {
        1: "205",
        2: "20508",
        3: "2050803",
    }


def test_one_name_at_two_levels_is_told_apart_by_the_sequence() -> None:
    proof = [("其他社会保障和就业支出", "20899"), ("其他社会保障和就业支出", "2089999"), ("教育支出", "205")]
    assert by_sequence([n for n, _ in proof], proof) == {0: "20899", 1: "2089999", 2: "205"}


def test_another_order_or_a_missing_name_proves_nothing() -> None:
    assert by_sequence(["进修及培训", "教育支出", "培训支出"], PROOF) == {}
    assert by_sequence(["教育支出", "培训支出"], PROOF) == {}


def test_economic_names_have_codes_within_their_class() -> None:
    names = ["霁州市档案馆", "工资福利支出", "基本工资", "住房公积金", "对个人和家庭的补助", "退休费"]
    assert by_class(names, load()) == {1: "301", 2: "30101", 3: "30113", 4: "303", 5: "30302"}


def test_a_name_outside_its_class_proves_nothing() -> None:
    assert by_class(["工资福利支出", "基本工资", "公务用车购置"], load()) == {}
