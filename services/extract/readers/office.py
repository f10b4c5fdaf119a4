"""Reader for Word and spreadsheet files: docx, xlsx, xls, ods; and, where LibreOffice is installed to convert them,
doc, rtf, odt, xlsb and the XML files of Office 2003.

What a file is, its own bytes say, not its name. Flowing input: the `Source` has `paged=False`, one `PageContent` for a
Word file and one for each visible sheet of a workbook. Macros are never run, links never followed.
"""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import tempfile
from pathlib import Path

import xlrd.compdoc

from services.extract.readers import office_docx, office_package, office_sheets
from shared.errors import (
    EmptyFileError,
    EncryptedFileError,
    ReaderUnavailableError,
    UnreadableFileError,
    UnsupportedMediaError,
    disk_full,
)
from shared.model.page import Legibility, PageContent, Reader, Source

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Office 2003 names its program in the first lines of its XML
_WORD_XML, _EXCEL_XML = b'progid="Word.Document"', b'progid="Excel.Sheet"'
_ODT = b"application/vnd.oasis.opendocument.text"
#: where a Word file's information block says that it is encrypted ([MS-DOC] 2.5.2), and the bit of it
_FIB_FLAGS, _FIB_ENCRYPTED = 10, 0x0100
_CONVERSION_SECONDS = 180


def count_pages(path: Path) -> int:
    """Office files are read as one flow: always 1."""
    return 1


def read(path: Path, *, media_type: str, pages: range | None = None) -> Source:
    """The blocks of one office file.

    Raises `EmptyFileError`, `EncryptedFileError`, `LimitExceededError`, `UnreadableFileError`,
    `UnsupportedMediaError` (no office file), `ReaderUnavailableError` (no LibreOffice to convert what needs it).
    """
    try:
        with path.open("rb") as file:
            start = file.read(1024)
    except OSError as error:
        raise UnreadableFileError(f"the file cannot be read: {error.strerror}") from error
    if not start:
        raise EmptyFileError("the file has no bytes")
    if start.startswith(_OLE):
        reader, contents = _old(path)
    elif start[:2] == b"PK":
        reader, contents = _package(path)
    elif start.startswith(b"{\\rtf") or _WORD_XML in start:
        reader, contents = _converted(path, "docx")
    elif _EXCEL_XML in start:
        reader, contents = _converted(path, "xlsx")
    else:
        raise UnsupportedMediaError("the file is no Word or spreadsheet file")
    chosen = tuple(c for c in contents if pages is None or 1 in pages)
    return Source(reader=reader, media_type=media_type, pages=chosen, paged=False)


def _package(path: Path) -> tuple[Reader, list[PageContent]]:
    with office_package.opened(path) as package:
        names = set(package.namelist())
        if "word/document.xml" in names:
            blocks = tuple(office_docx.blocks(package))
            legibility = Legibility.CLEAR if blocks else Legibility.BLANK
            return Reader.DOCX, [PageContent(number=1, blocks=blocks, legibility=legibility)]
        if "xl/workbook.xml" in names:
            office_sheets.check_workbook(package)
            return Reader.XLSX, office_sheets.xlsx(path)
        kind = office_package.member(package, "mimetype") or b""
        if b"encryption-data" in (office_package.member(package, "META-INF/manifest.xml") or b""):
            raise EncryptedFileError("the office file asks for a password")
        if "content.xml" in names and b"spreadsheet" in kind:
            return Reader.XLSX, office_sheets.ods(office_package.xml(package, "content.xml"))
    if "content.xml" in names and kind.startswith(_ODT):
        return _converted(path, "docx")
    if "xl/workbook.bin" in names:
        return _converted(path, "xlsx")
    raise UnsupportedMediaError("the package holds neither a Word document nor a workbook that yusuan reads")


def _old(path: Path) -> tuple[Reader, list[PageContent]]:
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise EncryptedFileError("the office file asks for a password")
    if "WordDocument".encode("utf-16-le") in data:
        if _is_encrypted(data):
            raise EncryptedFileError("the Word file asks for a password")
        return _converted(path, "docx")
    return Reader.XLSX, office_sheets.xls(data)


def _is_encrypted(data: bytes) -> bool:
    """Whether an old Word file says so; a directory that cannot be read says nothing."""
    try:
        stream = xlrd.compdoc.CompDoc(data, logfile=io.StringIO()).get_named_stream("WordDocument") or b""
    except (xlrd.compdoc.CompDocError, AssertionError, IndexError, ValueError, struct.error):
        return False
    return bool(int.from_bytes(stream[_FIB_FLAGS : _FIB_FLAGS + 2], "little") & _FIB_ENCRYPTED)


def _converted(path: Path, to: str) -> tuple[Reader, list[PageContent]]:
    """A file by way of LibreOffice, which writes it as docx or xlsx in a folder of its own."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise ReaderUnavailableError(
            "reading this kind of file (.doc, .rtf, .odt, .xlsb, XML of Office 2003) needs LibreOffice, which is not "
            f"installed here: have it installed and retry the document, or save the file as .{to} and upload that"
        )
    with tempfile.TemporaryDirectory(prefix="yusuan-doc-") as folder:
        command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore"]
        command += ["--convert-to", to, "--outdir", f"{folder}/made", str(path)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_CONVERSION_SECONDS)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired, OSError) as error:
            raise disk_full(error) or UnreadableFileError("LibreOffice could not convert the file") from error
        made = next(Path(folder, "made").glob(f"*.{to}"), None)
        if made is None:
            raise UnreadableFileError(
                "LibreOffice could make nothing of the file: it is damaged, or asks for a password"
            )
        return _package(made)
