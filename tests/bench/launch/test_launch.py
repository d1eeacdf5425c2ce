"""A launch runs its task elsewhere and always ends."""

import ast
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import pytest

from switchover.bench.errors import LaunchedTaskError, LaunchError, LaunchTimeoutError
from switchover.bench.launch import begun, launch, leftovers, pack

TASKS = """
import os, sys, time, threading
def add(payload, extra=0): return payload + extra
def call(payload): return payload()
def where(payload): return [os.getpid(), *sorted(os.sched_getaffinity(0))]
def variable(payload, name): return os.environ.get(name, "")
def die(payload): os.kill(os.getpid(), 11)
def leave(payload): print("last words"); sys.stdout.flush(); os._exit(7)
def exits(payload): sys.exit(3)
def sleep(payload): time.sleep(60)
def noisy(payload): print("x" * 1_000_000); return 1
def fails(payload): raise ValueError("näh")
def large(payload): return "x" * 5_000_000
def opaque(payload): return object()
def leaves_child(payload):
    import subprocess
    return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid
def report_and_sleep(payload):
    with open(payload, "w") as file: file.write(str(os.getpid()))
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def tasks(tmp_path, monkeypatch):
    (tmp_path / "launch_tasks.py").write_text(TASKS)
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def local_payload():
    """Return a payload that only a fork can carry."""
    kept = []
    return lambda: len(kept)


BOTH = pytest.mark.parametrize("payload", [1, local_payload()], ids=["fresh", "fork"])


def run(task, payload=None, *, returns=int, timeout_s=30.0, **options):
    return launch(f"launch_tasks:{task}", payload, returns=returns, timeout_s=timeout_s, **options)


@BOTH
def test_what_was_begun_goes_on_beside_another_launch(payload):
    """Each gives its own result, in whatever order they are asked for one."""
    with begun("launch_tasks:where", payload, returns=list[int], timeout_s=30.0) as first:
        second = run("where", payload, returns=list[int])
        assert first()[0] != second[0]


def test_what_nobody_waits_for_is_killed(tmp_path):
    """Where the block ends, by an error too."""
    told = tmp_path / "pid"
    with (
        pytest.raises(ZeroDivisionError),
        begun("launch_tasks:report_and_sleep", str(told), returns=int, timeout_s=30.0),
    ):
        while not told.exists() or not told.read_text():
            time.sleep(0.01)
        raise ZeroDivisionError
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)


def test_the_result_comes_back_typed():
    """Payload and options go in, the task's result comes out."""
    assert run("add", 3, extra=4) == 7
    assert run("add", "grün", extra="🌲", returns=str) == "grün🌲"


def test_a_closure_travels_by_fork():
    """What no fresh interpreter could import is carried by a fork, and still runs elsewhere."""
    here = os.getpid()
    assert run("call", lambda: os.getpid() != here, returns=bool)


@BOTH
def test_a_launch_is_pinned(payload):
    """With a core given, the launch runs on it alone, in a process of its own."""
    core = min(os.sched_getaffinity(0))
    pid, *cores = run("where", payload, returns=list[int], cpu=core)
    assert cores == [core]
    assert pid != os.getpid()


@BOTH
def test_the_environment_is_extended(payload):
    """Variables given reach the launch, not us."""
    options = {"env": {"SWITCHOVER_TEST": "é"}, "name": "SWITCHOVER_TEST", "returns": str}
    assert run("variable", payload, **options) == "é"
    assert "SWITCHOVER_TEST" not in os.environ


@BOTH
def test_a_task_that_raises_is_quoted(payload):
    """The error names the exception and carries the traceback from inside."""
    with pytest.raises(LaunchedTaskError, match="raised ValueError: näh") as caught:
        run("fails", payload)
    assert caught.value.kind == "ValueError"
    assert "in fails" in caught.value.remote_traceback


@BOTH
def test_death_by_signal_is_named(payload):
    """A crash of the code under test is an error with the signal's name and a traceback."""
    with pytest.raises(LaunchError, match=r"SIGSEGV; it last printed:"):
        run("die", payload)


def test_a_crash_names_its_line():
    """The traceback of a crash ends where it happened."""
    with pytest.raises(LaunchError, match=r'launch_tasks.py", line \d+ in die'):
        run("die")


@BOTH
def test_last_words_are_quoted(payload):
    """A launch that leaves without a result is quoted with what it printed last."""
    with pytest.raises(LaunchError, match=r"exit code 7; it last printed:\nlast words"):
        run("leave", payload)


@BOTH
def test_sys_exit_is_only_a_raise(payload):
    """Code under test that exits does not end the launch unheard."""
    with pytest.raises(LaunchedTaskError, match="SystemExit"):
        run("exits", payload)


@BOTH
@pytest.mark.alone  # it judges time
def test_a_deadline_is_kept(payload):
    """A task that hangs is killed at its deadline."""
    started = time.monotonic()
    with pytest.raises(LaunchTimeoutError, match=r"no result in 0\.2 s"):
        run("sleep", payload, timeout_s=0.2)
    assert time.monotonic() - started < 5


@BOTH
def test_output_of_the_code_does_not_disturb(payload, capfd):
    """A megabyte printed by the code under test neither blocks nor shows."""
    assert run("noisy", payload) == 1
    assert capfd.readouterr().out == ""


