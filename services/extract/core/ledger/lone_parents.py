"""A parent that stands alone above the other texts of a head, and so perhaps apart from the table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.extract.core.ledger.tokens import Token
from services.extract.core.templates import head_key
from services.extract.templates import load
from shared.codes import LEVELS
from shared.model.fold import tidy

#: what parents of columns end in
_PARENT = re.compile(r".{0,12}(?:支出|收入|[预决]算数?|经费|拨款|资金|来源)")
#: a text that heads of known tables have over others is a parent of those no further below it than this (font sizes)
_OVER = 3.2
#: what the parent of columns of codes ends in, and that of these and their names
_CODED, _ITEMS = ("编码", "代码", "科目"), ("项目", "科目")


def is_lone_parent(t: Token, rows: Sequence[Sequence[Token]], *, near: bool) -> bool:
    """Whether a text alone in its line is a parent of the `rows` below it, which are `near`, or not far and such that
    heads of known tables have it over several of their texts."""
    far = min(o.box.top for o in rows[0]) - t.box.bottom > _OVER * t.size
    return (near or (not far and _is_known(t, rows))) and _is_parent(t, rows)


def _is_parent(t: Token, rows: Sequence[Sequence[Token]]) -> bool:
    """Whether a text is the parent of columns right of the first one, or of those of codes at its begin (科目编码 over
    类 款 项), or of these and their names (项目 over 科目编码): of such words, as large as what stands below."""
    below = rows[0]
    first = min((o.box for row in rows for o in row), key=lambda box: box.x0)
    text = tidy(t.text)
    coded = len(below) > 1 and tidy(below[0].text).endswith(_CODED) and text.endswith(_ITEMS)
    codes = tuple(b.text for b in below[:2]) == LEVELS[:2] and text.endswith(_CODED) and t.box.x0 < below[1].box.x1
    codes = codes or (coded and below[0].box.x0 < t.centre < below[1].box.x0)
    words = codes or (_PARENT.fullmatch(text) and t.box.x0 > first.x1)
    return bool(words) and abs(t.size - below[0].size) < 0.05 * t.size


def _is_known(t: Token, rows: Sequence[Sequence[Token]]) -> bool:
    """Whether heads of known tables have a text over several of those below it."""
    under = load().lexicon.under.get(head_key(t.text), frozenset())
    return len({key for row in rows for o in row if (key := head_key(o.text)) in under}) > 1
