"""What a side has changed under the worker is put aside while the worker works, and set again after."""

import builtins
import sys

import pytest

from switchover.values.worker.own import Ground

OWN_LEN, OWN_VARS = len, vars


@pytest.fixture
def ground():
    """Everything is as it was when the test has ended, whatever happened."""
    live, limit = vars(builtins), sys.getrecursionlimit()
    before, tracing = live.copy(), (sys.gettrace(), sys.getprofile())
    yield Ground()
    live.update(before)
    for name in live.keys() - before.keys():
        del live[name]
    sys.setrecursionlimit(limit)
    sys.settrace(tracing[0])
    sys.setprofile(tracing[1])


def lying(_):
    return 0


class Odd:
    """Compares in a way of its own: it raises."""

    def __eq__(self, other):
        raise ValueError

    __hash__ = None


@pytest.mark.parametrize(
    "theirs", [lying, Odd(), None], ids=["a function", "an odd object", "None"]
)
@pytest.mark.parametrize("name", ["len", "vars", "type", "isinstance", "BaseException"])
def test_a_built_in_that_was_replaced_is_the_workers_own_and_the_sides_again(ground, name, theirs):
    """The side goes on with what it set, as it would in a process of its own."""
    own = getattr(builtins, name)
    setattr(builtins, name, theirs)
    ground.regain()
    assert getattr(builtins, name) is own
    ground.give_back()
    found = getattr(builtins, name)
    setattr(builtins, name, own)
    assert found is theirs


def test_a_built_in_that_was_removed_is_there_for_the_worker_alone(ground):
    """And gone for the side again."""
    del builtins.sorted
    ground.regain()
    assert sorted([2, 1]) == [1, 2]
    assert ground.is_changed
    ground.give_back()
    assert not hasattr(builtins, "sorted")


def test_a_name_that_a_side_added_is_left_to_it(ground):
    """It hides nothing that the worker needs."""
    builtins.shop_price = 3
    ground.regain()
    assert builtins.shop_price == 3
    assert not ground.is_changed


@pytest.mark.parametrize("limit", [200, 5_000])
def test_how_deep_calls_may_go_is_the_workers_own(ground, limit):
    """A side that lowered it cannot make an encoder fail, nor one that raised it crash it."""
    own = sys.getrecursionlimit()
    sys.setrecursionlimit(limit)
    ground.regain()
    assert (sys.getrecursionlimit(), ground.is_changed) == (own, True)
    ground.give_back()
    assert (sys.getrecursionlimit(), ground.is_changed) == (limit, False)


def test_tracing_is_off_while_the_worker_works(ground):
    """A side may measure itself; it does not measure the worker."""
    seen = []

    def trace(frame, event, argument):
        seen.append(frame.f_code.co_name)

    sys.setprofile(trace)
    ground.regain()
    told = sys.getprofile(), sys.gettrace(), ground.is_changed
    seen.clear()
    OWN_LEN([1])
    quiet = list(seen)
    ground.give_back()
    back = sys.getprofile()
    sys.setprofile(None)
    assert told == (None, None, True)
    assert quiet == []
    assert back is trace
    assert not ground.is_changed


def test_what_was_put_aside_once_stays_aside_when_it_is_looked_at_again(ground):
    """The second look finds all in order, and loses nothing of the first."""
    builtins.len = lying
    sys.setrecursionlimit(900)
    ground.regain()
    ground.regain()
    assert OWN_LEN is builtins.len
    assert ground.is_changed
    ground.give_back()
    found, limit = builtins.len, sys.getrecursionlimit()
    builtins.len = OWN_LEN
    assert (found, limit) == (lying, 900)


def test_a_side_that_sets_all_right_again_has_changed_nothing(ground):
    """What was its own once is not given back to it."""
    builtins.vars = lying
    ground.regain()
    ground.give_back()
    builtins.vars = OWN_VARS
    ground.regain()
    assert not ground.is_changed
    ground.give_back()
    assert builtins.vars is OWN_VARS
