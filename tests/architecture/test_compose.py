"""docker-compose.yml: complete, and without a password that somebody else knows."""

from __future__ import annotations

import json
import os
import re
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from services.api.settings import GatewaySettings

ROOT = Path(__file__).resolve().parents[2]
SECRETS = [
    "POSTGRES_PASSWORD",
    "REDIS_PASSWORD",
    "S3_ACCESS_KEY",
    "S3_SECRET_KEY",
    "LISTENER_TOKEN",
    "YUSUAN_KEY_SECRET",
]


def config(env_file: str = "/dev/null", **environment: str) -> subprocess.CompletedProcess[str]:
    """Compose's own reading of the file, without an engine."""
    found = find_spec("compose")
    assert found is not None
    assert found.submodule_search_locations
    binary = Path(found.submodule_search_locations[0]) / "docker-compose"
    return subprocess.run(
        [str(binary), "--env-file", env_file, "-f", str(ROOT / "docker-compose.yml"), "config", "--format", "json"],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **environment},
        check=False,
    )


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    done = config(**{name: f"secret-{name}" for name in SECRETS})
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)["services"]
    return found


@pytest.mark.parametrize("missing", SECRETS)
def test_nothing_starts_without_its_secrets(missing: str) -> None:
    done = config(**{name: "x" for name in SECRETS if name != missing})
    assert done.returncode != 0
    assert missing in done.stderr


def test_every_stage_has_its_own_workers(services: dict[str, Any]) -> None:
    queues = {
        name: s["command"][2].split(",") for name, s in services.items() if (s.get("command") or [""])[0] == "worker"
    }
    assert sorted(q for found in queues.values() for q in found) == [
        "extract",
        "ingest",
        "publish",
        "reconstruct",
        "validate",
    ]


def test_images_are_pinned_and_every_long_running_service_has_a_health_check(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert re.search(r":[^:/]*\d", service["image"]), f"{name}: {service['image']}"
        assert "latest" not in service["image"]
        if name not in {"migrate", "storage-setup", "storage"}:
            assert "healthcheck" in service, name


def test_our_containers_run_without_privileges(services: dict[str, Any]) -> None:
    ours = [s for s in services.values() if s["image"].startswith("yusuan:")]
    assert len(ours) == 8
    assert all(s["cap_drop"] == ["ALL"] and "no-new-privileges:true" in s["security_opt"] for s in ours)
    assert re.search(r"^USER yusuan$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_setting_reaches_our_containers(tmp_path: Path, services: dict[str, Any]) -> None:
    ours = {name for name, s in services.items() if s["image"].startswith("yusuan:")}
    at_home = {"YUSUAN_DATA"}  # a place in the image
    wanted = {f"YUSUAN_{name.upper()}" for name in GatewaySettings.model_fields} - at_home
    example = tmp_path / "env"
    example.write_text("\n".join(f"{name}=from-file" for name in wanted) + '\nYUSUAN_RULES=\'{"RX-14": "off"}\'\n')
    done = config(str(example), **dict.fromkeys(SECRETS, "x"), YUSUAN_LOG_LEVEL="DEBUG")
    assert done.returncode == 0, done.stderr
    for name, service in json.loads(done.stdout)["services"].items():
        if name in ours:
            told = service["environment"]
            assert not wanted - told.keys(), name
            assert told["YUSUAN_RULES"] == '{"RX-14": "off"}'
            assert told["YUSUAN_LOG_LEVEL"] == "DEBUG"
            assert told["YUSUAN_OIDC_ISSUER"] == "from-file"
            assert (told["YUSUAN_PORT"], told["YUSUAN_LISTENER_PORT"]) == ("8000", "8010")  # what other services call


def test_what_is_not_set_is_left_to_the_program(services: dict[str, Any]) -> None:
    told = services["api"]["environment"]
    assert all(told[f"YUSUAN_{name}"] is None for name in ("RULES", "MAX_PAGES", "METRICS_PORT"))
