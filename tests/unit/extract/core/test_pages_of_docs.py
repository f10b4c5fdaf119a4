"""docs/templates.md lists every column key, docs/glossary.md every code of a repair."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from services.extract.templates import load

ROOT = Path(__file__).resolve().parents[4]
#: calls that log a repair, and where among their arguments its code stands
_LOGGING = {"repaired": 0, "changed": 2, "filled_in": 1}


def test_the_page_lists_every_column_key_with_its_role() -> None:
    page = (ROOT / "docs/templates.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `([a-z0-9_.]+)` \| (\w+) \| [^|]+ \|$", page, re.MULTILINE))
    assert listed == {key: role.value for key, role in load().keys.roles.items()}


def codes_of_repairs() -> set[str]:
    """The codes that the source gives to repairs."""
    found: set[str] = set()
    for file in (ROOT / "services/extract").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = [k.value for k in node.keywords if k.arg == "code"] if name == "Repair" else []
            at = _LOGGING.get(name)
            given += node.args[at : at + 1] if at is not None else []
            found |= {g.value for g in given if isinstance(g, ast.Constant) and isinstance(g.value, str)}
    return found


def test_the_page_lists_every_code_of_a_repair() -> None:
    page = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `([a-z_]+)` \| (?:cell|table) \|", page, re.MULTILINE))
    assert listed == codes_of_repairs()
