"""Logs on standard error: a JSON object per line (or text for people), with the ids of what is being worked on."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from shared.settings import Settings

_IDS: ContextVar[dict[str, Any] | None] = ContextVar("yusuan_log_ids", default=None)
#: What every LogRecord has of itself; the rest came with `extra=`.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


@contextmanager
def ids(**values: Any) -> Iterator[None]:
    """Every line logged inside carries these ids."""
    token = _IDS.set({**(_IDS.get() or {}), **values})
    try:
        yield
    finally:
        _IDS.reset(token)


class JsonLines(logging.Formatter):
    """One JSON object per record: time, level, logger, message, ids, extras, traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **(_IDS.get() or {}),
            **{k: v for k, v in vars(record).items() if k not in _OWN},
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class TextLines(logging.Formatter):
    """For people: time, level, message, ids."""

    def format(self, record: logging.LogRecord) -> str:
        found = " ".join(f"{k}={v}" for k, v in (_IDS.get() or {}).items())
        return f"{super().format(record)}  {found}".rstrip()


def configure(settings: Settings) -> None:
    """Send everything to standard error in the form that the settings ask for. May be repeated."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JsonLines() if settings.log_format == "json" else TextLines("%(asctime)s %(levelname)-7s %(message)s")
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    logging.getLogger("python_multipart").setLevel(
        logging.ERROR
    )  # a warning for every broken body: ours is told anyway
    for noisy in ("alembic", "httpx", "httpcore", "urllib3", "pdfminer", "celery.redirected", "RapidOCR"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
