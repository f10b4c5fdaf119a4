"""Application forms that arrive as bare lines: cells parted by spaces, or one cell a line. They become grids.

Known labels with a colon part the label/value area; the closed frame of levels parts the indicators. Everything goes
into a grid of source STREAM, and from there on the form is read like any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from services.extract.core.forms.indicator_pieces import Cells, Piece, head_and_body, indicators
from services.extract.core.forms.laid_out import indicators_by_place, indicators_under_head, pairs_by_place
from services.extract.core.forms.line_indicators import head_of_lines, labels_above_indicators, rows_of_lines
from services.extract.core.forms.words import FormWords, word_key
from services.extract.core.forms.wrapped_labels import with_wrapped_labels
from services.extract.core.numbering import level
from services.extract.core.streams.rows import Placed
from services.extract.core.streams.tokens import tokens_of
from services.extract.templates import forms as form_data
from shared.model.fold import tidy
from shared.model.page import Block, Grid, GridCell, GridSource, Line

_TITLE = re.compile(r"(?:申报表|申请表|填报表|申报书|项目.{0,10}绩效目标表)(?:[（(][^（()）]*[）)])?$")
_OTHER_TABLE = re.compile(r"[^\s：:]{2,36}表(?:[（(][^（()）]*[）)])?")
"""the title of another table: what stands below it are no labels of this form"""
_LABEL = re.compile(r"(?:^|(?<=\s))[*＊]?(?P<label>[^\s：:]{2,24}(?:\s?[（(][^（()）]{1,20}[）)])?)\s*[：:]")
_BARE = re.compile(r"(?:^|(?<=\s))[*＊]?(?P<label>[^\s：:]{2,24}?(?:\s?[（(][^（()）]{1,20}[）)])?)(?=\s|$)")
"""a label of a form whose cells part it from its value: no colon behind it"""
_ENUMERATOR = re.compile(r"(?:\d+\s*[.、．]|[（(]\d+[)）])\s*$")
_WINDOW = 30
"""Lines below a title in which a form shows its labels, also with one cell a line."""
_FEW = 4
"""of the lines of a form with a line for each cell, one in so many has several words"""
_FEWEST_LABELS = 3
_LEVELS = 2
"""一级指标, 二级指标"""
_FEWEST_BARE, _FEWEST_WITHOUT_CODE = 4, 6
"""a table's head has words of labels as well, but no 项目编码"""


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
        title = tidy(run[start].text)
        others = (
            i for i in range(start + 1, following) if tidy(text := run[i].text) == title or level(tidy(text)) == 1
        )
        end = next(others, following)
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
    below = below[: next((i for i, line in enumerate(below) if _OTHER_TABLE.fullmatch(line.text.strip())), len(below))]
    bare = _keys(below, words, bare=True)
    coded = any(key in words.starts and not key.endswith("名称") for key in bare)
    enough = len(bare) >= (_FEWEST_BARE if coded else _FEWEST_WITHOUT_CODE)
    if len(_keys(below, words)) >= _FEWEST_LABELS or (enough and not (known(text) and _share_lines(below))):
        return True
    own = below[: next((i for i, line in enumerate(below) if _TITLE.search(tidy(line.text))), len(below))]
    return labels_above_indicators(tokens_of(own), words) >= _FEWEST_LABELS


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
    head = head_of_lines(tokens_of(lines), words)
    area = lines if head_at is None else lines[: head.first if head is not None else head_at]
    while area and words.is_side(area[-1].text):
        area = area[:-1]
    bare = len(_keys(area, words)) < _FEWEST_LABELS
    whole = _with_whole_labels(with_wrapped_labels(area, words), words, bare=bare)
    pairs = list(_pairs(whole, words, bare=bare))
    placed = pairs_by_place(area, words, bare=bare)
    rows = _cells(placed, area) if sum(len(row) // 2 for row in placed) >= len(pairs) else pairs
    if len(rows) < _FEWEST_LABELS:
        return None
    if head_at is not None:
        below = lines[head_at:]
        under_head = indicators_under_head(below, words)
        if under_head:
            return _as_grid([*rows, *_cells(under_head, below)])
        by_place = indicators_by_place(below, words)
        by_words = rows_of_lines(head, words, by_place) if head is not None else []
        if head is not None and by_words:
            rows += _cells([dict(enumerate(head.columns)), *by_words], lines)
        else:
            texts, body = head_and_body(below[:1] if by_place else below, words)
            if len(texts) <= _LEVELS:
                return None  # what stands beside the levels is printed elsewhere: these lines are no rows
            rows.append([[piece] for piece in texts])
            rows += _cells(by_place, below) or indicators(body, len(texts), words)
    return _as_grid(rows)


def _cells(rows: Sequence[Placed], lines: Sequence[Line]) -> list[Cells]:
    """Rows of words as rows of cells, a piece for each line of a cell."""
    return [
        [
            [
                Piece(text=" ".join(t.text for t in own), line=lines[number])
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
            pair[1].append(Piece(text=before, line=line))
        for mark, following in zip(marks, [*marks[1:], None], strict=False):
            if pair:
                yield pair
            value = line.text[mark.end() : following.start() if following else len(line.text)].strip()
            pair = [[Piece(text=mark.group(0).strip(), line=line)], []]
            if value:
                pair[1].append(Piece(text=value, line=line))
    if pair:
        yield pair


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
