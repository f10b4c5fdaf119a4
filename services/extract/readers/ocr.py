"""Character recognition behind one small Protocol, with two engines that fail in different ways.

RapidOCR (PP-OCR models inside the package, ONNX Runtime, nothing is downloaded) reads pages; tesseract, where it is
installed, reads doubtful cells a second time. Two engines that disagree on a digit is the best alarm there is.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import cv2
import numpy as np

from services.extract.readers.raster import Pixels
from shared.model.page import Box

#: seconds after which a cross-reading is given up: it is a second opinion, not worth a stuck worker
CROSS_READING_TIMEOUT = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Glyph:
    """One recognised character with its probability and its horizontal extent in pixels."""

    text: str
    score: float
    x0: float
    x1: float


@dataclass(frozen=True, kw_only=True, slots=True)
class OcrLine:
    """A recognised line of text; lengths in pixels of the image that was read."""

    glyphs: tuple[Glyph, ...]
    top: float
    bottom: float

    @property
    def text(self) -> str:
        return "".join(g.text for g in self.glyphs)


class OcrEngine(Protocol):
    """Reads RGB pixels. Engines never raise for an unreadable image: they return nothing."""

    def read_page(self, pixels: Pixels) -> list[OcrLine]:
        """All text lines of a page, in no particular order."""

    def find_lines(self, pixels: Pixels) -> list[Box]:
        """Where text lines are, in pixels, without reading them."""

    def read_line(self, pixels: Pixels) -> tuple[str, float]:
        """The text of one cropped line and the engine's probability for it (0 where nothing was read)."""


class RapidOcr:
    """PP-OCR by RapidOCR. One instance a process; `threads` keeps workers from fighting for cores."""

    def __init__(self, *, threads: int, provider: str = "cpu") -> None:
        from rapidocr import RapidOCR  # the import loads ONNX Runtime: only the process that reads scans pays for it

        engine = "EngineConfig.onnxruntime"
        self._engine = RapidOCR(
            params={
                "Global.log_level": "error",
                "Global.use_cls": False,
                "Global.text_score": 0.0,
                "Global.max_side_len": 2600,
                f"{engine}.intra_op_num_threads": threads,
                f"{engine}.inter_op_num_threads": 1,
                f"{engine}.use_cuda": provider == "cuda",
                f"{engine}.use_dml": provider == "directml",
            }
        )

    def read_page(self, pixels: Pixels) -> list[OcrLine]:
        result: Any = self._engine(
            _bgr(pixels), use_det=True, use_cls=False, use_rec=True, return_word_box=True, return_single_char_box=True
        )
        if result.txts is None:
            return []
        lines = (_line(box, words) for box, words in zip(result.boxes, result.word_results, strict=True))
        return [line for line in lines if line.glyphs]

    def find_lines(self, pixels: Pixels) -> list[Box]:
        result: Any = self._engine(_bgr(pixels), use_det=True, use_cls=False, use_rec=False)
        if result.boxes is None:
            return []
        corners = np.asarray(result.boxes, dtype=np.float64)
        return [Box(*map(float, (*c.min(axis=0), *c.max(axis=0)))) for c in corners]

    def read_line(self, pixels: Pixels) -> tuple[str, float]:
        result: Any = self._engine(_bgr(pixels), use_det=False, use_cls=False, use_rec=True, return_word_box=False)
        if not result.txts or not result.txts[0]:
            return "", 0.0
        return str(result.txts[0]), float(result.scores[0])


def _bgr(pixels: Pixels) -> Pixels:
    return np.ascontiguousarray(pixels[:, :, ::-1])


def _line(box: Any, words: Sequence[tuple[str, float, Any]]) -> OcrLine:
    glyphs = []
    for text, score, corners in words:
        xs = [float(corner[0]) for corner in corners]
        glyphs += _glyphs(text, float(score), min(xs), max(xs))
    ys = [float(corner[1]) for corner in box]
    return OcrLine(glyphs=tuple(glyphs), top=min(ys), bottom=max(ys))


def _glyphs(text: str, score: float, x0: float, x1: float) -> list[Glyph]:
    """The engine gives Latin words as one box: shared out evenly among their characters."""
    step = (x1 - x0) / max(len(text), 1)
    return [Glyph(text=c, score=score, x0=x0 + i * step, x1=x0 + (i + 1) * step) for i, c in enumerate(text)]


class Tesseract:
    """The cross-reader. Only lines without rules are given to it: with rules left in it reads almost nothing."""

    def __init__(self, command: str) -> None:
        self._command = command

    def read_page(self, pixels: Pixels) -> list[OcrLine]:
        """Not used for whole pages: RapidOCR finds lines better. A page is read as one block, without places."""
        text, score = self._run(pixels, "6")
        height, width = pixels.shape[:2]
        return [OcrLine(glyphs=tuple(_glyphs(text, score, 0, width)), top=0, bottom=height)] if text else []

    def find_lines(self, pixels: Pixels) -> list[Box]:
        height, width = pixels.shape[:2]
        return [Box(0, 0, width, height)]

    def read_line(self, pixels: Pixels) -> tuple[str, float]:
        return self._run(pixels, "7")

    def _run(self, pixels: Pixels, segmentation: str) -> tuple[str, float]:
        image = _enlarged(pixels)
        encoded = cv2.imencode(".png", image)[1].tobytes()
        arguments = [self._command, "stdin", "stdout", "--psm", segmentation, "-l", "chi_sim", "tsv"]
        try:
            # One thread: with more, tesseract waits on itself when the machine is busy (minutes instead of seconds).
            done = subprocess.run(
                arguments,
                input=encoded,
                capture_output=True,
                timeout=CROSS_READING_TIMEOUT,
                check=True,
                env={"OMP_THREAD_LIMIT": "1", "PATH": "/usr/bin:/bin:/usr/local/bin"},
            )
        except (subprocess.SubprocessError, OSError):
            return "", 0.0
        words = [row.split("\t") for row in done.stdout.decode("utf-8", "replace").splitlines()[1:]]
        read = [(w[11], float(w[10])) for w in words if len(w) == 12 and w[11].strip()]
        return "".join(text for text, _ in read), min((score / 100 for _, score in read), default=0.0)


def _enlarged(pixels: Pixels) -> Pixels:
    """At least 48 pixels high and with a white margin, which tesseract needs around a line."""
    factor = max(1.0, 48 / max(pixels.shape[0], 1))
    image = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    bordered = cv2.copyMakeBorder(image, 16, 16, 16, 16, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    return np.asarray(bordered, dtype=np.uint8)


@cache
def page_reader(threads: int, provider: str = "cpu") -> OcrEngine:
    """The engine that reads pages, loaded once a process."""
    return RapidOcr(threads=threads, provider=provider)


@cache
def cross_reader() -> OcrEngine | None:
    """The second engine, or None where tesseract or its Chinese model is not installed."""
    command = shutil.which("tesseract")
    if command is None:
        return None
    listed = subprocess.run([command, "--list-langs"], capture_output=True, text=True, check=False)
    return Tesseract(command) if "chi_sim" in listed.stdout else None
