"""Where outputs lie in the object storage, and their form: gzip JSON, content-addressed below their document.

The address of a stage's output is made of everything that determines it: the input's sha256, the pipeline's version,
the stage, the pages. So a task that runs twice writes the same object, and a re-run finds what stands. Outputs are kept
below their document's id, so that deleting one department's document cannot touch another's of the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from typing import Any

from shared.lifecycle import Stage
from shared.ports import ObjectStore, PageRange

Json = dict[str, Any]
MEDIA_TYPE = "application/gzip"
_CODE = ("services.extract", "services.validate", "shared.model", "shared.codes")
_SUFFIXES = (".py", ".toml", ".csv")


def original_key(document_id: str) -> str:
    """Where the bytes of a document lie."""
    return f"originals/{document_id}"


def output_key(document_id: str, stage: Stage, parts: tuple[str, ...], pages: PageRange | None = None) -> str:
    """The address of a stage's output. `parts` are the sha256 of the input or the addresses of the inputs."""
    told = [pipeline_version(), stage.value, *parts, f"{pages.first}-{pages.last}" if pages else ""]
    digest = hashlib.sha256("\n".join(told).encode()).hexdigest()
    return f"outputs/{document_id}/{stage.value}-{digest[:40]}.json.gz"


def result_key(document_id: str, etag: str) -> str:
    """The address of a published result; `etag` is the sha256 of its JSON."""
    return f"results/{document_id}/{etag}.json.gz"


@cache
def pipeline_version() -> str:
    """A digest of the code and data that make results: another version never takes over this one's outputs."""
    digest = hashlib.sha256()
    for package in _CODE:
        for name, data in _sources(files(package), package):
            digest.update(f"{name}\n{len(data)}\n".encode())
            digest.update(data)
    return digest.hexdigest()[:16]


def _sources(folder: Traversable, name: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        path = f"{name}/{entry.name}"
        if entry.is_dir():
            found += [] if entry.name.startswith(("_", ".")) else _sources(entry, path)
        elif entry.name.endswith(_SUFFIXES):
            found.append((path, entry.read_bytes()))
    return found


def dump(value: Json) -> bytes:
    """The JSON as it is stored and served: UTF-8, compact, keys in the order of the schema."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def store(objects: ObjectStore, key: str, data: bytes) -> None:
    """Store JSON bytes (see `dump`) compressed. The same bytes give the same object: gzip carries no time."""
    objects.put(key, BytesIO(gzip.compress(data, compresslevel=6, mtime=0)), media_type=MEDIA_TYPE)


def load_bytes(objects: ObjectStore, key: str) -> bytes:
    """The JSON bytes of an output or result. Raises `ObjectNotFoundError`, `StorageError`."""
    return gzip.decompress(objects.get(key))


def load(objects: ObjectStore, key: str) -> Json:
    value: Json = json.loads(load_bytes(objects, key))
    return value
