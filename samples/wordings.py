"""The wordings of `samples.narrative`: how departments say one thing. Invented sentences in the genre's own manner."""

from __future__ import annotations

from collections.abc import Iterator

GAPS = ("", "", "", " ")
MORE = ("增加", "增加", "增加了", "增长", "上升", "净增")
LESS = ("减少", "减少", "减少了", "下降", "压减", "降低")
FASTER = ("增长", "增加", "增幅", "上升", "增幅为", "增长率为")
SLOWER = ("下降", "减少", "降幅", "降低", "降幅为", "下降幅度为")
REASONS = (
    "人员正常调资", "按照过紧日子要求压减一般性支出", "新增信息化建设任务", "工作任务增加及社保缴费基数调整",
    "上年一次性项目本年不再安排", "机构职能调整",
)  # fmt: skip
ENUMERATIONS = ("1.", "（一）", "（1）", "1、", "一是", "①")

#: {now} this year, {before} last year, {delta} the change
TOTALS = (
    "{Y}年部门预算支出{now}，比上年{more}{delta}，{faster}{rate}。",
    "按照综合预算的原则，本单位所有收入和支出均纳入预算管理。{Y}年收支总预算{now}，较上年预算数{more}{delta}，{faster}{rate}，"
    "主要原因是{why}。",
    "{Y}年支出预算总额为{now}，与上年{before}相比，{more}{delta}，{faster}{rate}。",
    "{name}{Y}年支出总预算{now}，上年为{before}，同比{more}{delta}，{faster}{rate}，主要是{why}。",
    "本年支出总计{now}。较{P}年预算{before}{more}{delta}，{faster}{rate}。主要原因：{why}。",
    "{Y}年，我单位预算支出{now}，较去年{more}{delta}（{faster}{rate}）。",
    "{Y}年本部门支出预算为{now}，比{P}年{before}{more}{delta}，{faster}{rate}，变动原因主要是{why}。",
)
ACCOUNTS_TOTALS = (
    "{Y}年度收入支出总计{now}。与{P}年度相比，收入支出总计{more}{delta}，{faster}{rate}。主要原因：{why}。",
    "{Y}年度收、支总计均为{now}，与上年度{before}相比{more}{delta}，{faster}{rate}。",
    "本年支出合计{now}，较上年决算数{before}{more}{delta}，{faster}{rate}，主要是{why}。",
    "{name}{Y}年度支出总计{now}，比上年{more}{delta}，{faster}{rate}。",
)
STRUCTURE = (
    "{Y}年支出预算{total}，其中：基本支出{basic}，占{a}；项目支出{project}，占{b}。",
    "本年支出{total}。基本支出{basic}，占本年支出的{a}；项目支出{project}，占本年支出的{b}。",
    "支出预算{total}，按用途划分：基本支出{basic}，占比{a}，项目支出{project}，占比{b}。",
    "{Y}年部门支出预算{total}，其中基本支出预算{basic}，所占比重为{a}；项目支出预算{project}，所占比重为{b}。",
    "支出预算总计{total}，包括：基本支出{basic}，占支出预算总计的{a}；项目支出{project}，占支出预算总计的{b}。",
)
ACCOUNTS_STRUCTURE = (
    "本年支出合计{total}，其中：基本支出{basic}，占{a}；项目支出{project}，占{b}。",
    "{Y}年度支出合计{total}。其中：基本支出{basic}，占支出合计的{a}；项目支出{project}，占支出合计的{b}。",
    "本年支出合计{total}，包括基本支出{basic}（占{a}）和项目支出{project}（占{b}）。",
)
STAFF = (
    "基本支出{basic}，其中：人员经费{people}，公用经费{office}。",
    "{Y}年一般公共预算基本支出{basic}，其中：人员经费{people}，主要包括基本工资、津贴补贴等；公用经费{office}，"
    "主要包括办公费、印刷费等。",
    "一般公共预算基本支出共计{basic}，包括人员经费{people}、公用经费{office}。",
    "基本支出{basic}。其中，人员经费{people}，日常公用经费{office}。",
    "基本支出{basic}，其中：人员经费{people}，占基本支出的{a}；公用经费{office}，占基本支出的{b}。",
    "一般公共预算基本支出{basic}，其中人员经费{people}，占{a}，公用经费{office}，占{b}。",
)
INCOME = (
    "{Y}年收入预算总计{total}，其中：一般公共预算拨款收入{granted}，占{a}；{source}{own}，占{b}；上年结转{carried}，占{c}。",
    "收入预算{total}，包括一般公共预算拨款收入{granted}（占{a}）、{source}{own}（占{b}）、上年结转{carried}（占{c}）。",
)
CLASSES = (
    "{Y}年一般公共预算拨款支出{whole}，主要用于以下方面：",
    "一般公共预算支出{whole}，按功能分类：",
    "一般公共预算财政拨款支出{whole}，其中：",
)
ACCOUNTS_CLASSES = (
    "一般公共预算财政拨款支出{whole}，主要用于以下方面：",
    "{Y}年度一般公共预算财政拨款支出决算{whole}，按功能分类科目列示如下：",
)
CLASS_ITEMS = (
    "{name}（类）{amount}，占{share}",
    "{name}{amount}，占{share}",
    "{name}（类）支出{amount}，占{share}",
    "“{name}”科目{amount}，占{share}",
)
ITEMS = (
    "“{c}（类）{k}（款）{i}（项）”{now}，主要用于开展相关工作。{P}年当年预算执行数为{before}，{Y}年预算安排{again}，"
    "比{P}年预算执行数{more}{rate}。主要原因是：{why}。",
    "{c}（类）{k}（款）{i}（项）{Y}年预算数为{now}，比上年执行数{before}{more}{delta}，{faster}{rate}，主要是{why}。",
    "{c}（类）{k}（款）{i}（项）：{Y}年预算{now}，较{P}年预算数{before}{more}{delta}，{faster}{rate}。",
    "{c}（类）{k}（款）{i}（项）预算支出{now}，上年预算支出{before}，同比{more}{delta}，{faster}{rate}，主要原因是{why}。",
    "{i}（项）{Y}年预算数为{now}，{P}年预算数为{before}，{more}{delta}，{faster}{rate}。",
    "{i}（项）{Q}年决算数为{former}，{P}年预算数为{before}，{Y}年预算数为{now}，比{P}年预算数{more}{delta}，{faster}{rate}。",
    "{c}（类）{k}（款）{i}（项）{now}，比上年预算数{before}{more}{delta}；{why}。",
    "{k}（款）{i}（项）{now}，与上年预算{before}相比{more}{delta}，{faster}{rate}，其中年中追加部分据实结算。",
    "{i}（项）{now}，与上年基本持平。",
)
ACCOUNTS_ITEMS = (
    "{c}（类）{k}（款）{i}（项）。年初预算为{before}，支出决算为{now}，完成年初预算的{done}。决算数{size}于预算数的主要原因是{why}。",
    "{c}（类）{k}（款）{i}（项）。主要用于：日常工作。全年预算为{before}，支出决算为{now}，完成全年预算数的{done}。",
    "{c}（类）{k}（款）{i}（项）年初预算数为{before}，{Y}年决算数为{now}，完成预算的{done}。",
    "{c}（类）{k}（款）{i}（项）：{Y}年度决算数为{now}，比上年决算数{before}{more}{delta}，{faster}{rate}，主要是{why}。",
)
THREE = (
    (
        "{Y}年“三公”经费预算{total}，其中：因公出国（境）费{abroad}，占“三公”经费的{sa}；公务用车购置及运行维护费{vehicles}，"
        "占{sv}；公务接待费{reception}，占{sr}，预计接待国内公务40批次、320人次。",
    ),
    (
        "{Y}年“三公”经费预算数为{total}，比{P}年预算{before}{more}{delta}，{faster}{rate}。其中：",
        "（一）因公出国（境）费{abroad}。",
        "（二）公务用车购置及运行维护费{vehicles}，其中：公务用车购置费{purchase}，公务用车运行维护费{operation}。",
        "（三）公务接待费{reception}，主要用于接待来访人员。",
    ),
    (
        "“三公”经费预算{total}，较上年{more}{delta}，{faster}{rate}，其中：因公出国（境）费{abroad}；公务接待费{reception}；"
        "公务用车购置及运行维护费{vehicles}（其中购置费{purchase}、运行维护费{operation}）。",
    ),
    (
        "{Y}年我单位“三公”经费财政拨款预算安排{total}，比上年预算数{before}{more}{delta}。",
        "1．因公出国（境）费用预算{abroad}。",
        "2．公务接待费预算{reception}，严格执行接待标准。",
        "3．公务用车购置及运行维护费预算{vehicles}，包括公务用车购置费{purchase}、公务用车运行维护费{operation}。",
    ),
)
ACCOUNTS_THREE = (
    (
        "{Y}年度“三公”经费财政拨款支出预算为{before}，支出决算为{total}，完成预算的{done}。",
        "其中：因公出国（境）费支出决算{abroad}，占{sa}；公务用车购置及运行维护费支出决算{vehicles}，占{sv}；"
        "公务接待费支出决算{reception}，占{sr}。",
    ),
    (
        "{Y}年度“三公”经费支出决算{total}，其中：因公出国（境）费支出决算{abroad}；公务用车购置及运行维护费支出决算{vehicles}；"
        "公务接待费支出决算{reception}。",
    ),
    (
        "“三公”经费财政拨款支出决算为{total}。",
        "1.因公出国（境）费决算为{abroad}。",
        "2.公务用车购置及运行维护费决算为{vehicles}，其中：公务用车购置费决算为{purchase}，公务用车运行维护费决算为{operation}。",
        "3.公务接待费决算为{reception}。",
    ),
)
PROJECTS = (
    "{Y}年安排项目{n}个，资金合计{whole}，具体包括：",
    "{Y}年纳入绩效管理的项目共{n}个，项目资金{whole}，分别为：",
    "本年安排各类项目资金{whole}，具体包括：",
)
PROJECT = ("{name}{amount}", "{name}预算{amount}", "{name}项目资金{amount}", "安排{name}{amount}")
ASIDES = (
    "{P}年，我单位共受理群众来信来访{n}件，办结{m}件，办结率{share}。",
    "{P}年全市实现地区生产总值{x}亿元，同比增长{y}%；社会消费品零售总额增长{y}%。",
    "{name}按照每人每月200元的标准发放补助，惠及{n}人，其中女性占{y}%。",
    "{P}年争取上级专项资金{x}万元，带动社会投资{x}亿元，同比增长{y}%，圆满完成年度任务的100%。",
    "截至{P}年12月31日，固定资产原值{x}万元，其中房屋面积{n}平方米，单价50万元以上通用设备2台（套）。",
    "绩效目标：服务对象满意度≥95%，项目按期完成率100%，故障率低于1%，资金支出进度达到90%以上。",
    "{Y}年计划培训{n}人次，培训合格率不低于{y}%，人均培训费不超过550元。",
    "{P}年末在职人员中本科及以上学历{m}人，占{share}；较上年末提高1.2个百分点。",
    "根据中央、省、市关于厉行节约的规定，一般性支出压减比例不低于5%，会议费、差旅费、培训费只减不增。",
    "人均公用经费定额标准为每人每年2.4万元，比上年降低0.1万元。",
    "{P}年部门整体支出全年预算数{x}万元，当年执行数不低于90%，自评得分96.5分，评价等级为“优”。",
    "对企业的研发投入按不超过实际支出20%的比例给予补助，单个企业最高不超过50万元，{P}年兑现{x}万元。",
    "{P}年，全区一般公共预算收入完成{x}亿元，增长{y}%，其中税收收入占{share}。",
    "下属单位{n}个科室共有编制{m}名，实有人数占编制数的{share}。",
    "按照财政部门要求，将{x}万元上级转移支付资金提前下达，占全部转移支付的{y}%。",
    "“十四五”期间，累计投入资金{x}亿元，年均增长{y}%；{P}年完成投资比{Y}年计划数少{y}万元。",
)


def numbers(style: str) -> Iterator[str]:
    """The marks of an enumeration in order."""
    chinese = "一二三四五六七八九十"
    for i in range(10):
        if style in {"（一）", "一是"}:
            yield style.replace("一", chinese[i], 1)
        else:
            yield "①②③④⑤⑥⑦⑧⑨⑩"[i] if style == "①" else style.replace("1", str(i + 1))
