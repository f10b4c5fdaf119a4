"""Reader for text exports: `.txt`, `.md`, `.html`, `.csv` in UTF-8, UTF-16 or GB18030.

Flowing input has no pages: the `Source` has `paged=False` and one `PageContent` whose `blocks` are lines and grids
with line numbers (from 1). `notes` keeps what the text cannot: `encoding:…`, `undecodable at byte n`, and gaps of
blank lines or form feeds (`blank:FIRST-LAST`), where a page stood that extraction lost.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from services.extract.readers import markup, text_blocks, text_decode
from shared.errors import EmptyFileError, LimitExceededError, UnreadableFileError
from shared.model import traditional
from shared.model.page import Legibility, PageContent, Reader, Source

MAX_BYTES = 32 * 2**20
"""A report of a thousand pages is under 5 MB of text; more than this is no report."""
MAX_LINES = 400_000
_PIECES = re.compile(r"[\n\t|,\v]|<[^<>]*>|[ \u3000]{2,}")
"""what stands between the cells of an export"""
_MARK_OF_ORDER = "\ufeff"
"""Files put one behind the other keep theirs in the middle, where it would be a cell of its own."""


def count_pages(path: Path) -> int:
    """Text has no pages: always 1."""
    return 1


def read(path: Path, *, media_type: str, pages: range | None = None) -> Source:
    """The blocks of one text file.

    Raises `EmptyFileError`, `LimitExceededError` (before reading), `UnsupportedMediaError` (binary),
    `UnreadableFileError` (no encoding fits, or the file cannot be opened).
    """
    decoded = text_decode.decode(_bytes(path))
    if decoded.text.count("\n") > MAX_LINES:
        raise LimitExceededError(f"the text has more than {MAX_LINES} lines")
    content = _content(decoded, media_type, path.suffix.lower())
    return Source(
        reader=Reader.TEXT,
        media_type=media_type,
        paged=False,
        pages=(content,) if pages is None or 1 in pages else (),
    )


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size == 0:
            raise EmptyFileError("the file has no bytes")
        if size > MAX_BYTES:
            raise LimitExceededError(f"the text has {size} bytes, the limit is {MAX_BYTES}")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"the file cannot be read: {error.strerror}") from error


def _content(decoded: text_decode.Decoded, media_type: str, suffix: str) -> PageContent:
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n").replace(_MARK_OF_ORDER, "")
    notes = (f"encoding:{decoded.encoding}", *decoded.notes)
    printed = traditional.print_of(_PIECES.split(text))
    if printed is not None:
        plain = replace(decoded, text=traditional.simplified(text))
        return printed.restored(_content(plain, media_type, suffix))
    if markup.is_html(text, media_type, suffix) and markup.has_lines(text):
        blocks = tuple(markup.blocks(text))
    elif media_type == "text/csv" or suffix == ".csv":
        blocks = tuple(text_blocks.csv_blocks(text))
    else:
        found = text_blocks.text_blocks(text)
        blocks, notes = found.blocks, (*notes, *found.notes)
    legibility = Legibility.CLEAR if blocks else Legibility.BLANK
    return PageContent(number=1, blocks=blocks, notes=notes, legibility=legibility)
