"""Numbers as a spreadsheet's number format shows them: what a person sees in the cell, not what it stores."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_PLACES = re.compile(r"[#0?,]*[#0?](?:\.[#0?]*)?,*|\.[#0?]+,*")


@dataclass(frozen=True, slots=True)
class _Section:
    """One of a format's parts: what stands before and after the figure, and the figure's own form."""

    before: str
    after: str
    decimals: int
    least_decimals: int
    grouped: bool
    scale: int
    """powers of ten to multiply with: 2 for each %, -3 for each trailing comma"""
    has_figure: bool


def shown(value: int | float | Decimal, number_format: str) -> str:
    """The figure as displayed. Formats that reports do not use (fractions, exponents) show the stored figure."""
    figure = exact(value)
    sections = _split(number_format)
    if not number_format or number_format.lower() in ("general", "@") or _is_foreign(number_format):
        return format(figure.normalize(), "f") if figure else "0"
    section = _section(sections[_which(figure, sections)])
    negative = figure < 0 and len(sections) < 2
    if not section.has_figure:
        return section.before
    number = abs(figure).scaleb(section.scale)
    number = number.quantize(Decimal(1).scaleb(-section.decimals), rounding=ROUND_HALF_UP)
    text = format(number, ",f" if section.grouped else "f")
    whole, point, part = text.partition(".")
    while len(part) > section.least_decimals and part.endswith("0"):
        part = part[:-1]
    sign = "-" if negative and number else ""
    return f"{sign}{section.before}{whole}{point if part else ''}{part}{section.after}".strip()


def exact(value: int | float | Decimal) -> Decimal:
    """The figure that was typed: a float's shortest decimal form, at most fifteen digits as spreadsheets keep."""
    try:
        return Decimal(format(value, ".15g")) if isinstance(value, float) else Decimal(value)
    except InvalidOperation:
        return Decimal(0)


def _is_foreign(number_format: str) -> bool:
    plain = _LITERAL.sub("", number_format)
    return "?/" in plain or "/" in plain or "E" in plain.upper().replace("GENERAL", "")


def _split(number_format: str) -> list[str]:
    return re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', number_format)


def _which(figure: Decimal, sections: list[str]) -> int:
    if figure < 0 and len(sections) > 1:
        return 1
    return 2 if figure == 0 and len(sections) > 2 else 0


def _section(text: str) -> _Section:
    plain = _LITERAL.sub(lambda m: "".join(f"\x00{c}" for c in (m[1] or m[2] or "")), text)
    found = _PLACES.search(re.sub(r"\x00.", "\x00\x00", plain))
    if found is None:
        return _Section(plain.replace("\x00", "").strip(), "", 0, 0, False, 0, has_figure=False)
    before, figure, after = plain[: found.start()], found.group(), plain[found.end() :]
    core = figure.rstrip(",")
    whole, _, part = core.partition(".")
    percent = sum(piece.replace("\x00%", "").count("%") for piece in (before, after))
    return _Section(
        before=before.replace("\x00", ""),
        after=after.replace("\x00", ""),
        decimals=len(part),
        least_decimals=part.count("0"),
        grouped="," in whole,
        scale=2 * percent - 3 * (len(figure) - len(core)),
        has_figure=True,
    )
