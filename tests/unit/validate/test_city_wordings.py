"""Sentences in the manner of other cities' reports: what adds up is left alone, what was changed in it is found."""

from __future__ import annotations

import pytest

from services.validate.core.engine import validate
from shared.model.finding import Severity
from tests.unit.validate.build import codes, document, function_table

#: (a sentence that adds up, what is changed in it, what to; a code that tells)
FOUND = (
    (
        "项目支出预算9865.21万元，比2022年10342.77万元减少477.56万元，降幅4.62%；占总支出预算18437.62万元的53.51%。",
        "53.51%", "55.31%", "growth_rate_mismatch",
    ),
    (
        "信息化运维经费由1,200.00万元增至1,500.00万元，增长25%。",
        "25%", "35%", "growth_rate_mismatch",
    ),
    (
        "其他商品和服务支出2.35万元，同口径较上年压减0.15万元，压减6%。",
        "压减6%", "压减16%", "growth_rate_mismatch",
    ),
    (
        "全年三公经费支出决算11.30万元。其中：因公出国（境）费支出决算0万元，占0.0%；公务用车购置及运行维护费支出决算7.00万元，"
        "占61.9%；公务接待费支出决算4.30万元，占38.1%。",
        "38.1%", "41.1%", "growth_rate_mismatch",
    ),
    (
        "三公经费预算12.51万元，其中：因公出国（境）费0万元，占“三公”经费的0.00%；公务接待费12.51万元，占100.00%。",
        "的0.00%", "的0.70%", "growth_rate_mismatch",
    ),
    (
        "三公经费预算92.5万元，其中：因公出国（境）费10.0万元；公务用车购置及运行费76.0万元（公务用车购置费0.0万元；"
        "公务用车运行维护费76.0万元）；公务接待费6.5万元。",
        "接待费6.5", "接待费9.5", "text_table_mismatch",
    ),
    (
        "安排两个项目共300.00万元，具体包括：河道清淤（120.00万元）、管网改造（180.00万元）。",
        "180.00", "190.00", "text_table_mismatch",
    ),
    (
        "2023年信息化运维经费10,980万元，较2022年12,000万元减少1,020万元，减幅8.5%。",
        "8.5%", "5.8%", "growth_rate_mismatch",
    ),
    (
        "公务接待费较上年减少0.30万元，主要系压缩接待批次。",
        "压缩接待批次", "", "truncated_name",
    ),
    (
        "三是卫生健康支出（类）支出59.67万元，用于行政单位医疗。",
        "卫生健康支出", "医疗卫生与计划生育支出", "code_name_mismatch",
    ),
)  # fmt: skip

#: sentences that add up and look as if they did not
CLEAN = (
    "单位现有公务用车10辆。2023年安排公务用车购置费20.00万元，2022年安排公务用车购置及运行维护费40.00万元，2023年安排50.00万元。",
    "2022年度“三公”经费支出预算为58.60万元，支出决算为41.02万元，完成预算的70.00%，其中：因公出国（境）费支出决算为0万元；"
    "公务用车购置及运行费支出决算为36.52万元，完成预算的76.08%；公务接待费支出决算为4.50万元，完成预算的42.45%。",
    "人均公用经费定额2.8万元/年，在职58人，核定162.4万元；人均福利费3,200元，合计18.56万元。",
    "按资金来源划分，当年财政拨款3,200.00万元，占87.67%，财政专户资金250.00万元，占6.85%，其他资金200.00万元，"
    "占5.48%，共3,650.00万元。",
    "因公出国（境）费用。2023年预算数36.00万元，比2022年年初预算数0万元增加36.00万元，基数为零，无法计算增幅。",
    "全年计划检测样品12,000批次，不合格率控制在3‰以内，绿地面积达到56.8万平方米，比上年增加2.3万平方米，增长4.2%。",
    "项目总投资2.35亿元，2021年至2023年已累计安排1.80亿元，其中2021年6,000万元、2022年7,000万元、2023年5,000万元。",
    "2022年末结转结余资金0.05亿元，折500万元，2023年全部使用。",
    "会议费预算12.00万元，培训费预算25.50万元；与上年相比分别下降20%和15%。",
    "一般公共预算拨款收入8,200万元，较上年执行数7,960.5万元增长3.0%，较上年预算数8,450万元下降3.0%。",
)  # fmt: skip


def test_reasons_that_follow_as_a_list_are_no_unfinished_sentence() -> None:
    text = ["住房保障支出较上年增加2.10万元，主要原因是：", "（一）人员增加。", "（二）基数调整。"]
    assert not codes(validate(document(text=text)), rule="RM-04")
    assert codes(validate(document(text=[text[0], "住房改革支出没有变化。"])), rule="RM-04") == ["truncated_name"]


def loud(text: str, *tables) -> list[tuple[str, str]]:  # type: ignore[no-untyped-def]
    checked = validate(document(*tables, text=[text], year=2023))
    return [(f.code, f.message) for f in checked.findings if f.severity is not Severity.INFO]


@pytest.mark.parametrize(("text", "was", "now", "code"), FOUND, ids=lambda v: v[:12] if isinstance(v, str) else None)
def test_a_sentence_that_adds_up_is_left_alone_and_a_changed_one_is_found(
    text: str, was: str, now: str, code: str
) -> None:
    assert text.count(was) == 1
    assert not loud(text)
    assert code in [c for c, _ in loud(text.replace(was, now))]


@pytest.mark.parametrize("text", CLEAN, ids=lambda t: t[:12])
def test_honest_sentences_are_left_alone(text: str) -> None:
    assert not loud(text)
    assert not [c for c, _ in loud(text, function_table()) if "mismatch" in c]
