"""Planted errors: how many are found, in the right place, proposed right, and how many false alarms clean reports give.

`python -m benchmarks.mutations [--reports N] [--layout NAME…] [--told] [--verbose]` takes generated reports of every
family (samples/), plants one error of each kind (benchmarks/plants), rebuilds the document from marked grids (so that
only the rules are measured, not the readers) and prints a table. `--told` adds a part of running text in many wordings
(samples/narrative) and plants errors there too. With `--layout NAME…` the reports are printed as PDF and go through
reading and reconstruction as well; the layouts take turns.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from benchmarks.documents import document_of
from benchmarks.plants import prose, tables
from benchmarks.plants.planted import Planted
from samples.families import FAMILIES
from samples.invent import invent
from samples.layout import CATALOGUE
from samples.narrative import TOLD_FAMILIES, Told, narrative, with_narrative
from samples.report import Report
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
ERRORS = tables.ERRORS


def alarms(document: Document) -> list[Finding]:
    """The errors of the core codes."""
    return [f for f in document.findings if f.code in CORE and f.severity is Severity.ERROR]


def telling(planted: Planted, document: Document) -> list[Finding]:
    """The findings that can tell of the planted error."""
    bases = {(t or "").split("·")[0] for t in planted.tables}
    return [f for f in document.findings if f.code in planted.codes and (f.table_title or "").split("·")[0] in bases]


def found(planted: Planted, document: Document) -> bool:
    """Whether a finding tells of the planted error."""
    return bool(telling(planted, document))


def placed(planted: Planted, document: Document) -> bool:
    """Whether a finding points at what was changed."""
    titles = {t.id: t.title for t in document.tables}
    for finding in telling(planted, document):
        cells = {(titles.get(c.table, ""), c.row, c.column) for c in finding.cells}
        if planted.at & cells or (planted.printed is not None and _plain(planted.printed) in _plain(finding.message)):
            return True
    return not planted.at and planted.printed is None


def _plain(text: str) -> str:
    """Without separators, spaces and closing zeros: messages show figures so."""
    return re.sub(r"(\.\d*?)0+(?!\d)", lambda m: m.group(1).rstrip("."), text.replace(",", "").replace(" ", ""))


def proposed(planted: Planted, document: Document) -> bool:
    """Whether a finding names the right figure."""
    if planted.right is None:
        return False
    plain = planted.right.rstrip("0").rstrip(".") if "." in planted.right else planted.right
    number = parse_number(planted.right)
    # Tables in 万元 prove no more places than they print.
    forms = (
        {f"{number:,}", f"{number:,}".rstrip("0").rstrip("."), f"{round(number):,}", f"{round(number, 2):,}"}
        if number
        else set()
    )
    wanted = {planted.right, plain, *forms}
    return any(
        any(w in text for w in wanted)
        for f in document.findings
        for text in (f.proposal or "", (f.expected or "") if f.code in planted.codes else "")
    )


def misled(planted: Planted, document: Document) -> bool:
    """Whether the findings that tell of the planted error propose figures, and the right one is none of them."""
    return (
        planted.right is not None
        and any(c.isdigit() for c in planted.right)  # that a row is shifted is said in several ways
        and any(f.proposal for f in telling(planted, document))
        and not proposed(planted, document)
    )


def reports(count: int, families: list[str], first: int = 1) -> Iterator[tuple[str, int, Report, tuple[Told, ...]]]:
    """(family, seed, report, its running text)."""
    for family in families:
        for seed in range(first, first + count):
            year = {"shenzhen2022": 2022, "shenzhen2023": 2023}.get(family, 2022 + seed % 4)
            books = invent(seed, year=year)
            told = narrative(books, family, seed) if family in TOLD_FAMILIES else ()
            yield family, seed, FAMILIES[family](books), told


Plant = Callable[[random.Random], Planted | None]


def plants(report: Report, told: tuple[Told, ...]) -> dict[str, Plant]:
    """Every kind of error that this report can be given."""
    whole = with_narrative(report, told) if told else report
    found: dict[str, Plant] = {
        # In the varied text stand figures that nothing proves: there the marks say where to plant.
        name: partial(plant, report if name in tables.OF_TEXT else whole)
        for name, plant in tables.ERRORS.items()
    }
    if told:
        found |= {name: partial(plant, report, told) for name, plant in prose.ERRORS.items()}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=5, help="reports of each family")
    parser.add_argument("--families", nargs="*", default=sorted(FAMILIES))
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--layout", nargs="*", default=[], choices=sorted(CATALOGUE))
    parser.add_argument("--told", action="store_true", help="with running text in many wordings")
    parser.add_argument("--kinds", default="", help="only errors whose name contains this")
    parser.add_argument("--clean", action="store_true", help="clean reports only")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    tally: dict[str, Counter[str]] = {}
    clean: dict[str, Counter[str]] = {}
    number = 0
    for family, seed, report, all_told in reports(options.reports, options.families, options.first):
        told = all_told if options.told else ()
        layout = CATALOGUE[options.layout[number % len(options.layout)]] if options.layout else None
        number += 1
        checked = validate(document_of(with_narrative(report, told) if told else report, layout))
        own = clean.setdefault(family, Counter())
        own["reports"] += 1
        own["false"] += len(alarms(checked))
        own["warnings"] += sum(f.severity is Severity.WARNING for f in checked.findings)
        own["passed"] += checked.checks.passed
        own["not evaluated"] += checked.checks.not_evaluated
        for f in checked.findings if options.verbose else ():
            if f.severity is not Severity.INFO:
                print(f"clean {family} {seed}: {f.severity.value} {f.code} {f.rule} {f.table_title} {f.message[:260]}")
        kinds = plants(report, told) if family not in NO_RELATIONS and not options.clean else {}
        for name, plant in kinds.items():
            planted = plant(random.Random(f"{family}{seed}{name}")) if options.kinds in name else None
            if planted is None:
                continue
            result = validate(document_of(planted.report, layout))
            counts = tally.setdefault(name, Counter())
            counts["planted"] += 1
            counts["found"] += found(planted, result)
            counts["placed"] += placed(planted, result)
            counts["proposed"] += proposed(planted, result)
            counts["misled"] += misled(planted, result)
            if options.verbose and misled(planted, result):
                texts = {f.proposal for f in telling(planted, result) if f.proposal}
                print(f"MISLED {name} in {family} {seed}: right {planted.right}, printed {planted.printed}: {texts}")
            if options.verbose and not (found(planted, result) and placed(planted, result)):
                print(
                    f"MISSED {name} in {family} {seed}: right {planted.right}, printed {planted.printed} {planted.at}"
                )
    _print(tally, clean)


def _print(tally: dict[str, Counter[str]], clean: dict[str, Counter[str]]) -> None:
    print(f"{'error':24}{'planted':>8}{'found':>7}{'in place':>9}{'proposed right':>16}{'wrong':>7}")
    total = sum((c for c in tally.values()), Counter[str]())
    for name, counts in [*tally.items(), ("all", total)]:
        print(
            f"{name:24}{counts['planted']:8}{counts['found']:7}{counts['placed']:9}{counts['proposed']:16}{counts['misled']:7}"
        )
    print(f"{100 * total['found'] / max(1, total['planted']):.1f} % found")
    for family, own in clean.items():
        print(
            f"clean {family:16}{own['reports']:4} reports, false errors {own['false']}, warnings {own['warnings']}, "
            f"checks passed {own['passed']}, not evaluated {own['not evaluated']}"
        )


if __name__ == "__main__":
    main()
