"""Whether two rows that follow one another are pieces of one, by what each of them holds and lacks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.extract.core import filled
from services.extract.core.joining import text_cuts
from services.extract.core.joining.span_cuts import names_level
from services.extract.core.names import ENUMERATOR, Names
from services.extract.core.printed_rows import SUMS, Printed, Roles
from services.extract.core.repair import ends_sentence, is_open
from shared.model.fold import fold, is_cjk
from shared.model.labels import is_total
from shared.model.table import Column

#: so many texts of one row are wrapped at the same time, at most: more make a row whose figure is missing
_WRAPPED = 2
#: the comparator of a value, with that or without
_COMPARED = re.compile(r"[≥≤＞＜><=＝](?:\d[\d.,]*[%％]?\w{0,3})?")
#: letters of the last line of a wrapped name that are no name themselves, at most
_SCRAP = 2


def is_behind_break(above: Printed, row: Printed) -> bool:
    """Whether a page break, and nothing else, lies between two rows whose cells are certain."""
    return above.spanned and row.spanned and above.part != row.part


def is_in_open_span(above: Printed, row: Printed) -> bool:
    """Whether a page break lies between two rows without upright rules beside a blank cell over several of them, whose
    text stands on the other page."""
    blank = any(slot.row_span > 1 and not slot.text for slot in (*above.slots, *row.slots))
    return above.aligned and row.aligned and above.part != row.part and blank


def is_cut_in_text(above: Printed, row: Printed, spacing: int) -> bool:
    """Whether a page break may lie between two rows of a text export whose cells are certain: a head, or blank lines
    that stand between few rows only. `spacing`: the usual distance of rows, in lines."""
    if not (above.delimited and row.delimited):
        return False
    return above.part != row.part or text_cuts.distance(above.slots, row.slots) > spacing


def is_lower_half(above: Printed, row: Printed, roles: Roles) -> bool:
    """Whether the page break cut a row without upright rules: its label, or the number of its entry and the begin of
    it, stands above, all its figures below."""
    if not (above.aligned and row.aligned and above.part != row.part):
        return False
    upper = roles.has(above.cells, roles.labels) and not roles.has(above.cells, roles.amounts)
    rests = all(_is_rest_of_entry(above, row, i, roles) for i in roles.labels if row.cells[i].text)
    return upper and roles.has(row.cells, roles.amounts) and rests and not roles.has(row.cells, roles.codes)


def _goes_on_above(row: Printed, roles: Roles) -> bool:
    """Whether the row has no figures because a cell over several rows, which the page before prints, has them."""
    return any(row.slots[i].row_span > 1 and not row.cells[i].text for i in roles.amounts)


def is_parted(above: Printed, row: Printed, roles: Roles) -> bool:
    """Whether of two rows without upright rules at a page break, label, running text and all, one lacks the figures
    that rows have, or both do: they may be pieces of one."""
    if not (above.aligned and row.aligned and above.part != row.part) or begins(row):
        return False
    if not (roles.expects_amounts or roles.expects_amounts_inside) or roles.has(row.cells, roles.codes):
        return False
    halves = (above.cells, row.cells)
    if all(roles.has(cells, roles.amounts) for cells in halves) or _goes_on_above(row, roles):
        return False
    both = any(all(cells[i].text for cells in halves) for i in roles.texts)
    return both and all(roles.has(cells, roles.labels) for cells in halves)


def is_begun(above: Printed | None, row: Printed, following: Printed, roles: Roles) -> bool:
    """Whether running text alone at the foot of a page begins the next page's first row, whose short cells stand lower:
    the text above has ended its sentence, or there is none, and this one goes on in that row. A table's first row may
    begin so over several pages."""
    if row.spanned or row.part == following.part or roles.has(row.cells, (*roles.labels, *roles.codes, *roles.amounts)):
        return False
    texts = [i for i in roles.texts if row.cells[i].text]
    ended = above is None or all(ends_sentence(above.cells[i].text) for i in texts)
    open_ = texts and not any(ends_sentence(row.cells[i].text) for i in texts)
    has_labels = roles.has(following.cells, roles.labels)
    return bool(ended and open_ and (has_labels or above is None) and roles.has(following.cells, texts))


def is_scrap(row: Printed, roles: Roles) -> bool:
    """Whether a letter or two of a label, and nothing else, stand in a row without upright rules, where rows have
    figures; or so few of several labels. A total is a row, be it without a figure."""
    texts = [(i, c.text) for i, c in enumerate(row.cells) if c.text]
    if not row.aligned or not texts or not (roles.expects_amounts or len(texts) > 1):
        return False
    if any(is_total(text) for _, text in texts):
        return False
    return all(i in roles.labels and len(text) <= _SCRAP and all(map(is_cjk, text)) for i, text in texts)


def may_begin(row: Printed, following: Printed | None, roles: Roles) -> bool:
    """Whether a letter or two at the foot of a page may begin a name as well as end one."""
    return following is not None and following.part != row.part and is_scrap(row, roles)


def continues(above: Printed, row: Printed, roles: Roles, columns: Sequence[Column], names: Names) -> bool:
    """Whether this row is the rest of the row above it.

    Inside one ruled grid every row is a row. Otherwise a row without figures and code is a rest where its label is
    missing beside running text, or where the label above stands open: a bracket, or a name of the code list that only
    both halves make.
    """
    if (row.spanned and above.part == row.part) or begins(row) or _says_the_same(above, row, roles):
        return False
    if roles.has(row.cells, roles.amounts) or roles.has(row.cells, roles.codes):
        return False
    has_label, has_text = roles.has(row.cells, roles.labels), roles.has(row.cells, roles.texts)
    if any(columns[i].key in filled.FILLED_KEYS for i in roles.labels) and has_label:
        return False
    if roles.counted and row.aligned and not row.cells[0].text:
        return True
    if not has_label:
        return has_text and _runs_on_in_text(above, row, roles)
    labels = [i for i in roles.labels if row.cells[i].text]
    if any(above.cells[i].text and names.knows(above.cells[i].text + row.cells[i].text) for i in labels):
        return True
    if row.first and row.aligned and all(_is_rest_of_entry(above, row, i, roles) for i in labels):
        return True
    if _is_bare_rest(above, row, labels, roles):
        return True
    if roles.amounts and any(is_open(above.cells[i].text) for i in labels):
        return True
    if not roles.expects_amounts or sum(bool(row.cells[i].text) for i in (*roles.labels, *roles.texts)) > _WRAPPED:
        return False
    return has_text and not any(ends_sentence(above.cells[i].text) for i in roles.texts if row.cells[i].text)


def _is_bare_rest(above: Printed, row: Printed, labels: Sequence[int], roles: Roles) -> bool:
    """Whether a row without upright rules has nothing but a label without a number, where every row has figures, below
    an entry with both: no entry of such a list is without."""
    alone = len(labels) == sum(bool(c.text) for c in row.cells) == 1
    rest = row.aligned and roles.expects_amounts and alone and roles.has(above.cells, roles.amounts)
    return rest and _is_rest_of_entry(above, row, labels[0], roles)


def _is_rest_of_entry(above: Printed, row: Printed, col: int, roles: Roles) -> bool:
    """Whether a label without a number is the rest of an entry with one, in a column whose entries have numbers; those
    of sums have none."""
    upper, lower = above.cells[col].text, row.cells[col].text
    numbered = ENUMERATOR.match(upper) is not None and ENUMERATOR.match(lower) is None
    return col in roles.listed and numbered and not SUMS.search(lower)


def _says_the_same(above: Printed, row: Printed, roles: Roles) -> bool:
    """Whether a label is that of the row above again (是 below 是): no text is broken into equal halves."""
    return any(row.cells[i].text and fold(above.cells[i].text) == fold(row.cells[i].text) for i in roles.labels)


def _runs_on_in_text(above: Printed, row: Printed, roles: Roles) -> bool:
    """A row of running text alone belongs to the row above, which must have text there as well, and more: a row that
    has whatever the row above has is one like it."""
    has_more = any(a.text and not b.text for a, b in zip(above.cells, row.cells, strict=True))
    return has_more and all(above.cells[i].text for i in roles.texts if row.cells[i].text)


def begins(row: Printed) -> bool:
    """Whether the row's first text begins with a capital, as no rest of a text does."""
    return next((c.text for c in row.cells if c.text), "")[:1].isupper()


