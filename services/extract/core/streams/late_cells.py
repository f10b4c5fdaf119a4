"""Cells that a page's content has behind all others, put back where they are missing.

An office suite writes the cells of one line first and those that it broke over lines, or set in two scripts, last:
texts of the head and names of rows stand below the last row, those of the head first, each kind in the order of the
table. A text of the head is put back that the head lacks; a name where rows lack just as many, and the code list, or
their number alone, says whose it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations, groupby, pairwise, takewhile

from services.extract.core.streams.blanks import GUESSED
from services.extract.core.streams.heads import head_cells
from services.extract.core.streams.regions import has_unit, is_caption, is_like_title, numbers_in, title_of
from services.extract.core.streams.tokens import is_aligned, is_rate
from services.extract.core.streams.typed.words import ColumnWords
from services.extract.core.templates import HeadTemplate, Templates, head_key
from services.extract.templates import forms as form_data
from shared.codes import SCHEMES, Codes, load
from shared.model.fold import fold
from shared.model.labels import is_total
from shared.model.numbers import parse_number
from shared.model.page import Block, Line

IsText = Callable[[str], bool]
"""whether a folded text is one of a head"""

_CODES = re.compile(r"(?:代码|编码)$")
_ANY_YEAR = 2000
"""heads are told without theirs"""
_ADDED = re.compile(r"预算|拨款|资金|收入|支出")
_MOST_PIECES = 4
"""lines that a text of a head is broken into"""
_BROKEN = 2
"""lines of a name, mostly"""
_MOST_LATE = 60
"""lines below the last row"""
_BLOCKS, _MOST_BEFORE = 4, 8
"""one line in so many below a blank one, and lines between the head and the first figures: where there are more, a tool
wrote blocks, or a column of names"""
_NOTE = re.compile(r"\s*(?:备?注|说明)\s*[:：]")
_LIKE_TEXT = re.compile(r"[\u3400-\u9fff（）()]{3,16}(?:支出|拨款|资金|收入|金额|经费|[预决]算数|执行数)")
_CODE = re.compile(r"[1-9]\d{2,8}")


def returned(blocks: Sequence[Block], templates: Templates) -> list[Block]:
    """The blocks, what stands below the rows of a table and is missing above or in them put back."""
    known, codes = form_data.load_columns().exactly(), load()
    out: list[Block] = []
    for part in _parts(blocks, templates):
        lines = [b for b in part if isinstance(b, Line)]
        kept = len(lines) < len(part) or is_aligned(lines) or _is_in_blocks(lines)  # places tell more than their order
        late = bool(lines) and has_unit(lines[0])  # the title stands below: `late_titles` puts all of it in order
        out += part if kept or late else _whole(lines, known, templates, codes)
    return out


def _is_in_blocks(lines: Sequence[Line]) -> bool:
    """Whether many of the lines stand below a blank one: a tool that writes blocks has an order of its own."""
    numbers = [line.place.line for line in lines if line.place.line is not None]
    return sum(below - above > 1 for above, below in pairwise(numbers)) * _BLOCKS > len(lines)


def _parts(blocks: Sequence[Block], templates: Templates) -> Iterator[list[Block]]:
    """What stands from one title to the next, from one head to where it stands again, and from one unit to the next
    that has rows below it: a title may stand below its rows."""
    part: list[Block] = []
    for block in blocks:
        titled = isinstance(block, Line) and title_of(block, templates) is not None
        if (titled and not is_like_title(block, templates)) or (isinstance(block, Line) and _is_again(block, part)):
            yield from _by_unit(part)
            part = []
        part.append(block)
    yield from _by_unit(part)


def _by_unit(part: Sequence[Block]) -> Iterator[list[Block]]:
    """The part, cut before each unit that stands between rows."""
    rows = [i for i, block in enumerate(part) if isinstance(block, Line) and numbers_in(block)]
    between = range(rows[0] + 1, rows[-1]) if rows else ()
    starts = [i for i in between if isinstance(line := part[i], Line) and has_unit(line)]
    for start, end in pairwise([0, *starts, len(part)]):
        yield list(part[start:end])


def _is_again(line: Line, part: Sequence[Block]) -> bool:
    """Whether the line is the first of the head above the rows."""
    lines = [b for b in part[:_MOST_PIECES] if isinstance(b, Line) and not is_caption(b)]
    first = next((b for b in lines[:2] if " " in b.text.strip()), None)
    if first is None or fold(line.text) != fold(first.text):
        return False  # before all else: looking through the part for every line costs minutes on a long text
    return any(isinstance(b, Line) and numbers_in(b) for b in part)


def _whole(lines: list[Line], known: ColumnWords, templates: Templates, codes: Codes) -> list[Line]:
    rows = [i for i, line in enumerate(lines) if numbers_in(line) > 1 or ("." in line.text and _has_figure(line))]
    rows = rows if len(rows) > 1 else [i for i, line in enumerate(lines) if numbers_in(line)]
    if len(rows) < 2 or not 0 < len(lines) - rows[-1] - 1 <= _MOST_LATE:
        return lines

    def is_text(text: str) -> bool:
        return bool(text) and (head_key(text) in templates.lexicon.words or known.knows(text))

    start = next((i for i, line in enumerate(lines) if _is_of_head(line, is_text)), None)
    if start is None or start >= rows[0]:
        return lines
    end = start
    while end < rows[0] and _is_of_head(lines[end], is_text) and not (end + 1 in rows and is_total(lines[end].text)):
        end += 1
    if rows[0] - end > _MOST_BEFORE:
        return lines
    below = lines[rows[-1] + 1 :]
    page = [*takewhile(lambda line: not line.text.startswith("\f"), below)]
    own = [line for line in page if not is_caption(line) and not _NOTE.match(line.text)]
    kept = [line for line in page if line not in own]
    late = [word for line in own for word in _words(line)]
    size = _late_head(late, _printed(lines[start : rows[0]]), is_text)
    body = _named(lines[end : rows[-1] + 1], late[size:], codes)
    more = late[size:] if body is None and _is_like_text(late[size:], codes) else []
    if not size and body is None and not more:
        return lines
    texts = [*_texts(late[:size], is_text), *([more] if more else [])]
    head = _ordered(lines[start:end], texts, templates)
    rest = body or [*lines[end : rows[-1] + 1], *late[size + len(more) :]]
    return [*lines[:start], *head, *rest, *kept, *below[len(page) :]]


def _has_figure(line: Line) -> bool:
    return numbers_in(line) > 0 or any(is_rate(fold(word)) for word in line.text.split())


def _words(line: Line) -> list[Line]:
    """Each word of the line as a line of its own: several cells may go on beside each other."""
    return (
        [replace(line, fragments=(replace(line.fragments[0], text=word),)) for word in line.text.split()]
        if line.fragments
        else [line]
    )


def _is_of_head(line: Line, is_text: IsText) -> bool:
    return all(is_text(fold(word)) for word in line.text.split())


def _printed(lines: Sequence[Line]) -> set[str]:
    """The words of the head, and those that are one together."""
    words = [fold(word) for line in lines for word in line.text.split()]
    return {"".join(words[at : at + n]) for at in range(len(words)) for n in range(1, _MOST_PIECES + 1)}


def _late_head(late: Sequence[Line], printed: set[str], is_text: IsText) -> int:
    """How many of the lines below the rows are texts of the head that it lacks."""
    at = 0
    while at < len(late):
        size = next(
            (
                n
                for n in range(_MOST_PIECES, 0, -1)
                if at + n <= len(late) and _lacks(late[at : at + n], printed, is_text)
            ),
            0,
        )
        if not size:
            break
        at += size
    return at


def _is_like_text(words: Sequence[Line], codes: Codes) -> bool:
    """Whether the words together read like a text over amounts that no head is known to have, and are no name of a
    code list."""
    text = "".join(line.text for line in words)
    listed = any(codes.codes_of(scheme, text) for scheme in SCHEMES)
    return 0 < len(words) <= _MOST_PIECES and _LIKE_TEXT.fullmatch(text) is not None and not listed


def _lacks(lines: Sequence[Line], printed: set[str], is_text: IsText) -> bool:
    """Whether the lines are one text of the head that it lacks, or the one line several."""
    text = fold("".join(line.text for line in lines))
    if len(lines) == 1 and (words := [fold(w) for w in lines[0].text.split()]):
        return all(is_text(w) and w not in printed for w in words)
    return is_text(text) and text not in printed and not is_text(fold(lines[0].text))


# ---------------------------------------------------------------- order


def _ordered(head: Sequence[Line], texts: Sequence[Sequence[Line]], templates: Templates) -> list[Line]:
    """The lines of the head with the late texts where heads have them: one that stands beside each word of the lowest
    line, a code before its name, else behind the texts that stand before it in the heads of families."""
    keys = [fold("".join(line.text for line in text)) for text in texts]
    if not texts:
        return list(head)
    below = _words(head[-1]) if len(head[-1].text.split()) > 1 else list(head[-len(texts) :])
    if len({*keys}) == 1 and len(keys) == len(below) > 1:
        above = head[:-1] if len(head[-1].text.split()) > 1 else head[: -len(texts)]
        return [*above, *(line for word, text in zip(below, texts, strict=True) for line in (word, *text))]
    order = _order_of(tuple(head for table in templates.tables for head in table.heads))
    out = [(number, [word]) for number, line in enumerate(head) for word in _words(line)]
    place = 0
    for key, text in zip(keys, texts, strict=True):
        place = _place(key, [fold("".join(line.text for line in own)) for _, own in out], order, place)
        out.insert(place, (-1, list(text)))
        place += 1
    lines: list[Line] = []
    for number, run in groupby(out, key=lambda item: item[0]):
        own = [line for _, words in run for line in words]
        lines += own if number < 0 else [_together(own)]
    return lines


def _together(words: Sequence[Line]) -> Line:
    """Words of one line as that line."""
    first, *rest = (f for line in words for f in line.fragments)
    return replace(words[0], fragments=(replace(first, text=" ".join([first.text, *(f.text for f in rest)])),))


def _texts(late: Sequence[Line], is_text: IsText) -> list[Sequence[Line]]:
    """The words together that are one text each."""
    texts: list[Sequence[Line]] = []
    at = 0
    while at < len(late):
        sizes = range(min(_MOST_PIECES, len(late) - at), 0, -1)
        size = next((n for n in sizes if is_text(fold("".join(line.text for line in late[at : at + n])))), 1)
        texts.append(late[at : at + size])
        at += size
    return texts


def _place(key: str, head: Sequence[str], order: Counter[tuple[str, str]], after: int) -> int:
    """Where the text goes among those of the head: where the most of them stand on its right side; of several such
    places the first behind the late text before it (`after`), whose order is the table's."""
    own = _stem(key)
    named = next((i for i, text in enumerate(head) if _CODES.sub("名称", key) == text and _CODES.search(key)), None)
    if named is not None:
        return named
    sides = [(order[_stem(text), own] > 0) - (order[_stem(text), own] < 0) for text in head]
    worth = [sum(sides[:at]) - sum(sides[at:]) for at in range(len(head) + 1)]
    best = [at for at, most in enumerate(worth) if most == max(worth)]
    place = next((at for at in best if at >= after), best[0]) if any(sides) else len(head)
    return place + sum(1 for _ in takewhile(lambda text: _stem(text) == own, head[place:]))  # of years, the next


