"""The pure parts import only what cannot reach outside: an allow-list, read from the source, not from behaviour."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PURE = ["shared/model", "services/extract/core", "services/validate/core"]
#: third-party and standard modules that compute and do nothing else
ALLOWED = {
    "__future__", "abc", "bisect", "collections", "contextlib", "dataclasses", "decimal", "difflib", "enum",
    "fractions", "functools", "hashlib", "heapq", "html", "itertools", "math", "operator", "re", "statistics", "string",
    "types", "typing", "typing_extensions", "unicodedata", "zlib",
    "numpy", "scipy",
}  # fmt: skip
OURS = ("shared.model", "shared.codes", "services.extract.core", "services.validate.core")
#: the tables of data that a core is given by default, read once from the package's own files
DATA = {"services.extract.templates", "services.validate.codes"}


def pure_files() -> list[Path]:
    return sorted(file for folder in PURE for file in (ROOT / folder).rglob("*.py"))


def imported(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "absolute imports only"
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("file", pure_files(), ids=lambda f: str(f.relative_to(ROOT)))
def test_pure_part_imports_nothing_that_reaches_outside(file: Path) -> None:
    names = imported(ast.parse(file.read_text(encoding="utf-8")))
    outside = {
        n
        for n in names
        if n.split(".")[0] not in ALLOWED and not n.startswith(OURS) and n not in DATA and n != "shared"
    }
    assert not outside, f"{file.name} imports {sorted(outside)}"


@pytest.mark.parametrize("file", pure_files(), ids=lambda f: str(f.relative_to(ROOT)))
def test_pure_part_opens_prints_and_reads_no_environment(file: Path) -> None:
    calls = {
        node.func.id
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not calls & {"open", "print", "input", "exec", "eval"}


def test_there_are_pure_parts_to_check() -> None:
    assert len(pure_files()) > 10
