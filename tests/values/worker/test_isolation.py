"""Neither side sees the other's state, and an answer is what it was when it was given."""

import decimal
import gc
import os
import sys
import threading
import time
import weakref
from unittest import mock

import pytest

from switchover.values import MethodSide, decode, opener
from switchover.values.worker import (
    Call,
    Observer,
    Pool,
    Worker,
    WorkerPair,
    encoder,
    held,
    importable,
    keeper,
)

CACHE = []


def run(control, candidate, inputs, **settings):
    with WorkerPair(held(control), held(candidate), **settings) as pair:
        replies = [(mine, theirs) for _, _, mine, theirs in pair.replies(inputs)]
    return replies, pair


def value(reply):
    return decode(reply.document)[1]


def test_state_of_one_side_is_not_seen_by_the_other_or_by_the_parent(tmp_path):
    """Environment, folder, module state, decimal context, hooks: each side has its own."""
    here, precision = os.getcwd(), decimal.getcontext().prec

    def leaves_state():
        os.environ["LEFT"] = "1"
        os.chdir(tmp_path)
        decimal.getcontext().prec = 3
        CACHE.append(1)
        sys.modules["left"] = sys
        return True

    def looks():
        time.sleep(0.1)
        state = ("LEFT" in os.environ, os.getcwd(), decimal.getcontext().prec, CACHE)
        return [*state, "left" in sys.modules]

    ((_, theirs),), _ = run(leaves_state, looks, [((), {})])
    assert value(theirs) == [False, here, precision, [], False]
    assert ("LEFT" in os.environ, os.getcwd(), CACHE) == (False, here, [])


def test_an_object_given_back_again_is_what_it_was_each_time():
    """A cache, a reused buffer or an object of both sides: each answer is encoded at once."""

    def gives_its_cache(x):
        CACHE.append(x)
        return CACHE

    replies, _ = run(gives_its_cache, gives_its_cache, [((x,), {}) for x in range(3)])
    assert [value(mine) for mine, _ in replies] == [[0], [0, 1], [0, 1, 2]]
    assert [value(theirs) for _, theirs in replies] == [[0], [0, 1], [0, 1, 2]]


def test_both_sides_draw_the_same_random_numbers_in_forks():
    """A seed set before the run holds for both sides: a fork does not draw another."""
    import random

    random.seed(5)
    expected = random.Random(5).random()
    ((mine, theirs),), _ = run(random.random, random.random, [((), {})])
    assert value(mine) == value(theirs) == expected


class Slow:
    pass


class Deadly:
    pass


class Hungry:
    pass


@opener(Slow)
def open_slow(_):
    time.sleep(600)


@opener(Deadly)
def open_deadly(_):
    os._exit(0)


@opener(Hungry)
def open_hungry(_):
    raise MemoryError


@pytest.mark.parametrize(
    ("kind", "state", "words"),
    [
        (Slow, "timed_out", "while its answer was encoded"),
        (Deadly, "died", "while its answer was encoded"),
        (Hungry, "not_encoded", "MemoryError"),
    ],
)
def test_encoding_belongs_to_the_call(kind, state, words):
    """An answer whose encoding hangs, ends the process or needs too much is told as that."""
    inputs = [((how,), {}) for how in (int, kind, int)]
    replies, _ = run(lambda how: how(), lambda _: 0, inputs, timeout_s=0.5)
    assert [mine.state for mine, _ in replies] == ["returned", state, "returned"]
    assert words in replies[1][0].reason


class Unreadable:
    def __reduce__(self):
        return _fail, ()


def _fail():
    raise ValueError("not here")


def test_an_input_that_cannot_be_read_is_told_and_not_called():
    """An input whose own code fails in the worker is no answer of the side."""
    replies, _ = run(id, id, [((Unreadable(),), {}), ((1,), {})])
    assert [mine.state for mine, _ in replies] == ["not_called", "returned"]
    assert "ValueError: not here" in replies[0][0].reason


def _nothing(x):
    return None


