"""`--on temporal`, as a person types it: run, signal, resume and worker."""

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
import time

import pytest

from switchover.cli import main, reasons
from switchover.cli import temporal as temporal_commands
from switchover.cli.console import Console
from switchover.cli.exits import Exit
from switchover.engine.store import open_store
from switchover.engine.temporal import RemoteRun

FLOW = """\
id: waiting
tasks:
  - id: before
    tool: echo
    with: {a: 1}
    on_success: {next: pause}
  - {id: pause, type: wait, wait_for: ready, condition: "true", timeout: 5m, on_success: {next: after}}
  - id: after
    tool: echo
    with: {n: "{{ .tasks.pause.output.signal.payload.n }}"}
"""


@pytest.fixture
def at(temporal, tmp_path, monkeypatch):
    """The session's server by its address, and a folder with a workflow."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "flow.yaml").write_text(FLOW)
    return f"temporal://{temporal.client.service_client.config.target_host}"


def called(*arguments):
    with pytest.raises(SystemExit) as ended:
        main([*arguments])
    return ended.value.code


def shown(capsys):
    found = capsys.readouterr()
    return json.loads(found.out), found.err


def process(*arguments):
    return subprocess.Popen([sys.executable, "-m", "switchover.cli", *arguments])


def until(condition, *, limit_s=30):
    end = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.05)


def test_a_run_signaled_from_the_beginning_ends_as_in_process(at, capsys):
    options = ["run", "flow.yaml", "--echo", "--json", "--signal", 'ready={"n": 7}']
    assert called(*options) == 0
    here, _ = shown(capsys)
    assert called(*options, "--on", at, "--exec-id", f"cli-{os.getpid()}") == 0
    there, _ = shown(capsys)
    assert [(task["id"], task["status"]) for task in there["tasks"]] == [
        (task["id"], task["status"]) for task in here["tasks"]
    ]
    assert there["output"]["after"] == here["output"]["after"]
    assert called(*options, "--on", at, "--exec-id", f"cli-{os.getpid()}") == 2
    assert "is on this server already" in capsys.readouterr().err
    assert called("signal", f"cli-{os.getpid()}", "ready", "--on", at) == 2
    assert "has ended" in capsys.readouterr().err


def test_a_killed_command_is_resumed_where_it_stood(at, temporal, capsys):
    """With its rows in a file, and its bindings and system from its own history. With another file
    it is not gone on with, nor, when it has ended, shown without its tasks."""
    exec_id, store, other = f"killed-{os.getpid()}", "sqlite:rows.db", "sqlite:others.db"
    open_store(other, now=time.time)[0].close()
    running = process(
        "run", "flow.yaml", "--echo", "--on", at, "--store", store, "--exec-id", exec_id
    )
    try:
        until(lambda: called("signal", exec_id, "other", "--on", at) == 0)
        until(lambda: temporal.run(RemoteRun(temporal.client, exec_id).has_rows()))
    finally:
        running.kill()
        running.wait()
    assert called("signal", exec_id, "ready", '{"n": 8}', "--on", at) == 0
    for _ in range(2):
        capsys.readouterr()
        assert called("resume", exec_id, "--on", at, "--store", other) == 2
        told = capsys.readouterr()
        assert "ROWS_ELSEWHERE" in told.err
        assert not told.out
        assert called("resume", exec_id, "--on", at, "--store", store, "--json") == 0
        document, _ = shown(capsys)
        assert document["output"]["after"]["output"] == {"n": 8}


def test_a_worker_that_is_killed_is_replaced_by_the_next(at, capsys):
    """`run --queue` waits for whichever workers serve it; rows lie in a store they share."""
    exec_id, store = f"served-{os.getpid()}", "sqlite:rows.db"
    shared = ["--on", at, "--store", store, "--queue", exec_id]
    first = process("worker", "--echo", *shared)
    running = process("run", "flow.yaml", *shared, "--exec-id", exec_id)
    second = None
    try:
        until(lambda: called("signal", exec_id, "other", "--on", at) == 0)
        first.kill()
        first.wait()
        second = process("worker", "--echo", *shared)
        assert called("signal", exec_id, "ready", '{"n": 9}', "--on", at) == 0
        assert running.wait(60) == 0
        second.send_signal(signal.SIGTERM)
        assert second.wait(30) == 0
    finally:
        for one in (first, second, running):
            if one is not None:
                one.kill()
                one.wait()


def test_a_queue_that_nobody_serves_is_told(temporal, monkeypatch):
    """While the run waits for its workers; one that is served is not told."""
    monkeypatch.setattr(temporal_commands, "UNSERVED_S", 0.0)
    queue = f"nobody-{os.getpid()}"

    async def told():
        loop = asyncio.get_running_loop()
        said = loop.create_future()

        class Said(Console):
            def note(self, message):
                said.set_result(message)

        async with temporal_commands._telling(Said(), temporal.client, queue):
            return await said

    assert f"no worker serves queue {queue} yet" in temporal.run(told())


def test_a_run_that_is_interrupted_twice_says_how_to_go_on(capsys):
    """The second Ctrl-C ends tasks of the worker, which cancels who waits for it: no traceback."""

    async def canceled():
        raise asyncio.CancelledError

    assert temporal_commands._ended(Console(), canceled(), lambda: "go on") is Exit.INTERRUPTED
    assert capsys.readouterr().err == "switchover: interrupted; go on\n"


def test_what_waits_is_told_with_its_reason_and_once_in_a_while(capsys):
    """A server that is away is met by each step of each run, every few seconds."""
    logger = logging.getLogger("switchover.engine.temporal")
    with reasons.reasons_told(Console()):
        for step in ("w/0:a#1", "w/1:b#1"):
            logger.warning("step.waits", extra={"step": step, "reason": "it is away"})
        logger.warning("step.waits", extra={"step": "w/1:b#1", "reason": "another"})
        for number in (16, 17):
            logging.getLogger("temporalio.core").error(
                "[sdk_core::retry] gRPC call poll retried %d times {'error': Error(Transport,"
                ' ConnectError("tcp connect error", Os { code: 111, message: "Connection refused" }))}',
                number,
            )
    assert capsys.readouterr().err.splitlines() == [
        "switchover: step.waits: w/0:a#1: it is away",
        "switchover: step.waits: w/1:b#1: another",
        "switchover: Temporal's server does not answer: Connection refused; it is asked again",
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["run", "flow.yaml", "--echo", "--on", "temporal://127.0.0.1:1"],
            "no Temporal server answers at 127.0.0.1:1: Connection refused. Is it up",
        ),
        (["run", "flow.yaml", "--echo", "--on", "there"], "is no place to run on"),
        (["run", "flow.yaml", "--on", "temporal", "--queue", "q"], "--store"),
        (
            ["run", "flow.yaml", "--echo", "--on", "temporal://127.0.0.1:1", "--system", "nobodys"],
            "'nobodys'",
        ),
        (["run", "flow.yaml", "--on", "temporal://127.0.0.1:1"], "flow.yaml:4:11: TOOL_UNBOUND"),
        (["signal", "x", "ready"], "--store"),
    ],
)
def test_what_cannot_be_used_is_told(at, arguments, told, capsys):
    assert called(*arguments) == 2
    assert told in capsys.readouterr().err
