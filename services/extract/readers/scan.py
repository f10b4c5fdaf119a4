"""The reader of scans: PDF pages that carry no usable text. Words come from OCR, rules from pixels.

A page goes through named steps: rendered → a photographed sheet set square → bent rules made straight, by smooth fields
and one by one → black borders made white → light print on dark ground turned dark → light evened → shaded ground made
white → set level, upright → faded print made dark → stamps and what shows through taken out, rules found and painted
over → dashes made whole → lines found and cut at the rules → read, under seals twice → read again word by word.
What it gives is the same kind of `PageContent` that a digital page gives, so that reconstruction has one path for both.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from services.extract.readers import (
    bent_rules,
    borders,
    broken_dashes,
    broken_rules,
    dashed,
    dotted_levels,
    faded,
    figure_width,
    flattening,
    frame_sides,
    grounds,
    lettered_rules,
    negatives,
    ocr,
    pencil,
    photograph,
    pixels,
    scan_lines,
    scan_words,
    seal_readings,
    seals,
    second_reading,
    show_through,
    stamps,
    unread,
)
from services.extract.readers.cross_reading import cross_reader
from services.extract.readers.ocr import OcrEngine, Reading
from services.extract.readers.pixels import Stroke
from services.extract.readers.raster import Pixels, Raster, open_pdf, pdf_rasters
from shared.model.fold import is_cjk
from shared.model.page import DOUBT, NO_TEXT, Box, Legibility, PageContent, Reader, Rule, Source, Word
from shared.settings import Settings

#: the characters of a page's longest lines, and its ideographs, read better than this on average where it is upright
UPRIGHT_FROM = 0.75
#: pixels below which a side of an image holds no line of text
_LEAST_SIDE = 6
#: ideographs that look the same upside down, or are made of what is left of a rule
_LEVEL = frozenset("一二三")
#: characters that the engine is sure of; a page with a few of them among many others is texture, not text
_SURE, _FEW = 0.8, 6
#: a character that a stamp hid stands so near to the next one, in heights of its ink
_BESIDE = 0.6


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
    """Threads for one page: workers share the cores, so each takes its part (setting `ocr_threads`)."""
    return Settings().ocr_threads or max(1, (os.cpu_count() or 2) // 2)


def read_rasters(rasters: Iterable[Raster], thread_count: int) -> Iterator[PageContent]:
    """Pages from pixels, one at a time."""
    engine = ocr.page_reader(thread_count, Settings().ocr_provider)
    second = cross_reader()
    for raster in rasters:
        yield read_raster(raster, engine, second)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A page made ready for reading: level, without rules and stamps. Lengths in pixels."""

    page: Pixels
    mask: Pixels
    rules: tuple[Stroke, ...]
    lines: tuple[Box, ...]
    stamped: Pixels
    """A mask (255) of where stamps and lines drawn by hand were taken out."""
    sealed: Pixels | None
    """The page with the seals of a scan without colours left in; None where there are none."""
    seals: tuple[Box, ...]
    """Where those are."""
    angle: float
    pale: int
    """How many marks were taken for what shows through from the other side."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """What was read on a sheet: the pieces and their readings, and the page as they see it."""

    page: Pixels
    frames: tuple[Box, ...]
    readings: tuple[Reading, ...]

    @property
    def is_text(self) -> bool:
        scores = [g.score for r in self.readings for g in r.glyphs]
        sure = sum(score > _SURE for score in scores)
        return sure >= _FEW or sure > len(scores) / 2

    @property
    def is_upright(self) -> bool:
        """Whether nothing speaks against it: figures read well head over, too (0, 6, 8, 9), ideographs do not."""
        ideographs = self._ideographs
        return self.legible >= UPRIGHT_FROM and (not ideographs or float(np.mean(ideographs)) >= UPRIGHT_FROM)

    @property
    def upright(self) -> tuple[float, float]:
        """How much speaks for it: what the ideographs say, few of them little, then the longest lines."""
        ideographs = self._ideographs
        return (sum(ideographs) + 0.5 * _FEW) / (len(ideographs) + _FEW), self.legible

    @property
    def legible(self) -> float:
        """How well the longest lines read (0–1): their characters' mean probability."""
        longest = sorted(self.readings, key=lambda r: -len(r.glyphs))[:12]
        scores = [g.score for r in longest for g in r.glyphs]
        return float(np.mean(scores)) if scores else 0.0

    @property
    def _ideographs(self) -> list[float]:
        """The probabilities of the ideographs that have an upper side."""
        glyphs = (g for r in self.readings for g in r.glyphs)
        return [g.score for g in glyphs if is_cjk(g.text) and g.text not in _LEVEL]


