"""Whether a result is what the expectation beside a sample asks for (its form: samples/README.md). Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
#: A table that is made from the cells of another one is not counted.
_DERIVED = "indicator_details"


def shortcomings(result: Json, expected: Json) -> list[str]:
    """What is not as expected, a line each; empty if all is."""
    return [*_tables(result, expected), *_findings(result, expected), *_repairs(result, expected)]


def _tables(result: Json, expected: Json) -> Iterator[str]:
    found = Counter((t["title"], len(t["rows"]), len(t["columns"])) for t in result["tables"] if t["kind"] != _DERIVED)
    wanted = Counter((t["title"], t["rows"], t["columns"]) for t in expected["tables"])
    for (title, rows, columns), count in (wanted - found).items():
        yield f"missing: {title}, {rows} × {columns}" + (f" ({count} times)" if count > 1 else "")
    for (title, rows, columns), count in (found - wanted).items():
        yield f"not expected: {title}, {rows} × {columns}" + (f" ({count} times)" if count > 1 else "")


def _findings(result: Json, expected: Json) -> Iterator[str]:
    found = {(f["code"], f["table_title"]) for f in result["findings"]}
    for wanted in expected["findings"]:
        if (wanted["code"], wanted["table_title"]) not in found:
            yield f"not found: {wanted['code']} in {wanted['table_title'] or 'the text'}"
    if not expected["findings"]:
        for finding in result["findings"]:
            if finding["severity"] == "error":
                yield f"false alarm: {finding['code']} in {finding['table_title'] or 'the text'} {finding['where']}"


def _repairs(result: Json, expected: Json) -> Iterator[str]:
    count = sum(1 for _ in repairs_of(result))
    if count < expected["repairs_at_least"]:
        yield f"{count} repairs, at least {expected['repairs_at_least']} expected"


def repairs_of(result: Json) -> Iterator[tuple[str, Json]]:
    """The repairs of tables and cells, each with the title of its table."""
    for table in result["tables"]:
        title = table["title"] or table["id"]
        for repair in table["repairs"]:
            yield title, repair
        for row in table["rows"]:
            for cell in row["cells"]:
                for repair in cell["repairs"]:
                    yield title, repair
