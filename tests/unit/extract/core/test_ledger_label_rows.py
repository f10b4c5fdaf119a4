"""Labels that stand once for several rows, set at half their height: beside totals, within one another, on lines that
happen to stand level with rows."""

from __future__ import annotations

from services.extract.core.ledger.label_totals import apart, found
from services.extract.core.ledger.rows import rows_of
from services.extract.core.ledger.spans import runs
from services.extract.core.ledger.stacks import LedgerRow, Placed, stack
from services.extract.core.ledger.tokens import token
from tests.unit.extract.core.test_ledger import SIZE, word

#: the places of the columns: a label, a label, a name, an amount (points)
_LEFT = (0, 100, 200, 330)


def put(text: str, column: int, y: float, last: int | None = None) -> Placed:
    return Placed(token([word(text, _LEFT[column], y)]), column, column if last is None else last)


def spans_of(rows: list[LedgerRow], column: int) -> list[tuple[int, int, str]]:
    """(row, rows, text) of the cells of a column."""
    cells = [(i, s) for i, row in enumerate(rows) for s in row.cells if s.first == column]
    return [(i, s.row_span, "".join(t.text for t in s.tokens)) for i, s in cells]


def entries(*heights: float) -> list[Placed]:
    """A name and an amount at each height."""
    return [p for i, y in enumerate(heights) for p in (put("甲乙丙丁戊己庚辛"[i] * 4, 2, y), put("9.00", 3, y))]


def test_no_label_stands_for_the_row_of_a_total() -> None:
    """Two units of two rows and of three, numbered, and a total that has neither number nor unit."""
    labels = [put("1", 0, 10), put("一中", 1, 10), put("2", 0, 60), put("教育局机关", 1, 60)]
    items = [*entries(0, 20, 40, 60, 80), put("合计", 0, 100), put("45.00", 3, 100)]
    rows = rows_of([*labels, *items], ())
    assert spans_of(rows, 0) == [(0, 2, "1"), (2, 3, "2"), (5, 1, "合计")]
    assert spans_of(rows, 1) == [(0, 2, "一中"), (2, 3, "教育局机关")]
    assert not any(row.sure for row in rows)


def test_a_total_above_the_rows_may_stand_over_all_columns_of_labels() -> None:
    items = [put("合计", 0, 0, last=2), put("27.00", 3, 0), *entries(20, 40, 60)]
    rows = rows_of([*items, put("人员类", 0, 30), put("一中", 1, 30), put("项目类", 0, 60), put("二中", 1, 60)], ())
    assert spans_of(rows, 0) == [(0, 1, "合计"), (1, 2, "人员类"), (3, 1, "项目类")]
    assert spans_of(rows, 1) == [(1, 2, "一中"), (3, 1, "二中")]


def test_the_label_left_of_a_subtotal_stands_for_its_row_too() -> None:
    labels = [stack([put("教育局", 0, 20), put("小计", 1, 0)], 5.0)]
    rows = [LedgerRow(stack([put("9.00", 3, y)], 5.0)) for y in (0, 20, 40, 60)]
    outer, inner = [s for s in labels[0] if s.first == 0], [s for s in labels[0] if s.first == 1]
    totals = found([outer, inner], rows)
    assert [t.row for t in totals] == [0]
    below = [LedgerRow(stack([put("9.00", 3, -20)], 5.0)), *rows]
    totals = found([outer, inner], below)
    assert (apart(totals, 0, 5), apart(totals, 1, 5)) == (frozenset(), frozenset({1}))


def test_runs_pass_over_rows_that_no_label_stands_for() -> None:
    rows = [(20.0 * i, 20.0 * i + 10) for i in range(6)]
    assert runs([(30, 40), (90, 100)], rows, SIZE, {0, 3}) == [(1, 2), (4, 5)]
    assert runs([(30, 40), (90, 100)], rows, SIZE) == [(0, 3), (4, 5)]


def test_a_label_higher_than_its_row_makes_that_as_high_for_the_labels_left_of_it() -> None:
    """The first row of the first kind is as high as its unit on three lines; the middle of both rows is between."""
    units = [put("云栖市卫生健康", 1, 0), put("委员会妇幼保健", 1, 12), put("服务中心", 1, 24)]
    items = [put("甲甲甲甲", 2, 12), put("9.00", 3, 12), put("乙乙乙乙", 2, 42), put("9.00", 3, 42)]
    items += [put("丙丙丙丙", 2, 60), put("9.00", 3, 60), put("丁丁丁丁", 2, 78), put("9.00", 3, 78)]
    labels = [put("专项", 0, 21), put("运转", 0, 69), put("机关", 1, 42), put("一中", 1, 69)]
    rows = rows_of([*units, *items, *labels], ())
    assert spans_of(rows, 0) == [(0, 2, "专项"), (2, 2, "运转")]
    assert [(i, n) for i, n, _ in spans_of(rows, 1)] == [(0, 1), (1, 1), (2, 2)]


