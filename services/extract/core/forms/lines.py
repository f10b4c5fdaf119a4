"""Application forms that arrive as bare lines: cells parted by spaces, or one cell a line. They become grids.

Known labels with a colon part the label/value area; the closed frame of levels parts the indicators. Everything goes
into a grid of source STREAM, and from there on the form is read like any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from services.extract.core.forms.laid_out import indicators_by_place, pairs_by_place
from services.extract.core.forms.spaced_values import goes_on
from services.extract.core.forms.words import FormWords, word_key
from services.extract.core.numbering import level
from services.extract.core.streams.rows import Placed
from services.extract.templates import forms as form_data
from shared.model.fold import strip_markup, tidy
from shared.model.page import Block, Fragment, Grid, GridCell, GridSource, Line

_TITLE = re.compile(r"(?:申报表|申请表|填报表|申报书|项目.{0,10}绩效目标表)(?:[（(][^（()）]*[）)])?$")
_LABEL = re.compile(r"(?:^|(?<=\s))[*＊]?(?P<label>[^\s：:]{2,24}(?:\s?[（(][^（()）]{1,20}[）)])?)\s*[：:]")
_BARE = re.compile(r"(?:^|(?<=\s))[*＊]?(?P<label>[^\s：:]{2,24}?(?:\s?[（(][^（()）]{1,20}[）)])?)(?=\s|$)")
"""a label of a form whose cells part it from its value: no colon behind it"""
_ENUMERATOR = re.compile(r"(?:\d+\s*[.、．]|[（(]\d+[)）])\s*$")
_COMPARATOR = re.compile(r"[=≥≤><＞＜≧≦]")
_VALUE = re.compile(r"[=≥≤><＞＜≧≦]|\d|无$|不适用$")
_DIGIT_LAST = re.compile(r"[\d.]$")
_DIGIT_FIRST = re.compile(r"[\d.%％]")
_WINDOW = 30
"""Lines below a title in which a form shows its labels, also with one cell a line."""
_FEW = 4
"""of the lines of a form with a line for each cell, one in so many has several words"""
_FEWEST_LABELS = 3
_FEWEST_BARE, _FEWEST_WITHOUT_CODE = 4, 6
"""a table's head has words of labels as well, but no 项目编码"""
_NONE = "不适用"
_WORD = re.compile(r"\$[^$]*\$\S*|\S+")
"""a word; a formula (`$\\geq 90\\%$`) is one"""
_ONE_A_LINE = 1.35
"""words to a line, at most, where every cell has its own"""
_FULL = 0.75
"""a piece this long, beside the longest, is one that the column's width broke"""
_BRACKET = 3
"""pieces that a bracket may be cut into"""
_CONFIDENCE = 0.97
"""of cells whose borders no delimiter proves"""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Piece:
    """A run of characters of one line."""

    text: str
    line: Line
    inside: bool = False
    """within a bracket that opens in a piece before"""

    def fragment(self) -> Fragment:
        return Fragment(text=self.text, place=self.line.place, confidence=_confidence(self.line))


Cells = list[list[_Piece]]
"""the cells of a row; a cell is the pieces that it is made of"""


def _confidence(line: Line) -> float:
    return min((_CONFIDENCE, *(f.confidence for f in line.fragments)))


def recover(blocks: Sequence[Block], known: Callable[[str], bool] = lambda _: False) -> tuple[Block, ...]:
    """The blocks with every form that stands in bare lines as a grid below its title. `known`: whether the templates
    have the blocks of the form with this title; labels without colons are left to these, but for
    cells that have a line each."""
    words = form_data.load()
    result: list[Block] = []
    run: list[Line] = []
    for block in blocks:
        if isinstance(block, Line):
            run.append(block)
            continue
        result += [*_recover_run(run, words, known), block]
        run = []
    return (*result, *_recover_run(run, words, known))


def _recover_run(run: Sequence[Line], words: FormWords, known: Callable[[str], bool]) -> list[Block]:
    starts = [i for i in range(len(run)) if _begins(run, i, words, known)]
    result: list[Block] = list(run[: starts[0]] if starts else run)
    for start, following in zip(starts, [*starts[1:], len(run)], strict=False):
        end = next((i for i in range(start + 1, following) if level(tidy(run[i].text)) == 1), following)
        result.append(run[start])
        grid = _grid(run[start + 1 : end], words)
        result += [grid] if grid is not None else run[start + 1 : end]
        result += run[end:following]
    return result


