"""What a known head says about a printed one: the paths to give, and the repair if they are not the print's."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher

from services.extract.core.heads.as_printed import (
    deepened,
    is_digital,
    no_taller,
    of_text_layer,
    unglued,
    worded_as_printed,
)
from services.extract.core.heads.as_read import as_read
from services.extract.core.heads.complete import is_contradicted
from services.extract.core.heads.match import ALL_THERE, ANY_YEAR, Match, bag_likeness
from services.extract.core.heads.words import Path, is_misread, is_odd, likeness, settle
from services.extract.core.heads.years import undated_as_printed
from services.extract.core.parts import Matrix
from services.extract.core.templates import (
    PREVIOUS_YEAR,
    PRINTED_YEAR,
    YEAR,
    HeadTemplate,
    Templates,
    head_key,
    unit_in,
)
from shared.model.fold import fold, ideographs, tidy
from shared.model.page import DOUBT
from shared.model.table import Repair

#: a text longer than the expected one by so many letters, or no more like it than this, is another text
_LONGER, _UNLIKE = 3, 0.4
#: a text read better than this is what is printed; so many ideographs at the least make a wording of their own
_SURELY, _A_WORD = 0.95, 4
#: letters of a word that some wordings leave out
_WORD = 2
_EITHER_YEAR = re.compile(f"{re.escape(YEAR)}|{re.escape(PREVIOUS_YEAR)}")


def same_path(path: Path, shown: Path) -> bool:
    return tuple(map(fold, path)) == tuple(map(fold, shown))


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
    whole: bool = False,
    damaged: bool = False,
    pasted: bool = False,
    spread: Sequence[Path] = (),
    anchored: bool = False,
) -> tuple[tuple[Path, ...], tuple[Repair, ...]]:
    """The paths to give, and the repair if they are not what the print shows.

    Where spans and letters are certain (`spans_known`) the print stands and only columns without any head are filled.
    Where all letters of the print are there (`whole`) and only their places are in question, nothing is added to them.
    Where heads of the document are `damaged` and half of this one's columns are the template's, a text that is no head
    word stands for the one that is due there; elsewhere one that was read in doubt (under a stamp) does. One `pasted`
    from several pages may lack letters, but has all its rows: no path is longer than these are. `spread`: the printed
    paths where its words and figures tell which columns each text is over; `anchored`: a blank cell is where a merged
    one goes on, and lost no text.
    """
    if spans_known:
        known = [column.path_in(year) for column in match.head.columns]
        placed = (_under(path, known[c], above) or known[c] for c, path in enumerate(printed))
        agreed = sum(
            same_path(p[-1:], k[-1:]) or _is_rest_of(p, k, templates) for p, k in zip(printed, known, strict=True)
        )
        strange = damaged and 2 * agreed >= len(known)
        blank = [not anchored and any(not row[c].text for row in head) for c in range(len(printed))]
        result = tuple(
            known[c]
            if blank[c] and _is_rest_of(path, known[c], templates)
            else _corrected(path, known[c], templates, as_printed=as_printed, strange=strange)
            for c, path in enumerate(placed)
        )
        result = unshuffled(result, known)
    else:
        all_there = bag_likeness(head, match.head) >= ALL_THERE
        doubted = frozenset(s.text for row in head for s in row if any(f.confidence <= DOUBT for f in s.fragments))
        settled = settle(
            head,
            match.head,
            templates,
            year,
            all_there=all_there,
            damaged=damaged,
            doubted=doubted,
            sure=_surely_read(head) if as_printed else frozenset(),
        )
        if settled is not None:
            settled = with_printed_parents(settled, spread or printed, match.head, templates, _surely_read(head))
        result = tuple(spread or printed) if settled is None else _with_years(deepened(settled, printed), head)
        if as_printed and is_digital(head):
            result = of_text_layer(result, printed, head, above, templates)
        if whole:
            result = only_printed(result, printed, head, templates, above)
        result = _without_own_parents(result, printed)
        if as_printed or whole:
            sure = _surely_read(head)
            words = sure | {t for t in _surely_read(head, DOUBT) if head_key(t) in templates.head_words}
            result = worded_as_printed(unglued(result, printed, sure), spread or printed, words, templates)
        result = tuple(path[-len(head) :] for path in result) if pasted and head else result
        result = tuple(printed) if is_contradicted(printed, result, templates) else result
        if as_printed and not pasted and not is_digital(head):
            known = [column.path_in(year) for column in match.head.columns]
            result = as_read(spread or printed, known, head, templates).over(result)
    result = no_taller(result, head, above) if as_printed and head else result
    result = undated_as_printed(result, printed, match.head)
    result = units_as_printed(years_agreeing(result, match.head, head), head)
    if all(map(same_path, result, printed)):
        return result, ()
    why = f"the head of {match.table.titles[0]} ({match.table.family}) fits with {match.score:.2f}"
    return result, (rebuilt(printed, result, why),)


def rebuilt(before: Sequence[Path], after: Sequence[Path], why: str) -> Repair:
    """That a head was given other paths than it shows."""
    return Repair(
        code="head_rebuilt",
        before=" | ".join("/".join(p) for p in before),
        after=" | ".join("/".join(p) for p in after),
        why=why,
    )


def unshuffled(paths: Sequence[Path], known: Sequence[Path]) -> tuple[Path, ...]:
    """The paths, neighbours that hold each other's letters with the template's: text ran over the rule between them.
    Only where the letters of both together are exactly the template's, and not where each text is whole: columns are
    printed in another order then."""
    result = list(paths)
    for left in range(len(paths) - 1):
        if not all((*paths[left : left + 2], *known[left : left + 2])):
            continue
        pair, wanted = ([fold(path[-1]) for path in both[left : left + 2]] for both in (paths, known))
        if pair == wanted[::-1] or pair[0] == wanted[0] or pair[1] == wanted[1]:
            continue
        if Counter("".join(pair)) == Counter("".join(wanted)):
            result[left : left + 2] = [(*result[i][:-1], known[i][-1]) for i in (left, left + 1)]
    return tuple(result)


def with_printed_parents(
    settled: Sequence[Path],
    printed: Sequence[Path],
    known: HeadTemplate,
    templates: Templates,
    sure: Collection[str] = (),
) -> tuple[Path, ...]:
    """The settled paths, a parent that the head does not print as the print has it: where all leaves are whole, and
    over just this parent's columns stands one other text, legible and no damaged form of it, that is what is printed
    (本年一般公共预算基本支出 for {Y}年基本支出). One of the `sure` texts may be another wording of the expected one."""
    if not all(p and fold(p[-1]) == fold(s[-1]) for p, s in zip(printed, settled, strict=True)):
        return tuple(settled)
    texts = {fold(text) for path in printed for text in path}
    result = list(settled)
    groups = itertools.groupby(range(len(settled)), key=lambda c: known.columns[c].path[:-1])
    for parents, group in groups:
        columns = list(group)
        shown = {tuple(map(fold, printed[c][:-1])) for c in columns}
        if len(shown) != 1 or not len(parents) == len(printed[columns[0]]) - 1 == len(settled[columns[0]]) - 1:
            continue
        for level, template in enumerate(parents):
            expected, text = settled[columns[0]][level], printed[columns[0]][level]
            others = (c for c, column in enumerate(known.columns) if template not in column.path)
            if fold(expected) in texts or any(text in printed[c] for c in others) or is_odd(text):
                continue
            placed = {fold(t) for path in result for t in path}  # whole texts of their own lost no words to this one
            reworded = text in sure and _is_reworded(text, expected, texts - placed, templates)
            if not reworded and not _is_other(text, expected, template):
                continue
            for c in columns:
                result[c] = (*result[c][:level], text, *result[c][level + 1 :])
    return tuple(result)


def _is_other(text: str, expected: str, template: str) -> bool:
    """Whether a text is no damaged form of the expected one: a longer wording, or nothing like it. A template's text
    whose year is unknown is never better."""
    yearless = YEAR in template and fold(expected).startswith("年")
    key, other = head_key(text), head_key(expected)
    return ideographs(text) > 1 and (yearless or len(key) >= len(other) + _LONGER or likeness(text, expected) < _UNLIKE)


def _surely_read(head: Matrix, least: float = _SURELY) -> frozenset[str]:
    """The texts of a head of which no piece is in doubt: all are read better than `least`."""
    slots = [slot for row in head for slot in row if slot.text]
    return frozenset(s.text for s in slots if all(f.confidence > least for f in s.fragments))


def _is_reworded(text: str, expected: str, texts: Collection[str], templates: Templates) -> bool:
    """Whether a text is the expected one but for words left out (经济分类科目 for 部门预算经济分类科目), which no other
    text of the head has, or put in, which heads have elsewhere: what misreading changes is letters."""
    short, whole = fold(text), fold(expected)
    if ideographs(text) < _A_WORD or short[-1:] != whole[-1:]:
        return False
    for change, a, b, c, d in SequenceMatcher(None, whole, short, autojunk=False).get_opcodes():
        lost, put_in = whole[a:b], short[c:d]
        if change == "equal":
            continue
        if change == "replace" or max(len(lost), len(put_in)) < _WORD:
            return False
        if any(lost in other for other in texts) if lost else not any(put_in in w for w in templates.head_words):
            return False
    return True


def only_printed(
    paths: Sequence[Path], printed: Sequence[Path], head: Matrix, templates: Templates, above: Sequence[str]
) -> tuple[Path, ...]:
    """The paths without texts whose letters the head does not have to spare: a leaf is the printed one then, the
    outermost parents go (one between others was lost by us), and where the print has others in their place those stay.
    A letter that looks alike may stand for one (misread). Where the letters do for each of several texts and not for
    all of them (科目 once, over 编码 and 名称), the print's known words stand. So do its parents where the template's
    is printed as a leaf alone. A head that prints all their texts
    and no other is theirs: what its texts are centred over may be read in several ways."""
    own = {slot.origin: fold(slot.text) for row in head for slot in row if slot.text}
    if set(own.values()) == {fold(text) for path in paths for text in path}:
        return tuple(paths)
    texts = [*own.values(), *map(fold, above)]
    branches = dict.fromkeys(path[: i + 1] for path in paths for i in range(len(path)))
    spare = Counter("".join(texts))
    spare.subtract("".join(text for branch in branches if (text := fold(branch[-1])) in texts))
    unused = +spare

    def is_read(text: str) -> bool:
        return fold(text) in texts or any(is_misread(t, text, templates, alike=True) for t in texts)

    def is_there(text: str) -> bool:
        yearless = text.startswith("年")  # the template's text, its year unknown: what letters of others spell is none
        return is_read(text) or not (yearless or Counter(fold(text)) - unused)

    read, leaves = Counter(own.values()), Counter(fold(path[-1]) for path in printed if path)

    def is_spent(text: str) -> bool:
        """Whether all that the head prints of a text are leaves: it is over no other column."""
        return 0 < read[fold(text)] <= leaves[fold(text)]

    spelt = {branch for branch in branches if not is_read(branch[-1]) and is_there(branch[-1])}
    is_short = bool(Counter("".join(fold(branch[-1]) for branch in spelt)) - unused)
    placed = {fold(text) for path in paths for text in path}

    def kept(path: Path, shown: Path) -> Path:
        if not path or (is_short and path in spelt and len(shown) > len(path) and _are_known(shown, templates)):
            return shown if path else ()
        if len(shown) == len(path) and fold(shown[-1]) == fold(path[-1]) and any(map(is_spent, path[:-1])):
            return shown
        leaf = path[-1] if not shown or is_there(path[-1]) else shown[-1]
        left = (*itertools.dropwhile(lambda text: not is_there(text), path[:-1]), leaf)
        if len(left) == len(shown):
            left = tuple(
                s if not is_there(t) and fold(s) not in placed else t for t, s in zip(left, shown, strict=True)
            )
        return shown if len(shown) > len(left) and fold(shown[-1]) == fold(leaf) else left

    return tuple(map(kept, paths, printed))


def _are_known(path: Path, templates: Templates) -> bool:
    return all(head_key(text) in templates.head_words for text in path)


def _without_own_parents(paths: Sequence[Path], printed: Sequence[Path]) -> tuple[Path, ...]:
    """The paths, as the print has them where a text would be the parent of itself, and of its neighbours: it is the
    head of one column (经济分类科目编码 beside 科目名称, no 经济分类科目 over both)."""
    own = {fold(path[-1]) for path, shown in zip(paths, printed, strict=True) if path and shown != path} & {
        fold(text) for path in paths for text in path[:-1] if fold(text) == fold(path[-1])
    }
    return tuple(
        shown if shown and any(fold(text) in own for text in path[:-1]) else path
        for path, shown in zip(paths, printed, strict=True)
    )


def years_agreeing(paths: Sequence[Path], known: HeadTemplate, head: Matrix) -> tuple[Path, ...]:
    """The paths, a year that was read in doubt as the one that the head's sure texts give for it: all columns of the
    budget year have the same, those of the year before have it less one. A text may print both."""
    doubted = {s.text for row in head for s in row if any(f.confidence <= DOUBT for f in s.fragments)}
    dated = {
        text: earlier
        for path, column in zip(paths, known.columns, strict=True)
        for text, wanted in zip(path, column.path, strict=False)
        if len(path) == len(column.path)
        and (earlier := _years_earlier(wanted))
        and len(PRINTED_YEAR.findall(text)) == len(earlier)
    }
    sure = {
        int(year) + before
        for text, earlier in dated.items()
        if text not in doubted
        for year, before in zip(PRINTED_YEAR.findall(text), earlier, strict=True)
    }
    if len(sure) != 1:
        return tuple(paths)
    (year,) = sure
    meant = {text: _dated(text, [year - e for e in earlier]) for text, earlier in dated.items() if text in doubted}
    return tuple(tuple(meant.get(text, text) for text in path) for path in paths)


def units_as_printed(paths: Sequence[Path], head: Matrix) -> tuple[Path, ...]:
    """The paths, the unit in brackets behind a text as the head prints it there, if it does. A unit that it prints
    nowhere is none of its texts': those of other families say 万元 where this one says 元, or nothing."""
    printed = {fold(slot.text): tidy(slot.text) for row in head for slot in row if slot.text}
    without: dict[str, set[str]] = {}
    for folded, text in printed.items():
        without.setdefault(folded.replace(unit_in(folded), ""), set()).add(text)

    def as_printed(text: str) -> str:
        folded, unit = fold(text), unit_in(text)
        alike = without.get(folded.replace(unit, ""), ())
        if folded in printed or len(alike) != 1 or (unit and any(unit in other for other in printed)):
            return text
        return next(iter(alike))

    return tuple(tuple(map(as_printed, path)) for path in paths)


