"""Templates and the words of the console."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from shared.exports.repair_names import repair_name
from shared.model.finding import title_before

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
    "not_a_report": "没有找到表格，也没有找到可填报的表单",
    "reader_unavailable": "服务器缺少读取这种文件的程序，请管理员安装后重试",
    "internal_error": "程序内部错误，请把文档编号告诉管理员",
    "infected": "病毒扫描发现问题，文件已隔离",
    "scanner_unavailable": "病毒扫描暂时不可用",
    "worker_lost": "处理进程中断",
    "time_limit": "处理超时",
    "storage_unavailable": "存储暂时不可用",
    "database_unavailable": "数据库暂时不可用",
}
#: what the page's script says of problems: those of a file as above, and those of the request
PROBLEMS = ERRORS | {
    "rate_limited": "请求过于频繁，请稍候",
    "too_many_documents": "本部门未完成的文档太多，请等一部分处理完再上传",
    "forbidden": "当前密钥没有此权限",
    "csrf": "页面已过期，请刷新",
    "unauthorized": "登录已过期，请重新登录",
    "conflict": "文档状态已改变，请刷新页面",
    "precondition_failed": "结果已有新的修订，请刷新页面",
    "not_found": "文档不存在或已删除",
    "malformed_upload": "上传中断，文件不完整，请重新上传",
    "request_timeout": "上传太慢或中断，请重新上传",
    "invalid_request": "请求的内容有误",
    "not_configured": "本系统没有启用这项功能",
    "broker_unavailable": "消息队列暂时不可用",
    "temporarily_unavailable": "暂时不可用，请稍后再试",
    "internal": "程序内部错误，请稍后再试",
}
ACTIONS = {
    "document.upload": "上传文档",
    "document.rerun": "重新处理",
    "document.retry": "重试",
    "document.cancel": "取消",
    "document.delete": "删除文档",
    "document.correct": "改正单元格",
    "document.approve": "审定",
    "result.download": "下载结果",
    "original.download": "下载原文件",
    "facts.download": "下载明细数据",
    "upload.begin": "开始直传",
    "upload.abort": "放弃直传",
    "webhook.create": "新建订阅",
    "webhook.change": "修改订阅",
    "webhook.delete": "删除订阅",
    "webhook.rotate": "更换订阅密钥",
    "webhook.replay": "重发通知",
    "key.create": "新建密钥",
    "key.rotate": "更换密钥",
    "key.revoke": "吊销密钥",
    "queue.pause": "暂停队列",
    "queue.resume": "恢复队列",
    "queue.purge": "清空队列",
    "dead_letters.retry": "重试全部死信",
    "console.login": "登录控制台",
}
SCOPES = {"read": "读取", "write": "上传与处理", "correct": "改正与审定", "webhooks": "订阅"}
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


def coded(text: str) -> Markup:
    """Text with `code` between backticks, as docstrings have it."""
    plain, code = Markup("{}"), Markup("<code>{}</code>")
    return Markup().join((code if n % 2 else plain).format(part) for n, part in enumerate(text.split("`")))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("services.api.console"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {"age": age, "size": size, "moment": moment, "repair": repair_name, "coded": coded}
    environment.globals |= {
        "STATES": STATES,
        "SEVERITIES": SEVERITIES,
        "ERRORS": ERRORS,
        "PROBLEMS": PROBLEMS,
        "ACTIONS": ACTIONS,
        "SCOPES": SCOPES,
        "title_before": title_before,
        "Markup": Markup,
    }
    return environment


def render(template: str, **values: Any) -> str:
    """The page."""
    return _environment().get_template(template).render(**values)
