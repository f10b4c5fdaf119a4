"""Rules that part some columns of a ledger: rows beside labels that stand for several."""

from __future__ import annotations

from services.extract.core.geometry.layout import blocks
from shared.model.page import Box, Grid, Legibility, PageContent, Rule, Word

#: left ends of the columns, of the whole table, and its right end
XS = (90.0, 175.0, 235.0, 480.0)
LEFT, RIGHT = 50.0, 545.0
PITCH = 16.0


def word(text: str, col: int, y: float, x: float | None = None) -> Word:
    x = XS[col] + 8 if x is None else x
    return Word(text=text, box=Box(x, y, x + sum(10.0 if ord(c) > 0x2000 else 5.0 for c in text), y + 10), size=10.0)


def rule(y: float, x0: float) -> Rule:
    return Rule(box=Box(x0, y - 0.2, RIGHT, y + 0.2), horizontal=True)


def cells(words: list[Word], rules: list[Rule]) -> list[tuple[int, int, int, str]]:
    page = PageContent(
        number=1, width=595, height=842, words=tuple(words), rules=tuple(rules), fills=(), legibility=Legibility.CLEAR
    )
    (grid,) = (b for b in blocks(page) if isinstance(b, Grid))
    first = min(c.row for c in grid.cells if c.text.startswith("数量"))
    return sorted((c.row - first, c.col, c.row_span, c.text) for c in grid.cells if c.text and c.row >= first)


def form(first_label_at: float, second_label_at: float) -> list[tuple[int, int, int, str]]:
    """Indicators below their head: two rows of 产出, three of 效益, whose labels stand at these heights (rows)."""
    top = 160.0
    rows = [("数量", "巡检次数", "≥4次"), ("成本", "支出进度", "≥90%"), ("经济效益", "不适用", "不适用"),
            ("社会效益", "知晓程度", "显著"), ("生态效益", "不适用", "不适用")]  # fmt: skip
    words = [word(t, c, top - 20) for c, t in enumerate(("一级指标", "二级指标", "三级指标", "目标值"))]
    words += [word(t, c + 1, top + PITCH * i + 3) for i, row in enumerate(rows) for c, t in enumerate(row)]
    words += [word(t, 0, top + PITCH * at + 3) for t, at in (("产出", first_label_at), ("效益", second_label_at))]
    words += [word("年度绩效", 0, top + 24, LEFT), word("指标", 0, top + 36, LEFT)]
    inside = [rule(top + PITCH * i, XS[0] if i in (0, 2) else XS[1]) for i in range(5)]
    return cells(words, [rule(top - 25, LEFT), *inside, rule(top + 5 * PITCH, LEFT)])


def test_a_rule_through_all_columns_of_a_block_parts_rows_however_near_they_are() -> None:
    found = form(first_label_at=0.5, second_label_at=3)
    assert [(r, t) for r, c, _, t in found if c == 2] == [
        (0, "数量"), (1, "成本"), (2, "经济效益"), (3, "社会效益"), (4, "生态效益")
    ]  # fmt: skip


def test_labels_stand_for_the_rows_between_the_rules_that_pass_their_column() -> None:
    for first, second in ((0.5, 3.0), (0.0, 2.0)):  # in the middle of their rows, and at the top
        found = form(first, second)
        assert [(r, span, t) for r, c, span, t in found if c == 1] == [(0, 2, "产出"), (2, 3, "效益")]
