"""Words that do not fit this unit or this budget: levels of government mixed, items that the tables do not have, its
own name cut short (domain.md RM-02, RM-04)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from operator import add

from services.validate.core.places import BAS, ECO, ECO_BASIC, code_terms
from services.validate.core.relations import NotEvaluated, Outcome, Passed, Term
from services.validate.core.rule import Rule, declared
from services.validate.core.rules.indicators import tables as indicator_tables
from services.validate.core.select import Index
from shared.model.document import Paragraph, Section
from shared.model.finding import FINDING_CODES, Finding, Severity
from shared.model.fold import fold
from shared.model.page import Place

SOURCE = "domain.md §2.10"
_LEVEL = re.compile(r"(?<![\u4e00-\u9fff])?(市|区|县|省)(?=(财政部门|财政局))")
_DISTRICT = re.compile(r"[\u4e00-\u9fff](区|县)[\u4e00-\u9fff]")
#: items of 公用支出 as prose names them → the economic codes (款) that hold them
PUBLIC_ITEMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("水电费", ("30205", "30206")),
    ("水费", ("30205",)),
    ("电费", ("30206",)),
    ("邮电费", ("30207",)),
    ("取暖费", ("30208",)),
    ("物业管理费", ("30209",)),
    ("差旅费", ("30211",)),
    ("维修费", ("30213",)),
    ("租赁费", ("30214",)),
    ("会议费", ("30215",)),
    ("培训费", ("30216",)),
    ("公务接待费", ("30217",)),
    ("劳务费", ("30226",)),
    ("工会经费", ("30228",)),
    ("福利费", ("30229",)),
    ("公务用车运行维护费", ("30231",)),
    ("车辆运行维护费", ("30231",)),
)
_PUBLIC = re.compile(r"(?:公用支出|公用经费|商品和服务支出)[^。；;]{0,24}?(?:主要)?(?:包括|用于|是)[:：]?([^。；;]+)")
_LOST_WORD = re.compile(r"(?<=[\u4e00-\u9fff])(?<!完)完(?=次数|数量|率(?!先))")


def _note(code: str, rule: str, text: tuple[str, str], actual: str, section: Section, paragraph: Paragraph) -> Finding:
    return Finding(
        code=code,
        severity=FINDING_CODES[code],
        rule=rule,
        message=f"正文“{section.title}”{text[0]}（{rule}）。",
        message_en=f"Prose, “{section.title}”: {text[1]} ({rule}).",
        where=f"正文 / {section.title} / {actual}",
        actual=actual,
        page=paragraph.place.page,
        line=paragraph.place.line,
    )


def _paragraphs(index: Index) -> Iterator[tuple[Section, Paragraph, str]]:
    for section in index.document.sections:
        for paragraph in section.paragraphs:
            yield section, paragraph, fold(paragraph.text)


def check_levels(index: Index) -> Iterator[Outcome]:
    """One report speaks of 市财政部门 and of 区财政部门: the one that is not the unit's level is a leftover."""
    own = {"区", "县"} if _DISTRICT.search(fold(index.document.report.organization or "")) else {"市", "省"}
    first: dict[str, tuple[Section, Paragraph, str]] = {}
    for section, paragraph, text in _paragraphs(index):
        for match in _LEVEL.finditer(text):
            first.setdefault(match.group(1), (section, paragraph, match.group(1) + match.group(2)))
    if not first:
        return
    strange = [level for level in first if level not in own]
    if not strange or len(first) < 2:
        yield Passed()
        return
    for level in strange:
        section, paragraph, said = first[level]
        others = "、".join(f"“{s}”" for k, (_, _, s) in first.items() if k != level)
        text_pair = (f"写作“{said}”，别处写作{others}，层级不一", f"“{said}”, elsewhere {others}: mixed levels")
        yield _note("wording_note", "RM-04m", text_pair, said, section, paragraph)


def check_public_items(index: Index) -> Iterator[Outcome]:
    """Items that the prose lists under 公用支出 and the tables of basic expenditure do not have."""
    terms = _basic_terms(index)
    if not terms:
        return
    for section, paragraph, text in _paragraphs(index):
        match = _PUBLIC.search(text)
        if not match or re.search(r"指|是指", text[: match.start()]):
            continue
        listed = match.group(1)
        absent: list[str] = []
        for name, codes in PUBLIC_ITEMS:
            if name in listed and not any(name in a for a in absent) and not any(c in terms for c in codes):
                absent.append(name)
        if not absent:
            yield Passed()
            continue
        said = "、".join(absent)
        text_pair = (f"说公用支出包括{said}，基本支出各表没有相应科目", f"lists {said}, which the tables do not have")
        yield _note("wording_note", "RX-14", text_pair, said, section, paragraph)


def _basic_terms(index: Index) -> dict[str, Term]:
    """Economic 款 of basic expenditure that the report prints a figure for; {} where it prints only classes."""
    for kind, key in ((BAS, None), (ECO, "basic"), (ECO_BASIC, None)):
        view = index.one(kind)
        if view is None:
            continue
        found = code_terms(view, column=view.column(key) if key else None)
        own = {c: t for c, t in found.items() if len(c) == 5 and not t.amount.exact}
        if any(c.startswith("302") for c in own):
            # A blank or an exact zero is no expenditure; a printed 0 among other figures may be a little.
            return own if key is None else {c: t for c, t in own.items() if t.amount.value}
    return {}


