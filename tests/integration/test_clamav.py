"""Against ClamAV itself: what the tests' own scanner cannot prove, that the daemon understands us."""

from __future__ import annotations

import pytest

from shared.adapters.clamd import Clamd
from shared.errors import LimitExceededError
from tests.servers import ClamAV

pytestmark = pytest.mark.servers


@pytest.fixture(params=["tcp", "unix"])
def scanner(clamav: ClamAV, request: pytest.FixtureRequest) -> Clamd:
    return Clamd(clamav.address if request.param == "tcp" else f"unix://{clamav.folder}/clamd.ctl")


def test_clamav_finds_what_it_knows(clamav: ClamAV, scanner: Clamd) -> None:
    scanner.check()
    assert scanner.scan([b"%PDF-1.4 ", b"a clean file"]) is None
    assert scanner.scan([b"%PDF-1.4 ", clamav.virus[:7], clamav.virus[7:]]) == "Yusuan.Test.UNOFFICIAL"


def test_a_file_that_is_too_large_for_clamav(scanner: Clamd) -> None:
    with pytest.raises(LimitExceededError):
        scanner.scan([b"x" * 65536] * 100)
