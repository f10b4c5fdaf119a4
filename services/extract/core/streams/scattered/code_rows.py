"""The rows of a page by their codes and names alone, wherever these are printed on it.

Names and codes are closed lists: a name says which codes it may have, and the codes printed on the page, whole or in
columns of class, section and item, say which of them it is. Rows are only made where they use up every code printed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, takewhile

from services.extract.core.streams.tokens import Token
from shared.codes import Scheme
from shared.codes import load as load_codes
from shared.model.fold import fold, is_cjk

_MOST_WORDS = 16
"""words that a name is broken into, at most, letters spaced apart among them"""
_MOST_LETTERS = 40
_CLASS = 3
_WHOLE = (5, 7)
_ITEM = re.compile(r"\d\d")
_LONGEST = 7
_MANY = 5
"""sections that have an item of one name and number: so may others"""
_ONLY_ITEMS = ("01", "99")
_MOST_UNKNOWN = 4
_MOST_ROWS = 120
"""of one page"""
_MOST_TRIED = 2_000
_MOST_CHOICES = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeRow:
    """A row: its code, and the words of its code and of its name in print."""

    code: str
    codes: tuple[Token, ...]
    name: tuple[Token, ...]

    @property
    def level(self) -> int:
        return len(self.code) // 2


def scheme_of(tokens: Sequence[Token]) -> Scheme:
    """The list that the codes are of: economic ones begin with 3 or 5."""
    first = [t.folded[0] for t in tokens if t.is_digits and len(t.folded) in (_CLASS, *_WHOLE)]
    return "economic" if 2 * sum(digit in "35" for digit in first) > len(first) else "function"


def rows_of(tokens: Sequence[Token], scheme: Scheme) -> list[CodeRow]:
    """The rows of a page, by their codes rising or as codes stand that are printed whole; none where codes and names do
    not agree."""
    entries = load_codes().scheme(scheme)
    whole = [t for t in tokens if t.is_digits and len(t.folded) in _WHOLE and t.folded[:_CLASS] in entries]
    classes = [t for t in tokens if t.is_digits and t.folded in entries and len(t.folded) == _CLASS]
    if whole:
        own = {id(t) for t in (*whole, *classes)}
        return _by_code([t for t in tokens if id(t) in own], tokens, scheme)
    return _by_name(classes, tokens, scheme)


# ---------------------------------------------------------------- codes printed whole


def _by_code(codes: Sequence[Token], tokens: Sequence[Token], scheme: Scheme) -> list[CodeRow]:
    """A row for each code; a name that no list has is what stands between its neighbours' names."""
    if len({t.folded for t in codes}) < len(codes):
        return []
    words = _words(tokens)
    listed: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        for name in load_codes().names(scheme, code.folded):
            listed[fold(name)].append(code.folded)
    spans: dict[str, tuple[int, int]] = {}
    for start, end, name in _found(words, listed):
        free = next((code for code in listed[name] if code not in spans), None)
        if free is not None:
            spans[free] = start, end
    spans = {**_behind(codes, tokens, words), **spans}
    spans |= _between([code.folded for code in codes], spans, len(words))
    if len(spans) < len(codes):
        return []
    return [CodeRow(code=code.folded, codes=(code,), name=tuple(words[slice(*spans[code.folded])])) for code in codes]


def _behind(codes: Sequence[Token], tokens: Sequence[Token], words: Sequence[Token]) -> dict[str, tuple[int, int]]:
    """The words directly behind each code that has any there."""
    at = {id(token): i for i, token in enumerate(tokens)}
    word = {id(token): i for i, token in enumerate(words)}
    found: dict[str, tuple[int, int]] = {}
    for code in codes:
        behind = takewhile(lambda t: id(t) in word, tokens[at[id(code)] + 1 :])
        own = [word[id(t)] for t in islice(behind, _MOST_WORDS)]
        if own:
            found[code.folded] = own[0], own[-1] + 1
    return found


# ---------------------------------------------------------------- codes in columns


