"""Every amount and percentage of the prose, with its subject and place. Pure; used by validation and by the facts.

`facts(document.sections)` is the entry. What is read is what is printed: nothing is corrected or guessed, and a figure
without a subject of its own takes the one it is plainly about (the figure before it, or the paragraph's head).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from shared.model import prose_patterns as said
from shared.model.document import Paragraph, Section
from shared.model.figures import FactKind, Figure, find, half_width
from shared.model.page import NOWHERE, Place
from shared.model.prose_lists import Lists, lead_before

__all__ = ["FactKind", "ProseFact", "facts"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ProseFact:
    """One figure of the prose.

    `amount` is the number as printed, in `unit` (6 for `6%`); None where the report prints that there is none
    (增长--%). `subject` is what it is about (信息化运维项目, without 预算 and the like), `measure` the generic words
    that say which of its figures (预算数, 支出决算, 当年预算执行数), '' where none is printed.
    """

    kind: FactKind
    subject: str
    measure: str
    amount: Decimal | None
    printed: str
    unit: str | None
    decimals: int
    sentence: str
    section: int
    """index of the section that the figure stands in"""
    paragraph: int
    """index of the paragraph in its section"""
    start: int
    """offset of `printed` in the paragraph"""
    direction: str | None = None
    """增加, 减少, 增长, 下降, 持平 …, `增加（减少）` where the choice was left in"""
    year: int | None = None
    """the year that the figure is of, as printed nearest before it"""
    named: bool = False
    """the words before the figure say its subject, or the figure before has the same; else it is taken from further
    away (甲费20万元，乙费40万元，合计60万元), and may be another's"""
    prior: bool = False
    """the figure is last year's by its own words (上年为…), whatever year is printed before it"""
    base: str | None = None
    """what a change is measured against, as printed (2022年预算执行数), or what a share is of (本年支出合计)"""
    base_year: int | None = None
    base_zero: bool = False
    """the sentence itself says that the base is 0 or not comparable"""
    relation: str | None = None
    """of percentages: `change`, `share` (占…), `completion` (完成…), None for other rates"""
    parent: int | None = None
    """index (in the result of `facts`) of the amount that this one is a part of: …4,670万元，包括人员支出…"""
    lead: str | None = None
    """the words that open the list it stands in: 包括, 其中, 主要包括 (an open list), 具体包括, 分别为"""
    repeated: bool = False
    """its paragraph is printed a second time in the same section"""
    place: Place = NOWHERE


_UNNUMBERED = 9
_LONGEST_SENTENCE = 600
_JOINERS = "、和及与或以及并且的 　"


def facts(sections: Iterable[Section]) -> tuple[ProseFact, ...]:
    """All figures of the prose, in reading order."""
    found: list[ProseFact] = []
    for index, section in enumerate(sections):
        lists: list[_OpenList] = []
        seen: set[str] = set()
        for number, paragraph in enumerate(section.paragraphs):
            context = _Context(section=index, paragraph=number, repeated=_is_repeated(paragraph.text, seen))
            lists = _still_open(lists, paragraph.text, context.repeated)
            begin = len(found)
            own = lists[-1] if lists and lists[-1].members == _level(paragraph.text) else None
            found.extend(_paragraph_facts(paragraph, context, own, begin))
            if own:
                lists = [*lists[:-1], *_behind_member(own, paragraph.text)]
            lists.extend(_opened_by(paragraph.text, found[begin:], begin))
    return tuple(found)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Context:
    section: int
    paragraph: int
    repeated: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class _OpenList:
    """A list that a paragraph announced (…3,175万元，具体包括：) and the next paragraphs carry out."""

    level: int
    parents: tuple[tuple[int, str], ...]
    """(index, measure) of the amounts that the parts may belong to; the last one unless a measure decides"""
    lead: str
    members: int | None = None
    """the depth of its first part: paragraphs of another depth are no parts"""
    goes_on: bool = False
    """its last part ended with a semicolon"""


def _is_repeated(text: str, seen: set[str]) -> bool:
    """Whether the paragraph stands earlier in its section, alone or as the list that another one ends with."""
    if len(text) >= 8 and text in seen:
        return True
    listed = said.LISTED.search(text)
    seen.update((text, text[listed.end() :]) if listed else (text,))
    return False


