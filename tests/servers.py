"""Real servers for the tests: PostgreSQL, Redis and an S3 server (Ceph RGW), from Debian, on free ports of loopback.

Each is a process (or a few) in a temporary directory; nothing of the machine's own installation is touched. They stop
with the session. Servers that refuse to run as root run as another user.
"""

from __future__ import annotations

import contextlib
import glob
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

START_SECONDS = 90.0


class NotInstalledError(RuntimeError):
    """The server's program is not on this machine."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def program(name: str, *places: str) -> str:
    """The path of a program, by PATH or by patterns; the newest version wins."""
    found = shutil.which(name) or next(iter(sorted((p for g in places for p in glob.glob(g)), reverse=True)), None)
    if found is None:
        raise NotInstalledError(f"{name} is not installed: sh tests/install-servers.sh says what to type")
    return found


def wait_for(ready: Callable[[], bool], what: str, seconds: float = START_SECONDS) -> None:
    until = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > until:
            raise TimeoutError(f"{what} did not come")
        time.sleep(0.05)


def _unprivileged() -> str | None:
    """The user for servers that refuse root; None if we are somebody else already."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise NotInstalledError("there is no user that a server could run as")


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@dataclass
class Server:
    """Processes in a directory of their own."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="yusuan-test-")))
    port: int = field(default_factory=free_port)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def launch(self, *command: str, user: str | None = None, env: dict[str, str] | None = None) -> None:
        with (self.folder / "server.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=self.folder,
                user=user,
                env={**os.environ, **(env or {})},
                start_new_session=True,
            )
        self.processes.append(process)

    def halt(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Stop the processes at once, the last started first; the data stays."""
        for process in reversed(self.processes):
            if process.poll() is None:
                process.send_signal(number)
        for process in self.processes:
            process.wait(timeout=30)
        self.processes.clear()

    def remove(self) -> None:
        self.halt()
        shutil.rmtree(self.folder, ignore_errors=True)


