"""Whatever a side does to its process: never the end of the run, never a wrong input blamed."""

import collections
import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from switchover.values import Node, decode
from switchover.values.worker import WorkerPair, held, importable, launch, worker

HERE = str(Path(__file__).parent)
sys.path.insert(0, HERE)
import hostile  # noqa: E402 - beside this file, as the workers import it

sys.path.remove(HERE)

NAMES = list(hostile.EXPECTED)
SLOW = {"runs_out_of_processor_time": 20.0}


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Wait no longer than this for a supervisor that a side has stopped."""
    monkeypatch.setattr(launch, "PATIENCE_S", 3.0)
    monkeypatch.setattr(worker, "PATIENCE_S", 1.0)


def same(x):
    return x


def fresh(python=None):
    path = [HERE] if python else [HERE, *sys.path]
    return importable("hostile:side", path=path, python=python)


def outcome(target, name):
    """Run a hostile call between ordinary ones, beside a side that does nothing of the kind."""
    limit = SLOW.get(name, 0.7 if hostile.EXPECTED[name] == "timed_out" else 20.0)
    inputs = [((value,), {}) for value in ("before", name, "after", "later")]
    with WorkerPair(target, held(same), timeout_s=limit) as pair:
        assert pair.check() == ()
        found = [(mine, theirs) for _, _, mine, theirs in pair.replies(inputs)]
    for (given,), (mine, theirs) in zip([args for args, _ in inputs], found, strict=True):
        assert (theirs.state, decode(theirs.document)[1]) == ("returned", given)
        if given != name:
            assert (mine.state, decode(mine.document)[1]) == ("returned", given), mine
    return found[1][0], pair.control


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_call_has_the_outcome_it_deserves_and_the_others_theirs(name):
    """In a fresh interpreter: the call is named, what comes before and after is answered."""
    reply, _ = outcome(fresh(), name)
    assert reply.state == hostile.EXPECTED[name], reply
    assert bool(reply.reason) == (reply.state in ("died", "timed_out"))
    assert bool(reply.document) == (reply.state in ("returned", "raised"))


@pytest.mark.parametrize(
    "name",
    ["exits_zero", "exits_in_c", "kills_its_parent", "daemonises", "copies_itself", "exits",
     "closes_everything", "replaces_builtins", "leaves_exit_hooks", "leaves_a_thread", "hangs"],
)  # fmt: skip
def test_a_hostile_call_in_a_fork_has_the_outcome_it_deserves(name):
    """The same in a fork of this process."""
    reply, _ = outcome(held(hostile.side), name)
    assert reply.state == hostile.EXPECTED[name], reply


@functools.cache  # pyenv's scripts take longer than many a test
def interpreter(version):
    """Find another Python: by its name, or among those that pyenv keeps."""
    environments = [os.environ]
    if shutil.which("pyenv"):
        kept = subprocess.run(["pyenv", "versions", "--bare"], capture_output=True, text=True)
        found = [name for name in kept.stdout.split() if name.startswith(f"{version}.")]
        environments += [{**os.environ, "PYENV_VERSION": name} for name in found]
    asked = [f"python{version}", "-c", "import sys; print(sys.executable)"]
    for environment in environments if shutil.which(asked[0]) else ():
        told = subprocess.run(asked, capture_output=True, text=True, env=environment)
        if told.returncode == 0:
            return told.stdout.strip()
    return pytest.skip(f"there is no Python {version}")


IN_OTHERS = [
    "exits_zero",
    "segfaults",
    "kills_its_parent",
    "copies_itself_in_c",
    "closes_everything",
    "writes_garbage_everywhere",
    "replaces_functions",
    "leaves_a_task",
    "traces",
    "exits",
    "hangs",
]


@pytest.mark.parametrize(
    ("version", "name"),
    [(version, name) for version in ("3.9", "3.13") for name in IN_OTHERS]
    + [(version, name) for version in ("3.10", "3.12") for name in IN_OTHERS[::5]],
)
def test_a_hostile_call_in_another_interpreter_has_the_outcome_it_deserves(version, name):
    """The same under other versions of Python than the parent's."""
    reply, _ = outcome(fresh(interpreter(version)), name)
    assert reply.state == hostile.EXPECTED[name], reply


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("exits_zero", "ended itself with exit code 0 while it was called"),
        ("segfaults", "killed by SIGSEGV while it was called"),
        ("stops_itself", "stopped by SIGSTOP"),
        ("kills_its_parent", "the process over it was ended"),
        ("hangs", "longer than 0.7 s, while it was called"),
    ],
)
def test_an_end_is_told_in_words(name, words):
    """The reason says how the process ended, and what the worker was at."""
    reply, _ = outcome(held(hostile.side), name)
    assert words in reply.reason


