"""Parts over pages joined into logical tables: the same title or none, a head that fits, only furniture between."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from services.extract.core.caption_facts import merge
from services.extract.core.heads import damage
from services.extract.core.heads import resolution as heads
from services.extract.core.heads.depth import SPANNED, is_data
from services.extract.core.heads.doubts import SETTLED
from services.extract.core.heads.match import dice
from services.extract.core.heads.words import is_alike, without_odd
from services.extract.core.joining import torn
from services.extract.core.joining.align import realign
from services.extract.core.joining.head_parted import parted
from services.extract.core.joining.heads_again import with_surer_heads
from services.extract.core.joining.heads_lent import with_whole_heads
from services.extract.core.keys import role_of
from services.extract.core.parts import Caption, Part, Slot, pages_of
from services.extract.core.templates import TableTemplate, Templates, head_key
from services.extract.core.titles import title_key
from shared.model.fold import fold, is_cjk
from shared.model.page import GridSource
from shared.model.table import Column, Repair, Role

#: a head names at least this share of the columns, in words of at most so many letters
_HEAD_FILLED = 0.8
_HEAD_WORD = 24
#: the share of their letters that heads of one column have in common, however damaged
_SHARED = 0.4
#: of a head that a page prints again it has so many texts at least: one alone is the end of a name that the page cut
_HEAD_AGAIN = 2
#: a row that has at least so many letters of the head's row in its place, cut up or not, prints it again
_SAME_LETTERS = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class BodyRow:
    """A printed row below the head, with the part that it stands in (from 0)."""

    slots: tuple[Slot, ...]
    part: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Joined:
    """A logical table before its rows are built."""

    caption: Caption
    columns: tuple[Column, ...]
    parts: tuple[Part, ...]
    template: TableTemplate | None
    notes: tuple[str, ...]
    repairs: tuple[Repair, ...]

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages on which its parts stand, from 1."""
        begun = {part.page for part in self.parts if part.page is not None}
        return tuple(sorted(begun.union(*map(pages_of, self.parts))))

    @property
    def body(self) -> tuple[BodyRow, ...]:
        return tuple(
            BodyRow(slots=row, part=index)
            for index, part in enumerate(self.parts)
            for row in part.matrix[part.head_rows or 0 :]
        )


def join(parts: Sequence[Part], templates: Templates, year: int | None) -> tuple[Joined, ...]:
    """The logical tables of these parts, in order."""
    joined: list[Joined] = []
    parts = with_whole_heads(with_surer_heads(parts), templates.head_words)
    family = heads.family_of(parts, templates)
    flowing = [part for part in parts if part.page is None]
    damaged = damage.shows((p.matrix[: heads.head_rows_of(p, templates)] for p in flowing), templates)
    for part in parts:
        open_table = joined[-1] if joined else None
        if open_table is not None and may_continue(open_table, part):
            without_head = continuation(open_table, part, templates, year)
            if without_head is not None:
                joined[-1] = _append(_deepened(open_table, without_head), without_head)
                continue
        joined.append(_opened(part, templates, year, family, damaged=damaged and part.page is None))
    return tuple(joined)


def _opened(part: Part, templates: Templates, year: int | None, family: str | None, *, damaged: bool) -> Joined:
    """A table that begins with this part."""
    resolved = heads.resolve(part, templates, year, family, damaged=damaged)
    return Joined(
        caption=resolved.caption,
        columns=resolved.columns,
        parts=(resolved,),
        template=resolved.template,
        notes=resolved.notes,
        repairs=(*resolved.repairs, *_pasted(part)),
    )


def _pasted(part: Part) -> tuple[Repair, ...]:
    """What is to be said of a part whose columns stand on several pages (`geometry.sheets`)."""
    pages = sorted(pages_of(part))
    if len(pages) < 2:
        return ()
    others = ", ".join(map(str, pages[1:]))
    why = f"page {others} has the columns that had no room on page {pages[0]}: its rows stand at the same heights"
    return (Repair(code="parts_joined", before=str(len(pages)), after="1", why=why),)


def may_continue(table: Joined, part: Part) -> bool:
    """Whether title and number allow the part to belong to the open table."""
    title, number = part.caption.title, part.caption.number
    if title is None or part.caption.title_inferred:
        return not part.after_prose and (number is None or number == table.caption.number)
    if table.caption.title is None or title_key(title) != title_key(table.caption.title):
        return False
    return number is None or table.caption.number is None or number == table.caption.number


