"""Input that wants to do harm, or that is simply broken: made here, byte by byte, in any size.

Used by `benchmarks.memory` at full size (`hostile_inputs`) and by the tests at a size that is quick. Nothing here is a
real document.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

_CATALOG, _PAGES, _FONT = 1, 2, 3
_HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


# ---------------------------------------------------------------- PDF


def pdf(objects: dict[int, bytes], *, trailer: bytes = b"", xref_shift: int = 0) -> bytes:
    """A PDF of numbered objects, number 1 its catalog. `xref_shift` makes every offset of its table wrong."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    offsets = {}
    for number, body in sorted(objects.items()):
        offsets[number] = out.tell()
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start = out.tell()
    size = max(objects) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for number in range(1, size):
        kept = number in offsets
        out.write(b"%010d %05d %b \n" % (offsets.get(number, 0) + xref_shift * kept, 0, b"n" if kept else b"f"))
    out.write(b"trailer\n<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start + xref_shift))
    return out.getvalue()


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<</Length %d%b>>\nstream\n%b\nendstream" % (len(data), extra, data)


def drawn(contents: Sequence[bytes], *, width: int = 595, height: int = 842, font: bytes = _HELVETICA) -> bytes:
    """A PDF of one page for each content stream; `/F` is its font."""
    first = 4
    kids = b" ".join(b"%d 0 R" % (first + 2 * i) for i in range(len(contents)))
    objects = {
        _CATALOG: b"<</Type/Catalog/Pages 2 0 R>>",
        _PAGES: b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(contents), kids),
        _FONT: font,
    }
    for i, content in enumerate(contents):
        objects[first + 2 * i] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>"
            % (width, height, first + 2 * i + 1)
        )
        objects[first + 2 * i + 1] = stream(content)
    return pdf(objects)


def written(lines: Iterable[str], *, size: int = 10, left: int = 60, top: int = 780) -> bytes:
    """A content stream of lines of Latin text."""
    parts = [b"BT /F %d Tf %d TL %d %d Td" % (size, size + 4, left, top)]
    parts += [b"(%b) Tj T*" % line.encode("latin-1").replace(b"(", b"\\(").replace(b")", b"\\)") for line in lines]
    return b"\n".join((*parts, b"ET"))


def prose_pdf(pages: int = 3) -> bytes:
    """Pages of running text without any table."""
    sentence = "It was a bright cold day in April and nobody had counted anything at all that morning."
    return drawn([written([sentence] * 40)] * pages)


def many_pages(pages: int) -> bytes:
    """So many small pages, all with the same content."""
    objects = {
        _CATALOG: b"<</Type/Catalog/Pages 2 0 R>>",
        _FONT: _HELVETICA,
        4: stream(written(["A page"])),
        _PAGES: b"<</Type/Pages/Count %d/Kids[%b]>>" % (pages, b" ".join(b"%d 0 R" % (5 + i) for i in range(pages))),
    }
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents 4 0 R>>"
    objects |= {5 + i: page for i in range(pages)}
    return pdf(objects)


def looping_pages() -> bytes:
    """A page tree whose node is its own child."""
    return pdf(
        {
            _CATALOG: b"<</Type/Catalog/Pages 2 0 R>>",
            _PAGES: b"<</Type/Pages/Count 9/Kids[3 0 R]>>",
            3: b"<</Type/Pages/Parent 2 0 R/Count 9/Kids[2 0 R 3 0 R]>>",
        }
    )


