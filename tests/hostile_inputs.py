"""Every kind of bad input at full size, by the name of its file: for `benchmarks.memory` and the tests of bounds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from tests import hostile

MIB = 2**20
SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "files"


def _sample() -> bytes:
    return (SAMPLES / "01-split-rows.pdf").read_bytes()


def _xref_lies() -> bytes:
    sample = _sample()
    at = sample.rindex(b"startxref")
    return sample[:at] + b"startxref\n7\n%%EOF\n"


def _locked() -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas("", encrypt=StandardEncryption("user", "owner"))
    canvas.drawString(100, 700, "secret")
    data: bytes = canvas.getpdfdata()
    return data


_ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
_LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10))
    + "<!ENTITY e '&a9;'>]>"
)
_MACROS = {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(5000)}
_LINK = (
    '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"'
    ' Target="http://192.0.2.1/evil.dotm" TargetMode="External"/>'
)
_ROWS = [["项目", "2023年预算数"], ["收入", "1"], ["合计", "1"]]


def _workbook(doctype: str = "", value: str = "收入") -> bytes:
    rows = [hostile.sheet_row(1, "项目", "2023年预算数"), hostile.sheet_row(2, value, "1")]
    return hostile.xlsx(rows, doctype=doctype)


def _document(doctype: str = "", value: str = "收入总表", **more: object) -> bytes:
    body = hostile.paragraph(value) + hostile.docx_table(_ROWS)
    return hostile.docx(body, doctype=doctype, **more)  # type: ignore[arg-type]


#: name of the file → its bytes
INPUTS: dict[str, Callable[[], bytes]] = {
    "empty.pdf": lambda: b"",
    "one-byte.txt": lambda: b"x",
    "novel.txt": lambda: hostile.novel(5 * MIB),
    "prose.pdf": lambda: hostile.prose_pdf(),
    "cat.jpg": lambda: hostile.cat(),
    "30000-pixels.png": lambda: hostile.png_header(30_000, 30_000),
    "short.png": lambda: hostile.png_header(2_000, 2_000),
    "truncated.jpg": lambda: hostile.cat()[:20_000],
    "huge-image.pdf": lambda: hostile.huge_image_pdf(30_000),
    "bomb.pdf": lambda: hostile.bomb_pdf(1024 * MIB),
    "dense.pdf": lambda: hostile.dense_pdf(3_000_000, pages=40, at=26),
    "encrypted.pdf": _locked,
    "truncated-10.pdf": lambda: _sample()[: len(_sample()) // 10],
    "truncated-50.pdf": lambda: _sample()[: len(_sample()) // 2],
    "truncated-99.pdf": lambda: _sample()[: len(_sample()) * 99 // 100],
    "xref-lies.pdf": _xref_lies,
    "looping-pages.pdf": hostile.looping_pages,
    "looping-forms.pdf": hostile.looping_forms,
    "garbage-text.pdf": lambda: hostile.garbage_text(),
    "20000-pages.pdf": lambda: hostile.many_pages(20_000),
    "500-columns.pdf": lambda: hostile.wide_table(500),
    "200000-glyphs.pdf": lambda: hostile.many_glyphs(200_000),
    "140000-glyphs.pdf": lambda: hostile.many_glyphs(140_000),
    "300000-lines.pdf": lambda: hostile.many_lines(300_000),
    "100000-lines.pdf": lambda: hostile.many_lines(100_000),
    "script.pdf": lambda: hostile.with_script(_sample()),
    "500-mb.txt": lambda: hostile.novel(5 * MIB) * 100,
    "31-mb.txt": lambda: hostile.novel(31 * MIB),
    "mixed-encodings.txt": lambda: (
        "收支总表\n".encode() * 50 + "单位：万元\t一般公共预算\n".encode("gb18030") * 50 + b"a\tb\n1\t2\n"
    ),
    "utf-16.txt": lambda: "\ufeff收支总表\n单位：万元\n项目\t2023年预算数\n收入\t1\n支出\t1\n".encode("utf-16-le"),
    "nul-bytes.txt": lambda: "收支总表\n项目\t预\0算数\n收入\t1\n".encode() * 20,
    "all-nul.txt": lambda: bytes(100_000),
    "noise.txt": lambda: np.random.default_rng(1).bytes(300_000),
    "million-rows.xlsx": lambda: hostile.xlsx(f'<row r="{i}"/>' for i in range(1, 1_000_001)),
    "million-styled.xlsx": lambda: hostile.xlsx(f'<row r="{i}"><c r="A{i}" s="0"/></row>' for i in range(1, 1_000_001)),
    "far-cell.xlsx": lambda: hostile.xlsx(
        [
            *(hostile.sheet_row(i, *row) for i, row in enumerate(_ROWS, 1)),
            '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        ]
    ),
    "bomb.xlsx": lambda: hostile.xlsx(" " * MIB for _ in range(600)),
    "entity.xlsx": lambda: _workbook(_ENTITY, "&e;"),
    "laughs.xlsx": lambda: _workbook(_LAUGHS, "&e;"),
    "entity.docx": lambda: _document(_ENTITY, "&e;"),
    "laughs.docx": lambda: _document(_LAUGHS, "&e;"),
    "macros.docx": lambda: _document(parts=_MACROS, relations=_LINK),
    "bomb.docx": lambda: hostile.bomb("word/document.xml", 600 * MIB),
    "pdf-called.docx": _sample,
    "1000-pages.pdf": lambda: hostile.repeated(SAMPLES / "01-split-rows.pdf", 1000),
}