def test_lines_of_labels_that_go_by_rows_are_none_of_these() -> None:
    """Labels of two lines 14 points apart beside rows 16 points apart: level with them to the eye alone."""
    labels = [
        put("丹霞县住房和建", 0, 1),
        put("设局教师学校", 0, 15),
        put("丹霞县住房和建", 0, 33),
        put("设局图书馆", 0, 47),
    ]
    kinds = [put("人员类", 1, 0), put("公用经费", 1, 16), put("项目类", 1, 32), put("债务支出", 1, 48)]
    rows = rows_of([*labels, *kinds, *entries(0, 16, 32, 48)], ())
    assert spans_of(rows, 0) == [(0, 2, "丹霞县住房和建设局教师学校"), (2, 2, "丹霞县住房和建设局图书馆")]


def test_labels_that_begin_level_with_rows_are_set_at_their_top() -> None:
    """Labels of two lines beside rows 14 points apart, of two rows and of six, would be at the middle of others."""
    labels = [put("镜泊镇政府教师", 0, 0), put("进修学校", 0, 12), put("镜泊镇政府绿化", 0, 70), put("管理一所", 0, 82)]
    heights = [0.0, 14, 28, 42, 56, 70, 96, 122]
    rows = rows_of([*labels, *(p for p in entries(*heights))], ())
    assert [(i, n) for i, n, _ in spans_of(rows, 0)] == [(0, 1), (5, 1)]


def test_labels_level_with_rows_that_could_be_at_the_middle_of_several_leave_all_in_doubt() -> None:
    """Three labels at the first, third and seventh of nine rows: of 2, 4 and 3 rows below, or of 1, 3 and 5 around."""
    items = [*entries(*(11.4 * i for i in range(8))), put("壬壬壬壬", 2, 91.2), put("9.00", 3, 91.2)]
    rows = rows_of([*items, put("特定类", 0, 0), put("债务类", 0, 22.8), put("运转类", 0, 68.4)], ())
    assert [(i, n) for i, n, _ in spans_of(rows, 0)] == [(0, 1), (2, 1), (6, 1)]
    assert not any(row.sure for row in rows)
    rows = rows_of([*items, put("特定类", 0, 0), put("债务类", 0, 22.8), put("运转类", 0, 45.6)], ())
    assert all(row.sure for row in rows), "no rows have all of these labels at their middle"


def test_lines_that_go_by_rows_are_no_labels_of_one_row_each() -> None:
    """Departments at the middle of their rows, units on two lines of which those of two rows stand nearly level."""
    items = entries(0.5, 15, 36, 57, 71.5, 86)
    units = [
        put("气象灾害防御中", 1, 1),
        put("心机关服务中心", 1, 13.5),
        put("气象灾害防御中", 1, 29.2),
        put("心档案馆", 1, 41.7),
    ]
    units += [put("气象灾害防御中", 1, 64.5), put("心图书馆", 1, 77)]
    rows = rows_of([*items, *units, put("计财科", 0, 21), put("党建办", 0, 71)], ())
    assert [(i, n) for i, n, _ in spans_of(rows, 0)] == [(0, 3), (3, 3)]
    assert [(i, n) for i, n, _ in spans_of(rows, 1)] == [(0, 2), (2, 1), (3, 3)]


def test_amounts_that_end_where_their_column_does_are_no_texts_that_go_on() -> None:
    """Labels within labels beside names of which few are long, and amounts as wide as names."""
    names = ("保障性住房补贴", "体检", "遗属补助", "危房改造", "学前资助")
    items = [p for i, t in enumerate(names) for p in (put(t, 2, 20 * i), put("16,779,500.33", 3, 20 * i))]
    labels = [put("绿化所", 0, 40), put("人员类", 1, 20), put("债务类", 1, 70)]
    rows = rows_of([*items, *labels, put("合计", 0, 100), put("62,420,754.88", 3, 100)], ())
    assert [(i, n) for i, n, _ in spans_of(rows, 0)] == [(0, 5), (5, 1)]
    assert spans_of(rows, 1) == [(0, 3, "人员类"), (3, 2, "债务类")]