def _refused(x):
    raise ValueError("not this")


class Needy:
    """An object that cannot be built without arguments."""

    def __init__(self, n):
        self.n = n

    def plus(self, x):
        return self.n + x


def test_a_method_without_an_object_was_not_called():
    """The side was not reached: that is no answer, and not what the side raised."""
    side = MethodSide(Needy, "plus", "shop:Needy.plus")
    replies, _ = run(side, side, [((3,), {}), ((Needy(2), 3), {}), ((Needy(2), "3"), {})])
    assert [mine.state for mine, _ in replies] == ["not_called", "returned", "raised"]
    assert replies[0][0].reason.endswith("or name a function that builds it")


@pytest.mark.parametrize("side", [_nothing, _refused, MethodSide(Needy, "plus", "shop:Needy.plus")])
def test_what_an_input_holds_goes_with_its_answer(side):
    """Whatever came of a call, nothing waits for the collector of cycles."""
    observer = Observer(encoder(), keeper(), 100)
    given = Needy(1)
    held = weakref.ref(given)
    gc.disable()
    try:
        observer.observe(side, ([given],), {})
        del given
        assert held() is None
    finally:
        gc.enable()
        observer.close()


def test_sharing_within_an_input_is_kept_and_each_side_has_its_own_copy():
    """Two arguments that are one object stay one; what a side does to it the other does not see."""

    def side(one, other):
        one.append(1)
        return one is other

    given = [0]
    ((mine, theirs),), _ = run(side, side, [((given, given), {})])
    for reply in (mine, theirs):
        assert decode(reply.document) == ("returned", True, ([0, 1], [0, 1]), {})
    assert given == [0]


def test_files_that_both_sides_write_are_named(tmp_path):
    """One file or database opened for writing by both sides is seen."""
    import sqlite3

    def writes(x):
        (tmp_path / "both").write_text(x)
        sqlite3.connect(tmp_path / "db").close()
        (tmp_path / "apart").read_text() if (tmp_path / "apart").exists() else None
        return x

    def writes_more(x):
        (tmp_path / "apart").write_text(x)
        return writes(x)

    _, pair = run(writes, writes_more, [(("a",), {})])
    both = pair.control.wrote & pair.candidate.wrote
    assert sorted(both) == [str(tmp_path / "both"), str(tmp_path / "db")]


def test_a_mock_as_an_input_and_as_an_answer():
    """A mock is carried by a fork; one that is returned is not read as a stream."""
    replies, pair = run(lambda m: m(), lambda m: m.other, [((mock.MagicMock(),), {})])
    assert [reply.state for reply in replies[0]] == ["returned", "returned"]
    assert "Stream" not in str(value(replies[0][0]))
    assert any("pickle" in warning for warning in pair.warnings)


def test_a_carried_input_may_end_its_process_too():
    """The call that a fork carries is watched like any other, and the run goes on."""

    def side(how):
        return how() if callable(how) else how

    hows = [lambda: os._exit(0), lambda: time.sleep(600), 1, lambda: sys.exit(1)]
    replies, _ = run(side, lambda _: 0, [((how,), {}) for how in hows], timeout_s=0.5)
    assert [mine.state for mine, _ in replies] == ["died", "timed_out", "returned", "raised"]


def test_the_control_may_die_when_it_is_asked_again():
    """What happens to the second call is its own outcome; the others in flight are answered."""
    seen = []

    def side(x):
        seen.append(x)
        if x == 3 and seen.count(3) == 2:
            os._exit(1)
        return x

    with WorkerPair(held(side), held(id)) as pair:
        states = []
        for number, call, mine, _ in pair.replies([((x,), {}) for x in range(200)]):
            assert (mine.state, value(mine)) == ("returned", number)
            if number == 3:
                states.append(pair.again(number, call).state)
    assert states == ["died"]


