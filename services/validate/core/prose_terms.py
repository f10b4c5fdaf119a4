"""Figures of the prose as terms, and what in the tables each of them speaks of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from services.validate.core import places as b
from services.validate.core import three_public
from services.validate.core.amounts import ZERO, Amount
from services.validate.core.entries import EntryKind
from services.validate.core.relations import Term
from services.validate.core.select import Index, View
from shared.model.fold import fold
from shared.model.numbers import UNITS
from shared.model.prose import FactKind, ProseFact

#: many rules ask for the subjects of one report
_REMEMBERED = 1 << 12
GLOSSARY = re.compile(r"名词解释|概念解释|专业名词|术语")
#: 其中 and 包括 of these groups list everything
CLOSED_GROUPS = (
    frozenset({"货物", "工程", "服务"}),
    frozenset({"购置", "运行"}),
    frozenset({"基本支出", "项目支出"}),
    frozenset({"人员", "公用"}),
)


def is_glossary(index: Index, fact: ProseFact) -> bool:
    """Whether the fact stands in the part that explains terms."""
    sections = index.prose
    level = sections[fact.section].level
    if GLOSSARY.search(sections[fact.section].title):
        return True
    for at in range(fact.section - 1, -1, -1):
        if sections[at].level < level:
            return bool(GLOSSARY.search(sections[at].title))
    return False


def term_of(fact: ProseFact, label: str | None = None) -> Term:
    """The figure as a term. `fact.amount` must be printed."""
    name = label or f"{fact.subject}{fact.measure}"
    return Term(
        amount=Amount(
            value=fact.amount or ZERO,
            places=fact.decimals,
            unit=UNITS.get(fact.unit or "", UNITS["万元"]),
            signed=fact.kind is FactKind.DELTA,
        ),
        label=name,
        place=fact.place,
        unit_name=fact.unit,
    )


def place_in_text(index: Index, fact: ProseFact) -> str:
    """`第三部分 … / 公用支出28万元` for the `where` of a finding."""
    title = index.prose[fact.section].title
    return f"正文 / {title} / {fact.subject}{fact.measure}{fact.printed}"


def subject_key(fact: ProseFact) -> str:
    """The folded subject without its year and quotes."""
    return _subject_key(fact.subject)


@lru_cache(maxsize=_REMEMBERED)
def _subject_key(subject: str) -> str:
    plain = re.sub(r"^(?:20\d\d年|本年|今年)", "", fold(subject).replace('"', ""))
    return re.sub(r"^(?:其中|用于)[:：]?", "", plain)


#: a place in the tables, or several that add up to the quantity (公用支出 = 302 + 310)
Sum = tuple[Term, ...]
Find = Callable[[Index], Iterator[Sum]]


def _terms(*terms: Term | None) -> Iterator[Sum]:
    yield from ((t,) for t in terms if t is not None)


def _closings(index: Index, side: int) -> Iterator[Sum]:
    for kind in (b.SUM, b.FIS):
        yield from ((t,) for _, t in b.closing(index.one(kind), side))


def _income(index: Index) -> Iterator[Sum]:
    yield from _closings(index, 0)
    yield from _terms(b.whole(index.one(b.INC)))


def _spending(index: Index) -> Iterator[Sum]:
    yield from _closings(index, 1)
    yield from _terms(b.whole(index.one(b.EXP)))
    if b.whole(index.one(b.EXP)) is not None or index.one(b.SUM) is not None:
        # The general budget is the whole of many units' spending, but not where only it was read.
        yield from _terms(b.whole(index.one(b.FUN)))


def _either(index: Index) -> Iterator[Sum]:
    yield from _income(index)
    yield from _spending(index)


def _basic(index: Index) -> Iterator[Sum]:
    yield from _terms(
        b.whole(index.one(b.EXP), "basic"),
        b.whole(index.one(b.BAS)),
    )
    if b.whole(index.one(b.EXP), "basic") is not None or not index.damaged:
        yield from _terms(
            b.whole(index.one(b.FUN), "basic"), b.whole(index.one(b.ECO), "basic"), b.whole(index.one(b.ECO_BASIC))
        )


def _project(index: Index) -> Iterator[Sum]:
    yield from _terms(
        b.whole(index.one(b.EXP), "project"),
        b.whole(index.one(b.PRJ)),
    )
    if b.whole(index.one(b.EXP), "project") is not None or not index.damaged:
        yield from _terms(b.whole(index.one(b.FUN), "project"))


def _economic(*classes: str, others: bool = False) -> Find:
    """基本支出 of economic classes; `others`: of all classes but these (公用 is what is neither 301 nor 303)."""

    def find(index: Index) -> Iterator[Sum]:
        for view, column in _basic_columns(index):
            codes = {c: t for c, t in b.code_terms(view, column=column).items() if len(c) == 3 and c[0] == "3"}
            if not others:
                if all(c in codes for c in classes):
                    yield tuple(codes[c] for c in classes)
                continue
            # A printed 0 among other figures may be a little: it counts.
            rest = tuple(t for c, t in codes.items() if c not in classes and (t.amount.value or not t.amount.exact))
            if len(rest) > 1:
                yield rest
            if "302" in codes:
                yield (codes["302"],)

    return find


def _basic_columns(index: Index) -> Iterator[tuple[View, int | None]]:
    basic, economic, only = index.one(b.BAS), index.one(b.ECO), index.one(b.ECO_BASIC)
    if basic is not None:
        yield basic, None
    if economic is not None and economic.column("basic") is not None:
        yield economic, economic.column("basic")
    if only is not None:
        yield only, None


def _personnel(key: str, find_classes: Find) -> Find:
    def find(index: Index) -> Iterator[Sum]:
        yield from _terms(b.basic_part(index.one(b.ECO_BASIC), key), b.basic_part(index.one(b.SUM), key))
        yield from find_classes(index)

    return find


def public_sums(index: Index) -> Iterator[Sum]:
    """The 公用 part of basic expenditure as the tables print it."""
    yield from _personnel("public", _economic("301", "303", others=True))(index)


def _procurement(index: Index) -> Iterator[Sum]:
    yield from _terms(b.whole(index.one(b.EXP), "procurement.subtotal"))


def _operating(index: Index) -> Iterator[Sum]:
    yield from _terms(b.whole(index.one(b.THREE), "operating_costs"))


def _fiscal(side: int) -> Find:
    """财政拨款收入/支出: the totals of the fiscal table, or its row in 收支总表."""

    def find(index: Index) -> Iterator[Sum]:
        yield from ((t,) for _, t in b.closing(index.one(b.FIS), side))
        for name in ("财政拨款收入", "财政拨款", "政府预算拨款"):
            yield from _side_name(name)(index) if side == 0 else ()

    return find


def _whole(*kinds: str) -> Find:
    def find(index: Index) -> Iterator[Sum]:
        for kind in kinds:
            view = index.one(kind)
            yield from _terms(b.whole(view) or b.nothing(view))

    return find


def _three(key: str) -> Find:
    def find(index: Index) -> Iterator[Sum]:
        yield from _terms(three_public.amount(index, key, index.document.report.year))

    return find


def _side_name(name: str) -> Find:
    def find(index: Index) -> Iterator[Sum]:
        for kind in (b.SUM, b.FIS):
            view = index.one(kind)
            if view is not None and view.is_balance:
                yield from _terms(b.income_named(view, name))

    return find


#: who a total is of: nobody named, 本部门, or a body's name; other words before it make it an item of its own
_BODY = (
    r"(?:(?:本|我|全)?(?:部门|单位|系统)"
    r"|[^()\"]{1,40}(?:局|厅|部|委|办|院|所|站|馆|校|园|队|会|处|社|台|团|镇|乡|中心|街道|机关|学校|集团)"
    r"(?:\((?:部门|单位|本级|本部|机关|汇总)\))?(?:部门|单位)?(?:本级)?)?(?:的)?"
)
#: subject pattern (whole folded subject) → places in the tables that it can mean, the likeliest first
SUBJECTS: tuple[tuple[re.Pattern[str], Find], ...] = tuple(
    (re.compile(pattern), find)
    for pattern, find in (
        (_BODY + r"(?:预算收入|收入总?预算)(?:总额|总计|合计)?", _income),
        (_BODY + r"(?:预算支出|支出总?预算)(?:总额|总计|合计)?", _spending),
        (r"(?:本年|部门)?收入(?:预算|决算)?(?:总计|总额|合计)", _income),
        (r"(?:本年|部门)?支出(?:预算|决算)?(?:总计|总额|合计)", _spending),
        (_BODY + r"(?:本年)?收、?支(?:总)?(?:预算)?|收入支出", _either),
        (r"总收入", _income),
        (r"总支出", _spending),
        (r"基本支出", _basic),
        (r"项目支出", _project),
        (r"人员支出|工资福利支出", _economic("301")),
        (r"商品和服务支出", _economic("302")),
        (r"公用支出", _economic("301", "303", others=True)),
        (r"对?个人和家庭的?补助(?:支出)?", _economic("303")),
        (r"人员经费", _personnel("personnel", _economic("301", "303"))),
        (r"(?:日常)?公用经费", _personnel("public", _economic("301", "303", others=True))),
        (r".{0,40}政府采购(?:项目|预算)?(?:总额)?", _procurement),
        (r".{0,30}三公\"?经费(?:一般公共预算|财政|拨款|支出|预算|决算|总额|合计){0,5}", _three(three_public.TOTAL)),
        (r"因公出国\(境\)(?:费|费用|经费)", _three(three_public.ABROAD)),
        (r"公务接待(?:费|费用|经费)", _three(three_public.RECEPTION)),
        (r"公务用车购置(?:和|及)运行(?:维护)?费", _three(three_public.VEHICLES)),
        (r"公务用车购置费", _three(three_public.PURCHASE)),
        (r"公务用车运行(?:维护)?费", _three(three_public.OPERATION)),
        (r".{0,60}机关运行经费(?:财政拨款)?(?:支出)?", _operating),
        (r"一般公共预算(?:财政)?拨款(?:收入)?", _side_name("一般公共预算拨款")),
        (r"政府性基金预算(?:财政)?拨款(?:收入)?", _side_name("政府性基金预算拨款")),
        (r"国有资本经营预算(?:财政)?拨款(?:收入)?", _side_name("国有资本经营预算拨款")),
        (r"财政拨款(?:收、?支|收入支出)(?:总)?", _fiscal(1)),
        (r"财政拨款收入", _fiscal(0)),
        (r"财政拨款支出", _fiscal(1)),
        (r"一般公共预算(?:财政)?拨款支出", _whole(b.FUN)),
        (r"政府性基金(?:预算)?(?:财政)?拨款支出", _whole(b.FUND)),
        (r"国有资本经营(?:预算)?(?:财政)?拨款支出", _whole(b.SOE)),
        (r"事业单位经营收入", _side_name("事业单位经营收入")),
        (r"其他收入", _side_name("其他收入")),
        (r"事业收入", _side_name("事业收入")),
        (r"上年结余、?结转", _side_name("上年结余、结转")),
    )
)


_WHOLE = re.compile(_BODY + r"(收入|支出)")


def project_terms(index: Index) -> dict[str, list[Term]]:
    """Folded project name → its amounts in 项目支出总表 and 重点项目."""
    found: dict[str, list[Term]] = {}
    for kind in (b.PRJ, "key_project_targets", "project_performance_targets"):
        for view in index.kinds.get(kind, []):
            column = view.total_column
            if column is None or not view.trees:
                continue
            for entry in view.trees[0].entries:
                term = view.term(entry, column)
                if entry.kind is EntryKind.ITEM and term is not None and len(entry.bare) >= 3:
                    found.setdefault(entry.bare, []).append(term)
    return found


def code_name_terms(view: View, basic: bool = False) -> dict[str, list[Term]]:
    """Folded code name → its amounts in the general budget by function; names that several codes share give several."""
    found: dict[str, list[Term]] = {}
    column = view.total_column
    if column is None:
        return found
    for tree in view.trees:
        for entry in tree.entries:
            term = view.term(entry, column)
            if entry.code and term is not None and entry.kind is EntryKind.ITEM:
                found.setdefault(entry.bare, []).append(term)
    return found


def candidates(index: Index, fact: ProseFact) -> Sequence[Sum]:
    """The places in the tables that the subject can mean; () for a subject that the tables do not have."""
    key = subject_key(fact).removeprefix(fold(index.document.report.organization or "\0"))
    key = re.sub(r"20\d\d年度?|^各单位|^(?:预算)?安排", "", key)
    whole = _WHOLE.fullmatch(key)
    if whole and (fold(fact.subject).startswith("本年") or re.search("预算|决算|总计|合计|总额", fact.measure)):
        return tuple((_income if whole.group(1) == "收入" else _spending)(index))
    find = _finder(key)
    return tuple(find(index)) if find else ()


@lru_cache(maxsize=_REMEMBERED)
def _finder(key: str) -> Find | None:
    return next((find for pattern, find in SUBJECTS if pattern.fullmatch(key)), None)
