"""The closed vocabulary of forms and performance tables: values only (the words are data in templates/forms)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from shared.model.fold import fold

_MARKS = re.compile(r"^[*＊★]+|^\d{1,2}-|[*＊:：]+$")

_LEVEL_HEAD = re.compile(r"^([一二三]级)(?:绩效指标|指标名称)$")


@lru_cache(maxsize=4096)
def word_key(text: str) -> str:
    """A word for comparison: folded, without the mandatory mark `*`, a code such as `11-` and a closing colon; the head
    of a level of indicators in its usual words (一级绩效指标, 一级指标名称)."""
    return _LEVEL_HEAD.sub(r"\1指标", _MARKS.sub("", _MARKS.sub("", fold(text))))


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskWords:
    """The block 年度主要任务."""

    name: str
    heads: frozenset[str]
    amounts: tuple[str, ...]
    amount_head: str
    totals: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class FormWords:
    """Keys are `word_key`s; names are as they go into results."""

    labels: frozenset[str]
    starts: frozenset[str]
    sides: frozenset[str]
    goals: tuple[str, ...]
    tasks: TaskWords
    indicators: str
    whole_indicators: str
    heads: frozenset[str]
    level1: str
    level2: str
    first: frozenset[str]
    """first levels of the frames (产出, 效益, 满意度, 成本)"""
    parents: Mapping[str, str]
    """second level → name of its first level"""
    hints: Mapping[str, re.Pattern[str]]

    def is_label(self, text: str) -> bool:
        """A known label, also with another qualifier in brackets: 本年度项目金额（元）."""
        key = word_key(text)
        return key in self.labels or re.sub(r"\([^()]{1,16}\)$", "", key) in self.labels

    def is_head(self, text: str) -> bool:
        """Whether a text heads a column of indicators."""
        return word_key(text) in self.heads

    def is_side(self, text: str) -> bool:
        return word_key(text) in self.sides

    def is_side_part(self, text: str) -> bool:
        """A side label or, where a page cut it, the beginning or end of one (年度绩 | 效指标)."""
        key = word_key(text)
        return key in self.sides or (len(key) > 1 and any(s.startswith(key) or s.endswith(key) for s in self.sides))

    def first_key(self, text: str) -> str | None:
        """The first level that a text names (产出, 1-产出指标), None for other texts."""
        key = _level_key(text)
        return key if key in self.first else None

    def second_key(self, text: str) -> str | None:
        """The second level that a text names (*数量, 11-数量指标), None for other texts."""
        key = _level_key(text)
        return key if key in self.parents else None

    def is_first_piece(self, text: str) -> bool:
        """Whether a folded text is a first level or what a narrow cell leaves of one on a line (产出指 | 标)."""
        return any(text in f"{level}指标" for level in self.first)

    def is_second_piece(self, text: str) -> bool:
        """The same for a second level (服务对 | 象满意 | 度指标)."""
        return any(text in f"{level}指标" for level in self.parents)


def _level_key(text: str) -> str:
    key = word_key(text)
    return key.removesuffix("指标") if key != "指标" else key
