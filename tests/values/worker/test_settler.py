"""Answers made final: what is awaited, what is read, what is left as it is, and what is said beside it."""

import asyncio
import io
import itertools
import types
from unittest import mock

import pytest

from switchover.values import decode, encode
from switchover.values.worker.encoding import keeper
from switchover.values.worker.settle import Settler, Stream


@pytest.fixture
def settler():
    made = Settler(keeper(), most_read=5)
    yield made
    made.close()
    asyncio.set_event_loop(None)


class Awaited:
    """Awaitable, and no coroutine."""

    def __init__(self, gives):
        self.gives = gives

    def __await__(self):
        yield
        return self.gives


class Counting:
    """An iterator of one's own, which bears what it has counted."""

    def __init__(self, most):
        self.most, self.given, self._hidden, self.closed = most, 0, "x", False

    def __iter__(self):
        return self

    def __next__(self):
        if self.given == self.most:
            raise StopIteration(self.most)
        self.given += 1
        return self.given

    def close(self):
        self.closed = True


class Aside(Counting):
    __next__ = None


class Meta(type):
    """Its classes have what their instances have not."""

    def __next__(cls):
        raise AssertionError

    def __await__(cls):
        raise AssertionError


class Plain(metaclass=Meta):
    pass


def ends(*items, returned=None, raised=None):
    yield from items
    if raised is not None:
        raise raised
    return returned


async def ends_later(*items, raised=None):
    for item in items:
        await asyncio.sleep(0)
        yield item
    if raised is not None:
        raise raised


async def gives(value):
    await asyncio.sleep(0)
    return value


LEFT = [None, 3, "text", [1], {"a": iter([])}, (iter([1]),), range(3), object(), Plain(), io.BytesIO(b"ab"),
        io.StringIO("a\nb"), Aside(1), mock.MagicMock(), mock.Mock(), mock.AsyncMock(), iter, Counting]  # fmt: skip


@pytest.mark.parametrize("value", LEFT, ids=lambda value: type(value).__name__)
def test_what_is_no_stream_and_nothing_to_wait_for_is_left(settler, value):
    """Containers of streams, files, classes and mocks as well."""
    assert settler.settled(value) is value


@pytest.mark.parametrize(
    "value",
    [3, [1], None, object(), mock.Mock(), io.BytesIO()],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("wait", [gives, Awaited], ids=lambda wait: wait.__name__)
def test_what_is_awaited_gives_its_value(settler, wait, value):
    """However it is made; the value is not looked into further than a value is."""
    assert settler.settled(wait(value)) is value


STREAMS = {
    "a list's iterator": (lambda: iter([1, 2]), [1, 2], None, False),
    "a generator": (lambda: ends(1, returned="end"), [1], "end", False),
    "nothing": (ends, [], None, False),
    "just as many": (lambda: ends(*range(5), returned=9), [0, 1, 2, 3, 4], 9, False),
    "one too many": (lambda: ends(*range(6), returned=9), [0, 1, 2, 3, 4], None, True),
    "endless": (lambda: itertools.count(1), [1, 2, 3, 4, 5], None, True),
    "a class of its own": (lambda: Counting(2), [1, 2], 2, False),
    "asynchronous": (lambda: ends_later(1, 2), [1, 2], None, False),
    "asynchronous and endless": (lambda: ends_later(*range(9)), [0, 1, 2, 3, 4], None, True),
    "behind a coroutine": (lambda: gives(ends(1, returned=2)), [1], 2, False),
    "asynchronous behind a coroutine": (lambda: gives(ends_later(7)), [7], None, False),
}


@pytest.mark.parametrize(("make", "items", "returned", "has_more"), STREAMS.values(), ids=STREAMS)
def test_a_stream_is_read_up_to_its_limit(settler, make, items, returned, has_more):
    """What it gave, what it returned, and whether it would have given more."""
    found = settler.settled(make())
    assert type(found) is Stream
    assert (found.items, found.returned, found.raised, found.has_more) == (
        items,
        returned,
        None,
        has_more,
    )
    told = (
        "an iterator was read as far as its first 5 items: what comes behind them was not compared"
    )
    assert settler.notes == [told] * has_more


@pytest.mark.parametrize(
    "error", [ValueError("a"), SystemExit(3), KeyboardInterrupt(), GeneratorExit()]
)
@pytest.mark.parametrize("make", [ends, ends_later], ids=lambda make: make.__name__)
def test_a_stream_that_raises_keeps_what_it_gave_before(settler, make, error):
    """Whatever it raises."""
    found = settler.settled(make(1, 2, raised=error))
    assert (found.items, found.raised, found.has_more) == ([1, 2], error, False)


@pytest.mark.parametrize(
    "error", [ValueError("a"), SystemExit(3), KeyboardInterrupt(), asyncio.CancelledError()]
)
def test_what_is_awaited_raises_what_it_raised(settler, error):
    """And the next call is served all the same, on the same loop."""

    async def raises():
        raise error

    with pytest.raises(type(error)) as caught:
        settler.settled(raises())
    assert caught.value is error
    assert settler.settled(gives(4)) == 4


def test_items_are_kept_as_they_were_when_they_were_given(settler):
    """A generator may give one list again and again, and change it in between."""

    def side():
        row = []
        for n in range(3):
            row.append(n)
            yield row

    assert settler.settled(side()).items == [[0], [0, 1], [0, 1, 2]]


def test_an_iterator_of_ones_own_is_more_than_its_items(settler):
    """What it bears is part of the answer, but for what is private; one with more left is closed."""
    assert settler.settled(Counting(2)).attributes == {"most": 2, "given": 2, "closed": False}
    assert settler.settled(Counting(9)).attributes == {"most": 9, "given": 6, "closed": True}
    assert settler.settled(iter([1])).attributes is None
    assert settler.settled(ends(1)).attributes is None


def test_tasks_that_were_left_are_cancelled_and_said(settler):
    """By the names of their coroutines, three of them at most."""
    ended = []

    async def lingering():
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(1)

    async def side(count):
        kept = [asyncio.ensure_future(lingering()) for _ in range(count)]
        await asyncio.sleep(0)
        return len(kept)

    assert settler.settled(side(1)) == 1
    name = lingering.__qualname__
    assert settler.notes == [f"asyncio tasks were left running and were cancelled: {name}"]
    settler.notes.clear()
    assert settler.settled(side(5)) == 5
    (note,) = settler.notes
    assert note.endswith(f"{name}, {name}, {name} and 2 more")
    assert len(ended) == 6


def test_a_loop_that_a_side_closed_is_replaced(settler):
    """The next call that waits gets another."""

    async def closing():
        loop = asyncio.get_running_loop()
        loop.call_soon(loop.stop)
        return 1

    assert settler.settled(closing()) == 1
    asyncio.get_event_loop_policy().get_event_loop().close()
    assert settler.settled(gives(2)) == 2


def test_what_was_settled_can_be_written(settler):
    """A stream of anything has a document, and is read back as one."""
    found = settler.settled(ends({"a": (1,)}, types.SimpleNamespace(x=[2]), 3))
    tree = decode(encode(found.items))
    assert tree[0] == {"a": (1,)}
    assert tree[1].fields == {"x": [2]}
