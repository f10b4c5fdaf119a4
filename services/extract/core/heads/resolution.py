"""Heads of tables: how many rows they take, the full path of every leaf column, and repair by the family's templates.

Where rules or marks give the spans (RULED, MARKED) a path is read off them. Where only positions are known (ALIGNED,
DELIMITED) an empty neighbour may be a span; the family's template settles it where one clearly fits.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from services.extract.core.confused import may_be_misread
from services.extract.core.heads import doubts, empty_tables, levels
from services.extract.core.heads.column_order import in_order_of_leaves, in_printed_order
from services.extract.core.heads.composed import is_known_path
from services.extract.core.heads.depth import MAX_HEAD, SPANNED, count_head_rows, is_data, without_numbering
from services.extract.core.heads.doubts import SETTLED
from services.extract.core.heads.known_words import shows_its_spans, spread_paths, with_known_words
from services.extract.core.heads.match import ALL_THERE, Match, bag_likeness, best_match, dice, likeness_key
from services.extract.core.heads.paths import geometric_paths
from services.extract.core.heads.repair import rebuilt, reconcile, same_path
from services.extract.core.heads.words import Path, is_odd
from services.extract.core.heads.years import printed_year, year_by_place
from services.extract.core.keys import column_of
from services.extract.core.parts import Matrix, Part, Slot, padded, pages_of
from services.extract.core.templates import HeadTemplate, TableTemplate, Templates, head_key
from services.extract.core.titles import tables_of_title
from shared.model.fold import fold, ideographs
from shared.model.page import DOUBT, GridSource
from shared.model.table import Column

#: confidence of the cells of a column whose head was put right with some of its letters lost
REBUILT = 0.9

#: blank columns at the right of a table that an export may have left out
_MOST_LOST = 3
#: how keys of columns of one source of money begin
_SOURCE = "appropriation."
#: by so much a head with more columns must fit better than one with as many as are there
_CLEARLY = 0.1


#: a printed column less like the one at its place is another's: the head has no more columns than it prints
_NO_STRANGER = 0.5

#: a printed column at least this like the template's at its place has the template's key
_SAME_COLUMN = 0.7


def resolve(
    part: Part, templates: Templates, year: int | None, family: str | None = None, *, damaged: bool = False
) -> Part:
    """The part with its head rows counted, its columns named and its template, if it has one, known. `damaged`: heads
    of its document came out with signs in them that no head has."""
    part = levels.numbered(widened(empty_tables.with_its_columns(part, templates, year), templates))
    count = head_rows_of(part, templates)
    part = part if part.source not in SPANNED else empty_tables.without_body_cells(part, count)
    head = without_numbering(part.matrix[:count])
    printed = geometric_paths(head, part.cols, part.source)
    match = best_match(part.caption.title, printed, head, templates, family)
    named = match
    anchored = part.source is GridSource.DELIMITED and shows_its_spans(head, templates)
    match = match if anchored else with_known_words(part, count, printed, match, templates)
    known_words = match is not named
    spread = printed if anchored else spread_paths(part, count, printed, templates)
    values = [[row[c].text for row in part.matrix[count:]] for c in range(part.cols)]
    if match is None:
        is_scan = part.source is GridSource.RULED
        why = "a word of it is parted" if is_scan else "its words stand under one another so, and its figures add up"
        respread = () if spread == printed else (rebuilt(printed, spread, why),)
        respelt = [path != shown for path, shown in zip(spread, printed, strict=True)]
        printed = spread
        kinds = tables_of_title(part.caption.title, templates) if part.caption.title else ()
        columns = tuple(column_of(path, values[c], templates.keys) for c, path in enumerate(printed))
        certainty = (
            (_doubt(part, count, printed, known=bool(kinds)),) * part.cols
            if part.source is GridSource.DELIMITED
            else _unnamed(part, count, printed, values)
        )
        if part.source in (GridSource.DELIMITED, GridSource.MARKED):
            misread = [may_be_misread(path, templates.head_words) for path in printed]
            certainty = tuple(
                min(c, SETTLED if m else 1.0) for c, m in zip(certainty or (1.0,) * part.cols, misread, strict=True)
            )
        certainty = doubts.of_print(certainty, part, count, printed, values, templates)
        certainty = doubts.of_spans(certainty, part, are_known=False)
        if any(respelt):
            certainty = tuple(
                min(c, SETTLED) if m else c for c, m in zip(certainty or (1.0,) * part.cols, respelt, strict=True)
            )
        return replace(
            part,
            head_rows=count,
            columns=columns,
            template=kinds[0] if kinds else None,
            repairs=(*part.repairs, *respread),
            certainty=certainty,
        )
    whole = part
    part, printed = empty_tables.without_total(whole, count, printed, match.head)
    if part is not whole and not anchored:
        spread = spread_paths(part, count, printed, templates)
    head = without_numbering(part.matrix[:count])
    year = year_by_place(printed, match.head) or printed_year(part, year)
    match = in_printed_order(match, printed, year)
    if part.source is GridSource.ALIGNED:
        match = in_order_of_leaves(match, printed, templates.head_words)
    paths, repairs = reconcile(
        printed,
        head,
        match,
        templates,
        spans_known=anchored or is_certain(part, count),
        year=year,
        above=part.caption.head_lines,
        as_printed=part.source is GridSource.RULED,
        whole=part.source in (GridSource.ALIGNED, GridSource.STREAM),
        pasted=part.source is GridSource.RULED and len(pages_of(part)) > 1,
        damaged=damaged,
        spread=spread,
        anchored=anchored,
    )
    columns = tuple(
        Column(path=path, role=column.role, key=column.key)
        if (column.key or not known_words) and _names_same(path, column.path)
        else column_of(path, values[c], templates.keys)
        for c, (path, column) in enumerate(zip(paths, match.head.columns, strict=True))
    )
    known = [column.path_in(year) for column in match.head.columns]
    lossy = part.source is GridSource.DELIMITED  # what such a head says beside the template's may be its neighbour's
    blurred = _blurred(head, paths) if lossy else frozenset()
    marked = part.source is GridSource.MARKED  # its letters may come from OCR, which puts in what is no word
    doubted = frozenset(
        c
        for c, (path, whole) in enumerate(zip(paths, known, strict=True))
        if not same_path(path, whole) and (lossy or (marked and not _are_head_words(path, templates)))
    )
    certainty = tuple(
        certainty_of(match, head)
        if not same_path(path, shown)
        else (SETTLED if doubts.may_be_cut(path, whole, head, c) or c in doubted or c in blurred else 1.0)
        for c, (path, shown, whole) in enumerate(zip(paths, printed, known, strict=True))
    )
    if marked:
        certainty = tuple(
            min(most, SETTLED) if any(not row[c].text for row in head) else most for c, most in enumerate(certainty)
        )
    # A head of one row with a blank may have lost the row above it as well; texts that only their place gives a column
    # may all stand in another's.
    # So may those of a head that no template has, put together from words of which one is strange where it stands.
    strange = lossy and known_words and not all(is_known_path(c.path, templates.lexicon) for c in match.head.columns)
    cut = (lossy or marked) and len(head) == 1 and not all(slot.text for slot in head[0])
    moved = lossy and len(head) > 1 and not all(map(same_path, paths, printed))
    if cut or moved or strange or _ran_together(paths):
        certainty = tuple(min(c, SETTLED) for c in certainty)
    if lossy:  # the reader doubts where such a text stands
        unsure = [any(f.confidence < 1 for row in head for f in row[c].fragments) for c in range(part.cols)]
        certainty = tuple(min(c, SETTLED) if doubt else c for c, doubt in zip(certainty, unsure, strict=True))
    certainty = doubts.of_print(certainty, part, count, paths, values, templates)
    are_known = all(map(same_path, paths, printed)) and all(map(same_path, paths, known))
    certainty = doubts.of_spans(certainty, part, are_known=are_known)
    return replace(
        part,
        head_rows=count,
        columns=columns,
        template=match.table,
        repairs=(*part.repairs, *repairs),
        certainty=certainty,
    )


#: an amount, or a code behind a word, the number of an entry behind one, or whose table it is: what no head prints
_OF_A_ROW = re.compile(
    r"\d[\d,]*\.\d\d(?!\d)|[\u4e00-\u9fff]\d[\d,]*\.\d(?!\d)|\d,\d{3}(?!\d)|[^\W\d_][一二三四五六七八九]、"
    r"|[\u4e00-\u9fff]\d{3}(?:\d\d){0,2}$|(?<![（(])(?:部门|单位)(?:名称)?[:：](?!.*[)）]$)"
)


def _are_head_words(path: Path, templates: Templates) -> bool:
    return all(head_key(text) in templates.head_words for text in path)


def _ran_together(paths: Sequence[Path]) -> bool:
    """Whether a head holds what the first row prints, or the caption: the rule between them is not drawn."""
    return any(_OF_A_ROW.search(fold(text)) for path in paths for text in path)


def certainty_of(match: Match, head: Matrix) -> float:
    """How far a column is to be trusted whose head was put right by the template: more where the print has all the
    letters of the template's head and only their places are wrong."""
    return SETTLED if bag_likeness(head, match.head) >= ALL_THERE else REBUILT


