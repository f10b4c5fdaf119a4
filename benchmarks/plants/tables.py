"""Errors planted in the tables of a generated report, and in its own text."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from benchmarks.plants.planted import LEAST, SUMS, Planted, cells, changed, everywhere, like, step, swap
from samples.report import LogicalTable, Paragraph, Report
from shared.codes import load
from shared.model.fold import fold
from shared.model.numbers import parse_number


def _tables(report: Report) -> list[LogicalTable]:
    return [b for b in report.blocks if isinstance(b, LogicalTable)]


def _amounts(table: LogicalTable) -> list[tuple[int, int, Decimal]]:
    """(row, column, value) of the table's amounts."""
    found = []
    for r, row in enumerate(table.rows):
        for c, text in enumerate(row.cells):
            value = parse_number(text) if c not in table.labels and text else None
            if value is not None and not re.search("编码|^类$|^款$|^项$|年度|序号", "".join(table.columns[c][-1:])):
                found.append((r, c, value))
    return found


def _choose(report: Report, rng: random.Random, least: int = LEAST) -> Iterator[tuple[LogicalTable, int, int, Decimal]]:
    """Amounts large enough to be wrong beyond rounding, in random order."""
    pool = []
    for table in _tables(report):
        for r, c, value in _amounts(table):
            if value >= least * step(table.rows[r].cells[c]):
                pool.append((table, r, c, value))
    rng.shuffle(pool)
    yield from pool


def wrong_total(report: Report, rng: random.Random) -> Planted | None:
    """A total that is not the sum of its parts."""
    for table, r, c, value in _choose(report, rng):
        label = "".join(table.rows[r].cells[:3])
        if re.search("合计|总计|小计", label) or re.search("合计|总计|小计", table.columns[c][-1]):
            was = table.rows[r].cells[c]
            now = like(value + rng.choice((LEAST, 40, 60)) * step(was), was)
            return Planted(
                report=swap(report, table, changed(table, {(r, c): now})),
                codes=SUMS,
                tables=everywhere(report),
                right=was,
                at=cells(table, [(r, c)]),
            )
    return None


def exchanged_digits(report: Report, rng: random.Random) -> Planted | None:
    """Two digits of one amount changed places."""
    for table, r, c, value in _choose(report, rng):
        was = table.rows[r].cells[c]
        for at in rng.sample(range(len(was) - 1), len(was) - 1):
            a, b = was[at], was[at + 1]
            if a == b or not (a.isdigit() and b.isdigit()):
                continue
            now = was[:at] + b + a + was[at + 2 :]
            other = parse_number(now)
            if now[0] != "0" and other is not None and abs(other - value) >= LEAST * step(was):
                return Planted(
                    report=swap(report, table, changed(table, {(r, c): now})),
                    codes=SUMS,
                    tables=everywhere(report),
                    right=was,
                    at=cells(table, [(r, c)]),
                )
    return None


def exchanged_cells(report: Report, rng: random.Random) -> Planted | None:
    """Two amounts of one column changed places."""
    for table, r, c, value in _choose(report, rng):
        for r2, c2, other in _amounts(table):
            unit = step(table.rows[r].cells[c])
            if c2 == c and r2 != r and abs(other - value) >= LEAST * unit:
                one, two = table.rows[r].cells[c], table.rows[r2].cells[c]
                return Planted(
                    report=swap(report, table, changed(table, {(r, c): two, (r2, c): one})),
                    codes=SUMS,
                    tables=everywhere(report),
                    right="⇄",
                    at=cells(table, [(r, c), (r2, c)]),
                )
    return None


def shifted_row(report: Report, rng: random.Random) -> Planted | None:
    """The amounts of one row moved one column to the right."""
    for table, r, _, _ in _choose(report, rng):
        columns = [c for rr, c, _ in _amounts(table) if rr == r]
        if len(columns) < 3 or columns[-1] - columns[0] != len(columns) - 1:
            continue
        texts = [table.rows[r].cells[c] for c in columns]
        moved = ["0", *texts[:-1]]
        large = [
            abs((parse_number(a) or Decimal(0)) - (parse_number(b) or Decimal(0)))
            for a, b in zip(texts, moved, strict=True)
        ]
        if max(large) < LEAST:
            continue
        changes = {(r, c): t for c, t in zip(columns, moved, strict=True)}
        return Planted(
            report=swap(report, table, changed(table, changes)), codes=SUMS, tables=everywhere(report), right="移一列",
            at=cells(table, list(changes)),
        )  # fmt: skip
    return None


