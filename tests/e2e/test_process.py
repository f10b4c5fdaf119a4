"""`yusuan process` as a person calls it: standard output, standard error, exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

import samples
from shared.model.page import Legibility

SAMPLES = {p.name: Path(str(p)) for p in samples.shipped()}
DIGITAL, TEXT = SAMPLES["04-shanghai.pdf"], SAMPLES["05-text-export.txt"]


def process(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "services.cli", "process", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, timeout=120)


def test_one_file_gives_one_json_object_and_nothing_else_on_standard_output() -> None:
    done = process(DIGITAL)
    assert done.returncode == 0, done.stderr.decode()
    result = json.loads(done.stdout)
    assert result["schema"] == "yusuan.result/1"
    assert result["document_id"] is None
    assert len(result["tables"]) == 9
    assert b"tables" in done.stderr


def test_several_files_give_json_lines_in_order() -> None:
    done = process(TEXT, DIGITAL)
    assert [json.loads(line)["filename"] for line in done.stdout.splitlines()] == [TEXT.name, DIGITAL.name]


def test_a_file_that_fails_says_why_and_the_others_are_processed(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(DIGITAL.read_bytes()[:2000])
    done = process(broken, TEXT)
    assert done.returncode == 1
    assert "unreadable" in done.stderr.decode()
    assert [json.loads(line)["filename"] for line in done.stdout.splitlines()] == [TEXT.name]


@pytest.mark.parametrize("fmt", ["csv", "xlsx", "parquet"])
def test_formats_that_cannot_share_a_stream_need_a_folder(fmt: str) -> None:
    done = process(TEXT, DIGITAL, "--format", fmt)
    assert done.returncode == 2
    assert b"--out" in done.stderr


def test_a_folder_gets_one_file_for_each_input(tmp_path: Path) -> None:
    done = process(TEXT, DIGITAL, "--format", "csv", "--out", tmp_path)
    assert done.returncode == 0
    assert done.stdout == b""
    assert sorted(f.name for f in tmp_path.iterdir()) == ["04-shanghai.pdf.csv", "05-text-export.txt.csv"]


def test_several_documents_may_follow_against() -> None:
    done = process(TEXT, "--against", DIGITAL, TEXT)
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["filename"] == TEXT.name


def test_pages_read_side_by_side_give_the_same_as_pages_read_in_a_row(tmp_path: Path) -> None:
    from services.extract import reading
    from services.process import PAGES_A_PART, read_all

    mixed = tmp_path / "mixed.pdf"
    with PdfDocument.new() as made, PdfDocument(SAMPLES["03-scan.pdf"]) as scan, PdfDocument(DIGITAL) as digital:
        for document, pages in ((scan, [1]), (digital, [2]), (scan, [0, 1])):
            made.import_pages(document, pages)
        made.save(mixed)
    side_by_side = read_all(mixed, "application/pdf")
    seen = [p.number for p in side_by_side.pages if p.legibility is Legibility.OCR]
    assert seen == [1, 3, 4]
    assert len(seen) > PAGES_A_PART  # so that two processes share them
    assert side_by_side == reading.read(mixed, "application/pdf")


def test_a_long_text_layer_is_read_on_all_cores_and_gives_the_same(tmp_path: Path) -> None:
    from services.process import PAGES_A_FORK

    long = tmp_path / "long.pdf"
    with PdfDocument.new() as made, PdfDocument(DIGITAL) as digital:
        while len(made) < 2 * PAGES_A_FORK:
            made.import_pages(digital)
        made.save(long)
    one_core = subprocess.run(
        ["taskset", "-c", "0", sys.executable, "-m", "services.cli", "process", str(long)],
        capture_output=True,
        check=True,
        timeout=120,
    )
    all_cores, alone = (json.loads(done.stdout) for done in (process(long), one_core))
    del all_cores["timings_ms"], alone["timings_ms"]
    assert all_cores == alone