def test_a_run_that_is_left_early_can_be_followed_by_another():
    """What was sent ahead and not asked for any more is dropped with its worker."""
    with WorkerPair(held(lambda x: x), held(lambda x: x)) as pair:
        for number, *_ in pair.replies([((x,), {}) for x in range(1000)]):
            if number == 2:
                break
        found = [value(mine) for _, _, mine, _ in pair.replies([(("a",), {}), (("b",), {})])]
    assert found == ["a", "b"]


def test_inputs_that_raise_end_the_run_with_what_they_raised():
    """An error of the inputs is the caller's; what came before it is given."""

    def inputs():
        yield ((1,), {})
        raise LookupError("no more")

    got = []
    with WorkerPair(held(abs), held(abs)) as pair, pytest.raises(LookupError, match="no more"):
        got.extend(mine.state for _, _, mine, _ in pair.replies(inputs()))


def test_threads_make_a_fork_doubtful_and_are_named():
    """Forking a process in which threads run is warned of."""
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait, name="!the-pool")  # sorts before what others left
    thread.start()
    try:
        with WorkerPair(held(abs), held(abs)) as pair:
            replies = list(pair.replies([((-1,), {})]))
    finally:
        stop.set()
        thread.join()
    assert value(replies[0][2]) == 1
    assert any("the-pool" in warning for warning in pair.warnings)


def test_an_interpreter_that_is_none_is_told():
    """A worker that cannot be started is a problem of the target, not an exception."""
    for python, words in (("no/such/python", "No such file"), ("/bin/false", "before it could")):
        target = importable("json:loads", python=python, path=[])
        with WorkerPair(target, importable("json:loads")) as pair:
            (problem,) = pair.check()
            assert words in problem
            ((_, _, mine, _),) = pair.replies([(("1",), {})])
            assert mine.state == "not_called"


def test_a_module_that_ends_the_process_when_imported_is_told(tmp_path):
    """An import that ends the process, raises SystemExit or hangs is a problem of the target."""
    (tmp_path / "ends.py").write_text("import os; os._exit(0)")
    (tmp_path / "leaves.py").write_text("import sys; sys.exit(0)")
    for name, words in (("ends", "exit code 0"), ("leaves", "SystemExit")):
        target = importable(f"{name}:f", path=[str(tmp_path), *sys.path])
        with WorkerPair(target, importable("json:loads")) as pair:
            (problem,) = pair.check()
        assert words in problem


def test_a_module_that_hangs_when_imported_is_told(tmp_path, monkeypatch):
    """Importing has a time limit of its own."""
    from switchover.values.worker import worker

    monkeypatch.setattr(worker, "START_S", 0.5)
    (tmp_path / "hangs.py").write_text("import time; time.sleep(600)")
    target = importable("hangs:f", path=[str(tmp_path), *sys.path])
    with WorkerPair(target, importable("json:loads")) as pair:
        (problem,) = pair.check()
    assert "import took longer" in problem


def test_large_inputs_and_answers_pass():
    """Values larger than the shared memory pass in pieces, both ways, beside small ones."""
    big = bytes(range(256)) * (12 << 12)
    inputs = [((given,), {}) for given in (b"a", big, b"b", big + big, b"c")]
    replies, _ = run(lambda x: x, len, inputs)
    assert [value(mine) for mine, _ in replies] == [args[0] for args, _ in inputs]
    assert [value(theirs) for _, theirs in replies] == [len(args[0]) for args, _ in inputs]


def test_a_slow_consumer_holds_the_workers_back():
    """Answers that nobody takes do not pile up without bound."""
    megabyte = b"x" * (1 << 20)
    with WorkerPair(held(lambda _: megabyte), held(lambda _: megabyte)) as pair:
        numbers = []
        for number, *_ in pair.replies([((x,), {}) for x in range(300)]):
            numbers.append(number)
            waiting = sum(len(reply.document) for reply in pair.control.ready)
            assert waiting < (64 << 20) + (4 << 20)
    assert numbers == list(range(300))


