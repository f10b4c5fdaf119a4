"""Papers without a table that tempt a reader to see one: letters, lists, contents, references, charts, forms …"""

from __future__ import annotations

import random
from collections.abc import Callable

from samples.official.model import Block, Chart, Text
from samples.official.words import Words

Made = tuple[list[Block], int, str]
"""blocks, columns of text, language"""

_NAMES = ("Martin Keller", "Anna Rossi", "Paul Lefèvre", "Jane Miller", "Otto Brandt", "Chiara Conti", "Luc Moreau")
_STREETS = ("12 Harbour Street", "Marktplatz 5", "8, rue du Pont", "Via Roma 22", "204 Mill Lane")
_TOWNS = ("Northport NP3 7QT", "70173 Westmark", "35000 Basse-Vallée", "40121 Porto Nord")
_CJK = (
    "贯彻落实国家和本市有关规划、土地、测绘管理的法律、法规、规章和方针、政策，研究起草有关规范性文件并组织实施。",
    "财政拨款收支情况与上年相比有所增加，主要原因是根据工作安排新增信息系统运行维护项目。",
    "负责本区域内公共设施的日常维护和管理，协调有关单位做好安全检查工作。",
    "基本支出是指为保障机构正常运转、完成日常工作任务而发生的各项支出，包括人员经费和日常公用经费。",
    "本单位2023年度预算共涉及收入1,204.35万元，其中财政拨款收入1,180.20万元，其他收入24.15万元。",
)
_TERMS = ("财政拨款收入", "事业收入", "基本支出", "项目支出", "“三公”经费", "机关运行经费", "年末结转和结余")


def _prose(rng: random.Random, words: Words, sentences: int) -> Text:
    return Text(kind="p", text=" ".join(rng.choice(words.sentences) for _ in range(sentences)))


def _letter(rng: random.Random, words: Words) -> Made:
    address = "\n".join((rng.choice(_NAMES), rng.choice(_STREETS), rng.choice(_TOWNS)))
    about = f"Ref.: {rng.randint(10, 99)}/{rng.randint(1000, 9999)}\nTel.: +49 {rng.randint(100, 999)} 44 01"
    blocks: list[Block] = [Text(kind="lines", text=address), Text(kind="right", text=about)]
    blocks.append(Text(kind="h2", text=rng.choice(words.subjects)))
    blocks += [_prose(rng, words, 4) for _ in range(3)]
    blocks.append(Text(kind="lines", text=f"{rng.choice(_NAMES)}\n{rng.choice(_TOWNS)}"))
    return blocks, 1, words.language


def _list(rng: random.Random, words: Words) -> Made:
    style = rng.choice(("{}.", "({})", "•", "–", "{})"))
    blocks: list[Block] = [Text(kind="h2", text=rng.choice(words.headings)), _prose(rng, words, 2)]
    for i in range(1, 13):
        text = rng.choice((rng.choice(words.sentences), rng.choice(words.items)))
        blocks.append(Text(kind="li", text=text, mark=style.format(i)))
    return [*blocks, _prose(rng, words, 3)], 1, words.language


def _contents(rng: random.Random, words: Words) -> Made:
    blocks: list[Block] = [Text(kind="h1", text=rng.choice(("Contents", "Inhalt", "Sommaire", "Indice")))]
    page = 1
    for i in range(1, 16):
        page += rng.randint(1, 6)
        number = f"{i}" if rng.random() < 0.6 else f"{i}.{rng.randint(1, 4)}"
        blocks.append(Text(kind="led", text=f"{number} {rng.choice((*words.subjects, *words.headings))}\t{page}"))
    return blocks, 1, words.language


def _references(rng: random.Random, words: Words) -> Made:
    blocks: list[Block] = [Text(kind="h2", text="References")]
    for i in range(1, 16):
        name = rng.choice(_NAMES).split()[-1]
        where = f"{rng.randint(3, 40)}({rng.randint(1, 4)}), {rng.randint(10, 99)}–{rng.randint(100, 300)}"
        text = f"{name}, {rng.choice('ABCDE')}. ({rng.randint(1985, 2012)}). {rng.choice(words.sentences)} {where}."
        blocks.append(Text(kind="ref", text=text, mark=f"[{i}]" if rng.random() < 0.7 else ""))
    return blocks, rng.choice((1, 2)), words.language


