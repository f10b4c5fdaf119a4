"""The reader of scans: PDF pages that carry no usable text. Words come from OCR, rules from pixels.

A page goes through named steps: rendered → light evened and stamps taken out → set upright and level → rules found and
painted over → lines read → lines cut at the rules → numbers read a second time. What it gives is the same kind of
`PageContent` that a digital page gives, so that reconstruction has one path for both.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from services.extract.readers import ocr, pixels
from services.extract.readers.ocr import Glyph, OcrEngine, OcrLine
from services.extract.readers.pixels import Stroke
from services.extract.readers.raster import Pixels, Raster, open_pdf, pdf_rasters
from shared.model.numbers import normalize_number
from shared.model.page import Box, Legibility, PageContent, Reader, Rule, Source, Word

#: what a reading is worth on which two readings disagree: never confident
DISAGREEMENT = 0.5
#: digits carry the money: a numeric word is read twice whatever the engine's own score says
_AMOUNT_CHARACTERS = frozenset("0123456789.,，．-－—+%()（）△▲ ")


#: a lone stroke is the character for one, a dash, or what is left of a rule: only its column can say which
_DASH_LIKE = frozenset("一－—–-―_")
#: a point before exactly three digits is far more often a comma whose tail was lost
_COMMA_LIKE = re.compile(r"[-(]?\d{1,3}\.\d{3}\)?")
#: numbers, percentages, codes, ordinals (`1.`) and dashes, as they are printed
_WELL_FORMED = re.compile(r"[-+(△▲]*(\d{1,3}(,\d{3})+|\d+)(\.\d+)?%?[)]?|\d+[.)、]|\(\d+\)|[-+.,%()]+")


def read(path: Path, *, media_type: str, pages: range | list[int] | None = None) -> Source:
    """The pages (from 1; None: all) of a PDF, read by OCR. Raises like `raster.open_pdf`."""
    return Source(
        reader=Reader.PDF_SCAN, media_type=media_type, pages=tuple(read_rasters(pdf_rasters(path, pages), threads()))
    )


def count_pages(path: Path) -> int:
    document = open_pdf(path)
    try:
        return len(document)
    finally:
        document.close()


def threads() -> int:
    """Threads for one page: workers share the cores, so each takes its part (`YUSUAN_OCR_THREADS`)."""
    return int(os.environ.get("YUSUAN_OCR_THREADS", "0")) or max(1, (os.cpu_count() or 2) // 2)


def read_rasters(rasters: Iterable[Raster], thread_count: int) -> Iterator[PageContent]:
    """Pages from pixels, one at a time."""
    engine = ocr.page_reader(thread_count)
    second = ocr.cross_reader()
    for raster in rasters:
        yield read_raster(raster, engine, second)


def read_raster(raster: Raster, engine: OcrEngine, second: OcrEngine | None) -> PageContent:
    """One page. `second` cross-reads the numbers on which the first engine is not sure of itself."""
    page = pixels.evened(raster.pixels)
    if pixels.is_blank(pixels.ink(page)):
        width, height = raster.size
        return PageContent(number=raster.number, width=width, height=height, legibility=Legibility.BLANK)
    page, notes = _upright(page, engine)
    angle = pixels.skew(pixels.ink(page))
    page = pixels.turned(page, angle)
    if angle:
        notes.append(f"levelled by {angle:.2f}°")
    # Rules are looked for under the stamps too: what is taken out with a stamp's ink leaves gaps in thin rules.
    rules = pixels.strokes(pixels.ink(page), raster.scale)
    bare = pixels.without_strokes(pixels.without_grey_stamps(pixels.without_stamps(page), raster.scale), rules)
    lines = [part for line in engine.read_page(bare) for part in _single_rows(line, rules, bare, engine)]
    words, echoes = _without_echoes(_words(lines, rules, raster.scale))
    words = [_checked(word, bare, raster.scale, engine, second) for word in words]
    notes += [f"echo dropped: {word.text}" for word in echoes]
    return PageContent(
        number=raster.number,
        width=page.shape[1] / raster.scale,
        height=page.shape[0] / raster.scale,
        words=tuple(words),
        rules=tuple(_rule(r, raster.scale) for r in rules),
        legibility=Legibility.OCR,
        notes=tuple(notes),
    )


# ---------------------------------------------------------------- upright


def _upright(page: Pixels, engine: OcrEngine) -> tuple[Pixels, list[str]]:
    """The page turned by 0, 90, 180 or 270 degrees so that its text reads well.

    Lines that stand taller than wide say that the page lies on its side; then the longest lines are read both ways
    round, and the way that reads better wins.
    """
    lines = _longest(engine.find_lines(page))
    sideways = sum(_is_tall(box) for box in lines) > len(lines) / 2
    turns = 0
    if sideways:
        page, turns = np.ascontiguousarray(np.rot90(page)), 1
        lines = _longest(engine.find_lines(page))
    if _head_over(page, lines, engine):
        page, turns = np.ascontiguousarray(np.rot90(page, 2)), turns + 2
    return page, [f"turned by {turns * 90}°"] if turns else []


def _longest(boxes: list[Box]) -> list[Box]:
    """The longest few lines: short ones (a figure, a single character) say little about the way up."""
    return sorted(boxes, key=lambda box: max(box.width, box.height), reverse=True)[:12]


def _is_tall(box: Box) -> bool:
    return box.height > 1.5 * box.width


def _head_over(page: Pixels, boxes: list[Box], engine: OcrEngine) -> bool:
    upright = turned = 0.0
    for box in boxes[:6]:
        crop = np.ascontiguousarray(page[int(box.top) : int(box.bottom) + 1, int(box.x0) : int(box.x1) + 1])
        if min(crop.shape[:2]) < 4:
            continue
        upright += engine.read_line(crop)[1]
        turned += engine.read_line(np.ascontiguousarray(np.rot90(crop, 2)))[1]
    return turned > upright


# ---------------------------------------------------------------- words


def _words(lines: list[OcrLine], rules: list[Stroke], scale: float) -> list[Word]:
    """Lines cut where a vertical rule runs through them or where a gap is wider than a character."""
    uprights = [r for r in rules if not r.horizontal]
    words = []
    for line in lines:
        middle = (line.top + line.bottom) / 2
        cuts = [(r.x0 + r.x1) / 2 for r in uprights if r.top <= middle <= r.bottom]
        words += [_word(run, line, scale) for run in _runs(line, cuts)]
    return words


def _single_rows(line: OcrLine, rules: list[Stroke], page: Pixels, engine: OcrEngine) -> list[OcrLine]:
    """The line itself, or, where a horizontal rule runs through its middle (two rows were seen as one), each row."""
    left, right = line.glyphs[0].x0, line.glyphs[-1].x1
    quarter = (line.bottom - line.top) / 4
    cuts = sorted(
        (r.top + r.bottom) / 2
        for r in rules
        if r.horizontal
        and r.x0 <= (left + right) / 2 <= r.x1
        and line.top + quarter < (r.top + r.bottom) / 2 < line.bottom - quarter
    )
    if not cuts:
        return [line]
    edges = [line.top, *cuts, line.bottom]
    rows = (_row(top, bottom, left, right, page, engine) for top, bottom in pairwise(edges))
    return [row for row in rows if row is not None]


def _row(top: float, bottom: float, left: float, right: float, page: Pixels, engine: OcrEngine) -> OcrLine | None:
    """The text between two rules, its characters shared out over the ink that is there."""
    crop = np.ascontiguousarray(page[int(top) : int(bottom) + 1, max(int(left) - 4, 0) : int(right) + 5])
    columns = np.flatnonzero((crop.min(axis=2) < 128).any(axis=0))
    text, score = engine.read_line(crop) if columns.size else ("", 0.0)
    if not text:
        return None
    start = max(int(left) - 4, 0) + int(columns[0])
    step = (int(columns[-1]) - int(columns[0]) + 1) / len(text)
    glyphs = tuple(
        Glyph(text=c, score=score, x0=start + i * step, x1=start + (i + 1) * step) for i, c in enumerate(text)
    )
    return OcrLine(glyphs=glyphs, top=top, bottom=bottom)


def _runs(line: OcrLine, cuts: list[float]) -> Iterator[list[Glyph]]:
    run: list[Glyph] = []
    wide = (line.bottom - line.top) * 0.9
    for glyph in line.glyphs:
        if glyph.text.isspace():
            continue
        if run:
            left, right = (run[-1].x0 + run[-1].x1) / 2, (glyph.x0 + glyph.x1) / 2
            if glyph.x0 - run[-1].x1 > wide or any(left < cut < right for cut in cuts):
                yield run
                run = []
        run.append(glyph)
    if run:
        yield run


def _word(run: list[Glyph], line: OcrLine, scale: float) -> Word:
    edges = (*(g.x0 / scale for g in run), run[-1].x1 / scale)
    # Recognition boxes are padded by about a sixth of their height.
    pad = (line.bottom - line.top) * 0.12
    return Word(
        text="".join(g.text for g in run),
        box=Box(edges[0], (line.top + pad) / scale, edges[-1], (line.bottom - pad) / scale),
        confidence=min(g.score for g in run),
        char_x=edges,
    )


def _without_echoes(words: list[Word]) -> tuple[list[Word], list[Word]]:
    """The words without the echoes that recognition sometimes makes: a faint character where a sure word stands."""
    echoes = [w for w in words if w.confidence < 0.6 and any(_covers(o.box, w.box) for o in words if _surer(o, w))]
    return [w for w in words if w not in echoes], echoes


def _surer(one: Word, other: Word) -> bool:
    return one is not other and one.confidence > other.confidence and len(one.text) > len(other.text)


def _covers(outer: Box, inner: Box) -> bool:
    """Whether the middle of `inner` lies in `outer` and most of its width does."""
    shared = min(outer.x1, inner.x1) - max(outer.x0, inner.x0)
    return outer.top < (inner.top + inner.bottom) / 2 < outer.bottom and shared > 0.7 * inner.width


def _rule(stroke: Stroke, scale: float) -> Rule:
    box = Box(stroke.x0 / scale, stroke.top / scale, stroke.x1 / scale, stroke.bottom / scale)
    return Rule(box=box, horizontal=stroke.horizontal)


# ---------------------------------------------------------------- second readings


def _checked(word: Word, page: Pixels, scale: float, engine: OcrEngine, second: OcrEngine | None) -> Word:
    """A numeric word read again from its own crop; where the readings differ, the other engine is asked too."""
    if word.text in _DASH_LIKE:
        return replace(word, confidence=min(word.confidence, DISAGREEMENT))
    if not _is_amount(word.text):
        return word
    if _COMMA_LIKE.fullmatch(word.text) or not _WELL_FORMED.fullmatch(normalize_number(word.text).replace(" ", "")):
        # `1.445,495` is no way of printing a number, and `18.716` may be 18,716: two readings may agree on either.
        word = replace(word, confidence=min(word.confidence, DISAGREEMENT))
    crop = _crop(word.box, page, scale)
    again, _ = engine.read_line(crop)
    if _same(again, word.text):
        return word
    votes = [word.text, again]
    if second is not None:
        votes.append(second.read_line(crop)[0])
    kept = again if len(votes) == 3 and _same(votes[1], votes[2]) and _is_amount(again) else word.text
    other = next((v for v in votes if not _same(v, kept)), again)
    if kept == word.text:
        return replace(word, confidence=min(word.confidence, DISAGREEMENT), second_reading=other)
    return Word(text=kept, box=word.box, confidence=DISAGREEMENT, second_reading=word.text)


def _is_amount(text: str) -> bool:
    return any(c.isdigit() for c in text) and all(c in _AMOUNT_CHARACTERS for c in text)


def _same(one: str, other: str) -> bool:
    return normalize_number(one).replace(" ", "") == normalize_number(other).replace(" ", "")


def _crop(box: Box, page: Pixels, scale: float) -> Pixels:
    pad = box.height * 0.35
    top, bottom = int((box.top - pad) * scale), int((box.bottom + pad) * scale) + 1
    left, right = int((box.x0 - pad) * scale), int((box.x1 + pad) * scale) + 1
    return np.ascontiguousarray(page[max(top, 0) : bottom, max(left, 0) : right])
