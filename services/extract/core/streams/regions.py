"""Where tables without delimiters may stand: what lies between a title and the next one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from services.extract.core import numbering
from services.extract.core.caption_facts import read_facts
from services.extract.core.streams.performance import blocks_of_form
from services.extract.core.streams.text_columns import TextShape
from services.extract.core.table_numbers import is_table_number, table_number
from services.extract.core.templates import Templates
from services.extract.core.titles import looks_like_title, table_of_title, tables_of_title
from shared.model.fold import fold, tidy
from shared.model.numbers import parse_number
from shared.model.page import Block, Fragment, Line

_NOTE = re.compile(r"^(?:备?注|说明|附注|注释)\s*\d*\s*[:：.、]")
_FACT = re.compile(
    r"^\s*(?P<fact>(?:金额|货币|计量)?单位\s*[:：]\s*(?:人民币)?(?:百万|千万|百|千|万|亿)?元|"
    r"(?:编制|预算|填报)?(?:部门/单位|部门|单位)(?:（单位）|\(单位\))?(?:名称)?\s*[:：]\s*\S{2,40})(?=\s|$)"
)
_NUMBERED = re.compile(r"^\s*(?P<fact>(?:公开|附)?表\s*(?:[\d-]+|[一二三四五六七八九十]+))(?=\s)")
_HEADINGS = frozenset({"表", "名词解释"})
YEAR_ALONE = re.compile(r"^20\d\d年度?$")
_SPACED_YEAR = re.compile(r"(?<!\S)20\d\d +(?=年)")
_HEAD_YEAR = re.compile(r"20\d\d年")
_TOLD_BY = 6
"""letters that tell a head from one of its own words"""
_LED_IN = re.compile(r"(?:情况|目标|内容|明细)?(?:具体)?如下(?:表所示)?[:：]$")
"""what a table stands below: no text of another one goes on there"""
_SENTENCE = re.compile(r"[。；]$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Region:
    """The lines `start <= i < end` of the block list, under the title `title` (None where none is printed)."""

    title: str | None
    start: int
    end: int


def regions(blocks: Sequence[Block], templates: Templates) -> Iterator[Region]:
    """What stands under each title line, up to the next title, part heading, note or grid."""
    at = 0
    while at < len(blocks):
        block = blocks[at]
        at += 1
        if not isinstance(block, Line):
            continue
        title = title_of(block, templates)
        if title is None:
            continue
        start = at
        while start < len(blocks) and is_caption(blocks[start]):
            start += 1
        end = start
        head = head_texts(title, templates)
        prose = bool(blocks_of_form(title, templates)) or _has_texts(title, templates)
        own: set[str] = set()
        figures = False
        while end < len(blocks) and (
            not ends(blocks[end], templates, head, prose=prose)
            or (is_like_title(blocks[end], templates) and (not figures or _text(blocks[end]) in own))
            or (end > start and _repeats(blocks[end], blocks[start]))
        ):
            figures = figures or _has_figures(blocks[end])
            own |= {_text(blocks[end])} if not figures else set()
            end += 1
        if end > start:
            yield from _parts(blocks, Region(title=title, start=start, end=end))
            at = end


def _repeats(block: Block, first: Block) -> bool:
    """Whether a line of several words is the first one of the head again, as on a new page: it may end as titles do."""
    if not isinstance(block, Line) or not isinstance(first, Line):
        return False
    return len(block.text.split()) > 1 and fold(block.text) == fold(first.text)


def _text(block: Block) -> str:
    return fold(block.text) if isinstance(block, Line) else ""


def _has_figures(block: Block) -> bool:
    return isinstance(block, Line) and numbers_in(block) > 0


def is_like_title(block: Block, templates: Templates) -> bool:
    """Whether a line is only like a title, without its 表: above the first figures it is a text of the head."""
    if not isinstance(block, Line) or block.heading is not None or "表" in block.text:
        return False
    text = tidy(block.text)
    return title_of(block, templates) is not None and not _is_known(text, templates)


def _has_texts(title: str, templates: Templates) -> bool:
    """Whether a table with this title has a column of texts behind its figures."""
    return any(TextShape.of(head) is not None for table in tables_of_title(title, templates) for head in table.heads)


def _parts(blocks: Sequence[Block], region: Region) -> Iterator[Region]:
    """The region, cut where its head is printed again without the title, as on a new page; above the first figures it
    is that of the list beside (人员经费, 公用经费)."""
    lines = [block for block in blocks[region.start : region.end] if isinstance(block, Line)]
    starts = [0]
    for at in range(2, len(lines)):
        if _begins_again(lines, at) and any(map(numbers_in, lines[starts[-1] : at])):
            starts.append(at)
    for start, end in pairwise([*starts, len(lines)]):
        yield Region(title=region.title, start=region.start + start, end=region.start + end)


def _begins_again(lines: Sequence[Line], at: int) -> bool:
    """Whether the first line of the head comes again: on a new page, with several words, or with those below it, of
    which two say enough unless each holds a letter or two."""
    first, line = fold(lines[0].text), lines[at]
    if not first or fold(line.text) != first or numbers_in(line):
        return False
    if len(line.text.split()) > 1 or line.text.startswith("\f"):
        return True
    letters = list(accumulate(len(fold(x.text)) for x in lines[:_TOLD_BY]))
    count = max(2, sum(n < _TOLD_BY for n in letters) + 1)
    return [fold(x.text) for x in lines[at : at + count]] == [fold(x.text) for x in lines[:count]]


def title_of(line: Line, templates: Templates) -> str | None:
    """The title that the line prints, without its 表 N."""
    text = tidy(line.text)
    if not text or len(text) > 80:
        return None
    number, rest = table_number(text)
    if number is not None:
        text = rest
    if not text or numbers_in(line):
        return None
    return text if looks_like_title(text, templates) else None


def with_whole_titles(blocks: Sequence[Block], templates: Templates) -> list[Block]:
    """The blocks, two lines one where only together they are a known title: too long for its page, it was wrapped."""
    out: list[Block] = []
    for block in blocks:
        above = out[-1] if out else None
        if isinstance(above, Line) and isinstance(block, Line) and _is_wrapped(above, block, templates):
            out[-1] = replace(above, fragments=(*above.fragments, *block.fragments))
        else:
            out.append(block)
    return out


def _is_wrapped(above: Line, below: Line, templates: Templates) -> bool:
    begun, rest = tidy(above.text), tidy(below.text)
    if not (begun and rest) or "\f" in below.text or not _is_known(begun + rest, templates):
        return False
    if any(numbers_in(line) or len(line.text.split()) > 1 for line in (above, below)):
        return False
    return not (_is_known(begun, templates) or _is_known(rest, templates))


def head_texts(title: str, templates: Templates) -> str:
    """All texts of the heads of the tables with this title, folded: no line that is part of one is a title."""
    heads = [h for table in tables_of_title(title, templates) for h in table.heads]
    return "\n".join(fold(text) for head in heads for column in head.columns for text in column.path)


def ends(block: Block, templates: Templates, head: str = "", *, prose: bool = False) -> bool:
    """Whether a table cannot go on here. `head`: texts that are no title because they stand in the table's head;
    `prose`: sentences are part of it (年度总体目标)."""
    if not isinstance(block, Line):
        return True
    text = tidy(block.text)
    if not text:
        return False
    if block.heading is not None or _NOTE.match(text) or numbering.level(text) == 1 or text in _HEADINGS:
        return True
    if table_number(text)[0] is not None and not numbers_in(block):
        return True
    if head and all(is_of_head(fold(word), head) for word in block.text.split()):
        return False
    if (is_caption(block) and not YEAR_ALONE.match(text)) or title_of(block, templates) is not None:
        return True
    return is_sentence(block) if not prose else _LED_IN.search(text) is not None


def is_of_head(word: str, head: str) -> bool:
    """Whether the word is a piece of a head text, with a year before it or not, or the end of one and the beginning of
    the next run together."""
    bare = _HEAD_YEAR.sub("", word, count=1)
    word = _HEAD_YEAR.sub("{y}年", word)
    if word in head or (len(bare) > 1 and bare in head):
        return True
    return any(word[:cut] in head and word[cut:] in head for cut in range(2, len(word) - 1))


def is_sentence(line: Line) -> bool:
    """A line of running prose."""
    text = tidy(line.text)
    return len(text) > 40 and bool(_SENTENCE.search(text)) and not numbers_in(line)


def is_caption(block: Block) -> bool:
    """Whether the line says whose table it is, in which unit or of which number; also a blank one."""
    if not isinstance(block, Line):
        return False
    text = tidy(block.text)
    return not text or read_facts(text) is not None or is_table_number(text)


def has_unit(line: Line) -> bool:
    """Whether the line says in which unit the amounts of a table are."""
    facts = read_facts(line.text)
    return facts is not None and facts.unit is not None


def numbers_in(line: Line) -> int:
    """How many words are figures; the one before 年 (`2024 年`) is none."""
    return sum(parse_number(word) is not None for word in _SPACED_YEAR.sub("", line.text).split())


def split_run_on(blocks: Sequence[Block], templates: Templates) -> list[Block]:
    """Lines that hold caption and table in one: what belongs to the caption becomes a line of its own."""
    out: list[Block] = []
    for block in blocks:
        if isinstance(block, Line) and len(block.text) > 24:
            out += _split(block, templates)
        else:
            out.append(block)
    return out


def _split(line: Line, templates: Templates) -> list[Line]:
    pieces: list[str] = []
    rest = line.text
    while len(rest.split()) >= 4:
        found = _FACT.match(rest) or _NUMBERED.match(rest)
        size = found.end() if found else _title_length(rest, templates)
        if not size:
            break
        pieces.append(rest[:size].strip())
        rest = rest[size:]
    if not pieces or sum(parse_number(word) is not None for word in rest.split()) < 2:
        return [line]
    return [_part(line, text) for text in [*pieces, rest.strip()]]


def _title_length(text: str, templates: Templates) -> int:
    """How many characters of a run-on line are a known title (its words may be apart)."""
    size = 0
    for word in text.split()[:4]:
        size = text.index(word, size) + len(word)
        plain = tidy(text[:size])
        if len(plain) >= 4 and _is_known(plain, templates):
            return size
    return 0


def _is_known(title: str, templates: Templates) -> bool:
    return table_of_title(title, templates, exactly=True) is not None


def _part(line: Line, text: str) -> Line:
    confidence = min((f.confidence for f in line.fragments), default=1.0)
    return Line(
        fragments=(Fragment(text=text, place=line.place, confidence=confidence),), place=line.place, size=line.size
    )
