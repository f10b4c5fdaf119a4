"""A report in traditional characters: its tables, sums and findings, all as printed."""

from __future__ import annotations

from pathlib import Path

from services.extract.core.pipeline import reconstruct
from services.extract.readers import text
from services.validate.core.engine import validate
from shared.model.document import Document

REPORT = """2031年東明市檔案館部門預算

表1
部門收支總表
部門名稱：東明市檔案館\t\t\t單位：萬元
收入\t\t支出\t
項目\t2031年預算數\t項目\t2031年預算數
一、一般公共預算撥款收入\t120.50\t一、社會保障和就業支出\t20.50
二、事業收入\t0.00\t二、衛生健康支出\t100.00
本年收入合計\t120.50\t本年支出合計\t120.50
收入總計\t120.50\t支出總計\t{total}

表2
部門支出總表
部門名稱：東明市檔案館\t\t\t\t單位：萬元
科目編碼\t科目名稱\t合計\t基本支出\t項目支出
合計\t120.50\t110.50\t10.00
208\t社會保障和就業支出\t20.50\t20.50\t
210\t衛生健康支出\t100.00\t90.00\t10.00
"""


def read(tmp_path: Path, total: str = "120.50") -> Document:
    path = tmp_path / "a.txt"
    path.write_bytes(REPORT.format(total=total).encode("utf-16"))
    return validate(reconstruct(text.read(path, media_type="text/plain")))


def test_tables_are_known_and_stay_as_printed(tmp_path: Path) -> None:
    document = read(tmp_path)
    balance, expenditure = document.tables
    assert (balance.title, balance.kind, balance.unit) == ("部門收支總表", "income_expenditure_summary", "萬元")
    assert [c.path for c in balance.columns][2:] == [("支出", "項目"), ("支出", "2031年預算數")]
    assert [c.text for c in balance.rows[0].cells] == [
        "一、一般公共預算撥款收入",
        "120.50",
        "一、社會保障和就業支出",
        "20.50",
    ]
    assert [c.text for c in expenditure.rows[0].cells] == ["合計", "", "120.50", "110.50", "10.00"]
    assert (document.report.organization, document.report.year) == ("東明市檔案館", 2031)
    assert document.checks.passed > 5


def test_a_wrong_sum_is_found_and_told_in_its_own_words(tmp_path: Path) -> None:
    (fault,) = {f.table_title for f in read(tmp_path, "130.50").findings if f.severity == "error"}
    assert fault == "部門收支總表"
