from __future__ import annotations

import itertools

import pytest

from shared.lifecycle import (
    OPEN_ROWS,
    TRANSITIONS,
    Event,
    RowState,
    Stage,
    TransitionError,
    after,
    following,
    preceding,
)


def test_the_chain_in_order() -> None:
    assert [following(s) for s in Stage] == [*list(Stage)[1:], None]
    assert [preceding(s) for s in Stage] == [None, *list(Stage)[:-1]]


@pytest.mark.parametrize(("state", "event"), list(itertools.product(RowState, Event)))
def test_only_what_the_table_says_is_allowed(state: RowState, event: Event) -> None:
    if (state, event) in TRANSITIONS:
        assert after(state, event) is TRANSITIONS[state, event]
    else:
        with pytest.raises(TransitionError, match=event.value):
            after(state, event)


def test_nothing_leads_out_of_an_ended_row() -> None:
    assert {state for state, _ in TRANSITIONS} == OPEN_ROWS


def test_every_state_but_the_first_can_be_reached() -> None:
    assert set(TRANSITIONS.values()) == set(RowState)
