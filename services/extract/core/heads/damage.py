"""Whether heads came out of an export damaged, as signs and letters in them tell that no head has."""

from __future__ import annotations

from collections.abc import Iterable

from services.extract.core.confused import spells_misread
from services.extract.core.heads.words import is_odd
from services.extract.core.parts import Matrix
from services.extract.core.templates import Templates, head_key


def shows(heads: Iterable[Matrix], templates: Templates) -> bool:
    """Whether a text of these heads holds such a sign, or a letter that only looks like one of a known head's."""
    texts = [slot.text for head in heads for row in head for slot in row]
    return any(is_odd(text) or spells_misread(head_key(text), templates.head_words) for text in texts)
