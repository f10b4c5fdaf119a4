"""Character recognition behind one small Protocol, with two engines that fail in different ways.

RapidOCR (PP-OCR models inside the package, ONNX Runtime, nothing is downloaded) reads pages; tesseract, where it is
installed, reads doubtful figures once more (`cross_reading.py`). Two engines that disagree on a digit is the best
alarm there is. RapidOCR's own pipeline is not used: its two models are driven here, so that crops of like width go
through the recogniser together (its pipeline pads every figure to the width of a whole line: twice the time) and so
that every character keeps its own probability (docs/adr/0011-ocr.md).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from services.extract.readers.pixels import darkest
from services.extract.readers.raster import Pixels
from shared.model.fold import is_cjk
from shared.model.page import Box

#: the recogniser's fixed line height, pixels
_HEIGHT = 48
#: crops are padded to a multiple of this width: as many shapes as are worth a batch of their own
_STEP = 32
_NARROWEST = 64
#: a line is cut off beyond this width (70 characters and more never stand in one line of a page)
_WIDEST = 3200
#: pixels of width that one batch holds: bounds the memory of the class probabilities (18,000 a step); in larger ones a
#: line takes a quarter longer, for the system then hands out fresh memory for every layer
_BATCH_WIDTH = 1024
#: longer side in pixels of the copy in which lines are looked for; the detector wants sides that are multiples of this,
#: and makes smaller copies larger than they are
_SEARCH_SIDE, _SIDE_STEP, _SEARCH_LEAST = 1800, 32, 736
#: ink is darker than paper by this (grey levels), and lines are looked for so far around it (pixels of that copy)
_INKED, _AROUND = 40, 24
_BLANK = 0
#: an ideograph that reports print stands for one that they do not where it is this likely as well
_LIKELY = 0.02


@dataclass(frozen=True, kw_only=True, slots=True)
class Glyph:
    """One recognised character with its probability and its horizontal extent in pixels of the image read."""

    text: str
    score: float
    x0: float
    x1: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What one cropped line says; no glyphs where nothing was read."""

    glyphs: tuple[Glyph, ...] = ()

    @property
    def text(self) -> str:
        return "".join(g.text for g in self.glyphs)

    @property
    def score(self) -> float:
        """The probability of the worst character; 0 without any."""
        return min((g.score for g in self.glyphs), default=0.0)


class OcrEngine(Protocol):
    """Reads RGB pixels. Engines never raise for an unreadable image: they return nothing."""

    def find_lines(self, pixels: Pixels) -> list[Box]:
        """Where text lines are, in pixels, in no particular order."""

    def read_lines(self, crops: Sequence[Pixels]) -> list[Reading]:
        """What each cropped line says, in the order of the crops."""


class RapidOcr:
    """PP-OCR by RapidOCR. One instance a process; `threads` keeps workers from fighting for cores."""

    def __init__(self, *, threads: int, provider: str = "cpu") -> None:
        from rapidocr import RapidOCR  # the import loads ONNX Runtime: only the process that reads scans pays for it

        onnx = "EngineConfig.onnxruntime"
        engine: Any = RapidOCR(
            params={
                "Global.log_level": "error",
                f"{onnx}.intra_op_num_threads": threads,
                f"{onnx}.inter_op_num_threads": 1,
                f"{onnx}.use_cuda": provider == "cuda",
                f"{onnx}.use_dml": provider == "directml",
            }
        )
        self._detector: Any = engine._load_det_model()
        recognizer: Any = engine._load_rec_model()
        self._session: Any = recognizer.session
        self._characters: list[str] = recognizer.postprocess_op.character
        self._rare = rare(self._characters)

    def find_lines(self, pixels: Pixels) -> list[Box]:
        shrink = min(1.0, _SEARCH_SIDE / max(pixels.shape[:2]))
        small = cv2.resize(pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA) if shrink < 1 else pixels
        left, top, part = inked(np.asarray(small, dtype=np.uint8))
        found = self._detector(np.ascontiguousarray(part[:, :, ::-1]))
        if found.boxes is None:
            return []
        corners = (np.asarray(found.boxes, dtype=np.float64) + np.array([left, top])) / shrink
        return [Box(*map(float, (*c.min(axis=0), *c.max(axis=0)))) for c in corners]

    def read_lines(self, crops: Sequence[Pixels]) -> list[Reading]:
        readings = [Reading()] * len(crops)
        for width, members in _batches([_padded_width(c) for c in crops]):
            probabilities = self._session(np.stack([_normalised(crops[i], width) for i in members]))
            for i, steps in zip(members, probabilities, strict=True):
                used = _used(crops[i], width) / width
                readings[i] = decode(steps, self._characters, crops[i].shape[1], used, self._rare)
        return readings


def inked(page: Pixels) -> tuple[int, int, Pixels]:
    """The part of a page that has marks, and its place: the time that the detector takes goes by the area, and a third
    of a page is margins."""
    grey = darkest(page)
    marks = np.where(grey < np.median(grey[::4, ::4]) - _INKED, np.uint8(255), np.uint8(0))
    x, y, width, height = cv2.boundingRect(cv2.morphologyEx(marks, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)))
    left, columns = _reach(x, width, page.shape[1])
    top, rows = _reach(y, height, page.shape[0])
    return left, top, page[top : top + rows, left : left + columns]


