"""Streams of a PDF that cannot be unpacked wholly are told: nothing is missing from a page without a word."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from services.extract.core.pipeline import reconstruct
from services.extract.readers import pdf, pdf_streams
from shared.errors import LimitExceededError, UnreadableFileError
from shared.model.page import DAMAGED, Legibility, PageContent
from tests import hostile

_LINES = hostile.written([f"Line {i} with 12,345.67" for i in range(40)])
_FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]"
_UNICODE = (
    b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
    b"1 beginbfrange <20> <7E> <0020> endbfrange endcmap"
)


def flate(data: bytes, extra: bytes = b"", change: Callable[[bytes], bytes] = bytes) -> bytes:
    return hostile.stream(change(zlib.compress(data)), b"/Filter/FlateDecode" + extra)


def flipped(packed: bytes) -> bytes:
    middle = len(packed) // 2
    return packed[:middle] + bytes(b ^ 0x55 for b in packed[middle : middle + 4]) + packed[middle + 4 :]


def document(
    content: bytes, form: bytes | None = None, unicode: bytes | None = None, *, contents: bytes = b"/Contents 4 0 R"
) -> bytes:
    """One page: its content stream, a form `/X`, and the map to Unicode of its font."""
    font = hostile._HELVETICA if unicode is None else hostile._HELVETICA[:-2] + b"/ToUnicode 6 0 R>>"
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 1/Kids[7 0 R]/Resources<</Font<</F 3 0 R>>/XObject<</X 5 0 R>>>>>>",
        3: font,
        4: content,
        7: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]%b>>" % contents,
    }
    more = {5: form, 6: unicode}
    return hostile.pdf(objects | {n: body for n, body in more.items() if body is not None})


def page_of(tmp_path: Path, data: bytes) -> PageContent:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    (page,) = pdf.read(path, media_type="application/pdf").pages
    return page


def test_whole_streams_are_whole(tmp_path: Path) -> None:
    page = page_of(tmp_path, document(flate(b"/X Do"), flate(_LINES, _FORM), flate(_UNICODE)))
    assert (len(page.words), page.notes) == (160, ())


@pytest.mark.parametrize(
    "data",
    [
        document(flate(_LINES, change=flipped)),
        document(flate(_LINES, change=lambda packed: packed[: len(packed) // 2])),
        document(flate(_LINES, change=lambda packed: packed[:-4] + b"sum!")),
        document(flate(b"/X Do"), flate(_LINES, _FORM, flipped)),
        document(flate(_LINES), unicode=flate(_UNICODE, change=flipped)),
        document(flate(_LINES), contents=b"/Contents 99 0 R"),
        document(flate(_LINES), contents=b"/Contents[4 0 R 99 0 R]"),
    ],
    ids=["flipped", "cut", "checksum", "form", "unicode", "missing", "part missing"],
)
def test_a_stream_that_cannot_be_unpacked_wholly_is_told(tmp_path: Path, data: bytes) -> None:
    assert DAMAGED in page_of(tmp_path, data).notes


@pytest.mark.parametrize(
    "data",
    [
        document(flate(_LINES, change=lambda packed: packed[:-4])),
        document(flate(_LINES, change=lambda packed: packed + b"\r\n\0")),
        document(flate(_LINES), flate(_LINES, _FORM, flipped)),
        document(flate(b"")),
        document(hostile.stream(b"", b"/Filter/FlateDecode")),
        document(flate(b""), contents=b""),
        document(flate(b"BT /F 9 Tf 9 9 Td ( ) Tj ET")),
    ],
    ids=["no checksum", "bytes behind", "a form that is not drawn", "blank", "no bytes", "no content", "a space"],
)
def test_what_every_viewer_shows_whole_is_no_damage(tmp_path: Path, data: bytes) -> None:
    assert DAMAGED not in page_of(tmp_path, data).notes


def test_a_page_that_asks_for_text_and_shows_none_is_no_blank_page(tmp_path: Path) -> None:
    swallowed = hostile.stream(b"(BT /F 9 Tf 9 9 Td (1,234) Tj ET")  # a bracket that nothing closes
    page = page_of(tmp_path, document(swallowed))
    assert (page.legibility, page.notes) == (Legibility.BLANK, (DAMAGED,))


def test_a_blank_page_of_a_file_that_cannot_be_followed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_streams.Streams, "condition", lambda *_: None)
    assert page_of(tmp_path, document(flate(_LINES))).notes == ()
    blank = page_of(tmp_path, document(flate(b"")))
    assert (blank.legibility, blank.notes) == (Legibility.BLANK, (DAMAGED,))


def test_what_unpacks_for_ever_is_refused_with_its_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_streams, "MAX_DRAWN", 1_000_000)
    content, form = flate(b"/X Do /X Do " * 100), flate(_LINES * 10, _FORM)
    with pytest.raises(LimitExceededError, match="page 1 unpacks") as caught:
        page_of(tmp_path, document(content, form))
    assert caught.value.page == 1
    assert page_of(tmp_path, document(flate(b"/X Do"), form)).words


def test_a_form_that_draws_itself_once_is_read(tmp_path: Path) -> None:
    page = page_of(tmp_path, document(flate(b"/X Do"), flate(b"/X Do\n" + _LINES, _FORM)))
    assert page.notes == ()
    assert page.words


def test_pages_are_found_in_deep_and_uneven_trees(tmp_path: Path) -> None:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R>>"
    path = tmp_path / "tree.pdf"
    path.write_bytes(
        hostile.pdf(
            {
                1: b"<</Type/Catalog/Pages 2 0 R>>",
                2: b"<</Type/Pages/Count 4/Kids[3 0 R 4 0 R 5 0 R]/Resources<</Font<</F 12 0 R>>>>>>",
                3: page % 10,
                4: b"<</Type/Pages/Count 2/Parent 2 0 R/Kids[6 0 R 7 0 R]>>",
                5: page % 10,
                6: page % 10,
                7: page % 11,
                10: flate(_LINES),
                11: flate(_LINES, change=flipped),
                12: hostile._HELVETICA,
            }
        )
    )
    pages = pdf.read(path, media_type="application/pdf").pages
    assert [DAMAGED in p.notes for p in pages] == [False, False, True, False]


def test_a_damaged_page_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(document(flate(_LINES, change=flipped)))
    found = reconstruct(pdf.read(path, media_type="application/pdf")).findings
    assert [(f.code, f.page) for f in found if f.rule == "EX-01"] == [("garbled_source", 1)]


def test_a_page_that_cannot_be_opened_is_lost_alone_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(hostile.drawn([_LINES] * 3).replace(b"\n6 0 obj", b"\n6 0 xxx"))
    source = pdf.read(path, media_type="application/pdf")
    assert [len(p.words) for p in source.pages] == [160, 0, 160]
    assert [DAMAGED in p.notes for p in source.pages] == [False, True, False]
    assert [(f.page, f.rule) for f in reconstruct(source).findings if f.code == "garbled_source"] == [(2, "EX-01")]


def test_a_file_of_which_no_page_can_be_opened_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(hostile.looping_pages())
    with pytest.raises(UnreadableFileError, match="no page can be opened") as raised:
        pdf.read(path, media_type="application/pdf")
    assert raised.value.page == 1
