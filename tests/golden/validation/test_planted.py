"""Generated reports: every planted error is found, clean ones give no false error (see benchmarks/mutations.py)."""

from __future__ import annotations

import random

import pytest

from benchmarks.documents import document_of
from benchmarks.mutations import ERRORS, alarms, found, placed, proposed
from benchmarks.plants import prose
from samples.families import FAMILIES
from samples.invent import invent
from samples.layout import CATALOGUE
from samples.narrative import narrative, with_narrative
from services.validate.core.engine import validate

CHOSEN = [("shenzhen2023", 11), ("shanghai", 12), ("final_accounts", 13), ("generic", 14)]


@pytest.mark.parametrize(("family", "seed"), CHOSEN)
def test_planted_errors_are_found_and_clean_reports_are_left_alone(family: str, seed: int) -> None:
    report = FAMILIES[family](invent(seed, year=2023))
    assert not [f.message for f in alarms(validate(document_of(report)))]
    missed = []
    for name, plant in ERRORS.items():
        planted = plant(report, random.Random(f"{family}{seed}{name}"))
        if planted is not None and not found(planted, validate(document_of(planted.report))):
            missed.append(name)
    assert not missed


def test_the_right_figure_is_proposed_for_exchanged_digits() -> None:
    report = FAMILIES["shenzhen2023"](invent(3, year=2023))
    planted = ERRORS["exchanged digits"](report, random.Random("digits"))
    assert planted is not None
    assert proposed(planted, validate(document_of(planted.report)))


@pytest.mark.parametrize(("family", "seed", "layout"), [("shenzhen2023", 21, "wrapped"), ("shanghai", 22, "full")])
def test_through_the_printed_pdf(family: str, seed: int, layout: str) -> None:
    report = FAMILIES[family](invent(seed, year=2023))
    assert not [f.message for f in alarms(validate(document_of(report, CATALOGUE[layout])))]
    for name in ("exchanged digits", "unit"):
        planted = ERRORS[name](report, random.Random(name))
        assert planted is not None
        assert found(planted, validate(document_of(planted.report, CATALOGUE[layout]))), name


@pytest.mark.parametrize(("family", "seed"), [("generic", 31), ("final_accounts", 32)])
def test_errors_of_running_text_are_found_where_they_stand(family: str, seed: int) -> None:
    books = invent(seed, year=2024)
    report, told = FAMILIES[family](books), narrative(books, family, seed)
    assert not [f.message for f in alarms(validate(document_of(with_narrative(report, told))))]
    missed = []
    for name, plant in prose.ERRORS.items():
        planted = plant(report, told, random.Random(name))
        if planted is not None and not placed(planted, validate(document_of(planted.report))):
            missed.append(name)
    assert not missed
