"""Every word is read twice: once as the page's line framed it, once drawn in to its own ink.

Where both agree the word keeps the lower of its two probabilities. Where they differ it is never confident, and
figures are put to the second engine.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from services.extract.readers.barred_signs import barred_sign
from services.extract.readers.cross_reading import MOST_LINES
from services.extract.readers.figure_shape import agrees, has_bar, reshaped, shape_of, sign_of
from services.extract.readers.ocr import OcrEngine, Reading, is_rare
from services.extract.readers.raster import Pixels
from services.extract.readers.scan_lines import cropped
from services.extract.readers.scan_words import DASH
from shared.model.numbers import normalize_number
from shared.model.page import DOUBT, Box, Word

#: digits carry the money: words made of these are figures
_FIGURES = frozenset("0123456789.,，．-－—+%()（）△▲ ")
#: what agreed readings worth more than this are worth when the second engine gives the same
_UNSURE, BORNE_OUT = 0.8, 0.99
#: a lone stroke is the character for one, a dash, or what is left of a rule: only its column can say which
_DASH_LIKE = frozenset("一－—–-―_")
#: a stroke's ink is so many times as wide as high
_FLAT = 1.3
#: a pen's tick beside a text is read as one of these, a stroke alone as a letter
_TICKS = frozenset("√✓✔Vv")
#: engines pass over the bar under these: what they are with it
_BARRED = {**dict.fromkeys("<＜〈‹", "≤"), **dict.fromkeys(">＞〉›", "≥")}
#: a point before exactly three digits is far more often a comma whose tail was lost
_COMMA_LIKE = re.compile(r"[-(]?\d{1,3}\.\d{3}\)?")
#: numbers, percentages, codes, ordinals (`1.`) and dashes, as they are printed
_WELL_FORMED = re.compile(r"[-+(△▲]*(\d{1,3}(,\d{3})+|\d+)(\.\d+)?%?[)]?|\d+[.)、]|\(\d+\)|[-+.,%()]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """A word, and the ink that it was read from (box in pixels)."""

    word: Word
    ink: Box


def checked(asks: Sequence[Ask], page: Pixels, mask: Pixels, engine: OcrEngine, second: OcrEngine | None) -> list[Word]:
    """The words after their second readings, in the same order. `page` and `mask` are without rules."""
    crops = [framed(ask.ink, page) for ask in asks]
    again = engine.read_lines(crops)
    words = [_compared(ask, reading) for ask, reading in zip(asks, again, strict=True)]
    words = _asked(words, crops, second) if second is not None else words
    inks = [cropped(mask, _with_tails(ask.ink)) for ask in asks]
    return [_suspected(_barred(_signed(_shaped(w, ink), ink), ink)) for w, ink in zip(words, inks, strict=True)]


def _asked(words: list[Word], crops: Sequence[Pixels], second: OcrEngine) -> list[Word]:
    """The words after the second engine was asked: it decides between two readings of a figure, and bears out what both
    readings agree on without being quite sure."""
    open_figures = [i for i, w in enumerate(words) if w.second_reading is not None and is_figure(w.text)]
    unsure = [i for i, w in enumerate(words) if w.second_reading is None and _UNSURE < w.confidence < BORNE_OUT]
    # Names and heads first: figures are worth no more than they are.
    asked = (open_figures + sorted(unsure, key=lambda i: is_figure(words[i].text)))[:MOST_LINES]
    result = list(words)
    for i, third in zip(asked, second.read_lines([crops[i] for i in asked]) if asked else (), strict=True):
        if words[i].second_reading is not None:
            result[i] = _decided(words[i], third.text)
        elif same(third.text, words[i].text):
            result[i] = replace(words[i], confidence=BORNE_OUT)
    return result


def framed(ink: Box, page: Pixels) -> Pixels:
    """The word cut out close to its ink, on white: a frame as unlike the line's as can be."""
    pad = max(2.0, 0.16 * ink.height)
    crop = cropped(page, Box(ink.x0 - pad, ink.top - pad, ink.x1 + pad, ink.bottom + pad))
    lack = max(0, int(1.2 * pad + 0.5 * crop.shape[1] - crop.shape[0]) // 2) if crop.shape[0] < 8 else 0
    return np.pad(crop, ((lack, lack), (0, 0), (0, 0)), constant_values=255) if lack else np.ascontiguousarray(crop)


def _compared(ask: Ask, again: Reading) -> Word:
    """The word with what the second reading says of it."""
    word = ask.word
    text = "".join(again.text.split())
    if same(text, word.text):
        return replace(word, confidence=min(word.confidence, again.score))
    # Told by its ink, whatever is read from it: an ideograph or a letter is no flat stroke.
    is_stroke = word.text == DASH or (word.text in _DASH_LIKE and ask.ink.width > _FLAT * ask.ink.height)
    is_better = again.score > word.confidence and is_figure(text) == is_figure(word.text)
    is_better = is_better and not _is_commoner(word.text, text)
    if text and not is_stroke and (is_better or _is_commoner(text, word.text)):
        return Word(
            text=text, box=word.box, size=word.size, confidence=min(again.score, DOUBT), second_reading=word.text
        )
    return replace(word, confidence=min(word.confidence, DOUBT), second_reading=text or None)


def _is_commoner(text: str, other: str) -> bool:
    """Whether a reading differs from the other only where that has signs that reports do not print (預 for 预)."""
    differing = [(a, b) for a, b in zip(text, other, strict=False) if a != b]
    return len(text) == len(other) and all(is_rare(b) and not is_rare(a) for a, b in differing)


def _decided(word: Word, third: str) -> Word:
    """Of two readings of a figure the one that the other engine gives as well; never confident all the same."""
    other = word.second_reading
    if other is None or not same(third, other) or same(third, word.text) or not is_figure(other):
        return word
    return Word(text=other, box=word.box, size=word.size, confidence=word.confidence, second_reading=word.text)


def _with_tails(ink: Box) -> Box:
    """The box with room for what hangs below a figure's foot."""
    return Box(ink.x0, ink.top, ink.x1, ink.bottom + 0.3 * ink.height)


def _shaped(word: Word, ink: Pixels) -> Word:
    """A figure whose points and commas are not those that its ink shows is never confident; where the ink's are the
    only ones that make a figure as it is printed, they are taken."""
    shape = shape_of(ink) if is_figure(word.text) else None
    if shape is None or agrees(word.text, shape):
        return word
    doubted = replace(word, confidence=min(word.confidence, DOUBT))
    text = reshaped(word.text, shape)
    if text is None or is_well_formed(word.text) or not is_well_formed(text):
        return doubted
    return replace(doubted, text=text, second_reading=word.text)


def _signed(word: Word, ink: Pixels) -> Word:
    """A lone character as the sign of comparison that its ink is: engines read V, 2 or M from ≥ and ≤, and one stroke
    from the two of =."""
    sign = barred_sign(ink, level=not word.text.isdigit()) if len(word.text) == 1 else None
    if sign is None and word.text in _TICKS | _DASH_LIKE:
        sign = sign_of(ink)
    if sign is None or sign == word.text:
        return word
    return replace(word, text=sign, confidence=min(word.confidence, DOUBT), second_reading=word.text)


def _barred(word: Word, ink: Pixels) -> Word:
    """A word that begins with < or >, as ≤ or ≥ where a bar stands under that sign in its ink."""
    sign = _BARRED.get(word.text[:1])
    is_lone = len(word.text) == 1
    if sign is None or word.box.width <= 0 or (len(word.char_x) < 2 and not is_lone):
        return word
    share = 1.0 if is_lone else (word.char_x[1] - word.box.x0) / word.box.width
    if not has_bar(ink[:, : max(round(share * ink.shape[1]), 1)], "<" if sign == "≤" else ">"):
        return word
    return replace(word, text=sign + word.text[1:], confidence=min(word.confidence, DOUBT), second_reading=word.text)


def _suspected(word: Word) -> Word:
    """What two readings may well agree on and yet be wrong: lone strokes and letters, ticks beside a text, figures as
    nobody prints them, and signs whose bar may have been passed over."""
    doubtful = word.text in _DASH_LIKE or (is_figure(word.text) and not is_well_formed(word.text))
    doubtful = doubtful or any(c in _BARRED for c in word.text)
    doubtful = doubtful or (len(word.text) == 1 and word.text.isascii() and not word.text.isdigit())
    doubtful = doubtful or bool(_TICKS & {word.text[:1], word.text[-1:]})
    return replace(word, confidence=min(word.confidence, DOUBT)) if doubtful else word


def is_well_formed(text: str) -> bool:
    """Whether a figure is written as figures are: `1.445,495` is not, and `18.716` may be 18,716."""
    return not _COMMA_LIKE.fullmatch(text) and bool(_WELL_FORMED.fullmatch(normalize_number(text).replace(" ", "")))


def is_figure(text: str) -> bool:
    return any(c.isdigit() for c in text) and all(c in _FIGURES for c in text)


def same(one: str, other: str) -> bool:
    """Whether two readings say the same, widths of signs and spaces aside."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return normalize_number(unicodedata.normalize("NFKC", text)).replace(" ", "")
