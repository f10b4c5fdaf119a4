"""Templates and the words of the console."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

STAGES = {
    "ingest": "接收",
    "extract": "读取",
    "reconstruct": "重建表格",
    "validate": "校验",
    "publish": "发布",
}
STATES = {
    "queued": "排队中",
    "running": "处理中",
    "published": "已发布",
    "failed": "失败",
    "cancelled": "已取消",
    "done": "完成",
}
SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}
ERRORS = {
    "encrypted": "文件有密码保护",
    "unreadable": "文件已损坏，无法打开",
    "empty_file": "文件为空",
    "unsupported_media_type": "不支持的文件类型",
    "limit_exceeded": "文件超出限制",
    "worker_lost": "处理进程中断",
    "time_limit": "处理超时",
    "storage_unavailable": "存储暂时不可用",
    "database_unavailable": "数据库暂时不可用",
}
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def age(seconds: float | None) -> str:
    """A span of time in words; a dash for none."""
    if seconds is None:
        return "—"
    if seconds < 1:
        return "不到 1 秒"
    if seconds < _MINUTE:
        return f"{seconds:.0f} 秒"
    if seconds < _HOUR:
        return f"{seconds / _MINUTE:.0f} 分钟"
    if seconds < _DAY:
        return f"{seconds / _HOUR:.1f} 小时"
    return f"{seconds / _DAY:.0f} 天"


def size(count: int | None) -> str:
    """Bytes in words."""
    if count is None:
        return "—"
    number, units = float(count), ["B", "KB", "MB", "GB"]
    while number >= 1024 and len(units) > 1:
        number, units = number / 1024, units[1:]
    return f"{number:.0f} {units[0]}" if units[0] in ("B", "KB") else f"{number:.1f} {units[0]}"


def moment(value: datetime | None) -> Markup:
    """A time that the page's script writes in the reader's time zone."""
    if value is None:
        return Markup("—")
    text = f"{value:%Y-%m-%d %H:%M} UTC"
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), text)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("services.api.console"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {"age": age, "size": size, "moment": moment}
    environment.globals |= {"STATES": STATES, "SEVERITIES": SEVERITIES, "ERRORS": ERRORS, "Markup": Markup}
    return environment


def render(template: str, **values: Any) -> str:
    """The page."""
    return _environment().get_template(template).render(**values)
