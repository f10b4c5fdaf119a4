"""A file that a worker or a sweep touches while all is well: for health checks, which should cost nothing."""

from __future__ import annotations

import logging

from shared.settings import Settings

_LOG = logging.getLogger(__name__)


def touch(settings: Settings) -> None:
    """The process works and the database answers. Where no file is set, nothing happens."""
    if settings.alive_file is None:
        return
    try:
        settings.alive_file.touch()
    except OSError as exc:  # no room, no right: the health check says so by itself
        _LOG.warning("the file that tells that this process is alive cannot be touched: %s", exc)
