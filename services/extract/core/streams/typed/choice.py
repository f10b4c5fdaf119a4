"""Of the heads that the words of a table may begin with, and the rows below each, those that least speaks against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from services.extract.core.streams.head_sums import misfit
from services.extract.core.streams.tokens import Token, text_of, without_repeats
from services.extract.core.streams.typed import around
from services.extract.core.streams.typed.cells import BLANK
from services.extract.core.streams.typed.heads import FEWEST_COLUMNS, Head, Joins, Text, heads_of, is_text, texts_of
from services.extract.core.streams.typed.rows import Price, Reading, not_the_sums, prices_of, read_rows
from services.extract.core.streams.typed.told_heads import told_by_row
from services.extract.core.streams.typed.words import ColumnWords, Holds, key_of
from services.extract.core.templates import ColumnTemplate, HeadTemplate, Templates
from shared.model.labels import is_total
from shared.model.table import Role

FEWEST_ROWS, _FEWEST_TOLD = 2, 3
LITTLE_DOUBT, MOST_DOUBT = 0.4, 1.0
"""what may speak against the rows, for each of them: where their cells are sure as words can be, and where they are
rows at all"""
_MOST_NEVER = 4
"""columns without any amount, where a template has the table"""
_NOT_THE_SUM = 0.5
"""against a figure of a total that is not the sum of its column, and one that is not that of its row"""
_MOST_READ, _SAMPLE = 8, 80
"""heads whose rows are all read, and the words that tell which"""
PLAIN = (Holds.LEVEL1, Holds.LEVEL2, Holds.NAME, Holds.TARGET)
"""a head of indicators alone, whose levels may stand in the middle of their rows: `indicator_tables`"""
_TELLING = frozenset((Holds.LEVEL2, Holds.ITEM))
_COUNTED = frozenset((Holds.COUNT, Holds.PRICE, Holds.MEASURE))
_TEXTS = frozenset((Holds.NAME, Holds.WORD, Holds.TEXT, Holds.DATE))

Choice = tuple[float, Head, Reading, Sequence[Token]]
"""what speaks against a head and its rows, they, and the words that the rows are read from"""


@dataclass(frozen=True, kw_only=True)
class _Body:
    """The words below a head of so many words."""

    words: Sequence[Token]
    known: ColumnWords

    @cached_property
    def price(self) -> Price:
        return prices_of(self.words, self.known)

    def rough(self, columns: Sequence[Holds], count: int = _SAMPLE) -> float:
        """What speaks against the first of the words as rows, before it is seen how wide their columns are."""
        found = read_rows(self.words[:count], columns, self.price, rounds=1)
        return found.cost if found is not None else float("inf")

    def reading(self, columns: Sequence[Holds]) -> tuple[Reading | None, Sequence[Token]]:
        """The rows that least speaks against, and the words that they are read from: as they stand, or with the lines
        of wrapped cells together."""
        ways = [self, *(_Body(words=whole, known=self.known) for whole in around.unwrapped(self.words, columns))]
        best = min(ways, key=lambda way: way.rough(columns, len(way.words))) if len(ways) > 1 else self
        return read_rows(best.words, columns, best.price), best.words


def best(tokens: Sequence[Token], known: ColumnWords, templates: Templates, *, listed: bool) -> Choice | None:
    """The head and the rows that least speaks against. `listed`: a template has the table, so its head is known."""
    found: Choice | None = None
    readings: dict[tuple[int, tuple[Holds, ...]], tuple[Reading | None, Sequence[Token]]] = {}
    for head, body in _likeliest(tokens, known, templates, listed=listed):
        key = (id(body), head.holds)
        if key not in readings:
            readings[key] = body.reading(head.holds)
        reading, words = readings[key]
        told = any(column.path[-1].told for column in head.columns)
        doubt, fewest = (LITTLE_DOUBT, _FEWEST_TOLD) if told else (MOST_DOUBT, FEWEST_ROWS)
        if reading is None or len(reading.rows) < fewest or doubt_of(head, reading, listed=listed) > doubt:
            continue
        across = misfit(reading.rows, template_of(head), whole=True) * len(reading.rows)
        cost = reading.cost + head.cost + _NOT_THE_SUM * (not_the_sums(reading.rows, head.holds) + across)
        if found is None or cost < found[0]:
            found = (cost, head, reading, words)
    return found


def doubt_of(head: Head, reading: Reading, *, listed: bool = False) -> float:
    """What speaks against the rows, for each of them; amounts that none has are no blank cells, or few of them where a
    template's head may tell better (`listed`)."""
    filled = {c for row in reading.rows for c in row}
    never = [c for c, holds in enumerate(head.holds) if holds is Holds.AMOUNT and c not in filled]
    count = min(len(never), _MOST_NEVER) if listed else len(never)
    return reading.cost / len(reading.rows) - BLANK[Holds.AMOUNT] * count


