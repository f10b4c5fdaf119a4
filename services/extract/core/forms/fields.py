"""Label/value areas of forms: rows to fields.

Labels end with a colon, stand in the vocabulary, or alternate with values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from services.extract.core.forms.rows import FormRow, Token
from services.extract.core.forms.words import FormWords, word_key
from services.extract.core.parts import join_fragments
from shared.model.table import Cell

_COLON = re.compile(r"\s*[：:]\s*$")
_YEAR_LINE = re.compile(r"[（(]?\s*20\d\d\s*年(?:度)?\s*[)）]?")
_UNIT_LINE = re.compile(r"(?:20\d\d\s*年度?)?\s*[（(]?\s*(?:金额)?单位\s*[：:]\s*.{1,6}?[)）]?")
_LABEL_END = re.compile(
    r"(?:名称|编码|编号|代码|单位|期限|类型|类别|性质|属性|日期|时间|金额|资金|依据|目标|负责人|联系人|电话|方式|总额|拨款|概况|内容|必要性|情况)"
    r"(?:[（(][^（()）]{1,16}[)）])?$"
)
_LONGEST_LABEL = 24


@dataclass(kw_only=True)
class Fields:
    """Fields being collected, in printed order; never leaves the form modules."""

    values: dict[str, list[Token]] = field(default_factory=dict)
    last: str | None = None

    def add(self, label: Token | str, value: Sequence[Token], within: str | None = None) -> None:
        """A field; one whose name is taken already is named with the area that it stands in."""
        name = field_name(label if isinstance(label, str) else label.text)
        if name in self.values and within:
            name = f"{field_name(within)}·{name}"
        if name in self.values:
            self.values[name].extend(value)
        else:
            self.values[name] = list(value)
        self.last = name

    def go_on(self, row: FormRow) -> None:
        """A row without a label goes on with the values above it: each cell with its column, else with the last."""
        for token in row.tokens:
            above = [n for n, v in self.values.items() if v and token.col in v[-1].cols] if row.placed else []
            name = above[-1] if above else self.last
            if name is not None:
                self.values[name].append(token)

    def has(self, text: str) -> bool:
        key = word_key(text)
        return any(word_key(name) == key for name in self.values)

    def cells(self) -> tuple[tuple[str, Cell], ...]:
        return tuple((name, value_cell(tokens)) for name, tokens in self.values.items())


def field_name(text: str) -> str:
    """A label as a field's name: as printed, without the closing colon and the mandatory mark."""
    return _COLON.sub("", text).lstrip("*＊★").strip()


def value_cell(tokens: Sequence[Token]) -> Cell:
    """The pieces of a value as one cell; that several cells of a row were one is logged."""
    if not tokens:
        return Cell()
    if len(tokens) == 1:
        return tokens[0].cell()
    text = join_fragments(t.text for t in tokens)
    merged = replace(tokens[0], raw=tuple(r for t in tokens for r in t.raw))
    if tokens[0].place.line is not None and len({t.place.line for t in tokens}) > 1:
        return replace(merged, text=text).cell()
    return merged.repaired("cells_joined", "⏎".join(t.text for t in tokens), text, "one value in several cells").cell()


def is_label(text: str, words: FormWords) -> bool:
    """A label by its colon or by the vocabulary."""
    return len(text) <= 40 and (bool(_COLON.search(text)) or words.is_label(text))


def may_be_label(text: str, words: FormWords) -> bool:
    """A label by its colon, the vocabulary, or the way it ends: enough where labels and values alternate."""
    return is_label(text, words) or (len(text) <= _LONGEST_LABEL and bool(_LABEL_END.search(text)))


def is_furniture(row: FormRow, title: str) -> bool:
    """A row that only repeats the title, the year or the unit inside the frame of the form."""
    if len(row.tokens) != 1:
        return all(_YEAR_LINE.fullmatch(t.text) or _UNIT_LINE.fullmatch(t.text) for t in row.tokens)
    text = row.tokens[0].text
    return word_key(text) == word_key(title) or bool(_YEAR_LINE.fullmatch(text) or _UNIT_LINE.fullmatch(text))


def pairs(row: FormRow, words: FormWords) -> list[tuple[Token, list[Token]]]:
    """The label/value pairs of a row; a value cut into several cells keeps all of them. [] where it has no label."""
    tokens = list(_split_inline(row.tokens, words))
    found: list[tuple[Token, list[Token]]] = []
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        expects_value = bool(found) and not found[-1][1]
        if (
            is_label(token.text, words)
            and not (expects_value and _is_value_here(found[-1][0], token, following, words))
        ) or (found and found[-1][1] and row.placed and following is not None and may_be_label(token.text, words)):
            found.append((token, []))
        elif found:
            found[-1][1].append(token)
        elif index == 0 and row.placed and following is not None and may_be_label(token.text, words):
            found.append((token, []))
    return found


def _is_value_here(label: Token, token: Token, following: Token | None, words: FormWords) -> bool:
    """Whether a word that could be a label stands where a value is due: its label's own colon, and none of its own."""
    return bool(_COLON.search(label.text)) and not _COLON.search(token.text) and following is None


def _split_inline(tokens: Sequence[Token], words: FormWords) -> Iterator[Token]:
    """Cells that hold label and value together (`项目名称：信息安全`, also several in a line) taken apart."""
    for token in tokens:
        marks = list(re.finditer(r"(?:^|(?<=[\s　]))[*＊]?([^\s：:]{2,24})\s*[：:]", token.text))
        known = [m for m in marks if words.is_label(m.group(1))]
        if not known or known[0].start() != 0 or known[0].end() == len(token.text):
            yield token
            continue
        for mark, after in zip(known, [*known[1:], None], strict=True):
            yield replace(token, text=mark.group(0).strip())
            value = token.text[mark.end() : after.start() if after else len(token.text)].strip()
            if value:
                yield replace(token, text=value)


def group_label(row: FormRow, words: FormWords) -> tuple[Token | None, FormRow]:
    """The label that names an area of several rows (项目资金（元）), and the row without it."""
    if len(row.tokens) < 2 or not row.placed or row.tokens[0].row_span < 2:
        return None, row
    first, rest = row.tokens[0], row.tokens[1:]
    if words.is_side(first.text) or (may_be_label(first.text, words) and may_be_label(rest[0].text, words)):
        return first, replace(row, tokens=rest)
    return None, row


def labels_above(row: FormRow, following: FormRow | None, words: FormWords) -> list[tuple[Token, Token]]:
    """(label, value) of a row that has only labels, their values standing below them in the next row; else []."""
    if following is None or not row.placed or not all(may_be_label(t.text, words) for t in row.tokens):
        return []
    below = [t for t in following.tokens if not may_be_label(t.text, words) or t.row_span > 1]
    if len(below) != len(row.tokens) or len(below) != len(following.tokens):
        return []
    fits = all(
        b.col < a.col + a.col_span and a.col < b.col + b.col_span for a, b in zip(row.tokens, below, strict=True)
    )
    return list(zip(row.tokens, below, strict=True)) if fits else []
