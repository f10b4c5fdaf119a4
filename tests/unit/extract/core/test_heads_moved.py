"""Heads without upright rules whose upper rows end a page, and whose lower rows, or figures, open the next."""

from __future__ import annotations

from services.extract.core.geometry.layout import blocks
from services.extract.core.joining.heads_moved import laid_out
from shared.model.page import Block, Grid, Line, PageContent, Rule, Word
from tests.unit.extract.core.test_ledger import level, middle, right, texts, word

CAPTION = [word("资产变动情况表", 200, 700), word("单位：万元", 390, 720)]
UPPER = [middle(t, x, 745) for t, x in (("类别", 90), ("期初数", 190), ("变动", 310), ("期末数", 420))]
LOWER = [middle(t, x, 55) for t, x in (("增加", 270), ("减少", 350))]


def rows(y: float) -> list[Word]:
    ends = (205, 285, 365, 435)
    return [
        w
        for i, name in enumerate(("通用设备", "专用设备", "无形资产"))
        for w in (word(name, 60, y + 20 * i), *(right("9.00", x, y + 20 * i) for x in ends))
    ]


def pages(upper: list[Word], lower: list[Word], *lines: Rule, under: tuple[Rule, ...] = ()) -> list[PageContent]:
    first = PageContent(number=1, width=600, height=800, words=tuple(upper), rules=under)
    return [first, PageContent(number=2, width=600, height=800, words=tuple(lower), rules=lines)]


def read(made: list[PageContent]) -> list[tuple[Block, ...]]:
    return laid_out(made, [blocks(page) for page in made])


def test_its_rows_above_the_break_stand_over_the_columns_below_it() -> None:
    under = (level(740), level(760, 230, 390))
    above, below = read(pages([*CAPTION, *UPPER], [*LOWER, *rows(75)], level(50), level(70), level(140), under=under))
    assert [b.text.replace(" ", "") for b in above if isinstance(b, Line)] == ["资产变动情况表", "单位：万元"]
    (grid,) = (b for b in below if isinstance(b, Grid))
    head = [t for t in texts(grid) if t[0] < (grid.head_rows or 0)]
    assert (0, 2, 1, 2, "变动") in head
    assert [t[4] for t in head if t[1] in (0, 1, 4)] == ["类别", "期初数", "期末数"]
    assert all(f.confidence < 0.99 for c in grid.cells for f in c.fragments)
    assert {f.place.page for c in grid.cells if c.row > 1 for f in c.fragments} == {2}


def test_what_ends_a_page_otherwise_stays_there() -> None:
    """A row of figures, running text, a head without a caption, a table whose columns are all named."""
    body = [*LOWER, *rows(75)]
    named = [
        *(middle(t, x, 55) for t, x in (("类别", 90), ("期初数", 190), ("增加", 270), ("减少", 350), ("期末", 420)))
    ]
    for upper, lower in (
        ([*CAPTION, *UPPER[:2], right("9.00", 300, 745)], body),
        ([*CAPTION, word("以上情况已经公开，见下页；数据如后。", 60, 745)], body),
        (UPPER, body),
        ([*CAPTION, *UPPER], [*named, *rows(75)]),
    ):
        made = pages(upper, lower, level(50), level(70), level(140))
        assert read(made) == [blocks(page) for page in made]
