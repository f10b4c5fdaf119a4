"""Heads of tables: how many rows they take, the full path of every leaf column, and repair by the family's templates.

Where rules or marks give the spans (RULED, MARKED) a path is read off them. Where only positions are known (ALIGNED,
DELIMITED) an empty neighbour may be a span; the family's template settles it where one clearly fits.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.extract.core.headwords import Path, is_misread, is_odd, settle
from services.extract.core.keys import column_of
from services.extract.core.parts import Matrix, Part, Slot
from services.extract.core.templates import HeadTemplate, TableTemplate, Templates
from services.extract.core.titles import tables_of_title
from shared.model.fold import fold, is_cjk, tidy
from shared.model.numbers import parse_number
from shared.model.page import GridSource
from shared.model.table import Column, Repair

#: sources whose cells carry their spans
SPANNED = frozenset({GridSource.RULED, GridSource.MARKED})

_YEAR_TEXT = re.compile(r"(?:19|20)\d\d")
_ANY_YEAR = re.compile(r"(?:20\d\d|\{y(?:-1)?\})年(?:度)?")
_TOTALS = frozenset({"合计", "总计", "小计", "金额合计", "本年收入合计", "本年支出合计", "收入总计", "支出总计"})
_MAX_HEAD = 8
#: the least likeness of a printed head to a template's, with and without a title that names the table
_LIKE_WITH_TITLE = 0.55
_LIKE_WITHOUT_TITLE = 0.86

#: what being of the report's family counts for
_FAMILY = 0.15
#: the whole head is there, whatever column its pieces stand in
_ALL_THERE = 0.88
#: confidence of the cells of a column whose head was put right, with all its letters there and with some lost
SETTLED, REBUILT = 0.97, 0.9
#: a printed column at least this like the template's at its place has the template's key
_SAME_COLUMN = 0.7


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """A template's head that fits a printed one, and how well (0–1)."""

    table: TableTemplate
    head: HeadTemplate
    score: float


def resolve(part: Part, templates: Templates, year: int | None, family: str | None = None) -> Part:
    """The part with its head rows counted, its columns named and its template, if it has one, known."""
    count = head_rows_of(part, templates)
    part = part if part.source not in SPANNED else _without_body_cells(part, count)
    printed = geometric_paths(part.matrix[:count], part.cols, part.source)
    match = best_match(part.caption.title, printed, part.matrix[:count], templates, family)
    values = [[row[c].text for row in part.matrix[count:]] for c in range(part.cols)]
    if match is None:
        kinds = tables_of_title(part.caption.title, templates) if part.caption.title else ()
        columns = tuple(column_of(path, values[c], templates.keys) for c, path in enumerate(printed))
        certainty = (_doubt(part, count),) * part.cols if part.source is GridSource.DELIMITED else ()
        return replace(
            part, head_rows=count, columns=columns, template=kinds[0] if kinds else None, certainty=certainty
        )
    part, printed = _without_total(part, count, printed, match.head)
    paths, repairs = reconcile(
        printed,
        part.matrix[:count],
        match,
        templates,
        spans_known=is_certain(part, count),
        year=printed_year(part, year),
        above=part.caption.head_lines,
        as_printed=part.source is GridSource.RULED,
    )
    columns = tuple(
        Column(path=path, role=column.role, key=column.key)
        if _dice(_likeness_key("".join(path)), _likeness_key("".join(column.path))) >= _SAME_COLUMN
        else column_of(path, values[c], templates.keys)
        for c, (path, column) in enumerate(zip(paths, match.head.columns, strict=True))
    )
    known = [column.path_in(printed_year(part, year)) for column in match.head.columns]
    certainty = tuple(
        certainty_of(match, part.matrix[:count])
        if not _same(path, shown)
        else (SETTLED if _is_piece(path, whole) else 1.0)
        for path, shown, whole in zip(paths, printed, known, strict=True)
    )
    return replace(
        part,
        head_rows=count,
        columns=columns,
        template=match.table,
        repairs=(*part.repairs, *repairs),
        certainty=certainty,
    )


def certainty_of(match: Match, head: Matrix) -> float:
    """How far a column is to be trusted whose head was put right by the template: more where the print has all the
    letters of the template's head and only their places are wrong."""
    return SETTLED if bag_likeness(head, match.head) >= _ALL_THERE else REBUILT


