"""Zip packages of office files, opened with bounds: a few kilobytes can unpack to terabytes."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import lxml.etree

from shared.errors import EncryptedFileError, LimitExceededError, UnreadableFileError

MAX_MEMBERS = 5_000
MAX_MEMBER = 96 * 2**20
MAX_TOTAL = 512 * 2**20
"""bytes when unpacked; the text of a report of a thousand pages is under 20 MB"""


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The package, its declared sizes checked. Raises `EncryptedFileError`, `LimitExceededError`,
    `UnreadableFileError`."""
    try:
        with zipfile.ZipFile(path) as package:
            _check(package)
            yield package
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise UnreadableFileError(f"the file's package is damaged: {error}") from error
    except RuntimeError as error:
        if "password" in str(error):  # zipfile's way to say that a member is encrypted
            raise EncryptedFileError("the file's package asks for a password") from error
        raise


def _check(package: zipfile.ZipFile) -> None:
    members = package.infolist()
    if len(members) > MAX_MEMBERS:
        raise LimitExceededError(f"the package has {len(members)} members, the limit is {MAX_MEMBERS}")
    if sum(m.file_size for m in members) > MAX_TOTAL:
        raise LimitExceededError(f"the package unpacks to more than {MAX_TOTAL} bytes")
    for member in members:
        if member.filename.endswith((".xml", ".rels")) and member.file_size > MAX_MEMBER:
            raise LimitExceededError(f"{member.filename} unpacks to more than {MAX_MEMBER} bytes")


def member(package: zipfile.ZipFile, name: str) -> bytes | None:
    """A member's bytes, None where the package has none. Never more than `MAX_MEMBER`, whatever the directory says."""
    if name not in package.namelist():
        return None
    with package.open(name) as stream:
        data = stream.read(MAX_MEMBER + 1)
    if len(data) > MAX_MEMBER:
        raise LimitExceededError(f"{name} unpacks to more than {MAX_MEMBER} bytes")
    return data


def xml(package: zipfile.ZipFile, name: str) -> Any:
    """A member's root element, None where there is none. Entities are not resolved, nothing is fetched."""
    data = member(package, name)
    if data is None:
        return None
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return lxml.etree.fromstring(data, parser)
    except lxml.etree.XMLSyntaxError as error:
        raise UnreadableFileError(f"the file is damaged: {name} is no well-formed XML: {error.msg}") from error
