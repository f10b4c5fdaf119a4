"""The code lists: by code, by name, by year."""

from __future__ import annotations

from shared.codes import load


def test_codes_by_code_and_by_name() -> None:
    codes = load()
    entry = codes.entry("function", "2080505")
    assert entry is not None
    assert (entry.name, entry.parent, entry.level) == ("机关事业单位基本养老保险缴费支出", "20805", 3)
    assert codes.entry("function", "9999999") is None
    assert len(codes.codes_of("function", "行政运行")) > 10
    assert codes.codes_of("economic", "维修(护)费") == codes.codes_of("economic", "维修（护）费") != ()


def test_a_renamed_code_has_the_name_of_its_year() -> None:
    codes = load()
    assert codes.name_in("function", "20805", 2018) == "行政事业单位离退休"
    assert codes.name_in("function", "20805", 2023) == "行政事业单位养老支出"
    assert codes.name_in("function", "20805", None) == "行政事业单位养老支出"
    assert "医疗卫生与计划生育支出" in codes.names("function", "210")


def test_every_parent_is_in_its_list() -> None:
    codes = load()
    for entries in (codes.function, codes.economic):
        assert all(entry.parent is None or entry.parent in entries for entry in entries.values())


def test_lines_of_general_knowledge_are_not_certain() -> None:
    codes = load()
    certain = codes.entry("function", "201")
    assert certain is not None
    assert certain.certain
    assert any(not entry.certain for entry in codes.function.values())
