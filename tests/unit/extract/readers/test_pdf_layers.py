"""Layers that are switched off: what stands on them is no part of the page, and that it was left out is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.extract.core.pipeline import reconstruct
from services.extract.readers import pdf
from shared.model.page import DAMAGED, Source
from tests import hostile

_ROW = b"BT /F 10 Tf 60 700 Td (Total 12,345.67) Tj ET "
_DRAFT = b"BT /F 10 Tf 60 660 Td (DRAFT 99) Tj ET "
_SHOWN, _OFF = b"11 0 R", b"12 0 R"


def source(
    tmp_path: Path,
    content: bytes,
    *,
    configuration: bytes = b"/OFF[12 0 R]",
    member: bytes = b"",
    usage: bytes = b"",
    form: bytes = b"",
    rotate: int = 0,
) -> Source:
    """A page with the layers `/On` and `/Off`, the membership `/Both` in them and the form `/X`."""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[11 0 R 12 0 R]/D<<%b>>>>>>" % configuration,
        2: b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
        3: hostile._HELVETICA,
        4: b"<</Type/Page/Parent 2 0 R/MediaBox[-20 -30 575 812]/Rotate %d/Contents 5 0 R/Resources<</Font<</F 3 0 R>>"
        b"/XObject<</X 6 0 R>>/Properties<</On 11 0 R/Off 12 0 R/Both 13 0 R>>>>>>" % rotate,
        5: hostile.stream(content),
        6: hostile.stream(
            _DRAFT, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>" + form
        ),
        11: b"<</Type/OCG/Name(text)>>",
        12: b"<</Type/OCG/Name(draft)%b>>" % usage,
        13: b"<</Type/OCMD/OCGs[11 0 R 12 0 R]%b>>" % member,
    }
    path = tmp_path / "a.pdf"
    path.write_bytes(hostile.pdf(objects))
    return pdf.read(path, media_type="application/pdf")


def texts(read: Source) -> list[str]:
    return [w.text for w in read.pages[0].words]


def on(layer: bytes, content: bytes) -> bytes:
    return b"/OC /%b BDC %bEMC " % (layer, content)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_layer_that_is_off_is_left_out_and_told(rotate: int, tmp_path: Path) -> None:
    read = source(tmp_path, on(b"On", _ROW) + on(b"Off", _DRAFT), rotate=rotate)
    assert texts(read) == ["Total", "12,345.67"]
    (told,) = (f for f in reconstruct(read).findings if "图层" in f.message)
    assert (told.page, told.rule) == (1, "EX-01")


def test_of_texts_over_one_another_the_one_that_shows_is_kept(tmp_path: Path) -> None:
    over = b"BT /F 10 Tf 62 700 Td (Tital 12,345.99) Tj ET "
    assert texts(source(tmp_path, _ROW + on(b"Off", over))) == ["Total", "12,345.67"]


@pytest.mark.parametrize(
    ("member", "shown"),
    [
        (b"", True),
        (b"/P/AnyOn", True),
        (b"/P/AllOn", False),
        (b"/P/AllOff", False),
        (b"/P/AnyOff", True),
        (b"/VE[/And 11 0 R[/Not 12 0 R]]", True),
        (b"/VE[/Or 12 0 R[/Not 11 0 R]]", False),
    ],
)
def test_memberships_say_when_they_show(member: bytes, shown: bool, tmp_path: Path) -> None:
    assert texts(source(tmp_path, on(b"Both", _DRAFT), member=member)) == (["DRAFT", "99"] if shown else [])


def test_a_form_that_is_on_a_layer_is_left_out_with_it(tmp_path: Path) -> None:
    read = source(tmp_path, _ROW + b"q 1 0 0 1 5 5 cm /X Do Q", form=b"/OC 12 0 R")
    assert texts(read) == ["Total", "12,345.67"]
    assert texts(source(tmp_path, b"/X Do", form=b"/OC 11 0 R")) == ["DRAFT", "99"]


@pytest.mark.parametrize(
    ("configuration", "usage", "shown"),
    [
        (b"/BaseState/OFF/ON[11 0 R]", b"", False),
        (b"/BaseState/OFF/ON[12 0 R]", b"", True),
        (b"", b"/Usage<</View<</ViewState/OFF>>>>", True),
        (b"/AS[<</Event/View/OCGs[12 0 R]>>]", b"/Usage<</View<</ViewState/OFF>>>>", False),
        (b"/AS[<</Event/Print/OCGs[12 0 R]>>]", b"/Usage<</View<</ViewState/OFF>>>>", True),
    ],
)
def test_the_configuration_says_what_is_off(configuration: bytes, usage: bytes, shown: bool, tmp_path: Path) -> None:
    read = source(tmp_path, on(b"Off", _DRAFT), configuration=configuration, usage=usage)
    assert texts(read) == (["DRAFT", "99"] if shown else [])


def test_layers_that_cannot_be_followed_leave_the_page_in_doubt(tmp_path: Path) -> None:
    read = source(tmp_path, on(b"Both", _ROW), member=b"/VE[/Not /Not]")
    assert DAMAGED not in read.pages[0].notes
    broken = source(tmp_path, _ROW, configuration=b"/OFF 7")
    assert DAMAGED in broken.pages[0].notes
