"""What a head surely prints, against what a template makes of it: the print stands where both have the same places."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Sequence, Set

from services.extract.core.heads.words import Path, is_misread, is_odd
from services.extract.core.parts import Matrix, Slot
from services.extract.core.templates import Templates, head_key
from shared.model.fold import fold

#: letters that a text may lack at its end, for which its cell has room
_ROOM = 2


def deepened(settled: Sequence[Path], printed: Sequence[Path]) -> tuple[Path, ...]:
    """The settled paths; where the print has all their leaves whole and some under more parents, with those parents. A
    text of another column, which has its place there, and the beginning of the leaf itself are no such parents: the
    blank beside them or below is no span; over other columns as well it is one (功能分类科目 over 科目编码 and
    功能分类科目名称). One printed over several columns more often than it has places is (预算数
    under 收入, a leaf, and under 支出, over four)."""
    if not all(p and head_key(p[-1]) == head_key(s[-1]) for p, s in zip(printed, settled, strict=True)):
        return tuple(settled)
    placed, shown = _branches(settled), _branches(printed)
    covered = Counter(path[: i + 1] for path in printed for i in range(len(path)))

    def is_parent(branch: Path, leaf: str) -> bool:
        text = head_key(branch[-1])
        spare = covered[branch] > 1 and shown[text] > placed[text]
        begins_leaf = covered[branch] == 1 and fold(leaf).startswith(fold(branch[-1]))
        return (text not in placed or spare) and not begins_leaf

    def are_parents(path: Path, own: Path) -> bool:
        known = set(map(head_key, own))
        return all(is_parent(path[: i + 1], path[-1]) for i in range(len(path) - 1) if head_key(path[i]) not in known)

    return tuple(p if len(p) > len(s) and are_parents(p, s) else s for p, s in zip(printed, settled, strict=True))


def _branches(paths: Sequence[Path]) -> Counter[str]:
    """How many branches of a head's tree end with each text, its year aside."""
    return Counter(head_key(branch[-1]) for branch in {path[: i + 1] for path in paths for i in range(len(path))})


def unglued(paths: Sequence[Path], printed: Sequence[Path], sure: Set[str]) -> tuple[Path, ...]:
    """The paths; where a leaf is what the print has in a cell over several columns and in one below it, surely read
    (功能分类科目 over 编码 and 名称), as printed: no text is cut so."""
    shared = Counter(path[:-1] for path in printed)
    return tuple(
        shown
        if path
        and len(shown) == len(path) + 1
        and shared[shown[:-1]] > 1
        and set(shown[-2:]) <= sure
        and fold(path[-1]) == fold("".join(shown[-2:]))
        else path
        for path, shown in zip(paths, printed, strict=True)
    )


def worded_as_printed(
    paths: Sequence[Path], printed: Sequence[Path], sure: Collection[str], templates: Templates
) -> tuple[Path, ...]:
    """The paths, their texts as the print words them (2030年预算数 for 预算数) where it has the same texts over these
    columns: what is surely read, no text with a letter that looks like the right one, and no piece of it, is what is
    there. So is one that the paths glue to its parent."""
    if not _are_of_one_shape(paths, printed):
        return tuple(paths)

    def is_there(text: str, path_text: str, parent: str) -> bool:
        if fold(path_text) == fold(parent) + fold(text):
            return True
        piece = fold(path_text).startswith(fold(text)) or fold(path_text).endswith(fold(text))  # a cell had no room
        whole = text in sure and not is_odd(text) and not piece
        return whole and not is_misread(text, path_text, templates, alike=True)

    return tuple(
        tuple(s if is_there(s, p, above) else p for p, s, above in zip(path, shown, ("", *shown), strict=False))
        for path, shown in zip(paths, printed, strict=True)
    )


def _are_of_one_shape(paths: Sequence[Path], others: Sequence[Path]) -> bool:
    """Whether paths are as deep as others, and neighbours share as many of their outer texts."""

    def shared(a: Path, b: Path) -> int:
        return sum(1 for _ in itertools.takewhile(lambda pair: fold(pair[0]) == fold(pair[1]), zip(a, b, strict=False)))

    return list(map(len, paths)) == list(map(len, others)) and all(
        shared(*ours) == shared(*theirs)
        for ours, theirs in zip(itertools.pairwise(paths), itertools.pairwise(others), strict=True)
    )


def has_room(slot: Slot, letters: int) -> bool:
    """Whether a cell is wide enough for so many letters, set as its own are, in one line."""
    lines = [(f.place.box, len(f.text)) for f in slot.fragments if f.place.box is not None and f.text]
    if slot.place.box is None or not lines:
        return False
    pitch = max(box.width / length for box, length in lines)
    return letters * pitch <= slot.place.box.width


def is_digital(head: Matrix) -> bool:
    """Whether a head comes from a text layer: no OCR is sure of a text."""
    return any(f.confidence == 1 for row in head for slot in row for f in slot.fragments)


def no_taller(paths: Sequence[Path], head: Matrix, above: Sequence[str]) -> tuple[Path, ...]:
    """The paths of a head between rules, without outer texts for which their column has no cell, unless one of it holds
    the text as well (the rule between was lost) or it stands `above` the frame."""
    outer = set(map(fold, above))

    def cut(path: Path, column: int) -> Path:
        slots = {row[column].origin: fold(row[column].text) for row in head}
        while len(path) > len(slots) > 0 and fold(path[0]) not in outer:
            if any(fold(path[0]) in text for text in slots.values()):
                break
            path = path[1:]
        return path

    return tuple(cut(path, column) for column, path in enumerate(paths))


def of_text_layer(
    paths: Sequence[Path], printed: Sequence[Path], head: Matrix, above: Sequence[str], templates: Templates
) -> tuple[Path, ...]:
    """The paths of a head between rules, from a text layer: none of more texts than the head prints over its column,
    but for one that stands `above` its frame, and what no one doubts as it is printed. Such a head may lack the end of
    a text that its cell cuts off, but no cell. What its cell has room for more of is not cut off."""
    outer = set(map(fold, above))
    slots = [slot for row in head for slot in row if any(f.confidence < 1 for f in slot.fragments)]
    doubted = {slot.text for slot in slots}
    roomy = {slot.text for slot in slots if len(slot.fragments) == 1 and has_room(slot, len(slot.text) + _ROOM)}

    def is_there(text: str, expected: str) -> bool:
        sure = text not in doubted or (text in roomy and len(expected) <= len(text) + _ROOM)
        return len(text) > 1 and sure and not is_misread(text, expected, templates, alike=True)

    def kept(path: Path, shown: Path) -> Path:
        if len(path) > len(shown) > 0 and fold(path[0]) not in outer:
            path = path[-len(shown) :] if fold(path[-1]).startswith(fold(shown[-1])) else shown
        if 0 < len(path) < len(shown):
            path = (*shown[:-1], path[-1] if fold(path[-1]).startswith(fold(shown[-1])) else shown[-1])
        if len(path) != len(shown):
            return path
        return tuple(s if is_there(s, p) else p for s, p in zip(shown, path, strict=True))

    return tuple(map(kept, paths, printed))