def _likeliest(
    tokens: Sequence[Token], known: ColumnWords, templates: Templates, *, listed: bool
) -> list[tuple[Head, _Body]]:
    """Heads that tell such a table, with the words below; of very many the likeliest by their first rows."""
    told = () if listed else told_by_row(tokens, known, templates.lexicon)
    bodies: dict[int, _Body] = {}
    found: list[tuple[Head, _Body]] = []
    for own in chain(texts_of_heads(tokens, known, templates), told):
        size = sum(len(text.words) for text in own)
        if size not in bodies:
            bodies[size] = _Body(words=without_repeats(tokens[size:], tokens[:size]), known=known)
        heads = (head for head in heads_of(own, templates.lexicon) if tells(head, known) and head.holds != PLAIN)
        found += [(head, bodies[size]) for head in heads]
    rough = {(id(body), head.holds): body for head, body in found}
    if len(rough) <= _MOST_READ:
        return found
    costs = {key: body.rough(key[1]) for key, body in rough.items()}
    kept: dict[tuple[int, tuple[Holds, ...]], int] = {}
    for head, body in sorted(found, key=lambda f: f[0].cost + costs[id(f[1]), f[0].holds]):
        kept.setdefault((id(body), head.holds), len(kept))
    return [(head, body) for head, body in found if kept[id(body), head.holds] < _MOST_READ]


def texts_of_heads(tokens: Sequence[Token], known: ColumnWords, templates: Templates) -> Iterator[list[Text]]:
    """The texts that the head may have: a total behind them may be the label of the first row, a text that no head is
    known to have may begin it, and what only ends like a text of a head may be a cell of it."""
    seen: list[list[str]] = []
    for joins in Joins:
        texts = texts_of(tokens, known, templates.lexicon, joins)
        words = [text_of(text.words) for text in texts]
        if words in seen:
            continue
        seen.append(words)
        ends = {len(texts), *(at for at, text in enumerate(words) if not is_text(text, known, templates.lexicon))}
        while words and (is_total(words[-1]) or known.ends_alike(words[-1])):
            words = words[:-1]
            ends.add(len(words))
        yield from (texts[:end] for end in sorted(ends, reverse=True) if end >= FEWEST_COLUMNS)


def tells(head: Head, known: ColumnWords) -> bool:
    """Whether the head is that of such a table: it names levels, items of a catalogue or projects, or, where endings
    tell, has more texts than a name, or counts. Lists side by side have texts twice."""
    texts = [text_of([word for text in column.path for word in text.words]) for column in head.columns]
    if len(set(texts)) < len(texts):
        return False
    if known.endings and (sum(holds in _TEXTS for holds in head.holds) > 1 or _COUNTED & {*head.holds}):
        return True
    return bool(_TELLING & {*head.holds}) or any(
        key_of(text_of(column.path[-1].words)) in known.telling for column in head.columns
    )


def template_of(head: Head) -> HeadTemplate:
    """The head as sums are looked for in: what is an amount, and under which texts."""
    return HeadTemplate(
        columns=tuple(
            ColumnTemplate(
                path=tuple(text_of(text.words) for text in column.path),
                role=Role.AMOUNT if column.holds is Holds.AMOUNT else Role.LABEL,
                key=None,
            )
            for column in head.columns
        )
    )
