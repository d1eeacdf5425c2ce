"""A command ends when it is told to, or when its run has ended, whatever its tools do meanwhile."""

import contextlib
import json
import signal
import subprocess
import sys
import time

import pytest
from commands import typed

SOON_S = 4.0
"""An end within about a second, and what a busy machine adds to it; a hung tool takes for ever."""

TOOLS = """\
import asyncio, sys, threading, time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

class Odd(BaseException):
    pass

def began():
    Path("begun").touch()

def hang(given):
    began()
    while True:
        time.sleep(0.02)

async def block(given):
    began()
    time.sleep(600)

async def stubborn(given):
    began()
    while True:
        try:
            await asyncio.sleep(600)
        except asyncio.CancelledError:
            pass

def pool(given):
    with ThreadPoolExecutor() as own:
        own.submit(hang, given).result()

async def to_thread(given):
    await asyncio.to_thread(hang, given)

def leaves(given):
    sys.exit(0)

async def leaves_later(given):
    await asyncio.sleep(0)
    sys.exit(0)

async def leaves_beside(given):
    async def inner():
        sys.exit(0)
    await asyncio.gather(inner())

def odd(given):
    raise Odd("odd")

def interrupts(given):
    raise KeyboardInterrupt

def cancels(given):
    raise asyncio.CancelledError

async def cancels_later(given):
    raise asyncio.CancelledError

def stops(given):
    return next(iter(()))

async def stops_later(given):
    return next(iter(()))

async def stops_in_a_thread(given):
    return await asyncio.to_thread(stops, given)

def generates(given):
    yield {}

def fine(given):
    return {"fine": True}
"""


def workflow(*tools):
    tasks = "".join(f"- {{id: {tool}, tool: {tool}}}\n" for tool in tools)
    return f"id: w\nconfig: {{retry_policy: {{maximum_attempts: 1}}}}\ntasks:\n{tasks}"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "odd_tools.py").write_text(TOOLS)
    return tmp_path


def begun(folder, name, *, timeout="", store=None):
    (folder / "w.yaml").write_text(workflow(name))
    limit = f", timeout: {timeout}" if timeout else ""
    (folder / "tools.yaml").write_text(f"{name}: {{call: 'odd_tools:{name}'{limit}}}\n")
    program = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from switchover.cli import main; main()"
    )
    where = ("--store", store) if store else ()
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            program,
            "run",
            "w.yaml",
            "--bindings",
            "tools.yaml",
            "--json",
            *where,
        ],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def command(folder, *more):
    return typed(folder, "run", "w.yaml", "--bindings", "tools.yaml", *more)


@contextlib.contextmanager
def killed_at_last(process):
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    ("tool", "end"),
    [
        ("hang", signal.SIGINT),
        ("block", signal.SIGINT),
        ("stubborn", signal.SIGINT),
        ("pool", signal.SIGINT),
        ("to_thread", signal.SIGTERM),
    ],
)
@pytest.mark.alone  # it judges time
def test_one_signal_ends_the_command_within_about_a_second(folder, tool, end):
    """A thread that never ends, one of the tool's own, a blocked loop, a deaf coroutine."""
    with killed_at_last(begun(folder, tool, store=f"sqlite:{folder / 'runs.db'}")) as process:
        limit = time.monotonic() + 30
        while not (folder / "begun").exists() and time.monotonic() < limit:
            time.sleep(0.01)
        time.sleep(0.1)
        sent = time.monotonic()
        process.send_signal(end)
        _, errors = process.communicate(timeout=20)
        assert time.monotonic() - sent < SOON_S
        assert process.returncode == 130
        assert "interrupted; go on with: switchover resume" in errors


@pytest.mark.alone  # it judges time
@pytest.mark.parametrize("tool", ["pool", "to_thread"])
def test_after_a_timeout_the_command_ends_at_once(folder, tool):
    """The thread runs on; the run has failed, and nobody waits for the thread any more."""
    begin = time.monotonic()
    with killed_at_last(begun(folder, tool, timeout="200ms")) as process:
        output, _ = process.communicate(timeout=30)
    assert time.monotonic() - begin < SOON_S + 4, "with the start of the interpreter"
    assert process.returncode == 1
    assert json.loads(output)["error"]["details"]["code"] in {"TOOL_TIMEOUT", "TASK_FAILED"}


RAISED = {
    "leaves": "raised SystemExit: 0",
    "leaves_later": "raised SystemExit: 0",
    "odd": "raised Odd: odd",
    "interrupts": "raised KeyboardInterrupt",
    "cancels": "raised CancelledError",
    "cancels_later": "raised CancelledError",
    "stops": "raised StopIteration",
    "stops_later": "raised RuntimeError: coroutine raised StopIteration",
    "stops_in_a_thread": "raised RuntimeError: the call raised StopIteration",
    "generates": "gave no plain data",
}


def test_whatever_a_tool_raises_fails_its_task_and_the_command(folder):
    """`sys.exit(0)` in a tool does not make a run succeed that did not; nor does anything hang."""
    children = "".join(f"  - {{id: {name}, tool: {name}}}\n" for name in (*RAISED, "fine"))
    (folder / "w.yaml").write_text(
        "id: w\nconfig: {retry_policy: {maximum_attempts: 1}}\n"
        f"tasks:\n- id: all\n  type: parallel\n  tasks:\n{children}"
    )
    (folder / "tools.yaml").write_text(
        "".join(f"{name}: odd_tools:{name}\n" for name in (*RAISED, "fine"))
    )
    done = command(folder, "--json")
    state = json.loads(done.stdout)
    assert (done.returncode, state["status"]) == (1, "FAILED")
    rows = {task["id"]: task for task in state["tasks"]}
    assert rows["fine"]["status"] == "SUCCESS"
    for name, told in RAISED.items():
        assert told in rows[name]["error"]["message"]


def test_an_exit_in_a_task_that_a_tool_made_for_itself_is_no_success(folder):
    """The event loop ends with it; the command says so, and that the run can go on."""
    with killed_at_last(begun(folder, "leaves_beside", store="sqlite:runs.db")) as process:
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "sys.exit(0)" in errors
    assert "switchover resume" in errors


def test_a_run_that_succeeds_beside_a_hung_tool_ends_with_its_result(folder):
    """The hung tool was handled by `on_error`; its thread does not keep the process."""
    (folder / "w.yaml").write_text(
        workflow("hang", "fine").replace("tool: hang", "tool: hang, on_error: {next: fine}")
    )
    (folder / "tools.yaml").write_text(
        "hang: {call: 'odd_tools:hang', timeout: 200ms}\nfine: odd_tools:fine\n"
    )
    done = command(folder)
    assert done.returncode == 0, done.stderr
    assert (folder / "begun").exists()
