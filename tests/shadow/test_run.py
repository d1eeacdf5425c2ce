"""A run gives every input one outcome, keeps the sides apart, and cannot be stopped by them."""

import asyncio
import gc
import os
import signal
import threading
import time
import tracemalloc

import msgspec
import pytest

from switchover.shadow import (
    Expect,
    Ignore,
    Kind,
    Outcome,
    ShadowRecord,
    UsageError,
    read_comparisons,
    run,
)

WHY = {"reason": "agreed", "owner": "team"}


def calls(*values):
    return [((value,), {}) for value in values]


def outcomes(control, candidate, inputs, **settings):
    record = run(control, candidate, inputs, **settings)
    return {outcome.value: count for outcome, count in record.counts.items()}


def divide(n):
    return 10 // n


def divide_like(n):
    if n == 0:
        raise ZeroDivisionError("integer division or modulo by zero")
    if n == 3:
        return 4
    if n == 4:
        raise ValueError("four")
    return 10 // n


def test_every_input_has_one_outcome():
    """Match, difference, raised on both sides or on one: the counts add up to the inputs."""
    record = run(divide, divide_like, calls(1, 2, 3, 4, 0, "x"))
    assert record.inputs == sum(record.counts.values()) == 6
    assert (
        record.counts
        == {
            Outcome.MATCH: 2,
            Outcome.DIFFERENCE: 2,
            Outcome.CANDIDATE_RAISED: 1,
            Outcome.BOTH_RAISED: 1,
        }
        or record.counts[Outcome.BOTH_RAISED] == 2
    )
    turned = run(divide_like, divide, calls(4))
    assert turned.counts == {Outcome.CONTROL_RAISED: 1}


def test_errors_compare_by_type_then_message():
    """Another type or another message is a difference of kind error."""

    def raising(error):
        def side(_):
            raise error

        return side

    same = outcomes(raising(ValueError("a")), raising(ValueError("a")), calls(1))
    assert same == {"both_raised": 1}
    for other in (ValueError("b"), TypeError("a")):
        record = run(raising(ValueError("a")), raising(other), calls(1))
        assert record.counts == {Outcome.DIFFERENCE: 1}
        (group,) = record.groups
        assert (group.path, group.kind, group.control_type) == ("$", Kind.ERROR, "ValueError")
        assert group.exemplars[0].control == "ValueError: a"


@pytest.mark.parametrize("error", [SystemExit(3), GeneratorExit(), asyncio.CancelledError()])
@pytest.mark.parametrize("is_async", [False, True])
def test_no_side_ends_the_run(error, is_async):
    """What is no Exception is an outcome all the same, in plain and async sides."""

    def plain(n):
        if n == 1:
            raise error
        return n

    async def awaited(n):
        return plain(n)

    side = awaited if is_async else plain
    assert outcomes(side, side, calls(0, 1, 2)) == {"match": 2, "both_raised": 1}


def test_broken_errors_are_outcomes():
    """An error whose text raises, or is no text, is told as far as it goes."""

    class Broken(Exception):
        def __str__(self):
            raise RuntimeError

    def broken(_):
        raise Broken

    def surrogate(_):
        raise ValueError("\udc80")

    record = run(broken, surrogate, calls(1))
    assert msgspec.json.decode(msgspec.json.encode(record), type=ShadowRecord) == record


def test_ctrl_c_keeps_what_was_done(tmp_path):
    """A signal ends the run with a record of all inputs before it, and the processes with it."""

    def side(n):
        time.sleep(0.01)
        return n

    file = tmp_path / "o.jsonl"

    def interrupt():
        until = time.monotonic() + 60
        while time.monotonic() < until and not (file.exists() and file.stat().st_size):
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    signalled = threading.Thread(target=interrupt)
    signalled.start()
    record = run(side, side, calls(*range(3_000)), observations=file)
    signalled.join()
    assert record.interrupted
    assert 0 < record.inputs < 3_000
    assert record.counts == {Outcome.MATCH: record.inputs}
    assert len(list(read_comparisons(file))) == record.inputs


def test_sides_get_equal_unshared_copies():
    """Neither side sees the other's changes, nor an earlier input's, nor does the caller."""

    def side(data, *, extra):
        data["rows"].append(extra)
        return len(data["rows"])

    given = {"rows": [1]}
    assert outcomes(side, side, [((given,), {"extra": [2]})] * 3) == {"match": 3}
    assert given == {"rows": [1]}


