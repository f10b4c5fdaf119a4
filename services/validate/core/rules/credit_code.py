"""统一社会信用代码: 18 characters of which the last proves the others (GB 32100-2015, domain.md §3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from services.validate.core.relations import Outcome, Passed
from services.validate.core.rule import Rule
from services.validate.core.select import Index
from shared.model.finding import FINDING_CODES, Finding, Severity
from shared.model.fold import fold
from shared.model.page import Place

#: without I, O, S, V and Z
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_NAMED = re.compile(r"(?:统一社会)?信用代码[^0-9A-Za-z]{0,6}([0-9A-Za-z]{15,20})(?![0-9A-Za-z])")
_VALUE = re.compile(r"[0-9A-Za-z]{15,20}")


def check_character(code: str) -> str | None:
    """What the 18th character must be; None where one of the first 17 is not of the alphabet."""
    if any(c not in ALPHABET for c in code[:17]):
        return None
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    return ALPHABET[-total % 31]


def printed(index: Index) -> Iterator[tuple[str, Place, str]]:
    """(code, place, where) of every code that is printed under its name, in the prose and in forms."""
    for section in index.document.sections:
        for paragraph in section.paragraphs:
            for match in _NAMED.finditer(fold(paragraph.text)):
                yield match.group(1).upper(), paragraph.place, f"正文 / {section.title}"
    for form in index.document.forms:
        for label, cell in form.fields:
            text = fold(cell.text)
            if "信用代码" in fold(label) and _VALUE.fullmatch(text):
                yield text.upper(), cell.place, f"{form.title} / {label}"


def check_codes(index: Index) -> Iterator[Outcome]:
    """RM-10: the code has 18 characters, and the last follows from the others."""
    for code, place, where in printed(index):
        wanted = check_character(code) if len(code) == 18 else None
        if wanted is not None and code[17] == wanted:
            yield Passed()
            continue
        if wanted is not None:
            why, why_en = f"末位应为“{wanted}”，代码中必有误字", f"its last character should be “{wanted}”"
        elif len(code) != 18:
            why, why_en = f"有 {len(code)} 位，应为 18 位", f"it has {len(code)} characters instead of 18"
        else:
            why, why_en = "含有代码不用的字母", "it has a letter that these codes do not use"
        yield Finding(
            code="suspicious_value",
            severity=FINDING_CODES["suspicious_value"],
            rule="RM-10",
            message=f"{where}：统一社会信用代码“{code}”{why}（RM-10）。",
            message_en=f"{where}: the credit code “{code}” is wrong: {why_en} (RM-10).",
            where=where,
            expected=code[:17] + wanted if wanted is not None else None,
            actual=code,
            page=place.page,
            line=place.line,
        )


RULES: tuple[Rule, ...] = (
    Rule(
        id="RM-10",
        title="统一社会信用代码",
        title_en="Credit codes",
        formula="末位 = 字母表[(31 − Σ 3^i·第 i 位 mod 31) mod 31]",
        source="domain.md §3",
        applies="印有统一社会信用代码的报告",
        severity=Severity.WARNING,
        check=check_codes,
    ),
)