def read_raster(raster: Raster, engine: OcrEngine, second: OcrEngine | None) -> PageContent:
    """One page. `second` cross-reads the figures on which the first engine is not sure of itself."""
    width, height = raster.size
    blank = PageContent(
        number=raster.number, width=width, height=height, legibility=Legibility.BLANK, notes=raster.notes
    )
    if min(raster.pixels.shape[:2]) < _LEAST_SIDE:
        return blank
    straight = flattening.flattened(photograph.squared(raster.pixels))
    straight = pixels.neutral(bent_rules.straightened(straight, raster.scale))
    straight = borders.without(straight, raster.scale)
    page = grounds.whitened(pixels.evened(negatives.turned_dark(straight, raster.scale)), raster.scale)
    if pixels.is_blank(pixels.ink(page)):
        return blank
    sheet, text, turns = _upright(page, raster.scale, engine, is_fax=raster.is_fax)
    runs = [
        run
        for reading, frame in zip(text.readings, text.frames, strict=True)
        for run in scan_words.runs_of(reading, frame, sheet.mask)
    ]
    runs = figure_width.checked(runs)
    usual = scan_words.usual_size(runs)
    kept = scan_words.without_specks(runs, usual)
    known = set(map(id, kept))
    mask = _without_ink(sheet.mask, [run.box for run in runs if id(run) not in known])
    runs = kept
    asks = [second_reading.Ask(word=scan_words.word_of(run, raster.scale, usual), ink=run.box) for run in runs]
    words = second_reading.checked(asks, text.page, sheet.mask, engine, second)
    words = [_under_stamps(word, run.box, sheet.stamped) for word, run in zip(words, runs, strict=True)]
    words = unread.marked(words, [run.box for run in runs], sheet.rules, mask, raster.scale)
    notes = [*raster.notes, *([f"turned by {turns * 90}°"] if turns else [])]
    if sheet.angle:
        notes.append(f"levelled by {sheet.angle:.2f}°")
    if sheet.pale:
        notes.append(f"hidden:pale:{sheet.pale}")
    if not text.is_text:
        notes.append(NO_TEXT)
        words = []
    return PageContent(
        number=raster.number,
        width=sheet.page.shape[1] / raster.scale,
        height=sheet.page.shape[0] / raster.scale,
        words=tuple(words),
        rules=tuple(_rule(r, raster.scale) for r in sheet.rules),
        legibility=Legibility.OCR,
        notes=tuple(notes),
        sealed=tuple(Box(*(side / raster.scale for side in seal)) for seal in sheet.seals),
    )


def _without_ink(mask: Pixels, boxes: Sequence[Box]) -> Pixels:
    """The mask without what is known to be dirt: it is no ink that nobody read."""
    clean = mask.copy() if boxes else mask
    for box in boxes:
        clean[int(box.top) : int(box.bottom) + 1, int(box.x0) : int(box.x1) + 1] = 0
    return clean


def _under_stamps(word: Word, ink: Box, stamped: Pixels) -> Word:
    """What stands under a stamp may have lost ink to it, or be read together with the stamp's own characters; what
    ends right beside it may have lost its last character."""
    beside = _BESIDE * ink.height
    if not scan_lines.cropped(stamped, Box(ink.x0 - beside, ink.top, ink.x1 + beside, ink.bottom)).any():
        return word
    return replace(word, confidence=min(word.confidence, DOUBT))


