"""Scores a result against a truth: cells with their row label and full column path, heads, titles, silent errors.

A cell counts as right only with the right table, row label, column path and text. The row label is made of the label
columns that stand before the cell (the nearest run of them, so the right half of 收支总表 is labelled by its own 项目
column). Texts are compared after folding widths, quotes, dashes and spaces, never digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
Key = tuple[tuple[str, ...], tuple[str, ...], str]

_NUMBER = re.compile(r"[-(]?\d[\d,]*(\.\d+)?\)?%?|-")
_CODE_HEAD = re.compile("编码|代码|编号|年度|序号")
_SURE = 0.99
#: a table made from cells of another one: no fault where the truth lacks it
_DERIVED = "绩效指标明细"


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """Shares are 0–1. `silent` counts cells that claim certainty and are wrong; `wrong` describes the first faults."""

    cells_true: int
    cells_given: int
    cells_right: int
    heads_true: int
    heads_given: int
    heads_right: int
    tables_true: int
    tables_found: int
    titles_right: int
    silent: int
    wrong: tuple[str, ...] = ()

    @property
    def cell_f1(self) -> float:
        return _f1(self.cells_right, self.cells_true, self.cells_given)

    @property
    def head_f1(self) -> float:
        return _f1(self.heads_right, self.heads_true, self.heads_given)

    def __add__(self, other: Score) -> Score:
        names = [n for n in Score.__dataclass_fields__ if n != "wrong"]
        sums = {n: getattr(self, n) + getattr(other, n) for n in names}
        return Score(**sums, wrong=self.wrong + other.wrong)


def _f1(right: int, true: int, given: int) -> float:
    return 2 * right / (true + given) if true + given else 1.0


NONE = Score(
    cells_true=0, cells_given=0, cells_right=0, heads_true=0, heads_given=0, heads_right=0,
    tables_true=0, tables_found=0, titles_right=0, silent=0,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class _Table:
    title: str
    columns: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, ...], ...]
    sure: tuple[tuple[bool, ...], ...]

    @property
    def bag(self) -> Counter[str]:
        return Counter(text for row in self.rows for text in row if text)


def plain(text: str | None) -> str:
    """Text as it is compared: widths, quotes and dashes folded, spaces and thousands separators gone."""
    folded = unicodedata.normalize("NFKC", text or "")
    folded = re.sub(r"[—–―─－−‐‑‒]+", "-", re.sub(r"\s+", "", folded))
    folded = re.sub(r"[“”„「」]", '"', folded).replace("；", ";")
    return re.sub(r"(?<=\d),(?=\d{3})", "", folded)


def score(truth: Json, result: Json) -> Score:
    """Scores `result` (`yusuan.result/1`) against `truth`."""
    cited = {(c["table"], c["row"], c["column"]) for f in result.get("findings", ()) for c in f.get("cells", ())}
    want = [_true_table(t) for t in truth["tables"]]
    titles = {t.title for t in want}
    given = [_given_table(t, cited) for t in result["tables"]]
    given = [t for t in given if t.title in titles or not t.title.endswith(_DERIVED)]
    pairs = _match(want, given)
    total = NONE
    for i, table in enumerate(want):
        total = total + _score_table(table, given[pairs[i]] if i in pairs else None)
    left = [t for j, t in enumerate(given) if j not in pairs.values()]
    extra = sum(sum(t.bag.values()) for t in left)
    return total + Score(
        cells_true=0, cells_given=extra, cells_right=0, heads_true=0, heads_given=sum(len(t.columns) for t in left),
        heads_right=0, tables_true=0, tables_found=0, titles_right=0, silent=0,
        wrong=tuple(f"extra table {t.title!r} {len(t.rows)}×{len(t.columns)}" for t in left),
    )  # fmt: skip


def cells_judged(truth: Json, result: Json) -> Iterator[tuple[float, bool, bool]]:
    """For every filled cell of the result's matched tables: its confidence, whether a repair or a finding speaks of it,
    and whether it is right. For reliability tables."""
    cited = {(c["table"], c["row"], c["column"]) for f in result.get("findings", ()) for c in f.get("cells", ())}
    want = [_true_table(t) for t in truth["tables"]]
    given = [_given_table(t, cited) for t in result["tables"]]
    for i, j in _match(want, given).items():
        plan, data = _label_plan(want[i]), result["tables"][j]
        left = _keys(want[i], plan)
        for row, column, key in _cells(given[j], plan):
            cell = data["rows"][row]["cells"][column]
            spoken_of = bool(cell["repairs"]) or (data["id"], row, column) in cited
            yield cell["confidence"], spoken_of, left[key] > 0
            left[key] -= 1


def _true_table(data: Json) -> _Table:
    rows = tuple(tuple(plain(text) for text in row) for row in data["rows"])
    return _Table(
        title=plain(data["title"]),
        columns=_paths(data["columns"]),
        rows=rows,
        sure=tuple((False,) * len(r) for r in rows),
    )


def _given_table(data: Json, cited: set[tuple[str, int, int]]) -> _Table:
    rows = tuple(tuple(plain(cell["text"]) for cell in row["cells"]) for row in data["rows"])
    sure = tuple(
        tuple(
            cell["confidence"] >= _SURE and not cell["repairs"] and (data["id"], i, j) not in cited
            for j, cell in enumerate(row["cells"])
        )
        for i, row in enumerate(data["rows"])
    )
    return _Table(
        title=plain(data["title"]), columns=_paths([c["path"] for c in data["columns"]]), rows=rows, sure=sure
    )


def _paths(columns: Iterable[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(plain(part) for part in path) for path in columns)


def _match(want: Sequence[_Table], given: Sequence[_Table]) -> dict[int, int]:
    """Truth → result: equal titles first, then by the cells that they share (at least three in ten)."""
    ranked = []
    for i, a in enumerate(want):
        for j, b in enumerate(given):
            same = a.title == b.title
            most = max(sum(a.bag.values()), sum(b.bag.values()), 1)
            share = sum((a.bag & b.bag).values()) / most
            if same or share >= 0.3:
                ranked.append((same, share, -abs(i - j), i, j))
    pairs: dict[int, int] = {}
    for _, _, _, i, j in sorted(ranked, reverse=True):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _score_table(want: _Table, got: _Table | None) -> Score:
    plan = _label_plan(want)
    true = _keys(want, plan)
    heads = Counter(want.columns)
    if got is None:
        return Score(
            cells_true=sum(true.values()), cells_given=0, cells_right=0, heads_true=sum(heads.values()), heads_given=0,
            heads_right=0, tables_true=1, tables_found=0, titles_right=0, silent=0, wrong=(f"no table {want.title!r}",),
        )  # fmt: skip
    found = _keys(got, plan)
    wrong = [f"{want.title}: lost {_show(k)}" for k in (true - found)][:4]
    wrong += [f"{want.title}: extra {_show(k)}" for k in (found - true)][:4]
    if want.columns != got.columns:
        wrong.append(f"{want.title}: head {[c for c in want.columns if c not in got.columns]} given {got.columns}")
    return Score(
        cells_true=sum(true.values()),
        cells_given=sum(found.values()),
        cells_right=sum((true & found).values()),
        heads_true=sum(heads.values()),
        heads_given=len(got.columns),
        heads_right=sum((heads & Counter(got.columns)).values()),
        tables_true=1,
        tables_found=1,
        titles_right=int(want.title == got.title),
        silent=_silent(got, plan, true),
        wrong=tuple(wrong),
    )


def _show(key: Key) -> str:
    label, path, text = key
    return f"{'/'.join(label)} | {'›'.join(path)} | {text[:40]}"


def _label_plan(table: _Table) -> list[list[int]]:
    """For every column the label columns that name its rows: the nearest run of them before it."""
    plan: list[list[int]] = []
    run: list[int] = []
    labels = [_is_label(table, j) for j in range(len(table.columns))]
    for j in range(len(table.columns)):
        plan.append(list(run))
        if labels[j]:
            run = [*run, j] if j and labels[j - 1] else [j]
    return plan


def _is_label(table: _Table, column: int) -> bool:
    texts = [row[column] for row in table.rows if column < len(row) and row[column]]
    if table.columns[column] and _CODE_HEAD.search(table.columns[column][-1]):
        return True
    return bool(texts) and sum(bool(_NUMBER.fullmatch(t)) for t in texts) < 0.6 * len(texts)


def _keys(table: _Table, plan: list[list[int]]) -> Counter[Key]:
    return Counter(key for _, _, key in _cells(table, plan))


def _cells(table: _Table, plan: list[list[int]]) -> Iterable[tuple[int, int, Key]]:
    for i, row in enumerate(table.rows):
        for j, text in enumerate(row):
            if text:
                labels = plan[j] if j < len(plan) else []
                label = tuple(row[c] for c in labels if c < len(row) and row[c])
                path = table.columns[j] if j < len(table.columns) else ()
                yield i, j, (label, path, text)


def _silent(table: _Table, plan: list[list[int]], true: Counter[Key]) -> int:
    """Cells that are wrong although nothing about them says so. Of two cells that say the same where the truth has one
    (a row that stands twice) the sure one is the right one."""
    sure = Counter(key for i, j, key in _cells(table, plan) if table.sure[i][j])
    return (sure - true).total()
