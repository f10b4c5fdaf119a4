"""Every repair that a cell or a table can show has a name for people, and a line in the glossary."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from shared.exports.repair_names import repair_name

_ROOT = Path(__file__).parents[3]


def _codes_in_the_program() -> Iterator[str]:
    """The codes given to `Repair(code=…)` and to the helpers that change a cell."""
    for file in sorted((_ROOT / "services" / "extract" / "core").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            given = [k.value for k in node.keywords if k.arg == "code"] if name == "Repair" else node.args[2:3]
            if name in {"Repair", "changed"}:
                yield from (v.value for v in given if isinstance(v, ast.Constant) and isinstance(v.value, str))


def test_every_repair_is_named_and_explained() -> None:
    codes = set(_codes_in_the_program())
    assert len(codes) > 10
    explained = set(
        re.findall(r"^\| `([a-z_]+)` \|", (_ROOT / "docs" / "glossary.md").read_text("utf-8"), re.MULTILINE)
    )
    assert codes <= explained
    assert [code for code in sorted(codes | explained) if repair_name(code) == code] == []
