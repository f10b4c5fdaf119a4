"""What the whole of a text tells about its tables: the year, names printed whole elsewhere, codes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from services.extract.core.streams.rows import Known, Listed
from services.extract.core.templates import Templates
from services.extract.core.titles import tables_of_title
from shared.codes import Scheme
from shared.codes import load as load_codes
from shared.model.fold import fold
from shared.model.page import Block, Line

_REPORT_YEAR = re.compile(r"(20\d\d)\s*年度?(?:[^\d。；，]{0,40})(?:预算|决算|表)")
_CODED_NAME = re.compile(r"(?:^|\s)(\d{3,7})\s+([\u3400-\u9fff][^\s\d]{1,30})")
ENUMERATED = re.compile(r"^[一二三四五六七八九十]+、")
_SCHEMES: tuple[Scheme, ...] = ("function", "economic")


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """What the whole document tells: its year, and which names it prints beside codes."""

    templates: Templates
    lines: tuple[Line, ...]
    year: int | None
    known: Known
    coded: Known
    printed: Known
    """whether the document prints these letters in a row, over lines or not"""
    in_lists: Known
    """whether a name is one of either code list"""
    name: Known
    """a name of either code list, or one that the document prints whole elsewhere"""
    listed: Listed
    code: Known
    """whether digits are a code of either list"""
    family: str | None = None
    """the one that has most of the document's titles"""


def context_of(blocks: Sequence[Block], templates: Templates) -> Context:
    lines = [b.text for b in blocks if isinstance(b, Line)]
    folded = [fold(line) for line in lines]
    text = "\n".join(folded)
    flowing = "".join(folded)  # names wrapped elsewhere are names all the same
    year = _REPORT_YEAR.search("\n".join(lines))
    beside = ((code, fold(name)) for line in lines for code, name in _CODED_NAME.findall(line))
    coded = frozenset(name for code, name in beside if not _is_piece(code, name))
    codes = load_codes()
    in_lists = lru_cache(maxsize=4096)(
        lambda name: any(codes.codes_of(scheme, ENUMERATED.sub("", name)) for scheme in _SCHEMES)
    )
    return Context(
        templates=templates,
        lines=tuple(b for b in blocks if isinstance(b, Line)),
        year=int(year[1]) if year else None,
        known=lambda name: len(name) > 2 and (name in coded or re.search(rf"{re.escape(name)}\d", flowing) is not None),
        in_lists=in_lists,
        name=lru_cache(maxsize=4096)(lambda name: in_lists(name) or name in text),
        listed=_listed,
        code=lambda digits: any(codes.entry(scheme, digits) is not None for scheme in _SCHEMES),
        printed=lambda letters: letters in flowing,
        coded=lambda name: name in coded or bool(codes.codes_of("function", name)),
    )


def family_of(titles: Sequence[str], templates: Templates) -> str | None:
    """The family that has more of these titles than any other."""
    votes = Counter(family for title in titles for family in {t.family for t in tables_of_title(title, templates)})
    first, second, *_ = (*votes.most_common(2), (None, 0), (None, 0))
    return first[0] if first[1] > second[1] else None


def _listed(code: str, word: str) -> bool:
    return any(name.startswith(word) for name in _names(code))


def _is_piece(code: str, word: str) -> bool:
    """Whether a word beside a code is but a part of its name, which stands on several lines."""
    names = _names(code)
    return word not in names and any(word in name for name in names)


def _names(code: str) -> list[str]:
    return [fold(name) for scheme in _SCHEMES for name in load_codes().names(scheme, code)]
