"""Pages as pixels: bounded before they are decoded, upright, on white."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from services.extract.readers import image, raster
from shared.errors import EmptyFileError, LimitExceededError, UnreadableFileError


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


def test_a_pdf_page_with_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    file = tmp_path / "map.pdf"
    huge = b"<</Type/XObject/Subtype/Image/Width 20000/Height 20000/BitsPerComponent 1/ColorSpace/DeviceGray/Length 1>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</P 5 0 R>>>>>>",
        b"<</Length 27>>\nstream\nq 595 0 0 842 0 0 cm /P Do Q\nendstream",
        huge + b"\nstream\n0\nendstream",
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (i, text) for i, text in enumerate(objects, 1))
    file.write_bytes(b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF\n")
    with pytest.raises(LimitExceededError, match="20000") as refused:
        list(raster.pdf_rasters(file, None))
    assert refused.value.page == 1
