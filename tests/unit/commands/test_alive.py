"""A worker that speaks of itself while its pool forks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_SCRIPT = """
import os, sqlite3, sys, threading
from pathlib import Path
from services.commands.alive import Alive
from services.commands.pulse import Loop
from shared.adapters.database.migrate import migrate
from shared.bootstrap import backends
from shared.lifecycle import Stage
from shared.settings import Settings

settings = Settings(data=Path(sys.argv[1]), _env_file=None)
found = backends(settings)
migrate(found.engine)
found.engine.dispose()
alive = Alive(settings, "w", [Stage.EXTRACT], Loop())
end = threading.Event()

def talk():
    while not end.is_set():
        alive.say()

thread = threading.Thread(target=talk)
thread.start()
failed = 0
for number in range(8):
    child = os.fork()
    if child == 0:
        try:
            connection = sqlite3.connect(settings.data / "yusuan.db", timeout=3, isolation_level=None)
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("update workers set pid = ?", [number])
            connection.execute("COMMIT")
        except sqlite3.OperationalError as exc:
            print(number, exc, file=sys.stderr)
            os._exit(1)
        os._exit(0)
    failed += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
end.set()
thread.join()
print(failed)
"""


def test_a_child_forked_while_the_worker_speaks_can_write(tmp_path: Path) -> None:
    """SQLite in a child that was forked in mid-write says "database is locked" as long as the child lives."""
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(tmp_path)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[0] == "0", done.stderr
