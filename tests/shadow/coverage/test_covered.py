"""Which branches an input takes, on both sides, in workers."""

import sys
from collections import Counter

import pytest

from switchover.shadow import UsageError
from switchover.shadow.coverage import Covered, Map
from switchover.values import decode
from switchover.values.worker import held

OLD = """\
import contextlib

def price(x, items=()):
    kind = "big" if x > 10 else "small"
    for item in items:
        if item and item > 3:
            kind += "!"
    with contextlib.nullcontext():
        try:
            x = 1 / x
        except ZeroDivisionError:
            return "zero"
        finally:
            if x == 5:
                kind += "five"
    assert x is not None
    return kind

def unused(x):
    return 1 if x else 2
"""
NEW = """\
import asyncio
import os

async def price(x, items=()):
    await asyncio.sleep(0)
    if x == 13:
        os._exit(3)
    if x == 14:
        raise KeyError(x)
    return [kind async for kind in kinds(x)]

async def kinds(x):
    while x > 10:
        yield x
        x -= 10
"""


@pytest.fixture(scope="module")
def covered(tmp_path_factory):
    """Seven inputs under coverage: what became of each, and the maps of both sides."""
    folder = tmp_path_factory.mktemp("covered")
    (folder / "cov_old.py").write_text(OLD)
    (folder / "cov_new.py").write_text(NEW)
    inputs = [((1, [2, 0, 5]), {}), ((2,), {}), ((0,), {}), ((25,), {}), ((13,), {})]
    inputs += [((14,), {}), ((object,), {"items": lambda: 1})]
    sys.path.insert(0, str(folder))
    try:
        with Covered("cov_old:price", "cov_new:price") as both:
            yield list(both.runs(inputs)), both
    finally:
        sys.path.remove(str(folder))


def ways(branches):
    return Counter((branch.line, branch.way) for branch in branches)


def test_each_input_tells_what_it_took_and_what_was_answered(covered):
    """Conditions by both outcomes, loops by item and end; a condition within another by itself."""
    runs, _ = covered
    first = ways(runs[0].control.branches)
    assert first == {
        (3, "called"): 1, (4, "false"): 1, (5, "item"): 1, (5, "end"): 1,
        (6, "true"): 2, (6, "false"): 2, (14, "false"): 1,
    }  # fmt: skip
    assert decode(runs[0].control.reply.document)[1] == "small!"
    assert (11, "true") in ways(runs[2].control.branches)
    assert (4, "true") in ways(runs[3].control.branches)


def test_what_the_compiler_adds_is_no_branch(covered):
    """Neither `with` nor `assert` nor the second copy of a `finally` counts."""
    _, both = covered
    assert ways(both.control.branches) == {
        (4, "true"): 1, (4, "false"): 1, (5, "item"): 1, (5, "end"): 1, (6, "true"): 2,
        (6, "false"): 2, (11, "true"): 1, (14, "true"): 1, (14, "false"): 1,
    }  # fmt: skip
    assert [(each.line, each.way, each.to_line) for each in both.control.missing()] == [
        (14, "true", 15)
    ]


def test_functions_that_never_ran_do_not_count(covered):
    """What no input enters is named by the branch before it, if there is one."""
    _, both = covered
    assert {each.function for each in both.control.branches} == {"price"}


def test_what_is_awaited_and_read_is_watched_too(covered):
    """The steps of a coroutine and of an async generator belong to the call."""
    runs, both = covered
    assert {each.function for each in both.candidate.branches} == {"price", "kinds"}
    assert ways(runs[3].candidate.branches)[(13, "true")] == 1
    assert decode(runs[3].candidate.reply.document)[1] == [25, 15]


def test_a_side_that_ends_its_process_loses_that_input_alone(covered):
    """Its branches are not known; what came before and after is."""
    runs, both = covered
    assert runs[4].candidate.reply.state == "died"
    assert runs[4].candidate.branches is None
    assert runs[5].candidate.reply.state == "raised"
    assert (8, "true") in ways(runs[5].candidate.branches)
    assert both.candidate.inputs[next(b for b in both.candidate.branches if b.line == 8)] > 0


def test_inputs_that_no_pickle_carries_are_told_too(covered):
    """They run in a fork of their own, which numbers its branches itself."""
    runs, _ = covered
    assert runs[6].control.reply.state == "raised"
    assert ways(runs[6].control.branches)[(3, "called")] == 1


def test_a_callable_at_hand_is_watched_in_a_fork():
    """Its lines are those of its file."""

    def side(x):
        return "high" if x > 1 else "low"

    with Covered(side, "operator:neg") as both:
        (run,) = both.runs([((3,), {})])
    assert {each.way for each in run.control.branches} == {"called", "true"}
    assert both.control.share == 0.5
    assert both.candidate.share is None  # C code has no branches to see


def test_a_target_is_watched_as_what_it_names():
    """However a side is given, none of its branches is missed."""

    def side(x):
        return "high" if x > 1 else "low"

    with Covered(held(side), side) as both:
        (run,) = both.runs([((3,), {})])
    assert run.control.branches == run.candidate.branches
    assert both.control.share == 0.5


def test_a_side_that_cannot_be_loaded_is_told():
    """As in a run: what is wrong, before anything is called."""
    with pytest.raises(UsageError, match="no module 'no_such_module_z'"):
        Covered("no_such_module_z:f", "operator:neg").__enter__()


def test_replies_between_which_one_was_lost_tell_nothing():
    """A number is never read by the wrong table."""
    told = Map()
    assert told.add([7, 3, [], [1]]) is None
    assert told.add(None) is None
    assert not told.inputs
