"""The text part of a Shenzhen report: every amount and rate in it follows from the books, rounded as the tables are."""

from __future__ import annotations

from samples.families.common import ORDINALS
from samples.model import Books
from samples.money import Money, change, percent
from samples.report import Block, Heading, LogicalTable, Paragraph, TableRow


def prose(books: Books, money: Money) -> list[Block]:
    """Parts one to six."""
    blocks: list[Block] = []
    for part in (_about, _totals, _spending, _procurement, _three_public, _performance):
        blocks += part(books, money)
    return blocks


def _part(number: int, title: str) -> Heading:
    return Heading(f"第{ORDINALS[number - 1]}部分 {title}", 2)


def _about(books: Books, money: Money) -> list[Block]:
    d = books.department
    return [
        _part(1, "部门概况"),
        Heading("一、部门职责", 3),
        Paragraph(f"{d.name}负责本地区{d.subject}工作的组织实施，开展业务指导和监督检查，完成上级交办的其他任务。"),
        Heading("二、机构设置情况", 3),
        Paragraph(
            f"{d.name}内设{len(d.offices)}个部门，分别为：{'、'.join(d.offices)}。在职人员{d.staff}人，退休{d.retired}人。"
        ),
        Heading(f"三、{books.year}年主要工作目标", 3),
        Paragraph(f"围绕年度重点任务，稳步推进{d.subject}各项工作，加强队伍建设，提高服务水平。"),
    ]


def _compared(books: Books, money: Money) -> str:
    now, before = books.total, books.prior_total
    delta = money(abs(now - before))
    rate = f"{'增长' if now >= before else '下降'}{percent(now - before, before)}"
    return f"比{books.year - 1}年{change(now, before)}{delta}{money.unit}，{rate}"


def _totals(books: Books, money: Money) -> list[Block]:
    name, year, total = books.department.name, books.year, money(books.total)
    same = _compared(books, money)
    return [
        _part(2, "部门预算收支总体情况"),
        Paragraph(
            f"{year}年{name}部门预算收入{total}{money.unit}，{same}。{year}年部门预算支出{total}{money.unit}，{same}。"
        ),
        Paragraph(f"预算收支{change(books.total, books.prior_total)}主要原因：根据年度工作安排调整项目支出。"),
    ]


def _spending(books: Books, money: Money) -> list[Block]:
    unit, name = money.unit, books.department.name
    people = money(books.economic("301", lambda e: e.basic))
    office = money(books.economic("302", lambda e: e.basic) + books.economic("310", lambda e: e.basic))
    families = money(books.economic("303", lambda e: e.basic))
    project = money(books.project)
    blocks: list[Block] = [
        _part(3, "部门预算支出具体情况"),
        Heading(f"一、{name}", 3),
        Paragraph(
            f"{name}预算{money(books.total)}{unit}，包括人员支出{people}{unit}、公用支出{office}{unit}、"
            f"对个人和家庭的补助支出{families}{unit}、项目支出{project}{unit}。"
        ),
        Paragraph(f"（一）人员支出{people}{unit}，主要包括：在职人员工资福利支出。"),
        Paragraph(f"（二）公用支出{office}{unit}，主要包括：公用综合定额经费、工会经费等公用经费。"),
        Paragraph(f"（三）对个人和家庭补助支出{families}{unit}，主要包括：离退休人员经费等。"),
        Paragraph(f"（四）项目支出{project}{unit}，具体包括："),
    ]
    for i, p in enumerate(books.projects):
        parts = "；".join(f"{part}{money(amount)}{unit}" for part, amount in p.parts)
        delta = money(abs(p.amount - p.prior))
        blocks.append(
            Paragraph(
                f"{i + 1}.{p.name}预算{money(p.amount)}{unit}，主要包括：{parts}。较{books.year - 1}年预算"
                f"{change(p.amount, p.prior)}{delta}{unit}，"
                f"{change(p.amount, p.prior)}{percent(p.amount - p.prior, p.prior)}，"
                "主要原因是根据工作任务和实际需求调整。"
            )
        )
    return blocks


