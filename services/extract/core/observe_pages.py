"""What readers noted on pages, as findings (EX-01, garbled_source): scanned pages, and pictures beside text, on which
nothing was read, or hardly anything surely; pages that are damaged, or show a picture over the limit; text that is
struck through, covered, or on layers that are switched off; hidden parts of a workbook.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from services.extract.core.geometry import layout
from services.extract.core.page_sequence import Gap, PageSequence
from shared.model.finding import FINDING_CODES, Finding, Severity
from shared.model.page import (
    COVERED,
    DAMAGED,
    HIDDEN_COLUMNS,
    HIDDEN_LAYER,
    HIDDEN_ROWS,
    HIDDEN_SHEET,
    NO_TEXT,
    TOO_LARGE,
    UNREAD_PICTURE,
    Legibility,
    PageContent,
)

#: a page whose characters are worth less than this on average is hardly legible: of 632 scanned pages, good and bad,
#: ten, damaged most, were at 0.42 to 0.60, all others at 0.71 and more; a few characters say nothing
_LEGIBLE, _FEW = 0.65, 20

_HIDDEN = {
    HIDDEN_ROWS: ("的第 {} 行", ", rows {},"),
    HIDDEN_COLUMNS: ("的 {} 列", ", columns {},"),
    HIDDEN_SHEET: ("", ""),
}


def observe(pages: Sequence[PageContent], sequence: PageSequence) -> tuple[Finding, ...]:
    """All findings on what the readers noted on pages, and on pages that are missing, there twice or moved."""
    return (
        *missing_pages(sequence.gaps),
        *pages_again(sequence.again),
        *moved_pages(sequence.moved),
        *unread_pages(p.number for p in pages if NO_TEXT in p.notes),
        *illegible_pages(pages),
        *damaged_pages(pages),
        *oversized_pages(pages),
        *struck_texts(pages),
        *covered_texts(pages),
        *unseen_layers(pages),
        *unread_pictures(p.number for p in pages if UNREAD_PICTURE in p.notes),
        *hidden_parts([note for p in pages for note in p.notes]),
    )


def missing_pages(gaps: Iterable[Gap]) -> Iterable[Finding]:
    for gap in gaps:
        yield _unread(
            gap.after,
            f"文件第 {gap.after} 页（页码 {gap.printed}）之后缺 {gap.missing} 页：页码不连续，相邻的表格可能不完整",
            f"behind page {gap.after} of the file (numbered {gap.printed}) {gap.missing} are missing, as the page "
            "numbers show: tables beside them may be incomplete",
        )


def pages_again(pages: Iterable[int]) -> Iterable[Finding]:
    for page in pages:
        found = _left_out(
            f"第 {page} 页与前一页内容相同，可能重复扫描或重复装订：其中的数字会被重复计算",
            f"page {page} says the same as the page before it and may be there by mistake: its figures count twice",
            page=page,
        )
        yield replace(found, code="duplicated_block", severity=FINDING_CODES["duplicated_block"], rule="RM-04")


def moved_pages(pages: Sequence[int]) -> Iterable[Finding]:
    if pages:
        yield _unread(
            pages[0],
            f"文件自第 {pages[0]} 页起有 {len(pages)} 页的页码顺序错乱：跨页的表格可能接错",
            f"from page {pages[0]} of the file on, {len(pages)} pages are not in the order of their printed numbers: "
            "tables over several pages may be joined wrongly",
        )


def unread_pages(pages: Iterable[int]) -> Iterable[Finding]:
    for page in pages:
        yield _unread(
            page,
            f"第 {page} 页是图像，其中没有能够辨认的文字，未计入结果",
            f"page {page} is a picture on which no text could be read",
        )


def illegible_pages(pages: Sequence[PageContent]) -> Iterable[Finding]:
    for page in pages:
        count = sum(len(w.text) for w in page.words)
        if page.legibility is not Legibility.OCR or count < _FEW:
            continue
        if sum(len(w.text) * w.confidence for w in page.words) < _LEGIBLE * count:
            yield _unread(
                page.number,
                f"第 {page.number} 页字迹不清（分辨率过低、传真或水印等），多数文字未能可靠辨认："
                "读出的部分可能有误或缺失，请换用更清晰的扫描件",
                f"page {page.number} is hardly legible (too few dots, a fax, a watermark): most of its text could not "
                "be read reliably, and what was read may be wrong or incomplete; a clearer scan is needed",
            )


def damaged_pages(pages: Sequence[PageContent]) -> Iterable[Finding]:
    for page in pages:
        if DAMAGED in page.notes:
            yield _unread(
                page.number,
                f"第 {page.number} 页的内容已损坏，未能完整读出：缺少的部分未计入结果，读出的部分可能有误",
                f"page {page.number} is damaged and could not be read wholly: what is missing was left out, "
                "and what was read may be wrong",
            )


def oversized_pages(pages: Sequence[PageContent]) -> Iterable[Finding]:
    for page in pages:
        for size in [note.removeprefix(TOO_LARGE) for note in page.notes if note.startswith(TOO_LARGE)]:
            yield _unread(
                page.number,
                f"第 {page.number} 页的图片有 {size} 像素，超出限制：该页图片中的内容未计入结果",
                f"page {page.number} shows a picture of {size} pixels, over the limit: what it holds was left out",
            )


def struck_texts(pages: Sequence[PageContent]) -> Iterable[Finding]:
    for page in pages:
        if texts := [text for text in layout.struck_texts(page) if text != COVERED]:
            found = _left_out(
                f"第 {page.number} 页有划去的文字（修订）{len(texts)} 处，如“{texts[0][:20]}”，未计入结果",
                f"page {page.number} has text that is struck through ({len(texts)} places), such as "
                f"“{texts[0][:20]}”: it was left out",
                page=page.number,
            )
            yield replace(found, actual=texts[0][:40])


def covered_texts(pages: Sequence[PageContent]) -> Iterable[Finding]:
    for page in pages:
        if places := sum(w.struck and w.text == COVERED for w in page.words):
            yield _unread(
                page.number,
                f"第 {page.number} 页有 {places} 处文字被遮盖（色块或图片），未计入结果",
                f"page {page.number} has text that something opaque covers ({places} places): it was left out",
            )


def unseen_layers(pages: Sequence[PageContent]) -> Iterable[Finding]:
    """That they are not meant to be seen is all that is known of them."""
    for page in pages:
        if any(note.startswith(HIDDEN_LAYER) for note in page.notes):
            yield _left_out(
                f"第 {page.number} 页有隐藏图层的文字，未计入结果",
                f"page {page.number} has text on layers that are switched off: it was left out",
                page=page.number,
            )


def unread_pictures(pages: Iterable[int]) -> Iterable[Finding]:
    for page in pages:
        yield _unread(
            page,
            f"第 {page} 页的图片中没有能够辨认的文字；图片如有表格或数字，未计入结果",
            f"page {page} shows a picture on which no text could be read: what it may hold is missing",
        )


def hidden_parts(notes: Sequence[str]) -> Iterable[Finding]:
    """What a workbook holds and does not show. Mostly that is meant so; that it was left out is said all the same."""
    for note in notes:
        kind = next((kind for kind in _HIDDEN if note.startswith(kind)), None)
        if kind is None:
            continue
        sheet, _, parts = (
            note.removeprefix(kind).partition("!") if kind != HIDDEN_SHEET else (note[len(kind) :], "", "")
        )
        said, said_en = _HIDDEN[kind]
        yield _left_out(
            f"工作表“{sheet}”{said.format(parts)}已隐藏，其中的内容未计入结果",
            f"what sheet “{sheet}”{said_en.format(parts)} holds is hidden and was left out",
            where=sheet,
        )


def _unread(page: int, message: str, message_en: str) -> Finding:
    """That something is missing, or may be."""
    return replace(_left_out(message, message_en, page=page), severity=FINDING_CODES["garbled_source"])


def _left_out(message: str, message_en: str, *, page: int | None = None, where: str = "正文") -> Finding:
    """That something was left out on purpose, as it is not meant to be read."""
    return Finding(
        code="garbled_source",
        severity=Severity.INFO,
        rule="EX-01",
        message=message,
        message_en=message_en,
        where=where,
        page=page,
    )
