"""Whether heads came out of an export damaged, as signs and letters in them tell that no head has."""

from __future__ import annotations

from collections.abc import Iterable

from services.extract.core.confused import may_be_misread
from services.extract.core.heads.words import is_odd
from services.extract.core.parts import Matrix
from services.extract.core.templates import Templates


def shows(heads: Iterable[Matrix], templates: Templates) -> bool:
    """Whether a text of these heads holds such a sign, or a letter that only looks like one of a known head's."""
    texts = [slot.text for head in heads for row in head for slot in row]
    return any(map(is_odd, texts)) or may_be_misread(texts, templates.head_words)
