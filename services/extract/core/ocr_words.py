"""Letters that OCR takes for one another in the words of a table: put right where a closed vocabulary says so.

The row labels and head texts of the table's template (domain.md §1.4) are such a vocabulary, and 收入 is in all: no
report prints 收人 but where people are meant (招收人员, 接收人).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from services.extract.core.heads.words import is_alike
from services.extract.core.names import ENUMERATOR
from services.extract.core.repair import changed
from services.extract.core.templates import TableTemplate
from shared.model.fold import fold
from shared.model.page import SURE
from shared.model.table import Cell, Column, Role
from shared.model.traditional import simplified

#: 收入 misread
INCOME = re.compile(r"(?<![接签验招吸征])收[人八](?![员数才次民口士均])")

#: 一般 that lost its flat stroke: nothing else begins so
GENERAL = re.compile("^(?=般[性公行债预])")
#: what every table may have in a label
_TOTALS = {word: word for word in ("合计", "总计")}
#: strokes of a seal behind a label, which engines read as kana
_STROKES = re.compile("[\u3041-\u3096\u30a1-\u30fa]+$")


def vocabulary(template: TableTemplate | None) -> dict[str, str]:
    """What a table's template prints, without ordinals, by its folded form."""
    if template is None:
        return {}
    heads = (text for head in template.heads for column in head.columns for text in column.path)
    return {fold(word): word for text in (*template.labels, *heads) if (word := ENUMERATOR.sub("", text))}


def mended(cell: Cell, column: Column, words: Mapping[str, str]) -> Cell:
    """The cell in doubt, with the word of the vocabulary that it is but for one letter that looks like another."""
    if column.role not in (Role.LABEL, Role.TEXT) or cell.confidence >= SURE or not cell.text:
        return cell
    start = ENUMERATOR.match(cell.text)
    lead = start.group(0) if start else ""
    read = fold(_STROKES.sub("", cell.text[len(lead) :]))
    known = {**words, **_TOTALS}
    alike = [word for word in known if is_alike(read, word)]
    if len(alike) == 1 and read not in known:
        return changed(
            cell, lead + known[alike[0]], "ocr_name", "the word that the table's template has, but for one letter"
        )
    plain = simplified(cell.text)
    if plain != cell.text:
        return changed(cell, plain, "ocr_name", "a document in simplified characters prints no traditional one")
    general = GENERAL.sub("一", cell.text)
    if general != cell.text:
        return changed(cell, general, "ocr_name", "一般 without its flat stroke: no word begins with 般")
    income = INCOME.sub("收入", cell.text)
    if income != cell.text:
        return changed(cell, income, "ocr_name", "人 and 入 look alike, and no people are meant")
    return cell
