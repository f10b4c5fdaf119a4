"""Titles of tables: which text is one, and which known table it names."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from services.extract.core.templates import TableTemplate, Templates
from shared.model.fold import fold

_YEAR = re.compile(r"(?:20\d\d|\{y\})年(?:度)?|年度")
_OWNER = re.compile(r"^(?:部门\(单位\)|预算单位|本部门|本单位|部门|单位)")
_SUFFIX = re.compile(r"\((?:汇总|本级|样表|公开|单位|部门)\)$")
_ENDING = re.compile(
    r"(?:表|明细表?|一览表?|情况|清单)(?:[（(][^（）()]{1,20}[)）])*(?:[-－—]?[一二三四五六七八九十\d]+)?$"
)
_LONGEST_TITLE = 60
#: a printed title this similar to a known one is taken for it (one misread character in eight)
_SIMILAR = 0.86


def title_key(title: str) -> str:
    """A title without year, owner and place words, for comparison: `2025年预算单位支出预算总表` → `支出预算总表`."""
    key = _YEAR.sub("", fold(title))
    key = _SUFFIX.sub("", key)
    return _OWNER.sub("", key)


def tables_of_title(title: str, templates: Templates, *, exactly: bool = False) -> tuple[TableTemplate, ...]:
    """The known tables of this title, best first; similar titles only where none is equal."""
    key = title_key(title)
    if not key:
        return ()
    equal = tuple(t for t in templates.tables if any(title_key(known) == key for known in t.titles))
    if equal or exactly:
        return equal
    final = "决算" in key
    scored = [
        (max(SequenceMatcher(None, key, title_key(known)).ratio() for known in t.titles), i, t)
        for i, t in enumerate(templates.tables)
        if t.kind.startswith("final_") == final
    ]
    best = max((score for score, _, _ in scored), default=0.0)
    if best < _SIMILAR:
        return ()
    return tuple(t for score, _, t in sorted(scored, key=lambda s: (-s[0], s[1])) if score == best)


def table_of_title(title: str, templates: Templates, *, exactly: bool = False) -> TableTemplate | None:
    found = tables_of_title(title, templates, exactly=exactly)
    return found[0] if found else None


def looks_like_title(text: str, templates: Templates, *, heading: bool) -> bool:
    """Whether a line above a grid can be its title: a known one, or short, no sentence, and ending as titles do."""
    if not 2 <= len(text) <= _LONGEST_TITLE or text[-1] in "。；：，、;,！？":
        return False
    if table_of_title(text, templates) is not None:
        return True
    if "，" in text or "。" in text:
        return False
    return bool(_ENDING.search(text)) and not re.match(r"^[（(]?[一二三四五六七八九十\d]+[)）]?[、.．]", text)
