"""Whatever a call returns, it is known how it comes to its end, and it is brought there."""

import asyncio
import itertools
import types

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.bench.completion import IN_LOOP, carried_out, completion_of, finish, joined

MANNERS = st.sampled_from(["called", "awaited", "iterated", "iterated_async", "mixed"])


class World:
    """Calls of every kind that count how often they came to their end."""

    def __init__(self):
        self.ended = 0

    def end(self, *_):
        self.ended += 1

    def value(self):
        self.end()
        return [1]

    async def coroutine(self):
        self.end()

    def generator(self):
        yield 1
        self.end()

    def expression(self):
        return (self.end() for _ in "a")

    def mapped(self):
        return map(self.end, "a")

    def filtered(self):
        return filter(self.end, "a")

    def zipped(self):
        return zip(map(self.end, "a"), strict=True)

    def chained(self):
        return itertools.chain(map(self.end, "a"), "b")

    async def async_generator(self):
        yield 1
        self.end()

    def awaitable(self):
        world = self

        class Later:
            def __await__(self):
                yield from asyncio.sleep(0).__await__()
                world.end()

        return Later()

    @types.coroutine
    def old_coroutine(self):
        yield
        self.end()

    async def gives_generator(self):
        return self.generator()

    async def gives_coroutine(self):
        return self.coroutine()


KINDS = {
    "value": "called",
    "coroutine": "awaited",
    "awaitable": "awaited",
    "old_coroutine": "awaited",
    "generator": "iterated",
    "expression": "iterated",
    "mapped": "iterated",
    "filtered": "iterated",
    "zipped": "iterated",
    "chained": "iterated",
    "async_generator": "iterated_async",
    "gives_generator": "mixed",
    "gives_coroutine": "mixed",
}


async def awaiting(result):
    return await result


def run(awaitable):
    return asyncio.run(awaiting(awaitable))


@pytest.mark.parametrize(("kind", "completion"), KINDS.items())
def test_a_result_is_brought_to_its_end(kind, completion):
    """Awaited or iterated, and awaited again where that gave something else to await."""
    world = World()
    assert finish(getattr(world, kind)(), run) == completion
    assert world.ended == 1


@pytest.mark.parametrize(("kind", "completion"), KINDS.items())
def test_a_call_is_carried_out_in_its_completion(kind, completion):
    """What is timed is the whole call, once."""
    world = World()
    result = carried_out(getattr(world, kind), completion)()
    if completion in IN_LOOP:
        run(result)
    assert world.ended == 1


@pytest.mark.parametrize("kind", KINDS)
def test_mixed_carries_out_everything(kind):
    """A call that returns now this, now that is carried out whatever comes back."""
    world = World()
    run(carried_out(getattr(world, kind), "mixed")())
    assert world.ended == 1


@pytest.mark.parametrize("completion", ["called", "awaited"])
def test_plain_and_awaited_calls_are_not_wrapped(completion):
    """A call of a microsecond is timed as it is."""
    assert carried_out(len, completion) is len


@pytest.mark.parametrize(
    "result", [None, 1, "text", [1], {}, range(3), iter([1]), itertools.count(), World, World.value]
)
def test_complete_results_are_left_alone(result):
    """Values, classes, what iterates over what is there, and what never ends are no lazy work."""
    assert completion_of(result) == "called"


@given(MANNERS)
def test_alike_calls_stay_what_they_are(completion):
    """One completion joined with itself is that completion; without calls there is nothing to do."""
    assert joined([completion, completion]) == completion
    assert joined([]) == "called"


@given(MANNERS, MANNERS, MANNERS)
def test_joining_knows_no_order(one, two, three):
    """In whatever order and groups calls are seen, the same is made of them."""
    assert joined([joined([one, two]), three]) == joined([three, joined([two, one])])
    assert joined([joined([one, two]), three]) == joined([one, joined([two, three])])


def test_only_what_may_be_awaited_needs_a_loop():
    """A call that returns a list or a generator is iterated; one with an awaitable is mixed."""
    assert joined(["called", "iterated"]) == "iterated"
    assert joined(["called", "awaited"]) == "mixed"
    assert carried_out(lambda: [1], "iterated")() is None