class Postgres(Server):
    """PostgreSQL; `halt` and `start` again keep the data."""

    def start(self) -> Postgres:
        user = _unprivileged()
        bin_folder = Path(program("initdb", "/usr/lib/postgresql/*/bin/initdb")).parent
        data = self.folder / "data"
        if user is not None:
            shutil.chown(self.folder, user)
        if not data.exists():
            command = [str(bin_folder / "initdb"), "-D", str(data), "-U", "yusuan", "-A", "trust", "-N", "-E", "UTF8"]
            subprocess.run([*command, "--locale=C"], check=True, user=user, capture_output=True, cwd=self.folder)
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "fsync": "off",
            "max_connections": "200",
        }
        told = [word for key, value in options.items() for word in ("-c", f"{key}={value}")]
        self.launch(str(bin_folder / "postgres"), "-D", str(data), *told, user=user)
        wait_for(self._accepts, "PostgreSQL")
        return self

    def _accepts(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def url(self, database: str) -> str:
        return f"postgresql://yusuan@127.0.0.1:{self.port}/{database}"

    def create(self) -> str:
        """The URL of a new, empty database."""
        import psycopg

        name = f"t{uuid.uuid4().hex}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)


class Redis(Server):
    """Debian's Redis; `halt` loses everything in it."""

    def start(self) -> Redis:
        self.launch(
            program("redis-server"),
            *("--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"),
            *("--maxmemory-policy", "noeviction", "--dir", str(self.folder)),
        )
        wait_for(lambda: _answers(self.port), "Redis")
        return self

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"


class ClamAV(Server):
    """Debian's virus scanner with one signature of ours: it needs no network to find `virus`."""

    virus = b"yusuan-test-virus-4f1c"

    def start(self) -> ClamAV:
        found = program("clamd", "/usr/sbin/clamd")
        (self.folder / "signatures").mkdir(exist_ok=True)
        (self.folder / "signatures" / "test.ndb").write_text(f"Yusuan.Test:0:*:{self.virus.hex()}\n")
        conf = self.folder / "clamd.conf"
        conf.write_text(_CLAMD_CONF.format(folder=self.folder, port=self.port))
        self.folder.chmod(0o755)
        self.launch(found, "-F", "-c", str(conf))
        wait_for(lambda: _answers(self.port), "ClamAV")
        return self

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"


_CLAMD_CONF = """
DatabaseDirectory {folder}/signatures
TCPSocket {port}
TCPAddr 127.0.0.1
LocalSocket {folder}/clamd.ctl
Foreground yes
StreamMaxLength 1M
"""


class Ceph(Server):
    """One node of Ceph (monitor, manager, one store in memory) and its S3 gateway."""

    access_key = "YUSUANTESTACCESS"
    secret_key = "yusuan-test-secret-0123456789abcdef"

    def start(self) -> Ceph:
        fsid, mon = str(uuid.uuid4()), free_port()
        conf = self.folder / "ceph.conf"
        conf.write_text(_CEPH_CONF.format(folder=self.folder, fsid=fsid, mon=mon, rgw=self.port))
        for name in ("mon", "mgr", "osd", "rgw", "run"):
            (self.folder / name).mkdir()
        (self.folder / "keyring").touch()
        common = ("-c", str(conf), "--no-mon-config")
        monmap = str(self.folder / "monmap")
        address = f"v2:127.0.0.1:{mon}"
        self._run("monmaptool", "--create", "--addv", "a", f"[{address}]", "--fsid", fsid, monmap)
        self._run("ceph-mon", *common, "--mkfs", "-i", "a", "--monmap", monmap)
        self.launch(program("ceph-mon"), *common, "-f", "-i", "a")
        self._run("ceph", "-c", str(conf), "--connect-timeout", "60", "osd", "new", str(uuid.uuid4()))
        self.launch(program("ceph-mgr"), "-c", str(conf), "-f", "-i", "x")
        self._run("ceph-osd", *common, "--mkfs", "-i", "0", "--osd-uuid", self._osd_uuid(conf))
        self.launch(program("ceph-osd"), "-c", str(conf), "-f", "-i", "0")
        wait_for(lambda: '"num_up_osds":1' in self._run("ceph", "-c", str(conf), "-s", "-f", "json"), "Ceph's store")
        self.launch(program("radosgw"), "-c", str(conf), "-f", "-n", "client.rgw")
        wait_for(lambda: _answers(self.port), "Ceph's S3 gateway")
        self._run(
            "radosgw-admin", "-c", str(conf), "-n", "client.rgw", "user", "create", "--uid", "yusuan",
            "--display-name", "yusuan", "--access-key", self.access_key, "--secret-key", self.secret_key,
        )  # fmt: skip
        return self

    def _osd_uuid(self, conf: Path) -> str:
        dump = json.loads(self._run("ceph", "-c", str(conf), "osd", "dump", "-f", "json"))
        return str(dump["osds"][0]["uuid"])

    def _run(self, name: str, *arguments: str) -> str:
        done = subprocess.run(
            [program(name), *arguments], capture_output=True, text=True, cwd=self.folder, timeout=120, check=False
        )
        if done.returncode != 0:
            raise RuntimeError(f"{name}: {done.stderr[-2000:]}")
        return done.stdout

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"


_CEPH_CONF = """
[global]
fsid = {fsid}
mon_host = v2:127.0.0.1:{mon}
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
ms_mon_client_mode = crc
ms_mon_service_mode = crc
ms_mon_cluster_mode = crc
keyring = {folder}/keyring
run_dir = {folder}/run
admin_socket =
log_file = {folder}/$name.log
mon_cluster_log_file = {folder}/cluster.log
crash_dir = {folder}/crash
debug_none = 0
ms_bind_port_min = 20000
ms_bind_port_max = 32000
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pgp_num = 1
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
osd_objectstore = memstore
memstore_device_bytes = 2147483648
mon_allow_pool_size_one = true
mon_data = {folder}/mon
mon_data_avail_crit = 1
mon_max_pg_per_osd = 1000
mgr_data = {folder}/mgr
mgr_initial_modules =
osd_data = {folder}/osd
rgw_data = {folder}/rgw
rgw_frontends = beast endpoint=127.0.0.1:{rgw} tcp_nodelay=1
rgw_enable_usage_log = false
rgw_thread_pool_size = 32
"""