def _level(text: str) -> int:
    """Depth of a paragraph's numbering; paragraphs without one are deepest."""
    match = said.NUMBERING.match(text)
    if not match:
        return _UNNUMBERED
    mark = match.group(0).strip()
    if mark[0] in "（(":
        return 5 if mark[1].isdigit() else 3
    return 4 if mark[0].isdigit() else 2


def _still_open(lists: Sequence[_OpenList], text: str, repeated: bool) -> list[_OpenList]:
    """The lists left open. Numbers of parts that begin anew begin another list, unless they are a second print."""
    level = _level(text)
    anew = not repeated and bool(said.FIRST.match(text))
    kept = [entry for entry in lists if entry.level < level and not (anew and entry.members == level)]
    return [replace(entry, members=level) if entry.members is None else entry for entry in kept]


def _behind_member(own: _OpenList, text: str) -> tuple[_OpenList, ...]:
    """The list behind the paragraph `text`, a part of it. Where parts without numbers end with semicolons, the full
    stop ends it."""
    end = text.rstrip()[-1:]
    if own.goes_on and end == "。" and own.members == _UNNUMBERED:
        return ()
    return (replace(own, goes_on=end in "；;"),)


def _opened_by(text: str, own: Sequence[ProseFact], begin: int) -> list[_OpenList]:
    """The lists that a paragraph leaves open: announced by its end, or begun inside it (…具体包括：1.甲项目…)."""
    amounts = [(begin + i, f) for i, f in enumerate(own) if f.kind is FactKind.AMOUNT]
    last = tuple((i, f.measure) for i, f in amounts if f.sentence == amounts[-1][1].sentence)
    opened: list[_OpenList] = []
    listed = said.LISTED.search(text)
    before = tuple((i, f.measure) for i, f in amounts if listed and f.start < listed.start())
    if listed and before:
        first = _level(text[listed.end() :])
        opened.append(
            _OpenList(
                level=_level(text), parents=before[-1:], lead=lead_before(text, listed.start() + 1), members=first
            )
        )
    lead = lead_before(text, len(text.rstrip()))
    if amounts and said.SENTENCE_END.search(text, amounts[-1][1].start):
        # 共40万元。其中：甲30万元，乙10万元。具体如下： is said of the whole, not of its last part
        whole = [(i, f) for i, f in amounts if f.parent is None and not said.LEAD.match(f.sentence)]
        last = tuple((i, f.measure) for i, f in whole if f.sentence == whole[-1][1].sentence) or last
    if lead and amounts and text.rstrip().endswith(("：", ":")):
        level = _level(text[listed.end() :]) if listed and before else _level(text)
        opened.append(_OpenList(level=level if level < _UNNUMBERED else 1, parents=last, lead=lead))
    return opened


def _paragraph_facts(
    paragraph: Paragraph, context: _Context, outer: _OpenList | None, offset: int
) -> Iterator[ProseFact]:
    """The figures of one paragraph. `offset`: how many facts stand before it."""
    text = half_width(paragraph.text)
    ends = [m.end() for m in said.SENTENCE_END.finditer(text)]
    head = _head(text)
    previous: ProseFact | None = None
    first: ProseFact | None = None
    earlier: ProseFact | None = None
    lists = Lists()
    behind = 0
    for number, figure in enumerate(find(text)):
        between = text[behind : figure.clause_end]
        if outer and first and said.SENTENCE_END.search(between):
            outer = None
        lists.words(between)
        fact = replace(
            _fact(text, ends, figure, behind, (earlier, previous, first), head),
            section=context.section,
            paragraph=context.paragraph,
            repeated=context.repeated,
            place=paragraph.place_at(figure.start),
            printed=paragraph.text[figure.start : figure.end],
        )
        if fact.kind is FactKind.AMOUNT and not said.SHARE_OF_IT.match(text, figure.end):
            own = lists.amount(offset + number)
            parent, lead = (own.parent, own.lead) if own else (None, None)
            if not lists.reading:
                parent, lead = _outer_parent(outer, fact.measure)
            fact = replace(fact, parent=parent, lead=lead)
            first = first or fact
        yield fact
        earlier, previous, behind = previous, fact, figure.end


def _outer_parent(outer: _OpenList | None, measure: str) -> tuple[int | None, str | None]:
    """The amount that a part of an announced list belongs to: the one of the same measure, else the last."""
    if outer is None:
        return None, None
    same = [index for index, name in outer.parents if name == measure]
    return (same or [outer.parents[-1][0]])[-1], outer.lead


