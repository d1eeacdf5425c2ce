"""What becomes of the workers when something happens to the parent, and what the parent depends on."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import psutil
import pytest

from switchover.values import decode
from switchover.values.worker import WorkerPair, held, importable

PROGRAM = """
import os, sys, time
from switchover.values.worker import WorkerPair, held, importable

def side(how):
    if how == "ready":
        return os.getpid()
    if how == "hang":
        time.sleep(600)

def main():
    target = held(side) if sys.argv[1] == "held" else importable("builtins:eval")
    inputs = ["ready", "hang"]
    if sys.argv[1] != "held":
        inputs = ["__import__('os').getpid()", "__import__('time').sleep(600)"]
    with WorkerPair(target, target, timeout_s=None) as pair:
        for number, call, mine, theirs in pair.replies([((x,), {}) for x in inputs]):
            print(mine.document.hex(), theirs.document.hex(), flush=True)

if __name__ == "__main__":
    main()
"""


def begun(tmp_path, way, sides=2):
    """Start a run whose second call hangs, and give it with the processes under it."""
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(PROGRAM))
    process = subprocess.Popen(
        [sys.executable, str(path), way],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    documents = process.stdout.readline().split()
    pids = [decode(bytes.fromhex(document))[1] for document in documents]
    under = [psutil.Process(pid) for pid in pids]
    under += [worker.parent() for worker in under]
    assert len(under) == 2 * sides
    return process, under


def gone(processes):
    _, alive = psutil.wait_procs(processes, timeout=10)
    return not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.parametrize("way", ["held", "importable"])
def test_ctrl_c_reaches_the_parent_alone_and_ends_all(tmp_path, way):
    """Ctrl-C is the parent's: it ends with KeyboardInterrupt, and nothing stays behind."""
    process, under = begun(tmp_path, way)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert "KeyboardInterrupt" in errors
    assert gone(under)


@pytest.mark.parametrize("way", ["held", "importable"])
def test_workers_end_with_a_parent_that_is_killed(tmp_path, way):
    """A parent that is killed leaves no worker and no supervisor."""
    process, under = begun(tmp_path, way)
    process.kill()
    process.communicate()
    assert gone(under)


def test_a_supervisor_that_is_killed_is_replaced(tmp_path):
    """A worker without its supervisor ends at once; the call is named, the next is answered."""

    def side(how):
        if how == "wait":
            time.sleep(600)
        return os.getppid()

    with WorkerPair(held(side), held(side), timeout_s=20) as pair:
        replies = pair.replies([((how,), {}) for how in ("a", "wait", "b")])
        first = decode(next(replies)[2].document)[1]
        for worker in (pair.control, pair.candidate):
            os.kill(worker.fds() and worker._launched.pid, signal.SIGKILL)
        _, _, mine, theirs = next(replies)
        assert [mine.state, theirs.state] == ["died", "died"]
        _, _, mine, _ = next(replies)
        assert decode(mine.document)[1] != first


def freeze(monkeypatch):
    """Stop every clock that `time` gives, in every module that has it by name."""
    names = [
        name for name in dir(time) if any(word in name for word in ("time", "monotonic", "perf"))
    ]
    kept = {getattr(time, name): name for name in names if callable(getattr(time, name))}
    kept.pop(time.struct_time, None)
    for module in list(sys.modules.values()):
        for name, value in list(getattr(module, "__dict__", {}).items()):
            try:
                found = value in kept
            except TypeError:
                continue
            if found and not name.startswith("__"):
                monkeypatch.setattr(module, name, lambda *_, **__: 1_000_000_000)


def test_a_frozen_clock_in_the_parent_stops_no_time_limit(monkeypatch):
    """Where a test has frozen the clocks of this process, a call that hangs is still ended."""
    hang = importable("builtins:eval")
    inputs = [((text,), {}) for text in ("1", "__import__('time').sleep(600)", "2")]
    with monkeypatch.context() as patch:
        freeze(patch)
        with WorkerPair(hang, held(len), timeout_s=0.5) as pair:
            states = [mine.state for _, _, mine, _ in pair.replies(inputs)]
    assert states == ["returned", "timed_out", "returned"]


def test_a_pair_inside_a_running_event_loop_runs_async_sides():
    """A fork knows nothing of the loop that runs in the parent."""
    import asyncio

    async def side(x):
        await asyncio.sleep(0)
        return x

    async def main():
        with WorkerPair(held(side), held(side)) as pair:
            return [decode(mine.document)[1] for _, _, mine, _ in pair.replies([((1,), {})])]

    assert asyncio.run(main()) == [1]


def test_hooks_and_buffers_of_the_parent_are_its_own(tmp_path):
    """Exit hooks and buffered output of the parent run and appear once."""
    program = """
    import atexit, sys
    from switchover.values.worker import WorkerPair, held
    atexit.register(print, "hook")
    def side(x):
        atexit.register(print, "hook of the side")
        return x
    sys.stdout.write("buffered ")
    with WorkerPair(held(side), held(side)) as pair:
        print(len(list(pair.replies([((1,), {})]))), end=" ")
    print(pair.control.printed.strip(), end=" ")
    """
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(program))
    told = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=True)
    assert told.stdout == "buffered 1 hook of the side hook\n"
    assert told.stderr == ""


def test_descriptors_and_children_are_given_back():
    """Pairs leave no descriptor and no child behind."""
    before = len(os.listdir("/proc/self/fd")), len(psutil.Process().children())
    for _ in range(20):
        with WorkerPair(held(abs), held(abs)) as pair:
            list(pair.replies([((-1,), {})]))
    assert (len(os.listdir("/proc/self/fd")), len(psutil.Process().children())) == before