def _doubt(part: Part, count: int) -> float:
    """The least confidence of the head's cells: which columns they cover may be in doubt."""
    return min((f.confidence for row in part.matrix[:count] for slot in row for f in slot.fragments), default=1.0)


def _same(path: Path, shown: Path) -> bool:
    return tuple(map(fold, path)) == tuple(map(fold, shown))


def _without_body_cells(part: Part, count: int) -> Part:
    """The part with body cells that stand in its last head row in a row of their own below it.

    A cell over several columns in the last head row, under heads that are leaves already, names no column: it is the
    label of a row (合计) whose figures were left out of an empty table.
    """
    if count < 2:
        return part
    last, above = part.matrix[count - 1], part.matrix[count - 2]
    strays = {
        slot.origin
        for slot in last
        if slot.text
        and slot.col_span > 1
        and slot.row == last[0].row
        and len({s.origin for s in above[slot.col : slot.col + slot.col_span] if s.text}) > 1
    }
    if not strays:
        return part
    cleared = tuple(replace(s, text="", fragments=()) if s.origin in strays else s for s in last)
    row = tuple(s if s.origin in strays else Slot(row=s.row, col=c) for c, s in enumerate(last))
    return replace(part, matrix=(*part.matrix[: count - 1], cleared, row, *part.matrix[count:]))


def _without_total(
    part: Part, count: int, printed: tuple[Path, ...], known: HeadTemplate
) -> tuple[Part, tuple[Path, ...]]:
    """The part of an empty table and its head's paths, with the label of its only row (合计) out of the head's last
    row, where it stands beside leaves."""
    path = printed[0]
    total = bool(path) and fold(path[-1]) in _TOTALS
    if not total or count < 2 or tuple(map(fold, path[:-1])) != tuple(map(fold, known.columns[0].path)):
        return part, printed
    last = part.matrix[count - 1]
    if fold(last[0].text) != fold(path[-1]) or any(slot.text for row in part.matrix[count:] for slot in row):
        return part, printed
    cleared = (replace(last[0], text="", fragments=()), *last[1:])
    row = (last[0], *(Slot(row=slot.row, col=slot.col) for slot in last[1:]))
    matrix = (*part.matrix[: count - 1], cleared, row, *part.matrix[count:])
    return replace(part, matrix=matrix), (path[:-1], *printed[1:])


def is_known(part: Part, templates: Templates) -> bool:
    """Whether title and head are those of a known table, beyond doubt."""
    if not part.caption.title or not tables_of_title(part.caption.title, templates, exactly=True):
        return False
    count = head_rows_of(part, templates)
    head = part.matrix[:count]
    match = best_match(part.caption.title, geometric_paths(head, part.cols, part.source), head, templates)
    return match is not None and match.score >= _ALL_THERE


# ---------------------------------------------------------------- how many rows


def head_rows_of(part: Part, templates: Templates) -> int:
    """How many rows are head: as the reader says, else as data and spans show, else (an empty table without spans) as
    many as make the head most like the one that the title names."""
    if part.head_rows is not None and (part.source is not GridSource.ALIGNED or not _mostly_ideographs(part)):
        return part.head_rows
    count = max(count_head_rows(part.matrix, part.source), part.head_rows or 0)
    if part.source in SPANNED or not part.caption.title or any(is_data(row) for row in part.matrix):
        return count
    scores = {}
    for rows in range(1, min(len(part.matrix), _MAX_HEAD) + 1):
        head = part.matrix[:rows]
        printed = geometric_paths(head, part.cols, part.source)
        match = best_match(part.caption.title, printed, head, templates)
        scores[rows] = match.score if match else 0.0
    best = max(scores.values(), default=0.0)
    return min(rows for rows, score in scores.items() if score == best) if best > 0 else count


def _mostly_ideographs(part: Part) -> bool:
    text = "".join(slot.text for row in part.matrix for slot in row)
    return 2 * sum(map(is_cjk, text)) >= sum(c.isalpha() for c in text)


