from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from shared import alive
from shared.lifecycle import Lane, Stage
from shared.queue import configuration, make_app, queue_name, queue_names, task_name
from shared.settings import Settings


def settings(**values: object) -> Settings:
    return Settings(_env_file=None, **values)  # type: ignore[arg-type]


def test_without_any_setting_everything_is_in_the_data_directory(tmp_path: Path) -> None:
    found = settings(data=tmp_path)
    assert found.database == f"sqlite:///{tmp_path}/yusuan.db"
    assert found.redis == f"unix://{tmp_path}/run/redis.sock"
    assert found.broker.startswith("redis+socket:///")


def test_a_long_data_path_still_gets_a_socket(tmp_path: Path) -> None:
    found = settings(data=tmp_path / ("x" * 120))
    assert len(str(found.redis_socket)) < 100
    assert found.redis_socket == settings(data=tmp_path / ("x" * 120)).redis_socket
    assert found.redis_socket != settings(data=tmp_path / ("y" * 120)).redis_socket


def test_secrets_do_not_show() -> None:
    found = settings(database_url=SecretStr("postgresql://u:hunter2@h/d"), s3_secret_key=SecretStr("hunter2"))
    assert "hunter2" not in repr(found)
    assert found.database == "postgresql://u:hunter2@h/d"


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUSUAN_PORT", "9001")
    monkeypatch.setenv("YUSUAN_REDIS_URL", "redis://r:6379/1")
    found = settings()
    assert (found.port, found.redis, found.broker) == (9001, "redis://r:6379/1", "redis://r:6379/1")


def test_waits_grow_to_a_limit() -> None:
    found = settings(retry_base_seconds=1, retry_max_seconds=5)
    assert [found.retry_in(n) for n in (1, 2, 3, 4)] == [timedelta(seconds=s) for s in (1, 2, 4, 5)]


def test_every_setting_says_what_it_is() -> None:
    assert [name for name, info in Settings.model_fields.items() if not info.description] == []


def test_the_visibility_timeout_is_above_every_time_limit() -> None:
    told = configuration(settings(stage_seconds=700))
    assert (
        told["task_soft_time_limit"] < told["task_time_limit"] < told["broker_transport_options"]["visibility_timeout"]
    )
    assert told["task_acks_late"]
    assert told["task_reject_on_worker_lost"]
    assert told["worker_prefetch_multiplier"] == 1


def test_processes_that_are_well_touch_their_file_where_one_is_set(tmp_path: Path) -> None:
    alive.touch(settings())
    file = tmp_path / "alive"
    alive.touch(settings(alive_file=file))
    assert file.exists()
    alive.touch(settings(alive_file=tmp_path / "no" / "such" / "folder"))  # told in the log, no reason to stop


def test_every_stage_has_its_queues_interactive_first() -> None:
    names = queue_names((Stage.VALIDATE, Stage.PUBLISH))
    assert names == ["validate.interactive", "publish.interactive", "validate.bulk", "publish.bulk"]
    app = make_app(settings())
    assert {q.name for q in app.conf.task_queues} == {queue_name(s, lane) for s in Stage for lane in Lane}
    assert len({task_name(s) for s in Stage}) == len(Stage)
