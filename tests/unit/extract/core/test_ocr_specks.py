"""Points that a speck of the paper was read as, beside figures and codes."""

from __future__ import annotations

import pytest

from services.extract.core.figure_forms import Form
from services.extract.core.ocr_values import mended
from shared.model.numbers import parse_number
from shared.model.page import DOUBT, SURE
from shared.model.table import Cell, Column, Role

AMOUNT, CODE, LABEL = (Column(path=(role.value,), role=role) for role in (Role.AMOUNT, Role.CODE, Role.LABEL))
TWO = Form(decimals=2, grouped=False, all_alike=True)


def read(text: str, confidence: float = DOUBT) -> Cell:
    return Cell(text=text, value=parse_number(text), raw=(text,), confidence=confidence)


@pytest.mark.parametrize(
    ("text", "form", "meant"),
    [
        (".383.45", TWO, "383.45"),
        (".1,538,816.62", None, "1,538,816.62"),
        ("·0.00", TWO, "0.00"),
        ("一-2.95", TWO, "-2.95"),
        ("941.0.7", TWO, "941.07"),
        ("941.0.7", Form(decimals=2, grouped=True), "941.07"),
        ("2941.0.7", Form(decimals=2, grouped=True), "2941.0.7"),
        (".820", TWO, ".820"),
        (".820", None, ".820"),
        ("9.4.10.7", TWO, "9.4.10.7"),
        ("4.94107", TWO, "4.94107"),
    ],
    ids=[
        "before", "in groups", "a dot", "a stroke before a sign", "within", "within, in groups", "out of groups",
        "a digit lost", "0 lost", "two within", "a number",
    ],
)  # fmt: skip
def test_an_amount_is_without_specks_where_its_column_writes_it_so(text: str, form: Form | None, meant: str) -> None:
    found = mended(read(text), AMOUNT, form)
    assert found.text == meant
    assert [r.code for r in found.repairs] == ([] if meant == text else ["ocr_separator"])


@pytest.mark.parametrize("confidence", [DOUBT, 0.999])
def test_a_code_is_without_specks_however_surely_it_was_read(confidence: float) -> None:
    for text, meant in (("·2013804", "2013804"), ("04.", "04"), ("22、", "22")):
        found = mended(read(text, confidence), CODE)
        assert (found.text, [r.code for r in found.repairs]) == (meant, ["ocr_separator"])
        assert found.confidence < SURE
    assert mended(read("1.", confidence), CODE).text == "1."  # the number of an entry


def test_a_label_keeps_its_points() -> None:
    assert mended(read(".383.45"), LABEL, TWO).text == ".383.45"