def continuation(table: Joined, part: Part, templates: Templates, year: int | None) -> Part | None:
    """The part with its repeated head counted off, None where its columns are not the table's."""
    if part.cols != len(table.columns):
        if part.source is GridSource.DELIMITED and part.caption.title is not None and _says_other_words(table, part):
            return None
        fitted = realign(part, table.parts[0])
        if fitted is None or (part.cols > len(table.columns) and part.source is not GridSource.ALIGNED):
            return None
        part = fitted
    if table.template is None and part.source is GridSource.DELIMITED and _names_other_columns(table, part):
        return None
    apart = parted(part, table.columns)
    if apart is None and part.source in SPANNED and _has_other_names(table, part, templates, year):
        return None
    if apart is not None and len(apart.matrix) > len(part.matrix):  # one row held its head and its first row
        return apart
    repeated = _repeated_head(table, part)
    if repeated is not None:
        return replace(part, head_rows=repeated)
    if apart is not None:
        return apart
    if (again := _under_damaged_head(table, part, templates, year)) is not None:
        return again
    if part.source is GridSource.DELIMITED and torn.begins_anew(_body_texts(table), _texts(part.matrix)):
        return None
    first = part.matrix[0] if part.matrix else ()
    if part.source is GridSource.RULED and _names_columns(first, table, templates):
        return None
    if is_data(first) or part.caption.title is None:
        return replace(part, head_rows=0)
    resolved = heads.resolve(part, templates, year)
    if [c.path for c in resolved.columns] == [c.path for c in table.columns]:
        return resolved
    return replace(part, head_rows=0) if not _has_own_head(table, resolved) else None


def _under_damaged_head(table: Joined, part: Part, templates: Templates, year: int | None) -> Part | None:
    """The part of a text that flows, under the table's title printed again, whose head resolves to the table's columns,
    or to these under parents that one of the two heads lost."""
    title = part.caption.title
    if part.page is not None or title is None or part.caption.title_inferred or not part.matrix:
        return None
    if is_data(part.matrix[0]) or table.template is None:
        return None
    damaged = damage.shows([part.matrix[: heads.head_rows_of(part, templates)]], templates)
    resolved = heads.resolve(part, templates, year, table.template.family, damaged=damaged)
    pairs = list(zip(table.columns, resolved.columns, strict=True))
    if resolved.template is None or resolved.template.kind != table.template.kind:
        return None
    return resolved if all(_ends_alike(a.path, b.path) for a, b in pairs) else None


def _ends_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the shorter of two paths is the end of the longer."""
    least = min(len(one), len(other))
    return least > 0 and [*map(fold, one[-least:])] == [*map(fold, other[-least:])]


def _deepened(table: Joined, part: Part) -> Joined:
    """The table with the columns of a part whose head kept parents that its own lost: unsure, as nothing printed there
    says them."""
    if len(part.columns) != len(table.columns):
        return table
    deeper = [len(b.path) > len(a.path) for a, b in zip(table.columns, part.columns, strict=True)]
    if not any(deeper):
        return table
    first = table.parts[0]
    certainty = tuple(
        min(most, SETTLED) if more else most
        for most, more in zip(first.certainty or (1.0,) * len(deeper), deeper, strict=True)
    )
    columns = tuple(b if more else a for a, b, more in zip(table.columns, part.columns, deeper, strict=True))
    repair = Repair(
        code="head_rebuilt",
        before=" | ".join("/".join(c.path) for c in table.columns),
        after=" | ".join("/".join(c.path) for c in columns),
        why=f"the part on {where(part)} prints this head again, under parents that were lost here",
    )
    return replace(
        table,
        columns=columns,
        parts=(replace(first, certainty=certainty), *table.parts[1:]),
        repairs=(*table.repairs, repair),
    )


def _names_columns(row: Sequence[Slot], table: Joined, templates: Templates) -> bool:
    """Whether a row that does not repeat the table's head holds head words only, also where the table has amounts."""
    texts = {slot.origin: (slot.col, head_key(slot.text)) for slot in row if slot.text}.values()
    amounts = {i for i, c in enumerate(table.columns) if c.role is Role.AMOUNT}
    return any(c in amounts for c, _ in texts) and all(word in templates.head_words for _, word in texts)


def _names_other_columns(table: Joined, part: Part) -> bool:
    """Whether the part's first row is the table's lowest head row but for words that share no letter with those there:
    a table of the same make, not a damaged head."""
    head = table.parts[0].matrix[: table.parts[0].head_rows or 0]
    if not head or not part.matrix or is_data(part.matrix[0]):
        return False
    pairs = [(head_key(a.text), head_key(b.text)) for a, b in zip(head[-1], part.matrix[0], strict=False)]
    other = [(a, b) for a, b in pairs if a != b]
    return 0 < len(other) < len(pairs) and all(
        a and b and not set(a) & set(b) and len(b) > 1 and all(map(is_cjk, b)) for a, b in other
    )


def _says_other_words(table: Joined, part: Part) -> bool:
    """Whether the part's head has words of which none of the table's has half the letters: two of them at least, and a
    third of its own."""
    head = itertools.takewhile(lambda row: not is_data(row), part.matrix)
    words = {text for row in head for slot in row if len(text := head_key(slot.text)) > 1}
    known = [head_key(text) for column in table.columns for text in column.path]
    known += [head_key(s.text) for row in table.parts[0].matrix[: table.parts[0].head_rows or 0] for s in row]
    other = [w for w in words if not any(2 * len(set(w) & set(k)) >= len(set(w)) for k in known)]
    return table.template is None and len(other) > 1 and 3 * len(other) >= len(words)


