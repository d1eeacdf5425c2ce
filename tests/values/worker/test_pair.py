"""Both sides of a pair, each in a process of its own: replies in order, none twice, all named."""

import os
import signal
import sys
import time

import pytest

from switchover.values import decode
from switchover.values.worker import Call, Local, Pool, ResolveError, WorkerPair, held, importable


def calls(*values):
    return [((value,), {}) for value in values]


def answers(control, candidate, inputs, **settings):
    """Run a pair over inputs, and give both replies of each."""
    with WorkerPair(control, candidate, **settings) as pair:
        found = list(pair.replies(inputs))
    assert [number for number, *_ in found] == list(range(len(found)))
    return [(mine, theirs) for _, _, mine, theirs in found]


def values(replies):
    return [decode(reply.document)[1] for reply in replies]


def double(x):
    return 2 * x


def same(x):
    return x


def test_replies_come_in_order_and_each_input_is_called_once():
    """Every input has a reply of each side, in the order of the inputs, and is called once."""
    count = [0]

    def counted(x):
        count[0] += 1
        return x, count[0]

    found = answers(held(counted), held(double), calls(*range(3000)))
    assert values(mine for mine, _ in found) == [(x, x + 1) for x in range(3000)]
    assert values(theirs for _, theirs in found) == [2 * x for x in range(3000)]


def test_importable_sides_run_in_fresh_interpreters():
    """A name is imported in an interpreter of its own, with one hash seed for both."""
    target = importable("builtins:eval")
    with WorkerPair(target, target, hash_seed=7) as pair:
        assert pair.check() == ()
        inputs = calls(
            "__import__('os').getpid()", "hash('text')", "'pytest' in __import__('sys').modules"
        )
        found = [(mine, theirs) for _, _, mine, theirs in pair.replies(inputs)]
    (pids, hashes, loaded) = [values(pair) for pair in found]
    assert len({*pids, os.getpid()}) == 3
    assert hashes[0] == hashes[1]
    assert loaded == [False, False]


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        ("json:lods", "did you mean loads"),
        ("no_such_module_x:f", "no module 'no_such_module_x'"),
        ("sys:path", "cannot be called"),
    ],
)
def test_a_target_that_cannot_be_called_is_told_by_check(spec, text):
    """What is wrong with a target is told before anything is called, and for each input."""
    with WorkerPair(importable(spec), importable("json:loads")) as pair:
        (problem,) = pair.check()
        assert text in problem
        ((_, _, mine, theirs),) = pair.replies(calls("1"))
    assert (mine.state, mine.reason) == ("not_called", problem)
    assert theirs.state == "returned"


def test_a_malformed_import_string_is_refused():
    """A string that is no import string is refused where it is written."""
    with pytest.raises(ResolveError, match=r"json:loads"):
        importable("json.loads")


def end(how):
    if how == "exit":
        os._exit(0)
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "hang":
        time.sleep(600)
    if how == "raise":
        raise SystemExit(3)
    return how


def test_a_side_that_ends_its_process_is_named_and_the_run_goes_on():
    """Each death is charged to the input that ran; every other input is answered, once."""
    inputs = calls("a", "exit", "b", "kill", "hang", "c", "raise", "d")
    found = answers(held(end), held(same), inputs, timeout_s=0.5)
    assert [mine.state for mine, _ in found] == [
        "returned", "died", "returned", "died", "timed_out", "returned", "raised", "returned",
    ]  # fmt: skip
    assert "exit code 0" in found[1][0].reason
    assert "SIGKILL" in found[3][0].reason
    assert all(theirs.state == "returned" for _, theirs in found)


def test_the_control_answers_once_more_while_others_wait():
    """`again` gives a new answer of the control, and takes nothing from the run."""
    seen = [0]

    def counting(x):
        seen[0] += 1
        return x, seen[0] > 0

    with WorkerPair(held(counting), held(double)) as pair:
        got = []
        for number, call, mine, _ in pair.replies(calls(*range(50))):
            once_more = pair.again(number, call)
            assert once_more.number == number
            assert decode(once_more.document) == decode(mine.document)
            got.append(decode(mine.document)[1][0])
    assert got == list(range(50))


def test_an_input_that_no_pickle_carries_is_carried_by_a_fork():
    """A lambda as an argument reaches both sides, and the warning says how."""

    def called(function):
        return function(1)

    with WorkerPair(held(called), held(called)) as pair:
        inputs = [((same,), {}), ((lambda x: x + 1,), {}), ((same,), {})]
        found = [values((mine, theirs)) for _, _, mine, theirs in pair.replies(inputs)]
        assert any("pickle" in warning for warning in pair.warnings)
    assert found == [[1, 1], [2, 2], [1, 1]]


def test_what_a_call_changes_in_its_arguments_belongs_to_its_answer():
    """Arguments after the call are in the document, and each side has its own copy."""

    def clear(items):
        items.clear()

    ((mine, theirs),) = answers(held(clear), held(len), calls([1, 2]))
    assert decode(mine.document) == ("returned", None, ([],), {})
    assert decode(theirs.document) == ("returned", 2, ([1, 2],), {})