def _begins(run: Sequence[Line], index: int, words: FormWords, known: Callable[[str], bool]) -> bool:
    """Whether a form's title stands here, with its labels below; no `known` one where these have no colons."""
    text = tidy(run[index].text)
    if len(text) > 40 or not _TITLE.search(text):
        return False
    below = run[index + 1 : index + _WINDOW]
    bare = _keys(below, words, bare=True)
    coded = any(key in words.starts and not key.endswith("名称") for key in bare)
    enough = len(bare) >= (_FEWEST_BARE if coded else _FEWEST_WITHOUT_CODE)
    return len(_keys(below, words)) >= _FEWEST_LABELS or (enough and not (known(text) and _share_lines(below)))


def _share_lines(lines: Sequence[Line]) -> bool:
    """Whether cells stand beside each other, in more lines than here and there one."""
    return sum(len(line.text.split()) > 1 for line in lines) * _FEW > len(lines)


def _keys(lines: Sequence[Line], words: FormWords, *, bare: bool = False) -> set[str]:
    """The different labels that the lines have."""
    return {word_key(m["label"]) for line in lines for m in _labels(line.text, words, bare=bare)}


def _labels(text: str, words: FormWords, *, bare: bool = False) -> list[re.Match[str]]:
    """The known labels in a line, with a colon or, in a form that has none (`bare`), words by themselves; numbered
    words inside a value (`2. 项目内容：`) are none."""
    found = [m for m in (_BARE if bare else _LABEL).finditer(text) if words.is_label(m["label"])]
    return [m for m in found if not _ENUMERATOR.search(text[: m.start()])]


def _first_word(line: Line) -> str:
    return word_key(next(iter(line.text.split()), ""))


def _grid(lines: Sequence[Line], words: FormWords) -> Grid | None:
    lines = _with_head_apart(lines, words)
    head_at = next((i for i, line in enumerate(lines) if _first_word(line) == words.level1), None)
    area = lines if head_at is None else lines[:head_at]
    bare = len(_keys(area, words)) < _FEWEST_LABELS
    whole = _with_whole_labels(area, words, bare=bare)
    rows = _cells(pairs_by_place(area, words, bare=bare), area) or list(_pairs(whole, words, bare=bare))
    if len(rows) < _FEWEST_LABELS:
        return None
    if head_at is not None:
        below = lines[head_at:]
        placed = _cells(indicators_by_place(below, words), below)
        head, body = _head(below[:1] if placed else below, words)
        rows.append([[piece] for piece in head])
        rows += placed or _indicators(body, len(head), words)
    return _as_grid(rows)


def _cells(rows: Sequence[Placed], lines: Sequence[Line]) -> list[Cells]:
    """Rows of words as rows of cells, a piece for each line of a cell."""
    return [
        [
            [
                _Piece(text=" ".join(t.text for t in own), line=lines[number])
                for number, own in groupby(row.get(column, []), key=lambda t: t.line)
            ]
            for column in range(max(row) + 1)
        ]
        for row in rows
    ]


def _with_head_apart(lines: Sequence[Line], words: FormWords) -> list[Line]:
    """The lines, one of them parted where the head of the indicators begins inside it (a form on one line)."""
    result: list[Line] = []
    for line in lines:
        starts = [m.start() for m in re.finditer(r"\S+", line.text) if word_key(m.group()) == words.level1]
        at = starts[0] if starts else 0
        texts = (line.text[:at], line.text[at:]) if line.text[:at].strip() else (line.text,)
        first = line.fragments[:1]
        if len(texts) == 2:
            result += [replace(line, fragments=tuple(replace(f, text=text) for f in first)) for text in texts]
        else:
            result.append(line)
    return result


def _with_whole_labels(lines: Sequence[Line], words: FormWords, *, bare: bool) -> list[Line]:
    """The lines, two of them one where a label is cut between them (`项目总金额（中期规划，` | `元）：`)."""
    result: list[Line] = []
    for line in lines:
        if result:
            whole = replace(result[-1], fragments=(*result[-1].fragments, *line.fragments))
            cut = len(result[-1].text)
            if any(m.start() < cut < m.end() for m in _labels(whole.text, words, bare=bare)):
                result[-1] = whole
                continue
        result.append(line)
    return result


