"""Sets a report page by page: flowing text, tables broken over pages, titles and heads repeated or not."""

from __future__ import annotations

from samples.columns import Fitted, fit
from samples.layout import Layout, Wide
from samples.ops import Area, Page, Text, Turn
from samples.printed import PrintCell, PrintGrid, form_grid, table_grid
from samples.report import Contents, FormSheet, Heading, LogicalTable, PageBreak, Paragraph, Report, SideBySide
from samples.ruling import rule_part
from samples.variants import printed_width
from samples.wrap import wrap

_SIDE = 50.0
_TOP = 62.0
_BOTTOM = 58.0
_PAPER = 595.0


class Typesetter:
    """Fills pages from top to bottom. One instance a document."""

    def __init__(self, report: Report, layout: Layout) -> None:
        self.report = report
        self.layout = layout
        self.pages: list[Page] = []
        self.y = 0.0
        self.frame: tuple[float, float] | None = None
        """left and right edge of the part of the page in use, where that is not all of it"""

    def run(self) -> list[Page]:
        for block in self.report.blocks:
            self._block(block)
        for number, page in enumerate(self.pages, 1):
            self._furniture(page, number)
        return self.pages

    def _block(self, block: object) -> None:
        if isinstance(block, PageBreak):
            if not (self.layout.share_pages and self.pages and self.y < self._bottom() - 170):
                self.y = float("inf")
        elif isinstance(block, Heading):
            self._heading(block)
        elif isinstance(block, Paragraph):
            self._flow(block.text, self.layout.size + 2, indent=2)
        elif isinstance(block, Contents):
            self._contents(block)
        elif isinstance(block, LogicalTable):
            self._table(block)
        elif isinstance(block, FormSheet):
            self._form(block)
        elif isinstance(block, SideBySide):
            self._pair(block)

    # ------------------------------------------------------------ pages and running text

    @property
    def page(self) -> Page:
        return self.pages[-1]

    @property
    def edges(self) -> tuple[float, float]:
        """Left and right edge of what may be printed on."""
        return self.frame or (_SIDE, self.page.width - _SIDE)

    def _bottom(self) -> float:
        return self.page.height - _BOTTOM

    def _new_page(self, wide: bool = False) -> None:
        short, long = _PAPER, self.layout.page_height
        if wide and self.layout.wide is not Wide.PORTRAIT:
            turn = {Wide.ROTATED: Turn.ROTATE, Wide.TURNED: Turn.TURNED}.get(self.layout.wide, Turn.NONE)
            self.pages.append(Page(width=max(long, 842.0), height=short, turn=turn))
        else:
            self.pages.append(Page(width=short, height=long))
        self.y = _TOP

    def _room(self, height: float, wide: bool = False) -> None:
        if not self.pages or self.y + height > self._bottom() or self._is_wide() != wide:
            self._new_page(wide)

    def _is_wide(self) -> bool:
        return bool(self.pages) and (self.page.width > _PAPER + 1)

    def _measure(self, text: str, size: float) -> float:
        return printed_width(text, self.layout, size)

    def _say(self, x: float, y: float, text: str, size: float) -> None:
        self.page.texts.append(Text(x=x, y=y, text=text, size=size))

    def _centered(self, text: str, size: float) -> None:
        self.y += size * 1.4
        self._say((sum(self.edges) - self._measure(text, size)) / 2, self.y, text, size)
        self.y += size * 0.5

    def _heading(self, heading: Heading) -> None:
        size = self.layout.size + {0: 11.0, 1: 6.0, 2: 4.0}.get(heading.level, 2.5)
        if heading.level == 0:
            self._new_page()
            self.y = self.page.height / 3
            for line in wrap(heading.text, self.page.width - 2 * _SIDE, lambda t: self._measure(t, size)):
                self._centered(line, size)
            return
        self._room(size * 3)
        if heading.level == 1:
            self._centered(heading.text, size)
        else:
            self._flow(heading.text, size, indent=2)

    def _flow(self, text: str, size: float, indent: int) -> None:
        self._room(size * 1.7)
        inner = self.page.width - 2 * _SIDE
        for i, line in enumerate(wrap("\u3000" * indent + text, inner, lambda t: self._measure(t, size))):
            self._room(size * 1.7)
            self.y += size * 1.7
            shift = indent * size if i == 0 else 0.0
            self._say(_SIDE + shift, self.y, line.lstrip("\u3000"), size)

    def _contents(self, contents: Contents) -> None:
        self._room(200)
        self._centered("目 录", self.layout.size + 7)
        size = self.layout.size + 2
        for number, (level, text) in enumerate(contents.lines):
            self._room(size * 1.9)
            self.y += size * 1.9
            x = _SIDE + (level - 1) * 2 * size
            page = str(number + 2)
            right = self.page.width - _SIDE
            dots = int((right - x - self._measure(text + page, size)) / self._measure(".", size)) - 2
            self._say(x, self.y, text + "." * max(dots, 3), size)
            self._say(right - self._measure(page, size), self.y, page, size)

    # ------------------------------------------------------------ tables

    def _table(self, table: LogicalTable) -> None:
        grid = table_grid(table)
        wide = len(table.columns) > 8
        self._room(120, wide)
        title = table.title if table.printed_title is None else table.printed_title
        lead = f"{table.lead}{table.organization}" if title and table.organization else ""
        unit = f"{table.unit_label}{table.unit}" if table.unit else ""
        number = f"表{table.number}" if table.number and title else ""
        self._grid(grid, (number, title, "", lead, unit), wide)
        for note in table.notes:
            self._note(note)
        self.y += 14

    def _pair(self, pair: SideBySide) -> None:
        """Both tables start at one height; they must fit on a page."""
        self._room(self._bottom() - _TOP if self.pages and self.y > _TOP else 0.0)
        top, middle = self.y, self.page.width / 2
        ends = []
        for table, frame in ((pair.left, (_SIDE, middle - 12)), (pair.right, (middle + 12, self.page.width - _SIDE))):
            self.y, self.frame = top, frame
            self._table(table)
            ends.append(self.y)
        self.y, self.frame = max(ends), None

    def _form(self, form: FormSheet) -> None:
        grid = form_grid(form)
        self._room(150)
        number = f"表{form.number}" if form.number else ""
        unit = f"单位：{form.unit}" if form.unit else ""
        title = form.printed_title if form.printed_title is not None else form.title
        self._grid(grid, (number, title, form.subtitle or "", "", unit), False)
        self.y += 14

    def _note(self, note: str) -> None:
        size = self.layout.size
        left, right = self.edges
        for line in wrap(note, right - left, lambda t: self._measure(t, size)):
            self._room(size * 1.6, self._is_wide())
            self.y += size * 1.6
            self._say(left, self.y, line, size)

    def _caption(self, caption: tuple[str, str, str, str, str]) -> None:
        number, title, subtitle, lead, unit = caption
        size = self.layout.size
        if number:
            self.y += size * 1.4
            self._say(self.edges[0], self.y, number, size)
        if title:
            self._centered(" ".join(title) if self.layout.spaced_titles and len(title) < 12 else title, size + 5)
        if subtitle:
            self._centered(subtitle, size + 1)
        if lead or unit:
            self.y += size * 1.6
            if lead:
                self._say(self.edges[0], self.y, lead, size)
            if unit:
                self._say(self.edges[1] - self._measure(unit, size), self.y, unit, size)
            self.y += size * 0.6

    def _grid(self, grid: PrintGrid, caption: tuple[str, str, str, str, str], wide: bool) -> None:
        """Sets a grid over as many pages as it needs."""
        self._caption(caption)
        left, right = self.edges
        fitted = fit(grid, self.layout, right - left)
        parts = _Parts(self, grid, fitted, caption, wide)
        parts.run()

    # ------------------------------------------------------------ furniture

    def _furniture(self, page: Page, number: int) -> None:
        layout, size = self.layout, self.layout.size
        if layout.running_foot:
            text = f"— {number} —"
            x = (page.width - self._measure(text, size)) / 2
            page.texts.append(Text(x=x, y=page.height - 28, text=text, size=size))
        if layout.running_head:
            text = f"{self.report.organization}{self.report.year}年部门预算"
            page.texts.append(Text(x=_SIDE, y=34, text=text, size=size))
        if layout.watermark:
            for x, y in ((120.0, page.height * 0.45), (220.0, page.height * 0.85)):
                page.texts.append(Text(x=x, y=y, text=layout.watermark, size=46, grey=0.85, angle=30))
        if layout.hidden:
            page.texts.append(Text(x=60, y=page.height / 2, text="隐藏文字12345", size=9, invisible=True))
            page.texts.append(Text(x=-200, y=page.height / 3, text="页外文字67890", size=9))


