"""Text, folded for comparison and cleaned for display. Never stored: the raw reading stays in `Cell.raw`.

The rules come from domain.md §4: width variants, Kangxi and CJK radicals, quotes, dashes, markup remains, and spaces
that PDF extraction puts beside CJK characters.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

# NFKC maps Kangxi radicals (U+2F00…), three of them to forms that nobody writes here (戶靑黃), but leaves most of the
# CJK Radicals Supplement (U+2E80…) alone. One ideograph for each.
RADICALS = {c: unicodedata.normalize("NFKC", chr(c)) for c in range(0x2F00, 0x2FD6)} | str.maketrans(
    "⼾⾭⿈⺁⺇⺈⺉⺋⺌⺍⺕⺗⺝⺟⺠⺡⺣⺤⺩⺪⺬⺭⺮⺯⺰⺱⺲⺳⺴⺶⺷⺸⺹⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻲⻳",
    "户青黄厂几刀刂㔾小小彐忄月母民氵灬爫王疋示礻竹糸纟网罒网罓羊羊羊耂肉臼艹艹艹虎衤西西见角角讠贝足车辶辶辶阝钅长长长门阜阝雨青韦页风飞食飠饣食首马骨鬼鱼鸟卤麦黄黾齐齿龙龟龟",
)
_QUOTES = str.maketrans({**dict.fromkeys("“”„‟＂「」『』", '"'), **dict.fromkeys("‘’′", "'")})
_DASHES = str.maketrans(dict.fromkeys("—–―─－﹣−‐‑‒", "-"))
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u2060\u00ad"))
#: control characters that are no spaces: word processors write them for what is no text (fields, content controls)
_INVISIBLE |= dict.fromkeys((*range(1, 9), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0)))
#: what `mend_characters` changes; one search for it is far cheaper than to try every replacement on every text
_MENDED = re.compile(f"[{''.join(map(chr, (*_INVISIBLE, *RADICALS)))}\u2f00-\u2fdf\u2488-\u249b\uf900-\ufaff]")
_SPACE = re.compile(r"\s+")
#: those that `is_cjk` knows
_IDEOGRAPHS = re.compile("[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_TAG = re.compile(
    r"</?(?:u|b|i|p|br|sub|sup|strong|em|span|div|center|html|body|section|figure|figcaption|h[1-6]|img)\b[^<>]*>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,7}|#[xX][0-9A-Fa-f]{2,6});")
_LATEX = (
    (re.compile(r"\\(?:geqslant|geqq|geq|ge)(?![a-zA-Z])"), "≥"),
    (re.compile(r"\\(?:leqslant|leqq|leq|le)(?![a-zA-Z])"), "≤"),
    (re.compile(r"\\times(?![a-zA-Z])"), "×"),
    (re.compile(r"\\div(?![a-zA-Z])"), "÷"),
    (re.compile(r"\\%"), "%"),
)
_MATH = re.compile(r"\$([^$\n]{1,80})\$")
_IS_MATH = re.compile(r"\\|[<>=≥≤]|^\s*[-+(]?[\d.,\s]*\d[\d.,\s]*\)?%?\s*$")
_INLINE_MATH = re.compile(r"\\\(([^\n]{1,80}?)\\\)")
_IS_INLINE_MATH = re.compile(r"\\|[%<>=≥≤]")
_IN_FIGURE = re.compile(r"(?<=[\d.,])\s+(?=[\d.,]|\\?%)")
#: what markdown's strong text is set in, and signs that it writes so that they do not mark anything
_STRONG = re.compile(r"\*\*(?=[^\s*])([^\n]*?[^\s*])\*\*")
_STRUCK = re.compile(r"~~(?=[^\s~])([^\n]*?[^\s~])~~")
_ESCAPED = re.compile(r"\\([-*_.|~#+&$<>(){}\[\]!`])")
_CJK = r"\u2e80-\u2fdf\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…·≥≤×÷"
_BESIDE_CJK = re.compile(rf"(?<=[{_CJK}])[ \t\u00a0\u3000]+|[ \t\u00a0\u3000]+(?=[{_CJK}])")


def mend_characters(text: str) -> str:
    """Same text in ordinary characters: radicals to ideographs, enumerators such as ⒉ to `2.`; widths stay."""
    if _MENDED.search(text) is None:
        return text
    text = text.translate(_INVISIBLE).translate(RADICALS)
    return "".join(
        unicodedata.normalize("NFKC", c)
        if "\u2f00" <= c <= "\u2fdf" or "\u2488" <= c <= "\u249b" or "\uf900" <= c <= "\ufaff"
        else c
        for c in text
    )


def strip_markup(text: str) -> str:
    """Without the HTML tags, LaTeX remains and markdown's marks that text extraction leaves (`<u>`, `&nbsp;`,
    `$\\geq 90\\%$`, `**合计**`, `~~支出~~`, `\\*数量`)."""
    text = _TAG.sub("", text)
    text = _ENTITY.sub(lambda m: html.unescape(m.group(0)), text) if "&" in text else text
    text = _MATH.sub(lambda m: _typeset(m, _IS_MATH), text) if "$" in text else text
    text = _STRONG.sub(r"\1", text) if "**" in text else text
    text = _STRUCK.sub(r"\1", text) if "~~" in text else text
    return _without_backslashes(text) if "\\" in text else text


def _typeset(found: re.Match[str], is_math: re.Pattern[str]) -> str:
    """What stands between marks of formulas, its figures as they are set (formulas know no spaces: `$9 5 \\%$`); other
    text as it is."""
    return _IN_FIGURE.sub("", found[1]) if is_math.search(found[1]) else found[0]


def _without_backslashes(text: str) -> str:
    text = _INLINE_MATH.sub(lambda m: _typeset(m, _IS_INLINE_MATH), text)
    for pattern, plain in _LATEX:
        text = pattern.sub(plain, text)
    return _ESCAPED.sub(r"\1", text)


#: texts up to this long are remembered once tidied or folded: the same labels are asked for again and again
_SHORT = 60
_REMEMBERED = 1 << 14
#: so are some paragraphs once folded: every rule that reads the prose asks for all of them
_PARAGRAPH = 2000
_PARAGRAPHS = 1 << 10


def tidy(text: str) -> str:
    """As a careful person would write it: markup gone, no spaces beside CJK, single spaces between Latin words."""
    return _tidy_short(text) if len(text) <= _SHORT else _tidy(text)


def _tidy(text: str) -> str:
    text = mend_characters(strip_markup(text)).replace("\n", " ")
    text = _BESIDE_CJK.sub("", text.strip())
    return re.sub(r"[ \t\u00a0]+", " ", text).strip()


_tidy_short = lru_cache(maxsize=_REMEMBERED)(_tidy)


def fold(text: str) -> str:
    """A key for comparison: NFKC, no spaces at all, one kind of quote and dash, lower case."""
    if len(text) <= _SHORT:
        return _fold_short(text)
    return _fold_paragraph(text) if len(text) <= _PARAGRAPH else _fold(text)


def _fold(text: str) -> str:
    text = mend_characters(strip_markup(text))
    text = unicodedata.normalize("NFKC", text).translate(_QUOTES).translate(_DASHES).translate(_INVISIBLE)
    return _SPACE.sub("", text).lower()


_fold_short = lru_cache(maxsize=_REMEMBERED)(_fold)
_fold_paragraph = lru_cache(maxsize=_PARAGRAPHS)(_fold)


def ideographs(text: str) -> int:
    """How many characters of `text` are ideographs, as `is_cjk` has them."""
    return len(text) - len(_IDEOGRAPHS.sub("", text))


def is_cjk(char: str) -> bool:
    """Whether `char` is an ideograph, or a radical that is printed for one (Kangxi and CJK radicals)."""
    return (
        "\u2e80" <= char <= "\u2fdf"
        or "\u3400" <= char <= "\u9fff"
        or "\uf900" <= char <= "\ufaff"
        or "\U00020000" <= char <= "\U0003ffff"
    )
