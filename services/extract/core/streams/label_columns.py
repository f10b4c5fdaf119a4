"""The words of a row before its figures by column: codes, names, texts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from services.extract.core.streams.rows import Known, Placed, RawRow, Shape, is_total
from services.extract.core.streams.tokens import Token, text_of
from shared.model.fold import fold


def are_one_each(rows: Sequence[RawRow], shape: Shape) -> bool:
    """Whether every row with codes has as many words behind them as there are columns of names, each alone on its
    line: one that is broken over lines would make more."""
    behind = [c for c in shape.labels if c > max(shape.codes, default=0) and c < min(shape.amounts, default=0)]
    coded = [row for row in rows if row.codes]
    words = [[t for i, t in enumerate(row.labels) if i > max(row.codes)] for row in coded]
    return len(words) > 1 and all(len(own) == len(behind) > 1 and all(t.first and t.last for t in own) for own in words)


def place_labels(
    row: RawRow, shape: Shape, vocabulary: frozenset[str], known: Known, *, one_each: bool = False
) -> Placed:
    """The label words by column. `one_each`: the words behind the codes are one for each column of names."""
    words = [t for i, t in enumerate(row.labels) if i not in row.codes] + row.after
    codes = [t for i, t in enumerate(row.labels) if i in row.codes]
    placed: Placed = {}
    for column, token in zip(_code_columns(codes, shape), codes, strict=False):
        placed[column] = [token]
    starts = [place for place in sorted(row.codes) if place - 1 not in row.codes]
    if shape.pairs > 1 and len(starts) == shape.pairs:
        return _paired(row, starts, shape)
    columns = [c for c in shape.labels if not shape.amounts or c < shape.amounts[0]]
    if not words or not columns:
        return placed
    if codes:
        first = min(row.codes)
        before = row.labels[:first]
        own = [t for i, t in enumerate(row.labels) if i > first and i not in row.codes] + row.after
        behind = [c for c in columns if c > max(placed)]
        if not before and len(behind) > 1 and (one_each or _are_on_one_line(own, behind)):
            return placed | {column: [word] for column, word in zip(behind, own, strict=True)}
        if before and len(columns) > 1:
            placed[columns[0]] = before
            placed[columns[-1]] = own
        else:
            placed[columns[-1]] = before + own
    elif len(columns) == 1 or shape.codes:
        spans = is_total(text_of(words)) and not (shape.unit is not None and shape.unit > min(shape.codes))
        placed[min((*columns, *shape.codes)) if spans else columns[0]] = words
    else:
        placed |= _split_words(words, columns, shape.names, vocabulary, known)
    return placed


def _paired(row: RawRow, starts: Sequence[int], shape: Shape) -> Placed:
    """Each code, whole or in parts, with its name behind it. `starts`: where they begin in `labels`."""
    placed: Placed = {}
    parts = len(shape.codes) // shape.pairs
    for number, (start, end) in enumerate(pairwise([*starts, len(row.labels)])):
        own = [i for i in range(start, end) if i in row.codes]
        columns = shape.codes[number * parts : (number + 1) * parts]
        placed |= {column: [row.labels[i]] for column, i in zip(columns, own, strict=False)}
        name = row.labels[start + len(own) : end]
        placed |= {columns[-1] + 1: name} if name else {}
    return placed


def _code_columns(codes: Sequence[Token], shape: Shape) -> list[int]:
    """The column of each code of a row: the unit's is longer than a part, or the one behind all parts of the other."""
    if shape.unit is None:
        return list(shape.codes)
    columns: list[int] = []
    for number, token in enumerate(codes):
        own = len(token.folded) > (2 if number else 3) and len(shape.parts) != 1
        last = number == len(codes) - 1 and number == len(shape.parts)
        is_unit = not shape.parts or own or last
        columns.append(shape.unit if is_unit else shape.parts[min(number, len(shape.parts) - 1)])
    return columns


def settle_unit(cells: Placed, shape: Shape, is_code: Known) -> None:
    """Moves the only code of a row, in place, to the unit's column where no code list has it."""
    codes = [column for column in shape.codes if column in cells]
    alone = shape.unit is not None and len(shape.parts) > 1 and codes == [shape.parts[0]]
    if alone and shape.unit is not None and not is_code(text_of(cells[codes[0]])):
        cells[shape.unit] = cells.pop(codes[0])


def _split_words(
    words: list[Token], columns: list[int], names: tuple[int, ...], vocabulary: frozenset[str], known: Known
) -> Placed:
    """Label columns side by side: as many words as columns may be one each. Of two columns a closed
    vocabulary ends the label, or the first name begins it."""
    alone = len(words) == len(columns) and all(word.first and word.last for word in words)
    if len(columns) > 2 and (alone or _are_on_one_line(words, columns)):
        return {column: [word] for column, word in zip(columns, words, strict=True)}
    for size in range(len(words), 0, -1):
        if text_of(words[-size:]) in vocabulary:
            rest = words[:-size]
            own = max((c for c in names if c in columns), default=columns[-1])
            return {own: words[-size:], **({columns[0]: rest} if rest else {})}
    if len(words) == 1:
        return {columns[0]: words}
    long = next((k for k in range(1, len(words)) if _is_running(words[k].folded)), 1)
    cut = next((k for k in range(len(words) - 1, 0, -1) if known(text_of(words[:k]))), long)
    return {columns[0]: words[:cut], columns[1]: words[cut:]}


def _are_on_one_line(words: Sequence[Token], columns: Sequence[int]) -> bool:
    """Whether so many words are those of so many columns, side by side."""
    return len(words) == len(columns) and words[0].line == words[-1].line


def _is_running(text: str) -> bool:
    """Whether a word is running text rather than a piece of a name."""
    return len(text) > 12 or any(c in "，。；,;" for c in text)


def lead_with_names(rows: Sequence[Placed], shape: Shape, vocabulary: frozenset[str]) -> None:
    """Puts a name that is printed once, in the middle of rows of a closed vocabulary (last year, this year, change),
    into the first of them, in place: it covers them all. One that each of them prints stays."""
    if len(shape.names) < 2 or not vocabulary or shape.codes:
        return
    name, own = shape.names[0], shape.names[-1]
    labels = [text_of(row.get(own, [])) for row in rows]
    starts = range(0, len(rows), len(vocabulary))
    if len(rows) % len(vocabulary) or any(set(labels[i : i + len(vocabulary)]) != vocabulary for i in starts):
        return
    for start in starts:
        first, *others = rows[start : start + len(vocabulary)]
        if len({text_of(row.get(name, [])) for row in (first, *others)}) == 1:
            continue  # printed in every row
        pieces = [piece for row in (first, *others) for piece in row.pop(name, [])]
        if pieces:
            first[name] = pieces


def vocabulary_of(labels: Sequence[str], year: int | None) -> frozenset[str]:
    """The template's closed row vocabulary, folded, with the year put in."""
    now, before = (str(year), str(year - 1)) if year else ("", "")
    return frozenset(fold(text.replace("{Y-1}", before).replace("{Y}", now)) for text in labels)
