"""Words from characters: where another text may begin inside a word."""

from __future__ import annotations

import pytest

from services.extract.readers.pdf_chars import Char, Run
from services.extract.readers.pdf_words import words_of
from shared.model.page import Word

SIZE = 10.0


def word(*pieces: tuple[str, int, float]) -> Word:
    """The word that pieces (text, number of its text object, gap before it) make on one line."""
    chars: list[Char] = []
    objects: dict[int, Run] = {}
    x = 50.0
    for text, number, gap in pieces:
        run = objects.setdefault(
            number, Run(size=SIZE, quarters=0, grey=0.0, hidden=None, clip=None, order=1, seen=True)
        )
        x += gap
        for letter in text:
            chars.append(Char(letter, x, 100.0, x + SIZE, 110.0, run, broken=False, spaced=False))
            x += SIZE
    (found,) = words_of(chars, 600.0, 800.0)
    return found


@pytest.mark.parametrize(
    ("pieces", "joints"),
    [
        ([("改善服务", 1, 0.0)], ()),
        ([("改善", 1, 0.0), ("服务", 2, 0.0)], ()),  # another font, not another text
        ([("改善，", 1, 0.0), ("服务", 2, -1.6)], (3,)),
        ([("改善，", 1, 0.0), ("服务", 2, 0.4)], (3,)),
        ([("改善", 1, 0.0), ("服务", 1, 0.4)], ()),  # kerning
        ([("改善", 1, 0.0), ("服务", 1, 1.5)], (2,)),
        ([(letter, n, 0.4) for n, letter in enumerate("改善服务")], ()),  # letter by letter, spaced
        ([(letter, n, 0.4 if n != 3 else 1.9) for n, letter in enumerate("改善服务水平")], (3,)),
        ([(letter, n, 0.8) for n, letter in enumerate("类款项")], (1, 2)),  # heads of narrow columns
        ([(letter, n, 0.0) for n, letter in enumerate("合计")], ()),
    ],
)
def test_joints_are_where_a_text_begins(pieces: list[tuple[str, int, float]], joints: tuple[int, ...]) -> None:
    assert word(*pieces).joints == joints


def test_a_text_that_was_painted_at_another_time_begins_at_its_joint() -> None:
    """Two texts that abut in print, letter by letter, the second after the line below the first."""
    lines = [("确保全年运行，", 50.0, 100.0), ("无事故。", 50.0, 115.0), ("家；年度", 120.0, 100.0)]
    chars = [
        Char(letter, x + SIZE * i, top, x + SIZE * (i + 1), top + SIZE, run_of(n), broken=False, spaced=False)
        for n, (text, x, top) in enumerate(lines)
        for i, letter in enumerate(text)
    ]
    found = {w.text: w.joints for w in words_of(chars, 600.0, 800.0)}
    assert found == {"确保全年运行，家；年度": (7,), "无事故。": ()}


def run_of(number: int) -> Run:
    return Run(size=SIZE, quarters=0, grey=0.0, hidden=None, clip=None, order=number, seen=True)


def test_texts_printed_over_one_another_are_no_one_word() -> None:
    """A head that overflows its cell ends where another begins, a little higher."""
    runs = [Run(size=SIZE, quarters=0, grey=0.0, hidden=None, clip=None, order=n, seen=True) for n in (1, 2)]
    chars = [
        Char(letter, 50.0 + SIZE * i, top, 60.0 + SIZE * i, top + SIZE, runs[k], broken=False, spaced=False)
        for i, (letter, top, k) in enumerate([("款", 102.0, 0), ("项", 100.0, 1), ("目", 100.0, 1)])
    ]
    assert sorted(w.text for w in words_of(chars, 600.0, 800.0)) == ["款", "项目"]


def painted(text: str, number: int, x: float, top: float = 100.0) -> list[Char]:
    return [
        Char(c, x + SIZE * i, top, x + SIZE * (i + 1), top + SIZE, run_of(number), broken=False, spaced=False)
        for i, c in enumerate(text)
    ]


def test_a_text_painted_again_to_look_bold_is_one_though_others_stand_between() -> None:
    chars = [*painted("城乡社区支出", 1, 50.0), *painted("9", 2, 300.0), *painted("城乡社区支出", 3, 50.25)]
    assert [w.text for w in words_of(chars, 600.0, 800.0)] == ["城乡社区支出", "9"]
    chars[-6:] = painted("城乡社区支出", 3, 50.0, top=103.0)
    assert len(words_of(chars, 600.0, 800.0)) == 3, "another text, printed over the first"
