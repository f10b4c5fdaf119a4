"""What is it, and may it come in: decided from the bytes, never from the name alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from shared.errors import EmptyFileError, EncryptedFileError, LimitExceededError, UnsupportedMediaError

#: How many bytes of each end `recognise` wants to see.
HEAD = TAIL = 64 * 1024

ZIP = "application/zip"
_OPENXML = "application/vnd.openxmlformats-officedocument"
DOCX = f"{_OPENXML}.wordprocessingml.document"
XLSX = f"{_OPENXML}.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODT = "application/vnd.oasis.opendocument.text"
RTF = "application/rtf"
DOC, XLS = "application/msword", "application/vnd.ms-excel"

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXT_BY_SUFFIX = {"md": "text/markdown", "markdown": "text/markdown", "csv": "text/csv", "tsv": "text/csv"}
_OLE_BY_SUFFIX = {"doc": DOC, "wps": DOC, "xls": XLS, "et": XLS}
#: Word and Excel documents of 2003 in one XML file, often called .doc and .xls
_ONE_XML = re.compile(rb"""<\?mso-application\s+progid=["'](Word\.Document|Excel\.Sheet)["']""")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table)\b", re.IGNORECASE)
_MARKDOWN = re.compile(rb"^(?:#{1,6} \S|\|.*\|\s*$|\s*\|?[-: |]{5,}\|)", re.MULTILINE)
_CONTROL = frozenset(range(32)) - {9, 10, 12, 13}
#: control characters, and the marks that make a name read otherwise than it is (`gpj.exe` shown as `exe.jpg`)
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udfff]")
_NAME_LIMIT = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Bytes of a file; files and bytes of an archive when unpacked."""

    file_bytes: int
    archive_members: int
    archive_bytes: int


def recognise(head: bytes, tail: bytes, filename: str) -> str:
    """The media type of a file that begins with `head` and ends with `tail` (`HEAD`, `TAIL` bytes, or all of it).

    Raises `EmptyFileError`, `EncryptedFileError`, `UnsupportedMediaError`. The name only tells apart what the bytes
    cannot: kinds of text, and old office files whose directory lies in the middle.
    """
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise EmptyFileError("the file is empty")
    suffix = filename.rpartition(".")[2].lower() if "." in filename else ""
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(head, tail)
    if head.startswith(_OLE):
        return _compound(head + tail, suffix)
    # Readers take a PDF that begins late, after a mail header or a mark of order; but a zip may store one as it is,
    # so what begins at the first byte goes first.
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if head.startswith(b"{\\rtf"):
        return RTF
    if one := _ONE_XML.search(head[:1024]):
        return DOC if one[1] == b"Word.Document" else XLS
    return _text(head, suffix)


def sniff(path: Path) -> str:
    """The same for a file on this machine."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(max(0, path.stat().st_size - TAIL))
        return recognise(head, file.read(TAIL), path.name)


def _zipped(head: bytes, tail: bytes) -> str:
    """By the names in the archive's own directory: a zip that stores an office file as it is holds that one's too."""
    names = tuple(_member_names(tail))
    if any(name.startswith(b"word/document") for name in names):
        return DOCX
    if any(name.startswith(b"xl/workbook") for name in names):
        return XLSX
    if head[30:38] == b"mimetype":  # OpenDocument: the first member, never compressed
        for media_type in (ODS, ODT):
            if head[38:].startswith(media_type.encode()):
                return media_type
        raise UnsupportedMediaError("an OpenDocument file that is neither a spreadsheet nor a text")
    return ZIP


def _member_names(tail: bytes) -> Iterator[bytes]:
    """The names in the central directory at the end; of a directory longer than the tail, those that the tail shows."""
    end = tail.rfind(b"PK\x05\x06")
    size = int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0
    at = max(0, end - size) if end >= 0 else len(tail)
    while (at := tail.find(b"PK\x01\x02", at)) >= 0:
        length = int.from_bytes(tail[at + 28 : at + 30], "little")
        yield tail[at + 46 : at + 46 + length]
        at += 46 + length


def _compound(seen: bytes, suffix: str) -> str:
    if _wide("EncryptedPackage") in seen:
        raise EncryptedFileError("the office file asks for a password")
    if _wide("WordDocument") in seen:
        return DOC
    if _wide("Workbook") in seen or _wide("Book") in seen:
        return XLS
    try:
        return _OLE_BY_SUFFIX[suffix]
    except KeyError:
        raise UnsupportedMediaError("an old office file that is neither a text nor a spreadsheet") from None


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le")


def _text(head: bytes, suffix: str) -> str:
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")) and not _is_wide_text(head) and _is_binary(head):
        raise UnsupportedMediaError("the bytes are no kind of file that yusuan reads")
    if _HTML.search(head[:4096]):
        return "text/html"
    if suffix in _TEXT_BY_SUFFIX:
        return _TEXT_BY_SUFFIX[suffix]
    return "text/markdown" if _MARKDOWN.search(head) else "text/plain"


def _is_wide_text(head: bytes) -> bool:
    """UTF-16 without a mark of order: the zero bytes of its ASCII stand on one side, and hardly a control character."""
    even = head[: len(head) // 2 * 2]
    zeros = sorted((even[0::2].count(0), even[1::2].count(0)))
    if zeros[1] * 50 < len(even) or zeros[0] * 10 > zeros[1]:
        return False
    with suppress(UnicodeDecodeError):
        text = even.decode("utf-16-be" if even[0::2].count(0) == zeros[1] else "utf-16-le")
        return sum(ord(c) in _CONTROL for c in text) * 200 <= len(text)
    return False


def _is_binary(head: bytes) -> bool:
    """Control characters do not occur in text; a few may, where a conversion went wrong."""
    return sum(byte in _CONTROL for byte in head) * 200 > len(head) or not _decodes(head)


def _decodes(head: bytes) -> bool:
    # The last character may be cut in two.
    for encoding, most in (("utf-8", 3), ("gb18030", 3)):
        for cut in range(most + 1):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    # Files put together from others: every line is in one encoding or the other, but for the last, which may be cut.
    lines = head.split(b"\n")[:-1]
    return len(lines) > 1 and all(_is_line(line) for line in lines)


def _is_line(line: bytes) -> bool:
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            line.decode(encoding)
            return True
    return False


def check_size(size: int, limits: Limits) -> None:
    """Raises `EmptyFileError` or `LimitExceededError`."""
    if size == 0:
        raise EmptyFileError("the file is empty")
    if size > limits.file_bytes:
        raise LimitExceededError(f"the file has {size} bytes, {limits.file_bytes} are allowed")


def clean_name(filename: str) -> str:
    """The last part of the name that the client sent, without paths and marks that cannot be seen; it is only shown."""
    name = _UNSAFE.sub("", filename.replace("\\", "/").rpartition("/")[2]).strip().strip(".")
    if len(name) <= _NAME_LIMIT:
        return name or "unnamed"
    stem, dot, suffix = name.rpartition(".")
    return f"{stem[: _NAME_LIMIT - len(suffix) - 1]}.{suffix}" if dot and len(suffix) < 16 else name[:_NAME_LIMIT]


def member_name(name: str, is_utf8: bool) -> str | None:
    """The name of a zip member as a person wrote it (Chinese zips carry GBK without saying so); None: not a report."""
    if not is_utf8:
        with suppress(UnicodeError):  # otherwise it was what it said
            name = name.encode("cp437").decode("gb18030")
    parts = name.replace("\\", "/").split("/")
    if not parts[-1] or parts[0] == "__MACOSX" or parts[-1].startswith((".", "~$")):
        return None
    return clean_name(name)