def count_head_rows(matrix: Matrix, source: GridSource) -> int:
    """How many leading rows are head: those above the first row of data, and what spans in them tell."""
    first_data = next((i for i, row in enumerate(matrix) if is_data(row)), len(matrix))
    if source in SPANNED:
        deep = _depth_by_spans(matrix)
        if deep <= first_data:
            return deep
    count = min(first_data, _MAX_HEAD, len(matrix))
    while count > 1 and _is_label_only(matrix[count - 1]):
        count -= 1
    if first_data == len(matrix):
        count = next((i for i, row in enumerate(matrix) if i and _starts_body(row)), min(1, len(matrix)))
    return count


def is_data(row: Sequence[Slot]) -> bool:
    """Whether a row carries figures: an amount or a code, not only years or the numbering of the columns."""
    texts = [slot.text for slot in row if slot.text]
    numbers = [t for t in texts if parse_number(t) is not None and not _YEAR_TEXT.fullmatch(t)]
    return bool(numbers) and not is_numbering(texts)


def is_numbering(texts: Sequence[str]) -> bool:
    """A row that numbers the columns: 栏次 1 2 3 …"""
    numbers = [int(t) for t in texts if t.isdecimal()]
    words = [t for t in texts if not t.isdecimal()]
    rising = len(numbers) >= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 2
    return rising and len(words) <= 2 and all(fold(w) in {"栏次", "行次", "项目", "**"} for w in words)


def _starts_body(row: Sequence[Slot]) -> bool:
    texts = [slot.text for slot in row if slot.text]
    return not texts or fold(texts[0]) in _TOTALS


def _is_label_only(row: Sequence[Slot]) -> bool:
    filled = {slot.origin for slot in row if slot.text}
    return len(filled) == 1 and bool(row[0].text) and row[0].col_span == 1 and row[0].row_span == 1


def _depth_by_spans(matrix: Matrix) -> int:
    """The first row boundary below row 0 that no cell crosses and above which no cell spans columns without leaves."""
    depth = 1
    while depth < min(len(matrix), _MAX_HEAD):
        above = {slot.origin: slot for row in matrix[:depth] for slot in row}.values()
        crossing = any(slot.row + slot.row_span > depth for slot in above)
        last = {slot.origin: slot for slot in matrix[depth - 1]}.values()
        below = matrix[depth]
        parents = any(
            slot.col_span > 1 and slot.text and any(s.text for s in below[slot.col : slot.col + slot.col_span])
            for slot in last
        )
        if not crossing and not parents:
            return depth
        depth += 1
    return depth


# ---------------------------------------------------------------- paths by geometry


def geometric_paths(head: Matrix, cols: int, source: GridSource) -> tuple[Path, ...]:
    """The path of every leaf column as the grid shows it, outermost text first."""
    rows = [row for row in head if not is_numbering([s.text for s in row if s.text])]
    spread = rows if source in SPANNED else _spread(rows)
    paths = []
    for col in range(cols):
        path: list[str] = []
        seen: set[tuple[int, int]] = set()
        for row in spread:
            slot = row[col]
            if slot.text and slot.origin not in seen:
                seen.add(slot.origin)
                path.append(slot.text)
        paths.append(tuple(path))
    return tuple(paths)


def _spread(rows: Sequence[Sequence[Slot]]) -> list[list[Slot]]:
    """Rows whose empty cells right of a parent carry the parent: a spanning head without marks of its span."""
    spread = [list(row) for row in rows]
    for index, row in enumerate(spread[:-1]):
        below = rows[index + 1 :]
        parent: Slot | None = None
        for col, slot in enumerate(row):
            has_leaf = any(r[col].text for r in below)
            own_above = any(spread[i][col].text for i in range(index))
            if slot.text:
                parent = slot if has_leaf else None
            elif parent is not None and has_leaf and (index == 0 or _same_parent(spread, index, parent.col, col)):
                row[col] = parent
            elif not has_leaf or own_above:
                parent = None
    return spread


def _same_parent(spread: Sequence[Sequence[Slot]], index: int, left: int, right: int) -> bool:
    return all(spread[i][left].origin == spread[i][right].origin or not spread[i][right].text for i in range(index))


# ---------------------------------------------------------------- templates


def family_of(parts: Sequence[Part], templates: Templates) -> str | None:
    """The family whose heads fit most of the parts, None where none fits any."""
    votes: Counter[str] = Counter()
    for part in parts:
        count = head_rows_of(part, templates)
        head = part.matrix[:count]
        match = best_match(part.caption.title, geometric_paths(head, part.cols, part.source), head, templates)
        if match is not None and match.score >= _ALL_THERE:
            votes[match.table.family] += 1
    return votes.most_common(1)[0][0] if votes else None


