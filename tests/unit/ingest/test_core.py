from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from services.ingest import core
from shared.errors import EmptyFileError, EncryptedFileError, LimitExceededError, UnsupportedMediaError


def zipped(how: int = zipfile.ZIP_DEFLATED, /, **members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return file.getvalue()


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


@pytest.mark.parametrize(
    ("data", "name", "wanted"),
    [
        (b"%PDF-1.7\n...", "a.pdf", "application/pdf"),
        (b"junk before\n%PDF-1.4", "a.txt", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n...", "scan", "image/png"),
        (b"\xff\xd8\xff\xe0", "scan.jpg", "image/jpeg"),
        (b"II*\x00....", "scan.tif", "image/tiff"),
        (zipped(**{"word__document.xml": b"<w/>"}), "a.docx", core.DOCX),
        (zipped(**{"xl__workbook.xml": b"<w/>"}), "a.xlsx", core.XLSX),
        (b"PK\x03\x04" + bytes(26) + b"mimetype" + core.ODS.encode(), "a.ods", core.ODS),
        (zipped(**{"a.pdf": b"%PDF-"}), "all.zip", core.ZIP),
        (zipped(zipfile.ZIP_STORED, **{"a.pdf": b"%PDF-1.7\n"}), "all.zip", core.ZIP),
        (zipped(zipfile.ZIP_STORED, **{"a.docx": zipped(**{"word__document.xml": b"<w/>"})}), "all.zip", core.ZIP),
        (
            zipped(zipfile.ZIP_STORED, **{"a.ods": zipped(zipfile.ZIP_STORED, mimetype=core.ODS.encode())}),
            "z",
            core.ZIP,
        ),
        (OLE + "WordDocument".encode("utf-16-le"), "a", core.DOC),
        (OLE + "Workbook".encode("utf-16-le"), "a", core.XLS),
        (OLE, "old.xls", core.XLS),
        (b"PK\x03\x04" + bytes(26) + b"mimetype" + core.ODT.encode(), "a.odt", core.ODT),
        (b"{\\rtf1\\ansi", "a.doc", core.RTF),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?>', "a.doc", core.DOC),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>', "a.xml", core.XLS),
        (b"<!DOCTYPE html><html><table>", "a.txt", "text/html"),
        ("# 部门预算\n\n| 项目 | 数 |\n|---|---|\n".encode(), "a.txt", "text/markdown"),
        ("收支总表\n单位：万元\n".encode(), "a.txt", "text/plain"),
        ("收支总表\n单位：万元\n".encode("gb18030"), "a.txt", "text/plain"),
        ("项目,预算数\n".encode(), "a.csv", "text/csv"),
        ("收支总表".encode("utf-16"), "a.txt", "text/plain"),
        ("预算".encode() * 40000, "long.txt", "text/plain"),
        ("收支总表\n项目,2024年预算数\n水利,1200\n".encode("utf-16-le"), "a.csv", "text/csv"),
        ("收支总表\n项目,2024年预算数\n水利,1200\n".encode("utf-16-be"), "a.csv", "text/csv"),
        ("收支总表\n".encode() + "部门：某局\n水利".encode("gb18030"), "a.txt", "text/plain"),
    ],
)
def test_what_the_bytes_are(data: bytes, name: str, wanted: str) -> None:
    assert core.recognise(data[: core.HEAD], data[-core.TAIL :], name) == wanted


@pytest.mark.parametrize("data", [b"", b"\x00" * 50, b" \r\n\t", b"\xef\xbb\xbf"])
def test_nothing_is_empty(data: bytes) -> None:
    with pytest.raises(EmptyFileError):
        core.recognise(data, data, "a.pdf")


@pytest.mark.parametrize("data", [b"\x7fELF" + bytes(range(200)), b"MZ" + bytes(300), bytes(range(256)) * 10])
def test_other_bytes_are_refused_whatever_their_name(data: bytes) -> None:
    with pytest.raises(UnsupportedMediaError):
        core.recognise(data, data, "report.pdf")


def test_an_office_file_with_a_password() -> None:
    with pytest.raises(EncryptedFileError):
        core.recognise(OLE + "EncryptedPackage".encode("utf-16-le"), b"", "a.xlsx")


def test_an_old_office_file_that_is_no_report() -> None:
    with pytest.raises(UnsupportedMediaError):
        core.recognise(OLE, b"", "slides.ppt")


def test_a_file_on_this_machine(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(zipped(**{"xl__workbook.xml": b"<w/>", "big": bytes(100)}))
    assert core.sniff(path) == core.XLSX


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\报告\\预算.pdf", "预算.pdf"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("预" * 300 + ".pdf", "预" * 196 + ".pdf"),
    ],
)
def test_names_are_only_names(sent: str, shown: str) -> None:
    assert core.clean_name(sent) == shown


def test_names_of_zip_members() -> None:
    assert core.member_name("dir/预算.pdf", True) == "预算.pdf"
    assert core.member_name("预算.pdf".encode("gb18030").decode("cp437"), False) == "预算.pdf"
    assert core.member_name("__MACOSX/._a.pdf", True) is None
    assert core.member_name(".DS_Store", True) is None
    assert core.member_name("dir/", True) is None


def test_sizes() -> None:
    limits = core.Limits(file_bytes=10, archive_members=1, archive_bytes=1)
    core.check_size(10, limits)
    with pytest.raises(LimitExceededError):
        core.check_size(11, limits)
    with pytest.raises(EmptyFileError):
        core.check_size(0, limits)
