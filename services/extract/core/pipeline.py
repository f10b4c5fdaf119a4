"""Reconstruction: what a reader gave → a document. A list of named steps, each a pure function."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import replace

from services.extract.core import (
    blank_columns,
    captions,
    classify,
    code_names,
    contents,
    contents_tables,
    furniture,
    fused_codes,
    gaps,
    inside,
    lone_rows,
    lost_pages,
    observe,
    observe_rows,
    ocr_heads,
    ocr_values,
    page_sequence,
    report,
    rows,
    sections,
    split_heads,
    text_values,
    uncoded,
    under_seals,
    units,
    woven_names,
    wrapped_names,
)
from services.extract.core.aligned.doubts import settled
from services.extract.core.flowing import (
    cut_heads,
    cut_levels,
    fallen_signs,
    flat_heads,
    fused_cells,
    glued_captions,
    page_marks,
    parted_quotes,
    printed_twice,
    repeated_spans,
    short_heads,
    split_columns,
)
from services.extract.core.forms import extraction as forms
from services.extract.core.forms import indicators, performance
from services.extract.core.forms import lines as form_lines
from services.extract.core.forms import parts as form_parts
from services.extract.core.geometry import browser_lines, layout, pasting, sheets, unmerged_heads
from services.extract.core.geometry.seen import as_seen
from services.extract.core.geometry.words import line_block
from services.extract.core.heads import shared_rows
from services.extract.core.heads.depth import with_whole_head
from services.extract.core.heads.resolution import is_known
from services.extract.core.joining import (
    heads_alone,
    heads_cut,
    heads_damaged,
    heads_moved,
    row_rests,
    stitch,
    text_rests,
    torn,
)
from services.extract.core.names import Names
from services.extract.core.parts import Part, Segment, part_of
from services.extract.core.spacing import Numbers
from services.extract.core.streams import indicator_tables, late_cells, late_titles
from services.extract.core.streams import recovery as streams
from services.extract.core.streams.performance import blocks_of_form
from services.extract.core.streams.typed import tables as typed_tables
from services.extract.core.templates import Lexicon, Templates
from services.extract.templates import forms as form_data
from services.extract.templates import load as load_templates
from shared.codes import load as load_codes
from shared.model import traditional
from shared.model.document import Document, Report
from shared.model.fold import tidy
from shared.model.page import Block, Grid, GridSource, Legibility, Line, PageContent, Source
from shared.model.table import Form, Table

_YEAR = re.compile(r"(20\d\d)\s*年")


def reconstruct(source: Source, templates: Templates | None = None) -> Document:
    """The document of what was read. Ids `t1…`, `f1…` in document order; findings are those of reconstruction alone."""
    printed = traditional.print_of(traditional.texts_of(source))
    if printed is not None:
        return printed.restored(reconstruct(traditional.simplified(source), templates))
    known = templates if templates is not None else load_templates()
    blocks = blocks_of(source)
    lists = load_codes()
    if not source.paged:
        upright = printed_twice.without(fallen_signs.restored(blocks, Names(codes=lists).lists))
        marked = page_marks.without(parted_quotes.rejoined(upright), known.lexicon.words)
        blocks = tuple(glued_captions.parted(marked))
    numbers = Numbers(() if source.paged else blocks)
    listing = contents_tables.as_lines(numbers.closed(blocks))
    closed = form_lines.recover(listing, lambda title: len(blocks_of_form(title, known)) > 1)
    plain = late_cells.returned(late_titles.first(closed, known), known) if not source.paged else closed
    found = indicator_tables.recover(typed_tables.recover(plain, known), known)
    recovered = numbers.opened(streams.recover(found, known))
    read = tuple(with_spans(block, known.lexicon) for block in recovered)
    lines = tuple(b for b in read if isinstance(b, Line))
    listed = contents.locate(lines)
    cleaned = furniture.clean(without_contents(read, listed.lines))
    items = lone_rows.as_lines(
        form_parts.gather(
            captions.segment(row_rests.as_grids(text_rests.joined(heads_cut.joined(cleaned.blocks))), known)
        )
    )
    year, pages, garbled = estimate_year(lines), scanned(source), bool(cleaned.noise)
    tables, found_forms = build_tables(items, known, Names(codes=lists), year, pages, garbled=garbled)
    tables = fused_codes.parted(tables, lists)
    tables = woven_names.parted(text_values.settled(tables, lists, source.reader), lists, source.reader)
    tables = wrapped_names.reparted(code_names.mend(tables, lists, source.reader), source.reader)
    tables = uncoded.give_codes(units.complete(tables), lists)
    prose = tuple(i for i in items if isinstance(i, Line))
    blank = tuple(p.number for p in source.pages if p.legibility is Legibility.BLANK) if source.paged else ()
    identity = report.identify(lines, tables, found_forms)
    tables = tuple(completed(t, identity) for t in tables)
    order = page_sequence.sequence(lines, source.pages)
    tables, found_forms = lost_pages.doubted(tables, found_forms, source.pages, order)
    tables = under_seals.doubted(tables, source.pages)
    document = Document(
        reader=source.reader,
        media_type=source.media_type,
        pages=len(source.pages) if source.paged else None,
        report=identity,
        contents=listed.titles,
        sections=sections.build(prose),
        tables=tables,
        forms=found_forms,
        blank_pages=blank,
        blank_table_numbers=gaps.blank_numbers(cleaned.blocks, blank),
    )
    findings = observe.observe(document, cleaned.noise, lines, source.pages, order)
    left = () if source.paged else tuple(observe_rows.observe(cleaned.blocks))
    left += tuple(observe_rows.below_units(cleaned.blocks, left))
    whole = replace(document, findings=(*findings, *left))
    return as_seen(whole, source.pages)


def completed(table: Table, identity: Report) -> Table:
    """The table with the organisation and the printed year of its report where it prints none, its unit's row known."""
    year = identity.year if identity.year_source == "printed" else None
    organization = table.organization or identity.organization
    whole = replace(table, organization=organization, year=table.year or year)
    whole = ocr_values.with_organization(whole, identity.organization)
    return classify.with_unit_rows(whole, organization)


