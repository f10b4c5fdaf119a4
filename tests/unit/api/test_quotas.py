from __future__ import annotations

import time

import pytest

from services.api.quotas import Quota


@pytest.fixture
def counted() -> list[int]:
    """What the database says, from the last to the first; as many as are left were not asked for."""
    return []


def quota(counted: list[int], most: int) -> Quota:
    async def count(_department_id: str) -> int:
        return counted.pop()

    return Quota(count, most)


@pytest.mark.anyio
async def test_far_from_the_limit_one_count_serves_for_a_second(
    counted: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted[:] = [4, 4]
    asked = quota(counted, 1000)
    assert [await asked.exceeded("D") for _ in range(5)] == [None] * 5
    assert len(counted) == 1
    later = time.monotonic() + 1.1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    await asked.exceeded("D")
    assert not counted


@pytest.mark.anyio
async def test_near_the_limit_every_upload_is_counted(counted: list[int]) -> None:
    counted[:] = [9, 10, 9, 8]
    asked = quota(counted, 10)
    assert [await asked.exceeded("D") for _ in range(4)] == [None, None, 10, None]


@pytest.mark.anyio
async def test_departments_do_not_share_a_count(counted: list[int]) -> None:
    counted[:] = [1000, 0]
    asked = quota(counted, 1000)
    assert [await asked.exceeded(d) for d in ("roomy", "full")] == [None, 1000]
