"""What a reader gives: the content of pages, before anyone has said what is a table.

Two kinds of content meet here. *Geometric* pages (PDF, scans) carry words and drawn rules with boxes. *Flowing* input
(text exports, Word, Excel) carries blocks (lines and ready-made grids) with line numbers. Reconstruction turns the
first kind into the second (`services.extract.core.geometry.grid`) and has one path from there on.

Lengths are PDF points (1/72 inch), origin top-left, y downwards, of the page as a person sees it (after /Rotate).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in points, origin top-left; `x0 <= x1`, `top <= bottom`."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """How far down the page its middle is."""
        return (self.top + self.bottom) / 2

    def union(self, other: Box) -> Box:
        return Box(
            min(self.x0, other.x0), min(self.top, other.top), max(self.x1, other.x1), max(self.bottom, other.bottom)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where something stands in the input: page and box for geometric input, line for flowing input (all from 1)."""

    page: int | None = None
    box: Box | None = None
    line: int | None = None


NOWHERE = Place()


@dataclass(frozen=True, kw_only=True, slots=True)
class Fragment:
    """A run of text as it was read, with its place. `confidence` is 1 for born-digital text, the engine's for OCR."""

    text: str
    place: Place = NOWHERE
    confidence: float = 1.0
    #: what a second OCR engine read at the same place, where it was asked
    second_reading: str | None = None
    #: all that is printed, where a part of it is struck through and so not of `text`
    printed: str | None = None

    @property
    def raw(self) -> str:
        """What was read, before anything was left out."""
        return self.text if self.printed is None else self.printed


#: from here on a cell counts as read without doubt (contract.md §1)
SURE = 0.99
#: what a reading is worth at the most about which something is odd: never confident
DOUBT = 0.5


