"""Amounts that OCR read with a pen's tick."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.extract.core.figure_forms import Form
from services.extract.core.ocr_ticks import without
from shared.model.page import DOUBT, SURE
from tests.unit.extract.core.test_ocr_values import AMOUNT, CODE, LABEL, cell, codes_of

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


@pytest.mark.parametrize(
    ("pieces", "meant"),
    [(("t1 916.39",), "916.39"), (("三", "468.02", "F"), "468.02"), (("中 一",), "一"), (("7 9.51",), "79.51"),
     (("V 4",), "V4"), (("农业局", "12.50"), "农业局12.50"), (("三 12.50 7.25",), "三12.507.25")],
)  # fmt: skip
def test_strokes_of_a_seal_that_were_read_apart_from_the_only_figure_go(pieces: tuple[str, ...], meant: str) -> None:
    """A figure read beside it may be the figure's own first digits, and stays."""
    read = replace(cell("".join(pieces).replace(" ", "")), raw=pieces, confidence=DOUBT)
    assert without(read, AMOUNT, FORM).text == meant


@pytest.mark.parametrize(
    ("pieces", "meant"),
    [(("\ufffd", "2010301"), "2010301"), (("\ufffd 20103 01",), "\ufffd2010301"), (("l", "201"), "l201")],
)
def test_ink_beside_a_code_that_was_not_read_goes(pieces: tuple[str, ...], meant: str) -> None:
    read = replace(cell("".join(pieces).replace(" ", "")), raw=pieces, confidence=DOUBT)
    assert without(read, CODE, None).text == meant


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