def test_what_a_side_returns_is_encoded_with_built_ins_of_our_own():
    """A side that replaces `vars`, `getattr` and `len` hides nothing of what it returns."""
    reply, _ = outcome(held(hostile.side), "replaces_builtins")
    (point,) = decode(reply.document)[1]["a"]
    assert point.fields == {"x": 1, "y": 2}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("leaves_a_task", "cancelled: leaves_a_task.<locals>.forever"),
        ("leaves_a_task_that_cannot_be_cancelled", "ignored their cancellation"),
        ("leaves_a_thread", "threads were left running"),
        ("leaves_an_executor", "threads were left running"),
        ("leaves_an_alarm_that_rings_later", "alarm was left set"),
    ],
)
def test_what_is_left_running_is_said(name, words):
    """What a call leaves behind in its process is told with its reply."""
    reply, _ = outcome(held(hostile.side), name)
    assert any(words in note for note in reply.notes), reply.notes


@pytest.mark.alone  # what starts elsewhere meanwhile looks like a copy of this process
@pytest.mark.parametrize(
    "name", ["leaves_a_daemon_with_the_pipes", "daemonises", "leaves_a_child", "copies_itself"]
)
def test_no_process_outlives_a_pair(name):
    """Children, daemons and copies of a side are gone once the pair is closed."""
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    known = set(psutil.pids())
    _, side = outcome(held(hostile.side), name)
    assert {child.pid for child in psutil.Process().children(recursive=True)} <= before
    ours = psutil.Process().cmdline()
    for pid in set(psutil.pids()) - known:
        try:
            command = psutil.Process(pid).cmdline()
        except psutil.NoSuchProcess:
            continue
        assert command != ours
        assert "time.sleep(600)" not in " ".join(command)
    if name == "leaves_a_daemon_with_the_pipes":
        assert side.left == 1


def test_output_is_kept_to_a_cap():
    """A flood is drained: its beginning and its end are kept, and what lies between is counted."""
    _, side = outcome(held(hostile.side), "floods")
    assert 60_000 < len(side.printed) < 70_000
    assert "bytes left out" in side.printed
    assert side.printed.startswith("x" * 1000)
    assert side.printed.rstrip().endswith("y" * 1000)


def test_no_input_is_called_twice_whatever_happens(tmp_path):
    """Each input reaches a side once, across deaths, time-outs and restarts."""
    log = tmp_path / "calls"

    def logged(number, how):
        with open(log, "a") as file:
            file.write(f"{number}\n")
        return hostile.side(how)

    hows = ["kills_itself", 1, 2, "hangs", 3, "exits_zero", "exits", 4, "segfaults", "daemonises"]
    inputs = [((number, how), {}) for number, how in enumerate(hows * 3)]
    with WorkerPair(held(logged), held(lambda *_: None), timeout_s=1.0) as pair:
        states = [mine.state for _, _, mine, _ in pair.replies(inputs)]
    assert states == [hostile.EXPECTED.get(how, "returned") for how in hows * 3]
    called = collections.Counter(log.read_text().split())
    assert called == {str(number): 1 for number in range(len(inputs))}


