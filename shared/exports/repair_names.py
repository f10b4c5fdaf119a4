"""What was repaired, in Chinese, for people who look at tables. Results keep the code and the English `why`."""

from __future__ import annotations

from shared.model.table import Repair

_NAMES = {
    "cells_joined": "合并了被拆开的单元格",
    "column_restored": "补回了缺失的列",
    "corrected_by_person": "人工改正",
    "filled_down": "合并单元格的内容填入其覆盖的各行",
    "fused_cell_split": "拆开了粘连在一起的单元格",
    "head_parted": "把表头与连在一起的首行分开",
    "head_read_again": "按另一页重印的表头改正了识别错误",
    "head_rebuilt": "重建了表头",
    "inner_space": "去掉了数字或文字中多余的空格",
    "label_moved": "把错位的名称移回原处",
    "level_completed": "按编码补全了层级",
    "name_mended": "按编码改正了形近的错字",
    "name_unwoven": "按科目名称拆开了交错印在一起的两个名称",
    "noise_dropped": "去掉了与内容无关的字符",
    "numbering_gap": "编号不连续处作了衔接",
    "ocr_code": "按旁边的科目名称改正了识别错误的编码",
    "ocr_dash": "改正了扫描识别错误的横线",
    "ocr_digit": "改正了扫描识别错误的数字",
    "ocr_list_mark": "补回了识别时漏掉的顿号",
    "ocr_name": "按文中其他写法改正了识别错误的名称",
    "ocr_separator": "按同列其他数字判定了逗号与小数点",
    "ocr_sign": "按所在列改正了识别错误的比较符号",
    "ocr_stop": "改正了识别错误的标点",
    "ocr_tick": "去掉了数字旁的勾画或印章笔画",
    "ocr_unit": "按所在列改正了识别错误的计量单位",
    "parts_joined": "把分页的几部分连成一张表",
    "row_joined": "把被分页或换行拆开的行连成一行",
    "span_filled": "合并单元格的内容填入未印出的行",
    "covered": "略去了被遮盖的文字",
    "struck_out": "略去了划去的文字（修订）",
    "signs_returned": "将落到字后的标点归还原位",
    "text_returned": "把误入下一行的句尾移回原处",
}


def repair_name(code: str) -> str:
    """The Chinese name of a kind of repair; the code itself where it has none yet."""
    return _NAMES.get(code, code)


def repair_sentence(repair: Repair) -> str:
    """One repair as a sentence. A person's correction says who, when and why, in that person's words."""
    told = f"{repair_name(repair.code)}：「{repair.before}」→「{repair.after}」"
    return f"{told}（{repair.why}）" if repair.code == "corrected_by_person" else told