def _by_name(classes: Sequence[Token], tokens: Sequence[Token], scheme: Scheme) -> list[CodeRow]:
    """A row for each name in the list that is of a class printed, if their codes are those printed."""
    words = _words(tokens)
    printed = {t.folded for t in classes}
    codes = load_codes().scheme(scheme)
    named: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        if code[:_CLASS] in printed:
            for name in load_codes().names(scheme, code):
                named[fold(name)].append(code)
    spans = list(_found(words, named))
    if len(spans) > _MOST_ROWS:
        return []
    pieces = [t for t in tokens if t.is_digits and _ITEM.fullmatch(t.folded)]
    wanted = Counter(t.folded for t in (*classes, *pieces))
    before = _items_before(tokens)
    items = [before.get(id(words[start]), "") for start, _, _ in spans]
    ways = _ways([name for _, _, name in spans], items, named)
    best: tuple[int, dict[str, tuple[int, int]]] | None = None
    for codes_found in islice(_chosen(ways, wanted), _MOST_CHOICES):
        placed = {code: (start, end) for code, (start, end, _) in zip(codes_found, spans, strict=False)}
        placed |= _between(sorted(codes_found), placed, len(words))
        if len(placed) == len(codes_found) and not _overlap(placed.values()):
            cost = _cost(placed, {code: before.get(id(words[start]), "") for code, (start, _) in placed.items()}, codes)
            best = min(best or (cost, placed), (cost, placed), key=lambda found: found[0])
    if best is None:
        return []
    placed = best[1]
    where: dict[str, list[Token]] = defaultdict(list)
    for token in reversed([*classes, *pieces]):
        where[token.folded].append(token)
    return [
        CodeRow(
            code=code,
            codes=tuple(where[piece].pop() for piece in _pieces(code)),
            name=tuple(words[slice(*placed[code])]),
        )
        for code in sorted(placed)
    ]


def _items_before(tokens: Sequence[Token]) -> dict[int, str]:
    """The digits of an item that stand directly before a word, by the word."""
    return {id(word): item.folded for item, word in pairwise(tokens) if _ITEM.fullmatch(item.folded)}


def _is_orphan(code: str, codes: Container[str]) -> bool:
    return len(code) > _CLASS and code[:-2] not in codes


def _has_other_item(item: str, code: str) -> bool:
    """Whether a row has another item than that printed before its name."""
    return len(code) == _LONGEST and bool(item) and not code.endswith(item)


def _overlap(spans: Iterable[tuple[int, int]]) -> bool:
    return any(end > start for (_, end), (start, _) in pairwise(sorted(spans)))


def _cost(placed: Mapping[str, tuple[int, int]], items: Mapping[str, str], entries: Container[str]) -> int:
    """What speaks against codes: none above, another item printed before the name, names that do not run down or leave
    words over between them, and codes that no list has."""
    rising = [placed[code] for code in sorted(placed)]
    covered = {word for start, end in rising for word in range(start, end)}
    return (
        sum(code not in entries for code in placed)
        + max(covered)
        - min(covered)
        + 1
        - len(covered)
        + sum(_is_orphan(code, placed) for code in placed)
        + sum(_has_other_item(items[code], code) for code in placed)
        + sum(above > below for above, below in pairwise(rising))
    )


