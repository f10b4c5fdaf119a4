"""The reader of image files: PNG, JPEG, TIFF with many pages, photographs. The same steps as for a scanned PDF."""

from __future__ import annotations

from pathlib import Path

from PIL import UnidentifiedImageError

from services.extract.readers.raster import image_rasters, open_image
from services.extract.readers.scan import read_rasters, threads
from shared.errors import UnreadableFileError
from shared.model.page import Reader, Source


def read(path: Path, *, media_type: str, pages: range | list[int] | None = None) -> Source:
    """The frames (from 1; None: all) of an image file, read by OCR. Raises like `raster.open_image`."""
    return Source(
        reader=Reader.IMAGE, media_type=media_type, pages=tuple(read_rasters(image_rasters(path, pages), threads()))
    )


def count_pages(path: Path) -> int:
    """Frames of the file: 1 for all kinds but TIFF and animations."""
    try:
        with open_image(path) as image:
            return int(getattr(image, "n_frames", 1))
    except (OSError, UnidentifiedImageError) as error:
        raise UnreadableFileError(f"the image is damaged: {error}") from error