def test_large_results_pass():
    """Results larger than a pipe's buffer arrive whole."""
    assert len(run("large", returns=str)) == 5_000_000


def test_a_result_that_cannot_be_encoded_is_an_error():
    """A task's own mistake is reported like any other."""
    with pytest.raises(LaunchedTaskError, match="TypeError"):
        run("opaque")


def test_children_of_the_launch_go_with_it():
    """Whatever a launch has started is gone when it is over."""
    pid = run("leaves_child")
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return
        if state == "Z":
            return
        time.sleep(0.05)
    pytest.fail(f"child {pid} is still there, state {state}")


def test_a_launch_dies_with_its_parent(tmp_path):
    """Even kill -9 of the parent leaves no launch behind."""
    file = tmp_path / "pid"
    script = f"""
        import sys
        sys.path.insert(0, {str(tmp_path)!r})
        from switchover.bench.launch import launch
        launch("launch_tasks:report_and_sleep", {str(file)!r}, returns=int, timeout_s=60)
    """
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)])
    child = wait_for(lambda: int(file.read_text() or 0) if file.exists() else 0)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert wait_for(lambda: not os.path.exists(f"/proc/{child}"))


def test_an_interrupt_leaves_nothing_behind(tmp_path):
    """Ctrl-C in the parent kills the launch on the way out."""
    file = tmp_path / "pid"
    script = f"""
        import sys
        sys.path.insert(0, {str(tmp_path)!r})
        from switchover.bench.launch import launch
        launch("launch_tasks:report_and_sleep", {str(file)!r}, returns=int, timeout_s=60)
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stderr=subprocess.DEVNULL
    )
    child = wait_for(lambda: int(file.read_text() or 0) if file.exists() else 0)
    parent.send_signal(signal.SIGINT)
    assert parent.wait(timeout=20) != 0
    assert not os.path.exists(f"/proc/{child}")


def test_an_unknown_task_is_an_error():
    """A task that does not exist fails like one that raises."""
    with pytest.raises(LaunchedTaskError, match="AttributeError"):
        run("nothing_of_the_kind")


@BOTH
def test_a_full_disk_is_a_launch_error(payload, monkeypatch):
    """Where a launch cannot even start the error says what the platform said."""
    monkeypatch.setattr(tempfile, "tempdir", "/dev/full")
    with pytest.raises(LaunchError, match=r"could not be launched: .*(directory|space)"):
        run("add", payload)


@BOTH
def test_what_cannot_be_cleared_away_is_a_launch_error(payload, monkeypatch):
    """Where the end of a launch fails, that too is told as of a launch, with what the platform said."""

    def refused(_):
        raise PermissionError("not yours")

    monkeypatch.setattr(leftovers, "remove_system_v", refused)
    with pytest.raises(LaunchError, match="could not be cleared away: not yours"):
        run("where", payload, returns=list[int])


@BOTH
def test_what_the_caller_raises_meanwhile_is_its_own(payload):
    """An error of the code that runs beside a launch passes as it is, of whatever kind."""
    with (
        pytest.raises(FileNotFoundError, match="of the caller"),
        begun("launch_tasks:add", payload, returns=int, timeout_s=60),
    ):
        raise FileNotFoundError("of the caller")


@BOTH
def test_an_error_says_what_the_process_did(payload, monkeypatch):
    """In the words of who started it, and not by the name of a task of ours."""
    said = [
        ("die", 30, r"^the process that timed both sides died of SIGSEGV"),
        ("fails", 30, r"^the process that timed both sides raised ValueError: näh$"),
        ("sleep", 0.02, r"^the process that timed both sides gave no result in 0\.02 s: killed$"),
        ("sleep", 0.0, r"^none of the time was left for the process that timed both sides$"),
    ]
    for task, timeout_s, expected in said:
        with pytest.raises(LaunchError, match=expected):
            run(task, payload, timeout_s=timeout_s, does="timed both sides")
    monkeypatch.setattr(tempfile, "tempdir", "/dev/full")
    with pytest.raises(
        LaunchError, match=r"^the process that timed both sides could not be launch"
    ):
        run("add", payload, does="timed both sides")


def test_every_launch_of_ours_says_what_it_does():
    """A user reads the errors of all of them: each place that starts one has words for it."""
    room = Path(launch.__code__.co_filename).parents[1]
    calls = [
        (file.name, node.lineno, {keyword.arg for keyword in node.keywords})
        for file in room.rglob("*.py")
        if file.parent.name != "launch"
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"launch", "begun"}
    ]
    assert len(calls) > 10
    assert [call for call in calls if "does" not in call[2]] == []


def test_packing_tells_why_a_fork_is_needed():
    """What keeps a payload from travelling is named."""
    packed = pack({"call": local_payload()})
    assert packed.data is None
    assert "lambda" in packed.obstacle
    assert pack(packed) is packed


@pytest.mark.parametrize("value", [len, dict, "text", [1, (2, {3: None})], textwrap.dedent])
def test_what_is_importable_is_packed(value):
    """Values, builtins and functions of importable modules travel by pickle."""
    assert pack(value).data is not None


def wait_for(condition, seconds=20.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    return None
