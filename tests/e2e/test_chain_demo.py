"""`yusuan demo --once`: from nothing to every sample as expected, and nothing left running."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from samples import shipped

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_every_sample_comes_out_as_expected(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path), "COLUMNS": "200"}
    command = [sys.executable, "-m", "services.cli", "demo", "--once"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=500)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-4000:]
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert lines.count("as expected") == len(shipped())
    for sample in shipped():
        assert f"{sample.name}: published" in done.stdout
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith("yusuan")] == []
