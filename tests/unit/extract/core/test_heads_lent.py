"""Heads that a text export prints again with every part: what one lost, another has."""

from __future__ import annotations

from services.extract.core.joining import stitch
from services.extract.core.joining.heads_lent import with_whole_heads
from services.extract.core.parts import Part
from shared.model.page import GridSource
from tests.unit.extract.core.table_makers import TEMPLATES, grid, part

TITLE = "2031年河道整治一览表"
WORDS = frozenset({"项目"})


def titled(*rows: str, title: str = TITLE, at: int = 10) -> Part:
    return part(grid(*rows, at=at), title)


def whole(*parts: Part) -> list[list[str]]:
    return [[slot.text for slot in p.matrix[0]] for p in with_whole_heads(parts, WORDS)]


FIRST = titled("河道||数量", "甲河|12|7")
SECOND = titled("河道|长度|", "乙河|30|9", at=30)


def test_each_part_gets_what_the_other_has_left() -> None:
    assert whole(FIRST, SECOND) == [["河道", "长度", "数量"]] * 2


def test_what_was_lent_is_logged_and_never_sure() -> None:
    (table,) = stitch.join([FIRST, SECOND], TEMPLATES, 2031)
    assert [c.path for c in table.columns] == [("河道",), ("长度",), ("数量",)]
    assert ("head_read_again", "河道 | 数量", "河道 | 长度 | 数量") in [
        (r.code, r.before, r.after) for r in table.repairs
    ]
    assert table.parts[0].certainty[1] < 0.99


def test_a_part_without_a_head_gets_the_whole_of_it() -> None:
    bare = titled("甲河|12|7", "丙河|1|2")
    first, _ = with_whole_heads([bare, titled("河道|长度|数量", "乙河|30|9", at=30)], WORDS)
    assert [[s.text for s in row] for row in first.matrix] == [
        ["河道", "长度", "数量"],
        ["甲河", "12", "7"],
        ["丙河", "1", "2"],
    ]
    assert [row[0].row for row in first.matrix] == [0, 1, 2]


def test_of_two_readings_the_head_word_stands() -> None:
    assert whole(titled("顷目|长度", "甲河|1"), titled("项目|长度", "乙河|2", at=30)) == [["项目", "长度"]] * 2


def test_of_two_readings_that_are_no_head_words_none_is_sure() -> None:
    first, _ = with_whole_heads([titled("河道|日标", "甲河|1"), titled("河道|目标", "乙河|2", at=30)], WORDS)
    assert [f.confidence < 0.99 for slot in first.matrix[0] for f in slot.fragments] == [False, True]


def test_other_heads_and_other_tables_lend_nothing() -> None:
    other = titled("站点|时间|次数", "乙站|3|9", at=30)
    assert whole(FIRST, other)[0] == ["河道", "", "数量"]
    elsewhere = titled("河道|长度|数量", "乙河|30|9", title="2031年道路整治一览表", at=30)
    assert whole(FIRST, elsewhere)[0] == ["河道", "", "数量"]


def test_a_cell_that_covers_others_lends_to_its_like_only() -> None:
    spans = {(0, 1): (1, 2)}
    first = part(grid("河道||", "|长度|数量", "甲河|12|7", source=GridSource.MARKED, spans=spans), TITLE)
    second = part(grid("河道|本年|", "|长度|数量", "乙河|3|4", source=GridSource.MARKED, spans=spans, at=30), TITLE)
    assert whole(first, second)[0] == ["河道", "本年", "本年"]
    apart = part(grid("河道|本年|上年", "|长度|数量", "乙河|3|4", source=GridSource.MARKED, at=30), TITLE)
    assert whole(first, apart)[0] == ["河道", "", ""]


def test_a_part_without_figures_has_its_head_and_is_lent_no_row() -> None:
    """All its amounts are dashes, or blank: nothing but its spans tells where its head ends."""
    first = titled("河道|长度|数量", "甲河|-|-", "乙河|30|9")
    for amounts in ("-|-", "|"):
        last = titled("河道|长度|数量", f"丙河|{amounts}", at=30)
        assert [s.text for s in with_whole_heads([first, last], WORDS)[1].matrix[0]] == ["河道", "长度", "数量"]
        assert len(with_whole_heads([first, last], WORDS)[1].matrix) == 2
