"""A zip with one CSV per table, and one with the findings."""

from __future__ import annotations

import io
import re
import zipfile

from shared.exports import CsvOptions
from shared.exports.delimited import csv_chunks, table_csv
from shared.model.document import Document

_UNSAFE = re.compile(r'[\x00-\x1f\\/:*?"<>|]')
_EPOCH = (1980, 1, 1, 0, 0, 0)  # a fixed time: the same document always gives the same bytes
_FINDING_HEAD = ("severity", "code", "rule", "table", "table_title", "where", "expected", "actual", "delta", "message")


def archive(document: Document, options: CsvOptions) -> bytes:
    """`01 收支总表.csv` … in the order of the report, and `findings.csv`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        for number, table in enumerate(document.tables, start=1):
            name = f"{number:02d} {safe_name(table.title or table.id)}.csv"
            _add(bundle, name, table_csv(table, options))
        _add(bundle, "findings.csv", b"".join(csv_chunks(_FINDING_HEAD, _finding_rows(document), options)))
    return buffer.getvalue()


def safe_name(text: str) -> str:
    """`text` as part of a file name on any system, at most 80 characters."""
    return _UNSAFE.sub("_", text).strip(" .")[:80] or "_"


def _finding_rows(document: Document) -> list[list[object]]:
    return [
        [f.severity.value, f.code, f.rule, f.table, f.table_title, f.where, f.expected, f.actual, f.delta, f.message]
        for f in document.findings
    ]


def _add(bundle: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, date_time=_EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    bundle.writestr(info, content)
