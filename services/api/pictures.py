"""Pictures of pages: PDFs drawn by PDFium, images scaled; with the cells that were found, on demand."""

from __future__ import annotations

import io
import threading

import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageSequence

from services.api import service
from shared.bootstrap_gateway import GatewayBackends
from shared.errors import StorageError
from shared.ports import DocumentRow, RevisionRow

_PDFIUM = threading.Lock()  # PDFium is not thread-safe
_MAX_PIXELS = 12_000_000
_MAX_BYTES = 256 * 1024 * 1024
_POINTS = 72
_CELL, _TABLE = (36, 99, 190, 110), (200, 60, 40, 255)


def picture(
    ports: GatewayBackends, row: DocumentRow, page: int, dpi: int, revision: RevisionRow | None
) -> bytes | None:
    """PNG of a page; None where the document has no such page or none that can be drawn."""
    if row.size > _MAX_BYTES:
        return None
    key = f"pictures/{row.id}/{page}-{dpi}.png"
    drawn = _kept(ports, key)
    if drawn is None:
        image = _draw(ports.objects.get(row.key), row.media_type, page, dpi)
        if image is None:
            return None
        drawn = _png(image)
        ports.objects.put_new(key, drawn, media_type="image/png")
    return drawn if revision is None else _with_boxes(ports, drawn, revision, page, dpi)


def keys_of(ports: GatewayBackends, document_id: str) -> list[str]:
    """The pictures that are kept of a document."""
    return [found.key for found in ports.objects.list(f"pictures/{document_id}/")]


def _kept(ports: GatewayBackends, key: str) -> bytes | None:
    try:
        return ports.objects.get(key) if ports.objects.stat(key) is not None else None
    except StorageError:
        return None


def _draw(data: bytes, media_type: str, page: int, dpi: int) -> Image.Image | None:
    if media_type == "application/pdf":
        return _draw_pdf(data, page, dpi)
    if media_type.startswith("image/"):
        return _draw_image(data, page)
    return None


def _draw_pdf(data: bytes, page: int, dpi: int) -> Image.Image | None:
    with _PDFIUM:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError:
            return None
        try:
            if page > len(document):
                return None
            sheet = document[page - 1]
            width, height = sheet.get_size()
            scale = min(dpi / _POINTS, (_MAX_PIXELS / max(width * height, 1)) ** 0.5)
            image: Image.Image = sheet.render(scale=scale).to_pil()
            return image
        except pdfium.PdfiumError:
            return None
        finally:
            document.close()


def _draw_image(data: bytes, page: int) -> Image.Image | None:
    try:
        with Image.open(io.BytesIO(data)) as opened:
            for number, frame in enumerate(ImageSequence.Iterator(opened), start=1):
                if number == page:
                    frame.draft("RGB", (2000, 2000))
                    image = frame.convert("RGB")
                    image.thumbnail((2000, 2000))
                    return image
    except (OSError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
    return None


def _with_boxes(ports: GatewayBackends, drawn: bytes, revision: RevisionRow, page: int, dpi: int) -> bytes:
    document, _, _ = service.load(ports, revision)
    with Image.open(io.BytesIO(drawn)) as opened:
        image = opened.convert("RGB")
    pen = ImageDraw.Draw(image, "RGBA")
    scale = dpi / _POINTS
    for table in document.tables:
        boxes = [
            cell.place.box
            for row in table.rows
            for cell in row.cells
            if cell.place.page == page and cell.place.box is not None
        ]
        for box in boxes:
            pen.rectangle([v * scale for v in box], outline=_CELL)
        if boxes:
            outer = boxes[0]
            for box in boxes[1:]:
                outer = outer.union(box)
            pen.rectangle([v * scale for v in outer], outline=_TABLE, width=2)
    return _png(image)


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=False)
    return buffer.getvalue()
