"""Running numbers (序号) that OCR misread: the others of their column say which they are."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from services.extract.core.repair import changed
from shared.model.fold import fold
from shared.model.labels import names_total
from shared.model.table import Cell, Column

_HEAD = "序号"
#: numbers that say how a column counts, at the least, and their share of all that it has
_ENOUGH, _MOST = 3, 0.5
#: the same of numbers that were not read surely: those that count on all the same bear one another out
_CHAIN, _NEARLY_ALL = 5, 0.8
#: a number and what was read beside it have no more characters
_LONGEST = 5
_WHY = "the rows are numbered one after the other, and this is the number between its neighbours"


def is_running(column: Column) -> bool:
    return bool(column.path) and fold(column.path[-1]) == _HEAD


def counted(cells: Sequence[Cell], sure: float) -> list[Cell]:
    """The column's cells, those in doubt (below `sure`) with the number that their place has where all that were read
    surely, or nearly all cells, count on by one from number to number. Rows without any number, or with a total, have
    none: across such a row, whose number may have been passed over, nothing is counted."""
    places = [i for i, c in enumerate(cells) if c.text and not names_total(c.text)]
    runs = [[i for _, i in run] for _, run in itertools.groupby(enumerate(places), lambda pair: pair[1] - pair[0])]
    read = [i for i in places if _is_sure(cells[i], sure)]
    if len(read) < max(_ENOUGH, _MOST * len(places)):
        read = [i for i in places if cells[i].text.isdecimal()]
        if len(read) < max(_CHAIN, _NEARLY_ALL * len(places)):
            return list(cells)
    if not _count_on([int(cells[i].text) for i in read]):
        return list(cells)
    result = list(cells)
    for run in runs:
        firsts = {int(cells[i].text) - i for i in run if i in read}
        for i in run if len(firsts) == 1 else ():
            number = str(i + min(firsts))
            if cells[i].confidence < sure and len(cells[i].text) <= _LONGEST and cells[i].text != number:
                result[i] = changed(cells[i], number, "ocr_digit", _WHY)
    return result


def _count_on(numbers: Sequence[int]) -> bool:
    return all(a < b for a, b in itertools.pairwise(numbers))


def _is_sure(cell: Cell, sure: float) -> bool:
    return cell.confidence >= sure and cell.text.isdecimal()
