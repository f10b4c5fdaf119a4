"""Planted errors: how many are found, how many are proposed right, how many false alarms clean reports give.

`python -m benchmarks.mutations [--reports N] [--layout NAME…] [--verbose]` takes generated reports of every family
(samples/), plants one error of each kind, rebuilds the document from marked grids (so that only the rules are measured,
not the readers) and prints a table. With `--layout NAME…` the reports are printed as PDF and go through reading and
reconstruction too; the layouts take turns.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from benchmarks.documents import document_of
from samples.families import FAMILIES
from samples.invent import invent
from samples.layout import CATALOGUE
from samples.report import Block, LogicalTable, Paragraph, Report
from services.validate.core.engine import validate
from shared.model.document import Document
from shared.model.finding import Finding, Severity
from shared.model.numbers import parse_number

CORE = {
    "sum_mismatch",
    "cross_table_mismatch",
    "text_table_mismatch",
    "growth_rate_mismatch",
    "unit_mismatch",
    "missing_table",
}
#: families whose figures are drawn at random: nothing ties them, so nothing can be found in them
NO_RELATIONS = {"unknown"}
LEAST = 30
"""a planted amount differs by at least so many units of the last place: beyond any rounding"""


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A report with one error: the codes that tell of it, the titles of its tables, the right figure if any."""

    report: Report
    codes: frozenset[str]
    tables: frozenset[str | None]
    right: str | None = None


# ------------------------------------------------------------------ errors


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


def _step(text: str) -> Decimal:
    return Decimal(1).scaleb(-len(text.partition(".")[2]))


def _like(value: Decimal, like: str) -> str:
    places = len(like.partition(".")[2])
    return f"{value:,.{places}f}" if "," in like or value < 1000 else f"{value:.{places}f}"


def _swap(report: Report, old: Block, new: Block | None) -> Report:
    return replace(report, blocks=tuple(b for b in (new if x is old else x for x in report.blocks) if b is not None))


def _set(table: LogicalTable, changes: dict[tuple[int, int], str]) -> LogicalTable:
    rows = list(table.rows)
    for (r, c), text in changes.items():
        cells = list(rows[r].cells)
        cells[c] = text
        rows[r] = replace(rows[r], cells=tuple(cells))
    return replace(table, rows=tuple(rows))


def _choose(report: Report, rng: random.Random, least: int = LEAST) -> Iterator[tuple[LogicalTable, int, int, Decimal]]:
    """Amounts large enough to be wrong beyond rounding, in random order."""
    pool = []
    for table in _tables(report):
        for r, c, value in _amounts(table):
            if value >= least * _step(table.rows[r].cells[c]):
                pool.append((table, r, c, value))
    rng.shuffle(pool)
    yield from pool


SUMS = frozenset({"sum_mismatch", "cross_table_mismatch", "text_table_mismatch"})


def _everywhere(report: Report) -> frozenset[str | None]:
    return frozenset({None, *(t.title for t in report.tables)})