def _ways(names: Sequence[str], items: Sequence[str], named: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """The codes that each name may have, the likeliest first: one that is printed twice may be that of a section and
    its only item, and one that most sections have an item of (一般行政管理事务) may be of any section."""
    listed_codes = [frozenset(named[name]) for name in names]
    ways = [list(named[name]) for name in names]
    for name, own in zip(names, ways, strict=True):
        if names.count(name) > 1:
            own += [code + item for code in named[name] if len(code) == _CLASS + 2 for item in _ONLY_ITEMS]
    all_codes = {code for own in ways for code in own}
    sections = [code for code in sorted(all_codes) if len(code) == _CLASS + 2]
    for own in ways:
        items_of = {code[-2:] for code in own}
        if len(own) >= _MANY and len(items_of) == 1:
            own += [section + item for section in sections for item in items_of]
    return [
        sorted(
            dict.fromkeys(own),
            key=lambda code: (
                len(code) == _LONGEST and _is_orphan(code, all_codes),
                _has_other_item(item, code),
                code not in listed,
                code,
            ),
        )
        for own, item, listed in zip(ways, items, listed_codes, strict=True)
    ]


def _between(codes: Sequence[str], placed: Mapping[str, tuple[int, int]], words: int) -> dict[str, tuple[int, int]]:
    """The names that no list has: the words between those of the rows above and below; one word where there is but one
    of these."""
    found: dict[str, tuple[int, int]] = {}
    for before, code, after in zip(["", *codes], codes, [*codes[1:], ""], strict=False):
        if code in placed:
            continue
        start = placed[before][1] if before in placed else None
        end = placed[after][0] if after in placed else None
        if not before and end:
            start = end - 1
        if not after and start is not None and start < words:
            end = start + 1
        if start is not None and end is not None and 0 < end - start <= _MOST_WORDS:
            found[code] = start, end
    return found


def _pieces(code: str) -> list[str]:
    return [code[:_CLASS], *(code[at : at + 2] for at in range(_CLASS, len(code), 2))]


def _chosen(ways: Sequence[Sequence[str]], wanted: Counter[str]) -> Iterator[list[str]]:
    """A code for each name, none twice and the next ones first, that together are the codes printed; the codes of a few
    more rows behind them, whose names no list has."""
    found: list[str] = []
    tried = 0

    def search() -> Iterator[list[str]]:
        nonlocal tried
        tried += 1
        if len(found) == len(ways):
            yield from _with_unknown(list(found), +wanted)
            return
        last = found[-1] if found else ""
        own = ways[len(found)]
        for code in [*(c for c in own if c > last), *(c for c in own if c <= last)]:
            pieces = Counter(_pieces(code))
            if code in found or not pieces <= wanted or tried > _MOST_TRIED:
                continue
            found.append(code)
            wanted.subtract(pieces)
            yield from search()
            wanted.update(pieces)
            found.pop()

    yield from search() if ways else ()


def _with_unknown(codes: list[str], left: Counter[str]) -> Iterator[list[str]]:
    """The codes and those that what is left of the printed ones makes up, each below one that is there."""
    more = [piece for piece in left.elements() if len(piece) == _CLASS]
    if not left:
        yield codes
    if not 0 < len(more) <= _MOST_UNKNOWN:
        return
    known = set(codes)
    for parent in (code for code in sorted(known) if code[:_CLASS] == more[0] and len(code) < _LONGEST):
        rest = left - Counter(_pieces(parent))
        if left >= Counter(_pieces(parent)):
            for piece in [piece for piece in rest if len(piece) < _CLASS and parent + piece not in known]:
                yield from _with_unknown([*codes, parent + piece], rest - Counter([piece]))


# ---------------------------------------------------------------- names


def _words(tokens: Sequence[Token]) -> list[Token]:
    return [t for t in tokens if any(map(is_cjk, t.text))]


def _found(words: Sequence[Token], listed: Mapping[str, object]) -> Iterator[tuple[int, int, str]]:
    """The names among the words, broken or not, the longest first at each place: from, to, name."""
    at = 0
    while at < len(words):
        text, best = "", None
        for end in range(at, min(at + _MOST_WORDS, len(words))):
            text += words[end].folded
            if len(text) > _MOST_LETTERS:
                break
            if text in listed:
                best = at, end + 1, text
        if best is not None:
            yield best
        at = best[1] if best is not None else at + 1


def in_order(rows: Sequence[CodeRow]) -> list[CodeRow]:
    """The rows as their codes are printed or as they rise, whichever their names stand in, each below its own."""
    rising = sorted(rows, key=lambda row: row.code)
    ways = [way for way in (rising, list(rows)) if _is_nested(way)]
    return min(ways, key=_turns, default=rising)


def _turns(rows: Sequence[CodeRow]) -> int:
    """How often a name stands above that of the row before."""
    return sum(_begins(below) < _begins(above) for above, below in pairwise(rows))


def _begins(row: CodeRow) -> tuple[int, int]:
    return row.name[0].line, row.name[0].x0


def _is_nested(rows: Sequence[CodeRow]) -> bool:
    """Whether each row that is below another follows it directly or behind others of its own."""
    return all(
        below.level <= above.level + 1 and (below.level <= above.level or below.code.startswith(above.code))
        for above, below in pairwise(rows)
    )
