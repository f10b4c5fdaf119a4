"""What can happen to a document: states, stages, events and the transitions that are allowed, as values.

The database adapters ask `after` before they write a state, so no adapter can invent a transition.
"""

from __future__ import annotations

from enum import StrEnum


class DocumentState(StrEnum):
    """Of the document as a whole, as the gateway shows it. The last three are ends (a rerun starts again)."""

    QUEUED = "queued"
    RUNNING = "running"
    PUBLISHED = "published"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Stage(StrEnum):
    """The steps of the chain in their order; each has its own queue and its own workers."""

    INGEST = "ingest"
    EXTRACT = "extract"
    RECONSTRUCT = "reconstruct"
    VALIDATE = "validate"
    PUBLISH = "publish"


class RowState(StrEnum):
    """Of one stage row: one part of one stage of one run."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Event(StrEnum):
    """What happens to a stage row."""

    CLAIM = "claim"
    """a worker takes it: a new attempt with a token and a lease"""
    COMPLETE = "complete"
    """the worker stored its output"""
    RETRY = "retry"
    """the attempt failed or its worker died, and there are attempts left"""
    FAIL = "fail"
    """the attempt failed for good, or the last attempt failed (then the row is a dead letter)"""
    CANCEL = "cancel"
    """a person, a newer run, or a failed sister part ends it"""


class Lane(StrEnum):
    """Two lanes of each queue, emptied in this order: a person waits for the one, a batch of files fills the other."""

    INTERACTIVE = "interactive"
    BULK = "bulk"


TRANSITIONS: dict[tuple[RowState, Event], RowState] = {
    (RowState.QUEUED, Event.CLAIM): RowState.RUNNING,
    (RowState.QUEUED, Event.CANCEL): RowState.CANCELLED,
    (RowState.RUNNING, Event.COMPLETE): RowState.DONE,
    (RowState.RUNNING, Event.RETRY): RowState.QUEUED,
    (RowState.RUNNING, Event.FAIL): RowState.FAILED,
    (RowState.RUNNING, Event.CANCEL): RowState.CANCELLED,
}

#: Rows in these states still have work to do.
OPEN_ROWS = frozenset({RowState.QUEUED, RowState.RUNNING})
#: Documents in these states have ended.
ENDED = frozenset({DocumentState.PUBLISHED, DocumentState.FAILED, DocumentState.CANCELLED})
#: So many parts of a document go out in its own lane; what a longer one has beyond them goes with the bulk files.
PARTS_AHEAD = 8
#: A person may start a document again from these; what they reuse is the output of the stage before.
RERUN_FROM = (Stage.INGEST, Stage.EXTRACT, Stage.RECONSTRUCT, Stage.VALIDATE)

_ORDER = tuple(Stage)


class TransitionError(ValueError):
    """The event is not allowed in this state: a fault of the program, never of a document."""


def after(state: RowState, event: Event) -> RowState:
    """The state that `event` leads to. Raises `TransitionError` where the table above has no entry."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise TransitionError(f"{event.value} is not allowed for a row that is {state.value}") from None


def following(stage: Stage) -> Stage | None:
    """The stage whose row is made when all parts of `stage` are done; None after the last."""
    at = _ORDER.index(stage) + 1
    return _ORDER[at] if at < len(_ORDER) else None


def preceding(stage: Stage) -> Stage | None:
    """The stage whose outputs `stage` reads; None for the first."""
    at = _ORDER.index(stage)
    return _ORDER[at - 1] if at else None
