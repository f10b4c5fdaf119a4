"""The ways in which texts in the order of a head's levels may stand over one another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

_DEEPEST = 4
"""levels"""

_Below = tuple[range, ...]

MayHold = Callable[[int, Sequence[int]], bool]
"""whether a text may stand over those"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tree:
    """Texts by their numbers: those under none (`tops`), and for each those right under it, none for a leaf."""

    tops: Sequence[int]
    below: tuple[Sequence[int], ...]


def trees_of(texts: Sequence[str], leaves: int, may_hold: MayHold, steps: Iterator[int]) -> Iterator[Tree]:
    """The trees with so many leaves of which the texts are the levels, one after the other, each from left to right, as
    far as `steps` go. No text stands over one alone, nor over the same text twice."""
    inner = len(texts) - leaves
    for tops in range(1, len(texts) + 1) if inner >= 0 else ():
        for below in _levels(texts, range(tops), inner, 1, may_hold, steps):
            yield Tree(tops=range(tops), below=below)


def _levels(
    texts: Sequence[str], level: range, inner: int, depth: int, may_hold: MayHold, steps: Iterator[int]
) -> Iterator[_Below]:
    """The rest of a tree from a level down: what stands under each text of it and under those. `inner`: how many of
    them all stand over others."""
    if level.stop == len(texts):
        if not inner:
            yield (range(0),) * len(level)
        return
    for spans in _spans(texts, level, level.stop, inner, may_hold, steps) if inner and depth < _DEEPEST else ():
        end = max(span.stop for span in spans)
        left = inner - sum(map(bool, spans))
        if end > level.stop:
            for below in _levels(texts, range(level.stop, end), left, depth + 1, may_hold, steps):
                yield (*spans, *below)


def _spans(
    texts: Sequence[str], level: range, start: int, inner: int, may_hold: MayHold, steps: Iterator[int]
) -> Iterator[tuple[range, ...]]:
    """What may stand under each text of a level, from the text `start` on."""
    if not level:
        yield ()
        return
    own = [range(0)]
    for end in range(start + 2, len(texts) + 1) if inner else ():
        if texts[end - 1] in texts[start : end - 1]:
            break
        own.append(range(start, end))
    for span in own:
        if next(steps, None) is None:
            return
        if not span or may_hold(level[0], span):
            for others in _spans(texts, level[1:], max(start, span.stop), inner - bool(span), may_hold, steps):
                yield (span, *others)