def _equations(rng: random.Random, words: Words) -> Made:
    blocks: list[Block] = []
    for i in range(1, 7):
        blocks += [
            _prose(rng, words, 2),
            Text(kind="center", text=f"y = a + b x      + {i} c z - d / 2          ({i})"),
        ]
    return blocks, 1, words.language


def _charts(rng: random.Random, words: Words) -> Made:
    blocks: list[Block] = []
    for _ in range(2):
        labels = tuple(str(1995 + i) for i in range(rng.randint(6, 12)))
        values = tuple(rng.uniform(0.1, 1.0) for _ in labels)
        step = rng.choice((5, 10, 250))
        blocks += [
            _prose(rng, words, 3),
            Chart(labels=labels, values=values, legend=tuple(rng.sample(words.leaves, 2)),
                  ticks=tuple(f"{step * i}" for i in range(6))),
        ]  # fmt: skip
    return blocks, 1, words.language


def _two_column_prose(rng: random.Random, words: Words) -> Made:
    blocks: list[Block] = []
    for _ in range(6):
        blocks += [Text(kind="h2", text=rng.choice(words.headings)), *(_prose(rng, words, 5) for _ in range(2))]
    return blocks, 2, words.language


def _addresses(rng: random.Random, words: Words) -> Made:
    blocks: list[Block] = [Text(kind="h1", text="Directory")]
    for _ in range(8):
        lines = (rng.choice(_NAMES), rng.choice(_STREETS), rng.choice(_TOWNS), f"Tel. {rng.randint(10000, 99999)}")
        blocks.append(Text(kind="lines", text="\n".join(lines)))
    return blocks, 2, words.language


def _form(rng: random.Random, words: Words) -> Made:
    blocks: list[Block] = [Text(kind="h1", text=rng.choice(words.subjects)), _prose(rng, words, 2)]
    for _ in range(9):
        blocks.append(Text(kind="lines", text=f"{rng.choice(words.leaves)}: ____________________________"))
    return [*blocks, Text(kind="right", text="____________\n" + rng.choice(_NAMES))], 1, words.language


def _cjk_report(rng: random.Random, words: Words) -> Made:
    blocks: list[Block] = [
        Text(kind="h1", text="某某管理中心2023年度部门预算说明"),
        Text(kind="h2", text="一、主要职能"),
    ]
    for i in range(1, 7):
        blocks.append(Text(kind="p", text=f"{i}. " + "".join(rng.choice(_CJK) for _ in range(rng.randint(1, 2)))))
    blocks += [
        Text(kind="h2", text="二、机构设置"),
        Text(kind="p", text=f"本部门下属{rng.randint(3, 9)}家预算单位，具体如下："),
    ]
    for i in range(1, 8):
        blocks.append(
            Text(
                kind="lines",
                text=f"{i}. 某某区{rng.choice(('东', '西', '南'))}部服务{rng.choice(('站', '中心', '管理所'))}",
            )
        )
    blocks.append(Text(kind="h2", text="三、名词解释"))
    for term in rng.sample(_TERMS, 4):
        blocks.append(Text(kind="p", text=f"{term}：{rng.choice(_CJK)}"))
    return (
        [*blocks, Text(kind="right", text=f"某某管理中心\n2023年{rng.randint(1, 12)}月{rng.randint(1, 28)}日")],
        1,
        "zh",
    )


def _cjk_contents(rng: random.Random, words: Words) -> Made:
    blocks: list[Block] = [Text(kind="h1", text="目  录")]
    page = 1
    for i, name in enumerate(
        ("部门概况", "预算编制说明", "预算表", "其他说明", "名词解释", "附件", "绩效目标"), start=1
    ):
        page += rng.randint(4, 9)
        blocks.append(Text(kind="led", text=f"第{'一二三四五六七'[i - 1]}部分 {name}\t{page}"))
        for n in range(1, 4):
            blocks.append(Text(kind="led", text=f"{n}. {rng.choice(_TERMS)}表\t{page + n}"))
    return blocks, 1, "zh"


#: kinds without tables → blocks, columns of text, language
KINDS: dict[str, Callable[[random.Random, Words], Made]] = {
    "letter": _letter,
    "list": _list,
    "contents": _contents,
    "references": _references,
    "equations": _equations,
    "charts": _charts,
    "two_column_prose": _two_column_prose,
    "addresses": _addresses,
    "form": _form,
    "cjk_report": _cjk_report,
    "cjk_contents": _cjk_contents,
}
