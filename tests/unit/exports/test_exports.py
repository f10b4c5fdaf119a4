"""Every format, read back with another library where there is one."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from decimal import Decimal

import jsonschema_rs
import openpyxl
import pyarrow.parquet as pq
import pytest

from shared.exports import CsvOptions, Format, export, export_table
from shared.exports.delimited import csv_chunks, neutralized
from shared.exports.heads import head_cells, head_depth
from shared.exports.parquet import LONG_SCHEMA, parquet_chunks
from shared.model.codec import document_from_json
from shared.model.document import Document, Identity
from shared.model.table import Column, Role
from shared.result_schema import result_schema


def _csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_json_satisfies_the_published_schema_and_reads_back(report: Document, identity: Identity) -> None:
    data = json.loads(export(report, identity, Format.JSON))
    jsonschema_rs.Draft202012Validator(result_schema()).validate(data)
    assert document_from_json(data)[0] == report


def test_the_schema_refuses_what_the_contract_forbids(report: Document, identity: Identity) -> None:
    validator = jsonschema_rs.Draft202012Validator(result_schema())
    data = json.loads(export(report, identity, Format.JSON))
    data["tables"][0]["rows"][0]["cells"][0]["value"] = 4588
    assert not validator.is_valid(data)
    data = json.loads(export(report, identity, Format.JSON))
    data["findings"][0]["code"] = "made_up"
    assert not validator.is_valid(data)


def test_long_csv_has_a_row_per_cell(report: Document, identity: Identity) -> None:
    head, *rows = _csv(export(report, identity, Format.CSV))
    assert len(rows) == 3 * 4 + 2
    first = dict(zip(head, rows[2], strict=True))
    assert first["table_id"] == "t1"
    assert first["label"] == "社会保障"
    assert first["code"] == "208"
    assert first["column_path"] == "支出 / 基本支出"
    assert first["column_key"] == "basic"
    assert (first["text"], first["value"], first["unit"]) == ("4,588.50", "4588.50", "万元")
    assert (first["page"], first["x0"], first["bottom"]) == ("3", "10", "40")
    assert first["repairs"] == "inner_space"
    total = dict(zip(head, rows[10], strict=True))
    assert total["findings"] == "sum_mismatch unit_not_printed"


def test_csv_has_a_byte_order_mark_on_demand(report: Document, identity: Identity) -> None:
    assert not export(report, identity, Format.CSV).startswith(b"\xef\xbb\xbf")
    assert export(report, identity, Format.CSV, csv=CsvOptions(bom=True)).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("text", ["=1+1", "+86 755", "@SUM(A1)", "-2+3", "\tx", "＝1", "+cmd"])
def test_what_a_spreadsheet_would_run_is_neutralized(text: str) -> None:
    assert neutralized(text) == "'" + text


@pytest.mark.parametrize("text", ["-5", "-1,234.50", "—", "--", "+3", "a=b", "", "合计", "2023-01-01"])
def test_numbers_and_dashes_stay(text: str) -> None:
    assert neutralized(text) == text


def test_table_csv_is_as_printed(report: Document, identity: Identity) -> None:
    rows = _csv(export_table(report, report.tables[0], identity, Format.CSV))
    assert rows[0] == ["科目编码", "科目名称", "支出", "支出"]
    assert rows[1] == ["", "", "基本支出", "项目支出"]
    assert rows[2] == ["208", "社会保障", "4,588.50", "-5"]
    assert rows[3][1] == "'=cmd|'/c calc'!A1"


def test_zip_has_a_csv_per_table(report: Document, identity: Identity) -> None:
    with zipfile.ZipFile(io.BytesIO(export(report, identity, Format.ZIP))) as bundle:
        assert bundle.namelist() == ["01 一般公共预算支出表.csv", "02 一般公共预算支出表.csv", "findings.csv"]
        assert _csv(bundle.read("02 一般公共预算支出表.csv")) == [["甲\n乙", "丙|丁"]]
        assert "sum_mismatch" in bundle.read("findings.csv").decode()


def test_xlsx_keeps_heads_numbers_and_findings(report: Document, identity: Identity) -> None:
    book = openpyxl.load_workbook(io.BytesIO(export(report, identity, Format.XLSX)))
    assert book.sheetnames == ["概览", "一般公共预算支出表", "一般公共预算支出表 (2)", "绩效目标表"]
    sheet = book["一般公共预算支出表"]
    assert {str(r) for r in sheet.merged_cells.ranges} == {"A3:A4", "B3:B4", "C3:D3"}
    assert sheet["C5"].value == pytest.approx(4588.5)
    assert sheet["C5"].number_format == "#,##0.00"
    assert sheet["A6"].value == "020"  # a code keeps its zeros
    assert sheet["B6"].data_type == "s"  # a formula is text
    assert sheet["B6"].value.startswith("=cmd")
    assert "sum_mismatch" in sheet["C7"].comment.text
    assert "4, 588.50" in sheet["C5"].comment.text
    assert sheet["D7"].value == "12345678901234567890"  # more digits than a double holds
    assert book["概览"]["F11"].value == "合计 4,588.50 与各行之和 4,578.50 不符"


def test_parquet_reads_back_with_types(report: Document, identity: Identity) -> None:
    table = pq.read_table(io.BytesIO(export(report, identity, Format.PARQUET)))
    assert table.num_rows == 14
    cell = table.slice(2, 1).to_pylist()[0]
    assert cell["value"] == Decimal("4588.50")
    assert cell["column_path"] == "支出 / 基本支出"
    assert table.schema.field("page").type == "int32"


def test_parquet_of_nothing_is_a_file_with_no_rows() -> None:
    table = pq.read_table(io.BytesIO(b"".join(parquet_chunks(LONG_SCHEMA, []))))
    assert table.num_rows == 0
    assert table.schema.names == LONG_SCHEMA.names


def test_csv_comes_in_pieces() -> None:
    pieces = list(csv_chunks(("n",), ([str(n)] for n in range(5_000)), CsvOptions()))
    assert len(pieces) == 3
    assert b"".join(pieces).count(b"\r\n") == 5_001


def test_markdown_escapes_what_would_break_a_table(report: Document, identity: Identity) -> None:
    text = export(report, identity, Format.MD).decode()
    assert "| 甲<br>乙 | 丙\\|丁 |" in text
    assert "职责\\*是\\*什么" in text
    assert "| 208 | 社会保障 | 4,588.50 | -5 |" in text
    assert "`sum_mismatch`" in text


def test_html_shows_findings_and_repairs_and_runs_nothing(report: Document, identity: Identity) -> None:
    text = export(report, identity, Format.HTML).decode()
    assert '<th colspan="2">支出</th>' in text
    assert '<th rowspan="2">科目名称</th>' in text
    assert 'id="t1-2-2" class="num error"' in text
    assert "修复：去掉了数字或文字中多余的空格" in text
    assert 'data-box="10.0,20.0,30.5,40.0"' in text
    assert "<b>单位</b>" not in text
    assert "<script" not in text


@pytest.mark.parametrize("fmt", list(Format))
def test_equal_documents_give_equal_bytes(fmt: Format, report: Document, identity: Identity) -> None:
    assert export(report, identity, fmt) == export(report, identity, fmt)


@pytest.mark.parametrize("fmt", list(Format))
def test_one_table_alone_in_every_format(fmt: Format, report: Document, identity: Identity) -> None:
    assert export_table(report, report.tables[1], identity, fmt)


def test_a_head_with_a_leaf_above_deeper_ones() -> None:
    paths = [("单位",), ("本年", "拨款", "小计"), ("本年", "拨款", "基金"), ("本年", "专户"), ("结转",)]
    columns = [Column(path=p, role=Role.AMOUNT) for p in paths]
    cells = {(c.text, c.row, c.col): (c.row_span, c.col_span) for c in head_cells(columns)}
    assert head_depth(columns) == 3
    assert cells == {
        ("单位", 0, 0): (3, 1),
        ("本年", 0, 1): (1, 3),
        ("结转", 0, 4): (3, 1),
        ("拨款", 1, 1): (1, 2),
        ("专户", 1, 3): (2, 1),
        ("小计", 2, 1): (1, 1),
        ("基金", 2, 2): (1, 1),
    }
