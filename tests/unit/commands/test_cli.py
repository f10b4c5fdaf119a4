from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from services.cli import COMMANDS, main
from services.commands.settings_table import table

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_there(name: str) -> None:
    module, _, attribute = COMMANDS[name][0].partition(":")
    command = getattr(import_module(module), attribute)
    assert isinstance(command, click.Command)
    assert command.name == name
    assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0


def test_help_lists_all_and_unknown_words_are_a_usage_error() -> None:
    shown = CliRunner().invoke(main, ["--help"]).output
    assert all(name in shown for name in COMMANDS)
    assert CliRunner().invoke(main, ["no-such-thing"]).exit_code == 2


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from services.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'celery', 'sqlalchemy', 'onnxruntime', 'fastapi', 'pypdfium2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_documented_settings_are_the_settings() -> None:
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == table(), "yusuan settings > docs/settings.md"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("YUSUAN_PORT", "abc", "YUSUAN_PORT: Input should be a valid integer"),
        ("YUSUAN_RULES", '{"RX-999": "off"}', "YUSUAN_RULES: no rule and no finding code: RX-999"),
        ("YUSUAN_RULES", '{"sum_rounding": "off"}', "YUSUAN_RULES: only rules can be off"),
        ("YUSUAN_RULES", '{"RX-14": "loud"}', "YUSUAN_RULES: Input should be 'off', 'info', 'warning' or 'error'"),
    ],
)
def test_a_setting_that_cannot_be_is_a_usage_error_that_names_it(
    name: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    done = CliRunner().invoke(main, ["process", str(ROOT / "samples" / "files" / "05-text-export.txt")])
    assert done.exit_code == 2
    assert told in done.output
    assert "Traceback" not in done.output


def test_an_installation_turns_rules_off_and_sets_severities(monkeypatch: pytest.MonkeyPatch) -> None:
    def findings(rules: dict[str, str]) -> tuple[dict[str, str | None], list[tuple[str, str, str]]]:
        monkeypatch.setenv("YUSUAN_RULES", json.dumps(rules))
        file = ROOT / "samples" / "files" / "02-planted-errors.pdf"
        done = CliRunner().invoke(main, ["process", str(file)])
        result = json.loads(done.stdout)
        settings = {check["rule"]: check.get("setting") for check in result["checks"]["rules"]}
        return settings, [(f["rule"], f["code"], f["severity"]) for f in result["findings"]]

    _, plain = findings({})
    assert {"error", "info"} <= {severity for _, _, severity in plain}
    erring = next(rule for rule, _, severity in plain if severity == "error")
    settings, changed = findings({erring: "off", "sum_rounding": "warning"})
    assert settings[erring] == "off"
    assert erring not in {rule for rule, _, _ in changed}
    assert {severity for _, code, severity in plain if code == "sum_rounding"} == {"info"}
    assert {severity for _, code, severity in changed if code == "sum_rounding"} == {"warning"}