def _head(text: str) -> str | None:
    """The head of a numbered paragraph (`1.因公出国（境）费用。2022年预算数0万元`), None where it has none."""
    match = said.NUMBERING.match(text)
    if not match:
        return None
    end = said.SENTENCE_END.search(text, match.end())
    head = text[match.end() : end.start() if end else len(text)]
    return head.strip() if end and 0 < len(head) <= 80 and not any(c.isdigit() for c in head) else None


def _fact(
    text: str,
    ends: Sequence[int],
    figure: Figure,
    behind: int,
    before: tuple[ProseFact | None, ProseFact | None, ProseFact | None],
    head: str | None,
) -> ProseFact:
    """The fact of a figure. `ends`: where the paragraph's sentences end; `behind`: where the figure before ends;
    `before`: the figure before the last one, the last one, and the paragraph's first amount."""
    earlier, previous, first = before
    sentence_start, sentence_end = _sentence_around(text, ends, figure)
    sentence = text[sentence_start:sentence_end].strip()
    begin = max(behind, _clause_start(text, figure.clause_end))
    clause = text[begin : figure.clause_end]
    if begin == behind and previous:
        clause = clause.lstrip("）) ")
    origin = said.FROM.search(clause) or (said.MOVED.match(text, figure.end) and said.BARE_FROM.search(clause))
    own, measure = _subject(clause[: origin.start()] if origin else clause)
    bracketed = text[begin - 1 : begin] in ("（", "(") and said.BRACKETED_BASE.search(text, max(0, begin - 48), begin)
    reached = previous is not None and previous.prior and said.REACHED.match(clause.strip())
    if reached and previous is not None:
        own, measure = "", previous.measure
    of_it = figure.kind is FactKind.AMOUNT and said.SHARE_OF_IT.match(text, figure.end)
    whole = said.WHOLE_OF.search(clause) if of_it else None
    if whole:
        own, measure = "", whole["of"]
    elif of_it and (shared := said.SHARE.search(clause)):
        own, measure = _subject(shared["of"])
    named_before = "：:" if measure else "（("  # 住房公积金（项）：预算20万元; 河道清淤（120万元）
    if not own and not bracketed and begin > behind and text[begin - 1] in named_before:
        own, _ = _subject(text[max(behind, _clause_start(text, begin - 1)) : begin - 1])
    named = said.PRIOR.match(clause.strip())
    if named and said.OF_PRIOR.fullmatch(own := own.removeprefix(named.group(0))):
        own, measure = "", measure or own
    new_sentence = previous is None or bool(said.SENTENCE_END.search(text[behind : figure.clause_end]))
    if own:
        subject = own
    elif (reached or whole) and previous:
        subject = previous.subject
    elif measure or not new_sentence:
        inherited = head if measure and head else previous.subject if previous else head
        subject = (first.subject if measure and first and not head else inherited) or ""
    else:
        subject = head or (first.subject if first else "")
    rate = figure.kind is FactKind.PERCENT
    compared_rate = rate and figure.direction is None and said.COMPARED.search(clause.strip())  # 较上年28.50%上升…
    base, relation = _base(text[sentence_start : figure.clause_end], clause, figure)
    if rate and previous and clause.strip() == "的":
        if said.WHOLE_OF.search(text, max(0, previous.start - 24), previous.start):
            base, relation = previous.measure, "completion"
        elif said.SHARE.search(text, max(0, previous.start - 48), previous.start):
            base, relation = previous.subject + previous.measure, "share"
            subject = earlier.subject if earlier else subject
    if rate and relation is None and previous and previous.relation == "share" and not clause.strip(_JOINERS + "，"):
        base, relation = previous.base, previous.relation  # 分别占支出总额的69.7%、30.3%
    if relation == "change" and base is None and previous and not new_sentence:
        base = previous.base
    if reached:
        year = _year(text, begin, figure.clause_end)
    else:
        year = _year(text, sentence_start, figure.clause_end) or (previous.year if previous else None)
    return ProseFact(
        kind=FactKind.DELTA if figure.kind is FactKind.AMOUNT and relation == "change" else figure.kind,
        subject=subject,
        measure=measure,
        amount=figure.amount,
        printed="",
        unit=figure.unit,
        decimals=figure.decimals,
        sentence=sentence,
        section=0,
        paragraph=0,
        start=figure.start,
        direction=figure.direction,
        year=year,
        prior=bool(named or origin or bracketed or compared_rate),
        named=bool(own) or subject == (previous.subject if previous else head),
        base=base,
        base_year=_base_year(base, year) if relation == "change" else None,
        base_zero=bool(said.ZERO_BASE.search(sentence)),
        relation=relation if rate else None,
    )


