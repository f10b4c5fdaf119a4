"""The samples that ship: what each is made of, and what the demo must find in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from samples import EXPECTED, TRUTH
from samples.families import shanghai, shenzhen
from samples.invent import invent
from samples.layout import CATALOGUE
from samples.plant import plant
from samples.render_pdf import render
from samples.render_text import render_text
from samples.report import Block, LogicalTable, PageBreak, Report
from samples.scan import ScanSettings, scan
from samples.truth import truth


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """`repairs` is the least number of repairs (of cells and tables) that its result must log."""

    name: str
    report: Callable[[], Report]
    bytes_of: Callable[[Report], bytes]
    repairs: int = 0


def _split_rows() -> Report:
    return shenzhen.report(invent(11, year=2023), shenzhen.SHENZHEN_2023)


def _split_rows_pdf(report: Report) -> bytes:
    layout = replace(CATALOGUE["cut_rows"], name_chars=4, pad=5.0, page_height=842.0, spaced_heads=True)
    return render(report, layout)


def _planted() -> Report:
    report = shenzhen.report(invent(23, year=2024), shenzhen.SHENZHEN_2023)
    return plant(report, ("wrong_total", "exchanged_digits", "text_amount", "growth_rate", "missing_table"), 23)


def _scanned() -> Report:
    """Two tables of a small department: 收支总表 and 三公."""
    report = shenzhen.report(invent(5, year=2023, small=True), shenzhen.SHENZHEN_2023)
    wanted = {"收支总表", "一般公共预算“三公”经费支出表"}
    blocks: list[Block] = []
    for block in report.blocks:
        if isinstance(block, LogicalTable) and block.title in wanted:
            blocks += [PageBreak(), block]
    return replace(report, blocks=tuple(blocks), contents=(), title=None)


def _scanned_pdf(report: Report) -> bytes:
    settings = ScanSettings(dpi=200, skew=0.5, noise=1.2, quality=22, stamped=frozenset({1}))
    return scan(render(report, CATALOGUE["full"]), settings, 5)


def _text() -> Report:
    return shenzhen.report(invent(31, year=2022), shenzhen.SHENZHEN_2022)


SAMPLES: tuple[tuple[str, Sample], ...] = (
    ("01-split-rows.pdf", Sample(name="split rows", report=_split_rows, bytes_of=_split_rows_pdf, repairs=10)),
    ("02-planted-errors.pdf", Sample(name="planted", report=_planted, bytes_of=lambda r: render(r, CATALOGUE["full"]))),
    ("03-scan.pdf", Sample(name="scan", report=_scanned, bytes_of=_scanned_pdf)),
    (
        "04-shanghai.pdf",
        Sample(
            name="shanghai",
            report=lambda: shanghai.report(invent(42, year=2025)),
            bytes_of=lambda r: render(r, CATALOGUE["open_sides"]),
        ),
    ),
    ("05-text-export.txt", Sample(name="text", report=_text, bytes_of=lambda r: render_text(r).encode("utf-8"))),
)


def expected(report: Report, repairs: int) -> dict[str, Any]:
    """What a run over the sample must show: exactly these tables, at least these findings and repairs."""
    return {
        "tables": [{"title": t.title, "rows": len(t.rows), "columns": len(t.columns)} for t in report.tables],
        "findings": [
            {"code": f["code"], "table_title": None if f["table"] == "文字部分" else f["table"]}
            for f in report.expected_findings
        ],
        "repairs_at_least": repairs,
    }


def write(folder: Path) -> list[Path]:
    """Makes all samples with their truths and expectations in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    out = []
    for name, sample in SAMPLES:
        report = sample.report()
        path = folder / name
        path.write_bytes(sample.bytes_of(report))
        _write_json(folder / (path.stem + TRUTH), truth(report, name))
        _write_json(folder / (path.stem + EXPECTED), expected(report, sample.repairs))
        out.append(path)
    return out


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")
