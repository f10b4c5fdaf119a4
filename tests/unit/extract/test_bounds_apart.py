"""A file that takes its reader along: the fork with a memory limit, and what is a report at all."""

from __future__ import annotations

import mmap
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from services.extract.core.acceptance import is_report
from services.extract.core.pipeline import reconstruct
from services.extract.readers import text
from shared.errors import LimitExceededError, ProcessingError, UnreadableFileError
from shared.limits import MIB, apart, memory_within
from tests import hostile

ROOM = 256 * MIB


def test_what_the_work_returns_and_raises_comes_back() -> None:
    assert apart(lambda a, b: a + b, 1, 2, allowance=ROOM) == 3

    def refuse() -> None:
        raise UnreadableFileError("page 7 is damaged", page=7)

    with pytest.raises(UnreadableFileError, match="page 7 is damaged") as caught:
        apart(refuse, allowance=ROOM)
    assert caught.value.page == 7


def test_too_much_memory() -> None:
    with pytest.raises(LimitExceededError, match="256 MiB"):
        apart(lambda: len(bytes(2 * ROOM)), allowance=ROOM)


def test_memory_for_a_while() -> None:
    def work() -> int:  # by mmap: what the heap has left from earlier tests would serve smaller asks
        with pytest.raises(OSError, match="Cannot allocate memory"), memory_within(ROOM // 4):
            mmap.mmap(-1, ROOM // 2)
        return len(mmap.mmap(-1, ROOM // 2))

    assert apart(work, allowance=ROOM) == ROOM // 2


def test_a_process_without_a_limit_gets_none() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with memory_within(1):
        assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_a_reader_that_dies() -> None:
    with pytest.raises(UnreadableFileError, match="SIGABRT"):
        apart(lambda: os.kill(os.getpid(), signal.SIGABRT), allowance=ROOM)


def test_a_fault_of_the_program_is_said_to_be_one(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ProcessingError, match="fault of the program"):
        apart(lambda: 1 // 0, allowance=ROOM)
    assert "ZeroDivisionError" in capfd.readouterr().err


def processed(*files: Path) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own: what is free in the heap of one that ran other tests counts as no memory."""
    room = {**os.environ, "YUSUAN_WORKER_MEMORY_BYTES": str(ROOM)}
    command = [sys.executable, "-m", "services.cli", "process", *map(str, files)]
    return subprocess.run(command, env=room, capture_output=True, text=True, timeout=240, check=False)


def test_the_command_goes_on_with_the_next_file(tmp_path: Path) -> None:
    poison, good = tmp_path / "poison.pdf", tmp_path / "good.md"
    poison.write_bytes(hostile.dense_pdf(3_000_000))
    good.write_text("# 某局部门预算\n\n收支总表\n\n| 项目 | 2023年预算数 |\n|---|---|\n| 收入 | 1 |\n")
    done = processed(poison, good)
    assert done.returncode == 1
    assert "poison.pdf: unreadable, page 1: reading page 1 ended the process" in done.stderr
    assert done.stdout.count('"yusuan.result/1"') == 1


def test_a_page_that_ends_a_process_of_the_pool_is_named(tmp_path: Path) -> None:
    poison = tmp_path / "poison.pdf"
    poison.write_bytes(hostile.dense_pdf(3_000_000, pages=40, at=26))
    done = processed(poison)
    assert done.returncode == 1
    assert "poison.pdf: unreadable, page 26: reading page 26 ended the process" in done.stderr


def found_in(tmp_path: Path, written: str) -> bool:
    path = tmp_path / "a.txt"
    path.write_text(written)
    return is_report(reconstruct(text.read(path, media_type="text/plain")))


def test_prose_is_no_report(tmp_path: Path) -> None:
    assert not found_in(tmp_path, hostile.novel(5_000).decode())


def test_a_report_whose_tables_are_lost_is_one_and_says_so(tmp_path: Path) -> None:
    prose = "第一部分 部门概况\n负责教育工作。\n"
    assert found_in(tmp_path, f"某市教育局2023年部门预算\n目录\n一、收支总表\n二、收入总表\n三、支出总表\n\n{prose}")
    path = tmp_path / "b.txt"
    path.write_text(f"某市教育局2023年部门预算\n{prose}")
    document = reconstruct(text.read(path, media_type="text/plain"))
    assert document.tables == ()
    assert is_report(document)
    assert [f.rule for f in document.findings if f.code == "missing_table"] == ["EX-05"]
