"""Rows of tables of indicators whose merged labels no rule parts: one value stands in each row, the levels are closed
words, and those of a project come in one order, so that their words tell which rows a project takes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.extract.core.forms.words import FormWords
from services.extract.core.ledger import spans
from services.extract.core.ledger.stacks import LedgerRow, Placed, Stack, cell_of
from services.extract.core.ledger.tokens import Token
from services.extract.templates import forms as form_data

#: texts nearer to one height than this (font sizes) are on one line, or level with a row
_SAME, _LEVEL = 0.3, 0.3
#: lines of one text are no further apart than this (font sizes), and so many are those of a level, or of an indicator
_LEADING, _LEVEL_LINES, _LINES = 2.2, 4, 8
#: columns behind the second level at the least, and rows
_FEWEST_COLUMNS, _FEWEST_ROWS = 2, 3
#: and labels of the second level
_FEWEST_LABELS = 2
#: first levels in the order in which all frames have them
_ORDER = ("产出", "效益", "满意度")

#: first and last row
Run = tuple[int, int]
_Key = Callable[[str], str | None]
#: the height of a text's lines that is level with its row
_Place = Callable[[Sequence[Sequence[Token]]], float]


@dataclass(frozen=True, slots=True)
class _Label:
    """A level of indicators: its text, and the words that it is."""

    stack: Stack
    key: str


def level_rows(placed: Sequence[Placed]) -> list[LedgerRow] | None:
    """The rows of a table of indicators, None where its texts are no such table or do not fit together. None of them
    is sure: where a label ends and the next begins is known by distances and words alone."""
    words = form_data.load()
    columns: dict[int, list[Token]] = {}
    for p in placed:
        if p.first != p.last:
            return None
        columns.setdefault(p.first, []).append(p.token)
    lines = {c: _lines(own) for c, own in sorted(columns.items())}
    at, seconds = next(((c, own) for c in lines if (own := _labels(c, lines[c], words.second_key))), (0, []))
    behind = [c for c in lines if c > at]
    if len(seconds) < _FEWEST_LABELS or len(behind) < _FEWEST_COLUMNS:
        return None
    rows, places = _rows(behind, lines)
    found = _spanning(seconds, rows, {c: lines[c] for c in lines if c < at}, words, places) if rows else None
    if found is None:
        return None
    for s, (first, last) in found:
        s.row_span = last - first + 1
        rows[first].append(s)
    return [LedgerRow(sorted(row, key=lambda s: s.first), sure=False) for row in rows]


def _spanning(
    seconds: Sequence[_Label],
    rows: Sequence[list[Stack]],
    before: dict[int, list[list[Token]]],
    words: FormWords,
    places: Collection[_Place],
) -> list[tuple[Stack, Run]] | None:
    """The second levels, and the texts of the columns `before` them, each with its rows. `places`: where in them texts
    may stand."""
    extents = [(min(s.top for s in row), max(s.bottom for s in row)) for row in rows]
    runs = _runs_of([s.stack for s in seconds], rows, extents, places) if len(seconds) <= len(rows) else None
    if runs is None:
        return None
    found = [(s.stack, run) for s, run in zip(seconds, runs, strict=True)]
    groups = _groups(seconds, runs, words, merged=len(seconds) < len(rows))
    outer = list(before)
    if outer and (firsts := _labels(outer[-1], before[outer[-1]], words.first_key)):
        each = len(firsts) == len(rows)
        mine = [(s.key, (i, i)) for i, s in enumerate(firsts)] if each else groups
        own = _matched(firsts, mine, extents)
        if own is None:
            return None
        found += [(s.stack, run) for s, run in zip(firsts, own, strict=True)]
        outer.pop()
    projects = _projects(groups, len(rows))
    texts = [_texts(c, before[c]) for c in outer]
    for cells in texts:
        beside = _beside(cells, projects, extents, several=any(len(other) > 1 for other in texts))
        if beside is None:
            return None
        found += beside
    return found


def _lines(tokens: Sequence[Token]) -> list[list[Token]]:
    out: list[list[Token]] = []
    for t in sorted(tokens, key=lambda t: t.middle):
        if out and t.middle - out[-1][0].middle < _SAME * t.size:
            out[-1].append(t)
        else:
            out.append([t])
    return [sorted(line, key=lambda t: t.box.x0) for line in out]


def _cell(column: int, lines: Sequence[Sequence[Token]]) -> Stack:
    tokens = [t for line in lines for t in line]
    return cell_of(Stack(column, column, tokens, 0.0, 0.0), tokens)


def _labels(column: int, lines: Sequence[Sequence[Token]], key_of: _Key) -> list[_Label]:
    """The labels of a column of which all lines are those of levels, the most lines to each that make one; else []."""
    out: list[_Label] = []
    at = 0
    while at < len(lines):
        for count in range(min(_LEVEL_LINES, len(lines) - at), 0, -1):
            own = lines[at : at + count]
            key = key_of("".join(t.text for line in own for t in line)) if _are_near(own) else None
            if key is not None:
                out.append(_Label(_cell(column, own), key))
                at += count
                break
        else:
            return []
    return out


def _are_near(lines: Sequence[Sequence[Token]]) -> bool:
    return all(b[0].middle - a[0].middle < _LEADING * a[0].size for a, b in pairwise(lines))


def _rows(columns: Sequence[int], lines: dict[int, list[list[Token]]]) -> tuple[list[list[Stack]], list[_Place]]:
    """The cells of some columns in rows, of which the first is that of the indicators' names: one in each row; and the
    places that texts may have there. Of the others the one with the most lines shows the rows whose every line is a
    value by itself: every other text has its place on one of these lines."""
    names = columns[0]
    for value in sorted(columns, key=lambda c: (c == names, -len(lines[c]), -c)):
        levels = [line[0].middle for line in lines[value]]
        if len(levels) < _FEWEST_ROWS:
            break
        ways = []
        for place in (_centre, _top):
            parts = {c: _parts(lines[c], levels, place) for c in columns if c != value}
            named = len(levels) if value == names else len(parts[names] or ())
            if named == len(levels) and all(own is not None for own in parts.values()):
                ways.append((place, parts))
        if ways:
            rows = [[_cell(value, [line])] for line in lines[value]]
            for c, own in ways[0][1].items():
                for row, cell_lines in own or ():
                    rows[row].append(_cell(c, cell_lines))
            return rows, [place for place, _ in ways]
    return [], []


def _centre(lines: Sequence[Sequence[Token]]) -> float:
    return (lines[0][0].middle + lines[-1][0].middle) / 2


def _top(lines: Sequence[Sequence[Token]]) -> float:
    return lines[0][0].middle


def _parts(
    lines: Sequence[list[Token]], levels: Sequence[float], place: _Place
) -> list[tuple[int, list[list[Token]]]] | None:
    """The lines as texts, each at a level of its own, as many of them as may be; None where that cannot be. The last
    one may be set at the top: a page that cuts the labels beside a row sets it so."""
    best: list[tuple[int, list[tuple[int, list[list[Token]]]]] | None] = [None] * len(lines) + [(0, [])]
    for start in range(len(lines) - 1, -1, -1):
        for end in range(start + 1, min(start + _LINES, len(lines)) + 1):
            own = list(lines[start:end])
            rest = best[end]
            if not _are_near(own):
                break
            reach = _LEVEL * own[0][0].size
            row = _nearest(levels, place(own), reach)
            if row is None and end == len(lines) and _nearest(levels, _top(own), reach) == len(levels) - 1:
                row = len(levels) - 1
            if row is None or rest is None or (rest[1] and rest[1][0][0] <= row):
                continue
            if (here := best[start]) is None or rest[0] + 1 > here[0]:
                best[start] = (rest[0] + 1, [(row, own), *rest[1]])
    found = best[0]
    return found[1] if found is not None else None


def _nearest(levels: Sequence[float], y: float, reach: float) -> int | None:
    row = min(range(len(levels)), key=lambda i: abs(levels[i] - y))
    return row if abs(levels[row] - y) < reach else None


def _runs_of(
    labels: Sequence[Stack], rows: Sequence[list[Stack]], extents: Sequence[spans.Extent], places: Collection[_Place]
) -> list[Run] | None:
    """The rows of each label of the second level: set at the middle of them, or at the top, as a page sets one that it
    cuts."""
    size = labels[0].tokens[0].size
    boxes = [(s.top, s.bottom) for s in labels]
    found = spans.runs(boxes, extents, size) if _centre in places else None
    if found is None and _top in places:
        tops = [min(map(_begin, row)) for row in rows]
        starts = [row for s in labels if (row := _nearest(tops, _begin(s), _LEVEL * size)) is not None]
        wrapped = any(s.bottom - s.top > 1.5 * size for s in labels)
        if len(starts) == len(labels) and starts == sorted(set(starts)) and (wrapped or _centre not in places):
            found = [(a, b - 1) for a, b in pairwise([*starts, len(rows)])]
    return found or (spans.runs(boxes, extents, size, cut=True) if _centre in places else None)


def _begin(s: Stack) -> float:
    return min(t.middle for t in s.tokens)


def _groups(labels: Sequence[_Label], runs: Sequence[Run], words: FormWords, *, merged: bool) -> list[tuple[str, Run]]:
    """The first levels, with their rows, that second levels show: one that comes again opens another, if they are
    `merged` over their rows."""
    out: list[tuple[str, Run]] = []
    seen: set[str] = set()
    for label, (first, last) in zip(labels, runs, strict=True):
        key = words.first_key(words.parents[label.key]) or ""
        if out and out[-1][0] == key and not (merged and label.key in seen):
            out[-1] = (key, (out[-1][1][0], last))
        else:
            out.append((key, (first, last)))
            seen = set()
        seen.add(label.key)
    return out


def _matched(
    labels: Sequence[_Label], groups: Sequence[tuple[str, Run]], extents: Sequence[spans.Extent]
) -> list[Run] | None:
    """The rows of each first level: those of the group of second levels with its key, beside which it stands. The page
    before may print that of the first group, and the next one that of the last."""
    lacking = len(groups) - len(labels)
    for skipped in range(min(lacking, 1) + 1):
        own = groups[skipped : skipped + len(labels)]
        if not 0 <= lacking - skipped <= 1:
            continue
        if all(s.key == key and _is_within(s.stack, run, extents) for s, (key, run) in zip(labels, own, strict=True)):
            return [run for _, run in own]
    return None


def _is_within(s: Stack, run: Run, extents: Sequence[spans.Extent]) -> bool:
    """Whether a text stands beside some rows. That of the first rows of a page may stand above, and that of the last
    below: at half the height of all its rows, which the page cuts."""
    reach = 0.5 * s.tokens[0].size
    below = run[0] == 0 or extents[run[0]][0] - reach < s.middle
    return below and (run[1] == len(extents) - 1 or s.middle < extents[run[1]][1] + reach)


def _is_centred(s: Stack, run: Run, extents: Sequence[spans.Extent]) -> bool:
    return abs(s.middle - (extents[run[0]][0] + extents[run[1]][1]) / 2) < s.tokens[0].size


def _projects(groups: Sequence[tuple[str, Run]], count: int) -> list[Run]:
    """The rows of each project: its first levels come in their order, each once."""
    starts = [0]
    for (above, _), (below, (first, _)) in pairwise(groups):
        if above in _ORDER and below in _ORDER and _ORDER.index(below) <= _ORDER.index(above):
            starts.append(first)
    return [(a, b - 1) for a, b in pairwise([*starts, count])]


def _texts(column: int, lines: Sequence[list[Token]]) -> list[Stack]:
    """The texts of a column left of the levels: near lines, but no two figures, are of one."""
    texts: list[list[list[Token]]] = []
    for line in lines:
        if texts and _are_near([texts[-1][-1], line]) and not line[0].figure:
            texts[-1].append(line)
        else:
            texts.append([line])
    return [_cell(column, text) for text in texts]


def _beside(
    cells: Sequence[Stack], projects: Sequence[Run], extents: Sequence[spans.Extent], *, several: bool
) -> list[tuple[Stack, Run]] | None:
    """The texts, each with the rows of the project that it stands beside; None where one stands between two. A text
    alone is that of all rows where it begins level with them, or stands at their middle, and unless it is at that of
    one project where another column has `several`."""
    whole = (projects[0][0], projects[-1][1])
    if len(cells) == 1:
        (s,) = cells
        level = abs(s.top - extents[0][0]) < _LEVEL * s.tokens[0].size
        one = any(_is_centred(s, run, extents) for run in projects)
        if level or _is_centred(s, whole, extents) or (several and not one):
            return [(s, whole)]
    homes = [run for s in cells for run in [next((p for p in projects if _is_within(s, p, extents)), None)] if run]
    return list(zip(cells, homes, strict=True)) if len(set(homes)) == len(cells) else None
