"""Whether the print of a head has every column's own known word: nothing is lost then that a template could tell."""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.core.heads.words import Path, likeness
from services.extract.core.templates import Templates, head_key
from shared.model.fold import fold

#: words no more alike than this are no readings of one another
_UNLIKE = 0.4


def is_contradicted(printed: Sequence[Path], paths: Sequence[Path], templates: Templates) -> bool:
    """Whether a head of whole known words, a path of its own over each column, has one of them elsewhere than `paths`,
    or one that these have not, for one that it has not and that is nothing like it (项目支出 for 人员经费), or one for
    another of its own that it does not print so often: that is the head of another table, in which columns stand that
    this one has not. So is one that would give two columns one path."""
    words = templates.head_words
    if len(set(printed)) < len(printed):
        return False
    if len(set(paths)) < len(paths):
        return True
    if not all(p and all(head_key(t) in words for t in p) for p in printed):
        return False
    shown = [fold(path[-1]) for path in printed]
    given = [fold(path[-1]) if path else "" for path in paths]
    ours, theirs = ({fold(text) for path in all_paths for text in path} for all_paths in (printed, paths))
    return any(
        a != b
        and (
            (a in given and shown.count(a) == given.count(a) == 1)
            or (a not in theirs and b not in ours and likeness(a, b) < _UNLIKE)
            or (b in ours and given.count(b) > shown.count(b))
        )
        for a, b in zip(shown, given, strict=True)
    )
