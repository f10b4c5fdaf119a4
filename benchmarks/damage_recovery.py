"""What comes back from damaged text exports: cell and head F1 by style and by kind of damage.

Misreadings (`samples.misread`), some of which nothing can undo, are judged after validation: what counts is that no
wrong figure is left sure.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from samples.damage import Damage, Export, Style, render_damaged
from samples.families import shanghai, shenzhen
from samples.invent import invent
from samples.misread import Misreading, misread
from samples.report import Report
from samples.score import Score, score
from samples.truth import truth
from services.extract.core.pipeline import reconstruct
from services.extract.readers import text
from services.validate.core.engine import validate
from shared.model.codec import document_to_json
from shared.model.document import Identity

_SEEDS = (101, 102)
_NAMES = {Style.HTML: "a.html", Style.MARKDOWN: "a.md", Style.REPEATED: "a.md", Style.FLATTENED: "a.md"}


def reports() -> list[Report]:
    """Departments of two families and three layouts."""
    return [
        *(shenzhen.report(invent(seed, year=2024), shenzhen.SHENZHEN_2023) for seed in _SEEDS),
        *(shenzhen.report(invent(seed + 10, year=2022), shenzhen.SHENZHEN_2022) for seed in _SEEDS),
        *(shanghai.report(invent(seed + 20, year=2025)) for seed in _SEEDS),
    ]


def recovered(report: Report, export: Export, folder: Path, misreading: Misreading | None = None) -> Score:
    """The score of one export, read and rebuilt; a misread one is checked as well."""
    name = _NAMES.get(export.style, "a.txt")
    path = folder / name
    written = render_damaged(report, export)
    path.write_text(misread(written, misreading, export.seed) if misreading else written, encoding="utf-8", newline="")
    document = reconstruct(text.read(path, media_type="text/plain"))
    document = validate(document) if misreading else document
    identity = Identity(document_id=None, revision=1, sha256="0" * 64, filename=name)
    return score(truth(report, name), document_to_json(document, identity))


def total(scores: Iterable[Score]) -> Score:
    first, *rest = scores
    for one in rest:
        first += one
    return first


def main() -> None:
    made = reports()
    with tempfile.TemporaryDirectory() as folder:
        print("| style | damage | cell F1 | head F1 | tables | silent |\n|---|---|---|---|---|---|")
        for style in Style:
            for damage in [None, *Damage, *Misreading]:
                damages = frozenset({damage}) if isinstance(damage, Damage) else frozenset[Damage]()
                misreading = damage if isinstance(damage, Misreading) else None
                exports = [Export(style=style, damages=damages, seed=i) for i in range(len(made))]
                result = total(recovered(r, e, Path(folder), misreading) for r, e in zip(made, exports, strict=True))
                tables = f"{result.tables_found}/{result.tables_true}"
                print(
                    f"| {style} | {damage or 'none'} | {result.cell_f1:.4f} | {result.head_f1:.4f} | {tables} "
                    f"| {result.silent} |"
                )


if __name__ == "__main__":
    main()