def test_an_end_between_two_calls_blames_none():
    """A thread of an earlier call that ends the process while nothing runs is charged to no input."""

    def side(x):
        if x == 5:
            import threading

            threading.Timer(0.05, os._exit, (0,)).start()
        return x

    def slowly():
        import time

        for x in range(12):
            time.sleep(0.02)
            yield ((x,), {})

    with WorkerPair(held(side), held(same)) as pair:
        found = [(mine.state, mine.number) for _, _, mine, _ in pair.replies(slowly())]
    assert [number for _, number in found] == list(range(12))
    assert sum(state == "died" for state, _ in found) <= 1  # one if it ran just then
    assert pair.control.restarts == 1


class StormError(Exception):
    pass


def test_exceptions_out_of_nowhere_never_change_an_answer_or_the_order():
    """Raised at any moment by a thread left over: a call may be spoiled, and says so; no value is."""
    import ctypes
    import threading
    import time

    begun = []

    def storm(main):
        while True:
            time.sleep(0.0005)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(main), ctypes.py_object(StormError)
            )

    def side(x):
        if not begun:
            begun.append(1)
            main = threading.main_thread().ident
            threading.Thread(target=storm, args=(main,), daemon=True).start()
        return [x] * 100

    with WorkerPair(held(side), held(same), timeout_s=20) as pair:
        found = [mine for _, _, mine, _ in pair.replies([((x,), {}) for x in range(5000)])]
    assert [reply.number for reply in found] == list(range(5000))
    for number, reply in enumerate(found):
        if reply.state == "returned":
            whole = decode(reply.document)
            if isinstance(whole, Node):  # two of them met one encoding: told, and never a match
                assert "StormError" in whole.opaque
            else:
                assert whole[1] == [number] * 100
        else:
            assert reply.state in ("raised", "not_encoded", "not_called", "died")
    assert sum(reply.state == "returned" for reply in found) > 4000


def test_sides_may_use_process_pools_of_their_own():
    """Pools of processes, by fork and by spawn, work within a worker and end with it."""
    text = (
        "[list(__import__('concurrent.futures').futures.ProcessPoolExecutor(1, mp_context="
        "__import__('multiprocessing').get_context(how)).map(abs, [-1])) for how in ('fork', 'spawn')]"
    )
    target = importable("builtins:eval")
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    with WorkerPair(target, held(len), timeout_s=60) as pair:
        ((_, _, mine, _),) = pair.replies([((text,), {})])
    assert decode(mine.document)[1] == [[1], [1]]
    assert {child.pid for child in psutil.Process().children(recursive=True)} <= before


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="shared memory is listed by Linux alone")
@pytest.mark.alone  # a tracker that has only just been started has seconds to begin
@pytest.mark.parametrize("ends", [False, True])
def test_shared_memory_that_a_side_forgot_goes_with_its_process(ends, tmp_path, monkeypatch):
    """Also where the process ends by itself, or is ended."""
    from multiprocessing import resource_tracker

    # A tracker that earlier tests have started in this process would be the side's too.
    for name in ("_fd", "_pid"):
        monkeypatch.setattr(resource_tracker._resource_tracker, name, None)

    def forgets(_):
        from multiprocessing import shared_memory

        segment = shared_memory.SharedMemory(create=True, size=64)
        segment.close()
        with (tmp_path / "names").open("a") as file:
            file.write(f"{segment.name}\n")
        if ends:
            os._exit(3)

    with WorkerPair(held(forgets), held(same), timeout_s=20) as pair:
        (reply,) = (mine for _, _, mine, _ in pair.replies([((1,), {})]))
    assert reply.state == ("died" if ends else "returned")
    names = (tmp_path / "names").read_text().split()
    assert names
    assert not [name for name in names if Path("/dev/shm", name).exists()]
