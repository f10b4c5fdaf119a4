"""One module a report family: the books of a department → the report as that family prints it."""

from __future__ import annotations

from collections.abc import Callable

from samples.families import application, final_accounts, generic, lists, performance, shanghai, shenzhen, unknown
from samples.model import Books
from samples.report import Report

FAMILIES: dict[str, Callable[[Books], Report]] = {
    "shenzhen2022": lambda books: shenzhen.report(books, shenzhen.SHENZHEN_2022),
    "shenzhen2023": lambda books: shenzhen.report(books, shenzhen.SHENZHEN_2023),
    "futian": lambda books: shenzhen.report(books, shenzhen.FUTIAN),
    "shanghai": shanghai.report,
    "generic": generic.report,
    "final_accounts": final_accounts.report,
    "performance": performance.report,
    "application": application.report,
    "unknown": unknown.report,
    "lists": lists.report,
}