def is_doubted(fragments: Sequence[Fragment]) -> bool:
    """Whether something is odd about all that was read there, and something was."""
    return bool(fragments) and all(f.confidence <= DOUBT for f in fragments)


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """A word of a geometric page: characters of one line with no wide gap between them."""

    text: str
    box: Box
    size: float = 0.0
    """font size in points; 0 where unknown (OCR)"""
    confidence: float = 1.0
    second_reading: str | None = None
    char_x: tuple[float, ...] = ()
    """left edge of every character of `text`, and the right edge of the last; () where unknown"""
    joints: tuple[int, ...] | None = None
    """the characters with which a text painted apart begins, or that stand further off than the others; None where
    unknown (OCR)"""
    struck: bool = False
    """a line runs through it: it is deleted (`geometry.struck` finds out), or something covers it (`COVERED`)"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A drawn straight line, or a thin filled rectangle used as one. Horizontal or vertical, nothing else."""

    box: Box
    horizontal: bool
    dashed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Fill:
    """A filled area that is no rule: the shading of a head, a white patch, a banner. Colour as 0–1 grey level."""

    box: Box
    grey: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A line of running text (or one line of a text export)."""

    fragments: tuple[Fragment, ...]
    place: Place = NOWHERE
    size: float = 0.0
    heading: int | None = None
    """heading level where the input marks one (`##`, Word's styles); None otherwise"""
    centred: bool = False
    """whether the input says that the line is set in the middle, or it stands in the middle of its printed page"""

    @property
    def text(self) -> str:
        return "".join(f.text for f in self.fragments)


class GridSource(StrEnum):
    """How the grid's cells are known, which tells reconstruction how far to trust the spans."""

    RULED = "ruled"  # drawn rules: spans are certain
    ALIGNED = "aligned"  # alignment of words: spans are inferred
    MARKED = "marked"  # HTML, docx, xlsx: spans as the file says
    DELIMITED = "delimited"  # tabs, markdown pipes: no spans known, empty cells may be spans, columns may be shifted
    STREAM = "stream"  # no delimiters at all: cells recovered with a template


@dataclass(frozen=True, kw_only=True, slots=True)
class GridCell:
    """A cell of a grid: its top-left position, its spans, and what was read in it, in reading order."""

    row: int
    col: int
    row_span: int = 1
    col_span: int = 1
    fragments: tuple[Fragment, ...] = ()
    place: Place = NOWHERE
    display: str | None = None
    """xlsx: the figure as its number format shows it"""

    @property
    def text(self) -> str:
        return "".join(f.text for f in self.fragments)


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """One printed part of a table on one page, cells not overlapping, missing positions are empty."""

    cells: tuple[GridCell, ...]
    rows: int
    cols: int
    source: GridSource
    place: Place = NOWHERE
    head_rows: int | None = None
    """number of head rows where the reader knows it (HTML th, stream templates); None: to be found"""
    caption: str | None = None
    """a title that the file itself ties to the grid (sheet name, HTML caption)"""
    guessed: bool = False
    """what is its head, or what the upper texts of that stand over, is known from distances alone"""
    filled: tuple[tuple[str, str], ...] = ()
    """texts of its head that are not printed whole: the letters that are, and the template's text in the grid"""


Block = Line | Grid


class Legibility(StrEnum):
    """What a reader says of a page's text."""

    CLEAR = "clear"
    OCR = "ocr"
    GARBLED = "garbled"  # a text layer that makes no sense (broken ToUnicode), and no OCR to replace it
    BLANK = "blank"


#: the note of a page that carries marks but no text: a photograph of something else
NO_TEXT = "no-text"
#: the note of a page with a picture beside its text on which nothing could be read although it shows something
UNREAD_PICTURE = "picture-unread"
#: the note of a page that could not be read wholly: what it is drawn with is damaged
DAMAGED = "damaged"
#: how the note begins of a page that was left unread for a picture on it that has too many pixels: `20000×20000`
TOO_LARGE = "picture-too-large:"

#: stands for characters that nobody could read
UNREAD = "\ufffd"
#: stands for text that something opaque covers
COVERED = "\u25a0"

#: how the note begins of a page that has text on layers which are switched off
HIDDEN_LAYER = "hidden:layer:"

#: how the notes begin that say which filled parts of a workbook are hidden and so left out: `表1!3,5-8`, a sheet's name
HIDDEN_ROWS = "hidden rows: "
HIDDEN_COLUMNS = "hidden columns: "
HIDDEN_SHEET = "hidden sheet: "


@dataclass(frozen=True, kw_only=True, slots=True)
class PageContent:
    """Everything read from one page (`words`, `rules`, `fills`), or from flowing input (`blocks`)."""

    number: int
    width: float = 0.0
    height: float = 0.0
    words: tuple[Word, ...] = ()
    rules: tuple[Rule, ...] = ()
    fills: tuple[Fill, ...] = ()
    blocks: tuple[Block, ...] = ()
    legibility: Legibility = Legibility.CLEAR
    notes: tuple[str, ...] = ()
    """what the reader wants kept: second opinions, quarantined noise, pages turned"""
    fonts: tuple[str, ...] = ()
    """PDF: keys of the fonts that the page may use and whose maps to Unicode its text rests on"""
    doubts_fonts: bool = False
    """whether it shows that one of them is wrong"""
    sealed: tuple[Box, ...] = ()
    """scans: where the ink of a seal without colour was taken out, and with it perhaps text"""


class Reader(StrEnum):
    """The `reader` of a result."""

    PDF_TEXT = "pdf-text"
    PDF_SCAN = "pdf-scan"
    PDF_MIXED = "pdf-mixed"
    IMAGE = "image"
    DOCX = "docx"
    XLSX = "xlsx"
    TEXT = "text"


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """All that was read of one input file, in page order: what the extract stage stores."""

    reader: Reader
    media_type: str
    pages: tuple[PageContent, ...]
    paged: bool = True
    """False for text input, whose result has `pages` null"""
