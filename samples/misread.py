"""What goes wrong in a text export beyond what its style and `samples.damage` do: figures misread, lines out of place,
characters lost or put in. Applied to the finished text of any style; the truth stays the report's.

Some of it cannot be undone (a point that was lost, a line that stands twice): what counts then is that no wrong figure
is given as sure.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from enum import StrEnum


class Misreading(StrEnum):
    """What goes wrong."""

    FOOTNOTES = "footnotes"  # 1,234①
    STOPS = "stops"  # 1.234 for 1,234
    LOST_POINTS = "lost_points"  # 1,23450
    LOST_MINUS = "lost_minus"
    LETTERS = "letters"  # l,2O4
    LOST_DIGITS = "lost_digits"  # 1,24
    WRONG_DIGITS = "wrong_digits"  # 1,284
    WRAPPED_FIGURES = "wrapped_figures"  # 1,2 | 34 on the next line
    LOST_FIGURES = "lost_figures"
    REPEATED_LINES = "repeated_lines"
    FUSED_LINES = "fused_lines"  # two on one
    SWAPPED_LINES = "swapped_lines"
    SHORT_LINES = "short_lines"  # a line cut in two at a blank
    NAMES_AFTER = "names_after"  # a row's name on the line after its figures
    ENTITIES = "entities"  # &nbsp;
    INVISIBLE = "invisible"  # zero-width and no-break characters
    UNDECODABLE = "undecodable"  # � for an ideograph
    LINE_ENDS = "line_ends"  # \\r\\n, \\r and a byte order mark in the middle


RATE = 0.06
"""share of figures or lines that a misreading strikes"""

_FIGURE = re.compile(r"""(?<![\d.,A-Za-z(（"-])-?\d[\d,]*(?:\.\d+)?(?![\d.,%A-Za-z年月日号个、）)]|-\d)""")
_MARKS = ("①", "¹", "*", "[1]", "注1")
_ALIKE = {"0": "O", "1": "l", "5": "S", "8": "B"}
_DIGITS = {"0": "8", "1": "7", "3": "8", "5": "6", "6": "5", "8": "3", "9": "0"}
_ROW = re.compile(r"\d[\d,]*(?:\.\d+)?\s*(?:\||</td>|\t|$)")


def misread(text: str, kind: Misreading, seed: int) -> str:
    """The text of an export, misread in that way."""
    rng = random.Random(seed)
    if kind in _OF_FIGURES:
        change = _OF_FIGURES[kind]
        return _FIGURE.sub(lambda m: change(m[0], rng) if rng.random() < RATE else m[0], text)
    if kind in _OF_LINES:
        return "\n".join(_OF_LINES[kind](text.split("\n"), rng))
    return _OF_TEXT[kind](text, rng)


# ---------------------------------------------------------------- figures


def _without_digit(figure: str, rng: random.Random) -> str:
    places = [i for i, char in enumerate(figure) if char.isdigit()]
    at = rng.choice(places)
    return figure[:at] + figure[at + 1 :] if len(places) > 1 else figure


def _other_digit(figure: str, rng: random.Random) -> str:
    places = [i for i, char in enumerate(figure) if char in _DIGITS]
    at = rng.choice(places) if places else 0
    return figure[:at] + _DIGITS[figure[at]] + figure[at + 1 :] if places else figure


def _with_letter(figure: str, rng: random.Random) -> str:
    places = [i for i, char in enumerate(figure) if char in _ALIKE]
    at = rng.choice(places) if places else 0
    return figure[:at] + _ALIKE[figure[at]] + figure[at + 1 :] if places else figure


def _wrapped(figure: str, rng: random.Random) -> str:
    if len(figure) < 4:
        return figure
    at = rng.randrange(2, len(figure) - 1)
    return f"{figure[:at]}\n{figure[at:]}"


_OF_FIGURES: dict[Misreading, Callable[[str, random.Random], str]] = {
    Misreading.FOOTNOTES: lambda figure, rng: figure + rng.choice(_MARKS),
    Misreading.STOPS: lambda figure, _: figure.replace(",", "."),
    Misreading.LOST_POINTS: lambda figure, _: figure.replace(".", ""),
    Misreading.LOST_MINUS: lambda figure, _: figure.lstrip("-"),
    Misreading.LETTERS: _with_letter,
    Misreading.LOST_DIGITS: _without_digit,
    Misreading.WRONG_DIGITS: _other_digit,
    Misreading.WRAPPED_FIGURES: _wrapped,
    Misreading.LOST_FIGURES: lambda _, __: "",
}

# ---------------------------------------------------------------- lines


def _struck(lines: list[str], rng: random.Random) -> list[int]:
    """Lines of figures that are struck, no two of them neighbours."""
    found: list[int] = []
    for i, line in enumerate(lines):
        if _ROW.search(line) and rng.random() < RATE and (not found or i > found[-1] + 1):
            found.append(i)
    return found


def _repeated(lines: list[str], rng: random.Random) -> list[str]:
    struck = set(_struck(lines, rng))
    return [line for i, line in enumerate(lines) for _ in range(2 if i in struck else 1)]


def _with_next(lines: list[str], i: int) -> int | None:
    """The next line that is not blank, where it has figures, too."""
    after = next((k for k in range(i + 1, min(i + 3, len(lines))) if lines[k].strip()), None)
    return after if after is not None and _ROW.search(lines[after]) else None


def _fused(lines: list[str], rng: random.Random) -> list[str]:
    out = list(lines)
    for i in reversed(_struck(lines, rng)):
        after = _with_next(out, i)
        if after is not None:
            out[i : after + 1] = [f"{out[i]} {out[after]}"]
    return out


def _swapped(lines: list[str], rng: random.Random) -> list[str]:
    out = list(lines)
    for i in _struck(lines, rng):
        after = _with_next(out, i)
        if after is not None:
            out[i], out[after] = out[after], out[i]
    return out


def _cut(lines: list[str], rng: random.Random) -> list[str]:
    out: list[str] = []
    struck = set(_struck(lines, rng))
    for i, line in enumerate(lines):
        blanks = [m.start() for m in re.finditer(r"[ \t]", line.strip())] if i in struck else []
        at = rng.choice(blanks) if blanks else 0
        out += [line.strip()[:at], line.strip()[at + 1 :]] if at else [line]
    return out


def _names_after(lines: list[str], rng: random.Random) -> list[str]:
    out: list[str] = []
    struck = set(_struck(lines, rng))
    for i, line in enumerate(lines):
        name, gap, rest = line.strip().partition("\t" if "\t" in line else " ")
        out += [rest.strip(), name] if i in struck and gap and not line.startswith("<") else [line]
    return out


_OF_LINES: dict[Misreading, Callable[[list[str], random.Random], list[str]]] = {
    Misreading.REPEATED_LINES: _repeated,
    Misreading.FUSED_LINES: _fused,
    Misreading.SWAPPED_LINES: _swapped,
    Misreading.SHORT_LINES: _cut,
    Misreading.NAMES_AFTER: _names_after,
}

# ---------------------------------------------------------------- characters


def _put_in(signs: tuple[str, ...]) -> Callable[[str, random.Random], str]:
    """Signs put in before ideographs and digits."""

    def change(text: str, rng: random.Random) -> str:
        return re.sub(
            r"[\u4e00-\u9fff\d](?![^<>]*>)",
            lambda m: rng.choice(signs) + m[0] if rng.random() < RATE / 3 else m[0],
            text,
        )

    return change


def _undecodable(text: str, rng: random.Random) -> str:
    return re.sub(r"[\u4e00-\u9fff]", lambda m: "\ufffd" if rng.random() < RATE / 6 else m[0], text)


def _line_ends(text: str, rng: random.Random) -> str:
    return re.sub("\n", lambda _: rng.choice(("\n", "\r\n", "\r\n", "\n\ufeff")), text)


_OF_TEXT: dict[Misreading, Callable[[str, random.Random], str]] = {
    Misreading.ENTITIES: _put_in(("&nbsp;", "&#160;", "&ensp;", "&#8203;")),
    Misreading.INVISIBLE: _put_in(("\u200b", "\u00a0", "\ufeff", "\u00ad")),
    Misreading.UNDECODABLE: _undecodable,
    Misreading.LINE_ENDS: _line_ends,
}