def _stem(text: str) -> str:
    """A text of a head without the words that families add or leave out."""
    return _ADDED.sub("", head_key(text)) or text


@lru_cache(maxsize=8)
def _order_of(heads: tuple[HeadTemplate, ...]) -> Counter[tuple[str, str]]:
    """How much more often the first of two texts of heads stands left of the second, or over it, than the other way."""
    pairs: Counter[tuple[str, str]] = Counter()
    for head in heads:
        for one, other in combinations(sorted(head_cells(head, _ANY_YEAR), key=lambda cell: (cell.row, cell.col)), 2):
            right = one.col >= other.col + other.col_span
            a, b = (_stem(cell.text) for cell in ((other, one) if right else (one, other)))
            pairs[a, b] += 1
            pairs[b, a] -= 1
    return pairs


# ---------------------------------------------------------------- names


def _named(body: Sequence[Line], late: Sequence[Line], codes: Codes) -> list[Line] | None:
    """The rows with the names that they lack, if those are just what is left below them."""
    nameless = [i for i, line in enumerate(body) if _lacks_name(body, i)]
    if not late or not nameless or len(nameless) > len(late) or any(numbers_in(line) for line in late):
        return None
    own = [body[i].text.split()[0] for i in nameless]
    found = [ends for ends in _ways(len(late), len(nameless)) if _are_names(own, late, ends, codes)]
    if len(found) != 1:
        return None
    out = list(body)
    for (start, end), at in reversed(list(zip(pairwise(found[0]), nameless, strict=True))):
        out[at : at + 1] = _with_name(body[at], late[start:end])
    return out