def counts_on(above: Printed, row: Printed) -> bool:
    """Whether a row begins with the number after that with which the row above begins."""
    a, b = above.cells[0].text, row.cells[0].text
    return a.isdecimal() and b.isdecimal() and int(b) == int(a) + 1


def compares_again(above: Printed, row: Printed) -> bool:
    """Whether both of two rows have the comparator of a value, with that or without, in one column: each has its own
    indicator."""
    pairs = zip(above.cells, row.cells, strict=True)
    return any(_COMPARED.fullmatch(a.text) and _COMPARED.fullmatch(b.text) for a, b in pairs)


def names_other_level(above: Printed, row: Printed, columns: Sequence[Column]) -> bool:
    """Whether two rows name whole second levels of indicators, and not the same."""
    at = [i for i, c in enumerate(columns) if c.key == "indicator.level2"]
    levels = [(above.cells[i].text, row.cells[i].text, columns[i]) for i in at]
    return any(fold(a) != fold(b) and names_level(c, a) and names_level(c, b) for a, b, c in levels)


def begins_name(row: Printed, following: Printed, roles: Roles) -> bool:
    """Whether labels stand alone at the foot of a page without upright rules, where every row has figures, above a row
    that begins with a label on the next page: they may be the begin of its name."""
    if not (row.aligned and following.aligned and row.part != following.part and roles.expects_amounts):
        return False
    if begins(following) or roles.has(row.cells, (*roles.amounts, *roles.codes, *roles.texts)):
        return False
    return roles.has(row.cells, roles.labels) and roles.has(following.cells, roles.labels)


def heads_next(row: Printed, following: Printed, roles: Roles, columns: Sequence[Column], names: Names) -> bool:
    """Whether this row is only the first line of the next row's name: no figures, and both halves make a known name."""
    if row.spanned or not roles.expects_amounts or roles.has(row.cells, roles.amounts):
        return False
    if roles.has(following.cells, roles.codes) and roles.has(row.cells, roles.codes):
        return False
    labels = [i for i in roles.labels if row.cells[i].text]
    return (
        bool(labels)
        and all(is_open(row.cells[i].text) or names.knows(row.cells[i].text + following.cells[i].text) for i in labels)
        and roles.has(following.cells, roles.amounts)
        and all(following.cells[i].text for i in labels)
    )
