"""The words by which sentences of a budget report say whose, of which year and against what a figure is.

Matched on text whose digits are half-width (`figures.half_width`).
"""

from __future__ import annotations

import re

SENTENCE_END = re.compile(r"[。！？!?\n]")
HARD = re.compile(r"[，。；：,;:！？\n]")
YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年(?:度|初|末)?")
#: 2021年至2023年, 2021—2023年: years taken together
YEARS = re.compile(r"(20\d\d)\s*年?度?\s*(?:[至到]|[-—–~～]{1,2})\s*(20\d\d)\s*年")
OWN_YEAR = re.compile(r"(?<![比较与和\d])(?<![比较与和] )(20\d\d)\s*年")
LAST_YEAR = re.compile(r"去年|上年度?|上一年度?")
PRIOR = re.compile(r"^(?:而|其中|为|是|相当于)?(?:去年|上年度?|上一年度?)(?:同期|全年)?")
OF_PRIOR = re.compile(r"(?:部门|单位)?(?:收入|支出)?(?:预算|决算|执行)?(?:收入|支出)?(?:总额|总计|数)?")
BASE = (
    r"(?P<base>(?:去年|上年度?|上一年度?|20\d\d\s*年度?|(?:全年|年初|当年|调整)预算|预算数|决算数)"
    r"[^，。；：,;:]{0,24}?)"
)
COMPARED = re.compile(rf"(?:比|较|同比|与|和|对比)\s*{BASE}\s*(?:相比|比较)?$")
COMPARED_BEFORE = re.compile(rf"(?:与|和|较|比)\s*{BASE}\s*(?:相比|比较|(?=[增减下上持降净]))")
BARE_COMPARISON = re.compile(r"(?:同比|环比|相比(?:较)?|按?(?:同|可比)口径)$")
SHARE = re.compile(r"所?占\s*(?P<of>[^，。；：,;:占]{0,40}?)\s*的?(?:比例?|比重)?[为是]?\s*$")
COMPLETION = re.compile(
    r"完成\s*(?P<of>[^，。；：,;:]{0,20}?(?:预算|计划|任务|目标|年初|全年)[^，。；：,;:]{0,20}?)\s*的?\s*$"
)
#: how much of the budget was spent, where the budget itself is named elsewhere
EXECUTION = re.compile(r"(?:预算|支出|资金)?(?:(?:执行|完成|支付)率|(?:执行|支出|支付)进度)[为是达到约]*\s*$")
LEAD = re.compile(
    r"(?:主要|具体)?(?:包括|包含|构成|用于以下方面)[:：]?|其中[:：,，]?|分别[为是][:：]?"
    r"|(?:主要|具体)(?:是|为)[:：]|(?:主要|具体|列示)?如下[:：]|按[^，。；：,;:]{2,12}分[类为]?[:：]"
)
LISTED = re.compile(r"[:：]\s*(?=1[.．、](?!\d)|[（(]一[）)])")
NUMBERING = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]、?|\d{1,2}[.．、](?!\d(?!\d{3}年))|[一二三四五六七八九十]是|[①-⑳])\s*"
)
FIRST = re.compile(r"^\s*(?:一、|[（(][一1][）)]|1[.．、](?!\d(?!\d{3}年))|一是|①)")
GENERIC = re.compile(
    r"(?:当年|全年|年初|年中|调整后?|本年|年度|经费)*(?:预算|决算)(?:执行)?(?:数|安排|金额|总额|资金|合计)?"
    r"|支出决算数?|绝对[额值]|(?:金额|总额|总计|合计|共计|经费|资金|安排|预计)(?:数|额)?"
)
TAIL = re.compile(
    r"(?:当年|全年|年初)?(?:预算|决算)?(?:安排|数|金额|总额|经费总额)?\s*(?:共计|合计|总计|共|均|约|计|达到?|为|是|：|:)*\s*$"
)
DATE = re.compile(
    r"^(?:20\d\d\s*年?度?\s*(?:[至到]|[-—–~～]{1,2}))?\s*(?:截[至止])?\s*20\d\d\s*年(?:度|初|末|及以前年度|\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?\s*[，,]?"
)
BETWEEN_YEAR = re.compile(r"^(?:因此|其中|另)|(?:纳入)?\s*20\d\d\s*年度?(?:部门|单位)?\s*$")
#: 由上年的3,000万元增加到3,300万元: the words before the first amount and between the two
FROM = re.compile(r"[由从自]\s*(?:去年|上年度?|上一年度?|20\d\d\s*年度?)\s*(?:预算|决算|执行)?数?的?\s*$")
_MOVED = r"(?:增加|增长|上升|提高|减少|下降|降低|压减|压缩|调整|下调|上调|增|升|涨|降|减|压|调)[到至为]"
REACHED = re.compile(rf"^{_MOVED}(?:(?:今年|本年度?|20\d\d\s*年度?)的?)?$")
#: 由3,000万元增至3,300万元: what an amount was, whatever year it was of
BARE_FROM = re.compile(r"[由从]\s*(?:原来?的?)?\s*$")
MOVED = re.compile(rf"\s*{_MOVED}")
#: 比2022年预算（3,000万元）增加: the base in brackets behind its name
BRACKETED_BASE = re.compile(rf"(?:比|较|与|和|对比)\s*{BASE}\s*[（(](?:为|即)?\s*$")
BRACKETS = re.compile(r"[（(][^（()）]*[）)]")
#: 完成年初预算3,400万元的97.06%: the whole stands between its name and the share of it
WHOLE_OF = re.compile(
    r"(?:完成|达到?|为|是)\s*(?P<of>(?:年初|全年|当年|调整后?)(?:预算|计划)(?:安排)?(?:数|额)?)(?:为|的)?\s*$"
)
SHARE_OF_IT = re.compile(r"的\s*\d[\d.]*\s*%")
ZERO_BASE = re.compile(r"基数[是为]?\s*0|不可比")
