"""Numbers as a spreadsheet's number format shows them: what a person sees in the cell, not what it stores.

The grammar is that of ECMA-376 §18.8.31: up to four sections, conditions in brackets, placeholders (`0 # ?`) that the
digits fill from the right with literals between them (`0!.0000` shows 元 as 万元), commas that group or divide by
thousands. A negative figure whose section says so by colour alone keeps its minus: colours are not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_TOKEN = re.compile(
    r"""(?P<quoted>"[^"]*")|[\\!](?P<escaped>.)|(?P<skipped>[_*].)|\[(?P<bracket>[^\]]*)\]
    |(?P<general>General|G/通用格式|@)|(?P<place>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<other>.)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_CURRENCY = re.compile(r"\$([^-]*)(?:-.*)?")
_SIGNS = frozenset("-−–—(（△▲负")
#: decimals that somebody may have typed; longer ones come out of a division
_TYPED_DECIMALS = 4
#: characters that a cell without a format of its own shows
_GENERAL_WIDTH = 11


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    """place, point, comma, percent, general or literal"""
    text: str


@dataclass(frozen=True, slots=True)
class _Section:
    tokens: tuple[_Token, ...]
    condition: tuple[str, Decimal] | None = None

    @property
    def places(self) -> list[int]:
        """Where the placeholders stand."""
        return [i for i, token in enumerate(self.tokens) if token.kind == "place"]


def shown(value: int | float | Decimal, number_format: str) -> str:
    """The figure as displayed. Formats that reports do not use (fractions, exponents) show the stored figure."""
    figure = exact(value)
    sections = [_section(text) for text in _split(number_format)]
    if not number_format or any(_is_foreign(section) for section in sections):
        return general(figure)
    section = sections[_which(figure, sections)]
    if section.places:
        text, is_zero = _filled(figure, section)
    else:
        text = "".join(general(abs(figure)) if t.kind == "general" else t.text for t in section.tokens)
        is_zero = figure == 0 or not any(t.kind == "general" for t in section.tokens)
    signed = figure >= 0 or is_zero or any(_SIGNS & set(t.text) for t in section.tokens if t.kind == "literal")
    return (text if signed else f"-{text.lstrip()}").strip()


def general(figure: Decimal) -> str:
    """The figure without a format of its own: as typed, or with as many digits as a cell has room for."""
    text = format(figure.normalize(), "f") if figure else "0"
    whole, _, part = text.partition(".")
    if len(part) <= _TYPED_DECIMALS or len(text) <= _GENERAL_WIDTH:
        return text
    places = max(_GENERAL_WIDTH - len(whole) - 1, _TYPED_DECIMALS)
    return format(figure.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP).normalize() + 0, "f")


def exact(value: int | float | Decimal) -> Decimal:
    """The figure that was typed: a float's shortest decimal form, at most fifteen digits as spreadsheets keep."""
    try:
        return Decimal(format(value, ".15g")) if isinstance(value, float) else Decimal(value)
    except InvalidOperation:
        return Decimal(0)


def _split(number_format: str) -> list[str]:
    return re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', number_format)


def _section(text: str) -> _Section:
    tokens: list[_Token] = []
    condition = None
    for found in _TOKEN.finditer(text):
        kind, written = found.lastgroup or "", found.group()
        if kind == "quoted":
            tokens.append(_Token("literal", written[1:-1]))
        elif kind in ("escaped", "other"):
            tokens.append(_Token("literal", found[kind]))
        elif kind == "bracket":
            asked = _CONDITION.fullmatch(found["bracket"])
            currency = _CURRENCY.fullmatch(found["bracket"])
            condition = (asked[1], Decimal(asked[2])) if asked else condition
            tokens += [_Token("literal", currency[1])] if currency and currency[1] else []
        elif kind != "skipped":
            tokens.append(_Token(kind, written))
    return _Section(tuple(tokens), condition)


def _is_foreign(section: _Section) -> bool:
    """A fraction (`# ?/?`) or an exponent (`0.00E+00`)."""
    around = "".join("0" if t.kind == "place" else t.text for t in section.tokens)
    return bool(re.search(r"0\s*/\s*0|0\s*/\s*\d|0E[+-]", around))


def _which(figure: Decimal, sections: Sequence[_Section]) -> int:
    last = len(sections[:3]) - 1
    if all(section.condition is None for section in sections):
        return 1 if figure < 0 and last else 2 if figure == 0 and last == 2 else 0
    for number, section in enumerate(sections[:last]):
        if section.condition is None:
            if figure > 0 if number == 0 else figure < 0:
                return number
        elif _holds(figure, *section.condition):
            return number
    return last


def _holds(figure: Decimal, sign: str, other: Decimal) -> bool:
    return {
        "<": figure < other,
        "<=": figure <= other,
        ">": figure > other,
        ">=": figure >= other,
        "=": figure == other,
        "<>": figure != other,
    }[sign]


def _filled(figure: Decimal, section: _Section) -> tuple[str, bool]:
    """The digits in their places, and whether what is shown is zero."""
    tokens, places = section.tokens, section.places
    point = next((i for i, t in enumerate(tokens) if t.kind == "point"), len(tokens))
    whole = [i for i in places if i < point]
    part = [i for i in places if i > point]
    end = whole[-1] if whole else point
    grouped = any(t.kind == "comma" and whole and whole[0] < i < end for i, t in enumerate(tokens))
    scale = 2 * sum(t.kind == "percent" for t in tokens)
    scale -= 3 * sum(t.kind == "comma" and (end < i < point or i > places[-1]) for i, t in enumerate(tokens))
    number = abs(figure).scaleb(scale).quantize(Decimal(1).scaleb(-len(part)), rounding=ROUND_HALF_UP)
    digits, _, decimals = format(number, "f").partition(".")
    least = max((n for n, i in enumerate(part, start=1) if tokens[i].text == "0"), default=0)
    kept = max(len(decimals.rstrip("0")), least)
    written = {i: decimals[n] for n, i in enumerate(part) if n < kept}
    written |= _whole_digits(digits.lstrip("0"), whole, tokens, grouped)
    if kept:
        written[point] = "."
    return "".join(written.get(i, t.text if t.kind in ("literal", "percent") else "") for i, t in enumerate(tokens)), (
        number == 0
    )


def _whole_digits(digits: str, places: Sequence[int], tokens: Sequence[_Token], grouped: bool) -> dict[int, str]:
    """The digits before the point by place, filled from the right; the first place takes all that are left."""
    least = next((len(places) - n for n, i in enumerate(places) if tokens[i].text == "0"), 0)
    digits = digits.rjust(least, "0")
    marked = [f"{d}," if grouped and n and not n % 3 else d for n, d in enumerate(reversed(digits))]
    written: dict[int, str] = {}
    for n, i in enumerate(reversed(places)):
        mine = marked[n:] if i == places[0] else marked[n : n + 1]
        written[i] = "".join(reversed(mine))
    return written
