"""Invents tables: heads of one to three levels, groups of rows, figures as the language writes them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from samples.official.model import Align, Cell, PaperTable, Ruling
from samples.official.words import Words

RULINGS: tuple[Ruling, ...] = ("none", "three_line", "three_line", "head", "rows", "groups", "grid", "bands")
Head = tuple[str, tuple["Head", ...]]


def figures(
    rng: random.Random, words: Words, *, columns: int, rows: int, ruling: Ruling | None = None, depth: int = 1,
    grouped: bool = False, leader: bool = False, width: float = 1.0, number: int = 1,
) -> PaperTable:  # fmt: skip
    """A table of figures: a stub, `columns` columns under a head of `depth` levels, at least `rows` rows."""
    chosen = rng.choice(RULINGS) if ruling is None else ruling
    cells = _head(rng, words, _tree(rng, words, columns, depth), depth, rng.choice(words.stub_heads))
    formats = [_Format(rng, words) for _ in range(columns)]
    r, spaced = depth, set()
    centred = rng.random() < 0.2
    left = rows
    while left > 0:
        run = min(left, rng.randint(3, 7)) if grouped else left
        if grouped:
            label = rng.choice(words.groups)
            span = columns + 1 if centred else 1
            align: Align = "center" if centred else "left"
            cells.append(Cell(row=r, col=0, text=label, col_span=span, align=align, bold=not leader))
            spaced |= {r} if rng.random() < 0.4 else set()
            r += 1
        for label in _labels(rng, words, run):
            cells += _row(rng, r, label, formats, indent=int(grouped and not centred), leader=leader)
            r += 1
        left -= run
    if rng.random() < 0.7:
        cells += _row(rng, r, rng.choice(words.total), formats, bold=rng.random() < 0.5, leader=leader, whole=True)
        spaced |= {r} if rng.random() < 0.6 else set()
        r += 1
    stub = rng.uniform(1.8, 4.0) if columns < 8 else rng.uniform(1.6, 2.4)
    return PaperTable(
        cells=tuple(cells), rows=r, cols=columns + 1, head_rows=depth, ruling=chosen, width=width,
        widths=(stub, *[1.0] * columns), caption=f"{words.table} {number}. {rng.choice(words.subjects)}",
        unit=rng.choice(("", f"({rng.choice(words.units)})")), notes=tuple(rng.sample(words.notes, rng.randint(0, 2))),
        gap=rng.choice((0.3, 1.0, 2.0, 4.0)), spaced=frozenset(spaced), leading=rng.choice((1.1, 1.2, 1.35)),
        low=rng.random() < 0.5, tight=rng.random() < 0.3,
    )  # fmt: skip


def spanned(rng: random.Random, words: Words, *, columns: int, number: int = 1) -> PaperTable:
    """A table of figures with two columns of labels, of which the first holds one label for several rows."""
    cells = [Cell(row=0, col=c, text=t) for c, t in enumerate(rng.sample(words.stub_heads[:-1], 2))]
    cells += [Cell(row=0, col=c, text=t, align="right") for c, t in enumerate(rng.sample(words.leaves, columns), 2)]
    formats = [_Format(rng, words) for _ in range(columns)]
    r = 1
    for label in rng.sample(words.groups, min(rng.randint(2, 4), len(words.groups))):
        run = rng.randint(2, 4)
        cells.append(Cell(row=r, col=0, text=label, row_span=run))
        for name in rng.sample(words.items, run):
            cells += [replace(c, col=c.col + 1) for c in _row(rng, r, name, formats)]
            r += 1
    return PaperTable(
        cells=tuple(cells), rows=r, cols=columns + 2, head_rows=1, ruling=rng.choice(RULINGS), low=False,
        widths=(1.5, 2.5, *[1.0] * columns), caption=f"{words.table} {number}. {rng.choice(words.subjects)}",
        gap=rng.choice((1.0, 2.0, 4.0)),
    )  # fmt: skip


def stacked(rng: random.Random, words: Words, *, columns: int, rows: int, number: int = 1) -> PaperTable:
    """A table of estimates, each with its standard error in brackets in the row below."""
    heads = rng.sample(words.leaves, columns)
    cells = [Cell(row=0, col=c, text=t, align="center") for c, t in enumerate(heads, 1)]
    if rng.random() < 0.5:
        cells += [Cell(row=1, col=c, text=f"({c})", align="center") for c in range(1, columns + 1)]
    top = 1 + max(c.row for c in cells)
    for i, label in enumerate(rng.sample(words.items, rows)):
        r = top + 2 * i
        cells.append(Cell(row=r, col=0, text=label))
        for c in range(1, columns + 1):
            stars = rng.choice(("", "*", "**", "***"))
            value, error = rng.uniform(-9, 9), rng.uniform(0.01, 2)
            cells.append(Cell(row=r, col=c, text=f"{value:.3f}{stars}".replace(".", words.decimal), align="center"))
            text = f"({error:.3f})".replace(".", words.decimal)
            cells.append(Cell(row=r + 1, col=c, text=text, align="center"))
    return PaperTable(
        cells=tuple(cells), rows=top + 2 * rows, cols=columns + 1, head_rows=top, gap=rng.choice((0.3, 1.0)),
        ruling=rng.choice(("three_line", "head", "none")), widths=(2.5, *[1.0] * columns),
        caption=f"{words.table} {number}. {rng.choice(words.subjects)}", notes=("* p < 0.05, ** p < 0.01",),
    )  # fmt: skip


def definitions(rng: random.Random, words: Words, *, rows: int) -> PaperTable:
    """A ruled table of terms and what they mean."""
    cells = [Cell(row=0, col=c, text=t, bold=True) for c, t in enumerate(rng.sample(words.stub_heads[:-1], 2))]
    for r, item in enumerate(rng.sample(words.items, rows), start=1):
        text = " ".join(rng.sample(words.sentences, rng.randint(1, 2)))
        cells += [Cell(row=r, col=0, text=item), Cell(row=r, col=1, text=text)]
    return PaperTable(
        cells=tuple(cells), rows=rows + 1, cols=2, head_rows=1, ruling=rng.choice(("grid", "rows", "three_line")),
        widths=(1.0, 2.6), gap=rng.choice((2.0, 4.0)), caption=f"{words.table} 1",
    )  # fmt: skip


def texts(rng: random.Random, words: Words, *, columns: int, rows: int, width: float = 1.0) -> PaperTable:
    """A table of short and longer texts with a figure here and there, as overviews of measures have."""
    heads = [rng.choice(words.stub_heads[:-1]), *rng.sample(words.leaves, columns)]
    cells = [Cell(row=0, col=c, text=t, bold=True) for c, t in enumerate(heads)]
    kinds = [rng.choice(("state", "remark", "item", "year")) for _ in range(columns)]
    for r, label in enumerate(_labels(rng, words, rows), start=1):
        cells.append(Cell(row=r, col=0, text=label))
        for c, kind in enumerate(kinds, start=1):
            source = {"state": words.states, "remark": words.remarks, "item": words.items}
            text = str(rng.randint(1985, 2015)) if kind == "year" else rng.choice(source[kind])
            cells.append(Cell(row=r, col=c, text=text))
    shares = {"state": 1.0, "year": 0.8, "item": 1.8, "remark": 2.6}
    return PaperTable(
        cells=tuple(cells), rows=rows + 1, cols=columns + 1, head_rows=1, ruling=rng.choice(RULINGS), width=width,
        widths=(2.0, *(shares[k] for k in kinds)), caption=f"{words.table} 1: {rng.choice(words.subjects)}",
        gap=rng.choice((1.5, 3.0, 5.0)),
    )  # fmt: skip


def parts(table: PaperTable, at: int, words: Words) -> tuple[PaperTable, PaperTable]:
    """The table cut before row `at`; the second part repeats the head."""
    first = [c for c in table.cells if c.row < at]
    head = [c for c in table.cells if c.row < table.head_rows]
    moved = [replace(c, row=c.row + table.head_rows - at) for c in table.cells if c.row >= at]
    rows = table.rows - at + table.head_rows
    caption = f"{table.caption} ({words.continued})"
    return (
        replace(table, cells=tuple(first), rows=at, notes=(), spaced=frozenset()),
        replace(table, cells=(*head, *moved), rows=rows, caption=caption, spaced=frozenset()),
    )


class _Format:
    """How the figures of one column look."""

    def __init__(self, rng: random.Random, words: Words) -> None:
        self.words = words
        self.digits = rng.choice((1, 2, 3, 4, 5, 7))
        self.decimals = rng.choice((0, 0, 1, 2)) if self.digits < 5 else 0
        self.sign = (
            rng.choice(("", "", "", "%", "$", "±", "–", "apart"))
            if words.language == "en"
            else rng.choice(("", "", " %"))
        )
        self.nothing = rng.choice(("–", "-", "..", "", "n.a.", "x", "0"))
        self.align: Align = "right" if self.sign == "apart" else rng.choice(("right", "right", "right", "center"))
        self.raised = rng.random() < 0.4
        self.mark = rng.choice(("", "", "*", "1)", "(a)", "p"))

    def text(self, rng: random.Random, *, whole: bool = False) -> str:
        if not whole and rng.random() < 0.07:
            return self.nothing
        amount = rng.randrange(10 ** (self.digits - 1), 10**self.digits)
        plain = f"{amount:,}".replace(",", self.words.thousands)
        if self.decimals:
            plain += self.words.decimal + f"{rng.randrange(10**self.decimals):0{self.decimals}d}"
        if self.sign == "±":
            plain = rng.choice("+-−") + plain
        elif self.sign == "$":
            plain = "$" + plain if rng.random() < 0.7 else f"({plain})"
        elif self.sign == "–":
            plain = f"{plain}–{amount + rng.randint(1, 9)}"
        elif self.sign != "apart":
            plain += self.sign
        return plain + (self.mark if rng.random() < 0.05 else "")


def _row(
    rng: random.Random, row: int, label: str, formats: Sequence[_Format], *, indent: int = 0, bold: bool = False,
    leader: bool = False, whole: bool = False,
) -> list[Cell]:  # fmt: skip
    raised = formats[0].raised
    mark = rng.choice(("1", "2", "3")) if raised and not leader and rng.random() < 0.12 else ""
    cells = [Cell(row=row, col=0, text=label, indent=indent, bold=bold, leader=leader, mark=mark)]
    for c, form in enumerate(formats, start=1):
        if text := form.text(rng, whole=whole):
            sign = "$" if form.sign == "apart" and (row % 5 == 0 or whole) and text[0].isdigit() else ""
            align = "right" if sign else form.align
            mark = rng.choice(("1", "2", "a", "r")) if raised and rng.random() < 0.06 else ""
            cells.append(Cell(row=row, col=c, text=text, align=align, bold=bold, sign=sign, mark=mark))
    return cells


def _labels(rng: random.Random, words: Words, count: int) -> list[str]:
    if rng.random() < 0.15:
        first = rng.randint(1980, 2000)
        return [str(first + i) for i in range(count)]
    chosen = rng.sample(words.items, min(count, len(words.items)))
    chosen += [f"{rng.choice(words.items[:5])} {i}" for i in range(count - len(chosen))]
    marks = [rng.choice(("1", " (1)", "*")) if rng.random() < 0.05 else "" for _ in chosen]
    return [a + b for a, b in zip(chosen, marks, strict=True)]


def _tree(rng: random.Random, words: Words, columns: int, depth: int) -> list[Head]:
    if depth == 1:
        if rng.random() < 0.4:
            first = rng.randint(1985, 2010)
            return [(str(first + i), ()) for i in range(columns)]
        pool = [*words.leaves, *words.leaves] if columns > len(words.leaves) else list(words.leaves)
        return [(leaf, ()) for leaf in rng.sample(pool, columns)]
    out: list[Head] = []
    left = columns
    while left:
        size = min(left, rng.randint(2, 4))
        if left - size == 1:
            size = left
        if size < 2 or (rng.random() < 0.15 and left > 2):
            out.append((rng.choice(words.leaves), ()))
            left -= 1
        else:
            out.append((rng.choice(words.over), tuple(_tree(rng, words, size, depth - 1))))
            left -= size
    return out


def _head(rng: random.Random, words: Words, tree: Sequence[Head], depth: int, stub: str) -> list[Cell]:
    bold = rng.random() < 0.5
    align: Align = rng.choice(("center", "center", "right"))
    cells = [Cell(row=0, col=0, text=stub, row_span=depth, bold=bold)] if stub else []

    def place(nodes: Sequence[Head], level: int, col: int) -> int:
        for text, children in nodes:
            end = place(children, level + 1, col) if children else col + 1
            span = 1 if children else depth - level
            side: Align = "center" if children else align
            cells.append(Cell(row=level, col=col, text=text, row_span=span, col_span=end - col, align=side, bold=bold))
            col = end
        return col

    place(tree, 0, 1)
    return cells
