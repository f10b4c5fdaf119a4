"""Texts of a ledger: words of one line, parted wherever a gap or the shape of the figures parts them.

Scripts without word spaces print a text without gaps, so that every gap says something; Latin words and spaced-out
ideographs are put together again. All lengths in points.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from services.extract.core.aligned.segments import looks_numeric
from services.extract.core.geometry.word_cuts import amounts_of, before_entry, cut
from services.extract.core.geometry.words import (
    TextLine,
    box_of,
    em,
    hangs,
    is_letter_spaced_figure,
    join,
    lines_of,
    solid_end,
    visible_end,
)
from shared.model.fold import is_cjk, mend_characters
from shared.model.page import Box, Word

#: a gap between Latin words of one text, at most (font sizes)
_WORD_GAP = 0.6
#: and a text that begins so far before the end of another is printed over it
_OVERPRINTED = 0.3
#: texts that begin this near to one another (font sizes) begin a column
_LEFT = 0.1
#: words of two ideographs that tables spread over their cells (收　　入), and how far (font sizes)
SPREAD = frozenset(
    ("收入", "支出", "项目", "科目", "合计", "总计", "小计", "共计", "名称", "编码", "代码", "金额", "单位", "部门",
     "年度", "备注", "序号", "说明", "内容")
)  # fmt: skip
_SPREAD_GAP = 5.0
#: heads of columns of codes, one letter each
_LEVELS = frozenset(("类款", "款项"))
#: word processors set figures a quarter of a square off the ideographs beside them: 比 2023 年增减
_YEAR = re.compile(r"(?:19|20)\d\d")
_AUTOSPACE = 0.36
_RANGE = re.compile(r"\d+[-–—~～]\d+")
_FULL_WIDTH = re.compile("[\uff01-\uff5e]")
_MARK = re.compile(r"(?:[（(]?(?:[一二三四五六七八九十]+|\d{1,2})(?:[、.．)）]|、)|其中[:：])")


@dataclass(frozen=True)
class Token:
    """A text on one line; its box ends where its print does. What it is asked again and again it works out once."""

    words: tuple[Word, ...]
    box: Box
    size: float

    @cached_property
    def text(self) -> str:
        """As read, but for radicals that stand for ideographs."""
        return mend_characters(join(self.words))

    @cached_property
    def numeric(self) -> bool:
        return _is_numeric(self.text) and bool(self.text.strip())

    @cached_property
    def figure(self) -> bool:
        return self.numeric and any(c.isdigit() for c in self.text)

    @cached_property
    def middle(self) -> float:
        return self.box.middle

    @cached_property
    def centre(self) -> float:
        return (self.box.x0 + self.box.x1) / 2

    @cached_property
    def solid_end(self) -> float:
        """Where it ends but for a stop at its end, which may hang over the margin."""
        return min(self.box.x1, solid_end(self.words[-1]))


def token(words: Sequence[Word]) -> Token:
    ordered = tuple(sorted(words, key=lambda w: w.box.x0))
    box = box_of([w.box for w in ordered])
    return Token(ordered, box._replace(x1=max(map(visible_end, ordered))), max(em(w) for w in ordered))


def at_columns(words: Sequence[Word]) -> list[Word]:
    """The words, those parted in which a stop hangs over the margin of its column and meets the next column's text:
    other words begin there, too."""
    lefts = sorted(w.box.x0 for w in words)
    return [part for w in words for part in cut(w, [w.char_x[k] for k in w.joints or () if _meets(w, k, lefts)])]


def _meets(word: Word, k: int, lefts: Sequence[float]) -> bool:
    x, reach = word.char_x[k], _LEFT * em(word)
    return hangs(word.text[k - 1]) and bisect_right(lefts, x + reach) - bisect_left(lefts, x - reach) > 1


def token_lines(words: Sequence[Word]) -> list[list[Token]]:
    """The tokens of every line, from top to bottom and left to right."""
    return [tokens_of(line) for line in lines_of(words)]


def tokens_of(line: TextLine) -> list[Token]:
    if is_letter_spaced_figure(line.words):
        return [token(line.words)]
    runs: list[list[Word]] = []
    for word in (part for w in line.words for part in amounts_of(w)):
        if runs and _one_text(runs[-1][-1], word):
            runs[-1].append(word)
        else:
            runs.append([word])
    return _with_quantities([token(run) for run in runs])


def _with_quantities(tokens: Sequence[Token]) -> list[Token]:
    """The tokens; as one those whose figure, or two with a stroke between, a word processor sets off evenly from the
    ideographs before and behind it (用车 2 辆, 2031 年 1—9 月)."""
    out: list[Token] = []
    for i, t in enumerate(tokens):
        after = tokens[i + 1 : i + 2]
        quantity = t.figure or _RANGE.fullmatch(t.text) is not None
        if out and after and quantity and _is_set_off(out[-1], t, after[0]):
            out[-1] = token([*out[-1].words, *t.words, *after[0].words])
        elif not (out and t.words[0] in out[-1].words):
            out.append(t)
    return out


def _is_set_off(a: Token, figure: Token, b: Token) -> bool:
    """Whether a figure stands as near to the ideograph before it as to the one behind it."""
    before, behind = figure.box.x0 - a.box.x1, b.box.x0 - figure.box.x1
    even = abs(before - behind) < 0.1 * figure.size and 0 < max(before, behind) < _AUTOSPACE * figure.size
    return even and is_cjk(a.text[-1]) and is_cjk(b.text[0])


def _one_text(a: Word, b: Word) -> bool:
    gap, size = b.box.x0 - visible_end(a), min(em(a), em(b))
    left, right = a.text[-1], b.text[0]
    if before_entry(a.text + b.text) == len(a.text):
        return False
    if left in "¥￥$€-−<>≤≥±" and len(a.text) == 1 and right.isdigit():
        return gap < 0.3 * size and (left not in "-−" or _is_numeric(b.text))  # no date has a sign: there is no amount
    if right in "%％" and left.isdigit():
        return gap < 0.45 * size
    if is_cjk(right) and is_mark(a.text):
        return gap < 0.5 * size
    if (_YEAR.fullmatch(a.text) and right == "年") or (_YEAR.fullmatch(b.text) and is_cjk(left)):
        return gap < _AUTOSPACE * size
    if _is_numeric(a.text) or _is_numeric(b.text):
        letters = (left.isalpha() or right.isalpha()) and gap > -_OVERPRINTED * size
        return letters and gap < (0.1 if is_cjk(left) or is_cjk(right) else _WORD_GAP) * size
    if is_cjk(left) or is_cjk(right) or hangs(left):
        return gap < (_SPREAD_GAP if _is_spread(a.text + b.text) else 0.12) * size
    return gap < _WORD_GAP * size


def _is_spread(text: str) -> bool:
    """Whether a text is a word that tables spread, be its letters radicals that look like them (项⽬)."""
    return len(text) == 2 and mend_characters(text) in SPREAD


def _is_numeric(text: str) -> bool:
    """As `looks_numeric`, also for full-width forms."""
    return looks_numeric(unicodedata.normalize("NFKC", text) if _FULL_WIDTH.search(text) else text)


def is_mark(text: str) -> bool:
    """Whether a text is what a list numbers its entries with: `1.`, `（二）`, `三、`."""
    return bool(_MARK.fullmatch(text))


def spaced_out(tokens: Sequence[Token], apart: float = 1.7) -> list[Token]:
    """Tokens of one line with single ideographs up to `apart` font sizes from one another put together (项 目), but for
    those that name columns of codes (类 款 项)."""
    out: list[Token] = []
    for t in tokens:
        if out and _single(out[-1].words[-1]) and _single(t.words[0]) and out[-1].text + t.text not in _LEVELS:
            gap = t.box.x0 - out[-1].box.x1
            if gap < apart * t.size and (len(out[-1].words) == 1 or abs(gap - _last_gap(out[-1])) < 0.3 * t.size):
                out[-1] = token([*out[-1].words, *t.words])
                continue
        out.append(t)
    return out


def _single(word: Word) -> bool:
    return len(word.text) == 1 and is_cjk(word.text)


def _last_gap(t: Token) -> float:
    return t.words[-1].box.x0 - t.words[-2].box.x1
