"""`yusuan settings`: the one table of settings, as it stands in docs/settings.md."""

from __future__ import annotations

from typing import Any

import click
from pydantic import SecretStr
from pydantic.fields import FieldInfo

_HEAD = """# Settings

`YUSUAN_*` environment variables, or lines of a `.env` file in the working directory. Made by `yusuan settings`; do not
edit by hand.

| variable | default | what it is |
|---|---|---|
"""


@click.command()
def settings() -> None:
    """Print all settings as a Markdown table."""
    click.echo(table(), nl=False)


def table() -> str:
    """The whole page."""
    from services.api.settings import GatewaySettings

    rows = [
        f"| `YUSUAN_{name.upper()}` | {_default(info)} | {info.description} |"
        for name, info in GatewaySettings.model_fields.items()
    ]
    return _HEAD + "\n".join(rows) + "\n"


def _default(info: FieldInfo) -> str:
    if info.default_factory is not None:
        return "`~/.local/share/yusuan`"
    value: Any = info.default
    if value is None or value in ("", {}) or isinstance(value, SecretStr):
        return "–"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
