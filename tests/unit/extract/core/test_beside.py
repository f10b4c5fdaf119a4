"""Rows of a name, figures, a goal and an enumeration whose lines stand beside each other."""

from __future__ import annotations

from services.extract.core.streams.beside import parse_beside, worth
from services.extract.core.streams.text_columns import TextShape, parse_rows_with_texts
from services.extract.core.streams.tokens import Token, text_of, tokens_of
from shared.model.page import Fragment, Line, Place

AROUND = """栗川县水务局 540.00 540.00
1、1-产出指标；11-数量指标；
检修泵站座数；实施周期指标值：
≥12座；年度指标值：≥12座。
完成全县泵站检修和河道巡查，确
泵站检修与河道 2、1-产出指标；12-质量指标；
320.00 320.00 保汛期运行安全，按时完成年度
巡查经费 检修合格率；实施周期指标值：
工作任务。
100%；年度指标值：100%。
1、1-产出指标；11-数量指标；
巡查次数；实施周期指标值：≥24
堤防养护经费 220.00 220.00 按计划养护堤防。
次；年度指标值：≥24次。"""

TOUCHING = """堤防养护 220.00 220.00 按计划养护 1、1-产出
经费 堤防，保障 指标；11-
汛期安全。数量指标；
巡查次数；
实施周期指
标值：≥24
次；年度指
标值：≥24
次。"""

AMOUNTS, TEXTS = (1, 2), (3, 4)


def words(text: str) -> list[Token]:
    return tokens_of(
        [
            Line(fragments=(Fragment(text=line, place=Place(line=number)),), place=Place(line=number))
            for number, line in enumerate(text.splitlines(), start=1)
        ]
    )


def rows(text: str) -> list[dict[int, str]]:
    return [{c: text_of(w) for c, w in row.items()} for row in parse_beside(words(text), AMOUNTS, TEXTS)]


def test_pieces_of_cells_that_stand_around_their_figures() -> None:
    unit, first, second = rows(AROUND)
    assert unit == {0: "栗川县水务局", 1: "540.00", 2: "540.00"}
    assert first[0] == "泵站检修与河道巡查经费"
    assert first[3] == "完成全县泵站检修和河道巡查,确保汛期运行安全,按时完成年度工作任务。"
    assert first[4].startswith("1、1-产出指标;11-数量指标;检修泵站座数;")
    assert first[4].endswith("年度指标值:100%。")
    assert (second[0], second[3]) == ("堤防养护经费", "按计划养护堤防。")
    assert second[4].endswith("年度指标值:≥24次。")


def test_cells_that_begin_at_the_top_and_a_stop_that_touches_the_next_cell() -> None:
    (row,) = rows(TOUCHING)
    assert (row[0], row[3]) == ("堤防养护经费", "按计划养护堤防,保障汛期安全。")
    assert row[4] == "1、1-产出指标;11-数量指标;巡查次数;实施周期指标值:≥24次;年度指标值:≥24次。"


def test_the_reading_whose_rows_say_what_they_should_is_worth_more() -> None:
    body = words(AROUND)
    in_order = parse_rows_with_texts(body, TextShape(AMOUNTS, TEXTS, additive=False))
    assert worth(parse_beside(body, AMOUNTS, TEXTS), TEXTS) > worth(in_order, TEXTS)
    assert not parse_beside(words("栗川县水务局 540.00 540.00\n堤防养护经费 220.00 220.00"), AMOUNTS, TEXTS)