def _has_other_names(table: Joined, part: Part, templates: Templates, year: int | None) -> bool:
    """Whether the part's own head, whose spans are known, names most of the columns otherwise than the table's, in
    words that share few letters with theirs: another table of the same title, or one whose first page is missing."""
    if not part.matrix or is_data(part.matrix[0]) or _prints_head_again(table, part):
        return False
    own = heads.resolve(part, templates, year)
    if not own.head_rows or not any(is_data(row) for row in part.matrix[own.head_rows :]):
        return False
    pairs = [(a.path, b.path) for a, b in zip(table.columns, own.columns, strict=False)]
    other = sum(map(_names_another, *zip(*pairs, strict=True)))
    another = own.template is None or table.template is None or own.template.kind != table.template.kind
    return another and all("".join(b) for _, b in pairs) and 2 * other >= len(pairs)


def _prints_head_again(table: Joined, part: Part) -> bool:
    """Whether the part begins with the table's head, word for word: most pages do, and need no more looking at."""
    head = table.parts[0].matrix[: table.parts[0].head_rows or 0]
    return bool(head) and _texts(part.matrix[: len(head)]) == _texts(head)


def _names_another(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two paths share few letters, or end in words that do where they have as many levels."""
    same_depth = len(one) == len(other) > 0
    ways = [("".join(one), "".join(other)), *([(one[-1], other[-1])] if same_depth else [])]
    letters = [(set(a), set(b)) for a, b in ways]
    return any(bool(a and b) and len(a & b) < _SHARED * len(a | b) for a, b in letters)


def _body_texts(table: Joined) -> torn.Rows:
    return _texts([row.slots for row in table.body])


def _texts(matrix: Sequence[Sequence[Slot]]) -> torn.Rows:
    return [[slot.text for slot in row] for row in matrix]


def _has_own_head(table: Joined, part: Part) -> bool:
    """Whether the first row names columns, rather than going on with the rows of the table: short words that differ
    from what the table's columns hold."""
    texts = [slot.text for slot in part.matrix[0] if slot.text]
    filled = sum(bool(column.path) for column in part.columns)
    return filled >= _HEAD_FILLED * len(part.columns) and max(map(len, texts), default=0) <= _HEAD_WORD


def _repeated_head(table: Joined, part: Part) -> int | None:
    """How many rows at the part's top repeat the table's head, None where they do not. Below a head that is whole its
    words are a row's (收入 | , the end of 其他收入)."""
    first = table.parts[0]
    head = first.matrix[: first.head_rows or 0]
    if not head or len(part.matrix) < len(head):
        return None
    known = {head_key(s.text) for row in head for s in row if s.text}
    known |= {head_key(text) for column in table.columns for text in column.path}
    count, found, seen = 0, 0, 0
    for row in part.matrix:
        if count >= len(head) and found == seen:
            break
        texts = {slot.origin: head_key(without_odd(slot.text)) for slot in row if slot.text}.values()
        if not texts or is_data(row):
            break
        same = sum(t in known or any(is_alike(t, k) for k in known) for t in texts)
        begun = 0 < count < len(head)  # one text is enough to tell the rest of a damaged head from a row
        again = part.page is None and len(texts) > 1 and count < len(head) and _same_letters(texts, head[count])
        if not again and (not same or (not begun and same < 0.5 * len(texts))):
            break
        count, found, seen = count + 1, found + (len(texts) if again else same), seen + len(texts)
    if found < min(_HEAD_AGAIN, len(known)):
        return None
    if count and part.source is GridSource.STREAM:
        count = max(count, part.head_rows or 0)  # laid over the template's texts: known, however damaged it is
    return count or None


def _same_letters(texts: Collection[str], row: Sequence[Slot]) -> bool:
    printed = {slot.origin: head_key(slot.text) for slot in row if slot.text}.values()
    return dice("".join(texts), "".join(printed)) >= _SAME_LETTERS


def _append(table: Joined, part: Part) -> Joined:
    return replace(
        table,
        caption=merge(table.caption, part.caption),
        columns=table.columns if table.body else _of_values(table.columns, part),
        parts=(*table.parts, part),
        notes=(*table.notes, *(n for n in part.notes if fold(n) not in map(fold, table.notes))),
        repairs=(
            *table.repairs,
            Repair(
                code="parts_joined",
                before=f"{len(table.parts)} + 1",
                after=str(len(table.parts) + 1),
                why=f"the part on {where(part)} continues the table: same columns, nothing else between",
            ),
            *part.repairs,
            *_pasted(part),
        ),
    )


def _of_values(columns: Sequence[Column], part: Part) -> tuple[Column, ...]:
    """The columns of a head alone, of which its words do not tell what they hold, by what the part below it holds."""
    body = part.matrix[part.head_rows or 0 :]
    return tuple(
        replace(column, role=role_of([row[c].text for row in body])) if column.key is None else column
        for c, column in enumerate(columns)
    )


def where(part: Part) -> str:
    """`page 13` or `line 201`, for messages."""
    return f"page {part.page}" if part.page is not None and part.place.line is None else f"line {part.place.line}"
