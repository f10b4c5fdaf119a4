"""Sections: levels by numbering, paragraphs out of wrapped lines, page numbers dropped, places kept."""

from __future__ import annotations

import pytest

from services.extract.core import numbering, sections
from tests.unit.extract.core.form_makers import lines, printed


def outline(*texts: str) -> list[tuple[int, str, list[str]]]:
    return [(s.level, s.title, [p.text for p in s.paragraphs]) for s in sections.build(lines(*texts))]


def test_the_numbering_decides_the_level_not_the_heading_mark() -> None:
    found = outline(
        "## 二、表格部分",
        "#### 第一部分  单位概况",
        "## 一、主要职责",
        "负责档案工作。",
        "# （二）机构设置",
        "无下属单位。",
    )
    assert found == [
        (1, "二、表格部分", []),
        (1, "第一部分 单位概况", []),
        (2, "一、主要职责", ["负责档案工作。"]),
        (3, "（二）机构设置", ["无下属单位。"]),
    ]


def test_numbered_sentences_are_paragraphs_not_headings() -> None:
    found = outline(
        "第九部分 名词解释", "一、基本支出：指为保障机构正常运转而发生的支出。", "（一）人员支出12万元，主要包括工资。"
    )
    assert [t for _, t, _ in found] == ["第九部分 名词解释"]
    assert len(found[0][2]) == 2


def test_wrapped_lines_are_joined_without_spaces_and_keep_their_places() -> None:
    (section,) = sections.build(
        lines(
            "第二部分 收支情况",
            "2026 年部门预算收入 1,234 万元，比 2025 年增加 34 万",
            "",
            "元，增长 3%。",
            "- 7 -",
            "支出同上，不再重复。",
        )
    )
    first, second = section.paragraphs
    assert first.text == "2026年部门预算收入1,234万元，比2025年增加34万元，增长3%。"
    assert [place.line for _, place in first.lines] == [2, 4]
    assert first.place_at(first.text.index("3%")).line == 4
    assert first.place_at(0).line == 2
    assert second.text == "支出同上，不再重复。"
    assert second.place_at(3).line == 6


def test_a_heading_cut_over_two_lines_is_one() -> None:
    found = outline("第五部分 一般公共预算“三公”经费预算", "情况", "2026年“三公”经费预算0万元。")
    assert found[0][1] == "第五部分 一般公共预算“三公”经费预算情况"


def test_blocks_printed_twice_are_kept_twice() -> None:
    found = outline("第三部分 支出", "1.甲项目10万元。", "2.乙项目20万元。", "1.甲项目10万元。", "2.乙项目20万元。")
    assert len(found[0][2]) == 4


def test_a_cover_is_no_section_but_text_before_the_first_heading_is() -> None:
    assert outline("# 2026年某局部门预算", "某市某局", "一、主要职责", "负责。")[0][1] == "一、主要职责"
    assert outline("本报告如下，请审阅。", "一、主要职责", "负责。")[0] == (1, "", ["本报告如下，请审阅。"])


def test_nothing_gives_nothing() -> None:
    assert sections.build([]) == ()
    assert sections.build(lines("3", "— 4 —", "第 5 页 共 9 页")) == ()


def test_geometry_tells_centred_headings_and_indented_paragraphs() -> None:
    body = [
        printed("部门预算编制说明", x0=230, x1=380, top=60, size=16),
        printed("一、收入预算", x0=84, x1=160, top=100),
        printed("二、支出预算", x0=84, x1=160, top=300),
        printed("（一）基本支出预算安排情况见下文，其中人员经费占绝大部分，公用经", x0=84, x1=540, top=120),
        printed("费较上年持平。", x0=60, x1=150, top=140),
        printed("上述安排已经批复。", x0=84, x1=200, top=160),
    ]
    ordered = sorted(body, key=lambda line: line.place.box.top if line.place.box else 0.0)
    found = sections.build(ordered)
    assert [(s.level, s.title) for s in found] == [(1, "部门预算编制说明"), (2, "一、收入预算"), (2, "二、支出预算")]
    assert [p.text for p in found[1].paragraphs] == [
        "（一）基本支出预算安排情况见下文，其中人员经费占绝大部分，公用经费较上年持平。",
        "上述安排已经批复。",
    ]
    box = found[1].paragraphs[0].place.box
    assert box is not None
    assert (box.x0, box.top, box.bottom) == (60, 120, 152)


def test_a_centred_line_at_the_top_of_a_page_is_a_heading_though_wide_and_of_the_body_s_size() -> None:
    found = sections.build(
        [
            printed("二、部门决算单位构成", x0=106, x1=257, top=500, page=4),
            printed("从单位构成看，霁州市档案局决算包括本级决算和下属事业单位", x0=76, x1=526, top=540, page=4),
            printed("决算，其中行政单位一家，事业单位两家，均已纳入决算编制范", x0=76, x1=526, top=560, page=4),
            printed("围的单位包括：", x0=76, x1=181, top=580, page=4),
            printed("霁州市档案局2024年度部门决算表", x0=121, x1=481, top=113, page=5),
        ]
    )
    assert [s.title for s in found] == ["二、部门决算单位构成", "霁州市档案局2024年度部门决算表"]


@pytest.mark.parametrize(
    ("text", "level"),
    [("第一部分 概况", 1), ("一、文字部分", 1), ("十二、其他", 2), ("（三）说明", 3), ("1.甲", 4),
     ("2.2026年预算", 4), ("（1）甲", 5),
     ("1.5万元", None), ("2026年预算", None), ("正文", None)],
)  # fmt: skip
def test_levels(text: str, level: int | None) -> None:
    assert numbering.level(text) == level