def test_copies_keep_shared_references_and_own_types():
    """What is one object in the input is one object in each copy; a class of a function's own,
    which no pickle carries, arrives as it is."""

    class Own:
        def __init__(self):
            self.items = []

    part, own = [1], Own()

    def side(a, b, c, d):
        return a is b and c is d and type(c) is Own

    record = run(side, lambda a, b, c, d: True, [((part, part, own, own), {})])
    assert record.counts == {Outcome.MATCH: 1}
    assert any("cannot be pickled" in warning for warning in record.warnings)


def test_arguments_are_compared_after_the_call():
    """A side that changes its arguments in another way differs."""

    def sorts(items, *, log):
        items.sort()
        log["n"] = 1
        return

    def copies(items, *, log):
        log["n"] = 2
        return sorted(items) and None

    record = run(sorts, copies, [(([2, 1],), {"log": {}})])
    assert record.counts == {Outcome.DIFFERENCE: 1}
    found = {(group.path, group.kind) for group in record.groups}
    assert found == {("$args[*]", Kind.ORDER), ("$kwargs.log.n", Kind.CHANGED)}


def test_an_input_that_no_pickle_carries_is_carried_by_a_fork():
    """A lock, an open file, a lambda: both sides get it, and the record says how."""
    record = run(lambda f: f(2), lambda f: f(2), calls(lambda n: n + 1, divide))
    assert record.counts == {Outcome.MATCH: 2}
    assert any("carried by a fork" in warning for warning in record.warnings)


def test_a_value_that_cannot_be_compared_is_not_comparable(tmp_path):
    """What cannot be told apart is never a match; it is named with its input and the reason."""
    file = tmp_path / "o.jsonl"

    def side(n):
        return [(m for m in [n])] if n else n

    record = run(side, side, calls(0, 1), observations=file)
    assert record.counts == {Outcome.MATCH: 1, Outcome.NOT_COMPARABLE: 1}
    assert record.compared == 1
    (group,) = record.groups
    assert (group.path, group.kind, group.exemplars[0].index) == ("$[0]", Kind.NOT_COMPARABLE, 1)
    assert list(read_comparisons(file))[1].reason.startswith("$[0]: ")


def test_sync_and_async_sides_mix():
    """A plain control and an async candidate are compared by what they give in the end."""

    async def candidate(n):
        await asyncio.sleep(0)
        return n

    assert outcomes(lambda n: n, candidate, calls(1, 2)) == {"match": 2}
    assert outcomes(candidate, lambda n: candidate(n), calls(1)) == {"match": 1}


def test_a_run_inside_a_loop_works():
    """Started from a coroutine, with async sides: they have loops of their own."""

    async def side(n):
        return n

    async def main():
        return run(side, side, calls(1))

    assert asyncio.run(main()).counts == {Outcome.MATCH: 1}


def test_iterators_are_read():
    """What sides yield is compared, bounded; a list in its place is another type."""

    def numbers(n):
        yield from range(n)

    async def later(n):
        for number in range(n):
            yield number

    assert outcomes(numbers, later, calls(3, 0)) == {"match": 2}
    assert outcomes(numbers, lambda n: iter([0, 1, 9]), calls(3)) == {"difference": 1}
    record = run(numbers, lambda n: list(range(n)), calls(3))
    assert [group.kind for group in record.groups] == [Kind.TYPE]

    def endless(_):
        while True:
            yield 1

    assert outcomes(endless, endless, calls(1)) == {"match": 1}


def test_groups_count_differences_and_inputs():
    """Differences of one signature are one group, with exemplars of different inputs."""
    record = run(lambda n: [n, n], lambda n: [-n, -n], calls(*range(1, 6)))
    (group,) = record.groups
    assert (group.path, group.count, group.inputs) == ("$[*]", 10, 5)
    assert [one.index for one in group.exemplars] == [0, 1, 2]
    again = run(lambda n: [n, n], lambda n: [-n, -n], calls(8)).groups[0]
    assert group.signature == again.signature
    assert len(group.signature) == 12


def test_groups_are_bounded():
    """A new cause with every input does not fill the memory, and what is left out is counted."""

    def side(n):
        raise type(f"Error{n}", (Exception,), {})

    record = run(lambda n: n, side, calls(*range(1200)), ask_again=False)
    assert len(record.groups) == 1000
    assert record.groups_dropped == 200


def test_rules_accept_outcomes_and_are_reported():
    """Accepted inputs are counted beside the outcome; the use of each rule is in the record."""
    rules = [
        Expect(id="four", path="$", difference=Kind.ERROR, candidate="ValueError: f*", **WHY),
        Ignore(id="idle", path="$.x", **WHY),
    ]
    record = run(divide, divide_like, calls(2, 3, 4), rules=rules)
    assert record.accepted == {Outcome.CANDIDATE_RAISED: 1}
    assert record.unaccepted == 1
    assert [(use.id, use.hits) for use in record.rules] == [("four", 1), ("idle", 0)]
    assert [group.rule for group in record.groups] == [None, "four"]


