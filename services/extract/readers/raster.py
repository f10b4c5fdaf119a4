"""Pages as pixels: PDF pages rendered, image files decoded, both bounded before a large array exists.

A raster is an RGB array (height, width, 3) of bytes with its scale in pixels per point, so that whatever is found in it
can be given in points.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from services.extract.readers import raster_pictures
from shared.errors import EmptyFileError, EncryptedFileError, LimitExceededError, UnreadableFileError
from shared.model.page import DAMAGED, TOO_LARGE

Pixels = NDArray[np.uint8]

#: 200 dpi: the recognition model scales lines to 48 pixels, more dots add time and no characters
DPI = 200
#: an A3 page at 600 dpi has 70 million pixels; more than this is refused before it is decoded
MAX_PIXELS = 120_000_000
#: what one page is scaled down to, at the most, for reading
WORKING_PIXELS = 16_000_000
MAX_FRAMES = 2_000
#: dots per inch that differ by less one way and the other are meant to be the same; by more they are a mistake
_UNLIKE = (1.02, 4.0)
#: an A4 sheet in points: the size of a page of which not even that can be read
_A4 = (595.0, 842.0)

# Pillow's own alarm warns at half its limit and names no sizes; `_refuse_if_huge` looks at the same header.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Raster:
    """One page as pixels. `scale` is pixels per point; `notes` say what of the page cannot be seen in them; `is_fax`:
    it had fewer dots per inch one way than the other, and lines thinner than a dot may be lost."""

    number: int
    pixels: Pixels
    scale: float
    notes: tuple[str, ...] = ()
    is_fax: bool = False

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        height, width = self.pixels.shape[:2]
        return width / self.scale, height / self.scale


def open_pdf(path: Path) -> Any:
    """The PDF, opened by PDFium. Raises `EncryptedFileError`, `UnreadableFileError` or `EmptyFileError`."""
    if path.stat().st_size == 0:
        raise EmptyFileError("the file has no bytes")
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise EncryptedFileError("the PDF asks for a password") from error
        raise UnreadableFileError(f"the PDF cannot be opened: {error}") from error


def pdf_rasters(path: Path, pages: range | list[int] | None, dpi: int = DPI) -> Iterator[Raster]:
    """The given pages (from 1; None: all) of a PDF, rendered one at a time; white where a page cannot be drawn, with a
    note that says why: the others are read all the same."""
    document = open_pdf(path)
    try:
        for number in pages if pages is not None else range(1, len(document) + 1):
            try:
                page = document[number - 1]
            except pypdfium2.PdfiumError:
                yield _white(number, _A4, DAMAGED)
                continue
            yield _rendered(page, number, dpi)
            page.close()
    finally:
        document.close()


def _rendered(page: Any, number: int, dpi: int) -> Raster:
    width, height = page.get_size()
    pictures = raster_pictures.of_page(page)
    across, down = raster_pictures.largest(pictures)
    if across * down > MAX_PIXELS:  # however small the page, it would take gigabytes
        return _white(number, (width, height), f"{TOO_LARGE}{across}×{down}")
    scale = min(dpi / 72, (WORKING_PIXELS / max(width * height, 1)) ** 0.5)
    notes = raster_pictures.notes(pictures)
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
    pixels = np.ascontiguousarray(np.asarray(bitmap.to_pil().convert("RGB"), dtype=np.uint8))
    bitmap.close()
    return Raster(number=number, pixels=pixels, scale=scale, notes=notes)


def _white(number: int, size: tuple[float, float], note: str) -> Raster:
    """A page of that size in points on which nothing can be seen."""
    width, height = size
    scale = min(1.0, (WORKING_PIXELS / max(width * height, 1)) ** 0.5)
    shape = (max(round(height * scale), 1), max(round(width * scale), 1), 3)
    return Raster(number=number, pixels=np.full(shape, 255, np.uint8), scale=scale, notes=(note,))


def image_rasters(path: Path, pages: range | list[int] | None) -> Iterator[Raster]:
    """The frames (from 1) of an image file, set upright by EXIF, scaled down where they are larger than needed. Raises
    like `open_image`, and where the only frame is damaged."""
    image = open_image(path)
    with image:
        is_one = getattr(image, "n_frames", 1) == 1
        for number, frame in enumerate(ImageSequence.Iterator(image), start=1):
            if number > MAX_FRAMES:
                raise LimitExceededError(f"the image has more than {MAX_FRAMES} pages")
            if pages is None or number in pages:
                yield _frame(frame, number) if is_one else _frame_of_many(frame, number)


def _frame_of_many(frame: Image.Image, number: int) -> Raster:
    """The frame, white with a note where it cannot be decoded: the others are read all the same."""
    try:
        return _frame(frame, number)
    except UnreadableFileError:
        return _white(number, _A4, DAMAGED)
    except LimitExceededError:
        return _white(number, _A4, f"{TOO_LARGE}{frame.width}×{frame.height}")


def open_image(path: Path) -> Image.Image:
    """The image, opened but not decoded. Raises where it is no image, damaged, or too large to decode."""
    if path.stat().st_size == 0:
        raise EmptyFileError("the file has no bytes")
    try:
        image = Image.open(path)
    except (UnidentifiedImageError, OSError) as error:
        raise UnreadableFileError(f"the image cannot be opened: {error}") from error
    try:
        _refuse_if_huge(image)
    except LimitExceededError:
        image.close()
        raise
    return image


def _refuse_if_huge(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise LimitExceededError(f"the image has {width}×{height} pixels, the limit is {MAX_PIXELS:,}")


def _frame(frame: Image.Image, number: int) -> Raster:
    _refuse_if_huge(frame)
    try:
        across, down = (float(dots) for dots in frame.info.get("dpi", (0, 0)))
        squared = _squared(_on_white(_eight_bits(frame)), across, down)
        is_fax = squared.size != frame.size
        upright = ImageOps.exif_transpose(squared)
    except (OSError, ValueError, SyntaxError) as error:
        raise UnreadableFileError(f"page {number} of the image is damaged: {error}", page=number) from error
    # A photograph knows no size in points: take its longer side as that of an A4 sheet.
    dpi = max(across, down)
    scale = dpi / 72 if 90 <= dpi <= 1200 else max(upright.size) / 841.9
    shrink = min(1.0, (WORKING_PIXELS / (upright.width * upright.height)) ** 0.5, DPI * 1.5 / 72 / scale)
    if shrink < 1:
        size = (max(int(upright.width * shrink), 1), max(int(upright.height * shrink), 1))
        upright = upright.resize(size, Image.Resampling.LANCZOS)
        scale *= shrink
    return Raster(number=number, pixels=np.asarray(upright, dtype=np.uint8), scale=scale, is_fax=is_fax)


def _squared(frame: Image.Image, across: float, down: float) -> Image.Image:
    """The frame with as many dots per inch one way as the other: a fax has 204 across and 98 or 196 down, and letters
    half as high as they are are not read."""
    if min(across, down) <= 0 or not _UNLIKE[0] < max(across, down) / min(across, down) <= _UNLIKE[1]:
        return frame
    most = max(across, down)
    size = (round(frame.width * most / across), round(frame.height * most / down))
    return frame if size[0] * size[1] > MAX_PIXELS else frame.resize(size, Image.Resampling.BILINEAR)


def _eight_bits(frame: Image.Image) -> Image.Image:
    """Grey in 16 bits as grey in 8: Pillow would cut off what is lighter than 255 of 65,535, and leave blots."""
    if not frame.mode.startswith("I"):
        return frame
    deep = np.asarray(frame).astype(np.int64)
    if deep.max(initial=0) <= 255:
        return frame
    grey = Image.fromarray((deep.clip(0, 65_535) >> 8).astype(np.uint8))
    grey.info = {key: value for key, value in frame.info.items() if key == "exif"}
    return grey


def _on_white(frame: Image.Image) -> Image.Image:
    """RGB, transparency on white: a transparent scan would otherwise turn black."""
    if frame.mode in ("RGBA", "LA", "PA") or "transparency" in frame.info:
        layer = frame.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")
    return frame.convert("RGB")
