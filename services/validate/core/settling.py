"""Whether figures inside their bounds can be found for which all equations hold: by hand, without a linear program.

What one equation alone decides is taken out first, exactly: a figure that stands in no other equation only gives that
one room; an equation with one figure left bounds it; one of two figures without room says one by the other; one that
holds whatever its figures are says nothing. Hierarchies vanish so; what is left are the figures that stand in a row
sum and in a column sum, and these are moved in turn until nothing lacks (projections onto convex sets).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: a deviation that is no numerical noise
NOISE = 1e-6
#: attempts at moving what is left: how far inside its interval a figure stays, what an equation may then lack (shares
#: of the half units), and how often each is looked at. Most systems have room and the first settles them, far more than
#: it lacks; what has next to none is settled as closely as a linear program settles it.
ATTEMPTS = ((0.98, 1e-3, 30), (1.0, NOISE, 400))
#: an equation is given more than it lacks: neighbours that pull at the same figures settle in half the time
GENEROUS = 1.5

Equation = tuple[float, tuple[tuple[int, float], ...]]
"""`gap + Σ weight · deviation = 0`; deviations are numbered and in half units of their figures"""


def settled(equations: Sequence[Equation], lower: Sequence[float]) -> bool:
    """Whether deviations between `lower` and 1 are found for which all equations hold. False proves nothing."""
    for inside, lack, steps in ATTEMPTS:
        system = _System(equations, [max(-inside, low) for low in lower], inside)
        if system.reduced() and system.relaxed(lack, steps):
            return True
    return False


@dataclass(slots=True)
class _Range:
    """0 lies between `least` + Σ weight · deviation and `most` + Σ weight · deviation."""

    least: float
    most: float
    weights: dict[int, float]

    def narrowed(self, least: float, most: float) -> bool:
        """Both ranges at once; whether anything is left of it."""
        self.least, self.most = max(self.least, least), min(self.most, most)
        return self.least <= self.most + NOISE


class _System:
    """Equations that share figures with bounds."""

    def __init__(self, equations: Sequence[Equation], low: list[float], high: float) -> None:
        self._low = low
        self._high = [high] * len(low)
        self._ranges = {at: _Range(gap, gap, dict(own)) for at, (gap, own) in enumerate(equations)}
        self._users: list[set[int]] = [set() for _ in low]
        for at, range_ in self._ranges.items():
            for figure in range_.weights:
                self._users[figure].add(at)
        self._waiting = dict.fromkeys(self._ranges)

    def reduced(self) -> bool:
        """Take out what single equations decide; False where one of them cannot hold."""
        while self._waiting:
            at, _ = self._waiting.popitem()
            if not self._decided(at, self._ranges[at]) or not (self._waiting or self._merged()):
                return False
        return True

    def _decided(self, at: int, range_: _Range) -> bool:
        """Take out what the equation `at` decides; False where it cannot hold."""
        weights = range_.weights
        for figure in [i for i in weights if len(self._users[i]) == 1]:
            ends = self._ends(figure, weights.pop(figure))
            self._users[figure].clear()
            range_.least += ends[0]
            range_.most += ends[1]
        spans = [self._ends(i, w) for i, w in weights.items()]
        least, most = sum(low for low, _ in spans), sum(high for _, high in spans)
        if range_.least + least > NOISE or range_.most + most < -NOISE:
            return False
        if range_.least + most <= 0 <= range_.most + least:
            self._drop(at)  # it holds whatever its figures are
            return True
        if len(weights) <= 1:
            self._drop(at)
            return all(self._bound(i, -range_.most / w, -range_.least / w) for i, w in weights.items())
        if len(weights) == 2 and range_.least == range_.most:
            return self._substituted(at, range_)
        return True

    def _ends(self, figure: int, weight: float) -> tuple[float, float]:
        low, high = weight * self._low[figure], weight * self._high[figure]
        return (low, high) if weight > 0 else (high, low)

    def _drop(self, at: int) -> None:
        for figure in self._ranges.pop(at).weights:
            self._users[figure].discard(at)
            if len(self._users[figure]) == 1:
                self._look_again(self._users[figure])

    def _look_again(self, ranges: Iterable[int]) -> None:
        self._waiting.update(dict.fromkeys(ranges))

    def _bound(self, figure: int, one: float, other: float) -> bool:
        """Keep the figure between both as well; False where nothing is left of its bounds."""
        low, high = max(self._low[figure], min(one, other)), min(self._high[figure], max(one, other))
        if low > high + NOISE:
            return False
        self._low[figure], self._high[figure] = (low, high) if low <= high else (high, high)
        self._look_again(self._users[figure])
        return True

    def _substituted(self, at: int, range_: _Range) -> bool:
        """Of two figures that an equation ties exactly, the one with fewer users is said by the other everywhere."""
        gone, kept = sorted(range_.weights, key=lambda i: len(self._users[i]))
        factor = -range_.weights[kept] / range_.weights[gone]
        shift = -range_.least / range_.weights[gone]
        self._drop(at)
        for user in self._users[gone]:
            own = self._ranges[user]
            weight = own.weights.pop(gone)
            own.least += weight * shift
            own.most += weight * shift
            total = own.weights.get(kept, 0.0) + weight * factor
            if abs(total) > NOISE:
                own.weights[kept] = total
                self._users[kept].add(user)
            elif own.weights.pop(kept, None) is not None:
                self._users[kept].discard(user)
            self._look_again([user])
        self._users[gone].clear()
        return self._bound(kept, (self._low[gone] - shift) / factor, (self._high[gone] - shift) / factor)

    def _merged(self) -> bool:
        """Equations of the very same figures, as when two tables print one sum, become one; False where nothing is left
        of their ranges."""
        known: dict[tuple[tuple[int, float], ...], int] = {}
        for at, range_ in list(self._ranges.items()):
            ordered = sorted(range_.weights.items())
            unit = ordered[0][1]
            first = known.setdefault(tuple((i, round(w / unit, 9)) for i, w in ordered), at)
            if first == at:
                continue
            kept = self._ranges[first]
            scale = kept.weights[ordered[0][0]] / unit
            self._drop(at)
            self._look_again([first])
            if not kept.narrowed(*sorted((range_.least * scale, range_.most * scale))):
                return False
        return True

    def relaxed(self, enough: float, steps: int) -> bool:
        """Whether moving figures inside their bounds, one equation after the other, leaves none lacking `enough`."""
        low, high = self._low, self._high
        values = [min(most, max(least, 0.0)) for least, most in zip(low, high, strict=True)]
        lists = {
            at: (r.least, r.most, list(r.weights.items()), sum(w * w for w in r.weights.values()))
            for at, r in self._ranges.items()
        }
        waiting = deque(lists)
        queued = set(lists)
        for _ in range(steps * len(lists)):
            if not waiting:
                return True
            at = waiting.popleft()
            queued.discard(at)
            least, most, weights, square = lists[at]
            moved = 0.0
            for i, w in weights:
                moved += w * values[i]
            lack = least + moved if least + moved > 0 else min(most + moved, 0.0)
            if abs(lack) < enough * square**0.5:
                continue
            step = GENEROUS * lack / square
            for i, w in weights:
                # comparisons, not min and max: this line is most of the time of a joint test
                value = values[i] - w * step
                value = high[i] if value > high[i] else low[i] if value < low[i] else value
                if value != values[i]:
                    values[i] = value
                    fresh = self._users[i] - queued
                    waiting.extend(fresh)
                    queued |= fresh
        return not waiting
