"""JSON of what readers give, private to yusuan and compact (arrays, two decimals); of places and boxes everywhere."""

from __future__ import annotations

from typing import Any

from shared.model.page import (
    NOWHERE,
    Block,
    Box,
    Fill,
    Fragment,
    Grid,
    GridCell,
    GridSource,
    Legibility,
    Line,
    PageContent,
    Place,
    Reader,
    Rule,
    Source,
    Word,
)

Json = dict[str, Any]


def place_to_json(place: Place) -> Json:
    return {"page": place.page, "bbox": box_to_json(place.box), "line": place.line}


def place_from_json(data: Json) -> Place:
    bbox = data.get("bbox")
    if data.get("page") is None and bbox is None and data.get("line") is None:
        return NOWHERE
    return Place(page=data.get("page"), box=Box(*bbox) if bbox else None, line=data.get("line"))


def box_to_json(box: Box | None) -> list[float] | None:
    return [round(v, 2) for v in box] if box is not None else None


def source_to_json(source: Source) -> Json:
    """What a reader gave, compact: it is stored between the extract and the reconstruct stage."""
    return {
        "reader": source.reader.value,
        "media_type": source.media_type,
        "paged": source.paged,
        "pages": [page_to_json(p) for p in source.pages],
    }


def source_from_json(data: Json) -> Source:
    return Source(
        reader=Reader(data["reader"]),
        media_type=data["media_type"],
        paged=data["paged"],
        pages=tuple(page_from_json(p) for p in data["pages"]),
    )


def page_to_json(page: PageContent) -> Json:
    return {
        "number": page.number,
        "size": [page.width, page.height],
        "legibility": page.legibility.value,
        "notes": list(page.notes),
        "fonts": list(page.fonts),
        "doubts_fonts": page.doubts_fonts,
        "sealed": [[*map(_short, box)] for box in page.sealed],
        "words": [
            [w.text, *map(_short, w.box), w.size, w.confidence, w.second_reading, [*map(_short, w.char_x)], w.joints]
            for w in page.words
        ],
        "rules": [[*map(_short, r.box), r.horizontal, r.dashed] for r in page.rules],
        "fills": [[*map(_short, f.box), f.grey] for f in page.fills],
        "blocks": [_block_to_json(b) for b in page.blocks],
    }


def page_from_json(data: Json) -> PageContent:
    return PageContent(
        number=data["number"],
        width=data["size"][0],
        height=data["size"][1],
        legibility=Legibility(data["legibility"]),
        notes=tuple(data["notes"]),
        fonts=tuple(data["fonts"]),
        doubts_fonts=data["doubts_fonts"],
        sealed=tuple(Box(*box) for box in data["sealed"]),
        words=tuple(
            Word(
                text=w[0],
                box=Box(*w[1:5]),
                size=w[5],
                confidence=w[6],
                second_reading=w[7],
                char_x=tuple(w[8]),
                joints=None if w[9] is None else tuple(w[9]),
            )
            for w in data["words"]
        ),
        rules=tuple(Rule(box=Box(*r[:4]), horizontal=r[4], dashed=r[5]) for r in data["rules"]),
        fills=tuple(Fill(box=Box(*f[:4]), grey=f[4]) for f in data["fills"]),
        blocks=tuple(_block_from_json(b) for b in data["blocks"]),
    )


def _short(value: float) -> float:
    return round(value, 2)


def _block_to_json(block: Block) -> Json:
    if isinstance(block, Line):
        return {
            "text": [_fragment_to_json(f) for f in block.fragments],
            "size": block.size,
            "heading": block.heading,
            "centred": block.centred,
            **place_to_json(block.place),
        }
    return {
        "grid": [
            {
                "at": [c.row, c.col, c.row_span, c.col_span],
                "fragments": [_fragment_to_json(f) for f in c.fragments],
                "display": c.display,
                **place_to_json(c.place),
            }
            for c in block.cells
        ],
        "shape": [block.rows, block.cols],
        "source": block.source.value,
        "head_rows": block.head_rows,
        "caption": block.caption,
        "guessed": block.guessed,
        "filled": [list(texts) for texts in block.filled],
        **place_to_json(block.place),
    }


def _block_from_json(data: Json) -> Block:
    if "text" in data:
        return Line(
            fragments=tuple(_fragment_from_json(f) for f in data["text"]),
            size=data["size"],
            heading=data["heading"],
            centred=data["centred"],
            place=place_from_json(data),
        )
    return Grid(
        cells=tuple(
            GridCell(
                row=c["at"][0],
                col=c["at"][1],
                row_span=c["at"][2],
                col_span=c["at"][3],
                fragments=tuple(_fragment_from_json(f) for f in c["fragments"]),
                display=c["display"],
                place=place_from_json(c),
            )
            for c in data["grid"]
        ),
        rows=data["shape"][0],
        cols=data["shape"][1],
        source=GridSource(data["source"]),
        head_rows=data["head_rows"],
        caption=data["caption"],
        guessed=data.get("guessed", False),
        filled=tuple((printed, text) for printed, text in data.get("filled", ())),
        place=place_from_json(data),
    )


def _fragment_to_json(fragment: Fragment) -> list[Any]:
    place = fragment.place
    return [
        fragment.text,
        place.page,
        box_to_json(place.box),
        place.line,
        fragment.confidence,
        fragment.second_reading,
    ]


def _fragment_from_json(data: list[Any]) -> Fragment:
    text, page, box, line, confidence, second = data
    return Fragment(
        text=text,
        place=Place(page=page, box=Box(*box) if box else None, line=line),
        confidence=confidence,
        second_reading=second,
    )
