"""Names that were read into the column of a code's last part (项), which stands beside theirs and holds no more digits
where codes are printed whole over their parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from services.extract.core.repair import changed
from shared.codes import CODE
from shared.model.table import Cell, Column, Role

_NAME = re.compile(r"[^\d]*[\u4e00-\u9fff][^\d]*")
_WHY = "a name among the parts of a code, its own cell blank"


def returned(cells: tuple[Cell, ...], columns: Sequence[Column]) -> tuple[Cell, ...]:
    """The cells of a row, a name beside its code in its own cell."""
    roles = [column.role for column in columns]
    for part, name in pairwise(range(len(cells))):
        if roles[part : name + 1] != [Role.CODE, Role.LABEL] or part == 0 or roles[part - 1] is not Role.CODE:
            continue
        codes = [c.text for i, c in enumerate(cells[:part]) if roles[i] is Role.CODE and c.text]
        if cells[name].text or not _NAME.fullmatch(cells[part].text) or not any(map(CODE.fullmatch, codes)):
            continue
        moved = changed(cells[part], cells[part].text, "label_moved", _WHY)
        return (*cells[:part], cells[name], moved, *cells[name + 1 :])
    return cells
