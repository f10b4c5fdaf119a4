"""Codes that run into their names in exports that print no space there: `2010506统计管理`, `302 01办公费`."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from services.extract.core.streams.tokens import Token, cut_in_two

_FUSED = re.compile(r"(\d{2,3}|\d{5}|\d{7})([\u3400-\u9fff（(].*)")
_CLASS = 3
"""digits of a class; those of a section or an item that stands in a column of its own are two"""
_FEWEST = 2
"""such words in a table: one may be text that begins with a number"""

IsCode = Callable[[str], bool]
"""whether digits are a code of some list"""


def parted(tokens: Sequence[Token], is_code: IsCode) -> list[Token]:
    """The words with codes apart from the names behind them. Those are codes that begin a line, or stand behind the
    parts before them, and whose own or the one above is in a list, or begins a line by itself."""
    leading = {token.folded for token in tokens if token.first and token.is_digits}
    codes: list[str] = []
    before = ""  # the parts of a code that the line began with
    for token in tokens:
        before = "" if token.first else before
        found = _FUSED.fullmatch(token.text)
        whole = before + found[1] if found and (token.first or before) else ""
        codes.append(found[1] if found and _is_known(whole, len(found[1]), is_code, leading) else "")
        before = before + token.folded if token.is_digits and (token.first or before) else ""
    if sum(map(bool, codes)) < _FEWEST and not any(code[:-2] in leading for code in codes if len(code) > _CLASS):
        return list(tokens)
    out: list[Token] = []
    for token, code in zip(tokens, codes, strict=True):
        out += cut_in_two(token, len(code), token.x0 + len(code)) if code else (token,)
    return out


def _is_known(whole: str, own: int, is_code: IsCode, leading: Collection[str]) -> bool:
    """Whether digits are a code, of which `own` run into the name. Lists lack many an item, but hardly what is over
    it."""
    if len(whole) < _CLASS or (own < _CLASS and len(whole) == own):
        return False
    return is_code(whole) or (len(whole) > _CLASS and (is_code(whole[:-2]) or whole[:-2] in leading))
