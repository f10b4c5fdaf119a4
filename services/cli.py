"""The command `yusuan`. Each subcommand's module is imported when it is called: `yusuan --help` loads no OCR engine."""

from __future__ import annotations

import gc
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

import click

#: when the collector of reference cycles runs. Pages become many small values that live as long as their document and
#: hold no cycles: with Python's own thresholds a tenth of a report's time went into looking for some (docs/adr/0010).
COLLECTOR = (20_000, 20, 50)
#: name → module:attribute and the line that `--help` shows
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("services.commands.demo:demo", "start everything, put the samples through it, print what came out"),
    "up": ("services.commands.up:up", "the whole system on this machine, without Docker"),
    "process": ("services.process:process", "read, rebuild and check files in this process, no server needed"),
    "upload": ("services.api.commands:upload", "upload files to a running gateway"),
    "status": ("services.api.commands:status", "where a document stands"),
    "result": ("services.api.commands:result", "a document's result"),
    "findings": ("services.api.commands:findings", "a document's findings"),
    "changes": ("services.api.commands:changes", "the change feed"),
    "keys": ("services.api.key_commands:keys", "API keys of departments"),
    "queues": ("services.commands.admin:queues", "waiting, running and failed by stage"),
    "retry": ("services.commands.admin:retry", "start failed documents again"),
    "dead-letters": ("services.commands.admin:dead_letters", "documents whose attempts are used up"),
    "doctor": ("services.commands.doctor:doctor", "check every dependency and say what to mend"),
    "api": ("services.commands.run:api", "run the gateway and the console"),
    "ingest-service": ("services.commands.run:ingest_service", "receive bucket notifications, look through the inbox"),
    "worker": ("services.commands.run:worker", "run a worker of one or more stages"),
    "beat": ("services.commands.run:beat", "run the sweep"),
    "migrate": ("services.commands.setup:migrate", "bring the database to this version"),
    "storage-setup": ("services.commands.setup:storage_setup", "make the bucket and its notifications"),
    "settings": ("services.commands.settings_table:settings", "print the table of settings"),
    "schema": ("services.commands.setup:schema", "print the JSON schema of results"),
}


class LazyGroup(click.Group):
    """A group that imports a command only to run it."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a setting that cannot be is a usage error that names it."""
        try:
            return super().invoke(ctx)
        except ValueError as exc:
            from pydantic import ValidationError

            if not isinstance(exc, ValidationError) or exc.title not in {"Settings", "GatewaySettings"}:
                raise
            said = (
                f"YUSUAN_{str(e['loc'][0]).upper()}: {e['msg'].removeprefix('Value error, ')}" for e in exc.errors()
            )
            raise click.UsageError("; ".join(said), ctx) from exc

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, told) in COMMANDS.items()])


def _version() -> str:
    try:
        return version("yusuan")
    except PackageNotFoundError:
        return "0 (not installed)"


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(_version(), prog_name="yusuan")
def main() -> None:
    """yusuan (预算) reads government budget reports, rebuilds their tables, proves their sums, serves the numbers."""
    gc.set_threshold(*COLLECTOR)


if __name__ == "__main__":
    main()