def test_a_pool_keeps_interpreters_from_pair_to_pair():
    """The next pair runs in the same processes; after a death it does not."""
    target = importable("builtins:eval")
    with Pool() as pool:
        pids = []
        for text in ("1", "2", "__import__('os')._exit(1)", "3"):
            with WorkerPair(target, target, pool=pool) as pair:
                inputs = calls("__import__('os').getpid()", text)
                replies = [(mine, theirs) for _, _, mine, theirs in pair.replies(inputs)]
                pids.append(values(replies[0]))
    assert pids[0] == pids[1] == pids[2]
    assert pids[2][0] != pids[3][0]


def test_a_side_that_only_imports_has_not_changed_its_interpreter():
    """Modules of the standard library, which tell of the locale and of sockets, are no trace."""
    target = importable("builtins:eval")
    with Pool() as pool:
        pids = []
        for text in ("__import__('subprocess') and __import__('socket') and 1", "2"):
            with WorkerPair(target, target, pool=pool) as pair:
                inputs = calls("__import__('os').getpid()", text)
                asked, _ = [values(each[2:]) for each in pair.replies(inputs)]
            pids.append(asked)
    assert pids[0] == pids[1]


def test_local_has_the_face_of_a_pair():
    """In this process the same calls give the same documents."""
    inputs = calls(1, "a", [1])
    here = Local(held(double), importable("builtins:str"))
    with here as local, WorkerPair(held(double), importable("builtins:str")) as pair:
        assert local.check() == pair.check() == ()
        for (_, _, mine, theirs), (_, _, far, out) in zip(
            local.replies(inputs), pair.replies(inputs), strict=True
        ):
            assert (mine.state, mine.document) == (far.state, far.document)
            assert (theirs.state, theirs.document) == (out.state, out.document)
        assert decode(local.again(0, Call((4,))).document)[1] == 8


def test_a_callable_that_is_false_is_called():
    """What is at hand is called, and not looked for by its name."""

    class Empty(list):
        def __call__(self, x):
            return x

    with Local(held(Empty()), held(Empty())) as local:
        ((_, _, mine, theirs),) = local.replies(calls(3))
    assert (mine.state, decode(mine.document)[1]) == ("returned", 3)
    assert mine.document == theirs.document


def test_a_time_that_is_no_time_is_refused():
    """A limit must be above zero."""
    with pytest.raises(ValueError, match="above 0"):
        WorkerPair(held(same), held(same), timeout_s=0)


def test_output_of_the_sides_is_drained_and_kept():
    """What sides print does not reach this process's output, and is told at the end."""

    def loud(x):
        print("printed", x)
        print("to error", file=sys.stderr)
        return x

    pair = WorkerPair(held(loud), held(same))
    with pair:
        list(pair.replies(calls(1)))
    assert pair.control.printed.splitlines() == ["printed 1", "to error"]
    assert pair.candidate.printed == ""


def test_a_pooled_worker_that_dies_comes_back_as_the_side_it_was():
    """After a death the next worker runs the present target, not the one it was started for."""
    with Pool() as pool:
        with WorkerPair(importable("builtins:str"), importable("builtins:str"), pool=pool) as pair:
            assert values(pair.replies(calls(1)).__next__()[2:]) == ["1", "1"]
        target = importable("builtins:eval")
        with WorkerPair(target, target, pool=pool) as pair:
            texts = ["1 + 1", "__import__('os')._exit(1)", "2 + 2", "__import__('os').getpid()"]
            found = [mine for _, _, mine, _ in pair.replies(calls(*texts))]
    assert [reply.state for reply in found] == ["returned", "died", "returned", "returned"]
    assert values([found[0], found[2]]) == [2, 4]


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        ("x = 1", True),
        ("import decimal; decimal.Decimal(1) / 3", True),
        ("import os; os.chdir('/')", False),
        ("import os; os.environ['LEFT'] = '1'", False),
        ("import decimal; decimal.getcontext().prec = 3", False),
        ("import sys; sys.setrecursionlimit(500)", False),
        ("import signal; signal.signal(signal.SIGALRM, print)", False),
        ("import builtins; builtins.vars = dir", False),
        ("import sys; sys.stdout = None", False),
        ("import threading, time; threading.Thread(target=time.sleep, args=(60,)).start()", False),
        ("import os; del os.getcwd", False),
    ],
)
def test_a_pool_keeps_no_worker_that_the_next_side_would_feel(text, is_kept):
    """A side that changed folder, environment, handlers or contexts is not followed by another."""
    execute, evaluate = importable("builtins:exec"), importable("builtins:eval")
    pid = "__import__('os').getpid()"
    with Pool() as pool:
        with WorkerPair(execute, evaluate, pool=pool) as pair:
            ((_, _, mine, _), (_, _, first, _)) = [
                *pair.replies([((text,), {})]),
                *pair.replies([((f"import os; print({pid})",), {})]),
            ]
            assert (mine.state, first.state) == ("returned", "returned")
        printed = pair.control.printed.strip()
        with WorkerPair(evaluate, evaluate, pool=pool) as pair:
            assert pair.check() == ()
            ((_, _, mine, theirs),) = pair.replies(calls(pid))
            assert (mine.state, theirs.state) == ("returned", "returned")
    assert not printed or (printed == str(values([mine])[0])) is is_kept
    assert printed or not is_kept
