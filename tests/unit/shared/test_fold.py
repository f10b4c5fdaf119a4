"""Characters that fonts map to radicals come back as the letters that people write."""

from __future__ import annotations

from shared.model.fold import fold, tidy


def test_radicals_become_the_letters_written_here() -> None:
    assert tidy("财政专⼾管理 ⾭年 ⿈河 ⻅ ⻋ ⻔") == "财政专户管理青年黄河见车门"


def test_a_radical_and_its_letter_are_the_same_text() -> None:
    assert fold("⼾⼝") == fold("户口")


def test_control_characters_are_no_part_of_a_text() -> None:
    assert tidy("1191131.30\x01") == "1191131.30"
    assert tidy("科目\x7f名称") == "科目名称"


def test_marks_of_markdown_are_no_text() -> None:
    assert tidy("**合计**") == "合计"
    assert tidy(r"\*数量") == "*数量"
    assert tidy(r"\-13") == "-13"
    assert tidy(r"\(万元\)") == "(万元)"
    assert tidy("1,234** 与 **") == "1,234**与**"


def test_figures_that_are_set_as_formulas_are_figures() -> None:
    assert tidy("$3,927$") == "3,927"
    assert tidy(r"$9 5 \%$") == "95%"
    assert tidy(r"\( \geqslant 95 \% \)") == "≥95%"
    assert tidy("$a$b") == "$a$b"
