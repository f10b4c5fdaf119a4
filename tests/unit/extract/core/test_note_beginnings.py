"""How the notes of a table begin."""

from __future__ import annotations

import pytest

from services.extract.core.notes import NOTE


@pytest.mark.parametrize("text", ["注：本表无数据", "备注1、含结转", "填表说明：由单位据实填报", "填报说明:按年度"])
def test_what_is_a_note(text: str) -> None:
    assert NOTE.match(text)


@pytest.mark.parametrize("text", ["注册登记费", "说明书印制", "填表人：王某"])
def test_what_is_none(text: str) -> None:
    assert not NOTE.match(text)
