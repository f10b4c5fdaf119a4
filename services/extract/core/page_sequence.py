"""Pages that the file lacks or has in another order, told by their printed numbers, and pages that it holds twice.

A feeder takes two sheets at once, a person drops the pile or lays a sheet in again: what comes out reads like a report.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.extract.core.furniture import is_page_number
from shared.model.fold import fold
from shared.model.page import Legibility, Line, PageContent

#: so many pages with a number at least say how a report counts
_LEAST = 4
#: a number that is larger by more is another count's
_MOST_MISSING = 30
#: a page with fewer words may be printed twice on purpose: a leaf between two parts
_WORDS = 12
#: the share of a scanned page's words that its second scan has at least
_SAME = 0.97


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """`missing` pages are not in the file behind its page `after`, on which `printed` stands or would stand."""

    after: int
    printed: int
    missing: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PageSequence:
    """Where pages are missing, the pages that say what the page before them says, and those whose number belongs
    elsewhere (`moved`)."""

    gaps: tuple[Gap, ...] = ()
    again: tuple[int, ...] = ()
    moved: tuple[int, ...] = ()

    @property
    def places(self) -> frozenset[float]:
        """The pages of the file that should not stand where they do, and between two pages those that are missing."""
        return frozenset((*self.again, *self.moved, *(gap.after + 0.5 for gap in self.gaps)))


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A page of the file, the number that it prints, of how many pages, and in what style."""

    page: int
    number: int
    total: int | None
    style: str

    @property
    def offset(self) -> int:
        return self.number - self.page


def sequence(lines: Sequence[Line], pages: Sequence[PageContent]) -> PageSequence:
    """What is wrong with the sequence of a file's pages, of which `lines` are the lines."""
    said = [(page, Counter(w.text for w in page.words if not is_page_number(w.text))) for page in pages]
    again = tuple(b.number for (a, one), (b, other) in pairwise(said) if _is_same(one, other, scans=_are_scans(a, b)))
    numbered = _numbered(lines)
    return PageSequence(gaps=_gaps(numbered, len(pages)), again=again, moved=_moved(numbered))


def _gaps(numbered: Sequence[_Numbered], last_page: int) -> tuple[Gap, ...]:
    """Where the numbers go on with a later one than the pages of a file of `last_page` do, and none prints those
    between."""
    runs = _runs(numbered)
    printed = {one.number for one in numbered}
    found = [
        Gap(after=a[-1].page, printed=a[-1].number, missing=b[0].offset - a[-1].offset)
        for a, b in pairwise(runs)
        if 0 < b[0].offset - a[-1].offset <= _MOST_MISSING and printed.isdisjoint(range(a[-1].number + 1, b[0].number))
    ]
    totals = Counter(p.total for run in runs for p in run)
    if len(totals) == 1 and (total := next(iter(totals))) is not None:
        end = last_page + runs[-1][-1].offset
        if end < total:
            found.append(Gap(after=last_page, printed=end, missing=total - end))
    return tuple(found)


def _moved(numbered: Sequence[_Numbered]) -> tuple[int, ...]:
    """The pages that are not where the order of their numbers has them, which leave none out. Where a part begins
    to count anew, numbers are there twice."""
    numbers = [one.number for one in numbered]
    if len(set(numbers)) != len(numbers) or not numbers or max(numbers) - min(numbers) >= len(numbers):
        return ()
    return tuple(one.page for one, number in zip(numbered, sorted(numbers), strict=True) if one.number != number)


def _are_scans(*pages: PageContent) -> bool:
    return all(page.legibility is Legibility.OCR for page in pages)


def _is_same(one: Counter[str], other: Counter[str], *, scans: bool) -> bool:
    """Whether two pages have the same words but for their numbers; two scans, but for what OCR reads otherwise each
    time."""
    most = max(one.total(), other.total())
    return most >= _WORDS and (one & other).total() >= (_SAME if scans else 1) * most


def _numbered(lines: Sequence[Line]) -> list[_Numbered]:
    """The pages that begin or end with a page number in the style that most of them have, in order."""
    edges: dict[int, tuple[Line, Line]] = {}
    for line in lines:
        if line.place.page is not None:
            edges[line.place.page] = (edges.get(line.place.page, (line,))[0], line)
    either = (_number(page, last) or _number(page, first) for page, (first, last) in sorted(edges.items()))
    found = [one for one in either if one is not None]
    styles = Counter(one.style for one in found)
    return [one for one in found if one.style == styles.most_common(1)[0][0]] if len(found) >= _LEAST else []


def _number(page: int, line: Line) -> _Numbered | None:
    text = fold(line.text)
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    if not numbers or not is_page_number(line.text):
        return None
    style = next((sign for sign in "页/" if sign in text), "" if text.isdecimal() else "-")
    return _Numbered(page, numbers[0], numbers[1] if len(numbers) > 1 else None, style)


def _runs(numbered: Sequence[_Numbered]) -> list[list[_Numbered]]:
    """Pages that count alike, but for numbers that stand alone: misread, or no page's, unless it is the first or last
    one and looks like a page's."""
    runs: list[list[_Numbered]] = []
    for one in numbered:
        if runs and runs[-1][-1].offset == one.offset:
            runs[-1].append(one)
        else:
            runs.append([one])
    ends = (runs[0], runs[-1]) if runs else ()
    kept = [run for run in runs if len(run) > 1 or (run[0].style and any(run is end for end in ends))]
    return kept if 2 * sum(map(len, kept)) > len(numbered) else []
