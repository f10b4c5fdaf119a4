"""Tables drawn with reportlab in every layout that a report may have, with the truth of what was drawn."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

CJK_FONT = Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")
LAYOUTS = (
    "full",
    "open",
    "three_line",
    "horizontal",
    "none",
    "dashed",
    "dotted",
    "thin_rects",
    "pieces",
    "double",
    "shaded",
    "white_rects",
    "vertical_only",
)

NAMES = (
    "Total revenue", "Staff costs", "Depreciation", "Other expenses", "Net income", "Belgium", "Czech Republic",
    "Germany", "United Kingdom", "Slovenia", "Agriculture", "Manufacturing", "Mining and quarrying", "Construction",
    "Grants received", "Transfers", "Operating profit", "Water supply", "Energy", "Households",
)  # fmt: skip
CJK_NAMES = (
    "一般公共服务支出", "社会保障和就业支出", "行政单位医疗", "住房公积金", "购房补贴", "其他支出", "工资福利支出",
    "办公费", "差旅费", "因公出国（境）费", "公务接待费", "卫生健康支出", "教育支出", "基本支出", "项目支出",
    "城乡社区公共设施", "公务用车运行维护费", "奖金", "津贴补贴", "职业年金缴费",
)  # fmt: skip
HEADS = ("Amount", "Share %", "Change", "2010", "2011", "2012", "Plan", "Actual", "Budget", "Ratio", "Units")
CJK_HEADS = ("合计", "基本支出", "项目支出", "财政拨款", "事业收入", "预算数", "决算数", "其他收入", "小计")


@dataclass(frozen=True, kw_only=True)
class TrueCell:
    """A drawn cell."""

    row: int
    col: int
    text: str
    row_span: int = 1
    col_span: int = 1
    lines: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Plan:
    """A table to draw: cells, column widths and row heights in points."""

    cells: list[TrueCell]
    widths: list[float]
    heights: list[float]
    head: int
    size: float = 9.0
    font: str = "Helvetica"
    aligned: dict[int, str] = field(default_factory=dict)
    """left (the default), right or centre for each column's body"""

    @property
    def rows(self) -> int:
        return len(self.heights)

    @property
    def cols(self) -> int:
        return len(self.widths)


def random_plan(rng: random.Random, *, cjk: bool = False, head_levels: int | None = None, wraps: bool = True) -> Plan:
    """A table of random size with a stub column and figures, one or two head levels, some names on two lines."""
    names, heads = (CJK_NAMES, CJK_HEADS) if cjk else (NAMES, HEADS)
    cols, body = rng.randint(3, 7), rng.randint(3, 14)
    levels = head_levels or rng.choice((1, 1, 2))
    size = rng.choice((7.5, 8.0, 9.0, 10.0))
    cells: list[TrueCell] = []
    if levels == 2 and cols >= 5:
        cells.append(TrueCell(row=0, col=0, row_span=2, text="项目" if cjk else "Item"))
        groups = ("一般公共预算", "单位资金") if cjk else ("Year one", "Results")
        split = rng.randint(2, cols - 3) + 1
        for first, last in ((1, split), (split, cols)):
            cells.append(
                TrueCell(
                    row=0,
                    col=first,
                    col_span=last - first,
                    text=rng.choice(groups),
                )
            )
        for c in range(1, cols):
            cells.append(TrueCell(row=1, col=c, text=heads[(c * 3) % len(heads)]))
    else:
        levels = 1
        cells.append(TrueCell(row=0, col=0, text="项目" if cjk else "Item"))
        for c in range(1, cols):
            cells.append(TrueCell(row=0, col=c, text=heads[(c * 3) % len(heads)]))
    pitch = size * rng.choice((1.7, 2.0))
    heights = [pitch] * levels
    picked = rng.sample(names, min(body, len(names)))
    for r in range(body):
        name = picked[r % len(picked)]
        lines: tuple[str, ...] = ()
        if wraps and rng.random() < 0.2:
            lines = (name, "和其他有关的支出") if cjk else (name, "and related items")
        text = "".join(lines) if cjk else " ".join(lines)
        cells.append(TrueCell(row=levels + r, col=0, text=text or name, lines=lines))
        for c in range(1, cols):
            if rng.random() < 0.9:
                cells.append(TrueCell(row=levels + r, col=c, text=_figure(rng)))
        heights.append(pitch + (size * 1.15 if lines else 0))
    font = "zenhei" if cjk else rng.choice(("Helvetica", "Times-Roman"))
    widths = [pdfmetrics.stringWidth("和其他有关的支出二三" if cjk else "Mining and quarrying x", font, size) + 8]
    widths += [min(size * rng.uniform(6.6, 8.0), (495 - widths[0]) / (cols - 1))] * (cols - 1)
    aligned = dict.fromkeys(range(1, cols), rng.choice(("right", "right", "centre")))
    return Plan(
        cells=cells,
        widths=widths,
        heights=heights,
        head=levels,
        size=size,
        font=font,
        aligned=aligned,
    )