def _sentence_around(text: str, ends: Sequence[int], figure: Figure) -> tuple[int, int]:
    """Where the figure's sentence begins and ends, at most `_LONGEST_SENTENCE` to either side: an unbroken text of a
    million characters must not be copied for every figure in it."""
    before, after = bisect_right(ends, figure.start), bisect_right(ends, figure.end)
    start = ends[before - 1] if before else 0
    end = ends[after] if after < len(ends) else len(text)
    return max(start, figure.start - _LONGEST_SENTENCE), min(end, figure.end + _LONGEST_SENTENCE)


def _clause_start(text: str, end: int) -> int:
    """Where the clause before `end` begins: behind the last mark that stands outside brackets and quotes."""
    depth = 0
    for index in range(end - 1, max(-1, end - 160), -1):
        char = text[index]
        if char in "）)”」》":
            depth += 1
        elif char in "（(“「《":
            if depth == 0:
                return index + 1
            depth -= 1
        elif depth == 0 and said.HARD.match(char):
            return index + 1
    return max(0, end - 160)


def _subject(clause: str) -> tuple[str, str]:
    """(what the figure is about, generic measure words): either may be ''."""
    plain = said.NUMBERING.sub("", clause.strip())
    lead = list(said.LEAD.finditer(plain))
    if lead:
        plain = plain[lead[-1].end() :]
    compared = said.COMPARED.search(plain) or said.COMPARED_BEFORE.search(plain)
    if compared:
        plain = plain[: compared.start()]
    for pattern in (said.SHARE, said.COMPLETION, said.EXECUTION):
        plain = pattern.sub("", plain)
    plain = said.NUMBERING.sub("", plain.strip(_JOINERS + "：:"))
    plain = said.DATE.sub("", plain).strip(_JOINERS)
    plain = said.BARE_COMPARISON.sub("", plain)
    core = re.sub(r"(?:为|是|均|约|共|达到?|计)+$", "", plain).strip()
    if said.GENERIC.fullmatch(core):
        return "", core
    tail = said.TAIL.search(plain)
    measure = tail.group(0).strip(" 为是：:") if tail else ""
    name = plain[: tail.start()] if tail else plain
    return said.BETWEEN_YEAR.sub("", name).strip("的 　").lstrip(_JOINERS), measure


def _base(sentence: str, clause: str, figure: Figure) -> tuple[str | None, str | None]:
    """(what the figure is compared with or a share of, the relation)."""
    share, completion = said.SHARE.search(clause), said.COMPLETION.search(clause)
    if figure.kind is FactKind.PERCENT and figure.direction is None:
        if share:
            return share["of"].strip() or None, "share"
        if completion:
            return completion["of"].strip() or None, "completion"
        if said.EXECUTION.search(clause):
            return "预算", "completion"
        return None, None
    compared = said.COMPARED.search(clause.strip())
    if compared:
        return compared["base"].strip(), "change"
    if figure.direction is None:
        return None, None
    named = list(said.COMPARED_BEFORE.finditer(sentence)) or list(
        said.COMPARED_BEFORE.finditer(said.BRACKETS.sub("", sentence))
    )
    return (named[-1]["base"].strip() if named else None), "change"


def _year(text: str, start: int, end: int) -> int | None:
    """The year printed nearest before the figure in its sentence, of years taken together the first; a year that is
    compared with is none."""
    years = [(m.end(), int(m.group(1))) for m in said.OWN_YEAR.finditer(text, start, end)]
    spans = {m.end(): int(m.group(1)) for m in said.YEARS.finditer(text, start, end)}
    return spans.get(*years[-1]) if years else None


def _base_year(base: str | None, year: int | None) -> int | None:
    if base is None:
        return None
    printed = said.YEAR.search(base)
    if printed:
        return int(printed.group(1))
    return year - 1 if year is not None and said.LAST_YEAR.search(base) else None
