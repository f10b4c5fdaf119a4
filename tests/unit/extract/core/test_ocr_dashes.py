import pytest

from services.extract.core import ocr_dashes
from shared.model.table import Cell, Column, Role

SURE = 0.99


def column(*texts: str) -> list[Cell]:
    """Texts that end in `?` are in doubt."""
    return [Cell(text=t.rstrip("?"), confidence=0.5 if t.endswith("?") else 1.0) for t in texts]


def test_lone_strokes_among_words_are_dashes() -> None:
    found = ocr_dashes.dashed(column("平方米", "一?", "辆", "", "_?"), SURE)
    assert [c.text for c in found] == ["平方米", "—", "辆", "", "—"]
    assert [(r.code, r.before) for c in found for r in c.repairs] == [("ocr_dash", "一"), ("ocr_dash", "_")]


@pytest.mark.parametrize(
    "texts",
    [("一?", "基本支出", "二", "一?"), ("一、?", "一?", "三、"), ("办公设备", "一?"), ("一", "一", "辆")],
)
def test_numbers_in_ideographs_a_single_stroke_and_what_is_sure_stay(texts: tuple[str, ...]) -> None:
    assert [c.text for c in ocr_dashes.dashed(column(*texts), SURE)] == [t.rstrip("?") for t in texts]


def test_empty_amounts_beside_a_dash_in_doubt_are_in_doubt() -> None:
    columns = [Column(path=(text,), role=role) for text, role in (("项目", Role.LABEL), ("预算数", Role.AMOUNT))]
    rows = [tuple(column("办公费", "—?")), tuple(column("", "")), tuple(column("水费", "12"))]
    found = ocr_dashes.lost_beside(rows, columns, SURE)
    assert [c.confidence for row in found for c in row] == [1.0, 0.5, 1.0, 0.9, 1.0, 1.0]
    sure = [tuple(column("办公费", "—")), *rows[1:]]
    assert ocr_dashes.lost_beside(sure, columns, SURE) == sure
