"""Planted errors: a correct report → a report with one fault, and the finding that must tell of it.

Faults are beyond rounding by construction. What a fault entails elsewhere (a changed total also differs from other
tables) is noted as a consequence, so that a scorer does not count it as a false alarm.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from samples.report import Block, LogicalTable, Paragraph, Report, TableRow

PROSE = "文字部分"
_CLASS = re.compile(r"\d{3}")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")

Finding = dict[str, Any]


class NothingToPlantError(ValueError):
    """The report has no place where this fault could stand."""


def plant(report: Report, faults: tuple[str, ...], seed: int) -> Report:
    """The report with each of `faults` (keys of `FAULTS`) planted once."""
    rng = random.Random(f"plant-{seed}")
    for fault in faults:
        report = FAULTS[fault](report, rng)
    return report


def _with(report: Report, old: Block, new: Block | None, finding: Finding, entailed: tuple[Finding, ...]) -> Report:
    blocks = [new if b is old else b for b in report.blocks]
    return replace(
        report,
        blocks=tuple(b for b in blocks if b is not None),
        expected_findings=(*report.expected_findings, finding),
        consequences=(*report.consequences, *entailed),
    )


def _finding(code: str, table: str | None, where: str, expected: str, actual: str, why: str) -> Finding:
    return {
        "code": code, "severity": "error", "table": table or PROSE, "where": where,
        "expected": expected, "actual": actual, "why": why,
    }  # fmt: skip


def _table(report: Report, title: str) -> LogicalTable:
    for block in report.blocks:
        if isinstance(block, LogicalTable) and block.title == title:
            return block
    raise NothingToPlantError(f"the report has no {title}")


def _changed(table: LogicalTable, row: int, col: int, text: str) -> LogicalTable:
    cells = list(table.rows[row].cells)
    cells[col] = text
    rows = list(table.rows)
    rows[row] = replace(table.rows[row], cells=tuple(cells))
    return replace(table, rows=tuple(rows))


def _printed(value: Decimal, like: str) -> str:
    places = len(like.partition(".")[2])
    return f"{value:,.{places}f}" if "," in like or abs(value) >= 1000 else f"{value:.{places}f}"


def _value(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _others(report: Report, table: str) -> tuple[Finding, ...]:
    """A figure that differs now differs from wherever else it stands."""
    entailed: list[Finding] = [
        {"code": "sum_mismatch", "table": table},
        {"code": "text_table_mismatch", "table": PROSE},
    ]
    for other in report.tables:
        base = other.title.partition("·")[0]
        entailed += [{"code": code, "table": base} for code in ("cross_table_mismatch", "text_table_mismatch")]
    return tuple(entailed)


def wrong_total(report: Report, rng: random.Random) -> Report:
    """The 支出总计 of a 类 of 支出总表 is not the sum of its 款."""
    table = _table(report, "支出总表")
    col = table.columns.index(("支出总计",))
    rows = [i for i, row in enumerate(table.rows) if _CLASS.fullmatch(row.cells[1])]
    row = rng.choice(rows)
    was = table.rows[row].cells[col]
    now = _printed(_value(was) + rng.choice((30, 40, 60, 100)), was)
    where = f"{table.title} / {table.rows[row].cells[1]} / 支出总计"
    finding = _finding("sum_mismatch", table.title, where, was, now, "a wrong total was planted")
    return _with(report, table, _changed(table, row, col, now), finding, _others(report, table.title))


def exchanged_digits(report: Report, rng: random.Random) -> Report:
    """Two digits of a 款 of the table by economic class changed places."""
    table = _table(report, "一般公共预算支出表（按经济分类）")
    col = table.columns.index(("支出总计",))
    choices = []
    for i, row in enumerate(table.rows):
        digits = row.cells[col]
        for a in range(len(digits) - 1):
            if len(row.cells[1]) == 5 and digits[a].isdigit() and digits[a + 1].isdigit():
                swapped = digits[:a] + digits[a + 1] + digits[a] + digits[a + 2 :]
                if abs(_value(swapped) - _value(digits)) > 40 and swapped[0] != "0":
                    choices.append((i, digits, swapped))
    if not choices:
        raise NothingToPlantError("no number whose digits could change places beyond rounding")
    index, was, now = rng.choice(choices)
    where = f"{table.title} / {table.rows[index].cells[1]} / 支出总计"
    finding = _finding("sum_mismatch", table.title, where, was, now, "two digits changed places")
    return _with(report, table, _changed(table, index, col, now), finding, _others(report, table.title))


def text_amount(report: Report, rng: random.Random) -> Report:
    """The amount of government procurement in the text is not that of 支出总表."""
    paragraph, match = _sentence(report, re.compile(r"政府采购项目纳入\d{4}年部门预算共计([\d,.]+)"))
    was = match.group(1)
    now = _printed(_value(was) + rng.choice((50, 70, 90)), was)
    text = paragraph.text[: match.start(1)] + now + paragraph.text[match.end(1) :]
    finding = _finding("text_table_mismatch", None, "政府采购预算", was, now, "the text names another amount")
    finding["accept"] = [{"code": "text_table_mismatch", "table": "支出总表"}]
    entailed: tuple[Finding, ...] = ({"code": "sum_mismatch", "table": PROSE},)
    return _with(report, paragraph, Paragraph(text), finding, entailed)


def growth_rate(report: Report, rng: random.Random) -> Report:
    """The growth rate of the total does not follow from the amounts beside it."""
    paragraph, match = _sentence(report, re.compile(r"(?:增长|下降)(\d+)%"))
    was = match.group(1)
    now = str(int(was) + rng.choice((7, 12, 30)))
    text = paragraph.text.replace(f"{match.group(0)}", match.group(0).replace(f"{was}%", f"{now}%"))
    finding = _finding("growth_rate_mismatch", None, "收支总体情况", f"{was}%", f"{now}%", "the rate does not follow")
    return _with(report, paragraph, Paragraph(text), finding, ())


def missing_table(report: Report, rng: random.Random) -> Report:
    """A table that 目录 lists is not in the report."""
    tables = [b for b in report.blocks if isinstance(b, LogicalTable) and b.title in report.contents]
    table = next((t for t in tables if t.title == "基本支出总表"), None) or rng.choice(tables)
    finding = _finding("missing_table", table.title, f"目录 / {table.title}", table.title, "", "listed, not printed")
    return _with(report, table, None, finding, ())


def _sentence(report: Report, pattern: re.Pattern[str]) -> tuple[Paragraph, re.Match[str]]:
    for block in report.blocks:
        if isinstance(block, Paragraph) and (match := pattern.search(block.text)):
            return block, match
    raise NothingToPlantError(f"no sentence like {pattern.pattern}")


def row_of(table: LogicalTable, label: str) -> TableRow:
    """The first row that carries `label`."""
    return next(row for row in table.rows if label in row.cells)


FAULTS: dict[str, Callable[[Report, random.Random], Report]] = {
    "wrong_total": wrong_total,
    "exchanged_digits": exchanged_digits,
    "text_amount": text_amount,
    "growth_rate": growth_rate,
    "missing_table": missing_table,
}
