"""Bytes of a text export to characters: UTF-8, UTF-16 and GB18030, with or without a byte order mark.

Nothing is dropped silently: bytes that no encoding explains become U+FFFD and are named in `Decoded.notes`
(`undecodable at byte n`); where most of the bytes make no sense the file is refused.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from shared.errors import EmptyFileError, UnreadableFileError, UnsupportedMediaError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"II*\x00", b"MM\x00*")
_KEPT_CONTROLS = frozenset("\t\n\r\f\v\x1a\x1e")
_MAX_NAMED = 20
"""undecodable bytes named one by one in the notes; further ones are counted"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decoded:
    """The characters, the encoding that gave them, and what had to be replaced."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded:
    """Characters of `data`.

    Raises `EmptyFileError`, `UnsupportedMediaError` (not text at all), `UnreadableFileError` (no encoding fits).
    """
    if not data.strip():
        raise EmptyFileError("the file holds no text")
    if data.startswith(_MAGIC):
        raise UnsupportedMediaError("the file is not text: it starts like another file format")
    decoded = _by_bom(data) or _strict(data, "utf-8") or _utf16(data) or _damaged_utf8(data) or _chinese(data)
    if decoded is None:
        decoded = _line_by_line(data)
    if _controls(decoded.text) > max(8, len(decoded.text) // 200):
        raise UnsupportedMediaError("the file is not text: it is full of control characters")
    return decoded


def _by_bom(data: bytes) -> Decoded | None:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding) or _replaced(data[len(bom) :], encoding, len(bom))
    return None


def _strict(data: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(text=data.decode(encoding), encoding=encoding)
    except UnicodeDecodeError:
        return None


def _chinese(data: bytes) -> Decoded | None:
    """GB18030; Big5 where GB18030 finds in it what nobody prints (the private use area is full of its leftovers)."""
    decoded = _strict(data, "gb18030")
    if decoded is not None:
        private = sum("\ue000" <= c <= "\uf8ff" for c in decoded.text)
        if private * 50 > sum(c > "\x7f" for c in decoded.text):
            return _strict(data, "big5hkscs") or decoded
    return decoded


def _utf16(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: recognised by the zero bytes of its ASCII, on one side only."""
    if b"\0" not in data or len(data) % 2:
        return None
    low, high = data[0::2].count(0), data[1::2].count(0)
    encoding = "utf-16-le" if high > low else "utf-16-be"
    decoded = _strict(data, encoding)
    if decoded is None or min(low, high) * 10 > max(low, high):
        return None
    return decoded


def _damaged_utf8(data: bytes) -> Decoded | None:
    """UTF-8 with a few bad bytes; text in another encoding hardly ever holds valid multi-byte sequences."""
    decoded = _replaced(data, "utf-8", 0)
    bad = decoded.text.count("\ufffd")
    good = sum(ord(c) > 0x7F for c in decoded.text) - bad
    return decoded if good >= 10 and bad * 50 <= good else None


def _line_by_line(data: bytes) -> Decoded:
    """Files glued together in different encodings: each line is in one of them. Else the file is refused."""
    lines, notes, bad = [], [], 0
    for number, line in enumerate(data.split(b"\n"), start=1):
        decoded = _strict(line, "utf-8") or _strict(line, "gb18030")
        if decoded is None:
            bad += 1
            decoded = _replaced(line, "utf-8", 0)
            notes.append(f"undecodable in line {number}")
        lines.append(decoded.text)
    if bad * 20 > len(lines):
        raise UnreadableFileError("the file's characters are in no encoding that yusuan knows (UTF-8, UTF-16, GB18030)")
    return Decoded(text="\n".join(lines), encoding="mixed", notes=("mixed encodings", *_shortened(notes)))


def _replaced(data: bytes, encoding: str, offset: int) -> Decoded:
    """Decoded with U+FFFD for what does not fit, each place named."""
    parts, notes, start = [], [], 0
    decoder_errors = 0
    while start < len(data) and decoder_errors <= 10_000:
        try:
            parts.append(data[start:].decode(encoding))
            start = len(data)
        except UnicodeDecodeError as error:
            parts.append(data[start : start + error.start].decode(encoding) + "\ufffd")
            notes.append(f"undecodable at byte {offset + start + error.start}")
            start += max(error.end, 1)
            decoder_errors += 1
    if start < len(data):
        return Decoded(text=data.decode(encoding, "replace"), encoding=encoding, notes=_shortened(notes))
    return Decoded(text="".join(parts), encoding=encoding, notes=_shortened(notes))


def _shortened(notes: list[str]) -> tuple[str, ...]:
    rest = len(notes) - _MAX_NAMED
    return (*notes[:_MAX_NAMED], f"undecodable at {rest} more places") if rest > 0 else tuple(notes)


def _controls(text: str) -> int:
    return sum(1 for c in text if c < " " and c not in _KEPT_CONTROLS)
