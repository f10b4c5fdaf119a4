"""Byte ranges (RFC 9110 §14): one range is served, several or unreadable ones give the whole."""

from __future__ import annotations

import re

from starlette.datastructures import Headers

from services.api.problems import ProblemError

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def requested(headers: Headers, size: int, etag: str) -> tuple[int, int] | None:
    """Start and length of the range asked for, None for the whole. Raises `range_not_satisfiable`."""
    header, condition = headers.get("range"), headers.get("if-range")
    if header is None or (condition is not None and condition != etag):
        return None
    found = _RANGE.fullmatch(header.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if first == "":
        start, end = max(size - int(last), 0), size - 1
        unsatisfiable = int(last) == 0 or size == 0
    else:
        start, end = int(first), min(int(last) if last else size - 1, size - 1)
        if last and int(last) < int(first):
            return None
        unsatisfiable = start >= size
    if unsatisfiable:
        raise ProblemError(
            "range_not_satisfiable", f"the file has {size} bytes", headers={"Content-Range": f"bytes */{size}"}
        )
    return start, end - start + 1