def scanned(source: Source) -> frozenset[int]:
    """The pages that OCR read."""
    return frozenset(p.number for p in source.pages if p.legibility is Legibility.OCR)


def blocks_of(source: Source) -> tuple[Block, ...]:
    """All lines and grids of the input in reading order: as they flow, or laid out from words and rules."""
    items = sheets.gather(tuple(map(browser_lines.without, source.pages)))
    return tuple(block for page in heads_moved.laid_out(items, list(map(_blocks, items))) for block in page)


def _blocks(item: PageContent | sheets.Sheet) -> tuple[Block, ...]:
    if isinstance(item, PageContent):
        return layout.blocks(item)
    pasted = pasting.paste(item)
    aside = (line_block(line.words, number) for number, line in pasted.aside)
    return (*map(pasted.block, layout.blocks(pasted.whole)), *aside)


def with_spans(block: Block, lexicon: Lexicon) -> Block:
    """The block; a grid with the spans that it shows by other means than marks or rules."""
    if not isinstance(block, Grid) or block.source is not GridSource.DELIMITED:
        return unmerged_heads.restored(block) if isinstance(block, Grid) else block
    whole = cut_levels.rejoined(block, form_data.load().is_head)
    parted = cut_heads.whole(split_columns.joined(fused_cells.parted(whole, lexicon)), lexicon)
    return short_heads.restored(flat_heads.restored(repeated_spans.restored(parted)), lexicon)


def without_contents(blocks: Sequence[Block], lines: frozenset[int]) -> tuple[Block, ...]:
    """The blocks without the lines of the contents page. `lines` counts lines only."""
    kept: list[Block] = []
    count = 0
    for block in blocks:
        if isinstance(block, Line):
            if count not in lines:
                kept.append(block)
            count += 1
        else:
            kept.append(block)
    return tuple(kept)


def estimate_year(lines: Sequence[Line]) -> int | None:
    """The year that headings and short lines name most: good enough to fill `{Y}` in a lost head."""
    years = Counter(int(y) for line in lines if len(line.text) <= 60 for y in _YEAR.findall(line.text))
    return min(years.most_common(1), default=(None, 0))[0] if years else None


