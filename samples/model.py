"""The books of an invented department: everything in 元, every sum exact. Printing rounds, the books do not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

#: the amounts of non-fiscal money, in the order in which every Shenzhen table prints them
OWN_SOURCES = ("事业收入", "事业单位经营收入", "上级补助收入", "附属单位上缴收入", "其他收入")


@dataclass(frozen=True, kw_only=True, slots=True)
class Department:
    """Who publishes. `institution` tells 事业单位 from 机关 (it decides the codes and 机关运行经费)."""

    name: str
    parent: str
    place: str
    region_code: str
    institution: bool
    subject: str
    """the field of work, as it stands in duties and project names (统计调查)"""
    offices: tuple[str, ...]
    staff: int
    retired: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Spending:
    """A 项 of the functional classification. `carried` and `own`: what of `project` is no grant of this year."""

    code: str
    basic: int = 0
    project: int = 0
    carried: int = 0
    own: int = 0
    procurement: int = 0
    sme: int = 0
    micro: int = 0

    @property
    def total(self) -> int:
        return self.basic + self.project


@dataclass(frozen=True, kw_only=True, slots=True)
class Economic:
    """A 款 of the economic classification."""

    code: str
    basic: int = 0
    project: int = 0
    own: int = 0

    @property
    def total(self) -> int:
        return self.basic + self.project


@dataclass(frozen=True, kw_only=True, slots=True)
class Indicator:
    """A performance indicator; `level2` may be followed by none (`无`)."""

    level1: str
    level2: str
    level3: str
    target: str
    explanation: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Project:
    """A 一级项目 with its 二级项目. `source` is one of duty, special, investment (the columns of 项目支出总表)."""

    name: str
    code: str
    amount: int
    source: str
    carried: int
    own: int
    prior: int
    parts: tuple[tuple[str, int], ...]
    goal: str
    indicators: tuple[Indicator, ...]

    @property
    def granted(self) -> int:
        """What this year's general public budget gives."""
        return self.amount - self.carried - self.own


@dataclass(frozen=True, kw_only=True, slots=True)
class ThreePublic:
    """“三公”经费 of one year."""

    abroad: int
    reception: int
    purchase: int
    operation: int

    @property
    def vehicles(self) -> int:
        return self.purchase + self.operation

    @property
    def total(self) -> int:
        return self.abroad + self.reception + self.vehicles


@dataclass(frozen=True, kw_only=True, slots=True)
class Books:
    """One department, one year."""

    department: Department
    year: int
    spending: tuple[Spending, ...]
    economics: tuple[Economic, ...]
    projects: tuple[Project, ...]
    this_year: ThreePublic
    last_year: ThreePublic
    prior_total: int
    own_source: str
    """which of `OWN_SOURCES` the non-fiscal money is, if there is any"""
    goods: int
    works: int
    services: int
    prior_running_costs: int
    vehicles: int

    def spent(self, part: Callable[[Spending], int]) -> int:
        return sum(part(s) for s in self.spending)

    @property
    def total(self) -> int:
        return self.spent(lambda s: s.total)

    @property
    def basic(self) -> int:
        return self.spent(lambda s: s.basic)

    @property
    def project(self) -> int:
        return self.spent(lambda s: s.project)

    @property
    def carried(self) -> int:
        return self.spent(lambda s: s.carried)

    @property
    def own(self) -> int:
        return self.spent(lambda s: s.own)

    @property
    def granted(self) -> int:
        """This year's general public budget grant."""
        return self.total - self.carried - self.own

    @property
    def procurement(self) -> int:
        return self.spent(lambda s: s.procurement)

    @property
    def running_costs(self) -> int:
        """机关运行经费: the public part of an administrative body's basic spending; none for 事业单位."""
        if self.department.institution:
            return 0
        return self.economic("302", lambda e: e.basic)

    def economic(self, prefix: str, part: Callable[[Economic], int]) -> int:
        return sum(part(e) for e in self.economics if e.code.startswith(prefix))


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line of a coded table: a code of any level, with the lines of its own items below it."""

    code: str
    name: str
    level: int


def code_lines(codes: Iterable[str], names: dict[str, str], cuts: tuple[int, ...]) -> tuple[CodeLine, ...]:
    """All codes with their parents, in the order of the codes: cuts are the lengths of 类/款/项 (3, 5, 7) or (3, 5)."""
    wanted = sorted({code[:cut] for code in codes for cut in cuts})
    return tuple(CodeLine(code, names[code], cuts.index(len(code))) for code in wanted)