def check_own_name(index: Index) -> Iterator[Outcome]:
    """The unit's own name without its last character, within a sentence."""
    name = fold(index.document.report.organization or "")
    if len(name) < 8:
        return
    cut = re.compile(re.escape(name[:-1]) + rf"(?!{re.escape(name[-1])})(?=[\u4e00-\u9fff])")
    for section, paragraph, text in _paragraphs(index):
        match = cut.search(text)
        if match:
            shown = text[match.start() : match.end() + 6]
            text_pair = (
                f"“{shown}…”的单位名称少了“{name[-1]}”，应为“{name}”",
                f"“{shown}…” lacks the last character of the unit's name “{name}”",
            )
            yield _note("truncated_name", "RM-02n", text_pair, shown, section, paragraph)


def check_lost_words(index: Index) -> Iterator[Outcome]:
    """RM-04: 完次数 for 完成次数 in the names of indicators."""
    for view in index.views:
        column = next((i for i, c in enumerate(view.table.columns) if c.key == "indicator.level3"), None)
        for row in range(len(view.table.rows)) if column is not None else ():
            name = view.text(row, column or 0)
            if _LOST_WORD.search(name):
                yield Finding(
                    code="wording_note",
                    severity=FINDING_CODES["wording_note"],
                    rule="RM-04w",
                    message=f"《{view.title}》的指标“{name}”可能少字（“完成”）（RM-04w）。",
                    message_en=f"{view.title}: the indicator “{name}” may lack a character (RM-04w).",
                    table=view.table.id,
                    table_title=view.title,
                    where=f"{name} / {view.head(column or 0)}",
                    cells=(view.ref(row, column or 0),),
                    actual=name,
                    page=view.cell(row, column or 0).place.page,
                    line=view.cell(row, column or 0).place.line,
                )


_CJK = re.compile(r"[\u4e00-\u9fff]+")
_CONTEXT = 4
#: characters of a report; what is longer is a collection, and comparing it would take its memory
_LONGEST = 300_000
#: characters that are rightly exchanged within the same words
_ALTERNATIVES = set(
    "一二三四五六七八九十上下前后左右内外大小多少高低新旧本各每该市区县省局处科年月日季周有无不可和与及或的等为是在"
    "增减收支加长所而专通优良差类款项"
)


def check_variants(index: Index) -> Iterator[Outcome]:
    """RM-04v: one phrase with two characters in one place (中裁, 仲裁), the rarer a pair that stands nowhere else."""
    known = [("".join(_CJK.findall(t)), place, where, table) for t, place, where, table in index.texts]
    if sum(len(letters) for letters, *_ in known) > _LONGEST:
        yield NotEvaluated(where="正文", why="文字过长，用语没有逐字比较")
        return
    several = _several_forms(letters for letters, *_ in known)
    if not several:
        return
    pairs = Counter(pair for letters, *_ in known for pair in map(add, letters, letters[1:]))
    for context, chars in several.items():
        if len(chars) != 2 or chars & _ALTERNATIVES:
            continue
        before, behind = context[:_CONTEXT], context[_CONTEXT:]
        rare, usual = sorted((before + c + behind for c in sorted(chars)), key=lambda a: _commonness(a, pairs))
        if _commonness(rare, pairs) == 1 and _commonness(usual, pairs) >= 2:
            last = next(k for k in reversed(known) if rare in k[0])
            yield _variant(rare, usual, *last[1:])


def _several_forms(texts: Iterable[str]) -> dict[str, set[str]]:
    """The characters on both sides of a place → the characters between them, where there are several."""
    first: dict[str, str] = {}
    several: dict[str, set[str]] = {}
    for letters in texts:
        for at in range(_CONTEXT, len(letters) - _CONTEXT):
            context = letters[at - _CONTEXT : at] + letters[at + 1 : at + 1 + _CONTEXT]
            own = letters[at]
            if (known := first.setdefault(context, own)) is not own and known != own:
                several.setdefault(context, {known}).add(own)
    return several


def _commonness(around: str, pairs: Counter[str]) -> int:
    """How often the middle character stands with its neighbour: the more frequent of its two pairs."""
    middle = around[_CONTEXT - 1 : _CONTEXT + 2]
    return max(pairs[middle[:2]], pairs[middle[1:]])


def _variant(rare: str, usual: str, place: Place, where: str, table: tuple[str, str] | None) -> Finding:
    return Finding(
        code="ocr_misread",
        severity=FINDING_CODES["ocr_misread"],
        rule="RM-04v",
        message=f"{where}：“{rare}”在别处作“{usual}”，“{rare[_CONTEXT]}”可能是“{usual[_CONTEXT]}”的误读（RM-04v）。",
        message_en=f"{where}: “{rare}” is “{usual}” elsewhere and may be misread (RM-04v).",
        table=table[0] if table else None,
        table_title=table[1] if table else None,
        where=where,
        expected=usual,
        actual=rare,
        page=place.page,
        line=place.line,
        proposal=f"“{rare}”可能应为“{usual}”",
    )


_rule = declared(source=SOURCE, applies="有文字部分的报告", severity=Severity.INFO)
_scan = declared(
    source=SOURCE, applies="有文字部分的报告", severity=Severity.INFO, reads=lambda index: any(_paragraphs(index))
)
_named = declared(
    source=SOURCE, applies="绩效指标表", severity=Severity.INFO, reads=lambda index: any(indicator_tables(index))
)

RULES: tuple[Rule, ...] = (
    _scan("RM-04m", "层级用语", "Levels of government", "市、区财政部门只用本单位的一级", check_levels),
    _rule(
        "RX-14", "公用支出的内容", "Items of public expenditure", "正文列举的费用 ⊆ 基本支出各款", check_public_items
    ),
    _scan("RM-02n", "单位名称缺字", "Own name cut short", "正文中的单位名称完整", check_own_name),
    _scan("RM-04v", "同一用语两种写法", "Variants", "同一用语前后一致", check_variants),
    _named("RM-04w", "指标名称缺字", "Indicator names", "指标名称完整", check_lost_words),
)
