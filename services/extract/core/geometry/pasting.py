"""The pages of a wide sheet laid side by side as one page, and what is found on it given back to them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.extract.core.geometry.rules import merge
from services.extract.core.geometry.sheets import SAME, Face, Sheet, after_repeated_columns, not_in, shown
from services.extract.core.geometry.words import TextLine, em, lines_of
from shared.model.fold import is_cjk
from shared.model.page import Block, Box, Fill, GridCell, Line, PageContent, Place, Rule, Word

#: the confidence of cells whose rows are known by their heights on several pages
BY_HEIGHT = 0.97
#: what a cut leaves of a character on both sides is no wider than this in all (font sizes): ideographs, and others
_WIDE, _SLIM = 1.1, 0.75
#: more filled areas than this are a drawing
_MOST_FILLS = 2_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Pasted:
    """A sheet as one page with the number of its first. Page `k` of `pages` was moved to the right by `shifts[k]`, and
    what stands left of `starts[k + 1]` belongs to it. `aside`: lines that each page has (its number), not moved."""

    whole: PageContent
    pages: tuple[PageContent, ...]
    shifts: tuple[float, ...]
    starts: tuple[float, ...]
    aside: tuple[tuple[int, TextLine], ...]

    def block(self, block: Block) -> Block:
        """The block with every place on the page where it stands."""
        if isinstance(block, Line):
            fragments = tuple(replace(f, place=self.place(f.place)) for f in block.fragments)
            return replace(block, place=self.place(block.place, fragments[0].place.page), fragments=fragments)
        first = self.pages[0].number
        cells = tuple(map(self._cell, block.cells))
        return replace(block, place=self.place(block.place, first), cells=cells)

    def _cell(self, cell: GridCell) -> GridCell:
        fragments = tuple(
            replace(f, place=self.place(f.place), confidence=min(f.confidence, BY_HEIGHT)) for f in cell.fragments
        )
        home = fragments[0].place.page if fragments else None
        return replace(cell, place=self.place(cell.place, home), fragments=fragments)

    def place(self, place: Place, page: int | None = None) -> Place:
        """The place on its own page, or the part of it that stands on `page`."""
        box = place.box
        if box is None:
            return place
        if page is None:
            k = max(bisect_right(self.starts, (box.x0 + box.x1) / 2) - 1, 0)
        else:
            k = next(i for i, p in enumerate(self.pages) if p.number == page)
        found, shift = self.pages[k], self.shifts[k]
        x0, x1 = (min(max(x - shift, 0.0), found.width) for x in (box.x0, box.x1))
        return replace(place, page=found.number, box=Box(x0, box.top, x1, box.bottom))


def paste(sheet: Sheet) -> Pasted:
    """The pages of `sheet`, rule to rule. Columns that are printed again on each page are taken from the first, and so
    is a text that the cut runs through, which each page has as a whole."""
    if sheet.ends:
        return _by_ends(sheet)
    first, *others = map(Face, sheet.pages)
    words, rules, fills = list(first.page.words), list(first.page.rules), list(first.page.fills)
    shifts, starts = [0.0], [float("-inf")]
    aside: list[tuple[int, TextLine]] = []
    end = first.right
    for face in others:
        left = after_repeated_columns(first, face)
        shift = end - left
        own = not_in(face.outside, first.outside)
        same = [line for line in face.outside if line not in own and _unmoved(line, first.outside)]
        aside += [(face.page.number, line) for line in same]
        gone = {id(w) for line in same for w in line.words}
        mine = [w for w in face.page.words if id(w) not in gone and not _in_repeated(w, face, left)]
        words = _with(words, [_moved(w, shift) for w in mine], end)
        # The right side of columns that are printed again is none of the cells that go on there.
        own_rules = [r for r in face.page.rules if left == face.left or r.horizontal or r.box.x0 > left + SAME]
        rules += [r for r in (_rule_moved(r, shift, end) for r in own_rules) if r is not None]
        fills = _fills_with(fills, [f for f in (_fill_moved(f, shift, end) for f in face.page.fills) if f is not None])
        shifts.append(shift)
        starts.append(end)
        end += face.right - left
    width = end + max(sheet.pages[-1].width - others[-1].right, 0.0)
    whole = replace(first.page, width=width, words=tuple(words), rules=merge(rules), fills=tuple(fills))
    return Pasted(whole=whole, pages=sheet.pages, shifts=tuple(shifts), starts=tuple(starts), aside=tuple(aside))


def _by_ends(sheet: Sheet) -> Pasted:
    """The pages of a sheet without rules, the end of each where the next one begins. Lines at the head and the foot
    that each page has stay where they are."""
    first = sheet.pages[0]
    words: list[Word] = list(first.words)
    shifts, starts, aside = [0.0], [float("-inf")], list[tuple[int, TextLine]]()
    outer = _outer_lines(first)
    end = sheet.ends[0][1]
    for page, (left, right) in zip(sheet.pages[1:], sheet.ends[1:], strict=True):
        same = [line for line in _outer_lines(page) if _unmoved(line, outer)]
        aside += [(page.number, line) for line in same]
        gone = {id(w) for line in same for w in line.words}
        moved = [_moved(w, end - left) for w in page.words if id(w) not in gone]
        words = _with(words, [w for w in moved if not _is_whole_in(w, words, end)], end)
        shifts.append(end - left)
        starts.append(end)
        end += right - left
    whole = replace(first, width=end + max(first.width - sheet.ends[-1][1], 0.0), words=tuple(words))
    return Pasted(whole=whole, pages=sheet.pages, shifts=tuple(shifts), starts=tuple(starts), aside=tuple(aside))


def _is_whole_in(word: Word, words: Sequence[Word], cut: float) -> bool:
    """Whether a text that runs through the cut is printed whole on the page before: it ends at the same place there."""
    return word.box.x0 < cut and any(
        w.text == word.text and abs(w.box.x1 - word.box.x1) <= 1 and abs(w.box.top - word.box.top) <= SAME
        for w in words
    )


def _outer_lines(page: PageContent) -> list[TextLine]:
    lines = lines_of(page.words)
    return [lines[0], *lines[-1:]] if lines else []


def _in_repeated(word: Word, face: Face, left: float) -> bool:
    inside = face.levels[0] < (word.box.top + word.box.bottom) / 2 < face.levels[-1]
    return left > face.left and inside and (word.box.x0 + word.box.x1) / 2 < left


def _unmoved(line: TextLine, others: Sequence[TextLine]) -> bool:
    """Whether the line stands at the same place of the paper among `others`: it belongs to the page, not the sheet."""
    return any(abs(line.box.x0 - o.box.x0) < line.box.height and not not_in([line], [o]) for o in others)


def _with(words: Sequence[Word], moved: Sequence[Word], cut: float) -> list[Word]:
    """`words` and those of the next page. Of a text that the cut runs through each page has all, or the characters that
    show on it."""
    out = [shown(w) if w.box.x1 > cut - SAME else w for w in words]
    over = [i for i, w in enumerate(out) if w.box.x1 > cut - SAME]
    for word in (shown(w) if w.box.x0 < cut + SAME else w for w in moved):
        at = next((i for i in over if _begins_in(out[i], word)), None) if word.box.x0 < cut + SAME else None
        if at is None:
            out.append(word)
        else:
            out[at] = _whole(out[at], word)
    return out


def _begins_in(whole: Word, part: Word) -> bool:
    """Whether the second word is the first from one of its characters on, as far as both go."""
    k = _first_character(whole, part)
    if k is None or abs(whole.box.top - part.box.top) > SAME:
        return False
    rest = whole.text[k:]
    return rest.startswith(part.text) or part.text.startswith(rest)


def _first_character(whole: Word, part: Word) -> int | None:
    places = range(len(whole.char_x) - 1)
    k = next((k for k in places if abs(whole.char_x[k] - part.box.x0) <= 1), None)
    if k is None:
        k = next((k for k in places if _ends_with(whole, k, part)), None)
    return len(whole.text) - 1 if k is None and _parts_of_one(whole, part) else k


def _ends_with(whole: Word, k: int, part: Word) -> bool:
    """Whether character `k` of one word, which its page shows beyond the cut, is the first of the other, of which the
    cut took the left side: both end at the same place."""
    if len(part.char_x) < 2 or whole.text[k] != part.text[0]:
        return False
    return whole.char_x[k] < part.box.x0 and abs(whole.char_x[k + 1] - part.char_x[1]) <= 1


def _parts_of_one(whole: Word, part: Word) -> bool:
    """Whether the last character of one word and the first of the other are what the cut left of one."""
    if min(len(whole.char_x), len(part.char_x)) < 2:
        return False
    letter, (x0, x1, y0, y1) = whole.text[-1], (*whole.char_x[-2:], *part.char_x[:2])
    most = (_WIDE if is_cjk(letter) else _SLIM) * em(whole)
    return part.text[0] == letter and abs(y0 - x1) <= 1 and x1 - x0 + y1 - y0 <= most


def _whole(word: Word, part: Word) -> Word:
    k = _first_character(word, part) or 0
    if len(word.text) - k > len(part.text) or part.box.x1 < word.box.x1 + 1:
        return word
    box = Box(word.box.x0, word.box.top, part.box.x1, word.box.bottom)
    return replace(word, text=word.text[:k] + part.text, box=box, char_x=(*word.char_x[: k + 1], *part.char_x[1:]))


def _moved(word: Word, shift: float) -> Word:
    return replace(word, box=_shifted(word.box, shift), char_x=tuple(x + shift for x in word.char_x))


def _rule_moved(rule: Rule, shift: float, start: float) -> Rule | None:
    """The rule moved to the right, cut where the page before it ends."""
    box = _shifted(rule.box, shift)
    if box.x1 < start - SAME:
        return None
    return replace(rule, box=Box(max(box.x0, start) if rule.horizontal else box.x0, box.top, box.x1, box.bottom))


def _fill_moved(fill: Fill, shift: float, start: float) -> Fill | None:
    """The filled area moved to the right, cut where the page before it ends."""
    box = _shifted(fill.box, shift)
    return replace(fill, box=Box(max(box.x0, start), *box[1:])) if box.x1 > start + SAME else None


def _fills_with(fills: Sequence[Fill], moved: Sequence[Fill]) -> list[Fill]:
    """The fills and those of the next page; as one where the cut runs through a row that each page paints in one piece:
    two pieces would be two cells."""
    out = list(fills)
    for fill in moved if len(fills) + len(moved) <= _MOST_FILLS else ():
        at = [i for i, f in enumerate(out) if _is_level(f, fill)]
        alone = len(at) == 1 and sum(_is_level(f, fill) for f in moved) == 1
        if alone and abs(out[at[0]].box.x1 - fill.box.x0) <= 2 * SAME and out[at[0]].grey == fill.grey:
            out[at[0]] = replace(fill, box=fill.box._replace(x0=out[at[0]].box.x0))
        else:
            out.append(fill)
    return out if len(fills) + len(moved) <= _MOST_FILLS else [*fills, *moved]


def _is_level(a: Fill, b: Fill) -> bool:
    return min(a.box.bottom, b.box.bottom) - max(a.box.top, b.box.top) > SAME


def _shifted(box: Box, shift: float) -> Box:
    return Box(box.x0 + shift, box.top, box.x1 + shift, box.bottom)