def build_tables(
    items: Sequence[Line | Segment],
    templates: Templates,
    names: Names,
    year: int | None,
    ocr_pages: Set[int],
    *,
    garbled: bool = False,
) -> tuple[tuple[Table, ...], tuple[Form, ...]]:
    """The tables and forms of all segments, numbered in document order. `garbled`: some lines were no text."""
    tables: list[Table] = []
    found: list[Form] = []
    parts: list[Part] = []

    def flush() -> None:
        joined = stitch.join(parts, templates, year)
        if parts and parts[0].page is None:
            joined = heads_damaged.doubted(joined, templates, garbled=garbled)
        for item in joined:
            item = ocr_heads.mended(item, templates, ocr_pages)
            table = split_heads.joined(table_of(item, names, ocr_pages), templates)
            table = indicators.doubted(table, exported=item.parts[0].page is None)
            table = blank_columns.without_pieces(table)
            if all(part.source is GridSource.RULED for part in item.parts):
                table = blank_columns.without(table)
            tables.append(table)
            details = indicators.details(table)
            if details is not None:
                tables.append(details)
        parts.clear()

    for segment in heads_alone.without(group(items)):
        title = segment.caption.title or ""
        first, *behind = (b for b in segment.blocks if isinstance(b, Grid))
        if performance.is_performance(segment.blocks, segment.caption.title):
            flush()
            form, split = performance.split(settled(segment.blocks), title)
            found.append(form)
            tables += [with_caption(t, segment) for t in split]
        elif not is_known(with_whole_head(part_of(first, segment.caption)), templates) and forms.is_form(
            first, segment.caption.title, behind
        ):
            flush()
            for form, split in forms.extract_all(settled(segment.blocks), title):
                found.append(form)
                tables += [with_caption(t, segment) for t in split]
        else:
            parts += parts_of(segment, templates)
    flush()
    return (
        tuple(replace(t, id=f"t{i}") for i, t in enumerate(tables, start=1)),
        tuple(replace(f, id=f"f{i}") for i, f in enumerate(found, start=1)),
    )


def group(items: Sequence[Line | Segment]) -> list[Segment]:
    """Segments, those of a performance table or form that repeat its title on every page as one; its indicators may
    stand below its goal, which no rules frame."""
    segments: list[Segment] = []
    lines: list[Line] = []
    for item in items:
        if isinstance(item, Line):
            lines.append(item)
            continue
        before = segments[-1] if segments else None
        if before is not None and performance.is_performance(before.blocks, before.caption.title):
            again = captions.same_caption(before.caption.title, item.caption.title)
            if again or (item.caption.title is None and performance.goes_on(before.blocks, item.blocks)):
                between = () if again else lines
                segments[-1] = replace(before, blocks=(*before.blocks, *between, *item.blocks))
                lines = []
                continue
        segments.append(item)
        lines = []
    return segments


def parts_of(segment: Segment, templates: Templates) -> list[Part]:
    """The grids of a segment as parts, each with the notes that stand below it."""
    parts: list[Part] = []
    for block in torn.merge_runs(segment.blocks):
        grid, notes = inside.without_notes(block) if isinstance(block, Grid) else (None, (block,))
        if isinstance(block, Grid) and grid is None and not parts:
            grid, notes = block, ()
        if grid is not None:
            caption = segment.caption if not parts else replace(segment.caption, title=None, number=None)
            part = shared_rows.parted(
                part_of(grid, caption, after_prose=segment.after_prose and not parts), templates.lexicon
            )
            parts.append(with_whole_head(part))
        said = tuple(text for line in notes if (text := tidy(line.text)))
        if parts and said:
            parts[-1] = replace(parts[-1], notes=(*parts[-1].notes, *said))
    return parts


def table_of(joined: stitch.Joined, names: Names, ocr_pages: Set[int]) -> Table:
    """The logical table; its id is given later."""
    caption = joined.caption
    return Table(
        id="",
        title=caption.title or (joined.template.titles[0] if joined.template else caption.heading or ""),
        columns=joined.columns,
        rows=ocr_values.settled(rows.build(joined, names), joined, names.codes, ocr_pages),
        number=caption.number,
        kind=joined.template.kind if joined.template else None,
        unit=caption.unit,
        unit_source=caption.unit_source,
        organization=caption.organization,
        year=caption.year,
        pages=joined.pages,
        notes=joined.notes,
        repairs=(*caption.repairs, *joined.repairs),
        place=joined.parts[0].place,
    )


def with_caption(table: Table, segment: Segment) -> Table:
    """A block of a form with what its caption says where the block itself says nothing."""
    caption = segment.caption
    return replace(
        table,
        number=table.number or caption.number,
        unit=table.unit,
        organization=table.organization or caption.organization,
        year=table.year or caption.year,
    )
