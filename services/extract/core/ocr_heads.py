"""Head texts of scanned tables that no template is for, of which one letter was misread or a flat one lost: put right
where the head words of all templates say so."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from functools import lru_cache
from itertools import product

from services.extract.core.confused import looks_like
from services.extract.core.heads.near import nearest
from services.extract.core.heads.repair import rebuilt
from services.extract.core.heads.words import is_alike
from services.extract.core.joining.stitch import Joined
from services.extract.core.ocr_words import GENERAL, INCOME
from services.extract.core.templates import Templates, head_key
from shared.model.fold import fold
from shared.model.page import DOUBT, SURE
from shared.model.table import Column
from shared.model.traditional import simplified

#: shorter words are too many alike where a letter looks like the word's; the shortest is one in doubt only
_SHORT, _SHORTEST = 3, 2
#: flat strokes alone: a scan loses these letters first
_FLAT = "一二三"
#: so many letters in a row that head words have make a letter known; so many strange ones of a text are looked at
_KNOWN, _MOST_STRANGE = 3, 3
#: no head ends in these
_SPECKS = ",，.、"


def mended(joined: Joined, templates: Templates, scanned: Set[int]) -> Joined:
    """The table, a head text that was read in doubt as the only head word that it is but for one letter, with a repair;
    so is one that was not read surely where the letter looks like the word's, where it lost a flat first letter, or
    where a speck behind it was read as a comma or a point.
    However surely it was read, no head says 收人, nor 項目 in a document in simplified characters. What stands under a
    text in doubt stays so. `scanned`: the pages that OCR read."""
    first = joined.parts[0]
    if first.page not in scanned:
        return joined
    worth = {
        fold(slot.text): min((f.confidence for f in slot.fragments), default=1.0)
        for row in first.matrix[: first.head_rows or 0]
        for slot in row
    }
    meant: dict[str, str] = {}
    for text in {text for column in joined.columns for text in column.path}:
        pieces = [text] if fold(text) in worth else [piece for piece in worth if piece in fold(text)]
        read = min((worth[fold(piece)] for piece in pieces), default=1.0)
        word = _among_words(text, templates, _SHORTEST if read <= DOUBT else _SHORT) if read < SURE else None
        word = nearest(text, templates.head_words) if word is None and read <= DOUBT else word
        word = _beside(text, templates) if word is None and read <= SURE else word
        income = INCOME.sub("收入", text)
        word = income if word is None and income != text else word
        plain = GENERAL.sub("一", simplified(text)) if read < SURE else simplified(text)
        word = plain if word is None and plain != text else word
        if word is not None:
            meant[text] = word
    if not meant:
        return joined
    columns: list[Column] = []
    for column in joined.columns:
        path = tuple(meant.get(text, text) for text in column.path)
        taken = any(path == other.path for other in joined.columns)
        columns.append(column if taken else replace(column, path=path))
    before, after = [c.path for c in joined.columns], [c.path for c in columns]
    if before == after:
        return joined
    why = "a head word of the templates, but for one letter that was misread"
    return replace(joined, columns=tuple(columns), repairs=(*joined.repairs, rebuilt(before, after, why)))


def _among_words(text: str, templates: Templates, shortest: int) -> str | None:
    """The only head word that the text is but for a speck behind it, a letter that looks like the word's, or a flat one
    lost before it; None where it is one itself, or has fewer letters than the `shortest`."""
    bare, key = text.rstrip(_SPECKS), head_key(text)
    if bare != text and head_key(bare) in templates.head_words:
        return bare
    if key != fold(text) or len(key) < shortest or key in templates.head_words:
        return None
    alike = [word for word in templates.head_words if is_alike(key, word)]
    lost = [letter + text for letter in _FLAT if letter + key in templates.head_words]
    return next((words[0] for words in (alike, lost) if len(words) == 1), None)


def _beside(text: str, templates: Templates) -> str | None:
    """The text with the letters changed that stand beside none of their neighbours in any head word, each to one that
    looks like it and of which three letters in a row are those of a head word (项日名: 项目名, as both engines may read
    it), or all of a shorter text; None where there is none, or several such texts."""
    if head_key(text) in templates.head_words:
        return None
    pairs = _in_a_row(templates.head_words, 2)
    strange = [i for i in range(len(text)) if pairs.isdisjoint((text[max(i - 1, 0) : i + 1], text[i : i + 2]))]
    places = [i for i in strange if looks_like(text[i])][:_MOST_STRANGE]
    size = min(_KNOWN, len(text))
    known = _in_a_row(templates.head_words, size) if size == _KNOWN else templates.head_words
    found = set()
    for letters in product(*((text[i], *looks_like(text[i])) for i in places)):
        right = list(text)
        for i, letter in zip(places, letters, strict=True):
            right[i] = letter
        starts = [k for k in range(len(text) - size + 1) if "".join(right[k : k + size]) in known]
        changed = [i for i in places if right[i] != text[i]]
        if changed and all(any(i - size < k <= i for k in starts) for i in changed):
            found.add("".join(right))
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=8)
def _in_a_row(words: frozenset[str], count: int) -> frozenset[str]:
    """What the words have of that many letters in a row."""
    return frozenset(word[i : i + count] for word in words for i in range(len(word) - count + 1))
