"""The law of a replay: a callable answers as it was recorded to answer, whatever its kind."""

import asyncio
import types

import pytest

from switchover.shadow import Outcome, run
from switchover.shadow.recording import Recorded, Recording, code, record, recorder
from switchover.values import from_text
from switchover.values.worker import Settler

ALIKE = {Outcome.MATCH, Outcome.BOTH_RAISED}


@pytest.fixture(autouse=True)
def offered(monkeypatch):
    """What this test offers, and nothing that another did."""
    monkeypatch.setattr(code, "_NAMED", {})


def recorded(folder, function, call):
    """What is kept of one call: the lines of its corpus."""
    record("it")(function)
    with Recording(folder) as recording:
        value = call(function)
    (kept,) = recording.kept
    return value, [from_text(line) for line in kept.file.read_text().splitlines()]


def plain(n):
    return {"n": [n, float(n), str(n)]}


def raising(n):
    raise KeyError("n", n)


def changing(rows):
    rows.append(len(rows))
    return rows[0]


def changing_and_raising(rows):
    rows.append({})
    raise ValueError(rows)


def streaming(n):
    yield from range(n)
    return n


def ending_in_false(n):
    yield n
    return False


def empty(n):
    return
    yield n


def broken_at_once(n):
    raise ValueError(n)
    yield


def broken_later(n):
    yield n
    raise ValueError(n)


async def waiting(n):
    await asyncio.sleep(0)
    return n


async def failing(n):
    raise LookupError(n)


async def ticking(n):
    for one in range(n):
        yield one


async def ticking_and_failing(n):
    yield n
    raise LookupError(n)


async def failing_at_once(n):
    raise LookupError(n)
    yield


def called(function, given):
    """Call it as its kind is called; an error is its own affair."""

    async def read(answer):
        return [one async for one in answer] if hasattr(answer, "__anext__") else await answer

    try:
        answer = function(*given)
        if hasattr(answer, "__await__") or hasattr(answer, "__anext__"):
            return asyncio.run(read(answer))
        return list(answer) if hasattr(answer, "__next__") else answer
    except (LookupError, ValueError):
        return None


@pytest.mark.parametrize(
    ("function", "given"),
    [
        *((each, 3) for each in (
            plain, raising, streaming, ending_in_false, empty, broken_at_once, broken_later, waiting,
            failing, ticking, ticking_and_failing, failing_at_once,
        )),
        (streaming, 0), (ticking, 0), (changing, ["x"]), (changing, []), (changing_and_raising, []),
    ],
    ids=lambda it: getattr(it, "__name__", str(it)),
)  # fmt: skip
def test_a_callable_is_like_its_own_recording(tmp_path, function, given):
    """Its value, its error, what it gave before that, and what it left in its arguments."""
    begun = [*given] if isinstance(given, list) else given
    _, lines = recorded(tmp_path / "calls", function, lambda it: called(it, [begun]))
    (line,) = lines
    control = Recorded([((line["args"], line["kwargs"]), line)])
    assert control.without == 0
    found = run(control, function, [((given,), {})], isolate=False, seed=1)
    assert set(found.counts) <= ALIKE, found.groups


def long_and_broken(n):
    yield from range(n)
    raise ValueError(n)


@pytest.mark.parametrize("function", [streaming, long_and_broken])
@pytest.mark.parametrize("count", [2, 3, 4, 5, 9])
def test_a_long_stream_is_kept_as_far_as_a_side_is_read(tmp_path, monkeypatch, function, count):
    """What comes behind the last item that is read belongs to no answer: neither end nor error."""
    monkeypatch.setattr(recorder, "MOST_READ", 3)
    _, (line,) = recorded(tmp_path / "calls", function, lambda it: called(it, [count]))
    fields = line["returned"].fields
    read = Settler(lambda item: item, 3).settled(function(count))
    assert (fields["items"], fields["has_more"]) == (read.items, read.has_more)
    assert (fields["items"], fields["has_more"]) == ([0, 1, 2][:count], count > 3)
    assert (fields["returned"], fields["raised"] is None) == (read.returned, read.raised is None)


def test_a_generator_that_may_be_awaited_still_may(tmp_path):
    """The older form of a coroutine: a decorator marks its code, and so is the recorded one marked."""

    @types.coroutine
    def older(n):
        got = yield from asyncio.sleep(0, n).__await__()
        return got

    async def main(function):
        return await function(5)

    value, lines = recorded(tmp_path / "calls", older, lambda it: asyncio.run(main(it)))
    assert value == 5
    assert [(line["args"], line["returned"].fields["returned"]) for line in lines] == [([5], 5)]


@pytest.mark.parametrize("ends", [(False, None), (None, 0), (False, 0), (False, ""), (0, 0.0)])
def test_what_a_generator_returns_is_a_part_of_its_answer(ends):
    """False is something that it said, and None is nothing."""

    def of(end):
        def generator(_):
            yield 1
            return end

        return generator

    one, other = map(of, ends)
    for control, candidate in ((one, other), (other, one)):
        found = run(control, candidate, [((1,), {})], isolate=False, seed=1)
        assert found.counts == {Outcome.DIFFERENCE: 1}
        assert [group.path for group in found.groups] == ["$.returned"]
    assert run(one, one, [((1,), {})], isolate=False, seed=1).counts == {Outcome.MATCH: 1}
