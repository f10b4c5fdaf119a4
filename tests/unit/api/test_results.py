"""Results, tables, findings, revisions, originals, pictures."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import jsonschema_rs
import pytest

from shared.exports import Format

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


def test_a_result_that_is_not_there_yet(harness: Any) -> None:
    document_id = harness.upload()
    answer = harness.get(f"/v1/documents/{document_id}/result")
    assert (answer.status_code, answer.json()["code"], answer.json()["retryable"]) == (409, "not_finished", True)
    assert int(answer.headers["retry-after"]) >= 1


def test_the_result_fits_the_published_schema(harness: Any) -> None:
    document_id = harness.published()
    answer = harness.get(f"/v1/documents/{document_id}/result")
    assert answer.status_code == 200
    schema = harness.client.get("/v1/schema/result").json()
    jsonschema_rs.Draft202012Validator(schema).validate(answer.json())
    assert answer.json()["document_id"] == document_id
    assert answer.json()["revision"] == 1
    etag = answer.headers["etag"]
    assert not etag.startswith("W/")
    assert harness.get(f"/v1/documents/{document_id}/result", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("fmt", list(Format))
def test_every_format_has_its_own_etag(harness: Any, fmt: Format) -> None:
    document_id = harness.published()
    for path in (f"/v1/documents/{document_id}/result.{fmt}", f"/v1/documents/{document_id}/tables/t1.{fmt}"):
        answer = harness.get(path)
        assert answer.status_code == 200, answer.text
        assert answer.content
        assert harness.get(path, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert harness.get(f"/v1/documents/{document_id}/result.exe").status_code == 422


def test_csv_options(harness: Any) -> None:
    document_id = harness.published()
    plain = harness.get(f"/v1/documents/{document_id}/result.csv")
    with_mark = harness.get(f"/v1/documents/{document_id}/result.csv", bom=True)
    assert with_mark.content == b"\xef\xbb\xbf" + plain.content
    assert plain.headers["etag"] != with_mark.headers["etag"]
    rows = list(csv.DictReader(io.StringIO(plain.text)))
    assert [r["text"] for r in rows if r["column_role"] == "amount"] == ["100", "200", "310"]
    assert "filename*=UTF-8''report.csv" in plain.headers["content-disposition"]


def test_one_table(harness: Any) -> None:
    document_id = harness.published()
    table = harness.get(f"/v1/documents/{document_id}/tables/t1").json()
    assert table["title"] == "支出总表"
    assert [f["code"] for f in table["findings"]] == ["sum_mismatch"]
    assert harness.get(f"/v1/documents/{document_id}/tables/t9").json()["code"] == "not_found"
    assert harness.get(f"/v1/documents/{document_id}/tables/t9.csv").status_code == 404


def test_findings_filter_page_and_speak_english(harness: Any) -> None:
    document_id = harness.published()
    path = f"/v1/documents/{document_id}/findings"
    body = harness.get(path).json()
    assert (body["revision"], body["next_cursor"]) == (1, None)
    assert body["items"][0]["message"].startswith("支出总计")
    english = harness.get(path, headers={"Accept-Language": "en"})
    assert english.json()["items"][0]["message"].startswith("the total")
    assert english.headers["content-language"] == "en"
    assert harness.get(path, severity="info").json()["items"] == []
    assert len(harness.get(path, code="sum_mismatch").json()["items"]) == 1


def test_head_is_get_without_the_body(harness: Any) -> None:
    document_id = harness.published()
    for part in ("result", "result.xlsx", "original", "findings", ""):
        path = f"/v1/documents/{document_id}/{part}".rstrip("/")
        got = harness.get(path)
        told = harness.client.request("HEAD", path, headers=harness.auth())
        assert (told.status_code, told.content) == (200, b""), path
        for name in ("etag", "content-length", "content-type", "content-disposition"):
            assert told.headers.get(name) == got.headers.get(name), (path, name)
    assert harness.client.request("HEAD", f"/v1/documents/{document_id}").status_code == 401


def test_originals_by_range(harness: Any) -> None:
    document_id = harness.upload("预算 1.pdf")
    path = f"/v1/documents/{document_id}/original"
    whole = harness.get(path)
    assert whole.content == PDF
    assert whole.headers["accept-ranges"] == "bytes"
    assert "filename*=UTF-8''%E9%A2%84%E7%AE%97%201.pdf" in whole.headers["content-disposition"]
    part = harness.get(path, headers={"Range": "bytes=2-5"})
    assert (part.status_code, part.content) == (206, PDF[2:6])
    assert part.headers["content-range"] == f"bytes 2-5/{len(PDF)}"
    assert harness.get(path, headers={"Range": "bytes=-4"}).content == PDF[-4:]
    assert harness.get(path, headers={"Range": f"bytes={len(PDF) - 3}-"}).content == PDF[-3:]
    assert harness.get(path, headers={"Range": "bytes=5-2"}).status_code == 200
    assert harness.get(path, headers={"Range": "lines=1-2"}).status_code == 200
    beyond = harness.get(path, headers={"Range": f"bytes={len(PDF)}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(PDF)}")
    stale = harness.get(path, headers={"Range": "bytes=2-5", "If-Range": '"other"'})
    assert stale.status_code == 200
    assert harness.get(path, headers={"If-None-Match": whole.headers["etag"]}).status_code == 304


def test_page_pictures(harness: Any) -> None:
    image = _png()
    document_id = harness.upload("scan.png", image)
    harness.publish(document_id)
    path = f"/v1/documents/{document_id}/pages/1.png"
    picture = harness.get(path)
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
    boxed = harness.get(path, boxes=True)
    assert boxed.content != picture.content
    assert harness.get(path, headers={"If-None-Match": picture.headers["etag"]}).status_code == 304
    assert harness.get(f"/v1/documents/{document_id}/pages/2.png").json()["code"] == "no_page_picture"
    text = harness.upload("t.txt", "收支总表\n合计 1".encode())
    assert harness.get(f"/v1/documents/{text}/pages/1.png").json()["code"] == "no_page_picture"


def _png() -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(buffer, "PNG")
    return buffer.getvalue()


def test_correction_gives_a_new_revision_validated_again(harness: Any) -> None:
    document_id = harness.published()
    path = f"/v1/documents/{document_id}"
    etag = harness.get(f"{path}/result").headers["etag"]
    change = {"cells": [{"table": "t1", "row": 2, "column": 1, "text": "300"}], "note": "与原件核对"}
    without = harness.client.patch(f"{path}/cells", json=change, headers=harness.auth())
    assert (without.status_code, without.json()["code"]) == (428, "precondition_required")
    done = harness.client.patch(f"{path}/cells", json=change, headers={**harness.auth(), "If-Match": etag})
    assert done.status_code == 200, done.text
    assert (done.json()["revision"], done.json()["author"], done.json()["note"]) == (2, "key of a", "与原件核对")
    result = harness.get(f"{path}/result").json()
    cell = result["tables"][0]["rows"][2]["cells"][1]
    assert (cell["text"], cell["value"], result["revision"]) == ("300", "300", 2)
    assert cell["repairs"][-1]["code"] == "corrected_by_person"
    assert (cell["repairs"][-1]["from"], cell["repairs"][-1]["to"]) == ("310", "300")
    assert harness.get(f"{path}/result", revision=1).json()["tables"][0]["rows"][2]["cells"][1]["text"] == "310"
    stale = harness.client.patch(f"{path}/cells", json=change, headers={**harness.auth(), "If-Match": etag})
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    assert [c["kind"] for c in harness.get("/v1/changes").json()["items"]] == ["published", "corrected"]
    (remembered,) = harness.ports.corrections.of(document_id)
    assert (remembered.table_title, remembered.row_label, remembered.before, remembered.text) == (
        "支出总表", "支出总计", "310", "300",
    )  # fmt: skip


def test_correction_of_no_cell(harness: Any) -> None:
    document_id = harness.published()
    etag = harness.get(f"/v1/documents/{document_id}/result").headers["etag"]
    change = {"cells": [{"table": "t1", "row": 99, "column": 1, "text": "300"}]}
    answer = harness.client.patch(
        f"/v1/documents/{document_id}/cells", json=change, headers={**harness.auth(), "If-Match": etag}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_approval(harness: Any) -> None:
    document_id = harness.published()
    assert harness.post(f"/v1/documents/{document_id}/approve").json()["approved_by"] == "key of a"
    revisions = harness.get(f"/v1/documents/{document_id}/revisions").json()["items"]
    assert revisions[0]["approved_at"] is not None
    assert harness.post(f"/v1/documents/{document_id}/approve", json={"revision": 9}).status_code == 404


def test_facts_in_json_csv_and_parquet(harness: Any) -> None:
    import pyarrow.parquet as pq

    harness.published()
    harness.published("b.pdf", "b", PDF + b"b")
    page = harness.get("/v1/facts", limit=2).json()
    assert [f["value"] for f in page["items"]] == ["1000000", "2000000"]
    assert page["items"][0]["unit"] == "万元"
    rest = harness.get("/v1/facts", limit=2, cursor=page["next_cursor"]).json()
    assert ([f["value"] for f in rest["items"]], rest["next_cursor"]) == (["3100000"], None)
    assert rest["items"][0]["findings"] == ["sum_mismatch"]
    rows = list(csv.DictReader(io.StringIO(harness.get("/v1/facts", format="csv").text)))
    assert len(rows) == 3
    table = pq.read_table(io.BytesIO(harness.get("/v1/facts", "admin", format="parquet").content))
    assert table.num_rows == 6
    assert harness.get("/v1/facts", year=1999).json()["items"] == []
    assert len(harness.get("/v1/facts", kind="expenditure_summary", column="expenditure.amount").json()["items"]) == 3


def test_json_of_facts_is_exact(harness: Any) -> None:
    harness.published()
    raw = json.loads(
        harness.get("/v1/facts", limit=1).text,
        parse_float=lambda text: pytest.fail(text) if "e" in text else float(text),
    )
    assert raw["items"][0]["value"] == "1000000"


def test_the_validation_report_for_people_and_for_programs(harness: Any) -> None:
    document_id = harness.published()
    page = harness.get(f"/v1/documents/{document_id}/validation.html")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "校验报告" in page.text
    report = harness.get(f"/v1/documents/{document_id}/validation.json")
    findings = harness.get(f"/v1/documents/{document_id}/findings").json()["items"]
    errors = sum(f["severity"] == "error" for f in findings)
    assert report.json()["stats"]["errors"] == errors
    etag = report.headers["etag"]
    again = harness.get(f"/v1/documents/{document_id}/validation.json", headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert harness.get(f"/v1/documents/{document_id}/validation.pdf").status_code == 422
