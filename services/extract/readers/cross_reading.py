"""The second engine: tesseract, asked only about lines on which the first one is of two minds."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache

import cv2
import numpy as np
from PIL import Image

from services.extract.readers.ocr import Glyph, OcrEngine, Reading
from services.extract.readers.raster import Pixels
from shared.model.page import Box

#: seconds after which a cross-reading is given up: it is a second opinion, not worth a stuck worker
TIMEOUT = 30
#: lines of one page that are cross-read at the most; a page with more doubts than this is doubtful as a whole
MOST_LINES = 40


class Tesseract:
    """Only lines without rules are given to it: with rules left in it reads almost nothing."""

    def __init__(self, command: str) -> None:
        self._command = command

    def find_lines(self, pixels: Pixels) -> list[Box]:
        """The whole image: finding lines is the first engine's work."""
        height, width = pixels.shape[:2]
        return [Box(0, 0, width, height)]

    def read_lines(self, crops: Sequence[Pixels]) -> list[Reading]:
        """All lines in one run (its start costs more than a line), as the pages of one TIFF."""
        frames = [Image.fromarray(_enlarged(crop)) for crop in crops[:MOST_LINES]]
        if not frames:
            return []
        file = io.BytesIO()
        frames[0].save(file, "TIFF", save_all=True, append_images=frames[1:])
        texts = self.run(file.getvalue(), "7", len(frames))
        readings = [_reading(text, score, crop) for (text, score), crop in zip(texts, crops, strict=False)]
        return readings + [Reading()] * (len(crops) - len(readings))

    def run(self, image: bytes, segmentation: str, pages: int) -> list[tuple[str, float]]:
        """Text and worst word's probability of every page of an image file."""
        arguments = [self._command, "stdin", "stdout", "--psm", segmentation, "-l", "chi_sim", "tsv"]
        try:
            # One thread: with more, tesseract waits on itself when the machine is busy (minutes instead of seconds).
            done = subprocess.run(
                arguments,
                input=image,
                capture_output=True,
                timeout=TIMEOUT,
                check=True,
                env={"OMP_THREAD_LIMIT": "1", "PATH": "/usr/bin:/bin:/usr/local/bin"},
            )
        except (subprocess.SubprocessError, OSError):
            return [("", 0.0)] * pages
        rows = [row.split("\t") for row in done.stdout.decode("utf-8", "replace").splitlines()[1:]]
        words = [w for w in rows if len(w) == 12 and w[11].strip() and w[1].isdigit()]
        found = []
        for page in range(1, pages + 1):
            mine = [w for w in words if int(w[1]) == page]
            found.append(("".join(w[11] for w in mine), min((float(w[10]) / 100 for w in mine), default=0.0)))
        return found


def _reading(text: str, score: float, crop: Pixels) -> Reading:
    """Places are not asked for here: the characters share the line."""
    step = crop.shape[1] / max(len(text), 1)
    return Reading(glyphs=tuple(Glyph(text=c, score=score, x0=i * step, x1=(i + 1) * step) for i, c in enumerate(text)))


def _enlarged(pixels: Pixels) -> Pixels:
    """At least 48 pixels high and with a white margin, which tesseract needs around a line."""
    factor = max(1.0, 48 / max(pixels.shape[0], 1))
    image = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    bordered = cv2.copyMakeBorder(image, 16, 16, 16, 16, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    return np.asarray(bordered, dtype=np.uint8)


@cache
def cross_reader() -> OcrEngine | None:
    """The second engine, or None where tesseract or its Chinese model is not installed."""
    command = shutil.which("tesseract")
    if command is None:
        return None
    listed = subprocess.run([command, "--list-langs"], capture_output=True, text=True, check=False)
    return Tesseract(command) if "chi_sim" in listed.stdout else None
