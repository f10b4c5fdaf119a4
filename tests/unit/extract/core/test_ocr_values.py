"""What columns and code lists say of cells that OCR doubted."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from services.extract.core import ocr_values
from services.extract.core.figure_forms import Form, fitting, form_of, forms_of
from services.extract.core.joining.stitch import Joined
from services.extract.core.names import distance
from services.extract.core.ocr_values import (
    expected,
    head_confidence,
    is_near,
    limited,
    mended,
    named,
    separated,
)
from services.extract.core.parts import Caption, Part, Slot
from services.extract.core.templates import ColumnTemplate, HeadTemplate, TableTemplate
from shared.codes import load
from shared.model.numbers import parse_number
from shared.model.page import DOUBT, SURE, Fragment, GridSource
from shared.model.table import Cell, Column, Role, Row, RowKind, Table

AMOUNT = Column(path=("预算数",), role=Role.AMOUNT)
CODE = Column(path=("科目编码",), role=Role.CODE, key="code")
LABEL = Column(path=("科目名称",), role=Role.LABEL, key="name")


def cell(text: str, confidence: float = 0.5) -> Cell:
    return Cell(text=text, value=parse_number(text), raw=(text,), confidence=confidence)


def codes_of(found: Cell) -> list[str]:
    return [r.code for r in found.repairs]


def test_a_lone_stroke_among_amounts_is_a_dash() -> None:
    found = mended(cell("一"), AMOUNT)
    assert (found.text, found.raw, codes_of(found)) == ("—", ("一",), ["ocr_dash"])
    assert mended(cell("_一"), AMOUNT).text == mended(cell("二"), AMOUNT).text == "—"
    assert mended(cell("二", 0.9), AMOUNT).text == "二"
    assert mended(cell("•"), AMOUNT).text == "—"
    assert mended(cell("一"), LABEL).text == "一"


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("1O5", "105"),
        ("l2,34O", "12,340"),
        ("45。6", "45.6"),
        ("9，876", "9,876"),
        ("9;876.50", "9,876.50"),
        ("1,234；567", "1,234,567"),
        ("O", "0"),
        ("()", "0"),
        ("0)", "0"),
    ],
)
def test_letters_among_digits_are_digits(read: str, meant: str) -> None:
    found = mended(Cell(text=read, raw=(read,), confidence=0.6), AMOUNT)
    assert found.text == meant
    assert found.value == Decimal(meant.replace(",", ""))
    assert codes_of(found) == ["ocr_digit"]


def test_ones_that_look_like_letters() -> None:
    assert mended(cell("II"), CODE).text == "11"
    assert mended(cell("II"), LABEL).text == "II"
    assert mended(cell("3.265.III"), AMOUNT, Form(decimals=0, grouped=True)).text == "3,265,111"


@pytest.mark.parametrize("text", ["SOLO", "B组", "无", "同上", "12;34"])
def test_words_stay_words(text: str) -> None:
    assert mended(cell(text), AMOUNT) == cell(text)


def test_what_was_read_surely_is_left_alone() -> None:
    sure = cell("一", 0.999)
    assert mended(sure, AMOUNT) is sure


def test_digits_that_are_no_number_were_misread_however_surely() -> None:
    found = mended(cell("255:20", 0.998), AMOUNT)
    assert (found.text, codes_of(found)) == ("255.20", ["ocr_digit"])
    assert mended(cell("2:3", 0.998), LABEL).text == "2:3"
    assert expected(cell("25:2:0", 0.998), AMOUNT).confidence == DOUBT


def test_codes_are_digits() -> None:
    assert mended(cell("2O8O5"), CODE).text == "20805"


@pytest.mark.parametrize(
    ("read", "form", "meant"),
    [
        ("5.358.7", None, "5,358.7"),  # only one way to group it
        ("18.716", Form(decimals=0, grouped=True), "18,716"),
        ("6.671523.05", Form(decimals=2, grouped=True), "6,671,523.05"),
        ("7101.083", Form(decimals=0, grouped=True), "7,101,083"),
        ("18.716", None, None),  # nothing says which
        ("18.716", Form(decimals=2, grouped=True), None),  # the column does not say so either
        ("12.34", Form(decimals=2, grouped=False), "12.34"),
        ("12.345.678", None, "12,345,678"),
        ("2.627..385.81", Form(decimals=2, grouped=True), "2,627,385.81"),  # a point that was read twice
        ("4,22473", Form(decimals=2, grouped=True), "4,224.73"),  # the point was passed over
        ("1,11.00", Form(decimals=2, grouped=True), None),  # a digit was: 1,?11.00
        ("2,4000", Form(decimals=2, grouped=True), None),
        ("5.35.7", None, None),
    ],
)
def test_separators_by_groups_and_column(read: str, form: Form | None, meant: str | None) -> None:
    assert separated(read, form) == meant


@pytest.mark.parametrize(
    ("read", "confidence", "form", "meant"),
    [
        ("18.716", 0.5, Form(decimals=0, grouped=True, all_alike=True), "18,716"),
        ("12,345.678", 0.999, Form(decimals=0, grouped=True, all_alike=True), "12,345,678"),  # both readings agree
        ("18.716", 0.5, Form(decimals=0, grouped=True), "18.716"),  # a column written in several ways
        ("18.716", 0.5, Form(decimals=0, grouped=False, all_alike=True), "18.716"),
        ("18.71", 0.5, Form(decimals=0, grouped=True, all_alike=True), "18.71"),
        ("1,250.40", 0.999, Form(decimals=2, grouped=True, all_alike=True), "1,250.40"),
    ],
)
def test_a_number_is_another_only_where_all_of_its_column_says_so(
    read: str, confidence: float, form: Form, meant: str
) -> None:
    found = mended(cell(read, confidence), AMOUNT, form)
    assert (found.text, found.value) == (meant, parse_number(meant))
    assert codes_of(found) == ([] if meant == read else ["ocr_separator"])


@pytest.mark.parametrize(
    ("read", "form", "meant"),
    [
        ("38950.", None, "38950"),
        ("3.07.", Form(decimals=2, grouped=True), "3.07"),
        ("154.", Form(decimals=2, grouped=True), "154."),
    ],
)
def test_a_point_behind_a_figure_is_a_speck_unless_decimals_are_lost(read: str, form: Form | None, meant: str) -> None:
    found = mended(cell(read, 0.5), AMOUNT, form)
    assert found.text == meant
    assert codes_of(found) == ([] if meant == read else ["ocr_separator"])


def test_the_form_of_a_column_is_that_of_its_sure_figures() -> None:
    sure = [cell(t, 0.999) for t in ("1,250", "18,716", "3")]
    assert form_of([*sure, cell("2.5")]) == Form(decimals=0, grouped=True, all_alike=True)
    assert form_of([*sure, cell("17250", 0.999)]) == Form(decimals=0, grouped=True)
    assert form_of(sure[:2]) is None
    assert form_of([*sure, cell("2.5", 0.999)]) is None


def row(*cells: Cell, code: str | None = None) -> Row:
    return Row(cells=cells, kind=RowKind.ITEM, code=code)


def test_a_name_one_character_off_is_the_lists() -> None:
    read = row(cell("20805", 0.999), cell("行政亊业单位养老支出"), code="20805")
    found = named(read, (CODE, LABEL), load())[1]
    assert found.text == "行政事业单位养老支出"
    assert (found.raw, codes_of(found)) == (("行政亊业单位养老支出",), ["ocr_name"])


def test_a_name_that_is_the_lists_is_confirmed_and_another_is_not() -> None:
    same = row(cell("20805", 0.999), cell("行政事业单位养老支出"), code="20805")
    other = row(cell("20805", 0.999), cell("城乡社区管理"), code="20805")
    assert named(same, (CODE, LABEL), load())[1].confidence == ocr_values.CONFIRMED
    assert named(other, (CODE, LABEL), load())[1] == cell("城乡社区管理")


def test_a_doubted_name_may_be_further_off_where_its_code_is_sure() -> None:
    read = row(cell("20899", 0.999), cell("其他社会保障和.尤业支出"), code="20899")
    found = named(read, (CODE, LABEL), load())[1]
    assert (found.text, codes_of(found)) == ("其他社会保障和就业支出", ["ocr_name"])
    assert found.confidence <= DOUBT
    surer = (cell("20899", 0.999), cell("其他社会保障和.尤业支出", 0.9))
    assert named(row(*surer, code="20899"), (CODE, LABEL), load()) == surer


@pytest.mark.parametrize(
    ("code", "read", "meant"),
    [
        ("2089999", "其他社障和就支出\ufffd\ufffd", "其他社会保障和就业支出"),
        ("2080506", "机关事业单位基本养老呆险缴费支出", None),  # 2080505: the code was misread
        ("2080506", "章用专某", None),
        ("2080801", "死亡", "死亡抚恤"),  # 司法 and 体育 are as near, but do not begin so
        ("2080802", "死亡", None),
    ],
)
def test_a_code_and_a_name_both_in_doubt_bear_each_other_out_where_no_other_name_is_as_near(
    code: str, read: str, meant: str | None
) -> None:
    found = named(row(cell(code), cell(read), code=code), (CODE, LABEL), load())[1]
    assert (found.text, codes_of(found)) == ((meant, ["ocr_name"]) if meant else (read, []))
    assert found.confidence <= DOUBT


@pytest.mark.parametrize(
    ("read", "confidence", "meant"),
    [
        ("五、科学技木支出", 0.5, "五、科学技术支出"),
        ("五、科学技木支出", 0.9, "五、科学技木支出"),  # sure enough to be what the document prints
        ("五、科学技术支出", 0.5, "五、科学技术支出"),
        ("道路巡查支出", 0.5, "道路巡查支出"),  # no name of the lists is near
        ("行政运彳", 0.5, "行政运彳"),  # too short to say
        ("1.因公出国（境）费", 0.5, "1.因公出国（境）费"),  # the lists say 费用, reports say both
    ],
)
def test_a_name_without_a_code_is_the_only_one_of_the_lists_near_to_it(
    read: str, confidence: float, meant: str
) -> None:
    (found, _) = named(row(cell(read, confidence), cell("12", 0.999)), (LABEL, AMOUNT), load())
    assert found.text == meant
    assert codes_of(found) == ([] if meant == read else ["ocr_name"])


def test_both_halves_of_a_balance_are_held_against_the_lists() -> None:
    read = row(cell("上级补助收入", 0.999), cell("12", 0.999), cell("行政事业单立养老支出"), cell("13", 0.999))
    found = named(read, (LABEL, AMOUNT, LABEL, AMOUNT), load())
    assert [c.text for c in found] == ["上级补助收入", "12", "行政事业单位养老支出", "13"]


def test_near_and_far() -> None:
    assert distance("博物馆", "博物馆官") == 1
    assert is_near("机关事业单位基木养老保险缴费支出", "机关事业单位基本养老保险缴费支出")
    assert not is_near("退休", "离休")


def test_an_amount_is_worth_no_more_than_its_label_and_head() -> None:
    cells = (cell("博物馆官", 0.5), cell("12", 0.999), cell("13", 0.999))
    columns = (LABEL, AMOUNT, AMOUNT)
    assert [c.confidence for c in limited(cells, columns, (1, 1, 1))] == [0.5, 0.5, 0.5]
    sure = (cell("博物馆", 0.999), *cells[1:])
    assert [c.confidence for c in limited(sure, columns, (1, 0.6, 1))] == [0.999, 0.6, 0.999]


def test_the_amounts_of_a_balances_halves_are_labelled_apart() -> None:
    cells = (cell("收入", 0.5), cell("12", 0.999), cell("支出", 0.999), cell("13", 0.999))
    found = limited(cells, (LABEL, AMOUNT, LABEL, AMOUNT), (1, 1, 1, 1))
    assert [c.confidence for c in found] == [0.5, 0.5, 0.5, 0.999]


def joined(page: int | None, head_confidence: float = 1.0) -> Joined:
    texts = ("科目编码", "科目名称", "预算数")
    head = tuple(
        Slot(row=0, col=i, text=t, fragments=(Fragment(text=t, confidence=head_confidence),))
        for i, t in enumerate(texts)
    )
    part = Part(
        caption=Caption(), source=GridSource.RULED, matrix=(head,), cols=3, head_rows=1, page=page,
        columns=(CODE, LABEL, AMOUNT),
    )  # fmt: skip
    return Joined(caption=Caption(), columns=(CODE, LABEL, AMOUNT), parts=(part,), template=None, notes=(), repairs=())


def test_a_figure_without_the_columns_decimals_is_doubted() -> None:
    texts = ["278.53", "1,204.10", "33.00", "91683", "7.25", "0", "18.40"]
    form = form_of([cell(t, 0.999) for t in texts])
    found = {t: fitting(cell(t, 0.999), form).confidence for t in texts}
    assert [t for t, confidence in found.items() if confidence < SURE] == ["91683"]


def test_a_column_written_in_two_ways_has_no_form() -> None:
    assert form_of([cell(t, 0.999) for t in ("12.5", "13.5", "14.5", "40", "50")]) is None


def test_of_a_doubted_column_all_separators_are_those_of_thousands_where_three_digits_stand_behind_each() -> None:
    read = [cell(t) for t in ("3.265.111", "503.462", "84.470", "12")]
    form = form_of(read)
    assert [mended(c, AMOUNT, form).text for c in read] == ["3,265,111", "503,462", "84,470", "12"]
    assert form_of([cell(t) for t in ("503.462", "84.470", "7.125")]) is None, "they may be decimals"
    assert form_of([cell(t) for t in ("3,265.11", "503.462", "84.470", "7.125")]) is None


def test_a_head_that_is_not_the_templates_is_worth_what_was_read() -> None:
    column = Column(path=("2023年预算数", "小计"), role=Role.AMOUNT, key="total")
    known = ColumnTemplate(path=("{Y}年预算数", "小计"), role=Role.AMOUNT, key="total")
    table = TableTemplate(family="f", kind="k", titles=("支出总表",), heads=(HeadTemplate(columns=(known,)),))
    slot = Slot(row=0, col=0, text="小计", fragments=(Fragment(text="小计", confidence=0.4),))
    part = Part(
        caption=Caption(), source=GridSource.RULED, matrix=((slot,),), cols=1, head_rows=1, page=1, columns=(column,)
    )
    read = Joined(caption=Caption(), columns=(column,), parts=(part,), template=table, notes=(), repairs=())
    assert head_confidence(read) == (1.0,)
    other = replace(read, columns=(replace(column, path=("一2023年预算数", "小计")),))
    assert head_confidence(other) == (0.4,)


def test_the_year_of_a_templates_head_is_worth_what_was_read_unless_another_text_has_it() -> None:
    column = Column(path=("2023年预算数",), role=Role.AMOUNT, key="total")
    known = ColumnTemplate(path=("{Y}年预算数",), role=Role.AMOUNT, key="total")
    table = TableTemplate(family="f", kind="k", titles=("支出总表",), heads=(HeadTemplate(columns=(known, known)),))

    def heads(*confidences: float) -> tuple[float, ...]:
        slots = tuple(
            Slot(row=0, col=i, text="2023年预算数", fragments=(Fragment(text="2023年预算数", confidence=c),))
            for i, c in enumerate(confidences)
        )
        columns = (column,) * len(slots)
        part = Part(
            caption=Caption(), source=GridSource.RULED, matrix=(slots,), cols=len(slots), head_rows=1, page=1,
            columns=columns,
        )  # fmt: skip
        return head_confidence(
            Joined(caption=Caption(), columns=columns, parts=(part,), template=table, notes=(), repairs=())
        )

    assert heads(0.5, 0.5) == (0.5, 0.5)
    assert heads(0.5, 0.999) == (1.0, 1.0)


def test_a_misread_code_gives_the_row_its_code() -> None:
    read = row(cell("2O805", 0.6), cell("行政事业单位养老支出", 0.999), cell("278.53", 0.999))
    (found,) = ocr_values.settled([read], joined(page=1), load(), {1})
    assert found.code == "20805"
    assert found.cells[2].confidence < SURE


def test_a_row_that_lost_its_code_among_rows_with_codes_is_no_sure_one() -> None:
    names = (
        "行政运行",
        "机关服务",
        "信息化建设",
        "事业运行",
        "一般行政管理事务",
        "专项业务",
        "政务公开",
        "信访",
        "参事",
        "法制",
    )
    rows = [row(cell(str(2010101 + i), 0.999), cell(n, 0.999), cell("7.10", 0.999)) for i, n in enumerate(names)]
    lost = row(cell("", 1), cell("卫生健康支出", 0.999), cell("41.71", 0.999))
    total = replace(row(cell("", 1), cell("合计", 0.999), cell("77.21", 0.5)), kind=RowKind.TOTAL, code=None)
    found = ocr_values.settled([*rows, lost, total], joined(page=1), load(), {1})
    assert [c.confidence for c in found[-2].cells[1:]] == [ocr_values.NAMELESS] * 2
    assert [c.confidence for c in found[-1].cells[1:]] == [0.999, 0.5]
    assert found[0].cells[2].confidence == 0.999


def test_what_stands_under_no_head_is_never_sure() -> None:
    table, headless = joined(page=1), (CODE, LABEL, replace(AMOUNT, path=("",)))
    read = row(cell("20805", 0.999), cell("行政事业单位养老支出", 0.995), cell("278.53", 0.999))
    whole = ocr_values.settled([read], table, load(), {1})[0].cells
    found = ocr_values.settled([read], replace(table, columns=headless), load(), {1})[0].cells
    assert found[2].confidence <= ocr_values.NAMELESS
    assert found[:2] == whole[:2]


def test_a_code_without_a_name_among_rows_with_names_is_no_sure_one_and_a_total_is() -> None:
    columns = (CODE, LABEL, AMOUNT)
    named_columns = (False, True, True)
    piece = (cell("30102", 0.999), cell("", 1), cell("710", 0.999))
    total = (cell("合计", 0.999), cell("", 1), cell("710", 0.999))
    assert [c.confidence for c in limited(piece, columns, (1, 1, 1), named_columns)] == [0.9, 1, 0.9]
    assert [c.confidence for c in limited(total, columns, (1, 1, 1), named_columns)] == [0.999, 1, 0.999]


def test_text_input_is_left_alone() -> None:
    read = row(cell("2O805", 0.6), cell("行政事业单位养老支出", 0.999), cell("一", 0.6))
    assert ocr_values.settled([read], joined(page=None), load(), set()) == (read,)


def test_characters_that_no_ocr_read_stay_as_printed_however_doubtful_their_place_is() -> None:
    read = row(cell("20805", 0.6), cell("行政亊业单位养老支出", 0.9), cell("2.910.121%", 0.9))
    (found,) = ocr_values.settled([read], joined(page=1), load(), {2})
    assert [(c.text, c.repairs) for c in found.cells] == [(c.text, ()) for c in read.cells]
    assert found.cells[2].confidence == 0.6


def test_a_column_without_thousands_read_surely_writes_them_as_the_other_amounts_do() -> None:
    rows = [
        Row(cells=(cell(a, 0.999), cell(b, 0.999))) for a, b in (("1,250", "3"), ("18,716", "412"), ("2,001", "57"))
    ]
    doubted = Row(cells=(cell("4,100", 0.999), cell("2.814")))
    _, form = forms_of([*rows, doubted], [AMOUNT, AMOUNT])
    assert form == Form(decimals=0, grouped=True, all_alike=True)
    assert mended(doubted.cells[1], AMOUNT, form).text == "2,814"
    plain = Row(cells=(cell("5300", 0.999), cell("7", 0.999)))
    _, form = forms_of([*rows, plain, doubted], [AMOUNT, AMOUNT])
    assert form == Form(decimals=0, grouped=False, all_alike=True)
    _, form = forms_of([*rows, doubted], [CODE, AMOUNT])
    assert form == Form(decimals=0, grouped=False, all_alike=True)


def test_a_figure_grouped_as_nobody_prints_it_keeps_its_text_and_gives_its_digits_to_the_sums() -> None:
    found = mended(cell("2,4000"), AMOUNT)
    assert (found.text, found.value, found.repairs) == ("2,4000", Decimal(24000), ())
    assert found.confidence <= DOUBT
    assert mended(cell("2,4000"), CODE).value is None


def test_a_misread_name_of_the_organisation_in_a_row_is_mended_and_others_are_not() -> None:
    labels = (cell("霖州市南泠区统计局"), cell("霖州市南泠区统计局", 0.97), cell("霁州市南泠区档案馆"), cell("合计"))
    table = Table(
        id="t1",
        title="项目支出总表",
        columns=(Column(path=("项目",), role=Role.LABEL),),
        rows=tuple(row(label) for label in labels),
    )
    found = [r.cells[0] for r in ocr_values.with_organization(table, "霁州市南泠区统计局").rows]
    assert [c.text for c in found] == ["霁州市南泠区统计局", *(c.text for c in labels[1:])]
    assert codes_of(found[0]) == ["ocr_name"]
    assert ocr_values.with_organization(table, None) == table


@pytest.mark.parametrize(
    ("text", "confidence", "worth"),
    [
        ("推进数据共享；逐步实现", 0.999, 0.98),
        ("完成全市二十个监测点位的设备更新和联网调试工作", 0.999, 0.98),
        ("业务档案整理", 0.999, 0.999),
        ("推进数据共享；逐步实现", 1.0, 1.0),
        ("推进数据共享；逐步实现", 0.7, 0.7),
    ],
    ids=["stops", "many letters", "a name", "printed digitally", "in doubt anyway"],
)
def test_a_sentence_that_ocr_read_is_never_sure(text: str, confidence: float, worth: float) -> None:
    assert ocr_values.spoken(Cell(text=text, confidence=confidence)).confidence == worth


@pytest.mark.parametrize("worth", [0.999, 0.9])
def test_a_column_of_next_to_no_figures_writes_them_as_all_of_its_table(worth: float) -> None:
    """In a table without upright rules no figure is worth more than 0.9."""
    full = ("2,368,453", "1,177,045", "707,105", "484,303", "9,738", "54,067")
    rows = [row(cell(t, worth), cell("—", 0.5)) for t in full[:-1]]
    rows += [row(cell(full[-1], worth), cell("220.829"))]
    _, form = forms_of(rows, [AMOUNT, AMOUNT])
    assert form == Form(decimals=0, grouped=True, all_alike=True)
    assert mended(rows[-1].cells[1], AMOUNT, form).text == "220,829"
    rates = [row(cell("", 1), cell(f"{n}.25", worth)) for n in (1, 2)]
    assert forms_of([*rows, *rates], [AMOUNT, AMOUNT])[1] is None


def test_a_column_of_next_to_no_figures_has_the_decimals_of_a_table_that_writes_no_groups() -> None:
    full = ("412.50", "3.07", "57.20", "9.00", "88.10", "16.35")
    rows = [row(cell(t, 0.999), cell("", 1)) for t in full[:-1]]
    rows += [row(cell(full[-1], 0.999), cell("30,13"))]
    _, form = forms_of(rows, [AMOUNT, AMOUNT])
    assert form == Form(decimals=2, grouped=False, all_alike=True)
    assert mended(rows[-1].cells[1], AMOUNT, form).text == "30.13"
    large = [row(cell(t, 0.999), cell("")) for t in ("1,250.00", "1250.00")]
    _, form = forms_of([*rows, large[0]], [AMOUNT, AMOUNT])
    assert form == Form(decimals=2, grouped=True, all_alike=True)
    assert forms_of([*rows, *large], [AMOUNT, AMOUNT])[1] is None, "written in two ways"


def test_words_among_amounts_are_never_sure() -> None:
    assert expected(cell("武安市", 0.995), AMOUNT).confidence == DOUBT
    assert expected(cell("518", 0.995), AMOUNT).confidence == 0.995
    assert expected(cell("—", 0.995), AMOUNT).confidence == 0.995
    assert expected(cell("武安市", 0.995), LABEL).confidence == 0.995
