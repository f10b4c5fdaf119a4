"""What comes in as a scan: fax, photograph, many pages, a hidden text layer. Pages drawn here, read by the engines."""

from __future__ import annotations

import resource
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from services.extract import reading
from services.extract.readers import image, raster
from shared.errors import LimitExceededError
from shared.model.page import DOUBT, NO_TEXT, Legibility, Reader

FONT = "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"
PDF = "application/pdf"
FIGURES = ("4,959", "1,099", "58.25")


def sheet(dpi: int = 200, lines: tuple[str, ...] = FIGURES) -> Image.Image:
    """A small form of the given lines beside a name, in 12 points."""
    point = dpi / 72
    page = Image.new("RGB", (int(400 * point), int(200 * point)), "white")
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(FONT, int(12 * point))
    for i, text in enumerate(lines):
        draw.text((40 * point, (30 + 24 * i) * point), f"一般公共服务支出{i}", font=font, fill="black")
        draw.text((240 * point, (30 + 24 * i) * point), text, font=font, fill="black")
    return page


def words_of(file: Path, media_type: str) -> set[str]:
    return {w.text for page in reading.read(file, media_type).pages for w in page.words}


def test_a_photograph_with_uneven_light_is_read(tmp_path: Path) -> None:
    paper = np.asarray(sheet(), dtype=np.float64)
    light = np.linspace(1.0, 0.45, paper.shape[1])[None, :, None] * np.linspace(1.0, 0.8, paper.shape[0])[:, None, None]
    file = tmp_path / "photo.jpg"
    Image.fromarray((paper * light).astype(np.uint8)).rotate(2, fillcolor=(90, 90, 90)).save(file, quality=80)
    assert set(FIGURES) <= words_of(file, "image/jpeg")


def test_a_fax_of_100_dpi_is_read_with_doubt_or_right(tmp_path: Path) -> None:
    file = tmp_path / "fax.tif"
    sheet(100).convert("1", dither=Image.Dither.NONE).save(file, dpi=(100, 100))
    (page,) = reading.read(file, "image/tiff").pages
    sure = {w.text for w in page.words if w.confidence >= 0.99 and w.text[0].isdigit()}
    assert page.words
    assert sure <= set(FIGURES)


def test_a_tiff_of_several_pages_keeps_their_order(tmp_path: Path) -> None:
    file = tmp_path / "many.tif"
    first, second = sheet(lines=("1,111",)), sheet(lines=("2,222",))
    first.save(file, save_all=True, append_images=[second], dpi=(200, 200))
    source = reading.read(file, "image/tiff")
    assert source.reader is Reader.IMAGE
    assert [next(w.text for w in p.words if "," in w.text) for p in source.pages] == ["1,111", "2,222"]


def test_a_picture_without_text_has_no_words(tmp_path: Path) -> None:
    """Soft blots, as a cat looks to an engine."""
    draw = ImageDraw.Draw(page := Image.new("RGB", (900, 700), (180, 170, 150)))
    for i in range(12):
        draw.ellipse((60 * i, 40 * i, 60 * i + 260, 40 * i + 200), fill=(90 + 8 * i, 70 + 9 * i, 60))
    file = tmp_path / "cat.jpg"
    page.save(file)
    (content,) = reading.read(file, "image/jpeg").pages
    assert content.words == ()
    assert content.legibility is Legibility.OCR
    assert NO_TEXT in content.notes


def test_a_page_of_pure_noise_is_bounded_and_gives_nothing_sure(tmp_path: Path) -> None:
    file = tmp_path / "noise.png"
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (900, 900, 3), dtype=np.uint8)).save(file)
    (content,) = reading.read(file, "image/png").pages
    assert all(w.confidence <= DOUBT for w in content.words)


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG file."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def test_an_enormous_image_is_refused_without_its_memory(tmp_path: Path) -> None:
    file = tmp_path / "huge.png"
    size = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(bytes(999))))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(LimitExceededError, match="30000×30000"):
        image.read(file, media_type="image/png")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kilobytes; decoded it has 2.7 GB


def test_a_pdf_page_as_large_as_a_wall_is_rendered_within_bounds(tmp_path: Path) -> None:
    file = tmp_path / "wall.pdf"
    canvas = Canvas(str(file), pagesize=(14_000, 14_000))
    canvas.rect(1000, 1000, 9000, 9000)
    canvas.showPage()
    canvas.save()
    (page,) = raster.pdf_rasters(file, [1])
    assert page.pixels.shape[0] * page.pixels.shape[1] <= raster.WORKING_PIXELS * 1.01


@pytest.fixture
def searchable(tmp_path: Path) -> Path:
    """A full-page scan under the invisible text that another engine left: wrong figures."""
    picture, file = tmp_path / "page.png", tmp_path / "searchable.pdf"
    sheet().save(picture)
    canvas = Canvas(str(file), pagesize=(400, 200))
    canvas.drawImage(str(picture), 0, 0, 400, 200)
    text = canvas.beginText(40, 150)
    text.setTextRenderMode(3)
    for wrong in ("4,9S9 l,O99 and more text of the hidden layer", "58,25 and still more text than a stamp would hold"):
        text.textLine(wrong)
    canvas.drawText(text)
    canvas.showPage()
    canvas.save()
    return file


def test_a_hidden_layer_under_a_scan_is_not_believed(searchable: Path) -> None:
    source = reading.read(searchable, PDF)
    assert source.reader is Reader.PDF_SCAN
    words = {w.text for p in source.pages for w in p.words}
    assert set(FIGURES) <= words
    assert not any("9S9" in w for w in words)


def test_a_scan_among_digital_pages_becomes_one_source(tmp_path: Path) -> None:
    picture, file = tmp_path / "page.png", tmp_path / "mixed.pdf"
    sheet().save(picture)
    canvas = Canvas(str(file), pagesize=A4)
    for i in range(10):
        canvas.drawString(80, 780 - i * 20, f"Total expenditure {i} 4,959")
    canvas.showPage()
    canvas.drawImage(str(picture), 0, 0, *A4, preserveAspectRatio=True)
    canvas.showPage()
    canvas.save()
    source = reading.read(file, PDF)
    assert source.reader is Reader.PDF_MIXED
    assert {w.confidence for w in source.pages[0].words} == {1.0}
    assert all(w.confidence < 1 for w in source.pages[1].words)