def _years_earlier(wanted: str) -> tuple[int, ...]:
    """By how much the years of a template's text, in order, are before the budget year."""
    return tuple(int(part == PREVIOUS_YEAR) for part in _EITHER_YEAR.findall(wanted))


def _dated(text: str, years: Sequence[int]) -> str:
    """The text with these years for those that it prints."""
    left = iter(years)
    return PRINTED_YEAR.sub(lambda _: str(next(left)), text)


def _with_years(paths: Sequence[Path], head: Matrix) -> tuple[Path, ...]:
    """The paths, with the years that the print has before words of theirs (2023年机关运行经费预算数), also where those
    are cut over cells beside each other."""
    dated: dict[str, set[str]] = {}
    joined = ("".join({slot.origin: fold(slot.text) for slot in row}.values()) for row in head)
    rows = [row for row in joined if ANY_YEAR.search(row)]
    whole = {fold(slot.text) for row in head for slot in row}
    for text in {text for path in paths for text in path if fold(text) not in whole}:
        found = (re.search(f"{ANY_YEAR.pattern}(?={re.escape(fold(text))})", row) for row in rows)
        dated.setdefault(fold(text), set()).update(f"{year[0]}{text}" for year in found if year is not None)
    for text in (slot.text for row in head for slot in row if ANY_YEAR.match(fold(slot.text))):
        dated.setdefault(ANY_YEAR.sub("", fold(text), count=1), set()).add(tidy(text))
    one = {word: next(iter(texts)) for word, texts in dated.items() if len(texts) == 1}
    return tuple(tuple(one.get(fold(text), text) for text in path) for path in paths)


