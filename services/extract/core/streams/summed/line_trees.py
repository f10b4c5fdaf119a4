"""The ways in which texts in the order of the page's lines may stand over one another.

A text stands in the middle of its cell, so its line tells between which levels the cell reaches: those of one line
have their middle at one height. Between the lines nothing tells which text is left of which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from services.extract.core.streams.summed.trees import MayHold, Tree

_DEEPEST = 4
"""levels"""

Line = tuple[float, Sequence[int]]
"""how far down a line stands, and its texts by their numbers, from left to right"""

MayBeLeaf = Callable[[int, int], bool]
"""whether a text may be that of a column, by the number of this"""


@dataclass(frozen=True, slots=True)
class _Node:
    text: int
    below: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _State:
    """How many texts of each line are in use, and how many columns there are."""

    used: tuple[int, ...]
    columns: int


def line_trees(
    lines: Sequence[Line], columns: int, may_hold: MayHold, may_be_leaf: MayBeLeaf, steps: Iterator[int]
) -> Iterator[Tree]:
    """The trees with so many columns whose texts stand on the lines, as far as `steps` go. No text stands over one
    alone."""
    heights = sorted({height for height, _ in lines})
    texts = [own for _, own in lines]
    seen: set[Tree] = set()
    for levels in range(2, _DEEPEST + 1):
        for chosen in combinations(range(1, 2 * levels), len(heights)):
            middles = [chosen[heights.index(height)] for height, _ in lines]
            for tree in _Search(texts, middles, levels, columns, may_hold, may_be_leaf, steps).trees():
                if tree not in seen:
                    seen.add(tree)
                    yield tree


@dataclass(frozen=True, slots=True)
class _Search:
    """The trees of so many `levels` where the lines stand at these heights (`middles`, in halves of a level)."""

    lines: Sequence[Sequence[int]]
    middles: Sequence[int]
    levels: int
    columns: int
    may_hold: MayHold
    may_be_leaf: MayBeLeaf
    steps: Iterator[int]

    def trees(self) -> Iterator[Tree]:
        whole = tuple(map(len, self.lines))
        for nodes, state in self._beside(0, _State(used=(0,) * len(self.lines), columns=0)):
            if state.used == whole and state.columns == self.columns:
                below: dict[int, tuple[int, ...]] = {}
                _note(nodes, below)
                yield Tree(
                    tops=tuple(node.text for node in nodes), below=tuple(below[text] for text in range(len(below)))
                )

    def _beside(self, level: int, state: _State) -> Iterator[tuple[tuple[_Node, ...], _State]]:
        """Cells side by side that begin at a level: as many as there are, and each fewer."""
        for node, after in self._cells(level, state):
            yield (node,), after
            for nodes, end in self._beside(level, after):
                yield (node, *nodes), end

    def _cells(self, level: int, state: _State) -> Iterator[tuple[_Node, _State]]:
        """The next cell that begins at a level, with all that stands under it."""
        for line, texts in enumerate(self.lines):
            end = self.middles[line] - level
            if state.used[line] == len(texts) or not level < end <= self.levels or next(self.steps, None) is None:
                continue
            text = texts[state.used[line]]
            used = (*state.used[:line], state.used[line] + 1, *state.used[line + 1 :])
            if end == self.levels:
                if state.columns < self.columns and self.may_be_leaf(text, state.columns):
                    yield _Node(text, ()), _State(used, state.columns + 1)
                continue
            for nodes, after in self._beside(end, _State(used, state.columns)):
                if len(nodes) > 1 and self.may_hold(text, [node.text for node in nodes]):
                    yield _Node(text, nodes), after


def _note(nodes: Sequence[_Node], below: dict[int, tuple[int, ...]]) -> None:
    for node in nodes:
        below[node.text] = tuple(under.text for under in node.below)
        _note(node.below, below)
