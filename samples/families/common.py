"""Table parts that several families share: coded lines, their sums, and the halves of a balance table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from samples.model import Books, CodeLine, Economic, Spending, code_lines
from samples.names import economic_names, function_names

ORDINALS = "一二三四五六七八九十"
EMPTY_NOTE = "注：本表本年无发生额。"


def function_lines(books: Books, wanted: Callable[[Spending], int] = lambda s: s.total) -> tuple[CodeLine, ...]:
    """类, 款 and 项 of all spending for which `wanted` gives an amount."""
    return code_lines((s.code for s in books.spending if wanted(s)), function_names(), (3, 5, 7))


def economic_lines(books: Books, wanted: Callable[[Economic], int] = lambda e: e.total) -> tuple[CodeLine, ...]:
    """类 and 款 of all uses for which `wanted` gives an amount."""
    return code_lines((e.code for e in books.economics if wanted(e)), economic_names(), (3, 5))


def spent(books: Books, prefix: str, part: Callable[[Spending], int]) -> int:
    return sum(part(s) for s in books.spending if s.code.startswith(prefix))


def side_by_side(
    left: Sequence[tuple[str, ...]], right: Sequence[tuple[str, ...]], closing: Sequence[tuple[str, ...]]
) -> tuple[tuple[str, ...], ...]:
    """The rows of a balance table: two independent lists, then rows that stand in both."""
    width_left, width_right = len(left[0]), len(right[0])
    rows = [
        (left[i] if i < len(left) else ("",) * width_left) + (right[i] if i < len(right) else ("",) * width_right)
        for i in range(max(len(left), len(right)))
    ]
    return (*rows, *closing)


def numbered(lines: Sequence[CodeLine]) -> tuple[str, ...]:
    """Names of functional lines without codes: 类 get 一、二、…, 款 and 项 none."""
    out, n = [], 0
    for line in lines:
        if line.level == 0:
            out.append(f"{ORDINALS[n]}、{line.name}")
            n += 1
        else:
            out.append(line.name)
    return tuple(out)
