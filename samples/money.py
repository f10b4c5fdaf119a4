"""How a family prints amounts: 元 and 万元, with or without decimals and separators."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_FACTOR = {"元": 1, "万元": 10_000}


@dataclass(frozen=True, kw_only=True, slots=True)
class Money:
    """A printed form of amounts kept in 元. `zero` is what nothing prints as ("" leaves the cell blank)."""

    unit: str = "万元"
    decimals: int = 0
    separators: bool = True
    zero: str = "0"

    def __call__(self, amount: int) -> str:
        if amount == 0:
            return self.zero
        value = self.rounded(amount)
        return f"{value:,}" if self.separators else f"{value}"

    def rounded(self, amount: int) -> Decimal:
        """The printed value, rounded half up as accounting programs do."""
        step = Decimal(1).scaleb(-self.decimals)
        return (Decimal(amount) / _FACTOR[self.unit]).quantize(step, ROUND_HALF_UP)


def percent(part: int, whole: int, decimals: int = 0) -> str:
    """`part` of `whole` in percent, unsigned, rounded half up; 0 for nothing of nothing."""
    if whole == 0:
        return f"{Decimal(0):.{decimals}f}%"
    value = abs(Decimal(part) * 100 / Decimal(whole)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{value}%"


def change(now: int, before: int) -> str:
    """增加 or 减少, as the sign says."""
    return "增加" if now >= before else "减少"
