"""Adjacency relations of tables, as the ICDAR-2013 table competition compares them (Göbel, Hassan, Oro, Orsi 2013).

A relation joins two neighbouring texts of a table: to the right or below, past empty cells. What is compared is which
pairs of texts neighbour each other, so neither spans nor empty rows need to be given alike.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

Relation = tuple[str, str, str]
"""the first text, the second, and `right` or `below`"""

_DASHES = re.compile(r"[‐‑‒–—―−]")
_LEADER = re.compile(r"\.{4,}|…{2,}|(?<=[a-z])\.{2,}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """A cell: rows and columns from 0, both ends included."""

    row: int
    col: int
    last_row: int
    last_col: int
    text: str


Cells = Sequence[Span]


def normal(text: str) -> str:
    """`text` without what producers differ in: white space, kinds of dashes, leader dots, compatibility forms."""
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    return _LEADER.sub("", re.sub(r"\s+", "", plain)).casefold()


def relations(cells: Cells) -> Counter[Relation]:
    """The relations of one table, each pair of cells once for each direction."""
    at: dict[tuple[int, int], Span] = {}
    for cell in cells:
        if normal(cell.text):
            for row in range(cell.row, cell.last_row + 1):
                for col in range(cell.col, cell.last_col + 1):
                    at.setdefault((row, col), cell)
    rows = max((r for r, _ in at), default=-1) + 1
    cols = max((c for _, c in at), default=-1) + 1
    pairs: dict[tuple[int, int, str], Relation] = {}
    for direction, lanes in (
        ("right", [[(r, c) for c in range(cols)] for r in range(rows)]),
        ("below", [[(r, c) for r in range(rows)] for c in range(cols)]),
    ):
        for lane in lanes:
            texts = [at[spot] for spot in lane if spot in at]
            for a, b in itertools.pairwise(texts):
                if a is not b:
                    pairs[id(a), id(b), direction] = (normal(a.text), normal(b.text), direction)
    return Counter(pairs.values())


@dataclass(frozen=True, slots=True)
class Marks:
    """How many relations are right, found and true."""

    right: int
    found: int
    true: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else float(self.true == 0)

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """1 where nothing is true and nothing was found."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def compare(found: Sequence[Cells], true: Sequence[Cells]) -> Marks:
    """The marks of one document: the relations of all its tables together."""
    ours = sum((relations(t) for t in found), Counter[Relation]())
    truth = sum((relations(t) for t in true), Counter[Relation]())
    return Marks(sum((ours & truth).values()), sum(ours.values()), sum(truth.values()))


def read_truth(path: Path) -> list[list[Span]]:
    """The tables of a `-str.xml` of the competition. Regions of one table on several pages are shifted as it says."""
    out = []
    for table in ET.parse(path).getroot().iter("table"):
        cells = []
        for region in table.iter("region"):
            down, across = int(region.get("row-increment") or 0), int(region.get("col-increment") or 0)
            for cell in region.iter("cell"):
                row, col = int(cell.get("start-row") or 0), int(cell.get("start-col") or 0)
                last_row, last_col = int(cell.get("end-row") or row), int(cell.get("end-col") or col)
                text = "".join(e.text or "" for e in cell.iter("content"))
                cells.append(
                    Span(row + down, col + across, max(last_row, row) + down, max(last_col, col) + across, text)
                )
        out.append(cells)
    return out
