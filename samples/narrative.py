"""Running text as departments write it: the same facts of one report in many wordings, every figure marked.

`narrative(books, seed, …)` gives paragraphs whose figures follow from the books; `Told.marks` says of each what ties it
(a table, the figures beside it), so that a benchmark can plant an error exactly there. The families' own text parts are
as narrow as their templates; this is the variety that real reports have: units, separators, word order, enumerations,
and sentences about other things (counts, last year, the nation) that no rule may mistake for the budget's.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from string import Formatter

from samples import wordings as w
from samples.model import Books, Spending
from samples.money import Money, percent
from samples.names import function_names
from samples.report import Heading, PageBreak, Paragraph, Report

HUNDRED = Decimal(100)


class Tie(StrEnum):
    """What proves a figure."""

    TABLE = "table"  # a table prints it
    TWICE = "twice"  # the sentences around print it too
    SUM = "sum"  # it is a part or the whole of a list that is complete
    CHANGE = "change"  # an amount of change: the two years' amounts stand beside it
    RATE = "rate"
    SHARE = "share"
    COMPLETION = "completion"
    WORD = "word"  # 增加, 减少, …


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """A figure at `start`–`end` of its paragraph."""

    start: int
    end: int
    tie: Tie
    true: Decimal | None = None
    """of a rate: the quotient that it is printed from, in percent"""
    room: Decimal = Decimal(0)
    """of a rate: by how much the rounding of the amounts beside it can move it, in percent"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A paragraph with its marked figures."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed figure with its tie; None marks a figure that nothing proves."""

    text: str
    tie: Tie | None = None
    true: Decimal | None = None
    room: Decimal = Decimal(0)


def say(template: str, **fields: Figure | str | int) -> Told:
    """The template (`str.format`) with its fields, the figures among them marked."""
    text, marks = "", []
    for literal, name, _, _ in Formatter().parse(template):
        text += literal
        if name is None:
            continue
        value = fields[name]
        shown = value.text if isinstance(value, Figure) else str(value)
        if isinstance(value, Figure) and value.tie:
            marks.append(
                Mark(start=len(text), end=len(text) + len(shown), tie=value.tie, true=value.true, room=value.room)
            )
        text += shown
    return Told(text=text, marks=tuple(marks))


def joined(parts: Sequence[Told], between: str = "", end: str = "") -> Told:
    """One paragraph of several pieces."""
    text, marks = "", []
    for i, part in enumerate(parts):
        text += between if i else ""
        marks += [replace(m, start=m.start + len(text), end=m.end + len(text)) for m in part.marks]
        text += part.text
    return Told(text=text + end, marks=tuple(marks))


class Teller:
    """One report's writer: it keeps to one style of amounts, as an author does, and picks the words by chance."""

    def __init__(self, books: Books, rng: random.Random, family: str) -> None:
        self.books, self.rng, self.year = books, rng, books.year
        self.accounts = family == "final_accounts"
        self.own_money = family == "shanghai"
        self.wan = Money(decimals=rng.choice((2, 2, 2, 4)), zero="0", separators=rng.random() < 0.6)
        self.places = rng.choice((1, 2, 2))

    # ---------------------------------------------------------------- quantities

    def general(self, s: Spending) -> int:
        """What the general budget pays of an item."""
        return s.total - s.own - (s.carried if self.own_money else 0)

    @property
    def total(self) -> int:
        return self.books.total - (self.books.carried if self.own_money else 0)

    @property
    def project(self) -> int:
        return self.total - self.books.basic

    def amount(self, value: int, tie: Tie | None = Tie.TABLE, mixed: bool = False) -> Figure:
        """The amount with its unit; `mixed`: 元 or 亿元 too."""
        unit = self.rng.choice(("万元", "万元", "元", "亿元")) if mixed and value >= 50_000_000 else "万元"
        if unit == "元":
            return Figure(f"{value:,}元" if self.wan.separators else f"{value}元", tie)
        if unit == "亿元":
            return Figure(f"{(Decimal(value) / 10**8).quantize(Decimal('0.0001'))}亿元", tie)
        return Figure(f"{self.wan(value)}{self.rng.choice(w.GAPS)}万元", tie)

    def rate(self, part: int, whole: int, tie: Tie) -> Figure:
        if not whole:
            return Figure(percent(part, whole, self.places), tie)
        half = Decimal(10_000).scaleb(-self.wan.decimals) / 2
        room = HUNDRED * (half * whole + half * abs(part)) / (Decimal(whole) * whole)
        return Figure(percent(part, whole, self.places), tie, HUNDRED * part / whole, room)

    def pick(self, choices: Sequence[str]) -> str:
        return self.rng.choice(choices)

    def changed(self, now: int, before: int) -> tuple[Figure, str]:
        """Two words for the direction: of an amount, of a rate."""
        rises = now >= before
        more, faster = self.pick(w.MORE if rises else w.LESS), self.pick(w.FASTER if rises else w.SLOWER)
        return Figure(more, Tie.WORD if abs(now - before) > 400_000 else None), faster

    # ---------------------------------------------------------------- paragraphs

    def totals(self) -> Told:
        now, before = self.total, round(self.total * self.rng.uniform(0.7, 1.3))
        more, faster = self.changed(now, before)
        template = self.pick(w.ACCOUNTS_TOTALS if self.accounts else w.TOTALS)
        return say(
            template, Y=self.year, P=self.year - 1, name=self.books.department.name, more=more, faster=faster,
            now=self.amount(now, mixed=True), before=self.amount(before, None),
            delta=self.amount(abs(now - before), Tie.CHANGE), rate=self.rate(now - before, before, Tie.RATE),
            why=self.pick(w.REASONS),
        )  # fmt: skip

    def structure(self) -> Told:
        basic, project, total = self.books.basic, self.project, self.total
        template = self.pick(w.ACCOUNTS_STRUCTURE if self.accounts else w.STRUCTURE)
        return say(
            template, Y=self.year, total=self.amount(total), basic=self.amount(basic), project=self.amount(project),
            a=self.rate(basic, total, Tie.SHARE), b=self.rate(project, total, Tie.SHARE),
        )  # fmt: skip

    def income(self) -> list[Told]:
        """Where the money comes from; a Shanghai budget counts no carry-over."""
        b, total = self.books, self.books.total
        if self.own_money or self.accounts:
            return []
        return [
            say(
                self.pick(w.INCOME),
                Y=self.year,
                total=self.amount(total),
                granted=self.amount(b.granted),
                own=self.amount(b.own),
                carried=self.amount(b.carried),
                source=b.own_source,
                a=self.rate(b.granted, total, Tie.SHARE),
                b=self.rate(b.own, total, Tie.SHARE),
                c=self.rate(b.carried, total, Tie.SHARE),
            )
        ]

    def staff(self) -> Told:
        people = sum(self.books.economic(c, lambda e: e.basic) for c in ("301", "303"))
        basic = self.books.basic
        return say(
            self.pick(w.STAFF), Y=self.year, basic=self.amount(basic), people=self.amount(people),
            office=self.amount(basic - people), a=self.rate(people, basic, Tie.SHARE),
            b=self.rate(basic - people, basic, Tie.SHARE),
        )  # fmt: skip

    def classes(self) -> list[Told]:
        """The general budget by 类 with shares, in one sentence or as an enumeration."""
        amounts: dict[str, int] = {}
        for s in self.books.spending:
            amounts[s.code[:3]] = amounts.get(s.code[:3], 0) + self.general(s)
        amounts = {code: v for code, v in amounts.items() if v}
        whole = sum(amounts.values())
        head = say(self.pick(w.ACCOUNTS_CLASSES if self.accounts else w.CLASSES), Y=self.year, whole=self.amount(whole))
        form = self.pick(w.CLASS_ITEMS)
        parts = [
            say(form, name=function_names()[code], amount=self.amount(v), share=self.rate(v, whole, Tie.SHARE))
            for code, v in amounts.items()
        ]
        if self.rng.random() < 0.5:
            return [joined([head, joined(parts, "；", "。")])]
        marks = self.pick(w.ENUMERATIONS)
        listed = [
            joined([Told(text=mark), part], end="。") for mark, part in zip(w.numbers(marks), parts, strict=False)
        ]
        return [head, *listed]

    def items(self) -> list[Told]:
        """Several 项 with last year's figure, the change and its rate."""
        chosen = [s for s in self.books.spending if self.general(s) > 100_000]
        chosen = self.rng.sample(chosen, min(len(chosen), 4))
        template = self.pick(w.ACCOUNTS_ITEMS if self.accounts else w.ITEMS)
        steady = "持平" in template
        style = self.pick(w.ENUMERATIONS)
        told = []
        for mark, s in zip(w.numbers(style), sorted(chosen, key=lambda s: s.code), strict=False):
            names = function_names()
            now = self.general(s)
            before = now if steady else max(1_000, round(now * self.rng.uniform(0.6, 1.5)))
            more, faster = self.changed(now, before)
            said = say(
                template, Y=self.year, P=self.year - 1, Q=self.year - 2, former=self.amount(before * 9 // 10, None),
                c=names[s.code[:3]], k=names[s.code[:5]], i=names[s.code], now=self.amount(now),
                again=self.amount(now, Tie.TWICE), before=self.amount(before, None),
                delta=self.amount(abs(now - before), Tie.CHANGE), more=more, faster=faster,
                rate=self.rate(now - before, before, Tie.RATE), done=self.rate(now, before, Tie.COMPLETION),
                size="大" if now >= before else "小", why=self.pick(w.REASONS),
            )  # fmt: skip
            told.append(joined([Told(text=mark), said]))
        return told

    def three_public(self) -> list[Told]:
        now, last = self.books.this_year, self.books.last_year
        if not now.total:
            return []
        more, faster = self.changed(now.total, last.total)
        fields: dict[str, Figure | str | int] = {
            "Y": self.year, "P": self.year - 1, "more": more, "faster": faster,
            "total": self.amount(now.total), "before": self.amount(last.total, None),
            "delta": self.amount(abs(now.total - last.total), Tie.CHANGE),
            "rate": self.rate(now.total - last.total, last.total, Tie.RATE),
            "abroad": self.amount(now.abroad), "reception": self.amount(now.reception),
            "vehicles": self.amount(now.vehicles), "purchase": self.amount(now.purchase),
            "operation": self.amount(now.operation), "done": self.rate(now.total, last.total, Tie.COMPLETION),
            "sa": self.rate(now.abroad, now.total, Tie.SHARE), "sv": self.rate(now.vehicles, now.total, Tie.SHARE),
            "sr": self.rate(now.reception, now.total, Tie.SHARE),
        }  # fmt: skip
        return [say(t, **fields) for t in self.rng.choice(w.ACCOUNTS_THREE if self.accounts else w.THREE)]

    def projects(self) -> list[Told]:
        """The projects of a list that is complete."""
        chosen = self.books.projects
        whole = sum(p.amount for p in chosen)
        parts = [say(self.pick(w.PROJECT), name=p.name, amount=self.amount(p.amount, Tie.SUM)) for p in chosen]
        head = say(self.pick(w.PROJECTS), Y=self.year, n=len(chosen), whole=self.amount(whole, Tie.SUM))
        if self.rng.random() < 0.5:
            return [joined([head, joined(parts, self.pick("；，、" if len(parts) < 5 else "；"), "。")])]
        return [head] + [
            joined([Told(text=mark), part], end=self.pick(("。", "；")))
            for mark, part in zip(w.numbers(self.pick(w.ENUMERATIONS)), parts, strict=False)
        ]

    def aside(self, template: str) -> Told:
        """A sentence about something else."""
        r = self.rng
        count, rest = r.randint(300, 9000), r.randint(20, 290)
        return say(
            template, Y=self.year, P=self.year - 1, name=self.books.department.name, n=count, m=count - rest,
            share=percent(count - rest, count, 1), x=f"{r.uniform(1, 90):.2f}", y=f"{r.uniform(1, 40):.1f}",
        )  # fmt: skip


def narrative(books: Books, family: str, seed: int) -> tuple[Told, ...]:
    """The paragraphs of one report, in the order of a 情况说明, asides between them."""
    teller = Teller(books, random.Random(f"narrative-{family}-{seed}"), family)
    parts = [
        [teller.totals()],
        teller.income(),
        [teller.structure()],
        [teller.staff()],
        teller.classes(),
        teller.items(),
    ]
    parts += [teller.three_public(), [] if teller.own_money else teller.projects()]
    for template in teller.rng.sample(w.ASIDES, 4):
        parts.insert(teller.rng.randrange(len(parts) + 1), [teller.aside(template)])
    return tuple(told for part in parts for told in part)


def with_narrative(report: Report, told: Sequence[Told]) -> Report:
    """The report with these paragraphs as a part of their own at its end."""
    heading = Heading(f"{report.year}年预算执行及收支情况补充说明", 2)
    return replace(report, blocks=(*report.blocks, PageBreak(), heading, *(Paragraph(t.text) for t in told)))


#: what a family's text can be checked against: the families that print the tables of a budget or an account
TOLD_FAMILIES = ("shenzhen2022", "shenzhen2023", "futian", "shanghai", "generic", "final_accounts")
