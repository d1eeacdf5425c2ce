"""A launch runs without the tracers of the process that starts it."""

import os
import sys
import threading
from contextlib import contextmanager

import pytest

from switchover.bench.launch import launch
from switchover.bench.launch.attached import attached, detach, unattached

TASKS = """
import os, subprocess, sys, threading, tracemalloc
from switchover.bench.launch.attached import attached
def found(payload):
    kept, thread = [], threading.Thread(target=lambda: kept.extend(attached(os.environ)))
    thread.start(); thread.join()
    mine = [*attached(os.environ), *kept, *(["tracemalloc"] if tracemalloc.is_tracing() else [])]
    return mine
def variables(payload): return sorted(os.environ)
def grandchild(payload):
    code = "import os; print(sorted(os.environ))"
    return subprocess.check_output([sys.executable, "-c", code], text=True)
"""
STARTING = {
    "COVERAGE_PROCESS_START": "/nowhere/.coveragerc",
    "COVERAGE_PROCESS_CONFIG": "{}",
    "COV_CORE_SOURCE": "app",
    "PYTHONTRACEMALLOC": "5",
    "PYTHONASYNCIODEBUG": "1",
    "PYTHONMALLOC": "debug",
}


@pytest.fixture(autouse=True)
def tasks(tmp_path, monkeypatch):
    (tmp_path / "attached_tasks.py").write_text(TASKS)
    monkeypatch.syspath_prepend(tmp_path)


def local():
    """Return a payload that only a fork can carry."""
    kept = []
    return lambda: kept


BOTH = pytest.mark.parametrize("payload", [1, local()], ids=["fresh", "fork"])


@contextmanager
def traced():
    """Attach a tracer and a profiler, here and to later threads, as coverage and profilers do."""

    def trace(*_):
        return trace

    before = sys.gettrace(), sys.getprofile()
    for install in (sys.settrace, threading.settrace):
        install(trace)
    for install in (sys.setprofile, threading.setprofile):
        install(lambda *_: None)
    try:
        yield
    finally:
        sys.settrace(before[0])
        sys.setprofile(before[1])
        threading.settrace(before[0])
        threading.setprofile(before[1])


def ask(task, payload, returns=list[str]):
    return launch(f"attached_tasks:{task}", payload, returns=returns, timeout_s=30)


@BOTH
def test_a_launch_has_no_tracer_of_its_parent(payload, monkeypatch):
    """Neither by a fork, which inherits it, nor by a variable that starts another."""
    for name, value in STARTING.items():
        monkeypatch.setenv(name, value)
    with traced():
        assert {"a profiler", "PYTHONMALLOC=debug"} < set(attached(os.environ))
        assert ask("found", payload) == []
        assert sys.gettrace() is not None  # and the parent keeps its own


@BOTH
def test_nor_has_what_a_launch_starts(payload, monkeypatch):
    """What the code under test runs is started without them as well; all else reaches it."""
    monkeypatch.setenv("COVERAGE_PROCESS_START", "x")
    monkeypatch.setenv("MINE", "x")
    said = ask("grandchild", payload, str)
    assert "'MINE'" in said
    assert "COVERAGE" not in said


@pytest.mark.skipif(not hasattr(sys, "monitoring"), reason="sys.monitoring came with Python 3.12")
@BOTH
def test_a_launch_is_not_monitored(payload):
    """Tools of sys.monitoring do not reach into a launch, nor do their local events."""
    monitoring = sys.monitoring
    monitoring.use_tool_id(3, "a tool of this test")
    try:
        monitoring.set_events(3, monitoring.events.PY_START)
        monitoring.set_local_events(3, ask.__code__, monitoring.events.LINE)
        assert "a tool of this test" in attached({})
        assert ask("found", payload) == []
    finally:
        monitoring.set_local_events(3, ask.__code__, 0)
        monitoring.free_tool_id(3)


@pytest.mark.parametrize("name", sorted(STARTING))
def test_what_slows_an_interpreter_does_not_reach_a_fresh_one(name):
    """Each is named where it is found, and left out of what a launch gets."""
    given = {name: STARTING[name], "PATH": "/bin", "PYTHONMALLOC_": "debug"}
    assert unattached(given) == {"PATH": "/bin", "PYTHONMALLOC_": "debug"}
    assert any(name in said or "tracer" in said for said in attached(given))


def test_another_allocator_is_left_as_it_is():
    """PYTHONMALLOC=malloc is what some services run with, and slows nothing by checking."""
    assert unattached({"PYTHONMALLOC": "malloc"}) == {"PYTHONMALLOC": "malloc"}
    assert not list(attached({"PYTHONMALLOC": "malloc"}))


def test_a_tracer_that_stays_is_refused(monkeypatch):
    """A measurement under a tracer would be one of the tracer: it is an error, not a number."""
    monkeypatch.setattr(sys, "gettrace", lambda: "pydevd")
    before = sys.getprofile()
    try:
        with pytest.raises(RuntimeError, match="cannot be taken off: pydevd"):
            detach()
    finally:
        sys.setprofile(before)
