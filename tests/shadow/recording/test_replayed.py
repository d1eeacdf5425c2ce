"""The law of a replay: a callable answers as it was recorded to answer, whatever its kind."""

import asyncio
import dataclasses
import datetime as dt
import types
import zoneinfo
from copy import deepcopy

import pytest

from switchover.shadow import Outcome, run
from switchover.shadow.recording import Recorded, Recording, code, record, recorder
from switchover.values import from_text, rebuild
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


NAMES = ("self", "args", "kwargs", "call", "tap", "function", "value", "input")


def naming(*args, **kwargs):
    return [args, kwargs]


@pytest.mark.parametrize("name", NAMES)
def test_an_argument_may_have_any_name(tmp_path, name):
    """Nothing that stands for the callable takes it for a parameter of its own."""
    _, (line,) = recorded(tmp_path / "calls", naming, lambda it: it(1, **{name: 2}))
    assert (line["args"], line["kwargs"]) == ([1], {name: 2})
    control = Recorded([((line["args"], line["kwargs"]), line)])
    for one, other in ((control, naming), (naming, naming)):
        found = run(one, other, [((1,), {name: 2})], isolate=False, seed=1)
        assert found.counts == {Outcome.MATCH: 1}, found.groups


@dataclasses.dataclass
class Order:
    rows: list
    note: str = dataclasses.field(default="", compare=False)


@pytest.mark.parametrize(
    ("given", "rows_of"),
    [
        (Order([1], "n"), lambda order: order.rows),
        ([dt.datetime(2024, 5, 1, tzinfo=zoneinfo.ZoneInfo("Europe/Paris"))], lambda rows: rows),
        ({"a": [1], "b": {2, 3}}, lambda of: of["a"]),
        ([[1]] * 2, lambda rows: rows[1]),
    ],
    ids=["not compared", "zone", "plain", "shared"],
)
def test_arguments_that_were_not_changed_are_not_told_as_changed(tmp_path, given, rows_of):
    """Though of an input more is kept than of an answer."""

    def changing(value, rows, *, changes):
        if changes:
            rows.append(5)
        return str(value)

    def both(function):
        for changes in (False, True):
            value = deepcopy(given)
            function(value, rows_of(value), changes=changes)

    _, lines = recorded(tmp_path / "calls", changing, both)
    assert [("after" in line, line["kwargs"]["changes"]) for line in lines] == [
        (False, False),
        (True, True),
    ]


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


def test_several_answers_to_one_input_come_one_after_the_other(tmp_path):
    """Each once, as it was first given; to a candidate that is like none the control is unsteady."""
    answers = iter([1, 2, 1, {"three": 3}, 2])

    def moody(n):
        answer = next(answers)
        if answer == 2:
            raise ValueError(answer)
        return answer

    def call(function):
        for _ in range(5):
            called(function, [7])

    _, (line,) = recorded(tmp_path / "calls", moody, call)
    told = [one.get("returned") or one["raised"].fields["args"] for one in (line, *line["others"])]
    assert (told, line["weight"]) == ([1, (2,), {"three": 3}], 5)
    control = Recorded([(((7,), {}), line), (((8,), {}), {})])
    words = [(one.word, one.value) for one in (control(7) for _ in range(4))]
    assert [word for word, _ in words] == ["returned", "raised", "returned", "returned"]
    assert (words[0][1], words[2][1], words[3][1]) == (1, {"three": 3}, 1)
    assert (control.without, control(8).word, control(9).word) == (1, "", "")
    found = run(Recorded([(((7,), {}), line)]), lambda _: 5, [((7,), {})], isolate=False, seed=1)
    assert found.counts == {Outcome.UNSTEADY: 1}
    found = run(control, lambda _: 5, [((8,), {})], isolate=False, seed=1)
    assert found.counts == {Outcome.NOT_COMPARABLE: 1}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([1], [1, 2]),
        ({"a": 1}, {"a": 1, "b": [2]}),
        ({"a"}, {"a", "b"}),
        ([{"a": []}], [{"a": [1]}]),
    ],
)
def test_what_a_call_left_is_replayed(tmp_path, before, after):
    """It counts as if the control ran: a candidate that leaves something else differs there."""

    def leaving(held):
        held.clear() if isinstance(held, list) else None
        held.update(after) if isinstance(held, dict | set) else held.extend(after)

    _, (line,) = recorded(tmp_path / "calls", leaving, lambda it: it(deepcopy(before)))
    assert rebuild(line["after"]["args"][0]) == after
    control = Recorded([((line["args"], line["kwargs"]), line)])
    given = [((deepcopy(before),), {})]
    assert run(control, leaving, given, isolate=False, seed=1).counts == {Outcome.MATCH: 1}
    found = run(control, lambda held: None, given, isolate=False, seed=1)
    assert found.counts == {Outcome.DIFFERENCE: 1}
    assert {group.path[:8] for group in found.groups} == {"$args[*]"}
