"""Words from characters: by geometry, whatever the order in which a producer painted them.

Characters painted one after the other on one baseline make runs; runs that abut make words. Two complete amounts that
touch stay two words, and a word keeps the edges of its characters so that a grid can cut it at a rule.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from operator import attrgetter, sub
from statistics import median

from services.extract.core.geometry.turning import as_seen, upright
from services.extract.readers import pdf_vertical
from services.extract.readers.pdf_chars import Char, Run
from shared.model.page import Box, Word

#: characters further apart than this share of the font size belong to two words
GAP = 0.22
#: how far a character may reach back over the one before (kerning, fake bold), in font sizes
BACK = 0.45
#: what is painted again no further off than this, to look bold, is one (font sizes)
BOLD = 0.15
#: a gap that differs by more than this from the usual one of its word is none between letters of one text (font sizes)
UNEVEN = 0.06
#: and one that differs by less is none between two texts
SEAMLESS = 0.02
#: boxes of one font are as high as one another (font sizes), and on one line they stand on one level but for so much
ALIKE, PRECISE = 0.02, 0.15
#: a word painted out of order in more than one of so many characters says nothing about where its texts begin
_PIECES = 4
#: so many characters painted one by one are the letters of one text, fewer may be the heads of columns
_LEVELS = 3
#: the confidence of a text whose cell has no room for all its lines
CUT = 0.9
_GROUPED = r"[-−(]?\d{1,3}(?:,\d{3})+(?:\.\d\d)?\)?"
_SEVERAL = re.compile(rf"(?:{_GROUPED}){{2,8}}")
_ONE = re.compile(_GROUPED)
_AMOUNT = re.compile(r"[-−(]?\d{1,3}(?:,\d{3})*\.\d{1,4}\)?|[-−(]?\d{1,3}(?:,\d{3})+\)?")


_is_cut = attrgetter("cut")
_Run = list[Char]
"""Characters of one line that follow one another, upright"""


def words_of(chars: Sequence[Char], width: float, height: float) -> tuple[Word, ...]:
    """The words of a page of `width` × `height`, upright ones first, in painting order of their first character."""
    vertical = pdf_vertical.blocks(chars)
    gone = {id(c) for block in vertical for c in block}
    chars = [c for c in chars if id(c) not in gone] if gone else chars
    out = [_whole(block) for block in vertical]
    directions = sorted({c.run.quarters for c in chars})
    for quarters in directions:
        mine = _turned_back(chars, quarters, width, height) if directions != [0] else chars
        for run, seams in _merge(_once(_runs(mine))):
            for start, part in _parted(run):
                met = [k - start for k in seams if start < k < start + len(part)]
                out.append(_word(part, met, quarters, width, height))
    return tuple(out)


def _turned_back(chars: Sequence[Char], quarters: int, width: float, height: float) -> list[Char]:
    """The characters that read in that quarter, on the page turned so that they read from left to right."""
    mine = [c for c in chars if c.run.quarters == quarters]
    if not quarters:
        return mine
    boxes = (upright(Box(c.x0, c.top, c.x1, c.bottom), quarters, width, height) for c in mine)
    return [Char(c.text, *box, c.run, c.broken, c.spaced) for c, box in zip(mine, boxes, strict=True)]


def _runs(chars: Sequence[Char]) -> list[_Run]:
    """Characters that follow one another in painting order, on one line, without a gap."""
    runs: list[_Run] = []
    last_text, last_x0, last_x1, last_level, last_size = "", 0.0, 0.0, 0.0, 0.0
    for char in chars:
        text, x0, top, x1, bottom, run, _, spaced = char
        size = run.size
        smaller = last_size if last_size < size else size
        if (
            runs
            and not spaced
            and -BACK * smaller < x0 - last_x1 < GAP * smaller
            and (off := abs(last_level - top - bottom)) < 0.7 * smaller
            and (off < 2 * PRECISE * smaller or not _are_alike(runs[-1][-1], char))
        ):
            if text == last_text and (off := abs(last_x0 - x0)) < BOLD * last_size and 2 * off < x1 - x0:
                continue  # painted twice to look bold
            runs[-1].append(char)
        else:
            runs.append([char])
        last_text, last_x0, last_x1, last_level, last_size = text, x0, x1, top + bottom, size
    return runs


def _once(runs: Sequence[_Run]) -> list[_Run]:
    """The runs without those that paint another again, hardly off, for its text to look bold."""
    kept: dict[tuple[int, str, str], list[_Run]] = {}
    out: list[_Run] = []
    for run in runs:
        same = kept.setdefault((len(run), run[0].text, run[-1].text), [])
        if not any(_are_one(run, other) for other in same):
            same.append(run)
            out.append(run)
    return out


def _are_one(a: _Run, b: _Run) -> bool:
    reach = BOLD * a[0].run.size
    off = (a[0].x0 - b[0].x0, a[0].top - b[0].top, a[-1].x1 - b[-1].x1)
    return all(abs(d) < reach for d in off) and _text(a) == _text(b)


def _parted(run: _Run) -> list[tuple[int, _Run]]:
    """A run of several grouped amounts without a space between them as one run for each, with where it starts."""
    text = _text(run)
    if "," not in text or len(text) != len(run) or _AMOUNT.fullmatch(text) or not _SEVERAL.fullmatch(text):
        return [(0, run)]
    return [(m.start(), run[m.start() : m.end()]) for m in _ONE.finditer(text)]


def _merge(runs: list[_Run]) -> list[tuple[_Run, list[int]]]:
    """Runs that abut on one line joined, whatever their painting order, with the characters where they were joined."""
    levels = [run[0].top + run[0].bottom for run in runs]
    lines: list[list[int]] = []
    level = 0.0
    for i in sorted(range(len(runs)), key=levels.__getitem__):
        middle = levels[i] / 2
        if lines and middle - level < 0.35 * runs[i][0].run.size:
            lines[-1].append(i)
        else:
            lines.append([i])
            level = middle
    gone: set[int] = set()
    seams: dict[int, list[int]] = {}
    for line in lines:
        line.sort(key=lambda i: runs[i][0].x0)
        for position, i in enumerate(line):
            if i in gone:
                continue
            last = runs[i][-1]
            for k in islice(line, position + 1, None):
                if k in gone:
                    continue
                if runs[k][0].x0 - last.x1 > last.run.size:
                    break
                if _abuts(runs[i], runs[k]):
                    seams.setdefault(i, []).append(len(runs[i]))
                    runs[i].extend(runs[k])
                    last = runs[i][-1]
                    gone.add(k)
    return [(run, seams.get(i, [])) for i, run in enumerate(runs) if i not in gone]


def _abuts(a: _Run, b: _Run) -> bool:
    end, start = a[-1], b[0]
    size = min(end.run.size, start.run.size)
    if (start.spaced and start.run is end.run) or (start.run is not end.run and (start.run.cut or end.run.cut)):
        return False
    off = abs((end.top + end.bottom) - (start.top + start.bottom)) / 2
    level = off < (PRECISE if _are_alike(end, start) else 0.35) * size
    if not (level and -0.2 * size < start.x0 - end.x1 < 0.14 * size):
        return False
    return not (_AMOUNT.fullmatch(_text(a)) and _AMOUNT.fullmatch(_text(b)))


def _are_alike(a: Char, b: Char) -> bool:
    """Whether two characters of different text objects are of one font: on one line they would have one level."""
    return a.run is not b.run and abs((a.bottom - a.top) - (b.bottom - b.top)) < ALIKE * a.run.size


def _text(run: _Run) -> str:
    return "".join([char.text for char in run])


def _word(run: _Run, seams: Sequence[int], quarters: int, width: float, height: float) -> Word:
    letters, lefts, tops, rights, bottoms, objects, *_ = zip(*run, strict=True)
    size = objects[0].size
    box = Box(min(lefts), min(tops), max(rights), max(bottoms))
    edges = (*lefts, rights[-1])
    if objects[0].cut and (shown := objects[0].clip) is not None:
        # What does not show takes no place: the text of a cell without room for it stands in its cell all the same.
        clip = upright(shown, quarters, width, height)
        box = Box(max(box.x0, min(clip.x0, box.x1)), box.top, min(box.x1, max(clip.x1, box.x0)), box.bottom)
        edges = tuple(min(max(x, box.x0), box.x1) for x in edges)
    return Word(
        text="".join(letters),
        box=as_seen(box, quarters, width, height) if quarters else box,
        size=round(size, 2),
        confidence=CUT if any(map(_is_cut, objects)) else 1.0,
        char_x=edges,
        joints=_joints(list(map(sub, lefts[1:], rights)), objects, seams, size),
    )


def _whole(block: Sequence[Char]) -> Word:
    """A text set downwards as one word around all its letters."""
    return Word(
        text="".join(c.text for c in block),
        box=Box(
            min(c.x0 for c in block), min(c.top for c in block), max(c.x1 for c in block), max(c.bottom for c in block)
        ),
        size=round(block[0].run.size, 2),
        confidence=CUT if any(c.run.cut for c in block) else 1.0,
    )


def _joints(gaps: Sequence[float], objects: Sequence[Run], seams: Sequence[int], size: float) -> tuple[int, ...]:
    """The characters of a word with which another text may begin: those after an uneven gap, be it slight where a text
    object begins (a change of font within a text leaves none at all), and those that were not painted after the one
    before them (`seams`), unless the whole word was painted in pieces. Two or three characters painted one by one, each
    apart from the next, may all be texts (类, 款, 项 in narrow columns). `gaps[k - 1]` is the gap before character `k`.
    """
    unpainted = frozenset(seams) if _PIECES * len(seams) <= len(gaps) else frozenset()
    apart = all(a is not b and gap > SEAMLESS * size for a, b, gap in zip(objects, objects[1:], gaps, strict=False))
    if 0 < len(gaps) < _LEVELS and apart:
        return tuple(range(1, len(objects)))
    if not gaps or max(gaps) - min(gaps) <= SEAMLESS * size:
        return tuple(sorted(unpainted))
    usual = median(gaps)
    begun = {k for k in range(1, len(objects)) if objects[k] is not objects[k - 1]}
    if 2 * len(begun) > len(gaps):
        begun = set()
    return tuple(
        k
        for k, gap in enumerate(gaps, 1)
        if k in unpainted or abs(gap - usual) > (SEAMLESS if k in begun else UNEVEN) * size
    )
