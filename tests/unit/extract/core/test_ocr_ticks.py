"""Amounts that OCR read with a pen's tick."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core.figure_forms import Form
from services.extract.core.ocr_ticks import without
from shared.model.page import DOUBT, SURE
from tests.unit.extract.core.test_ocr_values import AMOUNT, LABEL, cell, codes_of

FORM = Form(decimals=2, grouped=False)


@pytest.mark.parametrize(
    ("read", "meant"),
    [("√726.59", "726.59"), ("58.05v", "58.05"), ("/360.23", "360.23"), ("J12.50", "12.50"), ("946.99_", "946.99"),
     ("18.72、", "18.72"), ("√-", "-"), ("-/", "-"), ("√-12.50", "-12.50")],
)  # fmt: skip
def test_a_tick_beside_an_amount_goes_and_is_told(read: str, meant: str) -> None:
    found = without(cell(read, 0.9), AMOUNT, FORM)
    assert (found.text, found.raw, codes_of(found)) == (meant, (read,), ["ocr_tick"])
    assert found.confidence <= DOUBT


@pytest.mark.parametrize("read", ["√", "√72", "一3.56", "1-1", "V曰", "726.59", "√7.2"])
def test_what_is_no_figure_of_the_column_without_it_stays(read: str) -> None:
    assert without(cell(read), AMOUNT, FORM) == cell(read)


def test_a_figure_without_known_form_must_be_long() -> None:
    assert without(cell("√1,204"), AMOUNT, None).text == "1,204"
    assert without(cell("√12"), AMOUNT, None).text == "√12"


def test_names_and_what_was_read_surely_stay() -> None:
    assert without(cell("√726.59"), LABEL, FORM).text == "√726.59"
    sure = replace(cell("√726.59"), confidence=SURE)
    assert without(sure, AMOUNT, FORM) == sure