def wrong_unit(report: Report, rng: random.Random) -> Planted | None:
    """A table declares 元 for 万元 or the reverse."""
    tables = [t for t in _tables(report) if t.unit in {"元", "万元"} and sum(v != 0 for *_, v in _amounts(t)) >= 2]
    rng.shuffle(tables)
    if len(tables) < 2:
        return None  # one table alone says nothing of its unit
    for table in tables:
        other = "元" if table.unit == "万元" else "万元"
        return Planted(
            report=swap(report, table, replace(table, unit=other)),
            codes=frozenset({"unit_mismatch"}),
            tables=frozenset({table.title}),
            right=table.unit,
        )
    return None


def text_amount(report: Report, rng: random.Random) -> Planted | None:
    """An amount of the prose that is not the table's."""
    paragraphs = [b for b in report.blocks if isinstance(b, Paragraph)]
    rng.shuffle(paragraphs)
    for paragraph in paragraphs:
        for match in re.finditer(r"(?:预算|支出|收入|费|经费|为|共计)([\d,]+(?:\.\d+)?)万元", paragraph.text):
            value = parse_number(match.group(1))
            if "机关运行经费" in paragraph.text[: match.end()]:
                continue  # no table of most families prints it
            if value is None or value < LEAST or re.search("以[上下]", paragraph.text[match.end() : match.end() + 3]):
                continue
            now = like(value + rng.choice((LEAST, 50, 90)) * step(match.group(1)), match.group(1))
            text = paragraph.text[: match.start(1)] + now + paragraph.text[match.end(1) :]
            return Planted(
                report=swap(report, paragraph, Paragraph(text)),
                codes=frozenset({"text_table_mismatch", "growth_rate_mismatch"}),
                tables=frozenset({None}),
                right=match.group(1),
                printed=now,
            )
    return None


def growth_rate(report: Report, rng: random.Random) -> Planted | None:
    """A rate of change that does not follow from the amounts beside it."""
    paragraphs = [b for b in report.blocks if isinstance(b, Paragraph)]
    rng.shuffle(paragraphs)
    for paragraph in paragraphs:
        match = re.search(r"(?:增长|下降|增加|减少)(\d+(?:\.\d+)?)%", paragraph.text)
        if match:
            unit = step(match.group(1))
            now = like(Decimal(match.group(1)) + rng.choice((7, 12, 30)) * max(unit, Decimal("0.1")), match.group(1))
            text = paragraph.text[: match.start(1)] + now + paragraph.text[match.end(1) :]
            return Planted(
                report=swap(report, paragraph, Paragraph(text)),
                codes=frozenset({"growth_rate_mismatch"}),
                tables=frozenset({None}),
                right=match.group(1),
                printed=now,
            )
    return None


def missing_table(report: Report, rng: random.Random) -> Planted | None:
    """A table that 目录 lists is not there."""
    tables = [t for t in _tables(report) if t.title in report.contents]
    if not tables:
        return None
    table = rng.choice(tables)
    return Planted(
        report=swap(report, table, None), codes=frozenset({"missing_table"}), tables=frozenset({table.title})
    )


def class_total_repeated(report: Report, rng: random.Random) -> Planted | None:
    """The project column of one 项 repeats the total of its 类."""
    for table in _shuffled(report, rng):
        heads = [path[-1] for path in table.columns]
        codes = [_code(table, r) for r in range(len(table.rows))]
        if "项目支出" not in heads or not any(len(c) == 7 for c in codes):
            continue
        column = heads.index("项目支出")
        for r in rng.sample(range(len(codes)), len(codes)):
            above = next((i for i, c in enumerate(codes) if len(c) == 3 and codes[r].startswith(c)), None)
            if len(codes[r]) != 7 or above is None:
                continue
            whole = max((v for rr, _, v in _amounts(table) if rr == above), default=None)
            was = table.rows[r].cells[column]
            text = next((t for t in table.rows[above].cells if whole is not None and parse_number(t) == whole), "")
            own = parse_number(was) or Decimal(0)
            if whole is not None and text and text != was and abs(whole - own) >= LEAST * step(text):
                return Planted(
                    report=swap(report, table, changed(table, {(r, column): text})), codes=SUMS,
                    tables=everywhere(report), right=was if parse_number(was) else None, at=cells(table, [(r, column)]),
                )  # fmt: skip
    return None


