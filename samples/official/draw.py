"""Prints a paper with reportlab: its fonts named or embedded, its lines broken and justified by reportlab."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path

from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4, LETTER, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from samples import fonts
from samples.official.model import Block, Break, Cell, Chart, Look, Pair, Paper, PaperTable, Text

_MARGIN = 56.0
_BOLD = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold", "Courier": "Courier-Bold"}
_DEJAVU = {"DejaVu Sans": "DejaVuSans", "DejaVu Serif": "DejaVuSerif"}
_ALIGN = {"left": TA_LEFT, "right": TA_RIGHT, "center": TA_CENTER}
_SMALLEST = 5.0


def render(paper: Paper) -> bytes:
    """The paper as PDF."""
    target = io.BytesIO()
    size = LETTER if paper.look.letter else A4
    width, height = landscape(size) if paper.look.landscape else size
    document = BaseDocTemplate(target, pagesize=(width, height), invariant=1)
    columns, gutter = paper.look.columns, 18.0
    room = (width - 2 * _MARGIN - (columns - 1) * gutter) / columns
    frames = [
        Frame(_MARGIN + i * (room + gutter), _MARGIN, room, height - 2 * _MARGIN, 0, 0, 0, 0) for i in range(columns)
    ]

    def furniture(canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.setFont(_fonts(paper)[0], 8)
        if paper.running_head:
            canvas.drawString(_MARGIN, height - 36, paper.running_head)
        canvas.drawCentredString(width / 2, 30, str(canvas.getPageNumber()))

    document.addPageTemplates(PageTemplate(frames=frames, onPage=furniture))
    pen = _Pen(paper)
    document.build([f for block in paper.blocks for f in pen.flowables(block, room)])
    return target.getvalue()


def _fonts(paper: Paper) -> tuple[str, str]:
    """The names of the plain and the bold font."""
    if paper.language == "zh":
        name = fonts.font("zenhei" if paper.look.size > 9.5 else "uming")
        return name, name
    if paper.look.font in _DEJAVU:
        return _dejavu(_DEJAVU[paper.look.font])
    return paper.look.font, _BOLD[paper.look.font]


@cache
def _dejavu(name: str) -> tuple[str, str]:
    for face in (name, f"{name}-Bold"):
        pdfmetrics.registerFont(TTFont(face, str(Path(fonts.FOLDER, "dejavu", f"{face}.ttf"))))
    return name, f"{name}-Bold"


class _Pen:
    """Makes flowables in the look of a paper."""

    def __init__(self, paper: Paper) -> None:
        self.look: Look = paper.look
        self.plain, self.bold = _fonts(paper)
        self.cjk = paper.language == "zh"
        self.narrow = self.plain in _BOLD  # the base fonts have no minus sign

    def flowables(self, block: Block, room: float) -> list[Flowable]:
        if isinstance(block, Text):
            return self._text(block, room)
        if isinstance(block, PaperTable):
            return [KeepTogether(self._table(block, room)), Spacer(1, 8)]
        if isinstance(block, Pair):
            half = (room - 24) / 2
            sides = [[*self._table(t, half)] for t in (block.left, block.right)]
            return [Table([[sides[0], "", sides[1]]], colWidths=(half, 24, half), style=_BARE), Spacer(1, 8)]
        if isinstance(block, Chart):
            return [self._chart(block, room), Spacer(1, 8)]
        assert isinstance(block, Break)
        return [PageBreak()]

    def paragraph(
        self, text: str, *, size: float | None = None, align: int = TA_LEFT, bold: bool = False, first: float = 0.0,
        left: float = 0.0, after: float = 0.0, leading: float = 1.2, mark: str = "",
        raised: str = "",
    ) -> Paragraph:  # fmt: skip
        size = size or self.look.size
        style = ParagraphStyle(
            "x", fontName=self.bold if bold else self.plain, fontSize=size, leading=leading * size, alignment=align,
            firstLineIndent=first, leftIndent=left, spaceAfter=after, splitLongWords=0, bulletFontName=self.plain,
            bulletFontSize=size, wordWrap="CJK" if self.cjk else None,
        )  # fmt: skip
        if self.narrow:
            text = text.replace("−", "–")
        text = escape(text).replace("\n", "<br/>") + (f"<super>{raised}</super>" if raised else "")
        return Paragraph(text, style, bulletText=mark or None)

    def _text(self, block: Text, room: float) -> list[Flowable]:
        size = self.look.size
        body = TA_JUSTIFY if self.look.justified else TA_LEFT
        if block.kind in ("h1", "h2"):
            return [self.paragraph(block.text, size=size * (1.6 if block.kind == "h1" else 1.2), bold=True, after=6)]
        if block.kind == "li" or (block.kind == "ref" and block.mark):
            return [self.paragraph(block.text, align=body, left=20, after=3, mark=block.mark)]
        if block.kind == "ref":
            return [self.paragraph(block.text, align=body, left=20, first=-20, after=3)]
        if block.kind == "led":
            return [self._led(block.text, room)]
        align = {"right": TA_RIGHT, "center": TA_CENTER, "lines": TA_LEFT}.get(block.kind, body)
        first = 2 * size if self.cjk and block.kind == "p" else 0.0
        return [self.paragraph(block.text, align=align, first=first, after=6)]

    def _led(self, text: str, room: float) -> Paragraph:
        title, page = text.split("\t")
        free = room - pdfmetrics.stringWidth(title + page, self.plain, self.look.size)
        dots = int(free / pdfmetrics.stringWidth(".", self.plain, self.look.size)) - 3
        return self.paragraph(f"{title} {'.' * dots} {page}", after=3)

    def _table(self, table: PaperTable, room: float) -> list[Flowable]:
        width = room * table.width
        size, widths = self._widths(table, width)
        out: list[Flowable] = []
        if table.caption:
            out.append(self.paragraph(table.caption, bold=True, after=3))
        if table.unit:
            out.append(self.paragraph(table.unit, size=size, align=TA_RIGHT, after=2))
        grid: list[list[object]] = [["" for _ in range(table.cols)] for _ in range(table.rows)]
        gap = table.gap * size / 10
        style: list[tuple[object, ...]] = [
            *_rules(table),
            ("VALIGN", (0, 0), (-1, -1), "BOTTOM" if table.low else "TOP"),
        ]
        style += [("TOPPADDING", (0, 0), (-1, -1), gap), ("BOTTOMPADDING", (0, 0), (-1, -1), gap + 0.5)]
        style += [("LEFTPADDING", (0, 0), (-1, -1), 3), ("RIGHTPADDING", (0, 0), (-1, -1), 3)]
        style += [("TOPPADDING", (0, r), (-1, r), gap + 0.6 * size) for r in table.spaced]
        for c in table.cells:
            end = (c.col + c.col_span - 1, c.row + c.row_span - 1)
            style.append(("SPAN", (c.col, c.row), end))
            grid[c.row][c.col] = self._cell(c, size, widths, table)
        out.append(Table(grid, colWidths=widths, style=style, hAlign="LEFT", repeatRows=table.head_rows))
        out += [self.paragraph(note, size=size * 0.85) for note in table.notes]
        return out

    def _cell(self, cell: Cell, size: float, widths: Sequence[float], table: PaperTable) -> Flowable:
        text = cell.text
        if cell.leader:
            free = widths[0] - 8 - 8 * cell.indent - pdfmetrics.stringWidth(text, self.plain, size)
            text += "." * max(int(free / pdfmetrics.stringWidth(".", self.plain, size)) - 1, 0)
        elif cell.col and cell.row >= table.head_rows and any(ch.isdigit() for ch in text) and len(text) < 20:
            text = text.replace(" ", " ")
        made = self.paragraph(
            text, size=size, align=_ALIGN[cell.align], bold=cell.bold, left=8 * cell.indent, leading=table.leading,
            raised=cell.mark,
        )  # fmt: skip
        return _Signed(cell.sign, made) if cell.sign else made

    def _widths(self, table: PaperTable, room: float) -> tuple[float, list[float]]:
        """The size of the letters and the widths of the columns: no word is wider than its column."""
        size = self.look.size * (0.9 if table.cols < 8 else 0.8)
        while True:
            least = [12.0] * table.cols
            for c in table.cells:
                if c.col_span == 1:
                    parts = [c.whole] if c.col and len(c.text) < 12 else c.whole.split()
                    widest = max(pdfmetrics.stringWidth(p, self.bold, size) for p in parts)
                    least[c.col] = max(least[c.col], widest + 8 + 8 * c.indent)
            spare = room - sum(least)
            if spare >= 0 or size < _SMALLEST:
                break
            size *= 0.94
        if table.tight:
            spare = min(spare, 0.15 * sum(least))
        whole = sum(table.widths)
        return size, [w + max(spare, 0) * share / whole for w, share in zip(least, table.widths, strict=True)]

    def _chart(self, chart: Chart, room: float) -> Drawing:
        height, size = 170.0, 7
        drawing = Drawing(room, height)
        drawing.add(Line(30, 20, room, 20))
        drawing.add(Line(30, 20, 30, height - 20))
        for i, tick in enumerate(chart.ticks):
            y = 20 + i * (height - 45) / (len(chart.ticks) - 1)
            drawing.add(String(26, y - 2, tick, fontSize=size, fontName=self.plain, textAnchor="end"))
            drawing.add(Line(30, y, room, y, strokeColor=colors.lightgrey, strokeWidth=0.4))
        step = (room - 40) / len(chart.labels)
        for i, (label, value) in enumerate(zip(chart.labels, chart.values, strict=True)):
            x = 36 + i * step
            drawing.add(Rect(x, 20, 0.6 * step, value * (height - 45), fillColor=colors.steelblue, strokeWidth=0))
            drawing.add(String(x + 0.3 * step, 9, label, fontSize=size, fontName=self.plain, textAnchor="middle"))
        for i, name in enumerate(chart.legend):
            drawing.add(Rect(40 + 90 * i, height - 12, 7, 7, fillColor=colors.steelblue))
            drawing.add(String(52 + 90 * i, height - 11, name, fontSize=size, fontName=self.plain))
        return drawing


class _Signed(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A paragraph with a sign at the left of its column."""

    def __init__(self, sign: str, text: Paragraph) -> None:
        super().__init__()
        self.sign, self.text = sign, text

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = self.text.wrap(width, height)
        return self.width, self.height

    def draw(self) -> None:
        style = self.text.style
        self.canv.setFont(style.fontName, style.fontSize)
        self.canv.drawString(0, self.height - style.fontSize, self.sign)
        self.text.drawOn(self.canv, 0, 0)


