"""Running heads and feet, page numbers and noise: taken out before anything is read as a caption or as prose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from services.extract.core import numbering
from shared.model.fold import fold, is_cjk
from shared.model.page import Block, Fragment, Grid, Line

_PAGE_NUMBER = re.compile(
    rf"^[{numbering.STROKES}]*(?:第\s*)?(?:[0-9０-９]{{1,4}}|[ivxIVX]{{1,5}})(?:\s*页)?"
    rf"(?:\s*[/，,]?\s*共?\s*[0-9０-９]{{1,4}}\s*页?)?[{numbering.STROKES}]*$"
)
_USUAL = frozenset(
    "，。、；：？！“”‘’（）《》〈〉【】—…·,.;:?!\"'()<>[]{}-_/%+=*&@#~≥≤×÷±℃○●■□√→〔〕「」『』①②③④⑤⑥⑦⑧⑨⑩ⅠⅡⅢⅣⅤ※★☆◆▲△￥"
)
#: a text whose share of unusual signs is above this is no text
_NOISY = 0.12
#: and a short one above this
_GARBAGE = 0.3
#: a line on this share of the pages, at their edge, is a running head or foot
RUNNING = 0.6
LEAST_PAGES = 4
#: points by which the heights of one running line may differ
_SAME_HEIGHT = 1.0
#: the title of a page's table is among so many blocks from the page's top
_TITLED = 4
#: a reading of a line is so like another of it at least
_ALIKE = 0.8
#: characters of a word that says something however little OCR is sure of it, and up to where it is not sure at all
_WORD, _DOUBT = 3, 0.5
_TITLE = re.compile(r"(?:表|情况|明细)(?:\([^()]*\))*$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Cleaned:
    """What is left, and the noise that was put aside."""

    blocks: tuple[Block, ...]
    noise: tuple[Line, ...]


def clean(blocks: Sequence[Block]) -> Cleaned:
    """The blocks without page numbers, running lines and noise."""
    running = running_lines(blocks)
    kept: list[Block] = []
    noise: list[Line] = []
    for block in blocks:
        if isinstance(block, Grid):
            if is_noise_grid(block):
                noise.append(as_line(block))
            else:
                kept.append(_without_running_head(block, running))
        elif is_page_number(block.text) or _is_one_of(block, running):
            continue
        elif is_noise(block.text) or is_scraps(block):
            noise.append(block)
        else:
            kept.append(block)
    return Cleaned(blocks=tuple(kept), noise=tuple(noise))


def _without_running_head(grid: Grid, running: Collection[str]) -> Grid:
    """The grid of a page without rules, whose running head stood as near to its first row as rows do."""
    first = [c for c in grid.cells if c.row == 0 and c.text]
    if grid.head_rows or grid.rows < 2 or len(first) != 1 or fold(first[0].text) not in running:
        return grid
    if any(c.row_span > 1 for c in grid.cells if c.row == 0):
        return grid
    cells = tuple(replace(c, row=c.row - 1) for c in grid.cells if c.row)
    return replace(grid, cells=cells, rows=grid.rows - 1)


def is_page_number(text: str) -> bool:
    """`- 12 -`, `第3页 共20页`, `12`."""
    return bool(text.strip()) and bool(_PAGE_NUMBER.match(text.strip())) and not fold(text).startswith("20")


def running_lines(blocks: Sequence[Block]) -> frozenset[str]:
    """Folded texts of lines that stand first or last on most pages. Captions of continued tables are no furniture:
    a line right above a grid is left alone."""
    edges: dict[int, set[str]] = {}
    for page, lines in _by_page(blocks).items():
        own = [(i, b) for i, b in enumerate(lines) if isinstance(b, Line)]
        for i, line in (*own[:1], *own[-1:]):
            before_grid = any(isinstance(b, Grid) for b in lines[i + 1 : i + 4])
            if i == 0 or not before_grid:
                edges.setdefault(page, set()).add(fold(line.text))
    if len(edges) < LEAST_PAGES:
        return _at_one_place(blocks)
    counts = Counter(text for texts in edges.values() for text in texts)
    return frozenset(text for text, n in counts.items() if text and n >= RUNNING * len(edges) and not is_caption(text))


def _at_one_place(blocks: Sequence[Block]) -> frozenset[str]:
    """Folded text of the line that opens each of a few pages at the same height, once at least above a table's title
    (and its number) or above prose: too few pages to tell by their number."""
    pages = _by_page(blocks).values()
    firsts = [page[0] for page in pages if isinstance(page[0], Line)]
    tops = [line.place.box.top for line in firsts if line.place.box is not None]
    if not 1 < len(tops) == len(pages) or max(tops) - min(tops) > _SAME_HEIGHT:
        return frozenset()
    surest = max(firsts, key=_confidence)
    texts = frozenset({fold(surest.text)})
    if not all(_is_one_of(line, texts) for line in firsts):
        return frozenset()
    titled = any(isinstance(b, Line) and _TITLE.search(fold(b.text)) for page in pages for b in page[1:_TITLED])
    return frozenset(text for text in texts if (titled or any(map(_opens_prose, pages))) and not is_caption(text))


def _opens_prose(page: Sequence[Block]) -> bool:
    """Whether a line that is of no caption stands behind the first of a page."""
    below = page[1:2]
    return any(isinstance(b, Line) and not is_page_number(b.text) and not is_caption(fold(b.text)) for b in below)


def _is_one_of(line: Line, texts: Collection[str]) -> bool:
    """Whether the line is one of these (folded), or may be one that OCR misread."""
    text = fold(line.text)
    return text in texts or (_confidence(line) < 1 and any(_likeness(text, other) >= _ALIKE for other in texts))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _confidence(line: Line) -> float:
    return min((f.confidence for f in line.fragments), default=0.0)


def is_scraps(line: Line) -> bool:
    """What OCR made of a stamp or of a damaged page number: doubtful, and no word of it has three characters."""
    return _confidence(line) <= _DOUBT and all(len(word) < _WORD for word in line.text.split())


def is_caption(text: str) -> bool:
    """Whether a folded line belongs to the caption of a table: its title, number, unit or organisation."""
    return bool(_TITLE.search(text) or re.search(r"^表\d|单位:|名称:|部门:", text))


def _by_page(blocks: Sequence[Block]) -> dict[int, list[Block]]:
    pages: dict[int, list[Block]] = {}
    for block in blocks:
        page = block.place.page
        if page is not None:
            pages.setdefault(page, []).append(block)
    return pages


def is_noise(text: str) -> bool:
    """A line that OCR made of something else: too many signs that reports do not print, or nothing but such signs."""
    plain = fold(text)
    if not plain:
        return False
    odd = sum(not is_usual(c) for c in plain)
    if odd == len(plain):
        return True
    return (len(plain) >= 6 and odd > _NOISY * len(plain)) or (len(plain) >= 3 and odd >= _GARBAGE * len(plain))


def is_usual(char: str) -> bool:
    return is_cjk(char) or char in _USUAL or (char.isascii() and char.isalnum())


def is_noise_grid(grid: Grid) -> bool:
    """A few lines of noise that tabs made look like a table."""
    text = "".join(c.text for c in grid.cells)
    return is_noise(text) and grid.rows <= 6


def as_line(grid: Grid) -> Line:
    text = " ".join(c.text for c in grid.cells if c.text)
    return Line(fragments=(Fragment(text=text, place=grid.place),), place=grid.place)
