"""Reader for Word and spreadsheet files: docx, xlsx, xls, ods, and doc where LibreOffice is installed.

What a file is, its own bytes say, not its name. Flowing input: the `Source` has `paged=False`, one `PageContent` for a
Word file and one for each visible sheet of a workbook. Macros are never run, links never followed.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

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
_CONVERSION_SECONDS = 180


def count_pages(path: Path) -> int:
    """Office files are read as one flow: always 1."""
    return 1


def read(path: Path, *, media_type: str, pages: range | None = None) -> Source:
    """The blocks of one office file.

    Raises `EmptyFileError`, `EncryptedFileError`, `LimitExceededError`, `UnreadableFileError`,
    `UnsupportedMediaError` (no office file), `ReaderUnavailableError` (a .doc, and no LibreOffice to convert it).
    """
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise UnreadableFileError(f"the file cannot be read: {error.strerror}") from error
    if not start:
        raise EmptyFileError("the file has no bytes")
    if start == _OLE:
        reader, contents = _old(path)
    elif start[:2] == b"PK":
        reader, contents = _package(path)
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
        if "content.xml" in names and b"spreadsheet" in (office_package.member(package, "mimetype") or b""):
            return Reader.XLSX, office_sheets.ods(office_package.xml(package, "content.xml"))
    raise UnsupportedMediaError("the package holds neither a Word document nor a workbook that yusuan reads")


def _old(path: Path) -> tuple[Reader, list[PageContent]]:
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise EncryptedFileError("the office file asks for a password")
    if "WordDocument".encode("utf-16-le") in data:
        return _converted(path)
    return Reader.XLSX, office_sheets.xls(data)


def _converted(path: Path) -> tuple[Reader, list[PageContent]]:
    """A .doc by way of LibreOffice, which writes a docx beside it in a folder of its own."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise ReaderUnavailableError(
            "reading .doc needs LibreOffice, which is not installed here: have it installed and retry the document, "
            "or save the file as .docx and upload that"
        )
    with tempfile.TemporaryDirectory(prefix="yusuan-doc-") as folder:
        command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore"]
        command += ["--convert-to", "docx", "--outdir", folder, str(path)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_CONVERSION_SECONDS)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired, OSError) as error:
            raise disk_full(error) or UnreadableFileError("LibreOffice could not convert the .doc file") from error
        made = next(Path(folder).glob("*.docx"), None)
        if made is None:
            raise UnreadableFileError("LibreOffice made nothing of the .doc file")
        return _package(made)
