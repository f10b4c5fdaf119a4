"""Whether packed data are there to their end."""

from __future__ import annotations

import os
import zlib

import pytest

from services.extract.readers import flate

_CHUNK = 1 << 20


@pytest.mark.parametrize("size", [0, 1, 1000, _CHUNK - 1, _CHUNK, _CHUNK + 1, _CHUNK + 200, 3 * _CHUNK])
@pytest.mark.parametrize("plain", [True, False], ids=["alike", "random"])
def test_data_end_with_or_without_their_checksum_and_not_before(size: int, plain: bool) -> None:
    packed = zlib.compress(b"\0" * size if plain else os.urandom(size))
    assert flate.has_end(packed)
    assert flate.has_end(packed[:-4])
    if size:
        assert not flate.has_end(packed[: len(packed) // 2])


def test_what_is_not_packed_has_no_end() -> None:
    assert not flate.has_end(b"x\x9cnot packed at all")
    assert not flate.has_end(b"")
