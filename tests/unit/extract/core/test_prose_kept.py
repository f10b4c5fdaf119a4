"""No line of prose is lost: every heading and paragraph of a generated report is in a section or names a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from samples.layout import CATALOGUE
from samples.report import Heading, Paragraph
from samples.suite import Case
from services.extract.core.pipeline import reconstruct
from services.extract.readers import pdf
from shared.model.fold import fold


@pytest.mark.parametrize("family", ["shenzhen2023", "shanghai", "generic", "final_accounts"])
@pytest.mark.parametrize("layout", ["full", "cut_rows"])
def test_every_line_of_prose_is_kept(family: str, layout: str, tmp_path: Path) -> None:
    case = Case(family=family, layout=CATALOGUE[layout], seed=11)
    file = tmp_path / "report.pdf"
    file.write_bytes(case.pdf())
    found = reconstruct(pdf.read(file, media_type="application/pdf"))
    kept = fold("".join([found.report.title or "", *(f"{s.title}{s.text}" for s in found.sections)]))
    kept += fold("".join("".join([t.title, *t.notes]) for t in found.tables))
    printed = [b.text for b in case.report().blocks if isinstance(b, Heading | Paragraph)]
    assert [text for text in printed if fold(text) not in kept] == []
    assert len(printed) > 2
