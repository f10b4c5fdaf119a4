"""Ceph's S3 gateway in a container, with the keys that compose gives to its storage server."""

from __future__ import annotations

import os
import signal
import sys

sys.path.insert(0, "/opt")

import servers  # the tests' own module, copied beside this file


def main() -> None:
    servers._CEPH_CONF = servers._CEPH_CONF.replace("endpoint=127.0.0.1", "endpoint=0.0.0.0")
    servers.Ceph.access_key = os.environ["MINIO_ROOT_USER"]
    servers.Ceph.secret_key = os.environ["MINIO_ROOT_PASSWORD"]
    server = servers.Ceph()
    server.port = 9000
    server.start()
    print("storage is up", flush=True)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    server.halt(signal.SIGTERM)


if __name__ == "__main__":
    main()
