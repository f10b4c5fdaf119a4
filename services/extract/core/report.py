"""What the report says it is: type, title, organisation, year."""

from __future__ import annotations

from collections.abc import Sequence

from shared.model.document import Report
from shared.model.page import Line
from shared.model.table import Form, Table


def identify(lines: Sequence[Line], tables: Sequence[Table], forms: Sequence[Form]) -> Report:
    """`lines`: all lines of the document in order, before tables and furniture are taken out."""
    return Report()