def _is_rest_of(path: Path, known: Path, templates: Templates) -> bool:
    """Whether the path is the known one with some texts lost, the others in order, a letter of them misread or not."""
    left = iter(known)
    return len(path) < len(known) and all(
        any(fold(text) == fold(k) or is_misread(text, k, templates) for k in left) for text in path
    )


def _corrected(path: Path, known: Path, templates: Templates, *, as_printed: bool, strange: bool) -> Path:
    """The path with texts that are the template's but for one misread letter, or of which one letter at their end is
    left (a cell too low for its lines). In a text layer (`as_printed`) only letters that look alike are misread: other
    words are another place's (市级 for 省级). `strange`: a text that is no head word is none of any place."""
    if len(path) != len(known):
        return path
    return tuple(
        k
        if is_misread(p, k, templates, alike=as_printed)
        or _is_remnant(p, k)
        or (strange and head_key(p) not in templates.head_words and not _is_wording(p, k, templates))
        else p
        for p, k in zip(path, known, strict=True)
    )


def _is_wording(text: str, known: str, templates: Templates) -> bool:
    """Whether a text is the known one, its year aside, behind more words, or with words left out or put in."""
    key = head_key(known)
    led_in = ideographs(key) >= _A_WORD and head_key(text).endswith(key)
    return (led_in or _is_reworded(text, known, (), templates)) and not is_odd(text)


def is_piece(path: Path, known: Path) -> bool:
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
