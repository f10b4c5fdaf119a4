"""Numbers as printed in budget tables: read, told apart from text, given as intervals.

The grammar is domain.md §5; the interval semantics are XBRL Calculations 1.1 (round to nearest, closed intervals).
Decimal throughout, never float.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

#: a pattern: what follows is no unit that a figure is counted in, but a word of another cell
NO_UNIT = "(?![百千万亿元个人])"
#: amounts in 元 of one unit as printed (domain.md §5)
UNITS: dict[str, Decimal] = {
    "元": Decimal(1),
    "百元": Decimal(100),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿元": Decimal(100_000_000),
}
#: the same as traditional texts print them
UNITS |= {name.replace("万", "萬").replace("亿", "億"): size for name, size in UNITS.items()}

_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_SPACE = re.compile(r"\s")
_INNER_SPACE = re.compile(r"(?<=\d)\s*([,.])\s*(?=\d)")
#: what sets thousands apart instead of commas: apostrophes, narrow spaces, spaces
_GROUPED = re.compile(r"[-+]?\d{1,3}(['’‘´` ])\d{3}(?:\1\d{3})*(?:\.\d+)?")
_NOT_APPLICABLE = re.compile(r"[-/]+")
#: a footnote mark behind a figure, raised or written beside it, is no digit of it
_MARK = re.compile(r"(?<=[\d)）])\s*(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[①-⑳]|[*＊†]{1,3}|[\[〔［]\d{1,2}[\]〕］])$")
_MARK_ENDS = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳*＊†]〕］")
_LONGEST = 60
_DASHES = str.maketrans(dict.fromkeys("—–―─－﹣−‐‑‒", "-"))


def normalize_number(text: str) -> str:
    """`text` with half-width digits and signs and without the spaces around its separators: `3, 175` → `3,175`."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_DASHES).replace("，", ",")
    text = text.strip()
    return _INNER_SPACE.sub(r"\1", text) if _SPACE.search(text) else text


def parse_number(text: str) -> Decimal | None:
    """The number that a cell prints, or None where it prints none (blank, dash, 无, words, a code with letters).

    `1,234.50`, `1'234.50`, `1 234.50`, full-width digits, `(1,234)` and `△1,234` as negatives, `-5`; footnote marks are
    no digits. Percentages are not numbers here.
    """
    if len(text) <= _LONGEST and text.isascii() and _NUMBER.fullmatch(text):
        return Decimal(text.replace(",", ""))  # as most are printed
    plain = normalize_number(without_mark(text))
    negated = True
    if plain[:1] in "△▲" and len(plain) > 1:
        plain = plain[1:]
    elif plain.startswith("(") and plain.endswith(")"):
        plain = plain[1:-1]
    else:
        negated = False
    if len(plain) > _LONGEST:
        return None
    if not _NUMBER.fullmatch(plain):
        grouped = _GROUPED.fullmatch(plain)
        if grouped is None:
            return None
        plain = plain.replace(grouped[1], "")
    value = Decimal(plain.replace(",", ""))
    return value.copy_negate() if negated else value  # arithmetic would round a figure of more than 28 digits


def without_mark(text: str) -> str:
    """What a cell prints without the footnote mark behind its figure: `1,234①` → `1,234`."""
    text = text.rstrip()
    return _MARK.sub("", text) if text[-1:] in _MARK_ENDS else text


def is_not_applicable(text: str) -> bool:
    """Whether the cell prints a dash or stroke that stands for *not applicable*, which is neither zero nor blank."""
    plain = normalize_number(text).replace(" ", "")
    return bool(_NOT_APPLICABLE.fullmatch(plain))


def decimals(text: str) -> int:
    """How many decimals a printed number has."""
    plain = normalize_number(text).rstrip(")%")
    return len(plain.rpartition(".")[2]) if "." in plain else 0


@dataclass(frozen=True, slots=True)
class Interval:
    """The closed interval of true values that a printed number stands for, in the printed unit."""

    low: Decimal
    high: Decimal

    @classmethod
    def of(cls, value: Decimal, decimal_places: int) -> Interval:
        """[v−h, v+h] with h = ½·10⁻ᵈ."""
        half = Decimal(5).scaleb(-decimal_places - 1)
        return cls(value - half, value + half)

    @classmethod
    def exactly(cls, value: Decimal) -> Interval:
        return cls(value, value)

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def times(self, factor: Decimal) -> Interval:
        ends = (self.low * factor, self.high * factor)
        return Interval(min(ends), max(ends))

    def meets(self, other: Interval) -> bool:
        """Whether one true value can lie in both."""
        return self.low <= other.high and other.low <= self.high