class _Parts:
    """Breaks one grid over pages."""

    def __init__(
        self, setter: Typesetter, grid: PrintGrid, fitted: Fitted, caption: tuple[str, str, str, str, str], wide: bool
    ) -> None:
        self.setter, self.grid, self.fitted = setter, grid, fitted
        self.caption, self.wide = caption, wide
        self.left = dict(fitted.lines)
        """lines of each cell that are still to be printed"""
        total = sum(fitted.widths)
        left, right = setter.edges
        start = max(left, (left + right - total) / 2)
        self.x = [start]
        for width in fitted.widths:
            self.x.append(self.x[-1] + width)
        self.part: list[tuple[int, float, float]] = []
        """rows of the part under way: (row, top, bottom)"""
        self.fresh = False
        """whether the page was begun for the row that comes next"""

    def run(self) -> None:
        layout, grid = self.setter.layout, self.grid
        for row in range(grid.head_rows):
            self._place(row, self.fitted.heights[row])
        body = range(grid.head_rows, grid.rows)
        for row in body:
            height = self.fitted.heights[row]
            pushed = layout.keep_last and row == grid.rows - layout.keep_last and len(body) > layout.keep_last + 2
            if pushed:
                self._next_page()
            while self.setter.y + height > self.setter._bottom():
                cut = self._cut(row, height)
                if not cut and self.fresh:  # no page has more room: its lines have enough, or nothing has
                    height = self._all_room(row)
                    break
                height -= cut
                self._next_page()
            self._place(row, height)
        self._finish()

    def _cut(self, row: int, height: float) -> float:
        """Prints what fits of a row and gives the height taken; 0 where the row goes to the next page whole."""
        layout, leading = self.setter.layout, self.fitted.leading
        room = self.setter._bottom() - self.setter.y - 2 * layout.pad
        fits = int(room // leading)
        cells = [c for c in self.grid.cells if c.row == row and c.row_span == 1]
        most = max((len(self.left[c.row, c.col]) for c in cells), default=1)
        too_tall = self.fresh or height > self.setter._bottom() - _TOP - 150
        if fits < 1 or most <= fits or not (layout.cut_rows or too_tall):
            return 0.0
        if fits < 2 and too_tall and not (layout.cut_rows or self.fresh):
            return 0.0
        taken = fits * leading + 2 * layout.pad
        self._place(row, taken, lines=fits)
        return fits * leading

    def _all_room(self, row: int) -> float:
        """The height of a row that takes what its page has below the head. Raises `ValueError` where that is less than
        a line."""
        room = self.setter._bottom() - self.setter.y
        if room < self.fitted.leading + 2 * self.setter.layout.pad:
            raise ValueError(f"no page has room for row {row} below its head")
        return room

    def _place(self, row: int, height: float, lines: int | None = None) -> None:
        top = self.setter.y
        self.fresh = False
        self.part.append((row, top, top + height))
        self.setter.y = top + height
        for cell in self.grid.cells:
            if cell.row == row and cell.row_span == 1:
                take = self.left[row, cell.col]
                if lines and self.setter.layout.cut_low and len(take) == 1:
                    continue
                self.left[row, cell.col] = take[lines:] if lines else []
                self._write(cell, take[:lines] if lines else take, top, top + height)

    def _next_page(self) -> None:
        self._finish()
        setter, layout = self.setter, self.setter.layout
        setter._new_page(self.wide)
        if layout.repeat_title:
            number, title, subtitle, lead, unit = self.caption
            lead = f"{lead}（本级）" if lead and layout.other_lead else lead
            setter._caption((number, title, subtitle, lead, unit))
        if layout.repeat_head:
            for row in range(self.grid.head_rows):
                self.left.update({k: v for k, v in self.fitted.lines.items() if k[0] == row})
                self._place(row, self.fitted.heights[row])
        self.fresh = True

    def _finish(self) -> None:
        """Writes the cells that span rows, then the rules of the part."""
        rows = {row: (top, bottom) for row, top, bottom in self.part}
        if not rows:
            return
        shown: list[tuple[PrintCell, float, float]] = []
        for cell in self.grid.cells:
            inside = [rows[r] for r in range(cell.row, cell.row + cell.row_span) if r in rows]
            if not inside:
                continue
            top, bottom = inside[0][0], inside[-1][1]
            shown.append((cell, top, bottom))
            if cell.row_span > 1:
                self._write_span(cell, top, bottom)
        self._paint(shown)
        rule_part(self.setter.page, self.setter.layout, self.x, self.part, shown, self.grid.head_rows)
        self.part = []

    def _write_span(self, cell: PrintCell, top: float, bottom: float) -> None:
        key = (cell.row, cell.col)
        if self.setter.layout.repeat_spans and not cell.head:
            self.left[key] = self.fitted.lines[key]
        fits = max(1, int((bottom - top) // self.fitted.leading))
        take, self.left[key] = self.left[key][:fits], self.left[key][fits:]
        if cell.head:
            self.left[key] = self.fitted.lines[key]
        self._write(cell, take, top, bottom)

    def _paint(self, shown: list[tuple[PrintCell, float, float]]) -> None:
        layout, page = self.setter.layout, self.setter.page
        for cell, top, bottom in shown:
            x0, x1 = self.x[cell.col], self.x[cell.col + cell.col_span]
            if layout.shaded_head and cell.head:
                page.areas.append(Area(x0=x0, y0=top, x1=x1, y1=bottom, grey=0.88))
            elif layout.white_patches:
                page.areas.append(Area(x0=x0 + 0.4, y0=top + 0.4, x1=x1 - 0.4, y1=bottom - 0.4, grey=1.0))

    def _write(self, cell: PrintCell, lines: list[str], top: float, bottom: float) -> None:
        setter, layout, fitted = self.setter, self.setter.layout, self.fitted
        x0, x1 = self.x[cell.col], self.x[cell.col + cell.col_span]
        block = len(lines) * fitted.leading
        start = top + layout.pad if layout.top_aligned and not cell.head else (top + bottom - block) / 2
        amount = layout.touching and cell.col not in self.grid.labels
        pad = 0.0 if amount and not cell.head else layout.pad
        for i, line in enumerate(lines):
            if not line:
                continue
            width = setter._measure(line, fitted.size)
            indent = cell.indent * fitted.size if layout.indents and cell.align == "left" else 0.0
            x = {"left": x0 + pad + indent, "right": x1 - pad - width}.get(cell.align, (x0 + x1 - width) / 2)
            y = start + i * fitted.leading + fitted.size * 0.98
            setter.page.texts.append(Text(x=x, y=y, text=line, size=fitted.size, column=cell.col))
