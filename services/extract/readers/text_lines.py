"""Lines of a text export before anything is made of them: cells that a line end parts inside quotes, tables under rules
of dashes, between commas or in boxes of line characters, printed data frames. What comes out is lines with tabs, bars
or columns, each with the number of its line in the file; `\\v` stands for the line ends inside a cell.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from services.extract.core.spacing import dropped, is_double
from services.extract.readers.text_dashed import undashed
from services.extract.readers.text_frames import Numbered, printed_frames
from shared.model.numbers import parse_number

_OPENS = re.compile(r'(?:^|\t)"(?:[^"\t]|"")*$')
_STAYS_OPEN = re.compile(r'(?:[^"\t]|"")*')
_OPENS_LATER = re.compile(r'\t"(?:[^"\t]|"")*$')
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_LONGEST_CELL = 200
"""lines of a quoted cell, at most"""
_BARS = "│┃║┆┇┊┋"
_TO_BAR = str.maketrans(dict.fromkeys(_BARS, "|"))
_BORDER = re.compile(r"(?=.*[-=─━═┄┈])[+\-=|:\s─━═┄┈┼├┤┬┴┌┐└┘╒╕╞╡╘╛╪╤╧╔╗╚╝╠╣╬╦╩╟╢╫╥╨╓╖╙╜│┃║┏┓┗┛┣┫┳┻╋]{4,}")
_CORNERS = re.compile(r"[+┼├┌└╒╞╘╔╚╠╟┏┗┣]")
_ENDS = re.compile(r"\d$")
_GOES_ON = re.compile(r"\d{3}(?!\d)")
_ENDS_APART = re.compile(r"\s\d{1,3}$")
_TOUCHED = re.compile(r"\d{4}")
_FIGURE = re.compile(r"[-+△▲]?\d+(?:['’]\d{3})*(?:\.\d+)?")
_FEWEST_CELLS = 3
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->")
_FEWEST_BREAKS = 3
"""marks of a line end in one line, from which on a converter put a page of text on it (what it took for a picture)"""


def plain_lines(text: str) -> list[Numbered]:
    """The lines of a text, numbered from 1."""
    lines = list(_broken(single_spaced(list(enumerate(text.split("\n"), start=1)))))
    return list(printed_frames(list(_unboxed(list(_records(list(undashed(list(_whole(lines))))))))))


# ---------------------------------------------------------------- blank lines


def single_spaced(lines: Sequence[Numbered]) -> list[Numbered]:
    """The lines of an export that leaves a blank one below each paragraph without that one: what is blank then is a
    blank cell, and many of them no page without text."""
    filled = [number for number, text in lines if text.strip()]
    drop = dropped(filled) if is_double(filled) else set()
    return [line for line in lines if line[0] not in drop]


# ---------------------------------------------------------------- marks


def _broken(lines: Sequence[Numbered]) -> Iterator[Numbered]:
    """The lines, several for one that holds the marks of many line ends and no cells, without comments."""
    for number, line in lines:
        text = _COMMENT.sub("", line) if "<!--" in line else line
        if len(_BREAK.findall(text)) < _FEWEST_BREAKS or "|" in text or "\t" in text or "<t" in text.lower():
            yield number, text
        else:
            yield from ((number, part) for part in _BREAK.split(text))


# ---------------------------------------------------------------- quotes


def _whole(lines: Sequence[Numbered]) -> Iterator[Numbered]:
    """Lines with tabs whose quoted cells go on over line ends (what spreadsheets put on the clipboard), whole."""
    at = 0
    while at < len(lines):
        end = at + 1
        is_open = _OPENS.search(lines[at][1]) is not None
        while is_open and end < len(lines) and end - at < _LONGEST_CELL:
            # Each line is looked at alone: a file of quotes that nobody closes must not be read again for each.
            is_open = _STAYS_OPEN.fullmatch(lines[end][1]) is not None or _OPENS_LATER.search(lines[end][1]) is not None
            end += 1
        text = "\v".join(text for _, text in lines[at:end])
        if is_open or end - at == 1 or "\t" not in text:
            yield from lines[at:end]
        else:
            yield lines[at][0], "\t".join(_unquoted(cell) for cell in text.split("\t"))
        at = end


def _unquoted(cell: str) -> str:
    found = _QUOTED.fullmatch(cell)
    return found[1].replace('""', '"') if found and ("\v" in cell or '""' in cell) else cell


# ---------------------------------------------------------------- commas


def _records(lines: Sequence[Numbered]) -> Iterator[Numbered]:
    """Runs of lines that are records between commas, with tabs instead."""
    at = 0
    while at < len(lines):
        if lines[at][1].count(",") < _FEWEST_CELLS - 1:
            yield lines[at]
            at += 1
            continue
        records, end = _run(lines, at)
        if _is_table([cells for _, cells in records], [text for _, text in lines[at:end]]):
            for number, cells in records:
                yield number, "\t".join(cell.strip("\n").replace("\n", "\v") for cell in cells)
        else:
            yield from lines[at:end]
        at = end


def _run(lines: Sequence[Numbered], start: int) -> tuple[list[tuple[int, list[str]]], int]:
    """The records from a line on that are as wide as the first, and where they end: behind that line at least."""
    found: list[tuple[int, list[str]]] = []
    at = 0
    for record, end in _parsed(lines, start):
        if found and len(record) != len(found[0][1]):
            break
        found.append((lines[start + at][0], record))
        at = end
    return found, start + max(at, 1)


def _parsed(lines: Sequence[Numbered], start: int) -> Iterator[tuple[list[str], int]]:
    """Records from a line on, up to a blank line or a tab, each with how many lines were read to its end. A cell that
    nobody closes ends them."""
    read = done = 0

    def source() -> Iterator[str]:
        nonlocal read
        while start + read < len(lines) and read - done < _LONGEST_CELL:
            text = lines[start + read][1]
            if not text.strip() or "\t" in text:
                return
            read += 1
            yield f"{text}\n"

    reader = csv.reader(source(), strict=True)
    try:
        for record in reader:
            done = read
            yield record, done
    except csv.Error:  # a quote within a cell, or none at its end
        return


def _is_table(records: Sequence[Sequence[str]], lines: Sequence[str]) -> bool:
    """Whether records between commas are rows of a table: several as wide as one another, half of them with a figure or
    a blank cell, and no comma that sets thousands apart."""
    if len(records) < 2 or len(records[0]) < _FEWEST_CELLS or any(map(_sets_apart, lines)):
        return False
    held = sum(any(not cell.strip() or parse_number(cell) is not None for cell in cells) for cells in records)
    return 2 * held >= len(records)


def _sets_apart(line: str) -> bool:
    """Whether commas outside quotes part the digits of figures: there is more than a figure on one side, or the line is
    one figure. Figures of narrow columns may touch (`水利 5,8482,799`)."""
    plain = _QUOTED.sub("", line)
    if parse_number(plain) is not None:
        return True
    return any(
        (_ENDS.search(left) and _GOES_ON.match(right) and not (_FIGURE.fullmatch(left) and _FIGURE.fullmatch(right)))
        or (_ENDS_APART.search(left) and _TOUCHED.match(right))
        for left, right in pairwise(plain.split(","))
    )


# ---------------------------------------------------------------- boxes


def _unboxed(lines: Sequence[Numbered]) -> Iterator[Numbered]:
    """Tables in boxes of line characters as rows between bars. Where lines part all rows, what stands between two of
    them is one row."""
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and (_is_border(lines[end][1]) or _is_boxed(lines[end][1])):
            end += 1
        borders = [i for i in range(at, end) if _is_border(lines[i][1]) and _CORNERS.search(lines[i][1])]
        if borders and end - at > len(borders) and (borders[0] == at or any(c in lines[at][1] for c in _BARS)):
            yield from _rows(lines[at:end])
            at = end
        else:
            yield from lines[at : max(end, at + 1)]
            at = max(end, at + 1)


def _is_border(line: str) -> bool:
    return _BORDER.fullmatch(line.strip()) is not None


def _is_boxed(line: str) -> bool:
    text = line.strip().translate(_TO_BAR)
    return len(text) > 2 and text.startswith("|") and text.endswith("|")


def _rows(lines: Sequence[Numbered]) -> Iterator[Numbered]:
    groups: list[list[Numbered]] = [[]]
    for number, text in lines:
        if _is_border(text):
            groups.append([])
        else:
            groups[-1].append((number, text.strip().translate(_TO_BAR)))
    filled = [group for group in groups if group]
    for group in filled:
        cells = [text[1:-1].split("|") for _, text in group]
        if len(filled) > 2 and len(group) > 1 and len({len(row) for row in cells}) == 1:
            whole = ("\v".join(map(str.strip, column)).strip("\v") for column in zip(*cells, strict=True))
            yield group[0][0], f"|{'|'.join(whole)}|"
        else:
            yield from group
