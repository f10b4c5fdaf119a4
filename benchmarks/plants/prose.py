"""Errors planted in running text (`samples.narrative`): each exactly at a figure or word that something proves."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal

from benchmarks.plants.planted import Planted, like, step
from samples.narrative import Mark, Tie, Told, with_narrative
from samples.report import Report
from shared.codes import load

AMOUNTS = frozenset({"text_table_mismatch", "growth_rate_mismatch"})
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_OPPOSITE = {
    "增加": "减少", "增加了": "减少了", "增长": "下降", "上升": "下降", "净增": "净减少", "减少": "增加",
    "减少了": "增加了",     "下降": "上升", "压减": "增加", "降低": "提高",
}  # fmt: skip


def _marks(told: Sequence[Told], rng: random.Random, *ties: Tie) -> Iterator[tuple[int, Mark, str]]:
    """(paragraph, mark, the words at the mark) of the ties, in random order."""
    pool = [(i, m) for i, t in enumerate(told) for m in t.marks if m.tie in ties]
    for i, mark in rng.sample(pool, len(pool)):
        yield i, mark, told[i].text[mark.start : mark.end]


def _with(report: Report, told: Sequence[Told], at: int, mark: Mark, text: str) -> Report:
    whole = told[at].text
    new = replace(told[at], text=whole[: mark.start] + text + whole[mark.end :])
    return with_narrative(report, [new if i == at else t for i, t in enumerate(told)])


def _changed_number(text: str, factor: Decimal) -> tuple[str, str, str]:
    """(the text with its number times `factor`, the old number, the new one)."""
    match = _NUMBER.search(text)
    assert match
    was = match.group(0)
    now = like(Decimal(was.replace(",", "")) * factor, was)
    return text[: match.start()] + now + text[match.end() :], was, now


def _amount(*ties: Tie) -> Callable[[Report, Sequence[Told], random.Random], Planted | None]:
    def plant(report: Report, told: Sequence[Told], rng: random.Random) -> Planted | None:
        for at, mark, text in _marks(told, rng, *ties):
            now, was, number = _changed_number(text, rng.choice((Decimal("1.4"), Decimal("0.7"), Decimal("1.13"))))
            if Decimal(was.replace(",", "")) * (1 if "万元" in text else 10_000) < 40:
                continue  # tables in whole 万元 would not show it
            return Planted(
                report=_with(report, told, at, mark, now), codes=AMOUNTS, tables=frozenset({None}), right=was,
                printed=number,
            )  # fmt: skip
        return None

    return plant


def delta(report: Report, told: Sequence[Told], rng: random.Random) -> Planted | None:
    """An amount of change that is not the difference of the two years."""
    for at, mark, text in _marks(told, rng, Tie.CHANGE):
        now, was, number = _changed_number(text, Decimal(2))
        if Decimal(was.replace(",", "")) < 40:
            continue
        return Planted(
            report=_with(report, told, at, mark, now),
            codes=AMOUNTS,
            tables=frozenset({None}),
            right=was,
            printed=number,
        )
    return None


def _rate(*ties: Tie) -> Callable[[Report, Sequence[Told], random.Random], Planted | None]:
    def plant(report: Report, told: Sequence[Told], rng: random.Random) -> Planted | None:
        for at, mark, text in _marks(told, rng, *ties):
            value = Decimal(text.rstrip("%"))
            now = f"{value + rng.choice((7, 12, 30)) * max(step(text.rstrip('%')), Decimal('0.1'))}%"
            return Planted(
                report=_with(report, told, at, mark, now), codes=frozenset({"growth_rate_mismatch"}),
                tables=frozenset({None}), right=text, printed=now,
            )  # fmt: skip
        return None

    return plant


def cut_share(report: Report, told: Sequence[Told], rng: random.Random) -> Planted | None:
    """A share whose further digits are cut off instead of rounded."""
    for at, mark, text in _marks(told, rng, Tie.SHARE):
        unit = step(text.rstrip("%"))
        low = Decimal(text.rstrip("%")) - unit
        if mark.true is None or mark.true.quantize(unit, ROUND_DOWN) != low:
            continue
        if mark.true - low - unit / 2 <= mark.room:
            continue  # the amounts beside it could be rounded so
        return Planted(
            report=_with(report, told, at, mark, f"{low}%"), codes=frozenset({"growth_rate_mismatch"}),
            tables=frozenset({None}), right=text, printed=f"{low}%",
        )  # fmt: skip
    return None


def direction(report: Report, told: Sequence[Told], rng: random.Random) -> Planted | None:
    """增加 for a decrease, where the two years' amounts stand beside it."""
    for at, mark, text in _marks(told, rng, Tie.WORD):
        word = _OPPOSITE.get(text)
        if word is not None:
            return Planted(
                report=_with(report, told, at, mark, word), tables=frozenset({None}), right=text,
                printed=word.removesuffix("了"),
                codes=AMOUNTS | {"wording_mismatch"},
            )  # fmt: skip
    return None


def unfinished(report: Report, told: Sequence[Told], rng: random.Random) -> Planted | None:
    """A sentence that ends after 主要原因是."""
    for at in rng.sample(range(len(told)), len(told)):
        match = re.search(r"((?:主要)?原因(?:是|：|主要是)|主要是)[^。，；]+。$", told[at].text)
        if match:
            text = told[at].text[: match.end(1)] + "。"
            new = [replace(t, text=text, marks=()) if i == at else t for i, t in enumerate(told)]
            return Planted(
                report=with_narrative(report, new), codes=frozenset({"truncated_name"}), tables=frozenset({None}),
                printed=match.group(1),
            )  # fmt: skip
    return None


def old_name(report: Report, told: Sequence[Told], rng: random.Random) -> Planted | None:
    """A 类 or 款 under the name that it had before it was renamed."""
    for at in rng.sample(range(len(told)), len(told)):
        for r in load().renames:
            if r.scheme != "function" or not r.year or r.year > report.year or "(" in r.old + r.new:
                continue
            if f"{r.new}（" in told[at].text:
                text = told[at].text.replace(f"{r.new}（", f"{r.old}（", 1)
                new = [replace(t, text=text, marks=()) if i == at else t for i, t in enumerate(told)]
                return Planted(
                    report=with_narrative(report, new), codes=frozenset({"code_name_mismatch"}),
                    tables=frozenset({None}), right=r.new, printed=r.old,
                )  # fmt: skip
    return None


ERRORS: dict[str, Callable[[Report, Sequence[Told], random.Random], Planted | None]] = {
    "prose: amount": _amount(Tie.TABLE),
    "prose: two amounts": _amount(Tie.TWICE),
    "prose: part of a list": _amount(Tie.SUM),
    "prose: change": delta,
    "prose: rate": _rate(Tie.RATE),
    "prose: share": _rate(Tie.SHARE),
    "prose: completion": _rate(Tie.COMPLETION),
    "prose: share cut off": cut_share,
    "prose: direction": direction,
    "prose: unfinished": unfinished,
    "prose: old name": old_name,
}
