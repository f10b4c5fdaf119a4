"""One figure in many wordings: each sentence holds as it stands, and with one figure changed it is told."""

from __future__ import annotations

import pytest

from services.validate.core.engine import validate
from shared.model.finding import Severity
from tests.unit.validate.build import EXP, document, function_table

#: (a sentence that holds, the words to change, what they become)
SENTENCES = [
    ("2023年收支总预算3,300万元。", "3,300", "3,400"),
    ("2023年，我局支出预算安排3,300万元。", "3,300", "3,400"),
    ("2023年本部门支出总计3,300万元，其中基本支出2,300万元，项目支出1,000万元。", "1,000", "1,100"),
    (
        "本部门2023年支出预算3,300万元，安排基本支出2,300万元，占支出预算的69.70%；安排项目支出1,000万元，占30.30%。",
        "30.30",
        "33.30",
    ),
    ("社会保障和就业支出（类）300万元，占支出总额的9.09%，主要用于职工社会保险缴费。", "300万", "330万"),
    ("机关事业单位基本养老保险缴费支出200万元，较上年增加20万元，增长11.11%。", "11.11", "12.11"),
    (
        "一般公共服务支出（类）政府办公厅（室）及相关机构事务（款）行政运行（项）支出2,400万元，比2022年预算数减少100万元，降低4.00%。",
        "4.00",
        "5.00",
    ),
    ("1.一般公共服务（类）支出3,000万元，主要用于机关运转。", "3,000", "3,500"),
    ("一般公共服务支出3000万元，占支出总预算的90.91%。", "90.91", "91.90"),
    (
        "支出预算3,300万元，比上年3,000万元增加300万元，增长10.00%，其中：基本支出2,300万元，比上年增加100万元，增长4.55%；项目支出1,000万元，比上年增加200万元，增长25%。",
        "25%",
        "52%",
    ),
    ("2023年支出预算0.33亿元。", "0.33", "0.34"),
    ("本年支出预算3,300.00万元,上年3,000.00万元,增长10.00%。", "10.00%", "11.00%"),
    ("2023年部门支出预算为33,000,000.00元。", "33,000", "33,500"),
    ("支出预算3,300万元，较上年增加300万元，增幅达10.0%。", "10.0", "11.0"),
    ("支出预算比上年增加300万元，增长10%，达到3,300万元。", "10%", "13%"),
    (
        "基本支出2,300万元，较2022年减少200万元，主要是人员减少；项目支出1,000万元，较2022年增加了250万元（上升33.33%）。",
        "33.33",
        "23.33",
    ),
    ("按支出功能分类，一般公共服务支出3,000万元、社会保障和就业支出300万元。", "300万", "350万"),
    ("按支出性质分，基本支出2,300万元，项目支出1,000万元。", "2,300", "2,500"),
    ("2023年项目支出预算1,000万元。", "1,000", "1,200"),
    ("基本支出预算2,300.00万元，占总支出的69.70%。", "69.70", "96.70"),
    ("年初预算数3,400万元，调整预算数3,350万元，决算数3,300万元，完成调整预算的98.51%。", "98.51", "97.06"),
    ("项目支出1,000万元，与上年相比持平。", "1,000", "1,200"),
]


def _loud(text: str) -> list[str]:
    spending = function_table(kind=EXP, title="支出总表")
    checked = validate(document(spending, function_table(), text=[text]))
    return [f.code for f in checked.findings if f.severity is not Severity.INFO]


@pytest.mark.parametrize(("sentence", "right", "wrong"), SENTENCES)
def test_a_figure_is_understood_in_every_wording(sentence: str, right: str, wrong: str) -> None:
    assert not _loud(sentence)
    assert set(_loud(sentence.replace(right, wrong))) & {"text_table_mismatch", "growth_rate_mismatch"}
