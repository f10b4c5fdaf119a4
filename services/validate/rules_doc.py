"""Writes docs/rules.md, and the titles that the printed report uses, from the declarations of the rules.

`python -m services.validate.rules_doc [--check]`
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from services.validate.core.rule import Rule
from services.validate.core.rules import ALL_RULES

TARGET = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
TITLES = Path(__file__).resolve().parents[2] / "shared" / "exports" / "rules.json"
GROUPS = {
    "RW": "Within a row",
    "RC": "Within a column",
    "RH": "By code",
    "RT": "Between tables, and tables against 目录",
    "RX": "Prose against tables and against itself",
    "RY": "Against last year's report",
    "RD": "Against other documents, and inside application forms",
    "RI": "Indicators",
    "RM": "Identity, units, wording",
    "RU": "Units proven wrong",
    "RJ": "Over all relations at once",
}
HEAD = """# Rules

Generated from the rules' declarations (`services/validate/core/rules/`) by `python -m services.validate.rules_doc`; do
not edit. Amounts are intervals: a figure printed with d decimals in unit u stands for [v−h, v+h], h = ½·10⁻ᵈ·u, and a
relation holds if the intervals can meet (XBRL Calculations 1.1). Exact → passed; explained by rounding → passed, with
an info; beyond → a finding. A relation whose operands are missing is *not evaluated*, with its reason in the result's
`checks.rules`; it is never counted as passed. A rule can be switched off or given another severity per installation
(`YUSUAN_RULES`), by rule id or by finding code; the result says so in the same place.

Always *not evaluated*, because it needs dates and a list from outside the documents: RM-06 (publication within 20 days,
every 下属单位 covered).

Formulas use the abbreviations SUM 收支总表, INC 收入总表, EXP 支出总表, BAS 基本支出总表, PRJ 项目支出总表,
FIS 财政拨款收支总表, FUN 按功能分类, ECO 按经济分类, 3G “三公”经费,
FUND 政府性基金, SOE 国有资本经营, PERF 整体支出绩效目标表.
"""


def render() -> str:
    """The page."""
    parts = [HEAD]
    for prefix, name in GROUPS.items():
        rules = [r for r in ALL_RULES if r.id.startswith(prefix)]
        parts.append(
            f"## {name}\n\n| id | rule | formula | applies to | severity | source |\n|---|---|---|---|---|---|"
        )
        parts[-1] += "".join(f"\n{_line(rule)}" for rule in rules) + "\n"
    return "\n".join(parts)


def _line(rule: Rule) -> str:
    cells = (rule.id, f"{rule.title} · {rule.title_en}", rule.formula, rule.applies, rule.severity.value, rule.source)
    return "| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |"


def titles() -> str:
    """Rule id → {title, formula}, as JSON."""
    found = {r.id: {"title": r.title, "formula": r.formula} for r in ALL_RULES}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def main() -> int:
    """Writes both files; with `--check` only says whether they are up to date (status 1 if not)."""
    wanted = {TARGET: render(), TITLES: titles()}
    if "--check" in sys.argv[1:]:
        return 0 if all(p.exists() and p.read_text("utf-8") == text for p, text in wanted.items()) else 1
    for path, text in wanted.items():
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