_SIDES = ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")
_BARE: list[tuple[object, ...]] = [(side, (0, 0), (-1, -1), 0) for side in _SIDES]
_BARE.append(("VALIGN", (0, 0), (-1, -1), "TOP"))


def _rules(table: PaperTable) -> list[tuple[object, ...]]:
    head, black = table.head_rows, colors.black
    out: list[tuple[object, ...]] = []
    if table.ruling == "none":
        return out
    if table.ruling == "grid":
        return [("GRID", (0, 0), (-1, -1), 0.5, black)]
    out += [("LINEABOVE", (0, 0), (-1, 0), 0.8, black), ("LINEBELOW", (0, head - 1), (-1, head - 1), 0.5, black)]
    for c in table.cells:  # a rule under each text that spans columns of the head
        if c.row + c.row_span < head and c.col_span > 1:
            out.append(("LINEBELOW", (c.col, c.row), (c.col + c.col_span - 1, c.row), 0.4, black))
    if table.ruling != "head":
        out.append(("LINEBELOW", (0, -1), (-1, -1), 0.8, black))
    if table.ruling == "rows":
        out.append(("LINEBELOW", (0, head), (-1, -2), 0.25, colors.grey))
    if table.ruling == "groups":
        starts = {c.col for c in table.cells if c.row == 0 and c.col}
        out += [("LINEBEFORE", (x, 0), (x, -1), 0.4, black) for x in starts]
    if table.ruling == "bands":
        out += [("BACKGROUND", (0, r), (-1, r), colors.Color(0.9, 0.92, 0.95)) for r in range(head, table.rows, 2)]
    return out
