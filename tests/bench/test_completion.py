"""Whatever a call returns, it is known how it comes to its end, and it is brought there."""

import asyncio
import itertools
import types
import weakref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.bench.completion import (
    IN_LOOP,
    carried_out,
    completion_of,
    drain,
    finish,
    gathered,
    gathered_inside,
    home,
    joined,
    wants_loop,
)

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


class Given:
    """Calls of every kind that give what they were given, by position and by name."""

    def value(self, *args, **named):
        return [*args, *named.values()]

    def generator(self, *args, **named):
        yield from self.value(*args, **named)

    async def coroutine(self, *args, **named):
        return self.value(*args, **named)

    async def async_generator(self, *args, **named):
        for each in self.value(*args, **named):
            yield each

    async def gives_generator(self, *args, **named):
        return self.generator(*args, **named)

    async def gives_coroutine(self, *args, **named):
        return self.coroutine(*args, **named)

    async def gives_async_generator(self, *args, **named):
        return self.async_generator(*args, **named)


GIVEN = {
    "value": "called",
    "generator": "iterated",
    "coroutine": "awaited",
    "async_generator": "iterated_async",
    "gives_generator": "mixed",
    "gives_coroutine": "mixed",
    "gives_async_generator": "mixed",
}


@pytest.mark.parametrize(("kind", "completion"), GIVEN.items())
def test_what_a_call_came_to_is_gathered(kind, completion):
    """Items as a list, and with how it came to its end; inside of a loop as outside."""
    call = getattr(Given(), kind)
    assert gathered(call(1, 2, n=3), run) == (completion, [1, 2, 3])
    assert run(gathered_inside(call, 1, 2, n=3)) == [1, 2, 3]
    assert finish(call(1, n=2), run) == completion


def test_what_is_no_list_is_given_as_it_is():
    """A call that is complete, and one that is awaited."""

    async def later():
        return 5

    assert gathered(5, run) == ("called", 5)
    assert gathered(later(), run) == ("awaited", 5)
    assert run(gathered_inside(lambda: 5)) == 5
    assert run(gathered_inside(later)) == 5


@pytest.mark.parametrize("completion", ["called", "awaited", "iterated", "iterated_async", "mixed"])
def test_a_call_is_carried_out_with_all_its_arguments(completion):
    """By position and by name."""
    seen = []

    def call(*args, **named):
        seen.append((args, named))
        if completion == "iterated":
            return iter_of(seen)
        if completion == "iterated_async":
            return items_of(seen)
        return nothing() if completion in IN_LOOP else None

    def iter_of(_):
        yield 1

    async def items_of(_):
        yield 1

    async def nothing():
        return None

    result = carried_out(call, completion)(1, n=2)
    if completion in IN_LOOP:
        run(result)
    assert seen == [((1,), {"n": 2})]


@pytest.mark.parametrize("how", [drain, lambda lazy: carried_out(lambda: lazy, "iterated")()])
def test_what_is_iterated_keeps_no_item(how):
    """A stream of large items takes no memory: each is gone before the next one is made."""
    alive = weakref.WeakSet()
    most = []

    class Item:
        pass

    def items():
        for _ in range(5):
            item = Item()
            alive.add(item)
            most.append(len(alive))
            yield item
            del item

    how(items())
    assert most == [1] * 5


@pytest.mark.parametrize(
    ("error", "wants"),
    [
        (RuntimeError("no running event loop"), True),
        (RuntimeError("There is no current event loop in thread 'x'."), True),
        (DeprecationWarning("There is no current event loop"), True),
        (RuntimeError("no loop"), False),
        (DeprecationWarning("old"), False),
        (ValueError("no running event loop"), False),
        (ValueError("no"), False),
    ],
)
def test_a_call_that_failed_for_want_of_a_loop(error, wants):
    """By the words and by the kind of its error, in whatever letters."""
    assert wants_loop(error) is wants


def test_a_future_has_its_home_where_it_was_made():
    """Unless that loop runs or is gone; what is no future has none."""
    loop = asyncio.new_event_loop()
    future = loop.create_future()
    assert home(future) is loop

    async def inside():
        return home(loop.create_future())

    assert loop.run_until_complete(inside()) is None
    loop.close()
    assert home(future) is None
    assert home(5) is None
    assert home([1]) is None
