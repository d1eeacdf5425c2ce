"""Awaitables are awaited and iterators read, in the worker, and all they gave is in the answer."""

import asyncio
import csv
import itertools

from switchover.values import decode
from switchover.values.worker import WorkerPair, held


def answer(side, *args, **settings):
    with WorkerPair(held(side), held(lambda *_: None), **settings) as pair:
        ((_, _, reply, _),) = pair.replies([(args, {})])
    return reply


def stream(reply):
    word, node, *_ = decode(reply.document)
    assert (word, node.type) == ("returned", "switchover.Stream")
    return node.fields


def test_a_generator_gives_its_items_and_what_it_returned():
    """Items and the return value belong to the answer."""

    def side():
        yield 1
        yield [2]
        return "end"

    reply = answer(side)
    assert reply.state == "returned"
    assert stream(reply) == {
        "items": [1, [2]],
        "returned": "end",
        "raised": None,
        "has_more": False,
    }


def test_a_generator_that_raises_gives_what_came_before_and_the_error():
    """Its state is `raised`, and what it had given is not lost."""

    def side():
        yield 1
        raise LookupError("gone")

    reply = answer(side)
    fields = stream(reply)
    assert reply.state == "raised"
    assert fields["items"] == [1]
    assert fields["raised"].type == "LookupError"


def test_an_endless_iterator_is_read_to_a_cap():
    """What lies beyond the cap is told as more; a generator is closed."""
    closed = []

    def endless():
        try:
            yield from itertools.count()
        finally:
            closed.append(1)

    fields = stream(answer(endless, most_read=5))
    assert (fields["items"], fields["has_more"]) == ([0, 1, 2, 3, 4], True)
    assert not stream(answer(lambda: iter([0, 1, 2, 3, 4]), most_read=5))["has_more"]


def test_a_reused_buffer_is_kept_as_it_was_when_it_was_given():
    """An item that is changed after it was yielded is told as it was yielded."""

    def side():
        buffer = []
        for x in range(3):
            buffer.append(x)
            yield buffer

    async def later():
        buffer = {}
        for x in range(3):
            buffer[x] = x
            yield buffer

    assert stream(answer(side))["items"] == [[0], [0, 1], [0, 1, 2]]
    assert stream(answer(later))["items"] == [{0: 0}, {0: 0, 1: 1}, {0: 0, 1: 1, 2: 2}]


def test_an_iterator_of_a_class_of_ones_own_gives_its_attributes_too():
    """Public attributes beside the items are part of the answer."""

    class Pages:
        def __init__(self, total):
            self.total, self._at = total, 0

        def __iter__(self):
            return self

        def __next__(self):
            raise StopIteration

    assert stream(answer(lambda: Pages(3)))["attributes"] == {"total": 3}


def test_what_reads_like_a_file_is_not_read():
    """Iterators are read: maps, csv readers; what has `read` is left alone."""
    assert stream(answer(lambda: map(str, [1])))["items"] == ["1"]
    assert stream(answer(lambda: csv.reader(["a,b"])))["items"] == [["a", "b"]]


def test_async_sides_run_on_one_loop():
    """Coroutines, futures and async generators are awaited, on a loop that is kept."""

    async def side(x):
        await asyncio.sleep(0)
        return id(asyncio.get_running_loop()), x

    with WorkerPair(held(side), held(side)) as pair:
        found = [decode(mine.document)[1] for _, _, mine, _ in pair.replies(
            [((x,), {}) for x in range(20)]
        )]  # fmt: skip
    assert [x for _, x in found] == list(range(20))
    assert len({loop for loop, _ in found}) == 1


def test_an_async_generator_that_raises_gives_what_came_before():
    """As for a plain one; and a coroutine may give a generator."""

    async def raising():
        yield 1
        raise KeyError("k")

    async def gives_one():
        return (x for x in range(2))

    reply = answer(raising)
    assert (reply.state, stream(reply)["items"]) == ("raised", [1])
    assert stream(answer(gives_one))["items"] == [0, 1]


def test_an_awaitable_that_raises_system_exit_is_an_answer():
    """SystemExit in a task ends neither the loop nor the worker."""

    async def side(x):
        if x:
            raise SystemExit(3)
        return x

    with WorkerPair(held(side), held(side)) as pair:
        inputs = [((x,), {}) for x in (0, 1, 0)]
        states = [mine.state for _, _, mine, _ in pair.replies(inputs)]
    assert states == ["returned", "raised", "returned"]
