"""Small reports in Markdown and text for tests of the chain, made up."""

from __future__ import annotations


def budget(organization: str, year: int, total: int, *, more: int | None = None, project: int = 0) -> bytes:
    """A department's budget of `total` 万元. `more`: what the prose says that it has over the year before; `project`:
    the amount of its one project, 系统运维."""
    said = ""
    if more is not None:
        way = "增加" if more >= 0 else "减少"
        said = f"{year}年部门预算收入{total:,}万元，比{year - 1}年{way}{abs(more):,}万元。\n\n"
    listed = ""
    if project:
        head = "项目支出总表\n\n单位：万元\n\n| 项目名称 | 金额 |\n|---|---|\n"
        listed = f"{head}| 系统运维 | {project:,} |\n| 合计 | {project:,} |\n"
    return f"""# {year}年{organization}部门预算

预算部门：{organization}

## 一、部门预算收支总体情况

{said}收支总表

单位：万元

| 收入项目 | {year}年预算数 | 支出项目 | {year}年预算数 |
|---|---|---|---|
| 一、财政预算拨款 | {total:,} | 一、一般公共服务支出 | {total:,} |
| 本年收入合计 | {total:,} | 本年支出合计 | {total:,} |
| 收入总计 | {total:,} | 支出总计 | {total:,} |

支出总表

单位：万元

| 科目编码 | 科目名称 | 支出总计 | 基本支出 | 项目支出 |
|---|---|---|---|---|
| 201 | 一般公共服务支出 | {total:,} | {total - project:,} | {project:,} |
| | 合计 | {total:,} | {total - project:,} | {project:,} |

{listed}""".encode()


def application(organization: str, year: int, amount: int, *, name: str = "系统运维") -> bytes:
    """An application for a project of `amount` 元 in that year."""
    lines = (
        ("二级项目支出绩效目标申报表",),
        ("项目编码:", f"440399{year % 100}1060100505005", "项目名称:", name),
        ("申请单位:", organization, "一级预算单位:", f"{organization}（本级）"),
        ("实施期限:", "1", "项目类型:", "01 其他项目"),
        ("项目总金额(中期规划,元):", f"{amount:,}.00", "本年度项目金额(元):", f"{amount:,}.00"),
        ("年度目标:", f"保证{year}年系统正常运行。"),
        ("一级指标", "二级指标", "三级指标", "指标值", "指标解释"),
        ("产出", "*数量", "系统巡检次数", "≥12次", "反映系统巡检次数"),
        ("满意度", "*服务对象满意度", "用户满意度", "≥90%", "反映用户满意情况"),
    )
    return "\n".join("\t".join(line) for line in lines).encode()
