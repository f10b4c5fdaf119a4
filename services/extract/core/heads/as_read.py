"""Heads between rules that OCR read: what stands there is the print, whatever template is like the rest of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.extract.core.confused import may_be_misread
from services.extract.core.heads.as_printed import has_room
from services.extract.core.heads.near import nearest
from services.extract.core.heads.words import Path, is_odd, likeness
from services.extract.core.parts import Matrix, Slot
from services.extract.core.templates import Templates, head_key
from shared.model.fold import fold, ideographs
from shared.model.page import DOUBT

#: a text read better than this is what is printed; so many ideographs at the least make a word
_SURELY, _A_WORD = 0.95, 2
#: a template of which this share of the standing columns stand at their places tells what the others are
_FITS = 0.5
#: a text in doubt that is so like another may be that one
_LIKE = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """The paths of a head as its rules and letters give them, and the columns of which every text is legible."""

    paths: tuple[Path, ...]
    standing: frozenset[int]

    def over(self, settled: Sequence[Path]) -> tuple[Path, ...]:
        """The paths that a template settled for the columns, those that stand as they were read. Where the template has
        other texts at most of these, it is another head's, and tells nothing of the rest. Nor does it where it lacks
        what stands over a column and its neighbours, but for a lowest text that is like the one that was read."""
        agreed = sum(_same_leaf(self.paths[c], settled[c]) for c in self.standing)
        fits = agreed >= _FITS * len(self.standing)
        parents = {fold(self.paths[c][0]) for c in self.standing if len(self.paths[c]) > 1}

        def told(read: Path, given: Path) -> Path:
            if len(read) < 2 or fold(read[0]) not in parents or fold(read[0]) in map(fold, given):
                return given
            return (*read[:-1], given[-1]) if likeness(read[-1], given[-1]) >= _LIKE else read

        return tuple(
            read if c in self.standing or not fits else told(read, given)
            for c, (read, given) in enumerate(zip(self.paths, settled, strict=True))
        )


def as_read(printed: Sequence[Path], known: Sequence[Path], head: Matrix, templates: Templates) -> Read:
    """The printed paths, and which of them stand. A column does that has no blank cell and of which each text is a head
    word, but for one in doubt that is a piece of what the template (`known`) has there; is such a piece that lacks
    nothing; is in doubt and near to a word; or was read surely and is no piece of one."""
    slots: dict[str, list[Slot]] = {}
    for slot in (slot for row in head for slot in row if slot.text):
        slots.setdefault(slot.text, []).append(slot)
    worth = {text: min((f.confidence for s in own for f in s.fragments), default=1.0) for text, own in slots.items()}
    words = templates.head_words

    def stands(text: str, expected: Path) -> bool:
        sure = worth.get(text, 0.0)
        if any(_lacks_nothing(text, e, slots.get(text, ())) for e in expected):
            return True
        if head_key(text) in words:
            return sure > DOUBT or not any(fold(text) != fold(e) and fold(text) in fold(e) for e in expected)
        if sure <= DOUBT and nearest(text, words) is not None:
            return True
        legible = ideographs(text) >= _A_WORD and not is_odd(text) and not may_be_misread((text,), words)
        return sure > _SURELY and legible and not any(head_key(text) in word for word in words)

    standing = frozenset(
        c
        for c, path in enumerate(printed)
        if path and all(row[c].text for row in head) and all(stands(text, known[c]) for text in path)
    )
    return Read(paths=tuple(printed), standing=standing)


def _lacks_nothing(text: str, expected: str, slots: Sequence[Slot]) -> bool:
    """Whether a text that has the expected one's letters but for some at one end stands in the middle of its cell, with
    room for them beside it: it is another wording, however little of it was read surely."""
    piece, whole = fold(text), fold(expected)
    lost = len(whole) - len(piece)
    if lost < 1 or not (whole.startswith(piece) or whole.endswith(piece)):
        return False
    return bool(slots) and all(has_room(s, len(whole)) and _is_in_middle(s, lost) for s in slots)


def _is_in_middle(slot: Slot, lost: int) -> bool:
    """Whether the only line of a cell stands nearer to its middle than it would without `lost` letters at one end."""
    box, lines = slot.place.box, [f.place.box for f in slot.fragments]
    if box is None or len(lines) != 1 or lines[0] is None:
        return False
    shift = abs(lines[0].x0 + lines[0].x1 - box.x0 - box.x1) / 2
    return shift < lost * lines[0].width / len(slot.text) / 4  # it would be half of the letters' width


def rejoined(printed: Sequence[Path], head: Matrix, templates: Templates) -> tuple[Path, ...]:
    """The printed paths, the last two texts of one as one where both stand over this column alone and only together
    make a head word, a letter of it misread or not: a line through their cell, or dirt like one, parts them."""
    words = templates.head_words

    def whole(path: Path, column: int) -> Path:
        own = {row[column].text for row in head if row[column].col_span == 1}
        text = "".join(path[-2:])
        if len(path) < 2 or not set(path[-2:]) <= own or all(head_key(piece) in words for piece in path[-2:]):
            return path
        return (*path[:-2], text) if head_key(text) in words or nearest(text, words) is not None else path

    return tuple(whole(path, c) for c, path in enumerate(printed))


def _same_leaf(path: Path, other: Path) -> bool:
    return bool(path and other) and fold(path[-1]) == fold(other[-1])
