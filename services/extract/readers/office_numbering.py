"""Word's automatic numbers, written out: `一、`, `（一）`, `1.` stand in no text of the file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_DIGITS = "〇一二三四五六七八九"
_CHINESE = frozenset(
    {"chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital", "taiwaneseCounting"}
)


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted."""

    lists: dict[str, str]
    """list id → id of its abstract definition"""
    levels: dict[tuple[str, int], _Level]
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)
    """list id → level → where it begins anew, whatever other lists of its definition have counted"""
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Any) -> Numbering:
        lists: dict[str, str] = {}
        levels: dict[tuple[str, int], _Level] = {}
        restarts: dict[str, dict[int, int]] = {}
        for element in root if root is not None else ():
            kind = _name(element)
            if kind == "abstractNum":
                for level in (c for c in element if _name(c) == "lvl"):
                    key = (_attribute(element, "abstractNumId"), _number(_attribute(level, "ilvl"), 0))
                    levels[key] = _Level(
                        _value(level, "numFmt") or "decimal",
                        _value(level, "lvlText"),
                        _number(_value(level, "start"), 1),
                    )
            elif kind == "num":
                lists[_attribute(element, "numId")] = _value(element, "abstractNumId")
                starts = [(c, _value(c, "startOverride")) for c in element if _name(c) == "lvlOverride"]
                restarts[_attribute(element, "numId")] = {
                    _number(_attribute(level, "ilvl"), 0): _number(start, 1) for level, start in starts if start
                }
        return cls(lists, levels, restarts)

    def text(self, number: Any) -> str:
        """The number of the next paragraph with this `numPr` element, "" where it has none."""
        if number is None:
            return ""
        key = _value(number, "numId")
        definition = self.lists.get(key)
        depth = _number(_value(number, "ilvl"), 0)
        level = self.levels.get((definition or "", depth))
        if definition is None or level is None or level.form in ("bullet", "none"):
            return ""
        for restarted, start in self.restarts.pop(key, {}).items():
            self.counts[definition, restarted] = start - 1
        self.counts[definition, depth] = self.counts.get((definition, depth), level.start - 1) + 1
        for deeper in [k for k in self.counts if k[0] == definition and k[1] > depth]:
            del self.counts[deeper]
        return re.sub(r"%(\d)", lambda m: self._count(definition, int(m[1]) - 1), level.text)

    def _count(self, definition: str, depth: int) -> str:
        level = self.levels.get((definition, depth))
        if level is None:
            return ""
        return written(self.counts.get((definition, depth), level.start), level.form)


def written(count: int, form: str) -> str:
    """A count in one of Word's number forms; decimal for those that no report uses."""
    if form in _CHINESE and 0 < count < 100:
        tens, ones = divmod(count, 10)
        if form == "ideographDigital" or not tens:
            return "".join(_DIGITS[int(d)] for d in str(count))
        return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
    if form in ("lowerLetter", "upperLetter") and 0 < count <= 26:
        return chr((ord("a") if form == "lowerLetter" else ord("A")) + count - 1)
    if form == "decimalEnclosedCircle" and 0 < count <= 20:
        return chr(0x2460 + count - 1)
    return str(count)


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _attribute(element: Any, name: str) -> str:
    return next((str(v) for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")


def _number(written: str, otherwise: int) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 8 else otherwise


def _value(element: Any, name: str) -> str:
    found = next((c for c in element if _name(c) == name), None)
    return _attribute(found, "val") if found is not None else ""
