"""`switchover run`, `signal` and `resume`, as a person types them."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest

from switchover.cli import main

SIMPLE = """\
id: simple
config:
  input: wanted
schemas:
  - id: wanted
    type: object
    properties:
      city: {type: string}
      days: {type: integer, default: 3}
    required: [city]
tasks:
  - id: ask
    tool: weather
    with: {city: "{{ .workflow.input.city }}"}
    on_success: {next: tell}
  - id: tell
    tool: speak
    output: {type: object, required: [text], properties: {text: {type: string}}}
"""

ONCE = (
    "    tool: weather",
    "    tool: weather\n    config: {retry_policy: {maximum_attempts: 1}}",
)

WAITING = """\
id: waiting
tasks:
  - id: before
    tool: count
    on_success: {next: pause}
  - id: pause
    type: wait
    wait_for: ready
    condition: signal.payload.ok == true
    timeout: 5m
    on_success: {next: after}
  - id: after
    tool: echo
    with: {done: "yes"}
"""

TOOLS = """\
from pathlib import Path

def weather(given):
    return {"sky": "grey", **given}

def speak(given):
    return {"text": "hello"}

def fails(given):
    raise RuntimeError("no rain today")

async def count(given):
    with Path("counted").open("a") as file:
        file.write("x")
    return {}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "simple.yaml").write_text(SIMPLE)
    (tmp_path / "waiting.yaml").write_text(WAITING)
    (tmp_path / "my_tools.py").write_text(TOOLS)
    (tmp_path / "tools.yaml").write_text("weather: my_tools:weather\nspeak: my_tools:speak\n")
    (tmp_path / "count.yaml").write_text("count: my_tools:count\n")
    return tmp_path


def command(*arguments):
    return [sys.executable, "-c", "from switchover.cli import main; main()", *arguments]


@pytest.fixture
def switchover(folder, monkeypatch, capfd):
    """Runs the command in the folder; gives exit code, standard output and standard error."""
    monkeypatch.chdir(folder)
    monkeypatch.delitem(sys.modules, "my_tools", raising=False)

    def call(*arguments):
        capfd.readouterr()
        with pytest.raises(SystemExit) as exit:
            main([*arguments])
        output, errors = capfd.readouterr()
        return exit.value.code, output, errors

    yield call
    sys.modules.pop("my_tools", None)
    while str(folder) in sys.path:
        sys.path.remove(str(folder))


