"""What is printed badly: doubled words, stray characters, lost digits, mixed number formats (domain.md RM-04)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from services.validate.core.relations import Outcome
from services.validate.core.rule import Rule, declared
from services.validate.core.select import Index
from shared.model.finding import FINDING_CODES, Finding, Severity
from shared.model.fold import fold
from shared.model.page import Place
from shared.model.prose import FactKind
from shared.model.prose_patterns import NUMBERING

SOURCE = "domain.md §2.10"
_DOUBLED = re.compile(
    r"(用于|包括|主要|进行|实施|以及|按照|根据|通过|开展|负责|承担|其中|预算|支出|经费|增加|减少|原因|情况|保障|"
    r"安排|完成|提高|加强|有关|相关|工作|部门|单位|财政|用途|资金)\1"
)
_PUNCTUATION = re.compile(r"([，。；：、])\1+|[，；：、]。|。[，；、]")
_STRAY = re.compile("[\u2488-\u249b\ufffd\u3040-\u309f\u30a0-\u30fa\u2e80-\u2fdf\u0660-\u0669]")
_LOST_DIGIT = re.compile(r"(?<![\d.])00(?:\.0+)?[%％]")
_PLACEHOLDER = re.compile(r"[XＸ×]{2,}(?:万元|元|年|项|个|%|部门|单位|局)|待填写|待补充|此处填写")
_CUT_OFF = re.compile(
    r"(?:主要原因[是为]?|主要是(?:由于|因为)?|主要系(?:因)?|原因(?:[是为]|在于)|由于|是因为)[:：,，]?\s*(?:[。；;]|$)"
)


def _finding(
    code: str, rule: str, text: tuple[str, str], actual: str, place: Place, where: str,
    table: tuple[str, str] | None = None,
) -> Finding:  # fmt: skip
    return Finding(
        code=code,
        severity=FINDING_CODES[code],
        rule=rule,
        message=f"{where}：{text[0]}（{rule}）。",
        message_en=f"{where}: {text[1]} ({rule}).",
        table=table[0] if table else None,
        table_title=table[1] if table else None,
        where=where,
        actual=actual,
        page=place.page,
        line=place.line,
    )


def _around(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - 8) : match.end() + 8].replace("\n", "")


def _announcing(index: Index) -> set[tuple[Place, str]]:
    """The paragraphs that end with a colon and are carried on by a numbered one."""
    return {
        (paragraph.place, paragraph.text)
        for section in index.document.sections
        for paragraph, following in pairwise(section.paragraphs)
        if paragraph.text.endswith(("：", ":")) and NUMBERING.match(following.text)
    }


def check_words(index: Index) -> Iterator[Outcome]:
    """RM-04: doubled words and punctuation, placeholders, sentences that end after 主要原因是."""
    announced = _announcing(index)
    for text, place, where, table in index.texts:
        for pattern, code, what in (
            (_DOUBLED, "duplicated_word", ("词语重复", "a word is doubled")),
            (_PUNCTUATION, "duplicated_word", ("标点重复", "punctuation is doubled")),
            (_PLACEHOLDER, "wording_mismatch", ("留有模板的占位字", "a placeholder is left in")),
            (_CUT_OFF, "truncated_name", ("句子没有写完", "the sentence ends before its reason")),
            (
                _LOST_DIGIT,
                "suspicious_value",
                ("百分数首位数字可能丢失", "the percentage may have lost its first digit"),
            ),
        ):
            match = pattern.search(text)
            if match and not (pattern is _CUT_OFF and match.end() == len(text) and (place, text) in announced):
                shown = _around(text, match)
                yield _finding(
                    code, "RM-04", (f"{what[0]}“{shown}”", f"{what[1]}: “{shown}”"), shown, place, where, table
                )


def check_characters(index: Index) -> Iterator[Outcome]:
    """RM-04: characters that do not belong in the text (one note for each place)."""
    for text, place, where, table in index.texts:
        match = _STRAY.search(text)
        if match:
            shown = _around(text, match)
            what = (f"有异样字符“{match.group(0)}”：{shown}", f"stray character in “{shown}”")
            yield _finding("stray_character", "RM-04", what, shown, place, where, table)


def check_numbers(index: Index) -> Iterator[Outcome]:
    """RM-04: 1903 beside 1,272 in one table."""
    for view in index.views:
        table = view.table
        plain = grouped = None
        for row in table.rows:
            for cell in (row.cells[i] for i in view.money if i < len(row.cells)):
                if cell.value is None or abs(cell.value) < 1000:
                    continue
                if "," in cell.text or "，" in cell.text:
                    grouped = grouped or cell
                else:
                    plain = plain or cell
        if plain is not None and grouped is not None:
            text = (f"“{plain.text}”与“{grouped.text}”的千分位写法不一", f"“{plain.text}” beside “{grouped.text}”")
            yield _finding(
                "number_format_inconsistent",
                "RM-04",
                text,
                plain.text,
                plain.place,
                table.title,
                (table.id, table.title),
            )


def check_blocks(index: Index) -> Iterator[Outcome]:
    """RM-04: a block of the prose with amounts printed twice."""
    seen: set[int] = set()
    for fact in index.facts:
        if fact.repeated and fact.kind is FactKind.AMOUNT and fact.parent is not None and fact.section not in seen:
            seen.add(fact.section)
            section = index.document.sections[fact.section]
            shown = section.paragraphs[fact.paragraph].text[:30]
            text = (f"同一段印了两遍：“{shown}…”，合计时会重复计算", f"printed twice: “{shown}…”")
            yield _finding("duplicated_block", "RM-04", text, shown, fact.place, f"正文 / {section.title}")


def check_prose_numbers(index: Index) -> Iterator[Outcome]:
    """RM-04: 8518 万元 beside 10,327 万元 in the prose (one note)."""
    plain = grouped = None
    for section in index.document.sections:
        for paragraph in section.paragraphs:
            text = fold(paragraph.text)
            match = re.search(r"(?<![\d,.])\d{4,}(?:\.\d+)?(?=万元)", text)
            if match and plain is None:
                plain = (match.group(0), paragraph.place, section.title)
            if grouped is None and (found := re.search(r"\d{1,3}(?:,\d{3})+(?=(?:\.\d+)?万元)", text)):
                grouped = found.group(0)
    if plain is not None and grouped is not None:
        text_pair = (f"“{plain[0]}”与“{grouped}”的千分位写法不一", f"“{plain[0]}” beside “{grouped}”")
        yield _finding("number_format_inconsistent", "RM-04", text_pair, plain[0], plain[1], f"正文 / {plain[2]}")


_rule = declared(source=SOURCE, applies="所有报告", severity=Severity.WARNING, reads=lambda index: bool(index.texts))

RULES: tuple[Rule, ...] = (
    _rule("RM-04", "文字", "Wording", "无重复词、占位字、未完的句子", check_words),
    _rule("RM-04c", "字符", "Characters", "无异样字符", check_characters),
    _rule("RM-04n", "数的写法", "Number format", "千分位写法一致（表）", check_numbers),
    _rule("RM-04p", "数的写法", "Number format in the prose", "千分位写法一致（正文）", check_prose_numbers),
    _rule("RM-04b", "重复段落", "Repeated blocks", "带数额的段落不重复", check_blocks),
)
