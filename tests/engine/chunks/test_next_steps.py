"""What becomes of chunks that are lost: the input that ends its workers is found, and no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.engine.chunks import (
    MOST_LOSSES,
    Chunk,
    Claimed,
    NextStep,
    halves,
    next_step,
    planned,
)


@given(st.integers(0, 5000), st.integers(1, 700))
def test_a_plan_holds_every_input_once(inputs, size):
    """Chunks follow each other without a gap."""
    at = 0
    for chunk in planned(inputs, size):
        assert chunk.first == at
        assert 1 <= chunk.inputs <= size
        at = chunk.end
    assert at == inputs


@given(st.integers(0, 10**9), st.integers(2, 10**6))
def test_halves_hold_what_the_whole_held(first, inputs):
    """No input is lost or doubled by dividing."""
    (one, _), (other, _) = halves(Claimed(Chunk(first, inputs), 1))
    assert (one.first, one.end, other.end) == (first, other.first, first + inputs)
    assert min(one.inputs, other.inputs) >= 1


@given(st.integers(1, 2000), st.sets(st.integers(0, 1999), max_size=4), st.integers(0, 2))
def test_only_what_ends_its_workers_is_given_up(inputs, poisonous, chance):
    """Whatever is poisoned, and even if the first workers are lost by chance, all ends right."""
    waiting, done, given_up, lost = [(Chunk(0, inputs), 0)], set(), set(), 0
    while waiting:
        chunk, losses = waiting.pop(0)
        match next_step(Claimed(chunk, 1, losses)):
            case NextStep.HALVE:
                waiting += halves(Claimed(chunk, 1, losses))
            case NextStep.GIVE_UP:
                given_up |= {chunk.first}
            case NextStep.RUN:
                held = set(range(chunk.first, chunk.end))
                if held & poisonous or lost < chance:
                    lost += 1
                    waiting.append((chunk, losses + 1))
                else:
                    assert not held & done
                    done |= held
    assert given_up == {one for one in poisonous if one < inputs}
    assert done | given_up == set(range(inputs))


@pytest.mark.parametrize(
    ("inputs", "losses", "fate"),
    [
        (5, 0, NextStep.RUN),
        (5, 1, NextStep.RUN),
        (5, 2, NextStep.HALVE),
        (1, MOST_LOSSES - 1, NextStep.RUN),
        (1, MOST_LOSSES, NextStep.GIVE_UP),
    ],
)
def test_the_losses_that_a_chunk_may_cost(inputs, losses, fate):
    """One by chance; a single input one more."""
    assert next_step(Claimed(Chunk(0, inputs), 1, losses)) is fate
