"""Labels of forms that a narrow first column wrapped: `主管部门及代` begins a line, `码` one below, with lines of the
value between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.forms.words import FormWords
from shared.model.page import Line

_LINES_APART = 3
"""how far one piece of a label may stand below the other"""
_LONGEST_PIECE = 12


def with_wrapped_labels(lines: Sequence[Line], words: FormWords) -> list[Line]:
    """The lines with such labels whole where they begin."""
    texts = [line.text.strip() for line in lines]
    changed: set[int] = set()
    for at in range(len(texts)):
        upper, _, value = texts[at].partition(" ")
        if not upper or len(upper) > _LONGEST_PIECE or words.is_label(upper):
            continue
        for below in range(at + 1, min(at + 1 + _LINES_APART, len(texts))):
            lower, _, rest = texts[below].partition(" ")
            if lower and words.is_label(upper + lower):
                texts[at], texts[below] = f"{upper}{lower} {value}".strip(), rest
                changed |= {at, below}
                break
            if words.is_label(lower):
                break
    return [
        _reworded(line, text) if at in changed else line
        for at, (line, text) in enumerate(zip(lines, texts, strict=True))
        if text or at not in changed
    ]


def _reworded(line: Line, text: str) -> Line:
    return replace(line, fragments=tuple(replace(f, text=text) for f in line.fragments[:1]))