def best_match(
    title: str | None, printed: Sequence[Path], head: Matrix, templates: Templates, family: str | None = None
) -> Match | None:
    """The known head that fits best, None where none fits clearly. `family`, the one of most tables of the report,
    decides between heads that fit about equally."""
    named = tables_of_title(title, templates) if title else ()
    scored = [
        Match(table=table, head=known, score=likeness(printed, head, known))
        for table in (named or templates.tables)
        for known in table.heads
        if len(known.columns) == len(printed)
    ]
    if not scored:
        return None
    best = max(scored, key=lambda m: m.score + (_FAMILY if m.table.family == family else 0.0))
    if named:
        return best if best.score >= _LIKE_WITH_TITLE or only_its_words(head, best.head) else None
    rivals = {m.table.kind for m in scored if m.score >= best.score - 0.02}
    return best if best.score >= _LIKE_WITHOUT_TITLE and len(rivals) == 1 else None


def only_its_words(head: Matrix, known: HeadTemplate) -> bool:
    """Whether every text that is left of a head is one of the template's: cells were lost, nothing else is wrong."""
    texts = {_likeness_key(slot.text) for row in head for slot in row if slot.text}
    return bool(texts) and texts <= {_likeness_key(text) for column in known.columns for text in column.path}


def likeness(printed: Sequence[Path], head: Matrix, known: HeadTemplate) -> float:
    """How much of the template's head the print shows: leaf by leaf, or as one bag of characters where it is cut up."""
    leaves = [
        _dice(_likeness_key("".join(path)), _likeness_key("".join(column.path)))
        for path, column in zip(printed, known.columns, strict=True)
    ]
    return max(sum(leaves) / len(leaves), bag_likeness(head, known))


def bag_likeness(head: Matrix, known: HeadTemplate) -> float:
    """Letters in common, wherever they stand in the head: every printed cell once, every head text once a branch."""
    printed = _likeness_key("".join({slot.origin: slot.text for row in head for slot in row}.values()))
    branches = dict.fromkeys(column.path[: i + 1] for column in known.columns for i in range(len(column.path)))
    return _dice(printed, _likeness_key("".join(branch[-1] for branch in branches)))


def _likeness_key(text: str) -> str:
    """Folded, every year as one sign: a head that prints a year is not one that does not."""
    return _ANY_YEAR.sub("年", fold(text))


def _dice(left: str, right: str) -> float:
    """Characters in common, 0–1."""
    if not left or not right:
        return 0.0
    return 2 * sum((Counter(left) & Counter(right)).values()) / (len(left) + len(right))


def printed_year(part: Part, year: int | None) -> int | None:
    """The budget year that the head itself prints (the later one where it prints two), else the caption's, else the
    report's."""
    rows = part.matrix[: part.head_rows or _MAX_HEAD]
    years = [int(y) for row in rows for slot in row for y in re.findall(r"(20\d\d)年", fold(slot.text))]
    if years:
        return max(years)
    return part.caption.year or year


def reconcile(
    printed: Sequence[Path],
    head: Matrix,
    match: Match,
    templates: Templates,
    *,
    spans_known: bool,
    year: int | None,
    above: Sequence[str] = (),
    as_printed: bool = False,
) -> tuple[tuple[Path, ...], tuple[Repair, ...]]:
    """The paths to give, and the repair if they are not what the print shows.

    Where spans and letters are certain (`spans_known`) the print stands and only columns without any head are filled.
    """
    if spans_known:
        known = [column.path_in(year) for column in match.head.columns]
        placed = (_under(path, known[c], above) or known[c] for c, path in enumerate(printed))
        blank = [any(not row[c].text for row in head) for c in range(len(printed))]
        result = tuple(
            known[c]
            if blank[c] and _is_rest_of(path, known[c], templates)
            else _corrected(path, known[c], templates, as_printed=as_printed)
            for c, path in enumerate(placed)
        )
        result = unshuffled(result, known)
    else:
        all_there = bag_likeness(head, match.head) >= _ALL_THERE
        settled = settle(head, match.head, templates, year, all_there=all_there)
        result = tuple(printed) if settled is None else _with_years(deepened(settled, printed), head)
    if all(map(_same, result, printed)):
        return result, ()
    repair = Repair(
        code="head_rebuilt",
        before=" | ".join("/".join(p) for p in printed),
        after=" | ".join("/".join(p) for p in result),
        why=f"the head of {match.table.titles[0]} ({match.table.family}) fits with {match.score:.2f}",
    )
    return result, (repair,)


