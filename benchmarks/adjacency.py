"""How well are tables of papers of unknown kind found and rebuilt? Adjacency relations (ICDAR 2013), a line a kind.

    python -m benchmarks.adjacency --seed 100 --count 2 [--kind report] [--browser] [--verbose]
    python -m benchmarks.adjacency FOLDER          (PDFs beside `-str.xml` files of the competition)

Columns: the mean F1 of the documents for the tables of the result, for the grids of the pages before anything is made
of them, for pdfplumber, and for camelot where it is installed; papers without a table count 1 where none is found.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import mean

from benchmarks._adjacency import Cells, Marks, Span, compare, read_truth
from samples.official import draw, markup, papers, plain
from samples.official.model import PaperTable

KINDS = (*papers.KINDS, *plain.KINDS)
Case = tuple[str, Path, list[Cells]]
"""kind, file, true tables"""


def result_tables(path: Path) -> list[Cells]:
    """The logical tables, heads and all."""
    from services.extract import reading
    from services.extract.core.pipeline import reconstruct
    from shared.exports.heads import head_cells, head_depth

    out: list[Cells] = []
    for table in reconstruct(reading.read(path, "application/pdf")).tables:
        depth = head_depth(table.columns)
        cells = [
            Span(h.row, h.col, h.row + h.row_span - 1, h.col + h.col_span - 1, h.text)
            for h in head_cells(table.columns)
        ]
        for r, row in enumerate(table.rows, start=depth):
            cells += [Span(r, c, r, c, cell.text) for c, cell in enumerate(row.cells)]
        out.append(cells)
    return out


def page_grids(path: Path) -> list[Cells]:
    """The grids that the layout of the pages gives."""
    from services.extract import reading
    from services.extract.core.geometry.layout import blocks
    from shared.model.page import Grid

    return [
        [Span(c.row, c.col, c.row + c.row_span - 1, c.col + c.col_span - 1, c.text) for c in grid.cells]
        for page in reading.read(path, "application/pdf").pages
        for grid in blocks(page)
        if isinstance(grid, Grid)
    ]


def pdfplumber_tables(path: Path) -> list[Cells]:
    import pdfplumber

    with pdfplumber.open(path) as document:
        return [_spans(t) for p in document.pages for t in p.extract_tables()]


def camelot_tables(path: Path) -> list[Cells]:
    import camelot

    return [_spans(t.df.values.tolist()) for t in camelot.read_pdf(str(path), pages="all", flavor="hybrid")]


def _spans(rows: Sequence[Sequence[str | None]]) -> list[Span]:
    return [Span(r, c, r, c, text or "") for r, row in enumerate(rows) for c, text in enumerate(row)]


def ways() -> dict[str, Callable[[Path], list[Cells]]]:
    """What is compared; camelot only where it can be imported."""
    from importlib.util import find_spec

    found: dict[str, Callable[[Path], list[Cells]]] = {
        "result": result_tables, "grids": page_grids, "pdfplumber": pdfplumber_tables,
    }  # fmt: skip
    return {**found, "camelot": camelot_tables} if find_spec("camelot") else found


def generated(arguments: argparse.Namespace, folder: Path) -> Iterator[Case]:
    for kind in arguments.kind or KINDS:
        for seed in range(arguments.seed, arguments.seed + arguments.count):
            paper = papers.paper(kind, seed)
            path = folder / f"{paper.name}.pdf"
            path.write_bytes((markup if arguments.browser else draw).render(paper))
            yield kind, path, [_truth(t) for t in paper.tables]


def _truth(table: PaperTable) -> list[Span]:
    return [Span(c.row, c.col, c.row + c.row_span - 1, c.col + c.col_span - 1, c.whole) for c in table.cells]


def given(folder: Path) -> Iterator[Case]:
    for truth in sorted(folder.rglob("*-str.xml")):
        path = truth.with_name(truth.name.replace("-str.xml", ".pdf"))
        yield truth.parent.name, path, list(read_truth(truth))


def main() -> int:
    arguments = _parser().parse_args()
    compared = ways()
    if arguments.only:
        compared = {name: way for name, way in compared.items() if name in arguments.only}
    marks: dict[str, dict[str, list[Marks]]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for kind, path, truth in given(arguments.folder) if arguments.folder else generated(arguments, folder):
            of = marks.setdefault(kind, {name: [] for name in compared})
            for name, way in compared.items():
                found = compare(way(path), truth)
                of[name].append(found)
                if arguments.verbose:
                    print(
                        f"{path.stem:28}{name:12}{found.precision:7.3f}{found.recall:7.3f}{found.f1:7.3f}", flush=True
                    )
    _print(marks, list(compared))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--seed", type=int, default=100, help="the first seed; papers count up from it")
    parser.add_argument("--count", type=int, default=2, help="papers of each kind")
    parser.add_argument("--kind", action="append", default=[], choices=KINDS)
    parser.add_argument("--browser", action="store_true", help="print the papers with Chromium, not reportlab")
    parser.add_argument(
        "--only", action="append", default=[], choices=tuple(ways()), help="compare this alone (may be repeated)"
    )
    parser.add_argument("--keep", type=Path, help="write the papers here and leave them")
    parser.add_argument("--verbose", action="store_true", help="a line a document")
    return parser


def _print(marks: dict[str, dict[str, list[Marks]]], names: Sequence[str]) -> None:
    print(f"{'kind':20}{'papers':>8}" + "".join(f"{n:>12}" for n in names))
    groups = {"all": list(marks)}
    if with_tables := [k for k in marks if any(m.true for m in next(iter(marks[k].values())))]:
        groups = {"with tables": with_tables, **groups}
    for label, kinds in (*((k, [k]) for k in marks), *groups.items()):
        by_name = {n: [m.f1 for k in kinds for m in marks[k][n]] for n in names}
        count = len(next(iter(by_name.values())))
        print(f"{label:20}{count:8}" + "".join(f"{mean(by_name[n]):12.3f}" for n in names))


if __name__ == "__main__":
    raise SystemExit(main())
