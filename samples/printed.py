"""The printed grid of a table: head cells with their spans, merged cells, alignment. From here on renderers differ."""

from __future__ import annotations

from dataclasses import dataclass, replace

from samples.report import FormSheet, LogicalTable


@dataclass(frozen=True, kw_only=True, slots=True)
class PrintCell:
    row: int
    col: int
    text: str
    row_span: int = 1
    col_span: int = 1
    align: str = "left"
    head: bool = False
    indent: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class PrintGrid:
    """`labels` may wrap; the other columns are as wide as their widest text."""

    cells: tuple[PrintCell, ...]
    rows: int
    cols: int
    head_rows: int
    labels: frozenset[int]
    widths: tuple[float, ...]


def head_cells(columns: tuple[tuple[str, ...], ...]) -> tuple[PrintCell, ...]:
    """Head cells with spans: equal neighbours under one parent are one cell, a short path reaches down to the body."""
    depth = max((len(path) for path in columns), default=0)
    cells: list[PrintCell] = []
    for level in range(depth):
        col = 0
        while col < len(columns):
            path = columns[col]
            if len(path) <= level:
                col += 1
                continue
            end, leaf = col + 1, len(path) == level + 1
            while not leaf and end < len(columns) and columns[end][: level + 1] == path[: level + 1]:
                end += 1
            cells.append(
                PrintCell(
                    row=level, col=col, text=path[level], align="center", head=True,
                    row_span=depth - level if leaf else 1, col_span=end - col,
                )
            )  # fmt: skip
            col = end
    return tuple(cells)


def table_grid(table: LogicalTable) -> PrintGrid:
    """The grid of a logical table."""
    head = head_cells(table.columns)
    depth = max((len(path) for path in table.columns), default=0)
    cells: list[PrintCell] = list(head)
    for number, row in enumerate(table.rows):
        col = 0
        while col < len(row.cells):
            span = dict(row.spans).get(col, 1)
            cell = _body_cell(table, number, col, depth)
            if cell is not None:
                cells.append(replace(cell, col_span=span, align="center" if span > 1 else cell.align))
            col += span
    return PrintGrid(
        cells=tuple(cells), rows=depth + len(table.rows), cols=len(table.columns), head_rows=depth,
        labels=table.labels, widths=table.widths,
    )  # fmt: skip


def _body_cell(table: LogicalTable, number: int, col: int, depth: int) -> PrintCell | None:
    row = table.rows[number]
    span = 1
    if col in table.merged:
        same = [i for i in range(len(table.rows)) if _merges(table, i, number, col)]
        if same[0] != number:
            return None
        span = len(same)
    amount = col not in table.labels
    align = "left" if not amount else ("center" if "编码" in table.columns[col][-1] or _code(table, col) else "right")
    if col in table.merged:
        align = "center"
    indent = row.indent if col == table.name_column else 0
    return PrintCell(row=depth + number, col=col, text=row.cells[col], row_span=span, align=align, indent=indent)


def _code(table: LogicalTable, col: int) -> bool:
    return table.columns[col][-1] in ("类", "款", "项", "年度", "序号")


def _merges(table: LogicalTable, one: int, other: int, col: int) -> bool:
    """Whether two rows share one printed cell in `col`: equal there and in every merged column before it, no gap."""
    low, high = min(one, other), max(one, other)
    columns = [c for c in sorted(table.merged) if c <= col]
    key = [table.rows[other].cells[c] for c in columns]
    return all([table.rows[i].cells[c] for c in columns] == key for i in range(low, high + 1))


def form_grid(form: FormSheet) -> PrintGrid:
    """The grid of a form: no head rows, its cells as they are."""
    cells = tuple(
        PrintCell(row=c.row, col=c.col, text=c.text, row_span=c.row_span, col_span=c.col_span, align=c.align)
        for c in form.cells
    )
    cols = len(form.widths)
    return PrintGrid(
        cells=cells, rows=form.rows, cols=cols, head_rows=0, labels=frozenset(range(cols)), widths=form.widths
    )