def unshuffled(paths: Sequence[Path], known: Sequence[Path]) -> tuple[Path, ...]:
    """The paths, neighbours that hold each other's letters with the template's: text ran over the rule between them.
    Only where the letters of both together are exactly the template's."""
    result = list(paths)
    for left in range(len(paths) - 1):
        if not all((*paths[left : left + 2], *known[left : left + 2])):
            continue
        pair, wanted = ([fold(path[-1]) for path in both[left : left + 2]] for both in (paths, known))
        if pair[0] != wanted[0] and pair[1] != wanted[1] and Counter("".join(pair)) == Counter("".join(wanted)):
            result[left : left + 2] = [(*result[i][:-1], known[i][-1]) for i in (left, left + 1)]
    return tuple(result)


def deepened(settled: Sequence[Path], printed: Sequence[Path]) -> tuple[Path, ...]:
    """The settled paths; where the print has all their leaves whole and some under more parents, with those parents."""
    if not all(p and fold(p[-1]) == fold(s[-1]) for p, s in zip(printed, settled, strict=True)):
        return tuple(settled)
    return tuple(p if len(p) > len(s) else s for p, s in zip(printed, settled, strict=True))


def _with_years(paths: Sequence[Path], head: Matrix) -> tuple[Path, ...]:
    """The paths, with the years that the print has before words of theirs (2023年机关运行经费预算数)."""
    dated: dict[str, set[str]] = {}
    for text in (slot.text for row in head for slot in row if _ANY_YEAR.match(fold(slot.text))):
        dated.setdefault(_ANY_YEAR.sub("", fold(text), count=1), set()).add(tidy(text))
    one = {word: next(iter(texts)) for word, texts in dated.items() if len(texts) == 1}
    return tuple(tuple(one.get(fold(text), text) for text in path) for path in paths)


def _is_rest_of(path: Path, known: Path, templates: Templates) -> bool:
    """Whether the path is the known one with some texts lost, the others in order, a letter of them misread or not."""
    left = iter(known)
    return len(path) < len(known) and all(
        any(fold(text) == fold(k) or is_misread(text, k, templates) for k in left) for text in path
    )


def _corrected(path: Path, known: Path, templates: Templates, *, as_printed: bool) -> Path:
    """The path with texts that are the template's but for one misread letter, or of which one letter at their end is
    left (a cell too low for its lines). In a text layer (`as_printed`) only letters that look alike are misread: other
    words are another place's (市级 for 省级)."""
    if len(path) != len(known):
        return path
    return tuple(
        k if is_misread(p, k, templates, alike=as_printed) or _is_remnant(p, k) else p
        for p, k in zip(path, known, strict=True)
    )


def _is_piece(path: Path, known: Path) -> bool:
    """Whether a text of the path is only the beginning or end of the template's: another wording, or a cell too low for
    its lines."""
    return len(path) == len(known) and any(
        len(p) < len(k) and (k.startswith(p) or k.endswith(p))
        for p, k in zip(map(fold, path), map(fold, known), strict=True)
    )


def _is_remnant(text: str, known: str) -> bool:
    return len(text) == 1 < len(known) and known.endswith(text)


def _under(path: Path, known: Path, above: Sequence[str]) -> Path:
    """The path with the text that the template has outermost, where that stands above the grid's frame."""
    if not path or len(known) <= len(path) or fold(known[0]) == fold(path[0]):
        return path
    outermost = [text for text in above if fold(text) == fold(known[0])]
    return (*outermost[:1], *path)


def is_certain(part: Part, count: int) -> bool:
    """Whether the head's spans come from rules or marks and its letters from a digital text layer.

    Text exports carry marks as well (HTML), but their letters may come from OCR: an odd sign gives that away.
    """
    if part.source not in SPANNED:
        return False
    slots = [slot for row in part.matrix[:count] for slot in row]
    if any(f.confidence < 1 for slot in slots for f in slot.fragments):
        return False
    return not any(is_odd(slot.text) for slot in slots)
