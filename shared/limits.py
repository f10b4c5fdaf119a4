"""Limits that the operating system holds: of memory, and of what a broken file can take along with it."""

from __future__ import annotations

import mmap
import multiprocessing
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from shared.errors import LimitExceededError, ProcessingError, UnreadableFileError

MIB = 1024 * 1024
T = TypeVar("T")
#: the page that is being read, 0 for none: forks share it, so it outlives the process that a page ends
_PAGE = mmap.mmap(-1, 8)


def limit_memory(allowance: int) -> None:
    """Cap the address space of this process at what it has now plus `allowance` bytes: a real limit, unlike Celery's.

    Children started later have the same cap each.
    """
    _cap(_in_use() + allowance)


@contextmanager
def memory_within(allowance: int) -> Iterator[None]:
    """Cap the address space at `allowance` bytes more than now for the time being, in a process that has a cap: one
    without is not meant to end when a library gets no memory."""
    before = resource.getrlimit(resource.RLIMIT_AS)[0]
    if before == resource.RLIM_INFINITY:
        yield
        return
    _cap(min(before, _in_use() + allowance))
    try:
        yield
    finally:
        _cap(before)


@contextmanager
def on_page(number: int) -> Iterator[None]:
    """While page `number` (from 1) is read: should the process end over it, `apart` can say which one it was."""
    _PAGE[:] = number.to_bytes(8)
    try:
        yield
    finally:
        _PAGE[:] = bytes(8)


def _in_use() -> int:
    statm = Path("/proc/self/statm")
    pages = int(statm.read_text().split()[0]) if statm.exists() else 0
    return pages * resource.getpagesize()


def _cap(limit: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))


def apart(work: Callable[..., T], *arguments: object, allowance: int) -> T:
    """`work(*arguments)` in a fork of this process with so much memory more: what a file does to it ends there.

    PDFium and the image libraries end the whole process when they get no memory (a form that draws itself takes all
    there is). Raises what `work` raises of `ProcessingError`; `LimitExceededError` for memory that Python asked for;
    `UnreadableFileError` when the process died, with the page if it died `on_page`.
    """
    _PAGE[:] = bytes(8)
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(sending, allowance, work, arguments), daemon=False)
    process.start()
    sending.close()
    try:
        outcome: Any = receiving.recv()
    except EOFError:
        outcome = None
    finally:
        receiving.close()
        process.join()
    if outcome is None:
        raise _death(process.exitcode or 0)
    value, error = outcome
    if error is not None:
        raise error
    result: T = value
    return result


def _child(sending: Connection, allowance: int, work: Callable[..., object], arguments: tuple[object, ...]) -> None:
    limit_memory(allowance)
    try:
        sending.send((work(*arguments), None))
    except ProcessingError as error:
        sending.send((None, error))
    except MemoryError:
        sending.send((None, LimitExceededError(f"the file needs more than {allowance // MIB} MiB of memory")))


def _death(code: int) -> ProcessingError:
    if code >= 0:  # it raised; its traceback is on standard error
        return ProcessingError("a fault of the program, see above")
    name = signal.Signals(-code).name
    page = int.from_bytes(_PAGE[:]) or None
    what = "the file" if page is None else f"page {page}"
    return UnreadableFileError(
        f"reading {what} ended the process ({name}): it is damaged, or needs more memory than it may have", page=page
    )