def _pairs(lines: Sequence[Line], words: FormWords, *, bare: bool) -> Iterator[Cells]:
    """Label and value of the area above the indicators; a value goes on over lines up to the next label."""
    pair: Cells = []
    for line in lines:
        marks = _labels(line.text, words, bare=bare)
        before = line.text[: marks[0].start() if marks else len(line.text)].strip()
        if before and pair:
            pair[1].append(_Piece(text=before, line=line))
        for mark, following in zip(marks, [*marks[1:], None], strict=False):
            if pair:
                yield pair
            value = line.text[mark.end() : following.start() if following else len(line.text)].strip()
            pair = [[_Piece(text=mark.group(0).strip(), line=line)], []]
            if value:
                pair[1].append(_Piece(text=value, line=line))
    if pair:
        yield pair


def _head(lines: Sequence[Line], words: FormWords) -> tuple[list[_Piece], list[_Piece]]:
    """(the head's cells, the pieces below it): the head ends where the first level begins."""
    pieces = [_Piece(text=text, line=line) for line in lines for text in _WORD.findall(line.text)]
    if len(pieces) <= _ONE_A_LINE * len(lines):
        pieces = [_Piece(text=line.text.strip(), line=line) for line in lines]
    pieces = list(_bracketed(_whole(pieces, words)))
    end = next((i for i, p in enumerate(pieces) if words.first_key(p.text) is not None), len(pieces))
    return pieces[:end], pieces[end:]


def _whole(pieces: Sequence[_Piece], words: FormWords) -> list[_Piece]:
    """The pieces, two of a line one where only together they are a level (`*数` | `量`) or a value (`6` | `批`)."""
    result: list[_Piece] = []
    for piece in pieces:
        above = result[-1] if result else None
        if above is not None and above.line is piece.line:
            whole = f"{above.text} {piece.text}"
            is_level = _is_level(whole, words) and not _is_level(above.text, words)
            if is_level or goes_on(above.text, piece.text):
                result[-1] = replace(above, text=whole)
                continue
        result.append(piece)
    return result


