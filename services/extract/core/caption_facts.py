"""What a line above a table says of it besides its title: unit, organisation, year."""

from __future__ import annotations

import re
from dataclasses import replace

from services.extract.core.parts import Caption
from services.extract.core.report import names_organization
from services.extract.core.table_numbers import half_width
from shared.model.fold import fold, tidy
from shared.model.numbers import UNITS
from shared.model.table import UnitSource

_UNIT = re.compile(
    r"\(?(?:(?:金额|货币|计量)?单位)\s*[：:]\s*(?:人民币)?(" + "|".join(sorted(UNITS, key=len, reverse=True)) + r")\)?"
)
#: what a table counts that counts no money: no organisation
_THINGS = (
    r"(?:百|千|万|亿)?(?:人次?|户|个|件|台|辆|套|次|张|所|家|项|份|床|头|只|株|吨|公斤|千克|公里|千米|米|平方米|平方公里|立方米|公顷|亩|千瓦时|"
    r"毫米|岁|天|年|小时)|[%％‰]"
)
#: `金额单位：人` as a form leaves it, `单位：人、万元` over a table of both
_COUNTED = re.compile(
    rf"\(?(?:金额|计量|数量)?单位\s*[：:]\s*(?:{_THINGS})(?:[、,，/](?:{_THINGS}|{'|'.join(UNITS)}))*\)?(?=\s|$)"
)
#: the unit in brackets behind a title: `收支总表（单位：万元）`
_UNIT_BEHIND = re.compile(r"(?<=\S)\((?:金额)?(?:单位:)?(" + "|".join(sorted(UNITS, key=len, reverse=True)) + r")\)$")
_ORGANIZATION = re.compile(
    r"(?:部门/单位|单位/部门|部门|单位|预算单位|编制单位|编制部门|填报单位|预算部门|申报单位|公开部门|公开单位)(?:[（(]单位[)）]|[（(]盖章[)）])?"
    r"(?:名称)?(?:[（(]盖章[)）])?\s*[：:]\s*(.*)$"
)
_YEAR_LINE = re.compile(r"^[（(]?(20\d\d)\s*年(?:度)?[)）]?$")
#: the first field of a form, beside its value: `部门（单位）名称 某局`
_FIELD = re.compile(r"部门[（(]单位[)）]名称\s*([^：:]{2,40})$")
#: the year on the line of the organisation, before or behind it
_YEAR_BESIDE = re.compile(r"^[（(]?(20\d\d)\s*年(?:度)?[)）]?\s*(?=\S)|\s*[（(]?(20\d\d)\s*年(?:度)?[)）]?$")
_YEAR = re.compile(r"(20\d\d)\s*年")
#: letters of an organisation's name without a label, at most; and what no such name holds
_LONGEST_NAME = 40
_SAID = re.compile("[，。；：、,;:!！?？…]")
DATE = re.compile(r"^(?:日期|填报日期|制表日期|公开时间)[：:]")


def year_of(text: str) -> int | None:
    """The first year that a text names."""
    found = _YEAR.search(half_width(text))
    return int(found[1]) if found else None


def read_facts(text: str) -> Caption | None:
    """Unit, organisation and year of a line that holds nothing else: `部门名称：某局 单位：万元`, `2022年度`."""
    plain = half_width(text)
    if _COUNTED.search(plain) and not (plain := tidy(_COUNTED.sub(" ", plain))):
        return Caption()
    unit = _UNIT.search(plain)
    rest = tidy(_UNIT.sub(" ", plain)) if unit else plain
    rest = tidy(DATE.sub("", rest)) if DATE.match(rest) else rest
    alone, beside = _YEAR_LINE.match(rest), _YEAR_BESIDE.search(rest)
    organization = _ORGANIZATION.match(_YEAR_BESIDE.sub("", rest))
    year = alone[1] if alone else (beside[1] or beside[2]) if beside and organization else None
    if organization and len(organization[1]) > 60:
        return None
    if not unit and not organization and not year:
        return None
    named = tidy(organization[1]) or None if organization else None
    if rest and not organization and not year:
        if not is_bare_organization(rest):
            return None
        named = rest
    return Caption(
        unit=unit[1] if unit else None,
        unit_source=UnitSource.PRINTED if unit else None,
        organization=named,
        year=int(year) if year else None,
    )


def is_bare_organization(text: str) -> bool:
    """Whether what stands beside a printed unit, or above it, is an organisation's name without any label:
    `某市档案馆 单位：元`."""
    return len(text) <= _LONGEST_NAME and _SAID.search(text) is None and names_organization(text)


def first_field(text: str) -> Caption | None:
    """The organisation of a form's first field, where it stands above the frame of the others."""
    found = _FIELD.match(half_width(text))
    return Caption(organization=found[1]) if found else None


def merge(first: Caption, second: Caption) -> Caption:
    """`first` completed with what only `second` has."""
    return replace(
        first,
        title=first.title or second.title,
        title_inferred=first.title_inferred if first.title else second.title_inferred,
        number=first.number or second.number,
        unit=first.unit or second.unit,
        unit_source=first.unit_source or second.unit_source,
        organization=first.organization or second.organization,
        year=first.year or second.year,
        head_lines=first.head_lines or second.head_lines,
        heading=first.heading or second.heading,
        place=first.place if first.title else second.place,
    )


def without_unit(caption: Caption) -> Caption:
    """The caption; a unit that its title holds in brackets behind it is the table's unit and no part of the title."""
    found = _UNIT_BEHIND.search(fold(caption.title)) if caption.title else None
    if caption.title is None or found is None:
        return caption
    title = caption.title[: max(caption.title.rfind("("), caption.title.rfind("（"))].rstrip()
    if caption.unit is not None:
        return replace(caption, title=title)
    return replace(caption, title=title, unit=found[1], unit_source=UnitSource.PRINTED)
