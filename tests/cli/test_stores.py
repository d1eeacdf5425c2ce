"""What `run`, `resume` and `signal` make of a store that is known, missing, damaged or full."""

import json
import os
import signal
import subprocess
import time

import pytest
from cli.kit import COMMAND, switchover

FLOW = """
id: flow
config: {retry_policy: {maximum_attempts: 1}}
tasks:
- {id: a, tool: work, on_success: {next: b}}
- {id: b, tool: work}
"""

MANY = """
id: many
tasks:
- id: all
  type: collection
  mode: sequential
  items: "{{ .workflow.input.items }}"
  task: {id: "each-{{ .index }}", tool: work}
"""

TOOLS = """
import os, time
from pathlib import Path

def work(given):
    with open("counted", "a") as file:
        file.write("x")
    if Path("fails").exists():
        raise RuntimeError("no")
    if Path("hangs").exists():
        time.sleep(600)
    if Path("big").exists():
        time.sleep(0.002)
        return {"text": "y" * 20_000}
    return {}
"""


WHERE = ("--bindings", "tools.yaml", "--store", "sqlite:runs.db")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "store_tools.py").write_text(TOOLS)
    (tmp_path / "tools.yaml").write_text("work: store_tools:work\n")
    (tmp_path / "flow.yaml").write_text(FLOW)
    (tmp_path / "many.yaml").write_text(MANY)
    return tmp_path


def ran(folder, *more, flow="flow.yaml", **options):
    return switchover(folder, "run", flow, *WHERE, *more, **options)


def resumed(folder):
    return switchover(folder, "resume", "--store", "sqlite:runs.db")


def calls(folder):
    return len((folder / "counted").read_text())


@pytest.mark.parametrize("ends", ["SUCCESS", "FAILED"])
def test_an_exec_id_that_is_known_runs_nothing_again(folder, ends):
    if ends == "FAILED":
        (folder / "fails").touch()
    first = ran(folder, "--exec-id", "mine")
    assert first.returncode == (0 if ends == "SUCCESS" else 1)
    before = calls(folder)
    second = ran(folder, "--exec-id", "mine")
    assert second.returncode == 2
    assert f"run 'mine' is in this store already, and is {ends}" in second.stderr
    assert "switchover resume mine --store sqlite:runs.db" in second.stderr
    assert calls(folder) == before
    seen = switchover(folder, "resume", "mine", "--store", "sqlite:runs.db", "--json")
    assert (json.loads(seen.stdout)["status"], calls(folder)) == (ends, before)


def test_an_exec_id_of_a_run_that_was_killed_is_resumed_and_not_begun_again(folder):
    (folder / "hangs").touch()
    process = subprocess.Popen(
        [*COMMAND, "run", "flow.yaml", *WHERE, "--exec-id", "mine"],
        cwd=folder,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    until = time.monotonic() + 30
    while not ((folder / "counted").exists() and calls(folder)) and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    (folder / "hangs").unlink()
    again = ran(folder, "--exec-id", "mine")
    assert (again.returncode, "already" in again.stderr) == (2, True)
    assert calls(folder) == 1
    done = switchover(folder, "resume", "mine", "--store", "sqlite:runs.db")
    assert (done.returncode, calls(folder)) == (0, 3), "a's call was lost with the process"


@pytest.mark.parametrize(
    "arguments", [["resume"], ["resume", "x"], ["signal", "x", "ready"]], ids=" ".join
)
def test_a_mistyped_store_makes_nothing(folder, arguments):
    before = sorted(os.listdir(folder))
    done = switchover(folder, *arguments, "--store", "sqlite:typo.db")
    assert done.returncode == 2
    assert "typo.db: there is no store" in done.stderr
    assert sorted(os.listdir(folder)) == before


def test_an_emptied_or_cut_store_is_an_error_that_names_it(folder):
    assert ran(folder).returncode == 0
    whole = (folder / "runs.db").read_bytes()
    for left, again in ((0, ran), (5000, ran), (0, resumed)):
        (folder / "runs.db").write_bytes(whole[:left])
        done = again(folder)
        assert done.returncode == 2
        assert "STORE_DAMAGED: runs.db: the store is" in done.stderr
        assert "Traceback" not in done.stderr
    assert calls(folder) == 2
    assert (folder / "runs.db").read_bytes() == b""


def test_on_a_full_disk_the_run_stops_calling_tools_and_is_resumed(folder):
    """No file may grow beyond 3 MB; 300 results need 6 MB and more."""
    resource = pytest.importorskip("resource")
    (folder / "big").touch()
    (folder / "in.json").write_text(json.dumps({"items": [*range(300)]}))

    def limited():
        resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))

    done = ran(folder, "--input", "in.json", flow="many.yaml", preexec_fn=limited)
    assert done.returncode == 2
    assert "runs.db: " in done.stderr
    assert "nothing more was run" in done.stderr
    assert "switchover resume" in done.stderr
    called = calls(folder)
    assert called < 250, "what cannot be kept is not begun"
    done = switchover(folder, "resume", "--store", "sqlite:runs.db", "--json")
    assert (done.returncode, json.loads(done.stdout)["status"]) == (0, "SUCCESS")
    assert calls(folder) < 300 + called, "what was kept is not done again"