@pytest.fixture
def begun(folder):
    """Starts the command in the folder and kills what is left of it in the end."""
    processes = []

    def start(*arguments):
        process = subprocess.Popen(
            command(*arguments),
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def exec_id_of(process):
    """The exec id that `run` names once the run is on disk."""
    line = process.stderr.readline()
    return re.fullmatch(r"run (\w+) in sqlite:\S+\n", line)[1]


def until_it_waits(folder, seconds=20):
    end = time.monotonic() + seconds
    while not (folder / "counted").exists() and time.monotonic() < end:
        time.sleep(0.02)
    time.sleep(0.2)


def test_a_workflow_runs_with_its_tools(switchover):
    """The final state has every field, and the tasks come in order of creation."""
    code, output, _ = switchover(
        "run", "simple.yaml", "--bindings", "tools.yaml", "--input", '{"city": "Oslo"}', "--json"
    )
    state = json.loads(output)
    assert code == 0
    assert (state["status"], state["error"]) == ("SUCCESS", None)
    assert state["output"]["tell"] == {"output": {"text": "hello"}}
    ask, tell = state["tasks"]
    assert {**ask, "exec_id": ""} == {
        "id": "ask",
        "exec_id": "",
        "type": "basic",
        "status": "SUCCESS",
        "parent": None,
        "input": ask["input"],
        "output": {"sky": "grey", "city": "Oslo"},
        "error": None,
    }
    assert tell["exec_id"] != ask["exec_id"]


def test_input_may_come_from_a_file_and_tools_may_echo(switchover, folder):
    (folder / "input.json").write_text('{"city": "Bergen"}')
    code, output, _ = switchover("run", "simple.yaml", "--echo", "--input", "input.json", "--json")
    state = json.loads(output)
    assert code == 0
    assert [task["output"] for task in state["tasks"]] == [{"city": "Bergen"}, {"text": "text"}]


def test_without_a_terminal_the_tree_is_text(switchover):
    code, output, _ = switchover("run", "simple.yaml", "--echo", "--input", '{"city": "Oslo"}')
    assert code == 0
    assert re.search(r"● simple \w+  SUCCESS\n├── ● ask  SUCCESS\n└── ● tell  SUCCESS", output)


def test_a_workflow_that_fails_exits_with_one(switchover, folder):
    (folder / "tools.yaml").write_text(
        "weather: {call: my_tools:fails, retry: {attempts: 2, initial: 1ms}}\n"
        "speak: my_tools:speak\n"
    )
    (folder / "simple.yaml").write_text(SIMPLE.replace(*ONCE))
    code, output, _ = switchover(
        "run", "simple.yaml", "--bindings", "tools.yaml", "--input", '{"city": "Oslo"}', "--json"
    )
    state = json.loads(output)
    assert code == 1
    assert state["status"] == "FAILED"
    assert "no rain today" in state["error"]["message"]


BAD = {
    "no file": (["run", "nowhere.yaml"], r"nowhere\.yaml.*No such file"),
    "input is no JSON": (
        ["run", "simple.yaml", "--echo", "--input", '{"city": '],
        r"--input:1:10: no JSON: Expecting value",
    ),
    "input is nothing": (["run", "simple.yaml", "--input", "Oslo"], r"'Oslo' is neither"),
    "input is a list": (["run", "simple.yaml", "--input", "list.json"], r"list\.json:1:1"),
    "input does not fit": (
        ["run", "simple.yaml", "--echo", "--input", "wrong.json"],
        r"wrong\.json:3:11: INPUT .*'much' is not of type 'integer'",
    ),
    "no such system": (
        ["run", "simple.yaml", "--system", "nope"],
        r"no task system 'nope' is installed; installed: .*orchestrators",
    ),
    "no such store": (["run", "simple.yaml", "--store", "tape:x"], r"'tape:x' is no store"),
    "bindings are wrong": (
        ["run", "simple.yaml", "--bindings", "wrong.yaml"],
        r"wrong\.yaml:2:\d+: binding 'speak': my_tools:nope: no 'nope' in my_tools; there is ",
    ),
    "signal has no name": (["run", "simple.yaml", "--signal", "={}"], r"NAME=JSON"),
    "nothing to resume": (
        ["resume", "x", "--store", "sqlite:runs.db"],
        r"runs\.db: there is no store",
    ),
    "resume from memory": (["resume", "--store", "memory:"], r"keeps nothing to resume"),
    "nobody to signal": (
        ["signal", "x", "ready", "--store", "sqlite:runs.db"],
        r"runs\.db: there is no store",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_exits_with_two_and_says_where(switchover, folder, case):
    (folder / "list.json").write_text("[]")
    (folder / "wrong.json").write_text('{\n  "city": "Oslo",\n  "days": "much"\n}')
    (folder / "wrong.yaml").write_text("weather: my_tools:weather\nspeak: my_tools:nope\n")
    arguments, expected = BAD[case]
    code, output, errors = switchover(*arguments)
    assert code == 2
    assert output == ""
    assert "Traceback" not in errors
    assert re.search(expected, re.sub(r"\s+", " ", re.sub("[│╭╮╰╯─]", "", errors)))


def test_unbound_tools_are_all_named_with_their_places(switchover):
    """Before anything runs."""
    code, _, errors = switchover("run", "simple.yaml", "--input", '{"city": "Oslo"}')
    assert code == 2
    assert "simple.yaml:13:11: TOOL_UNBOUND tool 'weather' of task 'ask' is not bound" in errors
    assert "simple.yaml:17:11: TOOL_UNBOUND tool 'speak' of task 'tell' is not bound" in errors


def test_a_run_that_fails_says_where(switchover, folder):
    """What ended a run stands behind its place in the file and the task it came from."""
    (folder / "simple.yaml").write_text(SIMPLE.replace(".city }}", ".town }}"))
    code, output, _ = switchover("run", "simple.yaml", "--echo", "--input", '{"city": "Oslo"}')
    assert code == 1
    told = output.splitlines()[-1]
    assert told.startswith("simple.yaml:14:18: workflow_execution_error: task 'ask': map has no")


def test_a_signal_given_at_the_start_is_waiting(switchover, folder):
    code, output, _ = switchover(
        "run", "waiting.yaml", "--echo", "--signal", 'ready={"ok": false}',
        "--signal", 'ready={"ok": true}', "--json",
    )  # fmt: skip
    state = json.loads(output)
    assert code == 0
    assert [task["id"] for task in state["tasks"]] == ["before", "pause", "after"]
    assert [task["type"] for task in state["tasks"]] == ["basic", "wait", "basic"]


def test_another_process_signals_a_run_that_waits(begun, switchover, folder):
    store = f"sqlite:{folder / 'runs.db'}"
    process = begun("run", "waiting.yaml", "--echo", "--bindings", "count.yaml", "--store", store)
    exec_id = exec_id_of(process)
    until_it_waits(folder)
    assert process.poll() is None
    code, _, errors = switchover("resume", "--store", store)
    assert (code, f"run '{exec_id}' is running in another process" in errors) == (2, True)
    assert switchover("signal", exec_id, "ready", '{"ok": true}', "--store", store)[0] == 0
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "● after  SUCCESS" in output
    code, _, errors = switchover("signal", exec_id, "ready", "--store", store)
    assert code == 2
    assert "has ended with SUCCESS" in errors


@pytest.mark.parametrize("death", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_run_is_resumed_where_it_stood(begun, switchover, folder, death):
    """Ctrl-C and kill -9 alike; the signal that is sent meanwhile is not lost."""
    store = f"sqlite:{folder / 'runs.db'}"
    process = begun("run", "waiting.yaml", "--echo", "--bindings", "count.yaml", "--store", store)
    exec_id = exec_id_of(process)
    until_it_waits(folder)
    process.send_signal(death)
    _, errors = process.communicate(timeout=30)
    if death is signal.SIGINT:
        assert process.returncode == 130
        assert f"switchover resume {exec_id} --store {store}" in errors
    assert switchover("signal", exec_id, "ready", '{"ok": true}', "--store", store)[0] == 0
    code, output, _ = switchover("resume", "--store", store, "--json")
    state = json.loads(output)
    assert (code, state["status"]) == (0, "SUCCESS")
    assert state["workflow_exec_id"] == exec_id
    assert (folder / "counted").read_text() == "x", "what was done is not done again"
    code, _, errors = switchover("resume", "--store", store)
    assert (code, "has ended" in errors) == (0, True)


def test_interrupted_without_a_store_nothing_is_promised(begun, folder):
    process = begun("run", "waiting.yaml", "--echo", "--bindings", "count.yaml")
    until_it_waits(folder)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "nothing is kept without --store" in errors


def test_on_a_terminal_the_tree_lives(folder):
    """A pseudo-terminal sees the tree redrawn in place."""
    import pty

    parent, child = pty.openpty()
    process = subprocess.Popen(
        command("run", "waiting.yaml", "--echo", "--signal", 'ready={"ok": true}'),
        cwd=folder, stdout=child, stderr=subprocess.PIPE,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
    )  # fmt: skip
    os.close(child)
    shown = b""
    while True:
        try:
            chunk = os.read(parent, 65536)
        except OSError:
            break
        if not chunk:
            break
        shown += chunk
    os.close(parent)
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert b"\x1b[" in shown
    assert "after" in shown.decode()


def test_validate_and_run_say_what_a_newcomer_wrote_wrong(switchover, folder):
    """The older notation, a template for a condition, a loop without an end: each at its place."""
    (folder / "old.yaml").write_text(
        'id: w\ntasks:\n- id: a\n  $use: agent(local::agents.#(id=="guide"))\n  action: go\n'
        "- {id: b, type: wait, wait_for: x, condition: '{{ .signal.payload.ok }}', timeout: 1s}\n"
    )
    for call in (["validate", "old.yaml"], ["run", "old.yaml", "--echo"]):
        code, output, errors = switchover(*call)
        said = output + errors
        assert code == 2
        assert "old.yaml:4:9: EARLIER_NOTATION" in said
        assert "write `agent: guide`" in said
        assert "old.yaml:6:47: WAIT_CONDITION" in said
        assert "without braces" in said
    (folder / "round.yaml").write_text(
        "id: w\ntasks:\n- {id: a, tool: t, on_success: {next: b}}\n"
        "- {id: b, tool: t, on_success: {next: a}}\n"
    )
    code, output, _ = switchover("validate", "round.yaml")
    assert (code, "round.yaml:3:39: warning ENDLESS a → b → a" in output) == (0, True)
    code, output, _ = switchover("run", "round.yaml", "--echo", "--transitions", "20")
    assert code == 1
    assert "gone from one task to the next 20 times" in output
