"""Scans a PDF: its pages as images, turned a little, with noise, a red stamp and JPEG damage, in an image-only PDF."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pypdfium2 as pdfium
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from samples.scan_damage import COLOURED, Damage, damaged

Image = np.ndarray[Any, np.dtype[np.uint8]]


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
        picture = _stamp(picture, settings.dpi)
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


def _stamp(picture: Image, dpi: int) -> Image:
    """A red seal with a star over the upper right of the table area, as transparent ink."""
    ink = np.full_like(picture, 255)
    height, width = picture.shape[:2]
    centre, radius = (int(width * 0.68), int(height * 0.34)), int(dpi * 0.8)
    red = (60, 50, 215)
    cv2.circle(ink, centre, radius, red, max(2, dpi // 30), cv2.LINE_AA)
    angles = np.deg2rad(np.arange(-90, 270, 36))
    reach = np.where(np.arange(10) % 2 == 0, radius * 0.36, radius * 0.15)
    star = np.stack([centre[0] + reach * np.cos(angles), centre[1] + reach * np.sin(angles)], axis=1).astype(np.int32)
    cv2.fillPoly(ink, [star], red, cv2.LINE_AA)
    for k in range(14):
        place = np.deg2rad(150 + k * 18)
        at = (int(centre[0] + radius * 0.78 * np.cos(place)), int(centre[1] + radius * 0.78 * np.sin(place)))
        cv2.rectangle(ink, (at[0] - 7, at[1] - 9), (at[0] + 7, at[1] + 9), red, 2, cv2.LINE_AA)
    mixed = picture.astype(np.uint16) * ink.astype(np.uint16) // 255
    return mixed.astype(np.uint8)


def _grey(picture: Image) -> Image:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