def wrong_total(report: Report, rng: random.Random) -> Planted | None:
    """A total that is not the sum of its parts."""
    for table, r, c, value in _choose(report, rng):
        label = "".join(table.rows[r].cells[:3])
        if re.search("合计|总计|小计", label) or re.search("合计|总计|小计", table.columns[c][-1]):
            was = table.rows[r].cells[c]
            now = _like(value + rng.choice((LEAST, 40, 60)) * _step(was), was)
            return Planted(
                report=_swap(report, table, _set(table, {(r, c): now})),
                codes=SUMS,
                tables=_everywhere(report),
                right=was,
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
            changed = parse_number(now)
            if now[0] != "0" and changed is not None and abs(changed - value) >= LEAST * _step(was):
                return Planted(
                    report=_swap(report, table, _set(table, {(r, c): now})),
                    codes=SUMS,
                    tables=_everywhere(report),
                    right=was,
                )
    return None


def exchanged_cells(report: Report, rng: random.Random) -> Planted | None:
    """Two amounts of one column changed places."""
    for table, r, c, value in _choose(report, rng):
        for r2, c2, other in _amounts(table):
            step = _step(table.rows[r].cells[c])
            if c2 == c and r2 != r and abs(other - value) >= LEAST * step:
                one, two = table.rows[r].cells[c], table.rows[r2].cells[c]
                return Planted(
                    report=_swap(report, table, _set(table, {(r, c): two, (r2, c): one})),
                    codes=SUMS,
                    tables=_everywhere(report),
                    right="⇄",
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
            report=_swap(report, table, _set(table, changes)), codes=SUMS, tables=_everywhere(report), right="移一列"
        )
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
            report=_swap(report, table, replace(table, unit=other)),
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
            now = _like(value + rng.choice((LEAST, 50, 90)) * _step(match.group(1)), match.group(1))
            text = paragraph.text[: match.start(1)] + now + paragraph.text[match.end(1) :]
            return Planted(
                report=_swap(report, paragraph, Paragraph(text)),
                codes=frozenset({"text_table_mismatch", "growth_rate_mismatch"}),
                tables=frozenset({None}),
            )
    return None


def growth_rate(report: Report, rng: random.Random) -> Planted | None:
    """A rate of change that does not follow from the amounts beside it."""
    paragraphs = [b for b in report.blocks if isinstance(b, Paragraph)]
    rng.shuffle(paragraphs)
    for paragraph in paragraphs:
        match = re.search(r"(?:增长|下降|增加|减少)(\d+(?:\.\d+)?)%", paragraph.text)
        if match:
            step = _step(match.group(1))
            now = _like(Decimal(match.group(1)) + rng.choice((7, 12, 30)) * max(step, Decimal("0.1")), match.group(1))
            text = paragraph.text[: match.start(1)] + now + paragraph.text[match.end(1) :]
            return Planted(
                report=_swap(report, paragraph, Paragraph(text)),
                codes=frozenset({"growth_rate_mismatch"}),
                tables=frozenset({None}),
            )
    return None


def missing_table(report: Report, rng: random.Random) -> Planted | None:
    """A table that 目录 lists is not there."""
    tables = [t for t in _tables(report) if t.title in report.contents]
    if not tables:
        return None
    table = rng.choice(tables)
    return Planted(
        report=_swap(report, table, None), codes=frozenset({"missing_table"}), tables=frozenset({table.title})
    )


ERRORS: dict[str, Callable[[Report, random.Random], Planted | None]] = {
    "wrong total": wrong_total,
    "exchanged digits": exchanged_digits,
    "exchanged cells": exchanged_cells,
    "shifted row": shifted_row,
    "unit": wrong_unit,
    "text amount": text_amount,
    "growth rate": growth_rate,
    "missing table": missing_table,
}

# ------------------------------------------------------------------ measuring


def alarms(document: Document) -> list[Finding]:
    """The errors of the core codes."""
    return [f for f in document.findings if f.code in CORE and f.severity is Severity.ERROR]


def found(planted: Planted, document: Document) -> bool:
    """Whether a finding tells of the planted error."""
    bases = {(t or "").split("·")[0] for t in planted.tables}
    return any(f.code in planted.codes and (f.table_title or "").split("·")[0] in bases for f in alarms(document))


def proposed(planted: Planted, document: Document) -> bool:
    """Whether a proposal names the right figure."""
    if planted.right is None:
        return False
    plain = planted.right.rstrip("0").rstrip(".") if "." in planted.right else planted.right
    wanted = (planted.right, f"{parse_number(planted.right):,}" if parse_number(planted.right) else plain, plain)
    return any(f.proposal and any(w in f.proposal for w in wanted) for f in document.findings)


def reports(count: int, families: list[str], first: int = 1) -> Iterator[tuple[str, int, Report]]:
    for family in families:
        for seed in range(first, first + count):
            year = {"shenzhen2022": 2022, "shenzhen2023": 2023}.get(family, 2022 + seed % 4)
            yield family, seed, FAMILIES[family](invent(seed, year=year))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=5, help="reports of each family")
    parser.add_argument("--families", nargs="*", default=sorted(FAMILIES))
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--layout", nargs="*", default=[], choices=sorted(CATALOGUE))
    parser.add_argument("--clean", action="store_true", help="clean reports only")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    tally: dict[str, Counter[str]] = {name: Counter() for name in ERRORS}
    clean = Counter[str]()
    for family, seed, report in reports(options.reports, options.families, options.first):
        layout = CATALOGUE[options.layout[clean["reports"] % len(options.layout)]] if options.layout else None
        checked = validate(document_of(report, layout))
        false = alarms(checked)
        clean["reports"] += 1
        clean["false"] += len(false)
        clean["warnings"] += sum(f.severity is Severity.WARNING for f in checked.findings)
        if options.verbose:
            for f in checked.findings:
                if f.severity is not Severity.INFO:
                    print(
                        f"clean {family} {seed}: {f.severity.value} {f.code} {f.rule} {f.table_title} {f.message[:260]}"
                    )
        for name, plant in ERRORS.items() if family not in NO_RELATIONS and not options.clean else ():
            planted = plant(report, random.Random(f"{family}{seed}{name}"))
            if planted is None:
                continue
            result = validate(document_of(planted.report, layout))
            tally[name]["planted"] += 1
            hit = found(planted, result)
            tally[name]["found"] += hit
            tally[name]["proposed"] += proposed(planted, result)
            if not hit and options.verbose:
                print(f"MISSED {name} in {family} {seed}: right {planted.right}")
    print(f"{'error':18}{'planted':>8}{'found':>7}{'proposed right':>16}")
    for name, counts in tally.items():
        print(f"{name:18}{counts['planted']:8}{counts['found']:7}{counts['proposed']:16}")
    total = sum((c for c in tally.values()), Counter[str]())
    share = 100 * total["found"] / max(1, total["planted"])
    print(f"{'all':18}{total['planted']:8}{total['found']:7}{total['proposed']:16}   {share:.1f} % found")
    print(f"clean reports: {clean['reports']}, false errors: {clean['false']}, warnings: {clean['warnings']}")


if __name__ == "__main__":
    main()