def _reach(start: int, length: int, whole: int) -> tuple[int, int]:
    """Where to begin, and how far to look, for a stretch of a side of a page."""
    wanted = max(length + 2 * _AROUND, _SEARCH_LEAST)
    wanted = math.ceil(wanted / _SIDE_STEP) * _SIDE_STEP
    return (0, whole) if not length or wanted >= whole else (min(max(start - _AROUND, 0), whole - wanted), wanted)


def _padded_width(crop: Pixels) -> int:
    """The width that the crop has for the recogniser, padding included; 0 where there is nothing to read."""
    height, width = crop.shape[:2]
    if min(height, width) < 3:
        return 0
    return int(min(_WIDEST, max(_NARROWEST, math.ceil(_HEIGHT * width / height / _STEP) * _STEP)))


def _batches(widths: Sequence[int]) -> list[tuple[int, list[int]]]:
    """Indices of like width, in batches of bounded size; those without width are left out."""
    order = sorted((i for i, w in enumerate(widths) if w), key=lambda i: widths[i])
    batches: list[tuple[int, list[int]]] = []
    for i in order:
        width = widths[i]
        if batches and batches[-1][0] == width and (len(batches[-1][1]) + 1) * width <= _BATCH_WIDTH:
            batches[-1][1].append(i)
        else:
            batches.append((width, [i]))
    return batches


def _used(crop: Pixels, width: int) -> int:
    """How much of the padded width the line itself takes."""
    return int(min(width, math.ceil(_HEIGHT * crop.shape[1] / crop.shape[0])))


def _normalised(crop: Pixels, width: int) -> NDArray[np.float32]:
    """The line as the recogniser wants it: blue first, 48 pixels high, −1…1, padded with zeros (its grey)."""
    used = _used(crop, width)
    line = cv2.resize(crop[:, :, ::-1], (used, _HEIGHT)).astype(np.float32) / 127.5 - 1
    padded = np.zeros((3, _HEIGHT, width), np.float32)
    padded[:, :, :used] = line.transpose(2, 0, 1)
    return padded


def rare(characters: Sequence[str]) -> NDArray[np.bool_]:
    """Which of the characters are ideographs outside GB 2312: traditional ones (投資), which reports do not print, and
    some of names, which they do."""
    return np.array([len(c) == 1 and is_rare(c) for c in characters])


def is_rare(character: str) -> bool:
    """Whether the character is an ideograph outside GB 2312."""
    if not is_cjk(character):
        return False
    try:
        return not character.encode("gb2312")
    except UnicodeEncodeError:
        return True


def decode(
    steps: NDArray[np.float32],
    characters: Sequence[str],
    width: int,
    used: float,
    rare: NDArray[np.bool_] | None = None,
) -> Reading:
    """The characters of one line from its class probabilities (steps × classes; class 0 is "no character").

    A character's score is its best step's probability, less the doubt that the steps without a character beside it
    leave: there another character may have been passed over (91683 for 916.83). `width` is the line's in pixels,
    `used` the share of the steps that it takes. One of the `rare` characters gives way to the likeliest other one, with
    that one's probability, which leaves it in doubt; where no other is likely it stands.
    """
    best = steps.argmax(axis=1)
    sure = steps.max(axis=1)
    runs = _runs(best)
    doubts = _doubts(steps, best, runs)
    pixels = width / (len(best) * used)
    glyphs = []
    for n, (start, end) in enumerate(runs):
        at = start + int(sure[start:end].argmax())
        which, probability = int(best[at]), float(sure[at])
        if rare is not None and rare[which]:
            others = np.where(rare, 0, steps[start:end].max(axis=0))
            others[_BLANK] = 0
            other = int(others.argmax())
            if others[other] >= _LIKELY:
                which, probability = other, min(float(others[other]), 1 - probability)
        score = min(probability, 1 - max(doubts[n], doubts[n + 1]))
        glyphs.append(Glyph(text=characters[which], score=score, x0=start * pixels, x1=end * pixels))
    return Reading(glyphs=tuple(glyphs))


def _runs(best: NDArray[np.int64]) -> list[tuple[int, int]]:
    """First and past-the-last step of every run of one character."""
    edges = [0, *(np.flatnonzero(np.diff(best)) + 1).tolist(), len(best)]
    return [(a, b) for a, b in pairwise(edges) if best[a] != _BLANK]


def _doubts(steps: NDArray[np.float32], best: NDArray[np.int64], runs: Sequence[tuple[int, int]]) -> list[float]:
    """For the gap before each run, and after the last: the probability of a character that was passed over there."""
    doubts = []
    edges = [(0, 0), *runs, (len(best), len(best))]
    for (_, start), (end, _) in pairwise(edges):
        if end <= start:
            doubts.append(0.0)
            continue
        gap = steps[start:end].copy()
        neighbours = {int(best[start - 1])} if start else set()
        neighbours |= {int(best[end])} if end < len(best) else set()
        gap[:, [_BLANK, *neighbours]] = 0
        doubts.append(float(gap.max()))
    return doubts


@cache
def page_reader(threads: int, provider: str = "cpu") -> OcrEngine:
    """The engine that reads pages, loaded once a process."""
    return RapidOcr(threads=threads, provider=provider)
