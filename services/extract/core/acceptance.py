"""Whether what was reconstructed is a report at all: a document without a table and without a form is no empty success.

A report whose tables were lost on the way is one still: its contents page lists them, or its title says what it is, and
findings of the code `missing_table` say what is not there.
"""

from __future__ import annotations

from collections.abc import Iterable

from shared.model.document import Document, ReportType
from shared.model.finding import FINDING_CODES, Finding

_WITH_TABLES = (ReportType.DEPARTMENT_BUDGET, ReportType.FINAL_ACCOUNTS)


def is_report(document: Document) -> bool:
    """Whether there is something to publish: tables, forms, or the proof that they were lost."""
    return bool(document.tables or document.forms or document.contents) or _calls_itself_report(document)


def lost_tables(document: Document) -> Iterable[Finding]:
    """EX-05: a report by its title, without any table, and without a contents page that could say which are missing."""
    if document.tables or document.forms or document.contents or not _calls_itself_report(document):
        return
    title = document.report.title
    yield Finding(
        code="missing_table",
        severity=FINDING_CODES["missing_table"],
        rule="EX-05",
        message=f"《{title}》中没有找到任何表格，目录也未列出；可能在提取中丢失",
        message_en="the report calls itself one, but not a single table was found in it",
        where="全文",
        expected="表格",
        actual="",
    )


def _calls_itself_report(document: Document) -> bool:
    return document.report.type in _WITH_TABLES and document.report.title is not None
