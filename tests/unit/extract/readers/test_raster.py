"""Pages as pixels: bounded before they are decoded, upright, on white."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from services.extract import reading
from services.extract.readers import image, raster
from shared.errors import EmptyFileError, LimitExceededError, UnreadableFileError
from shared.model.page import DAMAGED, TOO_LARGE, Legibility


def test_an_image_of_too_many_pixels_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    file = tmp_path / "huge.png"
    Image.new("1", (30_000, 30_000), 1).save(file)
    with pytest.raises(LimitExceededError, match="30000×30000"):
        list(raster.image_rasters(file, None))


def test_a_file_that_is_no_image_is_unreadable(tmp_path: Path) -> None:
    file = tmp_path / "novel.png"
    file.write_bytes(b"It was a dark and stormy night")
    with pytest.raises(UnreadableFileError):
        image.count_pages(file)


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    file = tmp_path / "empty.png"
    file.touch()
    with pytest.raises(EmptyFileError):
        list(raster.image_rasters(file, None))


def test_a_truncated_jpeg_names_its_page(tmp_path: Path) -> None:
    file = tmp_path / "cut.jpg"
    noise = np.random.default_rng(1).integers(0, 255, (400, 400, 3), dtype=np.uint8)
    Image.fromarray(noise).save(file)
    file.write_bytes(file.read_bytes()[:2000])
    with pytest.raises(UnreadableFileError) as caught:
        list(raster.image_rasters(file, None))
    assert caught.value.page == 1


def test_a_tiff_gives_a_raster_for_every_frame_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "fax.tif"
    frames = [Image.new("L", (827, 1169), grey) for grey in (250, 240, 230)]
    frames[0].save(file, save_all=True, append_images=frames[1:], dpi=(100, 100))
    assert image.count_pages(file) == 3
    found = list(raster.image_rasters(file, range(2, 4)))
    assert [r.number for r in found] == [2, 3]
    assert [int(r.pixels[0, 0, 0]) for r in found] == [240, 230]
    assert found[0].size == pytest.approx((595.4, 841.7), abs=0.5)


def test_transparency_becomes_white_paper_not_black(tmp_path: Path) -> None:
    file = tmp_path / "clear.png"
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(file)
    (page,) = raster.image_rasters(file, None)
    assert page.pixels.min() == 255


def test_a_photograph_on_its_side_is_set_upright_by_exif(tmp_path: Path) -> None:
    file = tmp_path / "phone.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned by 90 degrees
    Image.new("RGB", (400, 200), "white").save(file, exif=exif)
    (page,) = raster.image_rasters(file, None)
    assert page.pixels.shape[:2] == (400, 200)


@pytest.mark.parametrize("name", ["grey.png", "grey.tif"])
def test_grey_in_16_bits_is_the_grey_that_it_is_in_8(name: str, tmp_path: Path) -> None:
    shades = np.arange(200, dtype=np.uint8).reshape(10, 20)
    Image.fromarray(shades.astype(np.uint16) * 257).save(tmp_path / name)
    (found,) = raster.image_rasters(tmp_path / name, None)
    assert (found.pixels[:, :, 0] == shades).all()


def _pages_of_pictures(*pictures: tuple[int, bytes, str]) -> bytes:
    """A PDF with a page for each picture: side in pixels, data, filter. Grey in 8 bits."""
    kids = b" ".join(b"%d 0 R" % (3 + 3 * i) for i in range(len(pictures)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, len(pictures))]
    for i, (side, data, kind) in enumerate(pictures):
        first = 3 + 3 * i
        drawn = b"q 595 0 0 842 0 0 cm /P Do Q"
        head = b"<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceGray" % (
            side,
            side,
        )
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</XObject<</P %d 0 R>>>>>>"
            % (first + 1, first + 2),
            b"<</Length %d>>\nstream\n%b\nendstream" % (len(drawn), drawn),
            b"%b/Filter/%b/Length %d>>\nstream\n%b\nendstream" % (head, kind.encode(), len(data), data),
        ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (i, text) for i, text in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size %d>>\n%%%%EOF\n" % (len(objects) + 1)


def _jpeg() -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (200, 200), dtype=np.uint8)).save(file, "JPEG")
    return file.getvalue()


def test_a_pdf_page_with_a_picture_of_too_many_pixels_is_lost_alone_before_it_is_decoded(tmp_path: Path) -> None:
    file = tmp_path / "map.pdf"
    file.write_bytes(_pages_of_pictures((20_000, b"0", "FlateDecode"), (200, _jpeg(), "DCTDecode")))
    huge, good = raster.pdf_rasters(file, None)
    assert huge.notes == (f"{TOO_LARGE}20000×20000",)
    assert huge.pixels.min() == 255
    assert huge.size == pytest.approx((595, 842))
    assert good.notes == ()
    assert good.pixels.min() < 100


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (_jpeg()[: len(_jpeg()) // 2], "DCTDecode"),
        (_jpeg()[600:], "DCTDecode"),
        (b"", "DCTDecode"),
        (zlib.compress(bytes(range(200)) * 200)[:-90], "FlateDecode"),
        (b"no such data", "FlateDecode"),
        (b"no such data", "JPXDecode"),
        (b"no such data", "JBIG2Decode"),
        (_jpeg(), "UnknownDecode"),
    ],
)
def test_a_pdf_page_whose_picture_cannot_be_decoded_wholly_says_so(data: bytes, kind: str, tmp_path: Path) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(_pages_of_pictures((200, data, kind), (200, _jpeg(), "DCTDecode")))
    assert [page.notes for page in raster.pdf_rasters(file, None)] == [(DAMAGED,), ()]


def test_a_page_that_came_out_blank_for_its_damaged_picture_is_no_blank_page(tmp_path: Path) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(_pages_of_pictures((200, b"no such data", "DCTDecode")))
    (lost,) = reading.read(file, "application/pdf").pages
    assert lost.legibility is Legibility.BLANK
    assert DAMAGED in lost.notes


def test_a_packed_picture_that_only_lacks_its_checksum_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(_pages_of_pictures((200, zlib.compress(bytes(range(200)) * 200)[:-4], "FlateDecode")))
    assert [page.notes for page in raster.pdf_rasters(file, None)] == [()]


def test_a_frame_that_cannot_be_decoded_is_lost_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "fax.tif"
    frames = [Image.new("L", (400, 300), shade) for shade in (10, 20, 30)]
    frames[0].save(file, save_all=True, append_images=frames[1:], compression="tiff_lzw")
    whole = file.read_bytes()
    at = whole.index(b"\x80\x05\x20\x50")  # where the second frame's data begin
    file.write_bytes(whole[:at] + bytes(8) + whole[at + 8 :])
    assert [page.notes for page in raster.image_rasters(file, None)] == [(), (DAMAGED,), ()]
    monkeypatch.setattr(raster, "MAX_PIXELS", 130_000)
    large = [Image.new("L", side) for side in ((300, 300), (400, 400))]
    large[0].save(file, save_all=True, append_images=large[1:])
    assert [page.notes for page in raster.image_rasters(file, None)] == [(), (f"{TOO_LARGE}400×400",)]


@pytest.mark.parametrize(("dpi", "size"), [((204, 98), (1728, 2290)), ((204, 196), (1728, 1145 * 204 // 196 + 1))])
def test_a_fax_is_as_high_as_its_sheet(tmp_path: Path, dpi: tuple[int, int], size: tuple[int, int]) -> None:
    file = tmp_path / "fax.tif"
    down = 1100 if dpi[1] == 98 else 1145
    Image.new("1", (1728, down), 1).save(file, dpi=dpi, compression="group4")
    (page,) = raster.image_rasters(file, None)
    assert page.pixels.shape[:2] == (size[1], size[0])
    assert page.size == pytest.approx((1728 / 204 * 72, down / dpi[1] * 72), abs=0.5)
    assert page.is_fax


def test_dots_as_near_as_a_rounding_are_the_same_both_ways(tmp_path: Path) -> None:
    file = tmp_path / "scan.png"
    Image.new("L", (400, 300), 255).save(file, dpi=(200, 199))
    (page,) = raster.image_rasters(file, None)
    assert page.pixels.shape[:2] == (300, 400)
    assert not page.is_fax
