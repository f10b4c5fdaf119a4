"""Many generated reports: every family in every layout, by seed. Tests take a few, benchmarks and tuning take many."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from samples import TRUTH
from samples.families import FAMILIES
from samples.invent import invent
from samples.layout import CATALOGUE, Layout
from samples.render_pdf import render
from samples.report import Report
from samples.truth import truth

YEARS = (2022, 2023, 2024, 2025)


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One generated document."""

    family: str
    layout: Layout
    seed: int

    @property
    def name(self) -> str:
        return f"{self.family}-{self.layout.name}-{self.seed}"

    def report(self) -> Report:
        year = {"shenzhen2022": 2022, "shenzhen2023": 2023}.get(self.family, YEARS[self.seed % len(YEARS)])
        return FAMILIES[self.family](invent(self.seed, year=year))

    def pdf(self) -> bytes:
        return render(self.report(), self.layout)


def cases(
    count: int,
    *,
    families: Sequence[str] = (),
    layouts: Sequence[str] = (),
    first_seed: int = 1,
) -> Iterator[Case]:
    """`count` cases for every chosen layout and family (all by default), each with a seed of its own."""
    seed = first_seed
    for layout in layouts or tuple(CATALOGUE):
        for family in families or tuple(FAMILIES):
            for _ in range(count):
                yield Case(family=family, layout=CATALOGUE[layout], seed=seed)
                seed += 1


def write(folder: Path, chosen: Iterable[Case]) -> int:
    """Writes documents and truths; returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for case in chosen:
        report = case.report()
        name = f"{case.name}.pdf"
        (folder / name).write_bytes(render(report, case.layout))
        text = json.dumps(truth(report, name), ensure_ascii=False, indent=1)
        (folder / f"{case.name}{TRUTH}").write_text(text + "\n", "utf-8")
        written += 1
    return written
