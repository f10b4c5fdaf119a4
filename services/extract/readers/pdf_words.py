"""Words from characters: by geometry, whatever the order in which a producer painted them.

Characters painted one after the other on one baseline make runs; runs that abut make words. Two complete amounts that
touch stay two words, and a word keeps the edges of its characters so that a grid can cut it at a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from statistics import median

from services.extract.core.turning import as_seen, upright
from services.extract.readers.pdf_chars import Char
from shared.model.page import Box, Word

#: characters further apart than this share of the font size belong to two words
GAP = 0.22
#: how far a character may reach back over the one before (kerning, fake bold), in font sizes
BACK = 0.45
#: a gap that differs by more than this from the usual one of its word is none between letters of one text (font sizes)
UNEVEN = 0.06
#: and one that differs by less is none between two texts
SEAMLESS = 0.02
_GROUPED = r"[-−(]?\d{1,3}(?:,\d{3})+(?:\.\d\d)?\)?"
_SEVERAL = re.compile(rf"(?:{_GROUPED}){{2,8}}")
_ONE = re.compile(_GROUPED)
_AMOUNT = re.compile(r"[-−(]?\d{1,3}(?:,\d{3})*\.\d{1,4}\)?|[-−(]?\d{1,3}(?:,\d{3})+\)?")


def words_of(chars: Sequence[Char], width: float, height: float) -> tuple[Word, ...]:
    """The words of a page of `width` × `height`, upright ones first, in painting order of their first character."""
    out: list[Word] = []
    for quarters in (0, 1, 2, 3):
        mine = [c for c in chars if c.quarters == quarters]
        if not mine:
            continue
        boxes = [upright(c.box, quarters, width, height) if quarters else c.box for c in mine]
        for run in _merge(_runs(mine, boxes)):
            out.extend(_word(part, quarters, width, height) for part in _parted(run))
    return tuple(out)


_Run = list[tuple[Char, Box]]


def _runs(chars: Sequence[Char], boxes: Sequence[Box]) -> list[_Run]:
    """Characters that follow one another in painting order, on one line, without a gap."""
    runs: list[_Run] = []
    for char, box in zip(chars, boxes, strict=True):
        if runs and not char.spaced and _follows(runs[-1][-1], (char, box)):
            if not _same_place(runs[-1][-1], (char, box)):
                runs[-1].append((char, box))
        else:
            runs.append([(char, box)])
    return runs


def _parted(run: _Run) -> list[_Run]:
    """A run of several grouped amounts without a space between them as one run for each."""
    text = _text(run)
    if "," not in text or len(text) != len(run) or _AMOUNT.fullmatch(text) or not _SEVERAL.fullmatch(text):
        return [run]
    return [run[m.start() : m.end()] for m in _ONE.finditer(text)]


def _same_place(a: tuple[Char, Box], b: tuple[Char, Box]) -> bool:
    """The same character painted twice to look bold."""
    return a[0].text == b[0].text and abs(a[1].x0 - b[1].x0) < 0.15 * a[0].size


def _follows(a: tuple[Char, Box], b: tuple[Char, Box]) -> bool:
    (char_a, (_, top_a, right, bottom_a)), (char_b, (left, top_b, _, bottom_b)) = a, b
    size = char_a.size if char_a.size < char_b.size else char_b.size
    if not -BACK * size < left - right < GAP * size:
        return False
    return abs(top_a + bottom_a - top_b - bottom_b) < 0.7 * size


def _level(a: Box, b: Box, size: float) -> bool:
    return abs((a.top + a.bottom) - (b.top + b.bottom)) / 2 < 0.35 * size


def _merge(runs: list[_Run]) -> list[_Run]:
    """Runs that abut on one line joined, whatever their painting order."""
    order = sorted(range(len(runs)), key=lambda i: runs[i][0][1].top + runs[i][0][1].bottom)
    lines: list[list[int]] = []
    level = 0.0
    for i in order:
        char, box = runs[i][0]
        middle = (box.top + box.bottom) / 2
        if lines and middle - level < 0.35 * char.size:
            lines[-1].append(i)
        else:
            lines.append([i])
            level = middle
    gone: set[int] = set()
    for line in lines:
        line.sort(key=lambda i: runs[i][0][1].x0)
        for position, i in enumerate(line):
            if i in gone:
                continue
            for k in line[position + 1 :]:
                if k in gone:
                    continue
                if runs[k][0][1].x0 - runs[i][-1][1].x1 > runs[i][-1][0].size:
                    break
                if _abuts(runs[i], runs[k]):
                    runs[i].extend(runs[k])
                    gone.add(k)
    return [run for i, run in enumerate(runs) if i not in gone]


def _abuts(a: _Run, b: _Run) -> bool:
    (char_a, box_a), (char_b, box_b) = a[-1], b[0]
    size = min(char_a.size, char_b.size)
    gap = box_b.x0 - box_a.x1
    if char_b.spaced and char_a.run == char_b.run:
        return False
    if not (_level(box_a, box_b, size) and -0.2 * size < gap < 0.14 * size):
        return False
    return not (_AMOUNT.fullmatch(_text(a)) and _AMOUNT.fullmatch(_text(b)))


def _text(run: Iterable[tuple[Char, Box]]) -> str:
    return "".join(char.text for char, _ in run)


def _word(run: _Run, quarters: int, width: float, height: float) -> Word:
    char, (left, top, right, bottom) = run[0]
    size = char.size
    edges, letters, gaps, begun = [left], [char.text], [], []
    painted, end = char.run, right
    for k in range(1, len(run)):
        char, (x0, t, x1, b) = run[k]
        edges.append(x0)
        letters.append(char.text)
        gaps.append(x0 - end)
        if char.run != painted:
            begun.append(k)
            painted = char.run
        left = x0 if x0 < left else left
        top = t if t < top else top
        bottom = b if b > bottom else bottom
        right = x1 if x1 > right else right
        end = x1
    edges.append(end)
    box = Box(left, top, right, bottom)
    return Word(
        text="".join(letters),
        box=as_seen(box, quarters, width, height) if quarters else box,
        size=round(size, 2),
        char_x=tuple(edges),
        joints=_joints(begun, gaps, size),
    )


def _joints(begun: Sequence[int], gaps: Sequence[float], size: float) -> tuple[int, ...]:
    """The characters of a word with which another text may begin: those after an uneven gap, be it slight where a text
    object begins (a change of font within a text leaves none at all). `gaps[k - 1]` is the gap before character `k`."""
    if not gaps or max(gaps) - min(gaps) <= SEAMLESS * size:
        return ()
    usual = median(gaps)
    objects = set(begun if 2 * len(begun) <= len(gaps) else ())
    return tuple(k for k, gap in enumerate(gaps, 1) if abs(gap - usual) > (SEAMLESS if k in objects else UNEVEN) * size)
