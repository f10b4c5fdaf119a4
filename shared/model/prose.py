"""Every amount and percentage of the prose, with its subject and place. Pure; used by validation and by the facts.

`facts(document.sections)` is the entry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shared.model.document import Section
from shared.model.page import NOWHERE, Place


class FactKind(StrEnum):
    AMOUNT = "amount"  # 预算 4,670 万元
    PERCENT = "percent"  # 增长 6%, 占 34.30%
    DELTA = "delta"  # 比 2021 年增加 257 万元


@dataclass(frozen=True, kw_only=True, slots=True)
class ProseFact:
    """One figure of the prose.

    `amount` is the number as printed (in `unit`; percentages as printed: 6 for 6%), None where the report prints that
    there is none (增长--%，基数为0，不可比). `direction` is the word printed before it (增加, 减少, 增长, 下降, 增加（减少）),
    `base_year` the year it is compared with. `subject` is the noun phrase that the figure belongs to, folded for display.
    """

    kind: FactKind
    subject: str
    amount: Decimal | None
    printed: str
    unit: str | None
    decimals: int
    sentence: str
    section: int
    """index of the section, and of the paragraph in it, that the figure stands in"""
    paragraph: int
    start: int
    """offset of `printed` in the paragraph"""
    direction: str | None = None
    year: int | None = None
    base_year: int | None = None
    base_zero: bool = False
    """the sentence itself says that the base is 0 and the rate not computable"""
    place: Place = NOWHERE


def facts(sections: Iterable[Section]) -> tuple[ProseFact, ...]:
    """All figures of the prose, in reading order."""
    return ()
