"""Scans a PDF: its pages as images, turned a little, with noise, seals and JPEG damage, in an image-only PDF."""

from __future__ import annotations

import io
from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2 as pdfium
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from samples.scan_damage import COLOURED, Damage, damaged
from samples.seal import Image, invented, pressed


@dataclass(frozen=True, kw_only=True, slots=True)
class ScanSettings:
    """`skew` in degrees, `noise` as standard deviation of grey levels, `quality` of the JPEG, stamped pages from 1."""

    dpi: int = 200
    skew: float = 0.4
    noise: float = 3.0
    blur: float = 0.6
    quality: int = 45
    stamped: frozenset[int] = frozenset()
    shade: float = 0.0
    """how much darker one side is (photographs)"""
    turn: int = 0
    """quarter turns clockwise"""
    damage: Damage | None = None
    """what else happened to the paper"""


def scan(pdf: bytes, settings: ScanSettings, seed: int) -> bytes:
    """The image-only PDF of `pdf`."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for number, picture in enumerate(pictures(pdf, settings, seed), 1):
        height, width = picture.shape[:2]
        size = (width * 72 / settings.dpi, height * 72 / settings.dpi)
        canvas.setPageSize(size)
        encoded = encode(picture if _in_colour(settings, number) else _grey(picture), settings.quality)
        canvas.drawImage(ImageReader(io.BytesIO(encoded)), 0, 0, *size)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def pictures(pdf: bytes, settings: ScanSettings, seed: int) -> list[Image]:
    """The damaged page images, blue-green-red."""
    rng = np.random.default_rng(seed)
    document = pdfium.PdfDocument(pdf)
    try:
        out = []
        for index in range(len(document)):
            bitmap = document[index].render(scale=settings.dpi / 72)
            picture = np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])
            picture = _damage(picture, settings, rng, stamped=index + 1 in settings.stamped)
            out.append(damaged(picture, settings.damage, settings.dpi, rng) if settings.damage else picture)
        return out
    finally:
        document.close()


def _in_colour(settings: ScanSettings, number: int) -> bool:
    return number in settings.stamped or settings.damage in COLOURED


def encode(picture: Image, quality: int) -> bytes:
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError("the image could not be written as JPEG")
    return bytes(data)


def _damage(picture: Image, settings: ScanSettings, rng: np.random.Generator, *, stamped: bool) -> Image:
    if stamped:
        picture = pressed(picture, invented(picture.shape[:2], settings.dpi, rng), rng)
    height, width = picture.shape[:2]
    angle = settings.skew * (1 if rng.random() < 0.5 else -1)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    if settings.blur:
        turned = cv2.GaussianBlur(turned, (0, 0), settings.blur)
    noisy = turned.astype(np.float32) + rng.normal(0, settings.noise, (height, width, 1)).astype(np.float32)
    if settings.shade:
        noisy *= np.linspace(1.0, 1.0 - settings.shade, width, dtype=np.float32)[None, :, None]
    done = np.clip(noisy, 0, 255).astype(np.uint8)
    return np.ascontiguousarray(np.rot90(done, -settings.turn)) if settings.turn else done


def _grey(picture: Image) -> Image:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