def looping_forms() -> bytes:
    """A form XObject that draws itself."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X 5 0 R>>>>"
    return pdf(
        {
            _CATALOG: b"<</Type/Catalog/Pages 2 0 R>>",
            _PAGES: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</X 5 0 R>>>>/Contents 4 0 R>>",
            4: stream(b"/X Do"),
            5: stream(b"/X Do /X Do", form),
        }
    )


def wide_table(columns: int, rows: int = 12, step: int = 28) -> bytes:
    """A ruled table of so many columns on a page as wide as it needs to be."""
    left, top, line = 40, 800, 24
    parts = [b"0.5 w"]
    for c in range(columns + 1):
        parts.append(b"%d %d m %d %d l S" % (left + c * step, top, left + c * step, top - rows * line))
    for r in range(rows + 1):
        parts.append(b"%d %d m %d %d l S" % (left, top - r * line, left + columns * step, top - r * line))
    parts.append(b"BT /F 6 Tf")
    for r in range(rows):
        for c in range(columns):
            text = b"Col%d" % c if r == 0 else b"Item %d" % r if c == 0 else b"%d" % (r * 1000 + c)
            parts.append(b"1 0 0 1 %d %d Tm (%b) Tj" % (left + c * step + 3, top - r * line - 15, text))
    parts.append(b"ET")
    return drawn([b"\n".join(parts)], width=columns * step + 2 * left)


def many_glyphs(count: int) -> bytes:
    """One page of so many glyphs, in lines one over the other."""
    a_line = 200
    lines = [(f"{i} 1234567 " * 40)[:a_line] for i in range(count // a_line)]
    parts = [b"BT /F 2 Tf 2.2 TL 20 830 Td"]
    for i, line in enumerate(lines):
        if i % 360 == 359:
            parts.append(b"1 0 0 1 20 830 Tm")
        parts.append(b"(%b) Tj T*" % line.encode())
    return drawn([b"\n".join((*parts, b"ET"))])


def many_lines(count: int, *, text: bool = True) -> bytes:
    """One page of so many strokes (a map, a dot grid) beside a few words."""
    parts = [b"0.1 w"]
    for i in range(count):
        x, y = i % 550 + 20, (i // 550) % 780 + 20
        parts.append(b"%d %d m %d %d l S" % (x, y, x + 3 * (i % 2), y + 3 * (1 - i % 2)))
    return drawn([b"\n".join((*parts, written(["Some words", "beside a drawing"]) if text else b""))])


def garbage_text(pages: int = 1) -> bytes:
    """Text whose font says only that its characters are in the private use area."""
    shift = "".join(f"<{i:02X}> <{0xE000 + i:04X}>\n" for i in range(33, 127)).encode()
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        b"1 begincodespacerange <00> <FF> endcodespacerange\n94 beginbfchar\n%bendbfchar\n"
        b"endcmap CMapName currentdict /CMap defineresource pop end end" % shift
    )
    content = written([f"Line {i} with numbers 12,345.67 and more" for i in range(30)])
    objects = {
        _CATALOG: b"<</Type/Catalog/Pages 2 0 R>>",
        _PAGES: b"<</Type/Pages/Count %d/Kids[%b]>>" % (pages, b" ".join(b"%d 0 R" % (6 + i) for i in range(pages))),
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 5 0 R>>",
        4: stream(content),
        5: stream(cmap),
    }
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents 4 0 R>>"
    return pdf(objects | {6 + i: page for i in range(pages)})


def with_script(original: bytes) -> bytes:
    """The same PDF with JavaScript run at its opening and an embedded program, added as an incremental update."""
    root = int(original.rpartition(b"/Root")[2].split()[0])
    before = int(original.rpartition(b"startxref")[2].split()[0])
    size = int(original.rpartition(b"/Size")[2].split()[0].rstrip(b"/>"))
    start = original.find(b"%d 0 obj" % root)
    body = original[original.find(b"<<", start) : original.find(b"endobj", start)].rstrip()
    action = b"/OpenAction %d 0 R/Names<</EmbeddedFiles<</Names[(evil.exe) %d 0 R]>>>>>>" % (size, size + 1)
    new = {
        root: body.removesuffix(b">>") + action,
        size: b"<</S/JavaScript/JS(while\\(true\\){app.alert\\(1\\)})>>",
        size + 1: b"<</Type/Filespec/F(evil.exe)/EF<</F %d 0 R>>>>" % (size + 2),
        size + 2: stream(b"MZ" + bytes(1000), b"/Type/EmbeddedFile"),
    }
    out = io.BytesIO()
    out.write(original)
    offsets = {}
    for number, data in new.items():
        offsets[number] = out.tell()
        out.write(b"\n%d 0 obj\n%b\nendobj" % (number, data))
        offsets[number] += 1
    table = out.tell() + 1
    out.write(b"\nxref\n")
    for number in sorted(offsets):
        out.write(b"%d 1\n%010d 00000 n \n" % (number, offsets[number]))
    out.write(b"trailer\n<</Size %d/Root %d 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (size + 3, root, before, table))
    return out.getvalue()


def repeated(original: Path, pages: int) -> bytes:
    """The pages of a PDF over and over, up to so many."""
    source = pypdfium2.PdfDocument(original)
    made = pypdfium2.PdfDocument.new()
    count = len(source)
    while len(made) < pages:
        made.import_pages(source, list(range(min(count, pages - len(made)))))
    out = io.BytesIO()
    made.save(out)
    made.close()
    source.close()
    return out.getvalue()


def deflated(block: bytes, times: int) -> bytes:
    """The block so many times, deflated without ever being whole."""
    packer = zlib.compressobj(9)
    return b"".join([*(packer.compress(block) for _ in range(times)), packer.flush()])


def bomb_pdf(unpacked: int) -> bytes:
    """One page whose content stream unpacks to so many bytes."""
    objects = {
        _CATALOG: b"<</Type/Catalog/Pages 2 0 R>>",
        _PAGES: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        4: stream(deflated(b"0 0 m 9 9 l S\n" * 4096, unpacked // (14 * 4096)), b"/Filter/FlateDecode"),
    }
    return pdf(objects)


def dense_pdf(texts: int, *, pages: int = 1, at: int = 1) -> bytes:
    """Pages of a word, of which page `at` shows so many texts of one letter: few bytes that take much memory."""
    dense = deflated(b"BT /F 9 Tf 9 9 Td " + b"(a)Tj " * 4096 + b"ET ", texts // 4096)
    kids = b" ".join(b"%d 0 R" % (6 + i) for i in range(pages))
    objects = {
        _CATALOG: b"<</Type/Catalog/Pages 2 0 R>>",
        _PAGES: b"<</Type/Pages/Count %d/Kids[%b]>>" % (pages, kids),
        _FONT: _HELVETICA,
        4: stream(written(["A page"])),
        5: stream(dense, b"/Filter/FlateDecode"),
    }
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>"
    return pdf(objects | {6 + i: page % (5 if i + 1 == at else 4) for i in range(pages)})


def huge_image_pdf(side: int) -> bytes:
    """One page that shows a colour image of so many pixels a side, a few kilobytes when packed."""
    image = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8" % (side, side)
    objects = {
        _CATALOG: b"<</Type/Catalog/Pages 2 0 R>>",
        _PAGES: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I 5 0 R>>>>/Contents 4 0 R>>",
        4: stream(b"q 595 0 0 842 0 0 cm /I Do Q"),
        5: stream(deflated(bytes(3 * side), side), image + b"/Filter/FlateDecode"),
    }
    return pdf(objects)


# ---------------------------------------------------------------- other kinds


def novel(size: int) -> bytes:
    """Chinese prose of about so many bytes, with chapters and no table."""
    paragraph = (
        "那天夜里下了很大的雨，街上的灯一盏一盏地灭了，老人坐在窗前，听着远处的钟声，想起许多年以前的事情。"
        "他年轻的时候走过很多地方，见过很多人，后来都忘记了，只记得那条河和河边的树。\n"
    )
    chapters: list[str] = []
    length = 0
    while length < size:
        chapters.append(f"第{len(chapters) + 1}章 雨夜\n" + paragraph * 30)
        length += len(chapters[-1].encode())
    return "\n".join(chapters).encode()


def cat(width: int = 900, height: int = 700) -> bytes:
    """A picture as a camera takes it: soft shapes, colours, grain; no writing on it."""
    rng = np.random.default_rng(7)
    y, x = np.mgrid[0:height, 0:width]
    base = np.stack([90 + 60 * np.sin(x / 190), 110 + 50 * np.cos(y / 140), 70 + 40 * np.sin((x + y) / 230)], axis=-1)
    for _ in range(25):
        cx, cy, r = rng.integers(0, width), rng.integers(0, height), rng.integers(30, 160)
        inside = ((x - cx) ** 2 + (y - cy) ** 2 < r * r)[..., None]
        base = np.where(inside, base * 0.4 + rng.integers(30, 220, 3) * 0.6, base)
    grain = rng.normal(0, 9, base.shape)
    image = Image.fromarray(np.clip(base + grain, 0, 255).astype("uint8")).filter(ImageFilter.GaussianBlur(1.5))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88)
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that says how large it is and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    size = width.to_bytes(4) + height.to_bytes(4)
    body = chunk(b"IHDR", size + b"\x01\x00\x00\x00\x00") + chunk(b"IDAT", zlib.compress(bytes(100)))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>{}</Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    "{}</Relationships>"
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def xlsx(rows: Iterable[str], *, doctype: str = "") -> bytes:
    """A workbook of one sheet whose rows are given as XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        types = (
            f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET}.worksheet+xml"/>'
        )
        package.writestr("[Content_Types].xml", _TYPES.format(types))
        target = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        package.writestr("_rels/.rels", _RELATIONS.format(target))
        package.writestr(
            "xl/workbook.xml",
            f'<?xml version="1.0"?><workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        sheet = f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        package.writestr("xl/_rels/workbook.xml.rels", _RELATIONS.format(sheet))
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(f'<?xml version="1.0"?>{doctype}<worksheet {_MAIN}><sheetData>'.encode())
            for row in rows:
                part.write(row.encode())
            part.write(b"</sheetData></worksheet>")
    return out.getvalue()


def sheet_row(number: int, *values: str) -> str:
    cells = "".join(f'<c r="{chr(65 + i)}{number}" t="inlineStr"><is><t>{v}</t></is></c>' for i, v in enumerate(values))
    return f'<row r="{number}">{cells}</row>'


def docx(body: str, *, doctype: str = "", parts: dict[str, bytes] | None = None, relations: str = "") -> bytes:
    """A Word document whose body is given as XML; `parts` are further members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        types = f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
        package.writestr("[Content_Types].xml", _TYPES.format(types))
        target = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        package.writestr("_rels/.rels", _RELATIONS.format(target))
        package.writestr("word/_rels/document.xml.rels", _RELATIONS.format(relations))
        package.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?>{doctype}<w:document xmlns:r="{_OFFICE}" '
            'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f"<w:body>{body}</w:body></w:document>",
        )
        for name, data in (parts or {}).items():
            package.writestr(name, data)
    return out.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def docx_table(rows: Sequence[Sequence[str]]) -> str:
    made = "".join("<w:tr>" + "".join(f"<w:tc>{paragraph(c)}</w:tc>" for c in row) + "</w:tr>" for row in rows)
    return f"<w:tbl>{made}</w:tbl>"


def bomb(name: str, unpacked: int) -> bytes:
    """A zip of one member that unpacks to so many spaces."""
    out = io.BytesIO()
    block = b" " * 2**20
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package,
        package.open(name, "w", force_zip64=True) as member,
    ):
        for _ in range(unpacked // len(block)):
            member.write(block)
    return out.getvalue()
