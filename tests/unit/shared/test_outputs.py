from __future__ import annotations

import pytest

from shared import outputs
from shared.adapters.memory import ManualClock, MemoryObjects
from shared.lifecycle import Stage
from shared.ports import PageRange


def test_the_address_says_everything_that_determines_the_output() -> None:
    told = [
        outputs.output_key("D", Stage.EXTRACT, ("a",)),
        outputs.output_key("D", Stage.EXTRACT, ("b",)),
        outputs.output_key("D", Stage.EXTRACT, ("a",), PageRange(first=1, last=2)),
        outputs.output_key("D", Stage.EXTRACT, ("a",), PageRange(first=1, last=3)),
        outputs.output_key("D", Stage.VALIDATE, ("a",)),
        outputs.output_key("E", Stage.EXTRACT, ("a",)),
    ]
    assert len(set(told)) == len(told)
    assert told[0] == outputs.output_key("D", Stage.EXTRACT, ("a",))


def test_another_version_of_the_code_takes_over_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = outputs.output_key("D", Stage.EXTRACT, ("a",))
    monkeypatch.setattr(outputs, "pipeline_version", lambda: "another")
    assert outputs.output_key("D", Stage.EXTRACT, ("a",)) != before


def test_the_version_is_a_digest_of_code_and_data() -> None:
    assert len(outputs.pipeline_version()) == 16


def test_what_is_stored_comes_back_and_is_the_same_bytes_each_time() -> None:
    objects = MemoryObjects(ManualClock())
    data = outputs.dump({"名称": "预算", "value": "1.50"})
    outputs.store(objects, "k", data)
    first = objects.get("k")
    outputs.store(objects, "k", data)
    assert objects.get("k") == first
    assert outputs.load(objects, "k") == {"名称": "预算", "value": "1.50"}
    assert outputs.load_bytes(objects, "k") == data
