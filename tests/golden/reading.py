"""Reads generated reports back through the real reader and the real reconstruction."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from samples.fonts import FILES, FOLDER
from samples.score import Score, score
from samples.suite import Case
from samples.truth import truth
from services.extract.core.pipeline import reconstruct
from services.extract.readers import pdf
from shared.model.codec import document_to_json
from shared.model.document import Identity

FONTS_MISSING = not all((FOLDER / path).exists() for path, _ in FILES.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """`seconds` a page, reading and reconstruction together."""

    score: Score
    seconds: float


def outcome(case: Case, folder: Path) -> Outcome:
    path = folder / f"{case.name}.pdf"
    report = case.report()
    path.write_bytes(case.pdf())
    start = time.perf_counter()
    source = pdf.read(path, media_type="application/pdf")
    document = reconstruct(source)
    seconds = (time.perf_counter() - start) / max(len(source.pages), 1)
    identity = Identity(document_id=None, revision=1, sha256="", filename=path.name)
    return Outcome(score=score(truth(report, path.name), document_to_json(document, identity)), seconds=seconds)