def test_importing_the_parents_part_is_cheap():
    """Neither asyncio nor ctypes nor subprocess is loaded for a pair that is not used."""
    text = "import sys, switchover.values.worker; print({'asyncio', 'ctypes'} & {*sys.modules})"
    told = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert told.stdout == "set()\n"


def test_handlers_of_the_parent_take_nothing_from_the_supervisor():
    """A SIGCHLD handler that waits for every child stays with the parent and with the side."""

    def take_all(*_):
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            pass

    def side(x):
        if x == 1:
            os._exit(7)
        return signal.getsignal(signal.SIGCHLD) is take_all

    before = signal.signal(signal.SIGCHLD, take_all)
    try:
        with WorkerPair(held(side), held(side)) as pair:
            replies = [mine for _, _, mine, _ in pair.replies([((x,), {}) for x in (0, 1, 2)])]
    finally:
        signal.signal(signal.SIGCHLD, before)
    assert [reply.state for reply in replies] == ["returned", "died", "returned"]
    assert "exit code 7" in replies[1].reason
    assert decode(replies[0].document)[1] is True


def test_a_side_may_run_a_pair_itself():
    """Workers of a worker do not touch its descriptors."""

    def side(x):
        with open(os.devnull) as first, WorkerPair(held(abs), held(abs)) as pair:
            found = [decode(mine.document)[1] for _, _, mine, _ in pair.replies([((x,), {})])]
            return found, os.fstat(first.fileno()).st_rdev > 0

    with WorkerPair(held(side), held(side)) as pair:
        replies = list(pair.replies([((-1,), {}), ((-2,), {})]))
    assert [decode(mine.document)[1] for _, _, mine, _ in replies] == [([1], True), ([2], True)]


def test_a_pair_may_run_in_a_thread():
    """Workers do not depend on the parent's main thread."""
    import threading

    found = []

    def run():
        with WorkerPair(held(os._exit), importable("builtins:abs"), timeout_s=5) as pair:
            found.extend(
                (mine.state, theirs.state) for _, _, mine, theirs in pair.replies([((1,), {})])
            )

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
    assert found == [("died", "returned")]


def test_a_consumer_that_takes_its_time_ends_no_worker(monkeypatch):
    """A worker that has nothing to do is not taken for one that is stuck."""
    from switchover.values.worker import worker

    monkeypatch.setattr(worker, "STALL_S", 0.2)
    with WorkerPair(held(abs), held(abs)) as pair:
        for number, *_ in pair.replies([((-x,), {}) for x in range(20)]):
            if number in (3, 9):
                time.sleep(0.5)
    assert (pair.control.restarts, pair.candidate.restarts) == (0, 0)


def test_each_side_has_its_own_place_in_an_open_file(tmp_path):
    """What one side reads of a file that the parent opened is not missing for the other."""
    path = tmp_path / "lines"
    path.write_text("first\nsecond\n")
    with open(path, "rb", buffering=0) as file:
        assert file.readline() == b"first\n"

        def side(x):
            return file.readline()

        with WorkerPair(held(side), held(side)) as pair:
            found = [
                (decode(mine.document)[1], decode(theirs.document)[1])
                for _, _, mine, theirs in pair.replies([((1,), {}), ((2,), {})])
            ]
        assert file.readline() == b"second\n"
    assert found == [(b"second\n", b"second\n"), (b"", b"")]


def test_an_open_file_may_be_an_input(tmp_path):
    """A file as an argument is carried by a fork, with a place of its own on each side."""
    path = tmp_path / "lines"
    path.write_text("first\nsecond\n")
    with open(path) as file, WorkerPair(held(lambda f: f.read()), held(lambda f: f.read())) as pair:
        ((_, _, mine, theirs),) = pair.replies([((file,), {})])
        assert decode(mine.document)[1] == decode(theirs.document)[1] == "first\nsecond\n"
        assert file.read() == "first\nsecond\n"


def test_open_connections_make_a_fork_doubtful_and_are_named():
    """A connection that both forks would share is warned of."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with (
            socket.create_connection(("127.0.0.1", port)),
            WorkerPair(held(abs), held(abs)) as pair,
        ):
            assert any(f"127.0.0.1:{port}" in warning for warning in pair.warnings)


def test_an_isolated_parent_still_gives_both_sides_one_hash_seed(tmp_path):
    """`python -I` heeds no variable; its workers heed the hash seed."""
    program = """
    from switchover.values import decode
    from switchover.values.worker import WorkerPair, importable
    target = importable("builtins:hash")
    with WorkerPair(target, target) as pair:
        ((_, _, mine, theirs),) = pair.replies([(("text",), {})])
    print(mine.state, mine.document == theirs.document)
    """
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(program))
    told = subprocess.run([sys.executable, "-I", str(path)], capture_output=True, text=True)
    assert told.stdout == "returned True\n", told.stderr


def test_without_fork_there_is_local_alone(tmp_path):
    """Where the system has no fork, the face can be imported, `Local` works and `WorkerPair` says so."""
    program = """
    import os, select, signal, sys
    sys.modules["fcntl"] = sys.modules["resource"] = None
    del os.fork, select.poll, signal.setitimer, signal.getitimer, signal.SIGKILL, signal.SIGHUP
    from switchover.values import decode
    from switchover.values.worker import Local, WorkerPair, UnavailableError, held, importable
    with Local(held(abs), importable("builtins:abs")) as local:
        assert local.check() == ()
        ((_, _, mine, theirs),) = local.replies([((-1,), {})])
    print(decode(mine.document)[1], mine.document == theirs.document)
    try:
        WorkerPair(held(abs), held(abs)).check()
    except UnavailableError as error:
        print(error)
    """
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(program))
    told = subprocess.run([sys.executable, str(path)], capture_output=True, text=True)
    assert told.stdout.startswith("1 True\nworkers need fork"), told.stderr