def test_a_worker_alone_answers_in_bytes():
    """One side alone, whose bytes are the document."""
    worker = Worker(held(lambda x: x * 2), raw=True)
    try:
        assert worker.answer(Call((b"ab",))).document == b"abab"
        assert worker.answer(Call((1,))).state == "not_encoded"
    finally:
        worker.close()


COUNTING = """
import os
calls = []
def count(ends=False):
    calls.append(1)
    if ends:
        os._exit(3)
    return b"%d %d %d" % (len(calls), os.getpid(), hash("a text"))
"""


@pytest.mark.parametrize("is_fresh", [True, False])
def test_a_worker_begins_anew_with_the_same_interpreter(tmp_path, monkeypatch, is_fresh):
    """What a side kept is gone, the hash seed is the same; whether its process lived or had died."""
    (tmp_path / "counting_anew.py").write_text(COUNTING)
    monkeypatch.syspath_prepend(str(tmp_path))
    called = importable("counting_anew:count") if is_fresh else held(lambda ends=False: _held(ends))
    worker = Worker(called, raw=True)
    try:
        told = []
        for ends in (False, False, True, False):
            if told:
                worker.anew()
            told.append(worker.answer(Call((False,))).document.split())
            assert worker.answer(Call((ends,))).state == ("died" if ends else "returned")
        assert [first for first, _, _ in told] == [b"1"] * 4
        assert len({process for _, process, _ in told}) == 4
        assert len({hashed for _, _, hashed in told}) == 1
    finally:
        worker.close()
    worker = Worker(called, raw=True)
    worker.anew()  # as to start it
    try:
        assert worker.answer(Call(())).document.startswith(b"1 ")
    finally:
        worker.close()


def _held(ends):
    import counting_anew

    return counting_anew.count(ends)


def test_a_pool_gives_each_pair_its_own_output_and_effects():
    """What the earlier pair printed and wrote is not told with the next."""
    target = importable("builtins:exec")
    with Pool() as pool:
        printed = []
        for text in ("print('one')", "print('two')"):
            with WorkerPair(target, target, pool=pool) as pair:
                list(pair.replies([((text,), {})]))
            printed.append(pair.control.printed)
    assert printed == ["one\n", "two\n"]


def test_the_control_may_be_asked_again_while_its_answers_are_held_back(monkeypatch):
    """What waits unread does not keep the second answer from coming."""
    from switchover.values.worker import worker

    monkeypatch.setattr(worker, "MOST_WAITING", 1 << 18)
    large = b"x" * (1 << 17)

    def slow(x):
        time.sleep(0.002)
        return x

    with WorkerPair(held(lambda x: large + bytes([x])), held(slow)) as pair:
        for number, call, mine, _ in pair.replies([((x,), {}) for x in range(60)]):
            assert pair.again(number, call).document == mine.document
    assert pair.control.restarts == 0


def test_a_side_that_is_held_back_costs_no_processor_time(monkeypatch):
    """Waiting for the slower side is sleeping, also where the faster one is far ahead."""
    from switchover.values.worker import worker

    monkeypatch.setattr(worker, "MOST_WAITING", 1 << 10)

    def slow(x):
        time.sleep(1.0 if x == 3 else 0)
        return x

    with WorkerPair(held(lambda x: b"x" * 4096), held(slow)) as pair:
        pair.check()
        begun = time.process_time()
        assert len(list(pair.replies([((x,), {}) for x in range(20)]))) == 20
        assert time.process_time() - begun < 0.5


def test_a_side_that_dies_while_it_is_held_back_loses_no_answer(monkeypatch):
    """What it had answered before is taken, and the call that ended it is named."""
    from switchover.values.worker import worker

    monkeypatch.setattr(worker, "MOST_WAITING", 1 << 10)

    def side(x):
        return os._exit(1) if x == 6 else b"x" * 4096

    def slow(x):
        time.sleep(0.5 if x == 1 else 0)

    replies, _ = run(side, slow, [((x,), {}) for x in range(12)])
    assert [mine.state for mine, _ in replies] == ["returned"] * 6 + ["died"] + ["returned"] * 5
