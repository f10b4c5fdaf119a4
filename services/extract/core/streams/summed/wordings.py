"""The words of a head as its texts: which of them narrow cells broke into pieces, and in what order they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from services.extract.core.heads.lexicon import OF_WHICH, is_likely
from services.extract.core.streams.regions import YEAR_ALONE
from services.extract.core.streams.summed.line_trees import Line
from services.extract.core.streams.tokens import Token, text_of
from services.extract.core.templates import Lexicon, head_key
from shared.model.labels import is_total

_MOST_PIECES = 4
_LIKELY, _UNKNOWN, _LETTER = 0.2, 0.5, 1.5
"""against a text that only ends as those of heads do, against any other, and against a single letter"""
_JOINT, _BEGUN, _APART = 0.1, 0.2, 0.3
"""against a word that goes on with the one before; and where no known text comes of it, whether the first one may be no
text by itself or may"""
_MOST_WAYS = 12
_MOST_BELOW = 2
"""lines from a piece of a text to the next one"""
_LINES = 0.1
"""against the order of lines, where that of levels does as well"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """The folded texts of a head, what speaks against them, and which of them stand on one line. `by_line`: they are in
    the order of the page's lines, else in that of the head's levels, where one of several pieces is on no line."""

    cost: float
    texts: list[str]
    lines: Sequence[Line]
    by_line: bool


def wordings_of(words: Sequence[Token], lexicon: Lexicon) -> list[Wording]:
    """The likeliest ways in which the words may be the texts of a head, in the order of its levels or in that of the
    page's lines."""
    return [*_by_levels(words, lexicon), *_by_lines(words, lexicon)]


def _by_lines(words: Sequence[Token], lexicon: Lexicon) -> list[Wording]:
    """The texts in the order of lines. One that its cell broke stands between its pieces, or on the line of one of them
    where the export took both for one line."""
    numbered = [(n, token.folded) for n, (_, line) in enumerate(groupby(words, lambda t: t.line)) for token in line]
    if not 1 < numbered[-1][0] + 1 < len(numbered):
        return []
    texts: list[str] = []
    places: list[tuple[int, ...]] = []
    for number, said in numbered:
        begun = next((i for i, at in enumerate(places) if _is_whole(texts[i], said, number - at[-1], lexicon)), None)
        if begun is None:
            texts.append(said)
            places.append((number,))
        else:
            texts[begun] += said
            places[begun] += (number,)
    beside = {place: [i for i, other in enumerate(places) if other == place] for place in dict.fromkeys(places)}
    whole = all(len(place) == 1 for place in places)
    return [
        Wording(
            cost=_LINES,
            texts=texts,
            lines=[(place[0] + shift * (place[-1] - place[0]), own) for place, own in beside.items()],
            by_line=True,
        )
        for shift in ((0.0,) if whole else (0.0, 0.5, 1.0))
    ]


def _is_whole(begun: str, end: str, below: float, lexicon: Lexicon) -> bool:
    """Whether two pieces, the one so many lines below the other, are a text that heads have, as neither is."""
    if not 0 < below <= _MOST_BELOW or head_key(begun + end) not in lexicon.words:
        return False
    return head_key(begun) not in lexicon.words or head_key(end) not in lexicon.words


def _by_levels(words: Sequence[Token], lexicon: Lexicon) -> list[Wording]:
    """The texts in the order of levels, where narrow cells broke them into pieces."""
    best: list[list[tuple[float, tuple[tuple[int, int], ...]]]] = [[(0.0, ())]]
    for end in range(1, len(words) + 1):
        ways = []
        for start in range(max(0, end - _MOST_PIECES), end):
            own = words[start:end]
            if len(own) == 1 or not any(is_total(t.folded) or YEAR_ALONE.match(t.folded) for t in own):
                against = _against(own, lexicon)
                ways += [(cost + against, (*spans, (start, end))) for cost, spans in best[start]]
        best.append(sorted(ways)[:_MOST_WAYS])
    return [_of_spans(cost - best[-1][0][0], spans, words) for cost, spans in best[-1]]


def _of_spans(cost: float, spans: Sequence[tuple[int, int]], words: Sequence[Token]) -> Wording:
    texts = [text_of(words[start:end]) for start, end in spans]
    alone = ((words[start].line, number) for number, (start, end) in enumerate(spans) if end == start + 1)
    lines = [(float(line), [i for _, i in own]) for line, own in groupby(alone, key=lambda pair: pair[0])]
    return Wording(cost=cost, texts=texts, lines=lines, by_line=False)


def _against(words: Sequence[Token], lexicon: Lexicon) -> float:
    """What speaks against words being a text of a head: unless heads are known to have it, a text goes on with single
    letters alone."""
    text, others = text_of(words), len(words) - 1
    if head_key(text) in lexicon.words or is_total(text) or YEAR_ALONE.match(text):
        return _JOINT * others
    pieces = sum(len(token.folded) > 1 for token in words)
    unlike = _LIKELY if _may_be_text(text, lexicon) else _UNKNOWN
    apart = 0.0
    if pieces > 1:
        ends_first = _may_be_text(text, lexicon) and not _may_be_text(text_of(words[:1]), lexicon)
        unlike, apart = (_LIKELY, _BEGUN) if ends_first else (_UNKNOWN, _APART)
    return _LETTER * (len(words[0].folded) == 1) + unlike * pieces + _JOINT * others + apart * (pieces > 1)


def _may_be_text(text: str, lexicon: Lexicon) -> bool:
    return head_key(text) in lexicon.words or is_likely(text.removeprefix(OF_WHICH + ":"))
