"""统一社会信用代码 with their check character; both codes are the published examples of the standard's readers."""

from __future__ import annotations

import pytest

from services.validate.core.engine import validate
from services.validate.core.rules.credit_code import check_character
from tests.unit.validate.build import codes, document, form, function_table, only

GOOD = ["91350100M000100Y43", "91110108551385082Q"]


@pytest.mark.parametrize("code", GOOD)
def test_the_last_character_follows_from_the_others(code: str) -> None:
    assert check_character(code) == code[17]
    text = f"统一社会信用代码：{code}。"
    assert codes(validate(document(function_table(), text=[text])), rule="RM-10") == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("91350100M000100Y34", "91350100M000100Y3"),
        ("91350100M000010Y43", "91350100M000010Y4"),
        ("91350100M000100Y4", None),
        ("9135O100M000100Y43", None),
    ],
)
def test_a_wrong_code_is_told_in_the_prose_and_in_forms(code: str, expected: str | None) -> None:
    for checked in (
        validate(document(function_table(), text=[f"单位统一社会信用代码为{code}，住所在某市。"])),
        validate(document(forms=[form(项目名称="甲", 统一社会信用代码=code)])),
    ):
        finding = only(checked, "suspicious_value")
        assert finding.actual == code
        assert (finding.expected or "").startswith(expected or "")
        assert (finding.expected is None) is (expected is None)


def test_a_code_without_its_name_is_no_credit_code() -> None:
    assert codes(validate(document(function_table(), text=["合同编号91350100M000100Y34。"])), rule="RM-10") == []
