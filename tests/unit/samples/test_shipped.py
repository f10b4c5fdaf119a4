"""The shipped samples: present, small, with truths and expectations that agree."""

from __future__ import annotations

import json

import pytest

from samples import EXPECTED, TRUTH, beside, shipped
from samples.fonts import FILES, FOLDER
from samples.shipped_set import SAMPLES, write


def test_all_samples_ship() -> None:
    assert [p.name for p in shipped()] == [name for name, _ in SAMPLES]
    assert all(0 < p.stat().st_size < 300_000 for p in shipped())


def test_truth_and_expectation_stand_beside_each() -> None:
    for path in shipped():
        truth = json.loads(beside(path, TRUTH).read_text("utf-8"))
        expected = json.loads(beside(path, EXPECTED).read_text("utf-8"))
        assert truth["document"] == path.name
        assert [t["title"] for t in expected["tables"]] == [t["title"] for t in truth["tables"]]
        assert len(expected["findings"]) == len(truth["expected_findings"])


@pytest.mark.skipif(
    not all((FOLDER / path).exists() for path, _ in FILES.values()), reason="the fonts of the generator are missing"
)
def test_the_committed_files_are_what_the_generator_makes(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("samples")
    write(folder)
    for path in shipped():
        for one in (path, beside(path, TRUTH), beside(path, EXPECTED)):
            if path.name != "03-scan.pdf" or one is not path:  # JPEG bytes depend on the build of the codec
                assert (folder / one.name).read_bytes() == one.read_bytes(), one.name