def _procurement(books: Books, money: Money) -> list[Block]:
    unit = money.unit
    return [
        _part(4, "政府采购预算情况"),
        Paragraph(
            f"{books.department.name}政府采购项目纳入{books.year}年部门预算共计{money(books.procurement)}{unit}，其中货物采购"
            f"{money(books.goods)}{unit}、工程采购{money(books.works)}{unit}、服务采购{money(books.services)}{unit}。"
        ),
    ]


def _three_public(books: Books, money: Money) -> list[Block]:
    now, before, year, unit = books.this_year, books.last_year, books.year, money.unit

    def against(a: int, b: int) -> str:
        delta = money(abs(a - b))
        return f"{year}年预算数{money(a)}{unit}，比{year - 1}年预算数{change(a, b)}{delta}{unit}"

    delta = money(abs(now.total - before.total))
    return [
        _part(5, "一般公共预算“三公”经费预算情况"),
        Paragraph(
            f"{year}年“三公”经费预算{money(now.total)}{unit}，"
            f"比{year - 1}年预算{change(now.total, before.total)}{delta}{unit}。"
        ),
        Paragraph(f"1.因公出国（境）费用。{against(now.abroad, before.abroad)}，按计划动态调配使用。"),
        Paragraph(f"2.公务接待费。{against(now.reception, before.reception)}，主要是接待工作检查指导和业务交流。"),
        Paragraph(
            f"3.公务用车购置和运行维护费。{year}年预算数{money(now.vehicles)}{unit}，"
            f"其中：公务用车购置费{against(now.purchase, before.purchase)}；"
            f"公务用车运行维护费{against(now.operation, before.operation)}。"
        ),
    ]


def _performance(books: Books, money: Money) -> list[Block]:
    return [
        _part(6, "部门预算绩效管理情况"),
        Paragraph(
            f"{books.year}年{books.department.name}所有项目支出预算纳入部门预算绩效管理，涉及预算资金{money(books.project)}{money.unit}，"
            f"设置并编报{len(books.projects)}个项目绩效目标。"
        ),
    ]


def key_projects(books: Books, money: Money) -> list[Block]:
    """Parts seven and eight: the table without a title, and the other matters."""
    unit, year, d = money.unit, books.year, books.department
    rows = tuple(TableRow(cells=(p.name, money(p.amount), p.goal)) for p in books.projects)
    table = LogicalTable(
        title="重点项目绩效目标情况", organization=d.name, columns=(("项目名称",), ("预算数（万元）",), ("绩效目标",)),
        rows=rows, labels=frozenset({0, 2}), widths=(2, 1.3, 6), printed_title="",
    )  # fmt: skip
    running = f"机关运行经费财政拨款预算{money(books.running_costs)}{unit}"
    if d.institution:
        running += "，本单位属事业单位，无机关运行经费"
    return [
        _part(7, "重点项目预算绩效情况说明"),
        Paragraph(f"{year}年，本部门重点项目绩效目标情况如下："),
        table,
        _part(8, "其他需要说明情况"),
        Heading("一、机关运行经费", 3),
        Paragraph(f"{year}年{d.name}{running}。"),
        Heading("二、国有资产占用情况", 3),
        Paragraph(f"截至{year - 1}年10月，{d.name}共有车辆{books.vehicles}辆。"),
        Heading("三、其他", 3),
        Paragraph(f"{d.name}无政府性基金预算支出、国有资本经营预算支出。"),
    ]


def glossary(books: Books) -> list[Block]:
    """Part nine."""
    return [
        _part(9, "名词解释"),
        Paragraph("一、基本支出：指为保障机构正常运转、完成日常工作任务而发生的支出。"),
        Paragraph("二、项目支出：指在基本支出之外为完成特定工作任务所发生的支出。"),
    ]