def old_name(report: Report, rng: random.Random) -> Planted | None:
    """A code bears the name that it had before it was renamed."""
    for table in _shuffled(report, rng):
        for r in range(len(table.rows)):
            code = _code(table, r)
            for c, text in enumerate(table.rows[r].cells):
                old = _old_name(code, text, report.year)
                if old:
                    return Planted(
                        report=swap(report, table, changed(table, {(r, c): old})), right=text,
                        codes=frozenset({"code_name_mismatch"}), tables=everywhere(report), at=cells(table, [(r, c)]),
                    )  # fmt: skip
    return None


def empty_note(report: Report, rng: random.Random) -> Planted | None:
    """A note that the table is empty stands under a filled one."""
    tables = [t for t in _shuffled(report, rng) if sum(v != 0 for *_, v in _amounts(t)) >= 3 and not t.notes]
    if not tables:
        return None
    note = rng.choice(
        ("注：本表本年无发生额。", "注：本表为空表。", "说明：本单位无此项支出，本表无数据。", "备注：故此表为空。")
    )
    return Planted(
        report=swap(report, tables[0], replace(tables[0], notes=(note,))), codes=frozenset({"text_table_mismatch"}),
        tables=frozenset({tables[0].title}), printed=note,
    )  # fmt: skip


def two_splits(report: Report, rng: random.Random) -> Planted | None:
    """人员 and 公用 of one table are moved against each other: two tables divide basic expenditure differently."""
    for table in _shuffled(report, rng):
        heads = [path[-1] for path in table.columns]
        if "人员经费" not in heads or "公用经费" not in heads or len({p[0] for p in table.columns}) < 2:
            continue
        staff, office = heads.index("人员经费"), heads.index("公用经费")
        moved = Decimal(101_200) if table.unit == "元" else Decimal("10.12")
        changes = {}
        for r, row in enumerate(table.rows):
            first, second = parse_number(row.cells[staff]), parse_number(row.cells[office])
            if first and second and first > moved:
                changes[r, staff] = like(first - moved, row.cells[staff])
                changes[r, office] = like(second + moved, row.cells[office])
        if len(changes) >= 4:
            return Planted(
                report=swap(report, table, changed(table, changes)), codes=frozenset({"cross_table_mismatch"}),
                tables=everywhere(report), at=cells(table, list(changes)),
            )  # fmt: skip
    return None


def _shuffled(report: Report, rng: random.Random) -> list[LogicalTable]:
    return rng.sample(_tables(report), len(_tables(report)))


def _code(table: LogicalTable, row: int) -> str:
    """The code of a row: the digits of its code columns."""
    texts = zip(table.columns, table.rows[row].cells, strict=True)
    return "".join(t for path, t in texts if re.search("编码|^类$|^款$|^项$", path[-1]) and t.isdigit())


def _old_name(code: str, text: str, year: int) -> str | None:
    entry = load().entry("function", code) if code else None
    if entry is None or not entry.certain or fold(entry.name) != fold(text):
        return None
    renames = load().renames
    return next((r.old for r in renames if r.code == code and r.year and r.year <= year and "(" not in r.old), None)


#: planted in the report's own text
OF_TEXT = frozenset({"text amount", "growth rate"})
ERRORS = {
    "wrong total": wrong_total,
    "exchanged digits": exchanged_digits,
    "exchanged cells": exchanged_cells,
    "shifted row": shifted_row,
    "unit": wrong_unit,
    "text amount": text_amount,
    "growth rate": growth_rate,
    "missing table": missing_table,
    "class total repeated": class_total_repeated,
    "old name": old_name,
    "empty note": empty_note,
    "two splits": two_splits,
}
