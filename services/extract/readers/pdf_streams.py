"""Whether all that a page is drawn with can be unpacked: PDFium takes what it can of a damaged stream, without a word.

pdfminer finds the streams (PDFium shows none of them), and zlib's checksum says whether one is whole. Looked at are the
page's content, the forms that it draws, and what its fonts say of their characters. How much is drawn is counted on
the way: a few kilobytes can unpack to more than any machine has, and PDFium would end the process.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pdfminer.ascii85 import ascii85decode, asciihexdecode
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import literal_name

from services.extract.readers import flate, pdf_layers
from services.extract.readers.pdf_figures import BLANK, Codes, Named, codes_in, plain_name
from shared.errors import LimitExceededError
from shared.limits import MIB

#: bytes of content that a page may draw, each form as often as it is drawn: PDFium takes up to sixteen times as much
MAX_DRAWN = 32 * MIB
#: PDFium draws forms inside forms so deep; page trees are no deeper
_DEEPEST = 40
_CHUNK = 1 * MIB
_SHOWS_TEXT = re.compile(rb"[)>]\s*Tj\b|\]\s*TJ\b")
_PAINTS = re.compile(rb"(?:^|\s)(?:[lcvy]|re|Do|EI|sh)(?:\s|$)")
_DRAWS = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do\b")
_FLATE = ("FlateDecode", "Fl")
_LETTERS = {
    "ASCII85Decode": ascii85decode,
    "A85": ascii85decode,
    "ASCIIHexDecode": asciihexdecode,
    "AHx": asciihexdecode,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """`whole`: all streams that draw a page could be unpacked; `shows_text`: they ask for text to be shown. `size`:
    bytes unpacked, each form as often as it is drawn. `fonts`: all that it may use."""

    whole: bool = True
    shows_text: bool = False
    size: int = 0
    fonts: frozenset[Named] = frozenset()

    def beside(self, other: Condition, times: int = 1) -> Condition:
        """Of both together, `other` so many times. Raises `_TooMuchError`."""
        size = self.size + times * other.size
        if size > MAX_DRAWN:
            raise _TooMuchError
        whole, shows_text = self.whole and other.whole, self.shows_text or other.shows_text
        return Condition(whole=whole, shows_text=shows_text, size=size, fonts=self.fonts | other.fonts)


_LOST = Condition(whole=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Content:
    """A stream on its own, and how often it draws which object of its resources; the codes of digits and
    blanks that it maps."""

    condition: Condition
    draws: Counter[str]
    codes: Codes = ()


class _TooMuchError(Exception):
    """A page draws more than `MAX_DRAWN`."""


@contextmanager
def opened(path: Path) -> Iterator[Streams]:
    """The streams of the PDF at `path`."""
    with path.open("rb") as file:
        try:
            document = PDFDocument(PDFParser(file))
        except Exception:  # noqa: BLE001  (a damaged file makes pdfminer trip over anything)
            document = None
        yield Streams(document)


class Streams:
    """The streams of an open PDF. What pages share is unpacked once."""

    def __init__(self, document: PDFDocument | None) -> None:
        self._document = document
        self._contents: dict[int | None, _Content] = {}
        self._off: frozenset[int] | None = None

    def hidden_texts(self, number: int) -> list[pdf_layers.Hidden] | None:
        """The characters of page `number` that no layer shows; None where pdfminer cannot say, although layers of the
        file are switched off."""
        try:
            if self._document is None or not self._layers_off():
                return []
            page = _page(self._document.catalog.get("Pages"), number - 1)
            return None if page is None else pdf_layers.hidden_texts(page, self._layers_off())
        except Exception:  # noqa: BLE001  (as above)
            return None

    def _layers_off(self) -> frozenset[int]:
        if self._off is None:
            self._off = pdf_layers.switched_off(self._document.catalog) if self._document else frozenset()
        return self._off

    def condition(self, number: int) -> Condition | None:
        """Of page `number` (from 1); None where pdfminer cannot follow the file. Raises `LimitExceededError`."""
        if self._document is None:
            return None
        try:
            page = _page(self._document.catalog.get("Pages"), number - 1)
            return None if page is None else self._of_page(page)
        except _TooMuchError:
            message = f"page {number} unpacks to more than {MAX_DRAWN // MIB} MiB of drawing"
            raise LimitExceededError(message, page=number) from None
        except Exception:  # noqa: BLE001  (as above)
            return None

    def _of_page(self, page: Mapping[str, Any]) -> Condition:
        contents = resolve1(page.get("Contents", []))
        known: dict[tuple[int | None, int], Condition] = {}
        total = Condition()
        for part in contents if isinstance(contents, list) else [contents]:
            total = total.beside(self._drawn(part, page.get("Resources"), 0, known))
        return total

    def _drawn(
        self, reference: Any, resources: Any, depth: int, known: dict[tuple[int | None, int], Condition]
    ) -> Condition:
        """Of the stream with all that it draws; one that is named and not there is lost."""
        stream = resolve1(reference)
        if not isinstance(stream, PDFStream):
            return _LOST
        if (stream.objid, depth) in known:
            return known[stream.objid, depth]
        content = self._content(stream)
        named = resolve1(stream.get("Resources", resources)) or {}
        total = content.condition.beside(self._of_fonts(named))
        objects = resolve1(named.get("XObject")) or {}
        for name, times in content.draws.items() if depth < _DEEPEST else ():
            inner = resolve1(objects.get(name))
            if isinstance(inner, PDFStream) and _name(inner.get("Subtype")) == "Form":
                total = total.beside(self._drawn(inner, named, depth + 1, known), times)
        known[stream.objid, depth] = total
        return total

    def _of_fonts(self, resources: Mapping[str, Any]) -> Condition:
        """Of what the fonts say of their characters; it draws nothing."""
        fonts = [font for font in map(resolve1, (resolve1(resources.get("Font")) or {}).values()) if font]
        maps = (resolve1(font.get(key)) for font in fonts for key in ("ToUnicode", "Encoding"))
        whole = all(self._content(m).condition.whole for m in maps if isinstance(m, PDFStream))
        return Condition(whole=whole, fonts=frozenset(map(self._named, fonts)))

    def _named(self, font: Mapping[str, Any]) -> Named:
        unicode = resolve1(font.get("ToUnicode"))
        codes = self._content(unicode).codes if isinstance(unicode, PDFStream) else None
        name = getattr(resolve1(font.get("BaseFont")), "name", "")
        inked = bool(codes) and "CharProcs" in font and self._inks_blanks(font, codes or ())
        return Named(plain_name(name if isinstance(name, bytes) else name.encode()), codes, inked)

    def _inks_blanks(self, font: Mapping[str, Any], codes: Codes) -> bool:
        """Whether a font of drawings (Type 3) draws something for what it names a blank."""
        drawings = resolve1(font["CharProcs"])
        names = _differences((resolve1(font.get("Encoding")) or {}).get("Differences"))
        streams = (resolve1(drawings.get(names.get(code))) for code, char in codes if char == BLANK)
        return any(_PAINTS.search(_unpack(stream)[0]) for stream in streams if isinstance(stream, PDFStream))

    def _content(self, stream: PDFStream) -> _Content:
        if stream.objid not in self._contents:
            data, whole = _unpack(stream)
            shows_text = bool(_SHOWS_TEXT.search(data))
            condition = Condition(whole=whole, shows_text=shows_text, size=len(data))
            names = _DRAWS.findall(data) if b"Do" in data else ()
            draws = Counter(name.decode("latin-1") for name in names)
            self._contents[stream.objid] = _Content(condition=condition, draws=draws, codes=codes_in(data))
        return self._contents[stream.objid]


def _differences(listed: Any) -> dict[int, str | None]:
    """The names of the glyphs of a simple font by their codes."""
    names: dict[int, str | None] = {}
    code = 0
    for item in map(resolve1, resolve1(listed) or ()):
        if isinstance(item, int):
            code = item
            continue
        names[code] = _name(item)
        code += 1
    return names


def _page(node: Any, index: int) -> dict[str, Any] | None:
    """The page `index` (from 0) under a node of the page tree, with the resources that it inherits."""
    inherited: dict[str, Any] = {}
    for _ in range(_DEEPEST):
        found = resolve1(node)
        if "Resources" in found:
            inherited["Resources"] = found["Resources"]
        kids = resolve1(found.get("Kids"))
        if kids is None:
            return {**inherited, **found} if index == 0 else None
        if resolve1(found.get("Count")) == len(kids):
            node, index = kids[index], 0
            continue
        for node in kids:
            pages = int(resolve1(resolve1(node).get("Count", 1)))
            if index < pages:
                break
            index -= pages
        else:
            return None
    return None


def _unpack(stream: PDFStream) -> tuple[bytes, bool]:
    """What the stream holds, as far as it can be unpacked, and whether it is whole. Of a filter that says nothing of
    its own wholeness comes nothing."""
    data = stream.get_rawdata() or b""
    if stream.decipher is not None and stream.objid is not None and stream.genno is not None:
        data = stream.decipher(stream.objid, stream.genno, data, stream.attrs)
    whole = True
    for kind, _ in stream.get_filters():
        name = _name(kind)
        if name in _FLATE:
            data, whole = _inflate(data.lstrip(b"\r\n"))
            if not whole:
                break
        elif name in _LETTERS:
            data = _LETTERS[name](data)
        else:
            return b"", whole
    return data, whole


def _name(literal: Any) -> str | None:
    return None if literal is None else str(literal_name(literal))


def _inflate(packed: bytes) -> tuple[bytes, bool]:
    unpacker = zlib.decompressobj()
    parts: list[bytes] = []
    size = 0
    rest = packed
    try:
        while rest and not unpacker.eof:
            parts.append(unpacker.decompress(rest, _CHUNK))
            rest = unpacker.unconsumed_tail
            if (size := size + len(parts[-1])) > MAX_DRAWN:
                raise _TooMuchError
    except zlib.error:
        return b"".join(parts), False
    return b"".join(parts), not packed or unpacker.eof or flate.has_end(packed)
