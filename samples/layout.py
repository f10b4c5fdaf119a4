"""How a report is printed. A `Layout` says it all; `CATALOGUE` names those that the suites use."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from enum import StrEnum


class Rules(StrEnum):
    """Which rules a table has."""

    FULL = "full"
    OPEN_SIDES = "open_sides"
    THREE_LINE = "three_line"
    HORIZONTAL = "horizontal"
    COLUMNS = "columns"  # a box, the head, and verticals: nothing between the rows of the body
    NONE = "none"


class Stroke(StrEnum):
    """How a rule is drawn."""

    LINE = "line"
    DASHED = "dashed"
    DOTTED = "dotted"
    RECTANGLE = "rectangle"  # a thin filled rectangle
    DOUBLE = "double"
    PIECES = "pieces"  # cell by cell, as spreadsheets export it


class Wide(StrEnum):
    """Where tables of many columns go."""

    LANDSCAPE = "landscape"
    ROTATED = "rotated"  # a portrait page with /Rotate 90
    TURNED = "turned"  # a portrait page, its content turned by 90°
    PORTRAIT = "portrait"


class UnicodeMap(StrEnum):
    """What the embedded fonts say about the characters of their glyphs."""

    RIGHT = "right"
    MISSING = "missing"
    WRONG = "wrong"


class TextOrder(StrEnum):
    """In what pieces and order text is written into the page."""

    LINES = "lines"
    GLYPHS = "glyphs"
    COLUMNS = "columns"


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """Lengths are points. `name_chars` caps label columns, so that names wrap; 0 leaves them as wide as they need."""

    name: str
    rules: Rules = Rules.FULL
    stroke: Stroke = Stroke.LINE
    wide: Wide = Wide.LANDSCAPE
    text: TextOrder = TextOrder.LINES
    font: str = "zenhei"
    size: float = 9.0
    pad: float = 3.0
    name_chars: int = 0
    page_height: float = 842.0
    shaded_head: bool = False
    white_patches: bool = False
    watermark: str = ""
    running_head: bool = False
    running_foot: bool = True
    share_pages: bool = False
    """tables follow one another on a page instead of each starting a new one"""
    spaced_titles: bool = False
    spaced_heads: bool = False
    repeat_title: bool = True
    repeat_head: bool = True
    cut_rows: bool = False
    cut_low: bool = False
    """in a row cut by the page break, short cells print in the lower part instead of the upper one"""
    other_lead: bool = False
    """continuation pages name the organisation differently"""
    unicode_map: UnicodeMap = UnicodeMap.RIGHT
    repeat_spans: bool = False
    """a cell that spans rows over a page break prints its text again on the next page"""
    touching: bool = False
    over_rules: bool = False
    """the widest amounts run over the rule at their left, in columns that leave them no room"""
    overflow: bool = False
    """a label runs over its rule into empty neighbours instead of wrapping"""
    radicals: bool = False
    full_width: bool = False
    hidden: bool = False
    """invisible and clipped text that a reader must not take"""
    indents: bool = True
    keep_last: int = 0
    """that many last rows are pushed to a page of their own (a last page with only 合计)"""
    top_aligned: bool = False


_BASE = Layout(name="full")

CATALOGUE: dict[str, Layout] = {
    layout.name: layout
    for layout in (
        _BASE,
        replace(_BASE, name="open_sides", rules=Rules.OPEN_SIDES, font="uming", size=10),
        replace(_BASE, name="three_line", rules=Rules.THREE_LINE),
        replace(_BASE, name="horizontal", rules=Rules.HORIZONTAL, font="microhei"),
        replace(_BASE, name="no_rules", rules=Rules.NONE),
        replace(_BASE, name="dashed", stroke=Stroke.DASHED, font="ukai"),
        replace(_BASE, name="dotted", stroke=Stroke.DOTTED),
        replace(_BASE, name="rectangles", stroke=Stroke.RECTANGLE, shaded_head=True),
        replace(_BASE, name="double", stroke=Stroke.DOUBLE),
        replace(_BASE, name="pieces", stroke=Stroke.PIECES, white_patches=True, font="uming"),
        replace(_BASE, name="white_patches", white_patches=True, shaded_head=True),
        replace(_BASE, name="shared_pages", share_pages=True, name_chars=12),
        replace(_BASE, name="rotated", wide=Wide.ROTATED),
        replace(_BASE, name="turned", wide=Wide.TURNED),
        replace(_BASE, name="portrait", wide=Wide.PORTRAIT, size=8, pad=1.5),
        replace(_BASE, name="watermark", watermark="部门预算公开", running_head=True),
        replace(_BASE, name="glyphs", text=TextOrder.GLYPHS, font="microhei"),
        replace(_BASE, name="columns", text=TextOrder.COLUMNS),
        replace(_BASE, name="touching", touching=True),
        replace(_BASE, name="over_rules", over_rules=True, pad=5.0, font="uming"),
        replace(_BASE, name="over_rules_open", over_rules=True, pad=5.0, rules=Rules.OPEN_SIDES, font="microhei"),
        replace(_BASE, name="over_rules_columns", over_rules=True, pad=5.0, rules=Rules.COLUMNS),
        replace(_BASE, name="overflow", overflow=True, name_chars=8),
        replace(_BASE, name="wrapped", name_chars=6, spaced_titles=True, spaced_heads=True),
        replace(_BASE, name="cut_rows", name_chars=5, cut_rows=True, page_height=520),
        replace(_BASE, name="cut_no_head", name_chars=5, cut_rows=True, page_height=520,
                repeat_head=False, repeat_title=False),
        replace(_BASE, name="cut_low", name_chars=5, cut_rows=True, cut_low=True, page_height=520, other_lead=True),
        replace(_BASE, name="column_rules", rules=Rules.COLUMNS),
        replace(_BASE, name="column_rules_wrapped", rules=Rules.COLUMNS, name_chars=7, page_height=560),
        replace(_BASE, name="no_repeat", page_height=560, repeat_head=False, repeat_title=False),
        replace(_BASE, name="head_only", page_height=560, repeat_title=False),
        replace(_BASE, name="last_total", keep_last=1),
        replace(_BASE, name="radicals", radicals=True),
        replace(_BASE, name="full_width", full_width=True),
        replace(_BASE, name="hidden", hidden=True),
        replace(_BASE, name="cid", font="cid"),
        replace(_BASE, name="spans_repeated", repeat_spans=True, page_height=480, top_aligned=True),
        replace(_BASE, name="three_line_wrapped", rules=Rules.THREE_LINE, name_chars=7, page_height=560),
        replace(_BASE, name="no_rules_wrapped", rules=Rules.NONE, name_chars=7, page_height=560, repeat_title=False),
    )
}  # fmt: skip

#: layouts whose text layer is of no use: only OCR can read them, so no suite takes them unasked
UNREADABLE: dict[str, Layout] = {
    layout.name: layout
    for layout in (
        replace(_BASE, name="unicode_missing", unicode_map=UnicodeMap.MISSING),
        replace(_BASE, name="unicode_wrong", unicode_map=UnicodeMap.WRONG),
    )
}


def random_layout(seed: int) -> Layout:
    """A layout that combines features at random, named after its seed."""
    rng = random.Random(f"layout-{seed}")

    def chance(share: float) -> bool:
        return rng.random() < share

    repeat_title, touching = chance(0.6), chance(0.1)
    return Layout(
        name=f"random{seed}",
        rules=rng.choice([*Rules, Rules.FULL, Rules.OPEN_SIDES]),
        stroke=rng.choice([*Stroke, Stroke.LINE, Stroke.LINE]),
        wide=rng.choice(list(Wide)),
        text=rng.choice([*TextOrder, TextOrder.LINES]),
        font=rng.choice(("zenhei", "microhei", "uming", "ukai", "cid")),
        size=rng.choice((8.0, 9.0, 10.0)),
        pad=rng.choice((1.5, 3.0, 5.0)),
        name_chars=rng.choice((0, 0, 5, 8, 12)),
        page_height=rng.choice((842.0, 842.0, 560.0)),
        shaded_head=chance(0.2),
        white_patches=chance(0.2),
        watermark="内部资料" if chance(0.15) else "",
        running_head=chance(0.3),
        share_pages=chance(0.3),
        spaced_titles=chance(0.2),
        spaced_heads=chance(0.3),
        repeat_title=repeat_title,
        repeat_head=repeat_title or chance(0.5),
        cut_rows=chance(0.3),
        cut_low=chance(0.2),
        other_lead=chance(0.2),
        repeat_spans=chance(0.3),
        touching=touching,
        overflow=chance(0.15),
        radicals=chance(0.1),
        full_width=not touching and chance(0.1),
        hidden=chance(0.1),
        indents=chance(0.7),
        top_aligned=chance(0.3),
    )