def test_ignore_does_not_excuse_an_error():
    """Only an expectation accepts that a side raises."""
    record = run(divide, divide_like, calls(4), rules=[Ignore(id="all", path="$", **WHY)])
    assert record.unaccepted == 1


def test_no_input_gives_no_evidence():
    """An empty run is a record of nothing."""
    record = run(divide, divide, [])
    assert (record.inputs, record.counts, record.compared) == (0, {}, 0)


class Mute:
    def __repr__(self):
        raise ValueError("mute")


@pytest.mark.parametrize("first", [0, 500])
@pytest.mark.parametrize(
    "given",
    [1, (1,), ((1,), 2), ({}, {}), "ab", ((1,), {}, 3), None, ((1,), {2: 3}), ((), {None: 1}),
     Mute(), (Mute(), {}), ((), Mute())],
    ids=lambda it: type(it).__name__,
)  # fmt: skip
def test_a_malformed_input_is_said(given, first):
    """What no function can be called with ends the run with its number in the whole corpus."""
    said = rf"input {first + 1} is .*; it must be \(args, kwargs\)"
    with pytest.raises(UsageError, match=said):
        run(divide, divide, [((1,), {}), given], isolate=False, first=first)


@pytest.mark.parametrize(("side", "said"), [(3, "3"), (None, "None"), (Mute(), "a Mute")])
def test_a_side_that_is_not_callable_is_said(side, said):
    """It is refused before anything runs, with its side."""
    for name, sides in (("control", (side, divide)), ("candidate", (divide, side))):
        with pytest.raises(UsageError, match=f"the {name} is {said}; it must be callable"):
            run(*sides, calls(1))


def test_progress_reaches_the_end():
    """The callback hears of the first input and of the last count."""
    heard = []
    run(divide, divide, calls(*range(1, 50)), progress=heard.append)
    assert heard[0] == 1
    assert heard[-1] == 49


@pytest.mark.parametrize("good", [0, 1])
def test_progress_that_raises_does_not_end_the_run(good):
    """At the first input or at the end: the run goes on, and a warning names the stage."""
    heard = []

    def progress(done):
        heard.append(done)
        if len(heard) > good:
            raise ValueError("no terminal")

    record = run(divide, divide, calls(*range(1, 50)), progress=progress)
    assert record.counts == {Outcome.MATCH: 49}
    (warning,) = (one for one in record.warnings if "progress" in one)
    assert warning.startswith("progress raised ValueError after ")
    assert "no terminal; it was not called again" in warning
    assert len(heard) == good + 1


def test_ctrl_c_in_progress_keeps_what_was_done():
    """An interruption that falls into the callback ends the run as anywhere else."""

    def progress(done):
        raise KeyboardInterrupt

    record = run(divide, divide, calls(*range(1, 50)), progress=progress)
    assert record.interrupted
    assert record.counts == {Outcome.MATCH: 1}


def test_a_record_round_trips_through_json():
    """A record decodes to itself, says its version, and refuses counts that do not add up."""
    record = run(divide, divide_like, calls(1, 3, 4, 0), rules=[Ignore(id="i", path="$", **WHY)])
    encoded = msgspec.json.encode(record)
    assert msgspec.json.decode(encoded, type=ShadowRecord) == record
    assert msgspec.json.decode(encoded)["version"] == 2
    with pytest.raises(ValueError, match="must add up"):
        msgspec.structs.replace(record, inputs=9)
    with pytest.raises(AttributeError):
        record.inputs = 9


def test_memory_does_not_grow_with_inputs(tmp_path):
    """Ten times the inputs take no more memory, with a file for the comparisons."""

    def peak(count):
        gc.collect()
        tracemalloc.start()
        inputs = (((number, {"n": [number]}), {}) for number in range(count))
        run(lambda n, d: d, lambda n, d: dict(d), inputs, observations=tmp_path / "o.jsonl")
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(100)
    assert peak(10_000) < 1.5 * peak(1_000) + 100_000


def test_an_answer_beside_an_error_is_shown_as_what_it_is():
    """Long or short, a value is written as Python writes it, without quotes around it."""

    def refuse(x):
        raise TypeError("no")

    for n in (1, 100):
        for value in ({"a": [0] * n}, "it's " * n, [None] * n):
            (group,) = run(lambda x, value=value: value, refuse, calls(1)).groups
            (exemplar,) = group.exemplars
            assert repr(value).startswith(exemplar.control.removesuffix("…"))
            assert exemplar.candidate == "TypeError: no"