def _figure(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.6:
        return f"{rng.randint(0, 999_999):,}"
    if kind < 0.85:
        return f"{rng.uniform(0, 99_999):,.2f}"
    if kind < 0.92:
        return "-"
    return f"{rng.uniform(0, 100):.1f}%"


def draw_table(
    canvas: Canvas, plan: Plan, x: float, y: float, layout: str, *, scatter: random.Random | None = None
) -> float:
    """Draw `plan` with its top left corner at (x, y) (PDF coordinates); gives the bottom."""
    xs, ys = [x], [y]
    for w in plan.widths:
        xs.append(xs[-1] + w)
    for h in plan.heights:
        ys.append(ys[-1] - h)
    if layout in ("shaded", "white_rects"):
        canvas.setFillGray(0.85 if layout == "shaded" else 1.0)
        if layout == "shaded":
            canvas.rect(xs[0], ys[plan.head], xs[-1] - xs[0], ys[0] - ys[plan.head], stroke=0, fill=1)
        else:
            for cell in plan.cells:
                canvas.rect(xs[cell.col] + 2, ys[cell.row + cell.row_span] + 2, 20, 8, stroke=0, fill=1)
        canvas.setFillGray(0)
    _rules(canvas, plan, xs, ys, layout)
    canvas.setFont(plan.font, plan.size)
    pieces: list[tuple[float, float, str]] = []
    for cell in plan.cells:
        pieces.extend(_texts(plan, cell, xs, ys))
    if scatter is not None:
        glyphs = []
        for px, py, text in pieces:
            for ch in text:
                glyphs.append((px, py, ch))
                px += pdfmetrics.stringWidth(ch, plan.font, plan.size)
        scatter.shuffle(glyphs)
        pieces = glyphs
    for px, py, text in pieces:
        canvas.drawString(px, py, text)
    return ys[-1]


def _texts(plan: Plan, cell: TrueCell, xs: list[float], ys: list[float]) -> list[tuple[float, float, str]]:
    lines = cell.lines or (cell.text,)
    left, right = xs[cell.col], xs[cell.col + cell.col_span]
    top, bottom = ys[cell.row], ys[cell.row + cell.row_span]
    leading = plan.size * 1.15
    base = (top + bottom) / 2 + leading * (len(lines) - 1) / 2 - plan.size * 0.35
    mode = "centre" if cell.row < plan.head and cell.col > 0 else plan.aligned.get(cell.col, "left")
    out = []
    for i, line in enumerate(lines):
        width = pdfmetrics.stringWidth(line, plan.font, plan.size)
        px = {"left": left + 3, "right": right - 3 - width, "centre": (left + right - width) / 2}[mode]
        out.append((px, base - i * leading, line))
    return out


def _rules(canvas: Canvas, plan: Plan, xs: list[float], ys: list[float], layout: str) -> None:
    owner = {}
    for i, cell in enumerate(plan.cells):
        for r in range(cell.row, cell.row + cell.row_span):
            for c in range(cell.col, cell.col + cell.col_span):
                owner[r, c] = i
    canvas.setLineWidth(0.5)
    if layout == "dashed":
        canvas.setDash(3, 2)
    across, down = [], []
    rows, cols = plan.rows, plan.cols
    for j in range(rows + 1):
        for c in range(cols):
            same = 0 < j < rows and owner.get((j - 1, c), -1) == owner.get((j, c), -2)
            if not same:
                across.append((j, c))
    for i in range(cols + 1):
        for r in range(rows):
            same = 0 < i < cols and owner.get((r, i - 1), -1) == owner.get((r, i), -2)
            if not same:
                down.append((i, r))
    if layout == "none":
        return
    if layout == "three_line":
        for j in (0, plan.head, rows):
            canvas.line(xs[0], ys[j], xs[-1], ys[j])
        for cell in plan.cells:
            if cell.row < plan.head and cell.col_span > 1:
                canvas.line(xs[cell.col] + 4, ys[cell.row + 1], xs[cell.col + cell.col_span] - 4, ys[cell.row + 1])
        return
    if layout == "horizontal":
        down = []
    if layout == "vertical_only":
        across = [(j, c) for j, c in across if j in (0, plan.head, rows)]
    if layout == "open":
        down = [(i, r) for i, r in down if 0 < i < cols]
    for j, c in across:
        _rule(canvas, xs[c], ys[j], xs[c + 1], ys[j], layout)
    for i, r in down:
        _rule(canvas, xs[i], ys[r], xs[i], ys[r + 1], layout)
    canvas.setDash()


def _rule(canvas: Canvas, x0: float, y0: float, x1: float, y1: float, layout: str) -> None:
    if layout == "thin_rects":
        canvas.rect(min(x0, x1) - 0.25, min(y0, y1) - 0.25, abs(x1 - x0) + 0.5, abs(y1 - y0) + 0.5, stroke=0, fill=1)
    elif layout == "dotted":
        steps = int(max(abs(x1 - x0), abs(y1 - y0)) / 2)
        for k in range(steps + 1):
            canvas.rect(x0 + (x1 - x0) * k / steps - 0.3, y0 + (y1 - y0) * k / steps - 0.3, 0.6, 0.6, stroke=0, fill=1)
    elif layout == "pieces":
        for k in range(3):
            a, b = k / 3, (k + 1) / 3
            canvas.line(x0 + (x1 - x0) * a, y0 + (y1 - y0) * a, x0 + (x1 - x0) * b, y0 + (y1 - y0) * b)
    else:
        canvas.line(x0, y0, x1, y1)
        if layout == "double":
            canvas.line(x0 + 0.6, y0 + 0.6, x1 + 0.6, y1 + 0.6)


@pytest.fixture(scope="session")
def cjk_font() -> str:
    """The name of an embedded Chinese font; the only reason to skip."""
    if not CJK_FONT.exists():
        pytest.skip("no Chinese font on this machine")
    if "zenhei" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("zenhei", str(CJK_FONT)))
    return "zenhei"


@pytest.fixture
def paper(tmp_path: Path) -> Callable[..., tuple[Canvas, Path]]:
    """A new PDF: its canvas and its path."""

    def new(name: str = "a.pdf", size: tuple[float, float] = (595.0, 842.0), **options: object) -> tuple[Canvas, Path]:
        path = tmp_path / name
        return Canvas(str(path), pagesize=size, **options), path

    return new
