"""Pages of any kind, made at random: all that is printed comes out of the layout once, and no page ends the reading."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from random import Random

import pytest

from services.extract.core.geometry.layout import blocks
from services.extract.core.pipeline import reconstruct
from services.validate.core.engine import validate
from shared.model.page import Box, Fill, Grid, Legibility, PageContent, Reader, Rule, Source, Word

#: what the cells of the pages say: closed words of budgets and forms among others, whole figures and touching ones
_TEXTS = (
    "合计", "总计", "项目", "金额", "科目编码", "科目名称", "一般公共预算拨款", "201", "2010101", "基本支出",
    "项目支出", "1,234.56", "0.00", "-", "—", "12", "3.5%", "其中：", "注：略", "一级指标", "二级指标", "指标值",
    "≥95%", "任务名称", "收入", "支出", "2024年预算数", "结转下年", "本年收入合计", "一、教育支出", "（一）", "1.",
    "是", "2024-01-03", "数量指标", "完成率", "100", "万元", "abc", "100%≥99%",
    "82,096,797.4282,096,797.42", "项 目", "序号", "单位：万元",
)  # fmt: skip
#: and what stands above and below
_LINES = ("第一部分 概况", "收支总表", "本年预算收入1,234.56万元，支出12.00万元。", "— 3 —", "目 录", "注：略", "表1")
_RULES = ("full", "level", "upright", "three_line", "none", "some")


def _width(text: str, size: float) -> float:
    return sum(size if ord(c) > 0x2000 else size / 2 for c in text)


def _word(random: Random, text: str, x: float, y: float, size: float, *, sized: bool) -> Word:
    edges = [x + _width(text[:k], size) for k in range(len(text) + 1)]
    return Word(
        text=text, box=Box(x, y, edges[-1], y + size), size=size if sized else 0.0,
        confidence=random.choice([1.0, 1.0, 0.7]), char_x=tuple(edges) if random.random() < 0.9 else (),
        joints=() if random.random() < 0.8 else None,
    )  # fmt: skip


def _rules(random: Random, xs: list[float], ys: list[float]) -> list[Rule]:
    style = random.choice(_RULES)
    last = len(ys) - 1

    def extent(stops: list[float]) -> tuple[float, float]:
        if random.random() < 0.8:
            return stops[0], stops[-1]
        a, b = sorted(random.sample(stops, 2))
        return a, b

    found: list[Rule] = []
    for i, y in enumerate(ys):
        drawn = style in ("full", "level") or (style == "three_line" and i in (0, 1, last))
        if drawn or (style == "some" and random.random() < 0.6):
            x0, x1 = extent(xs)
            found.append(Rule(box=Box(x0, y - 0.3, x1, y + 0.3), horizontal=True))
    for x in xs:
        if style in ("full", "upright") or (style == "some" and random.random() < 0.6):
            y0, y1 = extent(ys)
            found.append(Rule(box=Box(x - 0.3, y0, x + 0.3, y1), horizontal=False))
    return found


def _page(random: Random, number: int) -> PageContent:
    size, sized = random.choice([6.0, 9.0, 10.5, 14.0]), random.random() < 0.8
    xs, ys = [random.uniform(30, 100)], [random.uniform(60, 200)]
    for _ in range(random.randint(1, 10)):
        xs.append(xs[-1] + random.uniform(20, 110))
    for _ in range(random.randint(1, 12)):
        ys.append(ys[-1] + random.choice([12.0, 16.0, 20.0, 40.0, 150.0]))
    words: list[Word] = []
    filled = random.choice([0.9, 0.9, 0.3])
    for top, bottom in pairwise(ys):
        for left, right in pairwise(xs):
            y = top + random.choice([0.5, 2.0, 5.0])
            while random.random() < filled and y + size < bottom:
                text = random.choice(_TEXTS)
                width = _width(text, size)
                if width < right - left - 2:
                    x = random.choice([left + 1, (left + right - width) / 2, right - width - 1])
                    words.append(_word(random, text, x, y, size, sized=sized))
                y += size * random.choice([1.0, 1.2, 1.6])
    for k in range(random.randint(0, 3)):
        y = random.choice([10.0, ys[-1] + 5]) + 1.5 * size * k
        words.append(_word(random, random.choice(_LINES), xs[0], y, size, sized=sized))
    fills = [
        Fill(box=Box(left, top, right, bottom), grey=random.choice([0.5, 0.9, 1.0]))
        for i, (top, bottom) in enumerate(pairwise(ys))
        for left, right in pairwise(xs)
        if random.random() < (0.5 if i < 2 and filled == 0.9 else 0.05)
    ]
    return PageContent(
        number=number, width=600, height=842, words=tuple(words), rules=tuple(_rules(random, xs, ys)),
        fills=tuple(fills), legibility=Legibility.CLEAR,
    )  # fmt: skip


def _characters(*texts: str) -> Counter[str]:
    return Counter(c for text in texts for c in text if not c.isspace())


@pytest.mark.parametrize("first", range(0, 600, 100))
def test_what_is_printed_is_in_a_line_or_a_cell_once(first: int) -> None:
    for seed in range(first, first + 100):
        page = _page(Random(seed), 1)
        printed = _characters(*(w.text for w in page.words))
        fragments = [f for b in blocks(page) for c in (b.cells if isinstance(b, Grid) else [b]) for f in c.fragments]
        found = _characters(*(f.raw for f in fragments))
        assert found == printed, (seed, printed - found, found - printed)


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_no_cell_lies_over_another(first: int) -> None:
    for seed in range(first, first + 50):
        for grid in (b for b in blocks(_page(Random(seed), 1)) if isinstance(b, Grid)):
            spots = [
                (r, k)
                for c in grid.cells
                for r in range(c.row, c.row + c.row_span)
                for k in range(c.col, c.col + c.col_span)
            ]
            assert len(spots) == len(set(spots)), seed


@pytest.mark.parametrize("first", range(0, 300, 50))
def test_no_document_ends_the_reading(first: int) -> None:
    for seed in range(first, first + 50):
        random = Random(seed)
        pages = tuple(_page(random, number) for number in range(1, random.randint(1, 3) + 1))
        reader = random.choice([Reader.PDF_TEXT, Reader.PDF_SCAN])
        document = validate(reconstruct(Source(reader=reader, media_type="application/pdf", pages=pages)))
        assert document.pages == len(pages)
