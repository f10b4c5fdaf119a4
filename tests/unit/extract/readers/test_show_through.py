"""What shows through a page, and what is only as pale, on pages drawn here."""

from __future__ import annotations

import numpy as np
import pytest

from services.extract.readers import pixels, scan, show_through
from services.extract.readers.raster import Pixels
from tests.unit.extract.readers.test_pixels import SCALE, ruled_page
from tests.unit.extract.readers.test_scan import FixedEngine


def lettered(page: Pixels, top: int, shade: int, count: int) -> None:
    """Marks as characters make them, in a line."""
    for x in range(60, 60 + 40 * count, 40):
        page[top : top + 26, x : x + 3] = shade
        page[top : top + 3, x : x + 26] = shade


def test_the_edge_of_a_shadow_is_no_ink() -> None:
    page = np.full((800, 1200, 3), 250, np.uint8)
    page[300:420] = np.linspace(120, 250, 120).astype(np.uint8)[:, None, None]
    page[325:327, 200:1000] = 15
    for y in range(500, 700, 20):
        page[y : y + 3, 200:1000] = 15
    even = pixels.evened(page)
    mask = np.where(show_through.marks(even, SCALE)[0] > 0, 0, pixels.ink(even))
    assert mask[326, 600]
    assert np.count_nonzero(mask[:320]) + np.count_nonzero(mask[332:490]) == 0


def test_print_that_shows_through_goes_and_is_counted() -> None:
    page = np.full((400, 600, 3), 250, np.uint8)
    page[100:110, 50:400] = 30
    page[103:107, 450:460] = 90
    page[200:210, 50:400] = 190
    shown, count, _ = show_through.marks(page, SCALE)
    assert count == 1
    assert shown[204, 100]
    assert not shown[100:110, 50:400].any()
    assert not shown[103:107, 450:460].any()


def test_pale_strokes_of_thin_characters_stay_where_nothing_shows_through_elsewhere() -> None:
    page = np.full((400, 600, 3), 250, np.uint8)
    page[100:120, 50:400] = 30
    page[100:120, 405:407] = 180  # the left stroke of a character that few dots make pale
    shown, count, _ = show_through.marks(page, SCALE)
    assert not shown[100:120, 405:407].any()
    assert count == 0
    page[200:220, 50:200] = 180  # now the other side shows
    shown, count, _ = show_through.marks(page, SCALE)
    assert shown[110, 405]
    assert count == 2
    shown, count, _ = show_through.marks(page, SCALE, beside_text=False)
    assert not shown[100:120, 405:407].any()
    assert count == 1


def test_a_page_printed_pale_throughout_stays_as_it_is() -> None:
    page = np.full((400, 600, 3), 250, np.uint8)
    page[100:110, 50:400] = 200
    page[200:210, 50:400] = 190
    shown, count, _ = show_through.marks(page, SCALE)
    assert count == 0
    assert not shown[190:212, 40:410].any()


def test_a_point_between_figures_is_no_show_through_though_it_is_pale() -> None:
    page = np.full((400, 600, 3), 250, np.uint8)
    page[100:120, 50:400] = 30
    page[117:120, 405:409] = 180
    page[217:220, 405:409] = 180
    shown, _, _ = show_through.marks(page, SCALE)
    assert not shown[117:120, 405:409].any()
    assert shown[218, 407], "far from all text it is a mark of the other side"


def test_a_dash_alone_in_its_cell_is_no_show_through_though_it_is_pale() -> None:
    page = np.full((400, 600, 3), 250, np.uint8)
    lettered(page, 100, 30, 12)
    page[210:213, 300:325] = 175
    page[210:240, 400:425] = 175
    shown, count, _ = show_through.marks(page, SCALE)
    assert not shown[210:213, 300:325].any()
    assert shown[225, 410]
    assert count == 1


@pytest.mark.parametrize(("shade", "stays"), [(165, True), (215, False)])
def test_a_thin_rule_that_a_scan_makes_pale_stays_and_one_of_the_other_side_does_not(shade: int, stays: bool) -> None:
    page, xs, ys = ruled_page()
    page = page.copy()
    page[page == 0] = 20
    x = xs[2] + 100
    page[ys[0] : ys[-1], x : x + 2] = np.minimum(page[ys[0] : ys[-1], x : x + 2], shade)
    shown, _, _ = show_through.marks(page, SCALE)
    assert bool((shown[ys[0] + 30 : ys[0] + 50, x] == 0).all()) is stays


