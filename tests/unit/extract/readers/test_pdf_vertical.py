"""Text set downwards, letter by letter, in columns from right to left."""

from __future__ import annotations

from services.extract.readers.pdf_chars import Char, Run
from services.extract.readers.pdf_words import words_of

SIZE = 9.0


def chars(*letters: tuple[str, float, float]) -> list[Char]:
    """Letters (text, left edge, top) in the order of painting, each a text object of its own."""
    out = []
    for order, (letter, x, top) in enumerate(letters):
        run = Run(size=SIZE, quarters=0, grey=0.0, hidden=None, clip=None, order=order, seen=True)
        out.append(Char(letter, x, top, x + SIZE, top + SIZE, run, broken=False, spaced=False))
    return out


def turned(char: Char) -> Char:
    """The letter as a font without upright forms of it prints it: turned by a quarter."""
    run = Run(size=SIZE, quarters=1, grey=0.0, hidden=None, clip=None, order=char.run.order, seen=True)
    return Char(char.text, char.x0, char.top, char.x1, char.bottom, run, broken=False, spaced=False)


def texts(*letters: tuple[str, float, float]) -> list[str]:
    """The words of a page whose letters the text page gives line by line, as it does."""
    by_lines = sorted(chars(*letters), key=lambda c: (c.top, c.x0))
    return [w.text for w in words_of(by_lines, 600, 800)]


def test_columns_are_read_from_right_to_left() -> None:
    (word,) = words_of(chars(("绩", 60, 100), ("效", 60, 109), ("目", 50, 100), ("标", 50, 109)), 600, 800)
    assert (word.text, tuple(word.box), word.size) == ("绩效目标", (50, 100, 69, 118), SIZE)
    assert texts(("新", 62, 100), ("增", 50, 100)) == ["新增"]


def test_a_column_may_be_shorter_and_stands_level_with_the_others() -> None:
    centred = [("四", 60, 100), ("季", 60, 109), ("度", 50, 104.5)]
    assert texts(*centred) == ["四季度"]


def test_lines_of_single_letters_and_what_goes_to_the_right_are_no_columns() -> None:
    assert texts(("合", 50, 100), ("计", 50, 109)) == ["合", "计"]
    leaded = [("支", 70, 100), ("出", 70, 112), ("总", 58, 100), ("计", 58, 112)]
    assert sorted(texts(*leaded)) == sorted(["总", "支", "计", "出"])
    assert sorted(texts(("收", 50, 100), ("入", 70, 100))) == ["入", "收"]
    uneven = [("款", 80, 100), ("项", 60, 100), ("类", 48, 100)]
    assert sorted(texts(*uneven)) == sorted(["类", "项", "款"])


def test_letters_far_apart_painted_from_the_end_of_a_row_are_cells_of_it() -> None:
    assert sorted(texts(("项", 68, 100), ("款", 50, 100))) == sorted(["款", "项"])


def test_a_unit_in_brackets_that_are_turned_is_a_column() -> None:
    letters = chars(("金", 62, 104), ("额", 62, 113), ("（", 50, 100), ("元", 50, 109), ("）", 50, 118))
    found = words_of([turned(c) if c.text in "（）" else c for c in letters], 600, 800)
    assert [w.text for w in found] == ["金额（元）"]
