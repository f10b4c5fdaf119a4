"""Seconds and memory of large, broken and hostile input, each in a process of its own (`docs/limits.md`).

`python -m benchmarks.memory [NAME…]` prints one line an input: what became of it, seconds, the peak memory of its
largest process. The files are made in a temporary folder and are gone afterwards.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.hostile_inputs import INPUTS

MIB = 2**20
#: what no input may need: measured processes are ended here, before they take the machine along
_TOO_MUCH = 4096 * MIB


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """A finished command: `mib` is the peak of its largest process, `said` the last line on standard error."""

    exit: int
    seconds: float
    mib: float
    said: str


def measure(command: Sequence[str], seconds: float) -> Measured:
    """Run the command, looking at its memory twenty times a second; ended (exit -9) when it takes too long or much."""
    started = time.monotonic()
    peak = 0
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said, stdin=subprocess.DEVNULL)
        process = psutil.Process(child.pid)
        while child.poll() is None:
            if time.monotonic() - started > seconds or peak > _TOO_MUCH:
                _end(process)
                child.wait()
                break
            peak = max(peak, _largest(process))
            time.sleep(0.05)
        said.seek(0)
        lines = said.read().decode(errors="replace").strip().splitlines()
    return Measured(
        exit=child.returncode, seconds=time.monotonic() - started, mib=peak / MIB, said=lines[-1] if lines else ""
    )


def _largest(process: psutil.Process) -> int:
    sizes = [0]
    with suppress(psutil.Error):
        for one in (process, *process.children(recursive=True)):
            with suppress(psutil.Error):
                sizes.append(one.memory_info().rss)
    return max(sizes)


def _end(process: psutil.Process) -> None:
    with suppress(psutil.Error):
        for one in (*process.children(recursive=True), process):
            with suppress(psutil.Error):
                one.kill()


def process_file(path: Path, seconds: float = 600) -> Measured:
    """`yusuan process` of one file."""
    return measure([sys.executable, "-m", "services.cli", "process", str(path)], seconds)


def main(names: Sequence[str] = ()) -> None:
    unknown = [n for n in names if n not in INPUTS]
    if unknown:
        raise SystemExit(f"no such input: {', '.join(unknown)}; there are: {', '.join(INPUTS)}")
    print("| input | bytes | exit | s | MiB | last word |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="yusuan-memory-") as folder:
        for name in names or INPUTS:
            path = Path(folder) / name
            path.write_bytes(INPUTS[name]())
            found = process_file(path)
            said = found.said.removeprefix(f"{path}: ").replace("|", "\\|")
            size = path.stat().st_size
            print(f"| {name} | {size:,} | {found.exit} | {found.seconds:.1f} | {found.mib:.0f} | {said} |", flush=True)
            path.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