def test_blurred_text_in_a_thick_dark_frame_is_no_show_through() -> None:
    page = np.full((500, 900, 3), 240, np.uint8)
    for y in (40, 460):
        page[y : y + 12, 40:860] = 10
    for x in (40, 848):
        page[40:472, x : x + 12] = 10
    for top in (100, 200, 300):
        lettered(page, top, 165, 12)
    assert not (show_through.marks(page, SCALE)[0][pixels.ink(page) > 0]).any()


def test_print_of_the_other_side_goes_where_there_is_less_of_it_than_of_this_sides() -> None:
    page = np.full((500, 900, 3), 240, np.uint8)
    for top in (60, 400):
        lettered(page, top, 20, 16)
    lettered(page, 200, 190, 16)
    shown, count, _ = show_through.marks(page, SCALE)
    assert count == 16
    assert not shown[55:90][pixels.ink(page)[55:90] > 0].any()
    assert shown[200:226][pixels.ink(page)[200:226] > 0].all()


@pytest.mark.parametrize(("own", "hidden"), [(3, True), (1, False)])
def test_print_of_the_other_side_goes_though_there_is_more_of_it_than_of_the_pages_own(own: int, hidden: bool) -> None:
    """A few dark marks on a page printed pale are a stamp's, or a title's: then the pale print is the page's own."""
    page = np.full((1200, 1200, 3), 250, np.uint8)
    for top in range(60, 60 + 50 * own, 50):
        lettered(page, top, 40, 26)
    for top in range(300, 1100, 50):
        lettered(page, top, 195, 26)
    shown, count, _ = show_through.marks(page, SCALE)
    assert not shown[60:63, 60:80].any()
    assert (count == 16 * 26) is hidden
    assert bool(shown[400:402, 60:80].any()) is hidden


def shown_through(stroke: int) -> Pixels:
    """A page with four lines of its own and three of the other side's (190); a stroke as pale as `stroke` runs into a
    dark dash that stands alone."""
    page = np.full((900, 1200, 3), 250, np.uint8)
    for top in (60, 130, 730, 800):
        lettered(page, top, 20, 26)
    for top in (200, 300, 400):
        lettered(page, top, 190, 26)
    page[580:622, 612:615] = stroke
    page[600:603, 600:625] = 20
    return page


def test_where_the_other_side_is_seen_its_strokes_go_up_to_the_edge_of_dark_ones() -> None:
    page = shown_through(stroke=190)
    shown = show_through.marks(page, SCALE)
    assert shown.hidden[582:596, 612:615].all()
    assert shown.hidden[606:620, 612:615].all()
    assert not shown.hidden[600:603, 600:625].any()
    assert shown.edges is not None
    assert shown.edges[590:599, 612:615].all(), "what is left of the stroke beside the dash is none of it"
    assert not shown.edges[600:603, 600:625].any()


def test_a_dash_hardly_darker_than_the_other_side_is_the_pages_own() -> None:
    page = shown_through(stroke=190)
    page[580:622, 600:625] = 250
    page[600:603, 600:625] = 184  # 66 darker than paper: what shows through is 60
    shown = show_through.marks(page, SCALE)
    assert shown.edges is not None
    assert not shown.hidden[600:603, 600:625].any()
    assert not shown.edges[600:603, 600:625].any()


def test_a_stroke_darker_than_all_that_the_other_side_shows_is_the_pages_own() -> None:
    shown = show_through.marks(shown_through(stroke=120), SCALE)
    assert not shown.hidden[582:620, 612:615].any()


def test_print_of_the_other_side_that_runs_through_a_thin_rule_makes_no_fold_of_it() -> None:
    """Two tables, the second in thin rules, which are paler; strokes of the other side run through them."""
    page = np.full((1100, 1200, 3), 250, np.uint8)
    for first, step, shade in ((100, 3, 10), (600, 2, 110)):
        for y in range(first, first + 401, 100):
            page[y : y + step, 100:1100] = shade
        for x in range(100, 1101, 200):
            page[first : first + 400 + step, x : x + step] = shade
        for top in range(first + 40, first + 400, 100):
            for left in range(120, 1100, 200):
                for x in range(left, left + 120, 40):
                    page[top : top + 26, x : x + 3] = 20
                    page[top : top + 3, x : x + 26] = 20
    for x in range(115, 1100, 20):
        page[40:60, x : x + 4] = 190
        page[690:715, x : x + 4] = np.minimum(page[690:715, x : x + 4], 190)
    sheet = scan._sheet(page, SCALE, FixedEngine("1"))
    levels = sorted({round(r.top, -1) for r in sheet.rules if r.horizontal})
    assert levels == [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]