def _lacks_name(body: Sequence[Line], at: int) -> bool:
    """Whether a code stands before figures without a name between."""
    words = body[at].text.split()
    if not words or not _CODE.fullmatch(words[0]):
        return False
    if len(words) > 1:
        return all(parse_number(word) is not None for word in words[1:]) and "." in body[at].text
    return at + 1 < len(body) and numbers_in(body[at + 1]) > 0 and "." in body[at + 1].text


def _ways(count: int, names: int) -> Iterator[tuple[int, ...]]:
    """Where the names end that so many lines are parted into."""
    if count == names * _BROKEN:
        yield tuple(range(0, count + 1, _BROKEN))
    elif names <= _MOST_PIECES:
        yield from ((0, *cuts, count) for cuts in combinations(range(1, count), names - 1))


def _are_names(own: Sequence[str], late: Sequence[Line], ends: Sequence[int], codes: Codes) -> bool:
    """Whether the parts are the names of these codes: those that a list has are its names, of others each has as many
    lines, or there is one alone."""
    for code, (start, end) in zip(own, pairwise(ends), strict=True):
        name = "".join(line.text.strip() for line in late[start:end])
        listed = {fold(n) for scheme in SCHEMES for n in codes.names(scheme, code)}
        if listed and fold(name) not in listed:
            return False
        even = len(own) == 1 or len(late) == _BROKEN * len(own)
        if not listed and not (even and name.count("（") == name.count("）")):
            return False
    return True


def _with_name(line: Line, name: Sequence[Line]) -> list[Line]:
    """The row with its name behind its code; nothing but its place says that it is its own."""
    pieces = [replace(f, text=f.text.strip(), confidence=min(f.confidence, GUESSED)) for n in name for f in n.fragments]
    if len(line.text.split()) == 1:
        return [line, *name]
    first, *rest = line.fragments
    code, figures = first.text.split(None, 1)
    parts = [replace(first, text=f"{code} "), *pieces, replace(first, text=f" {figures}"), *rest]
    return [replace(line, fragments=tuple(part for part in parts if part.text))]