def _bracketed(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """The pieces, marked where they stand inside a bracket that a piece shortly before leaves open."""
    left = depth = 0
    for piece in pieces:
        left -= 1
        yield replace(piece, inside=depth > 0 and left >= 0)
        depth = depth if left >= 0 else 0
        before, depth = depth, max(depth + sum(map(_depth, piece.text)), 0)
        left = _BRACKET if depth > before else left


def _depth(sign: str) -> int:
    return (sign in "（(") - (sign in "）)")


def _is_level(text: str, words: FormWords) -> bool:
    return words.first_key(text) is not None or words.second_key(text) is not None


def _indicators(pieces: Sequence[_Piece], width: int, words: FormWords) -> list[Cells]:
    """The rows below the head: a level begins a row; what follows up to the next is one indicator or several."""
    rows: list[Cells] = []
    index = 0
    while index < len(pieces):
        first = second = None
        if words.first_key(pieces[index].text) and index + 1 < len(pieces):
            first, index = pieces[index], index + 1
        if index < len(pieces) and words.second_key(pieces[index].text):
            second, index = pieces[index], index + 1
        end = index + 1 if second is not None and index < len(pieces) and len(pieces) > index + 1 else index
        while end < len(pieces) and not _begins_levels(pieces, end, words):
            end += 1
        if end == index and first is None and second is None:
            end += 1
        for count, chunk in enumerate(_chunks(pieces[index:end], width - 2)):
            levels = (first, second) if count == 0 else (None, None)
            rows.append([[p] if p is not None else [] for p in levels] + chunk)
        index = end
    return rows


def _begins_levels(pieces: Sequence[_Piece], index: int, words: FormWords) -> bool:
    """A second level, or a first level that a second one follows; a level's word as a value is none."""
    if words.second_key(pieces[index].text) is not None:
        return True
    following = pieces[index + 1].text if index + 1 < len(pieces) else ""
    return words.first_key(pieces[index].text) is not None and words.second_key(following) is not None


def _chunks(pieces: Sequence[_Piece], width: int) -> list[Cells]:
    """The indicators between two levels, each as its cells behind the levels."""
    if len(pieces) <= width:
        return [[[p] for p in pieces]]
    lines = [list(group) for _, group in groupby(pieces, key=lambda p: id(p.line))]
    if all(1 < len(line) <= width for line in lines):
        return [[[p] for p in line] for line in lines]
    wrapped = _wrapped(lines, width) if 1 < max(map(len, lines)) <= width else []
    if wrapped:
        return wrapped
    values = [i for i, p in enumerate(pieces) if i and _is_value(p) and not _is_value(pieces[i - 1])]
    strong = [i for i in values if _COMPARATOR.match(strip_markup(pieces[i].text))]
    if len(lines) == 1 and len(strong) > 1 and all(b - a in (2, width) for a, b in pairwise(strong)) and strong[0] == 1:
        return _rows_at(pieces, strong, width)  # several indicators ran into one line
    if len(lines) == 1:
        at = next(iter(strong or values), len(pieces) - max(width - 1, 1))
        return [_row(pieces[:at], pieces[at:], width)]
    if not values:
        return [[[p] for p in pieces[i : i + width]] for i in range(0, len(pieces), width)]
    return _rows_at(pieces, values, width)


def _rows_at(pieces: Sequence[_Piece], values: Sequence[int], width: int) -> list[Cells]:
    """An indicator for each value: its name begins one piece before it, the first one's with the pieces."""
    starts = [0, *(i - 1 for i in values[1:])]
    bounds = zip(starts, values, [*starts[1:], len(pieces)], strict=True)
    return [_row(pieces[a:at], pieces[at:b], width) for a, at, b in bounds]


def _row(name: Sequence[_Piece], rest: Sequence[_Piece], width: int) -> Cells:
    """Name, value, and what explains it where the head has a column for that. Digits behind digits, and the rest of
    a date or a unit, are of one value."""
    if width == 2:
        return [list(name), list(rest)]
    end = 1
    while end < len(rest) and _is_cut(rest[:end], rest[end]):
        end += 1
    return [list(name), list(rest[:end]), list(rest[end:])]


def _is_cut(value: Sequence[_Piece], after: _Piece) -> bool:
    digits = _DIGIT_LAST.search(value[-1].text) and _DIGIT_FIRST.match(after.text)
    return bool(digits) or goes_on("".join(p.text for p in value), after.text)


def _wrapped(lines: Sequence[Sequence[_Piece]], width: int) -> list[Cells]:
    """The same where names and explanations are wrapped over lines: a line with a value shows an indicator. What stands
    between two of them goes on with the explanation above as long as its lines are full, else it begins the name below;
    none where some such line has no name beside or above its value."""
    values = [(number, at) for number, line in enumerate(lines) if (at := _value_at(line, width)) is not None]
    values = values or [(number, 1) for number, line in enumerate(lines) if len(line) > 1][:1]
    longest = max((len(lines[number][-1].text) for number, at in values if len(lines[number]) > at + 1), default=0)
    rows: list[Cells] = []
    name = [p for line in lines[: values[0][0]] for p in line]
    for (number, at), (following, _) in zip(values, [*values[1:], (len(lines), 0)], strict=True):
        line = lines[number]
        row = _row([*name, *line[:at]], line[at:], width)
        between = [p for other in lines[number + 1 : following] for p in other]
        ends = following == len(lines)
        while between and (ends or _goes_on(row, _FULL * longest)):
            row[-1].append(between.pop(0))
        name = between
        rows.append(row)
    return rows if all(row[0] for row in rows) else []


def _is_value(piece: _Piece) -> bool:
    return not piece.inside and _VALUE.match(strip_markup(piece.text)) is not None


def _goes_on(row: Cells, full: float) -> bool:
    """Whether the explanation is to come, or its last line is full."""
    if len(row) < 3:
        return False
    return len(row[2][-1].text) >= full if row[2] else row[1][-1].text != _NONE


def _value_at(line: Sequence[_Piece], width: int) -> int | None:
    """Which piece of the line is the value: the second of a whole row, or one that looks like it."""
    if len(line) == width > 2:
        return 1
    return next((i for i, p in enumerate(line) if _is_value(p)), None)


def _as_grid(rows: Sequence[Cells]) -> Grid:
    cells = [
        GridCell(row=r, col=c, fragments=tuple(p.fragment() for p in pieces), place=pieces[0].line.place)
        for r, row in enumerate(rows)
        for c, pieces in enumerate(row)
        if pieces
    ]
    width = max(len(row) for row in rows)
    return Grid(
        cells=tuple(cells),
        rows=len(rows),
        cols=width,
        source=GridSource.STREAM,
        place=cells[0].place if cells else rows[0][0][0].line.place,
    )
