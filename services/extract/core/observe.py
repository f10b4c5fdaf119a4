"""What reconstruction itself can say is wrong with the document: findings EX-01 … EX-06.

EX-01 garbled_source: lines and grids that are no text, kept out of the result; what a reader noted on pages
(`observe_pages`), and pages that are missing; tables of a text export that could not be read (`observe_rows`).
EX-02 truncated_name: a name that breaks off at the end of a page, while its neighbours end whole; one of several lines
that differs by some of them from one printed elsewhere (`wrapped_names`).
EX-03 stray_character: signs that a report does not print.
EX-04 missing_value: a figure that every row around has, lost in extraction; one that its column had no room for (###),
whose formula failed (#REF!) or was saved without its value; proposed where the table proves it. In a table of unknown
kind, where nothing proves it, an empty cell is only noted.
EX-05 missing_table: a report in which no table at all was found (`acceptance`).
EX-06 ocr_misread: a figure whose comma OCR seems to have read as a point (kept as read, the other reading proposed), or
whose digits are grouped as nobody prints them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from services.extract.core import acceptance, observe_pages, proven_blanks, wrapped_names
from services.extract.core.heads.words import is_odd
from services.extract.core.page_sequence import PageSequence
from services.extract.core.parts import FAILED, NO_ROOM
from services.extract.core.streams.rows import SEQUENCE
from shared.model.document import Document
from shared.model.finding import FINDING_CODES, CellRef, Finding, Severity
from shared.model.fold import fold
from shared.model.numbers import is_not_applicable, parse_number
from shared.model.page import Line, PageContent, Place, Reader
from shared.model.table import Cell, Role, Row, Table

#: readers whose input has been through text extraction or OCR before, so that a value may have been lost on the way
_LOSSY = frozenset({Reader.TEXT, Reader.PDF_SCAN, Reader.PDF_MIXED, Reader.IMAGE})
_OCR = frozenset({Reader.PDF_SCAN, Reader.PDF_MIXED, Reader.IMAGE})
#: a figure is missing where this share of the labelled rows of its column has one
_FILLED = 0.8
_ENDINGS = ("项目", "经费", "支出", "工程", "系统", "服务")
#: characters of a formula that a message shows
_LONGEST_FORMULA = 60
_THREE_DECIMALS = re.compile(r"\d{1,3}\.\d{3}")
_ENUMERATORS = re.compile("[\u2460-\u249b\u2776-\u2793]")


def observe(
    document: Document,
    noise: Sequence[Line],
    lines: Sequence[Line],
    pages: Sequence[PageContent],
    sequence: PageSequence,
) -> tuple[Finding, ...]:
    """All findings of reconstruction on its own result; `pages` with what the reader noted on them."""
    return (
        *garbled(noise),
        *observe_pages.observe(pages, sequence),
        *(f for table in document.tables for f in truncated_names(table)),
        *wrapped_names.doubted(document.tables, document.reader),
        *stray_characters(document.tables, lines),
        *(f for table in document.tables for f in missing_values(table, document.reader)),
        *(f for table in document.tables for f in misread_figures(table, document.reader)),
        *acceptance.lost_tables(document),
    )


def garbled(noise: Sequence[Line]) -> Iterable[Finding]:
    for line in noise:
        yield Finding(
            code="garbled_source",
            severity=FINDING_CODES["garbled_source"],
            rule="EX-01",
            message=f"此处的文字无法辨认，未计入结果：“{line.text[:60]}”",
            message_en=f"The text here is not legible and was left out: “{line.text[:60]}”",
            where="正文",
            page=line.place.page,
            line=line.place.line,
            actual=line.text[:120],
        )


def truncated_names(table: Table) -> Iterable[Finding]:
    """A label that lacks the last character of an ending that most of its neighbours print."""
    column = next((i for i, c in enumerate(table.columns) if c.role is Role.LABEL), None)
    if column is None or table.kind == "indicator_details":
        return
    labels = [row.cells[column].text for row in table.rows]
    for index, label in enumerate(labels):
        ending = next((e for e in _ENDINGS if label.endswith(e[0]) and not label.endswith(e)), None)
        if ending is None or len(label) < 8 or sum(other.endswith(ending) for other in labels) < 2:
            continue
        if label in ("其他" + ending[0],) or any(other == label + ending[1:] for other in labels):
            continue
        yield _of_cell(
            table,
            CellRef(table=table.id, row=index, column=column),
            code="truncated_name",
            rule="EX-02",
            message=f"《{table.title}》中的名称“{label}”似乎缺少结尾（“{ending}”）",
            message_en=f"{table.title}: the name “{label}” seems to lack its end (“{ending}”)",
            where=label,
            proposal=label + ending[1:],
        )


def stray_characters(tables: Sequence[Table], lines: Sequence[Line]) -> Iterable[Finding]:
    """Single-character enumerators in prose (`⒉`), and cells with signs of another script."""
    enumerated = [line for line in lines if _ENUMERATORS.search(line.text)]
    if enumerated:
        first = enumerated[0]
        yield Finding(
            code="stray_character",
            severity=FINDING_CODES["stray_character"],
            rule="EX-03",
            message=f"序号使用了单个字符（{len(enumerated)} 处），如“{first.text.strip()[:20]}”",
            message_en=f"Enumerators are single compatibility characters ({len(enumerated)} places): "
            f"“{first.text.strip()[:20]}”",
            where="正文",
            page=first.place.page,
            line=first.place.line,
            actual=first.text.strip()[:40],
        )
    for table in tables:
        for r, row in enumerate(table.rows):
            for c, cell in enumerate(row.cells):
                if is_stray(cell):
                    yield _of_cell(
                        table,
                        CellRef(table=table.id, row=r, column=c),
                        code="stray_character",
                        rule="EX-03",
                        message=f"《{table.title}》第 {r + 1} 行有异常字符：“{cell.text[:40]}”",
                        message_en=f"{table.title}, row {r + 1}: strange characters in “{cell.text[:40]}”",
                        where=row.cells[0].text,
                        actual=cell.text[:40],
                    )


def is_stray(cell: Cell) -> bool:
    """A short text with signs that are neither ideographs nor ASCII nor usual punctuation and measure signs. A figure
    (△12.00) has none."""
    if cell.value is not None:
        return False
    plain = re.sub(r"[≥≤＞＜><=±×÷℃㎡′″…~～√■□☑☒●○◆★→％‰①-⑳Ⅰ-Ⅻ$@&+_；;！？?!*#|\\^、《》「」『』]", "", cell.text)
    return 0 < len(plain) <= 12 and is_odd(fold(plain))


def misread_figures(table: Table, reader: Reader) -> Iterable[Finding]:
    """Figures of OCR with three decimals (18.716) in a column where no other has three, and such as `2,4000`."""
    if reader not in _OCR:
        return
    for c, column in enumerate(table.columns):
        if column.role is not Role.AMOUNT:
            continue
        figures = [(r, row.cells[c]) for r, row in enumerate(table.rows) if row.cells[c].value is not None]
        read = [(r, cell) for r, cell in figures if cell.confidence < 1]
        points = [(r, cell) for r, cell in read if _THREE_DECIMALS.fullmatch(cell.text)]
        for r, cell in points if 2 * len(points) <= len(figures) else ():
            yield _misread(table, r, c, cell.text.replace(".", ","))
        for r, cell in read:
            if "," in cell.text and parse_number(cell.text) is None:
                yield _misread(table, r, c, None)


def _misread(table: Table, r: int, c: int, proposal: str | None) -> Finding:
    cell, column = table.rows[r].cells[c], table.columns[c]
    said = f"可能是“{proposal}”的误读" if proposal else "的千分位与位数不符，可能有误读"
    said_en = f"may be {proposal} with its comma read as a point" if proposal else "is grouped as no figure is printed"
    return _of_cell(
        table,
        CellRef(table=table.id, row=r, column=c),
        code="ocr_misread",
        rule="EX-06",
        message=f"《{table.title}》第 {r + 1} 行的“{cell.text}”{said}",
        message_en=f"{table.title}, row {r + 1}: {cell.text}, as OCR read it, {said_en}",
        where=f"{table.rows[r].cells[0].text} / {'/'.join(column.path)}",
        proposal=proposal,
    )


def missing_values(table: Table, reader: Reader) -> Iterable[Finding]:
    """Empty amounts beside a label where nearly all other rows of the column have one. Only in input that was extracted
    before (in print itself an empty cell says nothing) and only where the table prints its zeros and its sums leave
    room for a figure. Likewise, as a note, an empty amount of a scan whose column, or table, prints dashes for what
    there is none of, and more of these than it has empty cells: thin as they are, they are lost first. And what says of
    itself that it is lost, wherever it stands."""
    for r, row in enumerate(table.rows):
        for c, cell in enumerate(row.cells):
            if why_lost(cell):
                yield _missing(table, r, c)
    are_zeros_printed = prints_zeros(table)
    if reader not in _LOSSY or not (are_zeros_printed or reader in _OCR):
        return
    figured = [r for r, row in enumerate(table.rows) if not _heads_a_part(table, row)]
    listed = []
    for c, column in enumerate(table.columns):
        label = _names_of(table, c)
        if column.role is not Role.AMOUNT or label is None:
            continue
        first = _first_code(table, label) if reader in _OCR else label
        labelled = [r for r in figured if any(cell.text for cell in table.rows[r].cells[first : label + 1])]
        empty = [r for r in labelled if not table.rows[r].cells[c].text]
        dashes = sum(is_not_applicable(row.cells[c].text) for row in table.rows)
        listed.append((c, label, labelled, empty, dashes))
    are_dashes = sum(dashes for *_, dashes in listed) > sum(len(empty) for *_, empty, _ in listed)
    for c, label, labelled, empty, dashes in listed:
        if not empty or len(labelled) < 4:
            continue
        is_full = are_zeros_printed and len(labelled) - len(empty) >= _FILLED * len(labelled)
        if not is_full and not (reader in _OCR and (are_dashes or dashes > len(empty))):
            continue
        for r in empty:
            if not proven_blanks.is_blank(table, r, label, c):
                yield _missing(table, r, c, is_due=is_full)


def _names_of(table: Table, column: int) -> int | None:
    """The next column of names before it, but for one of numbers of rows (行次)."""
    labels = (i for i in range(column - 1, -1, -1) if table.columns[i].role is Role.LABEL)
    return next((i for i in labels if table.columns[i].key != SEQUENCE), None)


def _first_code(table: Table, label: int) -> int:
    """The first of the columns of codes right before `label`, in which totals are named: those of a scan have their
    dashes, those of an export with lists side by side may have their figure in one list alone."""
    first = label
    while first > 0 and table.columns[first - 1].role is Role.CODE:
        first -= 1
    return first


def _heads_a_part(table: Table, row: Row) -> bool:
    """Whether a dash stands for the number of the row (行次), and nothing behind it: a heading has no figures."""
    cells = list(zip(table.columns, row.cells, strict=True))
    unnumbered = any(column.key == SEQUENCE and is_not_applicable(cell.text) for column, cell in cells)
    return unnumbered and not any(cell.text for column, cell in cells if column.role is Role.AMOUNT)


def why_lost(cell: Cell) -> tuple[str, str] | None:
    """How a cell says that its figure is not there, in Chinese and English; None where it does not."""
    if NO_ROOM.fullmatch(cell.text):
        return "因列宽不足未能打印", "has no room in its column"
    if FAILED.fullmatch(cell.text):
        return f"是公式错误（{cell.text}）", f"is the fault of a formula ({cell.text})"
    if not cell.text and cell.confidence == 0 and cell.raw and cell.raw[0].startswith("="):
        formula = cell.raw[0] if len(cell.raw[0]) <= _LONGEST_FORMULA else f"{cell.raw[0][:_LONGEST_FORMULA]}…"
        return f"是公式（{formula}），文件中没有保存其结果", f"is a formula ({formula}) saved without its value"
    return None


def _missing(table: Table, r: int, c: int, *, is_due: bool = True) -> Finding:
    """The figure in row `r`, column `c` is lost; or it may be, where none `is_due` there."""
    column, cell = table.columns[c], table.rows[r].cells[c]
    label = _names_of(table, c)
    proposal = proven(table, r, label, c) if label is not None else None
    before = table.rows[r].cells[:c]
    named = before[label] if label is not None and before[label].text else next((b for b in before if b.text), cell)
    name = named.text if named is not cell else ""
    head = column.path[-1] if column.path else "数值"
    severity = FINDING_CODES["missing_value"]
    why, why_en = "在提取中丢失", "was lost in extraction"
    if said := why_lost(cell):
        why, why_en = said
    elif not is_due:
        severity = Severity.INFO
        why = "是空格，而这一列的空项印作短横线：原文如此，或短横线在扫描中丢失"
        why_en = "is empty where the column has dashes for what there is none of: so printed, or lost in the scan"
    elif table.kind is None and proposal is None:
        # What a table of unknown kind leaves empty, and whether it does, nobody can say.
        severity = Severity.INFO
        why = "是空格，而这一列几乎每行有数：原文如此，或在提取中丢失"
        why_en = "is empty where nearly every row has one: so printed, or lost in extraction"
    return _of_cell(
        table,
        CellRef(table=table.id, row=r, column=c),
        code="missing_value",
        rule="EX-04",
        severity=severity,
        message=f"《{table.title}》“{name}”的{head}{why}"
        + (f"；按总计推算应为 {proposal}" if proposal is not None else ""),
        message_en=f"{table.title}, row “{name}”: the figure of “{head}” {why_en}"
        + (f"; the totals prove {proposal}" if proposal is not None else ""),
        where=f"{name} / {'/'.join(column.path)}",
        place=named.place,
        proposal=str(proposal) if proposal is not None else None,
    )


def _of_cell(
    table: Table,
    at: CellRef,
    *,
    code: str,
    rule: str,
    message: str,
    message_en: str,
    where: str,
    severity: Severity | None = None,
    actual: str | None = None,
    proposal: str | None = None,
    place: Place | None = None,
) -> Finding:
    """A finding on one cell. `severity`: if not its code's; `actual`: what was read, if not all of the cell's text;
    `place`: where it is to be looked for, if not where the cell stands."""
    cell = table.rows[at.row].cells[at.column]
    shown = place or cell.place
    return Finding(
        code=code,
        severity=severity or FINDING_CODES[code],
        rule=rule,
        message=message,
        message_en=message_en,
        table=table.id,
        table_title=table.title,
        where=where,
        cells=(at,),
        expected=proposal,
        actual=cell.text if actual is None else actual,
        proposal=proposal,
        page=shown.page,
        line=shown.line,
    )


def prints_zeros(table: Table) -> bool:
    """Whether nothing is written as 0 in this table, so that an empty cell is no way to say so."""
    amounts = [i for i, c in enumerate(table.columns) if c.role is Role.AMOUNT]
    return any(row.cells[i].value == 0 for row in table.rows for i in amounts)


def proven(table: Table, row: int, label: int, column: int) -> Decimal | None:
    """The value of a closing row of a balance: 总计 − 本年…合计, where it is the only one between them."""
    names = [fold(r.cells[label].text) for r in table.rows]
    current = next((i for i, n in enumerate(names) if re.fullmatch(r"本年(?:收入|支出)合计", n)), None)
    total = next((i for i, n in enumerate(names) if re.fullmatch(r"(?:收入|支出)?总计", n)), None)
    if current is None or total is None or not current < row < total:
        return None
    between = [i for i in range(current + 1, total) if names[i]]
    values = table.rows[total].cells[column].value, table.rows[current].cells[column].value
    if between != [row] or values[0] is None or values[1] is None:
        return None
    return values[0] - values[1]