def _blurred(head: Matrix, paths: Sequence[Path]) -> frozenset[int]:
    """The columns whose path lacks what stood above the leaf, or is another column's as well: a text was lost."""
    twice = {path for path, count in Counter(paths).items() if count > 1}
    leaves = [max((r for r, row in enumerate(head) if row[c].text), default=0) for c in range(len(paths))]
    return frozenset(c for c, path in enumerate(paths) if path in twice or len(path) <= leaves[c])


def _doubt(part: Part, count: int, printed: Sequence[Path], *, known: bool) -> float:
    """How far columns are to be trusted whose head nothing but its text tells: what it covers may have been lost.

    A head of several rows shows no spans, a column without one has lost it, and a head that is none of those that its
    title has (`known`) is damaged: each may belong to other columns than it seems to.
    """
    least = min((f.confidence for row in part.matrix[:count] for slot in row for f in slot.fragments), default=1.0)
    return min(least, SETTLED) if known or count > 1 or not all(printed) else least


def _unnamed(part: Part, count: int, printed: Sequence[Path], values: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """How far columns without a template are to be trusted: less where a cell over all of them is all that heads them,
    or is in doubt itself, or where one of those found by alignment, behind the first, holds texts and has no name:
    for which of them the names stand over is a guess, and without any name the table may be a piece of another.
    So are all where a text of the head is read in doubt: what spoilt it, a stamp or a fold, spoils rules as well.
    A cell of the head that marks give and that is blank may have lost its text, one in doubt may be two."""
    heaped = part.cols > 2 and any(
        slot.col_span == part.cols and any(f.confidence < 1 for f in slot.fragments)
        for row in part.matrix[:count]
        for slot in row
    )
    heaped = heaped or (part.cols > 2 and any(printed) and len({tuple(map(fold, path)) for path in printed}) == 1)
    named = any(printed[1:]) and all(path or not any(held) for path, held in zip(printed[1:], values[1:], strict=True))
    guessed = part.source is GridSource.ALIGNED and part.cols > 1 and not named
    spoilt = any(f.confidence <= DOUBT for row in part.matrix[:count] for slot in row for f in slot.fragments)
    if heaped or guessed or spoilt or _ran_together(printed):
        return (SETTLED,) * part.cols
    marked = part.source is GridSource.MARKED and count > 0
    unsure = [marked and any(map(_is_unsure, (row[c] for row in part.matrix[:count]))) for c in range(part.cols)]
    return tuple(SETTLED if u else 1.0 for u in unsure) if any(unsure) else ()


def _is_unsure(slot: Slot) -> bool:
    return not slot.text or any(f.confidence < 1 for f in slot.fragments)


def _names_same(path: Path, known: Path) -> bool:
    """Whether a path is a wording of the template's: most letters are there, and some of those of the leaf
    (公务用车运行维护费/其他 is not 公务用车运行维护费, whatever stands above both)."""
    return not path or not known or _likeness_of(path, known) >= _SAME_COLUMN


def widened(part: Part, templates: Templates) -> Part:
    """The part with the columns at its right that are blank in all its rows and lost their heads, so that its export
    left nothing of them: those that the head has which its title and the rest of it name. Columns that are
    there already (a list that goes on beside itself) and groups of which nothing is printed are none it lacks."""
    if part.source is not GridSource.DELIMITED or not part.caption.title:
        return part
    named = tables_of_title(part.caption.title, templates)
    widths = {
        len(h.columns)
        for t in named
        for h in t.heads
        if 0 <= len(h.columns) - part.cols <= _MOST_LOST and _may_be_lost(h, part.cols)
    }
    ways = [padded(part, width) for width in sorted({part.cols, *widths})]
    likeness = [_likeness(way, named, templates, least=_NO_STRANGER if way.cols > part.cols else 0.0) for way in ways]
    best = max(likeness)
    return ways[likeness.index(best)] if best >= max(_SAME_COLUMN, likeness[0] + _CLEARLY) else part


def _may_be_lost(known: HeadTemplate, count: int) -> bool:
    """Whether an export may have lost a head's columns behind the first `count`: others than these, and no whole group
    and no source of money, which are rather left out by who prints the table."""
    kept, lost = known.columns[:count], known.columns[count:]
    groups = {column.path[0] for column in kept}
    grouped = all(len(column.path) == 1 or column.path[0] in groups for column in lost)
    source = any((column.key or "").startswith(_SOURCE) for column in lost)
    return not lost or (grouped and not source and not {c.path for c in lost} <= {c.path for c in kept})


def _likeness(part: Part, named: Sequence[TableTemplate], templates: Templates, *, least: float) -> float:
    """How much the columns that print something are like those at their places, in the head of as many columns that
    fits them best; 0 where there is none, or one of them is not even so much like its place's as `least`."""
    head = part.matrix[: head_rows_of(part, templates)]
    printed = [(c, path) for c, path in enumerate(geometric_paths(head, part.cols, part.source)) if path]
    heads = [known.columns for table in named for known in table.heads if len(known.columns) == part.cols]
    likeness = [[_likeness_of(path, known[c].path) for c, path in printed] for known in heads]
    return max((sum(own) for own in likeness if min(own, default=0.0) >= least), default=0.0) / max(len(printed), 1)


def _likeness_of(path: Path, known: Path) -> float:
    """How many letters two paths have in common; none count where their lowest texts share none."""
    leaves = dice(likeness_key(path[-1]), likeness_key(known[-1]))
    return dice(likeness_key("".join(path)), likeness_key("".join(known))) if leaves else 0.0


def is_known(part: Part, templates: Templates) -> bool:
    """Whether title and head are those of a known table, beyond doubt: nearly all of the head's letters are there, or
    half of its columns have theirs whole at their places."""
    if not part.caption.title or not tables_of_title(part.caption.title, templates, exactly=True):
        return False
    count = head_rows_of(part, templates)
    head = part.matrix[:count]
    printed = geometric_paths(head, part.cols, part.source)
    match = best_match(part.caption.title, printed, head, templates)
    if match is None:
        return False
    whole = sum(same_path(path, column.path) for path, column in zip(printed, match.head.columns, strict=True))
    return match.score >= ALL_THERE or 2 * whole >= len(printed)


def head_rows_of(part: Part, templates: Templates) -> int:
    """How many rows are head: as the reader says, where it does not read by positions alone or every column has a name
    by then; else as data and spans show, else (an empty table without spans) as many as make the head most like the one
    that the title names."""
    if part.head_rows is not None and (
        part.source is not GridSource.ALIGNED or not _mostly_ideographs(part) or _names_all(part, part.head_rows)
    ):
        return part.head_rows
    count = max(count_head_rows(part.matrix, part.source), part.head_rows or 0)
    if part.source in SPANNED or not part.caption.title or any(is_data(row) for row in part.matrix):
        return count
    scores = {}
    for rows in range(1, min(len(part.matrix), MAX_HEAD) + 1):
        head = part.matrix[:rows]
        printed = geometric_paths(head, part.cols, part.source)
        match = best_match(part.caption.title, printed, head, templates)
        scores[rows] = match.score if match else 0.0
    best = max(scores.values(), default=0.0)
    return min(rows for rows, score in scores.items() if score == best) if best > 0 else count


def _names_all(part: Part, count: int) -> bool:
    """Whether every column has a text in the first `count` rows."""
    return count > 0 and all(any(row[c].text for row in part.matrix[:count]) for c in range(part.cols))


def _mostly_ideographs(part: Part) -> bool:
    text = "".join(slot.text for row in part.matrix for slot in row)
    return 2 * ideographs(text) >= sum(map(str.isalpha, text))


def family_of(parts: Sequence[Part], templates: Templates) -> str | None:
    """The family whose heads fit most of the parts, None where none fits any."""
    votes: Counter[str] = Counter()
    for part in parts:
        count = head_rows_of(part, templates)
        head = part.matrix[:count]
        match = best_match(part.caption.title, geometric_paths(head, part.cols, part.source), head, templates)
        if match is not None and match.score >= ALL_THERE:
            votes[match.table.family] += 1
    return votes.most_common(1)[0][0] if votes else None


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
