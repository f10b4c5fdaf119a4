"""Papers of the kinds that authorities print: with tables in all surroundings, and without any table at all."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from samples.official import plain, tables
from samples.official.model import Block, Break, Chart, Look, Pair, Paper, PaperTable, Text
from samples.official.words import LANGUAGES, Words

FONTS = ("Helvetica", "Times-Roman", "Helvetica", "Times-Roman", "DejaVu Sans", "DejaVu Serif", "Courier")


def paper(kind: str, seed: int) -> Paper:
    """The paper of a kind (one of `KINDS`) that `seed` stands for."""
    rng = random.Random(f"{kind}-{seed}")
    words = rng.choice(LANGUAGES)
    look = Look(
        font=rng.choice(FONTS), size=rng.choice((8.5, 9, 10, 10.5, 11)), justified=rng.random() < 0.6,
        letter=words.language == "en" and rng.random() < 0.6,
    )  # fmt: skip
    head = f"{rng.choice(words.headings)} · {rng.randint(2, 90)}" if rng.random() < 0.3 else ""
    if kind in plain.KINDS:
        blocks, columns, language = plain.KINDS[kind](rng, words)
        look = Look(font=look.font, size=look.size, columns=columns, justified=look.justified, letter=look.letter)
        return Paper(name=f"{kind}-{seed}", kind=kind, language=language, look=look, blocks=tuple(blocks))
    blocks, columns, landscape = KINDS[kind](rng, words)
    size = min(look.size, 9.0) if kind in ("landscape", "wide", "two_columns", "statistics", "bulletin") else look.size
    look = Look(
        font=look.font if look.font != "Courier" or kind == "small" else "Helvetica", size=size, columns=columns,
        landscape=landscape, justified=look.justified, letter=look.letter,
    )  # fmt: skip
    return Paper(
        name=f"{kind}-{seed}", kind=kind, language=words.language, look=look, blocks=tuple(blocks), running_head=head
    )


def prose(rng: random.Random, words: Words, sentences: int) -> Text:
    """A paragraph."""
    return Text(kind="p", text=" ".join(rng.choice(words.sentences) for _ in range(sentences)))


def _report(rng: random.Random, words: Words) -> tuple[list[Block], int, bool]:
    blocks: list[Block] = [Text(kind="h1", text=rng.choice(words.headings)), prose(rng, words, 4)]
    for number in range(1, rng.randint(2, 4)):
        blocks.append(tables.figures(
            rng, words, columns=rng.randint(2, 6), rows=rng.randint(4, 12), depth=rng.choice((1, 1, 2)), number=number,
            grouped=rng.random() < 0.3, width=rng.choice((1.0, 1.0, 0.7)),
        ))  # fmt: skip
        blocks += [Text(kind="h2", text=rng.choice(words.headings)), *(prose(rng, words, 3) for _ in range(2))]
    return blocks, 1, False


def _statistics(rng: random.Random, words: Words) -> tuple[list[Block], int, bool]:
    return [tables.figures(
        rng, words, columns=rng.randint(5, 8), rows=rng.randint(18, 30), depth=rng.choice((1, 2, 2, 3)), grouped=True,
    )], 1, False  # fmt: skip


def _two_columns(rng: random.Random, words: Words) -> tuple[list[Block], int, bool]:
    blocks: list[Block] = [prose(rng, words, 5) for _ in range(2)]
    for number in (1, 2):
        blocks.append(tables.figures(rng, words, columns=rng.randint(2, 3), rows=rng.randint(4, 9), number=number))
        blocks += [prose(rng, words, 5) for _ in range(3)]
    return blocks, 2, False


def _landscape(rng: random.Random, words: Words) -> tuple[list[Block], int, bool]:
    return [tables.figures(
        rng, words, columns=rng.randint(9, 12), rows=rng.randint(12, 18), depth=rng.choice((1, 2, 3)),
        grouped=rng.random() < 0.5,
    )], 1, True  # fmt: skip


def _continued(rng: random.Random, words: Words) -> tuple[list[Block], int, bool]:
    table = tables.figures(rng, words, columns=rng.randint(3, 5), rows=26, depth=rng.choice((1, 2)))
    first, second = tables.parts(table, table.head_rows + rng.randint(10, 14), words)
    return [prose(rng, words, 3), first, Break(), second, prose(rng, words, 4)], 1, False


def _side_by_side(rng: random.Random, words: Words) -> tuple[list[Block], int, bool]:
    ruling = rng.choice(tables.RULINGS)
    left, right = (
        tables.figures(rng, words, columns=2, rows=rng.randint(4, 9), ruling=ruling, number=n) for n in (1, 2)
    )
    return [prose(rng, words, 4), Pair(left=left, right=right), prose(rng, words, 4)], 1, False


def _texts(rng: random.Random, words: Words) -> tuple[list[Block], int, bool]:
    table = tables.texts(rng, words, columns=rng.randint(2, 4), rows=rng.randint(5, 10))
    return [prose(rng, words, 3), table, prose(rng, words, 3)], 1, False


def _small(rng: random.Random, words: Words) -> tuple[list[Block], int, bool]:
    blocks: list[Block] = [prose(rng, words, 4)]
    for number in (1, 2):
        blocks.append(_bare(rng, words, number))
        blocks += [prose(rng, words, 4)]
    return blocks, 1, False


def _bare(rng: random.Random, words: Words, number: int) -> PaperTable:
    width = rng.choice((0.5, 0.7, 1.0))
    return tables.figures(rng, words, columns=rng.randint(1, 3), rows=rng.randint(2, 5), width=width, number=number)


def _leaders(rng: random.Random, words: Words) -> tuple[list[Block], int, bool]:
    table = tables.figures(
        rng, words, columns=rng.randint(2, 5), rows=rng.randint(10, 20), leader=True, depth=rng.choice((1, 2)),
        ruling=rng.choice(("none", "three_line", "head")), grouped=rng.random() < 0.6,
    )  # fmt: skip
    return [prose(rng, words, 3), table, prose(rng, words, 2)], 1, False


def _spanned(rng: random.Random, words: Words) -> tuple[list[Block], int, bool]:
    table = tables.spanned(rng, words, columns=rng.randint(2, 5))
    return [prose(rng, words, 3), table, prose(rng, words, 3)], 1, False


def _stacked(rng: random.Random, words: Words) -> tuple[list[Block], int, bool]:
    table = tables.stacked(rng, words, columns=rng.randint(2, 5), rows=rng.randint(4, 9))
    return [prose(rng, words, 3), table, prose(rng, words, 3)], 1, False


def _definitions(rng: random.Random, words: Words) -> tuple[list[Block], int, bool]:
    return [prose(rng, words, 3), tables.definitions(rng, words, rows=rng.randint(4, 8))], 1, False


def _bulletin(rng: random.Random, words: Words) -> tuple[list[Block], int, bool]:
    """Tables close together, without captions or with, between headings, lists and a diagram."""
    blocks: list[Block] = []
    for number in range(1, 4):
        table = tables.figures(
            rng, words, columns=rng.randint(2, 5), rows=rng.randint(3, 6), number=number, width=rng.choice((0.8, 1.0)),
        )  # fmt: skip
        if rng.random() < 0.5:
            table = replace(table, caption="", unit="")
        blocks += [table, rng.choice((Text(kind="h2", text=rng.choice(words.headings)), prose(rng, words, 1)))]
    chart, *_ = (b for b in plain.KINDS["charts"](rng, words)[0] if isinstance(b, Chart))
    return [*blocks[:4], chart, *blocks[4:]], 1, False


#: kinds with tables → blocks, columns of text, landscape
KINDS: dict[str, Callable[[random.Random, Words], tuple[list[Block], int, bool]]] = {
    "report": _report,
    "statistics": _statistics,
    "two_columns": _two_columns,
    "landscape": _landscape,
    "continued": _continued,
    "side_by_side": _side_by_side,
    "texts": _texts,
    "small": _small,
    "leaders": _leaders,
    "spanned": _spanned,
    "stacked": _stacked,
    "definitions": _definitions,
    "bulletin": _bulletin,
}