def _sheet(page: Pixels, scale: float, engine: OcrEngine, *, is_fax: bool = False) -> Sheet:
    """The page made ready, its lines found. `is_fax`: few dots may be left of its level rules."""
    angle = pixels.skew(pixels.ink(page))
    level = pixels.turned(page, angle)
    seen = pixels.ink(level)
    if (even := faded.darkened(level, seen, scale)) is not level:
        level, seen = even, pixels.ink(even)
    unstamped = stamps.without_colour(level, scale)
    pressed = seals.find(pixels.ink(unstamped.clean), scale)
    inked, taken = seals.without(unstamped.clean, pressed, scale)
    shown = show_through.marks(inked, scale)
    clean = show_through.whitened(inked, shown.hidden)
    taken, stamped = taken | unstamped.stamped, seals.marked(unstamped.stamped, pressed)
    # Rules are looked for under the stamps too: what is taken out with a stamp's ink leaves gaps in thin rules. A stamp
    # that was taken out leaves what shows as little as the other side does: there it is no sign of being none.
    through = (shown.hidden > 0) & (stamped == 0)
    inks = [np.where(through, np.uint8(0), seen), pixels.ink(clean)]
    if not pressed:
        inks.append(np.where(through, np.uint8(0), pixels.ink(unstamped.legible)))
    all_ink, plain, *faint = dashed.mended(inks, scale)
    rules = pixels.strokes(all_ink, scale, plain, taken, *faint)
    dirt = pencil.streaks(rules, page.shape, scale)
    rules = [rule for rule in rules if rule not in dirt]
    rules = dotted_levels.added(rules, plain, scale) if is_fax else rules  # elsewhere such dots are of text
    rules = lettered_rules.without(broken_rules.mended(rules, plain, scale), plain, scale)
    rules = frame_sides.added(rules, plain, scale)
    covered = stamped | (seen & (shown.hidden if shown.edges is None else shown.edges))
    rules = broken_rules.within_frames(seals.without_sides(rules, pressed, scale), covered, scale)
    by_hand = [*dirt, *pencil.drawn(rules, level, covered, scale)]
    rules = [rule for rule in rules if rule not in by_hand]
    rules += pencil.folded_on(by_hand, rules, level, scale)
    clean, struck = pencil.without(clean, by_hand)
    bare = pixels.without_strokes(clean, rules)
    # What shows through and touched a rule stands alone now.
    more = show_through.marks(bare, scale, beside_text=shown.number > 0)
    bare = show_through.whitened(bare, more.hidden)
    # What is taken out makes no ink: only its edges on shaded ground would.
    mask = np.where(seen, pixels.ink(bare), np.uint8(0))
    edges = shown.edges if more.edges is None else more.edges
    if edges is not None:  # what is left there touches strokes, and would be some of a character
        mask = np.where(edges, np.uint8(0), mask)
    mask, bare = broken_dashes.mended(mask, bare, rules, scale)
    shown_under = bare.copy()
    if unstamped.stamped.any():
        cv2.copyTo(pixels.without_strokes(unstamped.legible, rules), unstamped.stamped, shown_under)
    return Sheet(
        page=shown_under,
        mask=mask,
        rules=tuple(rules),
        lines=tuple(engine.find_lines(bare)),
        stamped=stamped | struck,
        sealed=pixels.without_strokes(unstamped.clean, rules) if pressed else None,
        seals=tuple(seal.box for seal in pressed),
        angle=angle,
        pale=shown.number + more.number,
    )


def _text(sheet: Sheet, engine: OcrEngine) -> Text:
    frames = scan_lines.pieces(sheet.lines, sheet.rules, sheet.mask)
    crops = [np.ascontiguousarray(scan_lines.cropped(sheet.page, frame)) for frame in frames]
    readings, page = engine.read_lines(crops), sheet.page
    if sheet.sealed is not None:
        readings, page = seal_readings.compared(frames, readings, page, sheet.sealed, sheet.stamped, engine)
    return Text(page=page, frames=tuple(frames), readings=tuple(readings))


def _upright(page: Pixels, scale: float, engine: OcrEngine, *, is_fax: bool) -> tuple[Sheet, Text, int]:
    """The page's text with the page turned so that it reads well, and by how many quarters it was turned.

    Lines that stand taller than wide say that the page lies on its side. A page that then reads badly is read head
    over as well, and the better way wins: an upright page is read once.
    """
    turns = 0
    sheet = _sheet(page, scale, engine, is_fax=is_fax)
    if _lies(sheet.lines):
        page, turns = np.ascontiguousarray(np.rot90(page)), 1
        sheet = _sheet(page, scale, engine, is_fax=is_fax)
    text = _text(sheet, engine)
    if not text.is_upright:
        other = _sheet(np.ascontiguousarray(np.rot90(page, 2)), scale, engine, is_fax=is_fax)
        over = _text(other, engine)
        if over.upright > text.upright:
            return other, over, turns + 2
    return sheet, text, turns


def _lies(lines: Sequence[Box]) -> bool:
    """Whether most of the longest lines are tall: short ones (a figure, one character) say little about the way up."""
    longest = sorted(lines, key=lambda box: max(box.width, box.height), reverse=True)[:12]
    return sum(box.height > 1.5 * box.width for box in longest) > len(longest) / 2


def _rule(stroke: Stroke, scale: float) -> Rule:
    box = Box(stroke.x0 / scale, stroke.top / scale, stroke.x1 / scale, stroke.bottom / scale)
    return Rule(box=box, horizontal=stroke.horizontal)
