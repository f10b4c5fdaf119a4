"""A head that has nothing below it: a fund from which nothing is spent, a table of which the page holds no more.

No figure tells where its columns are, nor that it is a table; its words do, which heads of known tables hold.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.extract.core.ledger.evidence import first_entry
from services.extract.core.ledger.heads import head_texts
from services.extract.core.ledger.tokens import Token
from services.extract.core.templates import head_key
from services.extract.templates import load
from shared.model.page import Rule

#: texts of such a head at the least, and the share of them that known heads hold
_FEWEST, _KNOWN = 4, 0.8
#: lines of a remark below it at the most; more are running text
_REMARK = 2


def head_lines(lines: Sequence[Sequence[Token]], rules: Sequence[Rule] = ()) -> Sequence[Sequence[Token]]:
    """The lines of the head that `lines` are, without a remark below it; none where they are something else."""
    end = max((i for i, line in enumerate(lines, start=1) if len(line) > 1), default=0)
    if any(t.figure for line in lines[:end] for t in line):
        return ()
    texts = head_texts(lines[:end], rules, ())
    # A line below that begins no text of its own is the last one of a text above it (科目编 over 码).
    while end and end < len(lines) and len(longer := head_texts(lines[: end + 1], rules, ())) == len(texts):
        texts, end = longer, end + 1
    head = lines[:end]
    if len(lines) - len(head) > _REMARK or any(t.figure for line in head for t in line):
        return ()
    words = load().head_words
    known = [head_key("".join(t.text for t in s.tokens)) in words for s in texts]
    return head if len(known) >= _FEWEST and sum(known) >= _KNOWN * len(known) else ()


def heads_entries(lines: Sequence[Sequence[Token]]) -> bool:
    """Whether lines are such a head and the entries of a list below it, though no figure stands beside them."""
    first = first_entry(lines, len(lines))
    return first < len(lines) and len(head_lines(lines[:first])) == first
