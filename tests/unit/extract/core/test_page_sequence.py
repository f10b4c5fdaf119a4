"""Pages that the file lacks, by the numbers printed on the others, and pages that it holds twice."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from services.extract.core.page_sequence import Gap, sequence
from shared.model.page import Box, Fragment, Legibility, Line, PageContent, Place, Word


def line(page: int, text: str) -> Line:
    return Line(fragments=(Fragment(text=text),), place=Place(page=page))


def gaps(numbers: Sequence[str | None], *, above: bool = False) -> tuple[Gap, ...]:
    """Of a file whose pages begin or end with these numbers."""
    lines = [
        line(page, text)
        for page, number in enumerate(numbers, start=1)
        for text in ((number, "正文") if above else ("正文", number))
        if text is not None
    ]
    return sequence(lines, [PageContent(number=p) for p in range(1, len(numbers) + 1)]).gaps


def numbered(*numbers: int | None, style: str = "- {} -") -> list[str | None]:
    return [None if n is None else style.format(n) for n in numbers]


@pytest.mark.parametrize("style", ["{}", "- {} -", "第{}页", "{}/30", "— {} —"])
def test_a_number_that_is_left_out_is_a_page_that_is_missing(style: str) -> None:
    total = (Gap(after=7, printed=9, missing=21),) if style == "{}/30" else ()
    pages = numbered(None, 2, 3, 4, 7, 8, 9, style=style)
    assert gaps(pages) == (Gap(after=4, printed=4, missing=2), *total)
    assert gaps(pages, above=True) == gaps(pages)


def test_the_first_and_the_last_page_count_where_they_look_like_numbers() -> None:
    assert gaps(numbered(1, 2, 3, 4, 5, 7)) == (Gap(after=5, printed=5, missing=1),)
    assert gaps(numbered(1, 3, 4, 5, 6)) == (Gap(after=1, printed=1, missing=1),)
    assert gaps(numbered(1, 2, 3, 4, 5, 7, style="{}")) == ()


def test_pages_without_a_number_are_counted() -> None:
    assert gaps(numbered(1, 2, None, None, 5, 6)) == ()
    assert gaps(numbered(1, 2, None, None, 6, 7)) == (Gap(after=2, printed=2, missing=1),)


def test_pages_at_the_end_are_missing_where_the_others_say_how_many_there_are() -> None:
    assert gaps(numbered(1, 2, 3, 4, 5, style="第{}页 共8页")) == (Gap(after=5, printed=5, missing=3),)
    assert gaps(numbered(1, 2, 3, 4, None, style="第{}页 共5页")) == ()


@pytest.mark.parametrize(
    "numbers",
    [
        (1, 2, 3, 4, 5, 6),
        (3, 4, 5, 1, 2, 3),  # another part begins
        (1, 2, 3, 8, 5, 6),  # misread
        (1, 2, 3, 4, 103, 104),  # another count
        (1, 12, 3, 17, 5, 28),
        (1, 3, 5),
        (),
    ],
)
def test_nothing_is_missing_otherwise(numbers: Sequence[int]) -> None:
    assert gaps(numbered(*numbers, style="{}")) == ()


@pytest.mark.parametrize(
    ("numbers", "moved"),
    [((1, 2, 4, 3, 5), (3, 4)), ((1, 5, 6, 7, 2, 3, 4), (2, 3, 4, 5, 6, 7)), ((5, 4, 3, 2, 1), (1, 2, 4, 5))],
)
def test_pages_in_another_order_than_their_numbers_are_told_and_none_is_missing(
    numbers: Sequence[int], moved: tuple[int, ...]
) -> None:
    lines = [line(p, f"- {n} -") for p, n in enumerate(numbers, start=1)]
    found = sequence(lines, [PageContent(number=p) for p in range(1, len(numbers) + 1)])
    assert (found.moved, found.gaps) == (moved, ())
    assert found.places == {*moved}


@pytest.mark.parametrize("numbers", [(1, 2, 3, 1, 2, 3), (4, 5, 6, 7, 1, 2), (1, 2, 3, 4)])
def test_a_part_that_counts_anew_is_in_order(numbers: Sequence[int]) -> None:
    lines = [line(p, f"- {n} -") for p, n in enumerate(numbers, start=1)]
    assert sequence(lines, [PageContent(number=p) for p in range(1, len(numbers) + 1)]).moved == ()


def page(number: int, texts: Sequence[str], legibility: Legibility = Legibility.CLEAR) -> PageContent:
    words = tuple(Word(text=text, box=Box(0, 0, 9, 9)) for text in (*texts, f"- {number} -"))
    return PageContent(number=number, words=words, legibility=legibility)


_TEXTS = [f"第{i}个项目" for i in range(40)]


def test_a_page_that_says_the_same_as_the_one_before_it_is_there_again() -> None:
    assert sequence((), [page(1, _TEXTS), page(2, _TEXTS), page(3, _TEXTS[:30])]).again == (2,)
    assert sequence((), [page(1, _TEXTS), page(2, [*_TEXTS[:-1], "其他项目"])]).again == ()
    assert sequence((), [page(1, _TEXTS[:9]), page(2, _TEXTS[:9])]).again == ()


def test_of_two_scans_ocr_may_read_a_word_otherwise() -> None:
    scans = [page(1, _TEXTS, Legibility.OCR), page(2, [*_TEXTS[:-1], "第39个顶目"], Legibility.OCR)]
    assert sequence((), scans).again == (2,)
    scans[1] = page(2, [*_TEXTS[:-5], "甲", "乙", "丙", "丁", "戊"], Legibility.OCR)
    assert sequence((), scans).again == ()
