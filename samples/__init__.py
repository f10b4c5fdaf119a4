"""Sample reports: invented departments, their books, the reports that would publish them, and the truth about those.

The committed samples are in `samples/files`; `shipped()` finds them. Everything else here makes them anew.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

#: what stands beside a sample: its truth, and what a run over it must show
TRUTH, EXPECTED = ".truth.json", ".expected.json"


def shipped() -> list[Path]:
    """The sample documents that ship with yusuan, in order of their names."""
    folder = Path(str(resources.files("samples").joinpath("files")))
    return sorted(p for p in folder.iterdir() if p.is_file() and not p.name.endswith((TRUTH, EXPECTED, ".md", ".py")))


def beside(document: Path, ending: str) -> Path:
    """The truth or expectation file of a sample (`ending` is `TRUTH` or `EXPECTED`)."""
    return document.with_name(document.stem + ending)
